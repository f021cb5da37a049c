//! Fonts: whether they are in the file, how wide their letters are, and which code means that a letter is missing.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};

use crate::preflight::file::{Pdf, as_dictionary};
use crate::preflight::matrix::Matrix;
use crate::preflight::unicode::{Blank, brackets};

/// The most widths that are read of one font: as many as it can have letters.
const MOST_WIDTHS: usize = 65_536;
/// The most drawings that names of a standard set lead to: each set has fewer.
const MOST_NAMED: usize = 256;
/// The width of a letter where the font does not say, in thousandths of its size.
const WIDTH: f64 = 500.0;
/// Letters of Chinese and Japanese are about as wide as their size.
const FULL_WIDTH: f64 = 0.9;

/// What is needed of a font.
pub struct Font {
    /// Its name, for messages.
    pub name: String,
    /// Whether the letters' shapes are in the file.
    pub embedded: bool,
    /// The drawings of a Type 3 font.
    pub drawn: Option<Drawn>,
    /// Two bytes are one code.
    wide: bool,
    /// Which codes show the box that stands for a missing letter.
    missing: Missing,
    widths: BTreeMap<u32, f64>,
    other: f64,
    /// Letters that fill half of their width.
    halves: BTreeMap<u32, Blank>,
    /// Lines run from top to bottom.
    pub vertical: bool,
    /// How high letters are beside the size; nothing if it cannot be told.
    pub height: Option<f64>,
}

/// A font whose letters are drawings.
pub struct Drawn {
    /// From the letters' units to those of the text.
    pub matrix: Matrix,
    /// The drawings by code.
    pub glyphs: BTreeMap<u32, Object>,
    /// Drawings that other codes may show by names of a standard set.
    pub others: Vec<Object>,
    /// What the drawings are drawn with; nothing if it is what the page has.
    pub resources: Option<Dictionary>,
}

/// Which codes show the box for missing letters.
enum Missing {
    /// It cannot be told from the file's structure.
    Untold,
    /// Code 0, which is glyph 0.
    Zero,
    /// The codes that the table leads to glyph 0.
    Table(Vec<u8>),
}

impl Font {
    /// Reads a font.
    pub fn read(pdf: &Pdf, font: &Dictionary) -> Font {
        let name = pdf.name(font, "BaseFont").map(|name| String::from_utf8_lossy(name).into_owned());
        let name = name.unwrap_or_else(|| "without a name".into());
        match pdf.name(font, "Subtype").unwrap_or_default() {
            b"Type0" => composite(pdf, font, name),
            b"Type3" => drawn(pdf, font, name),
            _ => simple(pdf, font, name),
        }
    }

    /// The codes of a text.
    pub fn codes<'a>(&self, text: &'a [u8]) -> impl Iterator<Item = u32> + use<'a> {
        let width = if self.wide { 2 } else { 1 };
        text.chunks(width).map(|code| code.iter().fold(0, |code, byte| code * 256 + u32::from(*byte)))
    }

    /// Whether a code is one byte, 32: word spacing applies to it (ISO 32000-1, 9.3.3).
    pub fn is_blank(&self, code: u32) -> bool {
        !self.wide && code == 32
    }

    /// The width of a letter, as a share of the size.
    pub fn width(&self, code: u32) -> f64 {
        let width = self.widths.get(&code).copied().unwrap_or(self.other);
        self.drawn.as_ref().map_or(width / 1000.0, |drawn| width * drawn.matrix.0[0])
    }

    /// Where a letter's ink begins and ends, as shares of the size: its whole width, but for full-width brackets.
    pub fn ink(&self, code: u32) -> [f64; 2] {
        let width = self.width(code);
        match self.halves.get(&code).filter(|_| width >= FULL_WIDTH) {
            Some(Blank::First) => [width / 2.0, width],
            Some(Blank::Last) => [0.0, width / 2.0],
            None => [0.0, width],
        }
    }

    /// Whether a code shows the box for missing letters.
    pub fn is_missing(&self, code: u32) -> bool {
        match &self.missing {
            Missing::Untold => false,
            Missing::Zero => code == 0,
            Missing::Table(table) => {
                let at = code as usize * 2;
                table.get(at..at + 2).is_none_or(|glyph| glyph == [0, 0])
            }
        }
    }
}

fn is_embedded(pdf: &Pdf, font: &Dictionary) -> bool {
    let Some(descriptor) = pdf.dictionary(font, "FontDescriptor") else { return false };
    ["FontFile", "FontFile2", "FontFile3"].into_iter().any(|key| {
        let stream = pdf.get(descriptor, key).and_then(|file| file.as_stream().ok());
        stream.is_some_and(|stream| !stream.content.is_empty())
    })
}

