//! The catalogue's files, read once, verified, and held where coverage and choice can ask them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use fontdb::{Database, ID, Source, Style};
use sha2::{Digest, Sha256};

use crate::diag::{Code, Finding, Place, did_you_mean};
use crate::language::Profile;

use crate::font::codes::{
    FONT_CATALOGUE_MISSING, FONT_DAMAGED, FONT_DIFFERS, FONT_DIGEST, FONT_FAMILY_UNKNOWN, FONT_FILE_MISSING, FONT_PATH,
};
use crate::font::coverage::{Coverage, needs_no_letter};
use crate::font::entries::{self, Design, FaceEntry, FaceStyle, FamilyEntry};

/// The most bytes that a font file may have; the largest of the catalogue has 27 million.
const MOST_BYTES: u64 = 64_000_000;

/// The most bytes that the catalogue's own file may have; it has about ten thousand.
const MOST_CATALOGUE_BYTES: u64 = 1_000_000;

/// The most threads that read and verify files: beyond this the disk is what they wait for.
const MOST_THREADS: usize = 4;

/// The bytes of one font file, shared by everything that needs them; a clone is another handle to the same bytes.
#[derive(Clone)]
pub struct FontData(Arc<Vec<u8>>);

impl AsRef<[u8]> for FontData {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for FontData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FontData({} bytes)", self.0.len())
    }
}

/// One family whose faces are loaded.
#[derive(Debug, Clone)]
pub struct Family {
    /// The name that profiles and Typst know it by.
    pub name: String,
    /// ISO 15924 codes of the scripts that it serves.
    pub scripts: Vec<String>,
    /// The kind of its letterforms.
    pub design: Design,
    /// SPDX identifier of its licence.
    pub licence: String,
    /// The licence's text, relative to the folder of fonts.
    pub licence_file: String,
    /// The package and version that the files come from.
    pub source: String,
    /// The numbers of its faces in [`Catalogue::faces`], in the order of the catalogue.
    pub faces: Vec<usize>,
}

/// One face of a family.
#[derive(Debug, Clone)]
pub struct Face {
    /// The family that it belongs to.
    pub family: String,
    /// Its file, relative to the folder of fonts.
    pub file: String,
    /// Its number in a file that holds several faces, otherwise 0.
    pub index: u32,
    /// 400 is regular, 700 bold: as the file itself declares it.
    pub weight: u16,
    /// Upright or italic: as the file itself declares it.
    pub style: FaceStyle,
    /// Equal for faces of the same file, so that each file's bytes need be wrapped (and hashed) once only.
    pub file_number: usize,
    /// The file's bytes.
    pub data: FontData,
    /// Its key in [`Catalogue::database`].
    pub id: ID,
}

/// The fonts that editions may be set in.
#[derive(Debug, Default)]
pub struct Catalogue {
    families: Vec<Family>,
    faces: Vec<Face>,
    /// Every name that the catalogue lists, loaded or not.
    names: Vec<String>,
    database: Database,
    coverage: Vec<OnceLock<Coverage>>,
}

impl Catalogue {
    /// Reads `catalogue.toml` in a folder, then the files of the families named in `needed`, or of all for `None`.
    ///
    /// Files are read and verified on a few threads; the result does not depend on their number. A family that was not
    /// needed stays known by name, and no [`Stack`](super::Stack) holds it: two runs that shall give the same pages
    /// must ask for the same families. Everything wrong is a finding with its line; a file whose digest differs is used
    /// all the same, since its edition is a proof copy then.
    pub fn load(folder: &Path, needed: Option<&BTreeSet<String>>, findings: &mut Vec<Finding>) -> Self {
        let shown = shown_folder(folder);
        let file = format!("{shown}/catalogue.toml");
        let text = match read_catalogue(folder) {
            Ok(text) => text,
            Err(reason) => {
                let finding = Finding::new(FONT_CATALOGUE_MISSING, "the catalogue of fonts cannot be read");
                findings.push(finding.at(Place::file(file)).why(reason).hint("restore the folder of fonts as it was"));
                return Catalogue::default();
            }
        };
        let entries = entries::read(&file, &text, findings);
        let mut catalogue =
            Catalogue { names: entries.iter().map(|entry| entry.name.clone()).collect(), ..Catalogue::default() };
        let wanted: Vec<_> =
            entries.into_iter().filter(|entry| needed.is_none_or(|needed| needed.contains(&entry.name))).collect();
        let files = read_files(folder, &wanted);
        Loader { catalogue: &mut catalogue, files: &files, ids: BTreeMap::new(), findings }.load(folder, wanted);
        catalogue.coverage.resize_with(catalogue.faces.len(), OnceLock::new);
        catalogue
    }

