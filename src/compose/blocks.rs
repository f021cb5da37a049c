//! Blocks: each becomes one call of a layout function.

use std::collections::{BTreeMap, BTreeSet};

use crate::chapter::tree::{
    Align, Block, BlockKind, Chapter, Definition, Directive, DirectiveName, Figure, Group, Inline, Item, Pos,
};
use crate::compose::map::{PassageId, PassageKind};
use crate::compose::runs::{Setting, has_words};
use crate::compose::writer::Writer;
use crate::compose::{PageNumbers, PictureFile};

/// The deepest heading that PDF/UA-1 names (ISO 14289-1, 7.4.2, by way of ISO 32000-1, 14.8.4.3.2: H1 to H6).
const DEEPEST_HEADING: u8 = 6;

/// A longer paragraph, in characters, does not belong to the list or table below it: about three lines of a small page.
const LONGEST_LEAD: usize = 200;

/// Longer words than this, in clusters, may be broken between syllables in the narrow cells of a table.
const LONGEST_IN_CELLS: usize = 6;

/// Whether a paragraph says what the list or table below it is, and so has to stand on the same page.
fn leads(inlines: &[Inline], next: Option<&Block>) -> bool {
    let introduces = next.is_some_and(|next| {
        matches!(next.kind, BlockKind::List { .. } | BlockKind::Table { .. } | BlockKind::Definitions(_))
    });
    introduces && length(inlines) <= LONGEST_LEAD
}

/// Characters of words.
fn length(inlines: &[Inline]) -> usize {
    let of = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.text.chars().count(),
        Inline::Strong(inside) | Inline::Emph(inside) | Inline::Strike(inside) => length(inside),
        Inline::Link { content, .. } => length(content),
        Inline::Break | Inline::Note { .. } => 0,
    };
    inlines.iter().map(of).sum()
}

/// Turns the blocks of one chapter into code.
pub(super) struct Composer<'a> {
    pub(super) writer: Writer<'a>,
    pub(super) chapter: &'a Chapter,
    /// The chapter's number in the toolkit.
    pub(super) number: u32,
    /// Every id that this product holds: links to others lose their target.
    pub(super) ids: &'a BTreeSet<String>,
    /// The pictures that could be read, by their path in the source folder.
    pub(super) pictures: &'a BTreeMap<String, PictureFile>,
    /// How words are prepared.
    pub(super) setting: Setting<'a>,
    /// What the words at hand are on the page.
    pub(super) kind: PassageKind,
    /// The passages that cannot be filled without gaps between their words.
    pub(super) ragged: &'a BTreeSet<PassageId>,
    /// Whether Latin words are set apart from the edition's own script.
    pub(super) splits_latin: bool,
    /// The ids that stand in the book already: each can be the target of links once.
    pub(super) used: &'a mut BTreeSet<String>,
    /// The notes that have been set, by name.
    pub(super) notes: BTreeSet<String>,
    /// The words of notes that a title or a table's header had, until the next place for paragraphs.
    pub(super) deferred: Vec<Vec<Block>>,
    /// The level of the chapter's title.
    pub(super) base: u8,
    /// The level of the heading that the present block stands under.
    pub(super) section: u8,
    /// The level of the last heading set, whose level the next may exceed by one only.
    pub(super) last: u8,
    /// Minutes since the workshop's begin: one clock for the agenda, its activities and their steps.
    pub(super) elapsed: u32,
    /// The page numbers of the standard book.
    pub(super) page_numbers: Option<&'a PageNumbers>,
    /// The one that stands in the margin already.
    pub(super) page_number: Option<u64>,
}

