//! Printers: what one kind of printer asks for. Each is a file in `layouts/printers/`; nothing of it is in the code.

use crate::geometry::{Length, Size};

/// What a printer wants to be handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// PDF/X-4 (ISO 15930-7): process colours, boxes, an output intent, nothing that moves.
    PdfX4,
    /// Any PDF that prints.
    Any,
}

impl Standard {
    /// Every standard with the name used in a printer's file.
    pub const ALL: [(&'static str, Standard); 2] = [("pdf-x-4", Standard::PdfX4), ("any", Standard::Any)];
}

/// Which inks a printer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inks {
    /// Cyan, magenta, yellow and black, and no other ink.
    Cmyk,
    /// Black alone; a page with colour costs more, or is printed in greys.
    Black,
    /// Whatever the file has; the printer turns it into its own.
    Any,
}

impl Inks {
    /// Every choice with the name used in a printer's file.
    pub const ALL: [(&'static str, Inks); 3] = [("cmyk", Inks::Cmyk), ("black", Inks::Black), ("any", Inks::Any)];
}

/// How small something may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Least {
    /// In one ink on paper.
    pub one_ink: Length,
    /// In several inks, which never lie exactly on one another, or white in a ground of ink, which runs.
    pub several_inks: Length,
}

/// How many pixels a picture needs on an inch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolution {
    /// Below it, the picture is refused.
    pub refused_below: f64,
    /// Below it, the picture looks soft.
    pub soft_below: f64,
}

/// What one printer asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Printer {
    /// The name for the command line: that of its file.
    pub name: String,
    /// What it is, in English, as messages call it: "an offset press".
    pub title: String,
    /// What it wants to be handed.
    pub standard: Standard,
    /// Which inks it has.
    pub inks: Inks,
    /// Whether pictures may stay in RGB with a profile, as they may for most digital presses (GWG 2022, R0028).
    pub rgb_pictures: bool,
    /// Whether small black type and thin black lines have to overprint (GWG 2022, R0009 and R0010).
    pub overprint: bool,
    /// The most ink in one place, in percent of all inks together; `None` where the printer sees to it.
    pub ink_limit: Option<f64>,
    /// How far colour has to go on beyond the edge of the finished page.
    pub bleed: Length,
    /// How far words stay away from the edge of the finished page.
    pub safe: Length,
    /// How far they stay away from the spine.
    pub safe_at_spine: Length,
    /// How small type may be, in points of its nominal size.
    pub type_size: Least,
    /// How thin a line may be.
    pub line: Least,
    /// Pictures of many tones.
    pub pictures: Resolution,
    /// Pictures of black and white alone, whose edges show every pixel.
    pub line_art: Resolution,
    /// The number of pages is a multiple of it; 1 where any number will do.
    pub page_multiple: u32,
    /// The largest finished page, upright.
    pub largest: Size,
    /// Where the numbers come from, one for each source.
    pub sources: Vec<String>,
}
