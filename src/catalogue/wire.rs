//! `catalogue.json`: which files stand in the output folder, for programs. An interface: its form is versioned, its
//! order fixed, and it is read back strictly, since a build of some languages keeps the entries of the others.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::artifact::{Artifact, Piece, TicketForm};
use crate::catalogue::store;
use crate::chapter::Counts;
use crate::language::{Direction, Profile};
use crate::product::{Audience, Flip, Purpose, Status};

/// The file's path relative to the output folder.
pub const FILE: &str = "catalogue.json";

/// The form that this program writes. It reads the ones before too: the first has no counts of languages, and neither has
/// anything but whole books and chapters to read.
pub const SCHEMA: u32 = 3;
const OLDEST: u32 = 1;

/// Everything that `catalogue.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Catalogue {
    /// The form of the file, [`SCHEMA`].
    pub schema: u32,
    /// Which toolkit it is.
    pub toolkit: Toolkit,
    /// Its languages, by tag.
    pub languages: Vec<Language>,
    /// The files, by edition, audience, product and chapter, a good file before a proof copy.
    pub files: Vec<File>,
}

/// The toolkit that the files were made from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Toolkit {
    /// Its id, which begins every file name.
    pub id: String,
    /// Its version, as staff wrote it.
    pub version: String,
    /// The date of release, `YYYY-MM-DD`.
    pub released: String,
    /// Tag of the language that the others are translated from.
    pub source: String,
}

/// A language of the toolkit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: String,
    /// Its name in itself.
    pub autonym: String,
    /// Its name in English.
    pub name: String,
    /// ISO 15924 code of its script.
    pub script: String,
    /// The direction of its lines.
    pub direction: Direction,
    /// The state of the least finished chapter that the edition prints.
    pub status: Status,
    /// How many of its chapters were counted: those that the edition shows and that can be read. `None`, here and below,
    /// is `null`: not known.
    pub chapters: Option<u32>,
    /// How many texts they have, as [`Counts`] counts them; a complete translation has as many as the source.
    pub texts: Option<u32>,
    /// How many words; `None` also where no spaces part them.
    pub words: Option<u32>,
    /// How many characters.
    pub characters: Option<u32>,
}

impl Language {
    /// A language as its profile describes it; `status` is that of the edition's least finished chapter, `counts` what its
    /// chapters come to if that is known.
    pub fn of(profile: &Profile, status: Status, counts: Option<&Counts>) -> Self {
        Language {
            tag: profile.tag.to_string(),
            autonym: profile.autonym.clone(),
            name: profile.name.clone(),
            script: profile.script.clone(),
            direction: profile.direction,
            status,
            chapters: counts.map(|counts| counts.chapters),
            texts: counts.map(|counts| counts.texts),
            words: counts.and_then(|counts| counts.words),
            characters: counts.map(|counts| counts.characters),
        }
    }

    /// The order in which people look for a language that they know only by its own name: by script, then name.
    pub(super) fn reading_key(&self) -> (&str, &str, &str) {
        (&self.script, &self.autonym, &self.tag)
    }
}

/// One file of the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct File {
    /// Path relative to the output folder, with `/`.
    pub path: String,
    /// Tag of its edition, one of the languages.
    pub edition: String,
    /// Name of its product.
    pub product: String,
    /// Whom it is for.
    pub audience: Audience,
    /// What it is used for.
    #[serde(default = "to_read")]
    pub purpose: Purpose,
    /// Id of the chapter that it holds, or that its handout is from; `null` for the whole book.
    pub chapter: Option<String>,
    /// Number of the handout in its chapter; absent where it is none, as are the three below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handout: Option<u32>,
    /// Number of the part, of a book in several booklets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Which edge the printer has to turn the sheets over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flip: Option<Flip>,
    /// Whether it is the cover alone of a bound book; absent where it is not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cover: bool,
    /// Only for the job ticket of such a file: the page to send, or the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketForm>,
    /// The page that a picture shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The version of the toolkit that it was made from.
    pub version: String,
    /// Number of pages that a reader turns.
    pub pages: u32,
    /// Sheets of paper, printed on both sides; absent where pages are not put together on sheets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<u32>,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Whether it is a proof copy, which is not for readers.
    pub proof: bool,
    /// Whether nothing newer was built, or ought to have been.
    pub current: bool,
    /// Why it is not current; absent where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_current_reason: Option<NotCurrent>,
}

