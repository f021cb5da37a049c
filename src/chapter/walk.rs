//! Ways through the document tree, so that no pass has to know every kind of block.

use crate::chapter::tree::{Block, BlockKind, Inline, Text};

/// A part of a block, in reading order.
#[derive(Debug)]
pub(super) enum Part<'t> {
    /// A line of inlines.
    Line(&'t Vec<Inline>),
    /// Words without emphasis.
    Words(&'t Text),
    /// Blocks inside.
    Blocks(&'t Vec<Block>),
}

/// A part of a block that may be changed.
#[derive(Debug)]
pub(super) enum PartMut<'t> {
    /// A line of inlines.
    Line(&'t mut Vec<Inline>),
    /// Blocks inside.
    Blocks(&'t mut Vec<Block>),
}

/// What is in a block that readers see, in reading order.
pub(super) fn parts(kind: &BlockKind) -> Vec<Part<'_>> {
    match kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => vec![Part::Line(content)],
        BlockKind::List { items, .. } => items.iter().map(|item| Part::Blocks(&item.blocks)).collect(),
        BlockKind::Table { header, rows, .. } => header.iter().chain(rows.iter().flatten()).map(Part::Line).collect(),
        BlockKind::Quote(blocks) => vec![Part::Blocks(blocks)],
        BlockKind::Code(lines) => lines.iter().map(Part::Words).collect(),
        BlockKind::Divider => Vec::new(),
        BlockKind::Definitions(entries) => {
            entries.iter().flat_map(|entry| [Part::Line(&entry.term), Part::Blocks(&entry.blocks)]).collect()
        }
        BlockKind::Figure(figure) => {
            let labels = figure.labels.iter().map(Part::Line);
            labels.chain([Part::Blocks(&figure.caption)]).chain(figure.credit.as_ref().map(Part::Words)).collect()
        }
        BlockKind::Directive(directive) => {
            let attributes = [&directive.attributes.materials, &directive.attributes.who];
            let words = attributes.into_iter().flatten().map(Part::Words);
            [Part::Line(&directive.title)].into_iter().chain(words).chain([Part::Blocks(&directive.blocks)]).collect()
        }
    }
}

/// The lines and blocks in a block, in reading order.
pub(super) fn parts_mut(kind: &mut BlockKind) -> Vec<PartMut<'_>> {
    match kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => vec![PartMut::Line(content)],
        BlockKind::List { items, .. } => items.iter_mut().map(|item| PartMut::Blocks(&mut item.blocks)).collect(),
        BlockKind::Table { header, rows, .. } => {
            header.iter_mut().chain(rows.iter_mut().flatten()).map(PartMut::Line).collect()
        }
        BlockKind::Quote(blocks) => vec![PartMut::Blocks(blocks)],
        BlockKind::Code(_) | BlockKind::Divider => Vec::new(),
        BlockKind::Definitions(entries) => entries
            .iter_mut()
            .flat_map(|entry| [PartMut::Line(&mut entry.term), PartMut::Blocks(&mut entry.blocks)])
            .collect(),
        BlockKind::Figure(figure) => {
            let labels = figure.labels.iter_mut().map(PartMut::Line);
            labels.chain([PartMut::Blocks(&mut figure.caption)]).collect()
        }
        BlockKind::Directive(directive) => {
            vec![PartMut::Line(&mut directive.title), PartMut::Blocks(&mut directive.blocks)]
        }
    }
}

/// The inlines inside an inline.
pub(super) fn inside(inline: &Inline) -> &[Inline] {
    match inline {
        Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) | Inline::Link { content, .. } => {
            content
        }
        Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::Note { .. } => &[],
    }
}

/// The inlines inside an inline, to be changed.
pub(super) fn inside_mut(inline: &mut Inline) -> Option<&mut Vec<Inline>> {
    match inline {
        Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) | Inline::Link { content, .. } => {
            Some(content)
        }
        Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::Note { .. } => None,
    }
}

/// Every block, parents first, also those in notes.
pub(super) fn each_block<'t>(blocks: &'t [Block], visit: &mut dyn FnMut(&'t Block)) {
    for block in blocks {
        visit(block);
        for part in parts(&block.kind) {
            match part {
                Part::Line(line) => each_note(line, &mut |note| each_block(note, visit)),
                Part::Blocks(inside) => each_block(inside, visit),
                Part::Words(_) => {}
            }
        }
    }
}

/// Every block, parents first, also those in notes, to be changed.
pub(super) fn each_block_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Block)) {
    for block in blocks {
        visit(block);
        for part in parts_mut(&mut block.kind) {
            match part {
                PartMut::Line(line) => each_note_mut(line, &mut |note| each_block_mut(note, visit)),
                PartMut::Blocks(inside) => each_block_mut(inside, visit),
            }
        }
    }
}

/// Every line of inlines, also those in notes.
pub(super) fn each_line<'t>(blocks: &'t [Block], visit: &mut dyn FnMut(&'t [Inline])) {
    each_block(blocks, &mut |block| {
        for part in parts(&block.kind) {
            if let Part::Line(line) = part {
                visit(line);
            }
        }
    });
}

/// Every line of inlines, also those in notes, to be changed.
pub(super) fn each_line_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    each_block_mut(blocks, &mut |block| {
        for part in parts_mut(&mut block.kind) {
            if let PartMut::Line(line) = part {
                visit(line);
            }
        }
    });
}

/// The blocks of every note in a line.
pub(super) fn each_note<'t>(line: &'t [Inline], visit: &mut dyn FnMut(&'t [Block])) {
    for inline in line {
        match inline {
            Inline::Note { blocks, .. } => visit(blocks),
            other => each_note(inside(other), visit),
        }
    }
}

/// The blocks of every note in a line, to be changed.
pub(super) fn each_note_mut(line: &mut [Inline], visit: &mut dyn FnMut(&mut Vec<Block>)) {
    for inline in line {
        match inline {
            Inline::Note { blocks, .. } => visit(blocks),
            other => {
                if let Some(content) = inside_mut(other) {
                    each_note_mut(content, visit);
                }
            }
        }
    }
}
