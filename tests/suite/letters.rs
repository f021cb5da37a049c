//! Whatever a translator types: Typst accepts what is generated, every letter of it is on the pages, leads back to its
//! place in the Markdown, and nothing of it is ever run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use lotuspress::chapter;
use lotuspress::chapter::tree::{Block, BlockKind, Chapter, Directive, Inline, Text};
use lotuspress::compose::{self, Art, Book, Entry, Project, Stacks};
use lotuspress::diag::Place;
use lotuspress::font::Catalogue;
use lotuspress::language::Direction;
use lotuspress::manifest::model::Toolkit;
use lotuspress::plan::Body;
use lotuspress::product::{Audience, Status};
use lotuspress::proof::{self, Rules};
use lotuspress::refine;
use lotuspress::typeset::{self, Input, Layout, Locator, Shared, Typeset};
use proptest::prelude::{Strategy, prop};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use typst_library::layout::{Frame, FrameItem};
use typst_syntax::{SyntaxKind, SyntaxNode};

use crate::kit::{Inputs, Kit};

/// What every case shares: reading the fonts once.
struct Bench {
    toolkit: Toolkit,
    catalogue: Catalogue,
    shared: Shared,
    layout: Layout,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let kit = Kit::new("letters");
    let Inputs { toolkit, catalogue, layout } = kit.inputs();
    let shared = Shared::new(&catalogue);
    Bench { toolkit, catalogue, shared, layout }
});

const FILE: &str = "toolkit-source/en/01-first.md";

fn read(markdown: &str) -> Option<Chapter> {
    let mut chapters = vec![chapter::read("first", FILE, markdown.as_bytes(), &mut Vec::new())?];
    chapter::finish(&mut chapters, &mut Vec::new());
    chapters.pop()
}

fn project(chapter: &Chapter) -> Project {
    let bench = &*BENCH;
    let edition = &bench.toolkit.editions[0];
    let stacks = Stacks::of(&bench.catalogue, &edition.profile);
    let body = Ok(chapter::for_product(chapter, Audience::Facilitator, "screen"));
    let status = lotuspress::product::Status::Draft;
    let entries = [Entry { id: "first".into(), number: 1, part: 0, status, body }];
    compose::compose(&Book {
        toolkit: &bench.toolkit,
        edition,
        product: &bench.toolkit.products[0],
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
    })
}

fn set(project: &Project) -> Result<Typeset, String> {
    let bench = &*BENCH;
    let mut findings = Vec::new();
    let input = Input { project, layout: &bench.layout, pictures: &BTreeMap::new() };
    let result = typeset::typeset(&bench.shared, &input, &mut findings);
    if !findings.is_empty() {
        return Err(format!("{findings:?}"));
    }
    result.ok_or_else(|| "Typst failed without a word".to_string())
}

/// A letter and where it stands in the Markdown.
type Letter = (u32, u32, char);

/// The letters on the pages that stem from the chapter, each place once: titles stand in the contents too.
fn letters_on_pages(set: &Typeset) -> BTreeSet<Letter> {
    let mut found = BTreeSet::new();
    for page in set.document.pages() {
        collect(&page.frame, set.locator(), &mut found);
    }
    found
}

fn collect(frame: &Frame, locator: &Locator, found: &mut BTreeSet<Letter>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, locator, found),
            FrameItem::Text(text) => {
                for glyph in &text.glyphs {
                    let cluster = &text.text[glyph.range()];
                    for (offset, c) in cluster.char_indices().filter(|(_, c)| c.is_alphabetic()) {
                        let place = locator.locate(glyph.span.0, glyph.span.1 + offset as u16);
                        if let Some(Place::Line { file, line, column }) = place
                            && file == FILE
                        {
                            found.insert((line, column, c));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The letters that the tree shows.
fn letters_of_tree(chapter: &Chapter) -> BTreeSet<Letter> {
    let mut found = BTreeSet::new();
    inlines(&chapter.title, &mut found);
    blocks(&chapter.blocks, &mut found);
    found
}

fn text(text: &Text, found: &mut BTreeSet<Letter>) {
    for (offset, c) in text.text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
        let pos = text.pos(offset);
        found.insert((pos.line, pos.column, c));
    }
}

fn inlines(line: &[Inline], found: &mut BTreeSet<Letter>) {
    for inline in line {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text(words, found),
            Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) => inlines(content, found),
            Inline::Link { content, .. } => inlines(content, found),
            Inline::Note { blocks: inside, .. } => blocks(inside, found),
            Inline::Break => {}
        }
    }
}

fn blocks(all: &[Block], found: &mut BTreeSet<Letter>) {
    for block in all {
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => inlines(content, found),
            BlockKind::List { items, .. } => items.iter().for_each(|item| blocks(&item.blocks, found)),
            BlockKind::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).for_each(|cell| inlines(cell, found));
            }
            BlockKind::Quote(inside) => blocks(inside, found),
            BlockKind::Code(lines) => lines.iter().for_each(|line| text(line, found)),
            BlockKind::Divider => {}
            BlockKind::Definitions(entries) => entries.iter().for_each(|entry| {
                inlines(&entry.term, found);
                blocks(&entry.blocks, found);
            }),
            BlockKind::Figure(figure) => {
                figure.labels.iter().for_each(|label| inlines(label, found));
                blocks(&figure.caption, found);
                figure.credit.iter().for_each(|credit| text(credit, found));
            }
            BlockKind::Directive(directive) => self::directive(directive, found),
        }
    }
}

