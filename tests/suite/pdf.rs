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
