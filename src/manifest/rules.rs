//! Rules for single values: ids, tags, names from a closed list, colours, sizes, texts and furniture words.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::diag::{Finding, Place};
use crate::geometry::Length;
use crate::language::{LanguageTag, WORDS, Word};
use crate::product::Status;

use crate::manifest::codes::{
    BUDGET_FORM, COLOUR_FORM, HOME_FORM, ID_FORM, LENGTH_FORM, LISTED_TWICE, NUMBER_RANGE, TAG_FORM, TELEPHONE_FORM,
    TEXT_CHARACTERS, VALUE_EMPTY, VALUE_UNKNOWN, VERSION_FORM, WORD_HOLDER, WORD_UNKNOWN,
};
use crate::manifest::colour::Colour;
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::Located;
use crate::manifest::syntax::Text;

/// The most letters of an id or a version; they are parts of file names, and paths on Windows are short.
const LONGEST_ID: usize = 60;

/// How many digits a telephone number has.
const TELEPHONE_DIGITS: RangeInclusive<usize> = 5..=15;

/// White space that counts as one space, as it does in a chapter.
const COLLAPSED: [char; 4] = [' ', '\t', '\n', '\r'];

/// A value as an id, a name or the like: lower-case ASCII letters, digits and single hyphens between them.
pub fn id(what: &str, text: &Text, log: &Log) -> Option<String> {
    if is_id(&text.value) {
        return Some(text.value.clone());
    }
    log.report(
        Finding::new(ID_FORM, format!("{} cannot be {what}", quoted(&text.value)))
            .at(text.place.clone())
            .words(&text.value)
            .why("it becomes part of file names and links, which have to work everywhere")
            .hint("use Latin lower-case letters, digits and hyphens between them, such as `story-circle`"),
    );
    None
}

/// Whether a text has the form of an id.
pub fn is_id(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= LONGEST_ID && text.split('-').all(|part| !part.is_empty() && part.bytes().all(is_letter))
}

/// A version: it stands on the cover and may be part of a file name.
pub fn version(text: &Text, log: &Log) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    let ends_well = text.value.ends_with(|c: char| c.is_ascii_alphanumeric());
    let begins_well = text.value.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins_well && ends_well && text.value.chars().all(allowed) && text.value.len() <= LONGEST_ID {
        return Some(text.value.clone());
    }
    log.report(
        Finding::new(VERSION_FORM, format!("{} cannot be a version", quoted(&text.value)))
            .at(text.place.clone())
            .words(&text.value)
            .hint("use Latin letters, digits and points, such as `2026.1`"),
    );
    None
}

/// A language tag.
pub fn tag(text: &Text, log: &Log) -> Option<LanguageTag> {
    match LanguageTag::parse(&text.value) {
        Ok(tag) => Some(tag),
        Err(reason) => {
            log.report(
                Finding::new(TAG_FORM, format!("{} is no language tag", quoted(&text.value)))
                    .at(text.place.clone())
                    .words(&text.value)
                    .why(reason)
                    .hint("write a tag of BCP 47, such as `km`, `vi` or `zh-Hant`"),
            );
            None
        }
    }
}

/// One of a few names; `what` is the plural that the message uses.
pub fn choice<T: Copy>(what: &str, text: &Text, choices: &[(&'static str, T)], log: &Log) -> Option<T> {
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text.value) {
        return Some(*value);
    }
    let names = || choices.iter().map(|(name, _)| *name);
    log.report(
        Finding::new(VALUE_UNKNOWN, format!("{} is none of the {what}: {}", quoted(&text.value), listed(names())))
            .at(text.place.clone())
            .words(&text.value)
            .hint(suggestion(&text.value, names(), format!("write one of {}", listed(names())))),
    );
    None
}

/// A state of a chapter.
pub fn status(text: &Text, log: &Log) -> Option<Status> {
    let choices = Status::ALL.map(|status| (status.name(), status));
    choice("states of a chapter", text, &choices, log)
}

/// A web address.
pub fn home(text: &Text, log: &Log) -> Option<String> {
    let rest = text.value.strip_prefix("https://").or_else(|| text.value.strip_prefix("http://"));
    let good = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', '?', '#', '.'])
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\`{}|^".contains(c))
    });
    if good {
        return Some(text.value.clone());
    }
    log.report(
        Finding::new(HOME_FORM, format!("{} is no web address", quoted(&text.value)))
            .at(text.place.clone())
            .words(&text.value)
            .why("readers are sent there for the newest version")
            .hint("write the whole address, such as `https://example.org/toolkit`"),
    );
    None
}

