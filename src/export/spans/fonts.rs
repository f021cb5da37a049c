//! What the pass must know of a page's fonts: how far each code moves the pen, and what text it stands for.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::export::lexer::{Lexer, Token};
use crate::export::spans::strings::{string, utf16};

/// What a font without `/DW` moves the pen for a code that `/W` leaves out (ISO 32000-1, table 117).
const DEFAULT_WIDTH: f32 = 1000.0;

/// The fonts of all pages. Most pages share theirs, which are read once.
pub(in crate::export) struct Fonts {
    pages: HashMap<ObjectId, PageFonts>,
    none: PageFonts,
}

/// The fonts of one page by the names that its content stream calls them.
pub(in crate::export) type PageFonts = BTreeMap<Vec<u8>, Rc<Font>>;

impl Fonts {
    /// Reads the fonts of every page. A font that cannot be read is left out.
    pub(in crate::export) fn read(pdf: &Document) -> Self {
        let mut known = HashMap::new();
        let pages = pdf.page_iter().map(|page| (page, page_fonts(pdf, page, &mut known))).collect();
        Fonts { pages, none: PageFonts::new() }
    }

    /// The fonts of a page, none if it cannot be read.
    pub(in crate::export) fn of(&self, page: ObjectId) -> &PageFonts {
        self.pages.get(&page).unwrap_or(&self.none)
    }
}

fn page_fonts(pdf: &Document, page: ObjectId, known: &mut HashMap<ObjectId, Option<Rc<Font>>>) -> PageFonts {
    let Some(named) = named_fonts(pdf, page) else { return PageFonts::new() };
    let mut fonts = PageFonts::new();
    for (name, object) in named {
        let Ok(id) = object.as_reference() else { continue };
        let font = known.entry(id).or_insert_with(|| Font::read(pdf, id).map(Rc::new));
        if let Some(font) = font {
            fonts.insert(name.clone(), Rc::clone(font));
        }
    }
    fonts
}

fn named_fonts(pdf: &Document, page: ObjectId) -> Option<&Dictionary> {
    let (direct, inherited) = pdf.get_page_resources(page).ok()?;
    let nearest = || inherited.first().and_then(|id| pdf.get_dictionary(*id).ok());
    pdf.get_dict_in_dict(direct.or_else(nearest)?, b"Font").ok()
}

/// A font whose codes have two bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::export) struct Font {
    /// Thousandths of the font size.
    widths: BTreeMap<u16, f32>,
    default_width: f32,
    texts: HashMap<u16, String>,
}

impl Font {
    /// A font made of its widths, the width of all other codes, and texts.
    #[cfg(test)]
    pub(super) fn new(widths: &[(u16, f32)], default_width: f32, texts: &[(u16, &str)]) -> Self {
        let texts = texts.iter().map(|(code, text)| (*code, text.to_string())).collect();
        Font { widths: widths.iter().copied().collect(), default_width, texts }
    }

    fn read(pdf: &Document, id: ObjectId) -> Option<Self> {
        let font = pdf.get_dictionary(id).ok()?;
        let encoding = font.get(b"Encoding").and_then(Object::as_name).ok()?;
        let descendants = font.get_deref(b"DescendantFonts", pdf).and_then(Object::as_array).ok()?;
        let (_, descendant) = pdf.dereference(descendants.first()?).ok()?;
        let descendant = descendant.as_dict().ok().filter(|_| encoding == b"Identity-H")?;
        let listed = descendant.get_deref(b"W", pdf).and_then(Object::as_array);
        let default_width = descendant.get(b"DW").and_then(Object::as_float).unwrap_or(DEFAULT_WIDTH);
        let map = font.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream);
        let map = map.and_then(|stream| stream.decompressed_content()).unwrap_or_default();
        let widths = listed.map(|listed| widths(listed)).unwrap_or_default();
        Some(Font { widths, default_width, texts: texts(&map) })
    }

    /// How far a code moves the pen, in ems.
    pub(super) fn advance(&self, code: u16) -> f64 {
        f64::from(*self.widths.get(&code).unwrap_or(&self.default_width)) / 1000.0
    }

    /// The text that a code stands for.
    pub(super) fn text(&self, code: u16) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }
}

