//! Real texts that nobody here wrote, in every language: built whole, without an error.

#[path = "../../benches/toolkit.rs"]
mod toolkit;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lotuspress::proof;

use crate::kit::{PROJECT, Run};
use crate::pdf::Pdf;

const TAGS: [&str; 13] = ["en", "hi", "ne", "tl", "bn", "ko", "hmn", "zh-Hans", "zh-Hant", "ar", "pa", "vi", "km"];

/// The corpus beside the project. Where it is absent a test says so by name and passes; in CI its absence is a failure.
fn corpus(test: &str) -> Option<PathBuf> {
    let folder = Path::new(PROJECT).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(env::var_os("CI").is_none(), "{test}: the corpus is missing in CI");
    eprintln!("{test}: skipped, there is no corpus beside the project");
    None
}

/// Languages beyond the thirteen, which need a profile, fonts and texts, and no code.
const MORE: [&str; 5] = ["ja", "lo", "pa-Arab", "th", "ur"];

#[test]
fn real_texts_are_built_in_every_language() {
    let Some(corpus) = corpus("real_texts_are_built_in_every_language") else { return };
    build(&corpus, "corpus", &TAGS, &["udhr", "wa-verify-faq"]);
}

#[test]
fn further_languages_need_no_code() {
    let Some(corpus) = corpus("further_languages_need_no_code") else { return };
    build(&corpus, "corpus-more", &MORE, &["udhr", "wa-verify-faq"]);
    // The Burmese FAQ has a sign in the wrong order, which is rightly an error.
    build(&corpus, "corpus-burmese", &["my"], &["udhr"]);
}

/// Builds a toolkit of the corpus's texts, expects no error and a whole file for each language.
fn build(corpus: &Path, name: &str, tags: &[&str], texts: &[&str]) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    let source = root.join("toolkit-source");
    toolkit::write(corpus, &source, tags, 1, texts, &[toolkit::SCREEN, toolkit::FOR_PRINT]).expect("a toolkit");
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(["build", "--format", "short", "--layouts"])
        .arg(Path::new(PROJECT).join("layouts"))
        .arg("--fonts")
        .arg(Path::new(PROJECT).join("fonts"))
        .current_dir(&root)
        .output()
        .expect("the command runs");
    let run = Run::new(&output);
    assert!(!run.stderr.contains("error["), "{}", run.stderr);
    for code in proof::CODES {
        assert!(!run.stderr.contains(&format!("[{}]", code.name)), "{}\n{}", code.name, run.stderr);
    }
    for tag in tags {
        let path = root.join(format!("dist/{tag}/corpus-{tag}-screen.pdf"));
        let pdf = Pdf::read(&fs::read(&path).unwrap_or_else(|error| panic!("{tag}: {error}\n{}", run.stderr)));
        assert!(pdf.pages() > 8, "{tag} has {} pages", pdf.pages());
    }
}
