//! Whether a translation says as much as its source: the texts under each id, counted in both.
//!
//! Texts are compared by the nearest id around or above them, so that words of a glossary may stand in the order of their
//! own alphabet, and so that an omission is told once, near to where it is.

use std::collections::BTreeMap;

use crate::chapter::count::{Kind, Passage, Passages};
use crate::chapter::tree::{Chapter, Pos};
use crate::diag::{Code, Finding};

/// A translation has more or fewer texts at a place than the source edition.
pub const TEXTS: Code = Code::warning("texts-differ");

/// How many runs of one kind of text a message tells one by one.
const MOST_RUNS: usize = 3;

/// The largest table of two rows of texts that is filled to find where they agree; a chapter of fifty pages needs a tenth.
const MOST_PAIRS: usize = 1_000_000;

/// Where a translation has more or fewer texts than the source chapter, a finding for each place; what is a text is said at
/// [`Counts`](crate::chapter::Counts). An empty chapter is reported elsewhere.
pub(super) fn compare(translation: &Chapter, source: &Chapter) -> Vec<Finding> {
    if translation.blocks.is_empty() {
        return Vec::new();
    }
    let (own, original) = (Passages::of(translation), Passages::of(source));
    let (own_by_id, original_by_id) = (by_anchor(&own), by_anchor(&original));
    let mut findings = Vec::new();
    for anchor in original_by_id.keys().chain(own_by_id.keys().filter(|id| !original_by_id.contains_key(*id))) {
        let here = Side::new(anchor, &own, &own_by_id);
        let there = Side::new(anchor, &original, &original_by_id);
        findings.extend(gaps(&here, &there).iter().map(|gap| gap.finding(translation, source)));
    }
    findings
}

fn by_anchor<'p, 'c>(passages: &'p Passages<'c>) -> BTreeMap<&'c str, Vec<&'p Passage<'c>>> {
    let mut by_anchor: BTreeMap<&str, Vec<&Passage>> = BTreeMap::new();
    for passage in &passages.list {
        by_anchor.entry(passage.anchor).or_default().push(passage);
    }
    by_anchor
}

/// The texts of one chapter under one id.
struct Side<'p, 'c> {
    texts: &'p [&'p Passage<'c>],
    /// The line of the id.
    line: u32,
}

impl<'p, 'c> Side<'p, 'c> {
    fn new(anchor: &str, passages: &Passages<'c>, by_anchor: &'p BTreeMap<&str, Vec<&'p Passage<'c>>>) -> Self {
        let texts = by_anchor.get(anchor).map_or(&[][..], Vec::as_slice);
        Side { texts, line: passages.anchors.get(anchor).copied().unwrap_or(1) }
    }

    /// The line of the first of some texts; if there are none, that of the text before them.
    fn line(&self, from: usize, to: usize) -> u32 {
        let nearest = if from < to { from } else { from.wrapping_sub(1) };
        self.texts.get(nearest).map_or(self.line, |passage| passage.line)
    }
}

/// A place at which two chapters part: what lies between texts of the same kinds before and after it.
struct Gap {
    here: Vec<Kind>,
    there: Vec<Kind>,
    line_here: u32,
    line_there: u32,
}

/// The places at which two chapters have different numbers of texts.
fn gaps(here: &Side, there: &Side) -> Vec<Gap> {
    let kinds = |side: &Side| -> Vec<Kind> { side.texts.iter().map(|passage| passage.kind).collect() };
    let (own, original) = (kinds(here), kinds(there));
    if own == original {
        return Vec::new();
    }
    let gap = |Parted { own: (from, to), original: (first, last) }: Parted| Gap {
        here: own[from..to].to_vec(),
        there: original[first..last].to_vec(),
        line_here: here.line(from, to),
        line_there: there.line(first, last),
    };
    parted(&own, &original).into_iter().map(gap).collect()
}

