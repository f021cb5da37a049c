//! Paragraphs: words, emphasis, links and notes as content of the generated Typst.

use std::collections::VecDeque;

use crate::chapter::tree::{Block, BlockKind, Inline, Target};
use crate::compose::blocks::Composer;
use crate::compose::map::PassageKind;
use crate::compose::runs::{Face, Leaf, has_words, leaf, leaves, stretches};

impl Composer<'_> {
    /// The words of an item or a cell: for an item a call of the layout's `prose`, which may leave it ragged, for a cell
    /// `[…]`. The call stands there in either case, so that the code of a second setting has the same shape and Typst
    /// remembers all paragraphs that are not set otherwise.
    pub(super) fn content(&mut self, inlines: &[Inline]) {
        if self.kind == PassageKind::Text {
            let number = self.page_number(inlines);
            self.writer.code(&format!("prose(ragged: {}{number})", self.is_ragged()));
        }
        self.passage(self.kind, inlines);
    }

    /// A call of the layout's `para`, which may leave it ragged.
    pub(super) fn paragraph(&mut self, inlines: &[Inline], leads: bool) {
        let number = self.page_number(inlines);
        self.writer.code(&format!("para(leads: {leads}, ragged: {}{number})", self.is_ragged()));
        self.passage(PassageKind::Text, inlines);
    }

    /// The argument that says on which page of the standard book these words begin, if it is another than before.
    pub(super) fn page_number(&mut self, inlines: &[Inline]) -> String {
        let known = self.page_numbers.zip(first_line(inlines));
        let number = known.and_then(|(numbers, line)| numbers.get(&(self.chapter.file.clone(), line)).copied());
        match number {
            Some(number) if self.page_number != Some(number) => {
                self.page_number = Some(number);
                format!(", page: {number}")
            }
            _ => String::new(),
        }
    }

    /// Whether the passage that comes next cannot be filled.
    fn is_ragged(&self) -> bool {
        self.ragged.contains(&self.writer.next_passage())
    }

    /// `[…]` with words that the layout puts where it likes.
    pub(super) fn label(&mut self, inlines: &[Inline]) {
        self.passage(PassageKind::Label, inlines);
    }

    fn passage(&mut self, kind: PassageKind, inlines: &[Inline]) {
        let outer = self.writer.begin(kind);
        self.writer.code("[");
        self.words(inlines);
        self.writer.code("]");
        self.writer.end(outer);
    }

    /// `[…]` with the words of an attribute, or `none`.
    pub(super) fn attribute(&mut self, text: Option<&crate::chapter::tree::Text>) {
        let Some(text) = text else {
            self.writer.code("none");
            return;
        };
        let outer = self.writer.begin(PassageKind::Label);
        self.writer.code("[");
        self.leaf(&leaf(text, self.setting));
        self.writer.code("]");
        self.writer.end(outer);
    }

    /// `[…]` with a title, or `none` where there is none.
    pub(super) fn title(&mut self, title: &[Inline]) {
        if has_words(title) { self.repeated(title) } else { self.writer.code("none") }
    }

    /// `[…]` with words that stand on more than one page: titles in the contents, the header of a table on every page. A
    /// note may stand only once, so its words follow as paragraphs, where [`Composer::deferred_notes`] puts them.
    pub(super) fn repeated(&mut self, inlines: &[Inline]) {
        let mut notes = Vec::new();
        let words = without_notes(inlines, &mut notes);
        let kind = if self.kind == PassageKind::Cell { PassageKind::Cell } else { PassageKind::Label };
        self.passage(kind, &words);
        self.deferred.extend(notes);
    }

    /// The words of the notes that titles and table headers had.
    pub(super) fn deferred_notes(&mut self) {
        for blocks in std::mem::take(&mut self.deferred) {
            self.blocks(&blocks);
        }
    }

    fn words(&mut self, inlines: &[Inline]) {
        let mut leaves = leaves(inlines, self.setting);
        self.inlines(inlines, &mut leaves);
    }

    fn inlines(&mut self, inlines: &[Inline], leaves: &mut VecDeque<Leaf>) {
        for inline in inlines {
            self.inline(inline, leaves);
        }
    }

    fn inline(&mut self, inline: &Inline, leaves: &mut VecDeque<Leaf>) {
        match inline {
            Inline::Text(_) => {
                let leaf = leaves.pop_front().unwrap_or_default();
                self.leaf(&leaf);
            }
            Inline::Code(_) => {
                let leaf = leaves.pop_front().unwrap_or_default();
                self.writer.code("#mono[");
                self.writer.text(&self.chapter.file, &leaf);
                self.writer.code("]");
            }
            Inline::Strong(content) => self.stressed("#strong[", content, leaves),
            Inline::Emph(content) => self.stressed("#emph[", content, leaves),
            Inline::Strike(content) => self.wrapped("#strike[", content, leaves),
            Inline::Link { target, content } => self.link(target, content, leaves),
            Inline::Break => {
                self.writer.line_end();
                self.writer.code("#br()");
            }
            Inline::Note { name, blocks } => self.note(name, blocks),
        }
    }

    fn stressed(&mut self, open: &str, content: &[Inline], leaves: &mut VecDeque<Leaf>) {
        let before = self.writer.stress(true);
        self.wrapped(open, content, leaves);
        self.writer.stress(before);
    }

    fn wrapped(&mut self, open: &str, content: &[Inline], leaves: &mut VecDeque<Leaf>) {
        self.writer.code(open);
        self.inlines(content, leaves);
        self.writer.code("]");
    }

    fn link(&mut self, target: &Target, content: &[Inline], leaves: &mut VecDeque<Leaf>) {
        let (function, address) = match target {
            Target::Url(url) => ("link-to", url),
            Target::Id(id) | Target::Term(id) if self.ids.contains(id) => ("jump", id),
            Target::Id(_) | Target::Term(_) => return self.inlines(content, leaves),
        };
        if !has_words(content) {
            return self.inlines(content, leaves);
        }
        self.writer.code(&format!("#{function}("));
        self.writer.string(address);
        self.wrapped(")[", content, leaves);
    }

    /// The mark of a note. Where it is called again its blocks are empty; if its words stood in a title it has no first call.
    fn note(&mut self, name: &str, blocks: &[Block]) {
        let first = self.notes.insert(name.to_string());
        if !first {
            self.writer.code("#note-again(");
            self.note_name(name);
            self.writer.code(")");
            return;
        }
        if blocks.is_empty() {
            self.notes.remove(name);
            return;
        }
        self.writer.code("#note(name: ");
        self.note_name(name);
        self.writer.code(")");
        self.writer.code("[#");
        match blocks {
            [Block { kind: BlockKind::Paragraph(inlines), .. }] => self.note_words(inlines),
            blocks => self.body(blocks),
        }
        self.writer.code("]");
    }

    /// A note is text wherever it is called, in a cell too.
    fn note_words(&mut self, inlines: &[Inline]) {
        let kind = std::mem::replace(&mut self.kind, PassageKind::Text);
        self.content(inlines);
        self.kind = kind;
    }

    /// A note's name is unique in its chapter only; its label is unique in the book.
    fn note_name(&mut self, name: &str) {
        let label = format!("note:{}:{name}", self.chapter.id);
        self.writer.string(&label);
    }

    /// The words of one leaf, Latin words between another script's in their own face.
    pub(super) fn leaf(&mut self, leaf: &Leaf) {
        if !self.splits_latin {
            self.writer.text(&self.chapter.file, leaf);
            return;
        }
        for stretch in stretches(leaf) {
            let (open, close) = match stretch.face {
                Face::Own => ("", ""),
                Face::Latin => ("#latin[", "]"),
                Face::Number => ("#number[", "]"),
            };
            self.writer.code(open);
            self.writer.text(&self.chapter.file, stretch.text);
            self.writer.code(close);
        }
    }
}

