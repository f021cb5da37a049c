//! The rules that look at finished pages: each finds a page that breaks it, at its line, and leaves a good one alone.

use crate::kit::Kit;

/// The code, a chapter that breaks the rule on line 3, and a chapter that says the same rightly.
const CASES: &[(&str, &str, &str)] = &[
    ("line-start", "# A\n\nThe end\\\n. Next\n", "# A\n\nThe end.\\\nNext\n"),
    ("line-end", "# A\n\nHe said “\\\nCome in”\n", "# A\n\nHe said\\\n“Come in”\n"),
    ("dotted-circle", "# A\n\nx ាក\n", "# A\n\nx កា\n"),
    (
        "line-too-long",
        "# A\n\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "# A\n\naaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa\n",
    ),
];

#[test]
fn each_rule_finds_its_fault_and_nothing_else() {
    for (code, bad, good) in CASES {
        let kit = Kit::with_chapter(&format!("page-{code}"), bad);
        let said = kit.run(&["check", "en", "--format", "short"]).stderr;
        let line = said.lines().find(|line| line.contains(&format!("[{code}]")));
        let line = line.unwrap_or_else(|| panic!("{code} is not found:\n{said}"));
        assert!(
            line.starts_with("toolkit-source/en/01-first.md:3:")
                || line.starts_with("toolkit-source/en/01-first.md:4:")
        );

        kit.write("toolkit-source/en/01-first.md", good);
        let said = kit.run(&["check", "en", "--format", "short"]).expect_status(0).stderr;
        assert!(!said.contains(&format!("[{code}]")), "{code}:\n{said}");
    }
}

#[test]
fn long_glued_words_are_set_once_more() {
    let word = "가나다라마바사아자차카타파하".repeat(4);
    let kit = Kit::new("page-glued");
    kit.write("toolkit-source/ko/01-first.md", format!("# 첫째\n\n{word}입니다.\n"));
    let said = kit.run(&["build", "ko", "--format", "short"]).expect_status(0).stderr;
    assert!(!said.contains("line-too-long"), "{said}");
}
