//! What content has set at one moment: the graphics state (ISO 32000-1, 8.4).

use std::rc::Rc;

use crate::preflight::font::Font;
use crate::preflight::matrix::{Matrix, Rect};
use crate::preflight::space::{Inks, Space};

/// Letters' height above the line, as a share of the size: about that of capitals.
const CAPITALS: f64 = 0.7;

/// A colour, or a pattern.
#[derive(Debug, Clone)]
pub struct Colour {
    pub space: Rc<Space>,
    pub values: Vec<f64>,
    /// A pattern is what it paints with; its own colours are looked at where they are set.
    pub is_pattern: bool,
}

impl Colour {
    /// The colour that a space begins with.
    pub fn first(space: Rc<Space>) -> Self {
        Colour { values: space.first(), is_pattern: false, space }
    }

    /// A colour of a device space.
    pub fn device(space: Space, values: Vec<f64>) -> Self {
        Colour { space: Rc::new(space), values, is_pattern: false }
    }

    /// The inks that it is printed with, if that can be told.
    pub fn inks(&self) -> Option<Inks> {
        if self.is_pattern { None } else { self.space.inks(&self.values) }
    }

    /// Whether it is white.
    pub fn is_white(&self) -> bool {
        self.inks().is_some_and(|inks| inks.is_white())
    }

    /// Whether it is a grey of the device.
    pub fn is_grey(&self) -> bool {
        !self.is_pattern && *self.space == Space::Grey
    }
}

/// What concerns letters.
#[derive(Clone)]
pub struct Letters {
    pub font: Option<Rc<Font>>,
    pub size: f64,
    pub spacing: f64,
    pub word_spacing: f64,
    /// How wide letters are beside their own width.
    pub stretch: f64,
    pub leading: f64,
    pub rise: f64,
    pub mode: u8,
}

impl Letters {
    /// How far a letter moves its line on: down a column by its size, unless a table says otherwise (ISO 32000-1, 9.7.4.3).
    pub fn step(&self, font: &Font, code: u32) -> f64 {
        let blank = if font.is_blank(code) { self.word_spacing } else { 0.0 };
        let own = if font.vertical { -1.0 } else { font.width(code) };
        own * self.size + self.spacing + blank
    }

    /// The move along a line.
    pub fn along(&self, font: &Font, by: f64) -> Matrix {
        if font.vertical { Matrix::moved(0.0, by) } else { Matrix::moved(by * self.stretch, 0.0) }
    }

    /// The room of a letter between two shares of the size, where its text matrix has its beginning.
    pub fn room(&self, font: &Font, sides: [f64; 2]) -> Rect {
        let [left, right] = sides.map(|side| side * self.size * self.stretch);
        if font.vertical {
            // The beginning is in the middle above the letter (ISO 32000-1, 9.7.4.3).
            let half = (right - left) / 2.0;
            return Rect::between([-half, self.rise - self.size], [half, self.rise]);
        }
        Rect::between([left, self.rise], [right, self.rise + CAPITALS * self.size])
    }

    /// Whether the letters can be seen: mode 3 shows nothing, mode 7 only cuts.
    pub fn are_visible(&self) -> bool {
        !matches!(self.mode, 3 | 7)
    }

    /// Whether a line is drawn around the letters.
    pub fn are_drawn_around(&self) -> bool {
        matches!(self.mode, 1 | 2 | 5 | 6)
    }

    /// Whether the letters are filled, and not only drawn around.
    pub fn are_filled(&self) -> bool {
        matches!(self.mode, 0 | 2 | 4 | 6)
    }
}

/// The graphics state.
#[derive(Clone)]
pub struct State {
    pub ctm: Matrix,
    /// The rectangle around what can be seen, on the page.
    pub clip: Rect,
    pub fill: Colour,
    pub stroke: Colour,
    pub fill_overprints: bool,
    pub stroke_overprints: bool,
    /// Zero shares of ink leave what lies below (overprint mode 1).
    pub keeps_below: bool,
    pub line_width: f64,
    /// Nothing shines through what is filled.
    pub opaque: bool,
    pub letters: Letters,
}

impl State {
    /// The state that a page begins with.
    pub fn first(clip: Rect) -> Self {
        let black = Colour::device(Space::Grey, vec![0.0]);
        State {
            ctm: Matrix::SAME,
            clip,
            fill: black.clone(),
            stroke: black,
            fill_overprints: false,
            stroke_overprints: false,
            keeps_below: false,
            line_width: 1.0,
            opaque: true,
            letters: Letters {
                font: None,
                size: 0.0,
                spacing: 0.0,
                word_spacing: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
            },
        }
    }

    /// How thick a line is on the page.
    pub fn line_on_page(&self) -> f64 {
        self.line_width.abs() * self.ctm.thinnest()
    }
}
