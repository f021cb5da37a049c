//! What the editions come to in chapters, texts, words and characters, those too that a run does not build.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::chapter::Counts;
use crate::diag::Finding;
use crate::manifest::model::{Edition, Toolkit};
use crate::manifest::{self, Folders};
use crate::pipeline::Paths;
use crate::pipeline::prepare::count_edition;
use crate::plan::{self, Selection};

/// The counts of every edition of a toolkit by tag, from its sources alone: nothing is set and nothing written. An edition
/// that cannot be read is absent, and findings say why.
pub fn counts(paths: &Paths, findings: &mut Vec<Finding>) -> BTreeMap<String, Counts> {
    let folders = Folders { source: &paths.source, layouts: &paths.layouts };
    let counted = manifest::read(&folders, findings).map(|toolkit| of_editions(&toolkit, &paths.source));
    counted.unwrap_or_default().into_iter().map(|(tag, (counts, _))| (tag, counts)).collect()
}

/// What an edition's chapters come to, and their ids and titles in their order.
pub(super) type Contents = (Counts, Vec<(String, String)>);

/// The contents of every edition by tag: of the chapters that it shows now, built or not. Where the program itself fails at
/// an edition, that is absent, for no number would be true.
pub(super) fn of_editions(toolkit: &Toolkit, folder: &Path) -> BTreeMap<String, Contents> {
    let Ok(plan) = plan::plan(toolkit, &Selection::default(), &mut Vec::new()) else { return BTreeMap::new() };
    let count = |edition: &Edition| match plan.editions.iter().find(|plan| plan.edition.tag == edition.tag) {
        Some(plan) => catch_unwind(AssertUnwindSafe(|| count_edition(plan, folder))).ok(),
        None => Some((Counts::none(edition.profile.lines.breaks), Vec::new())),
    };
    toolkit.editions.iter().filter_map(|edition| Some((edition.tag.to_string(), count(edition)?))).collect()
}
