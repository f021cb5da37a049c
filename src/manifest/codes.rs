//! The kinds of findings that reading manifests can raise.

use crate::diag::Code;

/// A manifest that has to be there is not.
pub const MANIFEST_MISSING: Code = Code::error("manifest-missing");
/// A manifest is there, but the system does not hand it out, or it is no file.
pub const MANIFEST_UNREADABLE: Code = Code::error("manifest-unreadable");
/// A manifest is far larger than any manifest needs to be; it is not read.
pub const MANIFEST_TOO_LARGE: Code = Code::error("manifest-too-large");
/// A manifest is not saved as UTF-8.
pub const MANIFEST_ENCODING: Code = Code::error("manifest-encoding");
/// A line of a manifest breaks the rules of TOML.
pub const MANIFEST_SYNTAX: Code = Code::error("manifest-syntax");
/// A key or a section stands twice in a manifest.
pub const KEY_TWICE: Code = Code::error("key-twice");
/// A key or a section that is needed is missing.
pub const KEY_MISSING: Code = Code::error("key-missing");
/// A key or a section is not known at its place.
pub const KEY_UNKNOWN: Code = Code::error("key-unknown");
/// A value is of another type than its key asks for.
pub const VALUE_TYPE: Code = Code::error("value-type");
/// A value is none of the few that its key allows.
pub const VALUE_UNKNOWN: Code = Code::error("value-unknown");
/// A text or a list has nothing in it.
pub const VALUE_EMPTY: Code = Code::error("value-empty");
/// A number lies outside the range that makes sense.
pub const NUMBER_RANGE: Code = Code::error("number-range");
/// The schema number is not the one that this version reads.
pub const SCHEMA_UNKNOWN: Code = Code::error("schema-unknown");
/// A text in a manifest holds characters that nobody can see; they are dropped.
pub const TEXT_CHARACTERS: Code = Code::warning("text-characters");
/// An id or a name has characters that file names and links do not share.
pub const ID_FORM: Code = Code::error("id-form");
/// The version cannot be part of a file name.
pub const VERSION_FORM: Code = Code::error("version-form");
/// A language tag is not of the form of BCP 47.
pub const TAG_FORM: Code = Code::error("tag-form");
/// The tag in a manifest or a profile differs from the name of its folder or file.
pub const TAG_DIFFERS: Code = Code::error("tag-differs");
/// The link to the toolkit's home is no web address.
pub const HOME_FORM: Code = Code::error("home-form");
/// A colour is not of the form `#RRGGBB`.
pub const COLOUR_FORM: Code = Code::error("colour-form");
/// Words in an accent colour, or white words on it, are hard to read.
pub const WEAK_COLOUR: Code = Code::warning("weak-colour");
/// The two accent colours look nearly the same.
pub const ACCENTS_ALIKE: Code = Code::note("accents-alike");
/// The publisher's telephone number is none that can be dialled.
pub const TELEPHONE_FORM: Code = Code::error("telephone-form");
/// A size of a file is not of the form `2 MB`.
pub const BUDGET_FORM: Code = Code::error("budget-form");
/// A length is not of the form `3 mm`.
pub const LENGTH_FORM: Code = Code::error("length-form");
/// An id, a file or an edition is listed twice.
pub const LISTED_TWICE: Code = Code::error("listed-twice");
/// The toolkit names no product.
pub const PRODUCTS_MISSING: Code = Code::error("products-missing");
/// A product asks for a layout that is not there.
pub const LAYOUT_MISSING: Code = Code::error("layout-missing");
/// A layout stands on another one that cannot carry it.
pub const LAYOUT_BASE: Code = Code::error("layout-base");
/// A key of a product that its kind has no use for.
pub const KEY_USELESS: Code = Code::error("key-of-no-use");
/// Two pages are larger than the sheet of a booklet.
pub const SHEET_SMALL: Code = Code::error("sheet-too-small");
/// No paper is so thick or so thin.
pub const THICKNESS_FORM: Code = Code::error("thickness-form");
/// A product is made for a printer that has no file.
pub const PRINTER_MISSING: Code = Code::error("printer-missing");
/// A product cannot show the page numbers of another.
pub const PAGE_NUMBERS_OF: Code = Code::error("page-numbers-of");
/// The source folder holds no edition.
pub const EDITIONS_MISSING: Code = Code::error("editions-missing");
/// The language that the others are translated from has no edition.
pub const SOURCE_EDITION_MISSING: Code = Code::error("source-edition-missing");
/// A path leads out of its folder.
pub const PATH_OUTSIDE: Code = Code::error("path-outside");
/// A path does not work on every system.
pub const PATH_FORM: Code = Code::error("path-form");
/// A file that a manifest names is not there.
pub const FILE_MISSING: Code = Code::error("file-missing");
/// A folder cannot be listed.
pub const FOLDER_UNREADABLE: Code = Code::error("folder-unreadable");
/// A chapter file lies in an edition's folder and no chapter names it.
pub const FILE_UNLISTED: Code = Code::note("file-unlisted");
/// An edition lists a chapter that the toolkit does not have.
pub const CHAPTER_UNKNOWN: Code = Code::error("chapter-unknown");
/// An edition does not list chapters of the toolkit.
pub const CHAPTERS_LEFT_OUT: Code = Code::warning("chapters-left-out");
/// A chapter is marked as reviewed and nobody is named as reviewer.
pub const REVIEWER_MISSING: Code = Code::error("reviewer-missing");
/// An edition gives a title to a part that the toolkit does not have.
pub const PART_UNKNOWN: Code = Code::error("part-unknown");
/// An edition gives no title to a part of the toolkit.
pub const PART_TITLE_MISSING: Code = Code::error("part-title-missing");
/// A language has no profile.
pub const PROFILE_MISSING: Code = Code::error("profile-missing");
/// A code of a script, language or region is not of the form that its standard asks for.
pub const LANGUAGE_CODE: Code = Code::error("language-code");
/// The digits of a language are not ten different characters.
pub const DIGITS_FORM: Code = Code::error("digits-form");
/// A profile lacks furniture words.
pub const WORDS_MISSING: Code = Code::error("words-missing");
/// A furniture word is not known.
pub const WORD_UNKNOWN: Code = Code::error("word-unknown");
/// A furniture word lacks its place-holder, or has one that is never filled.
pub const WORD_HOLDER: Code = Code::error("word-holder");

