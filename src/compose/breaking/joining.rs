//! Arabic letters that would be joined, were they not set in two kinds of face.
//!
//! Each change of face is shaped by itself, so that a word loses its joins where a part of it is bold or a link. A zero
//! width joiner on both sides of the change brings them back. The letters are those of Joining_Type in the Unicode
//! Character Database 17.0 (`ArabicShaping.txt`) as far as their script is Arabic.

/// The sign that gives a letter its joined form at an edge.
pub(super) const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Whether two neighbours of Arabic script join.
pub(super) fn join(before: char, after: char) -> bool {
    joins_both_sides(before) && (joins_both_sides(after) || joins_before(after))
}

/// Letters that join the letter before them only.
fn joins_before(c: char) -> bool {
    matches!(c,
        '\u{0622}'..='\u{0625}' | '\u{0627}' | '\u{0629}' | '\u{062F}'..='\u{0632}' | '\u{0648}'
        | '\u{0671}'..='\u{0673}' | '\u{0675}'..='\u{0677}' | '\u{0688}'..='\u{0699}' | '\u{06C0}'
        | '\u{06C3}'..='\u{06CB}' | '\u{06CD}' | '\u{06CF}' | '\u{06D2}' | '\u{06D3}' | '\u{06D5}'
        | '\u{06EE}' | '\u{06EF}' | '\u{0759}'..='\u{075B}' | '\u{076B}' | '\u{076C}' | '\u{0771}'
        | '\u{0773}' | '\u{0774}' | '\u{0778}' | '\u{0779}' | '\u{0870}'..='\u{0882}' | '\u{088E}'
        | '\u{08AA}'..='\u{08AC}' | '\u{08AE}' | '\u{08B1}' | '\u{08B2}' | '\u{08B9}' | '\u{10EC2}')
}

/// Letters that join on both sides, and the tatweel.
fn joins_both_sides(c: char) -> bool {
    matches!(c,
        '\u{0620}' | '\u{0626}' | '\u{0628}' | '\u{062A}'..='\u{062E}' | '\u{0633}'..='\u{0647}' | '\u{0649}'
        | '\u{064A}' | '\u{066E}' | '\u{066F}' | '\u{0678}'..='\u{0687}' | '\u{069A}'..='\u{06BF}' | '\u{06C1}'
        | '\u{06C2}' | '\u{06CC}' | '\u{06CE}' | '\u{06D0}' | '\u{06D1}' | '\u{06FA}'..='\u{06FC}' | '\u{06FF}'
        | '\u{0750}'..='\u{0758}' | '\u{075C}'..='\u{076A}' | '\u{076D}'..='\u{0770}' | '\u{0772}'
        | '\u{0775}'..='\u{0777}' | '\u{077A}'..='\u{077F}' | '\u{0883}'..='\u{0886}' | '\u{0889}'..='\u{088D}'
        | '\u{088F}' | '\u{08A0}'..='\u{08A9}' | '\u{08AF}' | '\u{08B0}' | '\u{08B3}'..='\u{08B8}'
        | '\u{08BA}'..='\u{08C8}' | '\u{10EC3}' | '\u{10EC4}' | '\u{10EC6}' | '\u{10EC7}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_join_as_they_do_in_one_face() {
        assert!(join('ب', 'ا') && join('ک', 'ی') && join('ہ', 'ے') && join('ـ', 'م'));
        assert!(!join('ا', 'ب') && !join('و', 'ا') && !join('ب', 'ء') && !join('ب', ' ') && !join('a', 'ب'));
    }
}
