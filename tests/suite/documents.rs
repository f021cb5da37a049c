//! The documents say what the program does: every finding, every path, every word.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use lotuspress::cli::{all_codes, sections};
use lotuspress::pipeline::{self, Paths};

use crate::kit::{Kit, PROJECT};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(PROJECT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_code_has_its_section_and_every_section_its_code() {
    let sections = sections();
    let titled: BTreeSet<&str> = sections.iter().map(|(title, _)| *title).collect();
    assert_eq!(titled.len(), sections.len(), "a section stands twice");
    let codes = all_codes();
    let named: BTreeSet<&str> = codes.iter().map(|code| code.name).collect();
    assert_eq!(named.len(), codes.len(), "a code stands twice");
    assert_eq!(titled, named);
    for (title, text) in sections {
        let code = codes.iter().find(|code| code.name == title).expect("a code");
        assert!(text.contains(&format!("\n*{}* · ", code.severity)), "{title} is a {}", code.severity);
        assert!(text.contains("Before:") && text.contains("After:"), "{title} shows no example");
    }
}

#[test]
fn paths_named_in_the_documents_exist() {
    let pages = ["architecture", "performance", "manifest", "chapters", "printers"];
    let names = pages.iter().map(|page| format!("docs/{page}.md")).chain(["README.md".to_string()]);
    for name in names {
        let name = name.as_str();
        let text = read(name);
        for path in text.split('`').skip(1).step_by(2).filter(|word| is_path(word)) {
            assert!(Path::new(PROJECT).join(path).exists(), "{name} names `{path}`");
        }
    }
}

/// A file or folder of the project that is there before anything is built.
fn is_path(word: &str) -> bool {
    let folders = ["src/", "docs/", "layouts/", "fonts/", "tests/", "benches/", ".ci/"];
    folders.iter().any(|folder| word.starts_with(folder)) && !word.contains(['<', '*', ' ', '…'])
}

/// The section of `docs/languages.md` that depends on a build: where it begins, and where the next one does.
fn editions_section(document: &str) -> std::ops::Range<usize> {
    let start = document.find("## What each edition holds\n").expect("the section");
    let end = document[start..].find("\n## To be confirmed").expect("the section after it");
    start..start + end
}

/// `docs/languages.md` without what depends on a build.
fn profiles_part(document: &str) -> String {
    let mut text = document.to_string();
    text.replace_range(editions_section(document), "");
    text
}

#[test]
fn the_languages_are_described_as_their_profiles_say() {
    let run = Kit::new("documents-languages").run(&["fonts", "--profiles"]).expect_status(0);
    let made = "docs/languages.md is not what the profiles say: run `lotuspress build`, and then `lotuspress fonts \
                --profiles > docs/languages.md`";
    assert!(profiles_part(&run.stdout) == profiles_part(&read("docs/languages.md")), "{made}");
    assert!(run.stdout[editions_section(&run.stdout)].contains("Run `lotuspress build`, and then"));
}

#[test]
fn the_languages_have_the_counts_of_their_chapters() {
    let project = Path::new(PROJECT);
    let paths = Paths {
        source: project.join("toolkit-source"),
        layouts: project.join("layouts"),
        fonts: project.join("fonts"),
        out: project.join("dist"),
        imprint: None,
    };
    let counts = pipeline::counts(&paths, &mut Vec::new());
    let source = counts["en"];
    let beside =
        |own: u32, source: u32| if own == source { own.to_string() } else { format!("{own} (source: {source})") };
    let counted: BTreeMap<String, [String; 4]> = counts
        .iter()
        .map(|(tag, own)| {
            let words = own.words.map_or("–".to_string(), |words| words.to_string());
            let (chapters, texts) = (beside(own.chapters, source.chapters), beside(own.texts, source.texts));
            (tag.clone(), [chapters, texts, words, own.characters.to_string()])
        })
        .collect();
    let document = read("docs/languages.md");
    let rows = document[editions_section(&document)].lines().filter(|line| line.starts_with("| ")).skip(2);
    let told: BTreeMap<String, [String; 4]> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            (cells[1].to_string(), std::array::from_fn(|column| cells[column + 2].to_string()))
        })
        .collect();
    let renew = "docs/languages.md has other counts than toolkit-source: run `cargo run --release -- build`, and then \
                 `cargo run --release -- fonts --profiles > docs/languages.md`";
    assert_eq!(told, counted, "{renew}");
}

#[test]
fn the_readme_shows_the_two_commands() {
    let readme = read("README.md");
    assert!(readme.contains("cargo run --release -- build"));
    assert!(readme.contains("cargo test --release"));
}
