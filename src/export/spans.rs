//! Moves letters about inside the spans that say their own text, so that readers copy and search them right.
//!
//! typst-pdf wraps a cluster whose text its letters do not spell in `/Span<</ActualText…>>` and shows the letters in
//! the order of the text. Two readers, measured with pdfium 8149 (Chrome's) and poppler 22.12, then go wrong:
//!
//! - pdfium sorts shows by where each begins. It gives a span's text out at the leftmost show, and once more when a
//!   show of another span has come between: a mark that begins right of the next letter doubles its cluster. It
//!   measures the gap to what follows from the last letter of the leftmost show, and after a mark without an advance
//!   it drops a blank that is a show of its own (`ਸਕਦੇਹੋ`).
//! - poppler takes a span to reach from its first letter to the end of its last one. A mark without an advance that
//!   comes last makes the span too short, and poppler reads a blank where there is none (`ផ្ទា ត់`, `के शन`).
//! - Both turn the letters of Arabic round one by one, and so tear a letter from its vowel sign.
//!
//! Therefore, in text that runs from left to right, a span takes in what begins left of its own marks, and shows the
//! letters that carry it on before its marks. If the last mark ends short of what follows, character spacing behind it
//! reaches there. In Arabic, the signs of a letter become a span of their own. No ink moves.
//!
//! It works on what krilla writes, with a matrix for every show, and so before [`compact`](super::compact).

mod fonts;
mod object;
mod strings;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::{Range, RangeInclusive};

use unicode_normalization::char::is_combining_mark;

use self::object::{Glyph, Reader, Style, Unit};
use self::strings::{write_number, write_span};
use crate::export::lexer::{Lexer, Token};

pub(in crate::export) use self::fonts::{Fonts, PageFonts};

/// What a stream has in which there is something to do.
const ACTUAL_TEXT: &[u8] = b"/ActualText";
const END_OF_SPAN: &[u8] = b"EMC\n";
/// Hebrew, Arabic and the other scripts of the Middle East, which run from right to left.
const RIGHT_TO_LEFT: RangeInclusive<char> = '\u{0590}'..='\u{08FF}';
/// Points. Places closer than this are the same: krilla reckons in single precision.
const SAME_PLACE: f64 = 1e-4;
/// Points. Lines closer than this are the same.
const SAME_LINE: f64 = 1e-3;
/// Points. A mark that begins closer than this to the next letter may come behind it when pdfium sorts them, which adds
/// up moves in single precision.
const TOO_CLOSE: f64 = 2e-3;
/// Points. How far such a mark goes to the left: more than the sum of 32 moves can be wrong, and nothing on paper.
const NUDGE: f64 = 9e-4;
/// Ems. A letter carries the span on if it begins so close to the end of the last one that does. Burmese marks, which
/// have small advances of their own, begin farther away.
const CARRIES_ON: f64 = 0.06;
/// Ems. How short of its letters a span may end inside a word: poppler reads a blank in a gap of 0.1 em
/// (`minWordBreakSpace`), and there must be room for rounding.
const MOST_SHORT_IN_WORD: f64 = 0.08;
/// Ems. The same at the end of a text object, behind which the next letter may begin with room of its own.
const MOST_SHORT_AT_END: f64 = 0.02;
/// Ems. The same before a blank, which pdfium drops behind a gap.
const MOST_SHORT_BEFORE_BLANK: f64 = 0.005;
/// Points between the end of an Arabic vowel sign's advance and the letter, so that the sign stays before the letter.
const SIGN_GAP: f64 = 0.02;

