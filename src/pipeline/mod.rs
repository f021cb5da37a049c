//! Runs the stages: reads the toolkit, builds every edition in parallel, writes what was made.
//!
//! This is the only module that knows of threads. A language fails alone: what goes wrong in one edition becomes its
//! findings, and the others are built all the same.

mod counts;
mod edition;
mod files;
mod prepare;
mod presses;
mod publish;
mod specimen;
mod tickets;
mod verdict;
mod workers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::artifact::Artifact;
use crate::catalogue::{cannot_write, store};
use crate::chapter;
use crate::compose::LAYOUT_FOLDER;
use crate::diag::{Code, Finding, Severity, has_errors};
use crate::font::{Catalogue, Listing};
use crate::manifest::model::Toolkit;
use crate::manifest::{self, Folders};
use crate::pipeline::edition::Builder;
use crate::pipeline::prepare::{Pictures, Source, layout, read_edition};
use crate::plan::{self, EditionPlan, Selection};
use crate::printer::Printer;
use crate::typeset::{Layout, Shared};

pub use crate::pipeline::counts::counts;
pub use crate::pipeline::publish::published;
pub use crate::pipeline::specimen::{ProfileFile, SPECIMEN_LONG, english_words, profiles, specimen};
pub use crate::pipeline::workers::available_cores;

/// The program has a fault of its own.
pub const INTERNAL: Code = Code::error("internal-error");
/// A layout folder cannot be read.
pub const LAYOUT_UNREADABLE: Code = Code::error("layout-unreadable");

/// Every code of this module.
pub const CODES: &[Code] = &[INTERNAL, LAYOUT_UNREADABLE, SPECIMEN_LONG];

/// How many findings of one kind in one file are told one by one.
const MOST_OF_A_KIND: usize = 100;

/// Where a build finds what it needs and puts what it makes.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The toolkit's source folder.
    pub source: PathBuf,
    /// The imprint file of the group whose copies are made; `None` for the toolkit's own.
    pub imprint: Option<PathBuf>,
    /// The folder of layouts and language profiles.
    pub layouts: PathBuf,
    /// The folder of the font catalogue.
    pub fonts: PathBuf,
    /// The output folder.
    pub out: PathBuf,
}

/// What a run is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Find everything that is wrong, write nothing but the report.
    Check,
    /// Write every edition, those with errors as proof copies.
    Build,
    /// Write only editions without errors.
    Release,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Request {
    /// Folders.
    pub paths: Paths,
    /// What to build.
    pub selection: Selection,
    /// What to do.
    pub task: Task,
    /// How many editions are built at a time.
    pub jobs: usize,
}

/// One line of the closing table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The edition's tag.
    pub tag: String,
    /// The language's name in English.
    pub name: String,
    /// Pages of all its files.
    pub pages: u32,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Whether its files are proof copies.
    pub proof: bool,
    /// Its errors, warnings and notes.
    pub counts: [usize; 3],
    /// Seconds that it took.
    pub seconds: f64,
}

/// What a run has done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, in reading order.
    pub findings: Vec<Finding>,
    /// The files that stand in the output folder from this run.
    pub artifacts: Vec<Artifact>,
    /// One row for each edition.
    pub rows: Vec<Row>,
    /// Editions and products of which there was nothing to make, such as handouts where there is none.
    pub nothing: Vec<(String, String)>,
}

impl Outcome {
    /// Whether any finding is an error.
    pub fn failed(&self) -> bool {
        has_errors(&self.findings)
    }
}

/// Why a run could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A name on the command line matches nothing.
    #[error("unknown names")]
    Unknown(Vec<Finding>),
    /// The output folder cannot be written.
    #[error("the output folder cannot be written")]
    Output(Box<Finding>),
}

/// Told of a run as it goes on; called from several threads.
pub trait Progress: Sync {
    /// So many editions are going to be built.
    fn begin(&self, editions: usize);
    /// An edition is being built.
    fn started(&self, tag: &str);
    /// An edition is done.
    fn finished(&self, row: &Row);
}

/// What every edition needs, read once.
struct Inputs {
    toolkit: Toolkit,
    catalogue: Catalogue,
    layouts: BTreeMap<String, Layout>,
    source: Source,
    presses: BTreeMap<String, presses::Profile>,
    printers: Vec<Printer>,
}

