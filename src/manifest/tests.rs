//! A small toolkit in a temporary folder, spoilt in one way at a time.

#![expect(clippy::disallowed_methods, reason = "tests make their own files and folders")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::diag::{Code, Finding, Place, Severity};
use crate::geometry::Length;
use crate::language::{Direction, WORDS};
use crate::printer::Printer;
use crate::product::{Audience, Status};

use crate::manifest::codes::*;
use crate::manifest::*;

const TOOLKIT: &str = r##"schema = 1
[toolkit]
id = "community-workshops"
version = "2026.1"
released = 2026-11-22
source = "en"
license = "CC-BY-SA-4.0"
home = "https://example.org/toolkit"

[[part]]
id = "workshops"
chapters = ["story-circle", "community-map"]
[[part]]
id = "resources"
chapters = ["questions"]

[look]
accents = ["#B5123E", "#1f6f6b"]
cover = "assets/cover.svg"
[imprint]
name = "Alliance"

[products.screen]
kind = "screen"
layout = "handbook"
trim = "half-letter"
audience = "participant"
budget = "2 MB"
[products.facilitator]
kind = "screen"
layout = "handbook"
trim = "letter"
audience = "facilitator"

[publish]
minimum-status = "machine-draft"
"##;

const EDITION: &str = r#"schema = 1
[edition]
tag = "TAG"
title = "Community workshops"
translators = ["S. Chan"]
reviewers = []
[parts]
workshops = "Workshops"
resources = "Resources"
[[chapter]]
id = "story-circle"
file = "01-story-circle.md"
status = "machine-draft"
[[chapter]]
id = "community-map"
status = "not-started"
[[chapter]]
id = "questions"
file = "03-questions.md"
status = "draft"
[strings]
minutes = "{n} min"
"#;

const PROFILE: &str = r#"schema = 1
tag = "TAG"
name = "Khmer"
autonym = "ភាសាខ្មែរ"
script = "Khmr"
direction = "ltr"
emphasis = "bold"
digits = "០១២៣៤៥៦៧៨៩"
[typst]
lang = "km"
region = "KH"
[fonts]
text = ["Noto Sans Khmer"]
heading = ["Noto Sans Khmer"]
mono = ["Noto Sans Mono"]
latin = ["Noto Sans"]
[measures]
size-factor = 1.05
latin-factor = 0.95
top-edge = 0.97
bottom-edge = 0.56
leading = 0.17
[lines]
justify = false
hyphenate = false
spacing = [80, 150]
tracking = [0.0, 0.02]
breaks = "dictionary"
[quotes]
double = ["“", "”"]
single = ["‘", "’"]
"#;

const TOOLKIT_FILE: &str = "toolkit-source/toolkit.toml";
const KHMER_FILE: &str = "toolkit-source/km/manifest.toml";
const PROFILE_FILE: &str = "layouts/languages/km.toml";

/// A toolkit of two editions in a folder of its own, which is removed in the end.
struct Bench {
    folder: PathBuf,
}

impl Bench {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("lotuspress-manifest-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let bench = Bench { folder: std::env::temp_dir().join(name) };
        let words: String =
            WORDS.iter().map(|word| format!("{} = \"word {}\"\n", word.key, word.holders.concat())).collect();
        bench.write(TOOLKIT_FILE, TOOLKIT);
        bench.write("toolkit-source/assets/cover.svg", "<svg/>");
        bench.write("layouts/handbook/lib.typ", "");
        for tag in ["en", "km"] {
            bench.write(&format!("toolkit-source/{tag}/manifest.toml"), EDITION.replace("TAG", tag));
            bench.write(&format!("toolkit-source/{tag}/01-story-circle.md"), "# Story circle\n");
            bench.write(&format!("toolkit-source/{tag}/03-questions.md"), "# Questions\n");
            let profile = format!("{PROFILE}[words]\n{words}");
            bench.write(&format!("layouts/languages/{tag}.toml"), profile.replace("TAG", tag));
        }
        bench
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Puts other words in place of some in a file.
    fn change(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, text.replacen(from, to, 1));
    }

