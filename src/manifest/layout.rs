//! Layouts: which folders are one, and on which other one a layout stands.
//!
//! A layout is a folder with a `lib.typ`, or one whose `layout.toml` names another layout as its base: that one's files
//! then stand in wherever the folder has none of its own.

use std::collections::BTreeMap;

use crate::diag::Finding;
use crate::product::Product;

use crate::manifest::codes::LAYOUT_BASE;
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::paths::Root;
use crate::manifest::source::Source;
use crate::manifest::syntax::LayoutFile;

/// The file that names the base.
const FILE: &str = "layout.toml";
/// The file that a chapter imports.
const ENTRY: &str = "lib.typ";

/// The folders that hold a layout, in the order of their names.
pub fn names(layouts: &Root) -> Vec<String> {
    let folders = layouts.list("").unwrap_or_default().folders;
    folders.into_iter().filter(|name| has(layouts, name, ENTRY) || has(layouts, name, FILE)).collect()
}

/// The bases of the layouts that products name, by layout; a layout that stands alone has none.
pub fn bases(products: &[Product], layouts: &Root, log: &Log) -> BTreeMap<String, String> {
    let mut bases = BTreeMap::new();
    for product in products {
        let name = &product.layout;
        if !bases.contains_key(name)
            && has(layouts, name, FILE)
            && let Some(base) = base(name, layouts, log)
        {
            bases.insert(name.clone(), base);
        }
    }
    bases
}

/// Whether a layout has all its files: it stands alone, or its base is known.
pub fn is_whole(layout: &str, bases: &BTreeMap<String, String>, layouts: &Root) -> bool {
    bases.contains_key(layout) || !has(layouts, layout, FILE)
}

fn has(layouts: &Root, layout: &str, file: &str) -> bool {
    layouts.path.join(layout).join(file).is_file()
}

/// What a layout's `layout.toml` names. A base stands alone, so that nobody has to look for a file in three folders.
fn base(layout: &str, layouts: &Root, log: &Log) -> Option<String> {
    let source = Source::read(layouts, &format!("{layout}/{FILE}"), log)?;
    let base = LayoutFile::read(&source, log)?.base?;
    let alone: Vec<String> = names(layouts).into_iter().filter(|name| !has(layouts, name, FILE)).collect();
    if alone.contains(&base.value) {
        return Some(base.value);
    }
    let (known, why) = (alone.iter().map(String::as_str), "a base is a layout with a `lib.typ` and without a base");
    let otherwise = format!("there are {}", listed(known.clone()));
    let message = format!("the layout {} cannot stand on {}", quoted(layout), quoted(&base.value));
    log.report(Finding::new(LAYOUT_BASE, message).at(base.place).words(&base.value).why(why).hint(suggestion(
        &base.value,
        known,
        otherwise,
    )));
    None
}
