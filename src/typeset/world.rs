//! The sandbox: the only door through which Typst reaches files and fonts.
//!
//! It serves the generated project, the layout's files, the toolkit's pictures and the catalogued fonts, all from
//! memory. There is no network, no clock and no path outside.

use std::collections::HashMap;
use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{FontSource, FontStore};

use crate::font::{Catalogue, Face};

/// What all editions share: Typst's library and the fonts of the catalogue.
#[derive(Clone)]
pub struct Shared {
    library: Arc<LazyHash<Library>>,
    fonts: Arc<FontStore>,
}

impl Shared {
    /// Pushes the catalogue's faces into Typst's font book, in catalogue order.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut fonts = FontStore::new();
        for face in catalogue.faces() {
            if let Some(info) = catalogue_info(face) {
                fonts.push((CatalogueFont(face.clone()), info));
            }
        }
        Shared { library: Arc::new(LazyHash::new(Library::builder().build())), fonts: Arc::new(fonts) }
    }
}

/// What Typst's font book says of a face, under the family name that the catalogue gives it.
fn catalogue_info(face: &Face) -> Option<typst::text::FontInfo> {
    let mut info = typst::text::FontInfo::new(face.data.as_ref(), face.index)?;
    info.family = face.family.clone();
    Some(info)
}

/// A face that Typst loads when a text first asks for it.
struct CatalogueFont(Face);

impl FontSource for CatalogueFont {
    fn load(&self) -> Option<Font> {
        Font::new(Bytes::new(self.0.data.clone()), self.0.index)
    }
}

/// The world of one book.
pub(super) struct EditionWorld {
    shared: Shared,
    main: FileId,
    sources: HashMap<FileId, Source>,
    pictures: HashMap<FileId, Bytes>,
}

impl EditionWorld {
    /// A world of sources and pictures by their paths in the project. A path that Typst cannot express is left out; no
    /// generated file names one.
    pub(super) fn new(
        shared: Shared,
        main: &str,
        sources: impl IntoIterator<Item = (String, String)>,
        pictures: impl IntoIterator<Item = (String, Bytes)>,
    ) -> Option<Self> {
        let sources = sources
            .into_iter()
            .filter_map(|(path, text)| file_id(&path).map(|id| (id, Source::new(id, text))))
            .collect();
        let pictures = pictures.into_iter().filter_map(|(path, bytes)| file_id(&path).map(|id| (id, bytes))).collect();
        Some(EditionWorld { shared, main: file_id(main)?, sources, pictures })
    }

    /// All sources, in no order.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// The source at a path of the project.
    pub(super) fn source_at(&self, path: &str) -> Option<&Source> {
        self.sources.get(&file_id(path)?)
    }
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for EditionWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shared.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.pictures.get(&id) {
            return Ok(bytes.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_string()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
