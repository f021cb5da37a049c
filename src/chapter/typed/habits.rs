//! What a profile says about typing: its scripts, digits and quotation marks.

use unicode_script::Script;

use crate::language::{Digits, Profile};

/// Zero of every kind of digit that a keyboard of these languages can type.
const ZEROS: [char; 13] = [
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{1040}',
    '\u{17e0}',
    '\u{16b50}',
    '\u{1e140}',
];

/// How a language is typed.
#[derive(Debug)]
pub(super) struct Habits {
    /// Language subtag.
    pub language: String,
    /// The language's name in English.
    pub name: String,
    /// ISO 15924 code of its script.
    pub script: String,
    /// The scripts whose letters are its own; empty where the code is not known, and then no script is judged.
    pub scripts: Vec<Script>,
    /// Outer quotation marks.
    pub quotes: [String; 2],
    /// Inner quotation marks.
    pub inner: [String; 2],
    /// The digits of its folios.
    pub digits: Digits,
}

impl Habits {
    /// The habits of a profile's language.
    pub(super) fn of(profile: &Profile) -> Self {
        Habits {
            language: profile.tag.language().to_owned(),
            name: profile.name.clone(),
            script: profile.script.clone(),
            scripts: scripts(&profile.script),
            quotes: profile.quotes.double.clone(),
            inner: profile.quotes.single.clone(),
            digits: profile.digits.clone(),
        }
    }

    /// Whether a letter's script is the language's own.
    pub(super) fn owns(&self, script: Script) -> bool {
        self.scripts.contains(&script)
    }

    /// Whether the language is written in Latin letters.
    pub(super) fn is_latin(&self) -> bool {
        self.owns(Script::Latin)
    }

    /// Whether the language is written with wide signs.
    pub(super) fn is_wide(&self) -> bool {
        matches!(self.script.as_str(), "Hans" | "Hant" | "Jpan" | "Hani")
    }

    /// Whether the language is written without spaces between words, and so without apostrophes.
    pub(super) fn is_unspaced(&self) -> bool {
        self.is_wide() || [Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar].iter().any(|it| self.owns(*it))
    }

    /// Whether Arabic letters of Urdu's and Punjabi's kind are its own.
    pub(super) fn is_nastaliq(&self) -> bool {
        self.owns(Script::Arabic) && matches!(self.language.as_str(), "ur" | "pa" | "pnb" | "skr")
    }

    /// Zero of the digits that readers of the language know besides ASCII ones.
    pub(super) fn native_zero(&self) -> Option<char> {
        let zero = match self.script.as_str() {
            "Arab" if self.language == "ar" => '\u{660}',
            "Arab" => '\u{6f0}',
            "Deva" => '\u{966}',
            "Beng" => '\u{9e6}',
            "Guru" => '\u{a66}',
            "Thai" => '\u{e50}',
            "Laoo" => '\u{ed0}',
            "Mymr" => '\u{1040}',
            "Khmr" => '\u{17e0}',
            "Hmng" => '\u{16b50}',
            "Hmnp" => '\u{1e140}',
            _ => return None,
        };
        Some(zero)
    }

    /// Whether digits with this zero belong in the language's text.
    pub(super) fn has_digits(&self, zero: char) -> bool {
        zero == '0' || Some(zero) == self.native_zero() || self.digits.format(0).starts_with(zero)
    }
}

/// The value of a digit and the zero of its kind.
pub(super) fn digit(c: char) -> Option<(u32, char)> {
    ZEROS.iter().find_map(|zero| {
        let value = (c as u32).checked_sub(*zero as u32).filter(|value| *value < 10)?;
        Some((value, *zero))
    })
}

/// The scripts of an ISO 15924 code.
pub(super) fn scripts(code: &str) -> Vec<Script> {
    match code {
        "Hans" | "Hant" | "Hani" => vec![Script::Han, Script::Bopomofo],
        "Jpan" => vec![Script::Han, Script::Hiragana, Script::Katakana],
        "Kore" => vec![Script::Hangul],
        _ => Script::from_short_name(code).into_iter().collect(),
    }
}
