//! Editions: which folders are one, and from `<tag>/manifest.toml` as written to `model::Edition`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Finding, Place};
use crate::language::LanguageTag;
use crate::product::Status;

use crate::manifest::codes::{
    CHAPTER_UNKNOWN, CHAPTERS_LEFT_OUT, FILE_UNLISTED, KEY_MISSING, LISTED_TWICE, MANIFEST_MISSING, PART_TITLE_MISSING,
    PART_UNKNOWN, PATH_FORM, PATH_OUTSIDE, REVIEWER_MISSING, TAG_DIFFERS, TAG_FORM,
};
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::{ChapterRef, Edition, Located, Part, Toolkit};
use crate::manifest::paths::{Link, Listing, Root};
use crate::manifest::profile;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{ChapterSection, EditionFile, TermsFile, Text};

/// The manifest's name in an edition's folder.
pub const FILE: &str = "manifest.toml";

/// The name of an edition's list of terms, which it need not have.
const TERMS: &str = "terms.toml";

/// A folder of the source folder that is, or seems to be, an edition.
#[derive(Debug)]
pub struct Candidate {
    /// The folder's name.
    pub folder: String,
    /// The names of its files; `None` if they cannot be listed.
    files: Option<Vec<String>>,
}

impl Candidate {
    /// The edition as findings name it: its tag, or the folder's name if that is none.
    pub fn name(&self) -> String {
        LanguageTag::parse(&self.folder).map_or_else(|_| self.folder.clone(), String::from)
    }
}

/// The folders that hold a manifest, and those that are named like a language and hold chapters.
pub fn candidates(source: &Root, listing: &Listing) -> Vec<Candidate> {
    let mut found = Vec::new();
    for folder in listing.folders.iter().filter(|name| !name.starts_with(['.', '_'])) {
        let files = source.list(folder).ok().map(|listing| listing.files);
        // A folder that cannot be listed may hold anything.
        let holds_chapters = files.as_ref().is_none_or(|files| files.iter().any(|file| is_chapter_file(file)));
        if has_manifest(source, folder) || (looks_like_a_tag(folder) && holds_chapters) {
            found.push(Candidate { folder: folder.clone(), files });
        }
    }
    found
}

/// Whether a folder has something named like a manifest: be it a folder or a broken link, it tells what is meant.
fn has_manifest(source: &Root, folder: &str) -> bool {
    source.path.join(folder).join(FILE).symlink_metadata().is_ok()
}

/// Whether a folder's name begins with a language of two or three letters; `assets` would be a well-formed tag too.
fn looks_like_a_tag(name: &str) -> bool {
    LanguageTag::parse(name).is_ok_and(|tag| (2..=3).contains(&tag.language().len()))
}

fn is_chapter_file(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".md")
}

/// What every edition of a toolkit is read with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The source folder.
    pub source: &'a Root,
    /// The layouts folder.
    pub layouts: &'a Root,
    /// The toolkit as far as it is known.
    pub toolkit: &'a Toolkit,
}

