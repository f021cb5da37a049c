//! Heading levels: consecutive, whatever the author typed.
//!
//! The chapter's title is level 1. A block is a scope of its own: its title stands one level below the heading before
//! it, and headings inside follow one level below its title (or, if it has none, below the heading before the block).
//! `only` is no scope, because its blocks stand in its place once the audience is known.

use crate::chapter::load::Source;
use crate::chapter::tree::{Block, BlockKind, DirectiveName, Pos};
use crate::chapter::walk::{PartMut, each_note_mut, parts_mut};
use crate::diag::{Code, Finding};

/// A heading that leaves out a level.
pub const SKIPPED: Code = Code::warning("heading-skipped");
/// A heading as high as the chapter's title.
pub const SECOND_TITLE: Code = Code::note("heading-second-title");

/// What is wrong with a heading's level.
enum Fault {
    Skipped { from: u8, to: u8 },
    SecondTitle,
}

/// Makes the levels of freshly read blocks consecutive and says what was wrong; `title` is the level of the title.
pub(super) fn settle(blocks: &mut [Block], title: u8, source: &Source, findings: &mut Vec<Finding>) {
    let mut scope = Scope { base: 1, top: Some(title), open: Vec::new() };
    scope.walk(blocks, &mut |fault, at| {
        let finding = match fault {
            Fault::Skipped { from, to } => {
                let message =
                    format!("this heading has level {to}, the one above it level {from}; it is set as the next one");
                Finding::new(SKIPPED, message).hint(format!("begin it with {} `#`", from + 1))
            }
            Fault::SecondTitle => {
                Finding::new(SECOND_TITLE, "this heading is as high as the chapter's title; it is set one level below")
                    .hint("a chapter has one title; begin the other headings with `##`")
            }
        };
        findings.push(finding.at(source.place(at)).words(source.line(at.line).trim()));
    });
}

/// Makes levels consecutive again after blocks were taken out.
pub(super) fn close_gaps(blocks: &mut [Block]) {
    Scope { base: 1, top: None, open: Vec::new() }.walk(blocks, &mut |_, _| {});
}

/// The headings that are open at a place.
struct Scope {
    /// The level of what encloses the scope.
    base: u8,
    /// The level typed for the chapter's title; `None` inside blocks, where the first heading may have any.
    top: Option<u8>,
    /// The levels typed for the headings that are open, ascending.
    open: Vec<u8>,
}

impl Scope {
    fn level(&self) -> u8 {
        self.base.saturating_add(self.open.len() as u8)
    }

    fn walk(&mut self, blocks: &mut [Block], report: &mut dyn FnMut(Fault, Pos)) {
        for block in blocks {
            if let BlockKind::Heading { level, .. } = &mut block.kind {
                *level = self.enter(*level, block.at, report);
            }
            let scope = match &block.kind {
                BlockKind::Directive(directive) if directive.name != DirectiveName::Only => {
                    Some(self.level() + u8::from(!directive.title.is_empty()))
                }
                BlockKind::Figure(_) => Some(self.level()),
                _ => None,
            };
            for part in parts_mut(&mut block.kind) {
                match (part, scope) {
                    (PartMut::Blocks(inside), Some(base)) => {
                        Scope { base, top: None, open: Vec::new() }.walk(inside, report);
                    }
                    (PartMut::Blocks(inside), None) => self.walk(inside, report),
                    (PartMut::Line(line), _) => {
                        let base = self.level();
                        each_note_mut(line, &mut |note| {
                            Scope { base, top: None, open: Vec::new() }.walk(note, report);
                        });
                    }
                }
            }
        }
    }

    fn enter(&mut self, typed: u8, at: Pos, report: &mut dyn FnMut(Fault, Pos)) -> u8 {
        while self.open.last().is_some_and(|last| *last >= typed) {
            self.open.pop();
        }
        match (self.open.last().copied().or(self.top), self.top) {
            (_, Some(title)) if typed <= title => report(Fault::SecondTitle, at),
            (Some(above), _) if typed > above + 1 => report(Fault::Skipped { from: above, to: typed }, at),
            _ => {}
        }
        self.open.push(typed);
        self.level()
    }
}
