//! Manifests: `toolkit.toml`, the `manifest.toml` of every edition and the language profiles, validated in one go.
//!
//! A file passes three steps: `source` reads it within bounds and parses it, `syntax` takes its values with a typed
//! `reader` that goes on after a mistake, and `toolkit`, `edition` and `profile` turn them into [`model`] by the
//! `rules` for single values and `paths`. Each step reports what it finds; none stops at the first problem.

mod codes;
mod colour;
mod edition;
mod imprint;
mod layout;
mod log;
pub mod model;
mod paths;
mod printers;
mod products;
mod profile;
mod reader;
mod rules;
mod source;
mod syntax;
mod toolkit;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::diag::{Finding, Place};
use crate::language::{LanguageTag, Profile};

pub use crate::manifest::codes::CODES;
pub use crate::manifest::imprint::folder_name;
pub use crate::manifest::printers::{printer_names, printers};

use codes::{EDITIONS_MISSING, SOURCE_EDITION_MISSING};
use edition::{Candidate, Context};
use log::{Log, listed, suggestion};
use model::{Edition, Toolkit};
use paths::Root;
use toolkit::Described;

/// The folders that manifests and profiles are read from.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The toolkit's texts and pictures, `toolkit-source`.
    pub source: &'a Path,
    /// The layouts, with the language profiles in `languages`.
    pub layouts: &'a Path,
}

/// Reads the toolkit with all its editions and reports every problem of every file, in reading order.
///
/// Returns `None` only if `toolkit.toml` itself cannot be read. An edition of which nothing can be made is left out,
/// and an error says so with its tag; one with lesser errors is returned as well as can be. Values that cannot be read
/// have harmless stand-ins, each behind an error.
pub fn read(folders: &Folders<'_>, findings: &mut Vec<Finding>) -> Option<Toolkit> {
    let (source, layouts) = (Root::new(folders.source), Root::new(folders.layouts));
    let log = Log::default();
    let mut found = Vec::new();
    let toolkit = toolkit::read(&source, &layouts, &log).map(|described| {
        let candidates =
            source.list_or_report("", &log).map(|listing| edition::candidates(&source, &listing)).unwrap_or_default();
        check_source(&described, &candidates, &source, &log);
        let mut toolkit = described.toolkit;
        toolkit.editions = editions(&source, &layouts, &toolkit, &candidates, &mut found);
        if described.source.is_none() {
            stand_in_source(&mut toolkit);
        }
        toolkit
    });
    found.extend(log.into_findings());
    found.sort_by(Finding::reading_order);
    findings.extend(found);
    toolkit
}

/// Puts what a group's imprint file says in place of the toolkit's own imprint and look, and reports every problem of it.
///
/// Returns whether the file could be read; what is wrong with single values leaves them out, or leaves the toolkit's own.
pub fn rebrand(file: &Path, toolkit: &mut Toolkit, findings: &mut Vec<Finding>) -> bool {
    let log = Log::default();
    let is_read = imprint::apply(file, toolkit, &log).is_some();
    findings.extend(log.into_findings());
    findings.sort_by(Finding::reading_order);
    is_read
}

/// Reads every language profile, in the order of their tags. A file that is no profile is left out, and a finding says so.
pub fn profiles(folders: &Folders<'_>, findings: &mut Vec<Finding>) -> Vec<(Profile, String)> {
    let layouts = Root::new(folders.layouts);
    let log = Log::default();
    let files = layouts.list_or_report("languages", &log).map(|listing| listing.files).unwrap_or_default();
    let tags = files.iter().filter_map(|file| LanguageTag::parse(file.strip_suffix(".toml")?).ok());
    let found = tags.filter_map(|tag| profile::read(&layouts, &tag, &log)).collect();
    findings.extend(log.into_findings());
    found
}

/// Reads every edition, each with a log of its own: the source first, the others in the order of their tags.
fn editions(
    source: &Root,
    layouts: &Root,
    toolkit: &Toolkit,
    candidates: &[Candidate],
    found: &mut Vec<Finding>,
) -> Vec<Edition> {
    let mut editions: Vec<Edition> = Vec::new();
    for candidate in candidates {
        let log = Log::of_edition(candidate.name());
        if let Some(edition) = edition::read(Context { source, layouts, toolkit }, candidate, &log) {
            if editions.iter().any(|other| other.tag == edition.tag) {
                edition::report_twice(&edition.tag, Place::file(source.show(&candidate.folder)), &log);
            } else {
                editions.push(edition);
            }
        }
        found.extend(log.into_findings());
    }
    editions.sort_by_key(|edition| (edition.tag != toolkit.source, edition.tag.clone()));
    editions
}

fn check_source(described: &Described, candidates: &[Candidate], root: &Root, log: &Log) {
    if candidates.is_empty() {
        log.report(
            Finding::new(EDITIONS_MISSING, "no edition is here: no folder holds a `manifest.toml`")
                .at(Place::file(&root.name))
                .hint("make one with `lotuspress new language en`"),
        );
        return;
    }
    let Some(tag) = &described.source else { return };
    let folders = || candidates.iter().map(|candidate| candidate.folder.as_str());
    if folders().any(|folder| folder.eq_ignore_ascii_case(tag.value.as_str())) {
        return;
    }
    let otherwise = format!("make the folder `{}`; there are {}", root.show(tag.value.as_str()), listed(folders()));
    log.report(
        Finding::new(SOURCE_EDITION_MISSING, format!("the source language `{}` has no edition", tag.value))
            .at(tag.place.clone())
            .words(tag.value.as_str())
            .why("the other languages take ids, minutes and pictures from it")
            .hint(suggestion(tag.value.as_str(), folders(), otherwise)),
    );
}

/// Where no source tag could be read, English stands in, or else the first edition.
fn stand_in_source(toolkit: &mut Toolkit) {
    let english = toolkit.editions.iter().position(|edition| edition.tag.as_str() == "en");
    if toolkit.editions.is_empty() {
        return;
    }
    let first = toolkit.editions.remove(english.unwrap_or(0));
    toolkit.source = first.tag.clone();
    toolkit.editions.insert(0, first);
}
