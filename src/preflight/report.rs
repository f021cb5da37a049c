//! Gathers findings: each place once, each kind a bounded number of times.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Finding, Place};

/// How often a kind is told before only its number is: nobody reads the hundredth.
const MOST: usize = 20;

/// The findings of one file.
pub struct Report {
    file: String,
    findings: Vec<Finding>,
    /// What was told of each kind: page and message.
    told: BTreeMap<&'static str, BTreeSet<(u32, String)>>,
    /// How often a kind was found after that.
    more: BTreeMap<&'static str, (Code, usize)>,
}

impl Report {
    /// An empty report on a file.
    pub fn new(file: &str) -> Self {
        Report { file: file.to_string(), findings: Vec::new(), told: BTreeMap::new(), more: BTreeMap::new() }
    }

    /// Adds a finding about the whole file.
    pub fn file(&mut self, finding: Finding) {
        let place = Place::file(&self.file);
        self.add(0, finding.at(place));
    }

    /// Adds a finding about a page, counted from 1.
    pub fn page(&mut self, page: u32, finding: Finding) {
        self.at(page, [0.0; 4], finding);
    }

    /// Adds a finding about a part of a page: left, top, width and height, from the upper left corner of the finished
    /// page on.
    pub fn at(&mut self, page: u32, rect: [f32; 4], finding: Finding) {
        let place = Place::Page { file: self.file.clone(), page, rect };
        self.add(page, finding.at(place));
    }

    fn add(&mut self, page: u32, finding: Finding) {
        let told = self.told.entry(finding.code.name).or_default();
        let key = (page, finding.message.clone());
        if told.contains(&key) {
            return;
        }
        if told.len() >= MOST {
            self.more.entry(finding.code.name).or_insert((finding.code, 0)).1 += 1;
            return;
        }
        told.insert(key);
        self.findings.push(finding);
    }

    /// The findings in reading order, with the number of those that were left out.
    pub fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by(Finding::reading_order);
        for (code, number) in self.more.into_values() {
            let message = format!("this was found {number} more times; only the first {MOST} are listed");
            self.findings.push(Finding::new(code, message).at(Place::file(&self.file)));
        }
        self.findings
    }
}
