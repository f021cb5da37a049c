//! The rules for pages: their boxes, their sizes, how many there are, what lies on top of them.

use lopdf::Dictionary;

use crate::diag::{Code, Finding};

use crate::preflight::check::{Check, Sheet};
use crate::preflight::codes::{
    ANNOTATION, BLEED, BOXES, EMPTY_PAGE, PAGE_LARGE, PAGE_MULTIPLE, PAGE_SIZE, TRIM_BOX, UNREADABLE,
};
use crate::preflight::file::{Fault, Page, as_dictionary};
use crate::preflight::marks::short;
use crate::preflight::matrix::Rect;
use crate::preflight::walk::Walk;

/// Boxes are rounded in files; so far out is still inside, in points.
const ROUNDED: f64 = 0.05;
/// Sizes that differ by more are two sizes, in points.
const SAME_SIZE: f64 = 1.0;
/// The sides that a page can have (ISO 32000-1, Annex C), in points.
const SIDES: std::ops::RangeInclusive<f64> = 3.0..=14_400.0;
/// Where a page says nothing, readers take a letter.
const LETTER: Rect = Rect { left: 0.0, bottom: 0.0, right: 612.0, top: 792.0 };

impl Check<'_> {
    /// Checks every page.
    pub(super) fn pages(&mut self) {
        let (pages, is_sound) = self.pdf.pages();
        if !self.pdf.is_whole {
            self.file(
                UNREADABLE,
                "a part of the file cannot be found, or does not end where it should",
                "a damaged file comes out with things missing, or other things than a screen shows",
                "make the file anew from its source",
            );
        }
        if !is_sound || pages.is_empty() {
            self.file(
                UNREADABLE,
                if pages.is_empty() { "the file has no page" } else { "some pages of the file cannot be found" },
                "a damaged file comes out with pages missing, or not at all",
                "make the file anew from its source",
            );
        }
        let opens_left = self.opens_to_the_right();
        let first = pages.first().map(|page| self.sheet(1, &page.entries, opens_left, pages.len()).trim);
        for (index, page) in pages.iter().enumerate() {
            let number = index as u32 + 1;
            let sheet = self.sheet(number, &page.entries, opens_left, pages.len());
            self.boxes(&sheet, &page.entries);
            self.size(&sheet, &page.entries, first);
            self.annotations(&sheet, &page.entries);
            self.painted(sheet, page);
        }
        self.multiple(pages.len());
    }

    /// Whether the pages are turned from left to right: the spine is at the right of the first one.
    fn opens_to_the_right(&self) -> bool {
        let preferences = self.pdf.dictionary(self.pdf.catalog(), "ViewerPreferences");
        preferences.and_then(|preferences| self.pdf.name(preferences, "Direction")) == Some(b"R2L")
    }

    /// The finished page.
    fn trim(&self, page: &Dictionary) -> Rect {
        let named = ["TrimBox", "ArtBox", "CropBox", "MediaBox"].into_iter();
        let boxes = named.filter_map(|key| self.pdf.rect(page, key));
        boxes.into_iter().find(|rect| !rect.is_empty()).unwrap_or(LETTER)
    }

    fn sheet(&self, number: u32, page: &Dictionary, opens_to_the_right: bool, pages: usize) -> Sheet {
        let unit = self.pdf.number(page, "UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let trim = self.trim(page).scaled(unit);
        let read = |key: &str| self.pdf.rect(page, key).map(|rect| rect.scaled(unit));
        let media = read("MediaBox").filter(|media| !media.is_empty()).unwrap_or(trim);
        // A bleed that leaves out a part of the page is none.
        let bleed = read("BleedBox").filter(|bleed| bleed.holds(trim, ROUNDED)).unwrap_or(trim).shared(media);
        let mut safe = trim.grown(-self.printer.safe.to_pt());
        if pages > 1 {
            let spine = self.printer.safe_at_spine.to_pt();
            if (number % 2 == 1) == opens_to_the_right {
                safe.right = trim.right - spine;
            } else {
                safe.left = trim.left + spine;
            }
        }
        Sheet { number, unit, trim, bleed, media, safe }
    }

    fn boxes(&mut self, sheet: &Sheet, page: &Dictionary) {
        if !self.is_press() {
            return;
        }
        let pdf = self.pdf;
        let number = sheet.number;
        let read = |key: &str| pdf.rect(page, key);
        let trim = read("TrimBox").or(read("ArtBox")).filter(|trim| !trim.is_empty());
        match (page.has(b"TrimBox") && page.has(b"ArtBox"), trim) {
            (true, _) => self.trim_box(number, "the page has a TrimBox and an ArtBox"),
            (false, None) => self.trim_box(number, "the page does not say how large it is when it is cut (TrimBox)"),
            (false, Some(trim)) => self.bleed_box(sheet, trim, read("BleedBox")),
        }
        let nested = [("MediaBox", read("MediaBox")), ("CropBox", read("CropBox")), ("BleedBox", read("BleedBox"))];
        let mut inner = ("TrimBox", trim);
        for outer in nested.into_iter().rev() {
            let (Some(outside), inside) = (outer.1, inner.1) else { continue };
            if inside.is_some_and(|inside| !outside.holds(inside, ROUNDED)) {
                self.box_fault(number, &format!("the {} reaches out of the {}", inner.0, outer.0));
            }
            inner = outer;
        }
        self.media_box(number, page);
    }

    fn media_box(&mut self, number: u32, page: &Dictionary) {
        let pdf = self.pdf;
        let media = pdf.rect(page, "MediaBox");
        let fits = media.is_some_and(|media| SIDES.contains(&media.width()) && SIDES.contains(&media.height()));
        if !fits {
            self.box_fault(number, "the sides of the page are not between 3 and 14,400 points");
        }
        let crop = pdf.rect(page, "CropBox");
        if let (Some(crop), Some(media)) = (crop, media)
            && !crop.holds(media, ROUNDED)
        {
            self.box_fault(number, "the page has a CropBox that hides a part of it");
        }
        if pdf.number(page, "UserUnit").is_some_and(|unit| unit != 1.0) {
            self.box_fault(number, "the page measures in a unit of its own (UserUnit)");
        }
    }

    fn trim_box(&mut self, page: u32, message: &str) {
        self.page(
            page,
            TRIM_BOX,
            message,
            "the printer cuts the sheet at this box (PDF/X-4, ISO 15930-7)",
            "give every page one TrimBox of the finished size",
        );
    }

    fn box_fault(&mut self, page: u32, message: &str) {
        self.page(
            page,
            BOXES,
            message,
            "machines place pages by their boxes (PDF/X-4, ISO 15930-7; GWG 2022, R0002 and R0003)",
            "let MediaBox hold BleedBox, and BleedBox hold TrimBox; leave CropBox and UserUnit out",
        );
    }

    fn bleed_box(&mut self, sheet: &Sheet, trim: Rect, bleed: Option<Rect>) {
        let wanted = self.printer.bleed.to_pt();
        let room = bleed.unwrap_or(trim);
        if room.holds(trim.grown(wanted), ROUNDED) {
            return;
        }
        let sides = [trim.left - room.left, trim.bottom - room.bottom, room.right - trim.right, room.top - trim.top];
        let least = sides.into_iter().fold(f64::INFINITY, f64::min).max(0.0) * 25.4 / 72.0;
        let title = self.printer.title.clone();
        let finding = Finding::new(
            BLEED,
            format!(
                "the page has room for {} mm of bleed; {title} needs {} mm",
                short(least),
                short(self.printer.bleed.to_mm())
            ),
        );
        let finding = finding
            .why("sheets are cut with a tolerance: without bleed, white strips show at coloured edges")
            .hint("make the page with this bleed, and say so with its BleedBox");
        self.report.at(sheet.number, sheet.place(sheet.trim), finding);
    }

    fn size(&mut self, sheet: &Sheet, page: &Dictionary, first: Option<Rect>) {
        let trim = sheet.trim;
        let differs = |one: f64, other: f64| (one - other).abs() > SAME_SIZE;
        let hint = "make all pages of one size, upright as they are read";
        if first.is_some_and(|it| differs(it.width(), trim.width()) || differs(it.height(), trim.height())) {
            let message = format!("the page is {}, unlike the first one", in_millimetres(trim));
            self.size_fault(sheet.number, PAGE_SIZE, &message, hint);
        }
        if self.is_press() && self.pdf.number(page, "Rotate").is_some_and(|turn| turn % 360.0 != 0.0) {
            self.size_fault(sheet.number, PAGE_SIZE, "the page is turned after it was made (Rotate)", hint);
        }
        let largest = self.printer.largest;
        let (short, long) = (trim.width().min(trim.height()), trim.width().max(trim.height()));
        if short > largest.width.to_pt() + SAME_SIZE || long > largest.height.to_pt() + SAME_SIZE {
            let title = self.printer.title.clone();
            let message = format!("the page is {}, larger than {title} prints", in_millimetres(trim));
            self.size_fault(sheet.number, PAGE_LARGE, &message, "choose a smaller page, or another printer");
        }
    }

    fn size_fault(&mut self, page: u32, code: Code, message: &str, hint: &str) {
        self.page(page, code, message, "pages are put together on sheets of one size (GWG 2022, R0004)", hint);
    }

    fn annotations(&mut self, sheet: &Sheet, page: &Dictionary) {
        if !self.is_press() {
            return;
        }
        let pdf = self.pdf;
        for annotation in pdf.array(page, "Annots").unwrap_or_default() {
            let Some(annotation) = as_dictionary(pdf.resolve(annotation)) else { continue };
            let kind = pdf.name(annotation, "Subtype").unwrap_or_default();
            let rect = pdf.rect(annotation, "Rect").unwrap_or(sheet.trim);
            if annotation.has(b"A") || annotation.has(b"AA") {
                self.action("a link or a note does something");
            }
            if matches!(kind, b"TrapNet" | b"PrinterMark") || !sheet.bleed.touches(rect.scaled(sheet.unit)) {
                continue;
            }
            let what = match kind {
                b"Link" => "a link lies on the page".to_string(),
                b"Widget" => "a field to fill in lies on the page".to_string(),
                kind => format!("a note or the like lies on the page ({})", String::from_utf8_lossy(kind)),
            };
            let finding = Finding::new(ANNOTATION, what)
                .why("nobody can tell whether it is to be printed (PDF/X-4, ISO 15930-7)")
                .hint("take all links, notes and fields out of the file for the printer");
            self.report.at(sheet.number, sheet.place(rect.scaled(sheet.unit)), finding);
        }
    }

    /// Follows what the page paints.
    fn painted(&mut self, sheet: Sheet, page: &Page<'_>) {
        let content = self.page_content(sheet.number, &page.entries);
        let none = Dictionary::new();
        let resources = page.resources.unwrap_or(&none);
        self.grounds.clear();
        let mut walk = Walk::new(self, sheet);
        walk.page(&content, resources);
        let seen = walk.seen;
        self.page_group(sheet.number, &page.entries, seen.transparent);
        if !seen.painted {
            self.page(
                sheet.number,
                EMPTY_PAGE,
                "the page is empty",
                "an empty page costs paper, and may be one that was lost (GWG 2022, R0005)",
                "leave it out, unless it is meant",
            );
        }
    }

    /// The streams of a page one after the other.
    fn page_content(&mut self, number: u32, page: &Dictionary) -> Vec<u8> {
        let pdf = self.pdf;
        let streams = match pdf.get(page, "Contents") {
            Some(lopdf::Object::Array(streams)) => streams.iter().map(|stream| pdf.resolve(stream)).collect(),
            Some(stream) => vec![stream],
            None => Vec::new(),
        };
        let mut content = Vec::new();
        for stream in streams {
            let unpacked = match stream.as_stream() {
                Ok(stream) => pdf.unpack(stream),
                Err(_) => Err(Fault::Damaged),
            };
            match unpacked {
                Ok(bytes) => {
                    content.extend(bytes);
                    content.push(b'\n');
                }
                Err(fault) => self.unread(number, "what the page paints", fault),
            }
        }
        content
    }

    fn multiple(&mut self, pages: usize) {
        let multiple = self.printer.page_multiple as usize;
        if multiple < 2 || pages.is_multiple_of(multiple) || pages == 0 {
            return;
        }
        let missing = multiple - pages % multiple;
        self.file(
            PAGE_MULTIPLE,
            format!(
                "the number of pages, {pages}, is no multiple of {multiple}; {missing} would stay empty in a booklet"
            ),
            "a folded sheet has four pages",
            "fill the pages, or ask the printer where the empty ones will stand",
        );
    }
}

fn in_millimetres(rect: Rect) -> String {
    let millimetres = |points: f64| short((points * 25.4 / 72.0 * 10.0).round() / 10.0);
    format!("{} × {} mm", millimetres(rect.width()), millimetres(rect.height()))
}
