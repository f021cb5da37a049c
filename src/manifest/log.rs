//! Where the findings of one run are gathered while manifests are read.

use std::cell::RefCell;

use crate::diag::{Finding, did_you_mean, shorten};

/// Names longer than this are never compared with known ones: nobody mistypes a name of that length.
const LONGEST_NAME: usize = 60;

/// The findings about the toolkit, or about one edition, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Log {
    edition: Option<String>,
    /// The product whose section is being read.
    product: RefCell<Option<String>>,
    findings: RefCell<Vec<Finding>>,
}

impl Log {
    /// A log whose findings belong to one edition.
    pub fn of_edition(tag: impl Into<String>) -> Self {
        Log { edition: Some(tag.into()), ..Log::default() }
    }

    /// Calls `read`; whatever it reports is about one product.
    pub fn about_product<T>(&self, name: &str, read: impl FnOnce() -> T) -> T {
        self.product.replace(Some(name.to_string()));
        let result = read();
        self.product.replace(None);
        result
    }

    /// Adds a finding and says to which edition or product it belongs.
    pub fn report(&self, mut finding: Finding) {
        finding.edition = self.edition.clone().or(finding.edition);
        finding.product = self.product.borrow().clone();
        self.findings.borrow_mut().push(finding);
    }

    /// Gives the findings up.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }
}

/// A value as messages quote it: in backticks, on one line, of a readable length.
pub fn quoted(value: &str) -> String {
    format!("`{}`", shorten(value, LONGEST_NAME))
}

/// Values as messages list them: each in backticks, with commas between.
pub fn listed<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    values.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// A question that suggests the nearest known name, or else the sentence given.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, otherwise: impl Into<String>) -> String {
    match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.into(),
    }
}

/// The known name nearest to a misspelt one; capitals and underscores typed for hyphens do not count as mistakes.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.chars().count() > LONGEST_NAME {
        return None;
    }
    let known: Vec<&str> = known.into_iter().collect();
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let same = known.iter().copied().find(|candidate| plain(candidate) == plain(name));
    same.or_else(|| did_you_mean(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_forgive_capitals_and_underscores() {
        assert_eq!(nearest("A4", ["a5", "a4"]), Some("a4"));
        assert_eq!(nearest("minimum_status", ["minimum-status"]), Some("minimum-status"));
        assert_eq!(nearest(&"a".repeat(1_000_000), ["aa"]), None);
    }
}
