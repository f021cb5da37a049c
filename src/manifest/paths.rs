//! Paths in manifests: relative, the same on every system, and never out of their folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diag::{Finding, Place};

use crate::manifest::codes::{FILE_MISSING, FOLDER_UNREADABLE, PATH_FORM, PATH_OUTSIDE};
use crate::manifest::log::{Log, quoted, suggestion};
use crate::manifest::model::Located;

/// Names that Windows keeps for devices, with or without an extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A folder that nothing read from it may leave.
#[derive(Debug)]
pub struct Root {
    /// The folder as it was given.
    pub path: PathBuf,
    /// Its own name, the first part of every file name in findings.
    pub name: String,
    real: Option<PathBuf>,
}

/// Where a path leads once symbolic links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// To something in the folder.
    Inside,
    /// To something outside.
    Outside,
    /// To nothing.
    Missing,
}

/// What one folder holds, each list in the order of its names.
#[derive(Debug, Default)]
pub struct Listing {
    /// Names of files.
    pub files: Vec<String>,
    /// Names of folders.
    pub folders: Vec<String>,
}

impl Root {
    /// A folder; it need not exist.
    pub fn new(path: &Path) -> Self {
        let real = fs::canonicalize(path).ok();
        let own = path.file_name().or_else(|| real.as_deref().and_then(Path::file_name));
        let name = own.map_or_else(|| ".".to_string(), |name| name.to_string_lossy().into_owned());
        Root { path: path.to_path_buf(), name, real }
    }

    /// A path below the folder as findings name it.
    pub fn show(&self, relative: &str) -> String {
        format!("{}/{relative}", self.name)
    }

    /// Where a path leads.
    pub fn follow(&self, path: &Path) -> Link {
        match (fs::canonicalize(path), &self.real) {
            (Ok(target), Some(real)) if target.starts_with(real) => Link::Inside,
            (Ok(_), _) => Link::Outside,
            (Err(error), _) if error.kind() == ErrorKind::NotFound => Link::Missing,
            // What may not be followed may not be opened either; the attempt says why.
            (Err(_), _) => Link::Inside,
        }
    }

    /// Lists a folder below this one (`""` is the folder itself); names that are no Unicode are passed over.
    #[expect(clippy::disallowed_methods, reason = "the names are sorted below")]
    pub fn list(&self, relative: &str) -> std::io::Result<Listing> {
        let mut listing = Listing::default();
        for entry in fs::read_dir(self.path.join(relative))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            // The target of a link counts, not the link; a link that leads nowhere is neither file nor folder.
            match fs::metadata(entry.path()) {
                Ok(facts) if facts.is_dir() => listing.folders.push(name),
                Ok(facts) if facts.is_file() => listing.files.push(name),
                _ => {}
            }
        }
        listing.files.sort_unstable();
        listing.folders.sort_unstable();
        Ok(listing)
    }

    /// Lists a folder; a folder that cannot be listed is a finding.
    pub fn list_or_report(&self, relative: &str, log: &Log) -> Option<Listing> {
        let failed = match self.list(relative) {
            Ok(listing) => return Some(listing),
            Err(_) => Finding::new(FOLDER_UNREADABLE, "the folder cannot be listed"),
        };
        let shown = if relative.is_empty() { self.name.clone() } else { self.show(relative) };
        log.report(failed.at(Place::file(shown)).hint("check that the folder is there and that you may read it"));
        None
    }

    /// Checks a path of a manifest that leads from `folder` (`""` or `km`, below this folder) to a file.
    ///
    /// Returns the path relative to this folder, with `/`, if the file can be used; otherwise says why not.
    pub fn file(&self, folder: &str, path: &Located<String>, log: &Log) -> Option<Located<String>> {
        if let Err(problem) = check_form(&path.value) {
            log.report(problem.finding(&path.value).at(path.place.clone()).words(&path.value));
            return None;
        }
        let relative = if folder.is_empty() { path.value.clone() } else { format!("{folder}/{}", path.value) };
        let target = self.path.join(&relative);
        match self.follow(&target) {
            Link::Inside if target.is_file() => Some(Located { value: relative, place: path.place.clone() }),
            Link::Outside => {
                let message = format!("{} is a link that leaves `{}`", quoted(&path.value), self.name);
                let finding = Finding::new(PATH_OUTSIDE, message).hint("put the file itself here in place of the link");
                log.report(finding.at(path.place.clone()).words(&path.value));
                None
            }
            _ => {
                log.report(self.missing(&relative, path));
                None
            }
        }
    }

    fn missing(&self, relative: &str, path: &Located<String>) -> Finding {
        let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        let files = self.list(folder).unwrap_or_default().files;
        let near = || files.iter().map(String::as_str).filter(|file| *file != "manifest.toml");
        let shown = if folder.is_empty() { self.name.clone() } else { self.show(folder) };
        let message = if self.path.join(relative).is_dir() {
            format!("{} is a folder, not a file", quoted(&path.value))
        } else {
            format!("the file {} is not there", quoted(&path.value))
        };
        Finding::new(FILE_MISSING, message).at(path.place.clone()).words(&path.value).hint(suggestion(
            name,
            near(),
            format!("put it into `{shown}`, or correct the name here"),
        ))
    }
}

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Absolute,
    Parent,
    Backslash,
    Characters,
    Name,
}

