//! How much each edition holds: counted over whole chapters, compared with the source, published and kept.

use serde_json::{Value, json};

use crate::kit::{Kit, Run};

const SOURCE: &str = "# First\n\nWords to read.\n\n- one\n- two\n\n::: say\nHello.\n:::\n";
const WHOLE: &str = "# 첫째\n\n읽을 글입니다.\n\n- 하나\n- 둘\n\n::: say\n안녕하세요.\n:::\n";
const SHORT: &str = "# 첫째\n\n읽을 글입니다.\n\n- 하나\n\n::: say\n안녕하세요.\n:::\n";

fn kit(name: &str, korean: &str) -> Kit {
    let kit = Kit::with_chapter(name, SOURCE);
    kit.write("toolkit-source/ko/01-first.md", korean);
    kit
}

/// What the catalogue says of each language: tag, chapters, texts, words, characters.
fn listed(kit: &Kit) -> Vec<Value> {
    let catalogue: Value = serde_json::from_slice(&kit.output("catalogue.json")).expect("a catalogue");
    let languages = catalogue["languages"].as_array().expect("languages");
    let keys = ["tag", "chapters", "texts", "words", "characters"];
    languages.iter().map(|language| Value::from(keys.map(|key| language[key].clone()).to_vec())).collect()
}

fn report(kit: &Kit) -> String {
    String::from_utf8(kit.output("report.html")).expect("text")
}

fn build(kit: &Kit, languages: &[&str]) -> Run {
    kit.run(&[&["build", "--format", "short"], languages].concat())
}

#[test]
fn an_omission_shows_at_its_line_and_in_the_tables() {
    let kit = kit("counts-short", SHORT);
    build(&kit, &[]).expect_status(0).expect_said(
        "toolkit-source/ko/01-first.md:5: warning[texts-differ]: the source edition has 2 list items here, this chapter 1",
    );
    assert_eq!(listed(&kit), [json!(["en", 1, 5, 7, 29]), json!(["ko", 1, 4, 5, 17])]);
    assert!(report(&kit).contains("<strong>4 (source: 5)</strong>"));
    assert!(report(&kit).contains("compare with toolkit-source/en/01-first.md, line 5:"));

    kit.write("toolkit-source/ko/01-first.md", WHOLE);
    let run = build(&kit, &[]).expect_status(0);
    assert!(!run.stderr.contains("texts-differ"), "{}", run.stderr);
    assert_eq!(listed(&kit)[1], json!(["ko", 1, 5, 6, 18]));
    assert!(!report(&kit).contains("(source: "));
}

#[test]
fn a_check_shows_a_language_beside_its_source() {
    let kit = kit("counts-check", SHORT);
    kit.run(&["check", "ko"]).expect_status(0).expect_said("texts-differ");
    assert!(report(&kit).contains("<strong>4 (source: 5)</strong>"), "the source was not worked on");
    assert!(!kit.has("catalogue.json"));
}

#[test]
fn what_is_left_out_is_neither_counted_nor_compared() {
    let kit = kit("counts-left-out", SHORT);
    kit.edit("toolkit-source/ko/manifest.toml", "machine-draft", "not-started");
    let run = build(&kit, &[]).expect_status(0).expect_said("no-chapters");
    assert!(!run.stderr.contains("texts-differ"), "{}", run.stderr);
    assert_eq!(listed(&kit)[1], json!(["ko", 0, 0, 0, 0]), "an edition that shows nothing");
}

#[test]
fn languages_that_are_not_built_are_counted_all_the_same() {
    let kit = kit("counts-others", WHOLE);
    kit.add_language("km", "ឧបករណ៍", "# មួយ\n\nពាក្យ។\n\n- ក\n- ខ\n\n::: say\nគ\n:::\n");
    build(&kit, &[]).expect_status(0);
    let all = listed(&kit);
    assert_eq!(all[1], json!(["km", 1, 5, null, 12]), "no spaces part the words of Khmer");

    kit.write("toolkit-source/ko/01-first.md", SHORT);
    build(&kit, &["km"]).expect_status(0);
    assert_eq!(listed(&kit), [all[0].clone(), all[1].clone(), json!(["ko", 1, 4, 5, 17])]);

    // A manifest that cannot be read: what was known of its chapters stays.
    kit.write("toolkit-source/ko/manifest.toml", "schema =");
    build(&kit, &["km"]).expect_status(1).expect_said("manifest-syntax");
    assert_eq!(listed(&kit)[2], json!(["ko", 1, 4, 5, 17]));
}

#[test]
fn a_chapter_that_cannot_be_read_is_not_counted() {
    let kit = kit("counts-unreadable", WHOLE);
    kit.write("toolkit-source/ko/01-first.md", [0xFF, 0xFE, 0x00, 0x41]);
    build(&kit, &["ko"]).expect_status(1);
    assert_eq!(listed(&kit)[1], json!(["ko", 0, 0, 0, 0]));
    assert!(report(&kit).contains("<strong>0 (source: 1)</strong>"));
}

#[test]
fn the_document_shows_what_was_built() {
    let kit = kit("counts-document", SHORT);
    build(&kit, &[]).expect_status(0);
    let run = kit.run(&["fonts", "--profiles", "ko", "en"]).expect_status(0);
    for row in [
        "| language | tag | chapters | texts | words | characters | pages of screen |",
        "| English | en | 1 | 5 | 7 | 29 | ",
        "| Korean | ko | 1 | 4 (source: 5) | 5 | 17 | ",
    ] {
        assert!(run.stdout.contains(row), "{row}\n{}", run.stdout);
    }
}
