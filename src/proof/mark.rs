//! Marks a proof copy: a stamp in the edition's language on every page, and a box around every faulty place.

use std::collections::BTreeSet;

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Frame, FrameItem, GroupItem, Point, Rect, Transform};
use typst_library::layout::{Ratio, Size};
use typst_library::model::Document;
use typst_library::visualize::{Color, FixedStroke, Geometry};
use typst_syntax::Span;

use crate::diag::{Finding, Place, Severity};
use crate::proof::walk;
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
    let faulty: BTreeSet<(&str, u32)> = marks
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .filter_map(|finding| match &finding.place {
            Place::Line { file, line, .. } => Some((file.as_str(), *line)),
            _ => None,
        })
        .collect();
    let pages = document
        .pages()
        .iter()
        .cloned()
        .map(|mut page| {
            let boxes = boxes(&page.frame, locator, &faulty);
            for rect in boxes {
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

fn boxes(frame: &Frame, locator: &Locator, faulty: &BTreeSet<(&str, u32)>) -> Vec<Rect> {
    let mut found = Vec::new();
    walk(frame, Transform::identity(), &mut |item, rect| {
        let on_faulty_line = item.glyphs.iter().any(|glyph| match locator.locate(glyph.span.0, glyph.span.1) {
            Some(Place::Line { file, line, .. }) => faulty.contains(&(file.as_str(), line)),
            _ => false,
        });
        if on_faulty_line {
            found.push(rect);
        }
    });
    found
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
