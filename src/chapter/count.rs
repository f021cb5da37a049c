//! What a chapter comes to in texts, words and characters: numbers in which an omission in a translation shows.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::chapter::number::id_of;
use crate::chapter::tree::{Block, BlockKind, Chapter, Directive, Figure, Inline, Text};
use crate::chapter::walk::each_note;
use crate::language::Breaks;

/// What chapters come to, each as a whole: what only one audience or one product shows is counted too.
///
/// A **text** is what stands for itself on a page, or is read out by itself:
///
/// - the chapter's title, a heading, the title of a block (as an attribute or as the heading that opens it);
/// - a paragraph, wherever it stands: on its own, in an item of a list, a quotation, the meaning of a term, a caption, a
///   footnote (where it is called first);
/// - a cell of a table, a term of a list of terms, a label on a picture, a passage of code as a whole;
/// - an attribute that holds words: `alt`, `credit`, `materials` and `who`.
///
/// Only what has a character that readers see is one: an empty cell is none. Neither are the values that a translation
/// takes over from the source edition (ids, minutes, files), nor the furniture words of the language. The same holds for
/// every edition, so that a complete translation has exactly as many texts as its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// How many chapters were counted.
    pub chapters: u32,
    /// Texts, as above.
    pub texts: u32,
    /// Runs of signs between white space that hold a letter or a digit; `None` in languages that part no words by spaces.
    pub words: Option<u32>,
    /// Unicode scalar values, but for white space and for characters that nobody sees.
    pub characters: u32,
}

impl Counts {
    /// What no chapter comes to, in a language whose lines break in this way.
    pub fn none(breaks: Breaks) -> Self {
        let words = match breaks {
            Breaks::Spaces | Breaks::Eojeol => Some(0),
            Breaks::Dictionary | Breaks::Han => None,
        };
        Counts { chapters: 0, texts: 0, words, characters: 0 }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.chapters += other.chapters;
        self.texts += other.texts;
        self.words = self.words.zip(other.words).map(|(here, there)| here + there);
        self.characters += other.characters;
    }
}

/// Counts a chapter of a language whose lines break in this way.
pub fn count(chapter: &Chapter, breaks: Breaks) -> Counts {
    let mut counts = Counts { chapters: 1, ..Counts::none(breaks) };
    for passage in Passages::of(chapter).list {
        counts.texts += 1;
        counts.words = counts.words.map(|words| words + words_in(&passage.text));
        counts.characters += passage.text.chars().filter(|c| is_seen(*c)).count() as u32;
    }
    counts
}

fn words_in(text: &str) -> u32 {
    text.split_whitespace().filter(|run| run.contains(char::is_alphanumeric)).count() as u32
}

/// Whether a character takes ink: neither white space, nor a control character, nor one that Unicode calls default
/// ignorable (`DerivedCoreProperties.txt`): joiners, marks of direction, places for breaks, chosen variants.
fn is_seen(c: char) -> bool {
    let ignorable = matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}');
    !ignorable && !c.is_whitespace() && !c.is_control()
}

/// What kind of text one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Heading,
    Paragraph,
    /// The paragraph that opens an item of a list.
    Item,
    Cell,
    Term,
    Caption,
    Label,
    Note,
    Code,
    Alt,
    Credit,
    Materials,
    Who,
}

impl Kind {
    /// What people call one of them; an `s` makes it several.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Title => "title",
            Kind::Heading => "heading",
            Kind::Paragraph => "paragraph",
            Kind::Item => "list item",
            Kind::Cell => "table cell",
            Kind::Term => "term",
            Kind::Caption => "caption",
            Kind::Label => "label",
            Kind::Note => "footnote",
            Kind::Code => "code block",
            Kind::Alt => "`alt` text",
            Kind::Credit => "`credit` text",
            Kind::Materials => "`materials` text",
            Kind::Who => "`who` text",
        }
    }
}

/// One text of a chapter.
#[derive(Debug)]
pub(super) struct Passage<'c> {
    /// What it is.
    pub kind: Kind,
    /// The line on which it begins.
    pub line: u32,
    /// The nearest id around it or above it, as for what a translation inherits; empty before the first.
    pub anchor: &'c str,
    text: String,
}

/// The texts of a chapter in reading order.
#[derive(Debug, Default)]
pub(super) struct Passages<'c> {
    /// The texts.
    pub list: Vec<Passage<'c>>,
    /// The line of each id.
    pub anchors: BTreeMap<&'c str, u32>,
    anchor: &'c str,
}

