//! The words of one paragraph as a row of leaves: white space collapsed over the whole paragraph, each character with
//! the position that it comes from.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use crate::chapter::tree::{Inline, Pos, Text};
use crate::compose::breaking::{self, Breaking};
use crate::language::Direction;

/// The characters of one [`Text`] of a paragraph.
pub(super) type Leaf = Vec<(char, Pos)>;

/// How the words of an edition are prepared for Typst.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The direction of the lines.
    pub(super) direction: Direction,
    /// Where they may end.
    pub(super) breaking: Breaking<'a>,
}

/// Collects the leaves of a paragraph in reading order. There is one for every `Text` and every `Code` of it.
pub(super) fn leaves(inlines: &[Inline], setting: Setting) -> VecDeque<Leaf> {
    let mut collector = Collector { leaves: VecDeque::new(), glue: true, line: 0, breaking: Some(setting.breaking) };
    collector.inlines(inlines);
    collector.end_line();
    match setting.direction {
        Direction::Ltr => collector.leaves,
        Direction::Rtl => collector.leaves.into_iter().map(isolated).collect(),
    }
}

/// The characters of a text that stands alone, such as an attribute's value.
pub(super) fn leaf(text: &Text, setting: Setting) -> Leaf {
    leaves(&[Inline::Text(text.clone())], setting).pop_front().unwrap_or_default()
}

/// Whether there is anything to read.
pub(super) fn has_words(inlines: &[Inline]) -> bool {
    let mut collector = Collector { leaves: VecDeque::new(), glue: true, line: 0, breaking: None };
    collector.inlines(inlines);
    collector.end_line();
    collector.leaves.iter().any(|leaf| !leaf.is_empty())
}

/// Left-to-right isolate and pop directional isolate (Unicode Standard Annex 9). `refine` takes them out of the text.
const ISOLATE: (char, char) = ('\u{2066}', '\u{2069}');

/// A leaf of right-to-left text in which telephone numbers, dates, times and addresses keep their order: without
/// isolation `+1 (612) 555-0100` prints as `0100-555 (612) 1+`.
fn isolated(leaf: Leaf) -> Leaf {
    let chars: Vec<char> = leaf.iter().map(|(c, _)| *c).collect();
    let mut found = Leaf::with_capacity(leaf.len());
    let mut start = 0;
    while start < leaf.len() {
        let end = token_end(&chars, start);
        let token = &leaf[start..end];
        if needs_order(&chars[start..end]) {
            found.push((ISOLATE.0, token[0].1));
            found.extend_from_slice(token);
            found.push((ISOLATE.1, token[token.len() - 1].1));
        } else {
            found.extend_from_slice(token);
        }
        start = end;
    }
    found
}

/// Telephone numbers, dates, times and addresses of a text, in bytes: what stands from left to right in every language.
pub fn left_to_right_tokens(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut start, mut offset) = (0, 0);
    while start < chars.len() {
        let end = token_end(&chars, start);
        let length: usize = chars[start..end].iter().map(|c| c.len_utf8()).sum();
        if needs_order(&chars[start..end]) {
            found.push(offset..offset + length);
        }
        (start, offset) = (end, offset + length);
    }
    found
}

/// Whether the parts of a token could change places.
fn needs_order(token: &[char]) -> bool {
    token.len() > 1 && token.iter().any(|c| !c.is_alphanumeric())
}

/// Where the token that begins at `start` ends: a row of ASCII signs around a letter or digit, with single spaces between
/// groups of digits, without the punctuation that follows it. Any other character is a token of its own.
fn token_end(chars: &[char], start: usize) -> usize {
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let begins =
        at(start).is_ascii_alphanumeric() || (matches!(at(start), '+' | '(') && at(start + 1).is_ascii_digit());
    if !begins {
        return start + 1;
    }
    let mut end = start + 1;
    loop {
        let joins_digits = at(end) == ' '
            && (at(end - 1).is_ascii_digit() || at(end - 1) == ')')
            && (at(end + 1).is_ascii_digit() || (at(end + 1) == '(' && at(end + 2).is_ascii_digit()));
        if !(at(end).is_ascii_graphic() || at(end) == '–' || joins_digits) {
            break;
        }
        end += 1;
    }
    while end > start + 1 && !at(end - 1).is_ascii_alphanumeric() && !matches!(at(end - 1), '/' | '%') {
        end -= 1;
    }
    let unpaired = at(start) == '(' && !chars[start..end].contains(&')');
    if unpaired { start + 1 } else { end }
}

struct Collector<'a> {
    leaves: VecDeque<Leaf>,
    /// Whether white space would be swallowed here: at the beginning, after white space and after a line break.
    glue: bool,
    /// The first leaf after the last line break: words do not reach across one.
    line: usize,
    /// Where lines may end; `None` if nobody asks.
    breaking: Option<Breaking<'a>>,
}

