//! Every colour of a PDF as a grey, bytes to bytes: text solid black where it was dark, pictures and accents grey.
//!
//! A grey has the luminance of its colour, so that the contrast with paper, as WCAG 2.2 reckons it, stays what it was.
//! Dark words become solid black: an office machine prints greys as dots, and small letters of dots cannot be read.
//! Colours stand in content streams (of pages, forms, tilings, glyphs), in shadings and their functions, in pictures and
//! in the spaces of transparency groups; what has no equal in black is refused, never passed on.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::colour;
use crate::export::lexer::{Lexer, Token, is_regular};
use crate::picture;
use crate::prepress::{PrepressError, Print, resolved};

/// The luminance below which words are printed solid: they have a contrast of 3 and more with paper.
const DARK: f64 = 0.3;
/// Deeper forms inside forms are a circle.
const MOST_NESTING: usize = 32;

/// What a colour space has: grey, red green and blue, four inks, a pattern, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Grey,
    Rgb,
    Cmyk,
    Pattern,
    Other,
}

/// Turns every colour of a PDF into a grey.
///
/// # Errors
/// The page and the thing that cannot be turned: a colour space, a gradient or a picture of a kind that Typst writes for
/// nothing but conic gradients, spot colours and PDFs inside PDFs.
pub fn black(mut print: Print) -> Result<Print, PrepressError> {
    let pages = print.pages();
    let mut done = BTreeSet::new();
    for (index, page) in pages.into_iter().enumerate() {
        let mut pass = Pass { pdf: &mut print.0, done: &mut done, depth: 0 };
        pass.page(page).map_err(|fault| match fault {
            Fault::Pdf(error) => PrepressError::Unreadable(error),
            Fault::NotBlack(what) => PrepressError::NotBlack { page: index + 1, what },
        })?;
    }
    Ok(print)
}

enum Fault {
    Pdf(lopdf::Error),
    NotBlack(String),
}

impl From<lopdf::Error> for Fault {
    fn from(error: lopdf::Error) -> Self {
        Fault::Pdf(error)
    }
}

fn not_black<T>(what: &str) -> Result<T, Fault> {
    Err(Fault::NotBlack(format!("{what} cannot be printed in black")))
}

struct Pass<'a> {
    pdf: &'a mut Document,
    /// What has been turned already: pages share fonts, pictures and gradients.
    done: &'a mut BTreeSet<ObjectId>,
    depth: usize,
}

