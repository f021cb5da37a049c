//! Reads a finished PDF: the few facts that the tests ask for.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object};

/// A PDF read back.
pub struct Pdf {
    document: Document,
}

impl Pdf {
    /// Reads bytes, which must be a PDF.
    pub fn read(bytes: &[u8]) -> Self {
        Pdf { document: Document::load_mem(bytes).expect("the file is a PDF") }
    }

    /// The document catalogue.
    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().expect("a PDF has a catalogue")
    }

    /// Number of pages.
    pub fn pages(&self) -> usize {
        self.document.get_pages().len()
    }

    /// A name in the viewer preferences.
    pub fn direction(&self) -> String {
        let preferences = self.catalog().get(b"ViewerPreferences").and_then(Object::as_dict).expect("preferences");
        let name = preferences.get(b"Direction").and_then(Object::as_name).expect("a direction");
        String::from_utf8_lossy(name).into_owned()
    }

    /// The language of the catalogue.
    pub fn language(&self) -> String {
        lopdf::decode_text_string(self.catalog().get(b"Lang").expect("a language")).expect("text")
    }

    /// A value of the viewer preferences.
    pub fn preference(&self, key: &str) -> String {
        let preferences = self.catalog().get(b"ViewerPreferences").and_then(Object::as_dict).expect("preferences");
        format!("{:?}", preferences.get(key.as_bytes()).expect("the preference"))
    }

    /// Width and height of the pages in points, each once.
    pub fn sizes(&self) -> BTreeSet<[i64; 2]> {
        let side = |page, index: usize| {
            let page: &Dictionary = self.document.get_dictionary(page).expect("a page");
            let sides = page.get(b"MediaBox").and_then(Object::as_array).expect("a box");
            sides[index].as_float().expect("a side").round() as i64
        };
        self.document.page_iter().map(|page| [side(page, 2), side(page, 3)]).collect()
    }

    /// MediaBox, BleedBox and TrimBox of every page, in whole points.
    pub fn boxes(&self) -> Vec<[[i64; 4]; 3]> {
        let corners = |page: &Dictionary, key: &[u8]| -> [i64; 4] {
            let corners = page.get(key).and_then(Object::as_array).expect("a box");
            std::array::from_fn(|index| corners[index].as_float().expect("a side").round() as i64)
        };
        let pages = self.document.page_iter().map(|page| self.document.get_dictionary(page).expect("a page"));
        pages.map(|page| [b"MediaBox".as_slice(), b"BleedBox", b"TrimBox"].map(|key| corners(page, key))).collect()
    }

    /// How far from the left edge of a page, from 1, the words that stand farthest left begin. Typst writes the place of a
    /// line into the matrix before its text object.
    pub fn leftmost_text(&self, page: u32) -> f64 {
        let id = self.document.get_pages()[&page];
        let content = lopdf::content::Content::decode(&self.document.get_page_content(id)).expect("content");
        let (mut place, mut leftmost) = (0.0, f64::INFINITY);
        for operation in content.operations {
            let across = |at: usize| f64::from(operation.operands[at].as_float().expect("a number"));
            match operation.operator.as_str() {
                "cm" => place = across(4),
                "Tm" => leftmost = leftmost.min(place + across(4)),
                _ => {}
            }
        }
        leftmost
    }

    /// What each side of a sheet shows: the page, from 1, and where its lower left corner stands, from left to right;
    /// negative if it stands on its head.
    pub fn sheets(&self) -> Vec<Vec<(usize, f64)>> {
        self.document.page_iter().map(|page| shown(&self.document.get_page_content(page))).collect()
    }

    /// The operators that set colours, and the colour spaces of pictures, in everything that the pages paint with.
    pub fn colour_operators(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for object in self.document.objects.values() {
            let Ok(stream) = object.as_stream() else { continue };
            let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            if subtype == b"Image" && !stream.dict.has(b"ImageMask") {
                found.insert(format!("{:?}", stream.dict.get(b"ColorSpace").expect("a space")));
            } else if subtype == b"Form" || stream.dict.has(b"PatternType") || stream.dict.len() <= 2 {
                let Ok(content) = stream.decompressed_content() else { continue };
                let Ok(content) = lopdf::content::Content::decode(&content) else { continue };
                let names = ["g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN"];
                let operators = content.operations.into_iter().filter(|it| names.contains(&it.operator.as_str()));
                found.extend(operators.map(|it| match it.operands.first() {
                    Some(Object::Name(name)) => format!("{} {}", it.operator, String::from_utf8_lossy(name)),
                    _ => it.operator,
                }));
            }
        }
        found
    }

    /// The labels of all pages; each has one of its own.
    pub fn page_labels(&self) -> Vec<String> {
        let labels = self.catalog().get(b"PageLabels").and_then(Object::as_dict).expect("page labels");
        let numbers = labels.get(b"Nums").and_then(Object::as_array).expect("numbers");
        numbers
            .chunks(2)
            .map(|pair| lopdf::decode_text_string(pair[1].as_dict().unwrap().get(b"P").unwrap()).expect("text"))
            .collect()
    }

    /// The XMP packet.
    pub fn metadata(&self) -> String {
        let id = self.catalog().get(b"Metadata").and_then(Object::as_reference).expect("metadata");
        let stream = self.document.get_object(id).and_then(Object::as_stream).expect("a stream");
        String::from_utf8_lossy(&stream.content).into_owned()
    }

    /// The words of all pages, as a reader would copy them.
    pub fn page_text(&self) -> String {
        let numbers: Vec<u32> = self.document.get_pages().into_keys().collect();
        self.document.extract_text(&numbers).expect("text")
    }

    /// Every string in the file's objects, in UTF-8: bookmarks, alternative texts, metadata.
    pub fn strings(&self) -> Vec<String> {
        let mut found = Vec::new();
        for object in self.document.objects.values() {
            collect(object, &mut found);
        }
        found
    }

    /// The bytes of every stream, decoded where they can be.
    pub fn streams(&self) -> Vec<Vec<u8>> {
        let streams = self.document.objects.values().filter_map(|object| object.as_stream().ok());
        streams.map(|stream| stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())).collect()
    }

    /// The colours of red, green and blue that the file paints with.
    pub fn colours(&self) -> BTreeSet<[u8; 3]> {
        let mut found = BTreeSet::new();
        for stream in self.streams() {
            let text = String::from_utf8_lossy(&stream);
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            for four in words.windows(4).filter(|four| ["rg", "RG", "sc", "SC", "scn", "SCN"].contains(&four[3])) {
                let shares: Option<Vec<f64>> = four[..3].iter().map(|share| share.parse().ok()).collect();
                let Some(shares) = shares else { continue };
                found.insert(std::array::from_fn(|channel| (shares[channel] * 255.0).round() as u8));
            }
        }
        found
    }

    /// The links to a place in the file that are no wider than this, in points: the page of each and that of its place.
    pub fn narrow_links(&self, widest: f32) -> Vec<(u32, u32)> {
        let pages = self.document.get_pages();
        let number = |id| pages.iter().find(|(_, page)| **page == id).map(|(number, _)| *number);
        let mut found = Vec::new();
        for (page, id) in &pages {
            for link in self.document.get_page_annotations(*id).expect("annotations") {
                let list = |key: &[u8]| self.document.dereference(link.get(key).ok()?).ok()?.1.as_array().ok();
                let Some(place) = list(b"Dest") else { continue };
                let sides = list(b"Rect").expect("a rectangle");
                let side = |index: usize| sides[index].as_float().expect("a side");
                if (side(2) - side(0)).abs() <= widest {
                    found.extend(place[0].as_reference().ok().and_then(number).map(|target| (*page, target)));
                }
            }
        }
        found
    }

    /// Pixel sizes of the pictures, by object.
    pub fn pictures(&self) -> BTreeMap<u32, (i64, i64)> {
        let streams = self.document.objects.iter().filter_map(|(id, object)| Some((id.0, object.as_stream().ok()?)));
        streams
            .filter(|(_, stream)| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|it| it == b"Image"))
            .map(|(id, stream)| {
                let side = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).expect("a side");
                (id, (side(b"Width"), side(b"Height")))
            })
            .collect()
    }
}

fn collect(object: &Object, found: &mut Vec<String>) {
    match object {
        Object::String(..) => found.extend(lopdf::decode_text_string(object)),
        Object::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| collect(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| collect(value, found)),
        _ => {}
    }
}

/// The pages that the content of a sheet shows, as [`Pdf::sheets`] tells them.
fn shown(content: &[u8]) -> Vec<(usize, f64)> {
    let content = lopdf::content::Content::decode(content).expect("a content stream");
    let (mut turned, mut at, mut found) = (1.0, 0.0, Vec::new());
    for operation in content.operations {
        let number = |index: usize| f64::from(operation.operands[index].as_float().expect("a number"));
        match operation.operator.as_str() {
            "cm" if number(0) < 0.0 => turned = -1.0,
            "cm" => at = number(4),
            "Do" => {
                let name = operation.operands[0].as_name().expect("a name");
                let page = String::from_utf8_lossy(&name[1..]).parse().expect("a page");
                found.push((page, at * turned));
            }
            _ => {}
        }
    }
    found
}
