//! One edition from chapters to files: compose, typeset, refine, proof, export.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_library::layout::Frame;

use crate::artifact::{Artifact, file_name, sha256_hex};
use crate::catalogue::{cannot_write, over_budget, store};
use crate::chapter;
use crate::compose::{self, Art, Book, Entry, Project, Stacks};
use crate::diag::{Finding, Severity, has_errors};
use crate::export::{self, ExportError};
use crate::font::Catalogue;
use crate::language::Direction;
use crate::manifest::model::{Edition, Toolkit};
use crate::pipeline::prepare::{Pictures, Ready, Source, read_edition};
use crate::pipeline::{INTERNAL, Request, Row, Task};
use crate::plan::{Body, EditionPlan, Job};
use crate::proof::{self, Again, Rules};
use crate::refine;
use crate::typeset::{self, Input, Layout, Shared, Typeset};

/// Photographs in a screen PDF: fine enough for an office printer at the size where they stand.
const SCREEN_PPI: f64 = 150.0;

/// What all editions are built with.
pub(super) struct Builder<'a> {
    pub(super) request: &'a Request,
    pub(super) toolkit: &'a Toolkit,
    pub(super) catalogue: &'a Catalogue,
    pub(super) shared: Shared,
    pub(super) layouts: &'a BTreeMap<String, Layout>,
    pub(super) source: &'a Source,
    pub(super) pictures: Pictures,
    /// Whether an error outside any edition makes every edition a proof copy.
    pub(super) blocked: bool,
}

/// What came of one edition.
#[derive(Debug)]
pub(super) struct EditionResult {
    /// What was found in it.
    pub(super) findings: Vec<Finding>,
    /// The files written.
    pub(super) artifacts: Vec<Artifact>,
    /// Its line of the closing table.
    pub(super) row: Row,
}

/// A generated project and its pictures by path.
pub(super) struct Composed {
    pub(super) project: Project,
    pub(super) pictures: BTreeMap<String, Bytes>,
}

/// A job that has been set.
struct Set<'a> {
    job: &'a Job<'a>,
    typeset: Typeset,
    refined: PagedDocument,
}

