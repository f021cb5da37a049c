//! A chapter as a row of texts of a paragraph's size, with the place of every letter in the file.

use crate::chapter::tree::{Block, BlockKind, Chapter, DirectiveName, Inline, Pos, Target};
use crate::chapter::walk::{Part, each_note, parts};

/// What stands in place of code, addresses and telephone numbers, so that nothing in them is judged.
pub(super) const OBJECT: char = '\u{fffc}';

/// The letters of one paragraph, heading, cell or attribute.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// Each letter and where it stands.
    pub letters: Vec<(char, Pos)>,
    /// It is part of a quotation, which may be in any language.
    pub quoted: bool,
    /// It is a heading or a title.
    pub heading: bool,
}

impl Flow {
    /// Every text of a chapter, in reading order, but for code and descriptions of pictures.
    pub(super) fn all(chapter: &Chapter) -> Vec<Flow> {
        let mut flows = Vec::new();
        let kind = Flow { heading: true, ..Flow::default() };
        add_line(&chapter.title, &kind, &mut flows);
        add_blocks(&chapter.blocks, false, &mut flows);
        flows
    }

    /// The letter at an index.
    pub(super) fn char(&self, index: usize) -> Option<char> {
        self.letters.get(index).map(|(c, _)| *c)
    }

    /// The letter before an index.
    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|before| self.char(before))
    }

    /// Where the letter at an index stands.
    pub(super) fn at(&self, index: usize) -> Pos {
        self.letters.get(index).map_or_else(Pos::default, |(_, at)| *at)
    }

    /// Where it begins.
    pub(super) fn start(&self) -> Pos {
        self.at(0)
    }

    /// The letters from one index to before another.
    pub(super) fn slice(&self, from: usize, to: usize) -> String {
        let to = to.min(self.letters.len());
        self.letters.get(from.min(to)..to).unwrap_or_default().iter().map(|(c, _)| *c).collect()
    }

    /// A few words around an index.
    pub(super) fn around(&self, index: usize) -> String {
        self.slice(index.saturating_sub(20), index + 21)
    }

    /// All its letters.
    pub(super) fn text(&self) -> String {
        self.slice(0, self.letters.len())
    }

    /// The first and the index after the last letter of each run of letters for which `inside` holds.
    pub(super) fn runs(&self, inside: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let mut start = None;
        for (index, (c, _)) in self.letters.iter().enumerate() {
            match (start, inside(*c)) {
                (None, true) => start = Some(index),
                (Some(from), false) => {
                    runs.push((from, index));
                    start = None;
                }
                _ => {}
            }
        }
        runs.extend(start.map(|from| (from, self.letters.len())));
        runs
    }

    /// Takes internet and mail addresses out.
    fn hide_addresses(&mut self) {
        for (from, to) in self.runs(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | ','))
        {
            let run = self.slice(from, to);
            if run.contains("://") || run.starts_with("www.") || is_mail(&run) {
                self.letters[from..to].iter_mut().for_each(|(c, _)| *c = OBJECT);
            }
        }
    }
}

fn is_mail(run: &str) -> bool {
    run.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn add_blocks(blocks: &[Block], quoted: bool, flows: &mut Vec<Flow>) {
    for block in blocks {
        let quoted = quoted || is_quotation(&block.kind);
        let heading = matches!(block.kind, BlockKind::Heading { .. });
        let kind = Flow { quoted, heading, ..Flow::default() };
        for part in parts(&block.kind) {
            match part {
                Part::Line(line) => add_line(line, &kind, flows),
                Part::Blocks(inside) => add_blocks(inside, quoted, flows),
                Part::Words(_) if matches!(block.kind, BlockKind::Code(_)) => {}
                Part::Words(words) => {
                    let mut flow = Flow { quoted, heading, ..Flow::default() };
                    flow.letters.extend(words.characters());
                    push(flow, flows);
                }
            }
        }
    }
}

fn is_quotation(kind: &BlockKind) -> bool {
    match kind {
        BlockKind::Quote(_) => true,
        BlockKind::Directive(directive) => directive.name == DirectiveName::Quote,
        _ => false,
    }
}

/// A line, then its notes.
fn add_line(line: &[Inline], kind: &Flow, flows: &mut Vec<Flow>) {
    let mut flow = Flow { quoted: kind.quoted, heading: kind.heading, ..Flow::default() };
    add_inlines(line, &mut flow);
    push(flow, flows);
    each_note(line, &mut |blocks| add_blocks(blocks, kind.quoted, flows));
}

fn push(mut flow: Flow, flows: &mut Vec<Flow>) {
    flow.hide_addresses();
    if !flow.letters.is_empty() {
        flows.push(flow);
    }
}

fn add_inlines(line: &[Inline], flow: &mut Flow) {
    for inline in line {
        match inline {
            Inline::Text(words) => flow.letters.extend(words.characters()),
            Inline::Code(words) => flow.letters.push((OBJECT, words.pos(0))),
            Inline::Link { target: Target::Url(url), content } if url.starts_with("tel:") => {
                let at = content.iter().find_map(first).unwrap_or_default();
                flow.letters.push((OBJECT, at));
            }
            Inline::Strong(content)
            | Inline::Emph(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => add_inlines(content, flow),
            Inline::Break => {
                let at = flow.letters.last().map(|(_, at)| *at).unwrap_or_default();
                flow.letters.push(('\n', at));
            }
            Inline::Note { .. } => {}
        }
    }
}

fn first(inline: &Inline) -> Option<Pos> {
    match inline {
        Inline::Text(words) | Inline::Code(words) => Some(words.pos(0)),
        _ => None,
    }
}
