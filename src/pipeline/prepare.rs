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
use crate::manifest::model::{Artwork, ChapterRef, Edition, Toolkit};
use crate::picture::{self, Picture};
use crate::pipeline::LAYOUT_UNREADABLE;
use crate::plan::{EditionPlan, PlannedChapter};
use crate::typeset::{BASE_FOLDER, Layout};

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

/// What the chapters come to that an edition shows and that can be read, as they were typed, and their ids and titles.
pub(super) fn count_edition(plan: &EditionPlan, folder: &Path) -> (Counts, Vec<(String, String)>) {
    let breaks = plan.edition.profile.lines.breaks;
    let mut counts = Counts::none(breaks);
    let mut titles = Vec::new();
    for planned in &plan.chapters {
        if let Some(chapter) = read_chapter(planned.chapter, folder, &mut Vec::new()) {
            counts += chapter::count(&chapter, breaks);
            titles.push((chapter.id.clone(), chapter::plain(&chapter.title)));
        }
    }
    (counts, titles)
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

/// Where a project keeps the pictures of a group's own imprint: no path of the source folder has a colon.
const GROUP_FOLDER: &str = "imprint:";

/// The pictures of the toolkit and of a group's own imprint, each read once for all editions.
pub(super) struct Pictures {
    source: PathBuf,
    /// By folder and path.
    read: Mutex<BTreeMap<(PathBuf, String), Read>>,
}

/// A picture, or what is wrong with it.
type Read = Result<Ready, Vec<Finding>>;

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
    pub(super) fn new(source: &Path) -> Self {
        Pictures { source: source.to_path_buf(), read: Mutex::new(BTreeMap::new()) }
    }

    /// A picture of the source folder, or the findings that say what is wrong with it, at the place that asks for it.
    pub(super) fn get(&self, src: &str, place: &Place, findings: &mut Vec<Finding>) -> Option<Ready> {
        self.get_from(&self.source, src, place, findings)
    }

    /// A picture that a manifest names, likewise.
    pub(super) fn artwork(&self, art: &Artwork, findings: &mut Vec<Finding>) -> Option<Ready> {
        self.get_from(&art.folder, &art.path.value, &art.path.place, findings)
    }

    fn get_from(&self, folder: &Path, src: &str, place: &Place, findings: &mut Vec<Finding>) -> Option<Ready> {
        let mut read = self.read.lock().ok()?;
        let result = read.entry((folder.to_path_buf(), src.to_string())).or_insert_with(|| self.load(folder, src));
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

    fn load(&self, folder: &Path, src: &str) -> Read {
        let mut findings = Vec::new();
        let picture = picture::load(folder, src, Place::Nowhere, &mut findings);
        let path = if folder == self.source { src.to_string() } else { format!("{GROUP_FOLDER}/{src}") };
        picture.map(|picture| ready(path, picture)).ok_or(findings)
    }
}

/// Typst goes by a picture's ending, so one that does not tell the truth gets another.
fn ready(path: String, picture: Picture) -> Ready {
    let (aspect, ending) = (picture.aspect(), picture.format.extension());
    let is_true = path.rsplit_once('.').is_some_and(|(_, has)| has == ending);
    let path = if is_true { path } else { format!("{path}.{ending}") };
    Ready { bytes: Bytes::new(picture.bytes), file: PictureFile { path, aspect } }
}

/// Endings of the pictures that a layout may bring.
const PICTURES: [&str; 4] = ["svg", "png", "jpg", "jpeg"];

/// Reads a layout, with the files of its base where it has none of its own.
pub(super) fn layout(folder: &Path, name: &str, base: Option<&str>, findings: &mut Vec<Finding>) -> Option<Layout> {
    let own = layout_folder(folder, name, findings)?;
    let Some(base) = base else { return Some(own) };
    let below = layout_folder(folder, base, findings)?;
    let borrowed = below.files.keys().filter(|path| !own.files.contains_key(*path)).cloned();
    Some(Layout {
        name: own.name,
        base: Some(base.to_string()),
        borrowed: borrowed.chain(below.files.keys().map(|path| in_base(path))).collect(),
        files: laid_over(&below.files, own.files),
        pictures: laid_over(&below.pictures, own.pictures),
    })
}

/// The files of a layout and those of its base, which stand below [`BASE_FOLDER`] too.
fn laid_over<T: Clone>(base: &BTreeMap<String, T>, own: BTreeMap<String, T>) -> BTreeMap<String, T> {
    let mut files = base.clone();
    files.extend(base.iter().map(|(path, file)| (in_base(path), file.clone())));
    files.extend(own);
    files
}

fn in_base(path: &str) -> String {
    format!("{BASE_FOLDER}/{path}")
}

/// The Typst files and pictures of one layout folder, one level of folders deep.
fn layout_folder(folder: &Path, name: &str, findings: &mut Vec<Finding>) -> Option<Layout> {
    let mut layout = Layout { name: name.to_string(), ..Layout::default() };
    let folder = folder.join(name);
    if let Err(error) = collect(&folder, "", &mut layout, findings) {
        let message = format!("the layout `{name}` cannot be read: {error}");
        findings.push(Finding::new(LAYOUT_UNREADABLE, message).at(Place::file(format!("layouts/{name}"))));
        return None;
    }
    Some(layout)
}

#[expect(clippy::disallowed_methods, reason = "the order does not matter: maps sort the files")]
fn collect(folder: &Path, prefix: &str, layout: &mut Layout, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() && prefix.is_empty() {
            collect(&path, &format!("{name}/"), layout, findings)?;
        } else if ending == "typ" {
            layout.files.insert(format!("{prefix}{name}"), fs::read_to_string(&path)?);
        } else if PICTURES.contains(&ending.as_str()) {
            let place = Place::file(format!("layouts/{}/{prefix}{name}", layout.name));
            if let Some(picture) = picture::load(folder, &name, place, findings) {
                layout.pictures.insert(format!("{prefix}{name}"), Bytes::new(picture.bytes));
            }
        }
    }
    Ok(())
}
