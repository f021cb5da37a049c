//! Finished pages as a reader sees them: pieces of text, the lines that they stand in, the passages that these are of.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Em, Frame, FrameItem, Point, Rect, Transform};
use typst_library::text::{Glyph, TextItem};
use typst_library::visualize::Image;
use typst_syntax::Span;

use crate::compose::{Passage, PassageId};
use crate::diag::Place;
use crate::language::Direction;
use crate::typeset::Locator;

/// Items whose heights differ by less than so many times their size stand on one line: raised marks and clusters that
/// begin with a raised sign do; the next line is a whole size away.
const SAME_LINE: f64 = 0.6;
/// The text of a hyphen that Typst put at a line's end.
const SOFT_HYPHEN: &str = "\u{AD}";

/// A finished document, read once for all the rules.
pub(super) struct Pages<'a> {
    pub(super) pages: Vec<Page<'a>>,
    spans: Spans<'a>,
}

/// The text of one page.
pub(super) struct Page<'a> {
    pub(super) frame: &'a Frame,
    /// In the order in which they were set.
    pub(super) fragments: Vec<Fragment<'a>>,
}

/// The lines of one passage that stand below one another in one column; or words that the layout made.
pub(super) struct Fragment<'a> {
    /// `None` for words that the layout made.
    pub(super) passage: Option<PassageId>,
    pub(super) lines: Vec<Line<'a>>,
}

/// A line of text, from left to right.
pub(super) struct Line<'a> {
    pub(super) baseline: Abs,
    pub(super) pieces: Vec<Piece<'a>>,
}

/// A text item on its page.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) item: &'a TextItem,
    /// Where its first letter stands on the page.
    pub(super) at: Point,
    /// The line that its letters stand on: the first one may stand above it.
    pub(super) baseline: Abs,
    /// Whether white space tells of that line.
    pub(super) is_sure: bool,
    /// How many times its own size it is shown.
    pub(super) scale: f64,
    /// The passage that it is of, and the byte of the passage's text where its earliest letter stands.
    pub(super) of: Option<(PassageId, usize)>,
}

impl<'a> Pages<'a> {
    pub(super) fn read(document: &'a PagedDocument, locator: &'a Locator) -> Self {
        let spans = Spans { locator, last: Cell::default(), known: RefCell::default() };
        let pages = document
            .pages()
            .iter()
            .map(|page| {
                let mut pieces = Vec::new();
                collect(&page.frame, Transform::identity(), &spans, &mut pieces);
                Page { frame: &page.frame, fragments: fragments(pieces) }
            })
            .collect();
        Pages { pages, spans }
    }

    pub(super) fn fragments(&self) -> impl Iterator<Item = &Fragment<'a>> {
        self.pages.iter().flat_map(|page| &page.fragments)
    }

    pub(super) fn passage(&self, fragment: &Fragment) -> Option<&'a Passage> {
        self.spans.locator.passage(fragment.passage?)
    }

    /// Where a letter of an item was typed.
    pub(super) fn place(&self, item: &TextItem, glyph: usize) -> Place {
        place_of(item, glyph, self.spans.locator)
    }

    /// For each letter of a piece the byte of its passage's text; those of other passages and of the layout have none.
    pub(super) fn positions(&self, piece: &Piece<'a>) -> Vec<Option<usize>> {
        let Some((passage, _)) = piece.of else { return vec![None; piece.item.glyphs.len()] };
        let glyphs = piece.item.glyphs.iter().map(|glyph| {
            let (id, start) = self.spans.literal(glyph.span.0)?;
            (id == passage).then_some(start + usize::from(glyph.span.1))
        });
        glyphs.collect()
    }
}

/// The place of a letter, or nowhere if the layout made it.
pub(super) fn place_of(item: &TextItem, glyph: usize, locator: &Locator) -> Place {
    item.glyphs.get(glyph).and_then(|glyph| locator.locate(glyph.span.0, glyph.span.1)).unwrap_or_default()
}

