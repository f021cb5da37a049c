//! Changes that cannot change a meaning: canonical composition, and letters in place of their fixed shapes.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::chapter::tree::{Block, BlockKind, Chapter, Inline, Pos, Text};
use crate::chapter::typed::FORMS;
use crate::chapter::walk::{PartMut, each_block_mut, each_note_mut, inside_mut, parts_mut};
use crate::diag::Finding;
use crate::language::Profile;

/// Composes letters and marks that were typed apart, in silence, and turns fixed Arabic shapes and Latin ligatures
/// into letters, with a note. Code is left as it is. Positions in the file stay true.
pub fn mend(chapter: &mut Chapter, _profile: &Profile, findings: &mut Vec<Finding>) {
    mend_with(chapter, findings);
}

/// As [`mend`]: no language wants these changes otherwise.
pub(super) fn mend_with(chapter: &mut Chapter, findings: &mut Vec<Finding>) {
    let mut seen = Seen::default();
    mend_chapter(chapter, &mut seen);
    findings.extend(seen.finding(chapter));
}

/// The fixed shapes met with.
#[derive(Debug, Default)]
struct Seen {
    count: usize,
    arabic: bool,
    first: Option<(Pos, String)>,
}

impl Seen {
    fn note(&mut self, c: char, at: Pos, words: &str) {
        self.count += 1;
        self.arabic |= !is_ligature(c);
        if self.first.is_none() {
            self.first = Some((at, words.to_owned()));
        }
    }

    /// The note about them, if there were any.
    fn finding(&self, chapter: &Chapter) -> Option<Finding> {
        let (at, words) = self.first.as_ref()?;
        let letters = if self.count == 1 { "1 letter was".to_owned() } else { format!("{} letters were", self.count) };
        let (shapes, hint) = match self.arabic {
            true => ("fixed Arabic shapes", "read the words again, their order may be reversed"),
            false => ("Latin letters in one piece", "nothing needs to be done unless letters are missing beside them"),
        };
        let message = format!("{letters} typed as {shapes} and turned into ordinary letters");
        let finding = Finding::new(FORMS, message).at(chapter.place(*at)).words(words);
        Some(finding.hint(format!("they come from an old program or a PDF; {hint}")))
    }
}

/// Mends every text of a chapter.
fn mend_chapter(chapter: &mut Chapter, seen: &mut Seen) {
    mend_line(&mut chapter.title, seen);
    each_note_mut(&mut chapter.title, &mut |blocks| each_block_mut(blocks, &mut |block| mend_block(block, seen)));
    each_block_mut(&mut chapter.blocks, &mut |block| mend_block(block, seen));
}

fn mend_block(block: &mut Block, seen: &mut Seen) {
    match &mut block.kind {
        BlockKind::Figure(figure) => {
            figure.alt.iter_mut().chain(&mut figure.credit).for_each(|text| mend_text(text, seen));
        }
        BlockKind::Directive(directive) => {
            let attributes = &mut directive.attributes;
            attributes.materials.iter_mut().chain(&mut attributes.who).for_each(|text| mend_text(text, seen));
        }
        _ => {}
    }
    for part in parts_mut(&mut block.kind) {
        if let PartMut::Line(line) = part {
            mend_line(line, seen);
        }
    }
}

fn mend_line(line: &mut [Inline], seen: &mut Seen) {
    for inline in line {
        match inline {
            Inline::Text(text) => mend_text(text, seen),
            other => {
                if let Some(content) = inside_mut(other) {
                    mend_line(content, seen);
                }
            }
        }
    }
}

/// Mends one text. Where fewer or more letters stand than before, the columns get an entry on both sides.
fn mend_text(text: &mut Text, seen: &mut Seen) {
    let shapes = text.text.chars().any(is_shape);
    if !shapes && is_nfc_quick(text.text.chars()) == IsNormalized::Yes {
        return;
    }
    let letters: Vec<(char, Pos)> = text.characters().collect();
    let mut mended = Mended::default();
    for cluster in letters.chunk_by(|_, (c, _)| !begins_cluster(*c)) {
        let typed: String = cluster.iter().map(|(c, _)| *c).collect();
        for (c, at) in cluster.iter().filter(|(c, _)| is_shape(*c)) {
            if shape(*c).is_some() {
                seen.note(*c, *at, &text.text);
            }
        }
        let plain: String = if typed.chars().any(is_shape) { unshape(&typed) } else { typed.clone() };
        let plain = if keeps_form(&plain) { plain } else { plain.nfc().collect() };
        mended.push(&typed, &plain, cluster);
    }
    let columns = if text.columns.is_empty() { Vec::new() } else { mended.columns };
    text.text = mended.text;
    text.columns = columns;
}

#[derive(Debug, Default)]
struct Mended {
    text: String,
    columns: Vec<(usize, u32)>,
    /// The column that the entries so far give to the next letter; 0 where they give none.
    next: u32,
}

