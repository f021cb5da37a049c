//! `toolkit.toml`: from the file as written to `model::Toolkit`, its editions still to come.

use std::collections::BTreeSet;

use crate::diag::{Finding, Place};
use crate::language::LanguageTag;
use crate::product::Status;

use crate::manifest::codes::PRODUCTS_MISSING;
use crate::manifest::imprint;
use crate::manifest::layout;
use crate::manifest::log::Log;
use crate::manifest::model::{Date, Located, Look, Part, Toolkit};
use crate::manifest::paths::Root;
use crate::manifest::products;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{PartSection, ToolkitFile};

/// The manifest's name in the source folder.
pub const FILE: &str = "toolkit.toml";

/// What stands in for values that cannot be read; an error has been reported then, so only proof copies show it.
const UNKNOWN_ID: &str = "toolkit";
const UNKNOWN_VERSION: &str = "0";
const UNKNOWN_LICENSE: &str = "?";
const UNKNOWN_DATE: Date = Date { year: 1970, month: 1, day: 1 };

/// The toolkit without editions, and the source tag as it was written.
pub struct Described {
    /// The toolkit; where no source tag could be read, its source is a stand-in.
    pub toolkit: Toolkit,
    /// The tag of the source edition, if one could be read.
    pub source: Option<Located<LanguageTag>>,
}

/// Reads `toolkit.toml`; `None` if it cannot be read at all.
pub fn read(source_root: &Root, layouts: &Root, log: &Log) -> Option<Described> {
    let source = Source::read(source_root, FILE, log)?;
    let file = ToolkitFile::read(&source, log)?;
    let parts = parts(file.parts, log);
    let source_tag = file.source.as_ref().and_then(|text| {
        let value = rules::tag(text, log)?;
        Some(Located { value, place: text.place.clone() })
    });
    let products = if file.products.is_empty() {
        log.report(
            Finding::new(PRODUCTS_MISSING, "the toolkit names no product, so nothing would be made")
                .at(Place::file(&source.file))
                .hint("add a section such as `[products.screen]`; `docs/manifest.md` shows one"),
        );
        Vec::new()
    } else {
        products::products(file.products, source_root, layouts, log)
    };
    let layout_files = layout::files(&products, layouts, log);
    let products = products.into_iter().filter(|it| layout::is_whole(&it.layout, &layout_files, layouts)).collect();
    let toolkit = Toolkit {
        id: file.id.and_then(|id| rules::id("the toolkit's id", &id, log)).unwrap_or_else(|| UNKNOWN_ID.to_string()),
        version: file
            .version
            .and_then(|text| rules::version(&text, log))
            .unwrap_or_else(|| UNKNOWN_VERSION.to_string()),
        released: file.released.map_or(UNKNOWN_DATE, |date| date.value),
        source: source_tag.as_ref().map_or_else(stand_in_tag, |tag| Some(tag.value.clone()))?,
        license: file
            .license
            .and_then(|text| rules::text("the licence", &text, log))
            .map_or_else(|| UNKNOWN_LICENSE.to_string(), |text| text.value),
        home: file.home.and_then(|home| rules::home(&home, log)),
        parts,
        look: Look {
            accents: imprint::accents(file.look.accents.as_ref(), log).unwrap_or(imprint::ACCENTS.map(str::to_string)),
            cover: imprint::artwork(file.look.cover.as_ref(), source_root, log),
        },
        imprint: imprint::imprint(&file.imprint, source_root, log),
        products,
        layout_files,
        minimum_status: file.minimum_status.and_then(|text| rules::status(&text, log)).unwrap_or(Status::Draft),
        editions: Vec::new(),
    };
    Some(Described { toolkit, source: source_tag })
}

/// The tag of a language that nobody has named.
fn stand_in_tag() -> Option<LanguageTag> {
    LanguageTag::parse("und").ok()
}

fn parts(sections: Vec<PartSection>, log: &Log) -> Vec<Part> {
    let (mut part_ids, mut chapter_ids) = (BTreeSet::new(), BTreeSet::new());
    let mut parts = Vec::new();
    for section in sections {
        let id = section.id.and_then(|id| {
            let fine = rules::id("a part's id", &id, log)?;
            (!rules::twice("the part", &fine, &id.place, &mut part_ids, log)).then_some(fine)
        });
        let Some(list) = section.chapters else { continue };
        if list.value.is_empty() {
            rules::empty("the part's list `chapters`", &list.place, log);
        }
        let mut chapters = Vec::new();
        for chapter in &list.value {
            let Some(fine) = rules::id("a chapter's id", chapter, log) else { continue };
            if !rules::twice("the chapter", &fine, &chapter.place, &mut chapter_ids, log) {
                chapters.push(fine);
            }
        }
        // A part whose id is at fault keeps its chapters, or every edition would be told that they do not exist.
        let id = id.unwrap_or_else(|| format!("part-{}", parts.len() + 1));
        parts.push(Part { id, chapters });
    }
    parts
}
