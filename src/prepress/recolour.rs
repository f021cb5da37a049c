//! Every colour of a PDF turned into other inks, bytes to bytes.
//!
//! `ink = "black"` makes greys: a grey has the luminance of its colour, so that the contrast with paper, as WCAG 2.2 reckons
//! it, stays what it was, and dark words become solid black, because an office machine prints greys as dots and small
//! letters of dots cannot be read. A print shop gets four inks: greys and black are black ink alone, words in it are printed
//! over what is below them, and all else goes through the profile of the press.
//!
//! Colours stand in content streams (of pages, forms, tilings, glyphs), in shadings and their functions, in pictures and in
//! the spaces of transparency groups; what has no equal is refused, never passed on.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::export::lexer::{Lexer, Token, is_regular};
use crate::picture;
use crate::prepress::inks::Inks;
use crate::prepress::{PrepressError, Print, resolved};

/// Deeper forms inside forms are a circle.
const MOST_NESTING: usize = 32;

/// What a colour space has: grey, red green and blue, four inks, a pattern, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Grey,
    Rgb,
    Cmyk,
    Pattern,
    Other,
}

/// The names under which a page knows that words are printed over what is below them, and that they are not.
const OVERPRINT: &str = "LotusOver";
const KNOCK_OUT: &str = "LotusOut";
/// The same for lines.
const LINES_OVER: &str = "LotusLinesOver";
const LINES_OUT: &str = "LotusLinesOut";

/// Turns every colour of a PDF into these inks.
///
/// # Errors
/// The page and the thing that cannot be turned: a colour space, a gradient or a picture of a kind that Typst writes for
/// nothing but conic gradients, spot colours and PDFs inside PDFs.
pub fn recolour(mut print: Print, inks: &Inks) -> Result<Print, PrepressError> {
    let pages = print.pages();
    let mut done = BTreeSet::new();
    let states = matches!(inks, Inks::Press(_)).then(|| overprint_states(&mut print.0));
    for (index, page) in pages.into_iter().enumerate() {
        let mut pass = Pass { pdf: &mut print.0, inks, states: states.as_ref(), done: &mut done, depth: 0 };
        pass.page(page).map_err(|fault| match fault {
            Fault::Pdf(error) => PrepressError::Unreadable(error),
            Fault::NoEqual(what) => PrepressError::NoEqual { page: index + 1, what },
        })?;
    }
    Ok(print)
}

/// The graphics states for words and for lines: with mode 1 an ink of which nothing is said leaves what is below (ISO
/// 32000-1, 8.6.7).
fn overprint_states(pdf: &mut Document) -> Dictionary {
    let mut state = |key: &str, prints_over: bool| {
        // What `OP` says counts for filling too where nothing is said of that; words see to themselves.
        let mut state = dictionary! { "Type" => "ExtGState", "op" => false, "OPM" => 1 };
        state.set(key, prints_over);
        Object::Reference(pdf.add_object(state))
    };
    dictionary! {
        OVERPRINT => state("op", true),
        KNOCK_OUT => state("op", false),
        LINES_OVER => state("OP", true),
        LINES_OUT => state("OP", false),
    }
}

enum Fault {
    Pdf(lopdf::Error),
    NoEqual(String),
}

impl From<lopdf::Error> for Fault {
    fn from(error: lopdf::Error) -> Self {
        Fault::Pdf(error)
    }
}

fn refused<T>(what: &str) -> Result<T, Fault> {
    Err(Fault::NoEqual(format!("{what} cannot be turned into these inks")))
}

