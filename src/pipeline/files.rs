//! From pages that have been set to the files of every product that is made of them.

use std::collections::BTreeMap;

use typst_layout::PagedDocument;
use typst_library::model::Document;

use crate::artifact::{Artifact, Piece, file_name, sha256_hex};
use crate::compose::{self, Stacks};
use crate::diag::{Finding, Severity};
use crate::export::{self, ExportError};
use crate::geometry::Length;
use crate::manifest::model::{Edition, Toolkit};
use crate::picture;
use crate::pipeline::presses::Profile;
use crate::plan::{Body, Setting};
use crate::prepress::impose::{self, BookletOptions, NUpOptions};
use crate::prepress::inks::Inks;
use crate::prepress::press::{PressOptions, press};
use crate::prepress::recolour::recolour;
use crate::prepress::{
    BOOKLET_THICK, BOOKLET_THIN, HANDOUT_LONG, NO_EQUAL, PrepressError, Print, SHEET_TYPE_SMALL, order,
};
use crate::product::{Booklet, Flip, Ink, Kind, NUp, NUpOrder, PrintShop, Product};
use crate::typeset::{self, Shared};

/// More sheets than a stapler goes through and than lie flat when they are folded (print trade's rule of thumb: 60 pages).
const MOST_SHEETS: usize = 15;
/// Fewer pages than fill a folded sheet by half.
const FEWEST_PAGES: usize = 3;
/// A handout of more pages is a stack of loose halves when it is cut apart.
const MOST_HANDOUT_PAGES: usize = 4;
/// Points. Letters of Latin size below it cannot be read without a glass on cheap paper.
const LEAST_TYPE: f64 = 7.0;

/// A file, before it is written.
pub(super) struct File {
    /// The place of its product in the list of the setting.
    pub(super) product: usize,
    pub(super) piece: Piece,
    /// Pages that a reader turns.
    pub(super) pages: u32,
    pub(super) sheets: Option<u32>,
    pub(super) bytes: Vec<u8>,
}

/// Why a file could not be made.
pub(super) enum FileError {
    /// The PDF could not be written.
    Export(ExportError),
    /// What was written could not be made ready for a printer.
    Prepress(PrepressError),
    /// The press's profile is of no use, as a finding has said.
    NoPress,
}

impl From<ExportError> for FileError {
    fn from(error: ExportError) -> Self {
        FileError::Export(error)
    }
}

impl From<PrepressError> for FileError {
    fn from(error: PrepressError) -> Self {
        FileError::Prepress(error)
    }
}

/// Pages of one setting, whole or marked as a proof copy, on the way to their files.
pub(super) struct Maker<'a> {
    pub(super) toolkit: &'a Toolkit,
    pub(super) edition: &'a Edition,
    pub(super) setting: &'a Setting<'a>,
    pub(super) document: &'a PagedDocument,
    /// The same pages with pictures as fine as presses print them.
    pub(super) fine: &'a PagedDocument,
    /// The presses that products are made for, by product.
    pub(super) presses: &'a BTreeMap<String, Profile>,
    /// What small lines beside printed pages are set with.
    pub(super) shared: &'a Shared,
    pub(super) stacks: Stacks,
    /// Whether PDFs claim their standards; proof copies do not.
    pub(super) claims_standards: bool,
    /// The untagged PDF, once it has been written, in colours and in black.
    pub(super) prints: [Option<Print>; 2],
}

