//! `[products.<name>]` of `toolkit.toml`: what is made of every edition.
//!
//! What is wrong with one product is about that product only: it is left out, or its files are proof copies, and the
//! others are made.

use std::ops::RangeInclusive;

use crate::diag::{Finding, Place};
use crate::geometry::{Length, Paper, Size, Trim};
use crate::manifest::codes::{
    KEY_MISSING, KEY_USELESS, LAYOUT_MISSING, PAGE_NUMBERS_OF, PRINTER_MISSING, SHEET_SMALL, THICKNESS_FORM,
    VALUE_UNKNOWN,
};
use crate::manifest::layout;
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::Located;
use crate::manifest::paths::Root;
use crate::manifest::rules;
use crate::manifest::syntax::{ProductSection, Text};
use crate::product::{Audience, Binding, Booklet, Each, Ink, Kind, NUp, NUpOrder, PrintShop, Product};

/// The kinds of products.
const KINDS: [&str; 6] = ["screen", "booklet", "n-up", "images", "print-card", "print-shop"];
/// What can have a file of its own.
const EACH: [(&str, Each); 2] = [("chapter", Each::Chapter), ("handout", Each::Handout)];
/// Office paper of 75 g/m² (20 lb bond) is about so thick.
const OFFICE_PAPER: Length = Length::mm(0.1);
/// From cigarette paper to card that no stapler goes through, in millimetres.
const THICKNESSES: RangeInclusive<f64> = 0.02..=1.0;
/// How many sheets a part of a book may have: a stapler goes through fifteen, and more do not fold well.
const PART_SHEETS: RangeInclusive<f64> = 1.0..=15.0;
/// How many pixels wide a picture of a page may be.
const WIDTHS: RangeInclusive<f64> = 200.0..=4000.0;
/// The width of telephone screens in pixels that chat apps leave as it is.
const WIDTH: u32 = 1080;
/// Points by which two pages may be larger than their sheet: sizes in millimetres are rounded.
const TOLERANCE: f64 = 0.5;

/// Every product that can be made.
pub fn products(sections: Vec<ProductSection>, source: &Root, layouts: &Root, log: &Log) -> Vec<Product> {
    let known = layout::names(layouts);
    let mut numbers = Vec::new();
    let mut products = Vec::new();
    for section in sections {
        let name = section.name.value.clone();
        let page_numbers_of = section.page_numbers_of.clone();
        if let Some(product) = log.about_product(&name, || product(section, &known, source, layouts, log)) {
            numbers.extend(page_numbers_of.map(|of| (products.len(), of)));
            products.push(product);
        }
    }
    for (index, of) in numbers {
        let name = products[index].name.clone();
        products[index].page_numbers_of = log.about_product(&name, || page_numbers_of(&name, of, &products, log));
    }
    products
}

/// A product; without a name, a kind or a layout nothing can be made, while the other values have a stand-in that
/// shows too little rather than too much.
fn product(section: ProductSection, known: &[String], source: &Root, layouts: &Root, log: &Log) -> Option<Product> {
    let name = rules::id("a product's name", &section.name, log);
    let trims = Trim::ALL.map(|trim| (trim.name(), trim));
    let trim = section.trim.as_ref().and_then(|trim| rules::choice("page sizes", trim, &trims, log));
    let trim = trim.unwrap_or(Trim::HalfLetter);
    let each = match &section.each {
        Some(text) => {
            let each = rules::choice("things that get a file each", text, &EACH, log);
            // The whole book is not what was asked for.
            Some(each?)
        }
        None => None,
    };
    let kind = kind(&section, trim, each, log);
    let binding = section.binding.as_ref().and_then(|text| rules::choice("bindings", text, &Binding::ALL, log));
    let printer = section.printer.as_ref().and_then(|text| existing_printer(text, layouts, log));
    let profile = match &section.profile {
        Some(text) => Some(source.file("", text, log)?.value),
        None => None,
    };
    let audiences = [Audience::Participant, Audience::Facilitator].map(|audience| (audience.name(), audience));
    let audience = section.audience.and_then(|text| rules::choice("audiences", &text, &audiences, log));
    let inks = [("colour", Ink::Colour), ("black", Ink::Black)];
    let ink = section.ink.and_then(|text| rules::choice("inks", &text, &inks, log));
    let budget = section.budget.and_then(|budget| rules::budget(&budget, log));
    let layout = section.layout.and_then(|layout| existing_layout(layout, known, layouts, log));
    Some(Product {
        name: name?,
        place: section.name.place,
        kind: kind?,
        layout: layout?,
        trim,
        audience: audience.unwrap_or(Audience::Participant),
        each,
        ink: ink.unwrap_or(Ink::Colour),
        binding: binding.unwrap_or(Binding::Saddle),
        printer,
        profile,
        page_numbers_of: None,
        budget,
    })
}

