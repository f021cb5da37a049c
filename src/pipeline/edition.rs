//! One edition from chapters to files: compose, typeset, refine, proof, export.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_library::layout::Frame;

use crate::artifact::Artifact;
use crate::catalogue::{cannot_write, over_budget, store};
use crate::chapter::{self, tree::Chapter};
use crate::compose::{self, Art, Book, Entry, PageNumbers, Project, Stacks};
use crate::diag::{Finding, Place, Severity, has_errors};
use crate::export::{self, ExportError};
use crate::font::Catalogue;
use crate::geometry::Length;
use crate::language::Direction;
use crate::manifest::model::{Edition, Toolkit};
use crate::pipeline::files::{
    File, FileError, Maker, artifact, is_broken, prepress_finding, safe_edge, sheet_findings,
};
use crate::pipeline::prepare::{Pictures, Ready, Source, read_edition};
use crate::pipeline::presses::Profile;
use crate::pipeline::{INTERNAL, Request, Row, Task};
use crate::plan::{Body, Contents, EditionPlan, Setting};
use crate::printer::Printer;
use crate::product::{Kind, Product, Status};
use crate::proof::{self, Again, Rules};
use crate::refine;
use crate::typeset::{self, Input, Layout, Shared, Typeset};

/// Photographs in a screen PDF: fine enough for an office printer at the size where they stand.
const SCREEN_PPI: f64 = 150.0;

/// Photographs for a print shop: presses print no finer ones (GWG 2022 warns below 225).
const PRESS_PPI: f64 = 300.0;

/// What all editions are built with.
pub(super) struct Builder<'a> {
    pub(super) request: &'a Request,
    pub(super) toolkit: &'a Toolkit,
    pub(super) catalogue: &'a Catalogue,
    pub(super) shared: Shared,
    pub(super) layouts: &'a BTreeMap<String, Layout>,
    pub(super) source: &'a Source,
    pub(super) presses: &'a BTreeMap<String, Profile>,
    pub(super) printers: &'a [Printer],
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
    /// The products of which there was nothing to make.
    pub(super) nothing: Vec<String>,
    /// Its line of the closing table.
    pub(super) row: Row,
}

/// A generated project and its pictures by path.
pub(super) struct Composed {
    pub(super) project: Project,
    pub(super) pictures: BTreeMap<String, Bytes>,
    /// Where the chapters show which picture for the first time.
    shown: Vec<(Bytes, Place)>,
}

/// Pages that have been set.
pub(super) struct Set<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) typeset: Typeset,
    pub(super) refined: PagedDocument,
    /// The same with pictures for a press, if a product is for one.
    pub(super) fine: Option<PagedDocument>,
    /// As `Composed` has it.
    pub(super) shown: Vec<(Bytes, Place)>,
}

/// What one setting has to know of another.
#[derive(Default)]
struct Known {
    /// On which page each paragraph begins.
    numbers: PageNumbers,
    /// How many pages there are.
    pages: usize,
}

impl Known {
    /// The page numbers that stand in the margins of a setting's pages.
    fn numbers_for(&self, setting: &Setting) -> Option<&PageNumbers> {
        (setting.body != Body::Wrap).then_some(&self.numbers)
    }

    /// The spine of a setting's cover: a leaf has two pages.
    fn spine_of(&self, setting: &Setting) -> Option<Length> {
        let Kind::PrintShop(shop) = setting.lead.kind else { return None };
        let leaves = self.pages.div_ceil(2) as f64;
        (setting.body == Body::Wrap).then(|| Length::pt(leaves * shop.thickness.to_pt()))
    }
}

/// What the chapters of an edition tell of its files.
struct Handouts<'a>(&'a [Entry]);

impl Handouts<'_> {
    fn chapters(&self) -> impl Iterator<Item = &Chapter> {
        self.0.iter().filter_map(|entry| entry.body.as_ref().ok())
    }
}

impl Contents for Handouts<'_> {
    fn handouts(&self, product: &Product, chapter: &str) -> Vec<u32> {
        let chapter = self.chapters().find(|it| it.id == chapter);
        chapter.map(|chapter| chapter::handouts(chapter, product.audience, &product.name)).unwrap_or_default()
    }

    fn singles_out(&self, product: &Product) -> bool {
        self.chapters().any(|chapter| chapter::singles_out(chapter, &product.name))
    }
}

