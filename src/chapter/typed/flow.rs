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
    /// It is the value of an attribute, in which Markdown means nothing.
    pub attribute: bool,
    /// Paragraphs that follow one another with nothing between them have the same number; 0 for all other texts.
    pub row: usize,
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

    /// A few words around an index, to be shown.
    pub(super) fn around(&self, index: usize) -> String {
        self.shown(index.saturating_sub(20), index + 21)
    }

    /// The letters from one index to before another, to be shown: dots stand for what is hidden. Of a long stretch the
    /// beginning is enough, for findings are cut short.
    pub(super) fn shown(&self, from: usize, to: usize) -> String {
        const LONGEST: usize = 400;
        let mut words = self.slice(from, to.min(from + LONGEST));
        let mut last = ' ';
        words.retain(|c| std::mem::replace(&mut last, c) != OBJECT || c != OBJECT);
        words.replace(OBJECT, "…")
    }

    /// All its letters, as they are judged.
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

    /// Whether the letter at an index was typed as it is, without a backslash before it. Where columns are not known, it
    /// is taken for typed.
    pub(super) fn is_typed(&self, index: usize) -> bool {
        let at = self.at(index);
        let Some(before) = index.checked_sub(1).map(|before| self.at(before)) else { return true };
        let apart = at.column.saturating_sub(before.column);
        before.line != at.line || before.column == 0 || apart != "\\*".len() as u32
    }

    /// Whether the letters from an index on are these, typed one beside the other.
    pub(super) fn has(&self, index: usize, words: &str) -> bool {
        let beside = |index: usize| {
            let (before, at) = (self.at(index - 1), self.at(index));
            at.column == 0 || at.line != before.line || at.column == before.column + 1
        };
        let letters = || words.chars().enumerate();
        letters().all(|(step, c)| self.char(index + step) == Some(c))
            && letters().skip(1).all(|(step, _)| beside(index + step))
            && self.is_typed(index)
    }

    /// Takes internet and mail addresses out.
    fn hide_addresses(&mut self) {
        for (from, to) in self.runs(|c| c.is_ascii_graphic() && !"\"'()[]<>,".contains(c)) {
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
    let mut row = 0;
    for block in blocks {
        let quoted = quoted || is_quotation(&block.kind);
        let heading = matches!(block.kind, BlockKind::Heading { .. });
        row = match block.kind {
            BlockKind::Paragraph(_) if row > 0 => row,
            BlockKind::Paragraph(_) => flows.len() + 1,
            _ => 0,
        };
        for part in parts(&block.kind) {
            match part {
                Part::Line(line) => {
                    let attribute = is_attribute(line, block);
                    add_line(line, &Flow { quoted, heading, attribute, row, ..Flow::default() }, flows);
                }
                Part::Blocks(inside) => add_blocks(inside, quoted, flows),
                Part::Words(_) if matches!(block.kind, BlockKind::Code(_)) => {}
                Part::Words(words) => {
                    let mut flow = Flow { quoted, attribute: true, ..Flow::default() };
                    flow.letters.extend(words.characters());
                    push(flow, flows);
                }
            }
        }
    }
}

/// Whether a title was typed as `title="…"`, on the line that opens its block.
fn is_attribute(line: &[Inline], block: &Block) -> bool {
    let opening = block.at.line;
    matches!(block.kind, BlockKind::Directive(_)) && matches!(line, [Inline::Text(title)] if title.line == opening)
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
    let mut flow = Flow { letters: Vec::new(), ..*kind };
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