/// What all files of the older forms were for.
fn to_read() -> Purpose {
    Purpose::Read
}

/// Why a file is not the newest state of its edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotCurrent {
    /// The newest build has errors and is a proof copy; this is the last good file.
    ProofCopy,
    /// The newest build could not write a file at all, or refused to; this is the last one that it wrote.
    NotBuilt,
    /// The toolkit has a newer version, and this edition was not built since.
    OlderVersion,
}

/// Why a `catalogue.json` is of no use.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no JSON, or not of this form.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// It was written by a newer program.
    #[error("it has form {0}, and this program knows forms {OLDEST} to {SCHEMA}")]
    Schema(u32),
    /// It says what no build says; the text tells what.
    #[error("{0}")]
    Content(String),
}

impl Catalogue {
    /// The file's text: UTF-8, two spaces for each level, a line feed at the end.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists only: nothing in here that serde_json could refuse.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads the file back. Unknown keys, paths that leave the output folder and files without a language are refused,
    /// because a build may delete what it finds listed here.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReadError> {
        let Form { schema } = serde_json::from_slice(bytes)?;
        if !(OLDEST..=SCHEMA).contains(&schema) {
            return Err(ReadError::Schema(schema));
        }
        let catalogue: Catalogue = serde_json::from_slice(bytes)?;
        catalogue.validate().map_err(ReadError::Content)?;
        Ok(catalogue)
    }

    fn validate(&self) -> Result<(), String> {
        let tags: BTreeSet<_> = self.languages.iter().map(|language| language.tag.as_str()).collect();
        let mut paths = BTreeSet::new();
        for file in &self.files {
            let path = &file.path;
            if !store::is_inside(path) || ![".pdf", ".png", ".json"].iter().any(|ending| path.ends_with(ending)) {
                return Err(format!(
                    "`{path}` is not the path of a PDF, a picture or a ticket inside the output folder"
                ));
            }
            if !paths.insert(path) {
                return Err(format!("`{path}` is listed twice"));
            }
            if !tags.contains(file.edition.as_str()) {
                return Err(format!("`{path}` belongs to `{}`, which is not among the languages", file.edition));
            }
            let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            if file.sha256.len() != 64 || !file.sha256.bytes().all(digits) {
                return Err(format!("the `sha256` of `{path}` is not 64 hexadecimal digits"));
            }
        }
        Ok(())
    }
}

/// The one key that every form has.
#[derive(Deserialize)]
struct Form {
    schema: u32,
}

/// What one run of `build` has to say for the catalogue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Build {
    /// The toolkit.
    pub toolkit: Toolkit,
    /// Every language of the toolkit whose manifest could be read, built this time or not.
    pub languages: Vec<Language>,
    /// The files that were made, proof copies too, unchanged ones too.
    pub artifacts: Vec<Artifact>,
    /// Edition and product of each pair that was built whole: older entries of these pairs are replaced even where the
    /// chapter that they held is gone. Leave out the pairs of which only some chapters were asked for.
    pub whole: BTreeSet<(String, String)>,
    /// What should have been built and was not: its last files stay and are marked not current.
    pub unmade: Vec<Unmade>,
}

/// An edition, or one product of it, of which no file could be or was allowed to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmade {
    /// The edition's tag; its manifest need not be readable.
    pub edition: String,
    /// The product; `None` for every product of the edition.
    pub product: Option<String>,
}

/// A new catalogue, and what it leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What the output folder holds now.
    pub catalogue: Catalogue,
    /// Paths of files that an earlier build wrote, that nobody has changed since, and that are not listed any more,
    /// such as the proof copy of an edition that is good again: to be deleted once the new catalogue is written.
    pub superseded: Vec<String>,
}

