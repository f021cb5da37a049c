//! Where lines may end: prepares the letters of a paragraph so that Typst breaks it where its readers expect.
//!
//! Typst follows Unicode Standard Annex 14 and, in scripts without spaces, a trained model that nobody can correct.
//! Here words of Khmer, Thai, Lao and Burmese are found with a dictionary and the edition's own terms, in an edition of
//! any language; word joiners (U+2060) stand inside them and zero width spaces (U+200B) between them, so that
//! nothing is left for the model to decide. Korean words are held together likewise. `refine` takes the signs out.

mod clusters;
mod dictionary;
mod joining;
mod signs;
mod tokens;
mod words;

use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;

use crate::chapter::tree::Pos;
use crate::language::Breaks;

use crate::compose::runs::Leaf;

use crate::compose::breaking::clusters::{Unspaced, begins_syllable, is_leading_vowel, is_letter_joiner, parts};
use crate::compose::breaking::joining::ZERO_WIDTH_JOINER;
use crate::compose::breaking::signs::Kind;
use crate::compose::breaking::tokens::is_hangul;

pub(crate) use crate::compose::breaking::words::TermList;

/// How the lines of an edition are broken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Breaking<'a> {
    /// What the profile asks for.
    pub(crate) kind: Breaks,
    /// Words that are never broken.
    pub(crate) terms: &'a TermList,
    /// A word of more clusters than this is left with breaks between its syllables: [`LONGEST`] in running text, less
    /// in the cells of a table.
    pub(crate) longest: usize,
    /// The words, as [`word_key`] writes them, that did not fit and are left with breaks between their syllables.
    pub(crate) unglued: &'a BTreeSet<String>,
}

/// No word of the dictionaries that is read as one has more clusters.
pub(crate) const LONGEST: usize = 20;

/// Forbids a line break, and a zero width space, which allows one.
const WORD_JOINER: char = '\u{2060}';
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// The letters and digits of a word: what is left of it without signs, whether `prepare` or the author put them there.
pub fn word_key(word: &str) -> String {
    let is_kept = |c: &char| Unspaced::of(*c).is_some() || c.is_alphanumeric() && !signs::is_iteration(*c);
    word.chars().filter(is_kept).collect()
}

/// Whether two neighbours are inside a word that a line may not end in, unless a zero width space allows it.
pub fn holds_together(before: char, after: char, breaks: Breaks) -> bool {
    let unspaced = Unspaced::of(before).is_some() && Unspaced::of(before) == Unspaced::of(after);
    let hangul = is_hangul(before) && after.is_alphanumeric() || is_hangul(after) && before.is_alphanumeric();
    unspaced || (breaks != Breaks::Han && hangul)
}

/// Whether a text has letters that join.
pub fn letters_join(text: &str) -> bool {
    text.chars().any(|c| joining::join('\u{0628}', c))
}

/// Whether the letters on both sides of a byte of a text join.
pub fn joins_at(text: &str, at: usize) -> bool {
    let is_letter = |c: &char| !matches!(*c, WORD_JOINER | ZERO_WIDTH_JOINER) && !is_combining_mark(*c);
    let before = text.get(..at).and_then(|text| text.chars().rev().find(is_letter));
    let after = text.get(at..).and_then(|text| text.chars().find(is_letter));
    before.zip(after).is_some_and(|(before, after)| joining::join(before, after))
}

/// Prepares the leaves of a paragraph, or of what stands between two of its line breaks, in reading order. A word may
/// begin in one leaf and end in another. The number of leaves stays the same; what is put in has the position of the
/// character before it.
pub(super) fn prepare(leaves: &mut [Leaf], rules: &Breaking) {
    if !leaves.iter().flatten().any(|(c, _)| is_concerned(*c)) {
        return;
    }
    drop_wrong_breaks(leaves);
    let mut row = Row::new(leaves);
    row.tie_spaces();
    row.glue_dots();
    row.glue_endings();
    row.part_words(rules.terms);
    row.part_signs();
    row.glue_abbreviations();
    if rules.kind != Breaks::Han {
        row.glue_tokens();
    }
    row.glue_last_letters();
    row.loosen(rules);
    row.write(leaves);
}

