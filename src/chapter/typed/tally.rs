//! Findings of one chapter, of which no kind may fill the screen.

use crate::chapter::tree::{Chapter, Pos};
use crate::diag::{Code, Finding, Place};

/// How many findings of one kind a chapter may have before the rest are only counted.
const MOST: usize = 20;

/// Collects the findings of a chapter.
#[derive(Debug)]
pub(super) struct Tally<'c> {
    chapter: &'c Chapter,
    findings: Vec<Finding>,
    counts: Vec<(Code, usize)>,
}

impl<'c> Tally<'c> {
    /// Nothing found yet.
    pub(super) fn new(chapter: &'c Chapter) -> Self {
        Tally { chapter, findings: Vec::new(), counts: Vec::new() }
    }

    /// Adds a finding that stands at a position of the chapter.
    pub(super) fn add(&mut self, finding: Finding, at: Pos) {
        let code = finding.code;
        let index = self.counts.iter().position(|(known, _)| *known == code).unwrap_or_else(|| {
            self.counts.push((code, 0));
            self.counts.len() - 1
        });
        self.counts[index].1 += 1;
        if self.counts[index].1 <= MOST {
            self.findings.push(finding.at(self.chapter.place(at)));
        }
    }

    /// Adds a finding about the chapter as a whole.
    pub(super) fn add_whole(&mut self, finding: Finding) {
        self.findings.push(finding.at(Place::file(&self.chapter.file)));
    }

    /// Hands the findings over; what was too many becomes one finding that says how many.
    pub(super) fn finish(mut self, findings: &mut Vec<Finding>) {
        findings.append(&mut self.findings);
        for (code, count) in self.counts {
            if let Some(more) = count.checked_sub(MOST).filter(|more| *more > 0) {
                let message = format!("the same is found in {more} more places of this chapter");
                findings.push(Finding::new(code, message).at(Place::file(&self.chapter.file)));
            }
        }
    }
}