/// The stream with spans that readers get right, or `None` if it stays as it is.
pub(super) fn mend(stream: &[u8], fonts: &PageFonts) -> Option<Vec<u8>> {
    if !stream.windows(ACTUAL_TEXT.len()).any(|window| window == ACTUAL_TEXT) {
        return None;
    }
    let mut changes = Vec::new();
    let mut object = None;
    let mut operands: Vec<Token> = Vec::new();
    let mut lexer = Lexer::new(stream);
    for token in &mut lexer {
        if !token.is_operator {
            operands.push(token);
            continue;
        }
        object = match (token.bytes, object) {
            (b"BT", _) => Some(Reader::new(fonts)),
            (b"ET", whole) => {
                changes.extend(whole.and_then(Reader::finish).map(arranged).unwrap_or_default());
                None
            }
            (_, begun) => begun.and_then(|reader| reader.see(token, &operands)),
        };
        operands.clear();
    }
    (lexer.sound && !changes.is_empty()).then(|| spliced(stream, &changes))
}

/// Bytes for a part of the stream.
struct Change {
    range: Range<usize>,
    bytes: Vec<u8>,
}

fn spliced(stream: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut out = Vec::with_capacity(stream.len() + stream.len() / 8);
    let mut copied = 0;
    for change in changes {
        out.extend_from_slice(stream.get(copied..change.range.start).unwrap_or_default());
        out.extend_from_slice(&change.bytes);
        copied = change.range.end;
    }
    out.extend_from_slice(stream.get(copied..).unwrap_or_default());
    out
}

/// What changes in a text object.
fn arranged(units: Vec<Unit>) -> Vec<Change> {
    if units.iter().any(|unit| unit.has(|letter| RIGHT_TO_LEFT.contains(&letter))) {
        return units.iter().filter_map(signs_apart).collect();
    }
    left_to_right(units.into())
}

// ---- from left to right

fn left_to_right(mut units: VecDeque<Unit>) -> Vec<Change> {
    let mut changes = Vec::new();
    while let Some(mut unit) = units.pop_front() {
        match (&unit.said, units.front_mut()) {
            (Some(_), _) => take_in(&mut unit, &mut units),
            (None, Some(next)) => hand_on(&mut unit, next),
            (None, None) => {}
        }
        changes.extend(rewritten(&unit, units.front()));
    }
    changes
}

/// Takes what begins left of a letter of the span into the span: another span, or the first letter of a plain show.
fn take_in(span: &mut Unit, units: &mut VecDeque<Unit>) {
    while let Some(next) = units.front_mut() {
        let Some(start) = next.start() else { return };
        let is_passed = span.glyphs.iter().any(|glyph| glyph.start > start + SAME_PLACE);
        if !is_passed || !next.style.is(&span.style) {
            return;
        }
        let Some(taken) = taken(next) else { return };
        span.range.end = taken.range.end;
        span.said.get_or_insert_default().push_str(&taken.text);
        span.glyphs.extend(taken.glyphs);
        span.changed = true;
        if next.glyphs.is_empty() {
            units.pop_front();
        }
    }
}

/// Gives the last letter of a plain show to the span after it, if the span begins left of that letter: Bangla puts the
/// second half of a conjunct below the first.
fn hand_on(plain: &mut Unit, span: &mut Unit) {
    let Some(last) = plain.glyphs.last().copied() else { return };
    let begins_before = span.glyphs.iter().any(|glyph| glyph.start < last.start);
    let (Some(said), Some(text)) = (&mut span.said, plain.style.font.text(last.code)) else { return };
    if !begins_before || !plain.style.is(&span.style) {
        return;
    }
    said.insert_str(0, text);
    span.glyphs.insert(0, last);
    span.changed = true;
    plain.glyphs.pop();
    plain.changed = true;
}

struct Taken {
    /// The part of the stream that is the span's from now on.
    range: Range<usize>,
    text: String,
    glyphs: Vec<Glyph>,
}

/// What a unit gives away: all it has, or its first letter.
fn taken(unit: &mut Unit) -> Option<Taken> {
    if unit.said.is_none() && unit.glyphs.len() > 1 {
        let text = unit.style.font.text(unit.glyphs.first()?.code)?.to_string();
        unit.changed = true;
        let start = unit.range.start;
        return Some(Taken { range: start..start, text, glyphs: vec![unit.glyphs.remove(0)] });
    }
    let text = unit.text()?;
    Some(Taken { range: unit.range.clone(), text, glyphs: std::mem::take(&mut unit.glyphs) })
}

