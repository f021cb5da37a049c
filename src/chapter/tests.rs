//! What the module promises as a whole: the traps of the parser, and an input for every code.

use std::collections::BTreeSet;

use crate::chapter::tree::{DirectiveName, Figure};
use crate::chapter::*;

fn chapter(text: &str) -> (Chapter, Vec<Finding>) {
    let mut findings = Vec::new();
    let chapter = read("x", "x.md", text.as_bytes(), &mut findings).unwrap();
    (chapter, findings)
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.name).collect()
}

/// A short picture of inlines: `*words*` strong, `/words/` stressed, `[words]` linked.
fn sketch(inlines: &[Inline]) -> String {
    let wrap = |open: &str, content: &[Inline], close: &str| format!("{open}{}{close}", sketch(content));
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.text.clone(),
            Inline::Code(text) => format!("`{}`", text.text),
            Inline::Strong(content) => wrap("*", content, "*"),
            Inline::Emph(content) => wrap("/", content, "/"),
            Inline::Strike(content) => wrap("~", content, "~"),
            Inline::Link { content, .. } => wrap("[", content, "]"),
            Inline::Break => "|".to_owned(),
            Inline::Note { name, blocks } => format!("^{name}{}", outline(blocks)),
        })
        .collect()
}

/// A short picture of blocks.
fn outline(blocks: &[Block]) -> String {
    let blocks: Vec<String> = blocks.iter().map(|block| outline_of(&block.kind)).collect();
    format!("({})", blocks.join(" "))
}

fn outline_of(kind: &BlockKind) -> String {
    let cells = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| sketch(cell)).collect::<Vec<_>>().join("|");
    match kind {
        BlockKind::Heading { level, content, .. } => format!("h{level}:{}", sketch(content)),
        BlockKind::Paragraph(content) => sketch(content),
        BlockKind::List { items, .. } => {
            let task = |task: Option<bool>| task.map_or("", |done| if done { "x" } else { "o" });
            let items = items.iter().map(|item| format!("{}{}", task(item.task), outline(&item.blocks)));
            format!("list{}", items.collect::<String>())
        }
        BlockKind::Table { header, rows, .. } => {
            format!("table[{}]", std::iter::once(header).chain(rows).map(cells).collect::<Vec<_>>().join("/"))
        }
        BlockKind::Quote(blocks) => format!("quote{}", outline(blocks)),
        BlockKind::Code(lines) => {
            format!("code[{}]", lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("/"))
        }
        BlockKind::Divider => "divider".to_owned(),
        BlockKind::Definitions(entries) => {
            let entries = entries.iter().map(|entry| format!("{}={}", sketch(&entry.term), outline(&entry.blocks)));
            format!("terms[{}]", entries.collect::<Vec<_>>().join(","))
        }
        BlockKind::Figure(figure) => {
            let labels: Vec<String> = figure.labels.iter().map(|label| sketch(label)).collect();
            format!("figure{}[{}]{}", figure.number, labels.join(","), outline(&figure.caption))
        }
        BlockKind::Directive(directive) => {
            let title =
                if directive.title.is_empty() { String::new() } else { format!("<{}>", sketch(&directive.title)) };
            format!("{}{title}{}", directive.name, outline(&directive.blocks))
        }
    }
}

/// The outline of what stands below a title.
fn body(text: &str) -> String {
    outline(&chapter(&format!("# T\n\n{text}")).0.blocks)
}

