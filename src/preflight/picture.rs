//! The rules for pictures: how fine they are, in which colours, how much ink (ISO 32000-1, 8.9).

use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::diag::Finding;
use crate::printer::Inks;

use crate::preflight::check::{Check, Sheet};
use crate::preflight::codes::{COARSE_PICTURE, COLOUR, CONTENT, PICTURE_FORM, SOFT_PICTURE, TOO_LARGE};
use crate::preflight::file::{Fault, MOST_PICTURE, Pdf};
use crate::preflight::marks::{Mark, short};
use crate::preflight::matrix::Matrix;
use crate::preflight::space::Space;

/// The square over which ink is averaged, in points: 15 mm (GWG 2022, R0026).
const SQUARE: f64 = 15.0 * 72.0 / 25.4;
/// Pictures of at most so many pixels on both sides are ornaments, not photographs.
const ORNAMENT: f64 = 16.0;

/// How a JPEG 2000 begins, in its box and without (ISO/IEC 15444-1, I.5.1 and A.4.1).
const JPX: [&[u8]; 2] = [b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"];

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
    /// How its bytes are packed, innermost.
    fn last_filter<'b>(&'b self, pdf: &'b Pdf) -> Option<&'b [u8]> {
        pdf.filters(&self.stream?.0.dict).last().copied()
    }

    fn is_line_art(&self) -> bool {
        self.is_stencil || self.bits <= 1.0
    }
}