fn directive(directive: &Directive, found: &mut BTreeSet<Letter>) {
    inlines(&directive.title, found);
    let attributes = &directive.attributes;
    attributes.materials.iter().chain(&attributes.who).for_each(|words| text(words, found));
    blocks(&directive.blocks, found);
}

/// Every call in the generated chapter is one of a layout function, with words only in string literals.
fn only_known_calls(project: &Project) -> Result<(), String> {
    let known = known_functions();
    for (path, code) in project.files.iter().filter(|(path, _)| path.starts_with("chapters/")) {
        let root = typst_syntax::parse(code);
        if !root.errors_and_warnings().0.is_empty() {
            return Err(format!("{path} does not parse"));
        }
        check_node(&root, &known)?;
    }
    Ok(())
}

fn known_functions() -> BTreeSet<String> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for text in BENCH.layout.files.values() {
        for line in text.lines().filter_map(|line| line.strip_prefix("#let ")) {
            known.insert(line.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect());
        }
    }
    known.extend(["strong", "emph", "strike"].map(String::from));
    known
}

fn check_node(node: &SyntaxNode, known: &BTreeSet<String>) -> Result<(), String> {
    match node.kind() {
        SyntaxKind::Text | SyntaxKind::Raw | SyntaxKind::Ref | SyntaxKind::Label | SyntaxKind::Equation => {
            return Err(format!("words outside a literal: {:?}", node.full_text()));
        }
        SyntaxKind::ModuleInclude | SyntaxKind::Closure | SyntaxKind::LetBinding | SyntaxKind::ShowRule => {
            return Err(format!("code that nobody generates: {:?}", node.full_text()));
        }
        SyntaxKind::FuncCall => {
            let callee = node.children().next().map(|child| child.full_text().to_string()).unwrap_or_default();
            if !known.contains(&callee) {
                return Err(format!("a call of {callee}"));
            }
        }
        _ => {}
    }
    node.children().try_for_each(|child| check_node(child, known))
}

/// Every rule looks at the pages in both directions. None may fail, and what readers copy is always what was written.
fn look(set: &Typeset) -> Result<(), String> {
    let bench = &*BENCH;
    let mut profile = bench.toolkit.editions[0].profile.clone();
    let families = Stacks::of(&bench.catalogue, &profile).own();
    for direction in [Direction::Ltr, Direction::Rtl] {
        profile.direction = direction;
        let refined = refine::refine(&set.document, &refine::Options { picture_ppi: None, direction });
        let furniture = set.locator().furniture();
        let rules = Rules::of(&profile, &families, &furniture);
        let _ = proof::again(&set.document, set.locator(), direction);
        let found = proof::check(&refined, set.locator(), &rules);
        if let Some(finding) = found.iter().find(|finding| finding.code.name == "text-differs") {
            return Err(format!("{finding:?}"));
        }
    }
    Ok(())
}

fn check(markdown: &str) -> Result<(), String> {
    let Some(chapter) = read(markdown) else { return Ok(()) };
    let project = project(&chapter);
    only_known_calls(&project)?;
    let set = set(&project)?;
    let (pages, tree) = (letters_on_pages(&set), letters_of_tree(&chapter));
    if pages != tree {
        let lost: Vec<_> = tree.difference(&pages).take(8).collect();
        let gained: Vec<_> = pages.difference(&tree).take(8).collect();
        return Err(format!("lost {lost:?}, gained {gained:?}"));
    }
    look(&set)?;
    let lines: Vec<&str> = markdown.split('\n').collect();
    for (line, column, c) in pages.iter().filter(|(_, column, _)| *column > 0) {
        let raw: Vec<char> = lines[*line as usize - 1].chars().collect();
        let there = raw.get(*column as usize - 1);
        if there != Some(c) && there != Some(&'&') && there != Some(&'\\') {
            return Err(format!("{c:?} is not at {line}:{column}, where {there:?} stands"));
        }
    }
    Ok(())
}

