//! Sets a composed project with Typst and leads every letter of the result back to its line.

mod world;

use std::collections::{BTreeMap, BTreeSet};

use typst::World;
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic, Tracepoint};
use typst::foundations::Bytes;
use typst::layout::Frame;
use typst::syntax::{DiagSpan, Span, SyntaxNode, ast};
use typst_layout::PagedDocument;

use crate::compose::{EDITION, LAYOUT_FOLDER, MAIN, Passage, PassageId, Project, SourceMap};
use crate::diag::{Code, Finding, Place, line_and_column};
use crate::typeset::world::EditionWorld;

pub use crate::typeset::world::Shared;

/// The layout's Typst code has a fault.
pub const LAYOUT_FAULT: Code = Code::error("layout-fault");
/// Typst warns of the layout's code.
pub const LAYOUT_WARNING: Code = Code::warning("layout-warning");

/// Every code of this module.
pub const CODES: &[Code] = &[LAYOUT_FAULT, LAYOUT_WARNING];

/// Where a layout finds the files of its base under their own names.
pub const BASE_FOLDER: &str = "base";

/// The files of a layout folder, and those of its base where it has none of its own.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Its name, the folder under `layouts/`.
    pub name: String,
    /// The layout that it stands on.
    pub base: Option<String>,
    /// Typst files by their path in the folder. Those of the base stand below [`BASE_FOLDER`] too, where a file of the same
    /// name can import them.
    pub files: BTreeMap<String, String>,
    /// Which of them are the base's.
    pub borrowed: BTreeSet<String>,
    /// Pictures by their path in the folder, the base's likewise.
    pub pictures: BTreeMap<String, Bytes>,
}

/// What a book is set from.
pub struct Input<'a> {
    /// The generated project.
    pub project: &'a Project,
    /// The layout.
    pub layout: &'a Layout,
    /// Pictures by their path in the project.
    pub pictures: &'a BTreeMap<String, Bytes>,
}

/// A book that has been set.
pub struct Typeset {
    /// The pages.
    pub document: PagedDocument,
    locator: Locator,
}

impl Typeset {
    /// The way back from letters to lines.
    pub fn locator(&self) -> &Locator {
        &self.locator
    }
}

/// Leads spans of Typst's frames back to the toolkit's sources.
pub struct Locator {
    world: EditionWorld,
    map: SourceMap,
    /// The layout's name.
    name: String,
    layout: Folders,
}

/// Where the files of a layout stand on disk.
struct Folders {
    own: String,
    base: Option<String>,
    borrowed: BTreeSet<String>,
}

impl Folders {
    fn of(layout: &Layout) -> Self {
        let folder = |name: &str| format!("layouts/{name}/");
        Folders {
            own: folder(&layout.name),
            base: layout.base.as_deref().map(folder),
            borrowed: layout.borrowed.clone(),
        }
    }

    /// A file of the layout by its name on disk.
    fn file(&self, path: &str) -> String {
        match &self.base {
            Some(base) if self.borrowed.contains(path) => {
                let own = path.strip_prefix(BASE_FOLDER).and_then(|path| path.strip_prefix('/')).unwrap_or(path);
                format!("{base}{own}")
            }
            _ => format!("{}{path}", self.own),
        }
    }

    fn hold(&self, file: &str) -> bool {
        file.starts_with(&self.own) || self.base.as_ref().is_some_and(|base| file.starts_with(base))
    }
}

/// Sets a book. `None`, with an error among the findings, only if Typst fails, which is the layout's fault: no chapter can cause it.
pub fn typeset(shared: &Shared, input: &Input, findings: &mut Vec<Finding>) -> Option<Typeset> {
    let sources = input
        .project
        .files
        .clone()
        .into_iter()
        .chain(input.layout.files.iter().map(|(path, text)| (format!("{LAYOUT_FOLDER}/{path}"), text.clone())));
    let own = input.layout.pictures.iter().map(|(path, bytes)| (format!("{LAYOUT_FOLDER}/{path}"), bytes.clone()));
    let pictures = input.pictures.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).chain(own);
    let world = EditionWorld::new(shared.clone(), MAIN, sources, pictures)?;
    let locator = Locator {
        world,
        map: input.project.map.clone(),
        layout: Folders::of(input.layout),
        name: input.layout.name.clone(),
    };
    let result = typst::compile::<PagedDocument>(&locator.world);
    findings.extend(result.warnings.iter().map(|warning| locator.finding(warning)));
    match result.output {
        Ok(document) => Some(Typeset { document, locator }),
        Err(errors) => {
            findings.extend(errors.iter().map(|error| locator.finding(error)));
            None
        }
    }
}

/// Sets the one page of a stamp, as `compose::stamp` writes it.
pub fn stamp(shared: &Shared, source: String) -> Option<Frame> {
    loose_pages(shared, source, [])?.pages().first().map(|page| page.frame.clone())
}

