//! Markdown and Typst marks that had no effect and stand in the text, and rows of signs typed to write on.

use crate::chapter::typed::flow::{Flow, OBJECT};
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::signs::is_word;
use crate::chapter::typed::tally::Tally;
use crate::chapter::typed::{BLANK, LEFTOVER};
use crate::diag::Finding;

/// What was found: where, the marks, and what to do.
struct Found {
    index: usize,
    marks: String,
    hint: &'static str,
}

const ATTRIBUTE: &str = "take the marks out: the words of an attribute are neither bold nor stressed";
const UNDERSCORES: &str = "write `**bold**` or `*stress*`: underscores have no effect beside letters";
const LINK: &str = "write `[words](https://…)` or `[words](#id)`: nothing between the brackets, no space in the \
                    address, no HTML around it";
const PICTURE: &str = "write `![what it shows](picture.png)`, or use a `figure` block";
const TYPST: &str = "take it out: chapters are Markdown, and Typst has no effect in them";
const BACKSLASH: &str = "take the backslash out; it is needed before the signs of Markdown alone";
const ENTITY: &str = "write the sign itself; this came from a web page";
const TASK: &str = "write `- [ ] words`, with a space between the brackets and before them";
const HEADING: &str = "put a space between `#` and the words";
const TABLE: &str = "put a line such as `| --- | --- |` below the first row of the table";
const BRACES: &str = "take the braces out; only headings and the first line of a block have an id or attributes";
const WIDE_MARKS: &str = "type the marks of Markdown with a keyboard for Latin letters";

/// Reports the first marks of Markdown or Typst that stayed in a text; whether there were any.
pub(super) fn marks(flow: &Flow, tally: &mut Tally<'_>) -> bool {
    let mut last_underscore = None;
    let found = whole(flow).or_else(|| (0..flow.letters.len()).find_map(|index| at(flow, index, &mut last_underscore)));
    let Some(Found { index, marks, hint }) = found else { return false };
    let finding = Finding::new(LEFTOVER, format!("`{marks}` is printed as it stands"))
        .words(flow.around(index))
        .why("it looks like a mark that had no effect")
        .hint(hint);
    tally.add(finding, flow.at(index));
    true
}

/// Marks by which a whole paragraph is known.
fn whole(flow: &Flow) -> Option<Found> {
    let count = |mark: char| flow.letters.iter().take_while(|(c, _)| *c == mark).count();
    let begins = |marks: usize| flow.char(marks).is_some_and(|c| !c.is_whitespace());
    let found = |marks: &str, hint: &'static str| Some(Found { index: 0, marks: marks.to_owned(), hint });
    let boxes = ["[] ", "-[ ]", "-[]", "-[x]"].into_iter().find(|marks| flow.has(0, marks));
    if let Some(marks) = boxes.filter(|_| !flow.attribute) {
        return found(marks.trim_end(), TASK);
    }
    let (hashes, wide) = (count('#'), count('＃'));
    if !flow.heading && !flow.attribute && (2..=6).contains(&hashes) && begins(hashes) {
        return found(&"#".repeat(hashes), HEADING);
    }
    if wide > 1 || (wide == 1 && flow.char(1).is_some_and(char::is_whitespace)) {
        return found(&"＃".repeat(wide), WIDE_MARKS);
    }
    if count('：') > 2 {
        return found("：：：", WIDE_MARKS);
    }
    let bars = flow.letters.iter().filter(|(c, _)| *c == '|').count();
    let is_row = flow.char(0) == Some('|') && flow.letters.last().is_some_and(|(c, _)| *c == '|');
    if !flow.attribute && is_row && bars > 2 { found("|", TABLE) } else { None }
}

/// Marks that begin at a letter.
fn at(flow: &Flow, index: usize, last_underscore: &mut Option<usize>) -> Option<Found> {
    let found = |marks: &str, hint: &'static str| Some(Found { index, marks: marks.to_owned(), hint });
    match flow.char(index)? {
        '*' if flow.attribute => stars(flow, index),
        '＊' if flow.has(index, "＊＊") && touches_word(flow, index, 2) => found("＊＊", WIDE_MARKS),
        '_' => underscores(flow, index, last_underscore),
        ']' => link(flow, index),
        '!' if flow.has(index, "![") && flow.char(index + 2) != Some('^') => found("![", PICTURE),
        '#' => typst(flow, index).and_then(|marks| found(&marks, TYPST)),
        '\\' if is_lost_backslash(flow, index) => found(&flow.slice(index, index + 2), BACKSLASH),
        '&' => entity(flow, index).and_then(|marks| found(&marks, ENTITY)),
        '{' if !flow.heading && braces(flow, index) => found(&flow.slice(index, index + 2), BRACES),
        _ => None,
    }
}

