//! Telephone numbers, dates, times and addresses: what stands from left to right in every language, on one line where it
//! can.

use std::ops::Range;

use crate::chapter::tree::Pos;
use crate::compose::breaking::LONGEST;
use crate::compose::runs::{Leaf, Setting};
use crate::language::Direction;

/// Left-to-right isolate and pop directional isolate (Unicode Standard Annex 9). `refine` takes them out of the text.
const ISOLATE: (char, char) = ('\u{2066}', '\u{2069}');
/// Holds a telephone number together at its spaces, an address at its slashes. `refine` takes it out of the text.
const WORD_JOINER: char = '\u{2060}';
/// A longer telephone number or address may be broken.
const LONGEST_TOKEN: usize = 24;

/// Prepares the leaves of a line, over which a number may reach when a part of it is bold: telephone numbers and short
/// addresses stay on one line, unless it is that of a narrow cell, and in text from right to left telephone numbers, dates, times and addresses
/// keep their order. Without isolation `+1 (612) 555-0100` prints as `0100-555 (612) 1+`.
pub(super) fn hold(leaves: &mut [Leaf], setting: &Setting) {
    let isolates = setting.direction == Direction::Rtl;
    if !isolates && !leaves.iter().flatten().any(|(c, _)| c.is_ascii_digit() || *c == '/') {
        return;
    }
    let chars: Vec<char> = leaves.iter().flatten().map(|(c, _)| *c).collect();
    hold_tokens(leaves, &chars, tokens(&chars), setting);
}

/// Prepares a text that is one telephone number, whatever signs part its digits, as [`hold`] does the numbers of a line.
pub(super) fn hold_number(leaf: Leaf, setting: &Setting) -> Leaf {
    let chars: Vec<char> = leaf.iter().map(|(c, _)| *c).collect();
    let mut leaves = [leaf];
    hold_tokens(&mut leaves, &chars, std::iter::once(0..chars.len()), setting);
    let [leaf] = leaves;
    leaf
}

/// Keeps the order of a line of its own that has no letter from right to left: in text from right to left the number
/// and the full stop of `12 Market St.` would change sides.
pub(super) fn hold_line(mut leaf: Leaf, setting: &Setting) -> Leaf {
    let is_foreign = setting.direction == Direction::Rtl && !leaf.iter().any(|(c, _)| runs_left(*c));
    if let (true, Some((_, first)), Some((_, last))) = (is_foreign, leaf.first().copied(), leaf.last().copied()) {
        leaf.insert(0, (ISOLATE.0, first));
        leaf.push((ISOLATE.1, last));
    }
    leaf
}

/// Whether a character is of a script that runs from right to left, by the blocks kept for them (Unicode Standard Annex
/// 9, table 4, and DerivedBidiClass.txt).
fn runs_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}')
        || matches!(c, '\u{1e800}'..='\u{1efff}')
}

fn hold_tokens(leaves: &mut [Leaf], chars: &[char], tokens: impl Iterator<Item = Range<usize>>, setting: &Setting) {
    let isolates = setting.direction == Direction::Rtl;
    let glues = setting.breaking.longest >= LONGEST;
    let mut before: Vec<Option<char>> = vec![None; chars.len()];
    let mut after = before.clone();
    for token in tokens {
        if glues && token.len() <= LONGEST_TOKEN {
            let inside = token.start..token.end.saturating_sub(1);
            let joints = inside.filter(|at| matches!(chars[*at], ' ' | '/'));
            joints.for_each(|at| after[at] = Some(WORD_JOINER));
        }
        if isolates {
            before[token.start] = Some(ISOLATE.0);
            after[token.end - 1] = Some(ISOLATE.1);
        }
    }
    let mut at = 0;
    for leaf in leaves {
        let old = std::mem::take(leaf);
        leaf.reserve(old.len() + 2);
        for (c, pos) in old {
            let signs: [(Option<char>, Pos); 3] = [(before[at], pos), (Some(c), pos), (after[at], pos)];
            leaf.extend(signs.into_iter().filter_map(|(c, pos)| Some((c?, pos))));
            at += 1;
        }
    }
}

/// Telephone numbers, dates, times and addresses of a text, in bytes.
pub fn left_to_right_tokens(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
    tokens(&chars).map(|token| offsets[token.start]..offsets[token.end]).collect()
}

/// Numbers with spaces or brackets inside, in characters.
pub(super) fn telephone_numbers(leaf: &[(char, Pos)]) -> Vec<Range<usize>> {
    let chars: Vec<char> = leaf.iter().map(|(c, _)| *c).collect();
    let is_number = |token: &Range<usize>| {
        let inside = &chars[token.clone()];
        inside.iter().any(|c| matches!(c, ' ' | '(')) && !inside.iter().any(char::is_ascii_alphabetic)
    };
    tokens(&chars).filter(is_number).collect()
}

/// The tokens whose parts could change places, in characters.
fn tokens(chars: &[char]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        while start < chars.len() {
            let token = start..token_end(chars, start);
            start = token.end;
            if token.len() > 1 && chars[token.clone()].iter().any(|c| !c.is_alphanumeric()) {
                return Some(token);
            }
        }
        None
    })
}

