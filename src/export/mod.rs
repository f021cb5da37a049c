//! Finished pages to the bytes of a PDF.

mod compact;
mod finish;
pub(crate) mod lexer;
mod spans;

use ecow::EcoVec;
use typst_layout::{Page, PagedDocument};
use typst_library::diag::SourceDiagnostic;
use typst_library::foundations::{Datetime, Smart};
use typst_library::layout::{Abs, Sides};
use typst_library::model::Document;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;
use typst_utils::Scalar;

use crate::diag::Code;
use crate::language::{Digits, Direction};

pub(crate) use crate::export::finish::{packed, turns};

/// The PDF could not be finished.
pub const NOT_FINISHED: Code = Code::error("pdf-not-finished");

/// Every code of this module.
pub const CODES: &[Code] = &[NOT_FINISHED];

/// What a screen PDF says of itself.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// A name that stays the same from version to version: toolkit, edition and product.
    pub ident: &'a str,
    /// The edition's BCP 47 tag.
    pub tag: &'a str,
    /// The direction in which a reader turns the pages.
    pub direction: Direction,
    /// The digits of the page labels.
    pub digits: &'a Digits,
    /// Year, month and day of release, the only date in the file.
    pub released: (u16, u8, u8),
    /// Whether the file claims its standards; a proof copy does not.
    pub claims_standards: bool,
}

/// Why there are no bytes.
#[derive(Debug)]
pub enum ExportError {
    /// Typst refuses: a rule of the standards is broken, or of PDF itself.
    Refused(EcoVec<SourceDiagnostic>),
    /// The finished file could not be read again.
    Finish(lopdf::Error),
}

/// Writes a tagged PDF 1.7 without bleed that claims PDF/UA-1 and PDF/A-2a together, or, for a proof copy, neither.
pub fn screen(document: &PagedDocument, options: &Options) -> Result<Vec<u8>, ExportError> {
    let document = without_bleed(document);
    let bytes = match options.claims_standards {
        true => typst_pdf::pdf(&document, &pdf_options(options, &[PdfStandard::Ua_1, PdfStandard::A_2a], true)),
        false => typst_pdf::pdf(&document, &pdf_options(options, &[PdfStandard::V_1_7], true))
            .or_else(|_| typst_pdf::pdf(&document, &pdf_options(options, &[PdfStandard::V_1_7], false))),
    };
    let bytes = bytes.map_err(ExportError::Refused)?;
    let labels: Vec<String> = document.pages().iter().map(|page| options.digits.format(page.number)).collect();
    finish::finish(&bytes, options, &labels).map_err(ExportError::Finish)
}

/// Writes an untagged PDF 1.6 with bleed and without links, for `prepress` to work on.
pub fn print(document: &PagedDocument, options: &Options) -> Result<Vec<u8>, ExportError> {
    let standards = [PdfStandard::V_1_6];
    typst_pdf::pdf(document, &pdf_options(options, &standards, false)).map_err(ExportError::Refused)
}

/// The pixels of a page, so many wide, without its bleed.
#[derive(Debug)]
pub struct Pixels {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green and blue of each pixel, row by row.
    pub rgb: Vec<u8>,
}

/// Draws a page.
pub fn pixels(page: &Page, width: u32) -> Pixels {
    let scale = f64::from(width) / page.frame.width().to_pt();
    let options = RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false };
    let map = typst_render::render(page, &options);
    // Pages are opaque: white lies below everything.
    let rgb = map.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    Pixels { width: map.width(), height: map.height(), rgb }
}

/// Writes pages that were set apart from one another as one PDF 1.7, without tags, which cannot reach across them.
pub fn loose(document: &PagedDocument, options: &Options) -> Result<Vec<u8>, ExportError> {
    let document = without_bleed(document);
    let bytes = typst_pdf::pdf(&document, &pdf_options(options, &[PdfStandard::V_1_7], false));
    let labels: Vec<String> = (1..=document.pages().len() as u64).map(|page| options.digits.format(page)).collect();
    finish::finish(&bytes.map_err(ExportError::Refused)?, options, &labels).map_err(ExportError::Finish)
}

fn pdf_options(options: &Options, standards: &[PdfStandard], tagged: bool) -> PdfOptions {
    let (year, month, day) = options.released;
    let released = Datetime::from_ymd_hms(i32::from(year), month, day, 0, 0, 0);
    PdfOptions {
        ident: Smart::Custom(options.ident.to_string()),
        creator: Smart::Custom(Some(format!("lotuspress {}", env!("CARGO_PKG_VERSION")))),
        timestamp: released.map(Timestamp::new_utc),
        standards: PdfStandards::new(standards).unwrap_or_default(),
        tagged,
        ..PdfOptions::default()
    }
}

fn without_bleed(document: &PagedDocument) -> PagedDocument {
    let pages = document
        .pages()
        .iter()
        .cloned()
        .map(|mut page| {
            page.bleed = Sides::splat(Abs::zero());
            page
        })
        .collect();
    PagedDocument::new(pages, document.info().clone())
}