impl Maker<'_> {
    /// The files of one of the setting's products.
    pub(super) fn files(&mut self, index: usize) -> Result<Vec<File>, FileError> {
        let product = self.setting.products[index];
        match product.kind {
            Kind::Screen | Kind::PrintCard => Ok(vec![self.file(index, Piece::default(), None, self.screen(product)?)]),
            Kind::Booklet(booklet) => self.booklets(index, &booklet),
            Kind::NUp(n_up) => self.n_up(index, &n_up),
            Kind::Images { width } => Ok(self.images(index, width)),
            Kind::PrintShop(shop) => Ok(vec![self.print_shop(index, &shop)?]),
        }
    }

    /// A file whose pages are all those of the setting. `piece` says what is special of it; the rest comes from the setting.
    fn file(&self, index: usize, piece: Piece, sheets: Option<usize>, bytes: Vec<u8>) -> File {
        let body = self.setting.body.piece();
        File {
            product: index,
            piece: Piece { chapter: body.chapter, handout: body.handout, cover: body.cover, ..piece },
            pages: self.document.pages().len() as u32,
            sheets: sheets.map(|sheets| sheets as u32),
            bytes,
        }
    }

    fn screen(&self, product: &Product) -> Result<Vec<u8>, FileError> {
        let ident = self.ident(product, &self.setting.body.piece());
        let bytes = export::screen(self.document, &self.options(&ident))?;
        match product.ink {
            Ink::Colour => Ok(bytes),
            Ink::Black => Ok(recolour(Print::read(&bytes)?, &Inks::Black)?.write(&ident)?),
        }
    }

    fn ident(&self, product: &Product, piece: &Piece) -> String {
        file_name(&self.toolkit.id, self.edition.tag.as_str(), &product.name, piece, false)
    }

    fn options<'o>(&'o self, ident: &'o str) -> export::Options<'o> {
        let released = self.toolkit.released;
        export::Options {
            ident,
            tag: self.edition.tag.as_str(),
            direction: self.edition.profile.direction,
            digits: &self.edition.profile.digits,
            released: (released.year, released.month, released.day),
            claims_standards: self.claims_standards,
        }
    }

    /// An untagged PDF, with the edition's whole language tag, which Typst cuts to language and region.
    fn read(&self, bytes: &[u8]) -> Result<Print, FileError> {
        let mut print = Print::read(bytes)?;
        print.speak(self.edition.tag.as_str(), self.edition.profile.direction)?;
        Ok(print)
    }

    /// The untagged PDF in these inks, written once.
    fn print(&mut self, product: &Product) -> Result<Print, FileError> {
        let [colour, black] = &mut self.prints;
        if let (Ink::Black, Some(print)) = (product.ink, &black) {
            return Ok(print.clone());
        }
        if colour.is_none() {
            let ident = self.ident(self.setting.lead, &self.setting.body.piece());
            let bytes = export::print(self.document, &self.options(&ident))?;
            self.prints[0] = Some(self.read(&bytes)?);
        }
        let Some(print) = self.prints[0].clone() else { return Ok(Print::read(&[])?) };
        if product.ink == Ink::Colour {
            return Ok(print);
        }
        let print = recolour(print, &Inks::Black)?;
        self.prints[1] = Some(print.clone());
        Ok(print)
    }

    /// For each part of the book a booklet, for each way in which printers turn sheets over.
    fn booklets(&mut self, index: usize, booklet: &Booklet) -> Result<Vec<File>, FileError> {
        let product = self.setting.products[index];
        let print = self.print(product)?;
        let direction = self.edition.profile.direction;
        let parts = parts(self.document.pages().len(), booklet);
        let mut files = Vec::new();
        for (part, (first, pages)) in parts.iter().enumerate() {
            let is_last = part + 1 == parts.len();
            let tail = if is_last { tail(&self.setting.body) } else { 0 };
            let sheets = order::shifted(order::booklet(*pages, tail, direction), *first);
            for flip in Flip::ALL {
                let options = BookletOptions {
                    sheet: booklet.sheet,
                    page: product.trim.size(),
                    thickness: booklet.thickness,
                    direction,
                    flip,
                };
                let part = (parts.len() > 1).then_some(part as u32 + 1);
                let piece = Piece { part, flip: Some(flip), ..self.setting.body.piece() };
                let bytes = impose::booklet(print.clone(), &sheets, &options)?.write(&self.ident(product, &piece))?;
                let file = self.file(index, piece, Some(sheets.len()), bytes);
                files.push(File { pages: *pages as u32, ..file });
            }
        }
        Ok(files)
    }

    fn n_up(&mut self, index: usize, n_up: &NUp) -> Result<Vec<File>, FileError> {
        let product = self.setting.products[index];
        let options = n_up_options(product, n_up, self.edition);
        let ident = self.ident(product, &self.setting.body.piece());
        let sides = order::n_up(self.document.pages().len(), options.per_side, n_up.order, options.direction).len();
        let bytes = impose::n_up(self.print(product)?, &options)?.write(&ident)?;
        Ok(vec![self.file(index, Piece::default(), Some(sides.div_ceil(2)), bytes)])
    }

    /// A file for a print shop: pictures as fine as presses print them, the inks of its press, marks if asked for.
    fn print_shop(&self, index: usize, shop: &PrintShop) -> Result<File, FileError> {
        let product = self.setting.products[index];
        let ident = self.ident(product, &self.setting.body.piece());
        let print = self.read(&export::print(self.fine, &self.options(&ident))?)?;
        let Some(profile) = self.presses.get(&product.name) else { return Err(FileError::NoPress) };
        // Greys of the device would be anybody's guess at a press; as a share of its black ink they are not.
        let inks = Inks::Press(profile.press.clone());
        let in_inks = |print: Print| match product.ink {
            Ink::Colour => recolour(print, &inks),
            Ink::Black => recolour(recolour(print, &Inks::Black)?, &inks),
        };
        let lines = if shop.marks { self.lines(product, &ident)? } else { None };
        let lines = lines.map(in_inks).transpose()?;
        let title = self.document.info().title.clone().unwrap_or_default();
        let options = PressOptions {
            condition: profile.condition(),
            title: &title,
            ident: &ident,
            version: &self.toolkit.version,
            released: (self.toolkit.released.year, self.toolkit.released.month, self.toolkit.released.day),
            marks: shop.marks,
        };
        let bytes = press(in_inks(print)?, lines, &options)?.write(&ident)?;
        Ok(self.file(index, Piece::default(), None, bytes))
    }

    /// Pages that are no part of a book, such as a ticket.
    pub(super) fn loose(&self, ident: &str) -> Result<Vec<u8>, ExportError> {
        export::loose(self.document, &self.options(ident))
    }

    /// A line for each page, which stands below its bleed, in English for the people at the press: language, product,
    /// version, page.
    fn lines(&self, product: &Product, ident: &str) -> Result<Option<Print>, FileError> {
        let count = self.document.pages().len();
        let (language, version) = (&self.edition.profile.name, &self.toolkit.version);
        let name = format!("{} {}", self.toolkit.id, product.name);
        let line = |page: usize| format!("{language} · {name} · version {version} · page {page} of {count}");
        let lines: Vec<String> = (1..=count).map(line).collect();
        let Some(pages) = typeset::loose_pages(self.shared, compose::lines(&self.stacks, &lines), []) else {
            return Ok(None);
        };
        Ok(Some(Print::read(&export::print(&pages, &self.options(ident))?)?))
    }

    /// A picture of each page.
    fn images(&self, index: usize, width: u32) -> Vec<File> {
        let product = self.setting.products[index];
        let picture = |(number, page)| {
            let mut pixels = export::pixels(page, width);
            if product.ink == Ink::Black {
                picture::turn_grey(&mut pixels.rgb);
            }
            let bytes = picture::png_of_pixels(pixels.width, pixels.height, pixels.rgb)?;
            let piece = Piece { page: Some(number), ..Piece::default() };
            Some(File { pages: 1, ..self.file(index, piece, None, bytes) })
        };
        (1..).zip(self.document.pages()).filter_map(picture).collect()
    }
}

