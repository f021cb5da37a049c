//! What `fonts/catalogue.toml` says: families and their faces, each value with the line that it stands on.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use serde::Serialize;
use toml::Spanned;

use crate::diag::{Code, Finding, Place, did_you_mean};

use crate::font::codes::{
    FONT_CATALOGUE_SYNTAX, FONT_KEY_MISSING, FONT_KEY_UNKNOWN, FONT_LISTED_TWICE, FONT_PATH, FONT_REGULAR_MISSING,
    FONT_VALUE,
};
use crate::font::tree::Item;

/// The form of the catalogue that this version reads.
const SCHEMA: i64 = 1;

const ROOT_KEYS: &[&str] = &["schema", "family"];
const FAMILY_KEYS: &[&str] = &["name", "scripts", "design", "licence", "licence-file", "source", "face"];
const FACE_KEYS: &[&str] = &["file", "index", "weight", "style", "sha256"];

/// Whether a face stands upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceStyle {
    /// Upright.
    Normal,
    /// A true italic.
    Italic,
}

impl FaceStyle {
    /// The name that the catalogue and Typst share.
    pub const fn name(self) -> &'static str {
        match self {
            FaceStyle::Normal => "normal",
            FaceStyle::Italic => "italic",
        }
    }
}

/// The kind of letterforms of a family; a heading's Latin words take the kind of the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// With serifs or strokes of changing weight.
    Serif,
    /// Without.
    Sans,
    /// Every letter of the same width.
    Mono,
    /// Signs and emoji, no letters.
    Signs,
}

/// One `[[family]]`.
#[derive(Debug, Clone)]
pub struct FamilyEntry {
    pub name: String,
    pub scripts: Vec<String>,
    pub design: Design,
    pub licence: String,
    pub licence_file: String,
    pub source: String,
    pub place: Place,
    pub licence_place: Place,
    pub faces: Vec<FaceEntry>,
}

/// One `[[family.face]]`.
#[derive(Debug, Clone)]
pub struct FaceEntry {
    pub file: String,
    pub index: u32,
    pub weight: u16,
    pub style: FaceStyle,
    pub sha256: [u8; 32],
    pub place: Place,
    pub weight_place: Place,
    pub digest_place: Place,
}

/// Reads the text of a catalogue; what cannot be used is a finding and is left out.
pub fn read(file: &str, text: &str, findings: &mut Vec<Finding>) -> Vec<FamilyEntry> {
    let mut reader = Reader { file, text, findings };
    let root = match toml::from_str::<Item>(text) {
        Ok(Item::Table(entries)) => entries,
        Ok(_) => return Vec::new(),
        Err(error) => {
            reader.syntax(&error);
            return Vec::new();
        }
    };
    let root = Table { entries: &root, place: Place::file(file) };
    reader.known_keys(&root, ROOT_KEYS);
    reader.schema(&root);
    let families = reader.tables(&root, "family").into_iter().filter_map(|table| reader.family(&table)).collect();
    reader.without_repeats(families)
}

/// A table and the place where it begins.
struct Table<'a> {
    entries: &'a [(Spanned<String>, Spanned<Item>)],
    place: Place,
}

