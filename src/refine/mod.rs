//! Frames to frames: the same ink, a true text layer, and pictures at the size where they stand.

mod picture;
mod text;

use typst_layout::PagedDocument;
use typst_library::layout::{Frame, FrameItem};
use typst_library::model::Document;

/// How a document is refined.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The resolution that photographs are brought down to, in pixels an inch; finer ones are made smaller, coarser ones
    /// stay as they are. `None` leaves all as they are.
    pub picture_ppi: Option<f64>,
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

fn refine_frame(frame: &Frame, options: &Options) -> Frame {
    let mut refined = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        refined.set_baseline(frame.baseline());
    }
    let mut items = frame.items().peekable();
    while let Some((at, item)) = items.next() {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = refine_frame(&group.frame, options);
                FrameItem::Group(group)
            }
            FrameItem::Text(first) => {
                let mut run = text::Run::new(*at, first.clone());
                while let Some((at, FrameItem::Text(next))) = items.peek() {
                    if !run.take(*at, next) {
                        break;
                    }
                    items.next();
                }
                FrameItem::Text(run.finish())
            }
            FrameItem::Image(image, size, span) => {
                let smaller = options.picture_ppi.and_then(|ppi| picture::at_size(image, *size, ppi));
                FrameItem::Image(smaller.unwrap_or_else(|| image.clone()), *size, *span)
            }
            FrameItem::Shape(..) | FrameItem::Link(..) | FrameItem::Tag(_) => item.clone(),
        };
        refined.push(*at, item);
    }
    refined
}