/// Reads one edition; `None`, with an error in the log, if nothing of it can be made.
pub fn read(context: Context<'_>, candidate: &Candidate, log: &Log) -> Option<Edition> {
    let folder = candidate.folder.as_str();
    let shown = context.source.show(folder);
    let tag = folder_tag(folder, &shown, log)?;
    if context.source.follow(&context.source.path.join(folder)) == Link::Outside {
        let message = format!("the folder is a link that leaves `{}`", context.source.name);
        let finding = Finding::new(PATH_OUTSIDE, message).at(Place::file(shown));
        log.report(finding.hint("put the folder itself here in place of the link"));
        return None;
    }
    if candidate.files.is_none() {
        context.source.list_or_report(folder, log)?;
    }
    if !has_manifest(context.source, folder) {
        log.report(
            Finding::new(MANIFEST_MISSING, format!("the folder `{folder}` holds chapters and no `{FILE}`"))
                .at(Place::file(format!("{shown}/{FILE}")))
                .hint(format!("make one with `lotuspress new language {tag}`, or move the folder elsewhere")),
        );
        return None;
    }
    let profile = profile::read(context.layouts, &tag, log);
    let source = Source::read(context.source, &format!("{folder}/{FILE}"), log);
    let file = EditionFile::read(&source?, log);
    // Both files are read before either is given up, so that the mistakes of both show.
    let edition = Reading { context, folder, tag: &tag, log }.edition(file?);
    let (mut profile, profile_file) = profile?;
    profile.words.extend(edition.strings);
    let terms = terms(context.source, folder, log);
    Some(Edition {
        tag: tag.clone(),
        title: edition.title,
        subtitle: edition.subtitle,
        translators: edition.translators,
        reviewers: edition.reviewers,
        parts: edition.parts,
        chapters: edition.chapters,
        terms,
        profile,
        profile_file,
    })
}

/// The words of an edition's list of terms, if it has one.
fn terms(source: &Root, folder: &str, log: &Log) -> Vec<String> {
    let path = format!("{folder}/{TERMS}");
    if !source.path.join(&path).is_file() {
        return Vec::new();
    }
    let list = Source::read(source, &path, log).and_then(|source| TermsFile::read(&source, log));
    list.unwrap_or_default().terms.into_iter().map(|(_, term)| term.value).collect()
}

fn folder_tag(folder: &str, shown: &str, log: &Log) -> Option<LanguageTag> {
    let finding = match LanguageTag::parse(folder) {
        Ok(tag) if tag.as_str() == folder => return Some(tag),
        Ok(tag) => {
            log.report(
                Finding::new(TAG_DIFFERS, format!("the folder `{folder}` is not written as its language tag `{tag}`"))
                    .at(Place::file(shown))
                    .words(folder)
                    .why("some systems tell capital from small letters in names, others do not")
                    .hint(format!("rename the folder to `{tag}`")),
            );
            return Some(tag);
        }
        Err(reason) => Finding::new(
            TAG_FORM,
            format!("the folder {} has a manifest, but its name is no language tag", quoted(folder)),
        )
        .why(reason),
    };
    let finding = finding.at(Place::file(shown)).words(folder);
    log.report(finding.hint("name the folder by a tag of BCP 47, such as `km`, `vi` or `zh-Hant`"));
    None
}

/// What the manifest itself gives.
struct Content {
    title: Text,
    subtitle: Option<Text>,
    translators: Vec<Text>,
    reviewers: Vec<Text>,
    parts: BTreeMap<String, Text>,
    chapters: BTreeMap<String, ChapterRef>,
    strings: BTreeMap<String, String>,
}

/// One edition's manifest while it is validated.
struct Reading<'a> {
    context: Context<'a>,
    folder: &'a str,
    tag: &'a LanguageTag,
    log: &'a Log,
}

