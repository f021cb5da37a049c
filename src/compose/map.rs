//! The source map: from a string literal of the generated Typst back to the words in the Markdown, and to the paragraph
//! that they are part of.
//!
//! Typst tells of each letter the literal that it stems from and the byte in the *decoded* literal (measured with Typst
//! 0.15.1). So a literal carries a table from decoded bytes to lines and columns of its chapter. The literals of one
//! paragraph, title or cell are a [`Passage`]: what may be broken into lines, as a reader reads it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::chapter::tree::Pos;
use crate::diag::Place;

/// The literals of all generated files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceMap {
    files: BTreeMap<String, BTreeMap<usize, Literal>>,
    passages: Vec<Passage>,
}

/// What is broken into lines together: a paragraph, a title, a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its words, with the signs that steer where lines end, and `\n` where the author ended a line.
    pub text: String,
    /// The bytes of its text that are to stand out.
    pub stressed: Vec<Range<usize>>,
}

/// What a passage is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// A paragraph, or an item of a list.
    Text,
    /// A cell of a table.
    Cell,
    /// A title, a label, a line of a manifest: what the layout may put anywhere.
    Label,
}

/// The number of a passage in its map: the same for every setting of the same book.
pub type PassageId = usize;

/// One literal of a generated file.
#[derive(Debug, Clone, PartialEq)]
struct Literal {
    /// The file of its words, as findings name it.
    file: String,
    passage: PassageId,
    /// The bytes of the passage's text that it holds.
    within: Range<usize>,
    /// Decoded byte offsets paired with positions in the file, ascending; between two entries both advance character
    /// by character.
    points: Vec<(usize, Pos)>,
}

impl SourceMap {
    /// Begins a passage; the literals that follow may be added to it.
    pub(super) fn begin(&mut self, kind: PassageKind) -> PassageId {
        self.passages.push(Passage { kind, text: String::new(), stressed: Vec::new() });
        self.passages.len() - 1
    }

    /// The number of the passage that is begun next.
    pub(super) fn next_passage(&self) -> PassageId {
        self.passages.len()
    }

    /// Notes that the author ended a line of a passage here.
    pub(super) fn end_line(&mut self, passage: PassageId) {
        self.passages[passage].text.push('\n');
    }

    /// Notes that the literal whose opening quote is at byte `start` of `path` says `text`, its characters from `positions`.
    pub(super) fn insert(&mut self, path: &str, start: usize, words: &Words) {
        let passage = &mut self.passages[words.passage];
        let begin = passage.text.len();
        let mut points: Vec<(usize, Pos)> = Vec::new();
        let mut expected = None;
        for (c, pos) in words.text {
            if expected != Some(*pos) {
                points.push((passage.text.len() - begin, *pos));
            }
            expected = Some(next(*pos));
            passage.text.push(*c);
        }
        let within = begin..passage.text.len();
        if words.stressed {
            passage.stressed.push(within.clone());
        }
        let literal = Literal { file: words.file.to_string(), passage: words.passage, within, points };
        self.files.entry(path.to_string()).or_default().insert(start, literal);
    }

    /// The place in the source of a decoded byte of the literal that opens at `start` of the generated file `path`.
    pub fn resolve(&self, path: &str, start: usize, offset: usize) -> Option<Place> {
        Some(self.place(self.literal(path, start)?, offset))
    }

    /// The passage of the literal that opens at `start` of the generated file `path`, and where in the passage's text the
    /// literal begins.
    pub fn passage_at(&self, path: &str, start: usize) -> Option<(PassageId, usize)> {
        let literal = self.literal(path, start)?;
        Some((literal.passage, literal.within.start))
    }

    /// A passage by its number.
    pub fn passage(&self, id: PassageId) -> Option<&Passage> {
        self.passages.get(id)
    }

    /// The place of the first literal at or after a byte of a generated file: for messages about a whole block.
    pub fn nearest(&self, path: &str, start: usize) -> Option<Place> {
        let literals = self.files.get(path)?;
        let (_, literal) = literals.range(start..).next().or_else(|| literals.range(..start).next_back())?;
        Some(self.place(literal, 0))
    }

    fn literal(&self, path: &str, start: usize) -> Option<&Literal> {
        self.files.get(path)?.get(&start)
    }

    fn place(&self, literal: &Literal, offset: usize) -> Place {
        let Some((start, pos)) = literal.points.iter().rev().find(|(start, _)| *start <= offset) else {
            return Place::file(literal.file.clone());
        };
        if pos.line == 0 {
            return Place::file(literal.file.clone());
        }
        let decoded = &self.passages[literal.passage].text[literal.within.clone()];
        let column = match pos.column {
            0 => 0,
            column => column + decoded.get(*start..offset).map_or(0, |text| text.chars().count()) as u32,
        };
        Place::line(literal.file.clone(), pos.line, column)
    }
}

/// Words of a literal in the making.
pub(super) struct Words<'a> {
    /// The file that they come from.
    pub(super) file: &'a str,
    /// Each character with its position.
    pub(super) text: &'a [(char, Pos)],
    /// The passage that they are part of.
    pub(super) passage: PassageId,
    /// Whether they are to stand out.
    pub(super) stressed: bool,
}

/// The position after one more character on the same line; a column that is not known stays so.
fn next(pos: Pos) -> Pos {
    Pos { line: pos.line, column: if pos.column == 0 { 0 } else { pos.column + 1 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32) -> Pos {
        Pos { line, column }
    }

    fn map_of(text: &[(char, Pos)], file: &str) -> SourceMap {
        let mut map = SourceMap::default();
        let passage = map.begin(PassageKind::Text);
        map.insert("a.typ", 7, &Words { file, text, passage, stressed: false });
        map
    }

    #[test]
    fn offsets_lead_to_lines_and_columns() {
        let text = [('ខ', at(3, 1)), ('ក', at(3, 2)), (' ', at(3, 3)), ('x', at(4, 1))];
        let map = map_of(&text, "en/a.md");
        assert_eq!(map.resolve("a.typ", 7, 3), Some(Place::line("en/a.md", 3, 2)));
        assert_eq!(map.resolve("a.typ", 7, 7), Some(Place::line("en/a.md", 4, 1)));
        assert_eq!(map.resolve("a.typ", 8, 0), None);
        assert_eq!(map.nearest("a.typ", 0), Some(Place::line("en/a.md", 3, 1)));
    }

    #[test]
    fn an_unknown_column_stays_unknown() {
        let map = map_of(&[('a', at(3, 0)), ('b', at(3, 0))], "en/a.md");
        assert_eq!(map.resolve("a.typ", 7, 1), Some(Place::line("en/a.md", 3, 0)));
    }

    #[test]
    fn literals_of_a_paragraph_are_one_passage() {
        let mut map = SourceMap::default();
        let passage = map.begin(PassageKind::Cell);
        map.insert("a.typ", 7, &Words { file: "a.md", text: &[('ខ', at(1, 1))], passage, stressed: false });
        map.end_line(passage);
        map.insert("a.typ", 30, &Words { file: "a.md", text: &[('x', at(2, 1))], passage, stressed: true });
        assert_eq!(map.passage_at("a.typ", 30), Some((passage, 4)));
        let found = map.passage(passage).unwrap();
        assert_eq!((found.kind, found.text.as_str()), (PassageKind::Cell, "ខ\nx"));
        assert_eq!(found.stressed.iter().cloned().flatten().collect::<Vec<_>>(), [4]);
        assert_eq!(map.resolve("a.typ", 30, 0), Some(Place::line("a.md", 2, 1)));
    }
}
