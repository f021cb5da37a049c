//! A small typed reader of TOML sections: it takes what is asked for, remembers where it stood, and reports everything
//! else.
//!
//! Serde stops at the first unknown key or wrong type; staff are to see every mistake of a file at once.

use std::cell::RefCell;

use toml_edit::{Item, Table, TableLike, Value};

use crate::diag::{Finding, Place, shorten};

use crate::manifest::codes::{KEY_MISSING, KEY_UNKNOWN, SCHEMA_UNKNOWN, VALUE_TYPE};
use crate::manifest::log::{Log, listed, quoted, suggestion};
use crate::manifest::model::{Date, Located};
use crate::manifest::source::Source;

/// The schema of the manifests that this version reads.
const SCHEMA: i64 = 1;

/// A value that stands alone.
pub trait Scalar: Sized {
    /// What a person has to write, for messages.
    const EXPECTED: &'static str;

    /// The value, if it is of this type.
    fn from_value(value: &Value) -> Option<Self>;
}

impl Scalar for String {
    const EXPECTED: &'static str = "a text between straight quotes";

    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_string)
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "`true` or `false`, without quotes";

    fn from_value(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Scalar for i64 {
    const EXPECTED: &'static str = "a whole number without quotes";

    fn from_value(value: &Value) -> Option<Self> {
        value.as_integer()
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a number without quotes";

    fn from_value(value: &Value) -> Option<Self> {
        value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
    }
}

impl Scalar for Date {
    const EXPECTED: &'static str = "a date without quotes and without a time of day";

    fn from_value(value: &Value) -> Option<Self> {
        let moment = value.as_datetime()?;
        match (moment.date, moment.time, moment.offset) {
            (Some(date), None, None) => Some(Date { year: date.year, month: date.month, day: date.day }),
            _ => None,
        }
    }
}

/// A section of a manifest that is being read.
pub struct Section<'a> {
    source: &'a Source,
    log: &'a Log,
    table: &'a dyn TableLike,
    title: String,
    place: Place,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The whole file as a section.
    pub fn root(source: &'a Source, table: &'a Table, log: &'a Log) -> Self {
        let place = Place::file(&source.file);
        Section { source, log, table, title: String::new(), place, asked: RefCell::default() }
    }

    /// Where the section begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Checks the schema number of the file.
    pub fn schema(&self) {
        let Some(schema) = self.required::<i64>("schema", "1") else { return };
        if schema.value != SCHEMA {
            let finding = Finding::new(SCHEMA_UNKNOWN, format!("schema `{}` is not known", schema.value));
            let hint = format!("write `schema = {SCHEMA}`, or use the version of lotuspress that made this file");
            self.log.report(finding.at(schema.place).words(schema.value.to_string()).hint(hint));
        }
    }

    /// A value that may be absent; the example shows what a value looks like in TOML.
    pub fn optional<T: Scalar>(&self, key: &'static str, example: &str) -> Option<Located<T>> {
        let item = self.item(key)?;
        let value = item.as_value().and_then(T::from_value);
        if value.is_none() {
            self.wrong_type(key, item, T::EXPECTED, example);
        }
        Some(Located { value: value?, place: self.place_in(key, item) })
    }

    /// A value that has to be there.
    pub fn required<T: Scalar>(&self, key: &'static str, example: &str) -> Option<Located<T>> {
        self.demand(key, &format!("{key} = {example}"));
        self.optional(key, example)
    }

    /// A list of values that may be absent; items of a wrong type are reported and passed over.
    pub fn optional_list<T: Scalar>(&self, key: &'static str, example: &str) -> Option<Located<Vec<Located<T>>>> {
        let item = self.item(key)?;
        let Some(array) = item.as_array() else {
            self.wrong_type(key, item, "a list in square brackets", example);
            return None;
        };
        let mut values = Vec::with_capacity(array.len());
        for value in array {
            let place = self.source.place(value.span());
            match T::from_value(value) {
                Some(value) => values.push(Located { value, place }),
                None => self.log.report(
                    Finding::new(VALUE_TYPE, format!("each item of `{key}` must be {}", T::EXPECTED))
                        .at(place)
                        .words(self.source.words(value.span()))
                        .hint(format!("write for example `{key} = {example}`")),
                ),
            }
        }
        Some(Located { value: values, place: self.place_in(key, item) })
    }

    /// A list of values that has to be there.
    pub fn required_list<T: Scalar>(&self, key: &'static str, example: &str) -> Option<Located<Vec<Located<T>>>> {
        self.demand(key, &format!("{key} = {example}"));
        self.optional_list(key, example)
    }

    /// A section below this one that may be absent.
    pub fn optional_section(&self, key: &'static str) -> Option<Section<'a>> {
        let item = self.item(key)?;
        self.section_of(key, item)
    }

    /// A section that has to be there.
    pub fn required_section(&self, key: &'static str) -> Option<Section<'a>> {
        self.demand(key, &format!("[{}]", self.title_of(key)));
        self.optional_section(key)
    }

    /// The sections `[[key]]`, of which at least one has to be there.
    pub fn required_sections(&self, key: &'static str) -> Vec<Section<'a>> {
        self.demand(key, &format!("[[{key}]]"));
        let Some(item) = self.item(key) else { return Vec::new() };
        let title = format!("[[{key}]]");
        let open = |table: &'a dyn TableLike, span| self.open(title.clone(), table, self.source.place(span));
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().map(|table| open(table, table.span())).collect();
        }
        let tables = item.as_array().map(|array| array.iter().map(Value::as_inline_table).collect::<Option<Vec<_>>>());
        match tables.flatten() {
            Some(tables) => tables.into_iter().map(|table| open(table, table.span())).collect(),
            None => {
                self.wrong_type(key, item, "a section with two brackets on each side", &title);
                Vec::new()
            }
        }
    }

    /// Every section below this one, by the name that staff chose: `[products.screen]`.
    pub fn named_sections(&self) -> Vec<(Located<String>, Section<'a>)> {
        self.names().filter_map(|(name, item)| Some((self.name_of(name, item), self.section_of(name, item)?))).collect()
    }

    /// Every text of this section, by the key that staff chose: `minutes = "{n} min"`.
    pub fn named_texts(&self) -> Vec<(Located<String>, Located<String>)> {
        let mut texts = Vec::new();
        for (name, item) in self.names() {
            match item.as_str() {
                Some(text) => {
                    let place = self.source.place(item.span());
                    texts.push((self.name_of(name, item), Located { value: text.to_string(), place }));
                }
                None => self.wrong_type(name, item, String::EXPECTED, "\"…\""),
            }
        }
        texts
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self) {
        let known = self.asked.borrow();
        for (name, item) in self.names().filter(|(name, _)| !known.contains(name)) {
            let place = match &self.title {
                title if title.is_empty() => "at the top of the file".to_string(),
                title => format!("in `{title}`"),
            };
            let offered = format!("known here: {}", listed(known.iter().copied()));
            let located = self.name_of(name, item);
            self.log.report(
                Finding::new(KEY_UNKNOWN, format!("{} is not known {place}", quoted(name)))
                    .at(located.place)
                    .words(name)
                    .hint(suggestion(name, known.iter().copied(), offered)),
            );
        }
    }

    fn names(&self) -> impl Iterator<Item = (&'a str, &'a Item)> {
        self.table.iter().filter(|(_, item)| !item.is_none())
    }

    fn item(&self, key: &'static str) -> Option<&'a Item> {
        if !self.asked.borrow().contains(&key) {
            self.asked.borrow_mut().push(key);
        }
        self.table.get(key).filter(|item| !item.is_none())
    }

    /// Reports a key that is missing; the example is the line to add.
    fn demand(&self, key: &'static str, example: &str) {
        if self.item(key).is_some() {
            return;
        }
        let is_section = example.starts_with('[');
        let message = match (is_section, self.title.is_empty()) {
            (true, _) => format!("the section `{example}` is missing"),
            (false, true) => format!("`{key}` is missing at the top of the file"),
            (false, false) => format!("`{key}` is missing in `{}`", self.title),
        };
        let hint = if is_section {
            format!("add `{example}`; `docs/manifest.md` says what stands in it")
        } else {
            format!("add for example `{example}`")
        };
        self.log.report(Finding::new(KEY_MISSING, message).at(self.place.clone()).hint(hint));
    }

    fn wrong_type(&self, key: &str, item: &Item, expected: &str, example: &str) {
        let message = format!("{} must be {expected}; here it is {}", quoted(key), kind(item));
        let example =
            if example.starts_with("[[") { example.to_string() } else { format!("{} = {example}", short_key(key)) };
        let words = self.source.words(item.span());
        let finding = Finding::new(VALUE_TYPE, message)
            .at(self.place_in(key, item))
            .words(if words.is_empty() { key } else { words })
            .hint(format!("write for example `{example}`"));
        self.log.report(finding);
    }

    fn section_of(&self, key: &str, item: &'a Item) -> Option<Section<'a>> {
        match item.as_table_like() {
            Some(table) => {
                let title = format!("[{}]", self.title_of(key));
                Some(self.open(title, table, self.place_in(key, item)))
            }
            None => {
                let message = format!("{} must be a section; here it is {}", quoted(key), kind(item));
                let finding = Finding::new(VALUE_TYPE, message).at(self.place_in(key, item)).words(key);
                self.log.report(finding.hint(format!("write `[{}]` on a line of its own", self.title_of(key))));
                None
            }
        }
    }

    fn open(&self, title: String, table: &'a dyn TableLike, place: Place) -> Section<'a> {
        Section { source: self.source, log: self.log, table, title, place, asked: RefCell::default() }
    }

    /// The name of a section below this one, without brackets.
    fn title_of(&self, key: &str) -> String {
        let key = short_key(key);
        match self.title.trim_matches(['[', ']']) {
            "" => key,
            above => format!("{above}.{key}"),
        }
    }

    fn name_of(&self, name: &str, item: &Item) -> Located<String> {
        let span = self.table.key(name).and_then(toml_edit::Key::span).or_else(|| item.span());
        Located { value: name.to_string(), place: self.source.place(span) }
    }

    fn place_in(&self, key: &str, item: &Item) -> Place {
        let span = item.span().or_else(|| self.table.key(key).and_then(toml_edit::Key::span));
        self.source.place(span)
    }
}

/// A key as it may be repeated in a message.
fn short_key(key: &str) -> String {
    shorten(key, 60)
}

/// What a value is, for people.
fn kind(item: &Item) -> &'static str {
    match item {
        Item::Value(Value::String(_)) => "a text",
        Item::Value(Value::Integer(_) | Value::Float(_)) => "a number",
        Item::Value(Value::Boolean(_)) => "`true` or `false`",
        Item::Value(Value::Datetime(_)) => "a date or a time",
        Item::Value(Value::Array(_)) => "a list",
        Item::Value(Value::InlineTable(_)) | Item::Table(_) => "a section",
        Item::ArrayOfTables(_) => "a list of sections",
        Item::None => "nothing",
    }
}