impl<'c> Passages<'c> {
    /// Every text of a chapter.
    pub(super) fn of(chapter: &'c Chapter) -> Self {
        let mut passages = Passages::default();
        passages.line(Kind::Title, &chapter.title, 1);
        passages.blocks(Kind::Paragraph, &chapter.blocks);
        passages
    }

    /// Blocks of which paragraphs are of this kind.
    fn blocks(&mut self, paragraph: Kind, blocks: &'c [Block]) {
        for block in blocks {
            self.block(paragraph, block);
        }
    }

    fn block(&mut self, paragraph: Kind, block: &'c Block) {
        let around = self.anchor;
        if let Some(id) = id_of(&block.kind) {
            self.anchor = id;
            self.anchors.insert(id, block.at.line);
        }
        self.contents(paragraph, block);
        // A heading is an anchor for what follows, a block for what is inside it.
        if !matches!(block.kind, BlockKind::Heading { .. }) {
            self.anchor = around;
        }
    }

    fn contents(&mut self, paragraph: Kind, block: &'c Block) {
        let at = block.at.line;
        match &block.kind {
            BlockKind::Heading { content, .. } => self.line(Kind::Heading, content, at),
            BlockKind::Paragraph(content) => self.line(paragraph, content, at),
            BlockKind::List { items, .. } => items.iter().for_each(|item| self.item(&item.blocks)),
            BlockKind::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flatten()).for_each(|cell| self.line(Kind::Cell, cell, at));
            }
            BlockKind::Quote(blocks) => self.blocks(Kind::Paragraph, blocks),
            BlockKind::Code(lines) => self.code(lines, at),
            BlockKind::Divider => {}
            BlockKind::Definitions(entries) => {
                for entry in entries {
                    self.line(Kind::Term, &entry.term, at);
                    self.blocks(Kind::Paragraph, &entry.blocks);
                }
            }
            BlockKind::Figure(figure) => self.figure(figure, at),
            BlockKind::Directive(directive) => self.directive(directive, at),
        }
    }

    fn item(&mut self, blocks: &'c [Block]) {
        if let Some((first, rest)) = blocks.split_first() {
            self.block(Kind::Item, first);
            self.blocks(Kind::Paragraph, rest);
        }
    }

    fn figure(&mut self, figure: &'c Figure, at: u32) {
        self.attribute(Kind::Alt, figure.alt.as_ref());
        figure.labels.iter().for_each(|label| self.line(Kind::Label, label, at));
        self.blocks(Kind::Caption, &figure.caption);
        self.attribute(Kind::Credit, figure.credit.as_ref());
    }

    fn directive(&mut self, directive: &'c Directive, at: u32) {
        self.line(Kind::Title, &directive.title, at);
        self.attribute(Kind::Materials, directive.attributes.materials.as_ref());
        self.attribute(Kind::Who, directive.attributes.who.as_ref());
        self.blocks(Kind::Paragraph, &directive.blocks);
    }

    /// A line of the tree, then its notes. `around` is the line of what it stands in.
    fn line(&mut self, kind: Kind, content: &'c [Inline], around: u32) {
        let mut text = String::new();
        let first = plain(content, &mut text);
        self.add(kind, first.unwrap_or(around), text);
        each_note(content, &mut |note| self.blocks(Kind::Note, note));
    }

    fn code(&mut self, lines: &[Text], around: u32) {
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.add(Kind::Code, lines.first().map_or(around, |line| line.line), text);
    }

    fn attribute(&mut self, kind: Kind, words: Option<&Text>) {
        if let Some(words) = words {
            self.add(kind, words.line, words.text.clone());
        }
    }

    fn add(&mut self, kind: Kind, line: u32, text: String) {
        if text.contains(is_seen) {
            self.list.push(Passage { kind, line, anchor: self.anchor, text });
        }
    }
}

