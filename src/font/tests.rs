//! The catalogue as a whole: over the project's own fonts, and over folders with one fault each.

#![expect(clippy::disallowed_methods, reason = "tests make their own files and folders")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::Finding;
use crate::font::*;
use crate::language::{
    Breaks, Digits, Direction, Emphasis, FontChoice, LanguageTag, LineFilling, Measures, Profile, Quotes, Specimen,
};

fn own_fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts")
}

fn load(folder: &Path, needed: Option<&[&str]>) -> (Catalogue, Vec<Finding>) {
    let needed = needed.map(|names| names.iter().map(|name| name.to_string()).collect());
    let mut findings = Vec::new();
    let catalogue = Catalogue::load(folder, needed.as_ref(), &mut findings);
    (catalogue, findings)
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| name.to_string()).collect()
}

fn profile(tag: &str, script: &str, text: &[&str], heading: &[&str]) -> Profile {
    let quotes = || ["“".to_string(), "”".to_string()];
    Profile {
        tag: LanguageTag::parse(tag).unwrap(),
        name: String::new(),
        autonym: String::new(),
        script: script.to_string(),
        direction: Direction::Ltr,
        lang: tag.to_string(),
        region: None,
        fonts: FontChoice {
            text: names(text),
            heading: names(heading),
            mono: names(&["Noto Sans Mono"]),
            latin: names(&["Noto Serif", "Noto Sans"]),
        },
        measures: Measures { size_factor: 1.0, latin_factor: 1.0, top_edge: 0.8, bottom_edge: -0.2, leading: 0.4 },
        lines: LineFilling {
            breaks: Breaks::Spaces,
            justify: false,
            hyphenate: false,
            spacing: [100.0, 100.0],
            tracking: [0.0, 0.0],
        },
        quotes: Quotes { double: quotes(), single: quotes() },
        emphasis: Emphasis::Bold,
        digits: Digits::ASCII,
        words: BTreeMap::new(),
        confirm: Vec::new(),
        questions: Vec::new(),
        specimen: Specimen::default(),
    }
}

/// A folder with two faces of Noto Serif Gurmukhi and a catalogue, changed by the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, change: impl Fn(String) -> String) -> Self {
        let folder = std::env::temp_dir().join(format!("lotuspress-font-{name}-{}", std::process::id()));
        let family = "noto-serif-gurmukhi";
        fs::create_dir_all(folder.join(family)).unwrap();
        for file in ["NotoSerifGurmukhi-Regular.ttf", "NotoSerifGurmukhi-Bold.ttf", "OFL.txt"] {
            fs::copy(own_fonts().join(family).join(file), folder.join(family).join(file)).unwrap();
        }
        let whole = fs::read_to_string(own_fonts().join("catalogue.toml")).unwrap();
        let start = whole.find("[[family]]\nname = \"Noto Serif Gurmukhi\"").unwrap();
        let end = whole[start + 1..].find("[[family]]\n").unwrap() + start + 1;
        fs::write(folder.join("catalogue.toml"), change(format!("schema = 1\n{}", &whole[start..end]))).unwrap();
        Folder(folder)
    }

    fn regular(&self) -> PathBuf {
        self.0.join("noto-serif-gurmukhi/NotoSerifGurmukhi-Regular.ttf")
    }

    /// The catalogue and the codes and lines of its findings.
    fn load(&self) -> (Catalogue, Vec<String>) {
        let (catalogue, findings) = load(&self.0, None);
        let line = |finding: &Finding| finding.place.to_string().split(':').nth(1).unwrap_or("").to_string();
        (catalogue, findings.iter().map(|finding| format!("{} {}", finding.code.name, line(finding))).collect())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_own_fonts_are_whole() {
    let (catalogue, findings) = load(&own_fonts(), None);
    assert_eq!(findings, []);
    assert_eq!(catalogue.database().len(), catalogue.faces().len());
    // Each family has both weights, signs and code apart.
    for family in catalogue.families() {
        let bold = family.faces.iter().any(|number| catalogue.faces()[*number].weight == 700);
        assert!(bold || matches!(family.design, Design::Mono | Design::Signs), "{}", family.name);
    }
    let faces_of_one_file = catalogue.faces().iter().filter(|face| face.file.ends_with("CJK-Bold.ttc"));
    let numbers: std::collections::BTreeSet<_> = faces_of_one_file.map(|face| face.file_number).collect();
    assert_eq!(numbers.len(), 1);
}

#[test]
fn common_signs_and_names_in_other_scripts_have_a_font() {
    let (catalogue, _) = load(&own_fonts(), None);
    let english = profile("en", "Latn", &["Noto Serif"], &["Noto Sans"]);
    let text = "→←↑↓↔ ✓✗✘ ★☆ •… ∞ ☐☑☒ ①⑳ ½ ≤≥≠ ° ′ № ₹৳₱₩€₫៛ ☎✉✂✎ ⚠️ ❤️ 😀🙏🏽 ▸ ₨";
    let people = "मीना স্বপ্না ਗੁਰਪ੍ਰੀਤ សុខា محمد 嘉玲 김민준 たなか Nguyễn Thị Ế Ñ İ";
    let stack = catalogue.stack(&english, Role::Text);
    assert_eq!(catalogue.missing(&stack.families(), &format!("{text} {people}")), Vec::<char>::new());
    assert_eq!(catalogue.missing(&stack.families(), "ᚠ\u{200b}"), ['ᚠ']);
}

#[test]
fn a_script_has_its_own_families_and_latin_for_latin_letters() {
    let (catalogue, _) = load(&own_fonts(), None);
    let khmer = profile("km", "Khmr", &["Noto Sans Khmer"], &["Noto Serif Khmer"]);
    let latin = |family: &str| StackEntry::Covering { family: family.to_string(), regex: LATIN_COVERS };
    let text = catalogue.stack(&khmer, Role::Text);
    assert_eq!(text.entries[0], latin("Noto Sans"), "a sans text has sans Latin words");
    assert_eq!(text.own_families(), ["Noto Sans", "Noto Sans Khmer", "Noto Serif"]);
    assert_eq!(text.families().last(), Some(&"Noto Emoji"));
    assert_eq!(catalogue.stack(&khmer, Role::Heading).entries[0], latin("Noto Serif"));
    let mono = catalogue.stack(&khmer, Role::Mono);
    assert_eq!(mono.families()[..2], ["Noto Sans Mono", "Noto Sans Khmer"]);
    let english = profile("en", "Latn", &["Noto Serif"], &[]);
    assert_eq!(catalogue.stack(&english, Role::Heading).entries[0], StackEntry::Family("Noto Serif".into()));
}

#[test]
fn only_what_is_needed_is_read() {
    let (catalogue, findings) = load(&own_fonts(), Some(&["Noto Serif Gurmukhi"]));
    assert_eq!(findings, []);
    assert_eq!(catalogue.faces().len(), 2);
    let punjabi = profile("pa", "Guru", &["Noto Serif Gurmukhi"], &[]);
    assert_eq!(catalogue.stack(&punjabi, Role::Text).families(), ["Noto Serif Gurmukhi"]);
    let mut findings = Vec::new();
    catalogue.check_profile(&punjabi, "layouts/languages/pa.toml", &mut findings);
    assert_eq!(findings, [], "families that were not needed are known all the same");
    let wrong = profile("pa", "Guru", &["Noto Serif Gurmuki"], &[]);
    catalogue.check_profile(&wrong, "layouts/languages/pa.toml", &mut findings);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].hint.as_deref(), Some("did you mean `Noto Serif Gurmukhi`?"));
}

