//! Where lines begin and end: what may not stand there, and words that are broken although they hold together.
//!
//! The signs are those of the W3C's layout requirements (alreq, clreq, ilreq, klreq, sealreq) and of Unicode Standard
//! Annex 14 for closing and opening punctuation.

use typst_library::text::TextItem;
use unicode_normalization::char::is_combining_mark;

use crate::compose::{Passage, holds_together};
use crate::diag::Code;
use crate::language::{Profile, Quotes};
use crate::proof::page::{Line, Pages, Piece};
use crate::proof::report::Report;

/// A line begins with a sign that belongs to the line before.
pub const LINE_START: Code = Code::warning("line-start");
/// A line ends with a sign that belongs to the next one.
pub const LINE_END: Code = Code::warning("line-end");
/// A line ends inside a word.
pub const BROKEN_WORD: Code = Code::warning("broken-word");
/// A word is broken with a hyphen where the language has none.
pub const LINE_HYPHEN: Code = Code::warning("line-hyphen");

const SOFT_HYPHEN: char = '\u{AD}';
const WORD_JOINER: char = '\u{2060}';
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// Looks at both sides of every line's end. `last` is the line before the present one of the same passage, which may
/// stand on the page before.
pub(super) fn check(pages: &Pages, profile: &Profile, report: &mut Report) {
    let mut before: Option<(usize, &Line, usize)> = None;
    for fragment in pages.fragments() {
        let Some((id, passage)) = fragment.passage.zip(pages.passage(fragment)) else { continue };
        for line in &fragment.lines {
            let Some(range) = line.range(pages) else { continue };
            if let Some((_, last, end)) = before.filter(|(of, _, end)| *of == id && *end <= range.start) {
                check_start(line, profile, report);
                check_end(last, profile, report);
                let gap = Gap::new(passage, end, range.start);
                check_word(&gap, last, profile, report);
            }
            before = Some((id, line, range.end));
        }
    }
}

fn check_start(line: &Line, profile: &Profile, report: &mut Report) {
    let Some((first, _)) = line.ends(profile.direction) else { return };
    if let Some(c) = first.item.text.chars().next().filter(|c| never_begins(*c, &profile.quotes)) {
        let message = format!("a line begins with `{c}`, which belongs to the line before");
        let hint = "take out the space or the line break before it, or write a no-break space (U+00A0)";
        report.at(LINE_START, &first, glyph_at(first.item, 0), message, hint);
    }
}

fn check_end(line: &Line, profile: &Profile, report: &mut Report) {
    let Some((_, last)) = line.ends(profile.direction) else { return };
    let words = last.item.text.trim_end();
    if let Some((at, c)) = words.char_indices().next_back().filter(|(_, c)| never_ends(*c, &profile.quotes)) {
        let message = format!("a line ends with `{c}`, which belongs to the next line");
        let hint = "take out the space or the line break after it";
        report.at(LINE_END, &last, glyph_at(last.item, at), message, hint);
    }
}

/// What stands in a passage between the last letter of one line and the first of the next.
struct Gap<'a> {
    before: Option<char>,
    between: &'a str,
    after: Option<char>,
}

impl<'a> Gap<'a> {
    fn new(passage: &'a Passage, end: usize, start: usize) -> Self {
        let text = &passage.text;
        let invisible = |c: &char| !matches!(*c, WORD_JOINER | ZERO_WIDTH_SPACE | '\u{200D}' | SOFT_HYPHEN);
        Gap {
            before: text.get(..end).and_then(|text| text.chars().rev().find(invisible)),
            between: text.get(end..start).unwrap_or(" "),
            after: text.get(start..).and_then(|text| text.chars().find(invisible)),
        }
    }

    /// Whether a line may end here: somebody wrote a space or a sign that says so.
    fn is_open(&self) -> bool {
        let opens = |c: char| c.is_whitespace() || c == ZERO_WIDTH_SPACE || c == SOFT_HYPHEN;
        self.between.chars().any(opens) || self.before.is_none_or(char::is_whitespace)
    }
}

