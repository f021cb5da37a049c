//! The kinds of findings that a printer's eyes can raise. Each names the rule that it stands for in its `why`.

use crate::diag::Code;

/// The file is no PDF, or so damaged that its pages cannot be found.
pub const UNREADABLE: Code = Code::error("print-unreadable");
/// The file is locked with a password.
pub const ENCRYPTED: Code = Code::error("print-encrypted");
/// The file, or what is packed in it, is larger than any print job.
pub const TOO_LARGE: Code = Code::error("print-too-large");
/// What a page paints with cannot be read to its end.
pub const CONTENT: Code = Code::error("print-content");
/// The version of PDF is not the one that PDF/X-4 is based on.
pub const VERSION: Code = Code::error("print-version");
/// The file has no identifier.
pub const FILE_ID: Code = Code::error("print-file-id");
/// A part of the file lies elsewhere, or is packed in a way that printers do not take.
pub const STREAM: Code = Code::error("print-stream");
/// The metadata do not say what PDF/X-4 wants to be said.
pub const METADATA: Code = Code::error("print-metadata");
/// The file has no title.
pub const TITLE: Code = Code::error("print-title");
/// The file does not say whether it is trapped.
pub const TRAPPED: Code = Code::error("print-trapped");
/// The two sets of metadata say different things.
pub const INFO_DIFFERS: Code = Code::error("print-info-differs");
/// The file does not say for which printing condition it was made.
pub const INTENT: Code = Code::error("print-intent");
/// The profile of the printing condition is not one of a CMYK press.
pub const PROFILE: Code = Code::error("print-profile");
/// A colour is not given in the inks of the press.
pub const COLOUR: Code = Code::error("print-colour");
/// A page has colour, and the printer bills or prints black.
pub const COLOUR_PAGE: Code = Code::warning("print-colour-page");
/// A further ink is asked for.
pub const SPOT_INK: Code = Code::error("print-spot-ink");
/// A colour of all inks stands inside the page.
pub const REGISTRATION: Code = Code::warning("print-registration");
/// Transparent things are mixed in other colours than the inks of the press.
pub const GROUP: Code = Code::error("print-group");
/// The page sets something that only the press may set.
pub const DEVICE_STATE: Code = Code::error("print-device-state");
/// A font is not in the file.
pub const FONT: Code = Code::error("print-font");
/// A letter is missing in its font.
pub const MISSING_LETTER: Code = Code::error("print-missing-letter");
/// A picture is a program, or stands for another picture.
pub const PICTURE_FORM: Code = Code::error("print-picture-form");
/// The finished size of a page is not given.
pub const TRIM_BOX: Code = Code::error("print-trim-box");
/// The boxes of a page contradict one another.
pub const BOXES: Code = Code::error("print-boxes");
/// Pages differ in size, or are turned.
pub const PAGE_SIZE: Code = Code::warning("print-page-size");
/// A page is larger than the printer's sheet.
pub const PAGE_LARGE: Code = Code::error("print-page-large");
/// A page is empty.
pub const EMPTY_PAGE: Code = Code::warning("print-empty-page");
/// The number of pages is not what a folded sheet has.
pub const PAGE_MULTIPLE: Code = Code::note("print-page-multiple");
/// The page gives no room for bleed.
pub const BLEED: Code = Code::error("print-bleed");
/// Colour that reaches the edge ends before the bleed does.
pub const BLEED_SHORT: Code = Code::warning("print-bleed-short");
/// Words stand too near to the edge.
pub const SAFE: Code = Code::warning("print-safe");
/// A link, note or field stands on a page.
pub const ANNOTATION: Code = Code::error("print-annotation");
/// The file does something when it is opened.
pub const ACTION: Code = Code::error("print-action");
/// The file holds other files, sound or film.
pub const ATTACHMENT: Code = Code::error("print-attachment");
/// The file has layers.
pub const LAYERS: Code = Code::warning("print-layers");
/// White things overprint, so that they vanish.
pub const WHITE_OVERPRINT: Code = Code::error("print-white-overprint");
/// Small black type or a thin black line does not overprint.
pub const KNOCK_OUT: Code = Code::warning("print-knock-out");
/// Small type, a thin line or an overprint is given as a grey in place of black ink.
pub const GREY: Code = Code::warning("print-grey");
/// Black type is printed in several inks.
pub const RICH_BLACK: Code = Code::warning("print-rich-black");
/// There is too much ink in one place.
pub const INK_LIMIT: Code = Code::error("print-ink-limit");
/// Type is too small.
pub const SMALL_TYPE: Code = Code::error("print-small-type");
/// Type of several inks, or white type, is too small.
pub const FINE_TYPE: Code = Code::warning("print-fine-type");
/// A line is too thin.
pub const THIN_LINE: Code = Code::error("print-thin-line");
/// A line of several inks, or a white one, is too thin.
pub const FINE_LINE: Code = Code::warning("print-fine-line");
/// A picture is too coarse.
pub const COARSE_PICTURE: Code = Code::error("print-coarse-picture");
/// A picture is soft.
pub const SOFT_PICTURE: Code = Code::warning("print-soft-picture");

/// Every kind of finding of this module, in the order of `docs/checks.md`.
pub const CODES: &[Code] = &[
    UNREADABLE,
    ENCRYPTED,
    TOO_LARGE,
    CONTENT,
    VERSION,
    FILE_ID,
    STREAM,
    METADATA,
    TITLE,
    TRAPPED,
    INFO_DIFFERS,
    INTENT,
    PROFILE,
    COLOUR,
    COLOUR_PAGE,
    SPOT_INK,
    REGISTRATION,
    GROUP,
    DEVICE_STATE,
    FONT,
    MISSING_LETTER,
    PICTURE_FORM,
    TRIM_BOX,
    BOXES,
    PAGE_SIZE,
    PAGE_LARGE,
    EMPTY_PAGE,
    PAGE_MULTIPLE,
    BLEED,
    BLEED_SHORT,
    SAFE,
    ANNOTATION,
    ACTION,
    ATTACHMENT,
    LAYERS,
    WHITE_OVERPRINT,
    KNOCK_OUT,
    GREY,
    RICH_BLACK,
    INK_LIMIT,
    SMALL_TYPE,
    FINE_TYPE,
    THIN_LINE,
    FINE_LINE,
    COARSE_PICTURE,
    SOFT_PICTURE,
];
