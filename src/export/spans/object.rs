//! A text object as krilla writes it, read into spans and plain runs with the place of every letter.
//!
//! Each show of krilla's says everything anew: `0 Tr/f0 11 Tf 1 0 0 -1 x y Tm[…]TJ`. A text object in which anything
//! else happens is not understood, and stays as it is.

use std::ops::Range;

use crate::export::lexer::{Lexer, Token};
use crate::export::spans::fonts::{Font, PageFonts};
use crate::export::spans::strings::{number, string, utf16};

/// What a show is written with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style<'a> {
    /// The operands of `Tr` and `Tf` as written.
    pub(super) mode: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) size_as_written: &'a [u8],
    /// The fourth number of the matrix as written, 1 or -1.
    pub(super) upright: &'a [u8],
    pub(super) size: f64,
    pub(super) font: &'a Font,
}

impl Style<'_> {
    /// Whether letters of both can stand in one show.
    pub(super) fn is(&self, other: &Style) -> bool {
        let written = [self.mode, self.name, self.size_as_written, self.upright];
        written == [other.mode, other.name, other.size_as_written, other.upright]
    }
}

/// One letter or mark as a font has it, placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub(super) code: u16,
    /// Where it begins, with what moved the pen before it.
    pub(super) start: f64,
    /// Where its advance ends.
    pub(super) end: f64,
    pub(super) y: f64,
}

/// A span that says its text, or a plain show, whose text the font says.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// Where it stands in the stream.
    pub(super) range: Range<usize>,
    /// `ActualText`; a plain show has none.
    pub(super) said: Option<String>,
    pub(super) style: Style<'a>,
    pub(super) glyphs: Vec<Glyph>,
    /// How many of the glyphs are in the first show.
    pub(super) first_show: usize,
    /// Whether it must be written anew.
    pub(super) changed: bool,
}

impl Unit<'_> {
    /// Where its first letter begins.
    pub(super) fn start(&self) -> Option<f64> {
        self.glyphs.first().map(|glyph| glyph.start)
    }

    /// The text that it begins with, if it is known.
    pub(super) fn first_text(&self) -> Option<&str> {
        self.said.as_deref().or_else(|| self.style.font.text(self.glyphs.first()?.code))
    }

    /// Its text, if all of it is known.
    pub(super) fn text(&self) -> Option<String> {
        self.said.clone().or_else(|| self.glyphs.iter().map(|glyph| self.style.font.text(glyph.code)).collect())
    }

    /// Whether a letter of its text is wanted, as far as the text is known.
    pub(super) fn has(&self, wanted: impl Fn(char) -> bool) -> bool {
        match &self.said {
            Some(said) => said.contains(wanted),
            None => self
                .glyphs
                .iter()
                .filter_map(|glyph| self.style.font.text(glyph.code))
                .any(|text| text.contains(&wanted)),
        }
    }
}

/// Reads the operators of one text object.
pub(super) struct Reader<'a> {
    fonts: &'a PageFonts,
    units: Vec<Unit<'a>>,
    /// The text of the open span and where it began.
    span: Option<(String, usize)>,
    /// What the open span has shown.
    shown: Option<Unit<'a>>,
    state: State<'a>,
}