/// Writes the words of a line without its notes; the line of the first of them.
fn plain(content: &[Inline], text: &mut String) -> Option<u32> {
    let mut first = None;
    for inline in content {
        let line = match inline {
            Inline::Text(words) | Inline::Code(words) => {
                text.push_str(&words.text);
                Some(words.line)
            }
            Inline::Strong(content)
            | Inline::Emph(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => plain(content, text),
            Inline::Break => {
                text.push('\n');
                None
            }
            Inline::Note { .. } => None,
        };
        first = first.or(line);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::read;

    fn chapter(text: &str) -> Chapter {
        read("x", "x.md", text.as_bytes(), &mut Vec::new()).unwrap()
    }

    /// The texts below a title: what each is, and on which line.
    fn texts(text: &str) -> Vec<(&'static str, u32, String)> {
        let chapter = chapter(&format!("# T\n\n{text}"));
        Passages::of(&chapter).list.into_iter().skip(1).map(|it| (it.kind.name(), it.line, it.text)).collect()
    }

    fn counted(text: &str, breaks: Breaks) -> (u32, Option<u32>, u32) {
        let counts = count(&chapter(text), breaks);
        assert_eq!(counts.chapters, 1);
        (counts.texts, counts.words, counts.characters)
    }

    #[test]
    fn each_kind_of_text_is_one() {
        type Told = (&'static str, u32, &'static str);
        let cases: &[(&str, &[Told])] = &[
            ("## a *b*", &[("heading", 3, "a b")]),
            ("a\nb\n\nc", &[("paragraph", 3, "a b"), ("paragraph", 6, "c")]),
            (
                "- a\n\n  b\n  - c\n- d",
                &[("list item", 3, "a"), ("paragraph", 5, "b"), ("list item", 6, "c"), ("list item", 7, "d")],
            ),
            ("- [ ] a\n- [x] b", &[("list item", 3, "a"), ("list item", 4, "b")]),
            ("| a | |\n| - | - |\n| b |\u{200b}|", &[("table cell", 3, "a"), ("table cell", 5, "b")]),
            ("> a\n>\n> b", &[("paragraph", 3, "a"), ("paragraph", 5, "b")]),
            ("a[^n] b[^n]\n\n[^n]: c", &[("paragraph", 3, "a b"), ("footnote", 5, "c")]),
            ("```\na\n\nb\n```", &[("code block", 4, "a\n\nb")]),
            ("a\n: b\n\n  c", &[("term", 3, "a"), ("paragraph", 4, "b"), ("paragraph", 6, "c")]),
            ("::: story {title=a}\nb\n:::", &[("title", 3, "a"), ("paragraph", 4, "b")]),
            ("::: story\n### a\nb\n:::", &[("title", 4, "a"), ("paragraph", 5, "b")]),
            ("::: activity {#i title=a materials=\"b c\"}\n:::", &[("title", 3, "a"), ("`materials` text", 3, "b c")]),
            ("::: quote {who=a}\nb\n:::", &[("`who` text", 3, "a"), ("paragraph", 4, "b")]),
            (
                "::: figure {src=x.svg alt=a credit=b anchors=\"1,2\"}\nc\n\n1. d\n:::",
                &[("`alt` text", 3, "a"), ("label", 6, "d"), ("caption", 4, "c"), ("`credit` text", 3, "b")],
            ),
            ("![a](x.png \"b\")", &[("`alt` text", 3, "a"), ("caption", 3, "b")]),
            ("::: only {audience=facilitator}\na\n:::\n\n***\n\n::: fill {lines=3}\n:::", &[("paragraph", 4, "a")]),
            ("<!-- a -->\n\n[b\\\nc](https://example.org)", &[("paragraph", 5, "b\nc")]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(kind, line, text)| (*kind, *line, text.to_string())).collect();
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_runs_between_white_space_that_hold_a_letter_or_a_digit() {
        let text = "# One **t**wo\n\nwell-known – 20\u{a0}% x\\\ny, “z” …\n";
        assert_eq!(counted(text, Breaks::Spaces), (2, Some(7), 27));
        assert_eq!(counted("# 이야기 모임\n", Breaks::Eojeol), (1, Some(2), 5));
        assert_eq!(counted("# नमस्ते\u{200d} है\n", Breaks::Spaces), (1, Some(2), 8));
    }

    #[test]
    fn where_no_spaces_part_words_none_are_counted() {
        assert_eq!(counted("# មួយ\u{200b}ពីរ\n\nក ខ", Breaks::Dictionary), (2, None, 8));
        assert_eq!(counted("# 第一\n\n好。\n", Breaks::Han), (2, None, 4));
    }

    #[test]
    fn chapters_are_added_up() {
        let mut sum = Counts::none(Breaks::Spaces);
        sum += count(&chapter("# a b\n"), Breaks::Spaces);
        sum += count(&chapter("# c\n\nd"), Breaks::Spaces);
        assert_eq!(sum, Counts { chapters: 2, texts: 3, words: Some(4), characters: 4 });
        let mut khmer = Counts::none(Breaks::Dictionary);
        khmer += count(&chapter("# ក\n"), Breaks::Dictionary);
        assert_eq!(khmer, Counts { chapters: 1, texts: 1, words: None, characters: 1 });
    }
}