impl Mended {
    fn push(&mut self, typed: &str, plain: &str, cluster: &[(char, Pos)]) {
        if typed != plain {
            self.entry(cluster.first().map_or(0, |(_, at)| at.column));
            self.text.push_str(plain);
            self.next += plain.chars().count() as u32;
            return;
        }
        for (c, at) in cluster {
            self.entry(at.column);
            self.text.push(*c);
            self.next += 1;
        }
    }

    /// Says which column the next letter has, if that does not follow from the entries so far.
    fn entry(&mut self, column: u32) {
        if column == 0 || (column == self.next && !self.columns.is_empty()) {
            return;
        }
        self.columns.push((self.text.len(), column));
        self.next = column;
    }
}

/// Whether a letter never composes with what stands before it.
fn begins_cluster(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) != IsNormalized::Maybe && !is_mark_shape(c)
}

/// Chinese characters that differ to their readers although Unicode calls them equal, and angle brackets.
fn keeps_form(cluster: &str) -> bool {
    let kept = |c| matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' | '\u{2329}' | '\u{232a}');
    cluster.chars().any(kept)
}

fn is_shape(c: char) -> bool {
    is_ligature(c) || matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Latin `ﬁ` and its like, as text copied out of a PDF has them.
fn is_ligature(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}')
}

fn is_mark_shape(c: char) -> bool {
    matches!(c, '\u{fe70}'..='\u{fe7f}')
}

/// The letters of a fixed shape; `None` for the signs that are written in one piece on purpose, such as the blessing.
fn shape(c: char) -> Option<String> {
    if !is_shape(c) || matches!(c, '\u{fdfa}'..='\u{fdfd}') {
        return None;
    }
    let letters: String = std::iter::once(c).nfkc().collect();
    if letters.chars().eq(std::iter::once(c)) {
        return None;
    }
    // A mark alone is given with the space or the stroke that it was drawn on.
    let bare = letters.trim_start_matches([' ', '\u{640}']);
    Some(if bare.chars().all(is_combining_mark) && !bare.is_empty() { bare.to_owned() } else { letters })
}

fn unshape(typed: &str) -> String {
    typed.chars().map(|c| shape(c).unwrap_or_else(|| c.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        Text { text: words.to_owned(), line: 1, columns: vec![(0, 3)] }
    }

    fn mended(words: &str) -> (Text, usize) {
        let mut text = text(words);
        let mut seen = Seen::default();
        mend_text(&mut text, &mut seen);
        (text, seen.count)
    }

    #[test]
    fn marks_typed_apart_are_composed_and_columns_stay_true() {
        let typed = "Vie\u{323}\u{302}t Na\u{301}m";
        let (after, seen) = mended(typed);
        assert_eq!((after.text.as_str(), seen), ("Việt Nám", 0));
        let before = text(typed);
        assert_eq!(after.column(after.text.find('t').unwrap()), before.column(typed.find('t').unwrap()));
        assert_eq!(after.column(after.text.rfind('m').unwrap()), before.column(typed.rfind('m').unwrap()));
        let by_letter: Vec<u32> = after.characters().map(|(_, at)| at.column).collect();
        assert_eq!(by_letter, [3, 4, 5, 8, 9, 10, 11, 13]);
    }

    #[test]
    fn joiners_exclusions_and_unlike_twins_survive() {
        assert_eq!(mended("क्\u{200d}ष क्\u{200c}ष").0.text, "क्\u{200d}ष क्\u{200c}ष");
        assert_eq!(mended("ড\u{9bc}").0.text, "ড\u{9bc}");
        assert_eq!(mended("ড়").0.text, "ড\u{9bc}");
        assert_eq!(mended("ক\u{9c7}\u{9be}").0.text, "কো");
        assert_eq!(mended("\u{fa19}e\u{301}").0.text, "\u{fa19}é");
        assert_eq!(mended("\u{1112}\u{1161}\u{11ab}").0.text, "한");
    }

    #[test]
    fn fixed_shapes_become_letters() {
        let (after, seen) = mended("ﺳﻼم x");
        assert_eq!((after.text.as_str(), seen), ("سلام x", 2));
        assert_eq!(after.column(after.text.find('x').unwrap()), 3 + 4);
        assert_eq!(mended("محمد ﷺ ﴿").0.text, "محمد ﷺ ﴿");
        assert_eq!(mended("ب\u{fe7c}").0.text, "ب\u{651}");
        assert_eq!(
            mended("o\u{fb03}ce, \u{fb01}re"),
            (Text { columns: vec![(0, 3), (4, 5), (10, 10)], ..text("office, fire") }, 2)
        );
    }

    #[test]
    fn a_text_without_columns_stays_without() {
        let mut text = Text { text: "e\u{301}".to_owned(), line: 4, columns: Vec::new() };
        mend_text(&mut text, &mut Seen::default());
        assert_eq!(text, Text { text: "é".to_owned(), line: 4, columns: Vec::new() });
    }
}
