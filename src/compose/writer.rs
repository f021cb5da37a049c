//! Writes generated Typst: code with indentation, text only ever as string literals, and the source map beside it.

use std::fmt::Write;

use crate::chapter::tree::Pos;
use crate::compose::map::SourceMap;

/// The longest literal in decoded bytes: Typst counts offsets in a literal in 16 bits.
const LONGEST_LITERAL: usize = 32_000;

/// A generated file in the making.
pub(super) struct Writer<'a> {
    path: &'a str,
    map: &'a mut SourceMap,
    out: String,
    indent: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(path: &'a str, map: &'a mut SourceMap) -> Self {
        Writer { path, map, out: String::new(), indent: 0 }
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

    /// Words: `#"…"`, each character with the position that it comes from.
    pub(super) fn text(&mut self, file: &str, text: &[(char, Pos)]) {
        let mut rest = text;
        while !rest.is_empty() {
            let mut bytes = 0;
            let end = rest.iter().position(|(c, _)| {
                bytes += c.len_utf8();
                bytes > LONGEST_LITERAL
            });
            let (now, later) = rest.split_at(end.unwrap_or(rest.len()));
            self.out.push('#');
            self.map.insert(self.path, self.out.len(), file, now);
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
        assert_eq!(map.literals().map(|(_, _, text)| text.len()).collect::<Vec<_>>(), [31_998, 28_002]);
    }
}
