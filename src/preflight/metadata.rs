//! The rules for what the file says of itself: the XMP packet, and the older Info entries beside it.

use lopdf::Dictionary;
use roxmltree::Document;

use crate::diag::shorten;

use crate::preflight::check::Check;
use crate::preflight::codes::{INFO_DIFFERS, METADATA, TITLE, TRAPPED};
use crate::preflight::marks::short;

/// The most bytes of metadata that are read; honest ones have a few thousand.
const MOST_BYTES: usize = 4_000_000;

const PDFX: &str = "http://www.npes.org/pdfx/ns/id/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const MM: &str = "http://ns.adobe.com/xap/1.0/mm/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What PDF/X-4 wants to be said, and how messages call it.
const WANTED: [(&str, &str, &str); 6] = [
    (XMP, "CreateDate", "when it was made (xmp:CreateDate)"),
    (XMP, "ModifyDate", "when it was changed (xmp:ModifyDate)"),
    (XMP, "MetadataDate", "when its metadata were changed (xmp:MetadataDate)"),
    (MM, "DocumentID", "which document it is (xmpMM:DocumentID)"),
    (MM, "VersionID", "which version it is (xmpMM:VersionID)"),
    (MM, "RenditionClass", "which rendition it is (xmpMM:RenditionClass)"),
];

/// Entries that both sets have: the Info key, the namespace and the name in XMP.
const SHARED: [(&str, &str, &str); 8] = [
    ("Title", DC, "title"),
    ("Author", DC, "creator"),
    ("Subject", DC, "description"),
    ("Keywords", PDF, "Keywords"),
    ("Creator", XMP, "CreatorTool"),
    ("Producer", PDF, "Producer"),
    ("CreationDate", XMP, "CreateDate"),
    ("ModDate", XMP, "ModifyDate"),
];

impl Check<'_> {
    /// Checks the metadata.
    pub(super) fn metadata(&mut self) {
        let Some(packet) = self.packet() else { return };
        let text = String::from_utf8_lossy(&packet);
        let text = text.trim_start_matches('\u{feff}').trim_matches(['\0', ' ', '\n', '\r', '\t']);
        let Ok(xml) = Document::parse(text) else {
            return self.metadata_fault("the metadata are no XML that can be read");
        };
        let value = |namespace: &str, name: &str| value(&xml, namespace, name);
        if value(PDFX, "GTS_PDFXVersion").as_deref() != Some("PDF/X-4") {
            self.metadata_fault("the metadata do not say that the file is a PDF/X-4");
        }
        for (namespace, name, what) in WANTED {
            if value(namespace, name).is_none() {
                self.metadata_fault(&format!("the metadata do not say {what}"));
            }
        }
        if value(DC, "title").is_none() {
            self.file(
                TITLE,
                "the file has no title",
                "the printer lists jobs by their titles (PDF/X-4, ISO 15930-7)",
                "give the document a title",
            );
        }
        let info = self.pdf.dictionary(&self.pdf.document.trailer, "Info").cloned().unwrap_or_default();
        self.trapped(value(PDF, "Trapped").as_deref(), &info);
        for (key, namespace, name) in SHARED {
            if let (Some(old), Some(new)) = (self.pdf.text(&info, key), value(namespace, name)) {
                self.compare(key, &old, &new);
            }
        }
    }

    fn packet(&mut self) -> Option<Vec<u8>> {
        let pdf = self.pdf;
        let Some(stream) = pdf.get(pdf.catalog(), "Metadata").and_then(|stream| stream.as_stream().ok()) else {
            self.metadata_fault("the file has no metadata (XMP)");
            return None;
        };
        if stream.dict.has(b"Filter") {
            self.metadata_fault("the metadata are packed");
        }
        match pdf.unpack(stream) {
            Ok(packet) if packet.len() <= MOST_BYTES => Some(packet),
            Ok(packet) => {
                let size = short(packet.len() as f64 / 1e6);
                self.metadata_fault(&format!("the metadata have {size} MB and were not read"));
                None
            }
            Err(_) => {
                self.metadata_fault("the metadata cannot be read");
                None
            }
        }
    }

    fn metadata_fault(&mut self, message: &str) {
        self.file(
            METADATA,
            message,
            "machines sort jobs by this; PDF/X-4 (ISO 15930-7) wants plain XMP with certain entries",
            "write the file as PDF/X-4 with all its metadata",
        );
    }

    fn trapped(&mut self, told: Option<&str>, info: &Dictionary) {
        // Only a name is an answer.
        let name =
            |object: &lopdf::Object| String::from_utf8_lossy(object.as_name().unwrap_or(b"no name")).into_owned();
        let old = self.pdf.get(info, "Trapped").map(name);
        let is_told = matches!(told, Some("True" | "False"));
        let agrees = old.is_none_or(|old| Some(old.as_str()) == told);
        let message = match (is_told, agrees) {
            (false, _) => "the metadata do not say whether the colours overlap a little already (Trapped)",
            (true, false) => "the two sets of metadata differ about overlapping colours (Trapped)",
            (true, true) => return,
        };
        self.file(
            TRAPPED,
            message,
            "if nobody knows, they are overlapped twice or not at all (PDF/X-4, ISO 15930-7)",
            "write `Trapped` as `False` in both sets of metadata, unless the file is trapped",
        );
    }

    fn compare(&mut self, key: &str, old: &str, new: &str) {
        let same = if key.ends_with("Date") { moment(old) == moment(new) } else { old.trim() == new.trim() };
        if same {
            return;
        }
        self.file(
            INFO_DIFFERS,
            format!("`{key}` is `{}` in one set of metadata and `{}` in the other", shorten(old, 40), shorten(new, 40)),
            "nobody can tell which one holds (PDF/X-4, ISO 15930-7)",
            "write both from one source",
        );
    }
}

