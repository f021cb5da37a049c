//! From the parser's nodes to the document tree: blocks. The inlines are in `inline`.
//!
//! The recursion is bounded: below [`MAX_NESTING`] containers everything is laid flat, so that neither this code nor
//! Typst meets a depth that it cannot bear.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::{ListType, Node, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

use crate::chapter::directive::{self, Opening};
use crate::chapter::emphasis::{Cutter, Piece};
use crate::chapter::fences::{self, Fences};
use crate::chapter::html::{self, Part};
use crate::chapter::inline::{Context, plain};
use crate::chapter::load::Source;
use crate::chapter::replay::{Wanted, replay};
use crate::chapter::tree::{
    Align, Block, BlockKind, Cell, Definition, Directive, DirectiveName, Figure, Inline, Item, Pos, Text,
};
use crate::chapter::{BOX_WEIGHT, MAX_NESTING};
use crate::diag::{Code, Finding};

/// Tags of HTML, which cannot be printed.
pub const RAW_HTML: Code = Code::warning("raw-html");
/// A comment, which is left out.
pub const COMMENT: Code = Code::note("comment");
/// A comment that is never closed.
pub const COMMENT_UNCLOSED: Code = Code::error("comment-unclosed");
/// Code that is never closed.
pub const CODE_UNCLOSED: Code = Code::error("code-unclosed");
/// A row with more or fewer cells than its table.
pub const RAGGED: Code = Code::warning("table-ragged");
/// A heading without words.
pub const HEADING_EMPTY: Code = Code::warning("heading-empty");
/// A footnote that nothing calls.
pub const NOTE_UNUSED: Code = Code::warning("note-unused");
/// Two footnotes of one name.
pub const NOTE_TWICE: Code = Code::error("note-twice");
/// A picture in the midst of a sentence.
pub const PICTURE_IN_TEXT: Code = Code::note("picture-in-text");
/// A picture that is not described.
pub const NO_ALT: Code = Code::error("picture-without-alt");
/// A timeline without dates.
pub const TIMELINE: Code = Code::warning("timeline-without-dates");

/// The options of the parser. Smart punctuation stays off: quotation marks are the translator's.
pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    options.extension.block_directive = true;
    options.extension.header_attributes = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.escaped_char_spans = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// A chapter's blocks, headings still with the levels that the author typed.
pub(super) fn blocks(source: &Source, findings: &mut Vec<Finding>) -> Vec<Block> {
    let fences = fences::normalise(source, findings);
    let arena = Arena::new();
    let root = parse_document(&arena, &fences.text, &options());
    let mut parser = Parser {
        source,
        fences: &fences,
        findings,
        notes: BTreeMap::new(),
        doubles: Vec::new(),
        called: BTreeSet::new(),
        loose: BTreeSet::new(),
        pending: Vec::new(),
        lifted: Vec::new(),
        flattened: false,
    };
    parser.find_notes(root);
    let mut blocks = parser.children(root, 0);
    parser.remaining_notes(&mut blocks);
    blocks
}

/// The state of one chapter's conversion.
pub(super) struct Parser<'a, 's> {
    pub source: &'s Source,
    pub fences: &'s Fences,
    pub findings: &'s mut Vec<Finding>,
    /// Footnote definitions by folded name.
    pub notes: BTreeMap<String, Node<'a>>,
    /// Definitions whose name another one has already.
    doubles: Vec<(String, Node<'a>)>,
    /// Names of the footnotes that have been set.
    pub called: BTreeSet<String>,
    /// Names of the footnotes whose words stand at the chapter's end, not at the foot of a page.
    pub loose: BTreeSet<String>,
    /// Loose notes that are still to be set.
    pub pending: Vec<String>,
    /// Pictures found in running text, to be set after it.
    pub lifted: Vec<Block>,
    /// Whether it was already said that something lies too deep.
    flattened: bool,
}

impl<'a> Parser<'a, '_> {
    /// Where a node begins.
    pub fn pos(&self, node: Node<'a>) -> Pos {
        let start = node.data().sourcepos.start;
        self.source.pos(start.line as u32, start.column.saturating_sub(1))
    }

