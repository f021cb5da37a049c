//! Writes what stands beside the PDFs: the catalogue, the download page, the report, the checksums.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::artifact::sha256_hex;
use crate::catalogue::page::Labels;
use crate::catalogue::report::{self, Report};
use crate::catalogue::wire::{self, Build, Language, Unmade};
use crate::catalogue::{self, cannot_write, catalogue_unreadable, store};
use crate::diag::Finding;
use crate::manifest::model::{Edition, Toolkit};
use crate::pipeline::counts::{self, Contents};
use crate::pipeline::{Outcome, Request, Task};
use crate::product::Status;

/// Publishes a run. What cannot be written becomes a finding of the outcome.
pub(super) fn publish(request: &Request, toolkit: &Toolkit, outcome: &mut Outcome) {
    let contents = counts::of_editions(toolkit, &request.paths.source);
    let languages = languages(toolkit, &contents);
    let source = languages.iter().find(|language| language.tag == toolkit.source.as_str()).cloned();
    let worked_on: BTreeSet<&str> = outcome.rows.iter().map(|row| row.tag.as_str()).collect();
    let shown: Vec<Language> =
        languages.iter().filter(|language| worked_on.contains(language.tag.as_str())).cloned().collect();
    let wire_toolkit = wire_toolkit(toolkit);
    if request.task == Task::Check {
        let report = Report {
            toolkit: &wire_toolkit,
            languages: &shown,
            source: source.as_ref(),
            artifacts: &[],
            findings: &outcome.findings,
        };
        let text = report::render(&report);
        write(request, report::FILE, text.as_bytes(), outcome);
        return;
    }
    let build = Build {
        toolkit: wire_toolkit.clone(),
        languages,
        artifacts: outcome.artifacts.clone(),
        whole: whole(request, outcome, toolkit),
        unmade: unmade(request, outcome, toolkit),
    };
    let old = published(&request.paths.out, &mut outcome.findings);
    let out = &request.paths.out;
    let digest = |path: &str| fs::read(out.join(path)).ok().map(|bytes| sha256_hex(&bytes));
    let merged = wire::merge(old, build, digest);
    let labels: BTreeMap<String, Labels> = toolkit
        .editions
        .iter()
        .map(|edition| {
            let titles = contents.get(edition.tag.as_str()).map(|(_, titles)| titles.clone()).unwrap_or_default();
            let labels = Labels::of(&edition.profile, &edition.title.value, status(edition), titles);
            (edition.tag.to_string(), labels)
        })
        .collect();
    let publisher = toolkit.imprint.name.as_ref().map(|name| name.value.as_str());
    let findings = outcome.findings.clone();
    let artifacts = outcome.artifacts.clone();
    let report = Report {
        toolkit: &wire_toolkit,
        languages: &shown,
        source: source.as_ref(),
        artifacts: &artifacts,
        findings: &findings,
    };
    for (path, bytes) in catalogue::files(&merged.catalogue, &labels, publisher, &report) {
        write(request, &path, &bytes, outcome);
    }
    for path in merged.superseded.iter().filter(|path| store::is_inside(path)) {
        if let Err(error) = fs::remove_file(out.join(path)) {
            outcome.findings.push(cannot_write(path, &error));
        }
    }
}

fn write(request: &Request, path: &str, bytes: &[u8], outcome: &mut Outcome) {
    if let Err(error) = store::write_if_changed(&request.paths.out, path, bytes) {
        outcome.findings.push(cannot_write(path, &error));
    }
}

fn wire_toolkit(toolkit: &Toolkit) -> wire::Toolkit {
    wire::Toolkit {
        id: toolkit.id.clone(),
        version: toolkit.version.clone(),
        released: toolkit.released.to_string(),
        source: toolkit.source.to_string(),
    }
}

/// Every language of the toolkit as it is now, built or not.
fn languages(toolkit: &Toolkit, contents: &BTreeMap<String, Contents>) -> Vec<Language> {
    let language = |edition: &Edition| {
        let counts = contents.get(edition.tag.as_str()).map(|(counts, _)| counts);
        Language::of(&edition.profile, status(edition), counts)
    };
    toolkit.editions.iter().map(language).collect()
}

/// The least finished state of an edition's chapters.
fn status(edition: &Edition) -> Status {
    edition.chapters.values().map(|chapter| chapter.status).min().unwrap_or(Status::NotStarted)
}

/// Edition and product of every pair of which the whole book was built.
fn whole(request: &Request, outcome: &Outcome, toolkit: &Toolkit) -> BTreeSet<(String, String)> {
    if !request.selection.chapters.is_empty() {
        return BTreeSet::new();
    }
    let products = selected_products(request, toolkit);
    outcome.rows.iter().flat_map(|row| products.iter().map(|product| (row.tag.clone(), product.clone()))).collect()
}

fn selected_products(request: &Request, toolkit: &Toolkit) -> Vec<String> {
    let wanted = &request.selection.products;
    toolkit
        .products
        .iter()
        .map(|product| product.name.clone())
        .filter(|name| wanted.is_empty() || wanted.contains(name))
        .collect()
}

/// What should have been built and was not.
fn unmade(request: &Request, outcome: &Outcome, toolkit: &Toolkit) -> Vec<Unmade> {
    let made: BTreeSet<(&str, &str)> =
        outcome.artifacts.iter().map(|it| (it.edition.as_str(), it.product.as_str())).collect();
    let mut unmade: Vec<Unmade> = Vec::new();
    for row in &outcome.rows {
        for product in selected_products(request, toolkit) {
            let is_nothing = outcome.nothing.contains(&(row.tag.clone(), product.clone()));
            if !is_nothing && !made.contains(&(row.tag.as_str(), product.as_str())) {
                unmade.push(Unmade { edition: row.tag.clone(), product: Some(product) });
            }
        }
    }
    let read: BTreeSet<&str> = toolkit.editions.iter().map(|edition| edition.tag.as_str()).collect();
    let named: BTreeSet<&str> = outcome.findings.iter().filter_map(|finding| finding.edition.as_deref()).collect();
    unmade.extend(named.difference(&read).map(|tag| Unmade { edition: tag.to_string(), product: None }));
    unmade
}

/// The catalogue that stands in an output folder; a finding if there is one that cannot be read.
pub fn published(out: &Path, findings: &mut Vec<Finding>) -> Option<wire::Catalogue> {
    let bytes = fs::read(out.join(wire::FILE)).ok()?;
    wire::Catalogue::from_json(&bytes).map_err(|error| findings.push(catalogue_unreadable(&error))).ok()
}
