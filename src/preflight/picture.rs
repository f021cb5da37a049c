//! The rules for pictures: how fine they are, in which colours, how much ink (ISO 32000-1, 8.9).

use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::diag::Finding;
use crate::printer::Inks;

use crate::preflight::check::{Check, Sheet};
use crate::preflight::codes::{COARSE_PICTURE, COLOUR, PICTURE_FORM, SOFT_PICTURE, TOO_LARGE};
use crate::preflight::file::{Fault, MOST_PICTURE};
use crate::preflight::marks::{Mark, short};
use crate::preflight::matrix::Matrix;
use crate::preflight::space::Space;

/// The square over which ink is averaged, in points: 15 mm (GWG 2022, R0026).
const SQUARE: f64 = 15.0 * 72.0 / 25.4;
/// Pictures of at most so many pixels on both sides are ornaments, not photographs.
const ORNAMENT: f64 = 16.0;

/// What is known of a picture before it is unpacked.
pub struct Picture<'a> {
    pub width: f64,
    pub height: f64,
    pub bits: f64,
    /// A stencil that the current colour is painted through.
    pub is_stencil: bool,
    /// The space of its colours; nothing if it names none.
    pub space: Option<Rc<Space>>,
    /// The stream to unpack, and its number.
    pub stream: Option<(&'a Stream, Option<ObjectId>)>,
}

impl Picture<'_> {
    fn is_line_art(&self) -> bool {
        self.is_stencil || self.bits <= 1.0
    }
}

impl Check<'_> {
    /// Checks a picture that is shown in the unit square of a matrix.
    pub fn picture(&mut self, mark: &Mark<'_>, picture: &Picture<'_>, shown: Matrix) {
        let page = mark.sheet.number;
        self.resolution(mark, picture, shown);
        if picture.is_stencil {
            return;
        }
        match &picture.space {
            Some(space) => self.picture_space(mark.sheet, space),
            None if self.is_press() => self.foreign(page, "a picture", "colours that the file does not name"),
            None => {}
        }
        if self.printer.inks == Inks::Black && picture.space.as_ref().is_none_or(|space| space.has_hue()) {
            self.coloured(page);
        }
        if self.printer.ink_limit.is_some()
            && picture.space.as_deref() == Some(&Space::Cmyk)
            && let Some(percent) = self.picture_ink(page, picture, shown)
        {
            self.ink_limit(mark, percent);
        }
        self.bleed(mark);
    }

    fn picture_space(&mut self, sheet: &Sheet, space: &Space) {
        if !self.is_press() || self.printer.rgb_pictures && space.is_profiled_rgb() {
            return;
        }
        if let Some(foreign) = space.foreign() {
            self.foreign(sheet.number, "a picture", &foreign);
        }
    }

    /// Reports a colour that is not given in the inks of the press.
    pub fn foreign(&mut self, page: u32, what: &str, colours: &str) {
        self.page(
            page,
            COLOUR,
            format!("{what} has {colours} in place of the inks of the press"),
            "the printer's machine turns it into inks as it likes, and black may become four inks (GWG 2022, R0027)",
            "turn all colours into CMYK with the profile of the printing condition",
        );
    }

    fn resolution(&mut self, mark: &Mark<'_>, picture: &Picture<'_>, shown: Matrix) {
        let is_ornament = picture.width <= ORNAMENT && picture.height <= ORNAMENT;
        let inches = [shown.across() / 72.0, shown.upwards() / 72.0];
        if is_ornament || inches[0] <= 0.0 || inches[1] <= 0.0 {
            return;
        }
        let ppi = (picture.width / inches[0]).min(picture.height / inches[1]);
        let (limits, what, rule) = if picture.is_line_art() {
            (self.printer.line_art, "a picture in black and white", "R0032")
        } else {
            (self.printer.pictures, "a picture", "R0031")
        };
        let (code, limit, effect) = match ppi.round() {
            ppi if ppi < limits.refused_below => (COARSE_PICTURE, limits.refused_below, "its pixels can be seen"),
            ppi if ppi < limits.soft_below => (SOFT_PICTURE, limits.soft_below, "it looks soft"),
            _ => return,
        };
        let finding = Finding::new(code, format!("{what} has {ppi:.0} pixels on an inch, fewer than {}", short(limit)))
            .why(format!("{effect} (GWG 2022, {rule})"))
            .hint("take a picture of more pixels, or show it smaller");
        self.report.at(mark.sheet.number, mark.sheet.place(mark.rect), finding);
    }

    /// The most ink in a square of the picture, in percent; nothing if it cannot be told.
    fn picture_ink(&mut self, page: u32, picture: &Picture<'_>, shown: Matrix) -> Option<f64> {
        let (stream, id) = picture.stream?;
        let is_deflated = stream.filters().map_or(true, |filters| filters.iter().all(|name| *name == b"FlateDecode"));
        if picture.bits != 8.0 || !is_deflated {
            return None;
        }
        let pixels =
            |side: f64, points: f64| (side / points.max(0.001) * SQUARE).round().clamp(1.0, 100_000.0) as usize;
        let square = [pixels(picture.width, shown.across()), pixels(picture.height, shown.upwards())];
        let key = id.map(|id| (id, (square[0] as u64) << 32 | square[1] as u64));
        if let Some(known) = key.and_then(|key| self.picture_inks.get(&key)) {
            return *known;
        }
        let size = [picture.width as usize, picture.height as usize];
        let percent = self.unpacked_ink(page, stream, size, square);
        if let Some(key) = key {
            self.picture_inks.insert(key, percent);
        }
        percent
    }

    fn unpacked_ink(&mut self, page: u32, stream: &Stream, size: [usize; 2], square: [usize; 2]) -> Option<f64> {
        // One byte a row for the predictor.
        let wanted = size[0].saturating_mul(4).saturating_add(1).saturating_mul(size[1]);
        if wanted > MOST_PICTURE {
            self.page(
                page,
                TOO_LARGE,
                format!("a picture claims to have {} × {} pixels, so its ink was not looked at", size[0], size[1]),
                "no printed page has a use for so many pixels",
                "bring the picture down to 300 pixels on an inch",
            );
            return None;
        }
        let bytes = match self.pdf.unpack_picture(stream, wanted.saturating_add(1024)) {
            Ok(bytes) => bytes,
            Err(fault) => {
                self.unread(page, "a picture", fault);
                return None;
            }
        };
        if bytes.len() < size[0].saturating_mul(4).saturating_mul(size[1]) {
            self.unread(page, "a picture", Fault::Damaged);
            return None;
        }
        let inverted = self.pdf.array(&stream.dict, "Decode").map(|decode| self.pdf.numbers(decode));
        let inverted = inverted.is_some_and(|decode| decode.first().is_some_and(|first| *first > 0.5));
        Some(most_ink(&bytes, size, square, inverted))
    }

    /// Reports pictures that are programs, or that stand for others.
    pub fn picture_form(&mut self, page: u32, dictionary: &Dictionary) {
        let pdf = self.pdf;
        let alternates = pdf.array(dictionary, "Alternates").unwrap_or_default();
        let for_print = alternates.iter().any(|alternate| {
            let alternate = pdf.resolve(alternate).as_dict().ok();
            let default = alternate.and_then(|it| pdf.get(it, "DefaultForPrinting"));
            default.is_some_and(|default| default.as_bool().unwrap_or(false))
        });
        let is_program = [pdf.name(dictionary, "Subtype"), pdf.name(dictionary, "Subtype2")].contains(&Some(b"PS"));
        let what = match (is_program, for_print, dictionary.has(b"OPI")) {
            (true, _, _) => "a picture is a PostScript program",
            (_, true, _) => "another picture takes this one's place in print",
            (_, _, true) => "a picture stands for one that the printer is to put in its place (OPI)",
            _ => return,
        };
        self.page(
            page,
            PICTURE_FORM,
            what,
            "PDF/X-4 (ISO 15930-7) wants every picture in the file, as it is to be printed",
            "put the picture itself into the file",
        );
    }
}