/// How many letters from an index on are the same.
fn run(flow: &Flow, index: usize) -> usize {
    let mark = flow.char(index);
    (index..flow.letters.len()).take_while(|at| flow.char(*at) == mark).count()
}

/// Whether marks from an index on have a word before or after them.
fn touches_word(flow: &Flow, index: usize, length: usize) -> bool {
    flow.before(index).is_some_and(is_word) || flow.char(index + length).is_some_and(is_word)
}

/// Stars in an attribute. Elsewhere `stray-stars` speaks of them.
fn stars(flow: &Flow, index: usize) -> Option<Found> {
    const REACH: usize = 200;
    if flow.before(index) == Some('*') {
        return None;
    }
    let length = run(flow, index);
    let opens = flow.char(index + length).is_some_and(is_word) && !flow.before(index).is_some_and(is_word);
    let closes = |at: usize| flow.char(at) == Some('*') && flow.before(at).is_some_and(|c| !c.is_whitespace());
    let paired = opens && (index + length + 1..).take(REACH).any(closes);
    (length < 4 && paired).then(|| Found { index, marks: "*".repeat(length), hint: ATTRIBUTE })
}

/// Two underscores beside a word, or a word between single ones. Latin names such as `my_file` have them too.
fn underscores(flow: &Flow, index: usize, last: &mut Option<usize>) -> Option<Found> {
    if flow.before(index) == Some('_') || !flow.is_typed(index) {
        return None;
    }
    let length = run(flow, index);
    let (before, after) = (flow.before(index), flow.char(index + length));
    let (word_before, word_after) = (before.is_some_and(is_word), after.is_some_and(is_word));
    let hint = if flow.attribute { ATTRIBUTE } else { UNDERSCORES };
    let foreign = |c: Option<char>| c.is_some_and(|c| is_word(c) && !c.is_ascii());
    match length {
        2 if word_before != word_after || foreign(before) || foreign(after) => {
            Some(Found { index, marks: "__".to_owned(), hint })
        }
        1 => {
            let open = last.take();
            if let Some(open) = open.filter(|_| word_before)
                && (foreign(flow.before(open)) || foreign(after) || (flow.attribute && !word_after))
            {
                return Some(Found { index: open, marks: "_".to_owned(), hint });
            }
            let opens = word_after && (!flow.attribute || !word_before || foreign(before));
            *last = opens.then_some(index);
            None
        }
        _ => None,
    }
}

/// `](`, `] (#…` and `]（` before an address.
fn link(flow: &Flow, index: usize) -> Option<Found> {
    let leads = |at: usize| matches!(flow.char(at), Some(OBJECT | '#'));
    let marks = if flow.has(index, "](") {
        "]("
    } else if flow.char(index + 1) == Some('（') && leads(index + 2) {
        "]（"
    } else if flow.has(index, "] (") && leads(index + 3) && has_words(flow, index) {
        "] ("
    } else {
        return None;
    };
    Some(Found { index, marks: marks.to_owned(), hint: LINK })
}

/// Whether square brackets that end at an index hold words: in `[1]` stands a number.
fn has_words(flow: &Flow, end: usize) -> bool {
    const REACH: usize = 200;
    let inside = (end.saturating_sub(REACH)..end).rev().map_while(|at| flow.char(at)).take_while(|c| *c != '[');
    inside.filter(|c| c.is_alphabetic()).count() > 1
}

/// Functions of Typst that people know by heart.
fn is_function(name: &str) -> bool {
    matches!(name, "align" | "block" | "box" | "emph" | "figure" | "footnote" | "grid" | "h" | "heading" | "highlight")
        || matches!(name, "image" | "linebreak" | "link" | "list" | "pagebreak" | "quote" | "strong" | "table" | "text")
        || matches!(name, "underline" | "upper" | "v")
}