/// Whether a character is one that the rules are about.
fn is_concerned(c: char) -> bool {
    let kind = || Kind::of(c) == Kind::Unspaced || signs::closes_unspaced(c) || is_hangul(c);
    !c.is_ascii() && (matches!(c, '।' | '॥' | '·') || is_arabic(c) || is_ideograph(c) || kind())
}

/// Takes out zero width spaces that an author, or the program that an author used, put where no line may end: inside a
/// cluster, before a closing sign, after an opening one, or twice.
fn drop_wrong_breaks(leaves: &mut [Leaf]) {
    let is_break = |c: char| c == ZERO_WIDTH_SPACE;
    let chars: Vec<char> = leaves.iter().flatten().map(|(c, _)| *c).collect();
    if !chars.contains(&ZERO_WIDTH_SPACE) {
        return;
    }
    let mut kept = vec![true; chars.len()];
    let mut before = None;
    for (at, &c) in chars.iter().enumerate() {
        if !is_break(c) {
            before = Some(c);
            continue;
        }
        let (Some(before), Some(&after)) = (before, chars.get(at + 1)) else { continue };
        kept[at] = !is_break(after)
            && parts(before, after)
            && !is_leading_vowel(before)
            && Kind::of(before) != Kind::Opening
            && !matches!(Kind::of(after), Kind::Closing | Kind::Stop);
    }
    let mut kept = kept.into_iter();
    for leaf in leaves {
        leaf.retain(|_| kept.next().unwrap_or(true));
    }
}

/// The letters of Chinese and Japanese, after each of which a line may end.
fn is_ideograph(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
        || matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The blocks of Arabic letters. Presentation forms keep the shape that they have.
fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{0870}'..='\u{08FF}' | '\u{10EC0}'..='\u{10EFF}')
}

/// Whether a line may end between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// As the Unicode rules say.
    Open,
    /// Never.
    Glued,
    /// Yes.
    Parted,
    /// Not unless the word is too long: between two syllables of a word of a script without spaces.
    Syllable,
    /// Not unless the word is too long: inside a word with Hangul.
    Token,
}

/// The characters of all leaves, and what stands between them.
struct Row {
    chars: Vec<char>,
    /// What stands before each character.
    joints: Vec<Joint>,
}

impl Row {
    fn new(leaves: &[Leaf]) -> Self {
        let chars: Vec<char> = leaves.iter().flatten().map(|(c, _)| *c).collect();
        Row { joints: vec![Joint::Open; chars.len()], chars }
    }

    fn after(&self, at: usize) -> Option<char> {
        self.chars.get(at + 1).copied()
    }

