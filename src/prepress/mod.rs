//! Bytes of a PDF to the bytes of a PDF that a printer can use: black only, and pages put together on sheets.
//!
//! [`order`] is arithmetic and knows no PDF: which page stands where. [`impose`] puts pages there. [`recolour`] turns every
//! colour into the [`inks`] of a printer. All work on what `export` has written, so that a booklet cannot read differently from the book.

pub mod impose;
pub mod inks;
mod marks;
pub mod order;
pub mod press;
pub mod recolour;

use lopdf::{Document, Object, ObjectId, StringFormat, dictionary, text_string};
use sha2::{Digest, Sha256};

use crate::diag::Code;
use crate::export::{packed, turns};
use crate::language::Direction;

/// Something in a PDF cannot be turned into the inks of a printer.
pub const NO_EQUAL: Code = Code::error("no-equal-in-inks");
/// A booklet has more sheets than fold well.
pub const BOOKLET_THICK: Code = Code::warning("booklet-too-thick");
/// A booklet of hardly any pages.
pub const BOOKLET_THIN: Code = Code::warning("booklet-too-thin");
/// A handout that is cut out of its sheet has many pages.
pub const HANDOUT_LONG: Code = Code::warning("handout-too-long");
/// Several pages on a sheet make the letters too small.
pub const SHEET_TYPE_SMALL: Code = Code::warning("type-too-small-on-sheet");

/// The colour profile of a press is of no use.
pub const PRESS_PROFILE: Code = Code::error("press-profile");

/// Every code of this module.
pub const CODES: &[Code] = &[NO_EQUAL, PRESS_PROFILE, BOOKLET_THICK, BOOKLET_THIN, HANDOUT_LONG, SHEET_TYPE_SMALL];

/// Why a PDF could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum PrepressError {
    /// The bytes are no PDF that can be read.
    #[error("the PDF could not be read: {0}")]
    Unreadable(#[from] lopdf::Error),
    /// A page holds something that has no equal in the inks.
    #[error("page {page}: {what}")]
    NoEqual {
        /// The page, from 1.
        page: usize,
        /// What it is.
        what: String,
    },
}

/// A PDF in memory, on its way to a printer.
#[derive(Debug, Clone)]
pub struct Print(Document);

impl Print {
    /// Reads what `export` has written.
    pub fn read(bytes: &[u8]) -> Result<Self, PrepressError> {
        Ok(Print(Document::load_mem(bytes)?))
    }

    /// Writes it, its objects packed. `ident` tells it from every other file (ISO 32000-1, 14.4).
    pub fn write(mut self, ident: &str) -> Result<Vec<u8>, PrepressError> {
        let digest: Vec<u8> = Sha256::digest(ident.as_bytes()).iter().take(16).copied().collect();
        let half = Object::String(digest, StringFormat::Hexadecimal);
        self.0.trailer.set("ID", vec![half.clone(), half]);
        Ok(packed(&mut self.0)?)
    }

    /// Says in which language its words are, a BCP 47 tag, and which way its pages are turned: Typst takes both from the
    /// language, and thinks that Punjabi runs from right to left.
    pub fn speak(&mut self, tag: &str, direction: Direction) -> Result<(), PrepressError> {
        let catalog = self.0.catalog_mut()?;
        catalog.set("Lang", text_string(tag));
        catalog.set("ViewerPreferences", dictionary! { "Direction" => turns(direction), "DisplayDocTitle" => true });
        Ok(())
    }

    /// Takes the pages of another PDF in as forms, and tells their numbers.
    fn take_in(&mut self, mut other: Print) -> Result<Vec<ObjectId>, PrepressError> {
        other.0.renumber_objects_with(self.0.max_id + 1);
        let pages = other.pages();
        self.0.max_id = other.0.max_id;
        self.0.objects.extend(other.0.objects);
        pages.into_iter().map(|page| Ok(impose::form(&mut self.0, page)?.id)).collect()
    }

    fn pages(&self) -> Vec<ObjectId> {
        self.0.page_iter().collect()
    }
}

/// What an object is, behind any number of references.
fn resolved<'a>(pdf: &'a Document, object: &'a Object) -> &'a Object {
    pdf.dereference(object).map_or(object, |(_, object)| object)
}