#[test]
fn bold_survives_in_every_script() {
    let cases = [
        ("**“정의”**를", "*“정의”*를"),
        ("**“正义”**是", "*“正义”*是"),
        ("យើង**ឈប់។**បន្ទាប់", "យើង*ឈប់។*បន្ទាប់"),
        ("**«យុត្តិធម៌»**បន្ទាប់", "*«យុត្តិធម៌»*បន្ទាប់"),
        ("**“বর্ণবাদ”**এর", "*“বর্ণবাদ”*এর"),
        ("**বর্ণবাদ।** পরে", "*বর্ণবাদ।* পরে"),
        ("हम **“न्याय”**का", "हम *“न्याय”*का"),
        ("**(जात)**को", "*(जात)*को"),
        ("**“ਨਿਆਂ”**ਦਾ", "*“ਨਿਆਂ”*ਦਾ"),
        ("قال **«العدالة»**و", "قال *«العدالة»*و"),
        ("*«العدالة»*و", "/«العدالة»/و"),
        ("***“ন্যায়”***এর", "*/“ন্যায়”/*এর"),
        ("A [**“ন্যায়”**এর](https://a.org) b", "A [*“ন্যায়”*এর] b"),
        ("**«ក»**ខ **គ** **«ឃ»**ង", "*«ក»*ខ *គ* *«ឃ»*ង"),
        ("**“ক\nখ”**এর", "*“ক খ”*এর"),
        (r"\*\*“ক”**এর", "**“ক”**এর"),
        ("&#42;&#42;“ক”**এর", "**“ক”**এর"),
        ("5 ** 2 ** 3", "5 ** 2 ** 3"),
        ("snake_case_word", "snake_case_word"),
    ];
    for (text, expected) in cases {
        assert_eq!(body(text), format!("({expected})"), "{text}");
        assert_eq!(body(&format!("- {text}")), format!("(list({expected}))"), "{text}");
    }
    assert_eq!(body("## x **«ক»**খ"), "(h2:x *«ক»*খ)");
    assert_eq!(body("| a **«ক»**খ |\n|--|\n| **«গ»**ঘ |"), "(table[a *«ক»*খ/*«গ»*ঘ])");
    let (_, findings) = chapter("# T\n\nsome words **left open");
    assert_eq!(codes(&findings), ["stray-stars"]);
    assert_eq!(findings[0].words.as_deref(), Some("some words **left open"));
    assert_eq!(findings[0].place, Place::line("x.md", 3, 12));
}

#[test]
fn blocks_nest_by_the_rule_that_authors_expect() {
    let cases = [
        ("::: activity {#a}\n::: say\nx\n:::\ny\n:::\nz", "(activity(say(x) y) z)"),
        ("::: activity {#a title=\"A: b\"}\n### H\n\nx\n:::", "(activity<A: b>(h3:H x))"),
        ("::: story\n### H *i*\n\nx\n:::", "(story<H /i/>(x))"),
        ("- a\n\n  ::: say\n  x\n\n  - y\n  :::\n- b", "(list(a say(x list(y)))(b))"),
        ("1. ::: say\n   x\n:::\n2. b", "(list(say(x))(b))"),
        ("> ::: say\n> x\n> :::\n> y", "(quote(say(x) y))"),
        ("::: say\n> x\n> :::\ny", "(say(quote(x)) y)"),
        ("::: say\n```\n:::\n```\nx\n:::\ny", "(say(code[:::] x) y)"),
        ("```\n::: say\n```\nx", "(code[::: say] x)"),
        ("::: sya {title=Q}\nx\n:::\ny", "(*Q* x y)"),
        ("::: only {product=a}\n## A\n:::\n\n### B", "(only(h2:A) h3:B)"),
        ("- a\n  ::: say\nb\n  :::\nc", "(list(a say()) b c)"),
        ("::: timeline\n1869\n: Rail\n\n1882\n: Law\n:::", "(timeline(terms[1869=(Rail),1882=(Law)]))"),
        ("::: figure {src=a.svg alt=x anchors=\"1,2\"}\n1. **La**\n\nCap\n:::", "(figure1[*La*](Cap))"),
        ("::: figure\n![alt](a.svg)\n\nCap\n:::", "(figure1[](Cap))"),
    ];
    for (text, expected) in cases {
        assert_eq!(body(text), expected, "{text}");
    }
}

