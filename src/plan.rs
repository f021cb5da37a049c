//! What to build: which editions, which products of each, and in which order.

use std::collections::BTreeSet;

use crate::diag::{Code, Finding, did_you_mean};
use crate::manifest::model::{ChapterRef, Edition, Toolkit};
use crate::product::{Product, Status};

/// A name on the command line matches nothing.
pub const UNKNOWN_NAME: Code = Code::error("unknown-name");
/// A chapter is left out of an edition because it is not far enough.
pub const LEFT_OUT: Code = Code::note("chapter-left-out");
/// An edition has no chapter to show.
pub const NO_CHAPTERS: Code = Code::warning("no-chapters");

/// Every code of this module.
pub const CODES: &[Code] = &[UNKNOWN_NAME, LEFT_OUT, NO_CHAPTERS];

/// What the command line asks for; an empty list means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Language tags.
    pub languages: Vec<String>,
    /// Names of products.
    pub products: Vec<String>,
    /// Ids of chapters: each becomes a small file of its own.
    pub chapters: Vec<String>,
}

/// Everything to build.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The editions, in the order of the toolkit.
    pub editions: Vec<EditionPlan<'a>>,
}

/// What to build of one edition.
#[derive(Debug, Clone)]
pub struct EditionPlan<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its chapters that are far enough to be shown.
    pub chapters: Vec<PlannedChapter<'a>>,
    /// Its files.
    pub jobs: Vec<Job<'a>>,
}

/// One chapter that an edition shows.
#[derive(Debug, Clone)]
pub struct PlannedChapter<'a> {
    /// What the edition's manifest says of it.
    pub chapter: &'a ChapterRef,
    /// Its number in the toolkit, the same in every edition.
    pub number: u32,
    /// The index of its part.
    pub part: usize,
}

/// One file to build.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// The product that it is a file of.
    pub product: &'a Product,
    /// What it holds.
    pub body: Body,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Every chapter.
    Book,
    /// One chapter, by id, with folios from 1.
    Chapter(String),
}

impl Body {
    /// The chapter's id, if it is one chapter.
    pub fn chapter(&self) -> Option<&str> {
        match self {
            Body::Book => None,
            Body::Chapter(id) => Some(id),
        }
    }
}

/// Plans a build. `Err` if a name on the command line matches nothing.
pub fn plan<'a>(
    toolkit: &'a Toolkit,
    selection: &Selection,
    findings: &mut Vec<Finding>,
) -> Result<Plan<'a>, Vec<Finding>> {
    let unknown = unknown_names(toolkit, selection);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let products: Vec<&Product> =
        toolkit.products.iter().filter(|product| is_selected(&selection.products, &product.name)).collect();
    let editions = toolkit
        .editions
        .iter()
        .filter(|edition| is_selected(&selection.languages, edition.tag.as_str()))
        .filter_map(|edition| plan_edition(toolkit, edition, &products, selection, findings))
        .collect();
    Ok(Plan { editions })
}

fn plan_edition<'a>(
    toolkit: &'a Toolkit,
    edition: &'a Edition,
    products: &[&'a Product],
    selection: &Selection,
    findings: &mut Vec<Finding>,
) -> Option<EditionPlan<'a>> {
    let chapters = chapters(toolkit, edition, findings);
    if chapters.is_empty() {
        let minimum = toolkit.minimum_status;
        findings.push(
            Finding::new(NO_CHAPTERS, format!("no chapter of this language is at `{minimum}` or further"))
                .at(edition.title.place.clone())
                .edition(edition.tag.as_str())
                .hint(
                    "list its chapters in the manifest, or lower `minimum-status` under `[publish]` in `toolkit.toml`",
                ),
        );
        return None;
    }
    let shown: BTreeSet<&str> = chapters.iter().map(|planned| planned.chapter.id.as_str()).collect();
    let bodies: Vec<Body> = match selection.chapters.as_slice() {
        [] => vec![Body::Book],
        ids => ids.iter().filter(|id| shown.contains(id.as_str())).cloned().map(Body::Chapter).collect(),
    };
    let jobs =
        products.iter().flat_map(|product| bodies.iter().map(|body| Job { product, body: body.clone() })).collect();
    Some(EditionPlan { edition, chapters, jobs })
}

/// The chapters that an edition shows, in the order of the toolkit.
fn chapters<'a>(toolkit: &Toolkit, edition: &'a Edition, findings: &mut Vec<Finding>) -> Vec<PlannedChapter<'a>> {
    let mut planned = Vec::new();
    let all = toolkit.parts.iter().enumerate().flat_map(|(part, it)| it.chapters.iter().map(move |id| (part, id)));
    for (number, (part, id)) in (1..).zip(all) {
        let Some(chapter) = edition.chapters.get(id) else { continue };
        if chapter.status >= toolkit.minimum_status && chapter.status != Status::NotStarted {
            planned.push(PlannedChapter { chapter, number, part });
            continue;
        }
        let message = format!("chapter `{id}` is left out: it is `{}`", chapter.status);
        let place = chapter.file.as_ref().map_or(edition.title.place.clone(), |file| file.place.clone());
        findings.push(
            Finding::new(LEFT_OUT, message)
                .at(place)
                .edition(edition.tag.as_str())
                .why(format!("`toolkit.toml` asks for `{}` at least", toolkit.minimum_status)),
        );
    }
    planned
}

fn is_selected(wanted: &[String], name: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)
}

fn unknown_names(toolkit: &Toolkit, selection: &Selection) -> Vec<Finding> {
    let tags: Vec<&str> = toolkit.editions.iter().map(|edition| edition.tag.as_str()).collect();
    let products: Vec<&str> = toolkit.products.iter().map(|product| product.name.as_str()).collect();
    let chapters: Vec<&str> = toolkit.parts.iter().flat_map(|part| part.chapters.iter().map(String::as_str)).collect();
    [
        ("language", &selection.languages, tags),
        ("product", &selection.products, products),
        ("chapter", &selection.chapters, chapters),
    ]
    .into_iter()
    .flat_map(|(kind, wanted, known)| {
        wanted
            .iter()
            .filter(|name| !known.contains(&name.as_str()))
            .map(|name| unknown_name(kind, name, &known))
            .collect::<Vec<_>>()
    })
    .collect()
}

fn unknown_name(kind: &str, name: &str, known: &[&str]) -> Finding {
    let hint = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the toolkit has {}", known.join(", ")),
    };
    Finding::new(UNKNOWN_NAME, format!("the toolkit has no {kind} `{name}`")).hint(hint)
}
