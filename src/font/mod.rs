//! The fonts that editions are set in: read from `fonts/catalogue.toml`, verified, and chosen by script and role.
//!
//! Nothing outside the catalogue is ever used: no font of the system, none that Typst brings along. So an edition looks
//! the same on every computer, and a letter that no font has is known before anything is printed.

mod catalogue;
mod codes;
mod coverage;
mod entries;
mod listing;
mod stack;
mod tree;

pub use crate::font::catalogue::{Catalogue, Face, Family, FontData};
pub use crate::font::codes::{
    CODES, FONT_CATALOGUE_MISSING, FONT_CATALOGUE_SYNTAX, FONT_DAMAGED, FONT_DIFFERS, FONT_DIGEST, FONT_FAMILY_UNKNOWN,
    FONT_FILE_MISSING, FONT_KEY_MISSING, FONT_KEY_UNKNOWN, FONT_LISTED_TWICE, FONT_PATH, FONT_REGULAR_MISSING,
    FONT_VALUE,
};
pub use crate::font::coverage::needs_no_letter;
pub use crate::font::entries::{Design, FaceStyle};
pub use crate::font::listing::{Borrowed, FamilyListing, Listing, RoleListing};
pub use crate::font::stack::{LATIN_COVERS, Role, Stack, StackEntry};

#[cfg(test)]
mod tests;