    /// The loaded families, in the order of the catalogue.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The loaded faces, in the order of the catalogue: the order for Typst's book.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The same faces as a database of fonts, for whatever else chooses fonts by name.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A loaded family by its name.
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The regular, upright face of a loaded family; the first of its faces if it has none.
    pub fn regular(&self, family: &str) -> Option<&Face> {
        self.regular_number(family).and_then(|number| self.faces.get(number))
    }

    /// Whether the regular face of a loaded family has a character. Other faces of a family may lack a rare one: the
    /// last word is with the laid-out page.
    pub fn covers(&self, family: &str, character: char) -> bool {
        let Some(number) = self.regular_number(family) else { return false };
        let (Some(face), Some(coverage)) = (self.faces.get(number), self.coverage.get(number)) else { return false };
        coverage.get_or_init(|| Coverage::read(face.data.as_ref(), face.index)).contains(character)
    }

    /// The characters of a text that none of the families has, each once, in the order of Unicode.
    pub fn missing<S: AsRef<str>>(&self, families: &[S], text: &str) -> Vec<char> {
        let characters: BTreeSet<char> = text.chars().filter(|c| !needs_no_letter(*c)).collect();
        characters
            .into_iter()
            .filter(|character| !families.iter().any(|family| self.covers(family.as_ref(), *character)))
            .collect()
    }

    /// Reports the families of a profile that the catalogue does not list. `file` is the profile's name in findings.
    pub fn check_profile(&self, profile: &Profile, file: &str, findings: &mut Vec<Finding>) {
        if self.names.is_empty() {
            return;
        }
        let fonts = &profile.fonts;
        let mut seen = BTreeSet::new();
        for name in [&fonts.text, &fonts.heading, &fonts.mono, &fonts.latin].into_iter().flatten() {
            if self.names.contains(name) || !seen.insert(name) {
                continue;
            }
            let hint = match did_you_mean(name, self.names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "choose a family of the catalogue, or add this one to it".to_string(),
            };
            let finding =
                Finding::new(FONT_FAMILY_UNKNOWN, format!("no font of the family `{name}` is in the catalogue"));
            findings.push(finding.at(Place::file(file)).words(name).hint(hint).edition(profile.tag.as_str()));
        }
    }

    fn regular_number(&self, family: &str) -> Option<usize> {
        let faces = &self.family(family)?.faces;
        let regular = |number: &&usize| {
            self.faces.get(**number).is_some_and(|face| (face.weight, face.style) == (400, FaceStyle::Normal))
        };
        faces.iter().find(regular).or_else(|| faces.first()).copied()
    }
}

fn shown_folder(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "fonts".to_string(), |name| name.to_string_lossy().into_owned())
}

fn read_catalogue(folder: &Path) -> Result<String, String> {
    let bytes = read_bounded(&folder.join("catalogue.toml"), MOST_CATALOGUE_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not saved as UTF-8".to_string())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let reason = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "it is not there".to_string(),
        ErrorKind::PermissionDenied => "access is denied".to_string(),
        _ => "reading it failed".to_string(),
    };
    let file = fs::File::open(path).map_err(reason)?;
    let length = file.metadata().map_err(reason)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(most)).unwrap_or(0));
    file.take(most + 1).read_to_end(&mut bytes).map_err(reason)?;
    if bytes.len() as u64 > most { Err(format!("it is larger than {} MB", most / 1_000_000)) } else { Ok(bytes) }
}

