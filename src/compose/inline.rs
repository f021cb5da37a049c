//! Paragraphs: words, emphasis, links and notes as content of the generated Typst.

use std::collections::VecDeque;

use crate::chapter::tree::{Block, BlockKind, Inline, Target};
use crate::compose::blocks::Composer;
use crate::compose::runs::{Leaf, leaf, leaves, stretches};

impl Composer<'_> {
    /// `[…]` with the words of a paragraph.
    pub(super) fn content(&mut self, inlines: &[Inline]) {
        self.writer.code("[");
        self.words(inlines);
        self.writer.code("]");
    }

    /// `[…]` with the words of an attribute, or `none`.
    pub(super) fn attribute(&mut self, text: Option<&crate::chapter::tree::Text>) {
        let Some(text) = text else {
            self.writer.code("none");
            return;
        };
        self.writer.code("[");
        self.leaf(&leaf(text));
        self.writer.code("]");
    }

    /// `[…]` with a title, or `none` where there is none.
    pub(super) fn title(&mut self, title: &[Inline]) {
        if has_words(title) { self.content(title) } else { self.writer.code("none") }
    }

    fn words(&mut self, inlines: &[Inline]) {
        let mut leaves = leaves(inlines);
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
            Inline::Strong(content) => self.wrapped("#strong[", content, leaves),
            Inline::Emph(content) => self.wrapped("#emph[", content, leaves),
            Inline::Strike(content) => self.wrapped("#strike[", content, leaves),
            Inline::Link { target, content } => self.link(target, content, leaves),
            Inline::Break => self.writer.code("#br()"),
            Inline::Note { name, blocks } => self.note(name, blocks),
        }
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
        match blocks {
            [Block { kind: BlockKind::Paragraph(inlines), .. }] => self.content(inlines),
            blocks => {
                self.writer.code("[#");
                self.body(blocks);
                self.writer.code("]");
            }
        }
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
            if stretch.latin {
                self.writer.code("#latin[");
            }
            self.writer.text(&self.chapter.file, stretch.text);
            if stretch.latin {
                self.writer.code("]");
            }
        }
    }
}

/// Whether there is anything to read.
pub(super) fn has_words(inlines: &[Inline]) -> bool {
    leaves(inlines).iter().any(|leaf| !leaf.is_empty())
}
