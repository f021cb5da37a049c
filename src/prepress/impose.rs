//! Pages put together on sheets: every page becomes a form XObject (ISO 32000-1, 8.10), and a sheet shows several.
//!
//! Each page is cut off at the fold, so that the colour of one never runs into the other, and 6 mm before the edge of the
//! sheet: no office printer reaches further (their unprintable edge is 4 to 6 mm), and a clean white edge is better than
//! a torn one. What words a page has stands inside that edge.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::geometry::{Length, Paper, Size};
use crate::language::Direction;
use crate::prepress::order::{self, Sheet, Side};
use crate::prepress::{PrepressError, Print, resolved};
use crate::product::{Flip, NUpOrder};

/// What stays white at the edge of a sheet.
pub const SAFE_EDGE: Length = Length::mm(6.0);

/// How a booklet is put together.
#[derive(Debug, Clone, Copy)]
pub struct BookletOptions {
    /// The sheet, which lies on its side.
    pub sheet: Paper,
    /// The size of a page.
    pub page: Size,
    /// The thickness of the paper: each sheet is moved towards the fold by it, compared with the one around it.
    pub thickness: Length,
    /// Which way the pages are turned.
    pub direction: Direction,
    /// Which edge the printer turns the sheets over.
    pub flip: Flip,
}

/// How several pages are put on a side.
#[derive(Debug, Clone, Copy)]
pub struct NUpOptions {
    /// The sheet.
    pub sheet: Paper,
    /// The size of a page.
    pub page: Size,
    /// How many stand on a side.
    pub per_side: usize,
    /// Which ones.
    pub order: NUpOrder,
    /// In which direction they are read.
    pub direction: Direction,
}

impl NUpOptions {
    /// The sheet as it lies: on its side for two and eight pages.
    fn sheet_size(&self) -> Size {
        let size = self.sheet.size();
        if order::grid(self.per_side).0 > order::grid(self.per_side).1 { size.landscape() } else { size }
    }

    /// How many times its own size a page is shown: as large as its place lets it, and no larger than it is.
    pub fn scale(&self) -> f64 {
        let ((columns, rows), sheet) = (order::grid(self.per_side), self.sheet_size());
        let [width, height] = [sheet.width.to_pt() / columns as f64, sheet.height.to_pt() / rows as f64];
        (width / self.page.width.to_pt()).min(height / self.page.height.to_pt()).min(1.0)
    }
}

/// A page on a sheet, in points from the lower left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Placed {
    page: usize,
    /// Where the lower left corner of the trimmed page stands.
    at: [f64; 2],
    scale: f64,
    /// What is shown of it: left, bottom, right, top.
    shown: [f64; 4],
}

/// What a side of a sheet shows; on its head for a printer that turns sheets over the long edge.
#[derive(Debug, Clone, PartialEq)]
struct Face {
    placed: Vec<Placed>,
    on_its_head: bool,
}

/// The sheets of a booklet, front and back in turn.
pub fn booklet(print: Print, sheets: &[Sheet], options: &BookletOptions) -> Result<Print, PrepressError> {
    let size = options.sheet.size().landscape();
    let faces: Vec<Face> = sheets
        .iter()
        .enumerate()
        .flat_map(|(index, sheet)| {
            let creep = index as f64 * options.thickness.to_pt();
            let back = sheet.back_in_file(options.flip);
            [(sheet.front, false), back].map(|(pages, on_its_head)| {
                let upright = if on_its_head { [pages[1], pages[0]] } else { pages };
                Face { placed: pair(upright, creep, size, options.page), on_its_head }
            })
        })
        .collect();
    let duplex = match options.flip {
        Flip::ShortEdge => "DuplexFlipShortEdge",
        Flip::LongEdge => "DuplexFlipLongEdge",
    };
    assemble(print, &faces, size, duplex, options.direction)
}

/// Sides with several pages on each.
pub fn n_up(print: Print, options: &NUpOptions) -> Result<Print, PrepressError> {
    let size = options.sheet_size();
    let sides = order::n_up(print.pages().len(), options.per_side, options.order, options.direction);
    let faces: Vec<Face> =
        sides.iter().map(|side| Face { placed: rows(side, size, options), on_its_head: false }).collect();
    // Turned like a page, whichever edge that is.
    let duplex = if size.width > size.height { "DuplexFlipShortEdge" } else { "DuplexFlipLongEdge" };
    assemble(print, &faces, size, duplex, options.direction)
}

