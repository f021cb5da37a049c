//! The rules for the output intent: for which press and paper the colours were chosen (ISO 15930-7; ICC.1).

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::preflight::check::Check;
use crate::preflight::codes::{INTENT, PROFILE};
use crate::preflight::file::as_dictionary;

/// The bytes before a profile's table of tags.
const HEADER: usize = 128;
/// The most tables of a profile that are looked at; real ones have about twenty.
const MOST_TABLES: usize = 1000;

impl Check<'_> {
    /// Checks the output intents.
    pub(super) fn intents(&mut self) {
        let pdf = self.pdf;
        let intents = pdf.array(pdf.catalog(), "OutputIntents").unwrap_or_default();
        let intents: Vec<&Dictionary> =
            intents.iter().filter_map(|intent| as_dictionary(pdf.resolve(intent))).collect();
        let (press, others): (Vec<_>, Vec<_>) =
            intents.into_iter().partition(|intent| pdf.name(intent, "S") == Some(b"GTS_PDFX"));
        let intent = match press.as_slice() {
            [intent] => *intent,
            [] => return self.intent("the file does not say for which press and paper it was made (output intent)"),
            _ => return self.intent("the file was made for several presses (output intents)"),
        };
        if pdf.text(intent, "OutputConditionIdentifier").is_none_or(|name| name.trim().is_empty()) {
            self.intent("the output intent does not name its printing condition");
        }
        let says = |key: &str| pdf.text(intent, key).is_some_and(|text| !text.trim().is_empty());
        if !says("RegistryName") && !says("Info") {
            self.intent("the output intent says neither where its printing condition is registered nor what it is");
        }
        let profile = profile(intent);
        if others.iter().any(|other| self::profile(other) != profile) {
            self.intent("two output intents have different profiles");
        }
        match pdf.get(intent, "DestOutputProfile").and_then(|profile| profile.as_stream().ok()) {
            Some(stream) => self.profile(stream),
            None => self.profile_fault("the output intent has no profile"),
        }
    }

    fn intent(&mut self, message: &str) {
        self.file(
            INTENT,
            message,
            "the same shares of ink look different on another press and paper (PDF/X-4, ISO 15930-7)",
            "write one output intent with the printer's printing condition, such as `CGATS TR 006`",
        );
    }

    fn profile(&mut self, stream: &Stream) {
        let Ok(bytes) = self.pdf.unpack(stream) else { return self.profile_fault("the profile cannot be read") };
        let Some(header) = bytes.get(..HEADER).filter(|header| &header[36..40] == b"acsp") else {
            return self.profile_fault("the profile of the output intent is no ICC profile");
        };
        let sign = |at: usize| String::from_utf8_lossy(&header[at..at + 4]).trim_end().to_string();
        let (class, space) = (sign(12), sign(16));
        if class != "prtr" {
            self.profile_fault(&format!("the profile is of the class `{class}`, not one of a printer (`prtr`)"));
        }
        if space != "CMYK" || self.pdf.number(&stream.dict, "N") != Some(4.0) {
            self.profile_fault(&format!("the profile is for the colours `{space}`, not for CMYK"));
        }
        if !matches!(header[8], 2 | 4) {
            self.profile_fault(&format!("the profile is of the version {}, not 2 or 4", header[8]));
        }
        let number = |at: usize| {
            bytes.get(at..at + 4).map(|four| four.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
        };
        let length = number(0).unwrap_or(0);
        if !(HEADER..=bytes.len()).contains(&length) {
            return self.profile_fault("the profile is cut off");
        }
        // A sign, an offset and a length for each table (ICC.1:2010, 7.3).
        let tables = number(HEADER).unwrap_or(0).min(MOST_TABLES);
        let table = |index: usize| {
            let at = HEADER + 4 + index * 12;
            Some((bytes.get(at..at + 4)?, number(at + 4)?, number(at + 8)?))
        };
        let fits = |(_, start, size): (&[u8], usize, usize)| start + size <= length;
        let has = |sign: &[u8]| (0..tables).filter_map(table).any(|(name, ..)| name == sign);
        if !(0..tables).all(|index| table(index).is_some_and(fits)) || !has(b"A2B0") || !has(b"B2A0") {
            self.profile_fault("the profile lacks the tables that turn colours into inks and back");
        }
    }

    fn profile_fault(&mut self, message: &str) {
        self.file(
            PROFILE,
            message,
            "the printer's machine reckons with this profile (PDF/X-4, ISO 15930-7; GWG 2022, R0035)",
            "embed the CMYK output profile of the printing condition, of ICC version 2 or 4",
        );
    }
}

/// The number of an intent's profile.
fn profile(intent: &Dictionary) -> Option<ObjectId> {
    intent.get(b"DestOutputProfile").and_then(Object::as_reference).ok()
}
