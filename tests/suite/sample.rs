//! The sample toolkit: complete in thirteen languages, without a finding, and facilitators' words in their product only.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use lotuspress::chapter;
use lotuspress::chapter::tree::{Block, BlockKind, Chapter, DirectiveName, Inline};

use crate::kit::{PROJECT, Run};
use crate::pdf::Pdf;

const TAGS: [&str; 13] = ["en", "hi", "ne", "tl", "bn", "ko", "hmn", "zh-Hans", "zh-Hant", "ar", "pa", "vi", "km"];

/// The sample, built once for all tests of this file.
static DIST: LazyLock<PathBuf> = LazyLock::new(|| {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample");
    let _ = fs::remove_dir_all(&out);
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .args(["build", "--format", "short", "--out"])
        .arg(&out)
        .current_dir(PROJECT)
        .output()
        .expect("the command runs");
    Run::new(&output).expect_status(0).expect_no_warning();
    out
});

fn pdf(tag: &str, product: &str) -> Pdf {
    let path = DIST.join(tag).join(format!("community-workshops-{tag}-{product}.pdf"));
    Pdf::read(&fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[test]
fn every_language_has_its_products() {
    for tag in TAGS {
        let screen = pdf(tag, "screen");
        assert!((40..=56).contains(&screen.pages()), "{tag} has {} pages", screen.pages());
        assert_eq!(screen.language(), tag);
        assert_eq!(screen.direction(), if tag == "ar" { "R2L" } else { "L2R" });
        assert!(screen.metadata().contains(&format!("<rdf:li>{tag}</rdf:li>")), "{tag}");
        assert!(pdf(tag, "facilitator").pages() >= 38, "{tag}");
        assert!(pdf(tag, "plain").pages() >= 38, "{tag}");
    }
}

/// The mark of a note leads to the note, and the note back to its mark. Where a page's end comes between them, Typst can
/// leave the note behind.
#[test]
fn notes_stand_on_the_page_of_their_mark() {
    for tag in TAGS {
        for product in ["screen", "facilitator", "plain"] {
            let links = pdf(tag, product).narrow_links(8.0);
            assert!(links.len() >= 2, "{tag} {product} has a note: {links:?}");
            assert!(links.iter().all(|(from, to)| from == to), "{tag} {product}: {links:?}");
        }
    }
}

#[test]
fn page_labels_have_the_digits_of_the_edition() {
    assert_eq!(pdf("ne", "screen").page_labels()[..3], ["१", "२", "३"]);
    assert_eq!(pdf("bn", "screen").page_labels()[..3], ["১", "২", "৩"]);
    assert_eq!(pdf("en", "screen").page_labels()[..3], ["1", "2", "3"]);
}

#[test]
fn photographs_have_the_size_at_which_they_stand() {
    for (width, height) in pdf("en", "screen").pictures().into_values() {
        assert!(width <= 900 && height <= 700, "{width} × {height}");
    }
}

/// Words that only facilitators may read: those of their blocks.
fn facilitators_words(blocks: &[Block], inside: bool, found: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(line) if inside => found.push(plain(line)),
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| facilitators_words(&item.blocks, inside, found));
            }
            BlockKind::Directive(directive) => {
                let only = directive.name == DirectiveName::Only;
                let hidden = inside || only || directive.name.is_for_facilitators();
                facilitators_words(&directive.blocks, hidden, found);
            }
            _ => {}
        }
    }
}

fn plain(line: &[Inline]) -> String {
    line.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.text.clone(),
            Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) => plain(content),
            Inline::Link { content, .. } => plain(content),
            Inline::Break | Inline::Note { .. } => String::new(),
        })
        .collect()
}

/// The chapters of the sample by their files.
const CHAPTERS: [&str; 5] =
    ["01-story-circle", "02-neighbourhood-map", "03-many-languages", "04-planning-numbers", "05-glossary"];

