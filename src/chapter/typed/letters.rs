//! Letters of a neighbour's keyboard that look like the right ones.

use crate::chapter::typed::LETTER;
use crate::chapter::typed::flow::Flow;
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::tally::Tally;
use crate::diag::Finding;
use unicode_script::Script;

/// Arabic letters and what Urdu and Punjabi write in their place: kaf, yeh, alef maksura and heh.
const TO_URDU: [(char, char); 4] =
    [('\u{643}', '\u{6a9}'), ('\u{64a}', '\u{6cc}'), ('\u{649}', '\u{6cc}'), ('\u{647}', '\u{6c1}')];
/// Letters of Persian and Urdu keyboards and what Arabic writes in their place.
const TO_ARABIC: [(char, char); 3] = [('\u{6a9}', '\u{643}'), ('\u{6cc}', '\u{64a}'), ('\u{6c1}', '\u{647}')];

/// Reports each word with letters of the other language.
pub(super) fn check(flow: &Flow, habits: &Habits, tally: &mut Tally<'_>) {
    let (table, owner): (&[(char, char)], &str) = match habits.language.as_str() {
        _ if habits.is_nastaliq() => (&TO_URDU, "Arabic"),
        "ar" if habits.owns(Script::Arabic) => (&TO_ARABIC, "Persian or Urdu"),
        _ => return,
    };
    let right = |c: char| table.iter().find(|(wrong, _)| *wrong == c).map(|(_, right)| *right);
    for (from, to) in flow.runs(|c| c.is_alphabetic() || ('\u{64b}'..='\u{65f}').contains(&c)) {
        let Some(index) = (from..to).find(|index| flow.char(*index).and_then(right).is_some()) else { continue };
        let word = flow.slice(from, to);
        let mended: String = word.chars().map(|c| right(c).unwrap_or(c)).collect();
        let message = format!("`{word}` has letters of {owner} that {} writes otherwise", habits.name);
        let finding = Finding::new(LETTER, message)
            .words(flow.around(index))
            .why("they look alike, but join otherwise, and searching does not find the word")
            .hint(format!("write `{mended}`, and set the keyboard to {}", habits.name));
        tally.add(finding, flow.at(index));
    }
}
