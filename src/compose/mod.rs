//! Turns an edition's chapters into generated Typst and a source map.
//!
//! Nothing that a translator types is ever Typst code: words are string literals (`#"…"`), structure is calls of the
//! layout's functions, and between two calls stands no white space that could become text. The project is complete:
//! together with the layout's files and the pictures the stock `typst` command compiles it too.

mod blocks;
mod breaking;
mod edition;
mod inline;
mod map;
mod numbers;
mod runs;
mod specimen;
mod writer;

use std::collections::{BTreeMap, BTreeSet};

use crate::chapter::agenda;
use crate::chapter::tree::{Block, BlockKind, Chapter, Inline, Item, Pos, Text};
use crate::compose::blocks::Composer;
use crate::compose::breaking::{Breaking, LONGEST, TermList};
use crate::compose::inline::words_only;
use crate::compose::runs::{Setting, has_words};
use crate::compose::writer::Writer;
use crate::font::{Catalogue, Role, Stack};
use crate::geometry::Length;
use crate::language::Profile;
use crate::manifest::model::{Edition, Toolkit};
use crate::plan::Body;
use crate::product::{Product, Status};

pub use crate::compose::breaking::{holds_together, joins_at, letters_join, word_key};
pub use crate::compose::map::{Passage, PassageId, PassageKind, SourceMap};
pub use crate::compose::numbers::left_to_right_tokens;
pub use crate::compose::specimen::specimen;

/// What one book is made of.
#[derive(Debug)]
pub struct Book<'a> {
    /// The toolkit.
    pub toolkit: &'a Toolkit,
    /// The edition.
    pub edition: &'a Edition,
    /// The product.
    pub product: &'a Product,
    /// The state of the least finished chapter that the edition shows.
    pub status: Status,
    /// Families in the order in which Typst tries them.
    pub stacks: &'a Stacks,
    /// The chapters' pictures that could be read, by their path in the source folder.
    pub pictures: &'a BTreeMap<String, PictureFile>,
    /// The publisher's pictures that could be read.
    pub art: &'a Art,
    /// Words too long for their line, which a second setting may break between syllables.
    pub unglued: &'a BTreeSet<String>,
    /// Passages that cannot be filled without wide gaps, which a second setting leaves ragged.
    pub ragged: &'a BTreeSet<PassageId>,
    /// What it holds.
    pub body: &'a Body,
    /// The page numbers of the standard book, which stand in the margins.
    pub page_numbers: Option<&'a PageNumbers>,
    /// How thick the leaves are that a cover stands around.
    pub spine: Option<Length>,
    /// The chapters in order, already filtered for the product's audience.
    pub entries: &'a [Entry],
}

/// On which page of the standard book a paragraph begins, by its chapter's file and its first line.
pub type PageNumbers = BTreeMap<(String, u32), u64>;

/// The pictures that belong to no chapter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Art {
    /// The cover's picture.
    pub cover: Option<PictureFile>,
    /// The publisher's sign.
    pub logo: Option<PictureFile>,
}

/// A picture of the project.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureFile {
    /// Its path in the project, with the ending that its content asks for.
    pub path: String,
    /// Width divided by height.
    pub aspect: f64,
}

/// The families of an edition by role, in the order in which Typst tries them.
#[derive(Debug, Clone, PartialEq)]
pub struct Stacks {
    /// For running text.
    pub text: Stack,
    /// For titles and headings.
    pub heading: Stack,
    /// For letters typed as code.
    pub mono: Stack,
}

impl Stacks {
    /// The families that the catalogue has for a profile.
    pub fn of(catalogue: &Catalogue, profile: &Profile) -> Self {
        let stack = |role| catalogue.stack(profile, role);
        Stacks { text: stack(Role::Text), heading: stack(Role::Heading), mono: stack(Role::Mono) }
    }

    /// The families of text and headings that the profile asks for, each once.
    pub fn names(&self) -> Vec<String> {
        Stacks::unique(&[&self.text, &self.heading])
    }

    /// Every family that the profile asks for, each once.
    pub fn own(&self) -> Vec<String> {
        Stacks::unique(&[&self.text, &self.heading, &self.mono])
    }

    fn unique(stacks: &[&Stack]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in stacks.iter().flat_map(|stack| stack.own_families()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_string());
            }
        }
        names
    }
}

/// One chapter of a book.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its number in the toolkit, the same in every edition.
    pub number: u32,
    /// The index of its part.
    pub part: usize,
    /// Its state.
    pub status: Status,
    /// What it says, or the file that could not be read.
    pub body: Result<Chapter, String>,
}