impl Inputs {
    /// Reads manifests, fonts, layouts and the source edition. `None` if there is no toolkit, or no imprint, to speak of.
    fn read(paths: &Paths, findings: &mut Vec<Finding>) -> Option<Self> {
        let folders = Folders { source: &paths.source, layouts: &paths.layouts };
        let mut toolkit = manifest::read(&folders, findings)?;
        if let Some(file) = &paths.imprint
            && !manifest::rebrand(file, &mut toolkit, findings)
        {
            return None;
        }
        let catalogue = Catalogue::load(&paths.fonts, None, findings);
        let layouts = layouts(&toolkit, &paths.layouts, findings);
        let source = Source::read(&toolkit, &paths.source);
        let presses = presses::presses(&toolkit, &paths.source, &paths.layouts, findings);
        let printers = presses::printers(&toolkit, &paths.layouts, findings);
        Some(Inputs { toolkit, catalogue, layouts, source, presses, printers })
    }

    fn builder<'a>(&'a self, request: &'a Request, findings: &[Finding]) -> Builder<'a> {
        Builder {
            request,
            toolkit: &self.toolkit,
            catalogue: &self.catalogue,
            shared: Shared::new(&self.catalogue),
            layouts: &self.layouts,
            source: &self.source,
            presses: &self.presses,
            printers: &self.printers,
            pictures: Pictures::new(&request.paths.source),
            blocked: findings
                .iter()
                .any(|it| it.edition.is_none() && it.product.is_none() && it.severity() == Severity::Error),
        }
    }
}

/// Reads the toolkit, builds what was asked for, writes it, and tells what was found.
pub fn run(request: &Request, progress: &dyn Progress) -> Result<Outcome, RunError> {
    let mut findings = Vec::new();
    let Some(inputs) = Inputs::read(&request.paths, &mut findings) else {
        return Ok(Outcome { findings, ..Outcome::default() });
    };
    let plan = match plan::plan(&inputs.toolkit, &request.selection, &mut findings) {
        Ok(plan) => plan,
        // What a manifest lacks may be why a name matches nothing.
        Err(unknown) => {
            let known = findings.into_iter().filter(|finding| finding.severity() == Severity::Error);
            return Err(RunError::Unknown(known.chain(unknown).collect()));
        }
    };
    let out = &request.paths.out;
    store::probe(out).map_err(|error| RunError::Output(Box::new(cannot_write(&out.to_string_lossy(), &error))))?;
    let builder = inputs.builder(request, &findings);
    progress.begin(plan.editions.len());
    let known = &findings;
    let build = |plan: &EditionPlan| {
        progress.started(plan.edition.tag.as_str());
        let result = builder.build(plan, known);
        progress.finished(&result.row);
        result
    };
    let weight = |plan: &EditionPlan| weight(plan, &request.paths.source);
    let results = workers::run(&plan.editions, request.jobs, weight, build);
    let mut outcome = Outcome { findings, ..Outcome::default() };
    for result in results {
        outcome.findings.extend(result.findings);
        outcome.artifacts.extend(result.artifacts);
        outcome.nothing.extend(result.nothing.into_iter().map(|product| (result.row.tag.clone(), product)));
        outcome.rows.push(result.row);
    }
    outcome.findings = bounded(outcome.findings);
    publish::publish(request, &inputs.toolkit, &mut outcome);
    outcome.findings.sort_by(Finding::reading_order);
    Ok(outcome)
}

/// The findings in reading order, of each kind in each file no more than a person reads; one more says how many there are
/// beyond. A file of nothing but mistakes would otherwise fill the report.
fn bounded(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(Finding::reading_order);
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut kept = Vec::with_capacity(findings.len());
    let mut last: BTreeMap<(&str, String), Finding> = BTreeMap::new();
    for finding in findings {
        let key = (finding.code.name, finding.place.file_name().to_string());
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            kept.push(finding);
        } else {
            last.insert(key, finding);
        }
    }
    for (key, mut finding) in last {
        let more = counts.get(&key).map_or(0, |count| count - MOST_OF_A_KIND);
        finding.message =
            format!("there are {more} more findings of this kind in this file; the last one: {}", finding.message);
        kept.push(finding);
    }
    kept
}