impl Reading<'_> {
    fn edition(&self, file: EditionFile) -> Content {
        if let Some(tag) = &file.tag {
            self.check_tag(tag);
        }
        let title = file.title.as_ref().and_then(|title| rules::text("the title", title, self.log));
        let reviewers = self.people("a reviewer", &file.reviewers);
        let strings = file.strings.iter().filter_map(|(key, text)| rules::word(key, text, self.log));
        let strings = strings.map(|(key, text)| (key.to_string(), text)).collect();
        Content {
            // The tag is the one name that a book without a title has; an error has been reported then.
            title: title.unwrap_or_else(|| Located { value: self.tag.to_string(), place: file.place.clone() }),
            subtitle: file.subtitle.as_ref().and_then(|text| rules::text("the subtitle", text, self.log)),
            translators: self.people("a translator", &file.translators),
            parts: self.part_titles(&file),
            chapters: self.chapters(&file.chapters, &file.place, !reviewers.is_empty()),
            reviewers,
            strings,
        }
    }

    fn check_tag(&self, written: &Text) {
        let Some(tag) = rules::tag(written, self.log) else { return };
        if written.value == self.tag.as_str() {
            return;
        }
        let message = if tag == *self.tag {
            format!("the tag {} is not written as `{tag}`", quoted(&written.value))
        } else {
            format!("the tag {} is not the folder's name", quoted(&written.value))
        };
        self.log.report(
            Finding::new(TAG_DIFFERS, message)
                .at(written.place.clone())
                .words(&written.value)
                .why("the folder's name counts: it stands in the name of every file that is made")
                .hint(format!("write `tag = \"{}\"`, or rename the folder", self.tag)),
        );
    }

    fn people(&self, what: &str, names: &[Text]) -> Vec<Text> {
        names.iter().filter_map(|name| rules::text(&format!("{what}'s name"), name, self.log)).collect()
    }

    fn part_titles(&self, file: &EditionFile) -> BTreeMap<String, Text> {
        let parts = &self.context.toolkit.parts;
        let ids = || parts.iter().map(|part| part.id.as_str());
        let mut titles = BTreeMap::new();
        for (id, title) in &file.parts {
            if !ids().any(|known| known == id.value) {
                self.log.report(
                    Finding::new(PART_UNKNOWN, format!("the toolkit has no part {}", quoted(&id.value)))
                        .at(id.place.clone())
                        .words(&id.value)
                        .hint(suggestion(&id.value, ids(), format!("its parts are {}", listed(ids())))),
                );
            } else if let Some(title) = rules::text(&format!("the title of the part `{}`", id.value), title, self.log) {
                titles.insert(id.value.clone(), title);
            }
        }
        let untitled = |part: &&Part| !file.parts.iter().any(|(id, _)| id.value == part.id);
        let missing: Vec<&str> = parts.iter().filter(untitled).map(|part| part.id.as_str()).collect();
        if parts.len() > 1 && !missing.is_empty() {
            let place = file.parts_place.as_ref().unwrap_or(&file.place);
            let finding =
                Finding::new(PART_TITLE_MISSING, format!("no title is given for {}", listed(missing.clone())));
            let hint = format!("add below `[parts]` for example `{} = \"…\"`", missing[0]);
            self.log.report(finding.at(place.clone()).why("the part's first page shows it").hint(hint));
        }
        titles
    }

    fn chapters(&self, sections: &[ChapterSection], place: &Place, reviewed: bool) -> BTreeMap<String, ChapterRef> {
        let mut chapters = BTreeMap::new();
        let (mut ids, mut files) = (BTreeSet::new(), BTreeSet::new());
        for section in sections {
            let chapter = self.chapter(section, reviewed, &mut files);
            let Some(id) = section.id.as_ref().filter(|id| self.is_chapter(id)) else { continue };
            if !rules::twice("the chapter", &id.value, &id.place, &mut ids, self.log) {
                let chapter = ChapterRef { id: id.value.clone(), ..chapter };
                chapters.insert(id.value.clone(), chapter);
            }
        }
        if !sections.is_empty() {
            self.report_left_out(&ids, place);
        }
        self.report_unlisted(sections);
        chapters
    }

    fn is_chapter(&self, id: &Text) -> bool {
        let known: Vec<&str> = self.chapter_ids().collect();
        // A toolkit without any chapter has been reported; to repeat it for each chapter helps nobody.
        if known.is_empty() || known.contains(&id.value.as_str()) {
            return true;
        }
        self.log.report(
            Finding::new(CHAPTER_UNKNOWN, format!("the toolkit has no chapter {}", quoted(&id.value)))
                .at(id.place.clone())
                .words(&id.value)
                .why("a chapter is printed where `toolkit.toml` lists it; this one has no place there")
                .hint(suggestion(&id.value, known, "list it in `toolkit.toml`, or remove it here")),
        );
        false
    }

    fn chapter_ids(&self) -> impl Iterator<Item = &str> {
        self.context.toolkit.parts.iter().flat_map(|part| &part.chapters).map(String::as_str)
    }

    fn chapter(&self, section: &ChapterSection, reviewed: bool, files: &mut BTreeSet<String>) -> ChapterRef {
        let status = section.status.as_ref().and_then(|text| Some((text, rules::status(text, self.log)?)));
        if let Some((text, status)) = status
            && status.needs_reviewer()
            && !reviewed
        {
            self.log.report(
                Finding::new(REVIEWER_MISSING, format!("a chapter is `{status}`, and the edition names no reviewer"))
                    .at(text.place.clone())
                    .words(&text.value)
                    .hint("add `reviewers = [\"K. S.\"]` to `[edition]` (initials will do), or write `in-review`"),
            );
        }
        // A state that cannot be read claims as little as a chapter with a file can.
        let status = status.map_or(Status::MachineDraft, |(_, status)| status);
        let file = self
            .file(section, status)
            .filter(|file| !rules::twice("the file", &file.value, &file.place, files, self.log));
        ChapterRef { id: String::new(), file, status }
    }

    fn file(&self, section: &ChapterSection, status: Status) -> Option<Text> {
        let Some(file) = &section.file else {
            if status != Status::NotStarted {
                let finding = Finding::new(KEY_MISSING, "`file` is missing in `[[chapter]]`").at(section.place.clone());
                let hint = "add for example `file = \"01-story-circle.md\"`, or write `status = \"not-started\"`";
                self.log.report(finding.hint(hint));
            }
            return None;
        };
        let path = self.context.source.path.join(self.folder).join(&file.value);
        if status == Status::NotStarted && !path.exists() {
            return None;
        }
        let found = self.context.source.file(self.folder, file, self.log)?;
        if is_chapter_file(&found.value) {
            return Some(found);
        }
        let finding = Finding::new(PATH_FORM, format!("{} is no Markdown file", quoted(&file.value)));
        let hint = "save the chapter as plain text in Markdown, in a file whose name ends in `.md`";
        self.log.report(finding.at(file.place.clone()).words(&file.value).hint(hint));
        None
    }

    fn report_left_out(&self, listed_ids: &BTreeSet<String>, place: &Place) {
        let missing: Vec<&str> = self.chapter_ids().filter(|id| !listed_ids.contains(*id)).collect();
        if missing.is_empty() {
            return;
        }
        let many =
            if missing.len() == 1 { "1 chapter is".to_string() } else { format!("{} chapters are", missing.len()) };
        self.log.report(
            Finding::new(CHAPTERS_LEFT_OUT, format!("{many} not listed and left out: {}", listed(missing)))
                .at(place.clone())
                .hint("add a `[[chapter]]` for each; `status = \"not-started\"` says that it is still to come"),
        );
    }

    fn report_unlisted(&self, sections: &[ChapterSection]) {
        let Some(listing) = self.context.source.list_or_report(self.folder, self.log) else { return };
        let named: BTreeSet<&str> =
            sections.iter().filter_map(|section| section.file.as_ref()).map(|file| file.value.as_str()).collect();
        for file in listing.files.iter().filter(|file| is_chapter_file(file) && !named.contains(file.as_str())) {
            let place = Place::file(self.context.source.show(&format!("{}/{file}", self.folder)));
            self.log.report(
                Finding::new(FILE_UNLISTED, "no chapter of the manifest names this file, so it is not printed")
                    .at(place)
                    .hint(format!("add a `[[chapter]]` with `file = \"{file}\"`, or move the file elsewhere")),
            );
        }
    }
}

/// Reports a second folder whose name is the same tag but for capitals.
pub fn report_twice(tag: &LanguageTag, place: Place, log: &Log) {
    let finding = Finding::new(LISTED_TWICE, format!("the language `{tag}` has two folders")).at(place);
    log.report(finding.hint("keep one of the two"));
}
