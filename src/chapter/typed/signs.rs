//! Digits, quotation marks and signs of the wrong width.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::chapter::typed::flow::{Flow, OBJECT};
use crate::chapter::typed::habits::{Habits, digit};
use crate::chapter::typed::tally::Tally;
use crate::chapter::typed::{DIGITS, HAN_SPACE, MIXED_DIGITS, NARROW, QUOTES, WIDE};
use crate::diag::{Code, Finding, shorten};

/// From so many digits on, a number is for dialling.
const PHONE: usize = 7;

/// Reports digits of other languages, and digits of two kinds in one paragraph.
pub(super) fn digits(flow: &Flow, habits: &Habits, tally: &mut Tally<'_>) {
    let mut ascii = None;
    let mut native = None;
    for (from, to) in flow.runs(|c| digit(c).is_some()) {
        let zeros = || (from..to).filter_map(|index| flow.char(index).and_then(digit)).map(|(_, zero)| zero);
        if zeros().any(|zero| !habits.has_digits(zero)) {
            tally.add(foreign_digits(flow, (from, to), habits), flow.at(from));
        } else if zeros().any(|zero| zero == '0') && zeros().any(|zero| zero != '0') {
            ascii = ascii.or(Some(from));
            native = native.or((from..to).find(|index| flow.char(*index).is_some_and(|c| !c.is_ascii())));
        } else if zeros().all(|zero| zero == '0') {
            ascii = ascii.or((!is_foreign_token(flow, from, to)).then_some(from));
        } else {
            native = native.or(Some(from));
        }
    }
    if let (Some(ascii), Some(native)) = (ascii, native) {
        let later = ascii.max(native);
        let finding = Finding::new(MIXED_DIGITS, "this paragraph has two kinds of digits")
            .words(flow.around(later))
            .hint(format!("write them all alike, either `0123` or `{}`", native_digits(flow, native)));
        tally.add(finding, flow.at(later));
    }
}

fn native_digits(flow: &Flow, index: usize) -> String {
    let zero = flow.char(index).and_then(digit).map_or('0', |(_, zero)| zero);
    (0..4).filter_map(|value| char::from_u32(zero as u32 + value)).collect()
}

fn foreign_digits(flow: &Flow, (from, to): (usize, usize), habits: &Habits) -> Finding {
    let number = flow.slice(from, to);
    let ascii: String = number.chars().filter_map(digit).filter_map(|(value, _)| char::from_digit(value, 10)).collect();
    Finding::new(DIGITS, format!("the digits of `{number}` belong to another language than {}", habits.name))
        .words(flow.around(from))
        .hint(format!("write `{}`", habits.digits.transcribe(&ascii)))
}

/// Whether ASCII digits belong to a Latin word, a product's name or a telephone number.
fn is_foreign_token(flow: &Flow, from: usize, to: usize) -> bool {
    let stays = |c: char| !c.is_whitespace();
    let dials = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '+' | '.' | '\u{2011}' | '\u{a0}');
    let latin =
        |(from, to): (usize, usize)| flow.slice(from, to).chars().any(|c| c.is_ascii_alphabetic() || c == OBJECT);
    let token = widen(flow, (from, to), stays);
    let before = token.0.checked_sub(1).map(|space| widen(flow, (space, space), stays));
    let after = widen(flow, (token.1 + 1, token.1 + 1), stays);
    if latin(token) || before.is_some_and(latin) || latin(after) {
        return true;
    }
    let dialled = widen(flow, (from, to), dials);
    flow.slice(dialled.0, dialled.1).chars().filter(char::is_ascii_digit).count() >= PHONE
}

/// The longest stretch around one for whose letters `inside` holds, within reach of a long word.
fn widen(flow: &Flow, (from, to): (usize, usize), inside: impl Fn(char) -> bool) -> (usize, usize) {
    const REACH: usize = 40;
    let holds = |index: usize| flow.char(index).is_some_and(&inside);
    let (mut start, mut end) = (from, to);
    while start > 0 && from - start < REACH && holds(start - 1) {
        start -= 1;
    }
    while end - to < REACH && holds(end) {
        end += 1;
    }
    (start, end)
}