/// The catalogue after a build: its own files, and those entries of the old catalogue that it does not replace and
/// whose files are still as they were written. `digest` tells the SHA-256 of the file at a path relative to the output
/// folder, or `None` if there is no such file.
pub fn merge(old: Option<Catalogue>, build: Build, digest: impl Fn(&str) -> Option<String>) -> Merged {
    // Another toolkit's catalogue in the same folder is not ours to keep, nor its files ours to delete.
    let old = old.filter(|old| old.toolkit.id == build.toolkit.id);
    let (old_languages, old_files) = old.map_or_else(Default::default, |old| (old.languages, old.files));

    let old_files: Vec<File> =
        old_files.into_iter().filter(|file| digest(&file.path).as_deref() == Some(file.sha256.as_str())).collect();
    let verdicts = Verdicts::new(&build, &old_languages);
    let kept = old_files.iter().filter_map(|file| verdicts.keep(file));
    let made = build.artifacts.iter().map(|artifact| entry(artifact, &build.toolkit.version));
    let mut files: Vec<File> = made.chain(kept).collect();
    files.sort_by(|a, b| a.order().cmp(&b.order()));

    let languages = verdicts.languages.into_values().cloned().collect();
    let listed: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let superseded =
        old_files.iter().map(|file| &file.path).filter(|path| !listed.contains(path.as_str())).cloned().collect();
    Merged { catalogue: Catalogue { schema: SCHEMA, toolkit: build.toolkit, languages, files }, superseded }
}

/// The entry of a file that this build has made.
fn entry(artifact: &Artifact, version: &str) -> File {
    File {
        path: artifact.path.clone(),
        edition: artifact.edition.clone(),
        product: artifact.product.clone(),
        audience: artifact.audience,
        purpose: artifact.purpose,
        chapter: artifact.piece.chapter.clone(),
        handout: artifact.piece.handout,
        part: artifact.piece.part,
        flip: artifact.piece.flip,
        cover: artifact.piece.cover,
        ticket: artifact.piece.ticket,
        page: artifact.piece.page,
        version: version.to_string(),
        pages: artifact.pages,
        sheets: artifact.sheets,
        bytes: artifact.bytes,
        sha256: artifact.sha256.clone(),
        proof: artifact.proof,
        current: true,
        not_current_reason: None,
    }
}

/// Edition, product and piece: of each there is one good file, or one proof copy, or one of both.
type Key<'a> = (&'a str, &'a str, Piece);

impl File {
    /// What the file is of.
    pub(super) fn key(&self) -> Key<'_> {
        (&self.edition, &self.product, self.piece())
    }

    /// What the pictures of one thing have in common.
    pub(super) fn key_without_page(&self) -> Key<'_> {
        let (edition, product, piece) = self.key();
        (edition, product, Piece { page: None, ..piece })
    }

    /// What of its edition it holds.
    pub(super) fn piece(&self) -> Piece {
        Piece {
            chapter: self.chapter.clone(),
            handout: self.handout,
            part: self.part,
            flip: self.flip,
            cover: self.cover,
            ticket: self.ticket,
            page: self.page,
        }
    }

    fn order(&self) -> (&str, Audience, &str, Piece, bool) {
        (&self.edition, self.audience, &self.product, self.piece(), self.proof)
    }

    fn not_current(&self, reason: NotCurrent) -> File {
        File { current: false, not_current_reason: Some(reason), ..self.clone() }
    }
}

/// What a build says about the entries of an older catalogue.
struct Verdicts<'a> {
    build: &'a Build,
    /// The languages of the new catalogue: those of the build, and old ones that only could not be read this time.
    languages: BTreeMap<&'a str, &'a Language>,
    /// Whether the file that was made for a key is a proof copy.
    made: BTreeMap<Key<'a>, bool>,
}

