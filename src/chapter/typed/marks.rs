//! Marks that come in pairs, quotation marks and brackets, and which of them belong together in a text.

use unicode_script::Script;

use crate::chapter::typed::flow::{Flow, OBJECT};
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::signs::{has_apostrophes, is_digit, is_elided, is_unspaced, is_word};

/// With more marks open than this a text is no prose, and nothing is said of it. It also bounds the time.
const MOST_OPEN: usize = 30;

/// Marks of one form. A wide bracket may close a narrow one, of which `wide-sign` and `narrow-sign` speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `“ ”`, `„ “` and what stands for them.
    Double,
    /// `‘ ’`, of which the second is an apostrophe too.
    Single,
    /// `« »`
    Guillemet,
    /// `‹ ›`
    SmallGuillemet,
    /// `「 」`
    Corner,
    /// `『 』`
    WhiteCorner,
    /// `《 》`
    Title,
    /// `〈 〉`
    SmallTitle,
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// `【 】`
    Lens,
    /// `〔 〕`
    Shell,
}

impl Family {
    /// Whether it parts somebody's words from the others.
    pub(super) fn quotes(self) -> bool {
        use Family::{Corner, Double, Guillemet, Single, SmallGuillemet, WhiteCorner};
        matches!(self, Double | Single | Guillemet | SmallGuillemet | Corner | WhiteCorner)
    }

    /// Whether its two marks are easily taken for one another, because a keyboard gives the wrong one or because lines
    /// run both ways.
    fn is_confused(self) -> bool {
        matches!(self, Family::Double | Family::Guillemet)
    }
}

/// The marks: family, opening, closing.
const MARKS: [(Family, char, char); 15] = [
    (Family::Double, '“', '”'),
    (Family::Double, '„', '“'),
    (Family::Double, '‟', '”'),
    (Family::Single, '‘', '’'),
    (Family::Guillemet, '«', '»'),
    (Family::SmallGuillemet, '‹', '›'),
    (Family::Corner, '「', '」'),
    (Family::WhiteCorner, '『', '』'),
    (Family::Title, '《', '》'),
    (Family::SmallTitle, '〈', '〉'),
    (Family::Round, '(', ')'),
    (Family::Round, '（', '）'),
    (Family::Square, '[', ']'),
    (Family::Lens, '【', '】'),
    (Family::Shell, '〔', '〕'),
];

/// The other mark of a pair.
pub(super) fn fellow(mark: char) -> char {
    let known = MARKS.iter().find(|(_, open, close)| mark == *open || mark == *close);
    known.map_or(mark, |(_, open, close)| if mark == *open { *close } else { *open })
}

/// The family of a mark, and whether it opens.
fn family(c: char) -> Option<(Family, bool)> {
    MARKS.iter().find(|(_, open, close)| c == *open || c == *close).map(|(family, open, _)| (*family, c == *open))
}

/// Two marks that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// Their form.
    pub family: Family,
    /// Index of the first.
    pub open: usize,
    /// Index of the second.
    pub close: usize,
    /// How many quotations are around it.
    pub within: usize,
}

/// What is wrong with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It opens, and nothing closes.
    Unclosed,
    /// It closes, and nothing has opened.
    Unopened,
    /// It opens with the mark that closes; the index of its fellow.
    TurnedFirst(usize),
    /// It closes with the mark that opens; the index of its fellow.
    TurnedLast(usize),
    /// It and its fellow, at this index, stand in one another's place.
    Swapped(usize),
    /// It opens within the pair that ends at the first index, and closes at the second, outside of it.
    Crossed(usize, usize),
}

/// The marks of one text.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Those that belong together.
    pub pairs: Vec<Pair>,
    /// Those at an index with which something is wrong, in reading order.
    pub faults: Vec<(usize, Family, Fault)>,
}

impl Marks {
    /// Pairs the marks of a text.
    pub(super) fn of(flow: &Flow, habits: &Habits) -> Marks {
        let mut reader = Reader::new(flow, habits);
        if reader.marks.is_empty() || !flow.letters.iter().any(|(c, _)| is_word(*c)) {
            return Marks::default();
        }
        for number in 0..reader.marks.len() {
            reader.read(number);
            if reader.open.len() > MOST_OPEN {
                return Marks::default();
            }
        }
        reader.finish()
    }
}

/// A mark in a text.
#[derive(Debug, Clone, Copy)]
struct Mark {
    index: usize,
    family: Family,
    opens: bool,
    /// Whether the next mark of the same form opens; `None` if there is none.
    next_opens: Option<bool>,
}

/// A mark that waits for its fellow.
#[derive(Debug, Clone, Copy)]
struct Open {
    index: usize,
    family: Family,
    /// It is a mark that closes, in the place of one that opens.
    turned: bool,
    /// Where a pair ended that had begun before it.
    outlived: Option<usize>,
}

