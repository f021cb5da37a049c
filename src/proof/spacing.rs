//! The white of a page: the distance of lines, the width of spaces, letters drawn apart, words over their column.

use typst_library::layout::{Abs, Em, Frame, FrameItem, Point};
use typst_library::text::TextItem;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::compose::PassageKind;
use crate::diag::Code;
use crate::language::Direction;
use crate::proof::ink;
use crate::proof::page::{Fragment, Line, Page, Pages, Piece};
use crate::proof::report::Report;

/// A word is longer than its line.
pub const LINE_TOO_LONG: Code = Code::warning("line-too-long");
/// The lines of a paragraph are not equally far apart.
pub const UNEVEN_LINES: Code = Code::warning("uneven-lines");
/// The spaces of a line are too wide.
pub const WIDE_SPACES: Code = Code::warning("wide-spaces");
/// The letters of a line are drawn apart.
pub const SPREAD_LETTERS: Code = Code::warning("spread-letters");

/// Words may stand over their column by so many points: side bearings and rounding.
const TOLERANCE: f64 = 0.5;
/// The space between Han and Latin letters, in em.
const HAN_SPACE: f64 = 0.3;
/// How far the distances of a paragraph's lines may differ, in points (issue 3).
const PITCH: f64 = 0.05;
/// A space may be so many times as wide as the font draws it (issue 3).
pub(super) const WIDEST_SPACE: f64 = 2.5;
/// Letters of scripts whose letters join or hang from a line may be drawn apart by so much only, in em: rounding.
const JOINED: f64 = 0.002;
/// Letters of other scripts may be drawn apart by so much in a justified line, in em.
const APART: f64 = 0.05;

pub(super) fn check(pages: &Pages, direction: Direction, report: &mut Report) {
    let boxes = ink::Boxes::default();
    for page in &pages.pages {
        check_columns(page, direction, report);
        ink::check(page, &boxes, report);
    }
    for fragment in pages.fragments() {
        check_pitch(fragment, report);
        let kind = pages.passage(fragment).map(|passage| passage.kind);
        fragment.lines.iter().for_each(|line| check_spaces(line, kind, report));
        for piece in fragment.pieces() {
            check_letters_apart(piece, report);
        }
    }
}

// ---- columns

fn check_columns(page: &Page, direction: Direction, report: &mut Report) {
    each_overhang(page.frame, direction, &mut |item, overhang| {
        if overhang <= tolerance(item) {
            return;
        }
        let piece = Piece { item, at: Point::zero(), baseline: Abs::zero(), is_sure: false, scale: 1.0, of: None };
        let hint = "use a shorter word or address, or write a space or a zero width space where it may break";
        report.at(LINE_TOO_LONG, &piece, 0, "this word is longer than its line", hint);
    });
}

/// Calls `visit` with every item of a page and how far it sticks out of the end of the column that it stands in; what
/// stands inside its column has nothing or less. A word that is too long always sticks out there; what stands out at the
/// start was hung there by the layout.
pub(super) fn each_overhang<'a>(frame: &'a Frame, direction: Direction, visit: &mut impl FnMut(&'a TextItem, Abs)) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => each_overhang(&group.frame, direction, visit),
            FrameItem::Text(text) => visit(
                text,
                match direction {
                    Direction::Ltr => at.x + text.width() - frame.width(),
                    Direction::Rtl => -at.x,
                },
            ),
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// How far an item may stick out of its column: the last Han letter of a line may keep the quarter of an em that parts it
/// from a Latin word.
pub(super) fn tolerance(item: &TextItem) -> Abs {
    if item.text.chars().any(is_han) { item.size * HAN_SPACE } else { Abs::pt(TOLERANCE) }
}

fn is_han(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana)
}

// ---- lines

fn check_pitch(fragment: &Fragment, report: &mut Report) {
    if fragment.passage.is_none() {
        return;
    }
    let pitch = |pair: &[Line]| (pair[1].baseline - pair[0].baseline).to_pt();
    let mut pairs = fragment.lines.windows(2);
    let Some(first) = pairs.next().map(pitch) else { return };
    for pair in pairs {
        let now = pitch(pair);
        if (now - first).abs() > PITCH {
            let message =
                format!("the lines of this paragraph are not equally far apart: {first:.2} pt and {now:.2} pt");
            let hint =
                "the layout or the language's profile lets a font move its lines: give all text the profile's edges";
            report.at(UNEVEN_LINES, &pair[1].pieces[0], 0, message, hint);
            return;
        }
    }
}

// ---- spaces and letters

fn check_spaces(line: &Line, kind: Option<PassageKind>, report: &mut Report) {
    let Some(piece) = line.pieces.iter().find(|piece| widest_space(piece.item) > WIDEST_SPACE) else { return };
    let message = "the spaces between the words of a line are more than 2.5 times as wide as they should be";
    let hint = match kind {
        Some(PassageKind::Text) => "please report it: such a paragraph should have been set ragged",
        _ => "the layout should set such lines ragged",
    };
    report.at(WIDE_SPACES, piece, piece.item.glyphs.len() - 1, message, hint);
}

/// How many times as wide as its font draws it the widest space of an item is.
pub(super) fn widest_space(item: &TextItem) -> f64 {
    let spaces = item.glyphs.iter().filter(|glyph| matches!(item.text.get(glyph.range()), Some(" " | "\u{A0}")));
    spaces.filter_map(|glyph| Some(glyph.x_advance.get() / item.font.x_advance(glyph.id)?.get())).fold(0.0, f64::max)
}

fn check_letters_apart(piece: &Piece, report: &mut Report) {
    let item = piece.item;
    let limit = if item.text.chars().any(is_joined) { JOINED } else { APART };
    let mut apart: Vec<f64> = Vec::new();
    let mut cluster = None;
    for glyph in &item.glyphs {
        let Some(text) = item.text.get(glyph.range()) else { continue };
        let added = (glyph.x_advance - item.font.x_advance(glyph.id).unwrap_or(Em::zero())).get();
        match (text.chars().next(), apart.last_mut()) {
            // Of a letter with its marks only the first shape tells: a font may take the width of the others away.
            (Some(c), _) if !c.is_whitespace() && !is_han(c) && cluster != Some(glyph.range()) => apart.push(added),
            // A sign without a shape after a letter moves the next letter too.
            (None, Some(last)) => *last += added,
            _ => {}
        }
        cluster = Some(glyph.range());
    }
    // A font may draw some pairs closer or wider, so the one in the middle tells.
    apart.sort_by(f64::total_cmp);
    let usual = apart.get(apart.len() / 2).copied().unwrap_or(0.0);
    if apart.len() > 3 && usual > limit {
        let message = "the letters of these words are drawn apart";
        let hint = "this is a fault of the layout or the profile: letters of this script are set without tracking";
        report.at(SPREAD_LETTERS, piece, 0, message, hint);
    }
}

/// Scripts whose letters join one another or hang from one line.
fn is_joined(c: char) -> bool {
    !is_combining_mark(c)
        && matches!(
            c.script(),
            Script::Arabic
                | Script::Devanagari
                | Script::Bengali
                | Script::Gurmukhi
                | Script::Syriac
                | Script::Mongolian
        )
}