/// Reports quotation marks of the typewriter. Apostrophes, feet and inches are none.
pub(super) fn quotes(flow: &Flow, habits: &Habits, tally: &mut Tally<'_>) {
    let mut double = None;
    let mut single = None;
    for index in 0..flow.letters.len() {
        match flow.char(index) {
            Some('"' | '＂') => match double.take() {
                Some(open) => tally.add(pair(flow, (open, index), &habits.quotes), flow.at(open)),
                None if flow.before(index).is_some_and(is_digit) => {}
                None => double = Some(index),
            },
            Some('\'') => match (single, mark(flow, index, single.is_some())) {
                (_, Mark::Open) => single = Some(index),
                (Some(open), Mark::Close) => {
                    tally.add(pair(flow, (open, index), &habits.inner), flow.at(open));
                    single = None;
                }
                _ => {}
            },
            _ => {}
        }
    }
    if let Some(open) = double {
        let [left, right] = &habits.quotes;
        let finding = Finding::new(QUOTES, "a straight quotation mark").words(flow.around(open));
        tally.add(finding.hint(format!("write `{left}` before the words and `{right}` after them")), flow.at(open));
    }
}

fn pair(flow: &Flow, (open, close): (usize, usize), [left, right]: &[String; 2]) -> Finding {
    let inside = flow.shown(open + 1, close);
    let message = "straight quotation marks, as on a typewriter";
    let shown = shorten(&inside, 40);
    Finding::new(QUOTES, message).words(flow.shown(open, close + 1)).hint(format!("write `{left}{shown}{right}`"))
}

/// What a straight single mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    Apostrophe,
}

fn mark(flow: &Flow, index: usize, is_open: bool) -> Mark {
    let (before, after) = (flow.before(index), flow.char(index + 1));
    let (word_before, word_after) = (before.is_some_and(is_word), after.is_some_and(is_word));
    if word_before && word_after && before.is_some_and(is_unspaced) && after.is_some_and(is_unspaced) {
        return if is_open { Mark::Close } else { Mark::Open };
    }
    // Korean and Nepali endings stand against the quotation.
    let takes_endings = after.is_some_and(|c| matches!(c.script(), Script::Hangul | Script::Devanagari));
    if is_open && word_before && takes_endings {
        return Mark::Close;
    }
    if word_before && word_after || before.is_some_and(is_digit) {
        return Mark::Apostrophe;
    }
    if word_after && before != Some('\'') {
        return if is_elided(flow, index + 1) { Mark::Apostrophe } else { Mark::Open };
    }
    if before.is_some_and(|c| !c.is_whitespace()) { Mark::Close } else { Mark::Apostrophe }
}

