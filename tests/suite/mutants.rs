//! What only a fault of the program itself could cause: generated projects and pages that are spoilt on purpose, and the
//! rules that find it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use lotuspress::chapter;
use lotuspress::compose::{self, Book, Entry, Project, Stacks};
use lotuspress::font::Catalogue;
use lotuspress::manifest::{self, Folders};
use lotuspress::product::{Audience, Status};
use lotuspress::proof::{self, Rules};
use lotuspress::refine;
use lotuspress::typeset::{self, Input, Layout, Shared};

use crate::kit::{Kit, PROJECT};

/// How a project is spoilt before it is set, and whether its pages are refined as they should be.
struct Mutant {
    name: &'static str,
    spoil: fn(&str) -> String,
    refined: bool,
}

const NONE: Mutant = Mutant { name: "none", spoil: str::to_string, refined: true };

/// The codes that are found on the pages of a chapter in Korean or Khmer.
fn codes(test: &str, tag: &str, text: &str, mutant: &Mutant) -> BTreeSet<&'static str> {
    let kit = Kit::new(&format!("mutant-{test}-{tag}-{}", mutant.name));
    kit.add_language(tag, "1", text);
    let project = Path::new(PROJECT);
    let mut findings = Vec::new();
    let source = kit.root().join("toolkit-source");
    let folders = Folders { source: &source, layouts: &project.join("layouts") };
    let toolkit = manifest::read(&folders, &mut findings).expect("a toolkit");
    let catalogue = Catalogue::load(&project.join("fonts"), None, &mut findings);
    let files = fs::read_dir(project.join("layouts/handbook"))
        .expect("the layout")
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    let layout = Layout { name: "handbook".into(), files };

    let edition = toolkit.editions.iter().find(|edition| edition.tag.as_str() == tag).expect("the edition");
    let stacks = Stacks::of(&catalogue, &edition.profile);
    let mut chapters = vec![chapter::read("first", "first.md", text.as_bytes(), &mut findings).expect("a chapter")];
    chapter::finish(&mut chapters, &mut findings);
    let body = Ok(chapter::for_product(&chapters[0], Audience::Participant, "screen"));
    let entries = [Entry { id: "first".into(), number: 1, part: 0, status: Status::Draft, body }];
    let composed = compose::compose(&Book {
        toolkit: &toolkit,
        edition,
        product: &toolkit.products[0],
        stacks: &stacks,
        pictures: &BTreeMap::new(),
        unglued: &BTreeSet::new(),
        ragged: &BTreeSet::new(),
        entries: &entries,
    });
    let files = composed.files.iter().map(|(path, code)| (path.clone(), (mutant.spoil)(code))).collect();
    let spoilt = Project { files, map: composed.map };

    let input = Input { project: &spoilt, layout: &layout, pictures: &BTreeMap::new() };
    let set = typeset::typeset(&Shared::new(&catalogue), &input, &mut findings).expect("pages");
    let furniture = set.locator().furniture();
    let families = stacks.own();
    let rules = Rules { profile: &edition.profile, families: &families, furniture: &furniture };
    let refined =
        refine::refine(&set.document, &refine::Options { picture_ppi: None, direction: edition.profile.direction });
    let document = if mutant.refined { &refined } else { &set.document };
    findings.extend(proof::check(document, set.locator(), &rules));
    findings.iter().map(|finding| finding.code.name).collect()
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
