//! The items of right-to-left lines in the order in which they are read.
//!
//! Typst 0.15.1 puts the items of one right-to-left run from left to right where the font changes inside it (brackets,
//! digits, signs), while the runs of a line follow one another as they are read. Screen readers go by this order, so
//! that without mending they say `217 د( ألف -3`.

use typst_library::layout::{Abs, FrameItem, Point};
use typst_library::text::TextItem;
use unicode_bidi::BidiClass;

use crate::refine::text::{TOUCHING, has_class, is_right_to_left};

/// Pieces of one line differ in height by no more than this many times their size.
const HIGHEST: f64 = 1.5;

/// Turns each row of items round that touch from left to right, that hold right-to-left letters and no left-to-right
/// ones. The lines of a right-to-left edition only: in others a number may stand before an Arabic word.
pub(super) fn turned(items: Vec<(Point, FrameItem)>) -> Vec<(Point, FrameItem)> {
    let mut items = items;
    let mut start = 0;
    while start < items.len() {
        let end = row_end(&items, start);
        let row = &mut items[start..end];
        if holds(row, is_right_to_left) && !holds(row, |class| class == BidiClass::L) {
            row.reverse();
        }
        start = end;
    }
    items
}

/// The signs of an item one by one as they are read, if it has nothing but signs that run from right to left, such as
/// what stands between the numbers of `1، 3، 5…)`: letters tell readers the direction, signs do not.
pub(super) fn apart(at: Point, item: &TextItem) -> Option<Vec<(Point, FrameItem)>> {
    let has_direction = has_class(&item.text, |class| {
        matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL | BidiClass::EN | BidiClass::AN)
    });
    let falls = item.glyphs.windows(2).all(|pair| pair[0].range.start > pair[1].range.start);
    if has_direction || !falls || item.glyphs.len() < 2 {
        return None;
    }
    let mut x = at.x;
    let mut signs = Vec::with_capacity(item.glyphs.len());
    for glyph in &item.glyphs {
        let mut sign = item.clone();
        sign.text = item.text.get(glyph.range())?.into();
        let mut alone = glyph.clone();
        alone.range = 0..glyph.range.end - glyph.range.start;
        sign.glyphs = vec![alone];
        let place = Point::new(x, at.y);
        x += sign.width();
        signs.push((place, FrameItem::Text(sign)));
    }
    signs.reverse();
    Some(signs)
}

/// Where the row that begins at `start` ends; what is no text is a row of its own.
fn row_end(items: &[(Point, FrameItem)], start: usize) -> usize {
    let mut end = start + 1;
    while let (Some((at, last)), Some((next_at, next))) = (text_at(items, end - 1), text_at(items, end)) {
        let touches = (next_at.x - at.x - last.width()).abs() <= Abs::pt(TOUCHING);
        // A word of Nastaliq begins high and falls to the baseline, so that its pieces differ in height.
        let same_line = (at.y - next_at.y).abs() <= next.size * HIGHEST;
        if !same_line || !touches || next.text.is_empty() {
            break;
        }
        end += 1;
    }
    end
}

fn text_at(items: &[(Point, FrameItem)], index: usize) -> Option<(Point, &TextItem)> {
    match items.get(index)? {
        (at, FrameItem::Text(text)) => Some((*at, text)),
        _ => None,
    }
}

fn holds(row: &[(Point, FrameItem)], wanted: impl Fn(BidiClass) -> bool + Copy) -> bool {
    (0..row.len()).filter_map(|index| text_at(row, index)).any(|(_, text)| has_class(&text.text, wanted))
}
