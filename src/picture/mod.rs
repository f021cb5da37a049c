//! Pictures: read within bounds, turned upright, and freed of everything but what is seen.
//!
//! A photograph from a phone says where it was taken, when, and with which device. None of that reaches a product: a
//! JPEG keeps its compressed image and loses every other segment, a PNG keeps its image, a drawing is written anew from
//! the parts that are drawn. Bounds are checked in a file's header, before anything decodes it.

mod codes;
mod file;
mod grey;
mod icc;
mod jpeg;
mod png;
mod raster;
mod svg;

use std::path::Path;

use crate::diag::{Code, Finding, Place};

pub use crate::picture::codes::{
    CODES, DRAWING_DAMAGED, DRAWING_LINK, DRAWING_PART_LEFT_OUT, DRAWING_PHOTOGRAPH, DRAWING_PROGRAM, DRAWING_SIZE,
    DRAWING_TOO_COMPLEX, DRAWING_WORDS, PICTURE_COLOURS, PICTURE_DAMAGED, PICTURE_DIMENSIONS, PICTURE_KIND,
    PICTURE_MISSING, PICTURE_PATH, PICTURE_TOO_LARGE,
};
pub use crate::picture::grey::{grey_jpeg, grey_pixel, jpeg_pixels, turn_grey};
pub use crate::picture::raster::{downsample, png_of_pixels};

/// The format of a picture's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A drawing.
    Svg,
    /// A raster picture without loss.
    Png,
    /// A photograph.
    Jpeg,
}

impl Format {
    /// The ending of file names of this format, which is also Typst's name for it.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Jpeg => "jpg",
        }
    }
}

/// A picture that is upright, whole, and without metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file to set.
    pub bytes: Vec<u8>,
    /// Its format, found from its content.
    pub format: Format,
    /// Width in pixels; of a drawing in its own units, 96 to the inch.
    pub width: f64,
    /// Height, likewise.
    pub height: f64,
}

impl Picture {
    /// Width divided by height.
    pub fn aspect(&self) -> f64 {
        self.width / self.height
    }
}

/// Reads a picture of the source folder `root`; `src` is relative to it, and `place` is where it is asked for.
///
/// What prevents its use is an error among the findings; faults inside a drawing are placed in the drawing's own lines.
pub fn load(root: &Path, src: &str, place: Place, findings: &mut Vec<Finding>) -> Option<Picture> {
    let bytes = match file::read(root, src) {
        Ok(bytes) => bytes,
        Err(fault) => {
            findings.push(fault.into_finding(src, place));
            return None;
        }
    };
    let shown = root.file_name().map_or_else(|| src.to_string(), |name| format!("{}/{src}", name.to_string_lossy()));
    let picture = if bytes.starts_with(&jpeg::SIGNATURE) {
        raster::load_jpeg(&bytes)
    } else if bytes.starts_with(&png::SIGNATURE) {
        raster::load_png(&bytes)
    } else if svg::looks_like(&bytes) {
        return svg::load(&bytes, &shown, findings);
    } else {
        Err(file::unknown_kind(&bytes))
    };
    picture.map_err(|fault| findings.push(fault.into_finding(src, place))).ok()
}

/// What is wrong with a picture, before it has a place.
#[derive(Debug)]
struct Fault {
    code: Code,
    /// What follows the picture's name: `is cut off`.
    fact: String,
    why: Option<&'static str>,
    hint: &'static str,
}

impl Fault {
    fn new(code: Code, fact: impl Into<String>, hint: &'static str) -> Self {
        Fault { code, fact: fact.into(), why: None, hint }
    }

    fn why(self, why: &'static str) -> Self {
        Fault { why: Some(why), ..self }
    }

    fn into_finding(self, src: &str, place: Place) -> Finding {
        let finding = Finding::new(self.code, format!("the picture `{src}` {}", self.fact)).at(place).hint(self.hint);
        match self.why {
            Some(why) => finding.why(why),
            None => finding,
        }
    }
}

/// The largest side of a raster picture in pixels: a yard at 300 to the inch.
const MOST_SIDE: u32 = 12_000;

/// The most pixels of a raster picture; decoded, they take 240 MB.
const MOST_PIXELS: u64 = 60_000_000;

/// Checks the dimensions that a header gives.
fn check_dimensions(width: u32, height: u32) -> Result<(), Fault> {
    const SMALLER: &str = "save it smaller; 3,000 pixels on the long side print sharply on a letter page";
    if width == 0 || height == 0 {
        return Err(Fault::new(PICTURE_DIMENSIONS, "has no pixels", "save it again from the program that made it"));
    }
    if width > MOST_SIDE || height > MOST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::new(PICTURE_DIMENSIONS, format!("has {width} × {height} pixels"), SMALLER)
            .why("more than 12,000 on a side or 60 million in all do not fit into the memory of a small computer"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
