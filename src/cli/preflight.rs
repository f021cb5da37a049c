//! `lotuspress preflight`: finished PDFs, whoever made them, with the eyes of a printer.

use std::path::{Path, PathBuf};

use crate::cli::args::{Folders, Format, Preflight};
use crate::cli::render::{self, count};
use crate::cli::terminal::{self, data, talk};
use crate::cli::{Exit, refuse};
use crate::diag::{Finding, Severity, did_you_mean, has_errors};
use crate::manifest;
use crate::preflight::check_file;
use crate::printer::{Printer, Standard};

/// Checks every file; one that cannot be opened does not keep the others from being checked.
pub(super) fn preflight(options: &Preflight) -> Exit {
    let printer = match printer(options) {
        Ok(printer) => printer,
        Err(exit) => return exit,
    };
    let mut exit = Exit::Done;
    for file in &options.files {
        exit = worse(exit, one(file, &printer, options.format));
    }
    exit
}

fn worse(one: Exit, other: Exit) -> Exit {
    if one as i32 > other as i32 { one } else { other }
}

fn one(file: &Path, printer: &Printer, format: Format) -> Exit {
    let findings = match check_file(file, printer) {
        Ok(findings) => findings,
        Err(error) => return refuse(&format!("`{}` cannot be read: {error}", file.display())),
    };
    show(&findings, format);
    if format != Format::Json {
        talk(&closing(file, printer, &findings));
    }
    if has_errors(&findings) { Exit::InputAtFault } else { Exit::Done }
}

/// The printer that was named, or why there is none.
fn printer(options: &Preflight) -> Result<Printer, Exit> {
    // The default source folder: layouts are looked for where a build looks for them.
    let source = PathBuf::from("toolkit-source");
    let layouts = Folders { source, layouts: options.layouts.clone(), fonts: None }.layouts();
    let mut findings = Vec::new();
    let printers = manifest::printers(&layouts, &mut findings);
    let named = &options.printer;
    if let Some(printer) = printers.into_iter().find(|printer| printer.name == *named) {
        return Ok(printer);
    }
    let names = manifest::printer_names(&layouts);
    // The printer is there, and its file has mistakes.
    let own: Vec<Finding> = findings.into_iter().filter(|it| is_about(it, named)).collect();
    if !own.is_empty() {
        show(&own, options.format);
        return Err(Exit::CouldNot);
    }
    let hint = match did_you_mean(named, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("`{}` has no printers", layouts.display()),
        None => format!("there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Err(refuse(&format!("there is no printer called `{named}`; {hint}")))
}

fn is_about(finding: &Finding, printer: &str) -> bool {
    finding.place.file_name().ends_with(&format!("/{printer}.toml"))
}

fn show(findings: &[Finding], format: Format) {
    for finding in findings {
        let text = render::finding(finding, format, terminal::has_colour());
        if format == Format::Json { data(&text) } else { talk(&text) }
    }
}

/// The last line of a file: how it stands, and what that is worth.
fn closing(file: &Path, printer: &Printer, findings: &[Finding]) -> String {
    let number = |severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = counts.map(|(severity, noun)| (number(severity), noun)).into_iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, noun)| count(number, noun)).collect();
    let found = if counts.is_empty() { "nothing found".to_string() } else { counts.join(", ") };
    let worth = match printer.standard {
        Standard::PdfX4 => " (a structural check, not an ISO certificate)",
        Standard::Any => "",
    };
    format!("{}: {found} for {}{worth}\n", render::plain(&file.display().to_string()), printer.title)
}
