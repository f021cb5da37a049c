//! Look and imprint: what a group changes without touching a layout, in `toolkit.toml` or in a file of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::Finding;

use crate::manifest::codes::{ACCENTS_ALIKE, VALUE_TYPE, WEAK_COLOUR};
use crate::manifest::colour::{Colour, LEAST_CONTRAST};
use crate::manifest::log::Log;
use crate::manifest::model::{Artwork, Imprint, Located, Toolkit};
use crate::manifest::paths::Root;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{ImprintFile, ImprintSection, Text, Texts};

/// The colours of a toolkit that names none: a red and a green that stand out on white, in print and for colour-blind
/// readers alike.
pub const ACCENTS: [&str; 2] = ["#B5123E", "#1F6F6B"];

/// The name of an imprint file without its ending, if a folder may be named after it: the name follows the rules of ids.
pub fn folder_name(file: &Path) -> Option<&str> {
    file.file_stem()?.to_str().filter(|name| rules::is_id(name))
}

/// Reads an imprint file and puts what it says in place of the toolkit's own; `None` if it cannot be read at all.
pub fn apply(file: &Path, toolkit: &mut Toolkit, log: &Log) -> Option<()> {
    let root = Root::new(&folder_of(file));
    let source = Source::read(&root, &file.file_name()?.to_string_lossy(), log)?;
    let file = ImprintFile::read(&source, log)?;
    toolkit.imprint = imprint(&file.imprint, &root, log);
    if let Some(accents) = accents(file.look.accents.as_ref(), log) {
        toolkit.look.accents = accents;
    }
    if let Some(cover) = artwork(file.look.cover.as_ref(), &root, log) {
        toolkit.look.cover = Some(cover);
    }
    Some(())
}

/// The folder that a file lies in, by its full name, so that findings can show the name.
fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// Who publishes the toolkit; paths begin in `root`.
pub fn imprint(section: &ImprintSection, root: &Root, log: &Log) -> Imprint {
    let text = |what: &str, text: &Option<Text>| text.as_ref().and_then(|text| rules::text(what, text, log));
    Imprint {
        name: text("the publisher's name", &section.name),
        logo: artwork(section.logo.as_ref(), root, log),
        contact: text("the publisher's contact", &section.contact),
        telephone: section.telephone.as_ref().and_then(|number| rules::telephone(number, log)),
        address: address(section.address.as_ref(), log),
    }
}

fn address(lines: Option<&Texts>, log: &Log) -> Vec<Text> {
    let Some(lines) = lines else { return Vec::new() };
    if lines.value.is_empty() {
        rules::empty("the list `address`", &lines.place, log);
    }
    lines.value.iter().filter_map(|line| rules::text("a line of the address", line, log)).collect()
}

/// A picture that can be used.
pub fn artwork(path: Option<&Text>, root: &Root, log: &Log) -> Option<Artwork> {
    let path = root.file("", path?, log)?;
    Some(Artwork { folder: root.path.clone(), path })
}

/// The two accent colours as `#RRGGBB`, if two are given.
pub fn accents(list: Option<&Texts>, log: &Log) -> Option<[String; 2]> {
    let list = list?;
    let found: Vec<Option<Located<Colour>>> = list.value.iter().map(|text| accent(text, log)).collect();
    match found.as_slice() {
        [Some(first), Some(second)] => {
            tell_apart(first, second, log);
            Some([first.value.to_string(), second.value.to_string()])
        }
        [_, _] => None,
        _ => {
            let message = format!("`accents` must be a list of two colours; here are {}", list.value.len());
            let finding = Finding::new(VALUE_TYPE, message).at(list.place.clone()).words("accents");
            log.report(finding.hint("write for example `accents = [\"#B5123E\", \"#1F6F6B\"]`"));
            None
        }
    }
}

/// An accent; one in which words are hard to read is told, and used all the same.
fn accent(text: &Text, log: &Log) -> Option<Located<Colour>> {
    let colour = rules::colour(text, log)?;
    if !colour.is_readable() {
        let (ground, ratio) = match colour.on_paper() {
            ratio if ratio < LEAST_CONTRAST => ("white", ratio),
            _ => ("its own light tint", colour.on_tint()),
        };
        let message = format!("`{colour}` and {ground} have a contrast of {} to 1; words need 4.5 to 1", cut(ratio));
        log.report(
            Finding::new(WEAK_COLOUR, message)
                .at(text.place.clone())
                .words(&text.value)
                .why("words are set in the accents on white and on a light tint, and in white on the accents")
                .hint(format!("take a darker one; the nearest of the same hue is `{}`", colour.readable())),
        );
    }
    Some(Located { value: colour, place: text.place.clone() })
}

fn tell_apart(first: &Located<Colour>, second: &Located<Colour>, log: &Log) {
    if !first.value.is_like(second.value) {
        return;
    }
    let message = format!("the accents `{}` and `{}` look nearly the same", first.value, second.value);
    log.report(
        Finding::new(ACCENTS_ALIKE, message)
            .at(second.place.clone())
            .words(second.value.to_string())
            .why("what the layout sets apart by colour, readers cannot tell apart")
            .hint("if that is not meant, take a second accent of another hue, or a much darker one"),
    );
}

/// A contrast with two decimals, never rounded up: 4.499 is not enough.
fn cut(ratio: f64) -> String {
    format!("{:.2}", (ratio * 100.0).floor() / 100.0)
}