/// Where the token that begins at `start` ends: a row of ASCII signs around a letter or digit, with single spaces between
/// groups of digits, without the punctuation that follows it. Any other character is a token of its own.
fn token_end(chars: &[char], start: usize) -> usize {
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let begins =
        at(start).is_ascii_alphanumeric() || (matches!(at(start), '+' | '(') && at(start + 1).is_ascii_digit());
    if !begins {
        return start + 1;
    }
    let mut end = start + 1;
    loop {
        // A joiner that stands after the space already is none of the signs.
        let next = if at(end + 1) == WORD_JOINER { end + 2 } else { end + 1 };
        let joins_digits = at(end) == ' '
            && (at(end - 1).is_ascii_digit() || at(end - 1) == ')')
            && (at(next).is_ascii_digit() || (at(next) == '(' && at(next + 1).is_ascii_digit()));
        if !(at(end).is_ascii_graphic() || matches!(at(end), '–' | WORD_JOINER) || joins_digits) {
            break;
        }
        end += 1;
    }
    while end > start + 1 && !at(end - 1).is_ascii_alphanumeric() && !matches!(at(end - 1), '/' | '%') {
        end -= 1;
    }
    let unpaired = at(start) == '(' && !chars[start..end].contains(&')');
    if unpaired { start + 1 } else { end }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compose::breaking::{Breaking, TermList};
    use crate::language::Breaks;

    /// The leaves of a line, parted by `⁄`, with `[` and `]` for isolates and `~` for joiners.
    fn held(text: &str, direction: Direction, longest: usize) -> String {
        let (terms, unglued) = (TermList::default(), BTreeSet::new());
        let breaking = Breaking { kind: Breaks::Spaces, terms: &terms, longest, unglued: &unglued };
        let leaf = |words: &str| -> Leaf { words.chars().map(|c| (c, Pos::default())).collect() };
        let mut leaves: Vec<Leaf> = text.split('⁄').map(leaf).collect();
        hold(&mut leaves, &Setting { direction, breaking });
        let words = |leaf: &Leaf| leaf.iter().map(|(c, _)| *c).collect::<String>();
        let shown: Vec<String> = leaves.iter().map(words).collect();
        shown.join("⁄").replace(ISOLATE.0, "[").replace(ISOLATE.1, "]").replace(WORD_JOINER, "~")
    }

    #[test]
    fn addresses_and_numbers_keep_their_order() {
        let cases = [
            ("اتصل +1 (612) 555-0100.", "اتصل [+1 ~(612) ~555-0100]."),
            ("في 2024-05-01 و 18:30–20:00", "في [2024-05-01] و [18:30–20:00]"),
            ("a@b.org، 90 دقيقة", "[a@b.org]، 90 دقيقة"),
            ("(2026) PDF", "(2026) PDF"),
            ("اتصل +1 ⁄(612)⁄ 555-0100.", "اتصل [+1 ~⁄(612)⁄ ~555-0100]."),
        ];
        for (text, expected) in cases {
            assert_eq!(held(text, Direction::Rtl, LONGEST), expected);
        }
    }

    #[test]
    fn a_number_and_a_line_of_their_own_are_held_whole() {
        let (terms, unglued) = (TermList::default(), BTreeSet::new());
        let breaking = Breaking { kind: Breaks::Spaces, terms: &terms, longest: LONGEST, unglued: &unglued };
        let prepare = |text: &str, direction, hold: fn(Leaf, &Setting) -> Leaf| {
            let leaf = text.chars().map(|c| (c, Pos::default())).collect();
            let held: String = hold(leaf, &Setting { direction, breaking }).iter().map(|(c, _)| *c).collect();
            held.replace(ISOLATE.0, "[").replace(ISOLATE.1, "]").replace(WORD_JOINER, "~")
        };
        assert_eq!(prepare("0612 - 555.01", Direction::Rtl, hold_number), "[0612 ~- ~555.01]");
        assert_eq!(prepare("0612 - 555.01", Direction::Ltr, hold_number), "0612 ~- ~555.01");
        assert_eq!(prepare("12 Market St.", Direction::Rtl, hold_line), "[12 Market St.]");
        assert_eq!(prepare("12 Market St.", Direction::Ltr, hold_line), "12 Market St.");
        assert_eq!(prepare("شارع 12", Direction::Rtl, hold_line), "شارع 12");
        assert_eq!(prepare("", Direction::Rtl, hold_line), "");
    }

    #[test]
    fn numbers_and_short_addresses_stay_on_one_line() {
        assert_eq!(held("at 5 or +1 (612) 555-0100 now", Direction::Ltr, LONGEST), "at 5 or +1 ~(612) ~555-0100 now");
        assert_eq!(held("+1 (612) 555-0100", Direction::Ltr, LONGEST - 1), "+1 (612) 555-0100");
        assert_eq!(held("see example.org/maps or a/b", Direction::Ltr, LONGEST), "see example.org/~maps or a/~b");
        let long = "see https://example.org/maps/and/more";
        assert_eq!(held(long, Direction::Ltr, LONGEST), long);
        let many = "1 2 3 4 5 6 7 8 9 10 11 12 13";
        assert_eq!(held(many, Direction::Ltr, LONGEST), many);
        let text = "at +1 \u{2060}(612) \u{2060}555-0100 now";
        let found = left_to_right_tokens(text).into_iter().map(|token| &text[token]);
        assert_eq!(found.collect::<Vec<_>>(), ["+1 \u{2060}(612) \u{2060}555-0100"]);
    }
}
