//! The sides of a page and the order of its letters: that lines begin where the language's lines begin, that numbers and
//! addresses in right-to-left text are read in their order, and that Arabic letters join across a change of face.

use rustybuzz::{BufferFlags, UnicodeBuffer};
use typst_library::layout::Abs;
use typst_library::text::TextItem;

use crate::compose::{PassageKind, joins_at, left_to_right_tokens, letters_join};
use crate::diag::Code;
use crate::language::{Direction, Profile};
use crate::proof::page::{Fragment, Line, Pages, Piece};
use crate::proof::report::Report;

/// Lines begin on the wrong side.
pub const WRONG_SIDE: Code = Code::warning("wrong-side");
/// A number or an address is printed in the wrong order.
pub const WRONG_ORDER: Code = Code::error("wrong-order");
/// An Arabic word loses its joins where bold or a link begins.
pub const BROKEN_JOIN: Code = Code::warning("broken-join");

/// Edges count as one if they differ by less, in points.
const ALIGNED: f64 = 0.5;
/// Edges count as ragged if they differ by more, in points.
const RAGGED: f64 = 3.0;
/// A list's mark stands so many em from its item at most.
const MARK_DISTANCE: f64 = 4.0;

pub(super) fn check(pages: &Pages, profile: &Profile, report: &mut Report) {
    for page in &pages.pages {
        check_marks(&page.fragments, pages, profile.direction, report);
        check_cells(&page.fragments, pages, profile.direction, report);
    }
    for fragment in pages.fragments() {
        check_sides(fragment, pages, profile.direction, report);
        if profile.direction == Direction::Rtl {
            check_tokens(fragment, pages, report);
        }
        check_joins(fragment, pages, report);
    }
}

// ---- sides

const SIDE_HINT: &str = "this is a fault of the layout: it has to follow the direction of the language's profile";

/// Fewer lines may end flush by chance, the first of a note being further in.
const FEWEST_LINES: usize = 3;

/// Lines that end flush and begin ragged were set in the other direction.
fn check_sides(fragment: &Fragment, pages: &Pages, direction: Direction, report: &mut Report) {
    let is_text = pages.passage(fragment).is_some_and(|passage| passage.kind == PassageKind::Text);
    if !is_text || fragment.lines.len() < FEWEST_LINES {
        return;
    }
    let edges: Vec<(Abs, Abs)> = fragment.lines.iter().map(Line::edges).collect();
    let spread = |edge: fn(&(Abs, Abs)) -> Abs| {
        let least = edges.iter().map(edge).min().unwrap_or_default();
        let most = edges.iter().map(edge).max().unwrap_or_default();
        (most - least).to_pt()
    };
    let (left, right) = (spread(|edge| edge.0), spread(|edge| edge.1));
    let (start, end) = match direction {
        Direction::Ltr => (left, right),
        Direction::Rtl => (right, left),
    };
    if start > RAGGED && end < ALIGNED {
        let message = "the lines of this paragraph begin on the wrong side";
        report.at(WRONG_SIDE, &fragment.lines[0].pieces[0], 0, message, SIDE_HINT);
    }
}

/// The mark of a list's item stands before the item.
fn check_marks(fragments: &[Fragment], pages: &Pages, direction: Direction, report: &mut Report) {
    for pair in fragments.windows(2) {
        let (mark, text) = (&pair[0], &pair[1]);
        let is_item = mark.passage.is_none()
            && mark.lines.len() == 1
            && pages.passage(text).is_some_and(|passage| passage.kind == PassageKind::Text);
        if !is_item || (mark.lines[0].baseline - text.lines[0].baseline).to_pt().abs() > ALIGNED {
            continue;
        }
        let ((mark_left, mark_right), (left, right)) = (mark.lines[0].edges(), text.lines[0].edges());
        let (is_wrong, distance) = match direction {
            Direction::Ltr => (mark_left >= right, mark_left - right),
            Direction::Rtl => (mark_right <= left, left - mark_right),
        };
        let piece = &text.lines[0].pieces[0];
        if is_wrong && distance < piece.size() * MARK_DISTANCE {
            report.at(WRONG_SIDE, piece, 0, "the mark of this item stands on the wrong side", SIDE_HINT);
        }
    }
}

/// The cells of a row follow one another in the direction of the lines.
fn check_cells(fragments: &[Fragment], pages: &Pages, direction: Direction, report: &mut Report) {
    let is_cell = |fragment: &Fragment| pages.passage(fragment).is_some_and(|it| it.kind == PassageKind::Cell);
    let cells: Vec<&Fragment> = fragments.iter().filter(|fragment| is_cell(fragment)).collect();
    for pair in cells.windows(2) {
        let (first, next) = (&pair[0].lines[0], &pair[1].lines[0]);
        let is_row = pair[0].passage.zip(pair[1].passage).is_some_and(|(a, b)| b == a + 1)
            && (first.baseline - next.baseline).to_pt().abs() < ALIGNED;
        let is_wrong = match direction {
            Direction::Ltr => next.edges().1 <= first.edges().0,
            Direction::Rtl => next.edges().0 >= first.edges().1,
        };
        if is_row && is_wrong {
            report.at(WRONG_SIDE, &next.pieces[0], 0, "the columns of this table begin on the wrong side", SIDE_HINT);
        }
    }
}

