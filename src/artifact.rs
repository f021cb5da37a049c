//! Artifacts: the files that a build has made, and what they are called.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::product::Audience;

/// One file that a build has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Artifact {
    /// Tag of the edition that it belongs to.
    pub edition: String,
    /// Name of the product, as in `toolkit.toml`.
    pub product: String,
    /// Id of the chapter for a file that holds one chapter; `None` for the whole book.
    pub chapter: Option<String>,
    /// Whom it is for.
    pub audience: Audience,
    /// Path relative to the output folder, with `/`, as [`file_name`] gives it.
    pub path: String,
    /// Whether it is a proof copy: the edition has errors, and the file is not for readers.
    pub proof: bool,
    /// Number of pages, covers included.
    pub pages: u32,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The path of a product's file relative to the output folder:
/// `<tag>/<toolkit>-<tag>-<product>[-<chapter>][-PROOF].pdf`.
pub fn file_name(toolkit: &str, tag: &str, product: &str, chapter: Option<&str>, proof: bool) -> String {
    let chapter = chapter.map_or(String::new(), |id| format!("-{id}"));
    let proof = if proof { "-PROOF" } else { "" };
    format!("{tag}/{toolkit}-{tag}-{product}{chapter}{proof}.pdf")
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
        assert_eq!(
            file_name("community-workshops", "zh-Hant", "screen", None, false),
            "zh-Hant/community-workshops-zh-Hant-screen.pdf"
        );
        assert_eq!(
            file_name("kit", "km", "booklet", Some("story-circle"), true),
            "km/kit-km-booklet-story-circle-PROOF.pdf"
        );
    }

    #[test]
    fn the_digest_is_the_published_one_for_abc() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
