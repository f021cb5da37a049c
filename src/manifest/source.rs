//! One manifest's text: read within bounds, brought to a TOML document, and asked for lines and columns.

use std::fs;
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::str;

use toml_edit::{ImDocument, TomlError};

use crate::diag::{Finding, Place};

use crate::manifest::codes::{
    KEY_TWICE, MANIFEST_ENCODING, MANIFEST_MISSING, MANIFEST_SYNTAX, MANIFEST_TOO_LARGE, MANIFEST_UNREADABLE,
    PATH_OUTSIDE,
};
use crate::manifest::log::Log;
use crate::manifest::paths::{Link, Root};

/// The most bytes that a manifest may have; real ones have a few thousand.
const MOST_BYTES: u64 = 1_000_000;

/// A manifest's text and its name.
#[derive(Debug)]
pub struct Source {
    /// The file as findings name it.
    pub file: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// A text under the name that findings use; a byte order mark at its start is no part of it.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { file: file.into(), text, line_starts }
    }

    /// Reads a manifest below a folder; what prevents it is one finding.
    pub fn read(root: &Root, relative: &str, log: &Log) -> Option<Self> {
        let file = root.show(relative);
        match read_bytes(root, relative).and_then(|bytes| decode(&file, bytes)) {
            Ok(text) => Some(Source::new(file, text)),
            Err(finding) => {
                let known = finding.place != Place::Nowhere;
                log.report(if known { *finding } else { finding.at(Place::file(file)) });
                None
            }
        }
    }

    /// Parses the text; a breach of TOML's rules is one finding, since what follows it cannot be trusted.
    pub fn parse(&self, log: &Log) -> Option<ImDocument<&str>> {
        match ImDocument::parse(self.text.as_str()) {
            Ok(document) => Some(document),
            Err(error) => {
                log.report(self.syntax_finding(&error));
                None
            }
        }
    }

    /// The line and column where a stretch of the text begins; the whole file if it is not known.
    pub fn place(&self, span: Option<Range<usize>>) -> Place {
        match span {
            Some(span) => self.place_of(span.start),
            None => Place::file(&self.file),
        }
    }

    /// The words of a stretch of the text.
    pub fn words(&self, span: Option<Range<usize>>) -> &str {
        span.and_then(|span| self.text.get(span)).unwrap_or_default()
    }

    fn place_of(&self, offset: usize) -> Place {
        let line = self.line_of(offset);
        let before = self.text.get(self.line_starts[line]..offset).unwrap_or_default();
        Place::line(&self.file, line as u32 + 1, before.chars().count() as u32 + 1)
    }

    /// The line, from 0, of a byte offset.
    fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn syntax_finding(&self, error: &TomlError) -> Finding {
        let offset = error.span().map_or(0, |span| span.start);
        // The parser stops at the line break when something before it is missing: that line is the one in question.
        let at_break = self.text.as_bytes().get(offset).is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        let offset = if at_break { self.text[..self.floor(offset)].trim_end().len() } else { offset };
        let line = self.line_of(offset);
        let end = self.line_starts.get(line + 1).copied().unwrap_or(self.text.len());
        let words = self.text[self.line_starts[line]..end].trim();
        let reason = error.message();
        if reason.contains("duplicate key") {
            return Finding::new(KEY_TWICE, "this key or section stands in the file already")
                .at(self.place_of(offset))
                .words(words)
                .why("nobody can tell which of the two is meant, so nothing of this file is used")
                .hint("keep one of the two");
        }
        Finding::new(MANIFEST_SYNTAX, "this line does not follow the rules of TOML")
            .at(self.place_of(offset))
            .words(words)
            .why(format!("the file cannot be read beyond this place: {}", reason.replace('\n', ", ")))
            .hint(advice(words, reason))
    }

    fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

/// What usually mends a line that TOML does not accept.
fn advice(line: &str, reason: &str) -> &'static str {
    if reason.contains("date") {
        return "dates are written as year, month and day of the calendar, without quotes: `released = 2026-11-22`";
    }
    if reason.contains("recursion") {
        return "write the value plainly; nothing in a manifest is nested this deep";
    }
    if line.contains(['“', '”', '„', '‘', '’', '«', '»']) {
        return "put texts between straight quotes: `title = \"…\"`";
    }
    if reason.contains("array") {
        return "close the list with `]` and put a comma between its items: `[\"one\", \"two\"]`";
    }
    if line.starts_with('[') {
        return "close the section's name with as many brackets as open it: `[edition]`, `[[chapter]]`";
    }
    if reason.contains("escape") {
        return "write each backslash twice: `\"\\\\\"`";
    }
    if !line.contains('=') {
        return "write a key, an equals sign and a value, and begin remarks with `#`: `title = \"…\"`";
    }
    if reason.contains("invalid key") {
        return "keys are Latin letters, digits and hyphens";
    }
    "put texts between straight quotes, on one line, one key to a line: `title = \"…\"`"
}

fn read_bytes(root: &Root, relative: &str) -> Result<Vec<u8>, Box<Finding>> {
    let path = root.path.join(relative);
    match root.follow(&path) {
        Link::Inside => {}
        Link::Missing => return Err(Box::new(Finding::new(MANIFEST_MISSING, "the manifest is missing"))),
        Link::Outside => {
            let finding = Finding::new(PATH_OUTSIDE, format!("the file is a link that leaves `{}`", root.name));
            return Err(Box::new(finding.hint("put the file itself here in place of the link")));
        }
    }
    let unreadable = |error: std::io::Error| {
        let reason = if error.kind() == ErrorKind::PermissionDenied { "access is denied" } else { "reading it failed" };
        let finding = Finding::new(MANIFEST_UNREADABLE, "the manifest cannot be read").why(reason);
        Box::new(finding.hint("check the file's permissions"))
    };
    let facts = fs::metadata(&path).map_err(unreadable)?;
    if !facts.is_file() {
        let finding = Finding::new(MANIFEST_UNREADABLE, "the manifest is not a file");
        return Err(Box::new(finding.hint("a text file of this name is needed; rename what stands in its place")));
    }
    let too_large = || {
        let finding = Finding::new(MANIFEST_TOO_LARGE, "the manifest is larger than 1 MB and was not read");
        Box::new(finding.hint("put texts into chapters; a manifest has a page or two"))
    };
    if facts.len() > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // The file may grow between the two calls; the bound holds all the same.
    fs::File::open(&path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn decode(file: &str, bytes: Vec<u8>) -> Result<String, Box<Finding>> {
    const SAVE: &str = "open it in a text editor and save it again with the encoding UTF-8";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let finding = Finding::new(MANIFEST_ENCODING, "the manifest is saved as UTF-16, not as UTF-8");
        return Err(Box::new(finding.hint(SAVE)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        let before = str::from_utf8(&error.as_bytes()[..end]).unwrap_or_default();
        let finding = Finding::new(MANIFEST_ENCODING, "the manifest is not saved as UTF-8")
            .at(Place::in_text(file, before, end))
            .why("the bytes at this place are no text, so any letter could be wrong");
        Box::new(finding.hint(SAVE))
    })
}
