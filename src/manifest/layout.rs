//! Layouts: which folders are one, and on which other one a layout stands.
//!
//! A layout is a folder with a `lib.typ`, or one whose `layout.toml` names another layout as its base: that one's files
//! then stand in wherever the folder has none of its own.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::diag::Finding;
use crate::product::Product;

use crate::manifest::codes::LAYOUT_BASE;
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::{LayoutFile, Promise};
use crate::manifest::paths::Root;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax;

/// The file that names the base.
const FILE: &str = "layout.toml";
/// The file that a chapter imports.
const ENTRY: &str = "lib.typ";

/// The sizes of type, in points, that a layout can promise.
const SIZES: RangeInclusive<f64> = 4.0..=72.0;
/// The contrasts that a layout can promise: from none to black on white.
const CONTRASTS: RangeInclusive<f64> = 1.0..=21.0;

/// The folders that hold a layout, in the order of their names.
pub fn names(layouts: &Root) -> Vec<String> {
    let folders = layouts.list("").unwrap_or_default().folders;
    folders.into_iter().filter(|name| has(layouts, name, ENTRY) || has(layouts, name, FILE)).collect()
}

/// What the `layout.toml` of the layouts that products name says, by layout; a layout that stands alone has none.
pub fn files(products: &[Product], layouts: &Root, log: &Log) -> BTreeMap<String, LayoutFile> {
    let mut files = BTreeMap::new();
    for product in products {
        let name = &product.layout;
        if !files.contains_key(name)
            && has(layouts, name, FILE)
            && let Some(file) = file(name, layouts, log)
        {
            files.insert(name.clone(), file);
        }
    }
    files
}

/// Whether a layout has all its files: it stands alone, or its base is known.
pub fn is_whole(layout: &str, files: &BTreeMap<String, LayoutFile>, layouts: &Root) -> bool {
    files.contains_key(layout) || !has(layouts, layout, FILE)
}

fn has(layouts: &Root, layout: &str, file: &str) -> bool {
    layouts.path.join(layout).join(file).is_file()
}

/// What a layout's `layout.toml` names. A base stands alone, so that nobody has to look for a file in three folders.
fn file(layout: &str, layouts: &Root, log: &Log) -> Option<LayoutFile> {
    let source = Source::read(layouts, &format!("{layout}/{FILE}"), log)?;
    let written = syntax::LayoutFile::read(&source, log)?;
    let size = written.least_size.and_then(|size| rules::within("least-size", &size, SIZES, log));
    let contrast = written.least_contrast.and_then(|least| rules::within("least-contrast", &least, CONTRASTS, log));
    let promise = Promise { least_size: size, least_contrast: contrast };
    let base = written.base?;
    let alone: Vec<String> = names(layouts).into_iter().filter(|name| !has(layouts, name, FILE)).collect();
    if alone.contains(&base.value) {
        return Some(LayoutFile { base: base.value, promise });
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
