//! Lines that run into one another: first by the boxes of their letters, then by the ink itself, since the boxes of
//! sloping scripts overlap where no ink does.

use std::cell::RefCell;
use std::collections::HashMap;

use ttf_parser::{GlyphId, OutlineBuilder};
use typst_library::layout::{Point, Rect};
use typst_library::text::TextItem;

use crate::diag::Code;
use crate::proof::page::{Line, Page, Piece};
use crate::proof::report::Report;

/// Lines run into one another.
pub const LINES_OVERLAP: Code = Code::warning("lines-overlap");

/// Ink is compared on rows so many points apart.
const ROW: f64 = 0.1;
/// Curves are taken as so many straight pieces.
const PIECES: u8 = 8;

pub(super) fn check(page: &Page, boxes: &Boxes, report: &mut Report) {
    let lines = page.fragments.iter().flat_map(|fragment| &fragment.lines);
    let mut lines: Vec<InkLine> = lines.filter_map(|line| InkLine::new(line, boxes)).collect();
    lines.sort_by_key(|line| line.ink.min.y);
    for (index, upper) in lines.iter().enumerate() {
        for lower in lines[index + 1..].iter().take_while(|lower| lower.ink.min.y < upper.ink.max.y) {
            if let Some(piece) = upper.meets(lower, boxes) {
                let message = "two lines run into one another here";
                let hint = "the layout or the language's profile sets its lines too close";
                report.at(LINES_OVERLAP, &piece, 0, message, hint);
            }
        }
    }
}

/// A line and the rectangle of its ink.
struct InkLine<'a, 'p> {
    line: &'p Line<'a>,
    ink: Rect,
}

impl<'a, 'p> InkLine<'a, 'p> {
    fn new(line: &'p Line<'a>, boxes: &Boxes) -> Option<Self> {
        let letters = line.pieces.iter().flat_map(|piece| boxes.of(piece)).map(|letter| letter.rect);
        let ink = letters.reduce(|a, b| Rect::new(a.min.min(b.min), a.max.max(b.max)))?;
        Some(InkLine { line, ink })
    }

    /// The piece of the lower line whose ink lies over this line's.
    fn meets(&self, lower: &InkLine<'a, 'p>, boxes: &Boxes) -> Option<Piece<'a>> {
        let letters = self.line.pieces.iter().flat_map(|piece| boxes.of(piece).map(move |letter| (piece, letter)));
        let above: Vec<(&Piece, Letter)> = letters.filter(|(_, it)| overlap(&it.rect, &lower.ink)).collect();
        let hits = |piece: &Piece, letter: Letter| {
            let near = above.iter().filter(|(_, other)| overlap(&other.rect, &letter.rect));
            near.into_iter().any(|(other, it)| ink_meets(&outline(other, it), &outline(piece, &letter)))
        };
        let pieces = lower.line.pieces.iter();
        pieces.into_iter().find(|piece| boxes.of(piece).any(|letter| hits(piece, letter))).copied()
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}

// ---- boxes

/// A letter's shape on the page.
struct Letter {
    glyph: u16,
    at: Point,
    rect: Rect,
}

/// The boxes of letters in the units of their font, each worked out once: fonts with curves of the third degree have to
/// draw a letter for that.
#[derive(Default)]
pub(super) struct Boxes {
    known: RefCell<HashMap<(usize, u32, u16), Option<ttf_parser::Rect>>>,
}

impl Boxes {
    /// The letters of a piece that have ink.
    fn of(&self, piece: &Piece) -> impl Iterator<Item = Letter> {
        let font = &piece.item.font;
        let scale = |units: i16| font.to_em(units).at(piece.size());
        piece.item.glyphs.iter().zip(piece.origins()).filter_map(move |(glyph, at)| {
            let found = self.letter(piece.item, glyph.id)?;
            let min = at + Point::new(scale(found.x_min), -scale(found.y_max));
            let max = at + Point::new(scale(found.x_max), -scale(found.y_min));
            Some(Letter { glyph: glyph.id, at, rect: Rect::new(min, max) })
        })
    }

    fn letter(&self, item: &TextItem, glyph: u16) -> Option<ttf_parser::Rect> {
        let key = (item.font.data().as_ptr() as usize, item.font.index(), glyph);
        let find = || item.font.ttf().glyph_bounding_box(GlyphId(glyph));
        *self.known.borrow_mut().entry(key).or_insert_with(find)
    }
}

// ---- outlines

/// The edges of a letter's ink on the page, in points.
fn outline(piece: &Piece, letter: &Letter) -> Vec<Edge> {
    let mut pen = Pen {
        origin: letter.at,
        unit: piece.size().to_pt() / piece.item.font.units_per_em(),
        start: (0.0, 0.0),
        last: (0.0, 0.0),
        edges: Vec::new(),
    };
    piece.item.font.ttf().outline_glyph(GlyphId(letter.glyph), &mut pen);
    pen.edges
}