impl<'a> Line<'a> {
    /// The piece that is read first, and the one that is read last.
    pub(super) fn ends(&self, direction: Direction) -> Option<(Piece<'a>, Piece<'a>)> {
        let (left, right) = (*self.pieces.first()?, *self.pieces.last()?);
        match direction {
            Direction::Ltr => Some((left, right)),
            Direction::Rtl => Some((right, left)),
        }
    }

    /// Its left and its right edge, from the first letter's origin to the last one's end.
    pub(super) fn edges(&self) -> (Abs, Abs) {
        let left = self.pieces.iter().map(|piece| piece.at.x).min().unwrap_or_default();
        let right = self.pieces.iter().map(|piece| piece.at.x + piece.width()).max().unwrap_or_default();
        (left, right)
    }

    /// The bytes of a passage's text that stand on it, up to the last letter. A hyphen that Typst put there is none.
    pub(super) fn range(&self, pages: &Pages<'a>) -> Option<Range<usize>> {
        let mut range: Option<Range<usize>> = None;
        for piece in self.pieces.iter().filter(|piece| piece.item.text != SOFT_HYPHEN) {
            for (glyph, position) in piece.item.glyphs.iter().zip(pages.positions(piece)) {
                let Some(start) = position else { continue };
                let end = start + glyph.range().len();
                range = Some(range.map_or(start..end, |known| known.start.min(start)..known.end.max(end)));
            }
        }
        range
    }
}

impl Piece<'_> {
    /// Its width on the page.
    pub(super) fn width(&self) -> Abs {
        self.item.width() * self.scale
    }

    /// Its size on the page.
    pub(super) fn size(&self) -> Abs {
        self.item.size * self.scale
    }

    /// Its family, and how heavy and how slanted its letters are.
    pub(super) fn face(&self) -> (&str, u16, bool) {
        let info = self.item.font.info();
        let variant = info.variant;
        (&info.family, variant.weight.to_number(), variant.style != typst_library::text::FontStyle::Normal)
    }

    /// The place of each letter's origin on the page.
    pub(super) fn origins(&self) -> impl Iterator<Item = Point> + '_ {
        let mut x = Em::zero();
        self.item.glyphs.iter().map(move |glyph| {
            let shift = Point::new((x + glyph.x_offset).at(self.size()), -glyph.y_offset.at(self.size()));
            x += glyph.x_advance;
            self.at + shift
        })
    }
}

/// Looks each literal up once.
struct Spans<'a> {
    locator: &'a Locator,
    /// The literal asked for last, which is most often asked for again.
    last: Cell<Option<(Span, Literal)>>,
    known: RefCell<HashMap<Span, Literal>>,
}

/// The passage of a literal, and the byte of the passage's text where it begins; `None` for the layout's own.
type Literal = Option<(PassageId, usize)>;

impl Spans<'_> {
    fn literal(&self, span: Span) -> Literal {
        if let Some((last, found)) = self.last.get()
            && last == span
        {
            return found;
        }
        let found = *self.known.borrow_mut().entry(span).or_insert_with(|| self.locator.passage_of(span));
        self.last.set(Some((span, found)));
        found
    }

    /// The passage of an item, and the first byte of the passage's text that it shows.
    fn of(&self, item: &TextItem) -> Literal {
        let mut earliest: Literal = None;
        for glyph in &item.glyphs {
            let Some((id, start)) = self.literal(glyph.span.0) else { continue };
            let at = start + usize::from(glyph.span.1);
            match earliest {
                None => earliest = Some((id, at)),
                Some((first, least)) if first == id && at < least => earliest = Some((id, at)),
                Some(_) => {}
            }
        }
        earliest
    }
}

