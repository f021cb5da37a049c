//! The rules for the file as a whole: its version, its parts, what it does, what it carries.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};

use crate::diag::shorten;

use crate::preflight::check::Check;
use crate::preflight::codes::{ACTION, ATTACHMENT, BOXES, FILE_ID, LAYERS, STREAM, VERSION};
use crate::preflight::file::as_dictionary;

/// Annotations that carry sound, film or files.
const CARRIERS: [&[u8]; 6] = [b"FileAttachment", b"Movie", b"Sound", b"Screen", b"RichMedia", b"3D"];
/// How a file for the press may be packed (ISO 32000-1, 7.4; PDF/X-4 leaves out LZW and Crypt).
const FILTERS: [&[u8]; 8] = [
    b"FlateDecode",
    b"ASCIIHexDecode",
    b"ASCII85Decode",
    b"RunLengthDecode",
    b"CCITTFaxDecode",
    b"JBIG2Decode",
    b"DCTDecode",
    b"JPXDecode",
];
/// Bookmarks that are looked at.
const MOST_BOOKMARKS: usize = 100_000;

impl Check<'_> {
    /// Checks the file as a whole.
    pub(super) fn document(&mut self, bytes: &[u8]) {
        self.version(bytes);
        self.identifier();
        self.streams();
        self.actions();
        self.bookmarks();
        self.attachments();
        self.layers();
        self.preferences();
    }

    fn version(&mut self, bytes: &[u8]) {
        let header = bytes.get(..8).unwrap_or_default();
        let header = std::str::from_utf8(header).ok().and_then(|text| text.strip_prefix("%PDF-")).unwrap_or("unknown");
        let named = self.pdf.name(self.pdf.catalog(), "Version").map(|name| String::from_utf8_lossy(name).into_owned());
        let version = named.filter(|named| named.as_str() > header).unwrap_or_else(|| header.to_string());
        if matches!(version.as_str(), "1.0" | "1.1" | "1.2" | "1.3" | "1.4" | "1.5" | "1.6") {
            return;
        }
        self.file(
            VERSION,
            format!("the file is a PDF {version}"),
            "PDF/X-4 (ISO 15930-7) is based on PDF 1.6; older machines may pass over what came later",
            "write the file as PDF 1.6",
        );
    }

    fn identifier(&mut self) {
        let id = self.pdf.array(&self.pdf.document.trailer, "ID").unwrap_or_default();
        let halves: Vec<&[u8]> = id.iter().filter_map(|half| self.pdf.resolve(half).as_str().ok()).collect();
        if halves.len() == 2 && halves.iter().all(|half| !half.is_empty()) {
            return;
        }
        self.file(
            FILE_ID,
            "the file has no identifier (ID)",
            "printers tell one state of a job from the next by it (PDF/X-4, ISO 15930-7)",
            "write the file with an ID of two parts",
        );
    }

    fn streams(&mut self) {
        let pdf = self.pdf;
        let streams = || pdf.document.objects.values().filter_map(|object| object.as_stream().ok());
        let is_form = |entries: &Dictionary| pdf.name(entries, "Subtype") == Some(b"Form");
        let is_outside = |entries: &Dictionary| {
            entries.has(b"F") || entries.has(b"FFilter") || entries.has(b"Ref") && is_form(entries)
        };
        if streams().any(|stream| is_outside(&stream.dict)) {
            self.stream("a part of the file lies in another file");
        }
        let filters: BTreeSet<&[u8]> = streams().flat_map(|stream| pdf.filters(&stream.dict)).collect();
        for filter in filters.into_iter().filter(|filter| !FILTERS.contains(filter)) {
            match filter {
                b"LZWDecode" => self.stream("a part of the file is packed with LZW"),
                b"Crypt" => self.stream("a part of the file is locked"),
                other => {
                    let name = shorten(&String::from_utf8_lossy(other), 40);
                    self.stream(&format!("a part of the file is packed in a way of its own (`{name}`)"));
                }
            }
        }
    }

    /// Whether any dictionary of the file, also inside others, is of a kind.
    fn any_dictionary(&self, is_wanted: impl Fn(&Dictionary) -> bool) -> bool {
        let mut open: Vec<&Object> = self.pdf.document.objects.values().collect();
        while let Some(object) = open.pop() {
            if let Object::Array(parts) = object {
                open.extend(parts);
            }
            let Some(entries) = as_dictionary(object) else { continue };
            if is_wanted(entries) {
                return true;
            }
            open.extend(entries.iter().map(|(_, value)| value));
        }
        false
    }

    fn stream(&mut self, message: &str) {
        self.file(
            STREAM,
            message,
            "PDF/X-4 (ISO 15930-7) wants the whole job in one file, packed as every machine knows it",
            "make the file anew from its source",
        );
    }

    fn actions(&mut self) {
        let pdf = self.pdf;
        let catalog = pdf.catalog();
        let names = pdf.dictionary(catalog, "Names");
        let fields = pdf.dictionary(catalog, "AcroForm");
        let has_fields = fields
            .is_some_and(|form| form.has(b"XFA") || pdf.array(form, "Fields").is_some_and(|fields| !fields.is_empty()));
        let on_pages = self.any_dictionary(|it| it.has(b"AA"));
        let is_program = |it: &Dictionary| pdf.name(it, "S") == Some(b"JavaScript") && it.has(b"JS");
        let found = [
            (catalog.has(b"OpenAction"), "the file does something when it is opened"),
            (catalog.has(b"AA") || on_pages, "the file does something while it is read"),
            (
                names.is_some_and(|names| names.has(b"JavaScript")) || self.any_dictionary(is_program),
                "the file holds a program (JavaScript)",
            ),
            (has_fields, "the file is a form to fill in"),
        ];
        for (_, message) in found.into_iter().filter(|(is_found, _)| *is_found) {
            self.action(message);
        }
    }

    pub(super) fn action(&mut self, message: &str) {
        self.file(
            ACTION,
            message,
            "a printed page can do nothing, and a printer's computer must not (PDF/X-4, ISO 15930-7)",
            "take actions, programs and forms out of the file for the printer",
        );
    }

    /// Bookmarks may lead to a page, but must not do anything.
    fn bookmarks(&mut self) {
        let pdf = self.pdf;
        let outlines = pdf.dictionary(pdf.catalog(), "Outlines");
        let mut open: Vec<&Object> = outlines.and_then(|outlines| outlines.get(b"First").ok()).into_iter().collect();
        let mut looked = 0;
        while let Some(item) = open.pop() {
            looked += 1;
            let Some(entries) = as_dictionary(pdf.resolve(item)).filter(|_| looked < MOST_BOOKMARKS) else { continue };
            if entries.has(b"A") {
                self.action("a bookmark does something");
                return;
            }
            open.extend(["First", "Next"].into_iter().filter_map(|key| entries.get(key.as_bytes()).ok()));
        }
    }

    fn attachments(&mut self) {
        let pdf = self.pdf;
        let is_file = |entries: &Dictionary| {
            let kind = pdf.name(entries, "Type");
            let carrier = pdf.name(entries, "Subtype").is_some_and(|kind| CARRIERS.contains(&kind));
            kind == Some(b"EmbeddedFile") || entries.has(b"EF") || carrier && entries.has(b"Rect")
        };
        let names = pdf.dictionary(pdf.catalog(), "Names");
        let is_listed = names.is_some_and(|names| names.has(b"EmbeddedFiles")) || pdf.catalog().has(b"AF");
        if !is_listed && !self.any_dictionary(is_file) {
            return;
        }
        self.file(
            ATTACHMENT,
            "the file carries another file, sound or film",
            "nothing of it can be printed (PDF/X-4, ISO 15930-7)",
            "send other files beside the PDF, not inside it",
        );
    }

    fn layers(&mut self) {
        if !self.pdf.catalog().has(b"OCProperties") {
            return;
        }
        self.file(
            LAYERS,
            "the file has layers that can be shown or hidden",
            "a machine may print a layer that was meant to be hidden (PDF/X-4, ISO 15930-7, allows few of them)",
            "flatten the layers before the file is written",
        );
    }

    /// Which box a reader shows or prints.
    fn preferences(&mut self) {
        let pdf = self.pdf;
        let Some(preferences) = pdf.dictionary(pdf.catalog(), "ViewerPreferences") else { return };
        for key in ["ViewArea", "ViewClip", "PrintArea", "PrintClip"] {
            let shown = pdf.name(preferences, key);
            if shown.is_some_and(|shown| !matches!(shown, b"MediaBox" | b"BleedBox")) {
                self.file(
                    BOXES,
                    format!("a reader is told to show or print less than the bleed (`{key}`)"),
                    "what is not shown may not be printed (PDF/X-4, ISO 15930-7)",
                    "leave the entry out, or name MediaBox or BleedBox",
                );
            }
        }
    }
}
