//! Finds the words of the parser's text in the raw line again, so that every letter knows its column.

use std::ops::Range;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

use crate::chapter::load::Source;

/// How far along a line words are looked for when they are not where the parser says. A bound, so that a line of
/// millions of letters is not searched again and again.
const WINDOW: usize = 600;

/// The longest entity of HTML, `&CounterClockwiseContourIntegral;`, has 33 bytes.
const LONGEST_ENTITY: usize = 40;

/// Where the letters of a text stand.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Replay {
    /// As in [`crate::chapter::tree::Text::columns`].
    pub columns: Vec<(usize, u32)>,
    /// Parts of the text that were typed as entities such as `&amp;`, so that no mark in them is a Markdown mark.
    pub entities: Vec<Range<usize>>,
}

/// Words to find: where the parser says they are, and what they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'t> {
    /// Line, from 1.
    pub line: u32,
    /// Byte offset in the line.
    pub byte: usize,
    /// The words.
    pub text: &'t str,
    /// Whether they are typed letter by letter, without entities and escapes.
    pub verbatim: bool,
}

/// Follows the words along their line; `None` if they are not there.
pub(super) fn replay(source: &Source, wanted: Wanted) -> Option<Replay> {
    let raw = source.line(wanted.line);
    let end = (wanted.byte + WINDOW).min(raw.len());
    let first = wanted.text.chars().next()?;
    let nearby = (wanted.byte..=end).chain(wanted.byte.saturating_sub(WINDOW)..wanted.byte.min(raw.len()));
    nearby
        .filter(|start| raw.is_char_boundary(*start))
        .filter(|start| raw[*start..].chars().next().is_some_and(|c| c == first || c == '\\' || c == '&'))
        .find_map(|start| follow(source, Wanted { byte: start, ..wanted }))
}

fn follow(source: &Source, wanted: Wanted) -> Option<Replay> {
    let raw = source.line(wanted.line);
    let mut steps = Vec::new();
    let mut entities = Vec::new();
    let (mut at, mut done) = (wanted.byte, 0);
    while let Some(c) = wanted.text[done..].chars().next() {
        let rest = &raw[at..];
        if !wanted.verbatim
            && let Some((letters, length)) = entity(rest)
            && wanted.text[done..].starts_with(&letters)
        {
            entities.push(done..done + letters.len());
            steps.push((done, at));
            (at, done) = (at + length, done + letters.len());
            continue;
        }
        let escaped = rest.strip_prefix('\\').is_some_and(|next| next.starts_with(c) && c.is_ascii_punctuation());
        let skipped = usize::from(escaped && !wanted.verbatim);
        if !rest[skipped..].starts_with(c) {
            return None;
        }
        steps.push((done, at + skipped));
        (at, done) = (at + skipped + c.len_utf8(), done + c.len_utf8());
    }
    Some(Replay { columns: runs(source, wanted.line, &steps), entities })
}

/// Keeps only the steps where the file and the text do not advance together.
fn runs(source: &Source, line: u32, steps: &[(usize, usize)]) -> Vec<(usize, u32)> {
    let mut columns = Vec::new();
    let mut expected = 0;
    for (offset, byte) in steps {
        let column = source.column(line, *byte);
        if columns.is_empty() || column != expected {
            columns.push((*offset, column));
        }
        expected = column + 1;
    }
    columns
}

/// The letters that an entity at the start of a line's rest stands for, and its length in bytes.
pub(super) fn entity(rest: &str) -> Option<(String, usize)> {
    if !rest.starts_with('&') {
        return None;
    }
    let length = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')? + 1;
    let name = rest.get(..length)?;
    let letters = name.trim_start_matches('&').trim_start_matches('#').trim_end_matches(';');
    if name.starts_with("&&") || !letters.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    // The parser keeps its table of names to itself, so that it is asked the way anybody may ask.
    let arena = Arena::new();
    let root = parse_document(&arena, name, &Options::default());
    let text = root.descendants().find_map(|node| match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    })?;
    (text != name).then_some((text, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::load::decode;

    fn columns(raw: &str, byte: usize, text: &str) -> Option<Vec<(usize, u32)>> {
        let source = decode("x.md", raw.as_bytes(), &mut Vec::new()).unwrap();
        let wanted = Wanted { line: 1, byte, text, verbatim: false };
        replay(&source, wanted).map(|replay| replay.columns)
    }

    #[test]
    fn entities_and_escapes_make_jumps() {
        assert_eq!(columns("ខ្ញុំ &amp; b", 0, "ខ្ញុំ & b"), Some(vec![(0, 1), (17, 12)]));
        assert_eq!(columns(r"x\|y", 0, "x|y"), Some(vec![(0, 1), (1, 3)]));
        assert_eq!(columns("a\u{202e}bc", 0, "abc"), Some(vec![(0, 1), (1, 3)]));
    }

    #[test]
    fn words_elsewhere_in_the_line_are_found_and_others_not() {
        assert_eq!(columns("aa word", 1, "word"), Some(vec![(0, 4)]));
        assert_eq!(columns("aa word", 0, "none"), None);
    }
}
