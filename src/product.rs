//! Products: what is made of an edition, and whom it is for; the states that a translation passes through.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::geometry::Trim;

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

/// What kind of file a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A tagged PDF to read on a screen or to print as it is: PDF/UA-1 and PDF/A-2a together.
    Screen,
}

/// A product of the toolkit, `[products.<name>]` of `toolkit.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its name, part of the file names.
    pub name: String,
    /// What kind of file it is.
    pub kind: Kind,
    /// The folder under `layouts/` that gives its looks.
    pub layout: String,
    /// The page size.
    pub trim: Trim,
    /// Whom it is for.
    pub audience: Audience,
    /// The most bytes that one file may have before a finding says so.
    pub budget: Option<u64>,
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
