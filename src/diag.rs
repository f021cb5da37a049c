//! Findings: what is wrong, where, why, and what to do. Every stage reports its problems with the one type of this file.
//!
//! A [`Code`] is declared beside the rule that raises it and collected in that module's `CODES`; `docs/checks.md` has a
//! section for each, which `lotuspress explain` prints and a test compares.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing needs to be done.
    Note,
    /// The result may not be what its author meant; the file is good all the same.
    Warning,
    /// The edition is written as a proof copy until this is mended.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// The stable name of one kind of finding, and how much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case name, the key of `lotuspress explain`.
    pub name: &'static str,
    /// The severity of every finding of this kind.
    pub severity: Severity,
}

impl Code {
    /// A kind of finding that makes an edition a proof copy.
    pub const fn error(name: &'static str) -> Self {
        Code { name, severity: Severity::Error }
    }

    /// A kind of finding that leaves the edition good.
    pub const fn warning(name: &'static str) -> Self {
        Code { name, severity: Severity::Warning }
    }

    /// A kind of finding that only informs.
    pub const fn note(name: &'static str) -> Self {
        Code { name, severity: Severity::Note }
    }
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Place {
    /// The whole run, or nothing that has a place.
    #[default]
    Nowhere,
    /// A source file as a whole, for example one that is missing.
    File {
        /// Path with `/`, relative to the folder that holds the source folder's siblings, as staff would name it.
        file: String,
    },
    /// A line of a source file.
    Line {
        /// As in [`Place::File`].
        file: String,
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1; 0 where only the line is known.
        column: u32,
    },
    /// A rectangle on a page of a product.
    Page {
        /// Path of the product's file relative to the output folder.
        file: String,
        /// Page, from 1, counted from the front cover.
        page: u32,
        /// Left, top, width and height in points from the page's top left corner.
        rect: [f32; 4],
    },
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place::File { file: file.into() }
    }

    /// A place that is a line (from 1) and a column in characters (from 1, or 0 if it is not known).
    pub fn line(file: impl Into<String>, line: u32, column: u32) -> Self {
        Place::Line { file: file.into(), line, column }
    }

    /// The line and column of a byte offset in a text.
    pub fn in_text(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let (line, column) = line_and_column(text, offset);
        Place::Line { file: file.into(), line, column }
    }

    /// The file of a place, or nothing.
    pub fn file_name(&self) -> &str {
        match self {
            Place::Nowhere => "",
            Place::File { file } | Place::Line { file, .. } | Place::Page { file, .. } => file,
        }
    }

    fn key(&self) -> (u8, &str, u32, u32) {
        match self {
            Place::Nowhere => (0, "", 0, 0),
            Place::File { file } => (1, file, 0, 0),
            Place::Line { file, line, column } => (1, file, *line, *column),
            Place::Page { file, page, .. } => (2, file, *page, 0),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Nowhere => Ok(()),
            Place::File { file } => f.write_str(file),
            Place::Line { file, line, column: 0 } => write!(f, "{file}:{line}"),
            Place::Line { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Place::Page { file, page, .. } => write!(f, "{file}, page {page}"),
        }
    }
}

/// The line and the column in characters, both from 1, of a byte offset; offsets past the end count as the end.
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line as u32, before[start..].chars().count() as u32 + 1)
}

/// One problem found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The kind of problem.
    pub code: Code,
    /// The fact, in lower case without a full stop; values in backticks.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// The words in question, as they stand in the source.
    pub words: Option<String>,
    /// Why it matters, if the message alone does not tell.
    pub why: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The edition it belongs to (its tag); `None` if it touches every edition.
    pub edition: Option<String>,
    /// The product whose section of `toolkit.toml` it is about: the other products are not touched.
    pub product: Option<String>,
}

impl Finding {
    /// A finding with nothing but its message; the methods below add the rest.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Finding {
            code,
            message: message.into(),
            place: Place::Nowhere,
            words: None,
            why: None,
            hint: None,
            edition: None,
            product: None,
        }
    }

    /// Says where.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Quotes the words in question, cut to a readable length.
    pub fn words(mut self, words: impl AsRef<str>) -> Self {
        self.words = Some(shorten(words.as_ref(), 80));
        self
    }

    /// Says why it matters.
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says which edition it belongs to.
    pub fn edition(mut self, tag: impl Into<String>) -> Self {
        self.edition = Some(tag.into());
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }

    /// The order in which findings are shown: by edition, file and line, the graver first.
    pub fn reading_order(&self, other: &Finding) -> Ordering {
        (self.edition.as_deref(), self.place.key())
            .cmp(&(other.edition.as_deref(), other.place.key()))
            .then_with(|| other.severity().cmp(&self.severity()))
            .then_with(|| (self.code.name, &self.message).cmp(&(other.code.name, &other.message)))
    }
}

/// Whether any finding is an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// The first characters of a text on one line, with an ellipsis where something was left out.
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// The known name nearest to a misspelt one, if one is near enough to suggest.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (edit_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of letters to add, drop, change or swap (optimal string alignment) between two names.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("ab\nខ្មែរ x", "ab\nខ្មែរ".len()), (2, 6));
        assert_eq!(line_and_column("ab", 99), (1, 3));
        assert_eq!(line_and_column("é", 1), (1, 1));
    }

    #[test]
    fn near_names_are_suggested() {
        assert_eq!(did_you_mean("reveiwers", ["translators", "reviewers"]), Some("reviewers"));
        assert_eq!(did_you_mean("tilte", ["title", "tag"]), Some("title"));
        assert_eq!(did_you_mean("zzz", ["title", "tag"]), None);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(shorten("a\n  b", 10), "a b");
        assert_eq!(shorten("abcdef", 4), "abc…");
    }
}