impl<'a> Verdicts<'a> {
    fn new(build: &'a Build, old_languages: &'a [Language]) -> Self {
        let unread =
            old_languages.iter().filter(|language| build.unmade.iter().any(|unmade| unmade.edition == language.tag));
        let languages = unread.chain(&build.languages).map(|language| (language.tag.as_str(), language)).collect();
        let made = build
            .artifacts
            .iter()
            .map(|made| ((made.edition.as_str(), made.product.as_str(), made.piece.clone()), made.proof))
            .collect();
        Verdicts { build, languages, made }
    }

    /// The entry that stands for an older file now, or `None` if it is replaced or its language is gone.
    fn keep(&self, file: &File) -> Option<File> {
        let path_taken = self.build.artifacts.iter().any(|made| made.path == file.path);
        if path_taken || !self.languages.contains_key(file.edition.as_str()) {
            return None;
        }
        match self.made.get(&file.key()) {
            Some(true) if !file.proof => return Some(file.not_current(NotCurrent::ProofCopy)),
            Some(_) => return None,
            None => {}
        }
        if self.is_unmade(file) {
            return Some(file.not_current(NotCurrent::NotBuilt));
        }
        if self.build.whole.contains(&(file.edition.clone(), file.product.clone())) {
            return None;
        }
        let older = file.version != self.build.toolkit.version;
        match file.not_current_reason {
            None if older => Some(file.not_current(NotCurrent::OlderVersion)),
            Some(NotCurrent::OlderVersion) if !older => {
                Some(File { current: true, not_current_reason: None, ..file.clone() })
            }
            _ => Some(file.clone()),
        }
    }

