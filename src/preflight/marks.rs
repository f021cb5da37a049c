//! The rules for what is painted: words, lines, shapes.

use crate::diag::{Code, Finding};
use crate::printer::Inks as PrinterInks;

use crate::preflight::check::{Check, Sheet};
use crate::preflight::codes::{
    BLEED_SHORT, COLOUR_PAGE, FINE_LINE, FINE_TYPE, GREY, INK_LIMIT, KNOCK_OUT, REGISTRATION, RICH_BLACK, SAFE,
    SMALL_TYPE, THIN_LINE, WHITE_OVERPRINT,
};
use crate::preflight::matrix::Rect;
use crate::preflight::space::Inks;
use crate::preflight::state::Colour;

/// Type below this size is small for the rules of black (GWG 2022, R0009 and R0011), in points.
const SMALL: f64 = 12.0;
/// Lines below this are thin for the rules of black (GWG 2022, R0010 and R0012), in points.
const THIN: f64 = 2.0;
/// Black with more of all inks together is rich, in percent (GWG 2022, R0015).
const RICH: f64 = 280.0;
/// A share of black from which a colour is meant as black (GWG 2022, R0015).
const MEANT_BLACK: f64 = 0.85;
/// Sizes are rounded in files; so much smaller is still the size, in points.
const ROUNDED: f64 = 0.01;
/// So near to an edge counts as at the edge, in points.
const NEAR: f64 = 0.5;
/// A shape longer than this and thinner than a line is a line, in points.
const LINE_LENGTH: f64 = 2.0;

/// So many times as long as thick, a shape is a line.
const LINE_SHAPE: f64 = 8.0;

/// Grounds of colour that are remembered of one page.
const MOST_GROUNDS: usize = 256;

/// Something painted, and how.
pub struct Mark<'a> {
    pub sheet: &'a Sheet,
    /// Where it can be seen.
    pub rect: Rect,
    pub colour: &'a Colour,
    pub overprints: bool,
    /// Overprint mode 1.
    pub keeps_below: bool,
    /// Whether it stands where it seems to: what is in a tile stands in many places.
    pub is_placed: bool,
    /// Whether it fills its rectangle.
    pub is_box: bool,
}