    /// Reports something at a position.
    pub fn report(&mut self, finding: Finding, at: Pos) {
        let place = self.source.place(at);
        self.findings.push(finding.at(place));
    }

    /// The blocks inside a node.
    pub fn children(&mut self, node: Node<'a>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        for child in node.children() {
            self.block(child, depth, &mut blocks);
        }
        blocks
    }

    fn block(&mut self, node: Node<'a>, depth: usize, blocks: &mut Vec<Block>) {
        if is_leaf(node) {
            return self.leaf(node, depth, blocks);
        }
        if matches!(node.data().value, NodeValue::FootnoteDefinition(_)) {
            // It is set where it is called, or at the end.
            return;
        }
        let is_box = matches!(node.data().value, NodeValue::BlockDirective(_));
        if depth + if is_box { BOX_WEIGHT } else { 1 } > MAX_NESTING {
            return self.flatten(node, depth, blocks);
        }
        let at = self.pos(node);
        let kind = match &node.data().value {
            NodeValue::BlockQuote => {
                let inside = self.children(node, depth + 1);
                (!inside.is_empty()).then_some(BlockKind::Quote(inside))
            }
            NodeValue::List(list) => {
                let start = (list.list_type == ListType::Ordered).then_some(list.start as u64);
                let items = node.children().map(|item| self.item(item, depth + 1)).collect();
                Some(BlockKind::List { start, tight: self.is_tight(node), items })
            }
            NodeValue::DescriptionList => {
                let entries = node.children().map(|entry| self.definition(entry, depth + 1)).collect();
                Some(BlockKind::Definitions(entries))
            }
            NodeValue::BlockDirective(_) => return self.directive(node, depth, blocks),
            _ => {
                blocks.extend(self.children(node, depth + 1));
                None
            }
        };
        blocks.extend(kind.map(|kind| Block { at, kind }));
    }

    /// Everything inside a container that lies too deep, without the container.
    fn flatten(&mut self, node: Node<'a>, depth: usize, blocks: &mut Vec<Block>) {
        if !self.flattened {
            self.flattened = true;
            let at = self.pos(node);
            let message =
                format!("lists, quotations and blocks lie more than {MAX_NESTING} deep here, and are laid flat");
            let words = self.source.line(at.line).trim();
            let finding = Finding::new(fences::DEEP, message).words(words);
            self.report(finding.hint("use fewer levels; readers lose their way in deep ones too"), at);
        }
        // Not a recursion: the depth of what comes is not known.
        let mut waiting: Vec<Node<'a>> = vec![node];
        while let Some(next) = waiting.pop() {
            if is_leaf(next) {
                self.leaf(next, depth, blocks);
            } else {
                waiting.extend(next.reverse_children());
            }
        }
    }

    /// Whether no blank line stands between a list's items or between the blocks of one. The parser counts a fence that
    /// ends the list as a blank line.
    fn is_tight(&self, list: Node<'a>) -> bool {
        let follows_blank = |node: Node<'a>| {
            let before = node.data().sourcepos.start.line.saturating_sub(1) as u32;
            before > 0 && self.source.line(before).trim_matches([' ', '\t', '>']).is_empty()
        };
        let blocks = list.children().flat_map(|item| item.children().skip(1));
        !list.children().skip(1).chain(blocks).any(follows_blank)
    }

    fn item(&mut self, node: Node<'a>, depth: usize) -> Item {
        let task = task_mark(node);
        let mut blocks = self.children(node, depth);
        if task.is_some()
            && let Some(Block { kind: BlockKind::Paragraph(content), at }) = blocks.first_mut()
            && let Some(Inline::Text(text)) = content.first_mut()
        {
            let length = text.text.len() - text.text.get("[ ]".len()..).unwrap_or_default().trim_start().len();
            let mut cutter = Cutter::new(text);
            cutter.cut(length);
            let rest = cutter.cut(text.text.len());
            *text = rest;
            *at = text.pos(0);
            if text.text.is_empty() {
                content.remove(0);
            }
            if content.is_empty() {
                blocks.remove(0);
            }
        }
        Item { task, blocks }
    }

    fn definition(&mut self, node: Node<'a>, depth: usize) -> Definition {
        let mut entry = Definition { term: Vec::new(), blocks: Vec::new() };
        for part in node.children() {
            match part.data().value {
                NodeValue::DescriptionTerm => {
                    for paragraph in part.children() {
                        entry.term.extend(self.content(paragraph, 0));
                    }
                }
                _ => entry.blocks.extend(self.children(part, depth)),
            }
        }
        let lifted = std::mem::take(&mut self.lifted);
        entry.blocks.extend(lifted);
        entry
    }

    fn directive(&mut self, node: Node<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let line = node.data().sourcepos.start.line as u32;
        let Some(byte) = self.fences.openings.get(&line).copied() else {
            // A closing line whose block had ended before, by a line without the indentation or the `>` of its list or
            // quotation.
            let finding = Finding::new(fences::STRAY, format!("line {line} closes a block that had already ended"))
                .words(self.source.line(line).trim())
                .hint("indent every line of a block that stands in a list, and begin each with `>` in a quotation");
            self.report(finding, Pos { line, column: 1 });
            blocks.extend(self.children(node, depth));
            return;
        };
        let opening = directive::read(self.source, line, byte, self.findings);
        let at = self.source.pos(line, byte);
        let inside = self.children(node, depth + BOX_WEIGHT);
        match opening.name {
            None => {
                let title =
                    opening.title.map(|title| BlockKind::Paragraph(vec![Inline::Strong(vec![Inline::Text(title)])]));
                blocks.extend(title.map(|kind| Block { at, kind }));
                blocks.extend(inside);
            }
            Some(DirectiveName::Figure) => {
                let kind = BlockKind::Figure(self.figure(opening, at, inside));
                blocks.push(Block { at, kind });
            }
            Some(name) => {
                let kind = BlockKind::Directive(Box::new(self.named(name, opening, at, inside)));
                blocks.push(Block { at, kind });
            }
        }
    }

    fn named(&mut self, name: DirectiveName, opening: Opening, at: Pos, mut blocks: Vec<Block>) -> Directive {
        let mut title: Vec<Inline> = opening.title.map(Inline::Text).into_iter().collect();
        if title.is_empty()
            && name != DirectiveName::Only
            && let Some(Block { kind: BlockKind::Heading { content, .. }, .. }) = blocks.first_mut()
        {
            title = std::mem::take(content);
            blocks.remove(0);
        }
        let dated = |block: &Block| matches!(block.kind, BlockKind::Definitions(_));
        if name == DirectiveName::Timeline && !blocks.iter().any(dated) {
            let finding = Finding::new(TIMELINE, "this timeline has no dates")
                .hint("write each date on a line, and what happened on the next one after `: `");
            self.report(finding, at);
        }
        Directive { name, id: opening.id, number: 0, title, attributes: opening.attributes, blocks }
    }

    fn figure(&mut self, opening: Opening, at: Pos, blocks: Vec<Block>) -> Figure {
        let picture = opening.picture;
        let mut figure = Figure {
            id: opening.id,
            src: picture.src,
            alt: picture.alt,
            credit: picture.credit,
            width: picture.width,
            anchors: picture.anchors,
            mirror: picture.mirror,
            ..Figure::default()
        };
        for block in blocks {
            match block.kind {
                BlockKind::List { start: Some(_), items, .. } if figure.labels.is_empty() => {
                    figure.labels = items.into_iter().map(label).collect();
                }
                // A picture inside the block is the block's picture.
                BlockKind::Figure(inner) if figure.src.is_empty() && inner.id.is_none() => {
                    figure.src = inner.src;
                    figure.alt = figure.alt.or(inner.alt);
                    figure.caption.extend(inner.caption);
                }
                kind => figure.caption.push(Block { at: block.at, kind }),
            }
        }
        if figure.alt.is_none() {
            self.no_alt(&figure.src, at);
        }
        figure
    }

    fn no_alt(&mut self, src: &str, at: Pos) {
        let finding = Finding::new(NO_ALT, format!("the picture `{src}` is not described"))
            .why("people who do not see the picture hear these words instead")
            .hint("say in a sentence what it shows: `alt=\"…\"`, or `![here](picture.png)`");
        self.report(finding, at);
    }

    /// A figure from a Markdown image.
    pub fn image(&mut self, node: Node<'a>) -> Option<Block> {
        let (src, title) = match &node.data().value {
            NodeValue::Image(link) => (link.url.clone(), link.title.clone()),
            _ => return None,
        };
        let at = self.pos(node);
        let words = self.plain_words(node);
        let alt = (!words.text.trim().is_empty()).then_some(words);
        if alt.is_none() {
            self.no_alt(&src, at);
        }
        let line = node.data().sourcepos.end.line as u32;
        let caption = (!title.trim().is_empty()).then(|| {
            let columns = self.replayed(line, 0, &title);
            let text = Inline::Text(Text { text: title.clone(), line, columns });
            Block { at, kind: BlockKind::Paragraph(vec![text]) }
        });
        let figure = Figure { src, alt, caption: caption.into_iter().collect(), ..Figure::default() };
        Some(Block { at, kind: BlockKind::Figure(figure) })
    }

    fn replayed(&self, line: u32, byte: usize, text: &str) -> Vec<(usize, u32)> {
        let wanted = Wanted { line, byte, text, verbatim: false };
        replay(self.source, wanted).map(|replay| replay.columns).unwrap_or_default()
    }

    /// The words of an image's description, on one line.
    fn plain_words(&self, node: Node<'a>) -> Text {
        let mut words = String::new();
        let mut first = None;
        for inner in node.descendants() {
            let inner = inner.data();
            match &inner.value {
                NodeValue::Text(text) => {
                    first = first.or(Some((inner.sourcepos.start, text.to_string())));
                    words.push_str(text);
                }
                NodeValue::Code(code) => words.push_str(&code.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
                _ => {}
            }
        }
        let Some((start, text)) = first else { return Text { text: words, ..Text::default() } };
        let line = start.line as u32;
        // Only where the description is one run of words do letters and columns advance together.
        let whole = text == words;
        let columns = if whole { self.replayed(line, start.column.saturating_sub(1), &text) } else { Vec::new() };
        Text { text: words, line, columns }
    }

    fn leaf(&mut self, node: Node<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let at = self.pos(node);
        let kind = match &node.data().value {
            NodeValue::Paragraph => return self.paragraph(node, depth, blocks),
            NodeValue::Heading(heading) => self.heading(node, at, heading.level, depth),
            NodeValue::ThematicBreak => Some(BlockKind::Divider),
            NodeValue::CodeBlock(_) => Some(self.code(node)),
            NodeValue::HtmlBlock(block) => return self.html(node, &block.literal, blocks),
            NodeValue::Table(_) => Some(self.table(node, depth)),
            _ => None,
        };
        blocks.extend(kind.map(|kind| Block { at, kind }));
        blocks.append(&mut self.lifted);
    }

    fn paragraph(&mut self, node: Node<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let shift = self.shift(node);
        let mut at = self.pos(node);
        at.line += shift;
        let blank = |value: &NodeValue| match value {
            NodeValue::Text(text) => text.trim().is_empty(),
            value => matches!(value, NodeValue::Image(_) | NodeValue::SoftBreak | NodeValue::LineBreak),
        };
        let only_pictures = node.children().all(|child| blank(&child.data().value));
        let content = self.content(node, depth);
        let lifted = std::mem::take(&mut self.lifted);
        if !only_pictures {
            for picture in &lifted {
                let finding = Finding::new(PICTURE_IN_TEXT, "this picture stands in a sentence and is set after it")
                    .hint("give it a paragraph of its own where it should stand");
                self.report(finding, picture.at);
            }
        }
        if !plain(&content).trim().is_empty() || content.iter().any(|inline| matches!(inline, Inline::Note { .. })) {
            blocks.push(Block { at, kind: BlockKind::Paragraph(content) });
        }
        blocks.extend(lifted);
    }

    /// The inlines of a leaf.
    fn content(&mut self, node: Node<'a>, depth: usize) -> Vec<Inline> {
        let context = Context { shift: self.shift(node), depth, in_link: false };
        self.inlines(node, context, 0)
    }

    /// How many lines too early the parser reports the inlines of a paragraph that begins with link definitions.
    fn shift(&self, node: Node<'a>) -> u32 {
        let position = node.data().sourcepos;
        let first = self.source.line(position.start.line as u32);
        let begins = first.get(position.start.column.saturating_sub(1)..).unwrap_or_default();
        let paragraph = matches!(node.data().value, NodeValue::Paragraph | NodeValue::Heading(_));
        if !paragraph || !begins.starts_with('[') {
            return 0;
        }
        let last = node.descendants().skip(1).map(|inner| inner.data().sourcepos.end.line).max();
        // The underline of a heading is its last line.
        let underline = usize::from(matches!(node.data().value, NodeValue::Heading(heading) if heading.setext));
        last.map_or(0, |last| position.end.line.saturating_sub(last + underline) as u32)
    }

    fn heading(&mut self, node: Node<'a>, at: Pos, level: u8, depth: usize) -> Option<BlockKind> {
        let content = self.content(node, depth);
        let id = self.heading_id(node, at);
        if plain(&content).trim().is_empty() {
            let finding = Finding::new(HEADING_EMPTY, "this heading has no words and is left out")
                .words(self.source.line(at.line).trim())
                .hint("write the heading, or take the line out");
            self.report(finding, at);
            return None;
        }
        Some(BlockKind::Heading { level, id, content })
    }

    fn heading_id(&mut self, node: Node<'a>, at: Pos) -> Option<String> {
        let Some(attributes) = node.data().attrs.clone() else {
            self.unread_heading_id(at);
            return None;
        };
        let other = attributes.classes.first().or(attributes.pairs.first().map(|(key, _)| key));
        if let Some(other) = other {
            let finding = Finding::new(directive::ATTRIBUTE_UNKNOWN, format!("a heading has no attribute `{other}`"))
                .words(self.source.line(at.line).trim())
                .hint("a heading takes an id alone: `## Heading {#id}`");
            self.report(finding, at);
        }
        let id = attributes.id?;
        if directive::is_id(&id) {
            return Some(id);
        }
        let finding = Finding::new(directive::ID_LETTERS, format!("`{id}` cannot be an id"))
            .words(self.source.line(at.line).trim())
            .hint("use Latin letters, digits and `-`, the same id in every language");
        self.report(finding, at);
        None
    }

    /// Braces that the parser takes for words, because of letters that ids do not have.
    fn unread_heading_id(&mut self, at: Pos) {
        let line = self.source.line(at.line).trim_end().trim_end_matches('#').trim_end();
        let Some((_, id)) = line.strip_suffix('}').and_then(|line| line.rsplit_once(" {#")) else { return };
        let finding = Finding::new(directive::ID_LETTERS, format!("`{id}` cannot be an id, and is printed"))
            .words(line)
            .hint("use Latin letters, digits and `-`, the same id in every language");
        self.report(finding, at);
    }

    fn code(&mut self, node: Node<'a>) -> BlockKind {
        let data = node.data();
        let NodeValue::CodeBlock(code) = &data.value else { return BlockKind::Code(Vec::new()) };
        let start = data.sourcepos.start.line as u32;
        if !code.closed {
            let end = self.source.count();
            let message =
                format!("these lines of code begin in line {start} and never end; the file ends in line {end}");
            let finding = Finding::new(CODE_UNCLOSED, message)
                .words(self.source.line(start).trim())
                .hint("close them with a line of the same marks, or take the marks out");
            self.report(finding, Pos { line: start, column: 1 });
        }
        let first = start + u32::from(code.fenced);
        let lines = code.literal.strip_suffix('\n').unwrap_or(&code.literal);
        let lines = lines.split('\n').zip(first..).map(|(text, line)| self.code_line(text, line)).collect();
        BlockKind::Code(lines)
    }

    fn code_line(&self, text: &str, line: u32) -> Text {
        let raw = self.source.line(line);
        let columns = if raw.ends_with(text) && !text.is_empty() {
            let wanted = Wanted { line, byte: raw.len() - text.len(), text, verbatim: true };
            replay(self.source, wanted).map(|replay| replay.columns).unwrap_or_default()
        } else {
            Vec::new()
        };
        Text { text: text.to_owned(), line, columns }
    }

    fn html(&mut self, node: Node<'a>, literal: &str, blocks: &mut Vec<Block>) {
        let mut reader = HtmlReader {
            first: node.data().sourcepos.start.line as u32,
            literal,
            pieces: Vec::new(),
            blocks: Vec::new(),
            last: (0, 0),
        };
        for part in html::parts(literal) {
            self.html_part(&mut reader, part);
        }
        self.end_html_paragraph(&mut reader);
        blocks.append(&mut reader.blocks);
    }

    fn html_part(&mut self, reader: &mut HtmlReader, part: Part) {
        match part {
            Part::Words(from, to) => self.html_words(reader, from, to),
            Part::Break(_) => reader.pieces.push(Piece::Done(Inline::Break)),
            Part::Comment(from) => {
                let at = Pos { line: reader.line(from), column: 0 };
                self.comment(&reader.literal[from..], at);
            }
            Part::Element(from, to) => {
                let at = Pos { line: reader.line(from), column: 0 };
                self.tag(&reader.literal[from..to], at);
            }
            Part::OpenComment(from) => {
                let line = reader.line(from);
                let end = self.source.count();
                let message =
                    format!("this comment begins in line {line} and is never closed; the file ends in line {end}");
                let finding = Finding::new(COMMENT_UNCLOSED, message)
                    .words(self.source.line(line).trim())
                    .hint("close it with `-->`; until then its words are printed");
                self.report(finding, Pos { line, column: 0 });
            }
        }
    }

    /// Says that a comment is left out.
    pub fn comment(&mut self, html: &str, at: Pos) {
        let words = html.split("-->").next().unwrap_or_default();
        self.report(Finding::new(COMMENT, "a comment is not printed").words(words), at);
    }

    /// Says that a tag is left out.
    pub fn tag(&mut self, html: &str, at: Pos) {
        let finding = Finding::new(RAW_HTML, "this tag has no effect in print; the words inside it stay")
            .words(html)
            .hint("use Markdown: `**bold**`, lists, tables, or a block such as `::: warning`");
        self.report(finding, at);
    }

    fn html_words(&mut self, reader: &mut HtmlReader, from: usize, to: usize) {
        let mut at = from;
        for (index, words) in reader.literal[from..to].split('\n').enumerate() {
            let line = reader.line(at);
            if index > 0 {
                match words.trim().is_empty() {
                    true => self.end_html_paragraph(reader),
                    false => reader.pieces.push(Piece::Done(soft_break(line))),
                }
            }
            let text = if index > 0 { words.trim_start() } else { words };
            let leading = reader.pieces.is_empty() && text.trim().is_empty();
            if !text.is_empty() && !leading {
                let columns = replay(self.source, Wanted { line, byte: 0, text, verbatim: true });
                let columns = columns.map(|replay| replay.columns).unwrap_or_default();
                reader.pieces.push(Piece::Typed(Text { text: text.to_owned(), line, columns }));
            }
            at += words.len() + 1;
        }
    }

    fn end_html_paragraph(&mut self, reader: &mut HtmlReader) {
        let pieces = std::mem::take(&mut reader.pieces);
        let content = self.finish_inlines(pieces, true);
        if plain(&content).trim().is_empty() {
            return;
        }
        let at = content.iter().find_map(|inline| match inline {
            Inline::Text(text) => Some(text.pos(0)),
            _ => None,
        });
        let at = at.unwrap_or(Pos { line: reader.first, column: 0 });
        reader.blocks.push(Block { at, kind: BlockKind::Paragraph(content) });
    }

    fn table(&mut self, node: Node<'a>, depth: usize) -> BlockKind {
        let mut columns: Vec<Align> = match &node.data().value {
            NodeValue::Table(table) => table.alignments.iter().map(align).collect(),
            _ => Vec::new(),
        };
        let mut rows: Vec<Vec<Cell>> = node.children().map(|row| self.row(row, columns.len(), depth)).collect();
        let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
        columns.resize(widest, Align::Start);
        for row in &mut rows {
            row.resize(widest, Vec::new());
        }
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        BlockKind::Table { columns, header, rows }
    }

    fn row(&mut self, node: Node<'a>, columns: usize, depth: usize) -> Vec<Cell> {
        let mut cells: Vec<Cell> = node.children().map(|cell| self.content(cell, depth)).collect();
        let start = node.data().sourcepos.start;
        let (line, byte) = (start.line as u32, start.column.saturating_sub(1));
        let raw = raw_cells(self.source.line(line), byte);
        if raw.len() == columns {
            return cells;
        }
        let message = format!("this row has {} cells, the table has {columns} columns", raw.len());
        let finding = Finding::new(RAGGED, message)
            .words(self.source.line(line).trim())
            .hint("give every row as many `|` as the first; a `|` within words is written `\\|`");
        self.report(finding, self.source.pos(line, byte));
        for (from, to) in raw.into_iter().skip(columns) {
            // The parser drops these cells; their words must not be lost.
            let text = self.source.line(line)[from..to].replace("\\|", "|");
            let columns = self.replayed(line, from, &text);
            let piece = Piece::Typed(Text { text, line, columns });
            cells.push(self.finish_inlines(vec![piece], true));
        }
        cells
    }

    /// Finds every footnote definition.
    fn find_notes(&mut self, root: Node<'a>) {
        for node in root.descendants() {
            let NodeValue::FootnoteDefinition(note) = &node.data().value else { continue };
            let name = fold(&note.name);
            match self.notes.entry(name) {
                Entry::Occupied(first) => self.doubles.push((first.key().clone(), node)),
                Entry::Vacant(free) => {
                    free.insert(node);
                }
            }
        }
    }

    /// Sets the notes that nothing calls, or that are called too deep, at the chapter's end, so that no word is lost.
    fn remaining_notes(&mut self, blocks: &mut Vec<Block>) {
        self.pending_notes(blocks);
        let names: Vec<(String, Node<'a>)> = self.notes.iter().map(|(name, node)| (name.clone(), *node)).collect();
        for (name, node) in names {
            if !self.called.insert(name.clone()) {
                continue;
            }
            self.loose.insert(name.clone());
            let at = self.pos(node);
            let finding = Finding::new(NOTE_UNUSED, format!("nothing refers to the footnote `{name}`"))
                .words(self.source.line(at.line).trim())
                .hint(format!("write `[^{name}]` where it belongs; until then it stands at the chapter's end"));
            self.report(finding, at);
            blocks.extend(self.children(node, 0));
            self.pending_notes(blocks);
        }
        for (name, node) in std::mem::take(&mut self.doubles) {
            let at = self.pos(node);
            let finding = Finding::new(NOTE_TWICE, format!("there are two footnotes `{name}`"))
                .words(self.source.line(at.line).trim())
                .hint("give this one another name; until then it stands at the chapter's end");
            self.report(finding, at);
            blocks.extend(self.children(node, 0));
            self.pending_notes(blocks);
        }
    }

    fn pending_notes(&mut self, blocks: &mut Vec<Block>) {
        while let Some(name) = self.pending.pop() {
            if let Some(node) = self.notes.get(&name).copied() {
                blocks.extend(self.children(node, 0));
            }
        }
    }
}

/// A block of HTML that is being read.
struct HtmlReader<'h> {
    first: u32,
    literal: &'h str,
    pieces: Vec<Piece>,
    blocks: Vec<Block>,
    /// A byte and the line ends before it, from where counting goes on.
    last: (usize, u32),
}

