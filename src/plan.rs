//! What to build: which editions, which products of each, and in which order.

use crate::artifact::Piece;
use crate::diag::{Code, Finding, did_you_mean};
use crate::manifest::model::{ChapterRef, Edition, Toolkit};
use crate::product::{Binding, Each, Kind, Product, Status};

/// A name on the command line matches nothing.
pub const UNKNOWN_NAME: Code = Code::error("unknown-name");
/// A chapter is left out of an edition because it is not far enough.
pub const LEFT_OUT: Code = Code::note("chapter-left-out");
/// An edition has no chapter to show.
pub const NO_CHAPTERS: Code = Code::warning("no-chapters");

/// A product of handouts finds none.
pub const NO_HANDOUTS: Code = Code::warning("no-handouts");

/// Every code of this module.
pub const CODES: &[Code] = &[UNKNOWN_NAME, LEFT_OUT, NO_CHAPTERS, NO_HANDOUTS];

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
    /// What is made of it.
    pub products: Vec<&'a Product>,
    /// Everything that can be made, for the page numbers of another product.
    toolkit: &'a Toolkit,
    /// The chapters that were asked for by name; none means the book.
    only: Vec<String>,
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

/// Pages that are set once, and everything that is made of them.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// The product whose layout, page size and audience the pages have; those of `products` are the same.
    pub lead: &'a Product,
    /// The products that are made of the pages; none if only their numbers are needed.
    pub products: Vec<&'a Product>,
    /// What they hold.
    pub body: Body,
    /// The setting, by its place in the list and before this one, that this one has to know: its page numbers stand in the
    /// margins, or its leaves make the spine.
    pub after: Option<usize>,
}

/// What pages hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Every chapter.
    Book,
    /// One chapter, by id, with folios from 1.
    Chapter(String),
    /// One handout of a chapter, by its number there.
    Handout {
        /// The chapter's id.
        chapter: String,
        /// The handout's number.
        number: u32,
    },
    /// How booklets are printed and folded.
    PrintCard,
    /// Every chapter, without the covers.
    Insides,
    /// The cover around a bound book: back, spine and front in one.
    Wrap,
}

impl Body {
    /// The id of the chapter, if it is one chapter or a part of it.
    pub fn chapter(&self) -> Option<&str> {
        match self {
            Body::Book | Body::PrintCard | Body::Insides | Body::Wrap => None,
            Body::Chapter(id) | Body::Handout { chapter: id, .. } => Some(id),
        }
    }

    /// What a file of it holds.
    pub fn piece(&self) -> Piece {
        let handout = match self {
            Body::Handout { number, .. } => Some(*number),
            _ => None,
        };
        Piece { chapter: self.chapter().map(str::to_string), handout, cover: *self == Body::Wrap, ..Piece::default() }
    }

    /// The name by which the layout knows it.
    pub const fn name(&self) -> &'static str {
        match self {
            Body::Book => "book",
            Body::Chapter(_) => "chapter",
            Body::Handout { .. } => "handout",
            Body::PrintCard => "print-card",
            Body::Insides => "insides",
            Body::Wrap => "wrap",
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
    Some(EditionPlan { edition, chapters, products: products.to_vec(), toolkit, only: selection.chapters.clone() })
}

/// What the chapters of an edition tell of the files that can be made of them.
pub trait Contents {
    /// The numbers of a chapter's handouts that a product shows, in their order.
    fn handouts(&self, product: &Product, chapter: &str) -> Vec<u32>;
    /// Whether any chapter holds something for this product alone.
    fn singles_out(&self, product: &Product) -> bool;
}

impl<'a> EditionPlan<'a> {
    /// What has to be set, each once however many products are made of it: the standard book before the one that shows
    /// its page numbers.
    pub fn settings(&self, contents: &impl Contents, findings: &mut Vec<Finding>) -> Vec<Setting<'a>> {
        let mut settings: Vec<Setting> = Vec::new();
        let (plain, numbered): (Vec<&Product>, Vec<&Product>) =
            self.products.iter().partition(|product| product.page_numbers_of.is_none());
        for product in plain {
            let mut last = None;
            for body in self.bodies(product, contents, findings) {
                let after = if body == Body::Wrap { last } else { None };
                last = Some(self.add(&mut settings, product, Some(product), body, after, contents));
            }
        }
        for product in numbered {
            let standard = self.toolkit.products.iter().find(|it| Some(&it.name) == product.page_numbers_of.as_ref());
            let after = standard.map(|standard| self.add(&mut settings, standard, None, Body::Book, None, contents));
            for body in self.bodies(product, contents, findings) {
                self.add(&mut settings, product, Some(product), body, after, contents);
            }
        }
        settings
    }

    /// Gives a product the setting that it needs, a new one if there is none yet, and tells its place in the list.
    fn add(
        &self,
        settings: &mut Vec<Setting<'a>>,
        lead: &'a Product,
        product: Option<&'a Product>,
        body: Body,
        after: Option<usize>,
        contents: &impl Contents,
    ) -> usize {
        let looks = |product: &Product| (product.layout.clone(), product.trim, product.audience, product.binding);
        let is_alike = |other: &Setting| {
            let singled_out = || contents.singles_out(lead) || contents.singles_out(other.lead);
            other.body == body
                && other.after == after
                && looks(other.lead) == looks(lead)
                && (other.lead.name == lead.name || !singled_out())
        };
        if let Some(at) = settings.iter().position(is_alike) {
            settings[at].products.extend(product);
            return at;
        }
        settings.push(Setting { lead, products: product.into_iter().collect(), body, after });
        settings.len() - 1
    }

    /// What the files of a product hold.
    fn bodies(&self, product: &Product, contents: &impl Contents, findings: &mut Vec<Finding>) -> Vec<Body> {
        let asked = |id: &&str| self.only.is_empty() || self.only.iter().any(|only| only == id);
        let shown = self.chapters.iter().map(|planned| planned.chapter.id.as_str()).filter(asked);
        match product.each {
            _ if product.kind == Kind::PrintCard => {
                if self.only.is_empty() {
                    vec![Body::PrintCard]
                } else {
                    Vec::new()
                }
            }
            None if self.only.is_empty() => match (product.kind, product.binding) {
                // Glued around the leaves, the cover is a sheet of its own.
                (Kind::PrintShop(_), Binding::Perfect) => vec![Body::Insides, Body::Wrap],
                _ => vec![Body::Book],
            },
            None | Some(Each::Chapter) => shown.map(|id| Body::Chapter(id.to_string())).collect(),
            Some(Each::Handout) => {
                let bodies: Vec<Body> = shown
                    .flat_map(|id| {
                        let numbers = contents.handouts(product, id).into_iter();
                        numbers.map(|number| Body::Handout { chapter: id.to_string(), number })
                    })
                    .collect();
                if bodies.is_empty() {
                    findings.push(self.no_handouts(product));
                }
                bodies
            }
        }
    }

    fn no_handouts(&self, product: &Product) -> Finding {
        let of = match self.only.as_slice() {
            [] => "this language".to_string(),
            ids => ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
        };
        Finding::new(NO_HANDOUTS, format!("there is no handout for `{}` in {of}", product.name))
            .at(product.place.clone())
            .edition(self.edition.tag.as_str())
            .why("a product with `each = \"handout\"` makes a file of each `::: handout`")
            .hint("write a handout in one of the chapters, or take the product out of `toolkit.toml`")
    }
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
