//! A group's copies: another name, logo, telephone and other colours in every language, and nothing of the toolkit changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kit::{Kit, PROJECT, Run};
use crate::pdf::Pdf;

const NAME: &str = "Riverbend Renters Union";
const TELEPHONE: &str = "+1 (612) 555-0142";
const ACCENTS: [[u8; 3]; 2] = [[0x7a, 0x1f, 0xa2], [0x0b, 0x5f, 0xa5]];
const LOGO: [u8; 3] = [0x0a, 0x7b, 0x34];
const IMPRINT: &str = r##"schema = 1

[imprint]
name = "Riverbend Renters Union"
logo = "assets/logo.svg"
contact = "union@example.org"
telephone = "+1 (612) 555-0142"
address = ["12 Market St.", "Springfield"]

[look]
accents = ["#7A1FA2", "#0B5FA5"]
"##;

fn square([red, green, blue]: [u8; 3]) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 10\">\
         <rect width=\"20\" height=\"10\" fill=\"#{red:02x}{green:02x}{blue:02x}\"/></svg>"
    )
}

/// The imprint file of a test and its logo, in a folder that is made anew.
fn write_imprint(folder: &Path, text: &str) -> PathBuf {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join("assets")).expect("a folder");
    fs::write(folder.join("assets/logo.svg"), square(LOGO)).expect("the logo");
    let file = folder.join("riverbend.toml");
    fs::write(&file, text).expect("the imprint");
    file
}

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
}

/// Every file that a group must not have to change.
fn toolkit_files() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for folder in ["layouts", "toolkit-source"] {
        files(&Path::new(PROJECT).join(folder), &mut found);
    }
    found
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn every_language_is_rebranded_and_the_toolkit_stays() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("imprint-sample");
    let file = write_imprint(&root, IMPRINT);
    let (out, before) = (root.join("out"), toolkit_files());
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(["build", "--product", "screen", "--format", "short", "--imprint"])
        .arg(&file)
        .arg("--out")
        .arg(&out)
        .current_dir(PROJECT)
        .output()
        .expect("the command runs");
    Run::new(&output).expect_status(0).expect_no_warning();
    assert!(before == toolkit_files(), "a file of the toolkit or of the layout has changed");

    let mut made = BTreeMap::new();
    files(&out, &mut made);
    made.retain(|path, _| path.extension().is_some_and(|extension| extension == "pdf"));
    assert_eq!(made.len(), 13);
    for (path, bytes) in made {
        let (pdf, path) = (Pdf::read(&bytes), path.display());
        let words = squeeze(&pdf.page_text());
        for told in [NAME, TELEPHONE, "union@example.org", "12 Market St.", "Springfield"] {
            assert!(words.contains(&squeeze(told)), "{told} is not in {path}");
        }
        let strings = pdf.strings();
        for link in ["tel:+16125550142", "mailto:union@example.org"] {
            assert!(strings.iter().any(|text| text == link), "no link {link} in {path}");
        }
        let all = words + &squeeze(&strings.join(" ")) + &squeeze(&pdf.metadata());
        assert!(!all.contains("CommunityWorkshopsAlliance"), "the toolkit's own name is in {path}");
        let colours = pdf.colours();
        for colour in ACCENTS.iter().chain([&LOGO]) {
            assert!(colours.contains(colour), "{colour:?} is not in {path}: {colours:?}");
        }
    }
}

/// Runs the command in a kit's folder, without `--out`.
fn lotuspress(kit: &Kit, arguments: &[&str]) -> Run {
    let project = Path::new(PROJECT);
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(arguments)
        .args(["--format", "short", "--layouts"])
        .arg(project.join("layouts"))
        .arg("--fonts")
        .arg(project.join("fonts"))
        .current_dir(kit.root())
        .output()
        .expect("the command runs");
    Run::new(&output)
}

