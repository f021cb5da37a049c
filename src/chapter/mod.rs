//! Chapters: from a Markdown file to the document tree, with every problem reported and no word lost.
//!
//! [`load`] reads the file, [`read`] makes the tree. A translation then takes times and pictures from the source
//! edition and is compared with it ([`inherit`]), [`mend`] and [`check`] look at how the text was typed, and [`finish`]
//! checks the links of a whole edition. [`count`] tells how much there is, [`for_product`] and [`handout`] show
//! the tree, or one sheet of it, to one audience.
//!
//! Two passes of our own stand around the parser (`comrak`): `fences` before it, because it closes `:::` blocks by
//! another rule than authors expect, and `emphasis` after it, because CommonMark loses bold in scripts without spaces.

mod audience;
mod breaks;
mod compare;
mod count;
mod directive;
mod emphasis;
mod fences;
mod html;
mod inherit;
mod inline;
mod levels;
mod links;
mod load;
mod number;
mod parse;
mod replay;
mod text;
pub mod tree;
mod typed;
mod walk;

use crate::chapter::load::Source;
use crate::chapter::tree::{Block, BlockKind, Chapter, Inline, Pos, Text};
use crate::diag::{Code, Finding, Place};

pub use crate::chapter::audience::{for_product, handout, handouts, singles_out};
pub use crate::chapter::count::{Counts, count};
pub use crate::chapter::inherit::inherit;
pub use crate::chapter::links::{finish, unlink_lost};
pub use crate::chapter::load::{MAX_BYTES, load, named};
pub use crate::chapter::number::{AgendaItem, agenda};
pub use crate::chapter::text::{Picture, pictures, plain, visible_text};
pub use crate::chapter::typed::{check, mend};

/// How many lists, quotations, notes and blocks may lie inside one another; Typst fails at twenty quotations.
pub const MAX_NESTING: usize = 8;
/// How many `:::` blocks may lie inside one another: Typst fails at the sixth box that the layout draws into another, and
/// an activity with a step, questions in it and lines to write on is four.
pub const MAX_BOXES: usize = 4;
/// A box counts as so many lists.
const BOX_WEIGHT: usize = MAX_NESTING / MAX_BOXES;

/// A chapter without a heading.
pub const NO_TITLE: Code = Code::error("chapter-without-title");
/// A chapter without words.
pub const EMPTY: Code = Code::error("chapter-empty");

/// Every kind of finding of this module.
pub const CODES: &[Code] = &[
    load::FILE_MISSING,
    load::FILE_UNREADABLE,
    load::FILE_TOO_LARGE,
    load::ENCODING,
    load::INVISIBLE,
    load::DIRECTION,
    load::LOST_LETTER,
    EMPTY,
    NO_TITLE,
    levels::SKIPPED,
    levels::SECOND_TITLE,
    parse::HEADING_EMPTY,
    fences::UNCLOSED,
    fences::STRAY,
    fences::DEEP,
    directive::UNKNOWN,
    directive::ATTRIBUTE_UNKNOWN,
    directive::ATTRIBUTE_VALUE,
    directive::ATTRIBUTE_SYNTAX,
    directive::ID_LETTERS,
    number::ID_TWICE,
    number::ID_NEEDED,
    number::MINUTES_DIFFER,
    parse::TIMELINE,
    emphasis::STRAY,
    parse::RAW_HTML,
    parse::COMMENT,
    parse::COMMENT_UNCLOSED,
    parse::CODE_UNCLOSED,
    parse::RAGGED,
    parse::NOTE_UNUSED,
    parse::NOTE_TWICE,
    inline::NOTE_MISSING,
    inline::LINK_KIND,
    parse::PICTURE_IN_TEXT,
    parse::NO_ALT,
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

impl Chapter {
    /// The place of a position in this chapter, for a finding.
    pub fn place(&self, at: Pos) -> Place {
        Place::line(&self.file, at.line, at.column)
    }
}

/// Reads a chapter's bytes into its tree. `id` is its id in the toolkit, `file` its name in findings. `None` where the
/// bytes are no text; everything else becomes a tree, with findings for what is wrong in it.
pub fn read(id: &str, file: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Chapter> {
    let source = load::decode(file, bytes, findings)?;
    let mut blocks = parse::blocks(&source, findings);
    let (title, level) = take_title(&mut blocks);
    levels::settle(&mut blocks, level, &source, findings);
    let mut chapter = Chapter { id: id.to_owned(), file: file.to_owned(), title, blocks };
    check_frame(&mut chapter, &source, findings);
    breaks::resolve(&mut chapter);
    number::number(&mut chapter.blocks);
    number::check_ids(&mut chapter.blocks, &source, findings);
    number::check_minutes(&chapter.blocks, &source, findings);
    Some(chapter)
}

/// Takes the first heading that stands in no block, with the level that was typed.
fn take_title(blocks: &mut Vec<Block>) -> (Vec<Inline>, u8) {
    let Some(index) = blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. })) else {
        return (Vec::new(), 1);
    };
    match blocks.remove(index).kind {
        BlockKind::Heading { level, content, .. } => (content, level),
        _ => (Vec::new(), 1),
    }
}

/// Reports a chapter without words or without a title, whose id then stands for the title.
fn check_frame(chapter: &mut Chapter, source: &Source, findings: &mut Vec<Finding>) {
    if chapter.blocks.is_empty() {
        let finding = Finding::new(EMPTY, "this chapter has no words below its title").at(Place::file(&source.file));
        findings.push(finding.hint("write the chapter, or set its status to `not-started` in the manifest"));
    }
    if !chapter.title.is_empty() {
        return;
    }
    chapter.title = vec![Inline::Text(Text { text: chapter.id.clone(), line: 1, columns: Vec::new() })];
    if !chapter.blocks.is_empty() {
        let finding = Finding::new(NO_TITLE, "this chapter has no title; its id stands in its place");
        findings.push(
            finding.at(Place::line(&source.file, 1, 0)).words(source.line(1)).hint("begin the chapter with `# Title`"),
        );
    }
}

#[cfg(test)]
mod tests;
