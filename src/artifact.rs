//! Artifacts: the files that a build has made, and what they are called.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::product::{Audience, Flip, Purpose};

/// One file that a build has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Artifact {
    /// Tag of the edition that it belongs to.
    pub edition: String,
    /// Name of the product, as in `toolkit.toml`.
    pub product: String,
    /// What of the edition it holds.
    #[serde(flatten)]
    pub piece: Piece,
    /// What it is used for.
    pub purpose: Purpose,
    /// Whom it is for.
    pub audience: Audience,
    /// Path relative to the output folder, with `/`, as [`file_name`] gives it.
    pub path: String,
    /// Whether it is a proof copy: the edition has errors, and the file is not for readers.
    pub proof: bool,
    /// Number of pages that a reader turns, covers included; of several on a sheet each counts.
    pub pages: u32,
    /// Sheets of paper, printed on both sides, if it is a file of sheets.
    pub sheets: Option<u32>,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What a file holds of its edition; with nothing said it is the whole book.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Piece {
    /// Id of the chapter.
    pub chapter: Option<String>,
    /// Number of the handout in that chapter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handout: Option<u32>,
    /// Number of the part, of a book that is too thick for one booklet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Which edge the printer has to turn the sheets over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flip: Option<Flip>,
    /// Whether it is the cover alone, of a book whose cover is a sheet around it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cover: bool,
    /// The job ticket of such a file: the page to send, or the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketForm>,
    /// The page that a picture shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// A job ticket's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketForm {
    /// A page to send.
    Page,
    /// For programs.
    Data,
}

impl Piece {
    /// What tells it from other files of its edition and product, as a part of a file's name; empty for the whole book.
    pub fn slug(&self) -> String {
        let mut slug = String::new();
        if let Some(chapter) = &self.chapter {
            let _ = write!(slug, "-{chapter}");
        }
        for (word, number) in [("handout", self.handout), ("part", self.part)] {
            if let Some(number) = number {
                let _ = write!(slug, "-{word}-{number}");
            }
        }
        if self.cover {
            slug.push_str("-cover");
        }
        if self.ticket.is_some() {
            slug.push_str("-ticket");
        }
        if let Some(flip) = self.flip {
            let _ = write!(slug, "-{}", flip.name());
        }
        if let Some(page) = self.page {
            // Telephones show pictures in the order of their names.
            let _ = write!(slug, "-{page:03}");
        }
        slug
    }
}

/// The path of a product's file relative to the output folder: `<tag>/<toolkit>-<tag>-<product>`, then what of the book it
/// holds (`-<chapter>`, `-handout-1`, `-part-1`, `-short-edge`, `-001`), then `-PROOF` for a proof copy.
pub fn file_name(toolkit: &str, tag: &str, product: &str, piece: &Piece, proof: bool) -> String {
    let proof = if proof { "-PROOF" } else { "" };
    let ending = match piece.ticket {
        Some(TicketForm::Data) => "json",
        _ if piece.page.is_some() => "png",
        _ => "pdf",
    };
    format!("{tag}/{toolkit}-{tag}-{product}{}{proof}.{ending}", piece.slug())
}

/// The SHA-256 of some bytes as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_pattern() {
        let name = |piece: Piece, proof| file_name("kit", "km", "leaf", &piece, proof);
        assert_eq!(name(Piece::default(), false), "km/kit-km-leaf.pdf");
        let chapter = Piece { chapter: Some("story-circle".into()), ..Piece::default() };
        assert_eq!(name(chapter.clone(), true), "km/kit-km-leaf-story-circle-PROOF.pdf");
        let handout = Piece { handout: Some(2), page: Some(7), ..chapter.clone() };
        assert_eq!(name(handout, false), "km/kit-km-leaf-story-circle-handout-2-007.png");
        let part = Piece { part: Some(1), flip: Some(Flip::LongEdge), ..Piece::default() };
        assert_eq!(name(part, false), "km/kit-km-leaf-part-1-long-edge.pdf");
    }

    #[test]
    fn the_digest_is_the_published_one_for_abc() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
