//! Words and letters: what a reader copies is what was written, what is to stand out does, the layout makes up no words
//! of its own, and every letter is in a font of its language.

use std::collections::BTreeSet;

use ttf_parser::GlyphId;
use typst_library::layout::Em;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::compose::PassageKind;
use crate::diag::Code;
use crate::language::Profile;
use crate::proof::Rules;
use crate::proof::page::{Fragment, Line, Pages, Piece};
use crate::proof::report::Report;

/// Letters of the language are in a font that the profile does not name.
pub const OTHER_FONT: Code = Code::warning("other-font");
/// Words that are to stand out look like the others.
pub const UNSEEN_STRESS: Code = Code::warning("unseen-stress");
/// The text that readers copy or hear is not what was written.
pub const TEXT_DIFFERS: Code = Code::warning("text-differs");
/// The layout prints words that the edition does not have.
pub const LAYOUT_WORDS: Code = Code::warning("layout-words");
/// The layout prints digits that are not the edition's.
pub const LAYOUT_DIGITS: Code = Code::warning("layout-digits");
/// Commas and stops stand where readers of another region expect them.
pub const STOP_PLACE: Code = Code::warning("stop-place");

/// How far the ink of a Chinese stop may be from where it belongs, in em (check 31 of the script notes).
const STOP_OFF: f64 = 0.1;
/// Pieces of a line that are farther apart are different words, in em.
const WORD_GAP: f64 = 0.1;

pub(super) fn check(pages: &Pages, rules: &Rules, report: &mut Report) {
    let Rules { profile, families, furniture, .. } = *rules;
    let own = OwnScript::of(&profile.script);
    let furniture = Furniture::new(furniture);
    for fragment in pages.fragments() {
        match fragment.passage {
            Some(_) => {
                check_stress(fragment, pages, report);
                check_text(fragment, pages, report);
            }
            None => check_furniture(fragment, profile, &furniture, report),
        }
        for piece in fragment.pieces() {
            check_font(piece, &own, families, report);
            check_stops(piece, profile, report);
        }
    }
}

// ---- fonts

/// The scripts in whose letters a language is written.
struct OwnScript(Vec<Script>);

impl OwnScript {
    /// By its ISO 15924 code; some codes stand for several scripts.
    fn of(code: &str) -> Self {
        OwnScript(match code {
            "Hans" | "Hant" => vec![Script::Han],
            "Kore" => vec![Script::Hangul, Script::Han],
            "Jpan" => vec![Script::Han, Script::Hiragana, Script::Katakana],
            code => Script::from_short_name(code).into_iter().collect(),
        })
    }

    fn has(&self, c: char) -> bool {
        c.is_alphabetic() && self.0.contains(&c.script())
    }
}

fn check_font(piece: &Piece, own: &OwnScript, families: &[String], report: &mut Report) {
    let family = &piece.item.font.info().family;
    if families.contains(family) {
        return;
    }
    let item = piece.item;
    let is_own =
        |range: std::ops::Range<usize>| item.text.get(range).is_some_and(|text| text.chars().any(|c| own.has(c)));
    if let Some(glyph) = item.glyphs.iter().position(|glyph| glyph.id != 0 && is_own(glyph.range())) {
        let message = format!("these letters are in {family}, not in a font of this language");
        let hint =
            format!("the fonts are {}; check the spelling, or name a font that has the letters", families.join(", "));
        report.at(OTHER_FONT, piece, glyph, message, &hint);
    }
}

/// Chinese stops: in the middle of their square where Traditional Chinese is read, at its lower left elsewhere.
fn check_stops(piece: &Piece, profile: &Profile, report: &mut Report) {
    let in_the_middle = match profile.script.as_str() {
        "Hant" => true,
        "Hans" | "Jpan" => false,
        _ => return,
    };
    let item = piece.item;
    for (index, glyph) in item.glyphs.iter().enumerate() {
        if !matches!(item.text.get(glyph.range()), Some("，" | "。" | "、")) {
            continue;
        }
        let Some(found) = item.font.ttf().glyph_bounding_box(GlyphId(glyph.id)) else { continue };
        let middle = item.font.to_em((f64::from(found.x_min) + f64::from(found.x_max)) / 2.0);
        let off = (middle - Em::new(0.5)).get().abs();
        if (off < STOP_OFF) != in_the_middle {
            let message = "commas and stops stand where readers of another region expect them";
            let hint = "check `lang`, `region` and the fonts of the language's profile";
            return report.at(STOP_PLACE, piece, index, message, hint);
        }
    }
}

// ---- passages