/// What is made known of a file that has been written.
pub(super) fn artifact(
    toolkit: &Toolkit,
    edition: &Edition,
    product: &Product,
    file: File,
    proof: bool,
) -> (Artifact, Vec<u8>) {
    let tag = edition.tag.as_str();
    let promise = toolkit.layout_files.get(&product.layout).map(|layout| layout.promise).unwrap_or_default();
    let artifact = Artifact {
        edition: tag.to_string(),
        product: product.name.clone(),
        purpose: product.purpose(promise.least_size),
        audience: product.audience,
        path: file_name(&toolkit.id, tag, &product.name, &file.piece, proof),
        piece: file.piece,
        proof,
        pages: file.pages,
        sheets: file.sheets,
        bytes: file.bytes.len() as u64,
        sha256: sha256_hex(&file.bytes),
    };
    (artifact, file.bytes)
}

/// The pages that stay outside when blanks are needed: the back cover, or the last page of a workshop.
fn tail(body: &Body) -> usize {
    match body {
        Body::Book | Body::Chapter(_) => 1,
        Body::Handout { .. } | Body::PrintCard | Body::Insides | Body::Wrap => 0,
    }
}

/// The parts of a book, each a booklet.
fn parts(pages: usize, booklet: &Booklet) -> Vec<(usize, usize)> {
    order::parts(pages, booklet.part_sheets.map_or(usize::MAX, |sheets| sheets as usize))
}

fn n_up_options(product: &Product, n_up: &NUp, edition: &Edition) -> NUpOptions {
    NUpOptions {
        sheet: n_up.sheet,
        page: product.trim.size(),
        per_side: n_up.pages as usize,
        order: n_up.order,
        direction: edition.profile.direction,
    }
}

/// How far words must stay off the edges of a setting's pages: some printer does not reach them.
pub(super) fn safe_edge(setting: &Setting) -> Option<Length> {
    let is_imposed = |product: &&Product| product.kind.sheet().is_some();
    setting.products.iter().any(is_imposed).then_some(impose::SAFE_EDGE)
}

