//! Cuts a run of letters without spaces into words.

use std::collections::BTreeMap;

use crate::compose::breaking::clusters::{Unspaced, edges, is_letter_joiner};
use crate::compose::breaking::dictionary::Dictionary;

/// Words and names of an edition that are never broken, whatever the dictionary says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TermList {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    next: BTreeMap<char, usize>,
    ends: bool,
}

impl Default for TermList {
    fn default() -> Self {
        TermList { nodes: vec![Node::default()] }
    }
}

impl TermList {
    /// A list of terms. What is not a letter of Khmer, Thai, Lao or Burmese parts a term in two.
    pub(crate) fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut list = TermList::default();
        for term in terms {
            for piece in term.split(|c| Unspaced::of(c).is_none() && !is_letter_joiner(c)) {
                list.insert(piece);
            }
        }
        list
    }

    fn insert(&mut self, piece: &str) {
        let mut at = 0;
        for c in piece.chars().filter(|c| !is_letter_joiner(*c)) {
            let free = self.nodes.len();
            let next = *self.nodes[at].next.entry(c).or_insert(free);
            if next == free {
                self.nodes.push(Node::default());
            }
            at = next;
        }
        self.nodes[at].ends = at != 0;
    }

    /// Calls `found` with the length of every term that the text begins with, shortest first.
    fn terms_at(&self, text: &[char], mut found: impl FnMut(usize)) {
        let mut at = 0;
        for (index, c) in text.iter().enumerate().filter(|(_, c)| !is_letter_joiner(**c)) {
            let Some(&next) = self.nodes[at].next.get(c) else { return };
            at = next;
            if self.nodes[at].ends {
                found(index + 1);
            }
        }
    }
}

/// A word counts as so much; the way through a run that costs least is taken, and among equals the one whose first word
/// is longest.
const WORD: u32 = 4;
/// A term costs a little less, so that it wins against words of the same length.
const TERM: u32 = 3;
/// A cluster that begins no word costs more than two words.
const UNKNOWN: u32 = 9;

/// The best way from one edge to the end of the run.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: u32,
    /// The edge where its first word ends.
    to: usize,
    /// Whether that word is in a list.
    known: bool,
}

/// Where the words of a run begin: the first and the last place, 0 and the run's length, are among them. Clusters that
/// are in no list stand together as one word.
pub(super) fn word_edges(script: Unspaced, run: &[char], terms: &TermList) -> Vec<usize> {
    let edges = edges(script, run);
    let mut rank = vec![None; run.len() + 1];
    for (index, &edge) in edges.iter().enumerate() {
        rank[edge] = Some(index);
    }
    let last = edges.len() - 1;
    let mut steps = vec![Step { cost: 0, to: last, known: true }; edges.len()];
    let mut inside_term = vec![false; edges.len()];
    for from in (0..last).rev() {
        let mut best = Step { cost: steps[from + 1].cost.saturating_add(UNKNOWN), to: from + 1, known: false };
        let mut offer = |length: usize, price: u32| {
            let to = rank.get(edges[from] + length).copied().flatten()?;
            let cost = steps[to].cost.saturating_add(price);
            if cost < best.cost || (cost == best.cost && to > best.to) {
                best = Step { cost, to, known: true };
            }
            Some(to)
        };
        let text = &run[edges[from]..];
        Dictionary::of(script).words_at(text, |length| {
            offer(length, WORD);
        });
        terms.terms_at(text, |length| {
            if let Some(to) = offer(length, TERM) {
                inside_term[from + 1..to].fill(true);
            }
        });
        steps[from] = best;
    }
    chosen(&steps, &inside_term).into_iter().map(|index| edges[index]).collect()
}

/// The edges of the cheapest way. An edge inside a term falls away; so does one between unknown clusters, and one
/// between an unknown cluster and a word of a single cluster before it, which is most often a piece of the same word.
fn chosen(steps: &[Step], inside_term: &[bool]) -> Vec<usize> {
    let last = steps.len() - 1;
    let mut found = vec![0];
    let mut at = 0;
    while at < last {
        let step = steps[at];
        let loose = step.known && step.to - at > 1;
        if step.to < last && (loose || steps[step.to].known) && !inside_term[step.to] {
            found.push(step.to);
        }
        at = step.to;
    }
    if last > 0 {
        found.push(last);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(script: Unspaced, run: &str, terms: &TermList) -> String {
        let run: Vec<char> = run.chars().collect();
        let edges = word_edges(script, &run, terms);
        let words = edges.windows(2).map(|edge| run[edge[0]..edge[1]].iter().collect::<String>());
        words.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn runs_are_cut_into_words() {
        let cases = [
            (Unspaced::Khmer, "ស្វាគមន៍|មកកាន់|ប្រព័ន្ធ|កំណត់ត្រា"),
            (Unspaced::Thai, "ยินดี|ต้อนรับ|สู่|ระบบ"),
            (Unspaced::Lao, "ຍິນດີ|ຕ້ອນຮັບ|ເຂົ້າສູ່|ລະບົບ"),
            (Unspaced::Burmese, "ကမ္ဘာ့|ကုလသမဂ္ဂ|အဖွဲ့"),
        ];
        for (script, words) in cases {
            assert_eq!(cut(script, &words.replace('|', ""), &TermList::default()), words);
        }
    }

    #[test]
    fn terms_are_never_cut() {
        let name = "អាមីណា";
        let alone = cut(Unspaced::Khmer, &format!("{name}បាននិយាយ"), &TermList::default());
        assert_ne!(alone, format!("{name}|បាន|និយាយ"));
        let terms = TermList::new(["សហរដ្ឋ អាមេរិក", name]);
        assert_eq!(cut(Unspaced::Khmer, &format!("{name}បាននិយាយ"), &terms), format!("{name}|បាន|និយាយ"));
        // A term inside a longer word takes nothing away from it.
        let terms = TermList::new(["สาม"]);
        assert_eq!(cut(Unspaced::Thai, "ความสามารถ", &terms), cut(Unspaced::Thai, "ความสามารถ", &TermList::default()));
    }
}