/// The indices of texts that have no fellow in the other chapter: of the first, and after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parted {
    own: (usize, usize),
    original: (usize, usize),
}

/// Where two rows of kinds part, but for places at which both have as many.
fn parted(own: &[Kind], original: &[Kind]) -> Vec<Parted> {
    let mut parted: Vec<Parted> = Vec::new();
    let (mut from, mut first) = (0, 0);
    for (to, last) in fellows(own, original).into_iter().chain([(own.len(), original.len())]) {
        if to - from != last - first {
            let gap = whole_runs(Parted { own: (from, to), original: (first, last) }, own, original);
            match parted.last_mut().filter(|before| before.own.1 > gap.own.0 || before.original.1 > gap.original.0) {
                Some(before) => (before.own.1, before.original.1) = (gap.own.1, gap.original.1),
                None => parted.push(gap),
            }
        }
        (from, first) = (to + 1, last + 1);
    }
    parted
}

/// Of three items one is missing, whichever it is: the place is that of all three.
fn whole_runs(gap: Parted, own: &[Kind], original: &[Kind]) -> Parted {
    let Parted { own: (mut from, mut to), original: (mut first, mut last) } = gap;
    let missing = if last > first { &original[first..last] } else { &own[from..to] };
    let (Some(opening), Some(closing)) = (missing.first(), missing.last()) else { return gap };
    while from > 0 && first > 0 && own[from - 1] == *opening && original[first - 1] == *opening {
        (from, first) = (from - 1, first - 1);
    }
    while own.get(to) == Some(closing) && original.get(last) == Some(closing) {
        (to, last) = (to + 1, last + 1);
    }
    Parted { own: (from, to), original: (first, last) }
}

/// The pairs of indices of a longest row of kinds that both rows hold in order.
fn fellows(own: &[Kind], original: &[Kind]) -> Vec<(usize, usize)> {
    let start = own.iter().zip(original).take_while(|(own, original)| own == original).count();
    let (own_rest, original_rest) = (&own[start..], &original[start..]);
    let same = |(own, original): &(&Kind, &Kind)| own == original;
    let end = own_rest.iter().rev().zip(original_rest.iter().rev()).take_while(same).count();
    let (own_end, original_end) = (own.len() - end, original.len() - end);
    let mut pairs: Vec<(usize, usize)> = (0..start).map(|index| (index, index)).collect();
    let between = longest(&own[start..own_end], &original[start..original_end]);
    pairs.extend(between.into_iter().map(|(here, there)| (start + here, start + there)));
    pairs.extend((0..end).map(|index| (own_end + index, original_end + index)));
    pairs
}