    fn remove(&self, file: &str) {
        let path = self.path(file);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    fn read(&self) -> (Option<Toolkit>, Vec<Finding>) {
        let (source, layouts) = (self.path("toolkit-source"), self.path("layouts"));
        let mut findings = Vec::new();
        let toolkit = read(&Folders { source: &source, layouts: &layouts }, &mut findings);
        (toolkit, findings)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A finding on one line, as a terminal might show it.
fn line(finding: &Finding) -> String {
    format!("{} {}: {}", finding.place, finding.code.name, finding.message)
}

fn tags(toolkit: &Toolkit) -> Vec<&str> {
    toolkit.editions.iter().map(|edition| edition.tag.as_str()).collect()
}

#[test]
fn a_good_toolkit_has_no_findings_and_every_value() {
    let bench = Bench::new();
    bench.write("toolkit-source/ar/manifest.toml", EDITION.replace("TAG", "ar"));
    bench.write("toolkit-source/ar/01-story-circle.md", "");
    bench.write("toolkit-source/ar/03-questions.md", "");
    let profile = fs::read_to_string(bench.path(PROFILE_FILE)).unwrap();
    bench.write(
        "layouts/languages/ar.toml",
        profile.replace("tag = \"km\"", "tag = \"ar\"").replace("\"ltr\"", "\"rtl\""),
    );
    let (toolkit, findings) = bench.read();
    assert_eq!(findings, []);
    let toolkit = toolkit.unwrap();
    assert_eq!(toolkit.released.to_string(), "2026-11-22");
    assert_eq!(toolkit.look.accents[1], "#1F6F6B");
    assert_eq!(toolkit.look.cover.as_ref().unwrap().path.value, "assets/cover.svg");
    assert_eq!(toolkit.parts[1].chapters, ["questions"]);
    let names: Vec<&str> = toolkit.products.iter().map(|product| product.name.as_str()).collect();
    assert_eq!(names, ["screen", "facilitator"]);
    assert_eq!(toolkit.products[0].budget, Some(2_000_000));
    assert_eq!(toolkit.products[1].audience, Audience::Facilitator);
    assert_eq!(tags(&toolkit), ["en", "ar", "km"]);
    let khmer = &toolkit.editions[2];
    assert_eq!(khmer.chapters["questions"].file.as_ref().unwrap().value, "km/03-questions.md");
    assert_eq!(khmer.chapters["community-map"].status, Status::NotStarted);
    assert_eq!(khmer.title.place, Place::line(KHMER_FILE, 4, 9));
    assert_eq!(khmer.profile.word("minutes"), "{n} min", "the edition's own word");
    assert_eq!(khmer.profile.digits.format(42), "៤២");
    assert_eq!(khmer.profile_file, PROFILE_FILE);
    assert_eq!(toolkit.editions[1].profile.direction, Direction::Rtl);
}

#[test]
fn five_mistakes_in_three_files_are_reported_together_in_order() {
    let bench = Bench::new();
    bench.change(TOOLKIT_FILE, "\"letter\"", "\"leter\"");
    bench.change(KHMER_FILE, "reviewers", "reveiwers");
    bench.change(KHMER_FILE, "id = \"questions\"", "id = \"qestions\"");
    bench.change(PROFILE_FILE, "leading = 0.17", "leading = \"0.17\"");
    bench.change(PROFILE_FILE, "digits = \"០", "digits = \"");
    let (toolkit, findings) = bench.read();
    let shown: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .map(|finding| format!("{}; {}", line(finding), finding.hint.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        shown,
        [
            "toolkit-source/toolkit.toml:32:8 value-unknown: `leter` is none of the page sizes: `half-letter`, \
             `letter`, `a5`, `a4`, `phone`; did you mean `letter`?",
            "layouts/languages/km.toml:8:10 digits-form: ten digits are needed, zero first; 9 are given; write the ten \
             digits without spaces: `digits = \"0123456789\"`",
            "layouts/languages/km.toml:22:11 value-type: `leading` must be a number without quotes; here it is a text; \
             write for example `leading = 0.4`",
            "toolkit-source/km/manifest.toml:6:1 key-unknown: `reveiwers` is not known in `[edition]`; did you mean \
             `reviewers`?",
            "toolkit-source/km/manifest.toml:18:6 chapter-unknown: the toolkit has no chapter `qestions`; did you mean \
             `questions`?",
        ]
    );
    assert_eq!(tags(&toolkit.unwrap()), ["en", "km"], "lesser errors leave the edition in");
    assert!(findings[1..].iter().all(|finding| finding.edition.as_deref() == Some("km")));
}

/// One way to spoil the toolkit, and what has to be said about it.
type Case = (Code, &'static str, fn(&Bench));

/// Adds a line to the product.
fn product(bench: &Bench, line: &str) {
    bench.change(TOOLKIT_FILE, "audience = \"participant\"", &format!("audience = \"participant\"\n{line}"));
}

/// Makes the product one of sheets, and adds a line to it.
fn sheets(bench: &Bench, kind: &str, line: &str) {
    bench.change(TOOLKIT_FILE, "kind = \"screen\"", &format!("kind = \"{kind}\""));
    product(bench, &format!("{line}\nsheet = \"letter\""));
}

const CASES: &[Case] = &[
    (MANIFEST_MISSING, TOOLKIT_FILE, |bench| bench.remove(TOOLKIT_FILE)),
    (MANIFEST_MISSING, KHMER_FILE, |bench| bench.remove(KHMER_FILE)),
    (MANIFEST_UNREADABLE, KHMER_FILE, |bench| {
        bench.remove(KHMER_FILE);
        bench.write(&format!("{KHMER_FILE}/x"), "");
    }),
    (MANIFEST_TOO_LARGE, KHMER_FILE, |bench| bench.write(KHMER_FILE, "#".repeat(1_000_001))),
    (MANIFEST_ENCODING, KHMER_FILE, |bench| bench.write(KHMER_FILE, b"\xff\xfes\0")),
    (MANIFEST_ENCODING, "toolkit-source/km/manifest.toml:1:4", |bench| bench.write(KHMER_FILE, b"a\xc3\xa9=\xe9")),
    (MANIFEST_SYNTAX, "toolkit-source/km/manifest.toml:4:29", |bench| bench.change(KHMER_FILE, "shops\"", "shops")),
    (MANIFEST_SYNTAX, "toolkit-source/toolkit.toml:5:20", |bench| bench.change(TOOLKIT_FILE, "11-22", "11-31")),
    (KEY_TWICE, "toolkit-source/km/manifest.toml:5:1", |bench| bench.change(KHMER_FILE, "translators", "title")),
    (KEY_TWICE, "toolkit-source/km/manifest.toml:7:1", |bench| bench.change(KHMER_FILE, "[parts]", "[edition]")),
    (KEY_MISSING, "toolkit-source/toolkit.toml:2:1", |bench| {
        bench.change(TOOLKIT_FILE, "released = 2026-11-22\n", "");
    }),
    (KEY_MISSING, "toolkit-source/km/manifest.toml:10:1", |bench| {
        bench.change(KHMER_FILE, "file = \"01-story-circle.md\"\n", "");
    }),
    (KEY_UNKNOWN, "toolkit-source/toolkit.toml:25:1", |bench| bench.change(TOOLKIT_FILE, "layout", "layuot")),
    (KEY_UNKNOWN, "toolkit-source/toolkit.toml:17:2", |bench| bench.change(TOOLKIT_FILE, "[look]", "[looks]")),
    (VALUE_TYPE, "toolkit-source/toolkit.toml:5:12", |bench| {
        bench.change(TOOLKIT_FILE, "2026-11-22", "\"2026-11-22\"");
    }),
    (VALUE_TYPE, "toolkit-source/toolkit.toml:5:12", |bench| {
        bench.change(TOOLKIT_FILE, "2026-11-22", "2026-11-22T10:00:00Z");
    }),
    (VALUE_TYPE, "toolkit-source/toolkit.toml:18:11", |bench| {
        bench.change(TOOLKIT_FILE, ", \"#1f6f6b\"", "");
    }),
    (VALUE_TYPE, "layouts/languages/km.toml:26:11", |bench| bench.change(PROFILE_FILE, "[80, 150]", "[150, 80]")),
    (VALUE_TYPE, "layouts/languages/km.toml:30:10", |bench| bench.change(PROFILE_FILE, "[\"“\", \"”\"]", "[\"“\"]")),
    (VALUE_TYPE, "toolkit-source/km/manifest.toml:5:16", |bench| bench.change(KHMER_FILE, "\"S. Chan\"", "7")),
    (VALUE_UNKNOWN, "toolkit-source/toolkit.toml:24:8", |bench| {
        bench.change(TOOLKIT_FILE, "kind = \"screen\"", "kind = \"book\"");
    }),
    (VALUE_UNKNOWN, "toolkit-source/toolkit.toml:28:8", |bench| product(bench, "each = \"poster\"")),
    (VALUE_UNKNOWN, "toolkit-source/toolkit.toml:28:9", |bench| sheets(bench, "n-up", "pages = 3")),
    (KEY_MISSING, "toolkit-source/toolkit.toml:23:11", |bench| {
        bench.change(TOOLKIT_FILE, "kind = \"screen\"", "kind = \"booklet\"");
    }),
    (KEY_USELESS, "toolkit-source/toolkit.toml:28:9", |bench| product(bench, "sheet = \"letter\"")),
    (KEY_USELESS, "toolkit-source/toolkit.toml:28:9", |bench| sheets(bench, "booklet", "pages = 2")),
    (KEY_USELESS, "toolkit-source/toolkit.toml:28:11", |bench| sheets(bench, "booklet", "binding = \"coil\"")),
    (SHEET_SMALL, "toolkit-source/toolkit.toml:29:9", |bench| {
        sheets(bench, "booklet", "ink = \"black\"");
        bench.change(TOOLKIT_FILE, "half-letter", "letter");
    }),
    (THICKNESS_FORM, "toolkit-source/toolkit.toml:28:19", |bench| {
        sheets(bench, "booklet", "paper-thickness = \"0 mm\"")
    }),
    (THICKNESS_FORM, "toolkit-source/toolkit.toml:28:19", |bench| {
        sheets(bench, "booklet", "paper-thickness = \"-0.1 mm\"");
    }),
    (THICKNESS_FORM, "toolkit-source/toolkit.toml:28:19", |bench| {
        sheets(bench, "booklet", "paper-thickness = \"1 m\"")
    }),
    (NUMBER_RANGE, "toolkit-source/toolkit.toml:28:15", |bench| sheets(bench, "booklet", "part-sheets = 16")),
    (PRINTER_MISSING, "toolkit-source/toolkit.toml:28:11", |bench| {
        bench.change(TOOLKIT_FILE, "kind = \"screen\"", "kind = \"print-shop\"");
        product(bench, "printer = \"offest\"");
    }),
    (PAGE_NUMBERS_OF, "toolkit-source/toolkit.toml:28:19", |bench| product(bench, "page-numbers-of = \"screen\"")),
    (PAGE_NUMBERS_OF, "toolkit-source/toolkit.toml:28:19", |bench| product(bench, "page-numbers-of = \"scren\"")),
    (VALUE_UNKNOWN, "toolkit-source/km/manifest.toml:13:10", |bench| bench.change(KHMER_FILE, "machine-draft", "done")),
    (VALUE_UNKNOWN, "layouts/languages/km.toml:9:12", |bench| {
        bench.change(PROFILE_FILE, "[typst]", "confirm = [\"facilitatr\"]\n\n[typst]")
    }),
    (VALUE_UNKNOWN, "layouts/languages/km.toml:6:13", |bench| bench.change(PROFILE_FILE, "\"ltr\"", "\"LTR\"")),
    (VALUE_EMPTY, "toolkit-source/km/manifest.toml:4:9", |bench| {
        bench.change(KHMER_FILE, "Community workshops", " ");
    }),
    (VALUE_EMPTY, "toolkit-source/toolkit.toml:22:11", |bench| {
        bench.change(TOOLKIT_FILE, "\"Alliance\"", "\"Alliance\"\naddress = []");
    }),
    (VALUE_EMPTY, "layouts/languages/km.toml:13:8", |bench| {
        bench.change(PROFILE_FILE, "[\"Noto Sans Khmer\"]", "[]");
    }),
    (NUMBER_RANGE, "layouts/languages/km.toml:18:15", |bench| bench.change(PROFILE_FILE, "1.05", "105")),
    (NUMBER_RANGE, "layouts/languages/km.toml:18:15", |bench| bench.change(PROFILE_FILE, "1.05", "nan")),
    (SCHEMA_UNKNOWN, "toolkit-source/km/manifest.toml:1:10", |bench| bench.change(KHMER_FILE, "= 1", "= 2")),
    (TEXT_CHARACTERS, "toolkit-source/km/manifest.toml:4:9", |bench| {
        bench.change(KHMER_FILE, "Community", "\u{202e}Comm\\u0000unity");
    }),
    (ID_FORM, "toolkit-source/toolkit.toml:3:6", |bench| bench.change(TOOLKIT_FILE, "community-", "Community ")),
    (VERSION_FORM, "toolkit-source/toolkit.toml:4:11", |bench| bench.change(TOOLKIT_FILE, "2026.1", "2026/1")),
    (TAG_FORM, "toolkit-source/km/manifest.toml:3:7", |bench| bench.change(KHMER_FILE, "\"km\"", "\"khmer language\"")),
    (TAG_FORM, "toolkit-source/the khmer one", |bench| {
        bench.write("toolkit-source/the khmer one/manifest.toml", EDITION);
    }),
    (TAG_DIFFERS, "toolkit-source/km/manifest.toml:3:7", |bench| bench.change(KHMER_FILE, "\"km\"", "\"vi\"")),
    (TAG_DIFFERS, "toolkit-source/VI", |bench| bench.write("toolkit-source/VI/manifest.toml", EDITION)),
    (TAG_DIFFERS, "layouts/languages/km.toml:2:7", |bench| bench.change(PROFILE_FILE, "\"km\"", "\"vi\"")),
    (HOME_FORM, "toolkit-source/toolkit.toml:8:8", |bench| bench.change(TOOLKIT_FILE, "https:", "javascript:")),
    (COLOUR_FORM, "toolkit-source/toolkit.toml:18:12", |bench| bench.change(TOOLKIT_FILE, "#B5123E", "red")),
    (WEAK_COLOUR, "toolkit-source/toolkit.toml:18:23", |bench| bench.change(TOOLKIT_FILE, "#1f6f6b", "#E07A1F")),
    (ACCENTS_ALIKE, "toolkit-source/toolkit.toml:18:23", |bench| bench.change(TOOLKIT_FILE, "#1f6f6b", "#AC1840")),
    (TELEPHONE_FORM, "toolkit-source/toolkit.toml:22:13", |bench| {
        bench.change(TOOLKIT_FILE, "\"Alliance\"", "\"Alliance\"\ntelephone = \"ask for Ana\"");
    }),
    (BUDGET_FORM, "toolkit-source/toolkit.toml:28:10", |bench| bench.change(TOOLKIT_FILE, "2 MB", "two")),
    (LISTED_TWICE, "toolkit-source/toolkit.toml:12:29", |bench| {
        bench.change(TOOLKIT_FILE, "community-map", "story-circle");
    }),
    (LISTED_TWICE, "toolkit-source/toolkit.toml:14:6", |bench| bench.change(TOOLKIT_FILE, "resources", "workshops")),
    (LISTED_TWICE, "toolkit-source/km/manifest.toml:18:6", |bench| {
        bench.change(KHMER_FILE, "id = \"questions\"", "id = \"story-circle\"");
    }),
    (LISTED_TWICE, "toolkit-source/km/manifest.toml:19:8", |bench| {
        bench.change(KHMER_FILE, "03-questions", "01-story-circle");
    }),
    (PRODUCTS_MISSING, TOOLKIT_FILE, |bench| bench.write(TOOLKIT_FILE, "schema = 1")),
    (LAYOUT_MISSING, "toolkit-source/toolkit.toml:25:10", |bench| {
        bench.change(TOOLKIT_FILE, "handbook", "hanbook");
    }),
    (LAYOUT_BASE, "layouts/handbook/layout.toml:2:8", |bench| {
        bench.write("layouts/handbook/layout.toml", "schema = 1\nbase = \"hanbook\"\n");
    }),
    (EDITIONS_MISSING, "toolkit-source", |bench| {
        bench.remove("toolkit-source/en");
        bench.remove("toolkit-source/km");
    }),
    (SOURCE_EDITION_MISSING, "toolkit-source/toolkit.toml:6:10", |bench| {
        bench.change(TOOLKIT_FILE, "source = \"en\"", "source = \"vi\"");
    }),
    (PATH_OUTSIDE, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.change(KHMER_FILE, "01-story-circle.md", "../en/01-story-circle.md");
    }),
    (PATH_OUTSIDE, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.change(KHMER_FILE, "01-story-circle.md", "/etc/hostname");
    }),
    (PATH_OUTSIDE, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.change(KHMER_FILE, "01-story-circle.md", "C:/texts/01.md");
    }),
    (PATH_OUTSIDE, "toolkit-source/toolkit.toml:19:9", |bench| {
        bench.change(TOOLKIT_FILE, "assets/cover.svg", "../cover.svg");
    }),
    (PATH_FORM, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.change(KHMER_FILE, "01-story", "texts\\\\01-story");
    }),
    (PATH_FORM, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.write("toolkit-source/km/01.docx", "");
        bench.change(KHMER_FILE, "01-story-circle.md", "01.docx");
    }),
    (FILE_MISSING, "toolkit-source/km/manifest.toml:12:8", |bench| {
        bench.change(KHMER_FILE, "01-story-circle.md", "01-story-cirkle.md");
    }),
    (FILE_MISSING, "toolkit-source/toolkit.toml:19:9", |bench| bench.remove("toolkit-source/assets")),
    (FILE_MISSING, "toolkit-source/toolkit.toml:22:8", |bench| {
        bench.change(TOOLKIT_FILE, "\"Alliance\"", "\"Alliance\"\nlogo = \"assets/logo.svg\"");
    }),
    (FILE_UNLISTED, "toolkit-source/km/02-old.md", |bench| bench.write("toolkit-source/km/02-old.md", "")),
    (CHAPTER_UNKNOWN, "toolkit-source/km/manifest.toml:11:6", |bench| {
        bench.change(KHMER_FILE, "id = \"story-circle\"", "id = \"songs\"");
    }),
    (CHAPTERS_LEFT_OUT, "toolkit-source/km/manifest.toml:2:1", |bench| {
        bench.change(KHMER_FILE, "[[chapter]]\nid = \"community-map\"\nstatus = \"not-started\"\n", "");
    }),
    (REVIEWER_MISSING, "toolkit-source/km/manifest.toml:13:10", |bench| {
        bench.change(KHMER_FILE, "machine-draft", "reviewed");
    }),
    (PART_UNKNOWN, "toolkit-source/km/manifest.toml:8:1", |bench| bench.change(KHMER_FILE, "workshops =", "talks =")),
    (PART_TITLE_MISSING, "toolkit-source/km/manifest.toml:7:1", |bench| {
        bench.change(KHMER_FILE, "resources = \"Resources\"\n", "");
    }),
    (PROFILE_MISSING, PROFILE_FILE, |bench| bench.remove(PROFILE_FILE)),
    (LANGUAGE_CODE, "layouts/languages/km.toml:5:10", |bench| bench.change(PROFILE_FILE, "Khmr", "Khmer")),
    (DIGITS_FORM, "layouts/languages/km.toml:8:10", |bench| bench.change(PROFILE_FILE, "០១", "០០")),
    (WORDS_MISSING, "layouts/languages/km.toml:32:1", |bench| bench.change(PROFILE_FILE, "poster = \"word \"\n", "")),
    (WORD_UNKNOWN, "toolkit-source/km/manifest.toml:22:1", |bench| bench.change(KHMER_FILE, "minutes =", "minute =")),
    (WORD_HOLDER, "toolkit-source/km/manifest.toml:22:11", |bench| bench.change(KHMER_FILE, "{n}", "{x}")),
];

