//! The words of one paragraph as a row of leaves: white space collapsed over the whole paragraph, each character with
//! the position that it comes from.

use std::collections::VecDeque;

use unicode_script::{Script, UnicodeScript};

use crate::chapter::tree::{Inline, Pos, Text};
use crate::compose::breaking::{self, Breaking};
use crate::compose::numbers;
use crate::language::Direction;

/// The characters of one [`Text`] of a paragraph.
pub(super) type Leaf = Vec<(char, Pos)>;

/// How the words of an edition are prepared for Typst.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The direction of the lines.
    pub(super) direction: Direction,
    /// Where they may end.
    pub(super) breaking: Breaking<'a>,
}

/// Collects the leaves of a paragraph in reading order. There is one for every `Text` and every `Code` of it.
pub(super) fn leaves(inlines: &[Inline], setting: Setting) -> VecDeque<Leaf> {
    let mut collector = Collector { leaves: VecDeque::new(), glue: true, line: 0, setting: Some(setting) };
    collector.inlines(inlines);
    collector.end_line();
    collector.leaves
}

/// The characters of a text that stands alone, such as an attribute's value.
pub(super) fn leaf(text: &Text, setting: Setting) -> Leaf {
    leaves(&[Inline::Text(text.clone())], setting).pop_front().unwrap_or_default()
}

/// Whether there is anything to read.
pub(super) fn has_words(inlines: &[Inline]) -> bool {
    let mut collector = Collector { leaves: VecDeque::new(), glue: true, line: 0, setting: None };
    collector.inlines(inlines);
    collector.end_line();
    collector.leaves.iter().any(|leaf| !leaf.is_empty())
}

struct Collector<'a> {
    leaves: VecDeque<Leaf>,
    /// Whether white space would be swallowed here: at the beginning, after white space and after a line break.
    glue: bool,
    /// The first leaf after the last line break: words do not reach across one.
    line: usize,
    /// How the words are prepared; `None` if nobody asks.
    setting: Option<Setting<'a>>,
}

impl Collector<'_> {
    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => self.text(text),
                Inline::Strong(content)
                | Inline::Emph(content)
                | Inline::Strike(content)
                | Inline::Link { content, .. } => self.inlines(content),
                Inline::Break => self.end_line(),
                Inline::Note { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let mut leaf = Leaf::with_capacity(text.text.len());
        for (c, pos) in text.characters() {
            let space = is_collapsible(c);
            if space && self.glue {
                continue;
            }
            leaf.push((if space { ' ' } else { c }, pos));
            self.glue = space;
        }
        self.leaves.push_back(leaf);
    }

    fn end_line(&mut self) {
        self.trim_end();
        self.glue = true;
        if let Some(setting) = &self.setting {
            let line = &mut self.leaves.make_contiguous()[self.line..];
            breaking::prepare(line, &setting.breaking);
            numbers::hold(line, setting);
        }
        self.line = self.leaves.len();
    }

    fn trim_end(&mut self) {
        if !self.glue {
            return;
        }
        for leaf in self.leaves.iter_mut().rev() {
            if leaf.last().is_some_and(|(c, _)| *c == ' ') {
                leaf.pop();
                return;
            }
            if !leaf.is_empty() {
                return;
            }
        }
    }
}

/// White space that Markdown folds; no-break and ideographic spaces are kept as they are.
fn is_collapsible(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The kind of face that letters are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// That of the edition's script.
    Own,
    /// That of Latin words between words of another script.
    Latin,
    /// The same for a whole telephone number, its brackets and spaces too.
    Number,
}

/// A stretch of a leaf that is set in one kind of face.
#[derive(Debug, PartialEq)]
pub(super) struct Stretch<'a> {
    pub(super) face: Face,
    /// The characters.
    pub(super) text: &'a [(char, Pos)],
}

/// Cuts a leaf into Latin words, telephone numbers and the rest. ASCII digits are Latin too, and so are the signs inside
/// addresses.
pub(super) fn stretches(leaf: &[(char, Pos)]) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for number in numbers::telephone_numbers(leaf) {
        words_and_rest(&leaf[start..number.start], &mut found);
        found.push(Stretch { face: Face::Number, text: &leaf[number.clone()] });
        start = number.end;
    }
    words_and_rest(&leaf[start..], &mut found);
    found
}

fn words_and_rest<'a>(leaf: &'a [(char, Pos)], found: &mut Vec<Stretch<'a>>) {
    let mut bounds: Vec<(usize, Face)> = Vec::new();
    for word in leaf.chunk_by(|(a, _), (b, _)| is_word_sign(*a) == is_word_sign(*b)) {
        let latin = is_word_sign(word[0].0) && word.iter().any(|(c, _)| is_latin_letter(*c) || c.is_ascii_digit());
        let face = if latin { Face::Latin } else { Face::Own };
        match bounds.last_mut() {
            Some((length, same)) if *same == face => *length += word.len(),
            _ => bounds.push((word.len(), face)),
        }
    }
    let mut rest = leaf;
    for (length, face) in bounds {
        let (text, later) = rest.split_at(length);
        rest = later;
        found.push(Stretch { face, text });
    }
}

fn is_word_sign(c: char) -> bool {
    is_latin_letter(c)
        || c.is_ascii_digit()
        // A joiner that holds an address together.
        || c == '\u{2060}'
        || matches!(c, '@' | '#' | '&' | '/' | '%' | '+' | '=' | '_' | '-' | '.' | ':')
}

fn is_latin_letter(c: char) -> bool {
    // The script first: it is looked up much faster than whether a letter of an Indic script is one.
    c.script() == Script::Latin && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compose::breaking::{LONGEST, TermList};
    use crate::language::Breaks;

    fn with_setting<R>(direction: Direction, work: impl FnOnce(Setting) -> R) -> R {
        let (terms, unglued) = (TermList::default(), BTreeSet::new());
        let breaking = Breaking { kind: Breaks::Spaces, terms: &terms, longest: LONGEST, unglued: &unglued };
        work(Setting { direction, breaking })
    }

    fn text(words: &str) -> Inline {
        Inline::Text(Text { text: words.into(), line: 1, columns: vec![(0, 1)] })
    }

    fn words(leaf: &[(char, Pos)]) -> String {
        leaf.iter().map(|(c, _)| *c).collect()
    }

    #[test]
    fn white_space_collapses_across_the_paragraph() {
        let inlines =
            [text("  a  "), Inline::Strong(vec![text(" b\t")]), text(" c\u{A0}  "), Inline::Break, text(" d ")];
        let leaves: Vec<String> =
            with_setting(Direction::Ltr, |setting| leaves(&inlines, setting).iter().map(|leaf| words(leaf)).collect());
        assert_eq!(leaves, ["a ", "b ", "c\u{A0}", "d"]);
    }

    #[test]
    fn latin_words_are_cut_out() {
        let text = Text { text: "ទៅ COVID-19 ឬ https://example.org 2024".into(), line: 1, columns: vec![] };
        let leaf = with_setting(Direction::Ltr, |setting| leaf(&text, setting));
        let cut: Vec<_> = stretches(&leaf).iter().map(|s| (s.face, words(s.text))).collect();
        let expected = [
            (Face::Own, "ទៅ "),
            (Face::Latin, "COVID-19"),
            (Face::Own, " ឬ "),
            (Face::Latin, "https:/\u{2060}/\u{2060}example.org"),
            (Face::Own, " "),
            (Face::Latin, "2024"),
        ];
        assert_eq!(cut, expected.map(|(face, text)| (face, text.to_string())));
    }
}
