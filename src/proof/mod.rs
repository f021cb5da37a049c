//! Reads the pages and finds what is wrong with them; marks the pages of a proof copy.

mod line;
mod mark;

use std::collections::{BTreeMap, BTreeSet};

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Frame, FrameItem, Point, Rect, Size, Transform};
use typst_library::text::TextItem;

use crate::compose::word_key;
use crate::diag::{Code, Finding, Place};
use crate::language::Direction;
use crate::typeset::Locator;

pub use crate::proof::mark::{Marks, mark};

/// No font has some letters.
pub const NO_FONT: Code = Code::error("no-font");
/// Words run over the edge of the page.
pub const OFF_THE_PAGE: Code = Code::error("off-the-page");

/// A sign stands on a circle of dots: it has no letter to stand on.
pub const DOTTED_CIRCLE: Code = Code::error("dotted-circle");
/// A line begins with a sign that belongs to the line before.
pub const LINE_START: Code = Code::warning("line-start");
/// A line ends with a sign that belongs to the next one.
pub const LINE_END: Code = Code::warning("line-end");
/// A word is longer than its line.
pub const LINE_TOO_LONG: Code = Code::warning("line-too-long");

/// Every code of this module.
pub const CODES: &[Code] = &[NO_FONT, OFF_THE_PAGE, DOTTED_CIRCLE, LINE_START, LINE_END, LINE_TOO_LONG];

/// Words may stand over the page's edge by so many points: side bearings and rounding.
const TOLERANCE: f64 = 0.5;
/// Dotted circle.
const CIRCLE: char = '\u{25CC}';
/// The sign that holds a word together.
const WORD_JOINER: char = '\u{2060}';
/// How many different letters a finding names.
const NAMED_LETTERS: usize = 8;

/// Letters of one line that no font has.
#[derive(Default)]
struct Missing {
    column: u32,
    letters: BTreeSet<char>,
    words: String,
}

/// Looks at every line of every page of an edition whose lines run in `direction`. `families` are the fonts that were
/// tried, for the message.
pub fn check(document: &PagedDocument, locator: &Locator, direction: Direction, families: &[String]) -> Vec<Finding> {
    let mut findings = check_letters(document, locator, families);
    let mut seen = BTreeSet::new();
    let mut report = |code: Code, item: &TextItem, glyph: usize, message: String, hint: &str| {
        let place = place_of(item, glyph, locator);
        // The layout's own signs have no place; the same line is told once for each kind.
        if matches!(place, Place::Line { .. }) && seen.insert((code.name, key(&place))) {
            findings.push(Finding::new(code, message).at(place).words(&item.text).hint(hint));
        }
    };
    for page in document.pages() {
        check_lines(&page.frame, direction, &mut report);
        walk(&page.frame, Transform::identity(), &mut |item, _| check_circles(item, &mut report));
        line::each_overhang(&page.frame, &mut |item, overhang| {
            if overhang <= line::tolerance(item, TOLERANCE) {
                return;
            }
            let hint = "use a shorter word or address, or write a space or a zero width space where it may break";
            report(LINE_TOO_LONG, item, 0, "this word is longer than its line".to_string(), hint);
        });
    }
    findings
}

fn check_lines(frame: &Frame, direction: Direction, report: &mut impl FnMut(Code, &TextItem, usize, String, &str)) {
    for (first, last) in line::lines(frame).iter().filter_map(|line| line.ends(direction)) {
        if let Some(c) = first.text.chars().next().filter(|c| line::never_begins(*c)) {
            let message = format!("a line begins with `{c}`, which belongs to the line before");
            let hint = "take out the space or the line break before it, or write a no-break space (U+00A0)";
            report(LINE_START, first, glyph_at(first, 0), message, hint);
        }
        if let Some((at, c)) = last.text.char_indices().next_back().filter(|(_, c)| line::never_ends(*c)) {
            let message = format!("a line ends with `{c}`, which belongs to the next line");
            report(LINE_END, last, glyph_at(last, at), message, "take out the space or the line break after it");
        }
    }
}

/// The glyph that stands for the character at a byte offset of an item's text.
fn glyph_at(item: &TextItem, offset: usize) -> usize {
    item.glyphs.iter().position(|glyph| glyph.range().contains(&offset)).unwrap_or(0)
}

/// A shaper puts U+25CC under a sign that no letter carries.
fn check_circles(item: &TextItem, report: &mut impl FnMut(Code, &TextItem, usize, String, &str)) {
    if item.text.contains(CIRCLE) {
        return;
    }
    let Some(circle) = item.font.ttf().glyph_index(CIRCLE) else { return };
    let Some(found) = item.glyphs.iter().position(|glyph| glyph.id == circle.0) else { return };
    let cluster = item.glyphs.get(found).and_then(|glyph| item.text.get(glyph.range())).unwrap_or_default();
    let message = format!("the sign `{cluster}` has no letter to stand on and prints on a circle of dots");
    report(
        DOTTED_CIRCLE,
        item,
        found,
        message,
        "type the letter first, then its signs in the order in which they are spoken",
    );
}