/// What leaves nothing of a file.
const UNREADABLE: [Code; 2] = [MANIFEST_MISSING, MANIFEST_SYNTAX];

#[test]
fn every_code_has_an_input_that_raises_it() {
    let (mut raised, mut silent) = (BTreeSet::new(), Vec::new());
    for (code, place, spoil) in CASES {
        let bench = Bench::new();
        spoil(&bench);
        let (toolkit, findings) = bench.read();
        let lines: Vec<String> = findings.iter().map(line).collect();
        let begin = format!("{place} {}:", code.name);
        if !lines.iter().any(|line| line.starts_with(&begin)) {
            silent.push(format!("no {begin:?} in {lines:#?}"));
        }
        assert_eq!(
            toolkit.is_none(),
            place.starts_with(TOOLKIT_FILE) && UNREADABLE.contains(code),
            "{place} {lines:?}"
        );
        if let Some(toolkit) = toolkit {
            assert!(toolkit.editions.iter().all(|edition| edition.profile.words.len() == WORDS.len()));
        }
        raised.insert(code.name);
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    let log = Log::default();
    assert!(Root::new(Path::new("no-such-folder")).list_or_report("", &log).is_none());
    raised.extend(log.into_findings().iter().map(|finding| finding.code.name));
    let mut findings = Vec::new();
    PrinterBench::new("bleed = \"3 mm\"", "bleed = \"3\"").read(&mut findings);
    raised.extend(findings.iter().map(|finding| finding.code.name));
    let declared: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(raised, declared);
    assert_eq!(declared.len(), CODES.len(), "a name is declared twice");
}

#[test]
fn a_weak_colour_is_told_with_its_contrast_and_one_that_passes() {
    let bench = Bench::new();
    bench.change(TOOLKIT_FILE, "[\"#B5123E\", \"#1f6f6b\"]", "[\"#767676\", \"#E07A1F\"]");
    let (toolkit, findings) = bench.read();
    assert_eq!(toolkit.unwrap().look.accents, ["#767676", "#E07A1F"], "the colours are used all the same");
    let shown: Vec<String> =
        findings.iter().map(|it| format!("{}; {}", it.message, it.hint.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        shown,
        [
            "`#767676` and its own light tint have a contrast of 4.08 to 1; words need 4.5 to 1; take a darker one; the \
             nearest of the same hue is `#6E6E6E`",
            "`#E07A1F` and white have a contrast of 3.01 to 1; words need 4.5 to 1; take a darker one; the nearest of the \
             same hue is `#A65A17`",
        ]
    );
    let accents = super::imprint::ACCENTS.map(|accent| super::colour::Colour::parse(accent).unwrap());
    assert!(accents.iter().all(|accent| accent.is_readable()) && !accents[0].is_like(accents[1]), "the default");
}

#[test]
fn a_telephone_number_is_one_that_can_be_dialled() {
    for (number, is_good) in [
        ("+1 (612) 555-0100", true),
        ("(+49) 30/5550.100", true),
        ("55501", true),
        ("5550", false),
        ("555-0100 or 555-0101", false),
        ("612 555 0100 / 612 555 0101", false),
        ("1+612 555 0100", false),
        ("+880 ০১২৩৪৫", false),
    ] {
        let log = Log::default();
        let text = model::Located { value: number.to_string(), place: Place::Nowhere };
        assert_eq!(rules::telephone(&text, &log).is_some(), is_good, "{number}");
    }
}

/// A group's imprint file beside the toolkit, whose folder has a logo and a cover.
fn rebranded(bench: &Bench, text: &str) -> (Toolkit, Vec<Finding>, bool) {
    bench.write("groups/north.toml", text);
    bench.write("groups/logo.svg", "<svg/>");
    bench.write("groups/assets/cover.svg", "<svg/>");
    let mut toolkit = bench.read().0.unwrap();
    let mut findings = Vec::new();
    let is_read = rebrand(&bench.path("groups/north.toml"), &mut toolkit, &mut findings);
    (toolkit, findings, is_read)
}

#[test]
fn an_imprint_file_takes_the_place_of_the_toolkits_imprint() {
    let bench = Bench::new();
    let own = bench.read().0.unwrap();
    let (toolkit, findings, is_read) =
        rebranded(&bench, "schema = 1\n[imprint]\nlogo = \"logo.svg\"\naddress = [\"1 Main St\", \"Springfield\"]\n");
    assert_eq!((findings, is_read), (Vec::new(), true));
    assert_eq!(toolkit.imprint.name, None, "the section is replaced as a whole");
    assert_eq!(toolkit.imprint.address[1].place, Place::line("groups/north.toml", 4, 25));
    assert_eq!(toolkit.look, own.look, "without a look of its own");

    let (toolkit, findings, _) = rebranded(&bench, "schema = 1\n[imprint]\n[look]\ncover = \"assets/cover.svg\"\n");
    assert_eq!(findings, []);
    assert_eq!(toolkit.look.accents, own.look.accents, "a key that is not given stays");
    let [ours, theirs] = [&own, &toolkit].map(|toolkit| toolkit.look.cover.clone().unwrap());
    assert_eq!(ours.path.value, theirs.path.value);
    assert_ne!(ours.folder, theirs.folder, "the same path in another folder");
}

#[test]
fn the_imprint_file_of_the_manual_is_a_good_one() {
    let manual = include_str!("../../docs/manifest.md");
    let section = manual.split("\n## A group's imprint file\n").nth(1).unwrap();
    let example = section.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let bench = Bench::new();
    bench.write("groups/pictures/cover.jpg", "");
    let (toolkit, findings, _) = rebranded(&bench, example);
    assert_eq!(findings, []);
    let imprint = toolkit.imprint;
    assert!(imprint.name.is_some() && imprint.logo.is_some() && imprint.contact.is_some());
    assert!(imprint.telephone.is_some() && imprint.address.len() == 2);
    assert_eq!(toolkit.look.accents, ["#7A1FA2", "#0B5FA5"]);
}

#[test]
fn mistakes_in_an_imprint_file_are_told_at_their_place() {
    let cases = [
        ("schema = 1\n", "groups/north.toml key-missing: the section `[imprint]` is missing"),
        (
            "schema = 1\n[imprint]\nlgo = \"logo.svg\"\n",
            "groups/north.toml:3:1 key-unknown: `lgo` is not known in `[imprint]`",
        ),
        (
            "schema = 1\n[imprint]\n[products.screen]\n",
            "groups/north.toml:3:2 key-unknown: `products` is not known at the top of the file",
        ),
        (
            "schema = 1\n[imprint]\nlogo = \"../toolkit-source/assets/cover.svg\"\n",
            "groups/north.toml:3:8 path-outside: `../toolkit-source/assets/cover.svg` leads out of its folder",
        ),
        (
            "schema = 1\n[imprint]\n[look]\naccents = [\"red\", \"#1F6F6B\"]\n",
            "groups/north.toml:4:12 colour-form: `red` is no colour",
        ),
        ("schema =\n", "groups/north.toml:1:9 manifest-syntax: this line does not follow the rules of TOML"),
    ];
    for (text, expected) in cases {
        let (_, findings, is_read) = rebranded(&Bench::new(), text);
        assert_eq!(findings.iter().map(line).collect::<Vec<_>>(), [expected]);
        assert_eq!(is_read, !expected.contains("manifest-syntax"));
    }
}

#[test]
fn a_folder_is_named_after_an_imprint_file() {
    assert_eq!(folder_name(Path::new("groups/north-side.toml")), Some("north-side"));
    for bad in ["groups/North Side.toml", "Süd.toml", ".toml", "a.b.toml", ".."] {
        assert_eq!(folder_name(Path::new(bad)), None, "{bad}");
    }
}

#[test]
fn an_edition_that_cannot_be_read_is_left_out_alone() {
    let spoil: [fn(&Bench); 4] = [
        |bench| bench.write(KHMER_FILE, "schema ="),
        |bench| bench.remove(KHMER_FILE),
        |bench| bench.remove(PROFILE_FILE),
        |bench| bench.write(PROFILE_FILE, "schema = 1"),
    ];
    for spoil in spoil {
        let bench = Bench::new();
        spoil(&bench);
        let (toolkit, findings) = bench.read();
        assert_eq!(tags(&toolkit.unwrap()), ["en"]);
        assert!(crate::diag::has_errors(&findings));
        assert!(findings.iter().all(|finding| finding.edition.as_deref() == Some("km")), "{findings:#?}");
    }
}

#[test]
fn an_empty_manifest_says_what_is_missing() {
    let bench = Bench::new();
    bench.write(TOOLKIT_FILE, "");
    bench.write(KHMER_FILE, "\n# nothing yet\n");
    let (toolkit, findings) = bench.read();
    assert_eq!(toolkit.unwrap().source.as_str(), "en", "English stands in");
    let lines: Vec<String> =
        findings.iter().filter(|finding| finding.severity() == Severity::Error).map(line).collect();
    assert_eq!(
        lines,
        [
            "toolkit-source/toolkit.toml key-missing: `schema` is missing at the top of the file",
            "toolkit-source/toolkit.toml key-missing: the section `[[part]]` is missing",
            "toolkit-source/toolkit.toml key-missing: the section `[toolkit]` is missing",
            "toolkit-source/toolkit.toml products-missing: the toolkit names no product, so nothing would be made",
            "toolkit-source/en/manifest.toml:8:1 part-unknown: the toolkit has no part `workshops`",
            "toolkit-source/en/manifest.toml:9:1 part-unknown: the toolkit has no part `resources`",
            "toolkit-source/km/manifest.toml key-missing: `schema` is missing at the top of the file",
            "toolkit-source/km/manifest.toml key-missing: the section `[[chapter]]` is missing",
            "toolkit-source/km/manifest.toml key-missing: the section `[edition]` is missing",
        ]
    );
}

#[test]
fn every_missing_word_is_in_one_finding() {
    let bench = Bench::new();
    bench.write(PROFILE_FILE, format!("{PROFILE}[words]\nchapter = \"{{n}}\"\n").replace("TAG", "km"));
    let (toolkit, findings) = bench.read();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0].message.contains("`contents`, `part`, `page`"));
    assert_eq!(toolkit.unwrap().editions[1].profile.word("part"), "part {n}");
}