/// The unit written anew, if it must be.
fn rewritten(unit: &Unit, next: Option<&Unit>) -> Option<Change> {
    let Some(text) = &unit.said else {
        return unit.changed.then(|| change(unit, |out| write_show(out, &unit.style, &unit.glyphs, 0.0)));
    };
    let (carriers, marks) = divided(&unit.glyphs, unit.style.size);
    let is_mixed = !carriers.is_empty() && !marks.is_empty();
    let limits = Limits::of(unit, next);
    if !(unit.changed || is_mixed && limits.are_missed(unit)) {
        return None;
    }
    Some(change(unit, |out| {
        write_span(out, text);
        write_shows(out, &unit.style, &carriers, 0.0);
        for (index, mark) in marks.iter().enumerate() {
            let tail = if index + 1 == marks.len() { limits.gap(mark) } else { 0.0 };
            let nudge = if limits.is_close(mark) { NUDGE } else { 0.0 };
            let mark = Glyph { start: mark.start - nudge, ..*mark };
            write_show(out, &unit.style, &[mark], tail);
        }
        out.extend_from_slice(END_OF_SPAN);
    }))
}

/// What the shows of a span must keep to, by what follows it in the text object.
struct Limits {
    /// Where the span ends: where the next unit begins, or where its own letters end.
    end: f64,
    /// How short of that a show may end.
    most_short: f64,
    next: Option<f64>,
    /// Whether a blank follows that is a show of its own.
    is_before_lone_blank: bool,
}

impl Limits {
    fn of(unit: &Unit, next: Option<&Unit>) -> Self {
        let is_before_blank = next.and_then(Unit::first_text).is_some_and(|text| text.starts_with(char::is_whitespace));
        let most_short = match next {
            None => MOST_SHORT_AT_END,
            Some(_) if is_before_blank => MOST_SHORT_BEFORE_BLANK,
            Some(_) => MOST_SHORT_IN_WORD,
        };
        let is_lone = next.is_some_and(|next| next.said.is_none() && next.glyphs.len() == 1);
        let next = next.and_then(Unit::start);
        Limits {
            end: unit.glyphs.iter().map(|glyph| glyph.end).chain(next).fold(f64::MIN, f64::max),
            most_short: most_short * unit.style.size,
            next,
            is_before_lone_blank: is_before_blank && is_lone,
        }
    }

    /// Whether the readers would go wrong at the unit as it is.
    fn are_missed(&self, unit: &Unit) -> bool {
        let (first_show, others) = unit.glyphs.split_at_checked(unit.first_show).unwrap_or_default();
        let lasts = [first_show.last(), others.last()];
        let is_short = lasts.into_iter().flatten().any(|last| self.gap(last) > 0.0);
        let comes_late = others.iter().any(|glyph| self.is_close(glyph));
        let ends_on_mark = others.is_empty() && first_show.last().is_some_and(|last| !has_advance(last));
        is_short || comes_late || ends_on_mark && self.is_before_lone_blank
    }

    /// How far it is from the end of a show's last letter to the end of the span, if that is too far.
    fn gap(&self, last: &Glyph) -> f64 {
        Some(self.end - last.end).filter(|gap| *gap > self.most_short).unwrap_or_default()
    }

    /// Whether a letter of a later show may change places with the next unit.
    fn is_close(&self, glyph: &Glyph) -> bool {
        self.next.is_some_and(|next| (glyph.start - next).abs() < TOO_CLOSE)
    }
}

/// The letters that carry the span on, and the marks.
fn divided(glyphs: &[Glyph], size: f64) -> (Vec<Glyph>, Vec<Glyph>) {
    let mut pen: Option<f64> = None;
    glyphs.iter().partition(|glyph| {
        let carries = has_advance(glyph) && pen.is_none_or(|pen| (glyph.start - pen).abs() < CARRIES_ON * size);
        if carries {
            pen = Some(glyph.end);
        }
        carries
    })
}

