//! The script and the language of paragraphs and of a whole chapter.

use unicode_script::{Script, UnicodeScript};

use crate::chapter::typed::flow::{Flow, OBJECT};
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::tally::Tally;
use crate::chapter::typed::{CHAPTER_LANGUAGE, LEGACY, PARAGRAPH_LANGUAGE, legacy};
use crate::diag::Finding;

/// Fewer letters than these are names and single words, of which nothing is said.
const SHORTEST_PARAGRAPH: usize = 20;
const SHORTEST_CHAPTER: usize = 40;
/// A paragraph in Latin letters that is neither English nor an old encoding needs so many words in small letters:
/// names and addresses have few.
const SMALL_WORDS: usize = 6;

/// What a text looks like that is not in its edition's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    English,
    Latin,
    Legacy(&'static str),
    Script(Script),
    Simplified,
    Traditional,
    Chinese,
}

/// Judges every text and the chapter as a whole; says of each text whether its signs are signs, not letters of an
/// old font.
pub(super) fn check(flows: &[Flow], habits: &Habits, tally: &mut Tally<'_>) -> Vec<bool> {
    if habits.scripts.is_empty() {
        return vec![true; flows.len()];
    }
    let judged: Vec<Judged<'_>> =
        flows.iter().filter(|flow| !flow.quoted).map(|flow| Judged::new(flow, habits)).collect();
    if let Some(looks) = whole(&judged, habits) {
        tally.add_whole(chapter_finding(looks, habits, &judged));
        return vec![!matches!(looks, Looks::Legacy(_)); flows.len()];
    }
    for it in &judged {
        if let Some(looks) = it.looks {
            tally.add(paragraph_finding(looks, habits).words(it.flow.shown(0, it.flow.letters.len())), it.flow.start());
        }
    }
    let mut judged = judged.iter();
    flows.iter().map(|flow| flow.quoted || !judged.next().is_some_and(Judged::has_letters_for_signs)).collect()
}

struct Judged<'f> {
    flow: &'f Flow,
    counts: Counts,
    looks: Option<Looks>,
}

impl<'f> Judged<'f> {
    fn new(flow: &'f Flow, habits: &Habits) -> Self {
        let counts = Counts::of(flow, habits);
        let looks = looks(flow, &counts, habits);
        Judged { flow, counts, looks }
    }

    /// Whether it is typed for an old font, known or not, in which signs are letters.
    fn has_letters_for_signs(&self) -> bool {
        match self.looks {
            Some(Looks::Legacy(_)) => true,
            Some(Looks::Latin) => legacy::is_soup(&self.flow.text()),
            _ => false,
        }
    }
}

/// Letters by script.
#[derive(Debug, Default)]
struct Counts {
    total: usize,
    own: usize,
    others: Vec<(Script, usize)>,
    kana: usize,
    han: usize,
    simplified: usize,
    traditional: usize,
}

impl Counts {
    fn of(flow: &Flow, habits: &Habits) -> Self {
        let mut counts = Counts::default();
        for (c, _) in flow.letters.iter().filter(|(c, _)| *c != OBJECT && c.is_alphabetic()) {
            counts.add(*c, habits);
        }
        counts
    }

    fn add(&mut self, c: char, habits: &Habits) {
        let script = c.script();
        if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            return;
        }
        self.total += 1;
        self.kana += usize::from(matches!(script, Script::Hiragana | Script::Katakana));
        if script == Script::Han {
            self.han += 1;
            self.simplified += usize::from(SIMPLIFIED.contains(c));
            self.traditional += usize::from(TRADITIONAL.contains(c));
        }
        if habits.owns(script) {
            self.own += 1;
            return;
        }
        match self.others.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => self.others.push((script, 1)),
        }
    }

    fn join(&mut self, other: &Counts) {
        self.total += other.total;
        self.own += other.own;
        self.kana += other.kana;
        self.han += other.han;
        self.simplified += other.simplified;
        self.traditional += other.traditional;
        for (script, count) in &other.others {
            match self.others.iter_mut().find(|(known, _)| known == script) {
                Some((_, sum)) => *sum += count,
                None => self.others.push((*script, *count)),
            }
        }
    }

    /// The script of another language with the most letters.
    fn foremost(&self) -> Option<(Script, usize)> {
        self.others.iter().copied().reduce(|best, it| if it.1 > best.1 { it } else { best })
    }
}

