//! Printers: from the files of `layouts/printers/` to `printer::Printer`. To add a printer is to add a file.

use std::ops::RangeInclusive;
use std::path::Path;

use crate::diag::{Finding, Place, has_errors};
use crate::geometry::Size;
use crate::printer::{Inks, Least, Printer, Resolution, Standard};

use crate::manifest::codes::VALUE_TYPE;
use crate::manifest::log::Log;
use crate::manifest::paths::Root;
use crate::manifest::rules;
use crate::manifest::source::Source;
use crate::manifest::syntax::{LeastSection, PrinterFile, ResolutionSection, Text, Texts};

/// The folder of the printers among the layouts.
const FOLDER: &str = "printers";

/// Bleeds and safe edges: from none to more than any printer asks for (an inch), in points.
const EDGES: RangeInclusive<f64> = 0.0..=72.0;
/// Sizes of type in points.
const SIZES: RangeInclusive<f64> = 0.0..=24.0;
/// Thicknesses of lines in points.
const LINES: RangeInclusive<f64> = 0.0..=6.0;
/// Sides of a page: from a visiting card to the longest side that a PDF can have (ISO 32000-1, Annex C), in points.
const SIDES: RangeInclusive<f64> = 72.0..=14_400.0;
/// Ink in percent: newsprint takes 240, and four solid inks are 400.
const INK: RangeInclusive<f64> = 100.0..=400.0;
/// Pixels on an inch.
const PIXELS: RangeInclusive<f64> = 0.0..=4800.0;
/// Pages in a section of a book.
const MULTIPLES: RangeInclusive<f64> = 1.0..=64.0;

/// The names of the printers, in the order of the alphabet.
pub fn printer_names(layouts: &Path) -> Vec<String> {
    let files = Root::new(layouts).list(FOLDER).unwrap_or_default().files;
    files.iter().filter_map(|file| file.strip_suffix(".toml").map(str::to_string)).collect()
}

/// Reads every printer, in the order of their names, and reports every problem of every file.
///
/// A printer of which anything cannot be read is left out: a limit that nobody gave must not be taken for none.
pub fn printers(layouts: &Path, findings: &mut Vec<Finding>) -> Vec<Printer> {
    let root = Root::new(layouts);
    let log = Log::default();
    let names = if root.list_or_report(FOLDER, &log).is_some() { printer_names(layouts) } else { Vec::new() };
    findings.extend(log.into_findings());
    let mut printers = Vec::new();
    for name in names {
        let log = Log::default();
        let printer = read(&root, &name, &log);
        let own = log.into_findings();
        printers.extend(printer.filter(|_| !has_errors(&own)));
        findings.extend(own);
    }
    printers
}

fn read(layouts: &Root, name: &str, log: &Log) -> Option<Printer> {
    let source = Source::read(layouts, &format!("{FOLDER}/{name}.toml"), log)?;
    let file = PrinterFile::read(&source, log)?;
    let named = Text { value: name.to_string(), place: Place::file(&source.file) };
    validate(file, &named, log)
}

fn validate(file: PrinterFile, name: &Text, log: &Log) -> Option<Printer> {
    let length = |key: &str, text: Option<Text>, range| text.and_then(|text| rules::length(key, &text, range, log));
    // Every value is read before the first that is missing ends it: all mistakes are told at once. A wrong value that
    // may be left out counts as left out here; its error keeps the printer from being used.
    let name = rules::id("a printer's name", name, log);
    let title = file.title.and_then(|title| rules::text("the title", &title, log));
    let standard = file.standard.and_then(|text| rules::choice("standards", &text, &Standard::ALL, log));
    let inks = file.inks.and_then(|text| rules::choice("inks", &text, &Inks::ALL, log));
    let ink_limit = file.ink_limit.and_then(|limit| rules::within("ink-limit", &limit, INK, log));
    let bleed = length("bleed", file.bleed, EDGES);
    let safe = length("safe", file.safe, EDGES);
    let at_spine = file.safe_at_spine.and_then(|text| rules::length("safe-at-spine", &text, EDGES, log));
    let type_size = least(file.type_size, SIZES, log);
    let line = least(file.lines, LINES, log);
    let pictures = resolution(file.pictures, log);
    let line_art = resolution(file.line_art, log);
    let multiple = file.page_multiple.and_then(|number| rules::within("page-multiple", &number, MULTIPLES, log));
    let largest = file.largest.and_then(|sides| size(&sides, log));
    let sources = file.sources.map(|sources| sources.value.into_iter().map(|source| source.value).collect());
    let safe = safe?;
    Some(Printer {
        name: name?,
        title: title?.value,
        standard: standard?,
        inks: inks?,
        rgb_pictures: file.rgb_pictures.is_some_and(|allowed| allowed.value),
        overprint: file.overprint.is_some_and(|asked| asked.value),
        ink_limit,
        bleed: bleed?,
        safe,
        safe_at_spine: at_spine.unwrap_or(safe),
        type_size: type_size?,
        line: line?,
        pictures: pictures?,
        line_art: line_art?,
        page_multiple: multiple.map_or(1, |number| number as u32),
        largest: largest?,
        sources: sources?,
    })
}

fn least(section: LeastSection, range: RangeInclusive<f64>, log: &Log) -> Option<Least> {
    let length = |key, text: Option<Text>| text.and_then(|text| rules::length(key, &text, range.clone(), log));
    let (one_ink, several_inks) = (length("one-ink", section.one_ink), length("several-inks", section.several_inks));
    Some(Least { one_ink: one_ink?, several_inks: several_inks? })
}

fn resolution(section: ResolutionSection, log: &Log) -> Option<Resolution> {
    let refused = section.refused_below.and_then(|number| rules::within("refused-below", &number, PIXELS, log))?;
    // A picture that is refused has been too soft for long.
    let soft =
        section.soft_below.and_then(|number| rules::within("soft-below", &number, refused..=*PIXELS.end(), log))?;
    Some(Resolution { refused_below: refused, soft_below: soft })
}

/// The two sides of a page, upright.
fn size(sides: &Texts, log: &Log) -> Option<Size> {
    let lengths: Vec<_> = sides.value.iter().map(|side| rules::length("largest", side, SIDES, log)).collect();
    let [width, height] = lengths.as_slice() else {
        log.report(
            Finding::new(VALUE_TYPE, format!("`largest` must be two lengths; here it has {}", lengths.len()))
                .at(sides.place.clone())
                .hint("write for example `largest = [\"12 in\", \"18 in\"]`"),
        );
        return None;
    };
    let (width, height) = ((*width)?, (*height)?);
    Some(if width <= height { Size::new(width, height) } else { Size::new(height, width) })
}