/// The most ink, in percent, that any square has on average; a picture smaller than a square is averaged over the whole
/// square.
fn most_ink(bytes: &[u8], [width, height]: [usize; 2], square: [usize; 2], inverted: bool) -> f64 {
    let columns = (width / square[0]).max(1);
    let mut most = 0u64;
    for band in bytes.chunks_exact((width * 4).max(1)).take(height).collect::<Vec<_>>().chunks(square[1]) {
        // What is left over at the edges belongs to the last whole square.
        if band.len() < square[1] && height >= square[1] {
            break;
        }
        let mut sums = vec![0u64; columns];
        for row in band {
            for (column, sum) in sums.iter_mut().enumerate() {
                let start = column * square[0] * 4;
                let end = (start + square[0] * 4).min(row.len());
                *sum += row[start..end]
                    .iter()
                    .map(|byte| u64::from(if inverted { 255 - byte } else { *byte }))
                    .sum::<u64>();
            }
        }
        most = most.max(sums.into_iter().max().unwrap_or(0));
    }
    most as f64 / 255.0 * 100.0 / (square[0] * square[1]) as f64
}

/// The number of an entry of an inline picture or a picture, under its long or its short key.
pub fn side(object: Option<&Object>) -> f64 {
    object.and_then(|object| object.as_float().ok()).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_averaged_over_squares() {
        let full = [255u8; 4];
        let none = [0u8; 4];
        // The left half is full of ink.
        let row = [full, full, none, none].concat();
        let bytes = row.repeat(4);
        assert_eq!(most_ink(&bytes, [4, 4], [2, 2], false), 400.0);
        assert_eq!(most_ink(&bytes, [4, 4], [4, 4], false), 200.0);
        // Smaller than a square: the rest of the square is paper.
        assert_eq!(most_ink(&bytes, [4, 4], [8, 8], false), 50.0);
        assert_eq!(most_ink(&bytes, [4, 4], [2, 2], true), 400.0);
        assert_eq!(most_ink(&[], [0, 0], [2, 2], false), 0.0);
    }
}