struct Pass<'a> {
    pdf: &'a mut Document,
    inks: &'a Inks,
    /// The graphics states for words in black ink, where there are any.
    states: Option<&'a Dictionary>,
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
        let mut written = self.rewritten(&content, &resources)?;
        if self.inks.channels() > 1 {
            // A page begins with the black of DeviceGray, which is not among these inks.
            let begin = self.inks.operators().map(|operator| format!("{} {operator} ", numbers(&self.inks.black())));
            written.splice(0..0, begin.concat().into_bytes());
        }
        self.pdf.change_page_content(page, written)?;
        let resources = self.with_states(&resources);
        let space = self.inks.space();
        let dictionary = self.pdf.get_object_mut(page)?.as_dict_mut()?;
        dictionary.set("Resources", resources);
        blend_in(dictionary, space);
        Ok(())
    }

    /// Resources with the graphics states for words, and without the colour spaces that nothing names any more.
    fn with_states(&self, resources: &Dictionary) -> Dictionary {
        let mut resources = resources.clone();
        if let Some(states) = self.states {
            let own = resources.get(b"ExtGState").ok().and_then(|own| resolved(self.pdf, own).as_dict().ok());
            let mut own = own.cloned().unwrap_or_default();
            own.extend(states);
            resources.set("ExtGState", own);
        }
        let spaces = resources.get(b"ColorSpace").ok().and_then(|it| resolved(self.pdf, it).as_dict().ok()).cloned();
        if let Some(mut spaces) = spaces {
            let turned: Vec<Vec<u8>> = spaces.iter().map(|(name, _)| name.clone()).collect();
            for name in turned {
                if spaces.get(&name).is_ok_and(|space| self.space(space) != Space::Pattern) {
                    spaces.remove(&name);
                }
            }
            resources.set("ColorSpace", spaces);
        }
        resources
    }

    /// Everything that a content stream may paint with.
    fn resources(&mut self, resources: &Dictionary) -> Result<(), Fault> {
        if self.depth > MOST_NESTING {
            return refused("a drawing inside a drawing inside itself");
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
            let Some(mask) = mask.as_ref().and_then(|mask| mask.as_dict().ok()) else { continue };
            if let Ok(form) = mask.get(b"G").cloned() {
                // What a mask shows is how much is seen, not a colour.
                let mut pass =
                    Pass { pdf: self.pdf, inks: &Inks::Mask, states: None, done: self.done, depth: self.depth };
                pass.x_object(&form)?;
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
        let resources = self.with_states(&resources);
        let space = self.inks.space();
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        stream.dict.set("Resources", resources);
        blend_in(&mut stream.dict, space);
        Ok(())
    }

    fn content(&mut self, id: ObjectId, resources: &Dictionary) -> Result<(), Fault> {
        let content = self.pdf.get_object(id)?.as_stream()?.decompressed_content()?;
        let written = self.rewritten(&content, resources)?;
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        stream.set_plain_content(written);
        // A stream that deflate does not make smaller is kept plain, which is as good.
        let _ = stream.compress();
        Ok(())
    }

    fn rewritten(&self, content: &[u8], resources: &Dictionary) -> Result<Vec<u8>, Fault> {
        let has_states = self.states.is_some();
        Rewriter::new(content, &self.spaces(resources), self.inks, has_states).write()
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
                    return refused("a gradient that stands inside its pattern");
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
        let Ok(id) = object.as_reference() else { return refused("a gradient among the names of a page") };
        let dictionary = match self.pdf.get_object(id)? {
            Object::Dictionary(dictionary) => dictionary.clone(),
            _ => return refused("a gradient of triangles or patches"),
        };
        let space = dictionary.get(b"ColorSpace").map_or(Space::Other, |space| self.space(space));
        if matches!(space, Space::Other | Space::Pattern) {
            return refused("a gradient in a special colour");
        }
        let functions = match dictionary.get(b"Function").map(|it| resolved(self.pdf, it).clone()) {
            Ok(Object::Array(_)) | Err(_) => return refused("a gradient with a function for each colour"),
            Ok(_) => dictionary.get(b"Function")?.clone(),
        };
        let function = self.function(&functions, space)?;
        let space_name = self.inks.space().as_bytes().to_vec();
        let shading = self.pdf.get_object_mut(id)?.as_dict_mut()?;
        shading.set("ColorSpace", Object::Name(space_name));
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
            Object::Stream(stream) => Object::Stream(self.sampled(stream, space)?),
            _ => return refused("a gradient without a function"),
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
                    let colour = colour.unwrap_or_else(|_| vec![missing]);
                    let Some(turned) = self.inks.of(space, &colour) else {
                        return refused("a gradient between unequal colours");
                    };
                    let turned: Vec<Object> = turned.into_iter().map(|share| Object::Real(share as f32)).collect();
                    dictionary.set(key, turned);
                }
            }
            3 => {
                let parts = dictionary.get(b"Functions").and_then(Object::as_array)?.clone();
                let parts = parts.iter().map(|part| self.function(part, space)).collect::<Result<Vec<_>, _>>()?;
                dictionary.set("Functions", parts);
            }
            _ => return refused("a gradient that a program draws"),
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
        let inks = self.inks;
        let stream = self.pdf.get_object_mut(id)?.as_stream_mut()?;
        let name = match (space, filter.as_slice()) {
            (Space::Grey, b"DCTDecode" | b"FlateDecode" | b"") if bits == 8 && inks.channels() == 4 => {
                turned_pixels(stream, space, inks)?
            }
            (Space::Grey, _) => "DeviceGray",
            // The inks of a photograph that was made for a press are left alone.
            (Space::Cmyk, _) if inks.channels() == 4 => "DeviceCMYK",
            (Space::Rgb, b"DCTDecode") if inks.channels() == 1 => match picture::grey_jpeg(&stream.content) {
                Some(grey) => {
                    stream.set_content(grey);
                    "DeviceGray"
                }
                None => return refused("a photograph that cannot be decoded"),
            },
            (Space::Rgb, b"DCTDecode" | b"FlateDecode" | b"") if bits == 8 => turned_pixels(stream, space, inks)?,
            _ => return refused("a picture of an unusual kind"),
        };
        stream.dict.set("ColorSpace", Object::Name(name.as_bytes().to_vec()));
        Ok(())
    }

    /// A table of colours (function of type 0) in other inks.
    fn sampled(&self, mut stream: Stream, space: Space) -> Result<Stream, Fault> {
        if stream.dict.get(b"FunctionType").and_then(Object::as_i64)? != 0 {
            return refused("a gradient that a program draws");
        }
        let bits = stream.dict.get(b"BitsPerSample").and_then(Object::as_i64)?;
        let width = match space {
            Space::Grey => 1,
            Space::Rgb => 3,
            _ => 4,
        };
        if bits != 8 {
            return refused("a gradient of fine samples");
        }
        let samples = stream.decompressed_content()?;
        let turned = |colour: &[u8]| {
            let shares: Vec<f64> = colour.iter().map(|byte| f64::from(*byte) / 255.0).collect();
            let turned = self.inks.of(space, &shares).unwrap_or_else(|| self.inks.black());
            turned.into_iter().map(|share| (share * 255.0).round() as u8).collect::<Vec<u8>>()
        };
        let table: Vec<u8> = samples.chunks_exact(width).flat_map(turned).collect();
        stream.set_plain_content(table);
        let range: Vec<Object> = (0..self.inks.channels()).flat_map(|_| [Object::from(0), Object::from(1)]).collect();
        stream.dict.set("Range", range);
        stream.dict.remove(b"Decode");
        let _ = stream.compress();
        Ok(stream)
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

/// Turns the pixels of a picture's stream into other inks, and tells in which space they are then.
fn turned_pixels(stream: &mut Stream, space: Space, inks: &Inks) -> Result<&'static str, Fault> {
    let turned = inks.cached(&stream.content, || {
        let is_photograph = stream.dict.get(b"Filter").and_then(Object::as_name).is_ok_and(|it| it == b"DCTDecode");
        let rgb = match (is_photograph, space) {
            (true, _) => picture::jpeg_pixels(&stream.content)?,
            (false, Space::Grey) => {
                stream.decompressed_content().ok()?.into_iter().flat_map(|grey| [grey; 3]).collect()
            }
            _ => stream.decompressed_content().ok()?,
        };
        let (pixels, space) = inks.pixels(&rgb)?;
        Some((packed(pixels)?, space))
    });
    let Some((packed, space)) = turned else { return refused("a picture that cannot be decoded") };
    stream.set_content(packed.to_vec());
    stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
    stream.dict.remove(b"DecodeParms");
    stream.dict.set("BitsPerComponent", 8);
    Ok(space)
}