/// What is odd about the sheets of a setting's products, before any is made. `text_size` is that of most letters.
pub(super) fn sheet_findings(
    setting: &Setting,
    edition: &Edition,
    pages: usize,
    text_size: Option<f64>,
) -> Vec<Finding> {
    let found = setting.products.iter().flat_map(|product| {
        let findings = match &product.kind {
            Kind::Booklet(booklet) => vec![booklet_finding(setting, product, booklet, pages)],
            Kind::NUp(n_up) => {
                let small = text_size.and_then(|size| small_type(product, n_up, edition, size));
                vec![long_handout(setting, product, n_up, pages), small]
            }
            _ => Vec::new(),
        };
        findings.into_iter().flatten().map(|finding| finding.at(product.place.clone()))
    });
    found.collect()
}

/// What a file is called in messages.
fn called(setting: &Setting, product: &Product) -> String {
    match &setting.body {
        Body::Book | Body::PrintCard | Body::Insides | Body::Wrap => format!("`{}`", product.name),
        Body::Chapter(id) => format!("`{}` of `{id}`", product.name),
        Body::Handout { chapter, number } => format!("`{}` of handout {number} of `{chapter}`", product.name),
    }
}

fn booklet_finding(setting: &Setting, product: &Product, booklet: &Booklet, pages: usize) -> Option<Finding> {
    let (what, sheets) = (called(setting, product), pages.div_ceil(4));
    if pages < FEWEST_PAGES {
        let message = format!("the booklet {what} has {pages} {}", if pages == 1 { "page" } else { "pages" });
        return Some(
            Finding::new(BOOKLET_THIN, message)
                .why("a folded sheet has four pages, so most of them stay blank")
                .hint("print the file as it is, or two to a sheet with `kind = \"n-up\"`"),
        );
    }
    if sheets <= MOST_SHEETS || booklet.part_sheets.is_some() {
        return None;
    }
    let parts = sheets.div_ceil(MOST_SHEETS);
    let each = sheets.div_ceil(parts);
    let by_chapter =
        if setting.body == Body::Book { "; or `each = \"chapter\"` makes one of each chapter" } else { "" };
    Some(
        Finding::new(
            BOOKLET_THICK,
            format!("the booklet {what} has {sheets} sheets of paper; more than {MOST_SHEETS} do not fold flat"),
        )
        .why("the fold bursts open, and no stapler goes through")
        .hint(format!("`part-sheets = {each}` makes {parts} booklets of at most {each} sheets{by_chapter}")),
    )
}

fn long_handout(setting: &Setting, product: &Product, n_up: &NUp, pages: usize) -> Option<Finding> {
    if n_up.order != NUpOrder::Copies || pages <= MOST_HANDOUT_PAGES {
        return None;
    }
    let message = format!(
        "{} has {pages} pages, which are cut apart and have to be put together again",
        called(setting, product)
    );
    Some(
        Finding::new(HANDOUT_LONG, message)
            .why("each sheet holds copies of one page")
            .hint("fold it: `kind = \"booklet\"`; or show its pages one after the other: `order = \"reading\"`"),
    )
}

fn small_type(product: &Product, n_up: &NUp, edition: &Edition, size: f64) -> Option<Finding> {
    let scale = n_up_options(product, n_up, edition).scale();
    let shown = size * scale;
    let least = LEAST_TYPE * edition.profile.measures.size_factor;
    if shown >= least {
        return None;
    }
    let message = format!(
        "`{}` shows its pages at {:.0} %, which makes the text {shown:.1} points large",
        product.name,
        scale * 100.0
    );
    Some(
        Finding::new(SHEET_TYPE_SMALL, message)
            .why(format!("below {least:.1} points this script cannot be read without a glass"))
            .hint("put fewer pages on a sheet, take a larger sheet, or a layout of larger type"),
    )
}

/// What stands in the way of a file.
pub(super) fn prepress_finding(product: &Product, error: &PrepressError) -> Finding {
    match error {
        PrepressError::Unreadable(error) => {
            Finding::new(export::NOT_FINISHED, format!("the PDF could not be finished: {error}"))
        }
        PrepressError::NoEqual { page, what } => {
            Finding::new(NO_EQUAL, format!("on page {page} of `{}` {what}", product.name))
                .why("it would come out in colours, and a copy shop bills them")
                .hint("draw it with plain colours and simple gradients, or take `ink = \"black\"` away")
        }
    }
    .at(product.place.clone())
}

/// Whether any of the findings makes a product's files proof copies.
pub(super) fn is_broken(product: &Product, findings: &[Finding]) -> bool {
    let is_about = |finding: &Finding| finding.product.as_deref() == Some(product.name.as_str());
    findings.iter().any(|finding| finding.severity() == Severity::Error && is_about(finding))
}
