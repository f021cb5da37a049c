//! What a reader copies from a page is what the page says, and refining changes no pixel.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lotuspress::compose::Project;
use lotuspress::font::Catalogue;
use lotuspress::language::Direction;
use lotuspress::refine;
use lotuspress::typeset::{self, Input, Layout, Shared, Typeset};
use typst_layout::PagedDocument;
use typst_library::layout::{Frame, FrameItem};
use typst_library::text::TextItem;

use crate::kit::PROJECT;

/// Sets words in one font, without a layout.
fn set(font: &str, setup: &str, words: &str) -> Typeset {
    let catalogue = Catalogue::load(&Path::new(PROJECT).join("fonts"), None, &mut Vec::new());
    let code = format!(
        "#set page(width: 200pt, height: 100pt, margin: 10pt)\n\
         #set text(font: \"{font}\", fallback: false, size: 14pt)\n{setup}\n#\"{words}\"\n"
    );
    let project = Project { files: BTreeMap::from([("main.typ".to_string(), code)]), map: Default::default() };
    let input = Input { project: &project, layout: &Layout::default(), pictures: &BTreeMap::new() };
    let mut findings = Vec::new();
    let set = typeset::typeset(&Shared::new(&catalogue), &input, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    set.unwrap_or_else(|| panic!("{words} is set"))
}

fn refined(document: &PagedDocument) -> PagedDocument {
    refine::refine(document, &refine::Options { picture_ppi: None, direction: Direction::Rtl })
}

fn collect(frame: &Frame, found: &mut Vec<TextItem>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, found),
            FrameItem::Text(text) => found.push(text.clone()),
            _ => {}
        }
    }
}

fn items(document: &PagedDocument) -> Vec<TextItem> {
    let mut found = Vec::new();
    document.pages().iter().for_each(|page| collect(&page.frame, &mut found));
    found
}

fn text_of(document: &PagedDocument) -> String {
    items(document).iter().map(|item| item.text.as_str()).collect()
}

#[test]
fn a_right_to_left_line_is_read_in_its_order() {
    let words = "ألف (217 د) ثم 3- باء";
    let set = set("Noto Naskh Arabic", "#set text(dir: rtl, font: (\"Noto Naskh Arabic\", \"Noto Serif\"))", words);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert_ne!(squeezed(&text_of(&set.document)), squeezed(words), "Typst mends this by itself now");
    assert_eq!(squeezed(&text_of(&refined(&set.document))), squeezed(words));
}

/// Readers take the glyphs of an item one after the other, unless its letters say that it runs the other way. Signs say
/// nothing.
#[test]
fn signs_between_numbers_are_read_in_their_order() {
    let words = "ألف (1، 3، 5…)، باء";
    let set = set("Noto Naskh Arabic", "#set text(dir: rtl, font: (\"Noto Naskh Arabic\", \"Noto Serif\"))", words);
    let is_sign = |c: char| !c.is_alphanumeric();
    let backwards = |document: &PagedDocument| {
        let falls = |item: &&TextItem| {
            item.text.chars().all(is_sign)
                && item.glyphs.windows(2).any(|pair| pair[0].range.start > pair[1].range.start)
        };
        items(document).iter().filter(falls).count()
    };
    assert!(backwards(&set.document) > 0, "Typst mends this by itself now");
    let refined = refined(&set.document);
    assert_eq!(backwards(&refined), 0);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(squeezed(&text_of(&refined)), squeezed(words));
    assert!(looks_the_same(&pixels(&set.document), &pixels(&refined)));
}

fn pixels(document: &PagedDocument) -> Vec<u8> {
    let options = typst_render::RenderOptions { pixel_per_pt: 4.0.into(), ..Default::default() };
    document.pages().iter().flat_map(|page| typst_render::render(page, &options).data().to_vec()).collect()
}

/// Moving a letter's height from its item to itself may round the last bit of an edge's grey: one step of 255.
fn looks_the_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

const CASES: &[(&str, &str, &str)] = &[
    ("Noto Sans Khmer", "", "មនុស្សទាំងអស់ ស្ត្រីក្នុងភ្នំពេញ"),
    ("Noto Serif Bengali", "", "কৃষ্ণ মর্যাদা"),
    ("Noto Naskh Arabic", "#set text(dir: rtl)", "مُحَمَّدٌ"),
    ("Noto Serif Devanagari", "", "स्वतंत्रता और अधिकार हिन्दी"),
    ("Noto Serif Gurmukhi", "", "ਪੰਜਾਬੀ ਆਜ਼ਾਦੀ"),
    ("Noto Serif", "", "Tiếng Việt ngữ"),
    ("Noto Sans Khmer", "#show: underline", "មនុស្សទាំងអស់ ស្ត្រីក្នុងភ្នំពេញ"),
    ("Noto Naskh Arabic", "#set text(dir: rtl)\n#show: strike.with(stroke: 2pt)", "مُحَمَّدٌ"),
    ("Noto Serif Bengali", "#show: highlight\n#show: overline", "কৃষ্ণ মর্যাদা"),
    ("Noto Serif CJK KR", "", "한국어 문장"),
];

#[test]
fn words_come_out_once_and_whole() {
    for (font, setup, words) in CASES {
        let set = set(font, setup, words);
        let text = text_of(&refined(&set.document));
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeezed(&text), squeezed(words), "{font}");
    }
}

#[test]
fn without_refining_words_are_doubled() {
    // The test above means something only as long as Typst splits clusters.
    let set = set("Noto Sans Khmer", "", "មនុស្ស");
    assert_ne!(text_of(&set.document), "មនុស្ស");
}

#[test]
fn refining_changes_no_pixel() {
    for (font, setup, words) in CASES {
        let set = set(font, setup, words);
        let (before, after) = (pixels(&set.document), pixels(&refined(&set.document)));
        assert!(looks_the_same(&before, &after), "{font}: {words}");
    }
}

#[test]
fn joiners_leave_no_trace() {
    let set = set("Noto Sans Khmer", "", "មនុស្ស\\u{200b}ទាំង\\u{2060}អស់");
    assert_eq!(text_of(&refined(&set.document)), "មនុស្សទាំងអស់");
    assert!(looks_the_same(&pixels(&set.document), &pixels(&refined(&set.document))));
}

#[test]
fn fixtures_are_small() {
    fn check(folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                check(&entry);
            } else {
                let bytes = fs::metadata(&entry).expect("a file").len();
                assert!(bytes <= 60_000, "{} has {bytes} bytes", entry.display());
            }
        }
    }
    check(&Path::new(PROJECT).join("tests"));
}
