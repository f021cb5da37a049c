//! The rules for graphics states and groups: what belongs to the press, and in which colours things are mixed.

use lopdf::{Dictionary, Object};

use crate::preflight::check::Check;
use crate::preflight::codes::{DEVICE_STATE, GROUP};
use crate::preflight::file::as_dictionary;
use crate::preflight::space::Space;
use crate::preflight::walk::Walk;

/// How colours may be mixed (ISO 32000-1, 11.3.5).
const BLENDS: [&[u8]; 17] = [
    b"Normal",
    b"Compatible",
    b"Multiply",
    b"Screen",
    b"Overlay",
    b"Darken",
    b"Lighten",
    b"ColorDodge",
    b"ColorBurn",
    b"HardLight",
    b"SoftLight",
    b"Difference",
    b"Exclusion",
    b"Hue",
    b"Saturation",
    b"Color",
    b"Luminosity",
];
/// What a colour may be turned into ink for (ISO 32000-1, 8.6.5.8).
const INTENTS: [&[u8]; 4] = [b"AbsoluteColorimetric", b"RelativeColorimetric", b"Saturation", b"Perceptual"];

impl Walk<'_, '_> {
    /// What a graphics state says about the press, and about mixing colours.
    pub(super) fn device_state(&mut self, entries: &Dictionary) {
        let pdf = self.check.pdf;
        let blends: Vec<&[u8]> = match pdf.get(entries, "BM") {
            Some(Object::Name(name)) => vec![name.as_slice()],
            Some(Object::Array(names)) => names.iter().filter_map(|name| pdf.resolve(name).as_name().ok()).collect(),
            _ => Vec::new(),
        };
        self.seen.transparent |= blends.iter().any(|blend| !matches!(*blend, b"Normal" | b"Compatible"));
        if !self.check.is_press() {
            return;
        }
        if blends.iter().any(|blend| !BLENDS.contains(blend)) {
            self.device("colours are mixed in a way that the standard does not know");
        }
        if entries.has(b"TR") || pdf.get(entries, "TR2").is_some_and(|it| it.as_name().ok() != Some(b"Default")) {
            self.device("a curve changes the inks after the colours were chosen (transfer function)");
        }
        if entries.has(b"HTP") || pdf.get(entries, "HT").is_some_and(|halftone| self.is_own_halftone(halftone)) {
            self.device("a screen of dots of its own is asked for (halftone)");
        }
        self.rendering_intent(pdf.name(entries, "RI"));
    }

    fn is_own_halftone(&self, halftone: &Object) -> bool {
        let pdf = self.check.pdf;
        let Some(entries) = as_dictionary(halftone) else { return halftone.as_name().ok() != Some(b"Default") };
        let is_own = |entries: &Dictionary, kinds: &[f64]| {
            let kind = pdf.number(entries, "HalftoneType");
            let is_known = kind.is_some_and(|kind| kinds.contains(&kind));
            entries.has(b"HalftoneName") || entries.has(b"TransferFunction") || !is_known
        };
        // A halftone of type 5 has one for each ink.
        let parts = || entries.iter().filter_map(|(_, part)| as_dictionary(pdf.resolve(part)));
        is_own(entries, &[1.0, 5.0]) || parts().any(|part| is_own(part, &[1.0]))
    }

    pub(super) fn rendering_intent(&mut self, intent: Option<&[u8]>) {
        if self.check.is_press() && intent.is_some_and(|intent| !INTENTS.contains(&intent)) {
            self.device(
                "colours are to be turned into inks in a way that the standard does not know (rendering intent)",
            );
        }
    }

    fn device(&mut self, what: &str) {
        self.check.page(
            self.sheet.number,
            DEVICE_STATE,
            what,
            "PDF/X-4 (ISO 15930-7) leaves this to the press",
            "make the file anew without it",
        );
    }

    /// The colours in which a group is mixed.
    pub(super) fn group(&mut self, form: &Dictionary, is_mask: bool) {
        let Some(group) = self.check.pdf.dictionary(form, "Group") else { return };
        if self.check.pdf.name(group, "S") == Some(b"Transparency") {
            self.check.group_space(self.sheet.number, group, is_mask);
        }
    }
}

impl Check<'_> {
    /// The space of a group; a page's group is also the one of the page.
    pub(super) fn group_space(&mut self, page: u32, group: &Dictionary, is_mask: bool) {
        if !self.is_press() {
            return;
        }
        let Ok(object) = group.get(b"CS") else { return };
        let space = Space::read(self.pdf, object, None);
        if space == Space::Cmyk || is_mask && space == Space::Grey {
            return;
        }
        let colours = match space {
            Space::Grey => "grey".to_string(),
            space => space.foreign().unwrap_or_else(|| "a space that is not there".to_string()),
        };
        self.mixed(page, format!("transparent things are mixed in {colours}, not in CMYK"));
    }

    /// A transparent page says in which colours it is mixed.
    pub(super) fn page_group(&mut self, page: u32, dictionary: &Dictionary, is_transparent: bool) {
        let group = self.pdf.dictionary(dictionary, "Group");
        if let Some(group) = group {
            self.group_space(page, group, false);
        }
        let names_space = group.is_some_and(|group| group.has(b"CS"));
        if self.is_press() && is_transparent && !names_space {
            self.mixed(page, "the page has transparent things and does not say in which colours they are mixed".into());
        }
    }

    fn mixed(&mut self, page: u32, message: String) {
        self.page(
            page,
            GROUP,
            message,
            "mixed in other colours than the inks, black turns into four inks and colours change (GWG 2022, R0030)",
            "mix transparent things in DeviceCMYK, and say so for the page",
        );
    }
}
