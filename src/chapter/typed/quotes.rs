//! Quotation marks of another language, and two kinds of them in one chapter.

use unicode_script::UnicodeScript;

use crate::chapter::typed::OTHER_QUOTES;
use crate::chapter::typed::flow::Flow;
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::marks::{Family, Pair};
use crate::chapter::typed::tally::Tally;
use crate::chapter::typed::unpaired::Read;
use crate::diag::Finding;

/// A kind of outer quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Curly,
    Low,
    Guillemets,
    Corners,
}

impl Style {
    const ALL: [Style; 4] = [Style::Curly, Style::Low, Style::Guillemets, Style::Corners];

    /// The style of an opening mark; `„` closed by `”` is the same as by `“`.
    fn of(open: char) -> Option<Style> {
        match open {
            '“' | '”' | '‟' => Some(Style::Curly),
            '„' => Some(Style::Low),
            '«' | '»' => Some(Style::Guillemets),
            '「' => Some(Style::Corners),
            _ => None,
        }
    }
}

/// The styles that readers of a language know besides its profile's own. Where this is not certain, all are.
fn known(habits: &Habits) -> &'static [Style] {
    use Style::{Corners, Curly, Guillemets, Low};
    match (habits.script.as_str(), habits.language.as_str()) {
        ("Latn", "en" | "tl" | "fil" | "hmn" | "mww" | "hnj") => &[Curly],
        ("Latn", "vi") => &[Curly, Guillemets],
        ("Latn" | "Cyrl" | "Grek", _) => &[Curly, Low, Guillemets],
        ("Deva" | "Beng" | "Guru" | "Gujr" | "Orya" | "Taml" | "Telu" | "Knda" | "Mlym" | "Sinh", _) => &[Curly],
        ("Thai" | "Mymr", _) => &[Curly],
        ("Khmr" | "Laoo", _) => &[Curly, Guillemets],
        ("Arab" | "Hebr", _) => &[Curly, Low, Guillemets],
        ("Hans" | "Kore", _) => &[Curly, Corners],
        ("Hant" | "Jpan", _) => &[Corners],
        _ => &Style::ALL,
    }
}

/// What is known of the pairs of one style.
#[derive(Debug, Clone, Copy)]
struct Use<'f> {
    style: Style,
    count: usize,
    flow: &'f Flow,
    first: Pair,
}

impl Use<'_> {
    /// The two marks, as they were typed first.
    fn shown(&self) -> String {
        format!(
            "{}…{}",
            self.flow.slice(self.first.open, self.first.open + 1),
            self.flow.slice(self.first.close, self.first.close + 1)
        )
    }
}

/// Reports marks that readers do not know, and the rarer of two kinds, once each.
pub(super) fn check(texts: &[Read<'_>], habits: &Habits, tally: &mut Tally<'_>) {
    let own = habits.quotes[0].chars().next().and_then(Style::of);
    let is_known = |style: Style| Some(style) == own || known(habits).contains(&style);
    let (mut strange, mut usual) = (Vec::new(), Vec::new());
    for text in texts.iter().filter(|text| !text.flow.quoted) {
        for pair in text.marks.pairs.iter().filter(|pair| is_own_text(text.flow, pair, habits)) {
            let Some(style) = style(text.flow, pair, own) else { continue };
            if !is_known(style) {
                count(&mut strange, style, text.flow, *pair);
            } else if pair.within == 0 && !is_title(style, habits) {
                count(&mut usual, style, text.flow, *pair);
            }
        }
    }
    for it in &strange {
        tally.add(strange_finding(it, habits), it.flow.at(it.first.open));
    }
    let Some(most) = usual.iter().copied().reduce(|a, b| if is_more(&b, &a, own) { b } else { a }) else { return };
    for it in usual.iter().filter(|it| it.style != most.style) {
        tally.add(mixed_finding(it, &most), it.flow.at(it.first.open));
    }
}

/// Whether one style is the chapter's rather than another: it is commoner, or as common and the profile's own.
fn is_more(one: &Use<'_>, other: &Use<'_>, own: Option<Style>) -> bool {
    one.count > other.count || (one.count == other.count && Some(one.style) == own)
}

/// Corner brackets name laws and books in Korean, beside quotation marks.
fn is_title(style: Style, habits: &Habits) -> bool {
    style == Style::Corners && habits.script == "Kore"
}

/// The style of a pair. Single marks count where no language's inner marks are like them.
fn style(flow: &Flow, pair: &Pair, own: Option<Style>) -> Option<Style> {
    if pair.family == Family::Single && own == Some(Style::Corners) {
        return Some(Style::Curly);
    }
    flow.char(pair.open).and_then(Style::of)
}

/// Words in another script keep their own marks.
fn is_own_text(flow: &Flow, pair: &Pair, habits: &Habits) -> bool {
    let letters = flow.letters.get(pair.open + 1..pair.close).unwrap_or_default();
    letters.iter().any(|(c, _)| c.is_alphabetic() && habits.owns(c.script()))
}

fn count<'f>(uses: &mut Vec<Use<'f>>, style: Style, flow: &'f Flow, first: Pair) {
    match uses.iter_mut().find(|it| it.style == style) {
        Some(known) => known.count += 1,
        None => uses.push(Use { style, count: 1, flow, first }),
    }
}

fn strange_finding(it: &Use<'_>, habits: &Habits) -> Finding {
    let times = if it.count == 1 { String::new() } else { format!(" ({} in this chapter)", it.count) };
    let ([left, right], [inner_left, inner_right]) = (&habits.quotes, &habits.inner);
    Finding::new(OTHER_QUOTES, format!("`{}` are not the quotation marks of {}{times}", it.shown(), habits.name))
        .words(it.flow.shown(it.first.open, it.first.close + 1))
        .hint(format!("write `{left}…{right}`, and `{inner_left}…{inner_right}` within them"))
}

fn mixed_finding(it: &Use<'_>, most: &Use<'_>) -> Finding {
    let times = |count: usize| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let message = format!(
        "this chapter has two kinds of quotation marks: `{}` {} and `{}` {}",
        most.shown(),
        times(most.count),
        it.shown(),
        times(it.count),
    );
    Finding::new(OTHER_QUOTES, message)
        .words(it.flow.shown(it.first.open, it.first.close + 1))
        .hint(format!("write `{}` here too", most.shown()))
}
