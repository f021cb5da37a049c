//! Single letters: whether a font has them, whether they stand on the page and on a letter of their own.

use std::collections::{BTreeMap, BTreeSet};

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Rect, Size, Transform};
use typst_library::text::TextItem;

use crate::diag::{Code, Finding, Place};
use crate::proof::page::{Pages, Piece, place_of, walk};
use crate::proof::report::Report;
use crate::typeset::Locator;

/// No font has some letters.
pub const NO_FONT: Code = Code::error("no-font");
/// Words run over the edge of the page.
pub const OFF_THE_PAGE: Code = Code::error("off-the-page");
/// A sign stands on a circle of dots: it has no letter to stand on.
pub const DOTTED_CIRCLE: Code = Code::error("dotted-circle");

/// Words may stand over the page's edge by so many points: side bearings and rounding.
const TOLERANCE: f64 = 0.5;
/// Dotted circle.
const CIRCLE: char = '\u{25CC}';
/// How many different letters a finding names.
const NAMED_LETTERS: usize = 8;

/// Letters of one line that no font has.
#[derive(Default)]
struct Missing {
    column: u32,
    letters: BTreeSet<char>,
    words: String,
}

/// Letters without a font, and words over the edge.
pub(super) fn check(document: &PagedDocument, locator: &Locator, families: &[String]) -> Vec<Finding> {
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

/// A shaper puts U+25CC under a sign that no letter carries.
pub(super) fn check_circles(pages: &Pages, report: &mut Report) {
    for piece in pages.fragments().flat_map(|fragment| fragment.pieces()) {
        check_circle(piece, report);
    }
}

fn check_circle(piece: &Piece, report: &mut Report) {
    let item = piece.item;
    if item.text.contains(CIRCLE) {
        return;
    }
    let Some(circle) = item.font.ttf().glyph_index(CIRCLE) else { return };
    let Some(found) = item.glyphs.iter().position(|glyph| glyph.id == circle.0) else { return };
    let cluster = item.glyphs.get(found).and_then(|glyph| item.text.get(glyph.range())).unwrap_or_default();
    let message = format!("the sign `{cluster}` has no letter to stand on and prints on a circle of dots");
    let hint = "type the letter first, then its signs in the order in which they are spoken";
    report.at(DOTTED_CIRCLE, piece, found, message, hint);
}