type Dot = (f64, f64);

/// A straight piece of an outline.
struct Edge {
    from: Dot,
    to: Dot,
}

/// Draws an outline as straight pieces.
struct Pen {
    origin: Point,
    /// Points for each unit of the font.
    unit: f64,
    start: Dot,
    last: Dot,
    edges: Vec<Edge>,
}

impl Pen {
    fn dot(&self, x: f32, y: f32) -> Dot {
        (self.origin.x.to_pt() + f64::from(x) * self.unit, self.origin.y.to_pt() - f64::from(y) * self.unit)
    }

    fn draw(&mut self, to: Dot) {
        self.edges.push(Edge { from: self.last, to });
        self.last = to;
    }

    fn curve(&mut self, at: impl Fn(Dot, f64) -> Dot) {
        let from = self.last;
        for step in 1..=PIECES {
            self.draw(at(from, f64::from(step) / f64::from(PIECES)));
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.dot(x, y);
        self.last = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.draw(self.dot(x, y));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.dot(x1, y1), self.dot(x, y));
        self.curve(|from, t| between(between(from, control, t), between(control, to, t), t));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.dot(x1, y1), self.dot(x2, y2), self.dot(x, y));
        self.curve(|from, t| {
            let (a, b, c) = (between(from, first, t), between(first, second, t), between(second, to, t));
            between(between(a, b, t), between(b, c, t), t)
        });
    }

    fn close(&mut self) {
        self.draw(self.start);
    }
}

fn between(a: Dot, b: Dot, t: f64) -> Dot {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

/// Whether the ink of two outlines shares a place.
fn ink_meets(a: &[Edge], b: &[Edge]) -> bool {
    let (Some((a_top, a_bottom)), Some((b_top, b_bottom))) = (heights(a), heights(b)) else { return false };
    let (top, bottom) = (a_top.max(b_top), a_bottom.min(b_bottom));
    let mut y = top + ROW / 2.0;
    while y < bottom {
        let (a, b) = (row(a, y), row(b, y));
        if a.iter().any(|a| b.iter().any(|b| a.0 < b.1 && b.0 < a.1)) {
            return true;
        }
        y += ROW;
    }
    false
}

fn heights(edges: &[Edge]) -> Option<(f64, f64)> {
    let mut dots = edges.iter().flat_map(|edge| [edge.from.1, edge.to.1]);
    let first = dots.next()?;
    Some(dots.fold((first, first), |(top, bottom), y| (top.min(y), bottom.max(y))))
}

/// The stretches of ink on a row, by the rule of windings that do not cancel.
fn row(edges: &[Edge], y: f64) -> Vec<(f64, f64)> {
    let crossing = |edge: &Edge| {
        let ((x1, y1), (x2, y2)) = (edge.from, edge.to);
        let winds = if y1 <= y && y < y2 {
            1
        } else if y2 <= y && y < y1 {
            -1
        } else {
            return None;
        };
        Some((x1 + (x2 - x1) * (y - y1) / (y2 - y1), winds))
    };
    let mut crossings: Vec<(f64, i32)> = edges.iter().filter_map(crossing).collect();
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut stretches = Vec::new();
    let mut winding = 0;
    let mut start = 0.0;
    for (x, winds) in crossings {
        if winding == 0 {
            start = x;
        }
        winding += winds;
        if winding == 0 {
            stretches.push((start, x));
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(dots: &[Dot]) -> Vec<Edge> {
        let next = dots.iter().cycle().skip(1);
        dots.iter().zip(next).map(|(from, to)| Edge { from: *from, to: *to }).collect()
    }

    #[test]
    fn ink_meets_where_boxes_do_not_tell() {
        let lower_left = polygon(&[(0.0, 0.0), (0.0, 10.0), (10.0, 10.0)]);
        let upper_right = polygon(&[(1.0, 0.0), (10.0, 9.0), (10.0, 0.0)]);
        assert!(!ink_meets(&lower_left, &upper_right), "their boxes overlap, their ink does not");
        let across = polygon(&[(0.0, 5.0), (10.0, 5.0), (10.0, 6.0), (0.0, 6.0)]);
        assert!(ink_meets(&lower_left, &across) && ink_meets(&across, &upper_right));
    }

    #[test]
    fn a_hole_has_no_ink() {
        let mut ring = polygon(&[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)]);
        ring.extend(polygon(&[(1.0, 1.0), (1.0, 8.0), (8.0, 8.0), (8.0, 1.0)]));
        let inside = polygon(&[(3.0, 3.0), (6.0, 3.0), (6.0, 6.0), (3.0, 6.0)]);
        assert!(!ink_meets(&ring, &inside));
    }
}
