//! The fence normaliser: gives `:::` the rule that authors expect, before the parser sees it.
//!
//! The parser closes the *outermost* block whose fence is no longer than the closing one, so that equal fences
//! cannot nest: the child's `:::` closes the parent, and the parent's opens a nameless block that swallows the rest of
//! the file. Here Pandoc's rule decides (a fence with a name opens, a bare one closes the innermost), and the fences
//! are rewritten so that parents are longer than their children. A closing fence also gets the indentation and the `>`
//! of its opening one. Only fence lines change, so that positions elsewhere stay true.

use std::collections::BTreeMap;

use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};

use crate::chapter::MAX_BOXES;
use crate::chapter::load::Source;
use crate::chapter::parse::options;
use crate::diag::{Code, Finding, Place};

/// A block that is opened and never closed.
pub const UNCLOSED: Code = Code::error("fence-unclosed");
/// A `:::` that closes nothing.
pub const STRAY: Code = Code::error("fence-stray");
/// More blocks inside one another than can be set.
pub const DEEP: Code = Code::error("nesting-too-deep");

/// The most quotation marks at the start of a line that are looked at; far more than can be set.
const MOST_MARKERS: usize = 100;
/// The longest run of colons within code that a fence is made longer than.
const MOST_COLONS: usize = 60;

/// The text for the parser, and where blocks begin.
#[derive(Debug)]
pub(super) struct Fences {
    /// The normalised text.
    pub text: String,
    /// For each line that opens a block, the byte where its colons begin.
    pub openings: BTreeMap<u32, usize>,
}

/// A block that is open.
struct Open {
    line: u32,
    /// What stands before the colons, fit for the closing line: list markers are spaces.
    prefix: String,
    colons: usize,
    /// Too deep, so that its fences are taken out.
    flattened: bool,
}

/// Rewrites the fences of a chapter.
pub(super) fn normalise(source: &Source, findings: &mut Vec<Finding>) -> Fences {
    let mut lines: Vec<String> = source.lines().map(clip_quotes).collect();
    let mut openings = BTreeMap::new();
    let candidates =
        if lines.iter().any(|line| line.contains(":::")) { fence_lines(source, &lines) } else { Vec::new() };
    let base = shortest(&lines, &candidates);
    let mut open: Vec<Open> = Vec::new();
    let mut last_close = None;
    for (number, byte) in candidates {
        let raw = source.line(number);
        let prefix = blank_markers(&raw[..byte]);
        let rest = raw[byte..].trim_start_matches(':');
        let line = &mut lines[number as usize - 1];
        if !rest.trim().is_empty() {
            let flattened = open.len() >= MAX_BOXES;
            if flattened && open.len() == MAX_BOXES {
                findings.push(too_deep(source, number));
            }
            let colons = base + MAX_BOXES.saturating_sub(open.len());
            *line = if flattened { prefix.clone() } else { format!("{}{} block", &raw[..byte], ":".repeat(colons)) };
            if !flattened {
                openings.insert(number, byte);
            }
            open.push(Open { line: number, prefix, colons, flattened });
        } else if let Some(block) = open.pop() {
            let colons = if block.flattened { String::new() } else { ":".repeat(block.colons) };
            *line = format!("{}{colons}", block.prefix);
            last_close = Some(number);
        } else {
            findings.push(stray(source, number, last_close));
            *line = prefix;
        }
    }
    findings.extend(open.iter().map(|block| unclosed(source, block.line)));
    let mut text = lines.join("\n");
    text.push('\n');
    Fences { text, openings }
}

/// The lines that the parser takes for text beginning with `:::`, so neither code nor comments, with the byte where
/// the colons begin.
fn fence_lines(source: &Source, lines: &[String]) -> Vec<(u32, usize)> {
    let text = lines.join("\n");
    let mut options = options();
    options.extension.block_directive = false;
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    let mut found = BTreeMap::new();
    for node in root.descendants() {
        let node = node.data();
        let NodeValue::Text(text) = &node.value else { continue };
        if !text.starts_with(":::") {
            continue;
        }
        // A paragraph that begins with link definitions is reported some lines too early; look on from there.
        let first = node.sourcepos.start.line as u32;
        let line =
            (first..first + 50).find(|line| !found.contains_key(line) && colons_begin(source.line(*line)).is_some());
        if let Some(line) = line
            && let Some(byte) = colons_begin(source.line(line))
        {
            found.insert(line, byte);
        }
    }
    found.into_iter().collect()
}

/// The byte where the colons begin, if nothing but spaces, quotation marks and list markers stands before them.
fn colons_begin(line: &str) -> Option<usize> {
    let byte = line.find(":::")?;
    let markers = |c: char| c == ' ' || c == '\t' || ">-+*.)".contains(c) || c.is_ascii_digit();
    line[..byte].chars().all(markers).then_some(byte)
}

