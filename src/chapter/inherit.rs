//! What a translation takes from the source edition, so that it cannot change a time or a picture by accident.
//!
//! Blocks with an id are matched by it; the others by the nearest id around or above them, their kind, and their
//! ordinal among blocks of that kind there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::chapter::compare::compare;
use crate::chapter::number::id_of;
use crate::chapter::tree::{Block, BlockKind, Chapter, Directive, Figure, Pos};
use crate::chapter::walk::{PartMut, each_note_mut, parts_mut};
use crate::diag::{Code, Finding, did_you_mean};
use crate::product::Audience;

/// A value that differs from the source edition's.
pub const CHANGED: Code = Code::error("inherited-changed");
/// An id that the source edition has not.
pub const ID_UNKNOWN: Code = Code::error("id-unknown");
/// An id of the source edition that the translation has not.
pub const ID_MISSING: Code = Code::error("id-missing");
/// Blocks that the source edition has more or fewer of.
pub const STRUCTURE: Code = Code::warning("structure-differs");

/// How a block is found in another edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Id(String),
    Nth { anchor: String, kind: &'static str, ordinal: usize },
}

/// Fills a translation with minutes, groups, pictures, points, lines, widths, audiences, products and handouts of the
/// source edition. Where the translation has another value, the source's wins and an error says so; ids must be the
/// same. Where ids and blocks are those of the source, the texts in them are compared too.
pub fn inherit(translation: &mut Chapter, source: &Chapter, findings: &mut Vec<Finding>) {
    // The walk hands out mutable blocks; the source itself is not touched.
    let mut original = source.clone();
    let mut known: BTreeMap<Key, BlockKind> = BTreeMap::new();
    let mut places: BTreeMap<String, u32> = BTreeMap::new();
    let mut counts = Keys::default();
    counts.walk(&mut original.blocks, &mut |key, block| {
        if let Key::Id(id) = &key {
            places.insert(id.clone(), block.at.line);
        }
        known.insert(key, bare(&block.kind));
    });
    let mut heir = Heir { known: &known, found: BTreeSet::new(), reports: Vec::new() };
    let mut own = Keys::default();
    own.walk(&mut translation.blocks, &mut |key, block| heir.meet(key, block));
    let Heir { found, mut reports, .. } = heir;
    for (id, line) in places.iter().filter(|(id, _)| !found.contains(*id)) {
        let finding = Finding::new(ID_MISSING, format!("the id `{id}` of the source edition is missing here"))
            .hint(format!("translate what stands in {}, line {line}, and give it the id `{id}`", source.file));
        reports.push((finding, Pos { line: 1, column: 0 }));
    }
    reports.extend(counts.differences(&own));
    let parted = reports.iter().any(|(finding, _)| [ID_MISSING, ID_UNKNOWN, STRUCTURE].contains(&finding.code));
    findings.extend(reports.into_iter().map(|(finding, at)| finding.at(translation.place(at))));
    if !parted {
        findings.extend(compare(translation, source));
    }
}

/// A block's own values without what is inside it.
fn bare(kind: &BlockKind) -> BlockKind {
    match kind {
        BlockKind::Directive(directive) => BlockKind::Directive(Box::new(Directive {
            name: directive.name,
            id: None,
            number: 0,
            title: Vec::new(),
            attributes: directive.attributes.clone(),
            blocks: Vec::new(),
        })),
        BlockKind::Figure(figure) => BlockKind::Figure(Figure {
            src: figure.src.clone(),
            width: figure.width,
            anchors: figure.anchors.clone(),
            mirror: figure.mirror,
            ..Figure::default()
        }),
        _ => BlockKind::Divider,
    }
}

fn kind_name(kind: &BlockKind) -> &'static str {
    match kind {
        BlockKind::Directive(directive) => directive.name.name(),
        BlockKind::Figure(_) => "figure",
        _ => "heading",
    }
}

/// Gives every directive, figure and heading with an id its key.
#[derive(Default)]
struct Keys {
    anchor: String,
    /// How many blocks without an id, by anchor and kind, and the line of the last.
    counts: BTreeMap<(String, &'static str), (usize, u32)>,
}

impl Keys {
    fn walk(&mut self, blocks: &mut [Block], visit: &mut dyn FnMut(Key, &mut Block)) {
        for block in blocks {
            let key = self.key(block);
            let around = self.anchor.clone();
            let id = id_of(&block.kind).map(str::to_owned);
            if let Some(key) = key {
                visit(key, block);
            }
            // A heading is an anchor for what follows, a block for what is inside it.
            let heading = matches!(block.kind, BlockKind::Heading { .. });
            if let Some(id) = id {
                self.anchor = id;
            }
            for part in parts_mut(&mut block.kind) {
                match part {
                    PartMut::Blocks(inside) => self.walk(inside, visit),
                    PartMut::Line(line) => each_note_mut(line, &mut |note| self.walk(note, visit)),
                }
            }
            if !heading {
                self.anchor = around;
            }
        }
    }