impl Pass<'_> {
    fn page(&mut self, page: ObjectId) -> Result<(), Fault> {
        let (own, inherited) = self.pdf.get_page_resources(page)?;
        let own = own.cloned();
        let inherited = inherited.first().and_then(|id| self.pdf.get_dictionary(*id).ok()).cloned();
        let resources = own.or(inherited).unwrap_or_default();
        self.resources(&resources)?;
        let content = self.pdf.get_page_content(page);
        let written = rewritten(&content, &self.spaces(&resources))?;
        self.pdf.change_page_content(page, written)?;
        self.pdf.get_object_mut(page)?.as_dict_mut().map(grey_group)?;
        Ok(())
    }

    /// Everything that a content stream may paint with.
    fn resources(&mut self, resources: &Dictionary) -> Result<(), Fault> {
        if self.depth > MOST_NESTING {
            return not_black("a drawing inside a drawing inside itself");
        }
        self.depth += 1;
        for object in self.entries(resources, b"XObject") {
            self.x_object(&object)?;
        }
        for object in self.entries(resources, b"Pattern") {
            self.pattern(&object)?;
        }
        for object in self.entries(resources, b"Shading") {
            self.shading(&object)?;
        }
        for object in self.entries(resources, b"ExtGState") {
            let mask = resolved(self.pdf, &object).as_dict().ok().and_then(|state| state.get(b"SMask").ok()).cloned();
            let mask = mask.map(|mask| resolved(self.pdf, &mask).clone());
            if let Some(form) = mask.as_ref().and_then(|mask| mask.as_dict().ok()?.get(b"G").ok()).cloned() {
                self.x_object(&form)?;
            }
        }
        for object in self.entries(resources, b"Font") {
            self.drawn_font(&object)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// The objects of one kind of resource.
    fn entries(&self, resources: &Dictionary, kind: &[u8]) -> Vec<Object> {
        let entries = resources.get(kind).ok().and_then(|entries| resolved(self.pdf, entries).as_dict().ok());
        entries.map(|entries| entries.iter().map(|(_, object)| object.clone()).collect()).unwrap_or_default()
    }

    /// Whether an object has still to be turned; objects that have no number stand in one place only.
    fn is_new(&mut self, object: &Object) -> bool {
        object.as_reference().map_or(true, |id| self.done.insert(id))
    }

    fn x_object(&mut self, object: &Object) -> Result<(), Fault> {
        let Ok(id) = object.as_reference() else { return Ok(()) };
        if !self.done.insert(id) {
            return Ok(());
        }
        let dictionary = self.pdf.get_object(id)?.as_stream()?.dict.clone();
        match dictionary.get(b"Subtype").and_then(Object::as_name).unwrap_or_default() {
            b"Image" => self.image(id, &dictionary),
            _ => self.form(id, &dictionary),
        }
    }

    /// A form or a tiling: a content stream with resources of its own.
    fn form(&mut self, id: ObjectId, dictionary: &Dictionary) -> Result<(), Fault> {
        let resources = dictionary.get(b"Resources").ok().map(|it| resolved(self.pdf, it).clone());
        let resources = resources.and_then(|it| it.as_dict().ok().cloned()).unwrap_or_default();
        self.resources(&resources)?;
        self.content(id, &resources)?;
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        grey_group(&mut stream.dict);
        Ok(())
    }

    fn content(&mut self, id: ObjectId, resources: &Dictionary) -> Result<(), Fault> {
        let spaces = self.spaces(resources);
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        let written = rewritten(&stream.decompressed_content()?, &spaces)?;
        stream.set_plain_content(written);
        // A stream that deflate does not make smaller is kept plain, which is as good.
        let _ = stream.compress();
        Ok(())
    }

    fn pattern(&mut self, object: &Object) -> Result<(), Fault> {
        if !self.is_new(object) {
            return Ok(());
        }
        match (object.as_reference(), resolved(self.pdf, object).clone()) {
            (Ok(id), Object::Stream(tiling)) => self.form(id, &tiling.dict),
            (_, Object::Dictionary(pattern)) => {
                let Ok(shading) = pattern.get(b"Shading") else { return Ok(()) };
                if shading.as_reference().is_err() {
                    return not_black("a gradient that stands inside its pattern");
                }
                self.shading(shading)
            }
            _ => Ok(()),
        }
    }

    /// The glyphs of a font whose letters are drawings.
    fn drawn_font(&mut self, object: &Object) -> Result<(), Fault> {
        let Ok(font) = resolved(self.pdf, object).as_dict().cloned() else { return Ok(()) };
        if font.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Type3") || !self.is_new(object) {
            return Ok(());
        }
        let resources = font.get(b"Resources").ok().map(|it| resolved(self.pdf, it).clone());
        let resources = resources.and_then(|it| it.as_dict().ok().cloned()).unwrap_or_default();
        self.resources(&resources)?;
        for glyph in self.entries(&font, b"CharProcs") {
            if self.is_new(&glyph) {
                self.content(glyph.as_reference()?, &resources)?;
            }
        }
        Ok(())
    }

    /// A gradient: its space, its background and the functions that give its colours.
    fn shading(&mut self, object: &Object) -> Result<(), Fault> {
        if !self.is_new(object) {
            return Ok(());
        }
        let Ok(id) = object.as_reference() else { return not_black("a gradient among the names of a page") };
        let dictionary = match self.pdf.get_object(id)? {
            Object::Dictionary(dictionary) => dictionary.clone(),
            _ => return not_black("a gradient of triangles or patches"),
        };
        let space = dictionary.get(b"ColorSpace").map_or(Space::Other, |space| self.space(space));
        if matches!(space, Space::Other | Space::Pattern) {
            return not_black("a gradient in a special colour");
        }
        let functions = match dictionary.get(b"Function").map(|it| resolved(self.pdf, it).clone()) {
            Ok(Object::Array(_)) | Err(_) => return not_black("a gradient with a function for each colour"),
            Ok(_) => dictionary.get(b"Function")?.clone(),
        };
        let function = self.function(&functions, space)?;
        let shading = self.pdf.get_object_mut(id)?.as_dict_mut()?;
        shading.set("ColorSpace", Object::Name(b"DeviceGray".to_vec()));
        shading.set("Function", function);
        shading.remove(b"Background");
        Ok(())
    }

    /// The function with grey values: itself if it stands in the file under a number.
    fn function(&mut self, object: &Object, space: Space) -> Result<Object, Fault> {
        if object.as_reference().is_ok() && !self.is_new(object) {
            return Ok(object.clone());
        }
        let function = resolved(self.pdf, object).clone();
        let turned = match function {
            Object::Dictionary(dictionary) => Object::Dictionary(self.stops(dictionary, space)?),
            Object::Stream(stream) => Object::Stream(sampled(stream, space)?),
            _ => return not_black("a gradient without a function"),
        };
        match object.as_reference() {
            Ok(id) => {
                self.pdf.set_object(id, turned);
                Ok(object.clone())
            }
            Err(_) => Ok(turned),
        }
    }

    /// A function from stop to stop (type 2), or a row of such (type 3).
    fn stops(&mut self, mut dictionary: Dictionary, space: Space) -> Result<Dictionary, Fault> {
        dictionary.remove(b"Range");
        match dictionary.get(b"FunctionType").and_then(Object::as_i64)? {
            2 => {
                for (key, missing) in [("C0", 0.0), ("C1", 1.0)] {
                    let colour = dictionary.get(key.as_bytes()).and_then(Object::as_array).map(|it| floats(it));
                    let grey = colour.ok().and_then(|colour| grey_of(space, &colour)).unwrap_or(missing);
                    dictionary.set(key, vec![Object::Real(grey as f32)]);
                }
            }
            3 => {
                let parts = dictionary.get(b"Functions").and_then(Object::as_array)?.clone();
                let parts = parts.iter().map(|part| self.function(part, space)).collect::<Result<Vec<_>, _>>()?;
                dictionary.set("Functions", parts);
            }
            _ => return not_black("a gradient that a program draws"),
        }
        Ok(dictionary)
    }

    fn image(&mut self, id: ObjectId, dictionary: &Dictionary) -> Result<(), Fault> {
        if dictionary.get(b"ImageMask").and_then(Object::as_bool).unwrap_or(false) {
            return Ok(());
        }
        let space = dictionary.get(b"ColorSpace").map_or(Space::Other, |space| self.space(space));
        let filter = dictionary.get(b"Filter").and_then(Object::as_name).unwrap_or_default().to_vec();
        let bits = dictionary.get(b"BitsPerComponent").and_then(Object::as_i64).unwrap_or(8);
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        match (space, filter.as_slice()) {
            (Space::Grey, _) => {}
            (Space::Rgb, b"DCTDecode") => match picture::grey_jpeg(&stream.content) {
                Some(grey) => stream.set_content(grey),
                None => return not_black("a photograph that cannot be decoded"),
            },
            (Space::Rgb, b"FlateDecode" | b"") if bits == 8 => {
                let pixels = stream.decompressed_content()?;
                let grey = pixels.chunks_exact(3).map(|pixel| picture::grey_pixel([pixel[0], pixel[1], pixel[2]]));
                stream.set_plain_content(grey.collect());
                let _ = stream.compress();
            }
            _ => return not_black("a picture of an unusual kind"),
        }
        stream.dict.set("ColorSpace", Object::Name(b"DeviceGray".to_vec()));
        stream.dict.remove(b"DecodeParms");
        Ok(())
    }

    /// The spaces that a content stream knows by name.
    fn spaces(&self, resources: &Dictionary) -> BTreeMap<Vec<u8>, Space> {
        let named = resources.get(b"ColorSpace").ok().and_then(|it| resolved(self.pdf, it).as_dict().ok());
        let named = named.into_iter().flat_map(Dictionary::iter);
        named.map(|(name, space)| (name.clone(), self.space(space))).collect()
    }

    fn space(&self, object: &Object) -> Space {
        match resolved(self.pdf, object) {
            Object::Name(name) => device_space(name),
            Object::Array(parts) => match parts.first().map(|first| resolved(self.pdf, first)) {
                Some(Object::Name(name)) if name == b"ICCBased" => {
                    let profile = parts.get(1).and_then(|profile| resolved(self.pdf, profile).as_stream().ok());
                    match profile.and_then(|profile| profile.dict.get(b"N").and_then(Object::as_i64).ok()) {
                        Some(1) => Space::Grey,
                        Some(3) => Space::Rgb,
                        Some(4) => Space::Cmyk,
                        _ => Space::Other,
                    }
                }
                Some(Object::Name(name)) if parts.len() == 1 || name.starts_with(b"Cal") => device_space(name),
                _ => Space::Other,
            },
            _ => Space::Other,
        }
    }
}

