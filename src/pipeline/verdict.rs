//! What its printer would say of a finished file, told at the lines of the sources.

use crate::artifact::Artifact;
use crate::diag::{Code, Finding, Place};
use crate::pipeline::edition::{Builder, Set};
use crate::preflight;
use crate::printer::Printer;
use crate::product::{Binding, Product};
use crate::proof;

/// Findings about pictures and lines, not about words.
const DRAWN: [Code; 4] =
    [preflight::COARSE_PICTURE, preflight::SOFT_PICTURE, preflight::THIN_LINE, preflight::FINE_LINE];

/// What a printer was asked, and its answer.
pub(super) struct Verdict {
    /// The printer, in English.
    pub(super) printer: String,
    /// What it would say.
    pub(super) findings: Vec<Finding>,
}

impl Builder<'_> {
    /// Looks at a file as the printer of its product would; `None` if the product has none.
    pub(super) fn verdict(&self, set: &Set, product: &Product, artifact: &Artifact, bytes: &[u8]) -> Option<Verdict> {
        let printer = self.printers.iter().find(|printer| Some(&printer.name) == product.printer.as_ref())?;
        // Only what is folded and stapled has pages by the sheet.
        let is_stapled = product.binding == Binding::Saddle;
        let page_multiple = if is_stapled { printer.page_multiple } else { 1 };
        let printer = Printer { page_multiple, ..printer.clone() };
        let mut findings = preflight::check(&artifact.path, bytes, &printer);
        for finding in &mut findings {
            // What somebody wrote or drew is told at its line; what the layout draws, on its page.
            if let Place::Page { page, rect, .. } = finding.place.clone()
                && let Some(place) = place(set, page, rect, DRAWN.contains(&finding.code))
            {
                finding.message = format!("{} (page {page} of `{}`)", finding.message, product.name);
                finding.place = place;
            }
        }
        Some(Verdict { printer: printer.title, findings })
    }
}

/// The line of the sources for the words or the picture in a rectangle of a page.
fn place(set: &Set, page: u32, rect: [f32; 4], is_drawn: bool) -> Option<Place> {
    let words = || proof::locate(&set.refined, set.typeset.locator(), page, rect);
    let picture = || {
        let file = proof::picture_at(&set.typeset.document, page, rect)?;
        set.shown.iter().find(|(bytes, _)| *bytes == file).map(|(_, place)| place.clone())
    };
    if is_drawn { picture().or_else(words) } else { words().or_else(picture) }
}
