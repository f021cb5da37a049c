//! A good file, spoilt in one way at a time.

mod bad_input;
mod good;
mod mutations;

use std::collections::BTreeSet;
use std::path::Path;

use crate::diag::Finding;
use crate::manifest;
use crate::printer::Printer;

/// A printer of the project by its name.
fn printer(name: &str) -> Printer {
    let mut findings = Vec::new();
    let layouts = Path::new(env!("CARGO_MANIFEST_DIR")).join("layouts");
    let printers = manifest::printers(&layouts, &mut findings);
    assert!(findings.is_empty(), "{findings:#?}");
    printers.into_iter().find(|printer| printer.name == name).expect("the printer is there")
}

/// The kinds of findings, each once.
fn names(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.code.name).collect()
}