/// The whole Typst project of one edition and product, by path: what the stock `typst` command compiles.
#[derive(Debug, Default)]
pub struct Exported {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was found in the edition.
    pub findings: Vec<Finding>,
}

/// Generates the project of one edition, without setting it. The request selects one language and one product.
pub fn export_project(request: &Request) -> Result<Exported, RunError> {
    let mut findings = Vec::new();
    let Some(inputs) = Inputs::read(&request.paths, &mut findings) else {
        return Ok(Exported { findings, ..Exported::default() });
    };
    let plan = plan::plan(&inputs.toolkit, &request.selection, &mut findings).map_err(RunError::Unknown)?;
    let builder = inputs.builder(request, &findings);
    let mut files = BTreeMap::new();
    if let Some(edition) = plan.editions.first()
        && let Some(product) = edition.products.first()
        && let Some(layout) = inputs.layouts.get(&product.layout)
    {
        let text = read_edition(edition, &inputs.toolkit, &inputs.source, &request.paths.source, &mut findings);
        let composed = builder.compose_first(edition, &text.entries, &mut findings);
        files.extend(composed.project.files.into_iter().map(|(path, text)| (path, text.into_bytes())));
        let pictures = layout.pictures.iter().map(|(path, bytes)| (path, bytes.to_vec()));
        let layout = layout.files.iter().map(|(path, text)| (path, text.clone().into_bytes())).chain(pictures);
        let layout = layout.map(|(path, bytes)| (format!("{LAYOUT_FOLDER}/{path}"), bytes));
        files.extend(layout);
        files.extend(composed.pictures.into_iter().map(|(path, bytes)| (path, bytes.to_vec())));
    }
    Ok(Exported { files, findings })
}

/// The fonts of every selected edition, for the whole of its text.
pub fn font_listings(request: &Request) -> Result<(Vec<Listing>, Vec<Finding>), RunError> {
    let mut findings = Vec::new();
    let Some(inputs) = Inputs::read(&request.paths, &mut findings) else { return Ok((Vec::new(), findings)) };
    let plan = plan::plan(&inputs.toolkit, &request.selection, &mut findings).map_err(RunError::Unknown)?;
    let mut listings = Vec::new();
    for edition in &plan.editions {
        let profile = &edition.edition.profile;
        inputs.catalogue.check_profile(profile, &edition.edition.profile_file, &mut findings);
        let mut ignored = Vec::new();
        let text = read_edition(edition, &inputs.toolkit, &inputs.source, &request.paths.source, &mut ignored);
        let mut words: String = profile.words.values().cloned().collect();
        for chapter in text.entries.iter().filter_map(|entry| entry.body.as_ref().ok()) {
            words.push_str(&chapter::visible_text(chapter));
        }
        listings.push(inputs.catalogue.listing(profile, &words));
    }
    Ok((listings, findings))
}

/// How long an edition is likely to take, in no particular unit: the longest begin first. Scripts without spaces are cut
/// by a slow model (measured: Khmer takes nine times the time of English for the same text), and tall scripts take
/// longer to shape.
fn weight(plan: &EditionPlan, source: &Path) -> u64 {
    let factor = match plan.edition.profile.script.as_str() {
        "Khmr" | "Thai" | "Laoo" | "Mymr" => 4,
        "Arab" => 2,
        _ => 1,
    };
    let files = plan.chapters.iter().filter_map(|planned| planned.chapter.file.as_ref());
    let bytes: u64 = files.filter_map(|file| source.join(&file.value).metadata().ok()).map(|data| data.len()).sum();
    factor * bytes.max(1) * plan.products.len() as u64
}

/// Every layout that a product names and that could be read, by its name.
fn layouts(toolkit: &Toolkit, folder: &Path, findings: &mut Vec<Finding>) -> BTreeMap<String, Layout> {
    let mut layouts = BTreeMap::new();
    for product in &toolkit.products {
        if layouts.contains_key(&product.layout) {
            continue;
        }
        if let Some(layout) = layout(
            folder,
            &product.layout,
            toolkit.layout_files.get(&product.layout).map(|file| file.base.as_str()),
            findings,
        ) {
            layouts.insert(product.layout.clone(), layout);
        }
    }
    layouts
}