/// Sets pages that stand on their own, as `compose::lines` and `compose::ticket` write them, with pictures by their path.
pub fn loose_pages(
    shared: &Shared,
    source: String,
    pictures: impl IntoIterator<Item = (String, Bytes)>,
) -> Option<PagedDocument> {
    let world = EditionWorld::new(shared.clone(), MAIN, [(MAIN.to_string(), source)], pictures)?;
    typst::compile::<PagedDocument>(&world).output.ok()
}

impl Locator {
    /// The place in a chapter or manifest of a letter, from the span and offset that Typst gives it.
    pub fn locate(&self, span: Span, offset: u16) -> Option<Place> {
        let id = span.id()?;
        let source = self.world.source(id).ok()?;
        let node = source.find(span)?;
        self.map.resolve(id.get().vpath().get_without_slash(), node.range().start, usize::from(offset))
    }

    /// The passage of a letter, and the byte of the passage's text where the letter's literal begins.
    pub fn passage_of(&self, span: Span) -> Option<(PassageId, usize)> {
        let id = span.id()?;
        let source = self.world.source(id).ok()?;
        let node = source.find(span)?;
        self.map.passage_at(id.get().vpath().get_without_slash(), node.range().start)
    }

    /// Everything that the edition gives the layout to print, without the signs that steer lines and order.
    pub fn furniture(&self) -> String {
        let steers = |c: &char| matches!(*c, '\u{200B}' | '\u{2060}' | '\u{2066}' | '\u{2069}');
        let mut found = String::new();
        for source in [EDITION, MAIN].into_iter().filter_map(|path| self.world.source_at(path)) {
            strings(source.root(), &mut |text| {
                found.extend(text.chars().filter(|c| !steers(c)));
                found.push('\n');
            });
        }
        // In the place of a picture that is missing stands what it would have shown.
        for source in self.world.sources() {
            descriptions(source.root(), &mut |text| found.extend([text, "\n"]));
        }
        found
    }

    /// A passage by its number.
    pub fn passage(&self, id: PassageId) -> Option<&Passage> {
        self.map.passage(id)
    }

    /// A message of Typst's as a finding, at the chapter's line if it is about a chapter's block.
    pub fn finding(&self, diagnostic: &SourceDiagnostic) -> Finding {
        let code = match diagnostic.severity {
            Severity::Error => LAYOUT_FAULT,
            Severity::Warning => LAYOUT_WARNING,
        };
        let message = format!("the layout `{}` could not be set as it stands: {}", self.name, diagnostic.message);
        let mut finding = Finding::new(code, message).at(self.place(diagnostic));
        if let Some(hint) = diagnostic.hints.first() {
            finding = finding.hint(hint.v.to_string());
        }
        finding
    }

    /// The line of a message: in the chapter if it is about a chapter's block, else in the layout.
    fn place(&self, diagnostic: &SourceDiagnostic) -> Place {
        // A file that cannot be read as code is at fault itself, whoever imports it.
        if diagnostic.trace.iter().any(|point| matches!(point.v, Tracepoint::Import(_)))
            && let Some(place) = self.place_of(diagnostic.span)
        {
            return place;
        }
        let spans = std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|point| point.span.into()));
        let places: Vec<Place> = spans.filter_map(|span| self.place_of(span)).collect();
        let in_chapter = places.iter().find(|place| !self.is_in_layout(place));
        in_chapter.or(places.first()).cloned().unwrap_or_default()
    }

    fn place_of(&self, span: DiagSpan) -> Option<Place> {
        let id = span.id()?;
        let range = self.world.range(span)?;
        let path = id.get().vpath().get_without_slash().to_string();
        if let Some(place) = self.map.nearest(&path, range.start) {
            return Some(place);
        }
        let source = self.world.source(id).ok()?;
        let (line, column) = line_and_column(source.text(), range.start);
        let file = match path.strip_prefix(&format!("{LAYOUT_FOLDER}/")) {
            Some(file) => self.layout.file(file),
            None => path,
        };
        Some(Place::line(file, line, column))
    }

    fn is_in_layout(&self, place: &Place) -> bool {
        matches!(place, Place::Line { file, .. } if self.layout.hold(file))
    }
}

/// Calls `visit` with every description of a picture in a file.
fn descriptions(node: &SyntaxNode, visit: &mut impl FnMut(&str)) {
    if let Some(named) = node.cast::<ast::Named>()
        && named.name().as_str() == "alt"
        && let ast::Expr::Str(text) = named.expr()
    {
        visit(&text.get());
    }
    for child in node.children() {
        descriptions(child, visit);
    }
}

/// Calls `visit` with every string of a generated file.
fn strings(node: &SyntaxNode, visit: &mut impl FnMut(&str)) {
    if let Some(text) = node.cast::<ast::Str>() {
        visit(&text.get());
    }
    for child in node.children() {
        strings(child, visit);
    }
}
