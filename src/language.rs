//! Languages: tags, directions, digits, and the profile that says how one language is set.
//!
//! The numbers of the profiles come from measurements and from the W3C's layout requirements; each profile file under
//! `layouts/languages` names its sources.

use std::collections::BTreeMap;
use std::fmt;

use oxilangtag::LanguageTag as Bcp47;
use serde::{Deserialize, Serialize};

/// A well-formed BCP 47 language tag (RFC 5646) in its canonical case, such as `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Reads a tag and brings it into canonical case; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tag = Bcp47::parse_and_normalize(text).map_err(|error| error.to_string())?;
        Ok(LanguageTag(tag.into_inner()))
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language subtag, `zh` of `zh-Hant`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        LanguageTag::parse(&text)
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> String {
        tag.0
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The direction in which a language's lines run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left: the page, the binding and the tables are mirrored too.
    Rtl,
}

impl Direction {
    /// The name that HTML's `dir` and Typst's `dir` share.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

/// The ten digits of a language, zero first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digits([char; 10]);

impl Digits {
    /// The digits of English.
    pub const ASCII: Digits = Digits(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

    /// Whether a character is one of these digits.
    pub fn has(&self, c: char) -> bool {
        self.0.contains(&c)
    }

    /// A number in these digits.
    pub fn format(&self, number: u64) -> String {
        self.transcribe(&number.to_string())
    }

    /// A text with its ASCII digits turned into these.
    pub fn transcribe(&self, text: &str) -> String {
        text.chars()
            .map(|c| match c.to_digit(10) {
                Some(value) if c.is_ascii_digit() => self.0[value as usize],
                _ => c,
            })
            .collect()
    }
}

impl TryFrom<String> for Digits {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits: Vec<char> = text.chars().collect();
        let digits: [char; 10] = digits
            .try_into()
            .map_err(|found: Vec<char>| format!("ten digits are needed, zero first; {} are given", found.len()))?;
        Ok(Digits(digits))
    }
}

impl From<Digits> for String {
    fn from(digits: Digits) -> String {
        digits.0.iter().collect()
    }
}

/// How words are made to stand out where English would use italics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Emphasis {
    /// The family's true italic.
    Italic,
    /// The bold weight: for scripts that have no slant of their own.
    Bold,
}

/// The font families of a language, by role; families of the catalogue, tried in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FontChoice {
    /// Running text in the language's own script.
    pub text: Vec<String>,
    /// Titles and headings in the language's own script.
    pub heading: Vec<String>,
    /// Letters typed as code.
    pub mono: Vec<String>,
    /// Latin letters between words of another script, and the last resort for signs.
    pub latin: Vec<String>,
}

/// The vertical and horizontal measures of a language, in em of its own size unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Measures {
    /// The size of the text beside Latin text of the same reading size (1.0).
    pub size_factor: f64,
    /// The size of Latin words beside the language's own script, in em of the latter.
    pub latin_factor: f64,
    /// The height kept above the baseline.
    pub top_edge: f64,
    /// The depth kept below the baseline.
    pub bottom_edge: f64,
    /// The gap between one line's bottom edge and the next one's top edge.
    pub leading: f64,
}

/// Where lines may end besides at a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breaks {
    /// At spaces and hyphens only.
    Spaces,
    /// Korean: at spaces only, although the Unicode rules would allow a break between any two syllables.
    Eojeol,
    /// Khmer, Thai, Lao and Burmese: between the words that a dictionary finds, as no spaces part them.
    Dictionary,
    /// Chinese and Japanese: between any two letters, but for the signs that may not begin or end a line.
    Han,
}

/// How lines are filled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LineFilling {
    /// Where lines may end besides at a space.
    pub breaks: Breaks,
    /// Both edges straight; otherwise the end of the lines is ragged.
    pub justify: bool,
    /// Words may be broken with a hyphen at a line's end.
    pub hyphenate: bool,
    /// The narrowest and the widest word space in a justified line, in percent of its natural width.
    pub spacing: [f64; 2],
    /// How much letters may be drawn together or apart in a justified line, in em.
    pub tracking: [f64; 2],
}

/// The pairs of quotation marks of a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quotes {
    /// Outer marks, opening and closing.
    pub double: [String; 2],
    /// Inner marks, opening and closing.
    pub single: [String; 2],
}