/// What has been set since the last show.
#[derive(Default)]
struct State<'a> {
    begin: Option<usize>,
    mode: Option<&'a [u8]>,
    font: Option<[&'a [u8]; 2]>,
    matrix: Option<[&'a [u8]; 6]>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(fonts: &'a PageFonts) -> Self {
        Reader { fonts, units: Vec::new(), span: None, shown: None, state: State::default() }
    }

    /// Follows an operator; `None` if it is none that krilla writes in a text object, or not in its place.
    pub(super) fn see(mut self, operator: Token<'a>, operands: &[Token<'a>]) -> Option<Self> {
        let start = operands.first().map_or(operator.start, |first| first.start);
        let end = operator.start + operator.bytes.len();
        match operator.bytes {
            b"BDC" => self.open(start, operands)?,
            b"EMC" => self.close(end)?,
            b"Tj" | b"TJ" => self.show(end, operands)?,
            _ => self.state.set(start, operator, operands)?,
        }
        Some(self)
    }

    /// The units of the whole object, if at least one is a span.
    pub(super) fn finish(self) -> Option<Vec<Unit<'a>>> {
        let is_whole = self.span.is_none() && self.state.begin.is_none();
        Some(self.units).filter(|units| is_whole && units.iter().any(|unit| unit.said.is_some()))
    }

    fn open(&mut self, start: usize, operands: &[Token]) -> Option<()> {
        let [tag, properties] = operands else { return None };
        if tag.bytes != b"/Span" || self.span.is_some() || self.state.begin.is_some() {
            return None;
        }
        self.span = Some((actual_text(properties.bytes)?, start));
        Some(())
    }

    fn close(&mut self, end: usize) -> Option<()> {
        let (text, start) = self.span.take().filter(|_| self.state.begin.is_none())?;
        let mut unit = self.shown.take()?;
        (unit.range, unit.said) = (start..end, Some(text));
        self.units.push(unit);
        Some(())
    }

    fn show(&mut self, end: usize, operands: &[Token<'a>]) -> Option<()> {
        let state = std::mem::take(&mut self.state);
        let [shown] = operands else { return None };
        let (start, style, x, y) = state.resolve(self.fonts)?;
        let glyphs = glyphs(shown.bytes, &style, x, y)?;
        let unit = Unit { range: start..end, said: None, style, first_show: glyphs.len(), glyphs, changed: false };
        match &mut self.shown {
            _ if self.span.is_none() => self.units.push(unit),
            None => self.shown = Some(unit),
            Some(before) if before.style.is(&style) => before.glyphs.extend(unit.glyphs),
            Some(_) => return None,
        }
        Some(())
    }
}

impl<'a> State<'a> {
    fn set(&mut self, start: usize, operator: Token, operands: &[Token<'a>]) -> Option<()> {
        self.begin.get_or_insert(start);
        match (operator.bytes, operands) {
            (b"Tr", [mode]) => self.mode = Some(mode.bytes),
            (b"Tf", [font, size]) => self.font = Some([font.bytes, size.bytes]),
            (b"Tm", [a, b, c, d, x, y]) => self.matrix = Some([a, b, c, d, x, y].map(|token| token.bytes)),
            _ => return None,
        }
        Some(())
    }

    /// Where the show begins in the stream, its style and its place.
    fn resolve(self, fonts: &'a PageFonts) -> Option<(usize, Style<'a>, f64, f64)> {
        let [name, size_as_written] = self.font?;
        let [a, b, c, upright, x, y] = self.matrix?;
        if [a, b, c] != [b"1", b"0", b"0"] || !matches!(upright, b"1" | b"-1") {
            return None;
        }
        let font = fonts.get(name.strip_prefix(b"/")?)?;
        let size = number(size_as_written).filter(|size| *size > 0.0)?;
        let style = Style { mode: self.mode?, name, size_as_written, upright, size, font };
        Some((self.begin?, style, number(x)?, number(y)?))
    }
}

/// The text of a property list that says nothing else.
fn actual_text(properties: &[u8]) -> Option<String> {
    let inside = properties.strip_prefix(b"<<")?.strip_suffix(b">>")?;
    let mut lexer = Lexer::new(inside);
    let (key, text) = (lexer.next()?, lexer.next()?);
    if key.bytes != b"/ActualText" || lexer.next().is_some() {
        return None;
    }
    let bytes = string(text.bytes)?;
    match bytes.as_slice() {
        [0xFE, 0xFF, units @ ..] => utf16(units),
        ascii => String::from_utf8(ascii.to_vec()).ok().filter(|text| text.is_ascii()),
    }
}

/// The letters of a show: a string, or strings with moves of the pen between them.
fn glyphs(shown: &[u8], style: &Style, x: f64, y: f64) -> Option<Vec<Glyph>> {
    let inside = shown.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(shown);
    let mut glyphs = Vec::new();
    let mut pen = x;
    let mut lexer = Lexer::new(inside);
    for token in &mut lexer {
        if let Some(back) = number(token.bytes) {
            pen -= back * style.size / 1000.0;
            continue;
        }
        let codes = string(token.bytes)?;
        let (codes, odd) = codes.as_chunks();
        for code in codes {
            let code = u16::from_be_bytes(*code);
            let start = pen;
            pen += style.font.advance(code) * style.size;
            glyphs.push(Glyph { code, start, end: pen, y });
        }
        if !odd.is_empty() {
            return None;
        }
    }
    Some(glyphs).filter(|glyphs| lexer.sound && !glyphs.is_empty())
}