/// The line of the first words.
fn first_line(inlines: &[Inline]) -> Option<u32> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => Some(text.line),
        Inline::Strong(inside) | Inline::Emph(inside) | Inline::Strike(inside) => first_line(inside),
        Inline::Link { content, .. } => first_line(content),
        Inline::Break | Inline::Note { .. } => None,
    })
}

/// The inlines without their notes, whose blocks are added to `notes`.
fn without_notes(inlines: &[Inline], notes: &mut Vec<Vec<Block>>) -> Vec<Inline> {
    let mut kept = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Note { blocks, .. } => {
                notes.push(blocks.clone());
                continue;
            }
            Inline::Strong(content) => kept.push(Inline::Strong(without_notes(content, notes))),
            Inline::Emph(content) => kept.push(Inline::Emph(without_notes(content, notes))),
            Inline::Strike(content) => kept.push(Inline::Strike(without_notes(content, notes))),
            Inline::Link { target, content } => {
                kept.push(Inline::Link { target: target.clone(), content: without_notes(content, notes) });
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Break => kept.push(inline.clone()),
        }
    }
    kept
}

/// The words alone, for a list of titles: without notes and without links, which lead from one place only.
pub(super) fn words_only(inlines: &[Inline]) -> Vec<Inline> {
    without_notes(inlines, &mut Vec::new())
        .into_iter()
        .flat_map(|inline| match inline {
            Inline::Link { content, .. } => words_only(&content),
            Inline::Strong(content) => vec![Inline::Strong(words_only(&content))],
            Inline::Emph(content) => vec![Inline::Emph(words_only(&content))],
            Inline::Strike(content) => vec![Inline::Strike(words_only(&content))],
            other => vec![other],
        })
        .collect()
}