impl HtmlReader<'_> {
    fn line(&mut self, byte: usize) -> u32 {
        let (from, lines) = self.last;
        let (from, lines) = if from <= byte { (from, lines) } else { (0, 0) };
        let between = self.literal.get(from..byte.min(self.literal.len())).unwrap_or_default();
        let lines = lines + between.matches('\n').count() as u32;
        self.last = (byte.min(self.literal.len()), lines);
        self.first + lines
    }
}

/// The name of a footnote as names are compared.
pub(super) fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The end of a line, to be resolved when the letters on both sides are known.
pub(super) fn soft_break(line: u32) -> Inline {
    Inline::Text(Text { text: "\n".to_owned(), line, columns: Vec::new() })
}

fn is_leaf(node: Node) -> bool {
    matches!(
        node.data().value,
        NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::ThematicBreak
            | NodeValue::CodeBlock(_)
            | NodeValue::HtmlBlock(_)
            | NodeValue::Table(_)
    )
}

/// Whether an item begins with `[ ]` or `[x]`.
fn task_mark(item: Node) -> Option<bool> {
    let paragraph = item.first_child()?;
    if !matches!(paragraph.data().value, NodeValue::Paragraph) {
        return None;
    }
    let first = paragraph.first_child()?;
    let data = first.data();
    let NodeValue::Text(text) = &data.value else { return None };
    let rest = text.get("[ ]".len()..)?;
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    match &text[.."[ ]".len()] {
        "[ ]" => Some(false),
        "[x]" | "[X]" => Some(true),
        _ => None,
    }
}