impl Composer<'_> {
    /// Every block on a line of its own.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            self.writer.line();
            self.block(&block.kind, blocks.get(index + 1));
            self.deferred_notes();
        }
    }

    /// `{ … }`: a code block whose value is the blocks' content.
    pub(super) fn body(&mut self, blocks: &[Block]) {
        if blocks.is_empty() && self.deferred.is_empty() {
            self.writer.code("[]");
            return;
        }
        self.writer.code("{");
        self.writer.deeper();
        self.deferred_notes();
        self.blocks(blocks);
        self.writer.shallower();
        self.writer.line();
        self.writer.code("}");
    }

    /// One block; `next` is the one below it.
    fn block(&mut self, kind: &BlockKind, next: Option<&Block>) {
        match kind {
            BlockKind::Heading { level, id, content } => self.heading(*level, id.as_deref(), content),
            BlockKind::Paragraph(inlines) => self.paragraph(inlines, leads(inlines, next)),
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items),
            BlockKind::Table { columns, header, rows } => self.table(columns, header, rows),
            BlockKind::Quote(blocks) => {
                self.writer.code("block-quote(");
                self.body(blocks);
                self.writer.code(")");
            }
            BlockKind::Code(lines) => {
                self.writer.code("code-block(lines: (");
                for line in lines {
                    self.code_line(line);
                    self.writer.code(", ");
                }
                self.writer.code("))");
            }
            BlockKind::Divider => self.writer.code("divider()"),
            BlockKind::Definitions(entries) => {
                self.writer.code("definitions(items: ");
                self.entries(entries);
                self.writer.code(")");
            }
            BlockKind::Figure(figure) => self.figure(figure),
            BlockKind::Directive(directive) => self.directive(directive),
        }
    }

    /// One line of code, its spaces kept: each is a no-break space, which Typst does not fold.
    fn code_line(&mut self, line: &crate::chapter::tree::Text) {
        let characters: Vec<(char, Pos)> =
            line.characters().map(|(c, pos)| (if c == ' ' || c == '\t' { '\u{A0}' } else { c }, pos)).collect();
        let outer = self.writer.begin(PassageKind::Label);
        self.writer.code("[");
        self.writer.text(&self.chapter.file, &characters);
        self.writer.code("]");
        self.writer.end(outer);
    }

    fn heading(&mut self, level: u8, id: Option<&str>, content: &[Inline]) {
        let wanted = self.base + level.saturating_sub(1);
        let level = wanted.clamp(self.base + 1, self.last + 1).min(DEEPEST_HEADING);
        self.section = level;
        self.last = level;
        self.writer.code(&format!("section(level: {level}, id: "));
        self.own_id(id);
        self.writer.code(")");
        self.repeated(content);
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Item]) {
        if items.iter().any(|item| item.task.is_some()) {
            return self.tasks(items);
        }
        match start {
            Some(start) => self.writer.code(&format!("numbers(start: {start}, tight: {tight}, items: (")),
            None => self.writer.code(&format!("bullets(tight: {tight}, items: (")),
        }
        self.writer.deeper();
        for item in items {
            self.writer.line();
            self.item(&item.blocks, tight);
            self.writer.code(",");
        }
        self.writer.shallower();
        self.writer.line();
        self.writer.code("))");
    }

    fn tasks(&mut self, items: &[Item]) {
        self.writer.code("tasks(items: (");
        self.writer.deeper();
        for item in items {
            self.writer.line();
            self.writer.code(&format!("(done: {}, body: ", item.task.unwrap_or(false)));
            self.item(&item.blocks, true);
            self.writer.code("),");
        }
        self.writer.shallower();
        self.writer.line();
        self.writer.code("))");
    }

    /// An item's content. In a tight list its paragraphs stand without the space that paragraphs keep.
    fn item(&mut self, blocks: &[Block], tight: bool) {
        match blocks {
            [] => self.writer.code("[]"),
            [Block { kind: BlockKind::Paragraph(inlines), .. }] if tight => self.content(inlines),
            [Block { kind: BlockKind::Paragraph(inlines), .. }, rest @ ..] if tight => {
                self.writer.code("{");
                self.writer.deeper();
                self.writer.line();
                self.content(inlines);
                self.blocks(rest);
                self.writer.shallower();
                self.writer.line();
                self.writer.code("}");
            }
            blocks => self.body(blocks),
        }
    }

    fn table(&mut self, columns: &[Align], header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let (setting, kind) = (self.setting, self.kind);
        self.setting.breaking.longest = LONGEST_IN_CELLS;
        self.kind = PassageKind::Cell;
        self.writer.code("data-table(columns: (");
        for column in columns {
            self.writer.code(match column {
                Align::Start => "\"start\", ",
                Align::Center => "\"center\", ",
                Align::End => "\"end\", ",
            });
        }
        self.writer.code("), header: (");
        for cell in header {
            self.repeated(cell);
            self.writer.code(", ");
        }
        self.writer.code(")");
        self.writer.code(", rows: (");
        self.writer.deeper();
        for row in rows {
            self.writer.line();
            self.cells(row);
            self.writer.code(",");
        }
        self.writer.shallower();
        self.writer.line();
        self.writer.code("))");
        self.setting = setting;
        self.kind = kind;
    }

    fn cells(&mut self, cells: &[Vec<Inline>]) {
        self.writer.code("(");
        for (index, cell) in cells.iter().enumerate() {
            let number = if index == 0 { self.page_number(cell) } else { String::new() };
            if !number.is_empty() {
                self.writer.code(&format!("marked({})", number.trim_start_matches(", ")));
            }
            self.content(cell);
            self.writer.code(", ");
        }
        self.writer.code(")");
    }

    fn entries(&mut self, entries: &[Definition]) {
        self.writer.code("(");
        self.writer.deeper();
        for entry in entries {
            self.writer.line();
            self.writer.code("(term: ");
            self.content(&entry.term);
            self.writer.code(", body: ");
            self.item(&entry.blocks, true);
            self.writer.code("),");
        }
        self.writer.shallower();
        self.writer.line();
        self.writer.code(")");
    }

    fn figure(&mut self, figure: &Figure) {
        self.writer.code("picture(id: ");
        self.own_id(figure.id.as_deref());
        self.writer.code(&format!(", chapter: {}, number: {}, src: ", self.number, figure.number));
        match self.pictures.get(&figure.src) {
            Some(PictureFile { path, aspect }) => {
                self.writer.string(&format!("/{path}"));
                self.writer.code(&format!(", aspect: {aspect:.4}"));
            }
            None => self.writer.code("none, aspect: 1.5"),
        }
        self.writer.code(", alt: ");
        self.writer.string(figure.alt.as_ref().map_or("", |alt| alt.text.as_str()));
        self.writer.code(&format!(
            ", width: {}%, mirror: {}, anchors: (",
            figure.width.unwrap_or(100),
            figure.mirror.unwrap_or(false)
        ));
        for (x, y) in &figure.anchors {
            self.writer.code(&format!("({x}%, {y}%), "));
        }
        self.writer.code("), labels: (");
        for label in &figure.labels {
            self.repeated(label);
            self.writer.code(", ");
        }
        self.writer.code(")");
        self.writer.code(", credit: ");
        self.attribute(figure.credit.as_ref());
        self.writer.code(", ");
        self.item(&figure.caption, true);
        self.writer.code(")");
    }

    fn directive(&mut self, directive: &Directive) {
        let function = match directive.name {
            DirectiveName::Quote => "pull-quote",
            DirectiveName::Only | DirectiveName::Figure => return self.inner(directive),
            name => name.name(),
        };
        if has_no_title(directive.name) && has_words(&directive.title) {
            self.heading(self.section + 2 - self.base, None, &directive.title);
            self.writer.line();
        }
        self.writer.code(&format!("{function}("));
        self.arguments(directive);
        let outer = (self.section, self.elapsed);
        self.opening(directive);
        if !matches!(directive.name, DirectiveName::Timeline) {
            self.body(&directive.blocks);
        }
        self.section = outer.0;
        self.elapsed = match directive.name {
            DirectiveName::Activity | DirectiveName::Step => outer.1 + directive.attributes.minutes.unwrap_or(0),
            _ => outer.1,
        };
        self.writer.code(")");
    }

    /// What a block holds, without the block.
    fn inner(&mut self, directive: &Directive) {
        self.body(&directive.blocks);
    }

    /// The arguments that only this kind of block has.
    fn arguments(&mut self, directive: &Directive) {
        let attributes = &directive.attributes;
        let minutes = attributes.minutes.unwrap_or(0);
        match directive.name {
            DirectiveName::Activity => {
                self.labelled(directive);
                self.writer.code(&format!("start: {}, minutes: {minutes}, group: ", self.elapsed));
                self.group(attributes.group);
                self.writer.code(", materials: ");
                self.attribute(attributes.materials.as_ref());
                self.writer.code(", handout: ");
                let known = attributes.handout.as_deref().filter(|id| self.ids.contains(*id));
                self.id(known);
                self.writer.code(", ");
            }
            DirectiveName::Step => {
                let start = self.elapsed;
                self.writer.code(&format!("number: {}, minutes: {minutes}, start: {start}, ", directive.number));
            }
            DirectiveName::Handout => self.labelled(directive),
            DirectiveName::Definition => {
                self.writer.code("id: ");
                self.own_id(directive.id.as_deref());
                self.writer.code(", ");
            }
            DirectiveName::Fill => {
                self.writer.code(&format!("lines: {}, ", attributes.lines.unwrap_or(1)));
            }
            DirectiveName::Quote | DirectiveName::Story => {
                self.writer.code("who: ");
                self.attribute(attributes.who.as_ref());
                self.writer.code(", ");
            }
            DirectiveName::Timeline => {
                self.writer.code("items: ");
                let entries = directive.blocks.iter().find_map(|block| match &block.kind {
                    BlockKind::Definitions(entries) => Some(entries.as_slice()),
                    _ => None,
                });
                self.entries(entries.unwrap_or_default());
                self.writer.code(", ");
            }
            _ => {}
        }
    }

    fn labelled(&mut self, directive: &Directive) {
        self.writer.code("id: ");
        self.own_id(directive.id.as_deref());
        self.writer.code(&format!(", chapter: {}, number: {}, ", self.number, directive.number));
    }

    /// The title and its level, for the kinds that have one; the blocks inside stand under it.
    fn opening(&mut self, directive: &Directive) {
        if has_no_title(directive.name) {
            return;
        }
        let titled = has_words(&directive.title);
        let level = (self.section + 1).min(self.last + 1).min(DEEPEST_HEADING);
        self.writer.code("title: ");
        self.title(&directive.title);
        self.writer.code(&format!(", level: {level}, "));
        if titled {
            self.section = level;
            self.last = level;
        }
    }

    fn group(&mut self, group: Option<Group>) {
        match group {
            Some(group) => self.writer.string(group.name()),
            None => self.writer.code("none"),
        }
    }

    /// The id of a block itself. Typst refuses links to an id that stands twice, so the second loses it (its chapter has
    /// a finding).
    fn own_id(&mut self, id: Option<&str>) {
        let id = id.filter(|id| self.used.insert((*id).to_string()));
        self.id(id);
    }

    /// An id as a string, or `none`.
    fn id(&mut self, id: Option<&str>) {
        match id {
            Some(id) => self.writer.string(id),
            None => self.writer.code("none"),
        }
    }
}

/// The kinds of block that the layout gives no title; if one has words for it, they are a heading before the block.
fn has_no_title(name: DirectiveName) -> bool {
    matches!(name, DirectiveName::Fill | DirectiveName::Quote)
}
