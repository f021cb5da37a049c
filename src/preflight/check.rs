//! What one check of one file knows: the file, the printer, what was found, what was read before.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::diag::{Code, Finding};
use crate::printer::{Printer, Standard};

use crate::preflight::codes::{CONTENT, TOO_LARGE};
use crate::preflight::file::{Fault, Pdf};
use crate::preflight::font::Font;
use crate::preflight::matrix::Rect;
use crate::preflight::report::Report;
use crate::preflight::space::Spaces;

/// A check under way.
pub struct Check<'a> {
    pub pdf: &'a Pdf,
    pub printer: &'a Printer,
    pub report: Report,
    pub spaces: Spaces,
    /// Fonts, each read once. Objects are known by where they lie: they stay there as long as the file is open.
    pub fonts: BTreeMap<usize, Rc<Font>>,
    /// The most ink in a square of a picture, by picture and the pixels of the square.
    pub picture_inks: BTreeMap<(ObjectId, u64), Option<f64>>,
    /// The most ink of a gradient, by its dictionary; nothing if it cannot be read.
    pub gradient_inks: BTreeMap<usize, Option<f64>>,
    /// Boxes of colour on the present page.
    pub grounds: Vec<Rect>,
    /// Fonts that were reported.
    pub reported_fonts: BTreeSet<String>,
}

impl<'a> Check<'a> {
    pub fn new(file: &str, pdf: &'a Pdf, printer: &'a Printer) -> Self {
        Check {
            pdf,
            printer,
            report: Report::new(file),
            spaces: Spaces::default(),
            fonts: BTreeMap::new(),
            picture_inks: BTreeMap::new(),
            gradient_inks: BTreeMap::new(),
            grounds: Vec::new(),
            reported_fonts: BTreeSet::new(),
        }
    }

    /// Whether the printer wants PDF/X-4.
    pub fn is_press(&self) -> bool {
        self.printer.standard == Standard::PdfX4
    }

    /// Reports something about the whole file.
    pub fn file(&mut self, code: Code, message: impl Into<String>, why: &str, hint: &str) {
        self.report.file(Finding::new(code, message).why(why).hint(hint));
    }

    /// Reports something about a page.
    pub fn page(&mut self, page: u32, code: Code, message: impl Into<String>, why: &str, hint: &str) {
        self.report.page(page, Finding::new(code, message).why(why).hint(hint));
    }

    /// Reports that something of a page could not be read.
    pub fn unread(&mut self, page: u32, what: &str, fault: Fault) {
        match fault {
            Fault::TooLarge => self.page(
                page,
                TOO_LARGE,
                format!("{what} unpacks to more than any print job has, so the rest was not looked at"),
                "a few bytes that unpack to thousands of millions stop a printer's computer",
                "make the file anew from its source",
            ),
            Fault::Damaged => self.page(
                page,
                CONTENT,
                format!("{what} cannot be read"),
                "what cannot be read here is printed wrongly or not at all",
                "make the file anew from its source",
            ),
        }
    }

    /// The font behind a resource.
    pub fn font(&mut self, object: &Object) -> Option<Rc<Font>> {
        let dictionary: &Dictionary = self.pdf.resolve(object).as_dict().ok()?;
        let font = self.fonts.entry(address(dictionary)).or_insert_with(|| Rc::new(Font::read(self.pdf, dictionary)));
        Some(Rc::clone(font))
    }
}

/// Where something lies in memory: what is read from one place is read once.
pub fn address<T>(object: &T) -> usize {
    std::ptr::from_ref(object).addr()
}

/// Where things stand on one page.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Its number, from 1.
    pub number: u32,
    /// How many points its unit has; its boxes are in points.
    pub unit: f64,
    /// The finished page.
    pub trim: Rect,
    /// The finished page and what is cut off.
    pub bleed: Rect,
    /// The whole page with all marks.
    pub media: Rect,
    /// The part of the finished page that words may stand in.
    pub safe: Rect,
}

impl Sheet {
    /// A rectangle as findings have it: left, top, width and height from the finished page's upper left corner.
    pub fn place(&self, rect: Rect) -> [f32; 4] {
        let rect = rect.shared(self.media);
        let sides =
            [rect.left - self.trim.left, self.trim.top - rect.top, rect.width().max(0.0), rect.height().max(0.0)];
        // Numbers that no page has are no places.
        sides.map(|side| if side.is_finite() { side.clamp(-1e6, 1e6) as f32 } else { 0.0 })
    }
}
