//! What the rules have found, each fault once.

use std::collections::BTreeSet;

use crate::diag::{Code, Finding, Place};
use crate::proof::page::{Pages, Piece};

/// Collects findings: one for each kind and line of the sources, one for each kind and word of the layout's.
pub(super) struct Report<'a> {
    pages: &'a Pages<'a>,
    seen: BTreeSet<(&'static str, String, u32)>,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(pages: &'a Pages<'a>) -> Self {
        Report { pages, seen: BTreeSet::new(), findings: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// Where the first letter of a piece was typed; nowhere if the layout made it.
    pub(super) fn place(&self, piece: &Piece) -> Place {
        self.pages.place(piece.item, 0)
    }

    /// A fault of what somebody wrote, at the line of a letter of a piece. What has no place is the layout's own.
    pub(super) fn at(&mut self, code: Code, piece: &Piece, glyph: usize, message: impl Into<String>, hint: &str) {
        let Place::Line { file, line, column } = self.pages.place(piece.item, glyph) else { return };
        if self.seen.insert((code.name, file.clone(), line)) {
            let finding = Finding::new(code, message).at(Place::line(file, line, column));
            self.findings.push(finding.words(&piece.item.text).hint(hint));
        }
    }

    /// A fault of the layout's: `words` are what it made.
    pub(super) fn of_layout(&mut self, code: Code, words: &str, message: impl Into<String>, hint: &str) {
        if self.seen.insert((code.name, words.to_string(), 0)) {
            self.findings.push(Finding::new(code, message).words(words).hint(hint));
        }
    }
}