/// Words that are written with an apostrophe before them, in English, Tagalog and Punjabi; and `'90s`.
pub(super) fn is_elided(flow: &Flow, from: usize) -> bool {
    const ELIDED: [&str; 16] =
        ["em", "til", "tis", "twas", "cause", "round", "di", "yan", "yun", "yon", "yong", "yung", "wag", "ਤੇ", "ਚ", "ਚੋਂ"];
    let (_, to) = widen(flow, (from, from), is_word);
    let word = flow.slice(from, to);
    flow.char(from).is_some_and(is_digit) || ELIDED.iter().any(|known| word.eq_ignore_ascii_case(known))
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

pub(super) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// Letters in whose words an apostrophe may stand.
pub(super) fn has_apostrophes(c: char) -> bool {
    c.is_ascii_digit() || matches!(c.script(), Script::Latin | Script::Cyrillic | Script::Greek | Script::Hebrew)
}

/// Narrow signs and their wide twins.
const WIDE_TWINS: [(char, char); 6] = [(',', '，'), ('.', '。'), ('!', '！'), ('?', '？'), (':', '：'), (';', '；')];

/// Reports narrow signs and spaces between Chinese or Japanese letters, and wide signs elsewhere.
pub(super) fn widths(flow: &Flow, habits: &Habits, tally: &mut Tally<'_>) {
    let mut spaced: Option<(usize, usize)> = None;
    let mut brackets = Vec::new();
    for index in 0..flow.letters.len() {
        let Some(c) = flow.char(index) else { continue };
        if !habits.is_wide() {
            if is_stray_wide(flow, index, c) {
                let twin = narrow(c, habits);
                tally.add(width_finding(WIDE, (flow, index), (c, "a wide"), twin), flow.at(index));
            }
            continue;
        }
        match c {
            ' ' if is_between_han(flow, index) && !flow.heading => {
                spaced = Some(spaced.map_or((index, 1), |(first, count)| (first, count + 1)));
            }
            '(' | '（' => brackets.push(index),
            ')' | '）' => brackets.pop().map_or((), |open| narrow_brackets(flow, (open, index), tally)),
            _ => {
                if let Some(twin) = stray_narrow(flow, index, c, habits) {
                    tally.add(width_finding(NARROW, (flow, index), (c, "a narrow"), twin), flow.at(index));
                }
            }
        }
    }
    if let Some((first, count)) = spaced {
        tally.add(space_finding(flow, first, count), flow.at(first));
    }
}

/// Brackets are narrow or wide with the words in them, both alike.
fn narrow_brackets(flow: &Flow, (open, close): (usize, usize), tally: &mut Tally<'_>) {
    let narrow = |index: usize| matches!(flow.char(index), Some('(' | ')'));
    let inside = flow.char(open + 1).is_some_and(is_han) || flow.before(close).is_some_and(is_han);
    if !inside || !(narrow(open) || narrow(close)) {
        return;
    }
    let (first, last) = (flow.slice(open, open + 1), flow.slice(close, close + 1));
    let finding = Finding::new(NARROW, format!("`{first}…{last}` where readers expect `（…）`"))
        .words(flow.shown(open.saturating_sub(10), close + 1))
        .hint(format!("write `（{}）`", shorten(&flow.shown(open + 1, close), 40)));
    tally.add(finding, flow.at(open));
}

fn space_finding(flow: &Flow, first: usize, count: usize) -> Finding {
    let times = if count == 1 { String::new() } else { format!(" ({count} in this paragraph)") };
    Finding::new(HAN_SPACE, format!("a space between two characters that are written without one{times}"))
        .words(flow.around(first))
        .hint("take it out, unless it is meant")
}

fn width_finding(code: Code, (flow, index): (&Flow, usize), (c, width): (char, &str), twin: char) -> Finding {
    Finding::new(code, format!("{width} `{c}` where readers expect `{twin}`"))
        .words(flow.around(index))
        .hint(format!("write `{twin}`"))
}

fn is_han(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo)
}

/// Letters of scripts that part no words, in which no apostrophe is written.
pub(super) fn is_unspaced(c: char) -> bool {
    is_han(c) || matches!(c.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar)
}

fn is_wide_sign(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}')
}

fn is_between_han(flow: &Flow, index: usize) -> bool {
    flow.before(index).is_some_and(is_han) && flow.char(index + 1).is_some_and(is_han)
}

/// The wide twin of a narrow sign that stands between Chinese or Japanese letters.
fn stray_narrow(flow: &Flow, index: usize, c: char, habits: &Habits) -> Option<char> {
    let (_, twin) = WIDE_TWINS.iter().find(|(narrow, _)| *narrow == c)?;
    let before = flow.before(index);
    let after = flow.char(index + 1);
    let ends = after.is_none_or(|c| c == '\n' || is_han(c) || is_wide_sign(c))
        || (after == Some(' ') && flow.char(index + 2).is_some_and(is_han));
    let stray = before.is_some_and(|c| is_han(c) || "」』）》】".contains(c)) && ends;
    let twin = if c == ',' && habits.script == "Jpan" { '、' } else { *twin };
    stray.then_some(twin)
}

/// Whether a wide sign stands in text that has narrow ones. Beside Chinese or Japanese letters it is right.
fn is_stray_wide(flow: &Flow, index: usize, c: char) -> bool {
    // Of a wide `"` the straight quotation marks tell.
    let wide = matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3001}' | '\u{3002}') && c != '＂';
    wide && !flow.before(index).is_some_and(|c| is_han(c) || c == '」') && !flow.char(index + 1).is_some_and(is_han)
}

/// The sign that a language writes in place of a wide one.
fn narrow(c: char, habits: &Habits) -> char {
    let arabic = habits.owns(Script::Arabic);
    match c {
        '，' | '、' if arabic => '،',
        '；' if arabic => '؛',
        '？' if arabic => '؟',
        '。' if habits.is_nastaliq() => '۔',
        '。' => full_stop(habits),
        '、' => ',',
        c => (c as u32).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
    }
}

fn full_stop(habits: &Habits) -> char {
    match habits.script.as_str() {
        "Deva" | "Beng" | "Guru" => '\u{964}',
        "Khmr" => '\u{17d4}',
        "Mymr" => '\u{104b}',
        _ => '.',
    }
}