#[test]
fn marks_and_line_ends_of_windows_are_accepted() {
    let bench = Bench::new();
    for file in [TOOLKIT_FILE, KHMER_FILE, PROFILE_FILE] {
        let text = fs::read_to_string(bench.path(file)).unwrap();
        bench.write(file, format!("\u{feff}{}", text.replace('\n', "\r\n")));
    }
    let (toolkit, findings) = bench.read();
    assert_eq!(findings, []);
    assert_eq!(toolkit.unwrap().editions[1].title.place, Place::line(KHMER_FILE, 4, 9));
}

#[test]
fn links_that_leave_the_folder_are_refused() {
    let bench = Bench::new();
    bench.write("elsewhere/secret.md", "secret");
    bench.write("elsewhere/vi/manifest.toml", EDITION.replace("TAG", "vi"));
    bench.remove("toolkit-source/km/01-story-circle.md");
    let link = |target: &str, name: &str| {
        let made = Command::new("ln").arg("-s").arg(bench.path(target)).arg(bench.path(name)).status();
        made.is_ok_and(|status| status.success())
    };
    let linked = link("elsewhere/secret.md", "toolkit-source/km/01-story-circle.md")
        && link("elsewhere/vi", "toolkit-source/vi")
        && link("toolkit-source/en/03-questions.md", "toolkit-source/km/shared.md");
    if !linked {
        println!("skipped: symbolic links cannot be made here");
        return;
    }
    bench.change(KHMER_FILE, "03-questions.md", "shared.md");
    let (toolkit, findings) = bench.read();
    let outside: Vec<String> = findings.iter().filter(|finding| finding.code == PATH_OUTSIDE).map(line).collect();
    assert_eq!(
        outside,
        [
            "toolkit-source/km/manifest.toml:12:8 path-outside: `01-story-circle.md` is a link that leaves \
             `toolkit-source`",
            "toolkit-source/vi path-outside: the folder is a link that leaves `toolkit-source`",
        ]
    );
    let toolkit = toolkit.unwrap();
    assert_eq!(tags(&toolkit), ["en", "km"]);
    let chapters = &toolkit.editions[1].chapters;
    assert_eq!(chapters["story-circle"].file, None);
    assert!(chapters["questions"].file.is_some(), "a link within the folder is fine");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let bench = Bench::new();
    let scraps: [&[u8]; 14] =
        [b"[", b"]]", b"\"", b"=", b"\n", b"\0", b"\xff", b"{", b"}", b"..", b"'''", b"\xef\xbb\xbf", b"1e999", b"\\"];
    let mut dice = Dice(2026);
    for file in [TOOLKIT_FILE, KHMER_FILE, PROFILE_FILE] {
        let good = fs::read(bench.path(file)).unwrap();
        for _ in 0..150 {
            let mut bytes = good.clone();
            for _ in 0..=dice.roll(3) {
                let at = dice.roll(bytes.len());
                match dice.roll(3) {
                    0 => drop(bytes.drain(at..(at + 1 + dice.roll(20)).min(bytes.len()))),
                    1 => drop(bytes.splice(at..at, scraps[dice.roll(scraps.len())].iter().copied())),
                    _ => bytes[at] = dice.roll(256) as u8,
                }
            }
            bench.write(file, &bytes);
            let (toolkit, findings) = bench.read();
            assert!(toolkit.is_some() || crate::diag::has_errors(&findings));
        }
        bench.write(file, &good);
    }
}