// ---- order

/// The letters of each number and address stand from left to right.
fn check_tokens(fragment: &Fragment, pages: &Pages, report: &mut Report) {
    let Some(passage) = pages.passage(fragment) else { return };
    let tokens = left_to_right_tokens(&passage.text);
    if tokens.is_empty() {
        return;
    }
    for line in &fragment.lines {
        let mut letters: Vec<(Abs, usize, &Piece, usize)> = Vec::new();
        for piece in &line.pieces {
            let positions = pages.positions(piece).into_iter().zip(piece.origins()).enumerate();
            // A space at a line's end stands outside it.
            let is_blank = |glyph: usize| {
                let range = piece.item.glyphs[glyph].range();
                piece.item.text.get(range).is_some_and(|text| text.trim().is_empty())
            };
            let positions = positions.filter(|(glyph, _)| !is_blank(*glyph));
            letters.extend(positions.filter_map(|(glyph, (at, point))| Some((point.x, at?, piece, glyph))));
        }
        letters.sort_by_key(|letter| letter.0);
        for token in &tokens {
            let mut inside = letters.iter().filter(|letter| token.contains(&letter.1));
            let Some(mut last) = inside.next() else { continue };
            for letter in inside {
                if letter.1 < last.1 {
                    let words = &passage.text[token.clone()];
                    let message = format!("`{}` is printed in the wrong order", words.trim());
                    let hint = "the layout takes away the signs that keep it in order; please report it";
                    report.at(WRONG_ORDER, letter.2, letter.3, message, hint);
                    break;
                }
                last = letter;
            }
        }
    }
}

/// Where two faces meet inside a word, the letters on both sides keep the shapes of the middle of a word.
fn check_joins(fragment: &Fragment, pages: &Pages, report: &mut Report) {
    let Some(passage) = pages.passage(fragment).filter(|passage| letters_join(&passage.text)) else { return };
    for line in &fragment.lines {
        let mut pieces: Vec<(&Piece, usize)> =
            line.pieces.iter().filter_map(|piece| Some((piece, piece.of?.1))).collect();
        pieces.sort_by_key(|(_, start)| *start);
        for pair in pieces.windows(2) {
            let ((before, _), (after, start)) = (pair[0], pair[1]);
            if !begins_literal(after.item) || !joins_at(&passage.text, start) {
                continue;
            }
            if is_alone(before.item, Side::End) || is_alone(after.item, Side::Start) {
                let message = "the letters of a word do not join where bold or a link begins";
                let hint = "this is a fault of the layout, or of the program; until it is mended, let bold or the link \
                            begin with the word";
                report.at(BROKEN_JOIN, after, 0, message, hint);
            }
        }
    }
}

/// Whether words of another face begin with this item; letters that another font lends do not.
fn begins_literal(item: &TextItem) -> bool {
    item.glyphs.iter().any(|glyph| glyph.span.1 == 0)
}

/// The side of an item on which its word goes on.
#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// Whether the letters at one side of an item have the shapes of letters that nothing follows or precedes, although
/// others would stand there if the word went on.
fn is_alone(item: &TextItem, side: Side) -> bool {
    let text = item.text.as_str();
    let (run, joined) = match side {
        Side::Start => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            (0..end, format!("\u{200D}{}", &text[..end]))
        }
        Side::End => {
            let start = text.rfind(char::is_whitespace).map_or(0, |space| space + 1);
            (
                text.get(start..).map_or(0, |_| start)..text.len(),
                format!("{}\u{200D}", text.get(start..).unwrap_or(text)),
            )
        }
    };
    let mut shown: Vec<u16> =
        item.glyphs.iter().filter(|glyph| run.contains(&glyph.range().start)).map(|glyph| glyph.id).collect();
    shown.sort_unstable();
    let alone = shaped(item, &text[run]);
    shown == alone && alone != shaped(item, &joined)
}

/// The letters' shapes in the item's font, sorted.
fn shaped(item: &TextItem, text: &str) -> Vec<u16> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(rustybuzz::Direction::RightToLeft);
    if let Ok(language) = item.lang.as_str().parse() {
        buffer.set_language(language);
    }
    buffer.guess_segment_properties();
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    let shaped = rustybuzz::shape(item.font.rusty(), &[], buffer);
    let mut ids: Vec<u16> = shaped.glyph_infos().iter().map(|info| info.glyph_id as u16).collect();
    ids.sort_unstable();
    ids
}