fn looks(flow: &Flow, counts: &Counts, habits: &Habits) -> Option<Looks> {
    if habits.owns(Script::Myanmar) && legacy::is_zawgyi(&flow.text()) {
        return Some(Looks::Legacy("Zawgyi"));
    }
    if habits.is_latin()
        && habits.language == "vi"
        && let Some(name) = legacy::in_latin("vi", &flow.text())
    {
        return Some(Looks::Legacy(name));
    }
    if counts.total < SHORTEST_PARAGRAPH {
        return short(flow, counts, habits);
    }
    if let Some(kind) = chinese(counts, habits) {
        return Some(kind);
    }
    if habits.is_latin() && habits.language != "en" && is_english(&flow.text()) {
        return Some(Looks::English);
    }
    let (script, count) = counts.foremost()?;
    if count * 5 < counts.total * 3 {
        return None;
    }
    if script == Script::Latin {
        return latin(flow, habits);
    }
    // A row of language names in their own letters is no foreign paragraph.
    (count * 5 >= counts.total * 4).then_some(Looks::Script(script))
}

/// A heading of a few letters can only be told from a name where it is an old encoding.
fn short(flow: &Flow, counts: &Counts, habits: &Habits) -> Option<Looks> {
    if habits.is_latin() || counts.own > 0 {
        return None;
    }
    legacy::in_latin(&habits.language, &flow.text()).map(Looks::Legacy)
}

fn latin(flow: &Flow, habits: &Habits) -> Option<Looks> {
    let text = flow.text();
    if is_english(&text) {
        return Some(Looks::English);
    }
    if let Some(name) = legacy::in_latin(&habits.language, &text) {
        return Some(Looks::Legacy(name));
    }
    let small = text.split_whitespace().filter(|word| word.chars().count() > 1 && begins_small(word)).count();
    (small >= SMALL_WORDS).then_some(Looks::Latin)
}

fn begins_small(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_lowercase() && c.script() == Script::Latin)
}

/// The other way of writing Chinese, or Chinese in a Japanese edition.
fn chinese(counts: &Counts, habits: &Habits) -> Option<Looks> {
    let (here, there) = (counts.simplified, counts.traditional);
    match habits.script.as_str() {
        "Hans" if there >= 3 && there > here * 2 => Some(Looks::Traditional),
        "Hant" if here >= 3 && here > there * 2 => Some(Looks::Simplified),
        "Jpan" if counts.kana == 0 && counts.han >= SHORTEST_CHAPTER => Some(Looks::Chinese),
        _ => None,
    }
}

/// Words that English cannot do without and that Tagalog, Vietnamese and Hmong do not spell the same.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "is", "are", "was", "with", "that", "this", "these", "you", "your", "our", "for", "from",
    "have", "has", "will", "they", "their", "what", "how", "when", "who", "which", "about", "not", "can", "each", "or",
    "be", "it", "we", "as", "if",
];

/// Whether one word in five, and three different ones, belong to English only.
fn is_english(text: &str) -> bool {
    let mut found: Vec<&str> = Vec::new();
    let (mut words, mut hits) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').filter(|word| !word.is_empty()) {
        words += 1;
        if let Some(known) = ENGLISH.iter().find(|known| word.eq_ignore_ascii_case(known)) {
            hits += 1;
            if !found.contains(known) {
                found.push(known);
            }
        }
    }
    words >= 6 && found.len() >= 3 && hits * 5 >= words
}