#[test]
fn a_groups_files_and_pictures_stand_apart() {
    const TOOLKITS: [u8; 3] = [0xc0, 0x40, 0x10];
    let kit = Kit::new("imprint-apart");
    kit.edit(
        "toolkit-source/toolkit.toml",
        "[products.screen]",
        "[look]\ncover = \"assets/logo.svg\"\n\n[products.screen]",
    );
    kit.write("toolkit-source/assets/logo.svg", square(TOOLKITS));
    lotuspress(&kit, &["build", "en"]).expect_status(0);
    let own = kit.output("en/kit-en-screen.pdf");

    write_imprint(&kit.root().join("groups"), IMPRINT);
    let run = lotuspress(&kit, &["build", "en", "--imprint", "groups/riverbend.toml"]).expect_status(0);
    let path = Path::new("dist").join("imprints/riverbend").join("en/kit-en-screen.pdf");
    assert_eq!(run.stdout.trim(), path.display().to_string());
    assert!(own == kit.output("en/kit-en-screen.pdf"), "the toolkit's own file has changed");
    let colours = Pdf::read(&fs::read(kit.root().join(path)).expect("the group's file")).colours();
    assert!(colours.contains(&TOOLKITS) && colours.contains(&LOGO), "{colours:?}");
    let page = |path: &str| String::from_utf8(kit.output(path)).expect("text");
    assert!(page("imprints/riverbend/index.html").contains(NAME) && !page("index.html").contains(NAME));

    lotuspress(&kit, &["check", "en", "--imprint", "groups/riverbend.toml", "--out", "checked"]).expect_status(0);
    assert!(kit.root().join("checked/report.html").is_file());
}

#[test]
fn mistakes_in_an_imprint_are_told_in_its_own_lines() {
    let kit = Kit::new("imprint-bad");
    let folder = kit.root().join("groups");
    let cases = [
        ("telephone", "tel", "groups/riverbend.toml:7:1: error[key-unknown]"),
        ("assets/logo.svg", "../toolkit-source/logo.svg", "groups/riverbend.toml:5:8: error[path-outside]"),
        ("assets/logo.svg", "assets/logo.png", "groups/riverbend.toml:5:8: error[file-missing]"),
        ("assets/logo.svg", "riverbend.toml", "groups/riverbend.toml:5:8: error[picture-kind]"),
        ("+1 (612) 555-0142", "ask for Ana", "groups/riverbend.toml:7:13: error[telephone-form]"),
        ("schema = 1", "schema = ", "groups/riverbend.toml:1:9: error[manifest-syntax]"),
    ];
    for (from, to, finding) in cases {
        write_imprint(&folder, &IMPRINT.replacen(from, to, 1));
        let run = lotuspress(&kit, &["check", "en", "--imprint", "groups/riverbend.toml"]);
        run.expect_status(1).expect_said(finding);
    }
    write_imprint(&folder, &IMPRINT.replace("#7A1FA2", "#E07A1F"));
    let run = lotuspress(&kit, &["check", "en", "--imprint", "groups/riverbend.toml"]).expect_status(0);
    run.expect_said("groups/riverbend.toml:11:12: warning[weak-colour]");
}

#[test]
fn an_imprint_that_is_not_there_or_names_no_folder_is_refused() {
    let kit = Kit::new("imprint-refused");
    let build = |arguments: &[&str]| lotuspress(&kit, &[&["build", "en", "--imprint"], arguments].concat());
    build(&["groups/north.toml"]).expect_status(2).expect_said("there is no file `groups/north.toml`");
    kit.write("groups/North Side.toml", "schema = 1\n[imprint]\n");
    build(&["groups/North Side.toml"]).expect_status(2).expect_said("name a folder to write to with --out");
    assert!(!kit.root().join("dist").exists());
    build(&["groups/North Side.toml", "--out", "north"]).expect_status(0);
    assert!(kit.root().join("north/en/kit-en-screen.pdf").is_file());
}
