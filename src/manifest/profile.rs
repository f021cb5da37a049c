//! Language profiles: from the file as written to `language::Profile`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::diag::{Finding, Place};
use crate::language::{
    Breaks, Digits, Direction, Emphasis, FontChoice, LanguageTag, LineFilling, Measures, Profile, Quotes, Specimen,
    WORDS,
};

use crate::manifest::codes::{DIGITS_FORM, LANGUAGE_CODE, PROFILE_MISSING, TAG_DIFFERS, VALUE_TYPE, WORDS_MISSING};
use crate::manifest::log::{Log, listed, quoted};
use crate::manifest::model::Located;
use crate::manifest::paths::{Link, Root};
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{FontsSection, LinesSection, MeasuresSection, Numbers, ProfileFile, Text, Texts};

/// Sizes beside Latin text: half to twice.
const FACTORS: RangeInclusive<f64> = 0.5..=2.0;
/// Edges and leading in em.
const EMS: RangeInclusive<f64> = 0.0..=3.0;
/// Word spaces in percent of their natural width.
const SPACES: RangeInclusive<f64> = 30.0..=400.0;
/// Letter spacing in em.
const TRACKING: RangeInclusive<f64> = -0.1..=0.1;

/// The measures of Latin text, which stand in where a profile's own cannot be read.
const LATIN: Measures =
    Measures { size_factor: 1.0, latin_factor: 1.0, top_edge: 0.76, bottom_edge: 0.24, leading: 0.4 };

/// Reads the profile of a language; `None` if there is none, or nothing to set a line in.
///
/// Also returns the profile's file as findings name it.
pub fn read(layouts: &Root, tag: &LanguageTag, log: &Log) -> Option<(Profile, String)> {
    let relative = format!("languages/{tag}.toml");
    if layouts.follow(&layouts.path.join(&relative)) == Link::Missing {
        log.report(missing(layouts, tag, &relative));
        return None;
    }
    let source = Source::read(layouts, &relative, log)?;
    let file = ProfileFile::read(&source, log)?;
    Some((validate(file, tag, &source.file, log)?, source.file))
}

fn missing(layouts: &Root, tag: &LanguageTag, relative: &str) -> Finding {
    let file = layouts.show(relative);
    Finding::new(PROFILE_MISSING, format!("the language `{tag}` has no profile"))
        .at(Place::file(&file))
        .why("the profile says in which letters, sizes and words this language is set, so nothing of it can be made")
        .hint(format!("make `{file}` with `lotuspress new language {tag}`"))
}

fn validate(file: ProfileFile, tag: &LanguageTag, name: &str, log: &Log) -> Option<Profile> {
    if let Some(written) = file.tag.as_ref().and_then(|text| Some((text, rules::tag(text, log)?)))
        && (written.1 != *tag || written.0.value != tag.as_str())
    {
        let text = written.0;
        let finding = Finding::new(TAG_DIFFERS, format!("the tag {} is not the file's name", quoted(&text.value)));
        log.report(finding.at(text.place.clone()).words(&text.value).hint(format!("write `tag = \"{tag}\"`")));
    }
    let own = |what: &str, text: &Option<Text>| {
        text.as_ref().and_then(|text| rules::text(what, text, log)).map_or_else(|| tag.to_string(), |text| text.value)
    };
    let directions = [("ltr", Direction::Ltr), ("rtl", Direction::Rtl)];
    let ways = [("italic", Emphasis::Italic), ("bold", Emphasis::Bold)];
    Some(Profile {
        tag: tag.clone(),
        name: own("the name", &file.name),
        autonym: own("the language's own name", &file.autonym),
        script: code(&file.script, is_script, "a script of ISO 15924, such as `Khmr`", log)
            .unwrap_or_else(|| "Latn".to_string()),
        direction: file
            .direction
            .as_ref()
            .and_then(|text| rules::choice("directions", text, &directions, log))
            .unwrap_or(Direction::Ltr),
        lang: code(&file.lang, is_lang, "a language of ISO 639, such as `km`", log)
            .unwrap_or_else(|| tag.language().to_string()),
        region: code(&file.region, is_region, "a region of ISO 3166, such as `KH`", log),
        fonts: fonts(file.fonts, log)?,
        measures: measures(&file.measures, log),
        lines: lines(&file.lines, log),
        quotes: Quotes {
            double: marks("double", file.double, ["“", "”"], log),
            single: marks("single", file.single, ["‘", "’"], log),
        },
        emphasis: file
            .emphasis
            .as_ref()
            .and_then(|text| rules::choice("ways of emphasis", text, &ways, log))
            .unwrap_or(Emphasis::Bold),
        digits: file.digits.as_ref().and_then(|text| digits(text, log)).unwrap_or(Digits::ASCII),
        words: words(file.words_place.as_ref(), &file.words, name, log),
        confirm: confirm(file.confirm, log),
        questions: texts("a question", file.questions, log),
        specimen: Specimen {
            letters: file.specimen.letters.map(|text| text.value).unwrap_or_default(),
            text: file.specimen.text.map(|text| text.value).unwrap_or_default(),
            list: texts("an item of `list`", file.specimen.list, log),
        },
    })
}

