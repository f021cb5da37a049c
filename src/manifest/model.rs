//! The toolkit as its manifests describe it: validated, defaults filled in, every path inside its folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diag::Place;
use crate::language::{LanguageTag, Profile};
use crate::product::{Product, Status};

/// One toolkit in all its languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Toolkit {
    /// Begins every file name; lower-case ASCII letters, digits and hyphens.
    pub id: String,
    /// The version that staff give it, such as `2026.1`.
    pub version: String,
    /// The date of release as `YYYY-MM-DD`: the only date in any output.
    pub released: Date,
    /// The language that the others are translated from.
    pub source: LanguageTag,
    /// SPDX identifier of the licence.
    pub license: String,
    /// Where the newest version is found.
    pub home: Option<String>,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// Colours and cover.
    pub look: Look,
    /// Who publishes it.
    pub imprint: Imprint,
    /// What is made, in the order of the manifest.
    pub products: Vec<Product>,
    /// What the `layout.toml` of the products' layouts says, by layout; one that stands alone has none.
    pub layout_files: BTreeMap<String, LayoutFile>,
    /// Chapters below this state are left out of an edition.
    pub minimum_status: Status,
    /// The editions that could be read: the source first, the others in the order of their tags.
    pub editions: Vec<Edition>,
}

/// What a layout's `layout.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutFile {
    /// The layout whose files stand in for those that this one has not.
    pub base: String,
    /// What its pages keep to.
    pub promise: Promise,
}

/// What the pages of a layout keep to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Promise {
    /// The least size of any letter in points, for Latin letters; other scripts have it times their profile's factor.
    pub least_size: Option<f64>,
    /// The least contrast of words with white paper, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub least_contrast: Option<f64>,
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year of the Gregorian calendar.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A part of the toolkit.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its id; an edition names it in `[parts]`.
    pub id: String,
    /// Ids of its chapters, in order.
    pub chapters: Vec<String>,
}

/// What a group changes without touching a layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Two accent colours as `#RRGGBB`.
    pub accents: [String; 2],
    /// The cover picture.
    pub cover: Option<Artwork>,
}

/// A picture that a manifest names.
#[derive(Debug, Clone, PartialEq)]
pub struct Artwork {
    /// The folder that its path begins in: the source folder, or that of a group's imprint file.
    pub folder: PathBuf,
    /// Its path in that folder, with `/`.
    pub path: Located<String>,
}

/// Who publishes the toolkit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imprint {
    /// Name of the group.
    pub name: Option<Located<String>>,
    /// Its sign.
    pub logo: Option<Artwork>,
    /// How to reach it: an e-mail address, or any words.
    pub contact: Option<Located<String>>,
    /// Its telephone number, as people write it.
    pub telephone: Option<Located<String>>,
    /// Its postal address, line by line.
    pub address: Vec<Located<String>>,
}

/// A value and the place in a manifest that gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// One language version of the toolkit.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its tag, which is also its folder's name.
    pub tag: LanguageTag,
    /// The toolkit's title in this language.
    pub title: Located<String>,
    /// A line below the title.
    pub subtitle: Option<Located<String>>,
    /// Who translated it, as they wish to be named.
    pub translators: Vec<Located<String>>,
    /// Who reviewed it; initials will do.
    pub reviewers: Vec<Located<String>>,
    /// Titles of the parts by id.
    pub parts: BTreeMap<String, Located<String>>,
    /// The chapters by id; a chapter that the edition does not list is absent.
    pub chapters: BTreeMap<String, ChapterRef>,
    /// Words of the edition's `terms.toml`: they are never broken at a line's end.
    pub terms: Vec<String>,
    /// How the language is set, the edition's own furniture words already in it.
    pub profile: Profile,
    /// The profile's file, as findings name it.
    pub profile_file: String,
}

/// One chapter of an edition, as its manifest lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChapterRef {
    /// Its id in `toolkit.toml`.
    pub id: String,
    /// Its file, relative to the source folder (`km/01-story-circle.md`); `None` for a chapter not
    /// started, and for one whose file is missing or may not be used, which a finding has said already.
    pub file: Option<Located<String>>,
    /// Its state.
    pub status: Status,
}
