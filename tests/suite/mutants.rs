//! What only a fault of the program itself could cause: generated projects and pages that are spoilt on purpose, the
//! rules that find it, and the side of the spine.

use std::collections::{BTreeMap, BTreeSet};

use lotuspress::chapter;
use lotuspress::compose::{self, Art, Book, Entry, Project, Stacks};
use lotuspress::manifest::model::Toolkit;
use lotuspress::plan::Body;
use lotuspress::product::{Audience, Status};
use lotuspress::proof::{self, Rules};
use lotuspress::refine;
use lotuspress::typeset::{self, Input, Shared, Typeset};
use typst_layout::Page;
use typst_library::layout::FrameItem;

use crate::kit::{Inputs, Kit};

/// How a project is spoilt before it is set, and whether its pages are refined as they should be.
struct Mutant {
    name: &'static str,
    spoil: fn(&str) -> String,
    refined: bool,
}

const NONE: Mutant = Mutant { name: "none", spoil: str::to_string, refined: true };

/// A chapter as it was set, and everything that the rules need.
struct Pages {
    toolkit: Toolkit,
    edition: usize,
    families: Vec<String>,
    set: Typeset,
}

/// Sets a chapter of a language, spoilt as the mutant says.
fn set(test: &str, tag: &str, text: &str, mutant: &Mutant) -> Pages {
    let kit = Kit::new(&format!("mutant-{test}-{tag}-{}", mutant.name));
    kit.add_language(tag, "1", text);
    let Inputs { toolkit, catalogue, layout } = kit.inputs();
    let mut findings = Vec::new();

    let edition = toolkit.editions.iter().position(|edition| edition.tag.as_str() == tag).expect("the edition");
    let stacks = Stacks::of(&catalogue, &toolkit.editions[edition].profile);
    let mut chapters = vec![chapter::read("first", "first.md", text.as_bytes(), &mut findings).expect("a chapter")];
    chapter::finish(&mut chapters, &mut findings);
    let body = Ok(chapter::for_product(&chapters[0], Audience::Participant, "screen"));
    let entries = [Entry { id: "first".into(), number: 1, part: 0, status: Status::Draft, body }];
    let composed = compose::compose(&Book {
        toolkit: &toolkit,
        edition: &toolkit.editions[edition],
        product: &toolkit.products[0],
        stacks: &stacks,
        pictures: &BTreeMap::new(),
        art: &Art::default(),
        unglued: &BTreeSet::new(),
        ragged: &BTreeSet::new(),
        body: &Body::Book,
        page_numbers: None,
        status: Status::NotStarted,
        spine: None,
        entries: &entries,
    });
    let files = composed.files.iter().map(|(path, code)| (path.clone(), (mutant.spoil)(code))).collect();
    let spoilt = Project { files, map: composed.map };
    let input = Input { project: &spoilt, layout: &layout, pictures: &BTreeMap::new() };
    let set = typeset::typeset(&Shared::new(&catalogue), &input, &mut findings).expect("pages");
    Pages { families: stacks.own(), toolkit, edition, set }
}

/// The codes that are found on the pages of a chapter.
fn codes(test: &str, tag: &str, text: &str, mutant: &Mutant) -> BTreeSet<&'static str> {
    let Pages { toolkit, edition, families, set } = set(test, tag, text, mutant);
    let profile = &toolkit.editions[edition].profile;
    let furniture = set.locator().furniture();
    let rules = Rules::of(profile, &families, &furniture);
    let options = refine::Options { picture_ppi: None, direction: profile.direction };
    let refined = refine::refine(&set.document, &options);
    let document = if mutant.refined { &refined } else { &set.document };
    proof::check(document, set.locator(), &rules).iter().map(|finding| finding.code.name).collect()
}

/// The sign that holds a word together becomes one that allows a break.
fn without_glue(code: &str) -> String {
    code.replace("\\u{2060}", "\\u{200b}")
}

const KOREAN: &str = "# 첫째\n\n이웃들이 도서관에 모여서 이야기를 나누었습니다. 할머니께서는 어린시절에 살았던 마을의 이야기를 \
                      들려주셨고, 아이들은 조용히 귀를 기울였습니다. 우리는 서로의 이름을 부르면서 인사했습니다.\n";
const KHMER: &str = "# មួយ\n\nអ្នកជិតខាងជួបជុំគ្នានៅបណ្ណាល័យដើម្បីរៀនសូត្រជាមួយគ្នា។ យើងពិភាក្សាអំពីសិទ្ធិនិងការទទួលខុសត្រូវ\
                     នៅសហរដ្ឋអាមេរិកហើយយើងស្តាប់សំឡេងរបស់មនុស្សគ្រប់រូបដោយការគោរពនិងយកចិត្តទុកដាក់ជាទីបំផុត។\n";

#[test]
fn words_broken_by_the_program_are_found() {
    let mutant = Mutant { name: "glue", spoil: without_glue, refined: true };
    for (tag, text) in [("ko", KOREAN), ("km", KHMER)] {
        assert!(!codes("broken", tag, text, &NONE).contains("broken-word"), "{tag}");
        let found = codes("broken", tag, text, &mutant);
        assert!(found.contains("broken-word"), "{tag}: {found:?}");
    }
}

#[test]
fn words_that_a_reader_would_copy_twice_are_found() {
    let mutant = Mutant { name: "unrefined", spoil: str::to_string, refined: false };
    for (tag, text) in [("ko", KOREAN), ("km", KHMER)] {
        assert!(!codes("twice", tag, text, &NONE).contains("text-differs"), "{tag}");
        let found = codes("twice", tag, text, &mutant);
        assert!(found.contains("text-differs"), "{tag}: {found:?}");
    }
}

/// The white on the left of a page's text: where its largest frame begins.
fn left_margin(page: &Page) -> f64 {
    let frames = page.frame.items().filter_map(|(at, item)| match item {
        FrameItem::Group(group) => Some((group.frame.width().to_pt() * group.frame.height().to_pt(), at.x.to_pt())),
        _ => None,
    });
    frames.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(0.0, |(_, left)| left)
}

#[test]
fn a_right_to_left_book_is_bound_on_the_right() {
    let handouts = "# A\n\n".to_string() + &"::: handout {#h}\nwords\n\n- one\n- two\n- three\n:::\n\n".repeat(6);
    let margins = |tag: &str| -> BTreeSet<(bool, i64)> {
        let set = set("binding", tag, &handouts, &NONE).set;
        let inner = set.document.pages().iter().skip(4).take(5);
        inner.map(|page| (page.number % 2 == 1, left_margin(page).round() as i64)).collect()
    };
    let (left_bound, right_bound) = (margins("ko"), margins("ar"));
    assert_eq!(left_bound.len(), 2, "odd and even pages differ: {left_bound:?}");
    let mirrored: BTreeSet<(bool, i64)> = left_bound.iter().map(|(odd, margin)| (!odd, *margin)).collect();
    assert_eq!(right_bound, mirrored);
}