fn has_advance(glyph: &Glyph) -> bool {
    glyph.end - glyph.start > SAME_PLACE
}

// ---- from right to left

/// A letter with its vowel signs, shown as signs and letter, as a span of the signs, whose advance ends left of the
/// letter, and the letter.
fn signs_apart(unit: &Unit) -> Option<Change> {
    let (signs, letters): (String, String) = unit.said.as_ref()?.chars().partition(|letter| is_combining_mark(*letter));
    let (letter, drawn) = unit.glyphs.split_last()?;
    let last = drawn.last()?;
    let are_signs = drawn.len() <= signs.chars().count() && !drawn.iter().any(has_advance);
    if letters.chars().count() != 1 || !are_signs {
        return None;
    }
    let is_spelled = unit.style.font.text(letter.code) == Some(&letters);
    Some(change(unit, |out| {
        write_span(out, &signs);
        write_shows(out, &unit.style, drawn, letter.start - last.end - SIGN_GAP);
        out.extend_from_slice(END_OF_SPAN);
        if is_spelled {
            return write_show(out, &unit.style, &[*letter], 0.0);
        }
        write_span(out, &letters);
        write_show(out, &unit.style, &[*letter], 0.0);
        out.extend_from_slice(END_OF_SPAN);
    }))
}

// ---- writing

fn change(unit: &Unit, write: impl Fn(&mut Vec<u8>)) -> Change {
    let mut bytes = Vec::new();
    write(&mut bytes);
    Change { range: unit.range.clone(), bytes }
}

/// Writes letters with a show for each line, or for each stretch in which the pen goes on. `tail` is for the last one.
fn write_shows(out: &mut Vec<u8>, style: &Style, glyphs: &[Glyph], tail: f64) {
    let goes_on = |a: &Glyph, b: &Glyph| (a.y - b.y).abs() < SAME_LINE && b.start >= a.start;
    let mut runs = glyphs.chunk_by(goes_on).peekable();
    while let Some(run) = runs.next() {
        write_show(out, style, run, if runs.peek().is_none() { tail } else { 0.0 });
    }
}

/// Writes letters of one line as one show. `tail` is what its last letter moves the pen further.
fn write_show(out: &mut Vec<u8>, style: &Style, glyphs: &[Glyph], tail: f64) {
    let Some(first) = glyphs.first() else { return };
    for part in [style.mode, b" Tr", style.name, b" ", style.size_as_written, b" Tf 1 0 0 ", style.upright, b" "] {
        out.extend_from_slice(part);
    }
    write_number(out, first.start);
    out.push(b' ');
    write_number(out, first.y);
    out.extend_from_slice(b" Tm");
    if tail != 0.0 {
        out.push(b' ');
        // Hundredths are exact enough for a gap that nothing is drawn in.
        write_number(out, (tail * 100.0).round() / 100.0);
        out.extend_from_slice(b" Tc");
    }
    write_strings(out, style, glyphs);
    if tail != 0.0 {
        out.extend_from_slice(b"0 Tc\n");
    }
}

/// Writes the operand of a show and its operator: `Tj` for one letter, as krilla does for Acrobat's sake.
fn write_strings(out: &mut Vec<u8>, style: &Style, glyphs: &[Glyph]) {
    let is_single = glyphs.len() == 1;
    out.extend_from_slice(if is_single { b"<" } else { b"[<" });
    let mut pen = glyphs.first().map_or(0.0, |first| first.start);
    for glyph in glyphs {
        let back = pen - glyph.start;
        // A move that is left out is made good by the next one.
        if back.abs() > SAME_PLACE {
            out.push(b'>');
            write_number(out, back * 1000.0 / style.size);
            out.push(b'<');
            pen = glyph.start;
        }
        out.extend_from_slice(format!("{:04x}", glyph.code).as_bytes());
        pen += glyph.end - glyph.start;
    }
    out.extend_from_slice(if is_single { b">Tj\n" } else { b">]TJ\n" });
}
