//! Sizes, shades and edges: what a layout promises to readers who see little, and what printers reach.

use std::collections::BTreeMap;

use typst_layout::PagedDocument;
use typst_library::layout::{Abs, Transform};
use typst_library::text::TextItem;
use typst_library::visualize::Paint;

use crate::colour::contrast;
use crate::diag::{Code, Place};
use crate::proof::Rules;
use crate::proof::page::{Pages, Piece, walk};
use crate::proof::report::Report;

/// Letters are smaller than the layout promises.
pub const TYPE_SMALL: Code = Code::error("type-too-small");
/// Words are paler than the layout promises, or stand on a ground.
pub const TYPE_PALE: Code = Code::error("type-too-pale");
/// Words stand where many printers do not reach.
pub const NEAR_EDGE: Code = Code::warning("too-near-the-edge");

/// Points and ratios may be wrong by so much.
const TOLERANCE: f64 = 0.01;
/// The share by which letters may be smaller: factors of profiles have two digits behind the point.
const ROUNDING: f64 = 0.005;
/// White paper.
const PAPER: [f64; 3] = [1.0; 3];

pub(super) fn check(document: &PagedDocument, pages: &Pages, rules: &Rules, report: &mut Report) {
    for piece in pages.fragments().flat_map(|fragment| fragment.pieces()) {
        if piece.item.text.trim().is_empty() {
            continue;
        }
        if let Some(least) = rules.promise.least_size {
            check_size(piece, least * factor(piece, rules), report);
        }
        if let Some(least) = rules.promise.least_contrast {
            check_contrast(piece, least, report);
        }
    }
    if let Some(edge) = rules.safe_edge {
        check_edges(document, pages, Abs::pt(edge.to_pt()), report);
    }
}

/// How many times as large as Latin letters those of a piece have to be: its own script's factor, but for Latin words in
/// other scripts at most one.
fn factor(piece: &Piece, rules: &Rules) -> f64 {
    let fonts = &rules.profile.fonts;
    let (family, ..) = piece.face();
    let is_own = [&fonts.text, &fonts.heading].into_iter().any(|families| families.iter().any(|name| name == family));
    let is_latin = fonts.latin.iter().any(|name| name == family) || piece.item.text.is_ascii();
    let factor = rules.profile.measures.size_factor;
    if is_own && !is_latin { factor } else { factor.min(1.0) }
}

fn check_size(piece: &Piece, least: f64, report: &mut Report) {
    let size = piece.size().to_pt().abs();
    if size >= least * (1.0 - ROUNDING) {
        return;
    }
    let message = format!("these words are {size:.1} points large; this layout has no letter below {least:.1}");
    tell(
        report,
        TYPE_SMALL,
        piece,
        message,
        "make them larger in the layout, or lower `least-size` in its `layout.toml`",
    );
}

fn check_contrast(piece: &Piece, least: f64, report: &mut Report) {
    let ratio = shade(piece.item).map_or(1.0, |shade| contrast(shade, PAPER));
    if ratio + TOLERANCE >= least {
        return;
    }
    let message = format!("these words have a contrast of {ratio:.1} with paper; this layout has none below {least}");
    tell(report, TYPE_PALE, piece, message, "print them in black in the layout, on white paper");
}

/// The colour of words; `None` if it is none, but a gradient or a pattern.
fn shade(item: &TextItem) -> Option<[f64; 3]> {
    let Paint::Solid(colour) = &item.fill else { return None };
    let rgb = colour.to_rgb();
    Some([rgb.red, rgb.green, rgb.blue].map(f64::from))
}

/// Words nearer to the edge than printers reach.
fn check_edges(document: &PagedDocument, pages: &Pages, edge: Abs, report: &mut Report) {
    let near = |page: &typst_layout::Page| {
        let mut found: Vec<*const TextItem> = Vec::new();
        walk(&page.frame, Transform::identity(), &mut |item, rect| {
            let size = page.frame.size();
            let reached = Abs::pt(TOLERANCE);
            let is_near = rect.min.x + reached < edge
                || rect.min.y + reached < edge
                || rect.max.x > size.x - edge + reached
                || rect.max.y > size.y - edge + reached;
            if is_near && !item.text.trim().is_empty() {
                found.push(item);
            }
        });
        found
    };
    for (page, frames) in document.pages().iter().zip(&pages.pages) {
        let found = near(page);
        for piece in frames.fragments.iter().flat_map(|fragment| fragment.pieces()) {
            if found.contains(&std::ptr::from_ref(piece.item)) {
                let message = format!("these words stand less than {:.0} mm from the edge of the page", edge.to_mm());
                tell(
                    report,
                    NEAR_EDGE,
                    piece,
                    message,
                    "move them inwards in the layout: office printers do not reach the edge",
                );
            }
        }
    }
}

/// Tells a fault at the line of the words, or as the layout's own.
fn tell(report: &mut Report, code: Code, piece: &Piece, message: String, hint: &str) {
    match report.place(piece) {
        Place::Line { .. } => report.at(code, piece, 0, message, hint),
        _ => report.of_layout(code, &piece.item.text, message, hint),
    }
}

/// The size in points that most letters of a document have.
pub fn text_size(document: &PagedDocument) -> Option<f64> {
    let mut letters: BTreeMap<i64, usize> = BTreeMap::new();
    for page in document.pages() {
        walk(&page.frame, Transform::identity(), &mut |item, _| {
            // In hundredths of a point, so that equal sizes are equal.
            *letters.entry((item.size.to_pt() * 100.0).round() as i64).or_default() += item.glyphs.len();
        });
    }
    let (size, _) = letters.into_iter().max_by_key(|(size, count)| (*count, *size))?;
    Some(size as f64 / 100.0)
}