/// Bytes as a deflated stream holds them.
fn packed(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let mut stream = Stream::new(Dictionary::new(), bytes);
    stream.compress().ok()?;
    // Bytes that deflate does not make smaller would stay as they are.
    stream.dict.has(b"Filter").then_some(stream.content)
}

/// The space in which a group is blended.
fn blend_in(dictionary: &mut Dictionary, space: &str) {
    if let Ok(group) = dictionary.get_mut(b"Group").and_then(Object::as_dict_mut)
        && group.has(b"CS")
    {
        group.set("CS", Object::Name(space.as_bytes().to_vec()));
    }
}

fn floats(array: &[Object]) -> Vec<f64> {
    array.iter().filter_map(|number| number.as_float().ok()).map(f64::from).collect()
}

/// What a content stream has set.
#[derive(Debug, Clone)]
struct State {
    fill: Space,
    stroke: Space,
    /// What shapes are filled with; `None` for a pattern.
    colour: Option<Vec<f64>>,
    /// Whether lines are printed over what is below.
    lines_over: bool,
}

/// Writes a content stream anew with the operators of other inks.
struct Rewriter<'a> {
    content: &'a [u8],
    spaces: &'a BTreeMap<Vec<u8>, Space>,
    inks: &'a Inks,
    /// Whether words in black ink can be printed over what is below.
    has_states: bool,
    state: State,
    saved: Vec<State>,
    in_text: bool,
    out: Vec<u8>,
    copied: usize,
}