#[test]
fn the_manual_has_a_row_for_every_key() {
    let manual = include_str!("../../docs/manifest.md");
    let keys = [TOOLKIT, EDITION, PROFILE]
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key)
        // Below `[parts]` stand ids of the toolkit's own.
        .filter(|key| !["workshops", "resources"].contains(key));
    for key in
        keys.chain(["subtitle", "logo", "contact", "telephone", "address"]).chain(WORDS.iter().map(|word| word.key))
    {
        assert!(manual.contains(&format!("\n| `{key}` |")), "docs/manifest.md has no row for `{key}`");
    }
}

/// A printer whose file has all keys.
const PRINTER: &str = r#"schema = 1
title = "a press"
standard = "pdf-x-4"
inks = "cmyk"
rgb-pictures = true
overprint = true
ink-limit = 300
bleed = "3 mm"
safe = "0.25 in"
safe-at-spine = "9 mm"
largest = ["18 in", "12 in"]
page-multiple = 4
sources = ["what the printer said"]
[type]
one-ink = "5 pt"
several-inks = "8 pt"
[lines]
one-ink = "0.25 pt"
several-inks = "0.5 pt"
[pictures]
refused-below = 150
soft-below = 225
[line-art]
refused-below = 550
soft-below = 800
"#;

/// A folder of layouts with one printer, whose file is spoilt in one place.
struct PrinterBench(Bench);