/// The text of a property, written as an element, as an attribute, or as the first item of a list.
fn value(xml: &Document<'_>, namespace: &str, name: &str) -> Option<String> {
    let mut found = xml.descendants().filter_map(|node| {
        if node.tag_name().namespace() == Some(RDF) && node.tag_name().name() == "Description" {
            return node.attribute((namespace, name)).map(str::to_string);
        }
        let is_wanted =
            node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(namespace);
        is_wanted.then(|| {
            let item = node.descendants().find(|item| item.tag_name().name() == "li").unwrap_or(node);
            item.text().unwrap_or_default().to_string()
        })
    });
    found.find(|text| !text.trim().is_empty()).map(|text| text.trim().to_string())
}

/// A date as minutes of universal time and seconds: `D:20260102033000+05'30'` and `2026-01-01T22:00:00Z` are the same
/// moment. What is no date stays a text.
fn moment(date: &str) -> Result<(i64, u32), String> {
    let parse = || {
        let (local, sign, zone) = match date.char_indices().skip(10).find(|(_, c)| matches!(c, 'Z' | '+' | '-')) {
            Some((at, sign)) => (&date[..at], sign, &date[at + 1..]),
            None => (date, 'Z', ""),
        };
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (local, zone) = (digits(local), digits(zone));
        let number = |text: &str, at: usize, length: usize, otherwise: i64| match text.get(at..at + length) {
            Some(digits) => digits.parse().ok(),
            None => Some(otherwise),
        };
        let (year, month, day) = (number(&local, 0, 4, -1)?, number(&local, 4, 2, 1)?, number(&local, 6, 2, 1)?);
        let (hour, minute) = (number(&local, 8, 2, 0)?, number(&local, 10, 2, 0)?);
        let second = number(&local, 12, 2, 0)?;
        let offset = number(&zone, 0, 2, 0)? * 60 + number(&zone, 2, 2, 0)?;
        let offset = if sign == '-' { -offset } else { offset };
        (year >= 0).then(|| (((days(year, month, day) * 24 + hour) * 60 + minute) - offset, second as u32))
    };
    parse().ok_or_else(|| date.to_string())
}

/// The days from 1 March of the year 0 to a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_compared_across_their_forms() {
        assert_eq!(moment("D:20260102000000Z"), moment("2026-01-02T00:00:00Z"));
        assert_eq!(moment("D:20260102030405+05'30'"), moment("2026-01-02T03:04:05+05:30"));
        assert_eq!(moment("D:20260102030405-08'00'"), moment("2026-01-02T03:04:05-08:00"));
        assert_ne!(moment("D:20260102030405-08'00'"), moment("2026-01-02T03:04:05+08:00"));
        assert_eq!(moment("D:20260102"), moment("2026-01-02T00:00:00+00:00"));
        assert_eq!(moment("D:20260102033000+05'30'"), moment("2026-01-01T22:00:00Z"));
        assert_eq!(moment("D:20240301003000+01'00'"), moment("2024-02-29T23:30:00Z"));
        assert_ne!(moment("soon"), moment("later"));
        assert_ne!(moment("D:20260102"), moment("2026-01-03"));
    }

    #[test]
    fn properties_are_elements_or_attributes() {
        let text = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
                    xmlns:x='http://ns.adobe.com/xap/1.0/' xmlns:d='http://purl.org/dc/elements/1.1/'>\
                    <r:Description x:CreateDate='2026'><d:title><r:Alt><r:li>A kit</r:li></r:Alt></d:title>\
                    </r:Description></r:RDF>";
        let xml = Document::parse(text).expect("XML");
        assert_eq!(value(&xml, XMP, "CreateDate").as_deref(), Some("2026"));
        assert_eq!(value(&xml, DC, "title").as_deref(), Some("A kit"));
        assert_eq!(value(&xml, XMP, "ModifyDate"), None);
    }
}
