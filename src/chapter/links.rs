//! Links and references between the chapters of an edition, and the last checks when all of them are read.

use std::collections::{BTreeMap, BTreeSet};

use crate::chapter::inline::plain;
use crate::chapter::number::{id_of, id_slot, sum_minutes};
use crate::chapter::tree::{Block, BlockKind, Chapter, DirectiveName, Figure, Inline, Pos, Target};
use crate::chapter::walk::{each_block, each_block_mut, each_line_mut, inside, inside_mut};
use crate::diag::{Code, Finding, did_you_mean};

/// A link to an id or a term that the edition does not have.
pub const LINK_LOST: Code = Code::error("link-lost");
/// An activity's handout that the edition does not have.
pub const HANDOUT_LOST: Code = Code::error("handout-lost");
/// An id that is also in another chapter.
pub const ID_IN_TWO_CHAPTERS: Code = Code::error("id-in-two-chapters");
/// A picture block without a picture.
pub const NO_SRC: Code = Code::error("figure-without-picture");
/// Not as many labels as points on the picture.
pub const LABELS: Code = Code::error("figure-labels");

/// The last step of reading an edition, after inheritance: activities get the minutes of their steps, figures must have
/// a picture and a label for each point, ids must be the only ones of their name, and every link must lead somewhere. A
/// link that does not becomes plain words.
pub fn finish(chapters: &mut [Chapter], findings: &mut Vec<Finding>) {
    for chapter in chapters.iter_mut() {
        sum_minutes(&mut chapter.blocks);
        check_figures(chapter, findings);
    }
    check_ids(chapters, findings);
    let ids = ids(chapters);
    let terms = ids_of(chapters, DirectiveName::Definition);
    let handouts = ids_of(chapters, DirectiveName::Handout);
    for chapter in chapters.iter_mut() {
        check_handouts(chapter, &handouts, findings);
        let mut lost = Vec::new();
        visit_lines(chapter, &mut |line| {
            unlink_line(line, &|target| leads_somewhere(target, &ids, &terms), &mut |target, content| {
                lost.push(link_lost(target, content, &ids, &terms));
            });
        });
        findings.extend(lost.into_iter().map(|(finding, at)| finding.at(chapter.place(at))));
    }
}

/// Turns links whose targets are not in these chapters into plain words, in silence: for products that hold only some
/// chapters, or only what one audience sees.
pub fn unlink_lost(chapters: &mut [Chapter]) {
    let ids = ids(chapters);
    for chapter in chapters.iter_mut() {
        unlink(chapter, &|id| ids.contains(id));
    }
}

/// Turns links to ids that are not kept into plain words, and forgets such handouts.
pub(super) fn unlink(chapter: &mut Chapter, keeps: &dyn Fn(&str) -> bool) {
    let stays = |target: &Target| match target {
        Target::Url(_) => true,
        Target::Id(id) | Target::Term(id) => keeps(id),
    };
    visit_lines(chapter, &mut |line| unlink_line(line, &stays, &mut |_, _| {}));
    each_block_mut(&mut chapter.blocks, &mut |block| {
        if let BlockKind::Directive(directive) = &mut block.kind {
            directive.attributes.handout.take_if(|id| !keeps(id));
        }
    });
}

/// Every id that a link can lead to: of chapters, headings, figures and blocks.
pub(super) fn ids(chapters: &[Chapter]) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = chapters.iter().map(|chapter| chapter.id.clone()).collect();
    for chapter in chapters {
        each_block(&chapter.blocks, &mut |block| ids.extend(id_of(&block.kind).map(str::to_owned)));
    }
    ids
}

fn ids_of(chapters: &[Chapter], name: DirectiveName) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for chapter in chapters {
        each_block(&chapter.blocks, &mut |block| match &block.kind {
            BlockKind::Directive(directive) if directive.name == name => ids.extend(directive.id.clone()),
            _ => {}
        });
    }
    ids
}

fn visit_lines(chapter: &mut Chapter, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    visit(&mut chapter.title);
    each_line_mut(&mut chapter.blocks, visit);
}

/// Replaces links that do not stay by what they hold.
fn unlink_line(line: &mut Vec<Inline>, stays: &dyn Fn(&Target) -> bool, lost: &mut dyn FnMut(&Target, &[Inline])) {
    let mut index = 0;
    while index < line.len() {
        if let Some(content) = inside_mut(&mut line[index]) {
            unlink_line(content, stays, lost);
        }
        let Inline::Link { target, content } = &mut line[index] else {
            index += 1;
            continue;
        };
        if stays(target) {
            index += 1;
            continue;
        }
        lost(target, content);
        let content = std::mem::take(content);
        let length = content.len();
        line.splice(index..=index, content);
        index += length;
    }
}