impl PrinterBench {
    fn new(from: &str, to: &str) -> Self {
        assert!(PRINTER.contains(from), "{from}");
        let bench = Bench::new();
        bench.write("layouts/printers/press.toml", PRINTER.replace(from, to));
        PrinterBench(bench)
    }

    fn read(&self, findings: &mut Vec<Finding>) -> Vec<Printer> {
        printers(&self.0.folder.join("layouts"), findings)
    }
}

#[test]
fn a_printer_is_read_with_its_units() {
    let mut findings = Vec::new();
    let printers = PrinterBench::new("", "").read(&mut findings);
    assert!(findings.is_empty(), "{findings:#?}");
    let [printer] = printers.as_slice() else { panic!("{printers:#?}") };
    assert_eq!((printer.name.as_str(), printer.title.as_str()), ("press", "a press"));
    assert_eq!(printer.bleed, Length::mm(3.0));
    assert_eq!(printer.safe, Length::inches(0.25));
    assert_eq!(printer.line.several_inks, Length::pt(0.5));
    assert_eq!((printer.largest.width, printer.largest.height), (Length::inches(12.0), Length::inches(18.0)));
    assert_eq!((printer.ink_limit, printer.page_multiple), (Some(300.0), 4));
}

#[test]
fn a_printer_with_a_mistake_is_left_out() {
    let cases: [(&str, &str, Code, u32); 10] = [
        ("soft-below = 225", "soft-below = 100", NUMBER_RANGE, 22),
        ("\"3 mm\"", "\"3 cm\"", LENGTH_FORM, 8),
        ("\"3 mm\"", "\"3 in\"", NUMBER_RANGE, 8),
        ("\"cmyk\"", "\"cymk\"", VALUE_UNKNOWN, 4),
        ("\"pdf-x-4\"", "\"pdf-x-3\"", VALUE_UNKNOWN, 3),
        ("ink-limit = 300", "ink-limit = 30", NUMBER_RANGE, 7),
        ("[\"18 in\", \"12 in\"]", "[\"18 in\"]", VALUE_TYPE, 11),
        ("page-multiple = 4", "page-multiple = \"4\"", VALUE_TYPE, 12),
        ("refused-below = 550", "refuse-below = 550", KEY_UNKNOWN, 24),
        ("title = \"a press\"", "title = \"\"", VALUE_EMPTY, 2),
    ];
    for (from, to, code, line) in cases {
        let mut findings = Vec::new();
        let printers = PrinterBench::new(from, to).read(&mut findings);
        let found = |it: &Finding| it.code == code && matches!(it.place, Place::Line { line: at, .. } if at == line);
        assert!(findings.iter().any(found), "{to}: {findings:#?}");
        assert!(printers.is_empty(), "{to}");
    }
}

#[test]
fn all_mistakes_of_a_printer_are_told_at_once() {
    let bench = Bench::new();
    bench.write("layouts/printers/bad.toml", "schema = 1\nbleed = \"x\"\ninks = \"y\"\nbled = 1\n");
    bench.write("layouts/printers/A Press.toml", PRINTER);
    bench.write("layouts/printers/good.toml", PRINTER);
    bench.write("layouts/printers/README.md", "no printer");
    let mut findings = Vec::new();
    let printers = printers(&bench.folder.join("layouts"), &mut findings);
    assert_eq!(printers.iter().map(|printer| printer.name.as_str()).collect::<Vec<_>>(), ["good"]);
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code.name).collect();
    assert_eq!(codes, ["id-form", "key-missing", "key-unknown", "length-form", "value-unknown"].into());
    let hint = findings.iter().find(|finding| finding.code == KEY_UNKNOWN).and_then(|finding| finding.hint.clone());
    assert_eq!(hint.as_deref(), Some("did you mean `bleed`?"));
}
