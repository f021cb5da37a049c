//! `docs/languages.md`: how each language is set, and what its readers have still to confirm, from the profiles.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::language::{Breaks, Direction, Emphasis, Profile};

/// The document's text; `english` are the words of the English profile by key.
pub fn languages_document(profiles: &[&Profile], english: &BTreeMap<String, String>) -> String {
    let mut text = String::from(OPENING);
    table(&mut text, "Letters and lines", &LETTERS, profiles, letters_row);
    table(&mut text, "Signs", &SIGNS, profiles, signs_row);
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