/// Spaces in place of list markers, so that a line goes on in the same list item.
fn blank_markers(prefix: &str) -> String {
    prefix.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
}

/// Drops what is beyond [`MOST_MARKERS`] quotation marks at the start of a line.
fn clip_quotes(line: &str) -> String {
    let mut markers = 0;
    for (byte, c) in line.char_indices() {
        match c {
            '>' if markers == MOST_MARKERS => {
                let rest = line[byte..].trim_start_matches(['>', ' ']);
                return format!("{}{rest}", &line[..byte]);
            }
            '>' => markers += 1,
            ' ' => {}
            _ => break,
        }
    }
    line.to_owned()
}

/// The fewest colons of a fence: more than any line of code begins with, which would close the block around it.
fn shortest(lines: &[String], candidates: &[(u32, usize)]) -> usize {
    let fences: Vec<usize> = candidates.iter().map(|(number, _)| *number as usize - 1).collect();
    let others = lines.iter().enumerate().filter(|(index, _)| fences.binary_search(index).is_err());
    let longest = others.map(|(_, line)| {
        let rest = line.trim_start_matches([' ', '\t', '>']);
        rest.len() - rest.trim_start_matches(':').len()
    });
    longest.max().unwrap_or(0).clamp(2, MOST_COLONS) + 1
}

fn too_deep(source: &Source, line: u32) -> Finding {
    Finding::new(DEEP, format!("this block lies deeper than {MAX_BOXES} blocks, and is set as its text alone"))
        .at(Place::line(&source.file, line, 1))
        .words(source.line(line).trim())
        .hint("end the blocks around it first, or see whether a `:::` is missing above")
}

fn unclosed(source: &Source, line: u32) -> Finding {
    let end = source.count();
    Finding::new(UNCLOSED, format!("this block begins in line {line} and is never closed; the file ends in line {end}"))
        .at(Place::line(&source.file, line, 1))
        .words(source.line(line).trim())
        .why("everything down to the end of the chapter now belongs to it")
        .hint("put a line of `:::` where it should end")
}

fn stray(source: &Source, line: u32, last: Option<u32>) -> Finding {
    let before = match last {
        Some(last) => format!("the last one was closed in line {last}"),
        None => "no block begins above it".to_owned(),
    };
    Finding::new(STRAY, format!("line {line} closes a block, but none is open; {before}"))
        .at(Place::line(&source.file, line, 1))
        .words(source.line(line).trim())
        .hint("take the line out, or give the block its opening line, such as `::: say`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::load::decode;

    fn run(text: &str) -> (String, Vec<String>) {
        let mut findings = Vec::new();
        let source = decode("x.md", text.as_bytes(), &mut findings).unwrap();
        let fences = normalise(&source, &mut findings);
        (fences.text, findings.iter().map(|f| format!("{} {}", f.code.name, f.place)).collect())
    }

    #[test]
    fn parents_become_longer_than_children() {
        let (text, findings) = run("::: activity\n::: say {title=\"a: b\"}\nx\n:::\n:::\ny");
        assert_eq!(text, "::::::: block\n:::::: block\nx\n::::::\n:::::::\ny\n");
        assert_eq!(findings, [""; 0]);
    }

    #[test]
    fn code_and_comments_are_left_alone() {
        let text = "```\n::: say\n```\n\n<!--\n::: say\n-->\n\n    :::\n";
        assert_eq!(run(text), (text.to_owned(), vec![]));
    }

    #[test]
    fn closing_fences_follow_their_opening_ones() {
        let (text, findings) = run("- ::: say\n  x\n:::\n\n> > ::: say\n> > y\n:::\n");
        assert_eq!(text, "- ::::::: block\n  x\n  :::::::\n\n> > ::::::: block\n> > y\n> > :::::::\n");
        assert_eq!(findings, [""; 0]);
    }

    #[test]
    fn both_lines_of_an_imbalance_are_told() {
        let (text, findings) = run("a\n\n:::\n\n::: say\nx");
        assert_eq!(text, "a\n\n\n\n::::::: block\nx\n");
        assert_eq!(findings, ["fence-stray x.md:3:1", "fence-unclosed x.md:5:1"]);
        let mut findings = Vec::new();
        let source = decode("x.md", b"::: say\nx\n:::\n\n:::", &mut findings).unwrap();
        normalise(&source, &mut findings);
        assert_eq!(findings[0].message, "line 5 closes a block, but none is open; the last one was closed in line 3");
    }

    #[test]
    fn a_hundred_thousand_fences_are_quick() {
        let (text, findings) = run(&"::: say\n".repeat(20_000));
        assert!(text.len() < 400_000);
        assert_eq!(findings[0], "nesting-too-deep x.md:5:1");
    }
}
