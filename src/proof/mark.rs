//! Marks a proof copy: a stamp in the edition's language on every page, and a box around every faulty place.

use std::collections::BTreeSet;

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Em, Frame, FrameItem, GroupItem, Point, Ratio, Rect, Size, Transform};
use typst_library::model::Document;
use typst_library::text::{Glyph, TextItem};
use typst_library::visualize::{Color, FixedStroke, Geometry};
use typst_syntax::Span;

use crate::diag::{Finding, Place, Severity};
use crate::proof::page::walk;
use crate::typeset::Locator;

/// Distance of the stamp from the page's upper and lower edge, in points.
const STAMP_INSET: f64 = 7.0;
/// Height of the stamp on the page, in points.
const STAMP_HEIGHT: f64 = 17.0;
/// Space between words and the box around them, in points.
const BOX_GAP: f64 = 1.5;

/// What is drawn on a proof copy.
pub struct Marks<'a> {
    /// The stamp, set in the edition's language; `None` if it could not be set.
    pub stamp: Option<&'a Frame>,
    /// The findings whose lines are boxed: those at error severity.
    pub findings: &'a [Finding],
}

/// Draws the marks over the finished pages. Nothing is set anew.
pub fn mark(document: &PagedDocument, locator: &Locator, marks: &Marks) -> PagedDocument {
    let faults = Faults::new(document, locator, marks.findings);
    let pages = document
        .pages()
        .iter()
        .cloned()
        .map(|mut page| {
            for rect in faults.boxes(&page.frame, locator) {
                draw_box(&mut page.frame, rect);
            }
            if let Some(stamp) = marks.stamp {
                draw_stamps(&mut page.frame, stamp);
            }
            page
        })
        .collect();
    PagedDocument::new(pages, document.info().clone())
}

/// Line and column of a file.
type Spot = (String, u32, u32);

/// The faulty places: single words where a finding's column is on a page, whole lines of the source where it is not.
struct Faults {
    words: BTreeSet<Spot>,
    lines: BTreeSet<(String, u32)>,
}

impl Faults {
    fn new(document: &PagedDocument, locator: &Locator, findings: &[Finding]) -> Self {
        let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
        let spots: BTreeSet<Spot> = errors.filter_map(|finding| spot(&finding.place)).collect();
        let mut words = BTreeSet::new();
        for page in document.pages() {
            walk(&page.frame, Transform::identity(), &mut |item, _| {
                words.extend(spots_of(item, locator).flatten().filter(|spot| spots.contains(spot)));
            });
        }
        let lines =
            spots.into_iter().filter(|spot| !words.contains(spot)).map(|(file, line, _)| (file, line)).collect();
        Faults { words, lines }
    }

    fn boxes(&self, frame: &Frame, locator: &Locator) -> Vec<Rect> {
        let mut found = Vec::new();
        walk(frame, Transform::identity(), &mut |item, rect| {
            for (index, spot) in spots_of(item, locator).enumerate() {
                let Some((file, line, column)) = spot else { continue };
                if self.words.contains(&(file.clone(), line, column)) {
                    found.push(word_rect(item, index, rect));
                } else if self.lines.contains(&(file, line)) {
                    found.push(rect);
                    return;
                }
            }
        });
        found
    }
}

fn spot(place: &Place) -> Option<Spot> {
    match place {
        Place::Line { file, line, column } => Some((file.clone(), *line, *column)),
        _ => None,
    }
}

/// Where each letter of an item was typed.
fn spots_of(item: &TextItem, locator: &Locator) -> impl Iterator<Item = Option<Spot>> {
    item.glyphs.iter().map(|glyph| spot(&locator.locate(glyph.span.0, glyph.span.1)?))
}

/// The part of an item's rectangle that the word around a letter takes.
fn word_rect(item: &TextItem, letter: usize, rect: Rect) -> Rect {
    let is_space = |glyph: &Glyph| item.text.get(glyph.range()).is_some_and(|text| text.trim().is_empty());
    let start = item.glyphs[..letter].iter().rposition(is_space).map_or(0, |space| space + 1);
    let end = item.glyphs[letter..].iter().position(is_space).map_or(item.glyphs.len(), |space| letter + space);
    let width = |glyphs: &[Glyph]| glyphs.iter().map(|glyph| glyph.x_advance).sum::<Em>().at(item.size);
    let left = rect.min.x + width(&item.glyphs[..start]);
    let right = left + width(&item.glyphs[start..end.max(start)]);
    Rect::new(Point::new(left, rect.min.y), Point::new(right, rect.max.y))
}

fn draw_box(page: &mut Frame, rect: Rect) {
    let gap = Point::splat(Abs::pt(BOX_GAP));
    let (min, max) = (rect.min - gap, rect.max + gap + Point::with_y(rect.size().y * 0.25));
    let size = Size::new(max.x - min.x, max.y - min.y);
    let stroke = FixedStroke::from_pair(Color::RED, Abs::pt(0.8));
    page.push(min, FrameItem::Shape(Geometry::Rect(size).stroked(stroke), Span::detached()));
}

/// The stamp in the middle of the upper and the lower edge, on a plate of its own.
fn draw_stamps(page: &mut Frame, stamp: &Frame) {
    let height = Abs::pt(STAMP_HEIGHT);
    let scale = height / stamp.height();
    let size = Size::new(stamp.width() * scale, height);
    let x = (page.width() - size.x) / 2.0;
    let inset = Abs::pt(STAMP_INSET);
    for y in [inset, page.height() - inset - size.y] {
        let at = Point::new(x, y);
        page.push(at, FrameItem::Shape(Geometry::Rect(size).filled(Color::WHITE), Span::detached()));
        let mut group = GroupItem::new(stamp.clone());
        group.transform = Transform::scale(Ratio::new(scale), Ratio::new(scale));
        page.push(at, FrameItem::Group(group));
        let stroke = FixedStroke::from_pair(Color::RED, Abs::pt(1.0));
        page.push(at, FrameItem::Shape(Geometry::Rect(size).stroked(stroke), Span::detached()));
    }
}