struct Reader<'f> {
    flow: &'f Flow,
    marks: Vec<Mark>,
    open: Vec<Open>,
    found: Marks,
    /// `“ ”` are told apart by their order alone: where lines run from right to left both orders are usual.
    by_turns: bool,
    /// The language parts no words, and has no apostrophe.
    unspaced: bool,
    /// How many more round brackets close than open; so many may be those of `1)` and `a)`.
    spare: usize,
    /// How many more double marks close than open; so many may be inches.
    inches: usize,
    /// How many more brackets of any form open than close.
    lacking: usize,
}

impl<'f> Reader<'f> {
    fn new(flow: &'f Flow, habits: &Habits) -> Self {
        let by_turns =
            habits.owns(Script::Arabic) || habits.owns(Script::Hebrew) || habits.quotes[0] == habits.quotes[1];
        let turned = habits.quotes[0] == "»" || habits.inner[0] == "»";
        let marks = marks(flow, turned);
        // How many marks open more than close, or the other way round.
        let more = |opens: bool, inside: &dyn Fn(Family) -> bool| {
            let count = |opens: bool| marks.iter().filter(|mark| mark.opens == opens && inside(mark.family)).count();
            count(opens).saturating_sub(count(!opens))
        };
        Reader {
            flow,
            by_turns,
            unspaced: habits.is_unspaced(),
            spare: more(false, &|family| family == Family::Round),
            inches: more(false, &|family| family == Family::Double),
            lacking: more(true, &|family| !family.quotes()),
            marks,
            open: Vec::new(),
            found: Marks::default(),
        }
    }

    /// The place in the row of open marks of the last one of a form.
    fn last_open(&self, family: Family) -> Option<usize> {
        self.open.iter().rposition(|open| open.family == family)
    }

    fn read(&mut self, number: usize) {
        let mark = self.marks[number];
        let Mark { index, family, opens, .. } = mark;
        let waiting = self.last_open(family);
        if family == Family::Single {
            return self.single(mark, waiting);
        }
        if family == Family::Double && self.by_turns {
            return match waiting {
                Some(place) => self.close(place, index, true),
                None => self.push(mark, false),
            };
        }
        match waiting {
            Some(place) if opens && self.closes_turned(mark, place) => self.close(place, index, false),
            _ if opens => self.push(mark, false),
            None if self.means_nothing(mark) => {}
            None if self.opens_turned(mark) => self.push(mark, true),
            None => self.fault(index, family, Fault::Unopened),
            Some(_) if family == Family::Round && self.is_item(index) => {}
            Some(_) if family == Family::Double && self.is_inch(mark) => {}
            Some(place) => self.close(place, index, true),
        }
    }

    fn push(&mut self, mark: Mark, turned: bool) {
        self.open.push(Open { index: mark.index, family: mark.family, turned, outlived: None });
    }

    fn fault(&mut self, index: usize, family: Family, fault: Fault) {
        self.found.faults.push((index, family, fault));
    }

    /// Closes an open mark, with the mark that closes (`right`) or with the one that opens.
    fn close(&mut self, place: usize, index: usize, right: bool) {
        let open = self.open.remove(place);
        // What closes a single quotation may be an apostrophe.
        if open.family != Family::Single {
            self.open[place..].iter_mut().for_each(|later| later.outlived = Some(index));
        }
        let low = self.flow.char(open.index) == Some('„');
        match (open.turned, right || low) {
            (true, false) => self.fault(open.index, open.family, Fault::Swapped(index)),
            (true, true) => self.fault(open.index, open.family, Fault::TurnedFirst(index)),
            (false, false) => self.fault(index, open.family, Fault::TurnedLast(open.index)),
            (false, true) => {
                let within = self.open[..place].iter().filter(|open| open.family.quotes()).count();
                self.found.pairs.push(Pair { family: open.family, open: open.index, close: index, within });
                if let Some(end) = open.outlived.filter(|_| open.family != Family::Single) {
                    self.fault(open.index, open.family, Fault::Crossed(end, index));
                }
            }
        }
    }

    /// `‘` and `’`: the second is an apostrophe as well, and some keyboards give the first for it.
    fn single(&mut self, mark: Mark, waiting: Option<usize>) {
        let index = mark.index;
        let (before, after) = (self.flow.before(index), self.flow.char(index + 1));
        let within_word = before.is_some_and(has_apostrophes) && after.is_some_and(has_apostrophes);
        if self.by_turns || within_word {
            return;
        }
        let elided = !self.unspaced && is_elided(self.flow, index + 1);
        let starts = !before.is_some_and(is_word) || before.is_some_and(is_unspaced);
        let may_open = starts && !elided && after.is_some_and(|c| !c.is_whitespace());
        let may_close = before.is_some_and(is_unspaced) && !after.is_some_and(has_apostrophes);
        match waiting {
            // Before a word it stands for letters that are left out: ’90s, ’di.
            Some(place) if !mark.opens && before.is_some_and(|c| !c.is_whitespace()) => self.close(place, index, true),
            Some(place) if mark.opens && self.is_last(index) => self.close(place, index, false),
            _ if mark.opens && may_open => self.push(mark, false),
            None if !mark.opens && may_close && self.opens_turned(mark) => self.push(mark, true),
            None if !mark.opens && may_close => self.fault(index, mark.family, Fault::Unopened),
            _ => {}
        }
    }