/// A `/W` array: `first [width …]` or `first last width` (ISO 32000-1, 9.7.4.3). It is read as far as it is understood.
fn widths(listed: &[Object]) -> BTreeMap<u16, f32> {
    let mut widths = BTreeMap::new();
    let mut rest = listed;
    while let [first, second, others @ ..] = rest {
        let Some(first) = code(first) else { break };
        if let Ok(run) = second.as_array() {
            widths.extend((first..=u16::MAX).zip(run.iter().filter_map(|width| width.as_float().ok())));
            rest = others;
            continue;
        }
        let (Some(last), [width, others @ ..]) = (code(second), others) else { break };
        let Ok(width) = width.as_float() else { break };
        widths.extend((first..=last).map(|code| (code, width)));
        rest = others;
    }
    widths
}

fn code(object: &Object) -> Option<u16> {
    object.as_i64().ok().and_then(|number| u16::try_from(number).ok())
}

/// The pairs of a ToUnicode map (ISO 32000-1, 9.10.3) that map one code each, which is how krilla writes all of them.
fn texts(map: &[u8]) -> HashMap<u16, String> {
    let mut texts = HashMap::new();
    let mut operands: Vec<Token> = Vec::new();
    for token in Lexer::new(map) {
        if !token.is_operator {
            operands.push(token);
            continue;
        }
        if token.bytes == b"endbfchar" {
            let pairs = operands.as_chunks().0;
            texts
                .extend(pairs.iter().filter_map(|[code, text]| Some((read_code(code)?, utf16(&string(text.bytes)?)?))));
        }
        operands.clear();
    }
    texts
}

fn read_code(token: &Token) -> Option<u16> {
    Some(u16::from_be_bytes(string(token.bytes)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    const MAP: &[u8] = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange\n\
        <0000> <ffff>\nendcodespacerange\n2 beginbfchar\n<0001> <1780>\n<0002> <178017B7>\nendbfchar\n\
        1 beginbfchar\n<0003> <D83DDE00>\nendbfchar endcmap end";

    fn document(descendant: Dictionary) -> (Document, ObjectId) {
        let mut pdf = Document::with_version("1.7");
        let map = pdf.add_object(Stream::new(Dictionary::new(), MAP.to_vec()));
        let descendant = pdf.add_object(descendant);
        let font = pdf.add_object(dictionary! {
            "Encoding" => "Identity-H", "DescendantFonts" => vec![descendant.into()], "ToUnicode" => map,
        });
        let fonts = dictionary! { "f0" => font, "f1" => 7 };
        let page = pdf.add_object(dictionary! { "Type" => "Page", "Resources" => dictionary! { "Font" => fonts } });
        let pages = pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        pdf.trailer.set("Root", catalog);
        (pdf, page)
    }

    #[test]
    fn widths_and_texts_are_read() {
        let listed: Vec<Object> = vec![1.into(), vec![500.into(), 250.5.into()].into(), 4.into(), 6.into(), 80.into()];
        let (pdf, page) = document(dictionary! { "W" => listed, "DW" => 0 });
        let fonts = Fonts::read(&pdf);
        let named = fonts.of(page);
        assert_eq!(named.len(), 1);
        let font = &named[b"f0".as_slice()];
        let advances = [0, 1, 2, 3, 4, 6, 7].map(|code| font.advance(code));
        assert_eq!(
            advances,
            [0.0, 0.5, 0.2505, 0.0, 0.08f32.into(), 0.08f32.into(), 0.0].map(|x: f64| (x * 1e4).round() / 1e4)
        );
        assert_eq!([1, 2, 3, 4].map(|code| font.text(code)), [Some("ក"), Some("កិ"), Some("😀"), None]);
    }

    #[test]
    fn a_font_may_have_no_widths() {
        let (pdf, page) = document(Dictionary::new());
        let fonts = Fonts::read(&pdf);
        assert_eq!(fonts.of(page)[b"f0".as_slice()].advance(9), 1.0);
        for broken in
            [vec![1.into()], vec![1.into(), 2.into()], vec![(-1).into(), 2.into(), 3.into()], vec!["a".into()]]
        {
            assert!(widths(&broken).is_empty());
        }
    }

    #[test]
    fn a_page_without_fonts_has_none() {
        let pdf = Document::with_version("1.7");
        assert!(Fonts::read(&pdf).of((1, 0)).is_empty());
    }
}
