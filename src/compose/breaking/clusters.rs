//! Which characters of Khmer, Thai, Lao and Burmese hold together: the scripts whose words stand without spaces.

use unicode_normalization::char::is_combining_mark;

/// A script that puts no spaces between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unspaced {
    Khmer,
    Thai,
    Lao,
    Burmese,
}

impl Unspaced {
    /// The script of a letter or of a mark on a letter; digits, stops and iteration marks are none.
    pub(super) fn of(c: char) -> Option<Self> {
        match c {
            '\u{1780}'..='\u{17D3}' | '\u{17DC}' | '\u{17DD}' => Some(Unspaced::Khmer),
            '\u{0E01}'..='\u{0E2E}' | '\u{0E30}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E45}' | '\u{0E47}'..='\u{0E4E}' => {
                Some(Unspaced::Thai)
            }
            '\u{0E81}'..='\u{0EAE}' | '\u{0EB0}'..='\u{0EC4}' | '\u{0EC8}'..='\u{0ECE}' | '\u{0EDC}'..='\u{0EDF}' => {
                Some(Unspaced::Lao)
            }
            '\u{1000}'..='\u{103F}' | '\u{104E}' | '\u{1050}'..='\u{108F}' | '\u{109A}'..='\u{109F}' => {
                Some(Unspaced::Burmese)
            }
            '\u{A9E0}'..='\u{A9EF}' | '\u{A9FA}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}' => Some(Unspaced::Burmese),
            _ => None,
        }
    }
}

/// Joiners and non-joiners that belong to the letter before them.
pub(super) fn is_letter_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a sign may stand between two characters without harm to their shapes: not before a mark, nor between the two
/// letters of a stack. Sara am and its Lao sister are drawn half above the letter before them.
pub(super) fn parts(before: char, after: char) -> bool {
    !(is_combining_mark(after)
        || is_letter_joiner(after)
        || matches!(after, '\u{0E33}' | '\u{0EB3}')
        || is_stacker(before))
}

/// Signs that put the next letter below the one before.
fn is_stacker(c: char) -> bool {
    matches!(c, '\u{17D2}' | '\u{1039}')
}

/// Where words may begin in a run of one script: before every cluster but those that can only close a syllable. The
/// first and the last place, 0 and the run's length, are always among them.
pub(super) fn edges(script: Unspaced, run: &[char]) -> Vec<usize> {
    let inner = (1..run.len()).filter(|&at| parts(run[at - 1], run[at]) && may_begin(script, run, at));
    std::iter::once(0).chain(inner).chain(std::iter::once(run.len())).collect()
}

fn may_begin(script: Unspaced, run: &[char], at: usize) -> bool {
    let marks = || run[at + 1..].iter().copied().take_while(|c| is_combining_mark(*c));
    let before = || run[..at].iter().rev().copied().take_while(|c| is_combining_mark(*c));
    match script {
        // A letter under bantoc ends a syllable, one under toandakhiat is silent.
        Unspaced::Khmer => !marks().any(|c| matches!(c, '\u{17CB}' | '\u{17CD}')),
        // Vowels before their consonant and those behind it, short a and ue, which need a final, and silent letters.
        Unspaced::Thai => {
            !is_leading_vowel(run[at - 1])
                && !matches!(run[at], '\u{0E30}' | '\u{0E32}' | '\u{0E45}')
                && !before().any(|c| matches!(c, '\u{0E31}' | '\u{0E37}'))
                && !marks().any(|c| c == '\u{0E4C}')
        }
        Unspaced::Lao => {
            !is_leading_vowel(run[at - 1])
                && !matches!(run[at], '\u{0EB0}' | '\u{0EB2}' | '\u{0EBD}')
                && !before().any(|c| matches!(c, '\u{0EB1}' | '\u{0EBB}'))
                && !marks().any(|c| c == '\u{0ECC}')
        }
        // A killed or stacked consonant closes the syllable before it.
        Unspaced::Burmese => !marks().any(|c| matches!(c, '\u{103A}' | '\u{1039}')),
    }
}

/// Vowels that are written, and typed, before the consonant that they follow in speech.
pub(super) fn is_leading_vowel(c: char) -> bool {
    matches!(c, '\u{0E40}'..='\u{0E44}' | '\u{0EC0}'..='\u{0EC4}')
}

/// Whether a syllable may begin at an edge. A consonant without any sign closes the syllable before it in most words of
/// these scripts but Burmese, which writes a sign on every final.
pub(super) fn begins_syllable(script: Unspaced, run: &[char], at: usize) -> bool {
    if script == Unspaced::Burmese || is_leading_vowel(run[at]) {
        return true;
    }
    let signed = |c: &char| is_combining_mark(*c) || matches!(*c, '\u{0E30}'..='\u{0E33}' | '\u{0EB0}'..='\u{0EB3}');
    run.get(at + 1).is_some_and(signed)
}
