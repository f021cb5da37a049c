//! A PDF opened within bounds: how much it may unpack, how deep it may go, how many steps are followed.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};

use crate::preflight::matrix::{Matrix, Rect};

/// The most bytes of a file that are read.
pub const MOST_FILE: u64 = 500_000_000;
/// The most bytes that all streams of objects may unpack to: read into memory, each takes many times as much.
const MOST_OBJECTS: usize = 32_000_000;
/// The most bytes that one stream may unpack to while the file is opened.
const MOST_LOADED: usize = 8_000_000;
/// The most bytes that all content, fonts and functions may unpack to.
const MOST_UNPACKED: usize = 200_000_000;
/// The most bytes that one picture may unpack to: a poster at 300 ppi has less.
pub const MOST_PICTURE: usize = 400_000_000;
/// The most bytes that all pictures may unpack to.
const MOST_PICTURES: usize = 4_000_000_000;
/// The most steps of content that are followed, forms counted each time that they are shown.
const MOST_STEPS: usize = 20_000_000;
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

/// A page, and what it inherits.
pub struct Page<'a> {
    /// Its entries, inherited boxes among them.
    pub entries: Dictionary,
    /// What it is drawn with; many pages may share it.
    pub resources: Option<&'a Dictionary>,
}

/// An opened PDF.
pub struct Pdf {
    /// Its objects.
    pub document: Document,
    /// Whether everything that its table of contents names was found, and ends where it says.
    pub is_whole: bool,
    unpacked: Cell<usize>,
    pictures: Cell<usize>,
    steps: Cell<usize>,
    /// Content that is shown again and again.
    contents: RefCell<BTreeMap<ObjectId, Rc<[u8]>>>,
}

