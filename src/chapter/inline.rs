//! From the parser's nodes to the document tree: words, emphasis, links and notes inside a line.

use comrak::nodes::{Node, NodeValue};

use crate::chapter::MAX_NESTING;
use crate::chapter::emphasis::{self, Cutter, Piece};
use crate::chapter::fences;
use crate::chapter::html::{self, Tag};
use crate::chapter::parse::{Parser, fold, soft_break};
use crate::chapter::replay::{Wanted, replay};
use crate::chapter::tree::{Inline, Pos, Target, Text};
use crate::diag::{Code, Finding, did_you_mean};

/// A link that cannot be followed from paper or from a PDF.
pub const LINK_KIND: Code = Code::error("link-kind");
/// A footnote that is called but not written.
pub const NOTE_MISSING: Code = Code::error("note-missing");

/// The beginnings of links that may be followed.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// The longest name of a footnote, in bytes.
const LONGEST_NAME: usize = 100;

/// Where a line of inlines stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// How many lines too early the parser reports it.
    pub shift: u32,
    /// How many containers are around it.
    pub depth: usize,
    /// Whether it is inside a link.
    pub in_link: bool,
}

impl<'a> Parser<'a, '_> {
    /// The inlines inside a node; `nesting` counts emphasis and links around it.
    pub fn inlines(&mut self, node: Node<'a>, context: Context, nesting: usize) -> Vec<Inline> {
        let mut pieces = Vec::new();
        for child in node.children() {
            self.piece(child, context, nesting, &mut pieces);
        }
        self.finish_inlines(pieces, !context.in_link)
    }

    /// Repairs emphasis, joins what belongs together, and turns bare addresses into links.
    pub fn finish_inlines(&mut self, pieces: Vec<Piece>, link_addresses: bool) -> Vec<Inline> {
        let (inlines, strays) = emphasis::repair(pieces);
        for stray in strays {
            let finding = Finding::new(emphasis::STRAY, "these stars neither open nor close bold or italic words")
                .words(stray.words)
                .hint("put the stars against the words, `**like this**`; a star that is meant is written `\\*`");
            self.report(finding, stray.at);
        }
        let joined = join(inlines);
        self.missing_notes(&joined);
        if link_addresses { joined.into_iter().flat_map(link_bare_addresses).collect() } else { joined }
    }

    fn piece(&mut self, node: Node<'a>, context: Context, nesting: usize, pieces: &mut Vec<Piece>) {
        let position = node.data().sourcepos;
        let line = position.start.line as u32 + context.shift;
        let byte = position.start.column.saturating_sub(1);
        let data = node.data();
        match &data.value {
            NodeValue::Text(text) => self.typed(Wanted { line, byte, text, verbatim: false }, pieces),
            NodeValue::Escaped => {
                let inner = node.first_child().map(|inner| words_of(inner)).unwrap_or_default();
                pieces.push(Piece::Done(Inline::Text(self.located(line, byte, &inner, false))));
            }
            NodeValue::SoftBreak => pieces.push(Piece::Done(soft_break(line))),
            NodeValue::LineBreak => pieces.push(Piece::Done(Inline::Break)),
            NodeValue::Code(code) => {
                let opening = byte + code.num_backticks;
                pieces.push(Piece::Done(Inline::Code(self.located(line, opening, &code.literal, true))));
            }
            NodeValue::HtmlInline(tag) => self.inline_html(tag, line, byte, pieces),
            NodeValue::FootnoteReference(note) => {
                let note = self.note(&note.name, self.source.pos(line, byte), context);
                pieces.push(Piece::Done(note));
            }
            NodeValue::Image(_) => {
                let image = self.image(node);
                self.lifted.extend(image);
            }
            _ if nesting >= MAX_NESTING => self.too_deep(node, context, pieces),
            NodeValue::Strong => pieces.push(Piece::Done(Inline::Strong(self.inlines(node, context, nesting + 1)))),
            NodeValue::Emph => pieces.push(Piece::Done(Inline::Emph(self.inlines(node, context, nesting + 1)))),
            NodeValue::Strikethrough => {
                pieces.push(Piece::Done(Inline::Strike(self.inlines(node, context, nesting + 1))));
            }
            NodeValue::Link(link) => {
                let content = self.inlines(node, Context { in_link: true, ..context }, nesting + 1);
                match self.target(&link.url, &content, self.source.pos(line, byte)) {
                    Some(target) => pieces.push(Piece::Done(Inline::Link { target, content })),
                    None => pieces.extend(content.into_iter().map(Piece::Done)),
                }
            }
            _ => {
                for child in node.children() {
                    self.piece(child, context, nesting + 1, pieces);
                }
            }
        }
    }

    /// The words of what lies too deep, without its emphasis.
    fn too_deep(&mut self, node: Node<'a>, context: Context, pieces: &mut Vec<Piece>) {
        let at = self.pos(node);
        let finding = Finding::new(fences::DEEP, format!("emphasis lies more than {MAX_NESTING} deep here"))
            .hint("use bold or italic words, not both many times over");
        self.report(finding, at);
        let mut waiting: Vec<Node<'a>> = node.reverse_children().collect();
        while let Some(next) = waiting.pop() {
            if next.first_child().is_some() {
                waiting.extend(next.reverse_children());
            } else {
                self.piece(next, context, 0, pieces);
            }
        }
    }

    /// Words where they stand; typed entities are kept apart, because a star that comes from one is no mark.
    fn typed(&mut self, wanted: Wanted, pieces: &mut Vec<Piece>) {
        let Some(found) = replay(self.source, wanted) else {
            let text = Text { text: wanted.text.to_owned(), line: wanted.line, columns: Vec::new() };
            pieces.push(Piece::Typed(text));
            return;
        };
        let whole = Text { text: wanted.text.to_owned(), line: wanted.line, columns: found.columns };
        let mut cutter = Cutter::new(&whole);
        let mut from = 0;
        for entity in found.entities {
            if entity.start > from {
                pieces.push(Piece::Typed(cutter.cut(entity.start)));
            }
            pieces.push(Piece::Done(Inline::Text(cutter.cut(entity.end))));
            from = entity.end;
        }
        if from < whole.text.len() {
            pieces.push(Piece::Typed(cutter.cut(whole.text.len())));
        }
    }

    fn located(&self, line: u32, byte: usize, text: &str, verbatim: bool) -> Text {
        let found = replay(self.source, Wanted { line, byte, text, verbatim });
        let columns = found.map(|replay| replay.columns).unwrap_or_default();
        Text { text: text.to_owned(), line, columns }
    }

    fn inline_html(&mut self, tag: &str, line: u32, byte: usize, pieces: &mut Vec<Piece>) {
        let at = self.source.pos(line, byte);
        match html::classify(tag) {
            Tag::Comment => self.comment(tag, at),
            Tag::Break => pieces.push(Piece::Done(Inline::Break)),
            Tag::Opening(_) => self.tag(tag, at),
            Tag::Closing => {}
            Tag::Words => {
                let words = tag.replace('\n', " ");
                pieces.push(Piece::Done(Inline::Text(self.located(line, byte, &words, true))));
            }
        }
    }

    fn note(&mut self, name: &str, at: Pos, context: Context) -> Inline {
        let key = fold(name);
        let literal = |line| Inline::Text(Text { text: format!("[^{name}]"), line, columns: vec![(0, at.column)] });
        let Some(definition) = self.notes.get(&key).copied() else { return literal(at.line) };
        if self.loose.contains(&key) {
            return literal(at.line);
        }
        if !self.called.insert(key.clone()) {
            return Inline::Note { name: key, blocks: Vec::new() };
        }
        // A chain of notes that call one another may be as long as the file.
        if context.depth + 1 >= MAX_NESTING {
            let finding = Finding::new(fences::DEEP, format!("the footnote `{name}` is called too deep to be set"))
                .hint("call it from the text itself; until then its words stand at the chapter's end");
            self.report(finding, at);
            self.loose.insert(key.clone());
            self.pending.push(key);
            return literal(at.line);
        }
        let lifted = std::mem::take(&mut self.lifted);
        let blocks = self.children(definition, context.depth + 1);
        self.lifted = lifted;
        if blocks.is_empty() {
            self.called.remove(&key);
            return literal(at.line);
        }
        Inline::Note { name: key, blocks }
    }

    /// Calls of notes that are not written: the parser leaves them as words.
    fn missing_notes(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let Inline::Text(text) = inline else { continue };
            for (start, _) in text.text.match_indices("[^") {
                let Some(length) = text.text.as_bytes()[start..].iter().take(LONGEST_NAME).position(|b| *b == b']')
                else {
                    continue;
                };
                let name = &text.text[start + "[^".len()..start + length];
                if name.is_empty() || name.contains(char::is_whitespace) || self.notes.contains_key(&fold(name)) {
                    continue;
                }
                let hint = match did_you_mean(name, self.notes.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `[^{near}]`?"),
                    None => format!("write the footnote: a line that begins with `[^{name}]: `"),
                };
                let finding = Finding::new(NOTE_MISSING, format!("the footnote `{name}` is not written"));
                let place = self.source.place(text.pos(start));
                self.findings.push(finding.at(place).words(&text.text[start..=start + length]).hint(hint));
            }
        }
    }

    /// Where a link leads, if it may be followed.
    fn target(&mut self, url: &str, content: &[Inline], at: Pos) -> Option<Target> {
        if let Some(id) = url.strip_prefix('#').filter(|id| !id.is_empty()) {
            return Some(Target::Id(id.to_owned()));
        }
        if let Some(term) = url.strip_prefix("term:").filter(|term| !term.is_empty()) {
            return Some(Target::Term(term.trim_start_matches('#').to_owned()));
        }
        let allowed = |scheme: &&str| {
            let begins = url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
            begins && url.len() > scheme.len()
        };
        if SCHEMES.iter().any(allowed) && !url.contains(char::is_control) {
            return Some(Target::Url(url.to_owned()));
        }
        let finding = Finding::new(LINK_KIND, format!("the link to `{url}` cannot be followed; its words stay"))
            .words(plain(content))
            .hint("links may begin with https:, http:, mailto: or tel:, or lead to an id, `#id`, or a term, `term:id`");
        self.report(finding, at);
        None
    }
}