/// Two pages on both sides of the fold, each cut off there.
fn pair(pages: [Option<usize>; 2], creep: f64, sheet: Size, page: Size) -> Vec<Placed> {
    let (fold, safe) = (sheet.width.to_pt() / 2.0, safe_area(sheet));
    let bottom = (sheet.height.to_pt() - page.height.to_pt()) / 2.0;
    let [left, right] = pages;
    let on_left = left.map(|page_index| Placed {
        page: page_index,
        at: [fold - page.width.to_pt() + creep, bottom],
        scale: 1.0,
        shown: [safe[0], safe[1], fold, safe[3]],
    });
    let on_right = right.map(|page_index| Placed {
        page: page_index,
        at: [fold - creep, bottom],
        scale: 1.0,
        shown: [fold, safe[1], safe[2], safe[3]],
    });
    on_left.into_iter().chain(on_right).collect()
}

/// Pages in rows, each in the middle of its place and cut off at its edges.
fn rows(side: &Side, sheet: Size, options: &NUpOptions) -> Vec<Placed> {
    let ((columns, rows), scale, safe) = (order::grid(options.per_side), options.scale(), safe_area(sheet));
    let [width, height] = [sheet.width.to_pt() / columns as f64, sheet.height.to_pt() / rows as f64];
    let place = |(place, page): (usize, &Option<usize>)| {
        let page = (*page)?;
        let left = (place % columns) as f64 * width;
        let bottom = (rows - 1 - place / columns) as f64 * height;
        let at = [
            left + (width - options.page.width.to_pt() * scale) / 2.0,
            bottom + (height - options.page.height.to_pt() * scale) / 2.0,
        ];
        let shown =
            [left.max(safe[0]), bottom.max(safe[1]), (left + width).min(safe[2]), (bottom + height).min(safe[3])];
        Some(Placed { page, at, scale, shown })
    };
    side.iter().enumerate().filter_map(place).collect()
}

/// The part of a sheet that every printer reaches.
fn safe_area(sheet: Size) -> [f64; 4] {
    let edge = SAFE_EDGE.to_pt();
    [edge, edge, sheet.width.to_pt() - edge, sheet.height.to_pt() - edge]
}

/// A page that has become a form, and where its trimmed page begins in it.
pub(super) struct Form {
    pub(super) id: ObjectId,
    trim: [f64; 2],
}

/// Replaces the pages of a PDF by sheets that show them.
fn assemble(
    mut print: Print,
    faces: &[Face],
    size: Size,
    duplex: &str,
    direction: Direction,
) -> Result<Print, PrepressError> {
    let pages = print.pages();
    let pdf = &mut print.0;
    let forms = pages.iter().map(|page| form(pdf, *page)).collect::<Result<Vec<Form>, _>>()?;
    let tree = pdf.catalog()?.get(b"Pages")?.as_reference()?;
    let kids: Vec<Object> = faces.iter().map(|face| Object::Reference(sheet(pdf, tree, face, &forms, size))).collect();
    let count = kids.len() as i64;
    pdf.set_object(tree, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids });
    let catalog = pdf.catalog_mut()?;
    // All of these speak of the pages that are gone.
    for key in ["Outlines", "Names", "Dests", "PageLabels", "PageMode", "OpenAction", "StructTreeRoot", "MarkInfo"] {
        catalog.remove(key.as_bytes());
    }
    let turns = match direction {
        Direction::Ltr => "L2R",
        Direction::Rtl => "R2L",
    };
    // Hints that many printers' programs heed, and none has to (ISO 32000-1, 12.2).
    let hints = dictionary! {
        "Duplex" => Object::Name(duplex.into()),
        "PrintScaling" => Object::Name(b"None".to_vec()),
        "PickTrayByPDFSize" => true,
        "DisplayDocTitle" => true,
        "Direction" => Object::Name(turns.into()),
    };
    catalog.set("ViewerPreferences", hints);
    pdf.prune_objects();
    pdf.renumber_objects();
    Ok(print)
}

/// Makes a form of a page; its content stream stays as it was packed.
pub(super) fn form(pdf: &mut Document, page: ObjectId) -> Result<Form, PrepressError> {
    let dictionary = pdf.get_dictionary(page)?.clone();
    let media = dictionary.get(b"MediaBox").ok().map(|it| numbers(pdf, it)).unwrap_or_default();
    let trim = dictionary.get(b"TrimBox").ok().map(|it| numbers(pdf, it)).unwrap_or(media);
    let mut contents = pdf.get_page_contents(page);
    let id = match (contents.pop(), contents.as_slice()) {
        (Some(only), []) => only,
        _ => {
            let joined = pdf.get_page_content(page);
            let mut stream = Stream::new(Dictionary::new(), joined);
            // A stream that deflate does not make smaller is kept plain, which is as good.
            let _ = stream.compress();
            pdf.add_object(stream)
        }
    };
    let form = &mut pdf.get_object_mut(id)?.as_stream_mut()?.dict;
    form.set("Type", "XObject");
    form.set("Subtype", "Form");
    form.set("BBox", media.map(Object::from).to_vec());
    for key in ["Resources", "Group"] {
        if let Ok(value) = dictionary.get(key.as_bytes()) {
            form.set(key, value.clone());
        }
    }
    Ok(Form { id, trim: [trim[0], trim[1]] })
}

