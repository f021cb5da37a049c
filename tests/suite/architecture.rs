//! The house: a module uses lower levels only, names third-party crates only where they belong, and calls nothing that
//! one system alone has.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::kit::PROJECT;

/// A module's level, and the third-party crates that it may name beside those that any may.
struct Room {
    name: &'static str,
    level: u8,
    crates: &'static [&'static str],
}

const fn room(name: &'static str, level: u8, crates: &'static [&'static str]) -> Room {
    Room { name, level, crates }
}

/// design of the house: `docs/architecture.md` shows the same table.
const HOUSE: &[Room] = &[
    room("diag", 0, &[]),
    room("geometry", 0, &[]),
    room("colour", 0, &[]),
    room("printer", 0, &[]),
    room("language", 0, &["oxilangtag"]),
    room("product", 0, &[]),
    room("artifact", 0, &[]),
    room("manifest", 1, &["toml", "toml_edit"]),
    room("chapter", 1, &["comrak", "unicode_script", "unicode_normalization"]),
    room("font", 1, &["toml", "toml_edit", "fontdb", "ttf_parser"]),
    room("picture", 1, &["image", "roxmltree"]),
    room("plan", 2, &[]),
    room("compose", 3, &["unicode_script", "unicode_normalization", "icu_provider", "icu_segmenter", "qrcodegen"]),
    room("typeset", 4, &["typst", "typst_kit", "typst_layout", "comemo"]),
    room("refine", 5, &["typst_layout", "typst_library", "typst_syntax", "comemo", "unicode_bidi", "unicode_script"]),
    room(
        "proof",
        5,
        &[
            "typst_layout",
            "typst_library",
            "typst_syntax",
            "rustybuzz",
            "ttf_parser",
            "unicode_normalization",
            "unicode_script",
        ],
    ),
    room("export", 6, &["typst_layout", "typst_library", "typst_pdf", "typst_render", "typst_utils", "lopdf", "ecow"]),
    room("prepress", 7, &["lopdf", "moxcms"]),
    room("preflight", 8, &["lopdf", "roxmltree"]),
    room("catalogue", 9, &["maud"]),
    room("pipeline", 10, &["rayon", "comemo", "typst", "typst_layout", "typst_library"]),
    room("cli", 11, &["clap", "indicatif", "anstyle", "toml_edit"]),
];

/// Crates that any module may name.
const ANYWHERE: &[&str] = &["std", "core", "serde", "serde_json", "sha2", "thiserror"];

/// Level 0 modules use one another in this order only.
const VOCABULARY: &[&str] = &["diag", "geometry", "colour", "printer", "language", "product", "artifact"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The top-level module that a file belongs to.
fn module_of(file: &Path) -> String {
    let relative = file.strip_prefix(Path::new(PROJECT).join("src")).expect("in src");
    let first = relative.iter().next().expect("a name").to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

/// The text up to the unit tests, comments left out.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a file");
    let text = text.split("\n#[cfg(test)]\n").next().unwrap_or_default().to_string();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The names that follow `crate::` anywhere in a text.
fn own_modules(code: &str) -> BTreeSet<String> {
    code.match_indices("crate::").map(|(at, found)| leading_name(&code[at + found.len()..])).collect()
}

/// The crates that `use` declarations and paths at their beginning name.
fn named_crates(code: &str) -> BTreeSet<String> {
    code.lines()
        .filter_map(|line| line.trim_start().trim_start_matches("pub ").strip_prefix("use "))
        .map(leading_name)
        .filter(|name| !matches!(name.as_str(), "crate" | "super" | "self" | ""))
        .collect()
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn sources() -> Vec<(PathBuf, String, String)> {
    let files = rust_files(&Path::new(PROJECT).join("src"));
    files
        .into_iter()
        .map(|file| (file.clone(), module_of(&file), code(&file)))
        .filter(|(file, module, _)| module != "main" && module != "lib" && !is_test(file))
        .collect()
}

/// A file of unit tests, or one of a folder of them.
fn is_test(file: &Path) -> bool {
    file.ends_with("tests.rs") || file.parent().is_some_and(|folder| folder.ends_with("tests"))
}

fn level(module: &str) -> Option<&'static Room> {
    HOUSE.iter().find(|room| room.name == module)
}

#[test]
fn every_module_uses_lower_levels_only() {
    for (file, module, code) in sources() {
        let room = level(&module).unwrap_or_else(|| panic!("{module} has no place in the house"));
        for used in own_modules(&code).into_iter().filter(|used| *used != module) {
            let Some(other) = level(&used) else { continue };
            let order = |name: &str| VOCABULARY.iter().position(|word| *word == name);
            let below = match (order(&module), order(&used)) {
                (Some(here), Some(there)) => there < here,
                _ => other.level < room.level,
            };
            assert!(below, "{}: `{module}` (level {}) uses `{used}`", file.display(), room.level);
        }
    }
}

#[test]
fn third_party_crates_stay_in_their_rooms() {
    let siblings: BTreeSet<&str> = HOUSE.iter().map(|room| room.name).collect();
    for (file, module, code) in sources() {
        let room = level(&module).expect("a room");
        for named in named_crates(&code) {
            let allowed = ANYWHERE.contains(&named.as_str())
                || room.crates.contains(&named.as_str())
                || !is_dependency(&named) && !siblings.contains(named.as_str());
            assert!(allowed, "{}: `{module}` names the crate `{named}`", file.display());
        }
    }
}

fn is_dependency(name: &str) -> bool {
    let cargo = fs::read_to_string(Path::new(PROJECT).join("Cargo.toml")).expect("Cargo.toml");
    let name = name.replace('_', "-");
    let dependencies = cargo.split("\n[").find(|section| section.starts_with("dependencies]")).expect("dependencies");
    dependencies.lines().any(|line| line.split(" = ").next().is_some_and(|key| key == name))
}

#[test]
fn the_code_runs_on_every_system() {
    for (file, _, code) in sources() {
        for forbidden in ["std::os::unix", "std::os::linux", "libc::", "/tmp", "/dev/", "PermissionsExt"] {
            assert!(!code.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}

#[test]
fn nothing_is_left_loose() {
    for (file, _, code) in sources() {
        for loose in ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX", ".unwrap()", ".expect("] {
            assert!(!code.contains(loose), "{}: {loose}", file.display());
        }
        assert!(!code.contains("use super::*"), "{}: write imports out", file.display());
        assert!(
            !["utils", "helpers", "common"].contains(&file.file_stem().unwrap().to_str().unwrap()),
            "{}: name what it is for",
            file.display()
        );
    }
}

#[test]
fn layouts_leave_words_alone() {
    let layouts = Path::new(PROJECT).join("layouts");
    for folder in fs::read_dir(&layouts).expect("layouts").map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(&folder).expect("a folder").map(|entry| entry.unwrap().path()) {
            if file.extension().is_none_or(|extension| extension != "typ") {
                continue;
            }
            let text = fs::read_to_string(&file).expect("a file");
            let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
            let code = code.join("\n");
            for moved in ["upper(", "lower(", "smallcaps(", "show regex", "show \"", "datetime.today", "@preview"] {
                assert!(!code.contains(moved), "{}: {moved}", file.display());
            }
        }
    }
}

#[test]
fn versions_that_are_typography_are_locked() {
    let lock = fs::read_to_string(Path::new(PROJECT).join("Cargo.lock")).expect("Cargo.lock");
    let version = |name: &str| {
        let at =
            lock.find(&format!("name = \"{name}\"\nversion = \"")).unwrap_or_else(|| panic!("{name} is not there"));
        let rest = &lock[at..];
        let version = rest.split('"').nth(3).expect("a version");
        version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>()
    };
    // With 2.2.0 every Khmer line may break before a closing sign (icu4x#7218).
    assert!(version("icu_segmenter") >= vec![2, 4, 0]);
    assert_eq!(version("typst"), [0, 15, 1]);
    assert_eq!(lock.matches("name = \"fontdb\"").count(), 1, "a second copy of Typst's font database");
}