fn composite(pdf: &Pdf, font: &Dictionary, name: String) -> Font {
    let descendant = pdf.array(font, "DescendantFonts").and_then(|fonts| as_dictionary(pdf.resolve(fonts.first()?)));
    let none = Dictionary::new();
    let descendant = descendant.unwrap_or(&none);
    let identity = pdf.name(font, "Encoding").is_some_and(|name| name.starts_with(b"Identity"));
    let missing = match pdf.get(descendant, "CIDToGIDMap") {
        _ if !identity => Missing::Untold,
        Some(Object::Stream(table)) => pdf.unpack(table).map_or(Missing::Untold, Missing::Table),
        _ => Missing::Zero,
    };
    let table = pdf.get(font, "ToUnicode").and_then(|table| pdf.unpack(table.as_stream().ok()?).ok());
    Font {
        name,
        embedded: is_embedded(pdf, descendant),
        drawn: None,
        wide: true,
        missing,
        halves: table.map(|table| brackets(&table)).unwrap_or_default(),
        vertical: pdf.name(font, "Encoding").is_some_and(|name| name.ends_with(b"-V")),
        height: Some(1.0),
        widths: pdf.array(descendant, "W").map(|widths| composite_widths(pdf, widths)).unwrap_or_default(),
        other: pdf.number(descendant, "DW").unwrap_or(1000.0),
    }
}

/// `first [w w …]` and `first last w` (ISO 32000-1, 9.7.4.3).
fn composite_widths(pdf: &Pdf, array: &[Object]) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let mut rest = array;
    while let [first, second, tail @ ..] = rest {
        let Ok(first) = pdf.resolve(first).as_float().map(|first| first.max(0.0) as u32) else { break };
        rest = tail;
        match (pdf.resolve(second), tail) {
            (Object::Array(list), _) => {
                let numbers = pdf.numbers(list);
                widths.extend((first..=MOST_WIDTHS as u32).zip(numbers));
            }
            (last, [width, after @ ..]) => {
                let (Ok(last), Ok(width)) = (last.as_float(), pdf.resolve(width).as_float()) else { break };
                let last = (last.max(0.0) as u32).min(first.saturating_add(MOST_WIDTHS as u32));
                widths.extend((first..=last).map(|code| (code, f64::from(width))));
                rest = after;
            }
            _ => break,
        }
        if widths.len() > MOST_WIDTHS {
            break;
        }
    }
    widths
}

fn simple_widths(pdf: &Pdf, font: &Dictionary) -> BTreeMap<u32, f64> {
    let first = pdf.number(font, "FirstChar").unwrap_or(0.0).max(0.0) as u32;
    let widths = pdf.array(font, "Widths").map(|widths| pdf.numbers(widths)).unwrap_or_default();
    (first..).zip(widths.into_iter().take(256)).collect()
}

fn simple(pdf: &Pdf, font: &Dictionary, name: String) -> Font {
    Font {
        name,
        embedded: is_embedded(pdf, font),
        drawn: None,
        wide: false,
        missing: Missing::Untold,
        widths: simple_widths(pdf, font),
        other: WIDTH,
        halves: BTreeMap::new(),
        vertical: false,
        height: Some(1.0),
    }
}

fn drawn(pdf: &Pdf, font: &Dictionary, name: String) -> Font {
    let drawings = pdf.dictionary(font, "CharProcs");
    let differences = pdf.dictionary(font, "Encoding").and_then(|encoding| pdf.array(encoding, "Differences"));
    let (mut code, mut glyphs) = (0u32, BTreeMap::new());
    for difference in differences.unwrap_or_default() {
        match pdf.resolve(difference) {
            Object::Name(name) => {
                if let Some(drawing) = drawings.and_then(|drawings| drawings.get(name).ok()) {
                    glyphs.insert(code, drawing.clone());
                }
                code = code.saturating_add(1);
            }
            number => code = number.as_i64().map_or(code, |number| number.clamp(0, 255) as u32),
        }
    }
    let has_names = match pdf.get(font, "Encoding") {
        Some(Object::Dictionary(encoding)) => encoding.has(b"BaseEncoding"),
        encoding => encoding.is_some(),
    };
    let is_named = |drawing: &&Object| !glyphs.values().any(|known| known == *drawing);
    let drawings = drawings.into_iter().flat_map(|drawings| drawings.iter().map(|(_, drawing)| drawing));
    let others = drawings.filter(|_| has_names).filter(is_named).take(MOST_NAMED).cloned().collect();
    let resources = pdf.dictionary(font, "Resources").cloned();
    let matrix = pdf.matrix(font, "FontMatrix");
    // Drawings have units of their own; the box around all of them tells how high they are.
    let height = pdf.rect(font, "FontBBox").map(|bounds| bounds.height() * matrix.upwards());
    let drawn = Drawn { matrix, glyphs, others, resources };
    Font {
        name,
        embedded: true,
        drawn: Some(drawn),
        wide: false,
        missing: Missing::Untold,
        widths: simple_widths(pdf, font),
        other: 0.0,
        halves: BTreeMap::new(),
        vertical: false,
        height: height.filter(|height| *height > 0.0),
    }
}