/// A file's bytes and their digest, or why there are none.
type FileResult = Result<(FontData, [u8; 32]), FileFault>;

#[derive(Debug)]
enum FileFault {
    /// A link leads out of the folder.
    Outside,
    /// Anything else, in words.
    Unreadable(String),
}

/// Reads every file of the families once, several at a time.
fn read_files(folder: &Path, families: &[FamilyEntry]) -> BTreeMap<String, FileResult> {
    let names: BTreeSet<&str> =
        families.iter().flat_map(|family| &family.faces).map(|face| face.file.as_str()).collect();
    // The largest first, so that no thread begins a large file when the others are done.
    let mut names: Vec<(u64, &str)> =
        names.into_iter().map(|name| (fs::metadata(folder.join(name)).map_or(0, |facts| facts.len()), name)).collect();
    names.sort_by_key(|(length, name)| (std::cmp::Reverse(*length), *name));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let next = AtomicUsize::new(0);
    let read_some = || {
        let mut read = Vec::new();
        while let Some((_, name)) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            read.push((name.to_string(), read_file(folder, name)));
        }
        read
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(read_some)).collect();
        let mut files: BTreeMap<_, _> = read_some().into_iter().collect();
        for other in others {
            match other.join() {
                Ok(read) => files.extend(read),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        files
    })
}

fn read_file(folder: &Path, name: &str) -> FileResult {
    let path = folder.join(name);
    if let (Ok(target), Ok(real)) = (fs::canonicalize(&path), fs::canonicalize(folder))
        && !target.starts_with(real)
    {
        return Err(FileFault::Outside);
    }
    let bytes = read_bounded(&path, MOST_BYTES).map_err(FileFault::Unreadable)?;
    let digest = Sha256::digest(&bytes);
    Ok((FontData(Arc::new(bytes)), digest.into()))
}

/// Brings verified files into a catalogue, family by family.
struct Loader<'a> {
    catalogue: &'a mut Catalogue,
    files: &'a BTreeMap<String, FileResult>,
    /// What is already in the database: the number of each file, and its faces' keys by index.
    ids: BTreeMap<String, (usize, BTreeMap<u32, ID>)>,
    findings: &'a mut Vec<Finding>,
}