/// The kind of a product with what that kind alone has; what the others have is of no use to it.
fn kind(section: &ProductSection, trim: Trim, each: Option<Each>, log: &Log) -> Option<Kind> {
    let names = KINDS.map(|name| (name, name));
    let name = rules::choice("kinds of products", section.kind.as_ref()?, &names, log)?;
    report_useless(section, name, log);
    match name {
        "booklet" => booklet(section, trim, log).map(Kind::Booklet),
        "n-up" => n_up(section, each, log).map(Kind::NUp),
        "images" => {
            let width = section.width.as_ref().and_then(|width| rules::within("width", width, WIDTHS, log));
            Some(Kind::Images { width: width.map_or(WIDTH, |width| width as u32) })
        }
        "print-card" => Some(Kind::PrintCard),
        "print-shop" => {
            if section.printer.is_none() {
                report_missing(section, "printer", "printer = \"offset\"", log);
                return None;
            }
            let thickness = section.paper_thickness.as_ref().and_then(|text| thickness(text, log));
            let marks = section.marks.as_ref().is_some_and(|marks| marks.value);
            Some(Kind::PrintShop(PrintShop { marks, thickness: thickness.unwrap_or(OFFICE_PAPER) }))
        }
        _ => Some(Kind::Screen),
    }
}

/// Reports the keys that say nothing of products of this kind.
fn report_useless(section: &ProductSection, kind: &str, log: &Log) {
    let is_imposed = matches!(kind, "booklet" | "n-up");
    let keys = [
        ("each", place(&section.each), kind != "print-card"),
        ("page-numbers-of", place(&section.page_numbers_of), kind != "print-card"),
        ("sheet", place(&section.sheet), is_imposed),
        ("paper-thickness", place(&section.paper_thickness), matches!(kind, "booklet" | "print-shop")),
        // A booklet is stapled, and the rest is not bound.
        ("binding", place(&section.binding), matches!(kind, "screen" | "print-shop")),
        ("printer", place(&section.printer), kind == "print-shop"),
        ("profile", place(&section.profile), kind == "print-shop"),
        ("marks", place(&section.marks), kind == "print-shop"),
        ("part-sheets", place(&section.part_sheets), kind == "booklet"),
        ("pages", place(&section.pages), kind == "n-up"),
        ("order", place(&section.order), kind == "n-up"),
        ("width", place(&section.width), kind == "images"),
    ];
    for (key, place, is_useful) in keys {
        if let (Some(place), false) = (place, is_useful) {
            log.report(
                Finding::new(KEY_USELESS, format!("`{key}` is of no use in a product of the kind `{kind}`"))
                    .at(place)
                    .words(key)
                    .hint("remove the line, or choose another kind; `docs/manifest.md` says which keys each kind has"),
            );
        }
    }
}

fn place<T>(value: &Option<Located<T>>) -> Option<Place> {
    value.as_ref().map(|value| value.place.clone())
}

fn booklet(section: &ProductSection, trim: Trim, log: &Log) -> Option<Booklet> {
    let sheet = sheet(section, log)?;
    if !holds_two(sheet, trim) {
        let fitting: Vec<&str> = Trim::ALL.into_iter().filter(|trim| holds_two(sheet, *trim)).map(Trim::name).collect();
        let message = format!("two pages of `{trim}` side by side are larger than a sheet of `{}`", sheet.name());
        log.report(
            Finding::new(SHEET_SMALL, message)
                .at(place(&section.sheet).unwrap_or_default())
                .words(sheet.name())
                .why("a booklet has two pages on each side of a sheet")
                .hint(format!("choose a larger sheet, or one of the page sizes {}", listed(fitting))),
        );
        return None;
    }
    let thickness = section.paper_thickness.as_ref().and_then(|text| thickness(text, log));
    let sheets = section.part_sheets.as_ref();
    Some(Booklet {
        sheet,
        thickness: thickness.unwrap_or(OFFICE_PAPER),
        part_sheets: sheets.and_then(|it| rules::within("part-sheets", it, PART_SHEETS, log)).map(|it| it as u32),
    })
}

/// Whether two pages fit side by side on a sheet that lies on its side.
fn holds_two(sheet: Paper, trim: Trim) -> bool {
    let (Size { width, height }, page) = (sheet.size().landscape(), trim.size());
    2.0 * page.width.to_pt() <= width.to_pt() + TOLERANCE && page.height.to_pt() <= height.to_pt() + TOLERANCE
}