fn check_word(gap: &Gap, line: &Line, profile: &Profile, report: &mut Report) {
    let Some((_, last)) = line.ends(profile.direction) else { return };
    if last.item.text.ends_with(SOFT_HYPHEN) && !profile.lines.hyphenate && !gap.between.contains(SOFT_HYPHEN) {
        let message = "a word is broken with a hyphen, which readers of this language do not expect";
        let hint = "this is a fault of the layout, which has to follow `hyphenate` of the language's profile";
        return report.at(LINE_HYPHEN, &previous(line, &last), 0, message, hint);
    }
    if gap.is_open() {
        return;
    }
    let (Some(before), Some(after)) = (gap.before, gap.after) else { return };
    if gap.between.contains(WORD_JOINER) || holds_together(before, after, profile.lines.breaks) {
        let message = format!("a line ends inside a word, between `{before}` and `{after}`");
        let hint = "please report it; until then, write a zero width space (U+200B) where the word may be broken";
        report.at(BROKEN_WORD, &last, last.item.glyphs.len().saturating_sub(1), message, hint);
    }
}

/// The piece beside a hyphen, which has no place of its own.
fn previous<'a>(line: &Line<'a>, hyphen: &Piece<'a>) -> Piece<'a> {
    *line.pieces.iter().rev().find(|piece| !std::ptr::eq(piece.item, hyphen.item)).unwrap_or(hyphen)
}

/// The glyph that stands for the character at a byte offset of an item's text.
fn glyph_at(item: &TextItem, offset: usize) -> usize {
    item.glyphs.iter().position(|glyph| glyph.range().contains(&offset)).unwrap_or(0)
}

/// Whether no line may begin with a character: it belongs to what precedes it. Quotation marks open in one language and
/// close in another (Urdu: ”…“).
fn never_begins(c: char, quotes: &Quotes) -> bool {
    const CLOSING: &str = ",.;:!?)]}»”’%،؛؟۔।॥、。，；：！？）」』》】〉·။၊។៕៖ៗ៘៚ๆໆฯ";
    let opens = quotes.double[0].contains(c) || quotes.single[0].contains(c);
    let closes = quotes.double[1].contains(c) || CLOSING.contains(c);
    matches!(c, ' ' | '\u{A0}' | '\u{202F}') || closes && !opens || is_combining_mark(c) || is_dependent_vowel(c)
}

/// Vowels that Unicode calls letters and readers signs of the consonant before them (Thai, Lao).
fn is_dependent_vowel(c: char) -> bool {
    matches!(c, '\u{E30}' | '\u{E32}' | '\u{E33}' | '\u{E45}' | '\u{EB0}' | '\u{EB2}' | '\u{EB3}')
}

/// Whether no line may end with a character: it belongs to what follows.
fn never_ends(c: char, quotes: &Quotes) -> bool {
    const OPENING: &str = "([{«“‘「『《（【〈";
    let closes = quotes.double[1].contains(c) || quotes.single[1].contains(c);
    let opens = quotes.double[0].contains(c) || OPENING.contains(c);
    opens && !closes || matches!(c, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(double: [&str; 2]) -> Quotes {
        Quotes { double: double.map(str::to_string), single: ["‘", "’"].map(str::to_string) }
    }

    #[test]
    fn signs_know_their_side() {
        let english = quotes(["“", "”"]);
        for c in "។ៗ」।؟)ๆ\u{17B6}\u{0BCD}”".chars() {
            assert!(never_begins(c, &english) && !never_ends(c, &english), "{c:?}");
        }
        for c in "(「“«เແ".chars() {
            assert!(never_ends(c, &english) && !never_begins(c, &english), "{c:?}");
        }
        for c in "aក한中1-–".chars() {
            assert!(!never_begins(c, &english) && !never_ends(c, &english), "{c:?}");
        }
        let urdu = quotes(["”", "“"]);
        assert!(never_ends('”', &urdu) && !never_begins('”', &urdu));
        assert!(never_begins('“', &urdu) && !never_ends('“', &urdu));
    }
}