impl Builder<'_> {
    /// Builds one edition. `known` are the findings of the manifests, of which the edition's own count.
    pub(super) fn build(&self, plan: &EditionPlan, known: &[Finding]) -> EditionResult {
        let begin = Instant::now();
        let tag = plan.edition.tag.as_str();
        let mut findings = Vec::new();
        let broken = known.iter().any(|it| it.edition.as_deref() == Some(tag) && it.severity() == Severity::Error);
        let built = catch_unwind(AssertUnwindSafe(|| self.build_jobs(plan, self.blocked || broken, &mut findings)));
        let artifacts = built.unwrap_or_else(|_| {
            findings.push(
                Finding::new(INTERNAL, "this language could not be built: the program has a fault of its own")
                    .hint("please report it, with this language's folder"),
            );
            Vec::new()
        });
        for finding in &mut findings {
            finding.edition = Some(tag.to_string());
        }
        let mine = known.iter().filter(|finding| finding.edition.as_deref() == Some(tag));
        let count = |severity| mine.clone().chain(&findings).filter(|it| it.severity() == severity).count();
        let row = Row {
            tag: tag.to_string(),
            name: plan.edition.profile.name.clone(),
            pages: artifacts.iter().map(|artifact| artifact.pages).sum(),
            bytes: artifacts.iter().map(|artifact| artifact.bytes).sum(),
            proof: artifacts.iter().any(|artifact| artifact.proof),
            counts: [count(Severity::Error), count(Severity::Warning), count(Severity::Note)],
            seconds: begin.elapsed().as_secs_f64(),
        };
        EditionResult { findings, artifacts, row }
    }

    fn build_jobs(&self, plan: &EditionPlan, broken: bool, findings: &mut Vec<Finding>) -> Vec<Artifact> {
        let text = read_edition(plan, self.toolkit, self.source, &self.request.paths.source, findings);
        let profile = &plan.edition.profile;
        self.catalogue.check_profile(profile, &plan.edition.profile_file, findings);
        let stacks = Stacks::of(self.catalogue, profile);
        let mut sets = Vec::new();
        for job in &plan.jobs {
            sets.extend(self.set(plan.edition, job, &text.entries, findings));
        }
        dedup(findings);
        if self.request.task == Task::Check {
            return Vec::new();
        }
        if !broken && !has_errors(findings) {
            let exported: Option<Vec<_>> = sets.iter().map(|set| self.export(plan.edition, set, findings)).collect();
            if let Some(files) = exported {
                return self.write_all(plan.edition, &sets, files, false, findings);
            }
        }
        if self.request.task == Task::Release {
            return Vec::new();
        }
        let stamp = self.stamp(plan.edition, &stacks);
        let files = sets.iter().map(|set| self.export_proof(plan.edition, set, stamp.as_ref(), findings)).collect();
        self.write_all(plan.edition, &sets, files, true, findings)
    }

    /// Generates the project of one job, and the pictures that it shows.
    pub(super) fn compose(
        &self,
        edition: &Edition,
        job: &Job,
        entries: &[Entry],
        again: &Again,
        findings: &mut Vec<Finding>,
    ) -> Composed {
        let stacks = Stacks::of(self.catalogue, &edition.profile);
        let entries = entries_of(job, entries);
        let found = self.pictures(&entries, findings);
        let pictures = found.iter().map(|(src, picture)| (src.clone(), picture.file.clone())).collect();
        let [cover, logo] = [&self.toolkit.look.cover, &self.toolkit.imprint.logo]
            .map(|art| art.as_ref().and_then(|art| self.pictures.artwork(art, findings)));
        let file = |picture: &Option<Ready>| picture.as_ref().map(|picture| picture.file.clone());
        let art = Art { cover: file(&cover), logo: file(&logo) };
        let book = Book {
            toolkit: self.toolkit,
            edition,
            product: job.product,
            stacks: &stacks,
            pictures: &pictures,
            art: &art,
            unglued: &again.unglued,
            ragged: &again.ragged,
            entries: &entries,
        };
        let project = compose::compose(&book);
        let shown = found.into_values().chain(cover).chain(logo);
        Composed { project, pictures: shown.map(|it| (it.file.path, it.bytes)).collect() }
    }

    /// Sets one job and looks at its pages. Words that do not fit their line, and lines with gaps, make it set once more,
    /// at most once.
    fn set<'j>(
        &self,
        edition: &Edition,
        job: &'j Job<'j>,
        entries: &[Entry],
        findings: &mut Vec<Finding>,
    ) -> Option<Set<'j>> {
        let layout = self.layouts.get(&job.product.layout)?;
        let mut ignored = Vec::new();
        let Some(first) = self.set_once(edition, job, entries, layout, &Again::default(), &mut ignored) else {
            findings.append(&mut ignored);
            return None;
        };
        let again = proof::again(&first.document, first.locator(), edition.profile.direction);
        let typeset = if again.is_needless() {
            findings.append(&mut ignored);
            first
        } else {
            self.set_once(edition, job, entries, layout, &again, findings)?
        };
        let refined = refine::refine(
            &typeset.document,
            &refine::Options { picture_ppi: Some(SCREEN_PPI), direction: edition.profile.direction },
        );
        let families = Stacks::of(self.catalogue, &edition.profile).own();
        let furniture = typeset.locator().furniture();
        let rules = Rules { profile: &edition.profile, families: &families, furniture: &furniture };
        findings.extend(proof::check(&refined, typeset.locator(), &rules));
        Some(Set { job, typeset, refined })
    }

    /// Composes and sets a job.
    fn set_once(
        &self,
        edition: &Edition,
        job: &Job,
        entries: &[Entry],
        layout: &Layout,
        again: &Again,
        findings: &mut Vec<Finding>,
    ) -> Option<Typeset> {
        let composed = self.compose(edition, job, entries, again, findings);
        let input = Input { project: &composed.project, layout, pictures: &composed.pictures };
        typeset::typeset(&self.shared, &input, findings)
    }

    /// Every picture that the chapters show, by its path in the source folder.
    fn pictures(&self, entries: &[Entry], findings: &mut Vec<Finding>) -> BTreeMap<String, Ready> {
        let mut found = BTreeMap::new();
        for chapter in entries.iter().filter_map(|entry| entry.body.as_ref().ok()) {
            for picture in chapter::pictures(chapter) {
                if let Some(ready) = self.pictures.get(picture.src, &chapter.place(picture.at), findings) {
                    found.insert(picture.src.to_string(), ready);
                }
            }
        }
        found
    }

    fn export(&self, edition: &Edition, set: &Set, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
        self.screen(edition, set.job, &set.refined, true)
            .map_err(|error| findings.extend(self.export_findings(set, &error)))
            .ok()
    }

    fn export_proof(
        &self,
        edition: &Edition,
        set: &Set,
        stamp: Option<&Frame>,
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<u8>> {
        let marks = proof::Marks { stamp, findings };
        let marked = proof::mark(&set.refined, set.typeset.locator(), &marks);
        self.screen(edition, set.job, &marked, false)
            .map_err(|error| findings.extend(self.export_findings(set, &error)))
            .ok()
    }

    fn screen(
        &self,
        edition: &Edition,
        job: &Job,
        document: &PagedDocument,
        claims_standards: bool,
    ) -> Result<Vec<u8>, ExportError> {
        let released = self.toolkit.released;
        let ident = file_name(&self.toolkit.id, edition.tag.as_str(), &job.product.name, job.body.chapter(), false);
        export::screen(
            document,
            &export::Options {
                ident: &ident,
                tag: edition.tag.as_str(),
                direction: edition.profile.direction,
                digits: &edition.profile.digits,
                released: (released.year, released.month, released.day),
                claims_standards,
            },
        )
    }

    fn export_findings(&self, set: &Set, error: &ExportError) -> Vec<Finding> {
        match error {
            ExportError::Refused(errors) => errors.iter().map(|error| set.typeset.locator().finding(error)).collect(),
            ExportError::Finish(error) => {
                vec![Finding::new(export::NOT_FINISHED, format!("the PDF could not be finished: {error}"))]
            }
        }
    }

    fn stamp(&self, edition: &Edition, stacks: &Stacks) -> Option<Frame> {
        let rtl = edition.profile.direction == Direction::Rtl;
        let stamp = typeset::stamp(&self.shared, compose::stamp(stacks, edition.profile.word("proof"), rtl))?;
        let options = refine::Options { picture_ppi: None, direction: edition.profile.direction };
        Some(refine::refine_frame(&stamp, &options))
    }

    /// Writes the files of an edition; a file that cannot be written is a finding, and the last one stays.
    fn write_all(
        &self,
        edition: &Edition,
        sets: &[Set],
        files: Vec<impl Into<Option<Vec<u8>>>>,
        proof: bool,
        findings: &mut Vec<Finding>,
    ) -> Vec<Artifact> {
        let mut artifacts = Vec::new();
        for (set, bytes) in sets.iter().zip(files) {
            let Some(bytes) = bytes.into() else { continue };
            let artifact = self.artifact(edition, set, &bytes, proof);
            match store::write_if_changed(&self.request.paths.out, &artifact.path, &bytes) {
                Ok(_) => {
                    let budget = set.job.product.budget;
                    findings.extend(budget.and_then(|budget| over_budget(&artifact, budget)));
                    artifacts.push(artifact);
                }
                Err(error) => findings.push(cannot_write(&artifact.path, &error)),
            }
        }
        artifacts
    }

    fn artifact(&self, edition: &Edition, set: &Set, bytes: &[u8], proof: bool) -> Artifact {
        let (product, chapter) = (set.job.product, set.job.body.chapter());
        let tag = edition.tag.as_str();
        Artifact {
            edition: tag.to_string(),
            product: product.name.clone(),
            chapter: chapter.map(str::to_string),
            audience: product.audience,
            path: file_name(&self.toolkit.id, tag, &product.name, chapter, proof),
            proof,
            pages: set.refined.pages().len() as u32,
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        }
    }
}

/// The chapters of a job, as its audience sees them.
fn entries_of(job: &Job, entries: &[Entry]) -> Vec<Entry> {
    let product = job.product;
    entries
        .iter()
        .filter(|entry| matches!(&job.body, Body::Book) || job.body.chapter() == Some(entry.id.as_str()))
        .map(|entry| Entry {
            body: entry
                .body
                .as_ref()
                .map_err(Clone::clone)
                .map(|chapter| chapter::for_product(chapter, product.audience, &product.name)),
            ..entry.clone()
        })
        .collect()
}

/// Two products of an edition find the same things: each is told once.
fn dedup(findings: &mut Vec<Finding>) {
    let mut seen: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        if !seen.contains(&finding) {
            seen.push(finding);
        }
    }
    *findings = seen;
}