/// Runs on a thread with the stack that the workers have.
fn on_a_deep_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(16 << 20).spawn(work).expect("a thread").join().expect("the check passes");
}

const NASTY: &[&str] = &[
    "# A\n\n#read(\"/etc/passwd\") #import \"a.typ\": * $x$ @ref <label> `#eval(\"1\")` \\u{41} #{1+1} // no */\n",
    "# A &amp; B \\* C\n\nx &lt;b&gt; \\# y &copy; z &#x41;\n",
    "# Ａ\n\n**“정의”**를 **«العدالة»**و **“বর্ণবাদ”**এর *(जात)*को\n",
    "# A\n\n- a\n  - b\n\n    c\n- [ ] d\n- [x] e\n\n3. f\n4. g\n",
    "# A\n\n| a | **b** |\n| :- | -: |\n| c \\| d | `e` |\n| f |\n",
    "# A[^1]\n\n## B[^1]\n\nx[^2] y[^2]\n\n[^1]: note *n*\n\n[^2]: two\n\n    paragraphs\n",
    "# A\n\n::: activity {#a minutes=5 materials=\"pens \\\\ [#x]\"}\n### T *t*\n\n::: step {minutes=5}\nx\n:::\n\n::: say\ny\n:::\n:::\n",
    "# A\n\n::: definition {#t title=\"Term\"}\nm\n:::\n\n[see](term:t) and [there](#a) ~~gone~~\n\n::: activity {#a}\nx\n:::\n",
    "# A\n\n> q\n>\n> > r\n\n    code \"x\" #y\n\n```\nfence  two\n\n  x\n```\n\n***\n\nTerm\n: meaning\n",
    "# A\n\n::: timeline\n1985\n: it began\n:::\n\n::: fill {lines=2}\nName:\n:::\n\n::: quote {who=\"W\"}\nq\n:::\n\n::: poster {title=\"P\"}\n1. x\n:::\n",
    "plain\n\n\n\ntext\nwith 한글\n和汉\n字 breaks  \nhard\\\nbreak\n",
    "# A\n\n::: handout {#h title=\"H\"}\n::: checklist {title=\"C\"}\n- [ ] a\n:::\n:::\n\n::: warning\n::: handout {#h}\nsame id\n:::\n:::\n",
];

#[test]
fn nasty_chapters_are_set_whole() {
    on_a_deep_stack(|| {
        for markdown in NASTY {
            check(markdown).unwrap_or_else(|error| panic!("{error}\n{markdown}"));
        }
    });
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "word",
        "ខ្មែរ",
        "한국어",
        "中文",
        "العربية",
        "বাংলা",
        "é",
        " ",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n\n",
        "**",
        "*",
        "_",
        "`",
        "~~",
        "[",
        "](#a)",
        "](https://example.org)",
        "![alt](x.png)",
        "#",
        "\n## ",
        "\n#### ",
        "\n- ",
        "\n  - ",
        "\n1. ",
        "\n> ",
        "\n- [ ] ",
        "\n| a | b |\n|---|---|\n| c | d |\n",
        "\n::: say\n",
        "\n::: activity {#a minutes=5}\n",
        "\n::: warning\n",
        "\n:::\n",
        "\n::: quote {who=\"w\"}\n",
        "\n::: handout {#h}\n",
        "\n::: nonsense\n",
        "#read(\"/etc/passwd\")",
        "$",
        "@a",
        "<b>",
        "<label>",
        "\\",
        "\"",
        "'",
        "{#a}",
        "&amp;",
        "&",
        "[^1]",
        "\n\n[^1]: note ",
        "\nTerm\n: ",
        "\u{200B}",
        "\u{202E}",
        "\u{FEFF}",
        "\t",
        "\n    ",
        "\n```\n",
        "<!-- c -->",
        "\\u{41}",
        "//",
        "/*",
        "😀",
        "।",
        "。",
        "「",
        "1",
        "-",
    ])
}

#[test]
fn any_chapter_is_set_whole() {
    on_a_deep_stack(|| {
        // The same cases every time: a failure on one machine is a failure on all.
        let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let chapters = prop::collection::vec(piece(), 1..60).prop_map(|pieces| format!("# T\n\n{}", pieces.concat()));
        runner
            .run(&chapters, |markdown| check(&markdown).map_err(proptest::test_runner::TestCaseError::fail))
            .unwrap_or_else(|error| panic!("{error}"));
    });
}
