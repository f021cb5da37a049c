//! Reads the pages and finds what is wrong with them; marks the pages of a proof copy.
//!
//! `page` turns frames into passages, lines and pieces once; each of `letters`, `ends`, `spacing`, `ink`, `order` and
//! `words` holds rules about them. What a rule finds is told at the line of the Markdown that it was written in.

mod ends;
mod ink;
mod letters;
mod mark;
mod order;
mod page;
mod report;
mod size;
mod spacing;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use typst_layout::PagedDocument;
use typst_library::foundations::Bytes;
use typst_library::layout::{Frame, Rect, Transform};
use typst_library::visualize::ImageKind;

use crate::compose::{PageNumbers, PassageId, PassageKind, word_key};
use crate::diag::{Code, Finding, Place};
use crate::geometry::Length;
use crate::language::{Direction, Profile};
use crate::manifest::model::Promise;
use crate::proof::page::Pages;
use crate::proof::report::Report;
use crate::typeset::Locator;

pub use crate::proof::mark::{Marks, mark};
pub use crate::proof::size::text_size;

/// Every code of this module.
pub const CODES: &[Code] = &[
    letters::NO_FONT,
    letters::OFF_THE_PAGE,
    letters::DOTTED_CIRCLE,
    ends::LINE_START,
    ends::LINE_END,
    ends::BROKEN_WORD,
    ends::LINE_HYPHEN,
    spacing::LINE_TOO_LONG,
    spacing::UNEVEN_LINES,
    ink::LINES_OVERLAP,
    spacing::WIDE_SPACES,
    spacing::SPREAD_LETTERS,
    order::WRONG_SIDE,
    order::WRONG_ORDER,
    order::BROKEN_JOIN,
    words::OTHER_FONT,
    words::UNSEEN_STRESS,
    words::TEXT_DIFFERS,
    words::LAYOUT_WORDS,
    words::LAYOUT_DIGITS,
    words::STOP_PLACE,
    size::TYPE_SMALL,
    size::TYPE_PALE,
    size::NEAR_EDGE,
];

/// The sign that holds a word together.
const WORD_JOINER: char = '\u{2060}';

/// What the pages are held against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The language's profile.
    pub profile: &'a Profile,
    /// The fonts that the profile names, in the order in which they are tried.
    pub families: &'a [String],
    /// Everything that the edition gives the layout to print.
    pub furniture: &'a str,
    /// What the layout promises.
    pub promise: Promise,
    /// How far words stay off the edge of the page, because printers do not reach it.
    pub safe_edge: Option<Length>,
}

impl<'a> Rules<'a> {
    /// Rules for pages that promise nothing.
    pub fn of(profile: &'a Profile, families: &'a [String], furniture: &'a str) -> Self {
        Rules { profile, families, furniture, promise: Promise::default(), safe_edge: None }
    }
}

/// Looks at every letter and every line of every page.
pub fn check(document: &PagedDocument, locator: &Locator, rules: &Rules) -> Vec<Finding> {
    let mut findings = letters::check(document, locator, rules.families);
    let pages = Pages::read(document, locator);
    let mut report = Report::new(&pages);
    letters::check_circles(&pages, &mut report);
    ends::check(&pages, rules.profile, &mut report);
    spacing::check(&pages, rules.profile.direction, &mut report);
    order::check(&pages, rules.profile, &mut report);
    words::check(&pages, rules, &mut report);
    size::check(document, &pages, rules, &mut report);
    findings.extend(report.finish());
    findings
}

/// On which page each paragraph and each cell begins, by the chapter's file and the line of its first word.
pub fn page_numbers(document: &PagedDocument, locator: &Locator) -> PageNumbers {
    let pages = Pages::read(document, locator);
    let mut first: BTreeMap<PassageId, (usize, (String, u32), u64)> = BTreeMap::new();
    for (page, frames) in document.pages().iter().zip(&pages.pages) {
        let pieces = frames.fragments.iter().flat_map(|fragment| &fragment.lines).flat_map(|line| &line.pieces);
        for piece in pieces {
            let Some((passage, at)) = piece.of else { continue };
            if first.get(&passage).is_some_and(|(known, ..)| *known <= at) {
                continue;
            }
            let earliest = pages.positions(piece).iter().position(|position| *position == Some(at));
            if let Some(Place::Line { file, line, .. }) = earliest.map(|glyph| pages.place(piece.item, glyph)) {
                first.insert(passage, (at, (file, line), page.number));
            }
        }
    }
    let is_label = |id: &PassageId| locator.passage(*id).is_none_or(|it| it.kind == PassageKind::Label);
    first.into_iter().filter(|(id, _)| !is_label(id)).map(|(_, (_, place, number))| (place, number)).collect()
}