fn device_space(name: &[u8]) -> Space {
    match name {
        b"DeviceGray" | b"CalGray" | b"G" => Space::Grey,
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Space::Rgb,
        b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
        b"Pattern" => Space::Pattern,
        _ => Space::Other,
    }
}

/// The space in which a group is blended.
fn grey_group(dictionary: &mut Dictionary) {
    if let Ok(group) = dictionary.get_mut(b"Group").and_then(Object::as_dict_mut)
        && group.has(b"CS")
    {
        group.set("CS", Object::Name(b"DeviceGray".to_vec()));
    }
}

/// A table of colours (function of type 0) with one value each.
fn sampled(mut stream: lopdf::Stream, space: Space) -> Result<lopdf::Stream, Fault> {
    if stream.dict.get(b"FunctionType").and_then(Object::as_i64)? != 0 {
        return not_black("a gradient that a program draws");
    }
    let bits = stream.dict.get(b"BitsPerSample").and_then(Object::as_i64)?;
    let width = match space {
        Space::Grey => 1,
        Space::Rgb => 3,
        _ => 4,
    };
    if bits != 8 {
        return not_black("a gradient of fine samples");
    }
    let samples = stream.decompressed_content()?;
    let grey = |colour: &[u8]| {
        let shares: Vec<f64> = colour.iter().map(|byte| f64::from(*byte) / 255.0).collect();
        grey_of(space, &shares).map_or(0, |grey| (grey * 255.0).round() as u8)
    };
    let table: Vec<u8> = samples.chunks_exact(width).map(grey).collect();
    stream.set_plain_content(table);
    stream.dict.set("Range", vec![0.into(), 1.into()]);
    stream.dict.remove(b"Decode");
    let _ = stream.compress();
    Ok(stream)
}