/// Every kind of finding of this module, in the order of `docs/checks.md`.
pub const CODES: &[Code] = &[
    MANIFEST_MISSING,
    MANIFEST_UNREADABLE,
    MANIFEST_TOO_LARGE,
    MANIFEST_ENCODING,
    MANIFEST_SYNTAX,
    KEY_TWICE,
    KEY_MISSING,
    KEY_UNKNOWN,
    VALUE_TYPE,
    VALUE_UNKNOWN,
    VALUE_EMPTY,
    NUMBER_RANGE,
    SCHEMA_UNKNOWN,
    TEXT_CHARACTERS,
    ID_FORM,
    VERSION_FORM,
    TAG_FORM,
    TAG_DIFFERS,
    HOME_FORM,
    COLOUR_FORM,
    WEAK_COLOUR,
    ACCENTS_ALIKE,
    TELEPHONE_FORM,
    BUDGET_FORM,
    LENGTH_FORM,
    LISTED_TWICE,
    PRODUCTS_MISSING,
    LAYOUT_MISSING,
    LAYOUT_BASE,
    KEY_USELESS,
    SHEET_SMALL,
    THICKNESS_FORM,
    PRINTER_MISSING,
    PAGE_NUMBERS_OF,
    EDITIONS_MISSING,
    SOURCE_EDITION_MISSING,
    PATH_OUTSIDE,
    PATH_FORM,
    FILE_MISSING,
    FOLDER_UNREADABLE,
    FILE_UNLISTED,
    CHAPTER_UNKNOWN,
    CHAPTERS_LEFT_OUT,
    REVIEWER_MISSING,
    PART_UNKNOWN,
    PART_TITLE_MISSING,
    PROFILE_MISSING,
    LANGUAGE_CODE,
    DIGITS_FORM,
    WORDS_MISSING,
    WORD_UNKNOWN,
    WORD_HOLDER,
];