#[test]
fn words_that_look_like_code_are_words() {
    for text in [
        "#read(\"/etc/passwd\")",
        "#import \"x\": *",
        "$$ x $$",
        "@ref",
        "<label>",
        "<one two> & co",
        "[toolkit]\nid = 1",
    ] {
        let (chapter, findings) = chapter(&format!("# T\n\n{text}\n"));
        assert_eq!(visible_text(&chapter), format!("T\n{}\n", text.replace('\n', " ")));
        assert_eq!(findings, [], "{text}");
    }
}

#[test]
fn raw_html_goes_and_its_words_stay() {
    let (chapter, findings) = chapter("# T\n\na <span>b</span><br>c <!-- d -->\n\n<div>\ne <label> **f**\n\n</div>\n");
    assert_eq!(outline(&chapter.blocks), "(a b|c  e <label> *f*)");
    assert_eq!(codes(&findings), ["raw-html", "comment", "raw-html"]);
    let (chapter, findings) = super::tests::chapter("# T\n\n<!-- open\n\nlost\n");
    assert_eq!(outline(&chapter.blocks), "(<!-- open lost)");
    assert_eq!(codes(&findings), ["comment-unclosed"]);
}

#[test]
fn links_of_other_kinds_lose_the_link() {
    for url in
        ["javascript:alert(1)", "JavaScript:x", "file:///etc/passwd", "data:text/html,x", "02-map.md", "vbscript:x", ""]
    {
        let (chapter, findings) = chapter(&format!("# T\n\na [*b*]({url}) c"));
        assert_eq!(outline(&chapter.blocks), "(a /b/ c)", "{url}");
        assert_eq!(codes(&findings), ["link-kind"], "{url}");
    }
    assert_eq!(
        body("[a](https://x.org) [b](#id) [c](term:d) <tel:1> https://y.org។"),
        "([a] [b] [c] [tel:1] [https://y.org]។)"
    );
}

#[test]
fn lines_and_columns_are_true() {
    let text = "# T\r\n\r\n[ref]: https://x.org\r\nវា &amp; **ក**\r\n> - ខ\u{202e} \\*គ\r\n";
    let (chapter, _) = chapter(text);
    let mut found = Vec::new();
    walk::each_line(&chapter.blocks, &mut |line| gather(line, &mut found));
    let expected = [("វា & ", 4, 1), ("ក", 4, 12), ("ខ *គ", 5, 5)];
    assert_eq!(found, expected.map(|(text, line, column)| (text.to_owned(), Pos { line, column })));
    let mut stars = Vec::new();
    walk::each_line(&chapter.blocks, &mut |line| {
        for inline in line {
            if let Inline::Text(text) = inline
                && let Some(offset) = text.text.find('*')
            {
                stars.push(text.column(offset));
            }
        }
    });
    assert_eq!(stars, [9]);
}

fn gather(line: &[Inline], found: &mut Vec<(String, Pos)>) {
    for inline in line {
        if let Inline::Text(text) | Inline::Code(text) = inline {
            found.push((text.text.clone(), text.pos(0)));
        }
        gather(walk::inside(inline), found);
    }
}

#[test]
fn tables_and_notes_lose_no_words() {
    let (chapter, findings) = chapter("# T\n\n| a | b |\n|---|:-:|\n| 1 | 2 | **«৩»**x \\| y |\n| 4 |\n");
    assert_eq!(outline(&chapter.blocks), "(table[a|b|/1|2|*«৩»*x | y/4||])");
    assert_eq!(codes(&findings), ["table-ragged", "table-ragged"]);
    let text = "# T\n\na[^1] b[^1] c[^x]\n\n[^1]: note[^2]\n\n[^2]: deep\n\n[^3]: lost[^4]\n\n[^4]: kept[^3]\n";
    let (chapter, findings) = super::tests::chapter(text);
    assert_eq!(outline(&chapter.blocks), "(a^1(note^2(deep)) b^1() c[^x] lost^4(kept[^3]))");
    assert_eq!(codes(&findings), ["note-missing", "note-unused"]);
}