impl<'a> Table<'a> {
    fn get(&self, key: &str) -> Option<&'a Spanned<Item>> {
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, item)| item)
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn place<T>(&self, item: &Spanned<T>) -> Place {
        Place::in_text(self.file, self.text, item.span().start)
    }

    fn report(&mut self, code: Code, message: String, place: Place, hint: impl Into<String>) {
        self.findings.push(Finding::new(code, message).at(place).hint(hint));
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let place = error
            .span()
            .map_or_else(|| Place::file(self.file), |span| Place::in_text(self.file, self.text, span.start));
        let finding = Finding::new(FONT_CATALOGUE_SYNTAX, "this line does not follow the rules of TOML").at(place);
        self.findings.push(
            finding
                .why(format!("no font can be used until it is mended: {}", error.message().replace('\n', ", ")))
                .hint("compare it with the entries above and below"),
        );
    }

    fn schema(&mut self, root: &Table) {
        match root.get("schema").map(|item| (item.get_ref(), self.place(item))) {
            Some((Item::Number(SCHEMA), _)) => {}
            Some((_, place)) => {
                let message = format!("this version reads `schema = {SCHEMA}` only");
                self.report(FONT_VALUE, message, place, "use the version that the catalogue was written for");
            }
            None => self.missing("schema", &root.place),
        }
    }

    fn known_keys(&mut self, table: &Table, known: &[&'static str]) {
        for (key, _) in table.entries {
            let name = key.get_ref().as_str();
            if known.contains(&name) {
                continue;
            }
            let hint = match did_you_mean(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys known here are `{}`", known.join("`, `")),
            };
            self.report(FONT_KEY_UNKNOWN, format!("the key `{name}` is not known here"), self.place(key), hint);
        }
    }

    fn missing(&mut self, key: &str, place: &Place) {
        let message = format!("the key `{key}` is missing");
        self.report(FONT_KEY_MISSING, message, place.clone(), "add it; `fonts/README.md` says what belongs there");
    }

    fn tables<'a>(&mut self, table: &Table<'a>, key: &str) -> Vec<Table<'a>> {
        let Some(item) = table.get(key) else {
            self.missing(key, &table.place);
            return Vec::new();
        };
        let mut tables = Vec::new();
        let Item::List(list) = item.get_ref() else {
            let hint = format!("begin each with two brackets: `[[{key}]]`");
            self.report(FONT_VALUE, format!("`{key}` is a list of sections"), self.place(item), hint);
            return tables;
        };
        for item in list {
            match item.get_ref() {
                Item::Table(entries) => tables.push(Table { entries, place: self.place(item) }),
                _ => self.report(FONT_VALUE, format!("`{key}` is a list of sections"), self.place(item), "remove this"),
            }
        }
        tables
    }

    fn text(&mut self, table: &Table, key: &str) -> Option<(String, Place)> {
        let Some(item) = table.get(key) else {
            self.missing(key, &table.place);
            return None;
        };
        match item.get_ref() {
            Item::Text(text) if !text.trim().is_empty() => Some((text.clone(), self.place(item))),
            _ => {
                let hint = "put it between straight quotes";
                self.report(FONT_VALUE, format!("`{key}` is a text that is not empty"), self.place(item), hint);
                None
            }
        }
    }

    fn number(&mut self, table: &Table, key: &str, most: i64) -> Option<(i64, Place)> {
        let Some(item) = table.get(key) else {
            self.missing(key, &table.place);
            return None;
        };
        match item.get_ref() {
            Item::Number(number) if (0..=most).contains(number) => Some((*number, self.place(item))),
            _ => {
                let message = format!("`{key}` is a whole number from 0 to {most}");
                self.report(FONT_VALUE, message, self.place(item), "write it without quotes");
                None
            }
        }
    }

    fn path(&mut self, table: &Table, key: &str) -> Option<(String, Place)> {
        let (path, place) = self.text(table, key)?;
        let inside = !path.contains(['\\', ':'])
            && Path::new(&path).components().all(|part| matches!(part, Component::Normal(_)));
        if inside {
            return Some((path, place));
        }
        let message = format!("`{path}` does not stay in the folder of fonts");
        self.report(FONT_PATH, message, place, "write the path from this folder on, with `/`");
        None
    }

    fn family(&mut self, table: &Table) -> Option<FamilyEntry> {
        self.known_keys(table, FAMILY_KEYS);
        let name = self.text(table, "name");
        let scripts = self.scripts(table);
        let design = self.design(table);
        let licence = self.text(table, "licence");
        let licence_file = self.path(table, "licence-file");
        let source = self.text(table, "source");
        let listed = self.tables(table, "face");
        let faces: Vec<_> = listed.iter().filter_map(|face| self.face(face)).collect();
        let faces_are_whole = faces.len() == listed.len();
        let (name, place) = name?;
        let (licence_file, licence_place) = licence_file?;
        let family = FamilyEntry {
            name,
            scripts: scripts?,
            design: design?,
            licence: licence?.0,
            licence_file,
            source: source?.0,
            place,
            licence_place,
            faces,
        };
        self.check_faces(&family, faces_are_whole);
        Some(family)
    }

    fn scripts(&mut self, table: &Table) -> Option<Vec<String>> {
        let Some(item) = table.get("scripts") else {
            self.missing("scripts", &table.place);
            return None;
        };
        let Item::List(list) = item.get_ref() else {
            let hint = "write `scripts = [\"Khmr\"]`";
            self.report(FONT_VALUE, "`scripts` is a list of codes".into(), self.place(item), hint);
            return None;
        };
        let mut scripts = Vec::new();
        for item in list {
            match item.get_ref() {
                Item::Text(code) if is_script(code) => scripts.push(code.clone()),
                _ => {
                    let message = "a script is a code of ISO 15924: four letters, the first a capital";
                    self.report(FONT_VALUE, message.into(), self.place(item), "write it like `Khmr` or `Latn`");
                }
            }
        }
        Some(scripts)
    }

    fn design(&mut self, table: &Table) -> Option<Design> {
        let (design, place) = self.text(table, "design")?;
        let known = match design.as_str() {
            "serif" => Design::Serif,
            "sans" => Design::Sans,
            "mono" => Design::Mono,
            "signs" => Design::Signs,
            _ => {
                let message = format!("the design `{design}` is not known");
                self.report(FONT_VALUE, message, place, "it is one of `serif`, `sans`, `mono`, `signs`");
                return None;
            }
        };
        Some(known)
    }

    fn face(&mut self, table: &Table) -> Option<FaceEntry> {
        self.known_keys(table, FACE_KEYS);
        let file = self.path(table, "file");
        let index = if table.get("index").is_some() {
            self.number(table, "index", 255).map(|(index, _)| index)
        } else {
            Some(0)
        };
        let weight = self.number(table, "weight", 1000);
        let style = self.style(table);
        let digest = self.digest(table);
        let (weight, weight_place) = weight?;
        let (sha256, digest_place) = digest?;
        let (file, place) = file?;
        Some(FaceEntry {
            file,
            index: u32::try_from(index?).ok()?,
            weight: u16::try_from(weight).ok()?,
            style: style?,
            sha256,
            place,
            weight_place,
            digest_place,
        })
    }

    fn style(&mut self, table: &Table) -> Option<FaceStyle> {
        let (style, place) = self.text(table, "style")?;
        match style.as_str() {
            "normal" => Some(FaceStyle::Normal),
            "italic" => Some(FaceStyle::Italic),
            _ => {
                let message = format!("the style `{style}` is not known");
                self.report(FONT_VALUE, message, place, "it is `normal` or `italic`");
                None
            }
        }
    }

    fn digest(&mut self, table: &Table) -> Option<([u8; 32], Place)> {
        let (digest, place) = self.text(table, "sha256")?;
        match parse_digest(&digest) {
            Some(bytes) => Some((bytes, place)),
            None => {
                let message = "`sha256` is 64 digits and letters from a to f".to_string();
                self.report(FONT_VALUE, message, place, "take it from `sha256sum`, or from the font's own finding");
                None
            }
        }
    }

    fn check_faces(&mut self, family: &FamilyEntry, whole: bool) {
        let mut seen = BTreeSet::new();
        for face in &family.faces {
            if !seen.insert((face.weight, face.style)) {
                let style = face.style.name();
                let message = format!("`{}` lists weight {} in style {style} twice", family.name, face.weight);
                self.report(FONT_LISTED_TWICE, message, face.place.clone(), "keep one of the two");
            }
        }
        // A face that was left out for a fault of its own has its finding already.
        if whole && !seen.contains(&(400, FaceStyle::Normal)) {
            let message = format!("`{}` has no face of weight 400 and style normal", family.name);
            self.report(FONT_REGULAR_MISSING, message, family.place.clone(), "list its regular face");
        }
    }

    fn without_repeats(&mut self, families: Vec<FamilyEntry>) -> Vec<FamilyEntry> {
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for family in families {
            // Typst compares the names of families in lower case.
            if seen.insert(family.name.to_lowercase()) {
                kept.push(family);
            } else {
                let message = format!("the family `{}` is listed twice", family.name);
                self.report(FONT_LISTED_TWICE, message, family.place, "keep one of the two");
            }
        }
        kept
    }
}