fn leads_somewhere(target: &Target, ids: &BTreeSet<String>, terms: &BTreeSet<String>) -> bool {
    match target {
        Target::Url(_) => true,
        Target::Id(id) => ids.contains(id),
        Target::Term(term) => terms.contains(term),
    }
}

fn link_lost(target: &Target, content: &[Inline], ids: &BTreeSet<String>, terms: &BTreeSet<String>) -> (Finding, Pos) {
    let (message, near) = match target {
        Target::Term(term) => {
            let near = did_you_mean(term, terms.iter().map(String::as_str)).map(|near| format!("`term:{near}`"));
            (format!("no `definition` has the id `{term}`"), near)
        }
        Target::Id(id) | Target::Url(id) => {
            let near = did_you_mean(id, ids.iter().map(String::as_str)).map(|near| format!("`#{near}`"));
            (format!("nothing in this edition has the id `{id}`"), near)
        }
    };
    let hint = match near {
        Some(near) => format!("did you mean {near}? The words stay, without the link"),
        None => "give the place an id, `{#id}`, or take the link out; its words stay".to_owned(),
    };
    let finding = Finding::new(LINK_LOST, message).words(plain(content)).hint(hint);
    (finding, first_pos(content))
}

/// Where a line's first letter stands.
fn first_pos(content: &[Inline]) -> Pos {
    content
        .iter()
        .find_map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => Some(text.pos(0)),
            other => Some(first_pos(inside(other))).filter(|pos| pos.line > 0),
        })
        .unwrap_or_default()
}

fn check_handouts(chapter: &mut Chapter, handouts: &BTreeSet<String>, findings: &mut Vec<Finding>) {
    let mut lost = Vec::new();
    each_block_mut(&mut chapter.blocks, &mut |block| {
        let BlockKind::Directive(directive) = &mut block.kind else { return };
        let gone = directive.attributes.handout.take_if(|id| !handouts.contains(id));
        lost.extend(gone.map(|id| (id, block.at)));
    });
    for (id, at) in lost {
        let hint = match did_you_mean(&id, handouts.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write the handout: `::: handout {{#{id}}}`"),
        };
        let finding = Finding::new(HANDOUT_LOST, format!("this edition has no handout `{id}`"));
        findings.push(finding.at(chapter.place(at)).words(&id).hint(hint));
    }
}

fn check_ids(chapters: &mut [Chapter], findings: &mut Vec<Finding>) {
    let names: Vec<String> = chapters.iter().map(|chapter| chapter.id.clone()).collect();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for name in names {
        known.insert(name.clone(), format!("the chapter `{name}`"));
    }
    for chapter in chapters.iter_mut() {
        let mut twice = Vec::new();
        let file = chapter.file.clone();
        each_block_mut(&mut chapter.blocks, &mut |block| {
            let at = block.at;
            let Some(slot) = id_slot(&mut block.kind) else { return };
            let Some(id) = slot.clone() else { return };
            match known.get(&id) {
                Some(first) => {
                    twice.push((id, first.clone(), at));
                    *slot = None;
                }
                None => {
                    known.insert(id, format!("{file}, line {}", at.line));
                }
            }
        });
        for (id, first, at) in twice {
            let finding = Finding::new(ID_IN_TWO_CHAPTERS, format!("the id `{id}` is already taken: {first}"))
                .words(&id)
                .hint("ids are known in the whole toolkit; begin them with the chapter's name");
            findings.push(finding.at(chapter.place(at)));
        }
    }
}

fn check_figures(chapter: &Chapter, findings: &mut Vec<Finding>) {
    each_block(&chapter.blocks, &mut |block: &Block| {
        let BlockKind::Figure(figure) = &block.kind else { return };
        findings.extend(figure_faults(figure).map(|finding| finding.at(chapter.place(block.at))));
    });
}

fn figure_faults(figure: &Figure) -> impl Iterator<Item = Finding> {
    let name = figure.id.as_deref().unwrap_or(&figure.src).to_owned();
    let no_src = figure.src.trim().is_empty().then(|| {
        Finding::new(NO_SRC, "this figure names no picture")
            .words(&name)
            .hint("write `src=assets/…`; a translation leaves it out and takes the source edition's")
    });
    let (anchors, labels) = (figure.anchors.len(), figure.labels.len());
    let unequal = (anchors != labels).then(|| {
        Finding::new(LABELS, format!("this figure has {anchors} points and {labels} labels"))
            .words(&name)
            .hint("write a numbered list with one label for each point of `anchors`, in the same order")
    });
    no_src.into_iter().chain(unequal)
}
