//! A picture's file: inside the source folder, and not too large.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path};

use crate::picture::Fault;
use crate::picture::codes::{PICTURE_KIND, PICTURE_MISSING, PICTURE_PATH, PICTURE_TOO_LARGE};

/// The most bytes of a picture's file.
const MOST_BYTES: u64 = 40_000_000;

/// Reads a picture below a folder.
pub fn read(root: &Path, src: &str) -> Result<Vec<u8>, Fault> {
    const PATH: &str = "write the path from the source folder on, such as `assets/circle.svg`";
    if src.contains('\\') {
        return Err(Fault::new(PICTURE_PATH, "has a backslash in its path", "separate folders with `/`"));
    }
    let inside = !src.is_empty()
        && !src.contains([':', '\0'])
        && Path::new(src).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(Fault::new(PICTURE_PATH, "does not lie in the source folder", PATH));
    }
    let path = root.join(src);
    let (target, real) = match (fs::canonicalize(&path), fs::canonicalize(root)) {
        (Ok(target), Ok(real)) => (target, real),
        _ => return Err(missing("is not there")),
    };
    if !target.starts_with(&real) {
        let hint = "put the file itself here in place of the link";
        return Err(Fault::new(PICTURE_PATH, "is a link that leaves the source folder", hint));
    }
    if !target.is_file() {
        return Err(missing("is not a file"));
    }
    let file = File::open(&target).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(MOST_BYTES)).unwrap_or(0));
    // The file may grow between the two calls; the bound holds all the same.
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Fault::new(PICTURE_TOO_LARGE, "is larger than 40 MB", "save it smaller, or as JPEG"));
    }
    Ok(bytes)
}

/// The fault of a file whose content is of no format that is read here.
pub fn unknown_kind(bytes: &[u8]) -> Fault {
    const SAVE: &str = "open it in a picture program and save it as JPEG (photographs), PNG or SVG (drawings)";
    let is = |at: usize, sign: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(sign));
    let fact = if bytes.is_empty() {
        "is empty"
    } else if is(4, b"ftyp") {
        "is in a phone's own format (HEIC or AVIF)"
    } else if is(8, b"WEBP") {
        "is in the format WebP"
    } else if is(0, b"GIF8") {
        "is in the format GIF"
    } else if is(0, b"%PDF") {
        "is a PDF"
    } else if is(0, b"II*\0") || is(0, b"MM\0*") {
        "is in the format TIFF"
    } else if is(0, &[0x1f, 0x8b]) {
        "is a packed file"
    } else {
        "is neither SVG nor PNG nor JPEG"
    };
    Fault::new(PICTURE_KIND, fact, SAVE)
}

fn missing(fact: &str) -> Fault {
    Fault::new(PICTURE_MISSING, fact, "put it there, or correct the path; capitals count")
}

fn unreadable(error: std::io::Error) -> Fault {
    let fact = if error.kind() == ErrorKind::PermissionDenied {
        "may not be read: access is denied"
    } else {
        "cannot be read"
    };
    Fault::new(PICTURE_MISSING, fact, "check the file's permissions")
}