/// A colour `#RRGGBB`.
pub fn colour(text: &Text, log: &Log) -> Option<Colour> {
    let colour = Colour::parse(&text.value);
    if colour.is_none() {
        log.report(
            Finding::new(COLOUR_FORM, format!("{} is no colour", quoted(&text.value)))
                .at(text.place.clone())
                .words(&text.value)
                .hint("write red, green and blue with two hexadecimal digits each, such as `#B5123E`"),
        );
    }
    colour
}

/// One telephone number that a telephone can dial: a plus at the start only, and as many digits as ITU-T E.164 allows.
pub fn telephone(text: &Text, log: &Log) -> Option<Text> {
    let number = self::text("the telephone number", text, log)?;
    let digits = number.value.chars().filter(char::is_ascii_digit).count();
    let is_sign = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
    let plus = number.value.rfind('+').is_none_or(|at| number.value[..at].chars().all(|c| c == '('));
    if plus && TELEPHONE_DIGITS.contains(&digits) && number.value.chars().all(is_sign) {
        return Some(number);
    }
    log.report(
        Finding::new(TELEPHONE_FORM, format!("{} is no telephone number", quoted(&text.value)))
            .at(text.place.clone())
            .words(&text.value)
            .why("readers tap it to call; it may have 5 to 15 digits, spaces and the signs `+ ( ) - . /`")
            .hint(
                "write one number with the digits 0 to 9, such as `+1 (612) 555-0100`; other words go into `contact`",
            ),
    );
    None
}

/// A number of bytes such as `2 MB` or `500 kB`, in decimal units.
pub fn budget(text: &Text, log: &Log) -> Option<u64> {
    let bytes = parse_bytes(&text.value);
    if bytes.is_none() {
        log.report(
            Finding::new(BUDGET_FORM, format!("{} is no size of a file", quoted(&text.value)))
                .at(text.place.clone())
                .words(&text.value)
                .hint("write a number and `kB` or `MB`, such as `2 MB` or `500 kB`"),
        );
    }
    bytes
}

fn parse_bytes(text: &str) -> Option<u64> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(split);
    let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * unit as f64;
    (1.0..=1e12).contains(&bytes).then(|| bytes.round() as u64)
}

/// A number within a range.
pub fn within(key: &str, number: &Located<f64>, range: RangeInclusive<f64>, log: &Log) -> Option<f64> {
    if range.contains(&number.value) {
        return Some(number.value);
    }
    let (low, high) = range.into_inner();
    log.report(
        Finding::new(NUMBER_RANGE, format!("`{key}` is {}; it must lie between {low} and {high}", number.value))
            .at(number.place.clone())
            .words(number.value.to_string())
            .hint("check the decimal point"),
    );
    None
}

/// A length such as `3 mm`, `0.125 in` or `6 pt`; the range is in points.
pub fn length(key: &str, text: &Text, range: RangeInclusive<f64>, log: &Log) -> Option<Length> {
    let length = parse_length(&text.value);
    let Some(points) = length.map(Length::to_pt) else {
        log.report(
            Finding::new(LENGTH_FORM, format!("{} is no length", quoted(&text.value)))
                .at(text.place.clone())
                .words(&text.value)
                .hint("write a number and `mm`, `in` or `pt`, such as `3 mm`, `0.125 in` or `6 pt`"),
        );
        return None;
    };
    if range.contains(&points) {
        return length;
    }
    let (low, high) = range.into_inner();
    log.report(
        Finding::new(NUMBER_RANGE, format!("`{key}` is {points:.2} pt; it must lie between {low} and {high} pt"))
            .at(text.place.clone())
            .words(&text.value)
            .hint("check the decimal point and the unit"),
    );
    None
}

/// A number and a unit, with or without a space between them.
pub fn parse_length(text: &str) -> Option<Length> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "mm" => Some(Length::mm(number)),
        "in" => Some(Length::inches(number)),
        "pt" => Some(Length::pt(number)),
        _ => None,
    }
}

/// A text for readers: white space collapsed, characters that nobody sees dropped, not empty.
pub fn text(what: &str, text: &Text, log: &Log) -> Option<Text> {
    let hidden = |c: &char| is_hidden(*c);
    let names: BTreeSet<String> =
        text.value.chars().filter(hidden).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    if !names.is_empty() {
        let names = names.iter().map(String::as_str);
        log.report(
            Finding::new(TEXT_CHARACTERS, format!("{what} holds characters that nobody can see: {}", listed(names)))
                .at(text.place.clone())
                .words(text.value.chars().filter(|c| !is_hidden(*c)).collect::<String>())
                .why("they were dropped, since they upset the order of the letters or the file that is made")
                .hint("type the words anew in place of pasting them"),
        );
    }
    let visible: String = text.value.chars().filter(|c| !is_hidden(*c)).collect();
    // Only the spaces of the keyboard are collapsed: a no-break space or an ideographic one is meant.
    let value = visible.split(COLLAPSED).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if value.trim().is_empty() {
        empty(what, &text.place, log);
        return None;
    }
    Some(Located { value, place: text.place.clone() })
}

