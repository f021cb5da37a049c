//! The job ticket beside each file for a print shop, as a page to send and as data.

use typst::foundations::Bytes;
use typst_layout::PagedDocument;

use crate::artifact::{Artifact, Piece, TicketForm};
use crate::catalogue::ticket::{SCHEMA, Side, Ticket};
use crate::catalogue::{cannot_write, store};
use crate::compose::{self, Stacks, TicketPage};
use crate::diag::Finding;
use crate::export;
use crate::geometry::Length;
use crate::language::Direction;
use crate::manifest::model::{Edition, Toolkit};
use crate::picture;
use crate::pipeline::edition::{Builder, Set};
use crate::pipeline::files::{File, artifact};
use crate::pipeline::presses::Profile;
use crate::pipeline::verdict::Verdict;
use crate::plan::Body;
use crate::product::{Binding, Ink, Kind, PrintShop, Product};
use crate::typeset::{self, Shared};

/// Pixels of a page's width that ink is reckoned from. Twice as many change the coverage by a fifth of a percent.
const COVERAGE_WIDTH: u32 = 72;
/// Pixels of a page's width in a picture of it.
const PICTURE_WIDTH: u32 = 240;
/// Steps of 255 by which the channels of a pixel differ that is no grey: less is rounding.
const COLOUR: u8 = 6;
/// Points that colours go on around a page, as `compose` has it.
const BLEED: Length = Length::pt(9.0);

impl Builder<'_> {
    /// Writes the job ticket of a file for a print shop, as a page and as data.
    pub(super) fn tickets(
        &self,
        edition: &Edition,
        set: &Set,
        product: &Product,
        printed: &Artifact,
        verdict: &Verdict,
        findings: &mut Vec<Finding>,
    ) -> Vec<Artifact> {
        let Kind::PrintShop(shop) = &product.kind else { return Vec::new() };
        let Some(press) = self.presses.get(&product.name) else { return Vec::new() };
        // Its pictures are fine enough to be shown small.
        let document = &set.refined;
        let (toolkit, body) = (self.toolkit, &set.setting.body);
        let job = Job { toolkit, edition, product, shop, body, artifact: printed, document, press, verdict };
        let ticket = job.ticket();
        let stacks = Stacks::of(self.catalogue, &edition.profile);
        let page = job.page(&ticket, &self.shared, &stacks).and_then(|page| {
            let maker = self.maker(edition, set, &page, false);
            maker.loose(&printed.path).ok()
        });
        let forms = [(TicketForm::Page, page), (TicketForm::Data, Some(ticket.to_json().into_bytes()))];
        let mut artifacts = Vec::new();
        for (form, bytes) in forms {
            let Some(bytes) = bytes else { continue };
            let index = set.setting.products.iter().position(|it| it.name == product.name).unwrap_or_default();
            let piece = Piece { ticket: Some(form), ..printed.piece.clone() };
            let file = File { product: index, piece, pages: 1, sheets: None, bytes };
            let (artifact, bytes) = artifact(toolkit, edition, product, file, false);
            match store::write_if_changed(&self.request.paths.out, &artifact.path, &bytes) {
                Ok(_) => artifacts.push(artifact),
                Err(error) => findings.push(cannot_write(&artifact.path, &error)),
            }
        }
        artifacts
    }
}

/// A file for a print shop that has been made.
struct Job<'a> {
    toolkit: &'a Toolkit,
    edition: &'a Edition,
    product: &'a Product,
    shop: &'a PrintShop,
    body: &'a Body,
    artifact: &'a Artifact,
    document: &'a PagedDocument,
    press: &'a Profile,
    verdict: &'a Verdict,
}