/// `#[`, `#strong[`, `#text(` and `#set text(`.
fn typst(flow: &Flow, index: usize) -> Option<String> {
    const LONGEST: usize = 12;
    if flow.has(index, "#[") {
        return Some("#[".to_owned());
    }
    let name: String =
        (index + 1..).map_while(|at| flow.char(at)).take(LONGEST).take_while(char::is_ascii_lowercase).collect();
    let after = flow.char(index + 1 + name.len())?;
    let calls = is_function(&name) && matches!(after, '[' | '(');
    let rules = index == 0 && matches!(name.as_str(), "set" | "show" | "let" | "import" | "include") && after == ' ';
    (flow.is_typed(index) && (calls || rules)).then(|| format!("#{name}"))
}

/// A backslash before a sign that needs none, at a paragraph's end, or in `\n`.
fn is_lost_backslash(flow: &Flow, index: usize) -> bool {
    let Some(before) = flow.before(index).filter(|_| !flow.attribute && flow.is_typed(index)) else { return false };
    // Faces and drawings, and the name of a drive.
    if "/\\:(".contains(before) || flow.char(index + 1) == Some('\\') {
        return false;
    }
    match flow.char(index + 1) {
        None => true,
        Some('n') => flow.char(index + 2).is_none_or(|c| !c.is_ascii_lowercase() && c != '\\'),
        Some(c) => !c.is_ascii() && c != OBJECT && !c.is_alphanumeric(),
    }
}

/// The name of an entity of HTML, which was no entity where it stands.
fn entity(flow: &Flow, index: usize) -> Option<String> {
    const LONGEST: usize = 8;
    const NAMES: [&str; 20] = [
        "amp", "apos", "bull", "copy", "gt", "hellip", "laquo", "ldquo", "lsquo", "lt", "mdash", "middot", "nbsp",
        "ndash", "quot", "raquo", "rdquo", "reg", "rsquo", "times",
    ];
    let name: String = (index + 1..).map_while(|at| flow.char(at)).take(LONGEST).take_while(|c| *c != ';').collect();
    let number = name.strip_prefix('#').is_some_and(|digits| {
        let digits = digits.trim_start_matches('x');
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit())
    });
    let ends = flow.char(index + 1 + name.chars().count()) == Some(';');
    (ends && (number || NAMES.contains(&name.as_str()))).then(|| format!("&{name};"))
}

/// `{#id}` and `{.class}`
fn braces(flow: &Flow, index: usize) -> bool {
    const REACH: usize = 60;
    matches!(flow.char(index + 1), Some('#' | '.'))
        && flow.char(index + 2).is_some_and(|c| c.is_ascii_alphabetic())
        && (index + 3..index + REACH).any(|at| flow.char(at) == Some('}'))
}

/// Reports rows of underscores or dots, of which the first stands for all of its text.
pub(super) fn blanks(flow: &Flow, habits: &Habits, tally: &mut Tally<'_>) {
    let mut first: Option<(usize, usize)> = None;
    let mut count = 0;
    for (mark, fewest) in fewest(habits) {
        for (from, to) in flow.runs(|c| c == mark).into_iter().filter(|(from, to)| to - from >= fewest) {
            count += 1;
            first = first.filter(|(start, _)| *start < from).or(Some((from, to)));
        }
    }
    let Some((from, to)) = first else { return };
    let times = if count == 1 { String::new() } else { format!(" ({count} in this text)") };
    let row = flow.slice(from, to.min(from + 10));
    let finding = Finding::new(BLANK, format!("a row of signs, `{row}`, typed as a line to write on{times}"))
        .words(flow.around(from))
        .why("it is broken where the line ends, and those who listen to the file hear every sign of it")
        .hint("put the words before it into a `fill` block, which draws lines as wide as the page");
    tally.add(finding, flow.at(from));
}

/// How many signs of a kind are a row at least. Six dots are an ellipsis in Chinese, typed twice a long silence; and
/// writers of all languages type four or five dots where they mean three.
fn fewest(habits: &Habits) -> [(char, usize); 4] {
    let (dots, ellipses) = if habits.is_wide() { (7, 7) } else { (6, 4) };
    [('_', 3), ('＿', 3), ('.', dots), ('…', ellipses)]
}