/// The four numbers of a box.
fn numbers(pdf: &Document, object: &Object) -> [f64; 4] {
    let Ok(array) = resolved(pdf, object).as_array() else { return [0.0; 4] };
    std::array::from_fn(|index| {
        array.get(index).and_then(|number| resolved(pdf, number).as_float().ok()).map_or(0.0, f64::from)
    })
}

/// A page object that shows one side of a sheet.
fn sheet(pdf: &mut Document, tree: ObjectId, face: &Face, forms: &[Form], size: Size) -> ObjectId {
    let [width, height] = [size.width.to_pt(), size.height.to_pt()];
    let mut content = String::new();
    let mut shown = Dictionary::new();
    if face.on_its_head {
        content.push_str(&format!("-1 0 0 -1 {} {} cm\n", number(width), number(height)));
    }
    for placed in &face.placed {
        let Some(form) = forms.get(placed.page) else { continue };
        let [left, bottom, right, top] = placed.shown;
        let name = format!("P{}", placed.page + 1);
        let at = [0, 1].map(|axis| number(placed.at[axis] - form.trim[axis] * placed.scale));
        let scale = number(placed.scale);
        let clip = [left, bottom, right - left, top - bottom].map(number).join(" ");
        content.push_str(&format!("q {clip} re W n {scale} 0 0 {scale} {} {} cm /{name} Do Q\n", at[0], at[1]));
        shown.set(name, form.id);
    }
    let mut stream = Stream::new(Dictionary::new(), content.into_bytes());
    let _ = stream.compress();
    let content = pdf.add_object(stream);
    pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => vec![0.into(), 0.into(), Object::Real(width as f32), Object::Real(height as f32)],
        "Resources" => dictionary! { "XObject" => shown },
        "Contents" => content,
    })
}

/// A number as PDF writes it, to a ten-thousandth of a point.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Trim;

    #[test]
    fn inner_sheets_move_towards_the_fold() {
        let (sheet, page) = (Paper::Letter.size().landscape(), Trim::HalfLetter.size());
        let outer = pair([Some(3), Some(0)], 0.0, sheet, page);
        assert_eq!([outer[0].at, outer[1].at], [[0.0, 0.0], [396.0, 0.0]]);
        let inner = pair([Some(3), Some(0)], 2.5, sheet, page);
        assert_eq!([inner[0].at, inner[1].at], [[2.5, 0.0], [393.5, 0.0]]);
        assert!(inner[0].shown[2] == 396.0 && inner[1].shown[0] == 396.0, "cut off at the fold");
    }

    #[test]
    fn nothing_stands_at_the_edge_of_a_sheet() {
        let (sheet, page) = (Paper::A4.size().landscape(), Trim::A5.size());
        let edge = SAFE_EDGE.to_pt();
        for placed in pair([Some(3), Some(0)], 0.0, sheet, page) {
            let [left, bottom, right, top] = placed.shown;
            assert!(left >= edge && bottom >= edge);
            assert!(right <= sheet.width.to_pt() - edge && top <= sheet.height.to_pt() - edge);
        }
    }

    #[test]
    fn pages_are_made_smaller_and_never_larger() {
        let options = |sheet, page: Trim, per_side| NUpOptions {
            sheet,
            page: page.size(),
            per_side,
            order: NUpOrder::Reading,
            direction: Direction::Ltr,
        };
        assert!((options(Paper::Letter, Trim::Letter, 2).scale() - 396.0 / 612.0).abs() < 1e-9);
        assert!((options(Paper::Letter, Trim::HalfLetter, 2).scale() - 1.0).abs() < 1e-9);
        assert_eq!(options(Paper::A3, Trim::A5, 2).scale(), 1.0);
        assert!(options(Paper::Letter, Trim::HalfLetter, 8).scale() < 0.51);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([number(396.0), number(0.123_456), number(-0.5)], ["396", "0.1235", "-0.5"]);
    }
}
