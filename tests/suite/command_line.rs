//! The command line as staff meet it: streams, exit statuses, suggestions, scaffolds that build at once.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::kit::{Kit, PROJECT, Run};
use crate::pdf::Pdf;

fn lotuspress(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command runs");
    Run::new(&output)
}

/// The project's layouts and fonts, for commands that are run elsewhere.
fn folders() -> [String; 4] {
    let project = Path::new(PROJECT);
    let path = |name: &str| project.join(name).to_string_lossy().into_owned();
    ["--layouts".into(), path("layouts"), "--fonts".into(), path("fonts")]
}

#[test]
fn names_that_match_nothing_are_refused_with_a_suggestion() {
    let kit = Kit::new("cli-names");
    kit.run(&["build", "kp"]).expect_status(2).expect_said("the toolkit has no language `kp`").expect_said("`ko`");
    kit.run(&["build", "--product", "scren"]).expect_status(2).expect_said("did you mean `screen`?");
    kit.run(&["build", "--chapter", "frist"]).expect_status(2).expect_said("did you mean `first`?");
    assert!(!kit.root().join("dist").exists());
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let kit = Kit::new("cli-streams");
    let run = kit.run(&["build"]).expect_status(0).expect_said("language").expect_said("Korean");
    let paths: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(paths.len(), 2);
    assert!(paths.iter().all(|path| path.ends_with(".pdf")), "{}", run.stdout);
}

#[test]
fn json_is_one_object_a_line() {
    let kit = Kit::with_chapter("cli-json", "# A\n\n<b>x</b>\n");
    let run = kit.run(&["build", "--format", "json"]).expect_status(0);
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert!(kinds.contains(&"finding") && kinds.contains(&"file"));
    assert_eq!(kinds.last(), Some(&"summary"));
    assert_eq!(lines.last().expect("a summary")["errors"], 0);
}

#[test]
fn a_chapter_alone_is_a_small_file() {
    let kit = Kit::new("cli-chapter");
    kit.run(&["build", "--chapter", "first"]).expect_status(0);
    assert!(kit.has("en/kit-en-screen-first.pdf") && kit.has("ko/kit-ko-screen-first.pdf"));
}

#[test]
fn checking_writes_no_pdf() {
    let kit = Kit::new("cli-check");
    kit.run(&["check"]).expect_status(0);
    assert!(kit.has("report.html") && !kit.has("en/kit-en-screen.pdf"));
}

#[test]
fn every_finding_can_be_explained() {
    let root = Path::new(PROJECT);
    let list = lotuspress(root, &["explain"]).expect_status(0).stdout;
    for code in list.lines().filter_map(|line| line.split_whitespace().next()) {
        let text = lotuspress(root, &["explain", code]).expect_status(0).stdout;
        assert!(text.starts_with(&format!("## {code}\n")) && text.contains("Before:"), "{text}");
    }
    lotuspress(root, &["explain", "raw-hmtl"]).expect_status(2).expect_said("did you mean `raw-html`?");
}

#[test]
fn fonts_are_shown_with_their_licences() {
    let kit = Kit::new("cli-fonts");
    let run = kit.run(&["fonts", "ko"]).expect_status(0);
    assert!(run.stdout.contains("Noto Serif CJK KR (OFL-1.1)"), "{}", run.stdout);
    assert!(run.stdout.contains("every letter has a font"));
}

#[test]
fn every_language_has_a_page_for_its_readers() {
    let kit = Kit::new("cli-specimen");
    let run = kit.run(&["fonts", "--specimen"]).expect_status(0);
    assert_eq!(run.stderr, "", "the pages are clean");
    let profiles = fs::read_dir(Path::new(PROJECT).join("layouts/languages")).expect("the profiles").count();
    assert_eq!(Pdf::read(&kit.output("specimen.pdf")).pages(), profiles);
    let run = kit.run(&["fonts", "--profiles", "km"]).expect_status(0);
    assert!(run.stdout.contains("(`handout`: Handout {n})"), "{}", run.stdout);
    kit.write("toolkit-source/toolkit.toml", "schema =");
    let run = kit.run(&["fonts", "--specimen", "ko"]).expect_status(1).expect_said("manifest-syntax");
    assert_eq!(run.stdout, "", "nothing is set without a toolkit");
    let run = kit.run(&["fonts", "--specimen", "khm"]).expect_status(2);
    assert!(run.stderr.contains("did you mean `km`?"), "{}", run.stderr);
}

#[test]
fn a_new_toolkit_builds_at_once() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-new");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).expect("a folder");
    lotuspress(&root, &["new", "toolkit", "ours"]).expect_status(0);
    let kit = root.join("ours");
    let folders = folders();
    let build = |arguments: &[&str]| {
        let all: Vec<&str> = arguments.iter().copied().chain(folders.iter().map(String::as_str)).collect();
        lotuspress(&kit, &all)
    };
    let run = build(&["build"]).expect_status(0);
    assert!(!run.stderr.contains("warning["), "{}", run.stderr);
    assert!(kit.join("dist/en/my-toolkit-en-screen.pdf").is_file());

    build(&["new", "language", "km"]).expect_status(0);
    assert!(kit.join("toolkit-source/km/01-first-workshop.md").is_file());
    build(&["build"]).expect_status(0).expect_said("no-chapters");

    build(&["new", "chapter", "second-workshop"]).expect_status(0);
    build(&["build"]).expect_status(0);
    build(&["new", "chapter", "second-workshop"]).expect_status(2).expect_said("already");
    lotuspress(&root, &["new", "toolkit", "ours"]).expect_status(2).expect_said("holds a toolkit already");
}

#[test]
fn the_exported_project_is_whole() {
    let kit = Kit::new("cli-export");
    let mut arguments = vec!["export-typst", "en", "--source", "toolkit-source", "--out", "exported"];
    let folders = folders();
    arguments.extend(folders.iter().map(String::as_str));
    lotuspress(kit.root(), &arguments).expect_status(0);
    let exported = kit.root().join("exported");
    for file in ["main.typ", "edition.typ", "chapters/first.typ", "layout/lib.typ"] {
        assert!(exported.join(file).is_file(), "{file}");
    }
    lotuspress(kit.root(), &arguments).expect_status(2).expect_said("is not empty");
}
