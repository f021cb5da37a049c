//! What `lotuspress fonts` shows of an edition: the families of each role, and the characters that nothing covers.

use serde::Serialize;

use crate::language::Profile;

use crate::font::catalogue::Catalogue;
use crate::font::stack::Role;

/// The fonts of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Listing {
    /// The edition's tag.
    pub tag: String,
    /// The families of each role.
    pub roles: Vec<RoleListing>,
    /// Characters of the text that only a last resort has, by the family that has them.
    pub borrowed: Vec<Borrowed>,
    /// Characters of the text that no font has, in the order of Unicode.
    pub missing: Vec<char>,
}

/// The families of one role, those that the profile asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RoleListing {
    /// The role.
    pub role: Role,
    /// Its families in the order in which they are tried.
    pub families: Vec<FamilyListing>,
}

/// One family as shown to staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FamilyListing {
    /// Its name.
    pub name: String,
    /// Its files, relative to the folder of fonts.
    pub files: Vec<String>,
    /// SPDX identifier of its licence.
    pub licence: String,
    /// The package that it comes from.
    pub source: String,
}

/// Characters that a family lends to an edition whose own families lack them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Borrowed {
    /// The family.
    pub family: String,
    /// The characters, in the order of Unicode.
    pub characters: Vec<char>,
}

impl Catalogue {
    /// Lists the fonts of an edition for the whole of its text.
    pub fn listing(&self, profile: &Profile, text: &str) -> Listing {
        let stack = self.stack(profile, Role::Text);
        let mut left = self.missing(&stack.own_families(), text);
        let mut borrowed = Vec::new();
        for family in stack.families() {
            let (has, lacks): (Vec<char>, Vec<char>) = left.into_iter().partition(|c| self.covers(family, *c));
            left = lacks;
            if !has.is_empty() {
                borrowed.push(Borrowed { family: family.to_string(), characters: has });
            }
        }
        let roles = Role::ALL.into_iter().map(|role| self.role_listing(profile, role)).collect();
        Listing { tag: profile.tag.to_string(), roles, borrowed, missing: left }
    }

    fn role_listing(&self, profile: &Profile, role: Role) -> RoleListing {
        let stack = self.stack(profile, role);
        let families = stack.own_families().into_iter().filter_map(|name| self.family(name));
        let families = families.map(|family| {
            let mut files: Vec<String> = family
                .faces
                .iter()
                .filter_map(|number| self.faces().get(*number))
                .map(|face| face.file.clone())
                .collect();
            files.dedup();
            FamilyListing {
                name: family.name.clone(),
                files,
                licence: family.licence.clone(),
                source: family.source.clone(),
            }
        });
        RoleListing { role, families: families.collect() }
    }
}