    fn is_unmade(&self, file: &File) -> bool {
        self.build.unmade.iter().any(|unmade| {
            unmade.edition == file.edition && unmade.product.as_ref().is_none_or(|product| *product == file.product)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::samples::{artifact, language, toolkit};

    fn build(artifacts: Vec<Artifact>) -> Build {
        let whole = artifacts.iter().map(|made| (made.edition.clone(), made.product.clone())).collect();
        let languages = ["vi", "km", "en", "ar"].map(language).into();
        Build { toolkit: toolkit(), languages, artifacts, whole, unmade: Vec::new() }
    }

    /// A disk on which every file of a catalogue stands as it was written.
    fn intact(catalogue: &Catalogue) -> impl Fn(&str) -> Option<String> + use<> {
        let digests: BTreeMap<String, String> =
            catalogue.files.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect();
        move |path| digests.get(path).cloned()
    }

    fn first(artifacts: Vec<Artifact>) -> Catalogue {
        merge(None, build(artifacts), |_| None).catalogue
    }

    fn listed(catalogue: &Catalogue) -> Vec<(&str, Option<NotCurrent>)> {
        catalogue.files.iter().map(|file| (file.path.as_str(), file.not_current_reason)).collect()
    }

    #[test]
    fn the_form_is_the_documented_one() {
        let mut catalogue = first(vec![artifact("ar", "screen", false)]);
        catalogue.languages.truncate(1);
        let file = json!({
            "path": "ar/kit-ar-screen.pdf", "edition": "ar", "product": "screen", "audience": "participant", "purpose": "read",
            "chapter": null, "version": "2026.1", "pages": 12, "bytes": 1_234_567,
            "sha256": catalogue.files[0].sha256, "proof": false, "current": true,
        });
        let language = json!({
            "tag": "ar", "autonym": "العربية", "name": "Arabic", "script": "Arab", "direction": "rtl",
            "status": "machine-draft", "chapters": 2, "texts": 145, "words": 1_800, "characters": 9_000,
        });
        let toolkit = json!({ "id": "kit", "version": "2026.1", "released": "2026-11-22", "source": "en" });
        let expected = json!({ "schema": 3, "toolkit": toolkit, "languages": [language], "files": [file] });
        assert_eq!(serde_json::from_str::<Value>(&catalogue.to_json()).unwrap(), expected);

        catalogue.files[0] = catalogue.files[0].not_current(NotCurrent::ProofCopy);
        let text = catalogue.to_json();
        assert!(text.contains("\"not-current-reason\": \"proof-copy\"") && text.ends_with("}\n"));
        assert_eq!(Catalogue::from_json(text.as_bytes()).unwrap(), catalogue);
    }

    #[test]
    fn the_order_does_not_depend_on_who_finished_first() {
        let mut made = vec![
            artifact("km", "facilitator", false),
            artifact("km", "screen", false),
            artifact("ar", "screen", false),
        ];
        let one = first(made.clone());
        made.reverse();
        assert_eq!(first(made).to_json(), one.to_json());
        let paths: Vec<_> = one.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["ar/kit-ar-screen.pdf", "km/kit-km-screen.pdf", "km/kit-km-facilitator.pdf"]);
        let tags: Vec<_> = one.languages.iter().map(|language| language.tag.as_str()).collect();
        assert_eq!(tags, ["ar", "en", "km", "vi"]);
    }

    #[test]
    fn what_no_build_writes_is_refused() {
        let good = first(vec![artifact("km", "screen", false)]).to_json();
        let refused = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            Catalogue::from_json(good.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
        };
        assert!(refused("\"schema\": 3", "\"schema\": 4").contains("form 4"));
        assert!(refused("\"pages\"", "\"leaves\"").contains("unknown field `leaves`"));
        assert!(refused("\"path\": \"km/", "\"path\": \"../km/").contains("inside the output folder"));
        assert!(refused("screen.pdf", "screen.exe").contains("is not the path of a PDF"));
        assert!(refused("\"edition\": \"km\"", "\"edition\": \"lo\"").contains("`lo`"));
        assert!(refused("\"sha256\": \"", "\"sha256\": \"g").contains("hexadecimal"));
        assert!(refused("\"current\": true", "\"current\": true, \"current\": true").contains("duplicate field"));
        assert!(Catalogue::from_json(b"").is_err());
    }

    #[test]
    fn the_form_before_is_read_and_its_counts_are_not_known() {
        let good = first(vec![artifact("km", "screen", false)]);
        let mut old = serde_json::to_value(&good).unwrap();
        old["schema"] = 1.into();
        for language in old["languages"].as_array_mut().unwrap() {
            let keys = language.as_object_mut().unwrap();
            for key in ["chapters", "texts", "words", "characters"] {
                assert!(keys.remove(key).is_some(), "{key}");
            }
        }
        let old = Catalogue::from_json(old.to_string().as_bytes()).unwrap();
        assert_eq!(old.files, good.files);
        let mut next = build(vec![]);
        next.languages.retain(|language| language.tag != "km");
        next.unmade = vec![Unmade { edition: "km".into(), product: None }];
        let merged = merge(Some(old.clone()), next, intact(&old)).catalogue;
        let unknown = Language { chapters: None, texts: None, words: None, characters: None, ..language("km") };
        assert!(merged.languages.contains(&unknown), "a language that cannot be read this time");
        assert!(merged.to_json().contains("\"texts\": null"));
        assert_eq!(Catalogue::from_json(merged.to_json().as_bytes()).unwrap(), merged);
    }

    #[test]
    fn a_build_of_one_language_keeps_the_others() {
        let old = first(vec![artifact("km", "screen", false), artifact("vi", "screen", false)]);
        let mut again = artifact("km", "screen", false);
        again.pages = 14;
        let merged = merge(Some(old.clone()), build(vec![again]), intact(&old));
        assert_eq!(listed(&merged.catalogue), [("km/kit-km-screen.pdf", None), ("vi/kit-vi-screen.pdf", None)]);
        assert_eq!(merged.catalogue.files[0].pages, 14);
        assert_eq!(merged.superseded, [""; 0]);
    }

    #[test]
    fn files_that_are_gone_or_changed_are_forgotten_and_never_deleted() {
        let old = first(vec![artifact("ar", "screen", false), artifact("vi", "screen", false)]);
        let disk = |path: &str| path.starts_with("ar/").then(|| "somebody's own file".to_string());
        let merged = merge(Some(old), build(vec![artifact("km", "screen", false)]), disk);
        assert_eq!(listed(&merged.catalogue), [("km/kit-km-screen.pdf", None)]);
        assert_eq!(merged.superseded, [""; 0]);
    }

    #[test]
    fn the_last_good_file_stays_beside_a_proof_copy_until_a_good_build() {
        let good = first(vec![artifact("km", "screen", false)]);
        let proof = merge(Some(good.clone()), build(vec![artifact("km", "screen", true)]), intact(&good));
        let both = [("km/kit-km-screen.pdf", Some(NotCurrent::ProofCopy)), ("km/kit-km-screen-PROOF.pdf", None)];
        assert_eq!(listed(&proof.catalogue), both);
        assert_eq!(proof.superseded, [""; 0]);

        let disk = intact(&proof.catalogue);
        let other = merge(Some(proof.catalogue.clone()), build(vec![artifact("vi", "screen", false)]), &disk);
        assert_eq!(listed(&other.catalogue)[..2], both, "another language's build changes nothing about it");
        let mended = merge(Some(proof.catalogue), build(vec![artifact("km", "screen", false)]), &disk);
        assert_eq!(listed(&mended.catalogue), [("km/kit-km-screen.pdf", None)]);
        assert_eq!(mended.superseded, ["km/kit-km-screen-PROOF.pdf"]);
    }

    #[test]
    fn an_edition_that_could_not_be_built_keeps_its_language_and_its_last_files() {
        let old = first(vec![artifact("km", "screen", false), artifact("vi", "screen", false)]);
        let mut next = build(vec![artifact("vi", "screen", false)]);
        next.languages.retain(|language| language.tag != "km");
        let gone = merge(Some(old.clone()), next.clone(), intact(&old));
        assert_eq!(gone.superseded, ["km/kit-km-screen.pdf"], "a language that left the toolkit");

        next.unmade = vec![Unmade { edition: "km".into(), product: None }];
        let kept = merge(Some(old.clone()), next, intact(&old)).catalogue;
        assert_eq!(listed(&kept)[0], ("km/kit-km-screen.pdf", Some(NotCurrent::NotBuilt)));
        assert!(kept.languages.contains(&language("km")));
    }

    #[test]
    fn entries_of_chapters_that_are_gone_leave_with_a_whole_build_only() {
        let mut chapter = artifact("km", "booklet", false);
        chapter.piece.chapter = Some("old".into());
        chapter.path = "km/kit-km-booklet-old.pdf".into();
        let old = first(vec![chapter]);
        let mut some = build(vec![artifact("km", "screen", false)]);
        assert_eq!(merge(Some(old.clone()), some.clone(), intact(&old)).catalogue.files.len(), 2);
        some.whole.insert(("km".into(), "booklet".into()));
        assert_eq!(merge(Some(old.clone()), some, intact(&old)).superseded, ["km/kit-km-booklet-old.pdf"]);
    }

    #[test]
    fn files_of_an_older_version_are_not_current() {
        let old = first(vec![artifact("vi", "screen", false)]);
        let mut next = build(vec![artifact("km", "screen", false)]);
        next.toolkit.version = "2026.2".into();
        let merged = merge(Some(old.clone()), next.clone(), intact(&old)).catalogue;
        assert_eq!(listed(&merged)[1], ("vi/kit-vi-screen.pdf", Some(NotCurrent::OlderVersion)));
        assert_eq!(merged.files[1].version, "2026.1");
        next.toolkit.version = "2026.1".into();
        let back = merge(Some(merged.clone()), next, intact(&merged)).catalogue;
        assert_eq!(listed(&back)[1], ("vi/kit-vi-screen.pdf", None));
    }

    #[test]
    fn another_toolkit_in_the_same_folder_is_left_alone() {
        let old = first(vec![artifact("vi", "screen", false)]);
        let mut next = build(vec![]);
        next.toolkit.id = "other".into();
        let merged = merge(Some(old.clone()), next, intact(&old));
        assert_eq!((merged.catalogue.files.len(), merged.superseded.len()), (0, 0));
    }
}