fn n_up(section: &ProductSection, each: Option<Each>, log: &Log) -> Option<NUp> {
    let sheet = sheet(section, log)?;
    let order = section.order.as_ref().and_then(|order| rules::choice("orders of pages", order, &NUpOrder::ALL, log));
    let natural = if each == Some(Each::Handout) { NUpOrder::Copies } else { NUpOrder::Reading };
    Some(NUp { sheet, pages: pages(section, log), order: order.unwrap_or(natural) })
}

/// How many pages stand on a side.
fn pages(section: &ProductSection, log: &Log) -> u32 {
    let Some(pages) = &section.pages else { return 2 };
    if [2.0, 4.0, 8.0].contains(&pages.value) {
        return pages.value as u32;
    }
    log.report(
        Finding::new(VALUE_UNKNOWN, format!("`pages` is {}; it can be 2, 4 or 8", pages.value))
            .at(pages.place.clone())
            .words(pages.value.to_string())
            .hint("write 2, 4 or 8"),
    );
    2
}

fn sheet(section: &ProductSection, log: &Log) -> Option<Paper> {
    let papers = Paper::ALL.map(|paper| (paper.name(), paper));
    let Some(sheet) = &section.sheet else {
        report_missing(section, "sheet", "sheet = \"letter\"", log);
        return None;
    };
    rules::choice("sheets of paper", sheet, &papers, log)
}

/// Reports a key that this kind of product needs.
fn report_missing(section: &ProductSection, key: &str, example: &str, log: &Log) {
    let message = format!("`{key}` is missing in `[products.{}]`", section.name.value);
    let finding = Finding::new(KEY_MISSING, message).at(section.name.place.clone());
    log.report(finding.hint(format!("add for example `{example}`")));
}

/// The name of a printer that has a file in `layouts/printers`.
fn existing_printer(printer: &Text, layouts: &Root, log: &Log) -> Option<String> {
    let files = layouts.list("printers").unwrap_or_default().files;
    let known: Vec<&str> = files.iter().filter_map(|file| file.strip_suffix(".toml")).collect();
    if known.contains(&printer.value.as_str()) {
        return Some(printer.value.clone());
    }
    let names = || known.iter().copied();
    let folder = format!("{}/printers", layouts.name);
    log.report(
        Finding::new(PRINTER_MISSING, format!("the printer {} is not in `{folder}`", quoted(&printer.value)))
            .at(printer.place.clone())
            .words(&printer.value)
            .hint(suggestion(&printer.value, names(), format!("there are {}", listed(names())))),
    );
    None
}

/// How thick paper is, such as `0.1 mm` or `0.004 in`.
fn thickness(text: &Text, log: &Log) -> Option<Length> {
    let length = rules::parse_length(&text.value).filter(|length| THICKNESSES.contains(&length.to_mm()));
    if length.is_none() {
        log.report(
            Finding::new(THICKNESS_FORM, format!("no paper is {} thick", quoted(&text.value)))
                .at(text.place.clone())
                .words(&text.value)
                .why("the inner sheets of a booklet are moved towards the fold by it")
                .hint("write the thickness of one sheet, from 0.02 mm to 1 mm; office paper has `0.1 mm`"),
        );
    }
    length
}

/// The product whose page numbers stand in the margins of another: it has none in its own, so there is no circle.
fn page_numbers_of(name: &str, of: Text, products: &[Product], log: &Log) -> Option<String> {
    let others = || products.iter().filter(|it| it.name != name && it.kind != Kind::PrintCard);
    let found = others().find(|product| product.name == of.value);
    let why = match found {
        Some(product) if product.page_numbers_of.is_none() => return Some(of.value),
        Some(_) => "that product shows the page numbers of another one itself",
        None => "no other product has this name",
    };
    log.report(
        Finding::new(PAGE_NUMBERS_OF, format!("the page numbers of {} cannot stand in the margins", quoted(&of.value)))
            .at(of.place.clone())
            .words(&of.value)
            .why(why)
            .hint(suggestion(
                &of.value,
                others().map(|product| product.name.as_str()),
                "name the product of the standard book, such as `screen`",
            )),
    );
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pages_fit_on_a_sheet_of_twice_their_size() {
        let fits = [
            (Paper::Letter, Trim::HalfLetter),
            (Paper::A4, Trim::A5),
            (Paper::Tabloid, Trim::Letter),
            (Paper::A3, Trim::A4),
            (Paper::A3, Trim::A5),
        ];
        assert!(fits.into_iter().all(|(sheet, trim)| holds_two(sheet, trim)));
        let sticks_out = [(Paper::Letter, Trim::Letter), (Paper::A4, Trim::HalfLetter), (Paper::Letter, Trim::A5)];
        assert!(sticks_out.into_iter().all(|(sheet, trim)| !holds_two(sheet, trim)));
    }
}