fn words_of(node: Node) -> String {
    match &node.data().value {
        NodeValue::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

/// The visible words of inlines, notes left out.
pub(super) fn plain(inlines: &[Inline]) -> String {
    let mut words = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => words.push_str(&text.text),
            Inline::Strong(content)
            | Inline::Emph(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => words.push_str(&plain(content)),
            Inline::Break => words.push(' '),
            Inline::Note { .. } => {}
        }
    }
    words
}

/// Joins neighbouring texts of one line into one.
fn join(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::new();
    // The column that the letter after the last text would have.
    let mut next = 0;
    for inline in inlines {
        let inline = match inline {
            Inline::Text(text) if text.text.is_empty() => continue,
            Inline::Strong(content) => Inline::Strong(join(content)),
            Inline::Emph(content) => Inline::Emph(join(content)),
            other => other,
        };
        let expected = next;
        if let Inline::Text(text) = &inline {
            next = column_after(text);
        }
        if let (Some(Inline::Text(last)), Inline::Text(text)) = (joined.last_mut(), &inline)
            && last.line == text.line
            && last.text != "\n"
            && text.text != "\n"
            && last.columns.is_empty() == text.columns.is_empty()
        {
            append(last, text, expected);
            continue;
        }
        joined.push(inline);
    }
    joined
}

fn column_after(text: &Text) -> u32 {
    text.columns.last().map_or(0, |(start, column)| {
        let letters = text.text.get(*start..).map_or(0, |run| run.chars().count());
        column + letters as u32
    })
}

/// Appends a text; its first run goes on with the last one if it begins at the column expected.
fn append(last: &mut Text, text: &Text, expected: u32) {
    let offset = last.text.len();
    let jumps = |(start, column): &&(usize, u32)| *start > 0 || *column != expected;
    let columns = text.columns.iter().filter(jumps).map(|(start, column)| (start + offset, *column));
    last.columns.extend(columns);
    last.text.push_str(&text.text);
}

/// Turns `https://…` within a text into links.
fn link_bare_addresses(inline: Inline) -> Vec<Inline> {
    match inline {
        Inline::Text(text) if text.text.contains("://") => link_addresses_in(text),
        Inline::Strong(content) => {
            vec![Inline::Strong(content.into_iter().flat_map(link_bare_addresses).collect())]
        }
        Inline::Emph(content) => vec![Inline::Emph(content.into_iter().flat_map(link_bare_addresses).collect())],
        other => vec![other],
    }
}

fn link_addresses_in(text: Text) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut cutter = Cutter::new(&text);
    let (mut from, mut at) = (0, 0);
    while let Some((start, end)) = next_address(&text.text, at) {
        if start > from {
            inlines.push(Inline::Text(cutter.cut(start)));
        }
        let address = cutter.cut(end);
        inlines.push(Inline::Link { target: Target::Url(address.text.clone()), content: vec![Inline::Text(address)] });
        (from, at) = (end, end);
    }
    if from < text.text.len() {
        inlines.push(Inline::Text(cutter.cut(text.text.len())));
    }
    inlines
}

