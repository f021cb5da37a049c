//! `lotuspress fonts`: what each language is set in, and which letters no font has.

use crate::catalogue::{languages_document, store};
use crate::cli::args::{Common, Format};
use crate::cli::render;
use crate::cli::terminal::{self, data, talk};
use crate::cli::{Exit, build, refuse};
use crate::diag::{Finding, has_errors};
use crate::font::{Listing, RoleListing};
use crate::language::Profile;
use crate::pipeline::{self, RunError, Task};

/// How many letters of a kind are shown.
const SHOWN: usize = 24;

/// Lists the fonts of the selected languages.
pub(super) fn fonts(common: &Common) -> Exit {
    let (listings, findings) = match pipeline::font_listings(&build::request(common, Task::Check)) {
        Ok(result) => result,
        Err(RunError::Unknown(findings)) => (Vec::new(), findings),
        Err(RunError::Output(finding)) => (Vec::new(), vec![*finding]),
    };
    tell(&findings, common);
    for listing in &listings {
        match common.format {
            Format::Json => data(&(serde_json::to_string(listing).unwrap_or_default() + "\n")),
            Format::Human | Format::Short => data(&human(listing)),
        }
    }
    let missing = listings.iter().any(|listing| !listing.missing.is_empty());
    if missing || has_errors(&findings) { Exit::InputAtFault } else { Exit::Done }
}

/// The specimen's file in the output folder.
const SPECIMEN: &str = "specimen.pdf";

/// Writes a page for each selected language, or for every one that has a profile.
pub(super) fn specimen(common: &Common) -> Exit {
    let request = build::request(common, Task::Check);
    let (bytes, findings) = match pipeline::specimen(&request) {
        Ok(result) => result,
        Err(error) => return cannot(error, common),
    };
    tell(&findings, common);
    let Some(bytes) = bytes else { return Exit::InputAtFault };
    if let Err(error) = store::write_if_changed(&request.paths.out, SPECIMEN, &bytes) {
        return refuse(&error.to_string());
    }
    data(&format!("{}\n", request.paths.out.join(SPECIMEN).display()));
    if has_errors(&findings) { Exit::InputAtFault } else { Exit::Done }
}

/// Prints `docs/languages.md`.
pub(super) fn profiles(common: &Common) -> Exit {
    let request = build::request(common, Task::Check);
    let mut findings = Vec::new();
    let found = match pipeline::profiles(&request, &mut findings) {
        Ok(found) => found,
        Err(error) => return cannot(error, common),
    };
    let catalogue = pipeline::published(&request.paths.out, &mut findings);
    tell(&findings, common);
    let profiles: Vec<&Profile> = found.iter().map(|it| &it.profile).collect();
    data(&languages_document(&profiles, &pipeline::english_words(&request), catalogue.as_ref()));
    if has_errors(&findings) { Exit::InputAtFault } else { Exit::Done }
}

fn cannot(error: RunError, common: &Common) -> Exit {
    match error {
        RunError::Unknown(findings) => tell(&findings, common),
        RunError::Output(finding) => tell(&[*finding], common),
    }
    Exit::CouldNot
}

fn tell(findings: &[Finding], common: &Common) {
    for finding in findings {
        talk(&render::finding(finding, common.format, terminal::has_colour()));
    }
}

fn human(listing: &Listing) -> String {
    let mut text = format!("{}\n", listing.tag);
    for role in &listing.roles {
        text.push_str(&role_line(role));
    }
    for borrowed in &listing.borrowed {
        text.push_str(&format!("  from {}: {}\n", borrowed.family, letters(&borrowed.characters)));
    }
    if listing.missing.is_empty() {
        text.push_str("  every letter has a font\n");
    } else {
        text.push_str(&format!("  no font has: {}\n", letters(&listing.missing)));
    }
    text
}

fn role_line(role: &RoleListing) -> String {
    let name = format!("{:?}", role.role).to_lowercase();
    let families: Vec<String> =
        role.families.iter().map(|family| format!("{} ({})", family.name, family.licence)).collect();
    format!("  {name}: {}\n", families.join(", "))
}

fn letters(letters: &[char]) -> String {
    let shown: Vec<String> =
        letters.iter().take(SHOWN).map(|c| format!("\u{2068}{c}\u{2069} U+{:04X}", u32::from(*c))).collect();
    let more = letters.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