impl<'a> Rewriter<'a> {
    fn new(content: &'a [u8], spaces: &'a BTreeMap<Vec<u8>, Space>, inks: &'a Inks, has_states: bool) -> Self {
        let state = State { fill: Space::Grey, stroke: Space::Grey, colour: Some(inks.black()), lines_over: false };
        let out = Vec::with_capacity(content.len());
        Rewriter { content, spaces, inks, has_states, state, saved: Vec::new(), in_text: false, out, copied: 0 }
    }

    fn write(mut self) -> Result<Vec<u8>, Fault> {
        let mut operands: Vec<Token> = Vec::new();
        let mut lexer = Lexer::new(self.content);
        for token in &mut lexer {
            if !token.is_operator {
                operands.push(token);
                continue;
            }
            let start = operands.first().map_or(token.start, |first| first.start);
            let end = token.start + token.bytes.len();
            if let Some(written) = self.see(token.bytes, &operands)? {
                self.replace(start, end, written.as_bytes());
            }
            operands.clear();
        }
        if !lexer.sound {
            return refused("a picture among the letters of a page");
        }
        self.out.extend_from_slice(&self.content[self.copied..]);
        Ok(self.out)
    }

    fn replace(&mut self, start: usize, end: usize, written: &[u8]) {
        self.out.extend_from_slice(&self.content[self.copied..start]);
        // The name that stood here kept the operator before it apart.
        if self.out.last().is_some_and(|last| is_regular(*last)) {
            self.out.push(b' ');
        }
        self.out.extend_from_slice(written);
        self.copied = end;
    }

    /// What stands in the place of an operator and its operands; `None` if they stay.
    fn see(&mut self, operator: &[u8], operands: &[Token]) -> Result<Option<String>, Fault> {
        match operator {
            b"q" => self.saved.push(self.state.clone()),
            b"Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            b"BT" => {
                self.in_text = true;
                return Ok(self.begin_words());
            }
            b"ET" => {
                self.in_text = false;
                return Ok(self.end_words());
            }
            _ => return self.paint(operator, operands),
        }
        Ok(None)
    }

    fn begin_words(&self) -> Option<String> {
        let colour = self.state.colour.as_ref()?;
        if let Some(solid) = self.inks.of_words(colour) {
            return Some(format!("{} {} BT", numbers(&solid), self.inks.operators()[0]));
        }
        self.prints_over(colour).then(|| format!("/{OVERPRINT} gs BT"))
    }

    fn end_words(&self) -> Option<String> {
        let colour = self.state.colour.as_ref()?;
        if self.inks.of_words(colour).is_some() {
            return Some(format!("ET {} {}", numbers(colour), self.inks.operators()[0]));
        }
        self.prints_over(colour).then(|| format!("ET /{KNOCK_OUT} gs"))
    }

    fn prints_over(&self, colour: &[f64]) -> bool {
        self.has_states && self.inks.overprints(colour)
    }

    fn paint(&mut self, operator: &[u8], operands: &[Token]) -> Result<Option<String>, Fault> {
        let is_fill = operator.first().is_some_and(u8::is_ascii_lowercase);
        let space = match operator {
            b"cs" | b"CS" => return self.choose_space(is_fill, operands),
            b"sc" | b"scn" => self.state.fill,
            b"SC" | b"SCN" => self.state.stroke,
            b"g" | b"G" => Space::Grey,
            b"rg" | b"RG" => Space::Rgb,
            b"k" | b"K" => Space::Cmyk,
            _ => return Ok(None),
        };
        if operands.last().is_some_and(|last| last.bytes.starts_with(b"/")) {
            if is_fill {
                self.state.colour = None;
            }
            return Ok(None);
        }
        let number = |token: &Token| std::str::from_utf8(token.bytes).ok()?.parse::<f64>().ok();
        let colour: Option<Vec<f64>> = operands.iter().map(number).collect();
        match colour.and_then(|colour| self.inks.of(space, &colour)) {
            Some(colour) => Ok(Some(self.set(is_fill, colour))),
            None => refused("a special colour"),
        }
    }

    fn choose_space(&mut self, is_fill: bool, operands: &[Token]) -> Result<Option<String>, Fault> {
        let name = operands.first().map(|name| name.bytes.strip_prefix(b"/").unwrap_or(name.bytes));
        let name = name.unwrap_or_default();
        let space = self.spaces.get(name).copied().unwrap_or_else(|| device_space(name));
        *(if is_fill { &mut self.state.fill } else { &mut self.state.stroke }) = space;
        match space {
            // Their first colour is black (ISO 32000-1, 8.6.8).
            Space::Grey | Space::Rgb | Space::Cmyk => Ok(Some(self.set(is_fill, self.inks.black()))),
            Space::Pattern => Ok(None),
            Space::Other => refused("a special colour"),
        }
    }

    /// Notes a colour and writes it, as words have it inside a text object.
    fn set(&mut self, is_fill: bool, colour: Vec<f64>) -> String {
        let [fill, stroke] = self.inks.operators();
        if !is_fill {
            let over = self.prints_over(&colour);
            let written = format!("{} {stroke}", numbers(&colour));
            if over == self.state.lines_over {
                return written;
            }
            self.state.lines_over = over;
            return format!("{written} /{} gs", if over { LINES_OVER } else { LINES_OUT });
        }
        let solid = if self.in_text { self.inks.of_words(&colour) } else { None };
        let written = format!("{} {fill}", numbers(solid.as_deref().unwrap_or(&colour)));
        let before = self.state.colour.replace(colour);
        if !self.in_text {
            return written;
        }
        // Inside a text object only words are painted: what they print over changes with their colour.
        let over = |colour: Option<&Vec<f64>>| colour.is_some_and(|colour| self.prints_over(colour));
        match (over(before.as_ref()), over(self.state.colour.as_ref())) {
            (false, true) => format!("{written} /{OVERPRINT} gs"),
            (true, false) => format!("{written} /{KNOCK_OUT} gs"),
            _ => written,
        }
    }
}