fn chapter(tag: &str, name: &str) -> Chapter {
    let folder = Path::new(PROJECT).join("toolkit-source");
    let file = format!("{tag}/{name}.md");
    let mut findings = Vec::new();
    let bytes = chapter::load(&folder, &file, &mut findings).expect("the chapter");
    chapter::read(name, &file, &bytes, &mut findings).expect("a tree")
}

/// Adds the names of the blocks among these and inside them.
fn block_names(blocks: &[Block], found: &mut BTreeSet<&'static str>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Figure(_) => {
                found.insert(DirectiveName::Figure.name());
            }
            BlockKind::Directive(directive) => {
                found.insert(directive.name.name());
                block_names(&directive.blocks, found);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| block_names(&item.blocks, found)),
            _ => {}
        }
    }
}

#[test]
fn every_block_of_the_vocabulary_is_used() {
    let mut found = BTreeSet::new();
    CHAPTERS.iter().for_each(|name| block_names(&chapter("en", name).blocks, &mut found));
    let missing: Vec<&str> = DirectiveName::ALL.iter().map(|it| it.name()).filter(|it| !found.contains(it)).collect();
    assert_eq!(missing, [""; 0]);
}

/// In a room with four languages everybody finds one place by its number.
#[test]
fn activities_and_handouts_have_the_same_numbers_in_every_language() {
    for (tag, digits) in [("en", "0123456789"), ("ar", "0123456789"), ("ne", "०१२३४५६७८९"), ("km", "០១២៣៤៥៦៧៨៩")]
    {
        let digit = |c: char| c.to_digit(10).map_or(c, |digit| digits.chars().nth(digit as usize).expect("ten"));
        let native = |number: &str| number.chars().map(digit).collect::<String>();
        let said = pdf(tag, "facilitator").page_text();
        for number in ["1.5", "2.6", "3.1", "3.6"] {
            assert!(said.contains(&native(number)), "{tag} does not print {number}");
        }
        assert!(!said.contains(&native("3.7")), "{tag} prints 3.7");
    }
}

#[test]
fn facilitators_words_never_reach_participants() {
    let mut words = Vec::new();
    let en = chapter("en", CHAPTERS[0]);
    facilitators_words(&en.blocks, false, &mut words);
    assert!(words.len() >= 20, "the sample has {} such paragraphs", words.len());
    let shown = chapter::visible_text(&chapter::for_product(&en, lotuspress::product::Audience::Participant, "screen"));
    let all =
        chapter::visible_text(&chapter::for_product(&en, lotuspress::product::Audience::Facilitator, "facilitator"));
    let participant = letters_of(&pdf("en", "screen"));
    let facilitator = letters_of(&pdf("en", "facilitator"));
    for paragraph in &words {
        let letters: String = paragraph.chars().filter(|c| c.is_alphabetic()).collect();
        assert!(!squeeze(&shown).contains(&letters), "{paragraph}");
        assert!(squeeze(&all).contains(&letters), "{paragraph}");
        assert!(!participant.contains(&letters), "in the participants' file: {paragraph}");
    }
    // The reader of this test finds words where they are, so that not finding them means something.
    let found = words.iter().filter(|words| facilitator.contains(&squeeze(words))).count();
    assert_eq!(found, words.len());
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// The letters of all pages, bookmarks, alternative texts and metadata of a file, in the order of its content.
fn letters_of(pdf: &Pdf) -> String {
    squeeze(&format!("{} {} {}", pdf.page_text(), pdf.strings().join(" "), pdf.metadata()))
}

#[test]
fn a_draft_says_that_it_is_one_on_the_cover() {
    for tag in TAGS {
        let profile = fs::read_to_string(Path::new(PROJECT).join(format!("layouts/languages/{tag}.toml"))).unwrap();
        let notice = profile.lines().find_map(|line| line.strip_prefix("notice-machine-draft = ")).expect("a notice");
        assert!(notice.len() > 20, "{tag}");
    }
}
