//! Writes generated Typst: code with indentation, text only ever as string literals, and the source map beside it.

use std::fmt::Write;

use crate::chapter::tree::Pos;
use crate::compose::map::{PassageId, PassageKind, SourceMap, Words};

/// The longest literal in decoded bytes: Typst counts offsets in a literal in 16 bits.
const LONGEST_LITERAL: usize = 32_000;

/// A generated file in the making.
pub(super) struct Writer<'a> {
    path: &'a str,
    map: &'a mut SourceMap,
    out: String,
    indent: usize,
    /// The passage that words are added to, and the words of it that are to stand out; `None` between passages.
    passage: Option<Open>,
}

/// A passage that is being written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    id: PassageId,
    stressed: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(path: &'a str, map: &'a mut SourceMap) -> Self {
        Writer { path, map, out: String::new(), indent: 0, passage: None }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Code as it is.
    pub(super) fn code(&mut self, code: &str) {
        self.out.push_str(code);
    }

    /// Begins a new line of code.
    pub(super) fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }

    /// One step further in.
    pub(super) fn deeper(&mut self) {
        self.indent += 1;
    }

    /// One step back.
    pub(super) fn shallower(&mut self) {
        self.indent -= 1;
    }

    /// A string value, such as an id or an address; it is not followed back to its source.
    pub(super) fn string(&mut self, text: &str) {
        self.out.push('"');
        push_escaped(&mut self.out, text.chars());
        self.out.push('"');
    }

    /// Begins a passage, perhaps inside another one, as a note does; [`Writer::end`] goes back to that.
    pub(super) fn begin(&mut self, kind: PassageKind) -> Option<Open> {
        let id = self.map.begin(kind);
        self.passage.replace(Open { id, stressed: false })
    }

    /// Ends a passage; `outer` is what [`Writer::begin`] returned.
    pub(super) fn end(&mut self, outer: Option<Open>) {
        self.passage = outer;
    }

    /// The number of the passage that is begun next.
    pub(super) fn next_passage(&self) -> PassageId {
        self.map.next_passage()
    }

    /// Says whether the words that follow are to stand out; returns what was said before.
    pub(super) fn stress(&mut self, stressed: bool) -> bool {
        self.passage.as_mut().is_some_and(|open| std::mem::replace(&mut open.stressed, stressed))
    }

    /// Notes that the author ended a line here.
    pub(super) fn line_end(&mut self) {
        if let Some(open) = self.passage {
            self.map.end_line(open.id);
        }
    }

    /// Words: `#"…"`, each character with the position that it comes from.
    pub(super) fn text(&mut self, file: &str, text: &[(char, Pos)]) {
        let Open { id: passage, stressed } = match self.passage {
            Some(open) => open,
            None => Open { id: self.map.begin(PassageKind::Label), stressed: false },
        };
        let mut rest = text;
        while !rest.is_empty() {
            let mut bytes = 0;
            let end = rest.iter().position(|(c, _)| {
                bytes += c.len_utf8();
                bytes > LONGEST_LITERAL
            });
            let (now, later) = rest.split_at(end.unwrap_or(rest.len()));
            self.out.push('#');
            self.map.insert(self.path, self.out.len(), &Words { file, text: now, passage, stressed });
            self.out.push('"');
            push_escaped(&mut self.out, now.iter().map(|(c, _)| *c));
            self.out.push('"');
            rest = later;
        }
    }
}

/// Typst's string escapes; what is invisible is escaped too, so that an exported project can be read.
fn push_escaped(out: &mut String, text: impl Iterator<Item = char>) {
    for c in text {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            c if is_invisible(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_only_ever_a_literal() {
        let mut map = SourceMap::default();
        let mut writer = Writer::new("a.typ", &mut map);
        let pos = Pos { line: 1, column: 1 };
        let text: Vec<_> = "\"#read(\\ \n\u{200B}".chars().map(|c| (c, pos)).collect();
        writer.text("a.md", &text);
        assert_eq!(writer.finish(), r##"#"\"#read(\\ \u{a}\u{200b}""##);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let mut map = SourceMap::default();
        let mut writer = Writer::new("a.typ", &mut map);
        let text: Vec<_> = "ខ".repeat(20_000).chars().map(|c| (c, Pos::default())).collect();
        writer.text("a.md", &text);
        let written = writer.finish();
        assert_eq!(
            written.split("\"#\"").map(|text| text.trim_matches(['#', '"']).len()).collect::<Vec<_>>(),
            [31_998, 28_002]
        );
        assert_eq!(map.passage(0).map(|passage| passage.text.len()), Some(60_000));
    }
}
