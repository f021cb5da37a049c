//! Products: what is made of an edition, and whom it is for; the states that a translation passes through.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diag::Place;
use crate::geometry::{Length, Paper, Trim};

/// Whom a product is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Sees everything but facilitator notes, words to say and expected answers.
    Participant,
    /// Sees everything.
    Facilitator,
}

impl Audience {
    /// The name used in manifests and attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Audience::Participant => "participant",
            Audience::Facilitator => "facilitator",
        }
    }
}

/// What kind of file a product is, with what only that kind has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A tagged PDF to read on a screen or to print as it is: PDF/UA-1 and PDF/A-2a together.
    Screen,
    /// Sheets to print on both sides, to fold and to staple.
    Booklet(Booklet),
    /// Several pages on one side of a sheet.
    NUp(NUp),
    /// A picture of each page, for chat apps.
    Images {
        /// Its width in pixels.
        width: u32,
    },
    /// Two pages that show how to print and fold a booklet.
    PrintCard,
    /// PDF/X-4 for a print shop.
    PrintShop(PrintShop),
}

impl Kind {
    /// The name used in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Screen => "screen",
            Kind::Booklet(_) => "booklet",
            Kind::NUp(_) => "n-up",
            Kind::Images { .. } => "images",
            Kind::PrintCard => "print-card",
            Kind::PrintShop(_) => "print-shop",
        }
    }

    /// The sheet of paper that pages are put together on.
    pub const fn sheet(self) -> Option<Paper> {
        match self {
            Kind::Booklet(Booklet { sheet, .. }) | Kind::NUp(NUp { sheet, .. }) => Some(sheet),
            Kind::Screen | Kind::Images { .. } | Kind::PrintCard | Kind::PrintShop(_) => None,
        }
    }
}

/// A booklet with staples through its fold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Booklet {
    /// The sheet that two pages stand on.
    pub sheet: Paper,
    /// How thick the paper is: inner sheets stick out by it.
    pub thickness: Length,
    /// A book of more sheets becomes several booklets; `None` for one, however thick.
    pub part_sheets: Option<u32>,
}

/// A file for a print shop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintShop {
    /// Whether crop marks, registration marks and a colour bar stand around the pages.
    pub marks: bool,
    /// How thick the paper is: the spine of a bound book is as thick as its leaves.
    pub thickness: Length,
}

/// How the leaves of a book are held together; each way takes other room at the spine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binding {
    /// Staples or thread through the fold.
    Saddle,
    /// Glue: the book does not open flat, and its cover is one sheet around it.
    Perfect,
    /// A wire or plastic coil through holes.
    Coil,
    /// Three holes for a ring binder.
    ThreeHole,
}

impl Binding {
    /// Every binding with the name used in manifests.
    pub const ALL: [(&'static str, Binding); 4] = [
        ("saddle", Binding::Saddle),
        ("perfect", Binding::Perfect),
        ("coil", Binding::Coil),
        ("three-hole", Binding::ThreeHole),
    ];

    /// The name used in manifests.
    pub fn name(self) -> &'static str {
        Binding::ALL.iter().find(|(_, binding)| *binding == self).map_or("saddle", |(name, _)| name)
    }
}

/// Several pages on one side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NUp {
    /// The sheet.
    pub sheet: Paper,
    /// How many pages stand on one side of it: 2, 4 or 8.
    pub pages: u32,
    /// Which pages these are.
    pub order: NUpOrder,
}

/// Which pages stand together on one side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NUpOrder {
    /// One after the other, to be read on the sheet.
    Reading,
    /// The same page in every place, to be cut apart and handed out.
    Copies,
    /// Cut apart and laid upon one another, the stacks are in order.
    Stacks,
}

impl NUpOrder {
    /// Every order with the name used in manifests.
    pub const ALL: [(&'static str, NUpOrder); 3] =
        [("reading", NUpOrder::Reading), ("copies", NUpOrder::Copies), ("stacks", NUpOrder::Stacks)];
}

/// Which edge of the sheet a printer turns it over when it prints on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flip {
    /// The short edge: the back stands the same way up as the front.
    ShortEdge,
    /// The long edge: the back stands on its head.
    LongEdge,
}

impl Flip {
    /// Both ways.
    pub const ALL: [Flip; 2] = [Flip::ShortEdge, Flip::LongEdge];