impl Check<'_> {
    /// Reports something about a mark.
    fn mark(&mut self, mark: &Mark<'_>, code: Code, message: String, why: &str, hint: &str) {
        let finding = Finding::new(code, message).why(why).hint(hint);
        self.report.at(mark.sheet.number, mark.sheet.place(mark.rect), finding);
    }

    /// Words of a size in points, if it can be told.
    pub fn words(&mut self, mark: &Mark<'_>, size: Option<f64>) {
        let inks = mark.colour.inks();
        if let Some(size) = size {
            self.size_of_words(mark, size, inks);
            self.black(mark, inks, size < SMALL, &format!("type of {} pt", short(size)));
        }
        if self.is_press()
            && let Some(inks) = inks.filter(|inks| inks.process[3] >= MEANT_BLACK && inks.percent() > RICH)
        {
            self.mark(
                mark,
                RICH_BLACK,
                format!("black words are printed in several inks, {:.0} % in all", inks.percent()),
                "inks never lie exactly on one another, so the letters get coloured edges (GWG 2022, R0015)",
                "set words in black ink alone",
            );
        }
        self.common(mark, inks);
        if mark.is_placed && !mark.sheet.safe.holds(mark.rect, NEAR) {
            let [least, most] = [self.printer.safe, self.printer.safe_at_spine].map(|edge| short(edge.to_mm()));
            let wanted =
                if least == most { format!("{least} mm") } else { format!("{least} mm ({most} mm at the spine)") };
            self.mark(
                mark,
                SAFE,
                format!("words stand nearer to the edge of the page than {wanted}"),
                "sheets are cut, or grasped by the printer, with a tolerance: words at the edge may be cut off",
                "move the words inwards, or widen the margin",
            );
        }
    }

    fn size_of_words(&mut self, mark: &Mark<'_>, size: f64, inks: Option<Inks>) {
        let least = self.printer.type_size;
        if size + ROUNDED < least.one_ink.to_pt() {
            self.mark(
                mark,
                SMALL_TYPE,
                format!("type of {} pt is smaller than {} pt", short(size), short(least.one_ink.to_pt())),
                "its fine strokes break in print, and few people can read it",
                "make the type larger",
            );
        } else if size + ROUNDED < least.several_inks.to_pt()
            && let Some(inks) = inks.filter(|inks| inks.is_white() || inks.count() > 1)
        {
            let what = if inks.is_white() { "white type" } else { "type of several inks" };
            self.mark(
                mark,
                FINE_TYPE,
                format!("{what} of {} pt is smaller than {} pt", short(size), short(least.several_inks.to_pt())),
                "inks never lie exactly on one another, and ink runs into white letters (GWG 2022, R0016 and R0017)",
                "make the type larger, or print it in one ink",
            );
        }
    }

    /// A line of a thickness in points.
    pub fn line(&mut self, mark: &Mark<'_>, width: f64) {
        let inks = mark.colour.inks();
        self.width_of_line(mark, width, inks);
        self.black(mark, inks, width < THIN, &format!("a line of {} pt", short(width)));
        self.common(mark, inks);
    }

    fn width_of_line(&mut self, mark: &Mark<'_>, width: f64, inks: Option<Inks>) {
        let least = self.printer.line;
        if width + ROUNDED < least.one_ink.to_pt() {
            self.mark(
                mark,
                THIN_LINE,
                format!("a line of {} pt is thinner than {} pt", short(width), short(least.one_ink.to_pt())),
                "a press cannot hold it everywhere: it comes out broken, or not at all",
                "make the line thicker",
            );
        } else if width + ROUNDED < least.several_inks.to_pt()
            && let Some(inks) = inks.filter(|inks| inks.is_white() || inks.count() > 1)
        {
            let what = if inks.is_white() { "a white line" } else { "a line of several inks" };
            self.mark(
                mark,
                FINE_LINE,
                format!("{what} of {} pt is thinner than {} pt", short(width), short(least.several_inks.to_pt())),
                "inks never lie exactly on one another, and ink runs into white lines (GWG 2022, R0018 and R0019)",
                "make the line thicker, or print it in one ink",
            );
        }
    }

    /// A filled shape that may be a line: its thickness and its length in points. One without any thickness is printed
    /// as one dot of the machine (ISO 32000-1, 8.5.3.3).
    pub fn thin_shape(&mut self, mark: &Mark<'_>, [thin, long]: [f64; 2]) {
        if long > LINE_LENGTH && thin < THIN && long > LINE_SHAPE * thin {
            self.width_of_line(mark, thin, mark.colour.inks());
        }
    }

    /// A filled shape.
    pub fn shape(&mut self, mark: &Mark<'_>) {
        self.common(mark, mark.colour.inks());
        if mark.colour.is_grey() && mark.overprints {
            self.grey(mark, "a shape".into(), "overprints");
        }
    }

    /// What holds for everything that has a colour.
    pub fn common(&mut self, mark: &Mark<'_>, inks: Option<Inks>) {
        if self.printer.inks == PrinterInks::Black && mark.colour.space.is_hue(&mark.colour.values) {
            self.coloured(mark.sheet.number);
        }
        let Some(inks) = inks else { return };
        if self.is_press() && inks.is_white() && mark.overprints {
            self.mark(
                mark,
                WHITE_OVERPRINT,
                "something white overprints".into(),
                "white is no ink: what overprints in white is not there (GWG 2022, R0007 and R0008)",
                "let white things knock out what lies below",
            );
        }
        if inks.all && self.is_press() {
            self.mark(
                mark,
                REGISTRATION,
                "a colour of all inks (registration) stands inside the page".into(),
                "it is meant for register marks outside the page; inside, it is too much ink (GWG 2022, R0024)",
                "use black ink alone",
            );
        } else {
            self.ink_limit(mark, inks.percent());
        }
    }

    /// An amount of ink in one place.
    pub fn ink_limit(&mut self, mark: &Mark<'_>, percent: f64) {
        let Some(limit) = self.printer.ink_limit.filter(|limit| percent > limit + 1.0) else { return };
        self.mark(
            mark,
            INK_LIMIT,
            format!("{percent:.0} % of ink lie in one place; the most is {limit:.0} %"),
            "so much ink does not dry: it shows through, and comes off on the next sheet (GWG 2022, R0026)",
            "use a colour with less ink, or turn the colours into CMYK with a profile of this limit",
        );
    }

    /// A page with colour on a printer of black.
    pub fn coloured(&mut self, page: u32) {
        let title = self.printer.title.clone();
        self.page(
            page,
            COLOUR_PAGE,
            format!("the page has colour, and {title} prints black"),
            "the page is billed as a colour page, or comes out in greys that nobody chose",
            "make the product with `ink = \"black\"`",
        );
    }

    /// The rules of black ink for small type and thin lines.
    fn black(&mut self, mark: &Mark<'_>, inks: Option<Inks>, is_small: bool, what: &str) {
        if !self.is_press() {
            return;
        }
        if mark.colour.is_grey() {
            if is_small {
                self.grey(mark, what.to_string(), "is given as a grey, not as black ink");
            } else if mark.overprints {
                self.grey(mark, what.to_string(), "overprints as a grey");
            }
            return;
        }
        let is_black = inks.is_some_and(|inks| inks.is_black());
        if self.printer.overprint && is_small && is_black && !(mark.overprints && mark.keeps_below) {
            self.mark(
                mark,
                KNOCK_OUT,
                format!("{what} in black does not overprint"),
                "where plates are a hair apart, white gaps show around it (GWG 2022, R0009 and R0010)",
                "let black type and black lines overprint, in overprint mode 1",
            );
        }
    }

    fn grey(&mut self, mark: &Mark<'_>, what: String, fault: &str) {
        self.mark(
            mark,
            GREY,
            format!("{what} {fault} (DeviceGray)"),
            "machines may print such a grey in four inks, or let it overprint otherwise than it looks (GWG 2022, R0011 \
             to R0013)",
            "give black and grey things as a share of black ink in CMYK",
        );
    }

    /// Colour that reaches the edge of the finished page has to go on to the end of the bleed, or to lie on a ground of
    /// colour that does.
    pub fn bleed(&mut self, mark: &Mark<'_>) {
        let wanted = self.printer.bleed.to_pt();
        let (rect, trim) = (mark.rect, mark.sheet.trim);
        let is_inside = !rect.shared(trim.grown(-NEAR)).is_empty();
        if wanted <= NEAR || !mark.is_placed || mark.colour.is_white() || !is_inside {
            return;
        }
        let short_side = beyond(rect, trim, wanted).into_iter().find(|(reach, strip)| {
            let ends_early = *reach > -NEAR && *reach < wanted - NEAR;
            ends_early && !self.grounds.iter().any(|ground| ground.holds(*strip, NEAR))
        });
        if mark.is_box && self.grounds.len() < MOST_GROUNDS {
            self.grounds.push(rect);
        }
        let Some((reach, _)) = short_side else { return };
        self.mark(
            mark,
            BLEED_SHORT,
            format!(
                "colour at the edge of the page goes on for {} mm beyond it, not for {} mm",
                short((reach * 25.4 / 72.0).max(0.0)),
                short(self.printer.bleed.to_mm())
            ),
            "sheets are cut with a tolerance: a white strip shows where colour ends too early",
            "let colour and pictures at the edge go on to the end of the bleed",
        );
    }
}

/// How far a rectangle goes beyond each edge of the finished page, and the strip that it leaves free there.
fn beyond(rect: Rect, trim: Rect, bleed: f64) -> [(f64, Rect); 4] {
    let whole = trim.grown(bleed);
    let within = rect.shared(whole);
    [
        (trim.left - rect.left, Rect { left: whole.left, right: rect.left, ..within }),
        (trim.bottom - rect.bottom, Rect { bottom: whole.bottom, top: rect.bottom, ..within }),
        (rect.right - trim.right, Rect { left: rect.right, right: whole.right, ..within }),
        (rect.top - trim.top, Rect { bottom: rect.top, top: whole.top, ..within }),
    ]
}

/// A number with at most two decimals.
pub fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