impl Builder<'_> {
    /// Builds one edition. `known` are the findings of the manifests, of which the edition's own count.
    pub(super) fn build(&self, plan: &EditionPlan, known: &[Finding]) -> EditionResult {
        let begin = Instant::now();
        let tag = plan.edition.tag.as_str();
        let mut findings = Vec::new();
        let mut nothing = Vec::new();
        let broken = known.iter().any(|it| it.edition.as_deref() == Some(tag) && it.severity() == Severity::Error);
        let broken = self.blocked || broken;
        let built =
            catch_unwind(AssertUnwindSafe(|| self.build_files(plan, known, broken, &mut nothing, &mut findings)));
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
        EditionResult { findings, artifacts, nothing, row }
    }

    fn build_files(
        &self,
        plan: &EditionPlan,
        known: &[Finding],
        broken: bool,
        nothing: &mut Vec<String>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Artifact> {
        let text = read_edition(plan, self.toolkit, self.source, &self.request.paths.source, findings);
        let profile = &plan.edition.profile;
        self.catalogue.check_profile(profile, &plan.edition.profile_file, findings);
        let settings = plan.settings(&Handouts(&text.entries), findings);
        let made: BTreeSet<&str> =
            settings.iter().flat_map(|setting| &setting.products).map(|product| product.name.as_str()).collect();
        let names = plan.products.iter().map(|product| &product.name);
        nothing.extend(names.filter(|name| !made.contains(name.as_str())).cloned());
        let sets = self.set_all(plan.edition, settings, &text.entries, findings);
        dedup(findings);
        if self.request.task == Task::Check {
            return Vec::new();
        }
        if broken || has_errors(findings) {
            return self.proofs(plan.edition, &sets, findings);
        }
        let mut artifacts = Vec::new();
        for set in &sets {
            let is_sound = |index: &usize| !is_broken(set.setting.products[*index], known);
            let (sound, mut faulty): (Vec<usize>, Vec<usize>) = (0..set.setting.products.len()).partition(is_sound);
            let mut maker = self.maker(plan.edition, set, &set.refined, true);
            match self.files(&mut maker, &sound, set, findings) {
                Some(files) => {
                    let (written, refused) = self.write(plan.edition, set, files, false, findings);
                    artifacts.extend(written);
                    faulty.extend(refused);
                }
                // Typst refuses a file that broke a rule nobody looked for: all of them are proof copies.
                None => return self.proofs(plan.edition, &sets, findings),
            }
            if !faulty.is_empty() && self.request.task != Task::Release {
                artifacts.extend(self.proof(plan.edition, set, &faulty, self.stamp(plan.edition).as_ref(), findings));
            }
        }
        artifacts
    }

    /// Sets everything that an edition's files need. Pages that show the numbers of others come after those.
    fn set_all<'p>(
        &self,
        edition: &Edition,
        settings: Vec<Setting<'p>>,
        entries: &[Entry],
        findings: &mut Vec<Finding>,
    ) -> Vec<Set<'p>> {
        let mut known: BTreeMap<usize, Known> = BTreeMap::new();
        let mut sets = Vec::new();
        let needed: BTreeSet<usize> = settings.iter().filter_map(|setting| setting.after).collect();
        for (index, setting) in settings.into_iter().enumerate() {
            let of = setting.after.and_then(|of| known.get(&of));
            let Some(set) = self.set(edition, setting, entries, of, findings) else { continue };
            if needed.contains(&index) {
                let numbers = proof::page_numbers(&set.refined, set.typeset.locator());
                known.insert(index, Known { numbers, pages: set.refined.pages().len() });
            }
            sets.push(set);
        }
        sets
    }

    /// Every file of an edition as a proof copy.
    fn proofs(&self, edition: &Edition, sets: &[Set], findings: &mut Vec<Finding>) -> Vec<Artifact> {
        if self.request.task == Task::Release {
            return Vec::new();
        }
        let stamp = self.stamp(edition);
        let mut artifacts = Vec::new();
        for set in sets {
            let all: Vec<usize> = (0..set.setting.products.len()).collect();
            artifacts.extend(self.proof(edition, set, &all, stamp.as_ref(), findings));
        }
        artifacts
    }

    /// Some products of a setting as proof copies.
    fn proof(
        &self,
        edition: &Edition,
        set: &Set,
        products: &[usize],
        stamp: Option<&Frame>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Artifact> {
        let marks = proof::Marks { stamp, findings };
        let marked = proof::mark(&set.refined, set.typeset.locator(), &marks);
        let mut maker = self.maker(edition, set, &marked, false);
        let files = products.iter().filter_map(|index| self.files(&mut maker, &[*index], set, findings));
        let files: Vec<File> = files.flatten().collect();
        self.write(edition, set, files, true, findings).0
    }

    /// Generates the project of one setting, and the pictures that it shows.
    fn compose(
        &self,
        edition: &Edition,
        setting: &Setting,
        entries: &[Entry],
        known: Option<&Known>,
        again: &Again,
        findings: &mut Vec<Finding>,
    ) -> Composed {
        let stacks = Stacks::of(self.catalogue, &edition.profile);
        let status = entries.iter().map(|entry| entry.status).min().unwrap_or(Status::NotStarted);
        let entries = entries_of(setting, entries);
        let found = self.pictures(&entries, findings);
        let pictures = found.iter().map(|(src, (picture, _))| (src.clone(), picture.file.clone())).collect();
        let places = found.values().map(|(picture, place)| (picture.bytes.clone(), place.clone())).collect();
        let [cover, logo] = [&self.toolkit.look.cover, &self.toolkit.imprint.logo]
            .map(|art| art.as_ref().and_then(|art| self.pictures.artwork(art, findings)));
        let file = |picture: &Option<Ready>| picture.as_ref().map(|picture| picture.file.clone());
        let art = Art { cover: file(&cover), logo: file(&logo) };
        let book = Book {
            toolkit: self.toolkit,
            edition,
            product: setting.lead,
            status,
            body: &setting.body,
            page_numbers: known.and_then(|known| known.numbers_for(setting)),
            spine: known.and_then(|known| known.spine_of(setting)),
            stacks: &stacks,
            pictures: &pictures,
            art: &art,
            unglued: &again.unglued,
            ragged: &again.ragged,
            entries: &entries,
        };
        let project = compose::compose(&book);
        let files = found.into_values().map(|(picture, _)| picture).chain(cover).chain(logo);
        Composed { project, pictures: files.map(|it| (it.file.path, it.bytes)).collect(), shown: places }
    }

    /// Generates the first project that an edition's products need.
    pub(super) fn compose_first(&self, plan: &EditionPlan, entries: &[Entry], findings: &mut Vec<Finding>) -> Composed {
        let settings = plan.settings(&Handouts(entries), findings);
        let wanted = settings.iter().find(|setting| !setting.products.is_empty());
        match wanted {
            Some(setting) => self.compose(plan.edition, setting, entries, None, &Again::default(), findings),
            None => Composed { project: Project::default(), pictures: BTreeMap::new(), shown: Vec::new() },
        }
    }

    /// Sets pages and looks at them. Words that do not fit their line, and lines with gaps, make it set once more, at most
    /// once.
    fn set<'p>(
        &self,
        edition: &Edition,
        setting: Setting<'p>,
        entries: &[Entry],
        known: Option<&Known>,
        findings: &mut Vec<Finding>,
    ) -> Option<Set<'p>> {
        let layout = self.layouts.get(&setting.lead.layout)?;
        let set_once = |again: &Again, findings: &mut Vec<Finding>| {
            let composed = self.compose(edition, &setting, entries, known, again, findings);
            let input = Input { project: &composed.project, layout, pictures: &composed.pictures };
            Some((typeset::typeset(&self.shared, &input, findings)?, composed.shown))
        };
        let mut ignored = Vec::new();
        let Some(first) = set_once(&Again::default(), &mut ignored) else {
            findings.append(&mut ignored);
            return None;
        };
        let again = proof::again(&first.0.document, first.0.locator(), edition.profile.direction);
        let (typeset, shown) = if again.is_needless() {
            findings.append(&mut ignored);
            first
        } else {
            set_once(&again, findings)?
        };
        let refined = refine::refine(
            &typeset.document,
            &refine::Options { picture_ppi: Some(SCREEN_PPI), direction: edition.profile.direction },
        );
        let is_for_press = setting.products.iter().any(|product| matches!(product.kind, Kind::PrintShop(_)));
        let press_options = refine::Options { picture_ppi: Some(PRESS_PPI), direction: edition.profile.direction };
        let fine = is_for_press.then(|| refine::refine(&typeset.document, &press_options));
        let families = Stacks::of(self.catalogue, &edition.profile).own();
        let furniture = typeset.locator().furniture();
        let layout_file = self.toolkit.layout_files.get(&setting.lead.layout);
        let rules = Rules {
            promise: layout_file.map(|file| file.promise).unwrap_or_default(),
            safe_edge: safe_edge(&setting),
            ..Rules::of(&edition.profile, &families, &furniture)
        };
        let layout_folder = Place::file(format!("layouts/{}", setting.lead.layout));
        findings.extend(proof::check(&refined, typeset.locator(), &rules).into_iter().map(
            |finding| match finding.place {
                Place::Nowhere => finding.at(layout_folder.clone()),
                _ => finding,
            },
        ));
        let (pages, size) = (refined.pages().len(), proof::text_size(&refined));
        findings.extend(sheet_findings(&setting, edition, pages, size));
        Some(Set { setting, typeset, refined, fine, shown })
    }

    /// Every picture that the chapters show, by its path in the source folder, and where they first show it.
    fn pictures(&self, entries: &[Entry], findings: &mut Vec<Finding>) -> BTreeMap<String, (Ready, Place)> {
        let mut found = BTreeMap::new();
        for chapter in entries.iter().filter_map(|entry| entry.body.as_ref().ok()) {
            for picture in chapter::pictures(chapter) {
                let place = chapter.place(picture.at);
                if let Some(ready) = self.pictures.get(picture.src, &place, findings) {
                    found.entry(picture.src.to_string()).or_insert((ready, place));
                }
            }
        }
        found
    }

    pub(super) fn maker<'m>(
        &'m self,
        edition: &'m Edition,
        set: &'m Set,
        document: &'m PagedDocument,
        claims_standards: bool,
    ) -> Maker<'m> {
        Maker {
            toolkit: self.toolkit,
            edition,
            setting: &set.setting,
            document,
            // A proof copy shows its marks also where it is for a press.
            fine: set.fine.as_ref().filter(|_| claims_standards).unwrap_or(document),
            presses: self.presses,
            shared: &self.shared,
            stacks: Stacks::of(self.catalogue, &edition.profile),
            claims_standards,
            prints: [None, None],
        }
    }

    /// The files of some of a setting's products; `None`, with findings, if one of them could not be made.
    fn files(
        &self,
        maker: &mut Maker,
        products: &[usize],
        set: &Set,
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<File>> {
        let mut files = Vec::new();
        for index in products {
            match maker.files(*index) {
                Ok(made) => files.extend(made),
                Err(FileError::Export(ExportError::Refused(errors))) => {
                    findings.extend(errors.iter().map(|error| set.typeset.locator().finding(error)));
                    return None;
                }
                Err(FileError::Export(ExportError::Finish(error))) => {
                    let message = format!("the PDF could not be finished: {error}");
                    findings.push(Finding::new(export::NOT_FINISHED, message));
                    return None;
                }
                Err(FileError::NoPress) => {}
                // The others are made all the same.
                Err(FileError::Prepress(error)) => {
                    findings.push(prepress_finding(set.setting.products[*index], &error));
                }
            }
        }
        Some(files)
    }

    fn stamp(&self, edition: &Edition) -> Option<Frame> {
        let stacks = Stacks::of(self.catalogue, &edition.profile);
        let rtl = edition.profile.direction == Direction::Rtl;
        let stamp = typeset::stamp(&self.shared, compose::stamp(&stacks, edition.profile.word("proof"), rtl))?;
        let options = refine::Options { picture_ppi: None, direction: edition.profile.direction };
        Some(refine::refine_frame(&stamp, &options))
    }

    /// Writes the files of a setting; a file that cannot be written is a finding, and the last one stays. Gives the files,
    /// and the products whose printer would refuse theirs: they are not written.
    fn write(
        &self,
        edition: &Edition,
        set: &Set,
        files: Vec<File>,
        proof: bool,
        findings: &mut Vec<Finding>,
    ) -> (Vec<Artifact>, Vec<usize>) {
        let (mut artifacts, mut refused) = (Vec::new(), Vec::new());
        for file in files {
            let (index, product) = (file.product, set.setting.products[file.product]);
            let (artifact, bytes) = artifact(self.toolkit, edition, product, file, proof);
            let verdict = if proof { None } else { self.verdict(set, product, &artifact, &bytes) };
            findings.extend(verdict.iter().flat_map(|verdict| verdict.findings.clone()));
            if verdict.as_ref().is_some_and(|verdict| has_errors(&verdict.findings)) {
                refused.push(index);
                continue;
            }
            if let Err(error) = store::write_if_changed(&self.request.paths.out, &artifact.path, &bytes) {
                findings.push(cannot_write(&artifact.path, &error));
                continue;
            }
            findings.extend(product.budget.and_then(|budget| over_budget(&artifact, budget)));
            if let Some(verdict) = verdict {
                artifacts.extend(self.tickets(edition, set, product, &artifact, &verdict, findings));
            }
            artifacts.push(artifact);
        }
        (artifacts, refused)
    }
}

/// The chapters of a setting, as its audience sees them.
fn entries_of(setting: &Setting, entries: &[Entry]) -> Vec<Entry> {
    let product = setting.lead;
    let shown = |chapter: &Chapter| match &setting.body {
        Body::Handout { number, .. } => chapter::handout(chapter, product.audience, &product.name, *number),
        _ => chapter::for_product(chapter, product.audience, &product.name),
    };
    let is_in = |entry: &&Entry| match &setting.body {
        Body::Book | Body::Insides => true,
        Body::PrintCard | Body::Wrap => false,
        body => body.chapter() == Some(entry.id.as_str()),
    };
    let entries = entries.iter().filter(is_in);
    entries.map(|entry| Entry { body: entry.body.as_ref().map_err(Clone::clone).map(shown), ..entry.clone() }).collect()
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
