//! Writing into the output folder: beside the target and renamed, and only what has changed.
//!
//! A build that is killed leaves the last good file whole, with at most a hidden `.part` file beside it, which the
//! next build's [`probe`] removes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// How the name of a temporary file begins and ends.
const TEMPORARY: (&str, &str) = (".lotuspress-", ".part");

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was written, because it was missing or other bytes stood there.
    New,
    /// The same bytes stood there already; nothing was touched.
    Unchanged,
}

/// Makes `relative` (with `/`) inside `dir` hold `bytes`, and creates the folders that it needs.
///
/// # Errors
/// The text names `relative` and says what is the matter: the path leaves the folder, the target is open in another
/// program, the folder cannot be written, the disk is full. What stood there before is whole in each case.
pub fn write_if_changed(dir: &Path, relative: &str, bytes: &[u8]) -> io::Result<Written> {
    if !is_inside(relative) {
        let message = format!("`{relative}` is not a path inside the output folder");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let target = dir.join(relative);
    if holds(&target, bytes) {
        return Ok(Written::Unchanged);
    }
    replace(&target, bytes).map_err(|error| explain(&format!("`{relative}`"), &error))?;
    Ok(Written::New)
}

/// Tries whether files can be written in `dir`, which is created if it is missing, so that long work does not end in a
/// failure; removes what a killed build left there and in the folders directly below.
///
/// # Errors
/// The text says what is the matter with the output folder; it does not name it.
pub fn probe(dir: &Path) -> io::Result<()> {
    let attempt = || {
        fs::create_dir_all(dir)?;
        sweep(dir, 1);
        let (file, path) = create_temporary(dir)?;
        drop(file);
        fs::remove_file(path)
    };
    attempt().map_err(|error| explain("the output folder", &error))
}

/// Whether a path with `/` stays inside the folder that it is joined to, on every system: relative, no `.` and `..`,
/// no drive, no backslash, no part that Windows would shorten.
pub fn is_inside(relative: &str) -> bool {
    relative.split('/').all(|part| {
        !part.is_empty()
            && !part.ends_with(['.', ' '])
            && !part.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
    })
}

/// Whether a file holds just these bytes; a file that cannot be read does not.
fn holds(target: &Path, bytes: &[u8]) -> bool {
    let same_size = fs::metadata(target).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    same_size && fs::read(target).is_ok_and(|found| found == bytes)
}

/// Writes beside the target and renames; the temporary file never outlives the call.
fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let (mut file, temporary) = create_temporary(folder)?;
    let written = file.write_all(bytes);
    // Windows renames no file that is open.
    drop(file);
    let result = written.and_then(|()| fs::rename(&temporary, target));
    if result.is_err() {
        // The first error is the one to tell; if this fails too, the next build's probe removes the file.
        fs::remove_file(&temporary).ok();
    }
    result
}

/// Creates a file of a name that nobody else uses: other builds have another process id, other threads another number.
fn create_temporary(folder: &Path) -> io::Result<(File, PathBuf)> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{}{}-{number}{}", TEMPORARY.0, process::id(), TEMPORARY.1));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            // A killed build of the same process id left it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (file, path)),
        }
    }
}

/// Removes temporary files from a folder and, to a depth, from those below; what cannot be removed does no harm.
#[expect(clippy::disallowed_methods, reason = "the order in which they go does not matter")]
fn sweep(folder: &Path, depth: u32) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (name, kind) = (entry.file_name(), entry.file_type());
        let name = name.to_string_lossy();
        if depth > 0 && kind.as_ref().is_ok_and(fs::FileType::is_dir) {
            sweep(&entry.path(), depth - 1);
        } else if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// The same error in words for people who are not programmers, the system's own words behind them.
fn explain(what: &str, error: &io::Error) -> io::Error {
    let reason = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy => {
            "it is open in another program, or its folder is protected"
        }
        io::ErrorKind::ReadOnlyFilesystem => "its disk can only be read",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file stands where a folder is needed",
        io::ErrorKind::IsADirectory => "a folder of that name stands there",
        _ => return io::Error::new(error.kind(), format!("{what} cannot be written: {error}")),
    };
    io::Error::new(error.kind(), format!("{what} cannot be written: {reason} ({error})"))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files and folders")]
mod tests {
    use super::*;

    /// An empty folder that goes away with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("lotuspress-store-{}-{name}", process::id()));
            fs::remove_dir_all(&path).ok();
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn names(&self, below: &str) -> Vec<String> {
            let entries = fs::read_dir(self.0.join(below)).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn a_file_is_written_once_and_replaced_when_it_differs() {
        let folder = Folder::new("replace");
        let write = |bytes| write_if_changed(&folder.0, "km/a.pdf", bytes).unwrap();
        assert_eq!(write(b"one"), Written::New);
        let modified = || fs::metadata(folder.0.join("km/a.pdf")).unwrap().modified().unwrap();
        let before = modified();
        assert_eq!(write(b"one"), Written::Unchanged);
        assert_eq!(modified(), before);
        assert_eq!(write(b"two"), Written::New);
        assert_eq!(fs::read(folder.0.join("km/a.pdf")).unwrap(), b"two");
        assert_eq!(folder.names("km"), ["a.pdf"]);
    }

    #[test]
    fn a_failed_write_names_the_path_and_leaves_nothing_behind() {
        let folder = Folder::new("fail");
        fs::create_dir_all(folder.0.join("km/a.pdf/inside")).unwrap();
        let error = write_if_changed(&folder.0, "km/a.pdf", b"one").unwrap_err();
        assert!(error.to_string().starts_with("`km/a.pdf` cannot be written: "), "{error}");
        assert_eq!(folder.names("km"), ["a.pdf"]);

        fs::write(folder.0.join("ko"), "a file").unwrap();
        let error = write_if_changed(&folder.0, "ko/b.pdf", b"one").unwrap_err();
        assert!(error.to_string().contains("a file stands where a folder is needed"), "{error}");
        assert_eq!(fs::read(folder.0.join("ko")).unwrap(), b"a file");
    }

    #[test]
    fn paths_that_leave_the_folder_are_refused() {
        let folder = Folder::new("outside");
        let outside =
            ["../a", "km/../../a", "/a", "", "a//b", "./a", r"..\a", "C:/a", "C:a", "a/", "a\0b", ".. /a", "a/..."];
        for path in outside {
            let error = write_if_changed(&folder.0, path, b"").unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{path}");
        }
        assert_eq!(folder.names(""), [""; 0]);
        assert!(is_inside("zh-Hant/kit-zh-Hant-screen-PROOF.pdf"));
    }

    #[test]
    fn a_probe_creates_the_folder_and_removes_what_a_killed_build_left() {
        let folder = Folder::new("probe");
        let dist = folder.0.join("new/dist");
        probe(&dist).unwrap();
        fs::create_dir_all(dist.join("km")).unwrap();
        fs::write(dist.join("km/.lotuspress-1-0.part"), "half").unwrap();
        fs::write(dist.join("km/a.pdf"), "whole").unwrap();
        probe(&dist).unwrap();
        assert_eq!(folder.names("new/dist"), ["km"]);
        assert_eq!(folder.names("new/dist/km"), ["a.pdf"]);
    }

    #[test]
    fn a_probe_tells_when_a_folder_cannot_be_written() {
        let folder = Folder::new("probe-fail");
        fs::write(folder.0.join("dist"), "a file").unwrap();
        let error = probe(&folder.0.join("dist")).unwrap_err();
        assert!(error.to_string().starts_with("the output folder cannot be written: "), "{error}");
    }
}
