//! Frames to frames: the same ink, a true text layer, and pictures at the size where they stand.

mod order;
mod picture;
mod text;

use std::iter::Peekable;

use typst_layout::PagedDocument;
use typst_library::layout::{Frame, FrameItem, Point};
use typst_library::model::Document;
use typst_library::text::TextItem;

use crate::language::Direction;

/// How a document is refined.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The resolution that photographs are brought down to, in pixels an inch; finer ones are made smaller, coarser ones
    /// stay as they are. `None` leaves all as they are.
    pub picture_ppi: Option<f64>,
    /// The direction of the lines.
    pub direction: Direction,
}

/// Refines every page. The pages look the same to the pixel, photographs apart.
pub fn refine(document: &PagedDocument, options: &Options) -> PagedDocument {
    let pages = document
        .pages()
        .iter()
        .cloned()
        .map(|mut page| {
            page.frame = refine_frame(&page.frame, options);
            page
        })
        .collect();
    PagedDocument::new(pages, document.info().clone())
}

/// Refines a single frame, such as a proof copy's stamp.
pub fn refine_frame(frame: &Frame, options: &Options) -> Frame {
    let mut row: Vec<(Point, FrameItem)> = Vec::with_capacity(frame.items().len());
    let mut items = frame.items().peekable();
    while let Some((at, item)) = items.next() {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = refine_frame(&group.frame, options);
                FrameItem::Group(group)
            }
            FrameItem::Text(first) => {
                let (run, lines) = gather(*at, first, &mut items);
                row.push((*at, FrameItem::Text(run.finish())));
                row.extend(lines);
                continue;
            }
            FrameItem::Image(image, size, span) => {
                let smaller = options.picture_ppi.and_then(|ppi| picture::at_size(image, *size, ppi));
                FrameItem::Image(smaller.unwrap_or_else(|| image.clone()), *size, *span)
            }
            FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => item.clone(),
        };
        row.push((*at, item));
    }
    if options.direction == Direction::Rtl {
        row = order::turned(row);
    }
    let mut mended = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        mended.set_baseline(frame.baseline());
    }
    for (at, item) in row {
        let signs = match &item {
            FrameItem::Text(text) if options.direction == Direction::Rtl => order::apart(at, text),
            _ => None,
        };
        match signs {
            Some(signs) => signs.into_iter().for_each(|(at, sign)| mended.push(at, sign)),
            None => mended.push(at, item),
        }
    }
    mended
}

/// The run that begins with an item, and the lines that are drawn over it. Typst draws the line under, over or through
/// each item that it splits right after the item, so that lines stand between the items of one run; drawn after all of
/// them they look the same, since line and letters have one colour.
fn gather<'a>(
    at: Point,
    first: &TextItem,
    items: &mut Peekable<impl Iterator<Item = &'a (Point, FrameItem)> + Clone>,
) -> (text::Run, Vec<(Point, FrameItem)>) {
    let mut run = text::Run::new(at, first.clone());
    let mut lines = Vec::new();
    loop {
        let mut ahead = items.clone();
        let mut between = Vec::new();
        while let Some((at, line @ FrameItem::Shape(..))) = ahead.peek() {
            between.push((*at, line.clone()));
            ahead.next();
        }
        let Some((at, FrameItem::Text(next))) = ahead.next() else { break };
        if !run.take(*at, next) {
            break;
        }
        lines.append(&mut between);
        *items = ahead;
    }
    (run, lines)
}
