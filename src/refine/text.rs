//! Merges the text items that Typst splits, and drops the signs that only line breaking needs.
//!
//! Typst 0.15.1 begins a new item wherever a letter's vertical offset changes, and gives each item the whole cluster's
//! text, so that a reader who copies `មនុស្ស` gets `មនុនុស្ស` (typst#4225). The items are joined again here: the letters
//! keep their places through their own vertical offsets.

use typst_library::layout::{Abs, Em, Point};
use typst_library::text::{Glyph, TextItem};
use unicode_bidi::{BidiClass, bidi_class};
use unicode_script::{Script, UnicodeScript};

/// Two items touch if the gap between them is no wider than so many points.
pub(super) const TOUCHING: f64 = 0.01;
/// A letter is moved up or down by no more than this many times its size.
const FARTHEST: f64 = 3.0;

/// An item that takes in the items that Typst split off from it.
pub(super) struct Run {
    at: Point,
    item: TextItem,
    /// Where the last taken item ended and stood.
    end: Abs,
    last_y: Abs,
}

impl Run {
    pub(super) fn new(at: Point, item: TextItem) -> Self {
        Run { at, end: at.x + item.width(), last_y: at.y, item }
    }

    /// Takes in the next item if it was split off from this one; otherwise changes nothing and says so.
    pub(super) fn take(&mut self, at: Point, next: &TextItem) -> bool {
        if !self.continues(at, next) {
            return false;
        }
        let Some(joined) = self.joined(at, next) else { return false };
        self.item = joined;
        self.end += next.width();
        self.last_y = at.y;
        true
    }

    pub(super) fn finish(self) -> TextItem {
        without_joiners(self.item)
    }

    /// Typst splits one shaped run only where the height changes, so items of equal height were two runs from the start.
    fn continues(&self, at: Point, next: &TextItem) -> bool {
        let item = &self.item;
        item.font == next.font
            && item.size == next.size
            && item.fill == next.fill
            && item.stroke == next.stroke
            && item.lang == next.lang
            && item.region == next.region
            && (at.x - self.end).abs() <= Abs::pt(TOUCHING)
            && at.y != self.last_y
            && (at.y - self.at.y).abs() <= next.size * FARTHEST
            && !mixes_directions(&item.text, &next.text)
    }

    fn joined(&self, at: Point, next: &TextItem) -> Option<TextItem> {
        let (last, first) = (self.item.glyphs.last()?, next.glyphs.first()?);
        let same_cluster =
            last.span == first.span && self.item.text.get(last.range())? == next.text.get(first.range())?;
        let overlap = if same_cluster { first.range().len() } else { 0 };
        let lift = Em::new((self.at.y - at.y) / next.size);
        let lifted = next.glyphs.iter().cloned().map(|mut glyph| {
            glyph.y_offset += lift;
            glyph
        });
        let mut joined = self.item.clone();
        if runs_backwards(&self.item) || runs_backwards(next) {
            let added = next.text.get(..next.text.len().checked_sub(overlap)?)?;
            for glyph in &mut joined.glyphs {
                glyph.range = shifted(glyph, added.len())?;
            }
            joined.text = format!("{added}{}", self.item.text).into();
            joined.glyphs.extend(lifted);
        } else {
            let base = self.item.text.len().checked_sub(overlap)?;
            joined.text = format!("{}{}", self.item.text, next.text.get(overlap..)?).into();
            for mut glyph in lifted {
                glyph.range = shifted(&glyph, base)?;
                joined.glyphs.push(glyph);
            }
        }
        is_sound(&joined).then_some(joined)
    }
}

fn shifted(glyph: &Glyph, by: usize) -> Option<std::ops::Range<u16>> {
    let by = u16::try_from(by).ok()?;
    Some(glyph.range.start.checked_add(by)?..glyph.range.end.checked_add(by)?)
}

/// Every letter stands for whole characters of the text.
fn is_sound(item: &TextItem) -> bool {
    item.glyphs.iter().all(|glyph| item.text.get(glyph.range()).is_some())
}

/// Whether an item's letters stand in reverse order of its text. A single letter or a neutral sign does not tell by
/// itself; then its characters do.
fn runs_backwards(item: &TextItem) -> bool {
    let falls = match (item.glyphs.first(), item.glyphs.last()) {
        (Some(first), Some(last)) => first.range.start > last.range.start,
        _ => false,
    };
    falls || has_class(&item.text, is_right_to_left)
}

fn mixes_directions(a: &str, b: &str) -> bool {
    let left_to_right = |class| class == BidiClass::L;
    (has_class(a, is_right_to_left) && has_class(b, left_to_right))
        || (has_class(a, left_to_right) && has_class(b, is_right_to_left))
}

pub(super) fn has_class(text: &str, wanted: impl Fn(BidiClass) -> bool) -> bool {
    text.chars().any(|c| wanted(bidi_class(c)))
}

pub(super) fn is_right_to_left(class: BidiClass) -> bool {
    matches!(class, BidiClass::R | BidiClass::AL)
}

/// Signs that steer line breaking and direction and have no place in what a reader copies or searches: zero width space,
/// word joiner, byte order mark, bidirectional controls.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The zero width joiner that keeps an Arabic letter's form where bold or a link begins inside a word. It stands at an
/// item's edge; inside an item a joiner is the author's own.
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Whether the sign at a byte offset is a joiner at an edge of the text, next to an Arabic letter or its vowel signs.
fn is_edge_joiner(text: &str, offset: usize, c: char) -> bool {
    let at_edge = offset == 0 || offset + c.len_utf8() == text.len();
    let is_arabic = |c: char| matches!(c.script(), Script::Arabic);
    c == ZERO_WIDTH_JOINER && at_edge && text.chars().any(is_arabic)
}

fn without_joiners(mut item: TextItem) -> TextItem {
    let text = item.text.clone();
    let drops = |offset: usize, c: char| is_joiner(c) || is_edge_joiner(&text, offset, c);
    if !text.char_indices().any(|(offset, c)| drops(offset, c)) {
        return item;
    }
    let mut new_offset = vec![0u16; item.text.len() + 1];
    let mut kept = String::with_capacity(item.text.len());
    for (offset, c) in item.text.char_indices() {
        for byte in &mut new_offset[offset..offset + c.len_utf8()] {
            *byte = kept.len() as u16;
        }
        if !drops(offset, c) {
            kept.push(c);
        }
    }
    new_offset[item.text.len()] = kept.len() as u16;
    for glyph in &mut item.glyphs {
        glyph.range = new_offset[usize::from(glyph.range.start)]..new_offset[usize::from(glyph.range.end)];
    }
    item.text = kept.into();
    item
}
