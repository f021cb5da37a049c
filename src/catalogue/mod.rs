//! The catalogue: from what was built to what stands beside it in the output folder.
//!
//! [`wire`] is `catalogue.json`, [`page`] the download page, [`report`] the findings for translators, [`sums`] the
//! checksums; all four turn data into bytes. [`store`] alone touches the disk. `docs/outputs.md` describes every file.

use std::collections::BTreeMap;
use std::io;

use crate::artifact::Artifact;
use crate::diag::{Code, Finding, Place};

mod amounts;
mod html;
mod languages;
pub mod page;
pub mod report;
pub mod store;
pub mod sums;
pub mod ticket;
pub mod wire;

pub use crate::catalogue::html::human_bytes;
pub use crate::catalogue::languages::languages_document;

/// A file could not be written.
pub const CANNOT_WRITE: Code = Code::error("cannot-write");
/// A file is larger than the product's budget.
pub const OVER_BUDGET: Code = Code::warning("over-budget");
/// The `catalogue.json` of an earlier build cannot be read.
pub const CATALOGUE_UNREADABLE: Code = Code::warning("catalogue-unreadable");

/// Every kind of finding of this module.
pub const CODES: &[Code] = &[CANNOT_WRITE, OVER_BUDGET, CATALOGUE_UNREADABLE];

/// The files that every build renews beside the PDFs, as paths relative to the output folder and their bytes, in the
/// order in which they are best written: what describes comes after what is described.
///
/// `labels` holds the words of each edition by tag and `publisher` the name of the group, for the download page.
pub fn files(
    catalogue: &wire::Catalogue,
    labels: &BTreeMap<String, page::Labels>,
    publisher: Option<&str>,
    report: &report::Report<'_>,
) -> Vec<(String, Vec<u8>)> {
    let own_page = |language: &wire::Language| {
        let path = format!("{}/{}", language.tag, page::FILE);
        (path, page::render_language(catalogue, language, labels.get(&language.tag), publisher))
    };
    let mut texts = vec![
        (wire::FILE.to_string(), catalogue.to_json()),
        (page::FILE.to_string(), page::render(catalogue, labels, publisher)),
    ];
    let has_files = |language: &&wire::Language| catalogue.files.iter().any(|file| file.edition == language.tag);
    texts.extend(catalogue.languages.iter().filter(has_files).map(own_page));
    texts.push((report::FILE.to_string(), report::render(report)));
    texts.push((sums::FILE.to_string(), sums::of_catalogue(catalogue)));
    texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// The finding for a file that could not be written; `path` is relative to the output folder.
pub fn cannot_write(path: &str, error: &io::Error) -> Finding {
    Finding::new(CANNOT_WRITE, error.to_string())
        .at(Place::file(path))
        .why("the file from the last build that could write it, if there is one, is still there")
        .hint("close the file in every other program, see that the disk has room, and build again")
}

/// The finding for a file of more than `budget` bytes, if it is one.
pub fn over_budget(artifact: &Artifact, budget: u64) -> Option<Finding> {
    if artifact.bytes <= budget {
        return None;
    }
    let (size, budget) = (human_bytes(artifact.bytes), human_bytes(budget));
    let message = format!("`{}` has {size}, more than the budget of {budget}", artifact.path);
    let finding = Finding::new(OVER_BUDGET, message)
        .at(Place::file(&artifact.path))
        .edition(&artifact.edition)
        .why("readers pay for every megabyte that they load on a phone")
        .hint(format!("use fewer or smaller pictures, or raise `budget` of `[products.{}]`", artifact.product));
    Some(finding)
}

/// The finding for a `catalogue.json` of an earlier build that is of no use.
pub fn catalogue_unreadable(error: &wire::ReadError) -> Finding {
    Finding::new(CATALOGUE_UNREADABLE, format!("the list of the last build's files cannot be read: {error}"))
        .at(Place::file(wire::FILE))
        .why("files of languages and products that were not built this time are missing from the download page")
        .hint("build every language once")
}

/// What the tests of this module have in common.
#[cfg(test)]
mod samples {
    use crate::artifact::{Artifact, Piece, file_name, sha256_hex};
    use crate::language::Direction;
    use crate::product::{Audience, Purpose, Status};

    use super::wire::{Language, Toolkit};

    pub(super) fn toolkit() -> Toolkit {
        Toolkit { id: "kit".into(), version: "2026.1".into(), released: "2026-11-22".into(), source: "en".into() }
    }

    pub(super) fn language(tag: &str) -> Language {
        let (autonym, name, script, direction) = match tag {
            "ar" => ("العربية", "Arabic", "Arab", Direction::Rtl),
            "bn" => ("বাংলা", "Bangla", "Beng", Direction::Ltr),
            "km" => ("ភាសាខ្មែរ", "Khmer", "Khmr", Direction::Ltr),
            "vi" => ("Tiếng Việt", "Vietnamese", "Latn", Direction::Ltr),
            _ => ("English", "English", "Latn", Direction::Ltr),
        };
        Language {
            tag: tag.into(),
            autonym: autonym.into(),
            name: name.into(),
            script: script.into(),
            direction,
            status: Status::MachineDraft,
            chapters: Some(2),
            texts: Some(145),
            words: (tag != "km").then_some(1_800),
            characters: Some(9_000),
        }
    }

    pub(super) fn artifact(tag: &str, product: &str, proof: bool) -> Artifact {
        let path = file_name("kit", tag, product, &Piece::default(), proof);
        Artifact {
            edition: tag.into(),
            product: product.into(),
            piece: Piece::default(),
            purpose: Purpose::Read,
            sheets: None,
            audience: if product == "facilitator" { Audience::Facilitator } else { Audience::Participant },
            sha256: sha256_hex(path.as_bytes()),
            path,
            proof,
            pages: 12,
            bytes: 1_234_567,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_above_its_budget_is_reported() {
        let artifact = samples::artifact("km", "screen", false);
        assert_eq!(over_budget(&artifact, artifact.bytes), None);
        let finding = over_budget(&artifact, 1_000_000).unwrap();
        assert_eq!(finding.message, "`km/kit-km-screen.pdf` has 1.2 MB, more than the budget of 1.0 MB");
    }

    #[test]
    fn the_same_data_gives_the_same_files() {
        let build = wire::Build {
            toolkit: samples::toolkit(),
            languages: vec![samples::language("km")],
            artifacts: vec![samples::artifact("km", "screen", false)],
            ..wire::Build::default()
        };
        let catalogue = wire::merge(None, build, |_| None).catalogue;
        let report = report::Report {
            toolkit: &catalogue.toolkit,
            languages: &catalogue.languages,
            source: None,
            artifacts: &[],
            findings: &[],
        };
        let make = || files(&catalogue, &BTreeMap::new(), None, &report);
        let paths: Vec<_> = make().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["catalogue.json", "index.html", "km/index.html", "report.html", "SHA256SUMS"]);
        assert_eq!(make(), make());
    }
}
