//! A finished PDF seen with the eyes of a printer: bytes and a printer in, findings out.
//!
//! It knows nothing of how the file was made, and shares no code with those who made it: a mistake there must not hide
//! itself here. So it reads any PDF, whoever wrote it. It is a check of the file's structure against PDF/X-4 and the
//! limits of the Ghent Workgroup and of the printer, no certificate; `docs/printers.md` says what it does not look at.
//!
//! [`file`] opens the bytes within bounds; [`document`], [`metadata`], [`intent`] and [`pages`] hold the rules that the
//! file's structure decides. [`walk`] follows what the pages paint with a [`lexer`] of its own, and hands what it meets
//! to [`marks`] (words, lines, shapes), [`picture`] and [`device`]. Whatever the bytes are, it ends and never panics.

mod check;
mod codes;
mod device;
mod document;
mod file;
mod font;
mod function;
mod intent;
mod lexer;
mod marks;
mod matrix;
mod metadata;
mod pages;
mod picture;
mod report;
mod space;
mod state;
mod unicode;
mod walk;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diag::{Finding, Place};
use crate::printer::Printer;

pub use crate::preflight::codes::{COARSE_PICTURE, CODES, FINE_LINE, SOFT_PICTURE, THIN_LINE};

use check::Check;
use codes::{ENCRYPTED, TOO_LARGE, UNREADABLE};
use file::{MOST_FILE, Pdf, Refusal};

/// Checks a PDF in memory against what a printer asks for. Findings name it `file`; their rectangles stand in points
/// from the upper left corner of the finished page.
pub fn check(file: &str, bytes: &[u8], printer: &Printer) -> Vec<Finding> {
    if bytes.len() as u64 > MOST_FILE {
        return vec![too_large(file)];
    }
    let pdf = match Pdf::open(bytes) {
        Ok(pdf) => pdf,
        Err(refusal) => return vec![refused(file, &refusal)],
    };
    let mut check = Check::new(file, &pdf, printer);
    if check.is_press() {
        check.document(bytes);
        check.metadata();
        check.intents();
    }
    check.pages();
    check.report.finish()
}

/// Checks a PDF on disk. One that is larger than any print job is not read.
///
/// # Errors
/// The file cannot be read.
pub fn check_file(path: &Path, printer: &Printer) -> io::Result<Vec<Finding>> {
    let file = path.display().to_string();
    let opened = File::open(path)?;
    if opened.metadata()?.len() > MOST_FILE {
        return Ok(vec![too_large(&file)]);
    }
    let mut bytes = Vec::new();
    // The file may grow while it is read; the bound holds all the same.
    opened.take(MOST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(check(&file, &bytes, printer))
}

fn too_large(file: &str) -> Finding {
    Finding::new(TOO_LARGE, format!("the file has more than {} MB and was not read", MOST_FILE / 1_000_000))
        .at(Place::file(file))
        .why("no printer takes a file of this size")
        .hint("bring pictures down to 300 pixels on an inch, or split the job")
}

fn refused(file: &str, refusal: &Refusal) -> Finding {
    let finding = match refusal {
        Refusal::Encrypted => Finding::new(ENCRYPTED, "the file is locked (encrypted)")
            .why("a printer's machine cannot open it, or may not print it (PDF/X-4, ISO 15930-7)")
            .hint("save it without a password and without restrictions"),
        Refusal::TooLarge => {
            Finding::new(TOO_LARGE, "the file unpacks to more than any print job has, so it was not read")
                .why("a few bytes that unpack to thousands of millions stop a printer's computer")
                .hint("make the file anew from its source")
        }
        Refusal::Damaged => Finding::new(UNREADABLE, "the file is no PDF, or it is damaged")
            .why("a damaged file comes out with pages missing, or not at all")
            .hint("make the file anew, or copy it again"),
    };
    finding.at(Place::file(file))
}