fn floats(array: &[Object]) -> Vec<f64> {
    array.iter().filter_map(|number| number.as_float().ok()).map(f64::from).collect()
}

/// The grey of a colour, from 0 to 1; `None` if the numbers do not fit the space.
fn grey_of(space: Space, colour: &[f64]) -> Option<f64> {
    match (space, colour) {
        (Space::Grey, [grey]) => Some(*grey),
        (Space::Rgb, [red, green, blue]) => Some(colour::grey([*red, *green, *blue])),
        (Space::Cmyk, [cyan, magenta, yellow, key]) => {
            let share = |ink: &f64| (1.0 - ink) * (1.0 - key);
            Some(colour::grey([share(cyan), share(magenta), share(yellow)]))
        }
        _ => None,
    }
}

/// What a content stream has set.
#[derive(Debug, Clone, Copy)]
struct State {
    fill: Space,
    stroke: Space,
    /// The grey that shapes are filled with; `None` for a pattern.
    grey: Option<f64>,
}

/// The content stream with `g` and `G` for every colour, and dark words solid.
fn rewritten(content: &[u8], spaces: &BTreeMap<Vec<u8>, Space>) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::with_capacity(content.len());
    let mut copied = 0;
    let mut state = State { fill: Space::Grey, stroke: Space::Grey, grey: Some(0.0) };
    let mut saved = Vec::new();
    let mut in_text = false;
    let mut operands: Vec<Token> = Vec::new();
    let mut lexer = Lexer::new(content);
    for token in &mut lexer {
        if !token.is_operator {
            operands.push(token);
            continue;
        }
        let start = operands.first().map_or(token.start, |first| first.start);
        let end = token.start + token.bytes.len();
        let replaced: Option<Vec<u8>> = match token.bytes {
            b"q" => {
                saved.push(state);
                None
            }
            b"Q" => {
                state = saved.pop().unwrap_or(state);
                None
            }
            b"BT" => {
                in_text = true;
                state.grey.filter(|grey| is_dark(*grey)).map(|_| b"0 g BT".to_vec())
            }
            b"ET" => {
                in_text = false;
                state.grey.filter(|grey| is_dark(*grey)).map(|grey| format!("ET {} g", short(grey)).into_bytes())
            }
            _ => match painted(token.bytes, &operands, spaces, &mut state)? {
                Paint::Fill(grey) => {
                    let shown = if in_text && is_dark(grey) { 0.0 } else { grey };
                    Some(format!("{} g", short(shown)).into_bytes())
                }
                Paint::Stroke(grey) => Some(format!("{} G", short(grey)).into_bytes()),
                Paint::Same => None,
            },
        };
        operands.clear();
        if let Some(bytes) = replaced {
            out.extend_from_slice(&content[copied..start]);
            // The name that stood here kept the operator before it apart.
            if out.last().is_some_and(|last| is_regular(*last)) {
                out.push(b' ');
            }
            out.extend_from_slice(&bytes);
            copied = end;
        }
    }
    if !lexer.sound {
        return not_black("a picture among the letters of a page");
    }
    out.extend_from_slice(&content[copied..]);
    Ok(out)
}

/// What an operator does to colours.
enum Paint {
    Fill(f64),
    Stroke(f64),
    Same,
}

