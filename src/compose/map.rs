//! The source map: from a string literal of the generated Typst back to the words in the Markdown.
//!
//! Typst tells of each letter the literal that it stems from and the byte in the *decoded* literal (measured with Typst
//! 0.15.1). So a literal carries a table from decoded bytes to lines and columns of its chapter.

use std::collections::BTreeMap;

use crate::chapter::tree::Pos;
use crate::diag::Place;

/// Where one literal comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The file of its words, as findings name it.
    pub file: String,
    /// Decoded byte offsets paired with positions in the file, ascending; between two entries both advance character
    /// by character.
    points: Vec<(usize, Pos)>,
}

/// The literals of all generated files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceMap {
    files: BTreeMap<String, BTreeMap<usize, Literal>>,
}

/// One literal of a generated file.
#[derive(Debug, Clone, PartialEq)]
struct Literal {
    decoded: String,
    origin: Origin,
}

impl SourceMap {
    /// Notes that the literal whose opening quote is at byte `start` of `path` says `text`, its characters from `positions`.
    pub(super) fn insert(&mut self, path: &str, start: usize, file: &str, text: &[(char, Pos)]) {
        let mut decoded = String::with_capacity(text.len());
        let mut points: Vec<(usize, Pos)> = Vec::new();
        let mut expected = None;
        for (c, pos) in text {
            if expected != Some(*pos) {
                points.push((decoded.len(), *pos));
            }
            expected = Some(next(*pos));
            decoded.push(*c);
        }
        let origin = Origin { file: file.to_string(), points };
        self.files.entry(path.to_string()).or_default().insert(start, Literal { decoded, origin });
    }

    /// The place in the source of a decoded byte of the literal that opens at `start` of the generated file `path`.
    pub fn resolve(&self, path: &str, start: usize, offset: usize) -> Option<Place> {
        let literal = self.files.get(path)?.get(&start)?;
        Some(literal.place(offset))
    }

    /// The place of the first literal at or after a byte of a generated file: for messages about a whole block.
    pub fn nearest(&self, path: &str, start: usize) -> Option<Place> {
        let literals = self.files.get(path)?;
        let (_, literal) = literals.range(start..).next().or_else(|| literals.range(..start).next_back())?;
        Some(literal.place(0))
    }

    /// Every literal: generated file, byte of its opening quote, decoded text.
    pub fn literals(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        self.files.iter().flat_map(|(path, literals)| {
            literals.iter().map(move |(start, literal)| (path.as_str(), *start, literal.decoded.as_str()))
        })
    }
}

impl Literal {
    fn place(&self, offset: usize) -> Place {
        let origin = &self.origin;
        let Some((start, pos)) = origin.points.iter().rev().find(|(start, _)| *start <= offset) else {
            return Place::file(origin.file.clone());
        };
        if pos.line == 0 {
            return Place::file(origin.file.clone());
        }
        let column = match pos.column {
            0 => 0,
            column => column + self.decoded.get(*start..offset).map_or(0, |text| text.chars().count()) as u32,
        };
        Place::line(origin.file.clone(), pos.line, column)
    }
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

    #[test]
    fn offsets_lead_to_lines_and_columns() {
        let mut map = SourceMap::default();
        map.insert("a.typ", 7, "en/a.md", &[('ខ', at(3, 1)), ('ក', at(3, 2)), (' ', at(3, 3)), ('x', at(4, 1))]);
        assert_eq!(map.resolve("a.typ", 7, 3), Some(Place::line("en/a.md", 3, 2)));
        assert_eq!(map.resolve("a.typ", 7, 7), Some(Place::line("en/a.md", 4, 1)));
        assert_eq!(map.resolve("a.typ", 8, 0), None);
        assert_eq!(map.nearest("a.typ", 0), Some(Place::line("en/a.md", 3, 1)));
    }

    #[test]
    fn an_unknown_column_stays_unknown() {
        let mut map = SourceMap::default();
        map.insert("a.typ", 0, "en/a.md", &[('a', at(3, 0)), ('b', at(3, 0))]);
        assert_eq!(map.resolve("a.typ", 0, 1), Some(Place::line("en/a.md", 3, 0)));
    }
}