/// The next address at or after an offset. It ends at the first character that addresses do not have, such as a Khmer
/// letter or a Chinese full stop, and does not take the sentence's punctuation with it.
fn next_address(text: &str, mut at: usize) -> Option<(usize, usize)> {
    loop {
        let start = at + text[at..].find("http")?;
        let rest = &text[start..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        let within_word = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        at = start + "http".len();
        let Some(scheme) = scheme.filter(|_| !within_word) else { continue };
        let legal = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
        let length = rest.find(|c| !legal(c)).unwrap_or(rest.len());
        let address = trim_address(&rest[..length]);
        if address.len() > scheme.len() {
            return Some((start, start + address.len()));
        }
    }
}

fn trim_address(mut address: &str) -> &str {
    loop {
        let closing = |open: char, close: char| {
            address.ends_with(close) && address.matches(close).count() > address.matches(open).count()
        };
        let punctuation = address.ends_with(|c: char| "?!.,:;*_~'".contains(c));
        if !punctuation && !closing('(', ')') && !closing('[', ']') {
            return address;
        }
        address = &address[..address.len() - 1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_other_scripts_begin() {
        let address = |text: &str| next_address(text, 0).map(|(start, end)| text[start..end].to_owned());
        assert_eq!(address("见https://a.org/x。"), Some("https://a.org/x".to_owned()));
        assert_eq!(address("(https://a.org/x_(y))."), Some("https://a.org/x_(y)".to_owned()));
        assert_eq!(address("xhttps://a.org https://"), None);
    }

    #[test]
    fn joined_texts_keep_their_jumps() {
        let text =
            |text: &str, column| Inline::Text(Text { text: text.to_owned(), line: 1, columns: vec![(0, column)] });
        let joined = join(vec![text("ab", 1), text("c", 3), text("d", 6)]);
        let expected = Text { text: "abcd".to_owned(), line: 1, columns: vec![(0, 1), (3, 6)] };
        assert_eq!(joined, [Inline::Text(expected)]);
    }
}
