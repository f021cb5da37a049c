//! A PDF opened within bounds: how much it may unpack, how deep it may go, how many steps are followed.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};

use crate::preflight::matrix::{Matrix, Rect};

/// The most bytes of a file that are read.
pub const MOST_FILE: u64 = 500_000_000;
/// The most bytes that one stream may unpack to while the file is opened.
const MOST_LOADED: usize = 16_000_000;
/// The most bytes that all content, fonts and functions may unpack to.
const MOST_UNPACKED: usize = 200_000_000;
/// The most bytes that one picture may unpack to: a poster at 300 ppi has less.
pub const MOST_PICTURE: usize = 400_000_000;
/// The most bytes that all pictures may unpack to.
const MOST_PICTURES: usize = 4_000_000_000;
/// The most steps of content that are followed, forms counted each time that they are shown.
const MOST_STEPS: usize = 30_000_000;
/// The most pages that are read.
const MOST_PAGES: usize = 20_000;
/// The deepest page tree; real ones have three or four levels.
const MOST_TREE: usize = 64;

/// Why something of a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It unpacks to more than any print job has.
    TooLarge,
    /// It is damaged, or packed in a way that nobody knows.
    Damaged,
}

/// Why a file could not be opened.
#[derive(Debug)]
pub enum Refusal {
    /// A password is needed, or was.
    Encrypted,
    /// It unpacks to more than any print job has.
    TooLarge,
    /// It is no PDF, or damaged.
    Damaged,
}

/// An opened PDF.
pub struct Pdf {
    /// Its objects.
    pub document: Document,
    unpacked: Cell<usize>,
    pictures: Cell<usize>,
    steps: Cell<usize>,
    /// Content that is shown again and again.
    contents: RefCell<BTreeMap<ObjectId, Rc<[u8]>>>,
}