    /// The end of the file's name.
    pub const fn name(self) -> &'static str {
        match self {
            Flip::ShortEdge => "short-edge",
            Flip::LongEdge => "long-edge",
        }
    }
}

/// What gets a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Each {
    /// Every chapter.
    Chapter,
    /// Every handout.
    Handout,
}

/// The inks of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Colours as they were drawn.
    Colour,
    /// Black and its greys only.
    Black,
}

/// A product of the toolkit, `[products.<name>]` of `toolkit.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its name, part of the file names.
    pub name: String,
    /// Where its name stands.
    pub place: Place,
    /// What kind of file it is.
    pub kind: Kind,
    /// The folder under `layouts/` that gives its looks.
    pub layout: String,
    /// The page size.
    pub trim: Trim,
    /// Whom it is for.
    pub audience: Audience,
    /// What gets a file of its own; `None` for the whole book.
    pub each: Option<Each>,
    /// Its inks.
    pub ink: Ink,
    /// How it is bound.
    pub binding: Binding,
    /// The printer that it is made for, by its name in `layouts/printers`.
    pub printer: Option<String>,
    /// The colour profile of the press, as a path in the source folder; `None` for lotuspress's own.
    pub profile: Option<String>,
    /// The product of whose whole book the margins show the page numbers.
    pub page_numbers_of: Option<String>,
    /// The most bytes that one file may have before a finding says so.
    pub budget: Option<u64>,
}

/// What readers use a file for; the download page sorts by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To read on a screen, or to print page by page.
    Read,
    /// The same in black ink, for printers at home.
    Print,
    /// To read on a telephone without enlarging it.
    Phone,
    /// To print, fold and staple.
    Fold,
    /// To read for people who see little.
    LargePrint,
    /// To print and cut apart.
    CutApart,
    /// To print with several pages on a sheet.
    SavePaper,
    /// To send in a chat.
    Picture,
    /// To see how booklets are printed.
    PrintCard,
    /// To be sent to a print shop.
    PrintShop,
}

/// Points of the least size from which type counts as large print (the American Printing House's guideline is 18).
const LARGE_PRINT: f64 = 16.0;

impl Product {
    /// What readers use its files for. `least_size` is what its layout promises.
    pub fn purpose(&self, least_size: Option<f64>) -> Purpose {
        match self.kind {
            Kind::Booklet(_) => Purpose::Fold,
            Kind::NUp(NUp { order: NUpOrder::Reading, .. }) => Purpose::SavePaper,
            Kind::NUp(_) => Purpose::CutApart,
            Kind::Images { .. } => Purpose::Picture,
            Kind::PrintCard => Purpose::PrintCard,
            Kind::PrintShop(_) => Purpose::PrintShop,
            Kind::Screen if self.trim == Trim::Phone => Purpose::Phone,
            Kind::Screen if least_size.is_some_and(|size| size >= LARGE_PRINT) => Purpose::LargePrint,
            Kind::Screen if self.ink == Ink::Black => Purpose::Print,
            Kind::Screen => Purpose::Read,
        }
    }
}

/// The state of a chapter's translation, from nothing to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing is written; the chapter needs no file.
    NotStarted,
    /// Drafted by a machine, read by nobody.
    MachineDraft,
    /// Drafted by a person.
    Draft,
    /// Somebody is reading it.
    InReview,
    /// A named reviewer has read it.
    Reviewed,
    /// Reviewed and released.
    Published,
}

impl Status {
    /// Every state, the least finished first.
    pub const ALL: [Status; 6] = [
        Status::NotStarted,
        Status::MachineDraft,
        Status::Draft,
        Status::InReview,
        Status::Reviewed,
        Status::Published,
    ];

    /// The name used in manifests; `status-<name>` is the furniture word.
    pub const fn name(self) -> &'static str {
        match self {
            Status::NotStarted => "not-started",
            Status::MachineDraft => "machine-draft",
            Status::Draft => "draft",
            Status::InReview => "in-review",
            Status::Reviewed => "reviewed",
            Status::Published => "published",
        }
    }

    /// Whether this state needs a reviewer's name or initials.
    pub const fn needs_reviewer(self) -> bool {
        matches!(self, Status::Reviewed | Status::Published)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
