//! The order in which an edition's families are tried, for each role.

use serde::Serialize;

use crate::language::Profile;

use crate::font::catalogue::Catalogue;
use crate::font::entries::Design;

/// What letters stand for in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Running text.
    Text,
    /// Titles and headings.
    Heading,
    /// Letters typed as code.
    Mono,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::Text, Role::Heading, Role::Mono];
}

/// The characters that the Latin family sets in an edition of another script, as a class for Typst's `covers`, which is
/// asked for one character at a time.
///
/// Letters with all their accents, digits, and the signs inside `COVID-19`, `a_b@example.org` or `+1`: without the
/// hyphen, one word would mix two fonts. Full stops, commas, brackets and quotes stay with the script around them.
pub const LATIN_COVERS: &str = "[A-Za-z0-9@#&/%+=_\\-\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{24f}\u{1e00}-\u{1eff}]";

/// One step of a [`Stack`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StackEntry {
    /// A family for whatever it has.
    Family(String),
    /// A family for the characters that a regular expression of one character class matches.
    Covering {
        /// The family.
        family: String,
        /// The class, in the syntax of Typst's `regex`.
        regex: &'static str,
    },
}

impl StackEntry {
    /// The family.
    pub fn family(&self) -> &str {
        match self {
            StackEntry::Family(family) | StackEntry::Covering { family, .. } => family,
        }
    }
}

/// The families to try, in order; every one of them is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stack {
    /// All steps: the edition's own, then the last resort.
    pub entries: Vec<StackEntry>,
    /// How many of them the profile asks for; those behind are the last resort, for names and signs of other scripts.
    pub own: usize,
}

impl Stack {
    /// The names of all families, each once, in order.
    pub fn families(&self) -> Vec<&str> {
        unique(&self.entries)
    }

    /// The names of the families that the profile asks for, each once, in order.
    pub fn own_families(&self) -> Vec<&str> {
        unique(self.entries.get(..self.own).unwrap_or_default())
    }

    fn push(&mut self, family: &str) {
        let entry = StackEntry::Family(family.to_string());
        if !self.entries.contains(&entry) {
            self.entries.push(entry);
        }
    }
}

fn unique(entries: &[StackEntry]) -> Vec<&str> {
    let mut names = Vec::new();
    for entry in entries {
        if !names.contains(&entry.family()) {
            names.push(entry.family());
        }
    }
    names
}

impl Catalogue {
    /// The families for a role of an edition, in order: Latin letters between words of another script, the role's own
    /// families, the text's, the Latin ones, and as last resort every other loaded family in the catalogue's order, so
    /// that a name in any script prints; signs and emoji stand last there.
    ///
    /// A role without families of its own is set like text. Families that are not loaded are left out
    /// ([`check_profile`](Catalogue::check_profile) reports unknown ones); without any font the stack is empty.
    pub fn stack(&self, profile: &Profile, role: Role) -> Stack {
        let fonts = &profile.fonts;
        let own = match role {
            Role::Text => &fonts.text,
            Role::Heading => &fonts.heading,
            Role::Mono => &fonts.mono,
        };
        let own = if own.is_empty() { &fonts.text } else { own };
        let loaded = |name: &&String| self.family(name).is_some();
        let mut stack = Stack::default();
        let beside = self.latin_beside(own, &fonts.latin);
        if role != Role::Mono
            && profile.script != "Latn"
            && let Some(family) = beside
        {
            stack.entries.push(StackEntry::Covering { family: family.clone(), regex: LATIN_COVERS });
        }
        for name in own.iter().chain(&fonts.text).chain(beside).chain(&fonts.latin).filter(loaded) {
            stack.push(name);
        }
        stack.own = stack.entries.len();
        for family in self.families() {
            stack.push(&family.name);
        }
        stack
    }

    /// The Latin family that goes with a role's own: the first of the profile's with the same design, so that a sans
    /// heading has sans Latin words; the first of all if there is none.
    fn latin_beside<'a>(&self, own: &[String], latin: &'a [String]) -> Option<&'a String> {
        let design = |name: &str| self.family(name).map(|family| family.design);
        let wanted: Option<Design> = own.iter().find_map(|name| design(name));
        let mut loaded = latin.iter().filter(|name| self.family(name).is_some());
        let first = loaded.clone().next();
        loaded.find(|name| design(name) == wanted).or(first)
    }
}