fn collect<'a>(frame: &'a Frame, transform: Transform, spans: &Spans, pieces: &mut Vec<Piece<'a>>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let here = transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                collect(&group.frame, here, spans, pieces);
            }
            FrameItem::Text(item) => {
                let (at, scale) = (at.transform(transform), transform.sy.get());
                let lift = blank_lift(item);
                let baseline = at.y - lift.unwrap_or_default() * scale;
                pieces.push(Piece { item, at, baseline, is_sure: lift.is_some(), scale, of: spans.of(item) });
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// How far above the first letter's height the white space of an item stands. In Nastaliq a word begins high and falls
/// to the baseline, on which the spaces stay.
fn blank_lift(item: &TextItem) -> Option<Abs> {
    let is_blank = |glyph: &&Glyph| item.text.get(glyph.range()).is_some_and(|text| text.trim().is_empty());
    item.glyphs.iter().find(is_blank).map(|glyph| glyph.y_offset.at(item.size))
}

/// Puts the pieces of a page into the lines of their passages. What the layout made inside a line, such as a note's
/// mark, stays in it.
fn fragments(pieces: Vec<Piece<'_>>) -> Vec<Fragment<'_>> {
    let mut found: Vec<Fragment> = Vec::new();
    for piece in pieces {
        let passage = piece.of.map(|(id, _)| id);
        let fits = |fragment: &&mut Fragment| fragment.takes(&piece, passage);
        match found.last_mut().filter(fits) {
            Some(fragment) => fragment.add(piece),
            None => {
                found.push(Fragment { passage, lines: vec![Line { baseline: piece.baseline, pieces: vec![piece] }] })
            }
        }
    }
    for line in found.iter_mut().flat_map(|fragment| &mut fragment.lines) {
        line.pieces.sort_by_key(|piece| piece.at.x);
        if let Some(sure) = line.pieces.iter().find(|piece| piece.is_sure) {
            line.baseline = sure.baseline;
        }
    }
    found
}

impl<'a> Fragment<'a> {
    fn takes(&self, piece: &Piece, passage: Option<PassageId>) -> bool {
        let Some(line) = self.lines.last() else { return false };
        if is_on(line, piece) {
            return passage.is_none() || passage == self.passage;
        }
        // A line that stands higher than the last one begins the next column.
        passage.is_some() && passage == self.passage && piece.baseline > line.baseline
    }

    fn add(&mut self, piece: Piece<'a>) {
        match self.lines.last_mut().filter(|line| is_on(line, &piece)) {
            Some(line) => line.pieces.push(piece),
            None => self.lines.push(Line { baseline: piece.baseline, pieces: vec![piece] }),
        }
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = &Piece<'a>> {
        self.lines.iter().flat_map(|line| &line.pieces)
    }

    /// The different faces of its pieces.
    pub(super) fn faces<'s>(&'s self, wanted: impl Fn(&Piece<'a>) -> bool) -> BTreeSet<(&'s str, u16, bool)> {
        self.pieces().filter(|piece| wanted(piece)).map(|piece| piece.face()).collect()
    }
}

fn is_on(line: &Line, piece: &Piece) -> bool {
    (line.baseline - piece.baseline).abs() < piece.size() * SAME_LINE
}

/// Calls `visit` with every text item of a frame and the rectangle that it takes on the page: from its first letter's
/// origin to its last one's end, one size above the baseline.
pub(crate) fn walk(frame: &Frame, transform: Transform, visit: &mut impl FnMut(&TextItem, Rect)) {
    each_item(frame, transform, &mut |item, here| {
        if let FrameItem::Text(text) = item {
            let (above, end) = (Point::new(Abs::zero(), -text.size), Point::new(text.width(), Abs::zero()));
            visit(text, area_of([above, end], here));
        }
    });
}

/// Calls `visit` with every picture of a frame and the rectangle that it takes on the page.
pub(super) fn each_picture(frame: &Frame, visit: &mut impl FnMut(&Image, Rect)) {
    each_item(frame, Transform::identity(), &mut |item, here| {
        if let FrameItem::Image(image, size, _) = item {
            visit(image, area_of([Point::zero(), size.to_point()], here));
        }
    });
}

/// Calls `visit` with everything in a frame that is no group, and how it comes onto the page.
fn each_item(frame: &Frame, transform: Transform, visit: &mut impl FnMut(&FrameItem, Transform)) {
    for (at, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => each_item(&group.frame, here.pre_concat(group.transform), visit),
            _ => visit(item, here),
        }
    }
}

/// The rectangle between two corners, once they are on the page.
fn area_of(corners: [Point; 2], here: Transform) -> Rect {
    let [a, b] = corners.map(|corner| corner.transform(here));
    Rect::new(a.min(b), a.max(b))
}