/// A generated Typst project without its layout, fonts and pictures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// Files by path from the project's root, without a leading slash; `main.typ` is the one to compile.
    pub files: BTreeMap<String, String>,
    /// From literals back to the chapters.
    pub map: SourceMap,
}

/// The file that imports the others.
pub const MAIN: &str = "main.typ";
/// The file that holds what the layout needs to know of the edition.
pub(crate) const EDITION: &str = "edition.typ";
/// Where a project keeps the files of its layout.
pub const LAYOUT_FOLDER: &str = "layout";

/// Generates the project of one book.
pub fn compose(book: &Book) -> Project {
    let mut map = SourceMap::default();
    let mut files = BTreeMap::new();
    let ids = ids(book.entries);
    let mut used: BTreeSet<String> = book.entries.iter().map(|entry| entry.id.clone()).collect();
    let terms = TermList::new(book.edition.terms.iter().map(String::as_str));
    let profile = &book.edition.profile;
    let breaking = Breaking { kind: profile.lines.breaks, terms: &terms, longest: LONGEST, unglued: book.unglued };
    let setting = Setting { direction: profile.direction, breaking };
    for entry in book.entries {
        let path = chapter_path(&entry.id);
        let mut labels = Labels { ids: &ids, used: &mut used, setting };
        let code = chapter_file(book, entry, &mut labels, &path, &mut map);
        files.insert(path, code);
    }
    files.insert(EDITION.to_string(), edition::file(book, setting, EDITION, &mut map));
    files.insert(MAIN.to_string(), main_file(book, setting, &mut map));
    Project { files, map }
}

/// A page that holds one word, large and alone, in the edition's heading fonts: the stamp of a proof copy.
pub fn stamp(stacks: &Stacks, word: &str, rtl: bool) -> String {
    let mut map = SourceMap::default();
    let mut writer = Writer::new(MAIN, &mut map);
    writer.code("#set page(width: auto, height: auto, margin: (x: 8pt, y: 3pt))\n#set text(font: ");
    edition::families(&stacks.heading, &mut writer);
    let dir = if rtl { "rtl" } else { "ltr" };
    writer.code(&format!(", fallback: false, size: 18pt, weight: 700, fill: red, dir: {dir}, "));
    writer.code("top-edge: \"bounds\", bottom-edge: \"bounds\")\n");
    edition::plain(word, "", &mut writer);
    writer.finish()
}

/// What a job ticket shows.
#[derive(Debug, Clone)]
pub struct TicketPage<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Whether the book is bound on the left.
    pub binds_left: bool,
    /// What stands beside the drawing of the book, in large letters.
    pub shout: &'a str,
    /// What, and how much.
    pub rows: &'a [(&'static str, String)],
    /// What the check says, and what it found.
    pub verdict: &'a str,
    /// One line each.
    pub found: &'a [String],
    /// Paths of the pictures of the first and the last page in the project.
    pub pictures: &'a [String],
}

/// The page of a job ticket, in English, on US letter, which A4 printers shrink to fit.
pub fn ticket(stacks: &Stacks, latin: &[String], page: &TicketPage) -> String {
    let mut map = SourceMap::default();
    let mut writer = Writer::new(MAIN, &mut map);
    writer.code("#set page(\"us-letter\", margin: 42pt)\n#set text(font: (");
    for family in latin.iter().map(String::as_str).chain(stacks.text.families()) {
        writer.string(family);
        writer.code(", ");
    }
    writer.code("), fallback: false, size: 9.5pt, lang: \"en\", dir: ltr, hyphenate: false)\n");
    writer.code("#let (title, shout, verdict) = (");
    for text in [page.title, page.shout, page.verdict] {
        writer.string(text);
        writer.code(", ");
    }
    writer.code(&format!(")\n#let left = {}\n#let rows = (", page.binds_left));
    for (what, much) in page.rows {
        writer.code("(");
        writer.string(what);
        writer.code(", ");
        writer.string(much);
        writer.code("), ");
    }
    writer.code(")\n#let found = (");
    for line in page.found {
        writer.string(line);
        writer.code(", ");
    }
    writer.code(")\n#let pictures = (");
    for path in page.pictures {
        writer.string(&format!("/{path}"));
        writer.code(", ");
    }
    writer.code(")\n");
    writer.code(TICKET);
    writer.finish()
}