impl Check<'_> {
    /// Checks a picture that is shown in the unit square of a matrix.
    pub fn picture(&mut self, mark: &Mark<'_>, picture: &Picture<'_>, shown: Matrix) {
        let page = mark.sheet.number;
        self.resolution(mark, picture, shown);
        let percent = self.picture_ink(page, picture, shown);
        if picture.is_stencil {
            self.common(mark, mark.colour.inks());
            return self.bleed(mark);
        }
        match &picture.space {
            Some(space) => self.picture_space(mark.sheet, space),
            // Such a picture may name its colours itself.
            None if picture.last_filter(self.pdf) == Some(b"JPXDecode") => {}
            None if self.is_press() => self.foreign(page, "a picture", "colours that the file does not name"),
            None => {}
        }
        if self.printer.inks == Inks::Black && picture.space.as_ref().is_none_or(|space| space.has_hue()) {
            self.coloured(page);
        }
        if let Some(percent) = percent {
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

    /// The most ink in a square of the picture, in percent; nothing if it cannot be told. Its bytes are looked at on the
    /// way.
    fn picture_ink(&mut self, page: u32, picture: &Picture<'_>, shown: Matrix) -> Option<f64> {
        let (stream, id) = picture.stream?;
        if self.printer.ink_limit.is_none() && !self.is_press() {
            return None;
        }
        let pixels =
            |side: f64, points: f64| (side / points.max(0.001) * SQUARE).round().clamp(1.0, 100_000.0) as usize;
        let square = [pixels(picture.width, shown.across()), pixels(picture.height, shown.upwards())];
        let key = id.map(|id| (id, (square[0] as u64) << 32 | square[1] as u64));
        if let Some(known) = key.and_then(|key| self.picture_inks.get(&key)) {
            return *known;
        }
        let percent = match self.pdf.filters(&stream.dict).as_slice() {
            [b"DCTDecode"] => {
                self.photograph(page, picture, stream);
                None
            }
            [b"JPXDecode"] => {
                if !JPX.iter().any(|begin| stream.content.starts_with(begin)) {
                    self.unread(page, "a picture", Fault::Damaged);
                }
                None
            }
            [.., b"DCTDecode" | b"JPXDecode" | b"CCITTFaxDecode" | b"JBIG2Decode"] => None,
            _ => self.unpacked_ink(page, picture, stream, square),
        };
        if let Some(key) = key {
            self.picture_inks.insert(key, percent);
        }
        percent
    }

    /// A JPEG has to be what the file says of it.
    fn photograph(&mut self, page: u32, picture: &Picture<'_>, stream: &Stream) {
        let told = [picture.width, picture.height, picture.space.as_ref().map_or(0.0, |space| space.width() as f64)];
        let is_same = jpeg_size(&stream.content)
            .is_some_and(|found| found[..2] == told[..2] && (told[2] == 0.0 || found[2] == told[2]));
        if !is_same {
            self.page(
                page,
                CONTENT,
                "a picture (JPEG) is damaged, or not of the size and colours that the file says",
                "machines show such a picture in different ways, or not at all",
                "make the file anew from its source",
            );
        }
    }

    fn unpacked_ink(&mut self, page: u32, picture: &Picture<'_>, stream: &Stream, square: [usize; 2]) -> Option<f64> {
        let size = [picture.width as usize, picture.height as usize];
        let bits = if picture.is_stencil { 1 } else { picture.bits as usize };
        let channels = match &picture.space {
            Some(space) if !picture.is_stencil => space.width(),
            None if !picture.is_stencil => return None,
            _ => 1,
        };
        let row = size[0].saturating_mul(channels).saturating_mul(bits).div_ceil(8);
        // One byte a row for the predictor.
        let wanted = row.saturating_add(1).saturating_mul(size[1]);
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
        // Some writers leave a little behind the last row.
        let bytes = match self.pdf.unpack_picture(stream, wanted.saturating_mul(2).saturating_add(1024)) {
            Ok(bytes) => bytes,
            Err(fault) => {
                self.unread(page, "a picture", fault);
                return None;
            }
        };
        if bytes.len() < row.saturating_mul(size[1]) {
            self.unread(page, "a picture", Fault::Damaged);
            return None;
        }
        let inverted = self.pdf.array(&stream.dict, "Decode").map(|decode| self.pdf.numbers(decode));
        let inverted = inverted.is_some_and(|decode| decode.first().is_some_and(|first| *first > 0.5));
        let amounts = Amounts::of(picture.space.as_deref()?, bits, inverted)?;
        Some(most_ink(&bytes, size, row, square, &amounts))
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

/// The width, the height and the channels of a JPEG, from its frame header (ITU-T T.81, B.2.2); nothing if it has none.
fn jpeg_size(bytes: &[u8]) -> Option<[f64; 3]> {
    let number = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    if number(0)? != 0xffd8 {
        return None;
    }
    let mut at = 2;
    loop {
        let [0xff, marker] = [*bytes.get(at)?, *bytes.get(at + 1)?] else { return None };
        match marker {
            0xff => at += 1,
            // Frame headers; the three left out are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let channels = *bytes.get(at + 9)?;
                return Some([number(at + 7)?.into(), number(at + 5)?.into(), channels.into()]);
            }
            _ => at += 2 + usize::from(number(at + 2)?),
        }
    }
}

/// How much ink the pixels of a picture have.
struct Amounts {
    bits: usize,
    inverted: bool,
    kind: AmountKind,
}

enum AmountKind {
    /// The channels are shares of ink, each counted so many times.
    Sum(Vec<u32>),
    /// The pixels are numbers of colours, each with its ink in 255ths.
    Table(Vec<u32>),
}

impl Amounts {
    /// Nothing for colours of which nobody knows the ink, and for greys, which never have too much.
    fn of(space: &Space, bits: usize, inverted: bool) -> Option<Self> {
        if !matches!(bits, 1 | 2 | 4 | 8 | 16) {
            return None;
        }
        let kind = match space {
            Space::Cmyk => AmountKind::Sum(vec![1; 4]),
            Space::Inks(names, _) => {
                let times = |name: &Vec<u8>| match name.as_slice() {
                    b"None" => 0,
                    b"All" => 4,
                    _ => 1,
                };
                AmountKind::Sum(names.iter().map(times).collect())
            }
            Space::Indexed(..) => {
                let ink = |index: u32| space.inks(&[f64::from(index)]).map_or(0.0, |inks| inks.percent());
                AmountKind::Table((0..256).map(|index| (ink(index) * 2.55).round() as u32).collect())
            }
            _ => return None,
        };
        Some(Amounts { bits, inverted, kind })
    }

    /// The ink of each pixel of a row, in 255ths of an ink.
    fn row(&self, row: &[u8], pixels: &mut [u32]) {
        // Numbers of colours as they are, shares in 255ths.
        let sample = |index: usize| -> u32 {
            let scaled = |value: u8, most: u8| match self.kind {
                AmountKind::Sum(_) => u32::from(value) * 255 / u32::from(most),
                AmountKind::Table(_) => u32::from(value),
            };
            match self.bits {
                8 => u32::from(row[index]),
                16 => u32::from(row[index * 2]),
                bits => {
                    let bit = index * bits;
                    let most = (1u8 << bits) - 1;
                    scaled(row[bit / 8] >> (8 - bits - bit % 8) & most, most)
                }
            }
        };
        match &self.kind {
            AmountKind::Table(inks) => {
                for (index, pixel) in pixels.iter_mut().enumerate() {
                    *pixel = inks.get(sample(index) as usize).copied().unwrap_or(0);
                }
            }
            AmountKind::Sum(times) => {
                let channels = times.len();
                for (index, pixel) in pixels.iter_mut().enumerate() {
                    let shares = times.iter().enumerate().map(|(channel, times)| {
                        let share = sample(index * channels + channel);
                        times * if self.inverted { 255 - share } else { share }
                    });
                    *pixel = shares.sum();
                }
            }
        }
    }
}

/// The most ink, in percent, that any square has on average; a picture smaller than a square is averaged over the whole
/// square.
fn most_ink(bytes: &[u8], [width, height]: [usize; 2], row: usize, square: [usize; 2], amounts: &Amounts) -> f64 {
    let columns = (width / square[0]).max(1);
    let mut most = 0u64;
    let mut pixels = vec![0u32; width];
    let rows: Vec<&[u8]> = bytes.chunks_exact(row.max(1)).take(height).collect();
    for band in rows.chunks(square[1]) {
        // What is left over at the edges belongs to the last whole square.
        if band.len() < square[1] && height >= square[1] {
            break;
        }
        let mut sums = vec![0u64; columns];
        for row in band {
            amounts.row(row, &mut pixels);
            for (column, sum) in sums.iter_mut().enumerate() {
                let start = column * square[0];
                let end = (start + square[0]).min(width);
                *sum += pixels[start..end].iter().map(|pixel| u64::from(*pixel)).sum::<u64>();
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

    fn ink(bytes: &[u8], size: [usize; 2], square: [usize; 2], space: &Space, bits: usize, inverted: bool) -> f64 {
        let row = (size[0] * space.width() * bits).div_ceil(8);
        most_ink(bytes, size, row, square, &Amounts::of(space, bits, inverted).expect("inks"))
    }

    #[test]
    fn ink_is_averaged_over_squares() {
        let full = [255u8; 4];
        let none = [0u8; 4];
        // The left half is full of ink.
        let row = [full, full, none, none].concat();
        let bytes = row.repeat(4);
        let cmyk = |size, square, inverted| ink(&bytes, size, square, &Space::Cmyk, 8, inverted);
        assert_eq!(cmyk([4, 4], [2, 2], false), 400.0);
        assert_eq!(cmyk([4, 4], [4, 4], false), 200.0);
        // Smaller than a square: the rest of the square is paper.
        assert_eq!(cmyk([4, 4], [8, 8], false), 50.0);
        assert_eq!(cmyk([4, 4], [2, 2], true), 400.0);
        assert_eq!(ink(&[], [0, 0], [2, 2], &Space::Cmyk, 8, false), 0.0);
    }

    #[test]
    fn ink_is_counted_in_every_kind_of_pixels() {
        let two = Space::Inks(vec![b"Black".into(), b"None".into()], Rc::new(Space::Cmyk));
        assert_eq!(ink(&[255, 255, 0, 255], [2, 1], [1, 1], &two, 8, false), 100.0);
        let all = Space::Inks(vec![b"All".into()], Rc::new(Space::Cmyk));
        assert_eq!(ink(&[0b0100_0000], [2, 1], [1, 1], &all, 1, false), 400.0);
        assert_eq!(ink(&[0xff, 0xff, 0, 0, 0x80, 0, 0, 0], [1, 1], [1, 1], &Space::Cmyk, 16, false).round(), 150.0);
        let table = Space::Indexed(Rc::new(Space::Cmyk), [0, 0, 0, 0, 255, 255, 255, 255].into());
        assert_eq!(ink(&[0b0001_0000], [2, 1], [1, 1], &table, 4, false), 400.0);
        assert_eq!(ink(&[0b0000_0000], [2, 1], [1, 1], &table, 4, false), 0.0);
    }

    #[test]
    fn the_size_of_a_jpeg_is_in_its_frame() {
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x05\0\x07\x04";
        assert_eq!(jpeg_size(jpeg), Some([7.0, 5.0, 4.0]));
        assert_eq!(jpeg_size(&jpeg[..12]), None);
        assert_eq!(jpeg_size(b"hello"), None);
    }
}