    fn from(&self, at: usize) -> impl Iterator<Item = char> + Clone + '_ {
        self.chars[at..].iter().copied()
    }

    /// Spaces before signs that may not begin a line.
    fn tie_spaces(&mut self) {
        for at in 1..self.chars.len() {
            if self.chars[at - 1] != ' ' || signs::is_title(self.from(at)) {
                continue;
            }
            let Some(space) = signs::tied_space(self.chars[at], self.after(at)) else { continue };
            self.chars[at - 1] = space;
            if signs::is_iteration(self.chars[at]) {
                self.joints[at - 1] = Joint::Glued;
                self.joints[at] = Joint::Glued;
            }
        }
    }

    /// The dot between the parts of a name, before which a line would end between Han letters.
    fn glue_dots(&mut self) {
        for at in 1..self.chars.len() {
            if self.chars[at] == '·' && Kind::of(self.chars[at - 1]) == Kind::Letter {
                self.joints[at] = if self.chars[at - 1].is_ascii() { Joint::Open } else { Joint::Glued };
            }
        }
    }

    /// A single letter after a slash, as in الميسّر/ة: an ending begins no line. Addresses have ASCII letters.
    fn glue_endings(&mut self) {
        for at in 1..self.chars.len() {
            let (slash, letter) = (self.chars[at - 1], self.chars[at]);
            if slash == '/' && !letter.is_ascii() && letter.is_alphabetic() {
                let ends = self.after(at).is_none_or(|c| !c.is_alphanumeric() && !is_combining_mark(c));
                self.joints[at] = if ends { Joint::Glued } else { self.joints[at] };
            }
        }
    }

    /// The words of every run of letters of a script without spaces.
    fn part_words(&mut self, terms: &TermList) {
        let mut start = 0;
        while let Some(&first) = self.chars.get(start) {
            let Some(script) = Unspaced::of(first) else {
                start += 1;
                continue;
            };
            let belongs = |c: &&char| is_letter_joiner(**c) || Unspaced::of(**c) == Some(script);
            let end = start + self.chars[start..].iter().take_while(belongs).count();
            let run = &self.chars[start..end];
            let joints = &mut self.joints[start..end];
            for at in (1..run.len()).filter(|&at| parts(run[at - 1], run[at])) {
                joints[at] = Joint::Glued;
            }
            for edge in clusters::edges(script, run).into_iter().filter(|&edge| edge > 0 && edge < run.len()) {
                if begins_syllable(script, run, edge) {
                    joints[edge] = Joint::Syllable;
                }
            }
            for edge in words::word_edges(script, run, terms).into_iter().filter(|&edge| edge > 0 && edge < run.len()) {
                joints[edge] = Joint::Parted;
            }
            start = end;
        }
    }

    /// What stands between a letter of a script without spaces, or a sign of one, and its neighbour of another kind.
    fn part_signs(&mut self) {
        for at in 1..self.chars.len() {
            let (before, after) = (self.chars[at - 1], self.chars[at]);
            let concerns = |c: char| Unspaced::of(c).is_some() || signs::closes_unspaced(c);
            if self.joints[at] != Joint::Open || !(concerns(before) || concerns(after)) {
                continue;
            }
            if parts(before, after) {
                self.joints[at] = self.beside(at);
            }
        }
    }

    fn beside(&self, at: usize) -> Joint {
        let kind = |index: usize| self.chars.get(index).map_or(Kind::Blank, |c| Kind::of(*c));
        let opens = |index: usize| matches!(kind(index), Kind::Blank | Kind::Opening);
        let begins = |at: usize| at < 2 || opens(at - 2);
        match (kind(at - 1), kind(at)) {
            (Kind::Blank, _) | (_, Kind::Blank) => Joint::Open,
            (Kind::Unspaced, Kind::Digit | Kind::Closing | Kind::Stop | Kind::Hyphen | Kind::Quote) => Joint::Glued,
            (Kind::Digit | Kind::Opening | Kind::Stop, Kind::Unspaced) => Joint::Glued,
            (Kind::Hyphen | Kind::Quote, Kind::Unspaced) if begins(at) => Joint::Glued,
            (Kind::Unspaced, Kind::Unspaced | Kind::Letter | Kind::Opening) => Joint::Parted,
            (Kind::Letter | Kind::Closing | Kind::Hyphen | Kind::Quote, Kind::Unspaced) => Joint::Parted,
            (Kind::Closing, Kind::Closing | Kind::Stop | Kind::Quote) => Joint::Glued,
            (Kind::Letter | Kind::Digit | Kind::Stop | Kind::Quote, Kind::Closing) => Joint::Glued,
            _ => Joint::Open,
        }
    }

    fn glue_abbreviations(&mut self) {
        for at in 0..self.chars.len() {
            if !signs::closes_unspaced(self.chars[at]) {
                continue;
            }
            let length = signs::abbreviation(self.from(at));
            if length > 0 {
                self.joints[at + 1..at + length].fill(Joint::Glued);
            }
            let named = at > 0 && Unspaced::of(self.chars[at - 1]).is_some() && signs::is_title(self.from(at));
            if named {
                self.joints[at] = Joint::Parted;
            }
        }
    }

    /// The words with Hangul.
    fn glue_tokens(&mut self) {
        let mut start = 0;
        for token in self.chars.split(|c| c.is_whitespace() || *c == ZERO_WIDTH_SPACE) {
            tokens::breaks_within(token, |at, address| {
                let joint = &mut self.joints[start + at];
                if *joint == Joint::Open {
                    *joint = if address { Joint::Glued } else { Joint::Token };
                }
            });
            start += token.len() + 1;
        }
    }

    /// The last two letters of Chinese and Japanese: one alone on the last line looks lost, on a poster above all (W3C,
    /// "Requirements for Chinese Text Layout", on orphaned characters).
    fn glue_last_letters(&mut self) {
        let trails = |c: &char| matches!(Kind::of(*c), Kind::Closing | Kind::Stop | Kind::Blank);
        let Some(last) = self.chars.iter().rposition(|c| !trails(c)).filter(|last| *last > 0) else { return };
        if is_ideograph(self.chars[last - 1]) && is_ideograph(self.chars[last]) && self.joints[last] == Joint::Open {
            self.joints[last] = Joint::Glued;
        }
    }

    /// Gives breaks to what holds together but is too long, or did not fit.
    fn loosen(&mut self, rules: &Breaking) {
        let mut start = 0;
        for end in 1..=self.chars.len() {
            let blank = |at: usize| Kind::of(self.chars[at]) == Kind::Blank;
            let parted = end == self.chars.len() || self.joints[end] == Joint::Parted || blank(end) || blank(end - 1);
            if !parted {
                continue;
            }
            if !self.fits(start, end, rules) {
                for joint in &mut self.joints[start + 1..end] {
                    match joint {
                        Joint::Syllable | Joint::Token => *joint = Joint::Parted,
                        Joint::Open | Joint::Glued | Joint::Parted => {}
                    }
                }
            }
            start = end;
        }
    }

    /// Whether what stands between two places may hold together.
    fn fits(&self, start: usize, end: usize, rules: &Breaking) -> bool {
        let may_part = |joint: &Joint| matches!(joint, Joint::Syllable | Joint::Token);
        if !self.joints[start..end].iter().any(may_part) {
            return true;
        }
        let clusters = 1 + (start + 1..end).filter(|&at| parts(self.chars[at - 1], self.chars[at])).count();
        if clusters > rules.longest {
            return false;
        }
        let key = || word_key(&self.chars[start..end].iter().collect::<String>());
        rules.unglued.is_empty() || !rules.unglued.contains(&key())
    }

    /// Writes the characters back into their leaves, each sign at the end of the leaf with the character before it.
    /// Arabic letters that join although a leaf ends between them get joiners; marks do not part them.
    fn write(self, leaves: &mut [Leaf]) {
        let mut at = 0;
        let mut letter = ' ';
        let mut last: Option<Pos> = None;
        let mut joined = false;
        for leaf in leaves {
            let old = std::mem::take(leaf);
            let Some(&(_, first)) = old.first() else { continue };
            leaf.reserve(old.len() * 2);
            if joined {
                leaf.push((ZERO_WIDTH_JOINER, last.unwrap_or(first)));
            }
            for (_, pos) in old {
                let c = self.chars[at];
                leaf.push((c, pos));
                at += 1;
                match self.joints.get(at) {
                    Some(Joint::Glued | Joint::Syllable | Joint::Token) => leaf.push((WORD_JOINER, pos)),
                    Some(Joint::Parted) => leaf.push((ZERO_WIDTH_SPACE, pos)),
                    Some(Joint::Open) | None => {}
                }
                if !is_combining_mark(c) {
                    letter = c;
                }
                last = Some(pos);
            }
            joined = self.chars.get(at).is_some_and(|next| joining::join(letter, *next));
            if let (true, Some(pos)) = (joined, last) {
                leaf.push((ZERO_WIDTH_JOINER, pos));
            }
        }
    }
}

#[cfg(test)]
mod tests;
