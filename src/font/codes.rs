//! The kinds of findings that reading and choosing fonts can raise.

use crate::diag::Code;

/// The catalogue of fonts is not there, or cannot be read.
pub const FONT_CATALOGUE_MISSING: Code = Code::error("font-catalogue-missing");
/// A line of the catalogue breaks the rules of TOML.
pub const FONT_CATALOGUE_SYNTAX: Code = Code::error("font-catalogue-syntax");
/// A key of the catalogue is not known.
pub const FONT_KEY_UNKNOWN: Code = Code::error("font-key-unknown");
/// A key that a family or a face needs is missing.
pub const FONT_KEY_MISSING: Code = Code::error("font-key-missing");
/// A value in the catalogue is not of the form that its key asks for.
pub const FONT_VALUE: Code = Code::error("font-value");
/// A path in the catalogue leads out of the folder of fonts.
pub const FONT_PATH: Code = Code::error("font-path");
/// A family, or a weight and style of one family, is listed twice.
pub const FONT_LISTED_TWICE: Code = Code::error("font-listed-twice");
/// A family has no regular, upright face.
pub const FONT_REGULAR_MISSING: Code = Code::error("font-regular-missing");
/// A file that the catalogue lists is not there, or cannot be read.
pub const FONT_FILE_MISSING: Code = Code::error("font-file-missing");
/// A font file is not the one that the catalogue was made for.
pub const FONT_DIGEST: Code = Code::error("font-digest");
/// A font file cannot be read as a font.
pub const FONT_DAMAGED: Code = Code::error("font-damaged");
/// A font file says of itself another family, weight or style than the catalogue says.
pub const FONT_DIFFERS: Code = Code::error("font-differs");
/// A language profile names a family that is not in the catalogue.
pub const FONT_FAMILY_UNKNOWN: Code = Code::error("font-family-unknown");

/// Every kind of finding of this module, in the order of `docs/checks.md`.
pub const CODES: &[Code] = &[
    FONT_CATALOGUE_MISSING,
    FONT_CATALOGUE_SYNTAX,
    FONT_KEY_UNKNOWN,
    FONT_KEY_MISSING,
    FONT_VALUE,
    FONT_PATH,
    FONT_LISTED_TWICE,
    FONT_REGULAR_MISSING,
    FONT_FILE_MISSING,
    FONT_DIGEST,
    FONT_DAMAGED,
    FONT_DIFFERS,
    FONT_FAMILY_UNKNOWN,
];