/// What most of a chapter looks like, if that is not its own language.
fn whole(judged: &[Judged<'_>], habits: &Habits) -> Option<Looks> {
    let mut counts = Counts::default();
    judged.iter().for_each(|it| counts.join(&it.counts));
    if counts.total < SHORTEST_CHAPTER {
        return None;
    }
    if let Some(kind) = chinese(&counts, habits) {
        return Some(kind);
    }
    let mut sums: Vec<(Looks, usize)> = Vec::new();
    for it in judged {
        let Some(looks) = it.looks else { continue };
        match sums.iter_mut().find(|(known, _)| *known == looks) {
            Some((_, sum)) => *sum += it.counts.total,
            None => sums.push((looks, it.counts.total)),
        }
    }
    let most = sums.iter().copied().reduce(|best, it| if it.1 > best.1 { it } else { best });
    if let Some((looks, sum)) = most
        && sum * 2 > counts.total
    {
        return Some(looks);
    }
    if counts.own * 2 >= counts.total {
        return None;
    }
    let flagged: usize = sums.iter().map(|(_, sum)| sum).sum();
    // A list of addresses has few letters of the language and nothing that is wrong.
    let foreign = counts.total - counts.own;
    if flagged * 3 < foreign && counts.own * 5 >= counts.total {
        return None;
    }
    let (script, _) = counts.foremost()?;
    Some(most.map_or(if script == Script::Latin { Looks::Latin } else { Looks::Script(script) }, |(looks, _)| looks))
}

fn described(looks: Looks) -> String {
    match looks {
        Looks::English => "it looks like it is still in English".to_owned(),
        Looks::Latin => "it is in Latin letters".to_owned(),
        Looks::Legacy(name) => format!("it looks like it was typed for {name}"),
        Looks::Script(script) => format!("it is in the script {}", script.full_name()),
        Looks::Simplified => "it is in simplified characters".to_owned(),
        Looks::Traditional => "it is in traditional characters".to_owned(),
        Looks::Chinese => "it looks like Chinese".to_owned(),
    }
}

fn chapter_finding(looks: Looks, habits: &Habits, judged: &[Judged<'_>]) -> Finding {
    let words = judged.iter().find(|it| it.looks == Some(looks)).or(judged.first());
    let message = format!("most of this chapter is not written as {} is: {}", habits.name, described(looks));
    let finding = match looks {
        Looks::Legacy(_) => legacy_finding(looks, message),
        _ => Finding::new(CHAPTER_LANGUAGE, message)
            .hint("put the translation into this file, or set the chapter's status to `not-started` in the manifest"),
    };
    finding.words(words.map(|it| it.flow.shown(0, it.flow.letters.len())).unwrap_or_default())
}

fn paragraph_finding(looks: Looks, habits: &Habits) -> Finding {
    let message = format!("this text is not written as {} is: {}", habits.name, described(looks));
    match looks {
        Looks::Legacy(_) => legacy_finding(looks, message),
        Looks::English => Finding::new(PARAGRAPH_LANGUAGE, message).hint("translate it"),
        _ => Finding::new(PARAGRAPH_LANGUAGE, message).hint(
            "write it in the edition's language; if it is somebody's own words, put `>` or a `quote` block round it",
        ),
    }
}

fn legacy_finding(looks: Looks, message: String) -> Finding {
    let hint = match looks {
        Looks::Legacy("Zawgyi") => "turn the file from Zawgyi into Unicode with a converter, then read it again",
        _ => "turn the text into Unicode with a converter for that font, or type it again on a Unicode keyboard",
    };
    Finding::new(LEGACY, message)
        .why("such text shows the right letters only in that one font; everywhere else it is soup")
        .hint(hint)
}

/// Common characters that only simplified Chinese has, and those that stand for them in traditional Chinese; pairs of
/// which one is also a character of the other are left out.
const SIMPLIFIED: &str =
    "这们说还来对时会个为国学开关问题见觉听话语读书长东车门让给经过动实现发权两进业间应无义种样从点将与体";
const TRADITIONAL: &str =
    "這們說還來對時會個為國學開關問題見覺聽話語讀書長東車門讓給經過動實現發權兩進業間應無義種樣從點將與體";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_the_two_ways_of_writing_are_paired() {
        let (one, other): (Vec<char>, Vec<char>) = (SIMPLIFIED.chars().collect(), TRADITIONAL.chars().collect());
        assert_eq!(one.len(), other.len());
        assert!(one.iter().zip(&other).all(|(a, b)| a != b && !other.contains(a) && !one.contains(b)));
    }

    #[test]
    fn english_is_told_from_its_neighbours() {
        assert!(is_english("Everyone carries stories, and each of us can tell one that is not in a book."));
        assert!(!is_english("Ang workshop na ito ay para sa 6 hanggang 16 na tao at tumatagal nang 90 minuto."));
        assert!(!is_english("Washington State Department of Health, Seattle and Olympia"));
    }
}
