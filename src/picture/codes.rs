//! The kinds of findings that reading pictures can raise.

use crate::diag::Code;

/// A picture's path leads out of the source folder, or does not work on every system.
pub const PICTURE_PATH: Code = Code::error("picture-path");
/// A picture is not there, or cannot be read.
pub const PICTURE_MISSING: Code = Code::error("picture-missing");
/// A picture's file has too many bytes.
pub const PICTURE_TOO_LARGE: Code = Code::error("picture-too-large");
/// A picture is neither an SVG drawing nor a PNG nor a JPEG.
pub const PICTURE_KIND: Code = Code::error("picture-kind");
/// A picture has too many pixels, or none.
pub const PICTURE_DIMENSIONS: Code = Code::error("picture-dimensions");
/// A picture's file is cut off or damaged.
pub const PICTURE_DAMAGED: Code = Code::error("picture-damaged");
/// A picture's colours are stored in a way that screens do not share.
pub const PICTURE_COLOURS: Code = Code::error("picture-colours");
/// A drawing's file is damaged, or uses abbreviations of XML that can hide anything.
pub const DRAWING_DAMAGED: Code = Code::error("drawing-damaged");
/// A drawing has words in it.
pub const DRAWING_WORDS: Code = Code::error("drawing-words");
/// A drawing has a program or a web page in it.
pub const DRAWING_PROGRAM: Code = Code::error("drawing-program");
/// A drawing points to something outside itself.
pub const DRAWING_LINK: Code = Code::error("drawing-link");
/// A drawing has a photograph in it.
pub const DRAWING_PHOTOGRAPH: Code = Code::error("drawing-photograph");
/// A drawing does not say how large it is.
pub const DRAWING_SIZE: Code = Code::error("drawing-size");
/// A drawing has too many parts, or is nested too deeply.
pub const DRAWING_TOO_COMPLEX: Code = Code::error("drawing-too-complex");
/// A part of a drawing is of a kind that is not drawn.
pub const DRAWING_PART_LEFT_OUT: Code = Code::warning("drawing-part-left-out");

/// Every kind of finding of this module, in the order of `docs/checks.md`.
pub const CODES: &[Code] = &[
    PICTURE_PATH,
    PICTURE_MISSING,
    PICTURE_TOO_LARGE,
    PICTURE_KIND,
    PICTURE_DIMENSIONS,
    PICTURE_DAMAGED,
    PICTURE_COLOURS,
    DRAWING_DAMAGED,
    DRAWING_WORDS,
    DRAWING_PROGRAM,
    DRAWING_LINK,
    DRAWING_PHOTOGRAPH,
    DRAWING_SIZE,
    DRAWING_TOO_COMPLEX,
    DRAWING_PART_LEFT_OUT,
];