impl Collector<'_> {
    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => self.text(text),
                Inline::Strong(content)
                | Inline::Emph(content)
                | Inline::Strike(content)
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Break => self.end_line(),
                Inline::Note { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let mut leaf = Leaf::with_capacity(text.text.len());
        for (c, pos) in text.characters() {
            let space = is_collapsible(c);
            if space && self.glue {
                continue;
            }
            leaf.push((if space { ' ' } else { c }, pos));
            self.glue = space;
        }
        self.leaves.push_back(leaf);
    }

    fn end_line(&mut self) {
        self.trim_end();
        self.glue = true;
        if let Some(breaking) = &self.breaking {
            breaking::prepare(&mut self.leaves.make_contiguous()[self.line..], breaking);
        }
        self.line = self.leaves.len();
    }

    fn trim_end(&mut self) {
        if !self.glue {
            return;
        }
        for leaf in self.leaves.iter_mut().rev() {
            if leaf.last().is_some_and(|(c, _)| *c == ' ') {
                leaf.pop();
                return;
            }
            if !leaf.is_empty() {
                return;
            }
        }
    }
}

/// White space that Markdown folds; no-break and ideographic spaces are kept as they are.
fn is_collapsible(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A stretch of a leaf that is set in one kind of face.
#[derive(Debug, PartialEq)]
pub(super) struct Stretch<'a> {
    /// Whether these are Latin words between words of another script.
    pub(super) latin: bool,
    /// The characters.
    pub(super) text: &'a [(char, Pos)],
}

/// Cuts a leaf into Latin words and the rest. ASCII digits are Latin too, and so are the signs inside addresses.
pub(super) fn stretches(leaf: &[(char, Pos)]) -> Vec<Stretch<'_>> {
    let mut bounds: Vec<(usize, bool)> = Vec::new();
    for word in leaf.chunk_by(|(a, _), (b, _)| is_word_sign(*a) == is_word_sign(*b)) {
        let latin = is_word_sign(word[0].0) && word.iter().any(|(c, _)| is_latin_letter(*c) || c.is_ascii_digit());
        match bounds.last_mut() {
            Some((length, same)) if *same == latin => *length += word.len(),
            _ => bounds.push((word.len(), latin)),
        }
    }
    let mut rest = leaf;
    bounds
        .into_iter()
        .map(|(length, latin)| {
            let (text, later) = rest.split_at(length);
            rest = later;
            Stretch { latin, text }
        })
        .collect()
}

fn is_word_sign(c: char) -> bool {
    is_latin_letter(c)
        || c.is_ascii_digit()
        || matches!(c, '@' | '#' | '&' | '/' | '%' | '+' | '=' | '_' | '-' | '.' | ':')
}

fn is_latin_letter(c: char) -> bool {
    c.is_alphabetic() && c.script() == Script::Latin
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compose::breaking::{LONGEST, TermList};
    use crate::language::Breaks;

    fn with_setting<R>(direction: Direction, work: impl FnOnce(Setting) -> R) -> R {
        let (terms, unglued) = (TermList::default(), BTreeSet::new());
        let breaking = Breaking { kind: Breaks::Spaces, terms: &terms, longest: LONGEST, unglued: &unglued };
        work(Setting { direction, breaking })
    }

    fn text(words: &str) -> Inline {
        Inline::Text(Text { text: words.into(), line: 1, columns: vec![(0, 1)] })
    }

    fn words(leaf: &[(char, Pos)]) -> String {
        leaf.iter().map(|(c, _)| *c).collect()
    }

    #[test]
    fn white_space_collapses_across_the_paragraph() {
        let inlines =
            [text("  a  "), Inline::Strong(vec![text(" b\t")]), text(" c\u{A0}  "), Inline::Break, text(" d ")];
        let leaves: Vec<String> =
            with_setting(Direction::Ltr, |setting| leaves(&inlines, setting).iter().map(|leaf| words(leaf)).collect());
        assert_eq!(leaves, ["a ", "b ", "c\u{A0}", "d"]);
    }

    #[test]
    fn addresses_and_numbers_keep_their_order() {
        let cases = [
            ("اتصل +1 (612) 555-0100.", "اتصل [+1 (612) 555-0100]."),
            ("في 2024-05-01 و 18:30–20:00", "في [2024-05-01] و [18:30–20:00]"),
            ("a@b.org، 90 دقيقة", "[a@b.org]، 90 دقيقة"),
            ("(2026) PDF", "(2026) PDF"),
        ];
        for (text, expected) in cases {
            let text = Text { text: text.into(), line: 1, columns: vec![] };
            let shown = with_setting(Direction::Rtl, |setting| words(&leaf(&text, setting)))
                .replace(ISOLATE.0, "[")
                .replace(ISOLATE.1, "]");
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn latin_words_are_cut_out() {
        let text = Text { text: "ទៅ COVID-19 ឬ https://example.org 2024".into(), line: 1, columns: vec![] };
        let leaf = with_setting(Direction::Ltr, |setting| leaf(&text, setting));
        let cut: Vec<_> = stretches(&leaf).iter().map(|s| (s.latin, words(s.text))).collect();
        let expected = [
            (false, "ទៅ "),
            (true, "COVID-19"),
            (false, " ឬ "),
            (true, "https://example.org"),
            (false, " "),
            (true, "2024"),
        ];
        assert_eq!(cut, expected.map(|(latin, text)| (latin, text.to_string())));
    }
}