#[test]
fn headings_become_consecutive() {
    let (chapter, findings) = chapter("## T\n\n#### a\n\n# b\n\n### c\n\n##\n\n::: say\n##### d\n\n###### e\n:::\n");
    assert_eq!(outline(&chapter.blocks), "(h2:a h2:b h3:c say<d>(h5:e))");
    let expected = ["heading-empty", "heading-skipped", "heading-second-title", "heading-skipped"];
    assert_eq!(codes(&findings), expected);
}

#[test]
fn pictures_stand_alone() {
    assert_eq!(body("![a](x.png \"Cap\")"), "(figure1[](Cap))");
    let (chapter, findings) = chapter("# T\n\na ![b](x.png) c\n\n![](y.png)\n");
    assert_eq!(outline(&chapter.blocks), "(a  c figure1[]() figure2[]())");
    assert_eq!(codes(&findings), ["picture-in-text", "picture-without-alt"]);
    let shown: Vec<_> = pictures(&chapter).map(|picture| (picture.src, picture.has_alt, picture.at.line)).collect();
    assert_eq!(shown, [("x.png", true, 3), ("y.png", false, 5)]);
}

#[test]
fn numbers_and_times() {
    let text = "# T\n\n::: activity {#a title=A}\n::: step {minutes=5}\nx\n:::\n::: step {minutes=10}\ny\n:::\n:::\n\n\
        ::: activity {#b title=B minutes=9}\n::: step {minutes=5}\nz\n:::\n:::\n\n::: handout {#h}\nw\n:::\n";
    let (chapter, findings) = chapter(text);
    assert_eq!(codes(&findings), ["minutes-differ"]);
    assert!(findings[0].message.contains("9 minutes") && findings[0].message.contains("steps 5"));
    let mut chapters = [chapter];
    finish(&mut chapters, &mut Vec::new());
    let agenda: Vec<_> = agenda(&chapters[0]).into_iter().map(|item| (item.number, item.minutes)).collect();
    assert_eq!(agenda, [(1, Some(15)), (2, Some(9))]);
    let mut steps = Vec::new();
    walk::each_block(&chapters[0].blocks, &mut |block| match &block.kind {
        BlockKind::Directive(directive) if directive.name == DirectiveName::Step => steps.push(directive.number),
        _ => {}
    });
    assert_eq!(steps, [1, 2, 1]);
}