fn check_stress(fragment: &Fragment, pages: &Pages, report: &mut Report) {
    let Some(passage) = pages.passage(fragment) else { return };
    if passage.stressed.is_empty() || passage.kind == PassageKind::Label {
        return;
    }
    let is_stressed =
        |piece: &Piece| piece.of.is_some_and(|(_, at)| passage.stressed.iter().any(|it| it.contains(&at)));
    let plain = fragment.faces(|piece| piece.of.is_some() && !is_stressed(piece));
    let has_letters = |piece: &&Piece| piece.item.text.chars().any(char::is_alphabetic);
    if let Some(piece) = fragment.pieces().filter(has_letters).find(|it| is_stressed(it) && plain.contains(&it.face()))
    {
        let message = "these words are marked to stand out, and look like the others";
        let hint = "the layout or the profile has to give emphasis another weight or slant; a font may lack it";
        report.at(UNSEEN_STRESS, piece, 0, message, hint);
    }
}

/// Signs that steer lines and order, and white space: they are no part of what a reader copies.
fn is_silent(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
        || c == '\u{FEFF}'
}

/// Signs that only line breaking needs and that no reader should find in a copied or searched text.
fn is_steering(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The pieces of a passage in their order say the passage, nothing twice and nothing left out.
fn check_text(fragment: &Fragment, pages: &Pages, report: &mut Report) {
    let Some(passage) = pages.passage(fragment) else { return };
    let mut pieces: Vec<(usize, &Piece)> = fragment.pieces().filter_map(|piece| Some((piece.of?.1, piece))).collect();
    pieces.sort_by_key(|(at, _)| *at);
    let mut end: Option<usize> = None;
    for (at, piece) in pieces {
        let said = piece.item.text.chars().filter(|c| !is_silent(*c));
        let written = || passage.text.get(at..).unwrap_or_default().char_indices().filter(|(_, c)| !is_silent(*c));
        let mut last = at;
        let mut same = true;
        let mut rest = written();
        for c in said {
            let next = rest.next();
            same &= next.is_some_and(|(_, it)| it == c);
            last = next.map_or(last, |(offset, it)| at + offset + it.len_utf8());
        }
        let skipped =
            end.and_then(|end| passage.text.get(end..at)).is_some_and(|text| text.chars().any(|c| !is_silent(c)));
        let doubled = end.is_some_and(|end| at < end);
        let steered = piece.item.text.contains(is_steering);
        if !same || skipped || doubled || steered {
            let message = "what readers copy, search or hear of these words is not what was written";
            let hint = "the layout changes letters (`upper`, a `show` rule on words), or the program has a fault: then \
                        please report it";
            return report.at(TEXT_DIFFERS, piece, 0, message, hint);
        }
        end = Some(last);
    }
}

// ---- what the layout makes

/// Everything that the edition gives the layout to print.
struct Furniture<'a> {
    text: &'a str,
    /// Its words in Latin letters, and its numbers.
    tokens: BTreeSet<&'a str>,
}

impl<'a> Furniture<'a> {
    fn new(text: &'a str) -> Self {
        Furniture { text, tokens: words(text).chain(numbers(text)).collect() }
    }

    /// Words in scripts without spaces may be a piece of what is given.
    fn has_word(&self, word: &str) -> bool {
        self.tokens.contains(word) || !word.is_ascii() && self.text.contains(word)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic() && !is_combining_mark(c)).filter(|word| word.chars().nth(1).is_some())
}

/// Numbers, dates, times and versions.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let belongs = |c: char| c.is_numeric() || matches!(c, '.' | '-' | '/' | ':');
    text.split(move |c| !belongs(c))
        .map(|run| run.trim_matches(|c: char| !c.is_numeric()))
        .filter(|run| !run.is_empty())
}

fn check_furniture(fragment: &Fragment, profile: &Profile, furniture: &Furniture, report: &mut Report) {
    let is_foreign = |c: char| c.is_numeric() && !c.is_alphabetic() && !profile.digits.has(c);
    for text in fragment.lines.iter().map(line_text) {
        let text = text.as_str();
        for word in words(text).filter(|word| !furniture.has_word(word)) {
            let message = format!("the layout prints `{word}`, which is none of this language's words");
            let hint = "a layout holds no words: it takes them from the edition with `word(\"…\")`";
            report.of_layout(LAYOUT_WORDS, word, message, hint);
        }
        let foreign = numbers(text).filter(|number| number.contains(is_foreign));
        for number in foreign.filter(|number| !furniture.tokens.contains(number)) {
            let message = format!("the layout prints `{number}`, which is not in this language's digits");
            let hint = "a layout writes numbers with `digits(…)`, `native(…)` or `clock(…)`";
            report.of_layout(LAYOUT_DIGITS, number, message, hint);
        }
    }
}

/// The text of a line from left to right; pieces that touch are one word, since a word may be set in several fonts.
fn line_text(line: &Line) -> String {
    let mut text = String::new();
    let mut last = None;
    for piece in &line.pieces {
        let is_arabic = piece.item.text.chars().any(|c| c.script() == Script::Arabic);
        let is_apart = |(end, other)| piece.at.x - end > piece.size() * WORD_GAP || other != is_arabic;
        if last.is_some_and(is_apart) {
            text.push(' ');
        }
        text.push_str(&piece.item.text);
        last = Some((piece.at.x + piece.width(), is_arabic));
    }
    text
}
