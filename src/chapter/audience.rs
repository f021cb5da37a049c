//! The audience filter: what a product does not show is not in the tree that it is made from.

use std::collections::{BTreeMap, BTreeSet};

use crate::chapter::MAX_NESTING;
use crate::chapter::levels;
use crate::chapter::links;
use crate::chapter::tree::{Block, BlockKind, Chapter, Directive, DirectiveName, Inline};
use crate::chapter::walk::{PartMut, each_block, each_line, inside, inside_mut, parts_mut};
use crate::product::Audience;

/// The chapter as a product shows it. Participants see no facilitator notes, no words to say and no expected answers;
/// blocks of `only` stay, unwrapped, where audience and product are theirs. Links to ids that are gone keep their
/// words; links into other chapters are the business of [`super::unlink_lost`].
pub fn for_product(chapter: &Chapter, audience: Audience, product: &str) -> Chapter {
    shown(chapter, audience, product, None)
}

/// One handout of the chapter as a product shows it, below the chapter's title; a chapter without blocks if the product
/// does not show it.
pub fn handout(chapter: &Chapter, audience: Audience, product: &str, number: u32) -> Chapter {
    shown(chapter, audience, product, Some(number))
}

/// The numbers of the handouts that a product shows.
pub fn handouts(chapter: &Chapter, audience: Audience, product: &str) -> Vec<u32> {
    let mut blocks = chapter.blocks.clone();
    Filter { audience, product }.blocks(&mut blocks);
    let mut numbers = Vec::new();
    walk_handouts(&blocks, &mut |_, number| numbers.push(number));
    numbers
}

/// Whether something in the chapter is for this product alone.
pub fn singles_out(chapter: &Chapter, product: &str) -> bool {
    let mut found = false;
    each_block(&chapter.blocks, &mut |block| {
        if let BlockKind::Directive(directive) = &block.kind {
            found |= directive.attributes.product.as_deref() == Some(product);
        }
    });
    found
}

fn walk_handouts<'t>(blocks: &'t [Block], visit: &mut dyn FnMut(&'t Block, u32)) {
    each_block(blocks, &mut |block| match &block.kind {
        BlockKind::Directive(directive) if directive.name == DirectiveName::Handout => visit(block, directive.number),
        _ => {}
    });
}

/// The chapter, or one handout of it, as a product shows it.
fn shown(chapter: &Chapter, audience: Audience, product: &str, handout: Option<u32>) -> Chapter {
    let filter = Filter { audience, product };
    let mut shown = chapter.clone();
    filter.blocks(&mut shown.blocks);
    if let Some(wanted) = handout {
        let mut found = None;
        walk_handouts(&shown.blocks, &mut |block, number| {
            if number == wanted {
                found = Some(block.clone());
            }
        });
        shown.blocks = found.into_iter().collect();
    }
    let mut notes = BTreeMap::new();
    collect_notes(&chapter.title, &mut notes);
    each_line(&chapter.blocks, &mut |line| collect_notes(line, &mut notes));
    let mut placer = NotePlacer { filter: &filter, notes: &notes, placed: BTreeSet::new() };
    placer.line(&mut shown.title, 0);
    placer.blocks(&mut shown.blocks, 0);
    levels::close_gaps(&mut shown.blocks);
    let before = links::ids(std::slice::from_ref(chapter));
    let after = links::ids(std::slice::from_ref(&shown));
    links::unlink(&mut shown, &|id| after.contains(id) || !before.contains(id));
    shown
}

/// Whom the blocks are shown to.
struct Filter<'p> {
    audience: Audience,
    product: &'p str,
}

impl Filter<'_> {
    fn shows(&self, directive: &Directive) -> bool {
        if directive.name.is_for_facilitators() {
            return self.audience == Audience::Facilitator;
        }
        let attributes = &directive.attributes;
        directive.name != DirectiveName::Only
            || (attributes.audience.is_none_or(|audience| audience == self.audience)
                && attributes.product.as_deref().is_none_or(|product| product == self.product))
    }

    /// Takes out what is not shown. Notes are left to [`NotePlacer`].
    fn blocks(&self, blocks: &mut Vec<Block>) {
        let all = std::mem::take(blocks);
        for mut block in all {
            let stays = match &mut block.kind {
                BlockKind::Directive(directive) if !self.shows(directive) => false,
                BlockKind::Directive(directive) => {
                    // A box that held nothing but what is gone would be an empty box.
                    self.keeps_something(&mut directive.blocks) || !directive.title.is_empty()
                }
                BlockKind::List { items, .. } => {
                    items.retain_mut(|item| self.keeps_something(&mut item.blocks));
                    !items.is_empty()
                }
                BlockKind::Quote(inside) => self.keeps_something(inside),
                BlockKind::Definitions(entries) => {
                    entries.iter_mut().for_each(|entry| self.blocks(&mut entry.blocks));
                    true
                }
                BlockKind::Figure(figure) => {
                    self.blocks(&mut figure.caption);
                    true
                }
                _ => true,
            };
            match block.kind {
                _ if !stays => {}
                BlockKind::Directive(only) if only.name == DirectiveName::Only => blocks.extend(only.blocks),
                kind => blocks.push(Block { at: block.at, kind }),
            }
        }
    }

    /// Filters blocks; whether something is left, or was never there.
    fn keeps_something(&self, blocks: &mut Vec<Block>) -> bool {
        let was_empty = blocks.is_empty();
        self.blocks(blocks);
        was_empty || !blocks.is_empty()
    }
}

