//! `toolkit.toml`: from the file as written to `model::Toolkit`, its editions still to come.

use std::collections::BTreeSet;

use crate::diag::{Finding, Place};
use crate::geometry::Trim;
use crate::language::LanguageTag;
use crate::product::{Audience, Kind, Product, Status};

use crate::manifest::codes::{LAYOUT_MISSING, PRODUCTS_MISSING};
use crate::manifest::imprint;
use crate::manifest::layout;
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::{Date, Located, Look, Part, Toolkit};
use crate::manifest::paths::Root;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{PartSection, ProductSection, Text, ToolkitFile};

/// The manifest's name in the source folder.
pub const FILE: &str = "toolkit.toml";

/// The kinds of products that this version makes.
const KINDS: [(&str, Kind); 1] = [("screen", Kind::Screen)];

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
        products(file.products, layouts, log)
    };
    let bases = layout::bases(&products, layouts, log);
    let products = products.into_iter().filter(|it| layout::is_whole(&it.layout, &bases, layouts)).collect();
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
        bases,
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

fn products(sections: Vec<ProductSection>, layouts: &Root, log: &Log) -> Vec<Product> {
    let known = layout::names(layouts);
    sections.into_iter().filter_map(|section| product(section, &known, layouts, log)).collect()
}

/// A product; without a name, a kind or a layout nothing can be made, while the other values have a stand-in that
/// shows too little rather than too much.
fn product(section: ProductSection, known: &[String], layouts: &Root, log: &Log) -> Option<Product> {
    let name = rules::id("a product's name", &section.name, log);
    let kind = section.kind.and_then(|kind| rules::choice("kinds of products", &kind, &KINDS, log));
    let layout = section.layout.and_then(|layout| existing_layout(layout, known, layouts, log));
    let trims = Trim::ALL.map(|trim| (trim.name(), trim));
    let trim = section.trim.and_then(|trim| rules::choice("page sizes", &trim, &trims, log));
    let audiences = [Audience::Participant, Audience::Facilitator].map(|audience| (audience.name(), audience));
    let audience = section.audience.and_then(|text| rules::choice("audiences", &text, &audiences, log));
    let budget = section.budget.and_then(|budget| rules::budget(&budget, log));
    Some(Product {
        name: name?,
        kind: kind?,
        layout: layout?,
        trim: trim.unwrap_or(Trim::HalfLetter),
        audience: audience.unwrap_or(Audience::Participant),
        budget,
    })
}

fn existing_layout(layout: Text, known: &[String], layouts: &Root, log: &Log) -> Option<String> {
    if known.contains(&layout.value) {
        return Some(layout.value);
    }
    let otherwise = match known {
        [] => format!("put a folder with a `lib.typ` into `{}`", layouts.name),
        known => format!("there are {}", listed(known.iter().map(String::as_str))),
    };
    let hint = suggestion(&layout.value, known.iter().map(String::as_str), otherwise);
    log.report(
        Finding::new(LAYOUT_MISSING, format!("the layout {} is not in `{}`", quoted(&layout.value), layouts.name))
            .at(layout.place)
            .words(&layout.value)
            .hint(hint),
    );
    None
}
