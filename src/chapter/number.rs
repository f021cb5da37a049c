//! Numbers of activities, steps, handouts and figures, given before any audience filter; times; ids given twice.

use std::collections::BTreeMap;

use crate::chapter::load::Source;
use crate::chapter::tree::{Block, BlockKind, Chapter, Directive, DirectiveName, Inline, Pos};
use crate::chapter::walk::{Part, PartMut, each_block, each_note_mut, parts, parts_mut};
use crate::diag::{Code, Finding};

/// An id that two things in a chapter have.
pub const ID_TWICE: Code = Code::error("id-twice");
/// A block that others refer to has no id.
pub const ID_NEEDED: Code = Code::warning("id-needed");
/// The steps of an activity take another time than the activity.
pub const MINUTES_DIFFER: Code = Code::warning("minutes-differ");

/// One line of a workshop's agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    /// The activity's number in the chapter.
    pub number: u32,
    /// Its id.
    pub id: Option<String>,
    /// Its title.
    pub title: Vec<Inline>,
    /// How long it takes, if that is known.
    pub minutes: Option<u32>,
}

/// The activities of a chapter in order.
pub fn agenda(chapter: &Chapter) -> Vec<AgendaItem> {
    let mut items = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Directive(directive) = &block.kind else { return };
        if directive.name == DirectiveName::Activity {
            items.push(AgendaItem {
                number: directive.number,
                id: directive.id.clone(),
                title: directive.title.clone(),
                minutes: directive.attributes.minutes,
            });
        }
    });
    items
}

/// The numbers given last.
#[derive(Default)]
struct Counters {
    activities: u32,
    steps: u32,
    handouts: u32,
    figures: u32,
}

/// Gives the numbers.
pub(super) fn number(blocks: &mut [Block]) {
    Counters::default().walk(blocks);
}

impl Counters {
    fn walk(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            let outer_steps = self.steps;
            let activity = self.give(&mut block.kind);
            for part in parts_mut(&mut block.kind) {
                match part {
                    PartMut::Blocks(inside) => self.walk(inside),
                    PartMut::Line(line) => each_note_mut(line, &mut |note| self.walk(note)),
                }
            }
            if activity {
                self.steps = outer_steps;
            }
        }
    }

    /// Gives a block its number; whether it is an activity, in which steps are counted anew.
    fn give(&mut self, kind: &mut BlockKind) -> bool {
        let next = |counter: &mut u32| {
            *counter += 1;
            *counter
        };
        match kind {
            BlockKind::Figure(figure) => figure.number = next(&mut self.figures),
            BlockKind::Directive(directive) => match directive.name {
                DirectiveName::Activity => {
                    directive.number = next(&mut self.activities);
                    self.steps = 0;
                    return true;
                }
                DirectiveName::Step => directive.number = next(&mut self.steps),
                DirectiveName::Handout => directive.number = next(&mut self.handouts),
                _ => {}
            },
            _ => {}
        }
        false
    }
}

/// Takes ids away that are given twice, and says which blocks need one.
pub(super) fn check_ids(blocks: &mut [Block], source: &Source, findings: &mut Vec<Finding>) {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    crate::chapter::walk::each_block_mut(blocks, &mut |block| {
        let at = block.at;
        let words = source.line(at.line).trim();
        if let Some(name) = needs_id(&block.kind) {
            let finding = Finding::new(ID_NEEDED, format!("this `{name}` has no id"))
                .why("other pages, and the same block in other languages, find it by its id")
                .hint(format!("write `::: {name} {{#an-id}}`, the same id in every language"));
            findings.push(finding.at(source.place(at)).words(words));
        }
        let Some(slot) = id_slot(&mut block.kind) else { return };
        let Some(id) = slot.clone() else { return };
        if let Some(first) = known.get(&id) {
            let finding =
                Finding::new(ID_TWICE, format!("the id `{id}` is also in line {first}")).hint("give each its own id");
            findings.push(finding.at(source.place(at)).words(words));
            *slot = None;
            return;
        }
        known.insert(id, at.line);
    });
}

/// The name of a block that should have an id and has none. Pictures from `![…](…)` cannot have one.
fn needs_id(kind: &BlockKind) -> Option<DirectiveName> {
    let BlockKind::Directive(directive) = kind else { return None };
    let needs = matches!(directive.name, DirectiveName::Activity | DirectiveName::Handout | DirectiveName::Definition);
    (needs && directive.id.is_none()).then_some(directive.name)
}

/// Where a block keeps its id.
pub(super) fn id_slot(kind: &mut BlockKind) -> Option<&mut Option<String>> {
    match kind {
        BlockKind::Heading { id, .. } => Some(id),
        BlockKind::Figure(figure) => Some(&mut figure.id),
        BlockKind::Directive(directive) => Some(&mut directive.id),
        _ => None,
    }
}

/// The id of a block.
pub(super) fn id_of(kind: &BlockKind) -> Option<&str> {
    match kind {
        BlockKind::Heading { id, .. } => id.as_deref(),
        BlockKind::Figure(figure) => figure.id.as_deref(),
        BlockKind::Directive(directive) => directive.id.as_deref(),
        _ => None,
    }
}

/// Compares the times of activities with those of their steps, where all are given.
pub(super) fn check_minutes(blocks: &[Block], source: &Source, findings: &mut Vec<Finding>) {
    each_block(blocks, &mut |block| {
        let Some(activity) = as_activity(&block.kind) else { return };
        let steps = step_minutes(activity);
        let Some(total) = activity.attributes.minutes else { return };
        let sum: u32 = steps.iter().flatten().sum();
        let complete = !steps.is_empty() && steps.iter().all(Option::is_some);
        if (complete && sum != total) || sum > total {
            findings.push(differ(total, sum, source, block.at));
        }
    });
}

fn differ(total: u32, sum: u32, source: &Source, at: Pos) -> Finding {
    Finding::new(MINUTES_DIFFER, format!("this activity takes {total} minutes, its steps {sum} together"))
        .at(source.place(at))
        .words(source.line(at.line).trim())
        .hint("correct one of them, or leave out the activity's minutes and the steps are added up")
}

/// Gives activities without minutes the sum of their steps' minutes.
pub(super) fn sum_minutes(blocks: &mut [Block]) {
    crate::chapter::walk::each_block_mut(blocks, &mut |block| {
        let Some(activity) = as_activity(&block.kind) else { return };
        let sum: u32 = step_minutes(activity).iter().flatten().sum();
        if let BlockKind::Directive(directive) = &mut block.kind
            && directive.attributes.minutes.is_none()
            && sum > 0
        {
            directive.attributes.minutes = Some(sum);
        }
    });
}

fn as_activity(kind: &BlockKind) -> Option<&Directive> {
    match kind {
        BlockKind::Directive(directive) if directive.name == DirectiveName::Activity => Some(directive),
        _ => None,
    }
}

/// The minutes of an activity's own steps, wherever they nest, but not those of an activity inside it.
fn step_minutes(activity: &Directive) -> Vec<Option<u32>> {
    let mut minutes = Vec::new();
    collect_steps(&activity.blocks, &mut minutes);
    minutes
}

fn collect_steps(blocks: &[Block], minutes: &mut Vec<Option<u32>>) {
    for block in blocks {
        if let BlockKind::Directive(directive) = &block.kind {
            match directive.name {
                DirectiveName::Activity => continue,
                DirectiveName::Step => {
                    minutes.push(directive.attributes.minutes);
                    continue;
                }
                _ => {}
            }
        }
        for part in parts(&block.kind) {
            if let Part::Blocks(inside) = part {
                collect_steps(inside, minutes);
            }
        }
    }
}
