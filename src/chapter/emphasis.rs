//! Emphasis repair: `**` and `*` that CommonMark leaves lying in scripts without spaces.
//!
//! CommonMark decides by spaces and punctuation whether stars open or close, so that bold is lost in silence where
//! punctuation touches the stars and the next word follows at once, as it does in Khmer, Bangla, Hindi, Nepali, Punjabi
//! and Arabic: `**«العدالة»**و`. What the parser left is paired here from left to right: an opener must not be followed
//! by white space, nor a closer preceded by it, so that `5 ** 2 ** 3` stays arithmetic.

use std::collections::BTreeMap;

use crate::chapter::tree::{Inline, Pos, Text};
use crate::diag::Code;

/// Stars that open or close nothing.
pub const STRAY: Code = Code::warning("stray-stars");

/// Four stars and more mean nothing; they are a rule or a censored word.
const MOST_STARS: usize = 3;

/// A piece of a line before the repair.
#[derive(Debug)]
pub(super) enum Piece {
    /// Text in which a star is a star that the author typed as a mark.
    Typed(Text),
    /// Everything else, repaired already.
    Done(Inline),
}

/// Stars that could not be paired.
#[derive(Debug, PartialEq)]
pub(super) struct Stray {
    /// Where.
    pub at: Pos,
    /// The words around them.
    pub words: String,
}

/// Cuts a text into parts from left to right, each with its columns, in time that grows with the text alone.
pub(super) struct Cutter<'t> {
    text: &'t Text,
    at: usize,
    /// The run that the next part begins in, and how far its letters are counted: offset and column.
    run: usize,
    counted: (usize, u32),
}

impl<'t> Cutter<'t> {
    /// A cutter at the start of a text.
    pub fn new(text: &'t Text) -> Self {
        Cutter { text, at: 0, run: 0, counted: text.columns.first().copied().unwrap_or_default() }
    }

    /// The part from where the last one ended up to an offset.
    pub fn cut(&mut self, to: usize) -> Text {
        let from = self.at;
        let words = self.text.text.get(from..to).unwrap_or_default().to_owned();
        self.at = to;
        if self.text.columns.is_empty() {
            return Text { text: words, line: self.text.line, columns: Vec::new() };
        }
        let mut columns = vec![(0, self.column(from))];
        for (offset, column) in &self.text.columns[self.run + 1..] {
            if *offset >= to {
                break;
            }
            columns.push((offset - from, *column));
        }
        Text { text: words, line: self.text.line, columns }
    }

    fn column(&mut self, offset: usize) -> u32 {
        while let Some(next) = self.text.columns.get(self.run + 1).filter(|(start, _)| *start <= offset) {
            self.run += 1;
            self.counted = *next;
        }
        let (from, column) = self.counted;
        let letters = self.text.text.get(from..offset).map_or(0, |between| between.chars().count());
        self.counted = (offset, column + letters as u32);
        self.counted.1
    }
}

/// A run of stars in a sequence of inlines.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Index in the sequence.
    index: usize,
    stars: usize,
    opens: bool,
    closes: bool,
}

/// Pairs what is left of the stars, and says which could not be paired.
pub(super) fn repair(pieces: Vec<Piece>) -> (Vec<Inline>, Vec<Stray>) {
    let (sequence, marks) = split(pieces);
    if marks.is_empty() {
        return (sequence, Vec::new());
    }
    let (roles, strays) = pair(&marks);
    let strays = strays.iter().filter_map(|mark| describe(&sequence, mark)).collect();
    (wrap(sequence, &roles), strays)
}

/// Divides typed text at its stars.
fn split(pieces: Vec<Piece>) -> (Vec<Inline>, Vec<Mark>) {
    let mut sequence = Vec::new();
    let mut stars: Vec<(usize, usize)> = Vec::new();
    for piece in pieces {
        let text = match piece {
            Piece::Typed(text) if text.text.contains('*') => text,
            Piece::Typed(text) => {
                sequence.push(Inline::Text(text));
                continue;
            }
            Piece::Done(inline) => {
                sequence.push(inline);
                continue;
            }
        };
        let mut cutter = Cutter::new(&text);
        let mut from = 0;
        while let Some(start) = text.text[from..].find('*').map(|found| found + from) {
            let count = text.text[start..].bytes().take_while(|byte| *byte == b'*').count();
            if start > from {
                sequence.push(Inline::Text(cutter.cut(start)));
            }
            stars.push((sequence.len(), count));
            sequence.push(Inline::Text(cutter.cut(start + count)));
            from = start + count;
        }
        if from < text.text.len() {
            sequence.push(Inline::Text(cutter.cut(text.text.len())));
        }
    }
    let marks = stars
        .into_iter()
        .map(|(index, stars)| Mark {
            index,
            stars,
            opens: sequence.get(index + 1).is_some_and(|next| !begins_with_space(next)),
            closes: index.checked_sub(1).is_some_and(|before| !ends_with_space(&sequence[before])),
        })
        .collect();
    (sequence, marks)
}

fn begins_with_space(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.text.starts_with(char::is_whitespace),
        Inline::Break => true,
        _ => false,
    }
}

fn ends_with_space(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.text.ends_with(char::is_whitespace),
        Inline::Break => true,
        _ => false,
    }
}

