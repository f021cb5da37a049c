//! What a book is made of, read from disk: chapters, pictures, layouts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use typst::foundations::Bytes;

use crate::chapter::tree::Chapter;
use crate::chapter::{self, Counts};
use crate::compose::{Entry, PictureFile};
use crate::diag::{Finding, Place};
use crate::manifest::model::{ChapterRef, Edition, Toolkit};
use crate::picture::{self, Picture};
use crate::pipeline::LAYOUT_UNREADABLE;
use crate::plan::{EditionPlan, PlannedChapter};
use crate::typeset::Layout;

/// The source edition's chapters by id, from which translations inherit ids, minutes and pictures.
#[derive(Debug, Default)]
pub(super) struct Source {
    chapters: BTreeMap<String, Chapter>,
}

impl Source {
    /// Reads the chapters of the source edition. What is wrong with them is reported where that edition is built.
    pub(super) fn read(toolkit: &Toolkit, folder: &Path) -> Self {
        let source = toolkit.editions.iter().find(|edition| edition.tag == toolkit.source);
        let chapters = source.iter().flat_map(|edition| edition.chapters.values()).filter_map(|it| {
            let chapter = read_chapter(it, folder, &mut Vec::new())?;
            Some((it.id.clone(), chapter))
        });
        Source { chapters: chapters.collect() }
    }
}

/// The chapters of one edition.
#[derive(Debug)]
pub(super) struct EditionText {
    /// In order; a chapter that could not be read keeps its place.
    pub(super) entries: Vec<Entry>,
}

/// Reads the chapters that an edition shows, lets translations inherit from the source, and checks links.
pub(super) fn read_edition(
    plan: &EditionPlan,
    toolkit: &Toolkit,
    source: &Source,
    folder: &Path,
    findings: &mut Vec<Finding>,
) -> EditionText {
    let mut chapters = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for planned in &plan.chapters {
        let mut chapter = read_chapter(planned.chapter, folder, findings);
        if let (Some(chapter), true) = (&mut chapter, is_translation(plan.edition, toolkit))
            && let Some(original) = source.chapters.get(&planned.chapter.id)
        {
            chapter::inherit(chapter, original, findings);
        }
        if let Some(chapter) = &mut chapter {
            chapter::mend(chapter, &plan.edition.profile, findings);
            chapter::check(chapter, &plan.edition.profile, findings);
        }
        entries.push(entry(planned, folder));
        chapters.push(chapter);
    }
    let mut readable: Vec<Chapter> = chapters.iter_mut().filter_map(Option::take).collect();
    chapter::finish(&mut readable, findings);
    for chapter in readable {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.id == chapter.id) {
            entry.body = Ok(chapter);
        }
    }
    EditionText { entries }
}

/// What the chapters come to that an edition shows and that can be read, as they were typed.
pub(super) fn count_edition(plan: &EditionPlan, folder: &Path) -> Counts {
    let breaks = plan.edition.profile.lines.breaks;
    let mut counts = Counts::none(breaks);
    for planned in &plan.chapters {
        if let Some(chapter) = read_chapter(planned.chapter, folder, &mut Vec::new()) {
            counts += chapter::count(&chapter, breaks);
        }
    }
    counts
}

fn is_translation(edition: &Edition, toolkit: &Toolkit) -> bool {
    edition.tag != toolkit.source
}

fn entry(planned: &PlannedChapter, folder: &Path) -> Entry {
    let file = planned.chapter.file.as_ref().map_or_else(String::new, |file| chapter::named(folder, &file.value));
    Entry {
        id: planned.chapter.id.clone(),
        number: planned.number,
        part: planned.part,
        status: planned.chapter.status,
        body: Err(file),
    }
}

fn read_chapter(chapter: &ChapterRef, folder: &Path, findings: &mut Vec<Finding>) -> Option<Chapter> {
    let file = chapter.file.as_ref()?;
    let bytes = chapter::load(folder, &file.value, findings)?;
    chapter::read(&chapter.id, &chapter::named(folder, &file.value), &bytes, findings)
}

/// The toolkit's pictures, each read once for all editions.
pub(super) struct Pictures {
    folder: PathBuf,
    read: Mutex<BTreeMap<String, Result<Ready, Vec<Finding>>>>,
}

/// A picture that Typst can be given.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    /// Its bytes, without metadata.
    pub(super) bytes: Bytes,
    /// Where it stands in the project.
    pub(super) file: PictureFile,
}

impl Pictures {
    /// The pictures of a source folder.
    pub(super) fn new(folder: &Path) -> Self {
        Pictures { folder: folder.to_path_buf(), read: Mutex::new(BTreeMap::new()) }
    }

    /// A picture, or the findings that say what is wrong with it, at the place that asks for it.
    pub(super) fn get(&self, src: &str, place: &Place, findings: &mut Vec<Finding>) -> Option<Ready> {
        let mut read = self.read.lock().ok()?;
        let result = read.entry(src.to_string()).or_insert_with(|| self.load(src));
        match result {
            Ok(ready) => Some(ready.clone()),
            Err(problems) => {
                findings.extend(problems.iter().cloned().map(|problem| match problem.place {
                    Place::Nowhere => problem.at(place.clone()),
                    _ => problem,
                }));
                None
            }
        }
    }

    fn load(&self, src: &str) -> Result<Ready, Vec<Finding>> {
        let mut findings = Vec::new();
        let picture = picture::load(&self.folder, src, Place::Nowhere, &mut findings);
        picture.map(|picture| ready(src, picture)).ok_or(findings)
    }
}

/// Typst goes by a picture's ending, so one that does not tell the truth gets another.
fn ready(src: &str, picture: Picture) -> Ready {
    let (aspect, ending) = (picture.aspect(), picture.format.extension());
    let is_true = src.rsplit_once('.').is_some_and(|(_, has)| has == ending);
    let path = if is_true { src.to_string() } else { format!("{src}.{ending}") };
    Ready { bytes: Bytes::new(picture.bytes), file: PictureFile { path, aspect } }
}

/// Reads a layout folder: its Typst files, one level of folders deep.
pub(super) fn layout(folder: &Path, name: &str, findings: &mut Vec<Finding>) -> Option<Layout> {
    let mut files = BTreeMap::new();
    match collect(&folder.join(name), "", &mut files) {
        Ok(()) => Some(Layout { name: name.to_string(), files }),
        Err(error) => {
            let message = format!("the layout `{name}` cannot be read: {error}");
            findings.push(Finding::new(LAYOUT_UNREADABLE, message).at(Place::file(format!("layouts/{name}"))));
            None
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the order does not matter: a map sorts the files")]
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() && prefix.is_empty() {
            collect(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "typ") {
            files.insert(format!("{prefix}{name}"), fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