    fn key(&mut self, block: &Block) -> Option<Key> {
        if let Some(id) = id_of(&block.kind) {
            return Some(Key::Id(id.to_owned()));
        }
        if !matches!(block.kind, BlockKind::Directive(_) | BlockKind::Figure(_)) {
            return None;
        }
        let kind = kind_name(&block.kind);
        let (count, line) = self.counts.entry((self.anchor.clone(), kind)).or_default();
        *count += 1;
        *line = block.at.line;
        Some(Key::Nth { anchor: self.anchor.clone(), kind, ordinal: *count })
    }

    /// Where a translation has more or fewer blocks than the source.
    fn differences(&self, translation: &Keys) -> Vec<(Finding, Pos)> {
        let all: BTreeSet<&(String, &'static str)> = self.counts.keys().chain(translation.counts.keys()).collect();
        let mut differences = Vec::new();
        for key in all {
            let (source, _) = self.counts.get(key).copied().unwrap_or_default();
            let (own, line) = translation.counts.get(key).copied().unwrap_or_default();
            if source == own {
                continue;
            }
            let (anchor, kind) = key;
            let place =
                if anchor.is_empty() { "in this chapter".to_owned() } else { format!("under the id `{anchor}`") };
            let message = format!("the source edition has {source} blocks of `{kind}` {place}, this one {own}");
            let finding = Finding::new(STRUCTURE, message)
                .why("times and pictures of blocks without an id are taken over in order")
                .hint("see which one is missing or has been divided, or give the blocks ids");
            differences.push((finding, Pos { line: line.max(1), column: 0 }));
        }
        differences
    }
}

/// Hands the source's values to the blocks of a translation.
struct Heir<'k> {
    known: &'k BTreeMap<Key, BlockKind>,
    found: BTreeSet<String>,
    reports: Vec<(Finding, Pos)>,
}

impl Heir<'_> {
    fn meet(&mut self, key: Key, block: &mut Block) {
        let Some(source) = self.known.get(&key) else {
            if let Key::Id(id) = &key {
                self.unknown_id(id, block.at);
            }
            return;
        };
        if let Key::Id(id) = &key {
            self.found.insert(id.clone());
        }
        let at = block.at;
        match (&mut block.kind, source) {
            (BlockKind::Directive(own), BlockKind::Directive(source)) if own.name == source.name => {
                self.directive(own, source, at);
            }
            (BlockKind::Figure(own), BlockKind::Figure(source)) => self.figure(own, source, at),
            (own, source) if kind_name(own) != kind_name(source) && !matches!(source, BlockKind::Divider) => {
                let (own, source) = (kind_name(own), kind_name(source));
                let message = format!("this is a `{own}` here and a `{source}` in the source edition");
                self.reports.push((Finding::new(STRUCTURE, message).hint("use the same block in every edition"), at));
            }
            _ => {}
        }
    }

    fn unknown_id(&mut self, id: &str, at: Pos) {
        let ids = self.known.keys().filter_map(|key| match key {
            Key::Id(id) => Some(id.as_str()),
            Key::Nth { .. } => None,
        });
        let hint = match did_you_mean(id, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "ids are the same in every language; copy them from the source edition".to_owned(),
        };
        let finding = Finding::new(ID_UNKNOWN, format!("the source edition has no id `{id}`")).words(id).hint(hint);
        self.reports.push((finding, at));
    }

    fn directive(&mut self, own: &mut Directive, source: &Directive, at: Pos) {
        let (own, source) = (&mut own.attributes, &source.attributes);
        self.take("minutes", &mut own.minutes, &source.minutes, |minutes| minutes.to_string(), at);
        self.take("group", &mut own.group, &source.group, |group| group.name().to_owned(), at);
        self.take("handout", &mut own.handout, &source.handout, Clone::clone, at);
        self.take("lines", &mut own.lines, &source.lines, |lines| lines.to_string(), at);
        self.take(
            "audience",
            &mut own.audience,
            &source.audience,
            |audience: &Audience| audience.name().to_owned(),
            at,
        );
        self.take("product", &mut own.product, &source.product, Clone::clone, at);
    }