/// The place in the sources of what stands in a rectangle of a page, counted from 1: left, top, width and height in points.
/// `None` if no words of the sources stand there.
pub fn locate(document: &PagedDocument, locator: &Locator, page: u32, rect: [f32; 4]) -> Option<Place> {
    let mut found = None;
    page::walk(frame_of(document, page)?, Transform::identity(), &mut |item, area| {
        if found.is_none() && touch(area, rect) {
            let place = page::place_of(item, 0, locator);
            found = matches!(place, Place::Line { .. }).then_some(place);
        }
    });
    found
}

/// The file of the picture that stands in a rectangle of a page, which is given as for [`locate`].
pub fn picture_at(document: &PagedDocument, page: u32, rect: [f32; 4]) -> Option<Bytes> {
    let mut found = None;
    page::each_picture(frame_of(document, page)?, &mut |image, area| {
        if touch(area, rect) {
            found = match image.kind() {
                ImageKind::Raster(raster) => Some(raster.data().clone()),
                ImageKind::Svg(drawing) => Some(drawing.data().clone()),
                ImageKind::Pdf(_) => None,
            };
        }
    });
    found
}

fn frame_of(document: &PagedDocument, page: u32) -> Option<&Frame> {
    Some(&document.pages().get(page.checked_sub(1)? as usize)?.frame)
}

/// Whether something on a page reaches into a rectangle: left, top, width and height in points.
fn touch(area: Rect, rect: [f32; 4]) -> bool {
    let [left, top, width, height] = rect.map(f64::from);
    let is_beside = area.max.x.to_pt() < left || area.min.x.to_pt() > left + width;
    !is_beside && area.max.y.to_pt() >= top && area.min.y.to_pt() <= top + height
}

/// The first page, from 0, that shows a paragraph or a table of a chapter.
pub fn first_page_of_text(document: &PagedDocument, locator: &Locator) -> Option<usize> {
    let pages = Pages::read(document, locator);
    let shows_text = |page: &page::Page| {
        let passages = page.fragments.iter().filter_map(|fragment| pages.passage(fragment));
        passages.into_iter().any(|passage| passage.kind != PassageKind::Label)
    };
    pages.pages.iter().position(shows_text)
}

/// What a second setting has to do otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// Glued words that stick out of their column, as `compose::word_key` writes them: they may break between syllables.
    pub unglued: BTreeSet<String>,
    /// Paragraphs that cannot be filled without gaps between their words: they are left ragged.
    pub ragged: BTreeSet<PassageId>,
}

impl Again {
    /// Whether the first setting is good as it is.
    pub fn is_needless(&self) -> bool {
        self.unglued.is_empty() && self.ragged.is_empty()
    }
}

/// Why a book has to be set again, if it has. Only the pages as Typst set them tell, since refined ones have lost the
/// joiners.
pub fn again(document: &PagedDocument, locator: &Locator, direction: Direction) -> Again {
    let mut again = Again::default();
    for page in document.pages() {
        spacing::each_overhang(&page.frame, direction, &mut |item, overhang| {
            if overhang > spacing::tolerance(item) {
                let words = item.text.split([' ', '\u{200B}']).filter(|word| word.contains(WORD_JOINER));
                again.unglued.extend(words.map(word_key));
            }
            if spacing::widest_space(item) > spacing::WIDEST_SPACE {
                let passages = item.glyphs.iter().find_map(|glyph| locator.passage_of(glyph.span.0));
                let is_text = |id: &PassageId| locator.passage(*id).is_some_and(|it| it.kind == PassageKind::Text);
                again.ragged.extend(passages.map(|(id, _)| id).filter(is_text));
            }
        });
    }
    again
}