/// The words of a picture's label.
fn label(item: Item) -> Vec<Inline> {
    let mut label = Vec::new();
    for block in item.blocks {
        let (BlockKind::Paragraph(content) | BlockKind::Heading { content, .. }) = block.kind else { continue };
        if !label.is_empty() {
            label.push(Inline::Break);
        }
        label.extend(content);
    }
    label
}

fn align(alignment: &TableAlignment) -> Align {
    match alignment {
        TableAlignment::None | TableAlignment::Left => Align::Start,
        TableAlignment::Center => Align::Center,
        TableAlignment::Right => Align::End,
    }
}

/// The cells of a row as they stand in the line, trimmed: `\|` is a letter, every other `|` parts cells.
fn raw_cells(line: &str, start: usize) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let end = line.trim_end().len();
    let row = line.get(start..end).unwrap_or_default();
    let mut from = start + usize::from(row.starts_with('|'));
    let mut escaped = false;
    for (index, byte) in row.bytes().enumerate().skip(from - start) {
        if byte == b'|' && !escaped {
            cells.push((from, start + index));
            from = start + index + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if from < end {
        cells.push((from, end));
    }
    cells.into_iter().map(|(from, to)| trimmed(line, from, to)).collect()
}

fn trimmed(line: &str, from: usize, to: usize) -> (usize, usize) {
    let cell = &line[from..to];
    let start = from + cell.len() - cell.trim_start().len();
    (start, start + cell.trim().len())
}