    /// Whether a mark stands where one that closes belongs: against the words before it.
    fn is_last(&self, index: usize) -> bool {
        let (before, after) = (self.flow.before(index), self.flow.char(index + 1));
        let begins = |c: char| is_word(c) || c == OBJECT || family(c).is_some_and(|(_, opens)| opens);
        before.is_some_and(|c| !c.is_whitespace() && !family(c).is_some_and(|(_, opens)| opens))
            && !after.is_some_and(begins)
    }

    /// Whether a mark that opens stands where one that closes belongs.
    fn closes_turned(&self, mark: Mark, place: usize) -> bool {
        let low = self.flow.char(self.open[place].index) == Some('„');
        let swapped = self.open[place].turned || (low && self.flow.char(mark.index) == Some('“'));
        let within_word =
            self.flow.before(mark.index).is_some_and(is_word) && self.flow.char(mark.index + 1).is_some_and(is_word);
        if swapped {
            return self.is_last(mark.index) || within_word || mark.next_opens.is_none();
        }
        let may = mark.family.is_confused() || self.lacking > 0;
        may && (self.is_last(mark.index)
            || (mark.family.is_confused() && within_word && mark.next_opens != Some(false)))
    }

    /// Whether a mark that closes stands where one that opens belongs, and has a fellow.
    fn opens_turned(&self, mark: Mark) -> bool {
        mark.next_opens.is_some() && !self.is_last(mark.index)
    }

    /// Whether a mark that closes nothing is none: of a list's item, of a face, of inches.
    fn means_nothing(&mut self, mark: Mark) -> bool {
        match mark.family {
            Family::Round => self.is_item(mark.index) || self.is_face(mark.index),
            Family::Double if self.flow.before(mark.index).is_some_and(is_digit) => {
                self.inches = self.inches.saturating_sub(1);
                true
            }
            _ => false,
        }
    }

    /// `5”` within a quotation, if another mark closes that.
    fn is_inch(&mut self, mark: Mark) -> bool {
        let inch =
            self.inches > 0 && self.flow.before(mark.index).is_some_and(is_digit) && mark.next_opens == Some(false);
        self.inches -= usize::from(inch);
        inch
    }

    /// The bracket of `1)`, `a)` or `iv)`.
    fn is_item(&mut self, index: usize) -> bool {
        const LONGEST: usize = 5;
        let from =
            (index.saturating_sub(LONGEST)..index).rev().take_while(|at| self.flow.char(*at).is_some_and(is_word));
        let from = from.last().unwrap_or(index);
        let name: String = self.flow.slice(from, index);
        let all = |inside: fn(char) -> bool| name.chars().all(inside);
        let numbers = all(is_digit) || all(|c| "ivxIVX".contains(c)) || all(|c| "一二三四五六七八九十".contains(c));
        let letter = name.chars().filter(|c| c.is_alphanumeric()).count() == 1;
        let item = self.spare > 0 && !name.is_empty() && (numbers || letter);
        self.spare -= usize::from(item);
        item
    }

    /// `:)`, `;-)`, `:(`
    fn is_face(&self, index: usize) -> bool {
        let before = |steps: usize| index.checked_sub(steps).and_then(|at| self.flow.char(at));
        let nose = usize::from(before(1) == Some('-'));
        matches!(before(1 + nose), Some(':' | ';' | '='))
    }

    fn finish(mut self) -> Marks {
        for open in std::mem::take(&mut self.open) {
            let face = open.family == Family::Round && self.is_face(open.index);
            let name = open.family == Family::Single && self.begins_name(open.index);
            match open.turned {
                true => self.fault(open.index, open.family, Fault::Unopened),
                false if !face && !name => self.fault(open.index, open.family, Fault::Unclosed),
                false => {}
            }
        }
        self.found.faults.sort_by_key(|(index, ..)| *index);
        self.found
    }

    /// `‘Ali`: a letter of another script that Latin letters write with a mark.
    fn begins_name(&self, index: usize) -> bool {
        self.flow.char(index + 1).is_some_and(char::is_uppercase)
    }
}

/// Every mark of a text in reading order. `turned`: the language writes `»so«`.
fn marks(flow: &Flow, turned: bool) -> Vec<Mark> {
    let known = flow.letters.iter().enumerate().filter_map(|(index, (c, _))| {
        let (family, opens) = family(*c)?;
        let opens = opens != (turned && matches!(family, Family::Guillemet | Family::SmallGuillemet));
        Some(Mark { index, family, opens, next_opens: None })
    });
    let mut marks: Vec<Mark> = known.collect();
    let mut later: Vec<(Family, bool)> = Vec::new();
    for mark in marks.iter_mut().rev() {
        match later.iter_mut().find(|(family, _)| *family == mark.family) {
            Some(last) => {
                mark.next_opens = Some(last.1);
                last.1 = mark.opens;
            }
            None => later.push((mark.family, mark.opens)),
        }
    }
    marks
}