impl Pdf {
    /// Opens a file.
    pub fn open(bytes: &[u8]) -> Result<Self, Refusal> {
        let options = LoadOptions { max_decompressed_size: Some(MOST_LOADED), ..LoadOptions::default() };
        let document = match Document::load_mem_with_options(bytes, options) {
            Ok(document) => document,
            Err(Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_)) => {
                return Err(Refusal::Encrypted);
            }
            Err(Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(Refusal::TooLarge);
            }
            Err(_) => return Err(Refusal::Damaged),
        };
        if document.trailer.has(b"Encrypt") || document.was_encrypted() {
            return Err(Refusal::Encrypted);
        }
        if document.catalog().is_err() {
            return Err(Refusal::Damaged);
        }
        Ok(Pdf {
            document,
            unpacked: Cell::new(0),
            pictures: Cell::new(0),
            steps: Cell::new(0),
            contents: RefCell::default(),
        })
    }

    /// What an object is, behind any number of references.
    pub fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    /// An entry of a dictionary, behind any number of references; nothing if it is missing or null.
    pub fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let object = self.resolve(dictionary.get(key.as_bytes()).ok()?);
        (!object.is_null()).then_some(object)
    }

    /// An entry that is a dictionary, or the dictionary of a stream.
    pub fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        as_dictionary(self.get(dictionary, key)?)
    }

    /// An entry that is a name.
    pub fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_name().ok()
    }

    /// An entry that is an array.
    pub fn array<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a [Object]> {
        self.get(dictionary, key)?.as_array().ok().map(Vec::as_slice)
    }

    /// An entry that is a number.
    pub fn number(&self, dictionary: &Dictionary, key: &str) -> Option<f64> {
        self.get(dictionary, key)?.as_float().ok().map(f64::from)
    }

    /// An entry that is a text, decoded.
    pub fn text(&self, dictionary: &Dictionary, key: &str) -> Option<String> {
        lopdf::decode_text_string(self.get(dictionary, key)?).ok()
    }

    /// The numbers of an array.
    pub fn numbers(&self, array: &[Object]) -> Vec<f64> {
        array.iter().filter_map(|number| self.resolve(number).as_float().ok()).map(f64::from).collect()
    }

    /// An entry that is a rectangle.
    pub fn rect(&self, dictionary: &Dictionary, key: &str) -> Option<Rect> {
        let numbers = self.numbers(self.array(dictionary, key)?);
        let [left, bottom, right, top] = numbers.as_slice().try_into().ok()?;
        Some(Rect::between([left, bottom], [right, top]))
    }

    /// An entry that is a matrix; the one that changes nothing if it is missing.
    pub fn matrix(&self, dictionary: &Dictionary, key: &str) -> Matrix {
        let numbers = self.array(dictionary, key).map(|array| self.numbers(array)).unwrap_or_default();
        numbers.as_slice().try_into().map_or(Matrix::SAME, Matrix)
    }

    /// The unpacked bytes of a stream, as long as not too much was unpacked before.
    pub fn unpack(&self, stream: &Stream) -> Result<Vec<u8>, Fault> {
        let left = MOST_UNPACKED.saturating_sub(self.unpacked.get());
        let bytes = unpack(stream, left)?;
        self.unpacked.set(self.unpacked.get() + bytes.len());
        Ok(bytes)
    }

    /// The unpacked bytes of a picture.
    pub fn unpack_picture(&self, stream: &Stream, most: usize) -> Result<Vec<u8>, Fault> {
        let left = MOST_PICTURES.saturating_sub(self.pictures.get());
        let bytes = unpack(stream, most.min(left).min(MOST_PICTURE))?;
        self.pictures.set(self.pictures.get() + bytes.len());
        Ok(bytes)
    }

    /// The unpacked bytes of content that may be shown more than once.
    pub fn content(&self, id: Option<ObjectId>, stream: &Stream) -> Result<Rc<[u8]>, Fault> {
        if let Some(known) = id.and_then(|id| self.contents.borrow().get(&id).cloned()) {
            return Ok(known);
        }
        let bytes: Rc<[u8]> = self.unpack(stream)?.into();
        if let Some(id) = id {
            self.contents.borrow_mut().insert(id, Rc::clone(&bytes));
        }
        Ok(bytes)
    }

    /// Counts a step of content; `false` once there were more than any print job has.
    pub fn step(&self) -> bool {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        steps <= MOST_STEPS
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Dictionary {
        static NONE: std::sync::LazyLock<Dictionary> = std::sync::LazyLock::new(Dictionary::new);
        self.document.catalog().unwrap_or(&NONE)
    }

    /// The pages in their order, each with what it inherits. A tree that runs in a circle ends where it began; `false`
    /// if it did so, or if a page is missing.
    pub fn pages(&self) -> (Vec<Dictionary>, bool) {
        let mut tree = Tree { pdf: self, pages: Vec::new(), seen: BTreeSet::new(), sound: true };
        match self.catalog().get(b"Pages") {
            Ok(root) => tree.walk(root, &Dictionary::new(), 0),
            Err(_) => tree.sound = false,
        }
        (tree.pages, tree.sound)
    }
}

struct Tree<'a> {
    pdf: &'a Pdf,
    pages: Vec<Dictionary>,
    seen: BTreeSet<ObjectId>,
    sound: bool,
}

impl Tree<'_> {
    fn walk(&mut self, node: &Object, inherited: &Dictionary, depth: usize) {
        let again = node.as_reference().is_ok_and(|id| !self.seen.insert(id));
        let dictionary = self.pdf.resolve(node).as_dict();
        let (Ok(dictionary), false, true) = (dictionary, again, self.pages.len() < MOST_PAGES && depth < MOST_TREE)
        else {
            self.sound = false;
            return;
        };
        let mut whole = inherited.clone();
        for key in ["Resources", "MediaBox", "CropBox", "Rotate"] {
            if let Ok(value) = dictionary.get(key.as_bytes()) {
                whole.set(key, value.clone());
            }
        }
        match self.pdf.array(dictionary, "Kids") {
            Some(kids) => kids.iter().for_each(|kid| self.walk(kid, &whole, depth + 1)),
            None => {
                for (key, value) in dictionary.iter() {
                    whole.set(key.clone(), value.clone());
                }
                self.pages.push(whole);
            }
        }
    }
}

/// The dictionary that an object is, or that a stream has.
pub fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn unpack(stream: &Stream, most: usize) -> Result<Vec<u8>, Fault> {
    stream.get_plain_content_with_limit(most).map_err(|error| match error {
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Fault::TooLarge,
        _ => Fault::Damaged,
    })
}