fn is_script(code: &str) -> bool {
    let mut letters = code.chars();
    code.len() == 4
        && letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_lowercase())
}

fn parse_digest(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"schema = 1
[[family]]
name = "A"
scripts = ["Latn"]
design = "serif"
licence = "OFL-1.1"
licence-file = "a/OFL.txt"
source = "here"
[[family.face]]
file = "a/A.ttf"
weight = 400
style = "normal"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"#;

    fn codes(text: &str) -> Vec<(&'static str, Place)> {
        let mut findings = Vec::new();
        read("fonts/catalogue.toml", text, &mut findings);
        findings.into_iter().map(|finding| (finding.code.name, finding.place)).collect()
    }

    fn only(text: &str) -> (&'static str, u32) {
        let found = codes(text);
        assert_eq!(found.len(), 1, "{found:?}");
        match found.into_iter().next() {
            Some((name, Place::Line { line, .. })) => (name, line),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_good_catalogue_has_no_finding() {
        assert_eq!(codes(GOOD), []);
    }

    #[test]
    fn each_fault_is_found_on_its_line() {
        assert_eq!(only(&GOOD.replace("licence =", "lisence = \"x\"\nlicence =")), ("font-key-unknown", 6));
        assert_eq!(only(&GOOD.replace("source = \"here\"\n", "")), ("font-key-missing", 2));
        assert_eq!(only(&GOOD.replace("\"a/A.ttf\"", "\"../A.ttf\"")).0, "font-path");
        assert_eq!(only(&GOOD.replace("\"a/A.ttf\"", "\"/A.ttf\"")).0, "font-path");
        assert_eq!(only(&GOOD.replace("a/OFL.txt", "a\\\\OFL.txt")), ("font-path", 7));
        assert_eq!(only(&GOOD.replace("\"normal\"", "\"slanted\"")).0, "font-value");
        assert_eq!(only(&GOOD.replace("= 400", "= \"400\"")).0, "font-value");
        assert_eq!(only(&GOOD.replace("= 400", "= 700")), ("font-regular-missing", 3));
        assert_eq!(only(&GOOD.replace("= \"A\"", "= \"A")), ("font-catalogue-syntax", 3));
        let twice = format!("{GOOD}{}", GOOD.trim_start_matches("schema = 1\n"));
        assert_eq!(only(&twice), ("font-listed-twice", 15));
    }
}