/// The texts of a list; empty ones are told and left out.
fn texts(what: &str, list: Option<Texts>, log: &Log) -> Vec<String> {
    let list = list.map(|list| list.value).unwrap_or_default();
    list.iter().filter_map(|text| rules::text(what, text, log)).map(|text| text.value).collect()
}

/// The keys of words that a reader should confirm.
fn confirm(list: Option<Texts>, log: &Log) -> Vec<String> {
    let choices: Vec<(&str, &str)> = WORDS.iter().map(|word| (word.key, word.key)).collect();
    let list = list.map(|list| list.value).unwrap_or_default();
    list.iter().filter_map(|key| rules::choice("words", key, &choices, log)).map(str::to_string).collect()
}

fn is_script(code: &str) -> bool {
    let mut bytes = code.bytes();
    code.len() == 4
        && bytes.next().is_some_and(|first| first.is_ascii_uppercase())
        && bytes.all(|byte| byte.is_ascii_lowercase())
}

fn is_lang(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_region(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn code(text: &Option<Text>, fits: fn(&str) -> bool, wanted: &str, log: &Log) -> Option<String> {
    let text = text.as_ref()?;
    if fits(&text.value) {
        return Some(text.value.clone());
    }
    let finding = Finding::new(LANGUAGE_CODE, format!("{} is not {wanted}", quoted(&text.value)));
    log.report(finding.at(text.place.clone()).words(&text.value).hint("mind capital and small letters"));
    None
}

/// The families by role; a role without any borrows those of another one, so that no role is ever empty.
fn fonts(file: FontsSection, log: &Log) -> Option<FontChoice> {
    let named = |role: &str, list: Option<Texts>| -> Vec<String> {
        let Some(list) = list else { return Vec::new() };
        if list.value.is_empty() {
            rules::empty(&format!("the list `{role}`"), &list.place, log);
        }
        let what = format!("a family of `{role}`");
        list.value.iter().filter_map(|family| rules::text(&what, family, log)).map(|family| family.value).collect()
    };
    let mut roles = [
        named("text", file.text),
        named("heading", file.heading),
        named("mono", file.mono),
        named("latin", file.latin),
    ];
    let spare = roles.iter().find(|families| !families.is_empty())?.clone();
    for families in roles.iter_mut().filter(|families| families.is_empty()) {
        families.clone_from(&spare);
    }
    let [text, heading, mono, latin] = roles;
    Some(FontChoice { text, heading, mono, latin })
}

fn measures(file: &MeasuresSection, log: &Log) -> Measures {
    let number = |key: &str, number: &Option<Located<f64>>, range: RangeInclusive<f64>, otherwise: f64| {
        number.as_ref().and_then(|number| rules::within(key, number, range, log)).unwrap_or(otherwise)
    };
    Measures {
        size_factor: number("size-factor", &file.size_factor, FACTORS, LATIN.size_factor),
        latin_factor: number("latin-factor", &file.latin_factor, FACTORS, LATIN.latin_factor),
        top_edge: number("top-edge", &file.top_edge, EMS, LATIN.top_edge),
        bottom_edge: number("bottom-edge", &file.bottom_edge, EMS, LATIN.bottom_edge),
        leading: number("leading", &file.leading, EMS, LATIN.leading),
    }
}

fn lines(file: &LinesSection, log: &Log) -> LineFilling {
    let kinds = [
        ("spaces", Breaks::Spaces),
        ("eojeol", Breaks::Eojeol),
        ("dictionary", Breaks::Dictionary),
        ("han", Breaks::Han),
    ];
    let breaks = file.breaks.as_ref().and_then(|text| rules::choice("line breaks", text, &kinds, log));
    LineFilling {
        breaks: breaks.unwrap_or(Breaks::Spaces),
        justify: file.justify.as_ref().is_some_and(|flag| flag.value),
        hyphenate: file.hyphenate.as_ref().is_some_and(|flag| flag.value),
        spacing: span("spacing", &file.spacing, SPACES, log).unwrap_or([80.0, 150.0]),
        tracking: span("tracking", &file.tracking, TRACKING, log).unwrap_or([0.0, 0.0]),
    }
}

/// Two numbers, the smaller first.
fn span(key: &str, list: &Option<Numbers>, range: RangeInclusive<f64>, log: &Log) -> Option<[f64; 2]> {
    let list = list.as_ref()?;
    let wrong = |message: String| {
        let finding = Finding::new(VALUE_TYPE, message).at(list.place.clone()).words(key);
        log.report(finding.hint("write the least and the most, such as `spacing = [80, 150]`"));
    };
    let [low, high] = list.value.as_slice() else {
        wrong(format!("`{key}` must be a list of two numbers; here are {}", list.value.len()));
        return None;
    };
    let pair = (rules::within(key, low, range.clone(), log), rules::within(key, high, range, log));
    let (low, high) = (pair.0?, pair.1?);
    if low > high {
        wrong(format!("`{key}` has its larger number first"));
        return None;
    }
    Some([low, high])
}

fn marks(key: &str, list: Option<Texts>, otherwise: [&str; 2], log: &Log) -> [String; 2] {
    let otherwise = otherwise.map(str::to_string);
    let Some(list) = list else { return otherwise };
    let what = format!("a quotation mark of `{key}`");
    let found: Vec<Option<String>> =
        list.value.iter().map(|mark| rules::text(&what, mark, log).map(|mark| mark.value)).collect();
    match found.as_slice() {
        [Some(open), Some(close)] => [open.clone(), close.clone()],
        [_, _] => otherwise,
        _ => {
            let message = format!("`{key}` must be a list of two quotation marks; here are {}", list.value.len());
            let finding = Finding::new(VALUE_TYPE, message).at(list.place).words(key);
            log.report(finding.hint("write the opening and the closing mark, such as `[\"“\", \"”\"]`"));
            otherwise
        }
    }
}

fn digits(text: &Text, log: &Log) -> Option<Digits> {
    let mut different: Vec<char> = text.value.chars().collect();
    different.sort_unstable();
    different.dedup();
    let invisible = |c: &char| c.is_whitespace() || c.is_control();
    let reason = match Digits::try_from(text.value.clone()) {
        Err(reason) => reason,
        Ok(digits) if different.len() == 10 && !different.iter().any(invisible) => return Some(digits),
        Ok(_) => "ten different digits are needed, zero first".to_string(),
    };
    log.report(
        Finding::new(DIGITS_FORM, reason)
            .at(text.place.clone())
            .words(&text.value)
            .hint("write the ten digits without spaces: `digits = \"0123456789\"`"),
    );
    None
}

/// The furniture words. One that is missing is one line of a single finding, and its key stands in for it, so that a
/// proof copy shows where it is needed.
fn words(place: Option<&Place>, texts: &[(Text, Text)], file: &str, log: &Log) -> BTreeMap<String, String> {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for (key, text) in texts {
        if let Some((key, text)) = rules::word(key, text, log) {
            words.insert(key.to_string(), text);
        }
    }
    let written = |key: &str| texts.iter().any(|(name, _)| name.value == key);
    let missing: Vec<&str> = WORDS.iter().map(|word| word.key).filter(|key| !written(key)).collect();
    if let Some(place) = place.filter(|_| !missing.is_empty()) {
        let message = format!("{} of {} words are missing: {}", missing.len(), WORDS.len(), listed(missing.clone()));
        log.report(
            Finding::new(WORDS_MISSING, message)
                .at(place.clone())
                .why("the layouts print them, and nothing may fall back to English unseen")
                .hint(format!("add them to `[words]` of `{file}`; `docs/manifest.md` says what each is")),
        );
    }
    for word in WORDS {
        let stand_in = || std::iter::once(word.key).chain(word.holders.iter().copied()).collect::<Vec<_>>().join(" ");
        words.entry(word.key.to_string()).or_insert_with(stand_in);
    }
    words
}
