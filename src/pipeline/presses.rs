//! The presses that a toolkit's products are made for: their colour profiles, read and checked once for all editions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::diag::Finding;
use crate::manifest;
use crate::manifest::model::Toolkit;
use crate::prepress::PRESS_PROFILE;
use crate::prepress::inks::Press;
use crate::prepress::press::{Condition, PackedProfile};
use crate::printer::Printer;
use crate::product::{Kind, Product};

/// The profile of products that name none, in the folder of layouts, and the printing condition that it describes.
const OWN: &str = "printers/profiles/GRACoL-TR006-coated-TAC300.icc";
const OWN_CONDITION: &str = "CGATS TR 006";
const OWN_INFO: &str = "GRACoL 2006, coated paper, total ink 300 %";
/// No profile of a press is larger.
const MOST_BYTES: u64 = 20_000_000;

/// A press.
pub(super) struct Profile {
    packed: PackedProfile,
    /// `None` for lotuspress's own.
    name: Option<String>,
    /// Its inks.
    pub(super) press: Press,
}

impl Profile {
    /// What a PDF says of it.
    pub(super) fn condition(&self) -> Condition<'_> {
        let identifier = self.name.as_deref().map_or(OWN_CONDITION, |_| "Custom");
        let info = self.name.as_deref().unwrap_or(OWN_INFO);
        Condition { profile: &self.packed, identifier, is_registered: self.name.is_none(), info }
    }
}

/// The presses by product; one whose profile is of no use is left out, and a finding about that product says why.
pub(super) fn presses(
    toolkit: &Toolkit,
    source: &Path,
    layouts: &Path,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, Profile> {
    let mut presses = BTreeMap::new();
    for product in toolkit.products.iter().filter(|product| matches!(product.kind, Kind::PrintShop(_))) {
        match read(product, source, layouts) {
            Ok(profile) => {
                presses.insert(product.name.clone(), profile);
            }
            Err(reason) => findings.push(unusable(product, &reason)),
        }
    }
    presses
}

/// The printers that products are made for; what is wrong with their files is about those products.
pub(super) fn printers(toolkit: &Toolkit, layouts: &Path, findings: &mut Vec<Finding>) -> Vec<Printer> {
    let Some(product) = toolkit.products.iter().find(|product| product.printer.is_some()) else { return Vec::new() };
    let mut found = Vec::new();
    let printers = manifest::printers(layouts, &mut found);
    for finding in &mut found {
        finding.product = Some(product.name.clone());
    }
    findings.extend(found);
    printers
}

fn read(product: &Product, source: &Path, layouts: &Path) -> Result<Profile, String> {
    let path = product.profile.as_ref().map_or_else(|| layouts.join(OWN), |profile| source.join(profile));
    let size = fs::metadata(&path).map_err(|error| format!("it cannot be read: {error}"))?.len();
    if size > MOST_BYTES {
        return Err("it has more than 20 MB, which no profile of a press has".to_string());
    }
    let bytes = fs::read(&path).map_err(|error| format!("it cannot be read: {error}"))?;
    let press = Press::of(&bytes).map_err(|error| error.to_string())?;
    let name = product.profile.as_ref().map(|path| path.rsplit('/').next().unwrap_or(path).to_string());
    Ok(Profile { packed: PackedProfile::new(bytes), name, press })
}

fn unusable(product: &Product, reason: &str) -> Finding {
    let name = product.profile.as_deref().unwrap_or(OWN);
    let mut finding = Finding::new(PRESS_PROFILE, format!("the colour profile `{name}` cannot be used: {reason}"))
        .at(product.place.clone())
        .why("the inks of the press are mixed after it")
        .hint("ask the print shop for the ICC profile of its press, or leave `profile` out");
    finding.product = Some(product.name.clone());
    finding
}
