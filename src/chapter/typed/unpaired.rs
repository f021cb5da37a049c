//! Quotation marks and brackets without their fellow.

use unicode_script::Script;

use crate::chapter::typed::UNPAIRED;
use crate::chapter::typed::flow::Flow;
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::marks::{Family, Fault, Marks, fellow};
use crate::chapter::typed::tally::Tally;
use crate::diag::{Finding, shorten};

/// A quotation runs over so many paragraphs at most.
const LONGEST_ROW: usize = 8;

/// A text and its marks.
pub(super) struct Read<'f> {
    /// The text.
    pub flow: &'f Flow,
    /// Its marks.
    pub marks: Marks,
    /// Something in it was reported as Markdown, which has brackets of its own.
    pub has_markup: bool,
}

/// Reports the first mark of each text that has no fellow, unless a quotation runs over several paragraphs.
pub(super) fn check(texts: &[Read<'_>], habits: &Habits, tally: &mut Tally<'_>) {
    let mut excused = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        for (index, family, fault) in &text.marks.faults {
            if *fault == Fault::Unclosed {
                excused.extend(runs_on(texts, number, *index, *family));
            }
        }
    }
    excused.sort_unstable();
    for (number, text) in texts.iter().enumerate() {
        let elsewhere = told_elsewhere(text);
        let mut faults = text.marks.faults.iter().filter(|(index, family, _)| {
            !elsewhere.contains(family) && excused.binary_search(&(number, *index)).is_err()
        });
        let Some((index, family, fault)) = faults.next() else { continue };
        let finding = finding(text.flow, *index, *fault, faults.count());
        let turned_round =
            matches!(fault, Fault::Swapped(_)) && *family != Family::Double && habits.owns(Script::Arabic);
        let finding = match turned_round {
            true => finding.why("pages show these marks turned round; in the file the opening one comes first"),
            false => finding,
        };
        tally.add(finding, text.flow.at(*index));
    }
}

/// The forms of which other findings speak: a straight mark may be the fellow, and brackets may be left from a link.
fn told_elsewhere(text: &Read<'_>) -> Vec<Family> {
    let has = |mark: char| text.flow.letters.iter().any(|(c, _)| *c == mark);
    let straight = [('"', Family::Double), ('\'', Family::Single)];
    let mut families: Vec<Family> =
        straight.into_iter().filter(|(mark, _)| has(*mark)).map(|(_, family)| family).collect();
    if text.has_markup {
        families.extend([Family::Round, Family::Square]);
    }
    families
}

/// Where what is open goes on in the next paragraphs, the marks by number of text and index that are right then. Either
/// the next paragraph begins with the same quotation mark, or a later one closes it.
fn runs_on(texts: &[Read<'_>], number: usize, index: usize, family: Family) -> Vec<(usize, usize)> {
    let Some(first) = texts.get(number).filter(|text| text.flow.row > 0) else { return Vec::new() };
    let open = first.flow.char(index);
    let row = texts.iter().enumerate().skip(number + 1).take(LONGEST_ROW);
    for (later, text) in row.filter(|(_, text)| text.flow.row == first.flow.row) {
        let mut begins = text.flow.letters.iter().map(|(c, _)| *c).skip_while(|c| c.is_whitespace());
        if family.quotes() && begins.next() == open {
            return vec![(number, index)];
        }
        if let Some((close, ..)) =
            text.marks.faults.iter().find(|(_, known, fault)| *known == family && *fault == Fault::Unopened)
        {
            return vec![(number, index), (later, *close)];
        }
        if text.marks.pairs.iter().any(|pair| pair.family == family) {
            return Vec::new();
        }
    }
    Vec::new()
}

fn finding(flow: &Flow, index: usize, fault: Fault, more: usize) -> Finding {
    let mark = flow.char(index).unwrap_or_default();
    let opens = matches!(fault, Fault::Unclosed | Fault::TurnedLast(_) | Fault::Crossed(..));
    let (open, close) = if opens { (mark, fellow(mark)) } else { (fellow(mark), mark) };
    let pair = |from: usize, to: usize| format!("write `{open}{}{close}`", shorten(&flow.shown(from + 1, to), 40));
    let (message, hint) = match fault {
        Fault::Unclosed => (format!("`{open}` opens, and nothing closes it"), format!("write `{close}` where it ends")),
        Fault::Unopened => {
            (format!("`{close}` closes, and nothing has opened"), format!("write `{open}` where it begins"))
        }
        Fault::TurnedFirst(end) => {
            (format!("`{close}` stands before the words, where `{open}` belongs"), pair(index, end))
        }
        Fault::TurnedLast(start) => {
            (format!("`{open}` stands after the words, where `{close}` belongs"), pair(start, index))
        }
        Fault::Swapped(end) => (format!("`{close}` and `{open}` stand in one another's place"), pair(index, end)),
        Fault::Crossed(inner, end) => {
            let (first, last) = (flow.slice(inner, inner + 1), flow.slice(end, end + 1));
            let message = format!("`{open}` opens before `{first}` and closes after it");
            (message, format!("write `{last}` before `{first}`: what opened last closes first"))
        }
    };
    let more = if more == 0 { String::new() } else { format!(" ({more} more in this paragraph)") };
    Finding::new(UNPAIRED, message + &more).words(flow.around(index)).hint(hint)
}
