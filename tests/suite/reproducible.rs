//! The same toolkit gives the same bytes, wherever and however it is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::kit::{Kit, PROJECT};

fn files(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()) {
        let name = format!("{prefix}{}", entry.file_name().unwrap().to_string_lossy());
        if entry.is_dir() {
            files(&entry, &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(&entry).expect("a file"));
        }
    }
}

fn build(kit: &Kit, zone: &str, jobs: &str) -> BTreeMap<String, Vec<u8>> {
    let status = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(["build", "--jobs", jobs, "--layouts"])
        .arg(Path::new(PROJECT).join("layouts"))
        .arg("--fonts")
        .arg(Path::new(PROJECT).join("fonts"))
        .env("TZ", zone)
        .env("LC_ALL", if jobs == "1" { "C" } else { "km_KH.UTF-8" })
        .current_dir(kit.root())
        .status()
        .expect("the command runs");
    assert!(status.success());
    let mut found = BTreeMap::new();
    files(&kit.root().join("dist"), "", &mut found);
    found
}

#[test]
fn folder_time_zone_and_jobs_do_not_matter() {
    let text = "# First\n\nWords.[^n]\n\n[^n]: A note.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";
    let here = Kit::with_chapter("same-bytes-here", text);
    let there = Kit::with_chapter("same-bytes/in/another/place", text);
    for kit in [&here, &there] {
        kit.add_language("km", "ឧបករណ៍", "# មួយ\n\nពាក្យសម្រាប់អាន។\n");
        kit.add_language("ar", "عدة", "# أول\n\nكلمات للقراءة.\n");
    }
    let (a, b) = (build(&here, "Asia/Phnom_Penh", "1"), build(&there, "America/New_York", "3"));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{name} differs");
    }
}

#[test]
fn a_second_build_rewrites_nothing() {
    let kit = Kit::new("nothing-rewritten");
    kit.run(&["build"]).expect_status(0);
    let file = kit.root().join("dist/en/kit-en-screen.pdf");
    let before = fs::metadata(&file).and_then(|data| data.modified()).expect("a time");
    kit.run(&["build"]).expect_status(0);
    assert_eq!(fs::metadata(&file).and_then(|data| data.modified()).expect("a time"), before);
}

#[test]
fn building_one_language_keeps_the_others() {
    let kit = Kit::new("one-language");
    kit.run(&["build"]).expect_status(0);
    let all = kit.output("catalogue.json");
    kit.run(&["build", "ko"]).expect_status(0);
    assert_eq!(kit.output("catalogue.json"), all);
}