#[test]
fn a_listing_names_files_lenders_and_what_is_left() {
    let (catalogue, _) = load(&own_fonts(), Some(&["Noto Serif Gurmukhi", "Noto Serif", "Noto Emoji"]));
    let punjabi = profile("pa", "Guru", &["Noto Serif Gurmukhi"], &[]);
    let listing = catalogue.listing(&punjabi, "ਸਤ Hello 🙏 漢");
    assert_eq!(listing.missing, ['漢']);
    assert_eq!(listing.borrowed, [Borrowed { family: "Noto Emoji".into(), characters: vec!['🙏'] }]);
    let serif = &listing.roles[0].families[0];
    assert_eq!((serif.name.as_str(), serif.files.len()), ("Noto Serif", 4));
}

#[test]
fn a_changed_file_is_found_and_used_for_the_proof() {
    let folder = Folder::new("digest", |text| text);
    let mut bytes = fs::read(folder.regular()).unwrap();
    bytes.push(0);
    fs::write(folder.regular(), bytes).unwrap();
    let (catalogue, found) = folder.load();
    assert_eq!(found, ["font-digest 14"]);
    assert!(catalogue.covers("Noto Serif Gurmukhi", 'ਸ'));
}

#[test]
fn a_missing_or_broken_file_is_found() {
    let folder = Folder::new("missing", |text| text);
    fs::remove_file(folder.regular()).unwrap();
    fs::remove_file(folder.0.join("noto-serif-gurmukhi/OFL.txt")).unwrap();
    let (catalogue, found) = folder.load();
    assert_eq!(found, ["font-file-missing 7", "font-file-missing 11"]);
    assert_eq!(catalogue.faces().len(), 1);

    let folder = Folder::new("broken", |text| text);
    fs::write(folder.regular(), b"no font").unwrap();
    let (catalogue, found) = folder.load();
    assert_eq!(found, ["font-digest 14", "font-damaged 11"]);
    assert_eq!(catalogue.database().len(), 1);
}

#[test]
fn a_face_must_be_what_the_catalogue_says() {
    // What two of Debian's packages do: a bold that declares the weight of a regular.
    let (catalogue, found) = Folder::new("weight", |text| text.replace("= 700", "= 900")).load();
    assert_eq!(found, ["font-differs 18"]);
    assert_eq!(catalogue.faces()[1].weight, 700);
    let (catalogue, found) = Folder::new("family", |text| text.replace("Serif Gurmukhi\"", "Serif Gurmuki\"")).load();
    assert_eq!(found, ["font-differs 11", "font-differs 17"]);
    assert!(catalogue.families().is_empty());
    let (_, found) = Folder::new("absent", |text| text).load();
    assert_eq!(found, Vec::<String>::new());
    let (_, findings) = load(Path::new("no-such-folder"), None);
    assert_eq!(findings[0].code, FONT_CATALOGUE_MISSING);
}