/// Reports a text or a list with nothing in it.
pub fn empty(what: &str, place: &Place, log: &Log) {
    log.report(Finding::new(VALUE_EMPTY, format!("{what} is empty")).at(place.clone()).hint("fill it in"));
}

/// Control characters, byte order marks, and the embeddings and overrides of writing direction. Joiners, soft hyphens
/// and the isolates that Arabic needs stay.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !COLLAPSED.contains(&c))
        || matches!(c, '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{fff9}'..='\u{fffb}')
}

/// Reports every value that stands twice, and gives the places of first standing their right.
pub fn twice(what: &str, value: &str, place: &Place, seen: &mut BTreeSet<String>, log: &Log) -> bool {
    if seen.insert(value.to_string()) {
        return false;
    }
    log.report(
        Finding::new(LISTED_TWICE, format!("{what} {} is listed twice", quoted(value)))
            .at(place.clone())
            .words(value)
            .hint("keep one of the two"),
    );
    true
}

/// A furniture word by its key: the key is known, the text is not empty, its place-holders are the right ones.
pub fn word(key: &Text, text: &Text, log: &Log) -> Option<(&'static str, String)> {
    let Some(word) = WORDS.iter().find(|word| word.key == key.value) else {
        let known = WORDS.iter().map(|word| word.key);
        log.report(
            Finding::new(WORD_UNKNOWN, format!("{} is none of the words that the layouts print", quoted(&key.value)))
                .at(key.place.clone())
                .words(&key.value)
                .hint(suggestion(&key.value, known, "remove it; `docs/manifest.md` lists the words")),
        );
        return None;
    };
    let text = self::text(&format!("the word `{}`", word.key), text, log)?;
    holders(word, &text, log).then_some((word.key, text.value))
}

fn holders(word: &Word, text: &Text, log: &Log) -> bool {
    let found = braced(&text.value);
    let missing: Vec<&str> = word.holders.iter().copied().filter(|holder| !found.contains(holder)).collect();
    let foreign: Vec<&str> = found.iter().copied().filter(|holder| !word.holders.contains(holder)).collect();
    let wrong = Finding::new(
        WORD_HOLDER,
        match (missing.is_empty(), foreign.is_empty()) {
            (true, true) => return true,
            (false, _) => format!("the word `{}` lacks {}", word.key, listed(missing.iter().copied())),
            (true, false) => format!("the word `{}` has {}, which is never filled", word.key, listed(foreign)),
        },
    );
    let hint = match word.holders {
        [] => "leave the braces out".to_string(),
        needed => format!("write {} where the number stands", listed(needed.iter().copied())),
    };
    log.report(wrong.at(text.place.clone()).words(&text.value).why("a number takes this place in print").hint(hint));
    false
}

/// Every place-holder of a text, a lone brace included.
fn braced(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let from = &rest[start..];
        let end = if from.starts_with('{') { from.find('}').map_or(from.len(), |end| end + 1) } else { 1 };
        found.push(&from[..end]);
        rest = &from[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_decimal() {
        assert_eq!(parse_bytes("2 MB"), Some(2_000_000));
        assert_eq!(parse_bytes("500kB"), Some(500_000));
        assert_eq!(parse_bytes("1.5 MB"), Some(1_500_000));
        for bad in ["2", "MB", "2 MiB", "-1 MB", "0 MB", "1.2.3 MB", "99999999999999999999 GB"] {
            assert_eq!(parse_bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn lengths_have_a_unit() {
        assert_eq!(parse_length("0.1 mm"), Some(Length::mm(0.1)));
        assert_eq!(parse_length("0.004in"), Some(Length::inches(0.004)));
        assert_eq!(parse_length("6 pt"), Some(Length::pt(6.0)));
        for bad in ["0.1", "mm", "-0.1 mm", "0,1 mm", "1 m", "thin"] {
            assert_eq!(parse_length(bad), None, "{bad}");
        }
    }

    #[test]
    fn place_holders_are_found_even_when_broken() {
        assert_eq!(braced("{n} phút"), ["{n}"]);
        assert_eq!(braced("a { b"), ["{ b"]);
        assert_eq!(braced("a } {n}"), ["}", "{n}"]);
    }
}