    fn figure(&mut self, own: &mut Figure, source: &Figure, at: Pos) {
        let filled = |src: &str| Some(src.to_owned()).filter(|src| !src.is_empty());
        let (mut src, source_src) = (filled(&own.src), filled(&source.src));
        self.take("src", &mut src, &source_src, Clone::clone, at);
        own.src = src.unwrap_or_default();
        self.take("width", &mut own.width, &source.width, |width| format!("{width}%"), at);
        self.take("mirror", &mut own.mirror, &source.mirror, bool::to_string, at);
        let points = |anchors: &[(f64, f64)]| Some(anchors.to_vec()).filter(|anchors| !anchors.is_empty());
        let (mut anchors, source_anchors) = (points(&own.anchors), points(&source.anchors));
        self.take("anchors", &mut anchors, &source_anchors, |anchors| list(anchors), at);
        own.anchors = anchors.unwrap_or_default();
    }

    /// Takes the source's value; a value of its own must be the same.
    fn take<T: Clone + PartialEq>(
        &mut self,
        name: &str,
        own: &mut Option<T>,
        source: &Option<T>,
        show: impl Fn(&T) -> String,
        at: Pos,
    ) {
        if let Some(value) = own
            && Some(&*value) != source.as_ref()
        {
            let there = source.as_ref().map_or("none".to_owned(), |value| format!("`{}`", show(value)));
            let shown = show(value);
            let finding =
                Finding::new(CHANGED, format!("`{name}` is `{shown}` here and {there} in the source edition"))
                    .words(format!("{name}={shown}"))
                    .why("a translation keeps the times, groups and pictures of the source edition")
                    .hint(format!("leave `{name}` out; the source edition's is used"));
            self.reports.push((finding, at));
        }
        own.clone_from(source);
    }
}

fn list(anchors: &[(f64, f64)]) -> String {
    let point = |(x, y): &(f64, f64)| -> String { [x as &dyn Display, y].map(ToString::to_string).join(",") };
    anchors.iter().map(point).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::read;

    const SOURCE: &str = "# T\n\n## Part {#part}\n\n\
        ::: activity {#open minutes=20 group=pairs}\n::: step {minutes=5}\na\n\
        :::\n::: step {minutes=15}\nb\n:::\n:::\n\n::: figure {#map src=assets/map.svg alt=\"A map\" anchors=\"1,2\"}\n\
        1. Home\n:::\n\n::: fill {lines=4}\n:::\n";

    fn translated(text: &str) -> (Chapter, Vec<String>) {
        let mut findings = Vec::new();
        let source = read("x", "en/x.md", SOURCE.as_bytes(), &mut findings).unwrap();
        let mut translation = read("x", "km/x.md", text.as_bytes(), &mut findings).unwrap();
        inherit(&mut translation, &source, &mut findings);
        (translation, findings.iter().map(|f| format!("{} {} {}", f.code.name, f.place, f.message)).collect())
    }

    #[test]
    fn what_is_left_out_is_taken_over() {
        let text = "# ក\n\n## ខ {#part}\n\n::: activity {#open}\n::: step\na\n:::\n::: step\nb\n:::\n:::\n\n\
            ::: figure {#map alt=\"ផែនទី\"}\n1. ផ្ទះ\n:::\n\n::: fill\n:::\n";
        let (chapter, findings) = translated(text);
        assert_eq!(findings, [""; 0]);
        let source = read("x", "en/x.md", SOURCE.as_bytes(), &mut Vec::new()).unwrap();
        let values = |chapter: &Chapter| {
            let mut values = Vec::new();
            crate::chapter::walk::each_block(&chapter.blocks, &mut |block| values.push(bare(&block.kind)));
            values
        };
        assert_eq!(values(&chapter), values(&source));
    }

    #[test]
    fn other_values_and_ids_are_errors_and_the_source_wins() {
        let text =
            "# ក\n\n::: activity {#opne minutes=30}\n:::\n\n::: figure {#map src=assets/other.svg alt=\"x\"}\n:::\n";
        let (chapter, findings) = translated(text);
        let BlockKind::Figure(figure) = &chapter.blocks[1].kind else { panic!() };
        assert_eq!(figure.src, "assets/map.svg");
        let expected = [
            "id-unknown km/x.md:3:1 the source edition has no id `opne`",
            "inherited-changed km/x.md:6:1 `src` is `assets/other.svg` here and `assets/map.svg` in the source edition",
            "id-missing km/x.md:1 the id `open` of the source edition is missing here",
            "id-missing km/x.md:1 the id `part` of the source edition is missing here",
            "structure-differs km/x.md:1 the source edition has 2 blocks of `step` under the id `open`, this one 0",
            "structure-differs km/x.md:1 the source edition has 1 blocks of `fill` under the id `part`, this one 0",
        ];
        assert_eq!(findings, expected);
    }
}