/// Shares as PDF writes them, to a thousandth: finer than the 256 steps of a printer.
fn numbers(shares: &[f64]) -> String {
    let short = |share: &f64| {
        let text = format!("{:.3}", share.clamp(0.0, 1.0));
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    shares.iter().map(short).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepress::inks::Press;
    use crate::prepress::inks::tests::PROFILE;

    fn turned_into(inks: &Inks, content: &str) -> String {
        let spaces = BTreeMap::from([
            (b"c0".to_vec(), Space::Rgb),
            (b"c1".to_vec(), Space::Grey),
            (b"s".to_vec(), Space::Other),
        ]);
        match Rewriter::new(content.as_bytes(), &spaces, inks, true).write() {
            Ok(bytes) => String::from_utf8(bytes).unwrap(),
            Err(Fault::NoEqual(what)) => what,
            Err(Fault::Pdf(error)) => error.to_string(),
        }
    }

    fn turned(content: &str) -> String {
        turned_into(&Inks::Black, content)
    }

    #[test]
    fn black_ink_alone_prints_over_what_is_below() {
        let press = Inks::Press(Press::of(PROFILE).unwrap());
        let press = |content| turned_into(&press, content);
        assert_eq!(press("BT (a) Tj ET"), "/LotusOver gs BT (a) Tj ET /LotusOut gs");
        assert_eq!(press("1 g BT (a) Tj ET"), "0 0 0 0 k BT (a) Tj ET", "white words never do");
        let grey = press("/c1 cs 0.5 scn 0 0 1 1 re f");
        assert!(grey.starts_with("0 0 0 1 k 0 0 0 0.") && grey.ends_with(" k 0 0 1 1 re f"), "{grey}");
        let changing = press("BT (a) Tj 1 1 1 rg (b) Tj 0 g (c) Tj ET");
        let expected =
            "/LotusOver gs BT (a) Tj 0 0 0 0 k /LotusOut gs (b) Tj 0 0 0 1 k /LotusOver gs (c) Tj ET /LotusOut gs";
        assert_eq!(changing, expected);
        assert_eq!(press("0 G 1 G"), "0 0 0 1 K /LotusLinesOver gs 0 0 0 0 K /LotusLinesOut gs", "thin lines too");
        assert!(press("0.71 0.07 0.24 rg").ends_with(" k") && press("0.1 0.2 0.3 0.4 K") == "0.1 0.2 0.3 0.4 K");
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