impl Refusal {
    fn finding(self, path: &str) -> Finding {
        const RELATIVE: &str = "write the path from this folder on, such as `01-story-circle.md`";
        let refuse = |code, fact: &str| Finding::new(code, format!("{} {fact}", quoted(path)));
        match self {
            Refusal::Absolute => {
                refuse(PATH_OUTSIDE, "is an absolute path").why("it exists on one computer only").hint(RELATIVE)
            }
            Refusal::Parent => refuse(PATH_OUTSIDE, "leads out of its folder").hint(RELATIVE),
            Refusal::Backslash => {
                refuse(PATH_FORM, "has a backslash").hint("separate folders with `/`, on Windows too")
            }
            Refusal::Characters => refuse(PATH_FORM, "has characters that Windows does not allow in file names")
                .hint("use letters, digits, hyphens and points"),
            Refusal::Name => refuse(PATH_FORM, "does not work as a path on every system")
                .why("Windows refuses empty names, names that end in a point or a space, and names such as `nul`")
                .hint(RELATIVE),
        }
    }
}

/// Whether a path is relative, stays below its folder and can exist on Windows, macOS and Linux alike.
fn check_form(path: &str) -> Result<(), Refusal> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|first: char| first.is_ascii_alphabetic());
    if path.starts_with(['/', '\\']) || drive {
        return Err(Refusal::Absolute);
    }
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Err(Refusal::Parent);
    }
    if path.contains('\\') {
        return Err(Refusal::Backslash);
    }
    if path.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c)) {
        return Err(Refusal::Characters);
    }
    if path.split('/').any(|part| !portable(part)) {
        return Err(Refusal::Name);
    }
    Ok(())
}

/// Whether one part of a path can be a name on every system.
fn portable(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let device = DEVICES.contains(&stem.as_str())
        || numbered.is_some_and(|number| number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()));
    !part.is_empty() && part.len() <= 255 && !part.ends_with(['.', ' ']) && !part.starts_with(' ') && !device
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_and_portable() {
        let code = |path: &str| check_form(path).err().map(|refusal| refusal.finding(path).code);
        for good in ["01-a.md", "texts/01.md", "០១-រឿង.md", "a..b.md", "console.md"] {
            assert_eq!(code(good), None, "{good}");
        }
        for outside in ["../a.md", "x/../../a.md", "..\\a.md", "/etc/passwd", "C:\\a.md", "c:a.md", "\\\\host\\a.md"] {
            assert_eq!(code(outside), Some(PATH_OUTSIDE), "{outside}");
        }
        for odd in ["a\\b.md", "a?.md", "a\0.md", "nul", "COM1.md", "a./b.md", "", "a//b.md", "./a.md", "b.md "] {
            assert_eq!(code(odd), Some(PATH_FORM), "{odd}");
        }
    }
}