/// How a ticket looks: the book with its spine, the rows, the check, the first and the last page.
const TICKET: &str = r#"#let book = box(width: 66pt, height: 84pt, {
  place(top + std.left, rect(width: 66pt, height: 84pt, stroke: 1pt))
  place(top + if left { std.left } else { std.right }, rect(width: 9pt, height: 84pt, fill: black))
  place(horizon + center, dx: if left { 4pt } else { -4pt }, text(size: 22pt, weight: "bold", "1"))
})
#text(size: 17pt, weight: "bold", title)
#v(4pt)
#grid(columns: (auto, 1fr), column-gutter: 16pt, align: horizon, book, text(size: 25pt, weight: "bold", shout))
#v(6pt)
#grid(
  columns: (104pt, 1fr),
  inset: (x: 0pt, y: 3.4pt),
  stroke: (_, y) => (top: 0.4pt + luma(60%)),
  ..rows.map(((what, much)) => (strong(what), much)).flatten(),
)
#v(6pt)
#strong(verdict)
#for line in found.slice(0, calc.min(found.len(), 12)) [#parbreak()#text(size: 8.5pt, line)]
#v(1fr)
#if pictures != () {
  grid(
    columns: pictures.len(),
    column-gutter: 24pt,
    ..pictures.zip(("first page", "last page")).map(((path, name)) => {
      box(stroke: 0.4pt, image(path, height: 150pt))
      linebreak()
      text(size: 8.5pt, name)
    }),
  )
}
"#;

/// Lines of small Latin words, each on a page of its own that is as large as the line: what stands beside the marks of a
/// printed page.
pub fn lines(stacks: &Stacks, lines: &[String]) -> String {
    let mut map = SourceMap::default();
    let mut writer = Writer::new(MAIN, &mut map);
    writer.code("#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: ");
    edition::families(&stacks.text, &mut writer);
    writer.code(
        ", fallback: false, size: 5pt, lang: \"en\", dir: ltr, \
         top-edge: \"ascender\", bottom-edge: \"descender\")\n",
    );
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            writer.code("#pagebreak()\n");
        }
        edition::plain(line, "", &mut writer);
        writer.code("\n");
    }
    writer.finish()
}

fn chapter_path(id: &str) -> String {
    format!("chapters/{id}.typ")
}

/// Whether the book shows its parts: as soon as the toolkit has more than one.
fn shows_parts(book: &Book) -> bool {
    matches!(book.body, Body::Book | Body::Insides) && book.toolkit.parts.len() > 1
}

/// The heading level of chapters: parts stand above them where they are shown, and a handout alone has no chapter.
fn chapter_level(book: &Book) -> u8 {
    match book.body {
        Body::Handout { .. } | Body::PrintCard | Body::Wrap => 0,
        Body::Chapter(_) => 1,
        Body::Book | Body::Insides => 1 + u8::from(shows_parts(book)),
    }
}

fn main_file(book: &Book, setting: Setting, map: &mut SourceMap) -> String {
    let mut writer = Writer::new(MAIN, map);
    writer.code(&format!("#import \"/{LAYOUT_FOLDER}/lib.typ\": *\n#import \"/{EDITION}\": edition\n"));
    writer.code("#show: toolkit.with(edition)\n#{");
    writer.deeper();
    let mut part = None;
    for entry in book.entries {
        if shows_parts(book) && part != Some(entry.part) {
            part = Some(entry.part);
            writer.line();
            part_opener(book, setting, entry.part, &mut writer);
        }
        writer.line();
        writer.code(&format!("include \"/{}\"", chapter_path(&entry.id)));
    }
    writer.shallower();
    writer.line();
    writer.code("}\n");
    writer.finish()
}

fn part_opener(book: &Book, setting: Setting, index: usize, writer: &mut Writer) {
    let id = &book.toolkit.parts[index].id;
    writer.code("part(id: ");
    writer.string(&format!("part:{id}"));
    writer.code(&format!(", number: {}, level: 1)[", index + 1));
    match book.edition.parts.get(id) {
        Some(title) => edition::located(title, setting, writer),
        None => edition::plain(id, &book.edition.profile_file, writer),
    }
    writer.code("]");
}

/// What the chapters of a book share: ids and the way in which words are prepared.
struct Labels<'a> {
    /// All of them.
    ids: &'a BTreeSet<String>,
    /// Those that stand in it already.
    used: &'a mut BTreeSet<String>,
    /// How words are prepared.
    setting: Setting<'a>,
}