fn painted(
    operator: &[u8],
    operands: &[Token],
    spaces: &BTreeMap<Vec<u8>, Space>,
    state: &mut State,
) -> Result<Paint, Fault> {
    let is_fill = operator.first().is_some_and(u8::is_ascii_lowercase);
    let space = match operator {
        b"cs" | b"CS" => {
            let name = operands.first().map(|name| name.bytes.strip_prefix(b"/").unwrap_or(name.bytes));
            let name = name.unwrap_or_default();
            let space = spaces.get(name).copied().unwrap_or_else(|| device_space(name));
            *(if is_fill { &mut state.fill } else { &mut state.stroke }) = space;
            return match space {
                // Their first colour is black (ISO 32000-1, 8.6.8).
                Space::Grey | Space::Rgb | Space::Cmyk => Ok(set(is_fill, 0.0, state)),
                Space::Pattern => Ok(Paint::Same),
                Space::Other => not_black("a special colour"),
            };
        }
        b"sc" | b"scn" => state.fill,
        b"SC" | b"SCN" => state.stroke,
        b"g" | b"G" => Space::Grey,
        b"rg" | b"RG" => Space::Rgb,
        b"k" | b"K" => Space::Cmyk,
        _ => return Ok(Paint::Same),
    };
    if operands.last().is_some_and(|last| last.bytes.starts_with(b"/")) {
        if is_fill {
            state.grey = None;
        }
        return Ok(Paint::Same);
    }
    let number = |token: &Token| std::str::from_utf8(token.bytes).ok()?.parse::<f64>().ok();
    let colour: Option<Vec<f64>> = operands.iter().map(number).collect();
    match colour.and_then(|colour| grey_of(space, &colour)) {
        Some(grey) => Ok(set(is_fill, grey, state)),
        None => not_black("a special colour"),
    }
}

fn set(is_fill: bool, grey: f64, state: &mut State) -> Paint {
    if is_fill {
        state.grey = Some(grey);
        Paint::Fill(grey)
    } else {
        Paint::Stroke(grey)
    }
}

fn is_dark(grey: f64) -> bool {
    grey > 0.0 && colour::luminance([grey; 3]) < DARK
}

/// A grey to a thousandth: finer than the 256 steps of a printer.
fn short(grey: f64) -> String {
    let text = format!("{:.3}", grey.clamp(0.0, 1.0));
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(content: &str) -> String {
        let spaces = BTreeMap::from([
            (b"c0".to_vec(), Space::Rgb),
            (b"c1".to_vec(), Space::Grey),
            (b"s".to_vec(), Space::Other),
        ]);
        match rewritten(content.as_bytes(), &spaces) {
            Ok(bytes) => String::from_utf8(bytes).unwrap(),
            Err(Fault::NotBlack(what)) => what,
            Err(Fault::Pdf(error)) => error.to_string(),
        }
    }

    #[test]
    fn colours_become_greys_of_the_same_luminance() {
        assert_eq!(turned("/c0 cs 1 0 0 scn 0 0 9 9 re f"), "0 g 0.498 g 0 0 9 9 re f");
        assert_eq!(turned("0 1 0 RG 1 1 1 rg"), "0.862 G 1 g");
        assert_eq!(turned("0 0 0 0.5 k /c1 CS .25 SC"), "0.5 g 0 G 0.25 G");
        assert_eq!(turned("1 0 0 1 0 0 cm/c0 cs 1 1 1 scn/P gs"), "1 0 0 1 0 0 cm 0 g 1 g/P gs");
        assert_eq!(turned("/Pattern cs /P0 scn f"), "/Pattern cs /P0 scn f");
    }

    #[test]
    fn dark_words_are_solid_and_shapes_are_not() {
        let accent = turned("/c0 cs 0.71 0.07 0.24 scn BT (a) Tj ET f");
        assert_eq!(accent, "0 g 0.359 g 0 g BT (a) Tj ET 0.359 g f");
        assert_eq!(turned("1 1 1 rg BT (a) Tj ET"), "1 g BT (a) Tj ET");
        assert_eq!(turned("BT 0.2 0.2 0.2 rg (a) Tj ET f"), "BT 0 g (a) Tj ET 0.2 g f");
        assert_eq!(turned("q 0.3 g Q BT (a) Tj ET"), "q 0.3 g Q BT (a) Tj ET");
    }

    #[test]
    fn what_has_no_equal_is_refused() {
        assert!(turned("/s cs 0.5 scn").contains("a special colour"));
        assert!(turned("q BI /W 1 ID x EI Q").contains("a picture among the letters"));
        assert!(turned("/c0 cs 1 0 scn").contains("a special colour"));
    }
}
