//! `docs/languages.md`: how each language is set, and what its readers have still to confirm, from the profiles.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::catalogue::amounts;
use crate::catalogue::wire::{Catalogue, File, Language};
use crate::language::{Breaks, Direction, Emphasis, Profile};

/// The document's text; `english` are the words of the English profile by key, `catalogue` is what the last build made if
/// there was one.
pub fn languages_document(
    profiles: &[&Profile],
    english: &BTreeMap<String, String>,
    catalogue: Option<&Catalogue>,
) -> String {
    let mut text = String::from(OPENING);
    table(&mut text, "Letters and lines", &LETTERS, profiles, letters_row);
    table(&mut text, "Signs", &SIGNS, profiles, signs_row);
    editions(&mut text, profiles, catalogue);
    text.push_str("## To be confirmed\n\n");
    text.push_str(CONFIRM);
    for profile in profiles {
        open_questions(&mut text, profile, english);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

const OPENING: &str = "# How each language is set\n\n\
    This page is made from the profiles in `layouts/languages/` by `lotuspress fonts --profiles`; a test compares it. To \
    change it, change a\nprofile and run `lotuspress fonts --profiles > docs/languages.md`. The first lines of each profile \
    name the sources of its numbers.\n\n";

const CONFIRM: &str = "No native reader has signed off any of these languages yet. `lotuspress fonts --specimen` prints a \
    page of each at real size, with these\nquestions, for a reader to write on. A word that a reader confirms leaves the \
    list `confirm` of the profile, and an answered\nquestion leaves `questions`.\n\n";

/// The heading of the section that depends on a build.
const EDITIONS: &str = "What each edition holds";

const RENEW: &str = "Pages are those of the whole book. To renew the table, run `lotuspress build`, and then\n\
    `lotuspress fonts --profiles > docs/languages.md`.\n\n";

const NO_BUILD: &str = "There is no `catalogue.json` in the output folder, so that nothing is known of chapters and pages. Run \
    `lotuspress build`, and then\n`lotuspress fonts --profiles` again.\n\n";

const LETTERS: [&str; 8] =
    ["language", "tag", "script", "text", "headings", "size beside English", "line pitch (em)", "lines"];
const SIGNS: [&str; 6] = ["language", "digits", "quotes", "quotes inside", "emphasis", "bound on the"];

fn table<const N: usize>(
    text: &mut String,
    title: &str,
    head: &[&str; N],
    profiles: &[&Profile],
    row: fn(&Profile) -> [String; N],
) {
    let _ = writeln!(text, "## {title}\n\n| {} |\n|{}", head.join(" | "), " --- |".repeat(N));
    for profile in profiles {
        let _ = writeln!(text, "| {} |", row(profile).join(" | "));
    }
    text.push('\n');
}

/// What a build made of the editions of these profiles.
fn editions(text: &mut String, profiles: &[&Profile], catalogue: Option<&Catalogue>) {
    let _ = writeln!(text, "## {EDITIONS}\n");
    let Some(catalogue) = catalogue else {
        text.push_str(NO_BUILD);
        return;
    };
    let _ = write!(text, "{}\n\n{RENEW}", amounts::MEANING);
    let source = catalogue.languages.iter().find(|language| language.tag == catalogue.toolkit.source);
    let products = products(catalogue);
    let head = ["language", "tag"].into_iter().chain(amounts::HEADS).map(str::to_string);
    let head: Vec<String> = head.chain(products.iter().map(|product| format!("pages of {product}"))).collect();
    let _ = writeln!(text, "| {} |\n|{}", head.join(" | "), " --- |".repeat(head.len()));
    for profile in profiles {
        let Some(language) = catalogue.languages.iter().find(|it| it.tag == profile.tag.as_str()) else { continue };
        let names = [language.name.clone(), language.tag.clone()];
        let amounts = amounts::amounts(language, source);
        let pages = products.iter().map(|product| pages(catalogue, language, product));
        let row: Vec<String> = names.into_iter().chain(amounts.map(|it| it.text)).chain(pages).collect();
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
}

/// The products of which the whole book was built, those for participants first.
fn products(catalogue: &Catalogue) -> Vec<&str> {
    let mut products: Vec<_> = books(catalogue).map(|file| (file.audience, file.product.as_str())).collect();
    products.sort_unstable();
    products.dedup();
    products.into_iter().map(|(_, product)| product).collect()
}

fn books(catalogue: &Catalogue) -> impl Iterator<Item = &File> {
    catalogue.files.iter().filter(|file| file.chapter.is_none())
}

/// The pages of the newest file of a product; what is not for readers, or not the newest state, says so.
fn pages(catalogue: &Catalogue, language: &Language, product: &str) -> String {
    let own = || books(catalogue).filter(|file| file.edition == language.tag && file.product == product);
    match own().find(|file| file.current).or(own().next()) {
        Some(file) if file.proof => format!("{} (proof copy)", file.pages),
        Some(file) if !file.current => format!("{} (not current)", file.pages),
        Some(file) => file.pages.to_string(),
        None => "not built".to_string(),
    }
}

fn letters_row(profile: &Profile) -> [String; 8] {
    let measures = &profile.measures;
    [
        format!("{} ({})", profile.name, profile.autonym),
        profile.tag.to_string(),
        profile.script.clone(),
        profile.fonts.text.join(", "),
        profile.fonts.heading.join(", "),
        format!("{:.2}", measures.size_factor),
        format!("{:.2}", measures.top_edge + measures.bottom_edge + measures.leading),
        lines(profile),
    ]
}

fn lines(profile: &Profile) -> String {
    let filled = if profile.lines.justify { "straight" } else { "ragged" };
    let ends = match profile.lines.breaks {
        Breaks::Spaces => "end at spaces",
        Breaks::Eojeol => "end at spaces, not between syllables",
        Breaks::Dictionary => "end between words of a dictionary",
        Breaks::Han => "end between any two letters",
    };
    let hyphens = if profile.lines.hyphenate { ", hyphens" } else { "" };
    format!("{filled}, {ends}{hyphens}")
}

fn signs_row(profile: &Profile) -> [String; 6] {
    let marks = |pair: &[String; 2]| format!("{}\u{2026}{}", pair[0], pair[1]);
    [
        profile.name.clone(),
        (0..10).map(|digit| profile.digits.format(digit)).collect(),
        marks(&profile.quotes.double),
        marks(&profile.quotes.single),
        match profile.emphasis {
            Emphasis::Italic => "italic".to_string(),
            Emphasis::Bold => "bold".to_string(),
        },
        match profile.direction {
            Direction::Ltr => "left".to_string(),
            Direction::Rtl => "right".to_string(),
        },
    ]
}

fn open_questions(text: &mut String, profile: &Profile, english: &BTreeMap<String, String>) {
    let _ = writeln!(text, "### {} ({})\n", profile.name, profile.tag);
    let words = profile.confirm.iter().map(|key| {
        let meaning = english.get(key).map_or(key.as_str(), String::as_str);
        format!("{} (`{key}`: {meaning})", profile.word(key))
    });
    let words: Vec<String> = words.collect();
    if !words.is_empty() {
        let _ = writeln!(text, "- The words: {}.", words.join("; "));
    }
    for question in &profile.questions {
        let _ = writeln!(text, "- {question}");
    }
    if words.is_empty() && profile.questions.is_empty() {
        text.push_str("- Nothing.\n");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Artifact;
    use crate::artifact::Piece;
    use crate::catalogue::samples::{artifact, language, toolkit};
    use crate::catalogue::wire::{Build, merge};

    fn catalogue(languages: Vec<Language>, artifacts: Vec<Artifact>) -> Catalogue {
        merge(None, Build { toolkit: toolkit(), languages, artifacts, ..Build::default() }, |_| None).catalogue
    }

    #[test]
    fn products_stand_side_by_side_those_for_participants_first() {
        let chapter = Artifact {
            piece: Piece { chapter: Some("one".into()), ..Piece::default() },
            ..artifact("en", "booklet", false)
        };
        let made = vec![artifact("en", "facilitator", false), artifact("en", "screen", false), chapter];
        let made = catalogue(vec![language("en")], made);
        assert_eq!(products(&made), ["screen", "facilitator"], "one chapter is no book");
        assert_eq!(pages(&made, &language("en"), "screen"), "12");
        assert_eq!(pages(&made, &language("km"), "screen"), "not built");
    }

    #[test]
    fn a_proof_copy_says_that_it_is_one() {
        let good = catalogue(vec![language("km")], vec![artifact("km", "screen", false)]);
        let digest = good.files[0].sha256.clone();
        let mut proof = artifact("km", "screen", true);
        proof.pages = 13;
        let build =
            Build { toolkit: toolkit(), languages: vec![language("km")], artifacts: vec![proof], ..Build::default() };
        let both = merge(Some(good), build, |_| Some(digest.clone())).catalogue;
        assert_eq!(pages(&both, &language("km"), "screen"), "13 (proof copy)");
    }
}
