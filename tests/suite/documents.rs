//! The documents say what the program does: every finding, every path, every word.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lotuspress::cli::{all_codes, sections};

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
    let names = ["README.md", "docs/architecture.md", "docs/performance.md", "docs/manifest.md", "docs/chapters.md"];
    for name in names {
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

#[test]
fn the_languages_are_described_as_their_profiles_say() {
    let run = Kit::new("documents-languages").run(&["fonts", "--profiles"]).expect_status(0);
    let made = "docs/languages.md is not what the profiles say: run `lotuspress fonts --profiles > docs/languages.md`";
    assert!(run.stdout == read("docs/languages.md"), "{made}");
}

#[test]
fn the_readme_shows_the_two_commands() {
    let readme = read("README.md");
    assert!(readme.contains("cargo run --release -- build"));
    assert!(readme.contains("cargo test --release"));
}