impl Pdf {
    /// Opens a file.
    pub fn open(bytes: &[u8]) -> Result<Self, Refusal> {
        if unpacked_objects(bytes) > MOST_OBJECTS {
            return Err(Refusal::TooLarge);
        }
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
            is_whole: is_whole(&document, bytes),
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

    /// How a stream is packed, from the outside in. A filter that is no name has none here.
    pub fn filters<'a>(&'a self, entries: &'a Dictionary) -> Vec<&'a [u8]> {
        match self.get(entries, "Filter") {
            Some(Object::Array(filters)) => {
                filters.iter().map(|filter| self.resolve(filter).as_name().unwrap_or_default()).collect()
            }
            Some(filter) => vec![filter.as_name().unwrap_or_default()],
            None => Vec::new(),
        }
    }

    /// The unpacked bytes of a stream, as long as not too much was unpacked before.
    pub fn unpack(&self, stream: &Stream) -> Result<Vec<u8>, Fault> {
        let left = MOST_UNPACKED.saturating_sub(self.unpacked.get());
        let bytes = self.plain(stream, left)?;
        self.unpacked.set(self.unpacked.get() + bytes.len());
        Ok(bytes)
    }

    /// The unpacked bytes of a picture.
    pub fn unpack_picture(&self, stream: &Stream, most: usize) -> Result<Vec<u8>, Fault> {
        let left = MOST_PICTURES.saturating_sub(self.pictures.get());
        let bytes = self.plain(stream, most.min(left).min(MOST_PICTURE))?;
        self.pictures.set(self.pictures.get() + bytes.len());
        Ok(bytes)
    }

    /// The library does not follow references in what says how a stream is packed.
    fn plain(&self, stream: &Stream, most: usize) -> Result<Vec<u8>, Fault> {
        let refers = |key: &[u8]| stream.dict.get(key).is_ok_and(has_reference);
        if !refers(b"Filter") && !refers(b"DecodeParms") {
            return unpack(stream, most);
        }
        let mut direct = stream.clone();
        for key in ["Filter", "DecodeParms"] {
            if let Some(object) = self.get(&stream.dict, key) {
                direct.dict.set(key, self.without_references(object, 0));
            }
        }
        unpack(&direct, most)
    }

    fn without_references(&self, object: &Object, depth: usize) -> Object {
        match self.resolve(object) {
            _ if depth > 3 => Object::Null,
            Object::Array(parts) => {
                Object::Array(parts.iter().take(16).map(|part| self.without_references(part, depth + 1)).collect())
            }
            Object::Dictionary(entries) => {
                let entries = entries.iter().take(16);
                let direct = entries.map(|(key, value)| (key.clone(), self.without_references(value, depth + 1)));
                Object::Dictionary(direct.collect())
            }
            Object::Stream(_) => Object::Null,
            plain => plain.clone(),
        }
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
    pub fn pages(&self) -> (Vec<Page<'_>>, bool) {
        let mut tree = Tree { pdf: self, pages: Vec::new(), seen: BTreeSet::new(), sound: true };
        match self.catalog().get(b"Pages") {
            Ok(root) => {
                tree.walk(root, &Dictionary::new(), None, 0);
                let told = as_dictionary(self.resolve(root)).and_then(|root| self.number(root, "Count"));
                tree.sound &= told == Some(tree.pages.len() as f64);
            }
            Err(_) => tree.sound = false,
        }
        (tree.pages, tree.sound)
    }
}

struct Tree<'a> {
    pdf: &'a Pdf,
    pages: Vec<Page<'a>>,
    seen: BTreeSet<ObjectId>,
    sound: bool,
}

impl<'a> Tree<'a> {
    fn walk(&mut self, node: &'a Object, inherited: &Dictionary, resources: Option<&'a Dictionary>, depth: usize) {
        let pdf = self.pdf;
        let again = node.as_reference().is_ok_and(|id| !self.seen.insert(id));
        let dictionary = pdf.resolve(node).as_dict();
        let (Ok(dictionary), false, true) = (dictionary, again, self.pages.len() < MOST_PAGES && depth < MOST_TREE)
        else {
            self.sound = false;
            return;
        };
        let resources = pdf.dictionary(dictionary, "Resources").or(resources);
        let mut entries = inherited.clone();
        let kids = pdf.array(dictionary, "Kids").filter(|_| pdf.name(dictionary, "Type") != Some(b"Page"));
        let Some(kids) = kids else {
            for (key, value) in dictionary.iter().filter(|(key, _)| *key != b"Resources") {
                entries.set(key.clone(), value.clone());
            }
            return self.pages.push(Page { entries, resources });
        };
        for key in ["MediaBox", "CropBox", "Rotate"] {
            if let Ok(value) = dictionary.get(key.as_bytes()) {
                entries.set(key, value.clone());
            }
        }
        kids.iter().for_each(|kid| self.walk(kid, &entries, resources, depth + 1));
    }
}

/// Whether everything that the table of contents names was read, and every stream ends where its dictionary says. The
/// library passes over what it cannot read.
fn is_whole(document: &Document, bytes: &[u8]) -> bool {
    let has = |number: u32, generation: u16| document.objects.contains_key(&(number, generation));
    let found = document.reference_table.entries.iter().all(|(number, entry)| match entry {
        // Some writers have unused entries at the beginning of the file.
        XrefEntry::Normal { offset: 0, .. } | XrefEntry::Free | XrefEntry::UnusableFree => true,
        XrefEntry::Normal { generation, .. } => has(*number, *generation),
        XrefEntry::Compressed { .. } => has(*number, 0),
    });
    let begin = find(&bytes[..bytes.len().min(1024 + 4)], b"%PDF-").unwrap_or(0);
    let ends = |stream: &Stream| {
        let Some(start) = stream.start_position else { return true };
        let length = stream.dict.get(b"Length").and_then(|length| document.dereference(length)?.1.as_i64());
        if length.ok() != i64::try_from(stream.content.len()).ok() {
            return false;
        }
        let rest = bytes.get(begin + start + stream.content.len()..).unwrap_or_default();
        let after = rest.trim_ascii_start().strip_prefix(b"endstream");
        after.is_some_and(|after| after.trim_ascii_start().starts_with(b"endobj"))
    };
    found && document.objects.values().filter_map(|object| object.as_stream().ok()).all(ends)
}

/// How many bytes the streams of objects unpack to, up to a little more than the most that is read: opening the file
/// would unpack them all.
fn unpacked_objects(bytes: &[u8]) -> usize {
    const KIND: &[u8] = b"/ObjStm";
    const BEGIN: &[u8] = b"stream";
    /// The dictionary of an honest stream of objects has a hundred bytes.
    const NEAR: usize = 4096;
    let (mut total, mut at) = (0, 0);
    while let Some(found) = find(&bytes[at..], KIND) {
        at += found + KIND.len();
        let near = &bytes[at..bytes.len().min(at + NEAR)];
        let Some(begin) = find(near, BEGIN) else { continue };
        let content = near.get(begin + BEGIN.len()..).unwrap_or_default();
        let line = content.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let content = &bytes[at + begin + BEGIN.len() + line..];
        let Some(end) = find(content, b"endstream") else { break };
        let entries = Dictionary::from_iter([("Filter", Object::from("FlateDecode"))]);
        let stream = Stream::new(entries, content[..end].to_vec());
        total += match stream.get_plain_content_with_limit(MOST_OBJECTS) {
            Ok(plain) => plain.len(),
            Err(Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => MOST_OBJECTS + 1,
            Err(_) => 0,
        };
        if total > MOST_OBJECTS {
            break;
        }
    }
    total
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn has_reference(object: &Object) -> bool {
    match object {
        Object::Reference(_) => true,
        Object::Array(parts) => parts.iter().any(has_reference),
        Object::Dictionary(entries) => entries.iter().any(|(_, value)| has_reference(value)),
        _ => false,
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