/// What can be told of single letters: whether a font has them, whether they stand on the page.
fn check_letters(document: &PagedDocument, locator: &Locator, families: &[String]) -> Vec<Finding> {
    let mut missing: BTreeMap<(String, u32), Missing> = BTreeMap::new();
    let mut outside: BTreeMap<(String, u32), (u32, String)> = BTreeMap::new();
    for page in document.pages() {
        walk(&page.frame, Transform::identity(), &mut |item, rect| {
            note_missing(item, locator, &mut missing);
            if is_outside(rect, page.frame.size()) {
                let place = place_of(item, 0, locator);
                outside.entry(key(&place)).or_insert_with(|| (column(&place), item.text.to_string()));
            }
        });
    }
    let missing = missing.into_iter().map(|(key, missing)| missing_finding(key, &missing, families));
    let outside = outside.into_iter().map(|(key, (column, words))| {
        Finding::new(OFF_THE_PAGE, "these words run over the edge of the page")
            .at(place_at(key, column))
            .words(words)
            .why("a printer cuts them off")
            .hint("use shorter words or a shorter address, or give the table fewer columns")
    });
    missing.chain(outside).collect()
}

fn note_missing(item: &TextItem, locator: &Locator, missing: &mut BTreeMap<(String, u32), Missing>) {
    for (index, glyph) in item.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.id == 0) {
        let place = place_of(item, index, locator);
        let entry = missing.entry(key(&place)).or_insert_with(|| Missing {
            column: column(&place),
            words: item.text.to_string(),
            ..Missing::default()
        });
        entry.letters.extend(item.text.get(glyph.range()).unwrap_or_default().chars());
    }
}

/// The place of a line, of a file if no line is known, or nowhere: the layout's own words.
fn place_at((file, line): (String, u32), column: u32) -> Place {
    match line {
        0 if file.is_empty() => Place::Nowhere,
        0 => Place::file(file),
        line => Place::line(file, line, column),
    }
}

fn missing_finding(key: (String, u32), missing: &Missing, families: &[String]) -> Finding {
    let named: Vec<String> =
        missing.letters.iter().take(NAMED_LETTERS).map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
    let more = missing.letters.len().saturating_sub(NAMED_LETTERS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Finding::new(NO_FONT, format!("no font has these letters: {}{more}", named.join(", ")))
        .at(place_at(key, missing.column))
        .words(&missing.words)
        .why(format!("they would print as empty boxes; the fonts tried are {}", families.join(", ")))
        .hint("check the spelling, or add a font that has them to `fonts/catalogue.toml`")
}

fn place_of(item: &TextItem, glyph: usize, locator: &Locator) -> Place {
    item.glyphs.get(glyph).and_then(|glyph| locator.locate(glyph.span.0, glyph.span.1)).unwrap_or_default()
}

fn key(place: &Place) -> (String, u32) {
    match place {
        Place::Line { file, line, .. } => (file.clone(), *line),
        Place::File { file } => (file.clone(), 0),
        _ => (String::new(), 0),
    }
}

fn column(place: &Place) -> u32 {
    match place {
        Place::Line { column, .. } => *column,
        _ => 0,
    }
}

fn is_outside(rect: Rect, page: Size) -> bool {
    let far = Abs::pt(TOLERANCE);
    rect.min.x < -far || rect.max.x > page.x + far || rect.min.y < -far || rect.max.y > page.y + far
}

/// The glued words that stick out of their column, as `compose::word_key` writes them: a second setting may break them
/// between syllables. Only the pages as Typst set them tell, since refined ones have lost the joiners.
pub fn too_long(document: &PagedDocument) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for page in document.pages() {
        line::each_overhang(&page.frame, &mut |item, overhang| {
            if overhang > Abs::pt(TOLERANCE) {
                let words = item.text.split([' ', '\u{200B}']).filter(|word| word.contains(WORD_JOINER));
                found.extend(words.map(word_key));
            }
        });
    }
    found
}

/// Calls `visit` with every text item of a frame and the rectangle that it takes on the page: from its first letter's
/// origin to its last one's end, one size above the baseline.
pub(crate) fn walk(frame: &Frame, transform: Transform, visit: &mut impl FnMut(&TextItem, Rect)) {
    for (at, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => walk(&group.frame, here.pre_concat(group.transform), visit),
            FrameItem::Text(text) => {
                let corners = [Point::new(Abs::zero(), -text.size), Point::new(text.width(), Abs::zero())];
                let [a, b] = corners.map(|corner| corner.transform(here));
                visit(text, Rect::new(a.min(b), a.max(b)));
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}
