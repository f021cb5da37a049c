//! Where the ink of a letter begins and ends inside its width. A bracket that opens a Chinese line is blank in its first
//! half, which widths alone do not tell.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream};
use ttf_parser::{Face, GlyphId, OutlineBuilder, cff};

use crate::preflight::file::Pdf;

/// The shapes of a font's letters.
pub enum Outlines {
    /// A TrueType or OpenType file.
    OpenType(Vec<u8>),
    /// A bare table of compact outlines (`CFF`), and its glyphs by their identifiers (CID), if it has those (ISO 32000-1,
    /// 9.7.4.2).
    Compact(Vec<u8>, BTreeMap<u16, u16>),
}

impl Outlines {
    /// The shapes that a font descriptor leads to; `None` if there are none that can be read.
    pub fn read(pdf: &Pdf, descriptor: &Dictionary) -> Option<Self> {
        let stream = |key: &str| pdf.get(descriptor, key).and_then(|file: &Object| file.as_stream().ok());
        let unpacked = |stream: &Stream| pdf.unpack(stream).ok();
        if let Some(file) = stream("FontFile2") {
            return unpacked(file).map(Outlines::OpenType);
        }
        let file = stream("FontFile3")?;
        let is_open_type = pdf.name(&file.dict, "Subtype").is_some_and(|name| name == b"OpenType");
        let file = unpacked(file)?;
        if is_open_type {
            return Some(Outlines::OpenType(file));
        }
        let glyphs = identifiers(&cff::Table::parse(&file)?);
        Some(Outlines::Compact(file, glyphs))
    }

    /// The left and the right edge of a glyph's ink, as shares of the size; `None` for a blank and for what cannot be read.
    pub fn sides(&self, glyph: u16) -> Option<[f64; 2]> {
        match self {
            Outlines::OpenType(file) => {
                let face = Face::parse(file, 0).ok()?;
                let bounds = face.glyph_bounding_box(GlyphId(glyph))?;
                let unit = f64::from(face.units_per_em());
                Some([bounds.x_min, bounds.x_max].map(|side| f64::from(side) / unit))
            }
            Outlines::Compact(table, glyphs) => {
                let table = cff::Table::parse(table)?;
                let bounds = table.outline(GlyphId(glyphs.get(&glyph).copied().unwrap_or(glyph)), &mut Nothing).ok()?;
                let unit = f64::from(table.matrix().sx);
                Some([bounds.x_min, bounds.x_max].map(|side| f64::from(side) * unit))
            }
        }
    }
}

fn identifiers(table: &cff::Table) -> BTreeMap<u16, u16> {
    let glyphs = 0..table.number_of_glyphs();
    glyphs.filter_map(|glyph| table.glyph_cid(GlyphId(glyph)).map(|identifier| (identifier, glyph))).collect()
}

/// An outline is only measured.
struct Nothing;

impl OutlineBuilder for Nothing {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}