/// How one language is set: `layouts/languages/<tag>.toml`, read and validated by `manifest`.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The tag of the editions that it serves.
    pub tag: LanguageTag,
    /// The language's name in English, for staff and print shops.
    pub name: String,
    /// The language's name in itself, for its readers.
    pub autonym: String,
    /// ISO 15924 code of its script, such as `Khmr`.
    pub script: String,
    /// The direction of its lines and pages.
    pub direction: Direction,
    /// ISO 639 code that Typst is told; it chooses shaping features with it.
    pub lang: String,
    /// ISO 3166 code that Typst is told; it chooses Chinese punctuation forms with it.
    pub region: Option<String>,
    /// Font families by role.
    pub fonts: FontChoice,
    /// Sizes and line pitch.
    pub measures: Measures,
    /// Justification and hyphenation.
    pub lines: LineFilling,
    /// Quotation marks.
    pub quotes: Quotes,
    /// How emphasis shows.
    pub emphasis: Emphasis,
    /// The digits of folios and numbered headings.
    pub digits: Digits,
    /// Furniture words by key; every key of [`WORDS`] is present.
    pub words: BTreeMap<String, String>,
    /// The keys of words that a native reader has still to confirm.
    pub confirm: Vec<String>,
    /// What else a native reader has still to say, in English.
    pub questions: Vec<String>,
    /// What the specimen shows.
    pub specimen: Specimen,
}

/// What a native reader looks at to judge how a language is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specimen {
    /// The alphabet and what often goes wrong in it.
    pub letters: String,
    /// Running text, in Markdown.
    pub text: String,
    /// Items of a list, in Markdown.
    pub list: Vec<String>,
}

impl Profile {
    /// The furniture word of a key of [`WORDS`], its place-holders unfilled.
    pub fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }
}

/// One furniture word that every profile supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The key in the profile's `[words]` and in a manifest's `[strings]`.
    pub key: &'static str,
    /// The place-holders that the text must contain, such as `{n}`.
    pub holders: &'static [&'static str],
}

const fn word(key: &'static str) -> Word {
    Word { key, holders: &[] }
}

const fn counted(key: &'static str) -> Word {
    Word { key, holders: &["{n}"] }
}

/// Every furniture word: what the layouts print and the download page says that no chapter supplies.
pub const WORDS: &[Word] = &[
    // Front matter, headings, running matter.
    word("contents"),
    counted("part"),
    counted("chapter"),
    counted("page"),
    counted("figure"),
    // Activities.
    counted("activity"),
    counted("step"),
    counted("minutes"),
    counted("total-minutes"),
    word("group-solo"),
    word("group-pairs"),
    word("group-small"),
    word("group-whole"),
    word("materials"),
    counted("handout"),
    // Boxes.
    word("module-info"),
    word("facilitator"),
    word("say"),
    word("expect"),
    word("discussion"),
    word("debrief"),
    word("checklist"),
    word("timeline"),
    word("definition"),
    word("resources"),
    word("warning"),
    word("story"),
    word("poster"),
    // Whom a product is for.
    word("for-participants"),
    word("for-facilitators"),
    // Colophon and states.
    word("colophon"),
    word("translators"),
    word("reviewers"),
    word("version"),
    word("released"),
    word("license"),
    word("license-short"),
    word("languages"),
    word("fonts"),
    word("picture-credit"),
    word("contact"),
    word("newest"),
    word("status-machine-draft"),
    word("status-draft"),
    word("status-in-review"),
    word("status-reviewed"),
    word("status-published"),
    word("notice-machine-draft"),
    word("proof"),
    word("unreadable"),
    // The download page.
    word("download"),
    counted("pages"),
    word("whole-toolkit"),
    word("to-read"),
    word("print-black"),
    word("read-phone"),
    word("print-fold"),
    word("large-print"),
    word("handouts"),
    word("cut-apart"),
    word("save-paper"),
    word("pictures"),
    counted("sheets"),
    word("flip-short"),
    word("flip-long"),
    // Large print.
    word("margin-numbers"),
    // The print card.
    word("card-title"),
    word("card-file"),
    word("card-settings"),
    word("card-try"),
    word("card-one-side"),
    word("card-stack"),
    word("card-fold"),
    word("card-staple"),
    word("card-copier"),
    word("binds-left"),
    word("binds-right"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_canonical_case() {
        assert_eq!(LanguageTag::parse("zh-hant").unwrap().as_str(), "zh-Hant");
        assert_eq!(LanguageTag::parse("pa-arab").unwrap().language(), "pa");
        assert!(LanguageTag::parse("english language").is_err());
        assert!(LanguageTag::parse("").is_err());
    }

    #[test]
    fn numbers_take_native_digits() {
        let khmer = Digits::try_from("០១២៣៤៥៦៧៨៩".to_string()).unwrap();
        assert_eq!(khmer.format(2026), "២០២៦");
        assert_eq!(khmer.transcribe("A-1"), "A-១");
        assert!(Digits::try_from("0123".to_string()).is_err());
    }

    #[test]
    fn word_keys_are_unique() {
        let mut keys: Vec<_> = WORDS.iter().map(|word| word.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), WORDS.len());
    }
}
