//! Lines of text as they stand on a page, and what may not stand at their beginning or end.
//!
//! The signs are those of the W3C's layout requirements (alreq, clreq, ilreq, klreq, sealreq) and of Unicode Standard
//! Annex 14 for closing and opening punctuation.

use typst_library::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst_library::text::TextItem;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::language::Direction;

/// Items whose heights differ by less than so many times their size stand on one line: raised marks and clusters that
/// begin with a raised sign do; the next line is a whole size away.
const SAME_LINE: f64 = 0.6;

/// The space between Han and Latin letters, in em.
const HAN_SPACE: f64 = 0.3;

/// The items of one line, in the order in which they stand from left to right.
pub(super) struct Line<'a> {
    baseline: Abs,
    items: Vec<(Abs, &'a TextItem)>,
}

impl<'a> Line<'a> {
    /// The item that is read first, and the one that is read last.
    pub(super) fn ends(&self, direction: Direction) -> Option<(&'a TextItem, &'a TextItem)> {
        let (left, right) = (self.items.first()?.1, self.items.last()?.1);
        match direction {
            Direction::Ltr => Some((left, right)),
            Direction::Rtl => Some((right, left)),
        }
    }
}

/// The lines of a page. Links and boxes inside a line belong to it; what stands beside it in another column does too, so
/// that only the outermost ends are seen there.
pub(super) fn lines(frame: &Frame) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    collect(frame, Transform::identity(), &mut lines);
    for line in &mut lines {
        line.items.sort_by_key(|item| item.0);
    }
    lines
}

fn collect<'a>(frame: &'a Frame, transform: Transform, lines: &mut Vec<Line<'a>>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let here = transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                collect(&group.frame, here, lines);
            }
            FrameItem::Text(text) => place(lines, at.transform(transform), text),
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

fn place<'a>(lines: &mut Vec<Line<'a>>, at: Point, text: &'a TextItem) {
    let same = |line: &&mut Line| (line.baseline - at.y).abs() < text.size * SAME_LINE;
    match lines.last_mut().filter(same) {
        Some(line) => line.items.push((at.x, text)),
        None => lines.push(Line { baseline: at.y, items: vec![(at.x, text)] }),
    }
}

/// Whether no line may begin with a character: it belongs to what precedes it.
pub(super) fn never_begins(c: char) -> bool {
    const CLOSING: &str = ",.;:!?)]}»”’%،؛؟۔।॥、。，；：！？）」』》】〉·။၊។៕៖ៗ៘៚ๆໆฯ";
    c == ' ' || CLOSING.contains(c) || is_combining_mark(c) || is_dependent_vowel(c)
}

/// Vowels that Unicode calls letters and readers signs of the consonant before them (Thai, Lao).
fn is_dependent_vowel(c: char) -> bool {
    matches!(c, '\u{E30}' | '\u{E32}' | '\u{E33}' | '\u{E45}' | '\u{EB0}' | '\u{EB2}' | '\u{EB3}')
}

/// Whether no line may end with a character: it belongs to what follows.
pub(super) fn never_ends(c: char) -> bool {
    const OPENING: &str = "([{«“‘「『《（【〈";
    OPENING.contains(c) || matches!(c, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}')
}

/// Calls `visit` with every item of a page and how far it sticks out of the column that it stands in; what stands inside
/// its column has nothing or less.
pub(super) fn each_overhang<'a>(frame: &'a Frame, visit: &mut impl FnMut(&'a TextItem, Abs)) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => each_overhang(&group.frame, visit),
            FrameItem::Text(text) => visit(text, (at.x + text.width() - frame.width()).max(-at.x)),
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// How far an item may stick out of its column: the last Han letter of a line may keep the quarter of an em that parts it
/// from a Latin word.
pub(super) fn tolerance(item: &TextItem, points: f64) -> Abs {
    if item.text.chars().any(is_han) { item.size * HAN_SPACE } else { Abs::pt(points) }
}

fn is_han(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_know_their_side() {
        for c in "។ៗ」।؟)ๆ\u{17B6}\u{0BCD}".chars() {
            assert!(never_begins(c) && !never_ends(c), "{c:?}");
        }
        for c in "(「“«เແ".chars() {
            assert!(never_ends(c) && !never_begins(c), "{c:?}");
        }
        for c in "aក한中1-–".chars() {
            assert!(!never_begins(c) && !never_ends(c), "{c:?}");
        }
    }
}