/// What a star run that found its partner does.
#[derive(Debug, Clone, Copy)]
enum Role {
    Opens,
    /// So many stars close.
    Closes(usize),
}

/// The roles of paired marks by their index in the sequence, and the marks that are left.
fn pair(marks: &[Mark]) -> (BTreeMap<usize, Role>, Vec<Mark>) {
    let mut open: Vec<Mark> = Vec::new();
    // How many runs of one, two and three stars are open, so that a search in vain costs nothing.
    let mut waiting = [0_usize; MOST_STARS + 1];
    let mut roles = BTreeMap::new();
    let mut strays = Vec::new();
    for mark in marks {
        let wanted = mark.closes && waiting.get(mark.stars).is_some_and(|count| *count > 0);
        let partner = if wanted { open.iter().rposition(|other| other.stars == mark.stars) } else { None };
        if let Some(position) = partner {
            roles.insert(open[position].index, Role::Opens);
            roles.insert(mark.index, Role::Closes(mark.stars));
            for other in open.drain(position..) {
                waiting[other.stars] -= 1;
                if !roles.contains_key(&other.index) {
                    strays.push(other);
                }
            }
        } else if mark.opens && mark.stars <= MOST_STARS {
            waiting[mark.stars] += 1;
            open.push(*mark);
        } else {
            strays.push(*mark);
        }
    }
    strays.extend(open);
    strays.sort_by_key(|mark| mark.index);
    (roles, strays)
}

/// Turns pairs into emphasis; pairs never cross, because the openers between a pair are given up.
fn wrap(sequence: Vec<Inline>, roles: &BTreeMap<usize, Role>) -> Vec<Inline> {
    let mut stack: Vec<Vec<Inline>> = vec![Vec::new()];
    for (index, inline) in sequence.into_iter().enumerate() {
        match roles.get(&index) {
            Some(Role::Opens) => stack.push(Vec::new()),
            Some(Role::Closes(stars)) => {
                let content = stack.pop().unwrap_or_default();
                let whole = match stars {
                    1 => Inline::Emph(content),
                    2 => Inline::Strong(content),
                    _ => Inline::Strong(vec![Inline::Emph(content)]),
                };
                push(&mut stack, whole);
            }
            None => push(&mut stack, inline),
        }
    }
    stack.into_iter().flatten().collect()
}

fn push(stack: &mut [Vec<Inline>], inline: Inline) {
    if let Some(last) = stack.last_mut() {
        last.push(inline);
    }
}

/// A stray with the words around it; single stars between spaces are signs, not slips.
fn describe(sequence: &[Inline], mark: &Mark) -> Option<Stray> {
    let alone = !mark.opens && !mark.closes;
    if (mark.stars == 1 && alone) || mark.stars > MOST_STARS {
        return None;
    }
    let Some(Inline::Text(stars)) = sequence.get(mark.index) else { return None };
    let before = mark.index.checked_sub(1).and_then(|index| sequence.get(index)).map_or("", words);
    let after = sequence.get(mark.index + 1).map_or("", words);
    let tail = before.char_indices().rev().nth(19).map_or(before, |(start, _)| &before[start..]);
    let head: String = after.chars().take(30).collect();
    let words = format!("{tail}{}{head}", stars.text);
    Some(Stray { at: stars.pos(0), words })
}

fn words(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) | Inline::Code(text) => &text.text,
        Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) | Inline::Link { content, .. } => {
            content.first().map_or("", words)
        }
        Inline::Break | Inline::Note { .. } => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Piece {
        Piece::Typed(Text { text: text.to_owned(), line: 1, columns: vec![(0, 1)] })
    }

    #[test]
    fn pairs_keep_their_columns() {
        let (inlines, strays) = repair(vec![typed("a**b।**c")]);
        assert!(strays.is_empty());
        let Inline::Strong(content) = &inlines[1] else { panic!("{inlines:?}") };
        assert_eq!(content, &[Inline::Text(Text { text: "b।".to_owned(), line: 1, columns: vec![(0, 4)] })]);
        let Inline::Text(rest) = &inlines[2] else { panic!("{inlines:?}") };
        assert_eq!(rest.columns, [(0, 8)]);
    }

    #[test]
    fn spaces_forbid_and_three_stars_do_both() {
        let (inlines, strays) = repair(vec![typed("5 ** 2 ** 3")]);
        assert!(!inlines.iter().any(|inline| matches!(inline, Inline::Strong(_))));
        assert_eq!(strays.len(), 2);
        let (inlines, _) = repair(vec![typed("x***y。***z")]);
        let Inline::Strong(content) = &inlines[1] else { panic!("{inlines:?}") };
        assert!(matches!(content[0], Inline::Emph(_)));
        assert!(repair(vec![typed("5 * 3")]).1.is_empty());
        assert_eq!(repair(vec![typed("note* here")]).1[0].words, "note* here");
    }

    #[test]
    fn what_is_done_is_left_alone() {
        let star = Inline::Text(Text { text: "*".to_owned(), ..Text::default() });
        let (inlines, strays) = repair(vec![Piece::Done(star.clone()), typed("a"), Piece::Done(star)]);
        assert_eq!((inlines.len(), strays.len()), (3, 0));
    }
}