impl Job<'_> {
    /// What the print shop has to know.
    fn ticket(&self) -> Ticket {
        let size = self.product.trim.size();
        let page = self.document.pages().first().map(|page| page.frame.size());
        // A cover is as wide as two pages and the spine.
        let width = page.map_or(size.width, |page| Length::pt(page.x.to_pt()));
        let spine = (*self.body == Body::Wrap).then(|| width.to_mm() - 2.0 * size.width.to_mm());
        let (coverage, colour_pages) = self.ink();
        let rtl = self.edition.profile.direction == Direction::Rtl;
        let is_stapled = self.product.binding == Binding::Saddle;
        Ticket {
            schema: SCHEMA,
            file: self.artifact.path.clone(),
            sha256: self.artifact.sha256.clone(),
            bytes: self.artifact.bytes,
            language: self.edition.profile.name.clone(),
            tag: self.edition.tag.to_string(),
            toolkit: self.toolkit.id.clone(),
            product: self.product.name.clone(),
            version: self.toolkit.version.clone(),
            binds_on_the: if rtl { Side::Right } else { Side::Left },
            binding: self.binding(),
            trim_mm: [width.to_mm(), size.height.to_mm()].map(|mm| (mm * 100.0).round() / 100.0),
            bleed_mm: (BLEED.to_mm() * 1000.0).round() / 1000.0,
            pages: self.artifact.pages,
            sheets: is_stapled.then(|| self.artifact.pages.div_ceil(4)),
            paper_mm: (self.shop.thickness.to_mm() * 1000.0).round() / 1000.0,
            spine_mm: spine.map(|mm| (mm * 100.0).round() / 100.0),
            inks: match self.product.ink {
                Ink::Colour => "cyan, magenta, yellow, black; text in black ink alone, which overprints".to_string(),
                Ink::Black => "black alone; text overprints".to_string(),
            },
            profile: self.press.condition().info.to_string(),
            coverage_percent: coverage.map(|share| (share * 1000.0).round() / 10.0),
            colour_pages,
            marks: self.shop.marks,
            printer: self.verdict.printer.clone(),
            preflight: self.verdict.findings.iter().map(told).collect(),
        }
    }

    fn binding(&self) -> String {
        let how = match (self.body, self.product.binding) {
            (Body::Wrap, _) => "the cover around the leaves: back, spine and front in one",
            (_, Binding::Saddle) => "two staples through the fold; the cover is the first and the last page",
            (_, Binding::Perfect) => "glued; the cover is a file of its own",
            (_, Binding::Coil) => "a coil through holes; the cover is the first and the last page",
            (_, Binding::ThreeHole) => "three holes for a ring binder; the cover is the first and the last page",
        };
        how.to_string()
    }

    /// How much of the paper each ink covers, over all pages, and how many pages have colour.
    fn ink(&self) -> ([f64; 4], u32) {
        let mut sums = [0.0; 4];
        let mut colour_pages = 0;
        let pages = self.document.pages();
        for page in pages {
            let mut rgb = export::pixels(page, COVERAGE_WIDTH).rgb;
            if self.product.ink == Ink::Black {
                picture::turn_grey(&mut rgb);
            }
            let is_colour = |pixel: &[u8]| {
                let (least, most) = (pixel.iter().min(), pixel.iter().max());
                least.zip(most).is_some_and(|(least, most)| most - least > COLOUR)
            };
            colour_pages += u32::from(rgb.chunks_exact(3).any(is_colour));
            let inks = self.press.press.pixels(&rgb).unwrap_or_default();
            let pixels = (inks.len() / 4).max(1) as f64;
            for pixel in inks.chunks_exact(4) {
                for (sum, ink) in sums.iter_mut().zip(pixel) {
                    *sum += f64::from(*ink) / 255.0 / pixels;
                }
            }
        }
        (sums.map(|sum| sum / pages.len().max(1) as f64), colour_pages)
    }

    /// The page of the ticket; `None` if it cannot be set.
    fn page(&self, ticket: &Ticket, shared: &Shared, stacks: &Stacks) -> Option<PagedDocument> {
        let pages = self.document.pages();
        let last = pages.last().filter(|_| pages.len() > 1);
        let shown = pages.first().into_iter().chain(last);
        let pictures: Vec<(String, Bytes)> = shown
            .enumerate()
            .filter_map(|(index, page)| {
                let pixels = export::pixels(page, PICTURE_WIDTH);
                let bytes = picture::png_of_pixels(pixels.width, pixels.height, pixels.rgb)?;
                Some((format!("page-{}.png", index + 1), Bytes::new(bytes)))
            })
            .collect();
        let paths: Vec<String> = pictures.iter().map(|(path, _)| path.clone()).collect();
        let page = TicketPage {
            title: &format!("Print job: {}", ticket.language),
            binds_left: ticket.binds_on_the == Side::Left,
            shout: &format!("BINDS ON THE {}", ticket.binds_on_the.shout()),
            rows: &ticket.rows(),
            verdict: &ticket.verdict(),
            found: &ticket.preflight,
            pictures: &paths,
        };
        let latin = &self.edition.profile.fonts.latin;
        typeset::loose_pages(shared, compose::ticket(stacks, latin, &page), pictures)
    }
}

/// A finding in one line.
fn told(finding: &Finding) -> String {
    let place = finding.place.to_string();
    let place = if place.is_empty() { place } else { format!(" ({place})") };
    format!("{}[{}]: {}{place}", finding.severity(), finding.code.name, finding.message)
}
