//! Raw HTML: what counts as a tag, and what a reader would see of it.

/// The elements of HTML, but for `label`, which people write as a word. Other words in angle brackets are words too.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "menu",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// What a piece of HTML is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag<'h> {
    /// `<!-- … -->`.
    Comment,
    /// `<br>`.
    Break,
    /// The opening tag of an element.
    Opening(&'h str),
    /// The closing tag of an element.
    Closing,
    /// Words.
    Words,
}

/// What a text from `<` to `>` is.
pub(super) fn classify(html: &str) -> Tag<'_> {
    if html.starts_with("<!--") {
        return Tag::Comment;
    }
    let inside = html.trim_start_matches('<');
    let closing = inside.starts_with('/');
    let name = inside.trim_start_matches('/');
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len())];
    if !ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name)) {
        return Tag::Words;
    }
    match name {
        _ if closing => Tag::Closing,
        _ if name.eq_ignore_ascii_case("br") => Tag::Break,
        _ => Tag::Opening(name),
    }
}

/// A piece of a block of HTML, by byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Words that a reader sees.
    Words(usize, usize),
    /// A comment.
    Comment(usize),
    /// A comment that is never closed; its words begin here and are kept.
    OpenComment(usize),
    /// A line break.
    Break(usize),
    /// The opening tag of an element, from here to there.
    Element(usize, usize),
}

/// Divides a block of HTML into its parts, in order; closing tags are left out.
pub(super) fn parts(html: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| found + at) {
        let rest = &html[start..];
        let comment = rest.starts_with("<!--");
        let end = if comment { rest.find("-->").map(|found| found + 3) } else { tag_end(rest) };
        let (part, next) = match (comment, end) {
            (true, None) => (Some(Part::OpenComment(start)), start),
            (true, Some(end)) => (Some(Part::Comment(start)), start + end),
            (false, None) => (None, start),
            (false, Some(end)) => match classify(&rest[..end]) {
                Tag::Break => (Some(Part::Break(start)), start + end),
                Tag::Opening(_) => (Some(Part::Element(start, start + end)), start + end),
                Tag::Closing => (None, start + end),
                Tag::Comment | Tag::Words => (None, start),
            },
        };
        if next > start && start > words {
            parts.push(Part::Words(words, start));
        }
        parts.extend(part);
        if comment && end.is_none() {
            // What an open comment swallowed is kept as it stands.
            break;
        }
        if next > start {
            (words, at) = (next, next);
        } else {
            at = start + 1;
        }
    }
    if words < html.len() {
        parts.push(Part::Words(words, html.len()));
    }
    parts
}

/// The length of a tag at the start of the text.
fn tag_end(rest: &str) -> Option<usize> {
    let named = rest.get(1..).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    if !named {
        return None;
    }
    // A tag is short; a bound keeps a file full of `<a` from being searched to its end again and again.
    let end = rest.bytes().take(2000).position(|byte| byte == b'>')?;
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_are_tags() {
        assert_eq!(classify("<label>"), Tag::Words);
        assert_eq!(classify("<ឈ្មោះ>"), Tag::Words);
        assert_eq!(classify("<BR/>"), Tag::Break);
        assert_eq!(classify("</div>"), Tag::Closing);
        assert_eq!(classify("<span class=\"x\">"), Tag::Opening("span"));
        assert_eq!(classify("<!-- x -->"), Tag::Comment);
    }

    #[test]
    fn words_between_tags_stay() {
        let html = "<div>a < b<br><!-- no --> <name> c</div>";
        let words: Vec<&str> = parts(html)
            .iter()
            .filter_map(|part| match part {
                Part::Words(from, to) => Some(&html[*from..*to]),
                _ => None,
            })
            .collect();
        assert_eq!(words, ["a < b", " <name> c"]);
        assert_eq!(parts("x <!-- never")[0], Part::OpenComment(2));
        assert_eq!(parts("x <!-- never")[1], Part::Words(0, 12));
    }
}
