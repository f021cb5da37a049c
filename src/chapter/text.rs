//! What a reader can see of a chapter, as plain text; and which pictures it shows.

use crate::chapter::tree::{Block, BlockKind, Chapter, Inline, Pos};
use crate::chapter::walk::{Part, each_block, parts};

/// Every word of a chapter that readers see, in reading order, a line for each line of the tree. Descriptions of
/// pictures are not seen; furniture words and numbers are not the chapter's.
pub fn visible_text(chapter: &Chapter) -> String {
    let mut text = String::new();
    line(&chapter.title, &mut text);
    blocks(&chapter.blocks, &mut text);
    text
}

/// The words of a line without its notes.
pub fn plain(content: &[Inline]) -> String {
    let mut text = String::new();
    inlines(content, &mut text, &mut String::new());
    text.trim().to_string()
}

fn blocks(blocks_in: &[Block], text: &mut String) {
    for part in blocks_in.iter().flat_map(|block| parts(&block.kind)) {
        match part {
            Part::Line(content) => line(content, text),
            Part::Words(words) => {
                text.push_str(&words.text);
                text.push('\n');
            }
            Part::Blocks(inside) => blocks(inside, text),
        }
    }
}

/// A line, then its notes.
fn line(content: &[Inline], text: &mut String) {
    let mut notes = String::new();
    let before = text.len();
    inlines(content, text, &mut notes);
    if text.len() > before {
        text.push('\n');
    }
    text.push_str(&notes);
}

fn inlines(content: &[Inline], text: &mut String, notes: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(&words.text),
            Inline::Strong(content)
            | Inline::Emph(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => inlines(content, text, notes),
            Inline::Break => text.push('\n'),
            Inline::Note { blocks: inside, .. } => blocks(inside, notes),
        }
    }
}

/// A picture that a chapter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'c> {
    /// Its path, relative to the toolkit's source folder.
    pub src: &'c str,
    /// Whether it is described.
    pub has_alt: bool,
    /// Where it is named.
    pub at: Pos,
}

/// The pictures of a chapter in reading order; one that is shown twice comes twice.
pub fn pictures(chapter: &Chapter) -> impl Iterator<Item = Picture<'_>> {
    let mut pictures = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        if let BlockKind::Figure(figure) = &block.kind {
            pictures.push(Picture { src: &figure.src, has_alt: figure.alt.is_some(), at: block.at });
        }
    });
    pictures.into_iter()
}