/// The same by the table of lengths; nothing where the table would be too large.
fn longest(own: &[Kind], original: &[Kind]) -> Vec<(usize, usize)> {
    if own.len().saturating_mul(original.len()) > MOST_PAIRS {
        return Vec::new();
    }
    // The length of the longest common row from each pair of indices on.
    let mut lengths = vec![vec![0_usize; original.len() + 1]; own.len() + 1];
    for here in (0..own.len()).rev() {
        for there in (0..original.len()).rev() {
            lengths[here][there] = if own[here] == original[there] {
                lengths[here + 1][there + 1] + 1
            } else {
                lengths[here + 1][there].max(lengths[here][there + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut here, mut there) = (0, 0);
    while here < own.len() && there < original.len() {
        if own[here] == original[there] {
            pairs.push((here, there));
            (here, there) = (here + 1, there + 1);
        } else if lengths[here + 1][there] >= lengths[here][there + 1] {
            here += 1;
        } else {
            there += 1;
        }
    }
    pairs
}

impl Gap {
    fn finding(&self, translation: &Chapter, source: &Chapter) -> Finding {
        let (file, line) = (&source.file, self.line_there);
        Finding::new(TEXTS, self.message())
            .at(translation.place(Pos { line: self.line_here, column: 0 }))
            .why("what is missing here is missing in print, and nobody who reads only this language can tell")
            .hint(format!(
                "compare with {file}, line {line}: translate what is missing, and divide paragraphs where the source does"
            ))
    }

    fn message(&self) -> String {
        let (own, original) = (runs(&self.here), runs(&self.there));
        let brief = own.len().max(original.len()) > MOST_RUNS;
        let (here, there) = (counted(&own, brief), counted(&original, brief));
        match (own.as_slice(), original.as_slice()) {
            ([], _) => format!("after this line the source edition has {there}, this chapter nothing"),
            (_, []) => format!("this chapter has {here} here, the source edition nothing"),
            ([(kind, number)], [(other, _)]) if kind == other => {
                format!("the source edition has {there} here, this chapter {number}")
            }
            _ => format!("the source edition has {there} here, this chapter {here}"),
        }
    }
}

/// Kinds that follow one another, and how often each.
fn runs(kinds: &[Kind]) -> Vec<(Kind, usize)> {
    kinds.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, run.len()))).collect()
}

/// Texts by their kinds, `1 heading and 2 paragraphs`, or only how many there are.
fn counted(runs: &[(Kind, usize)], brief: bool) -> String {
    let several = |number: usize| if number == 1 { "" } else { "s" };
    if brief {
        let number = runs.iter().map(|(_, number)| number).sum();
        return format!("{number} text{}", several(number));
    }
    let one = |(kind, number): &(Kind, usize)| format!("{number} {}{}", kind.name(), several(*number));
    let named: Vec<String> = runs.iter().map(one).collect();
    match named.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => named.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::{inherit, read};

    const SOURCE: &str = "# T\n\na\n\n- b\n- c\n- d\n\ne\n\n::: definition {#one title=One}\nf\n\ng\n:::\n\n\
        ::: definition {#two title=Two}\nh\n:::\n";

    /// What is found in a translation, inherited as in a build: place and message of this code, and all codes.
    fn found(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut findings = Vec::new();
        let source = read("x", "en/x.md", SOURCE.as_bytes(), &mut findings).unwrap();
        let mut translation = read("x", "km/x.md", text.as_bytes(), &mut findings).unwrap();
        inherit(&mut translation, &source, &mut findings);
        let told = findings.iter().filter(|it| it.code == TEXTS).map(|it| format!("{} {}", it.place, it.message));
        (told.collect(), findings.iter().map(|it| it.code.name).collect())
    }

    fn told(text: &str) -> Vec<String> {
        found(text).0
    }

    #[test]
    fn a_complete_translation_is_left_alone_in_its_own_order_of_words() {
        let glossary = |first: &str, second: &str| format!("# ក\n\nខ\n\n- គ\n- ឃ\n- ង\n\nច\n\n{first}\n{second}");
        let one = "::: definition {#one}\n### មួយ\n\nឆ\n\nជ\n:::\n";
        let two = "::: definition {#two title=ពីរ}\nឈ\n:::\n";
        for text in [SOURCE.to_owned(), glossary(one, two), glossary(two, one)] {
            assert_eq!(found(&text), (vec![], vec![]), "{text}");
        }
    }

    #[test]
    fn what_is_missing_or_divided_is_told_where_it_is() {
        let change = |from: &str, to: &str| told(&SOURCE.replacen(from, to, 1));
        assert_eq!(change("- c\n", ""), ["km/x.md:5 the source edition has 3 list items here, this chapter 2"]);
        assert_eq!(
            change("- b\n- c\n- d\n", ""),
            ["km/x.md:3 after this line the source edition has 3 list items, this chapter nothing"]
        );
        assert_eq!(
            change("\ne\n", "\ne\n\nx\n"),
            ["km/x.md:9 the source edition has 1 paragraph here, this chapter 2"]
        );
        assert_eq!(change("f\n\ng", "f"), ["km/x.md:12 the source edition has 2 paragraphs here, this chapter 1"]);
        assert_eq!(
            change("\na\n", "\na\n\n## x\n"),
            ["km/x.md:5 this chapter has 1 heading here, the source edition nothing"]
        );
        assert_eq!(
            change(" title=Two", ""),
            ["km/x.md:17 after this line the source edition has 1 title, this chapter nothing"]
        );
    }

    #[test]
    fn each_id_is_compared_by_itself() {
        let text = SOURCE.replacen("- c\n", "", 1).replacen("f\n\ng", "f", 1).replacen("\nh\n", "\nh\n\nx\n", 1);
        assert_eq!(told(&text).len(), 3);
        let divided = SOURCE.replacen("f\n\ng", "f", 1).replacen("\nh\n", "\nh\n\nx\n", 1);
        assert_eq!(told(&divided).len(), 2, "the chapter's sum is that of the source");
    }

    #[test]
    fn what_other_findings_say_already_is_not_said_again() {
        let lost = &SOURCE[..SOURCE.find("::: definition {#two").unwrap()];
        assert_eq!(found(lost).1, ["id-missing"]);
        assert_eq!(found("# T\n").1, ["chapter-empty", "id-missing", "id-missing"]);
        let more = SOURCE.replacen("\ne\n", "\ne\n\n::: say\nx\n:::\n", 1);
        assert_eq!(found(&more).1, ["structure-differs"]);
        let unknown = SOURCE.replacen("\ne\n", "\ne\n\n## x {#new}\n", 1);
        assert_eq!(found(&unknown).1, ["id-unknown"]);
    }

    #[test]
    fn several_omissions_under_one_id_are_told_each_at_its_place() {
        let source = "# T\n\n- a\n- b\n- c\n\n## d\n\n| e | f |\n| - | - |\n| g | h |\n| i | j |\n\n## k\n\nl\n\nm\n";
        let told = |text: &str| -> Vec<String> {
            let [source, own] = [("en/x.md", source), ("km/x.md", text)]
                .map(|(file, text)| read("x", file, text.as_bytes(), &mut Vec::new()).unwrap());
            compare(&own, &source).iter().map(|it| format!("{} {}", it.place, it.message)).collect()
        };
        let text = source.replacen("- b\n", "", 1).replacen("| g | h |\n", "", 1).replacen("l\n\nm", "l m", 1);
        let expected = [
            "km/x.md:3 the source edition has 3 list items here, this chapter 2",
            "km/x.md:8 the source edition has 6 table cells here, this chapter 4",
            "km/x.md:14 the source edition has 2 paragraphs here, this chapter 1",
        ];
        assert_eq!(told(&text), expected);
        assert_eq!(told(&source.replacen("## d", "d", 1)), [""; 0], "another kind, and as many");
        let start = source.find("- a").unwrap();
        assert_eq!(
            told(&format!("{}l\n\nm\n", &source[..start])),
            ["km/x.md:1 after this line the source edition has 11 texts, this chapter nothing"]
        );
    }

    #[test]
    fn long_chapters_are_compared_quickly() {
        use Kind::{Item, Paragraph};
        let (own, original) = ([Item, Paragraph].repeat(20_000), [Paragraph, Item, Item].repeat(20_000));
        assert_eq!(parted(&own, &original), [Parted { own: (0, 40_000), original: (0, 60_000) }]);
    }

    #[test]
    fn kinds_are_told_in_plain_words() {
        use Kind::{Cell, Heading, Item, Paragraph};
        let told = |kinds: &[Kind], brief| counted(&runs(kinds), brief);
        assert_eq!(told(&[Cell], false), "1 table cell");
        assert_eq!(told(&[Heading, Paragraph, Paragraph], false), "1 heading and 2 paragraphs");
        assert_eq!(told(&[Heading, Item, Item, Paragraph], false), "1 heading, 2 list items and 1 paragraph");
        assert_eq!(told(&[Heading, Item, Item], true), "3 texts");
        assert_eq!(told(&[Cell], true), "1 text");
    }
}