#[test]
fn depth_is_bounded_and_quick() {
    let n = 10_000;
    let stairs: String = (0..1000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let mazes = [
        format!("{} x", ">".repeat(n)),
        format!("{}x", "> ".repeat(n)),
        format!("{}x", "- ".repeat(n)),
        format!("{}x", "> - ".repeat(n)),
        format!("{}x\n{}", "::: say\n".repeat(n), ":::\n".repeat(n)),
        format!("{}x{}", "*a _b ".repeat(n), "_ x*".repeat(n)),
        format!("{}x", "![".repeat(n) + &"](x)".repeat(n)),
        (0..n).map(|i| format!("[^{i}]: x[^{}]\n\n", i + 1)).collect::<String>() + "[^0]",
        " **a".repeat(n) + &"b* ".repeat(n),
        "[^".repeat(n) + "]",
        "<a ".repeat(n) + ">",
        stairs,
    ];
    for maze in mazes {
        let start = std::time::Instant::now();
        let (chapter, _) = chapter(&format!("# T\n\n{maze}\n"));
        assert!(visible_text(&chapter).len() > 2);
        assert!(start.elapsed().as_secs() < 10, "{}", &maze[..20]);
        assert!(depth(&chapter.blocks) <= 3 * MAX_NESTING, "{}", &maze[..20]);
    }
}

fn depth(blocks: &[Block]) -> usize {
    let mut deepest = 0;
    for part in blocks.iter().flat_map(|block| walk::parts(&block.kind)) {
        match part {
            walk::Part::Blocks(inside) => deepest = deepest.max(1 + depth(inside)),
            walk::Part::Line(line) => walk::each_note(line, &mut |note| deepest = deepest.max(1 + depth(note))),
            walk::Part::Words(_) => {}
        }
    }
    deepest
}

#[test]
fn links_and_figures_are_checked_across_chapters() {
    let first = chapter("# A\n\n[x](#b) [y](term:tem) [z](#here)\n\n::: activity {#here handout=h}\nx\n:::\n").0;
    let mut second =
        chapter("# B\n\n::: definition {#term}\nx\n:::\n\n## H {#here}\n\n::: figure {alt=x anchors=\"1,1\"}\n:::\n").0;
    second.id = "b".to_owned();
    let mut chapters = [Chapter { id: "a".to_owned(), ..first }, second];
    let mut findings = Vec::new();
    finish(&mut chapters, &mut findings);
    let expected = ["figure-without-picture", "figure-labels", "id-in-two-chapters", "handout-lost", "link-lost"];
    assert_eq!(codes(&findings), expected);
    assert_eq!(
        sketch(match &chapters[0].blocks[0].kind {
            BlockKind::Paragraph(line) => line,
            _ => &[],
        }),
        "[x] y [z]"
    );
    assert!(findings[4].hint.as_deref().unwrap_or_default().contains("`term:term`"));
}

/// Inputs that together raise every code; those of `load`, `inherit`, `compare` and `typed` have tests of their own beside them.
#[test]
fn every_code_has_an_input() {
    let texts = [
        "",
        "words",
        "# T\n\n#### x\n\n# y\n\n##\n",
        "# T\n\n::: say\n",
        "# T\n\n:::\n",
        "# T\n\n::: sya {title}\nx\n:::",
        "# T\n\n::: say {titel=x}\ny\n:::\n\n::: step {minutes=x}\n:::\n\n## a {#b}\n\n## c {#b}\n\n## d {#ក}",
        "# T\n\n::: activity {minutes=5}\n::: step {minutes=6}\nx\n:::\n:::\n\n::: timeline\nx\n:::",
        "# T\n\n**x\n\n<b>x</b> <!-- y -->\n\n<!-- z",
        "# T\n\n```\nx",
        "# T\n\n|a|\n|-|\n|b|c|",
        "# T\n\n[^a]: b\n\n[^c] [d](x:y)\n\n[^a]: e",
        "# T\n\nx ![](y) z",
        "# T\n\n\u{0}\u{202e}\u{fffd}x",
        &format!("# T\n\n{}x", "> ".repeat(20)),
    ];
    let mut raised: BTreeSet<&str> = texts.iter().flat_map(|text| codes(&chapter(text).1)).collect();
    let elsewhere = [
        load::FILE_MISSING,
        load::FILE_UNREADABLE,
        load::FILE_TOO_LARGE,
        load::ENCODING,
        inherit::CHANGED,
        inherit::ID_UNKNOWN,
        inherit::ID_MISSING,
        inherit::STRUCTURE,
        compare::TEXTS,
        links::LINK_LOST,
        links::HANDOUT_LOST,
        links::ID_IN_TWO_CHAPTERS,
        links::NO_SRC,
        links::LABELS,
        typed::CHAPTER_LANGUAGE,
        typed::PARAGRAPH_LANGUAGE,
        typed::LEGACY,
        typed::FORMS,
        typed::LETTER,
        typed::DIGITS,
        typed::MIXED_DIGITS,
        typed::QUOTES,
        typed::NARROW,
        typed::WIDE,
        typed::HAN_SPACE,
        typed::OTHER_QUOTES,
        typed::UNPAIRED,
        typed::LEFTOVER,
        typed::BLANK,
    ];
    raised.extend(elsewhere.map(|code| code.name));
    let all: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(raised, all);
    assert_eq!(all.len(), CODES.len());
    assert_eq!(Figure::default().number, 0);
}
