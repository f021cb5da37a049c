//! The opening line of a block: `::: activity {#opening minutes=20 title="…"}`, and which block takes what.

use crate::chapter::load::Source;
use crate::chapter::replay::{Wanted, replay};
use crate::chapter::tree::{Attributes, DirectiveName, Group, Pos, Text};
use crate::diag::{Code, Finding, did_you_mean};
use crate::product::Audience;

/// The name after `:::` is not in the vocabulary.
pub const UNKNOWN: Code = Code::error("block-unknown");
/// An attribute that no block has, or that this one has not.
pub const ATTRIBUTE_UNKNOWN: Code = Code::error("attribute-unknown");
/// An attribute whose value means nothing.
pub const ATTRIBUTE_VALUE: Code = Code::error("attribute-value");
/// The braces cannot be read.
pub const ATTRIBUTE_SYNTAX: Code = Code::error("attribute-syntax");
/// An id with other letters than those that every tool can carry.
pub const ID_LETTERS: Code = Code::error("id-letters");

/// The longest time in minutes; more than a day is a slip of the finger.
const MOST_MINUTES: u32 = 1440;
/// The most lines to write on.
const MOST_LINES: u32 = 200;

/// Every attribute.
const ATTRIBUTES: [&str; 16] = [
    "id",
    "title",
    "minutes",
    "group",
    "materials",
    "handout",
    "who",
    "lines",
    "audience",
    "product",
    "src",
    "alt",
    "credit",
    "width",
    "anchors",
    "mirror",
];

/// The attributes that a block takes besides its id.
const fn allowed(name: DirectiveName) -> &'static [&'static str] {
    match name {
        DirectiveName::Activity => &["title", "minutes", "group", "materials", "handout"],
        DirectiveName::Step => &["title", "minutes"],
        DirectiveName::Fill => &["lines"],
        DirectiveName::Quote => &["who"],
        DirectiveName::Story => &["title", "who"],
        DirectiveName::Figure => &["src", "alt", "credit", "width", "anchors", "mirror"],
        DirectiveName::Only => &["audience", "product"],
        DirectiveName::ModuleInfo
        | DirectiveName::Facilitator
        | DirectiveName::Say
        | DirectiveName::Expect
        | DirectiveName::Discussion
        | DirectiveName::Debrief
        | DirectiveName::Handout
        | DirectiveName::Checklist
        | DirectiveName::Timeline
        | DirectiveName::Definition
        | DirectiveName::Resources
        | DirectiveName::Warning
        | DirectiveName::Poster => &["title"],
    }
}

/// What a picture block says of its picture.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PictureAttributes {
    pub src: String,
    pub alt: Option<Text>,
    pub credit: Option<Text>,
    pub width: Option<u32>,
    pub anchors: Vec<(f64, f64)>,
    pub mirror: Option<bool>,
}

/// An opening line, read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Opening {
    /// `None` where the name is not in the vocabulary.
    pub name: Option<DirectiveName>,
    pub id: Option<String>,
    pub title: Option<Text>,
    pub attributes: Attributes,
    pub picture: PictureAttributes,
}

/// A `key=value` or `#id` with the byte offsets of its parts in the line.
#[derive(Debug)]
struct Attribute {
    key: String,
    key_byte: usize,
    value: String,
    value_byte: usize,
}

/// Reads the opening line; `byte` is where its colons begin.
pub(super) fn read(source: &Source, line: u32, byte: usize, findings: &mut Vec<Finding>) -> Opening {
    let raw = source.line(line);
    let colons = raw[byte..].bytes().take_while(|b| *b == b':').count();
    let rest = &raw[byte + colons..];
    // Some writers close the opening line with colons too.
    let rest = rest.trim_end().trim_end_matches(':').trim_end();
    let mut reader = Reader { source, line, findings, at: byte + colons, end: byte + colons + rest.len() };
    reader.opening()
}

struct Reader<'s, 'f> {
    source: &'s Source,
    line: u32,
    findings: &'f mut Vec<Finding>,
    at: usize,
    end: usize,
}