impl Loader<'_> {
    fn load(mut self, folder: &Path, families: Vec<FamilyEntry>) {
        for entry in families {
            if !folder.join(&entry.licence_file).is_file() {
                let message = format!("the licence text `{}` is not there", entry.licence_file);
                let hint = "the licence allows the font only together with its text: put it back";
                self.report(FONT_FILE_MISSING, message, &entry.licence_place, hint);
            }
            let first = self.catalogue.faces.len();
            for face in &entry.faces {
                self.face(&entry.name, face);
            }
            let faces: Vec<usize> = (first..self.catalogue.faces.len()).collect();
            if !faces.is_empty() {
                self.catalogue.families.push(Family {
                    name: entry.name,
                    scripts: entry.scripts,
                    design: entry.design,
                    licence: entry.licence,
                    licence_file: entry.licence_file,
                    source: entry.source,
                    faces,
                });
            }
        }
        self.remove_unlisted();
    }

    fn report(&mut self, code: Code, message: String, place: &Place, hint: &str) {
        self.findings.push(Finding::new(code, message).at(place.clone()).hint(hint));
    }

    fn face(&mut self, family: &str, entry: &FaceEntry) {
        let files = self.files;
        let (data, digest) = match files.get(&entry.file) {
            Some(Ok(file)) => file,
            Some(Err(fault)) => return self.fault(entry, fault),
            None => return,
        };
        if *digest != entry.sha256 {
            let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let message = format!("the file `{}` is not the one that the catalogue was made for", entry.file);
            let finding = Finding::new(FONT_DIGEST, message)
                .at(entry.digest_place.clone())
                .why(format!("another font breaks lines elsewhere; the digest of this file is `{found}`"))
                .hint("restore the file; if the change is meant, write its digest here");
            self.findings.push(finding);
        }
        let Some((file_number, id)) = self.id(entry, data) else {
            let message = format!("the file `{}` cannot be read as a font", entry.file);
            return self.report(FONT_DAMAGED, message, &entry.place, "restore the file from its package");
        };
        let Some((weight, style)) = self.verify(family, entry, id) else { return };
        self.catalogue.faces.push(Face {
            family: family.to_string(),
            file: entry.file.clone(),
            index: entry.index,
            weight,
            style,
            file_number,
            data: data.clone(),
            id,
        });
    }

    fn fault(&mut self, entry: &FaceEntry, fault: &FileFault) {
        match fault {
            FileFault::Outside => {
                let message = format!("`{}` is a link that leaves the folder of fonts", entry.file);
                self.report(FONT_PATH, message, &entry.place, "put the file itself in place of the link");
            }
            FileFault::Unreadable(reason) => {
                let finding = Finding::new(FONT_FILE_MISSING, format!("the font file `{}` cannot be read", entry.file));
                self.findings.push(
                    finding.at(entry.place.clone()).why(reason.as_str()).hint("restore the file from its package"),
                );
            }
        }
    }

    /// The number of a face's file and the face's key; its file goes into the database when it is first asked for.
    fn id(&mut self, entry: &FaceEntry, data: &FontData) -> Option<(usize, ID)> {
        // Typst reads fonts through ttf-parser: a face that this does not accept would be dropped there in silence.
        ttf_parser::Face::parse(data.as_ref(), entry.index).ok()?;
        if !self.ids.contains_key(&entry.file) {
            let ids = self.catalogue.database.load_font_source(Source::Binary(data.0.clone()));
            let by_index =
                ids.iter().filter_map(|id| self.catalogue.database.face(*id).map(|face| (face.index, *id))).collect();
            self.ids.insert(entry.file.clone(), (self.ids.len(), by_index));
        }
        let (number, faces) = self.ids.get(&entry.file)?;
        faces.get(&entry.index).map(|id| (*number, *id))
    }

    /// Compares what a face says of itself with the catalogue, and returns what it says.
    fn verify(&mut self, family: &str, entry: &FaceEntry, id: ID) -> Option<(u16, FaceStyle)> {
        let face = self.catalogue.database.face(id)?;
        let (weight, style) = (face.weight.0, face.style);
        let own = face.families.first().map(|(name, _)| name.clone()).unwrap_or_default();
        let listed = face.families.iter().any(|(name, _)| name == family);
        if !listed {
            let message = format!("the file `{}` belongs to the family `{own}`, not to `{family}`", entry.file);
            self.report(FONT_DIFFERS, message, &entry.place, "give the family's name as the file declares it");
            return None;
        }
        let style = if style == Style::Normal { FaceStyle::Normal } else { FaceStyle::Italic };
        if (weight, style) != (entry.weight, entry.style) {
            let finding = Finding::new(
                FONT_DIFFERS,
                format!(
                    "the file `{}` declares weight {weight} and style {}, the catalogue weight {} and style {}",
                    entry.file,
                    style.name(),
                    entry.weight,
                    entry.style.name()
                ),
            );
            self.findings.push(
                finding
                    .at(entry.weight_place.clone())
                    .why("letters are chosen by what the file declares: strong words would print like all others")
                    .hint("take a build of the font that declares its weight"),
            );
        }
        Some((weight, style))
    }

    /// Takes the faces out of the database that share a file with listed ones and are not listed themselves.
    fn remove_unlisted(&mut self) {
        let listed: BTreeSet<ID> = self.catalogue.faces.iter().map(|face| face.id).collect();
        let all: Vec<ID> = self.catalogue.database.faces().map(|face| face.id).collect();
        for id in all.into_iter().filter(|id| !listed.contains(id)) {
            self.catalogue.database.remove_face(id);
        }
    }
}