fn chapter_file(book: &Book, entry: &Entry, labels: &mut Labels, path: &str, map: &mut SourceMap) -> String {
    let base = chapter_level(book);
    let mut writer = Writer::new(path, map);
    writer.code(&format!("#import \"/{LAYOUT_FOLDER}/lib.typ\": *\n#{{"));
    writer.deeper();
    writer.line();
    let chapter = match &entry.body {
        Ok(chapter) => chapter,
        Err(file) => {
            unreadable(entry, file, base, &mut writer);
            writer.shallower();
            writer.code("\n}\n");
            return writer.finish();
        }
    };
    let mut composer = Composer {
        writer,
        chapter,
        number: entry.number,
        ids: labels.ids,
        used: labels.used,
        pictures: book.pictures,
        setting: labels.setting,
        kind: PassageKind::Text,
        ragged: book.ragged,
        splits_latin: book.edition.profile.script != "Latn",
        notes: BTreeSet::new(),
        deferred: Vec::new(),
        base,
        section: base,
        last: base,
        elapsed: 0,
        page_numbers: book.page_numbers,
        page_number: None,
    };
    match book.body {
        Body::Handout { .. } => composer.sheet_head(),
        _ => composer.opener(entry),
    }
    composer.deferred_notes();
    composer.blocks(&chapter.blocks);
    let mut writer = composer.writer;
    writer.shallower();
    writer.code("\n}\n");
    writer.finish()
}

/// The page that stands for a chapter that could not be read: the file's name, so that staff can find it.
fn unreadable(entry: &Entry, file: &str, level: u8, writer: &mut Writer) {
    writer.code("unreadable(id: ");
    writer.string(&entry.id);
    writer.code(&format!(", number: {}, level: {level})[", entry.number));
    edition::plain(file, file, writer);
    writer.code("]");
}

impl Composer<'_> {
    /// What stands above a handout that is alone: the chapter that it is from.
    fn sheet_head(&mut self) {
        self.writer.code(&format!("sheet-head(number: {})", self.number));
        self.repeated(&self.chapter.title);
        self.writer.line();
    }

    /// The chapter's title and its timed agenda.
    fn opener(&mut self, entry: &Entry) {
        let items = agenda(self.chapter);
        let minutes: u32 = items.iter().filter_map(|item| item.minutes).sum();
        self.writer.code("chapter(id: ");
        self.writer.string(&entry.id);
        self.writer.code(&format!(
            ", number: {}, level: {}, status: \"{}\", agenda: (",
            entry.number, self.base, entry.status
        ));
        for item in &items {
            self.writer.code(&format!("(number: {}, minutes: {}, id: ", item.number, item.minutes.unwrap_or(0)));
            match &item.id {
                Some(id) => self.writer.string(id),
                None => self.writer.code("none"),
            }
            self.writer.code(", title: ");
            self.label(&words_only(&item.title));
            self.writer.code("), ");
        }
        self.writer.code(&format!("), minutes: {minutes})"));
        if has_words(&self.chapter.title) {
            self.repeated(&self.chapter.title);
        } else {
            let id = Inline::Text(Text { text: entry.id.clone(), line: 1, columns: Vec::new() });
            self.content(&[id]);
        }
    }
}

/// Every id that can be a link's target: the chapters' own and those of their blocks.
fn ids(entries: &[Entry]) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    for chapter in entries.iter().filter_map(|entry| entry.body.as_ref().ok()) {
        collect_ids(&chapter.blocks, &mut ids);
    }
    ids
}

fn collect_ids(blocks: &[Block], ids: &mut BTreeSet<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { id, .. } => ids.extend(id.clone()),
            BlockKind::Figure(figure) => ids.extend(figure.id.clone()),
            BlockKind::Directive(directive) => {
                ids.extend(directive.id.clone());
                collect_ids(&directive.blocks, ids);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|Item { blocks, .. }| collect_ids(blocks, ids)),
            BlockKind::Quote(blocks) => collect_ids(blocks, ids),
            BlockKind::Definitions(entries) => entries.iter().for_each(|entry| collect_ids(&entry.blocks, ids)),
            BlockKind::Paragraph(_) | BlockKind::Table { .. } | BlockKind::Code(_) | BlockKind::Divider => {}
        }
    }
}

/// The position of words that stand in a manifest: line and column of their first character.
fn pos_of(place: &crate::diag::Place) -> Pos {
    match place {
        crate::diag::Place::Line { line, column, .. } => Pos { line: *line, column: *column },
        _ => Pos::default(),
    }
}