impl<'s> Reader<'s, '_> {
    fn rest(&self) -> &'s str {
        self.source.line(self.line).get(self.at..self.end).unwrap_or_default()
    }

    fn pos(&self, byte: usize) -> Pos {
        self.source.pos(self.line, byte)
    }

    fn report(&mut self, code: Code, message: String, byte: usize, hint: String) {
        let place = self.source.place(self.pos(byte));
        let words = self.source.line(self.line).trim();
        self.findings.push(Finding::new(code, message).at(place).words(words).hint(hint));
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes the characters as long as they pass.
    fn take(&mut self, passes: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let length = rest.find(|c| !passes(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn opening(&mut self) -> Opening {
        self.skip_spaces();
        let name_byte = self.at;
        let written = self.take(|c| !c.is_whitespace() && c != '{');
        let name = DirectiveName::ALL.into_iter().find(|name| name.name() == written);
        if name.is_none() {
            self.unknown_name(written, name_byte);
        }
        self.skip_spaces();
        let mut opening = Opening { name, ..Opening::default() };
        let words_byte = self.at;
        let words = self.take(|c| c != '{').trim_end();
        if !words.is_empty() {
            opening.title = self.words_outside(words, words_byte);
        }
        for attribute in self.attributes() {
            self.apply(&mut opening, attribute);
        }
        opening
    }

    fn unknown_name(&mut self, written: &str, byte: usize) {
        let names = DirectiveName::ALL.map(DirectiveName::name);
        let message = if written.is_empty() {
            "a block without a name".to_owned()
        } else {
            format!("there is no block named `{written}`")
        };
        let hint = match did_you_mean(&written.to_lowercase(), names) {
            Some(name) => format!("did you mean `{name}`? The text stays, but not as a block"),
            None => format!("the blocks are: {}", names.join(", ")),
        };
        self.report(UNKNOWN, message, byte, hint);
    }

    /// Words that are not in the braces become the title, so that nothing is lost.
    fn words_outside(&mut self, words: &str, byte: usize) -> Option<Text> {
        let message = format!("the words `{words}` stand outside the braces");
        self.report(ATTRIBUTE_SYNTAX, message, byte, format!("write {{title=\"{words}\"}}"));
        Some(self.text(words.to_owned(), byte))
    }

    fn text(&self, text: String, byte: usize) -> Text {
        let wanted = Wanted { line: self.line, byte, text: &text, verbatim: false };
        let columns = replay(self.source, wanted).map(|replay| replay.columns).unwrap_or_default();
        Text { text, line: self.line, columns }
    }

    fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        if !self.rest().starts_with('{') {
            return attributes;
        }
        let open = self.at;
        self.at += 1;
        loop {
            self.skip_spaces();
            let rest = self.rest();
            if rest.is_empty() {
                let hint = "end the attributes with `}`".to_owned();
                self.report(ATTRIBUTE_SYNTAX, "the brace is never closed".to_owned(), open, hint);
                return attributes;
            }
            if rest.starts_with('}') {
                self.at += 1;
                break;
            }
            attributes.extend(self.attribute());
        }
        let after = self.rest().trim();
        if !after.is_empty() {
            let message = format!("the words `{after}` stand behind the braces");
            self.report(ATTRIBUTE_SYNTAX, message, self.at, "put them into `title` or below the line".to_owned());
            let (key_byte, value_byte) = (self.at, self.at);
            attributes.push(Attribute { key: "title".to_owned(), key_byte, value: after.to_owned(), value_byte });
        }
        attributes
    }

    fn attribute(&mut self) -> Option<Attribute> {
        let key_byte = self.at;
        if self.rest().starts_with('#') {
            self.at += 1;
            let value_byte = self.at;
            let value = self.take(|c| !c.is_whitespace() && c != '}').to_owned();
            return Some(Attribute { key: "id".to_owned(), key_byte, value, value_byte });
        }
        let key = self.take(|c| !c.is_whitespace() && c != '}' && c != '=').to_owned();
        if !self.rest().starts_with('=') {
            let message = format!("`{key}` has no value");
            let hint = format!("write `{key}=…`, or `#{key}` if it is an id");
            self.report(ATTRIBUTE_SYNTAX, message, key_byte, hint);
            return None;
        }
        self.at += 1;
        let (value, value_byte) = self.value();
        Some(Attribute { key, key_byte, value, value_byte })
    }

    /// A bare or quoted value. Word processors curl the quotes, so that curled ones count too.
    fn value(&mut self) -> (String, usize) {
        let closing = match self.rest().chars().next() {
            Some('"') => "\"",
            Some('\u{201c}' | '\u{201e}' | '\u{201d}') => "\u{201d}\u{201c}",
            _ => {
                let value_byte = self.at;
                return (self.take(|c| !c.is_whitespace() && c != '}').to_owned(), value_byte);
            }
        };
        let open = self.at;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        let value_byte = self.at;
        let mut value = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((index, c)) = chars.next() {
            if closing.contains(c) {
                self.at = value_byte + index + c.len_utf8();
                return (value, value_byte);
            }
            match c {
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                _ => value.push(c),
            }
        }
        self.at = self.end;
        self.report(ATTRIBUTE_SYNTAX, "the quotation is never closed".to_owned(), open, "end it with `\"`".to_owned());
        // The brace at the line's end belongs to the braces, not to the words.
        let words = value.trim_end().trim_end_matches('}').to_owned();
        self.at -= usize::from(words.len() < value.trim_end().len());
        (words, value_byte)
    }

    fn apply(&mut self, opening: &mut Opening, attribute: Attribute) {
        let key = attribute.key.as_str();
        let takes = opening.name.map_or(&ATTRIBUTES[..], allowed);
        if key != "id" && !takes.contains(&key) {
            return self.unknown_attribute(opening, &attribute, takes);
        }
        let value = attribute.value.as_str();
        let words = Some(self.text(value.to_owned(), attribute.value_byte)).filter(|_| !value.trim().is_empty());
        match key {
            "id" => opening.id = self.id(&attribute),
            "title" => opening.title = words.or(opening.title.take()),
            "minutes" => opening.attributes.minutes = self.number(&attribute, 1, MOST_MINUTES),
            "group" => opening.attributes.group = self.group(&attribute),
            "materials" => opening.attributes.materials = words,
            "handout" => opening.attributes.handout = self.id(&attribute),
            "who" => opening.attributes.who = words,
            "lines" => opening.attributes.lines = self.number(&attribute, 1, MOST_LINES),
            "audience" => opening.attributes.audience = Some(self.audience(&attribute)),
            "product" => opening.attributes.product = Some(value.to_owned()),
            "src" => opening.picture.src = value.to_owned(),
            "alt" => opening.picture.alt = words,
            "credit" => opening.picture.credit = words,
            "width" => opening.picture.width = self.number(&attribute, 1, 100),
            "mirror" => opening.picture.mirror = self.truth(&attribute),
            _ => opening.picture.anchors = self.anchors(&attribute),
        }
    }

    fn unknown_attribute(&mut self, opening: &Opening, attribute: &Attribute, takes: &[&str]) {
        let key = &attribute.key;
        let Some(name) = opening.name else { return };
        let message = if ATTRIBUTES.contains(&key.as_str()) {
            format!("`{name}` has no attribute `{key}`")
        } else {
            format!("there is no attribute `{key}`")
        };
        let hint = match did_you_mean(key, takes.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`{name}` takes: #id, {}", takes.join(", ")),
        };
        self.report(ATTRIBUTE_UNKNOWN, message, attribute.key_byte, hint);
    }

    fn id(&mut self, attribute: &Attribute) -> Option<String> {
        let id = attribute.value.trim_start_matches('#').to_owned();
        if is_id(&id) {
            return Some(id);
        }
        let hint = "use Latin letters, digits and `-`, the same id in every language".to_owned();
        self.report(ID_LETTERS, format!("`{id}` cannot be an id"), attribute.value_byte, hint);
        None
    }

    fn number(&mut self, attribute: &Attribute, least: u32, most: u32) -> Option<u32> {
        let value = attribute.value.trim().trim_end_matches('%');
        let number = value.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let message = format!("`{}` is not a number from {least} to {most}", attribute.value);
            let hint = format!("write `{}=…` in the digits 0 to 9, without a word", attribute.key);
            self.report(ATTRIBUTE_VALUE, message, attribute.value_byte, hint);
        }
        number
    }

    fn group(&mut self, attribute: &Attribute) -> Option<Group> {
        let names = Group::ALL.map(Group::name);
        let group = Group::ALL.into_iter().find(|group| group.name() == attribute.value);
        if group.is_none() {
            self.not_one_of(attribute, &names);
        }
        group
    }

    fn truth(&mut self, attribute: &Attribute) -> Option<bool> {
        let truth = attribute.value.parse().ok();
        if truth.is_none() {
            self.not_one_of(attribute, &["true", "false"]);
        }
        truth
    }

    /// An audience that cannot be read is facilitators: text must not reach people whom it is not meant for.
    fn audience(&mut self, attribute: &Attribute) -> Audience {
        let both = [Audience::Participant, Audience::Facilitator];
        if let Some(audience) = both.into_iter().find(|audience| audience.name() == attribute.value) {
            return audience;
        }
        self.not_one_of(attribute, &both.map(Audience::name));
        Audience::Facilitator
    }

    fn not_one_of(&mut self, attribute: &Attribute, names: &[&str]) {
        let message = format!("`{}` is no value of `{}`", attribute.value, attribute.key);
        let hint = match did_you_mean(&attribute.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be: {}", names.join(", ")),
        };
        self.report(ATTRIBUTE_VALUE, message, attribute.value_byte, hint);
    }

    /// `x,y; x,y` in percent of the picture.
    fn anchors(&mut self, attribute: &Attribute) -> Vec<(f64, f64)> {
        let coordinate = |text: &str| {
            let number = text.trim().trim_end_matches('%').parse::<f64>().ok();
            number.filter(|number| (0.0..=100.0).contains(number))
        };
        let mut anchors = Vec::new();
        for point in attribute.value.split(';').filter(|point| !point.trim().is_empty()) {
            let read = point.split_once(',').and_then(|(x, y)| Some((coordinate(x)?, coordinate(y)?)));
            match read {
                Some(anchor) => anchors.push(anchor),
                None => {
                    let message = format!("`{}` is not a point of the picture", point.trim());
                    let hint = "write points as `across,down; across,down`, each number from 0 to 100".to_owned();
                    self.report(ATTRIBUTE_VALUE, message, attribute.value_byte, hint);
                }
            }
        }
        anchors
    }
}

/// Whether a text can be an id: ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or a digit.
pub(super) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::load::decode;

    fn open(line: &str) -> (Opening, Vec<Finding>) {
        let mut findings = Vec::new();
        let source = decode("x.md", line.as_bytes(), &mut findings).unwrap();
        let opening = read(&source, 1, 0, &mut findings);
        (opening, findings)
    }

    #[test]
    fn attributes_are_typed() {
        let line = r#"::: activity {#a-1 minutes=20 group=pairs title="ក \"ខ\"" materials=“p; q” handout=h2} :::"#;
        let (opening, findings) = open(line);
        assert_eq!(findings, []);
        assert_eq!((opening.name, opening.id.as_deref()), (Some(DirectiveName::Activity), Some("a-1")));
        assert_eq!((opening.attributes.minutes, opening.attributes.group), (Some(20), Some(Group::Pairs)));
        assert_eq!(opening.title.as_ref().map(|title| (title.text.as_str(), title.column(0))), Some(("ក \"ខ\"", 50)));
        assert_eq!(opening.attributes.materials.map(|text| text.text).as_deref(), Some("p; q"));
        let (opening, _) = open(":::figure {src=a.svg anchors=\"12.5,30; 80%,9%\" width=60%}");
        assert_eq!(opening.picture.anchors, [(12.5, 30.0), (80.0, 9.0)]);
        assert_eq!(opening.picture.width, Some(60));
    }

    #[test]
    fn every_slip_is_named() {
        let cases = [
            ("::: facilitater", UNKNOWN, "did you mean `facilitator`"),
            ("::: {#note}", UNKNOWN, "the blocks are"),
            ("::: step {minuets=5}", ATTRIBUTE_UNKNOWN, "`minutes`"),
            ("::: say {minutes=5}", ATTRIBUTE_UNKNOWN, "takes: #id, title"),
            ("::: step {minutes=0}", ATTRIBUTE_VALUE, "digits 0 to 9"),
            ("::: step {minutes=៥}", ATTRIBUTE_VALUE, "digits 0 to 9"),
            ("::: activity {group=pair}", ATTRIBUTE_VALUE, "`pairs`"),
            ("::: only {audience=all}", ATTRIBUTE_VALUE, "participant"),
            ("::: figure {anchors=\"1;2,2\"}", ATTRIBUTE_VALUE, "across,down"),
            ("::: figure {mirror=yes}", ATTRIBUTE_VALUE, "true, false"),
            ("::: say {#ខ}", ID_LETTERS, "Latin letters"),
            ("::: say {title=\"x\"", ATTRIBUTE_SYNTAX, "`}`"),
            ("::: say {title=\"x}", ATTRIBUTE_SYNTAX, "end it"),
            ("::: say Hello", ATTRIBUTE_SYNTAX, "title=\"Hello\""),
            ("::: say {#x} Hello", ATTRIBUTE_SYNTAX, "below the line"),
            ("::: say {title}", ATTRIBUTE_SYNTAX, "title=…"),
        ];
        for (line, code, hint) in cases {
            let (_, findings) = open(line);
            assert_eq!(findings.len(), 1, "{line}: {findings:?}");
            assert_eq!(findings[0].code, code, "{line}");
            assert!(findings[0].hint.as_deref().unwrap_or("").contains(hint), "{line}: {:?}", findings[0].hint);
        }
        assert_eq!(open("::: only {audience=all}").0.attributes.audience, Some(Audience::Facilitator));
    }
}