/// The words of every note by its name.
fn collect_notes<'t>(line: &'t [Inline], notes: &mut BTreeMap<&'t str, &'t [Block]>) {
    for inline in line {
        match inline {
            Inline::Note { name, blocks } if !blocks.is_empty() => {
                notes.insert(name, blocks);
            }
            other => collect_notes(inside(other), notes),
        }
    }
}

/// Gives a note's words to the first call that is left: the call that had them may be gone.
struct NotePlacer<'p, 't> {
    filter: &'p Filter<'p>,
    notes: &'p BTreeMap<&'t str, &'t [Block]>,
    placed: BTreeSet<String>,
}

impl NotePlacer<'_, '_> {
    fn blocks(&mut self, blocks: &mut [Block], depth: usize) {
        for block in blocks {
            for part in parts_mut(&mut block.kind) {
                match part {
                    PartMut::Blocks(inside) => self.blocks(inside, depth),
                    PartMut::Line(line) => self.line(line, depth),
                }
            }
        }
    }

    fn line(&mut self, line: &mut Vec<Inline>, depth: usize) {
        line.retain_mut(|inline| match inline {
            Inline::Note { name, blocks } => self.place(name, blocks, depth),
            other => {
                if let Some(content) = inside_mut(other) {
                    self.line(content, depth);
                }
                true
            }
        });
    }

    /// Fills a call; whether it stays.
    fn place(&mut self, name: &str, blocks: &mut Vec<Block>, depth: usize) -> bool {
        blocks.clear();
        if self.placed.contains(name) {
            return true;
        }
        let mut words = self.notes.get(name).map(|words| words.to_vec()).unwrap_or_default();
        self.filter.blocks(&mut words);
        if words.is_empty() || depth > MAX_NESTING {
            return false;
        }
        self.placed.insert(name.to_owned());
        self.blocks(&mut words, depth + 1);
        *blocks = words;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::text::visible_text;
    use crate::chapter::{read, unlink_lost};

    fn chapter(text: &str) -> Chapter {
        read("x", "x.md", text.as_bytes(), &mut Vec::new()).unwrap()
    }

    const WORKSHOP: &str = "# T\n\n::: facilitator {#secret-id title=\"SECRET\"}\nSECRET[^a]\n:::\n\n\
        Open[^a] [way](#secret-id).\n\n- item\n\n  ::: say\n  SECRET\n  :::\n- ::: expect\n  SECRET\n  :::\n\n\
        > ::: only {audience=facilitator}\n> SECRET\n> :::\n\n::: only {product=other}\nSECRET\n:::\n\n\
        ::: story\n::: facilitator\nSECRET[^b]\n:::\n:::\n\n\
        ::: only {audience=participant product=screen}\n## Seen\n:::\n\n### After\n\n\
        [^a]: Note words\n\n    ::: say\n    SECRET\n    :::\n\n[^b]: SECRET\n";

    #[test]
    fn participants_see_nothing_of_facilitators() {
        let whole = chapter(WORKSHOP);
        let shown = for_product(&whole, Audience::Participant, "screen");
        let debug = format!("{shown:?}");
        assert!(!debug.contains("SECRET") && !debug.contains("secret-id"), "{debug}");
        assert_eq!(visible_text(&shown), "T\nOpen way.\nNote words\nitem\nSeen\nAfter\n");
        let facilitator = for_product(&whole, Audience::Facilitator, "screen");
        assert_eq!(visible_text(&facilitator).matches("SECRET").count(), 8);
    }

    #[test]
    fn levels_stay_consecutive_when_a_heading_goes() {
        let whole = chapter("# T\n\n::: only {audience=facilitator}\n## A\n:::\n\n### B\n");
        let level = |chapter: &Chapter| match &chapter.blocks[0].kind {
            BlockKind::Heading { level, .. } => *level,
            other => panic!("{other:?}"),
        };
        assert_eq!(level(&for_product(&whole, Audience::Participant, "screen")), 2);
        let facilitator = for_product(&whole, Audience::Facilitator, "screen");
        let BlockKind::Heading { level, .. } = facilitator.blocks[1].kind else { panic!() };
        assert_eq!(level, 3);
    }

    #[test]
    fn links_into_what_is_gone_keep_their_words() {
        let mut chapters = [chapter("# A\n\n[to](#there)\n"), chapter("# B\n")];
        unlink_lost(&mut chapters);
        assert!(
            matches!(&chapters[0].blocks[0].kind, BlockKind::Paragraph(line) if matches!(line[0], Inline::Text(_)))
        );
    }
}
