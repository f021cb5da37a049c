//! `lotuspress build` and `lotuspress check`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::catalogue::human_bytes;
use crate::cli::Exit;
use crate::cli::args::{Common, Format, Group};
use crate::cli::render::{self, count};
use crate::cli::terminal::{self, Watcher, data, talk};
use crate::diag::{Finding, Severity};
use crate::manifest;
use crate::pipeline::{self, Outcome, Paths, Request, Row, RunError, Task};
use crate::plan::Selection;

/// The folder to write to, if no other is named.
const OUT: &str = "dist";

/// How many files are listed on a terminal: about as many lines as the smallest windows show beside the table.
const SCREENFUL: usize = 16;

/// Makes the PDFs.
pub(super) fn build(common: &Common, group: &Group, release: bool) -> Exit {
    run(common, group, if release { Task::Release } else { Task::Build })
}

/// Finds everything that is wrong.
pub(super) fn check(common: &Common, group: &Group) -> Exit {
    run(common, group, Task::Check)
}

fn run(common: &Common, group: &Group, task: Task) -> Exit {
    if !common.folders.source.is_dir() {
        let folder = common.folders.source.display();
        return super::refuse(&format!(
            "there is no folder `{folder}`; name the toolkit's folder with --source, or begin one with \
             `lotuspress new toolkit DIR`"
        ));
    }
    let mut request = request(common, task);
    if let Some(file) = &group.imprint {
        match group_folder(file, common) {
            Ok(out) => request.paths.out = out,
            Err(refusal) => return super::refuse(&refusal),
        }
        request.paths.imprint = Some(file.clone());
    }
    let watcher = Watcher::new(common.format != Format::Human);
    let result = pipeline::run(&request, &watcher);
    watcher.clear();
    match result {
        Ok(outcome) => {
            show(&outcome, &request, common.format);
            if outcome.failed() { Exit::InputAtFault } else { Exit::Done }
        }
        Err(RunError::Unknown(findings)) => {
            findings.iter().for_each(|finding| show_finding(finding, common.format));
            Exit::CouldNot
        }
        Err(RunError::Output(finding)) => {
            show_finding(&finding, common.format);
            Exit::CouldNot
        }
    }
}

/// Where the copies of a group are written: as asked for, or a folder of its own, so that the toolkit's files stay.
fn group_folder(file: &Path, common: &Common) -> Result<PathBuf, String> {
    let shown = file.display();
    if !file.is_file() {
        return Err(format!("there is no file `{shown}`; name a group's imprint file with --imprint"));
    }
    if let Some(out) = &common.out {
        return Ok(out.clone());
    }
    let name = manifest::folder_name(file).ok_or_else(|| {
        format!(
            "no folder can be named after `{shown}`; name the file with Latin lower-case letters, digits and hyphens \
             between them, such as `north-side.toml`, or name a folder to write to with --out"
        )
    })?;
    Ok(Path::new(OUT).join("imprints").join(name))
}

/// The request that the arguments describe.
pub(super) fn request(common: &Common, task: Task) -> Request {
    Request {
        paths: Paths {
            source: common.folders.source.clone(),
            imprint: None,
            layouts: common.folders.layouts(),
            fonts: common.folders.fonts(),
            out: common.out.clone().unwrap_or_else(|| PathBuf::from(OUT)),
        },
        selection: Selection {
            languages: common.languages.clone(),
            products: common.products.clone(),
            chapters: common.chapters.clone(),
        },
        task,
        jobs: common.jobs.map_or_else(pipeline::available_cores, usize::from),
    }
}

fn show_finding(finding: &Finding, format: Format) {
    let text = render::finding(finding, format, terminal::has_colour());
    if format == Format::Json { data(&text) } else { talk(&text) }
}

fn show(outcome: &Outcome, request: &Request, format: Format) {
    outcome.findings.iter().for_each(|finding| show_finding(finding, format));
    if format == Format::Json {
        show_json(outcome);
        return;
    }
    talk(&table(outcome));
    let out = &request.paths.out;
    if request.task != Task::Check {
        let paths: Vec<&str> = outcome.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
        data(&files(&paths, out, terminal::data_is_watched()));
    }
    if !outcome.findings.is_empty() {
        talk(&format!("every finding with its words: {}\n", out.join("report.html").display()));
    }
}

/// What was made: a line for each file. For somebody who watches, more than a screen of them would push the findings out
/// of sight: they are told how many there are, and where to find them.
fn files(paths: &[&str], out: &Path, watched: bool) -> String {
    if watched && paths.len() > SCREENFUL {
        let (number, page) = (count(paths.len(), "file"), out.join("index.html"));
        return format!("{number} in {}; to find one, open {}\n", out.display(), page.display());
    }
    paths.iter().map(|path| format!("{}\n", out.join(path).display())).collect()
}

/// The closing table: language, pages, size, findings, time.
fn table(outcome: &Outcome) -> String {
    if outcome.rows.is_empty() {
        return String::new();
    }
    let header = ["language", "", "pages", "size", "findings", "time", ""].map(str::to_string);
    let shared = shared_line(&outcome.findings);
    let lines: Vec<[String; 7]> = std::iter::once(header).chain(shared).chain(outcome.rows.iter().map(line)).collect();
    let widths: [usize; 7] =
        std::array::from_fn(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0));
    let mut text = String::from("\n");
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(column, (cell, width))| match column {
                2 | 3 | 5 => format!("{cell:>width$}"),
                _ => format!("{cell:<width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// What belongs to no language: the toolkit's own manifest, its layouts, its fonts.
fn shared_line(all: &[Finding]) -> Option<[String; 7]> {
    let shared = |severity| all.iter().filter(|it| it.edition.is_none() && it.severity() == severity).count();
    let counts = [shared(Severity::Error), shared(Severity::Warning), shared(Severity::Note)];
    let row = ["all", "the toolkit", "", "", &findings(counts), "", ""].map(str::to_string);
    (counts != [0; 3]).then_some(row)
}

fn line(row: &Row) -> [String; 7] {
    // A check makes no files.
    let made = |text: String| if row.bytes > 0 { text } else { String::new() };
    [
        row.tag.clone(),
        row.name.clone(),
        made(row.pages.to_string()),
        made(human_bytes(row.bytes)),
        findings(row.counts),
        format!("{:.1} s", row.seconds),
        if row.proof { "proof copy".to_string() } else { String::new() },
    ]
}

fn findings([errors, warnings, notes]: [usize; 3]) -> String {
    let counts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
    let named: Vec<String> =
        counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun)).collect();
    if named.is_empty() { "none".to_string() } else { named.join(", ") }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    File {
        #[serde(flatten)]
        artifact: &'a crate::artifact::Artifact,
    },
    Summary {
        errors: usize,
        warnings: usize,
        notes: usize,
        languages: usize,
        files: usize,
        pages: u32,
        bytes: u64,
    },
}

fn show_json(outcome: &Outcome) {
    let number = |severity| outcome.findings.iter().filter(|finding| finding.severity() == severity).count();
    let files = outcome.artifacts.iter().map(|artifact| Line::File { artifact });
    let summary = Line::Summary {
        errors: number(Severity::Error),
        warnings: number(Severity::Warning),
        notes: number(Severity::Note),
        languages: outcome.rows.len(),
        files: outcome.artifacts.len(),
        pages: outcome.rows.iter().map(|row| row.pages).sum(),
        bytes: outcome.rows.iter().map(|row| row.bytes).sum(),
    };
    for line in files.chain([summary]) {
        if let Ok(text) = serde_json::to_string(&line) {
            data(&(text + "\n"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_listed_for_programs_and_told_to_people() {
        let many = ["en/a.pdf"; SCREENFUL + 1];
        let out = Path::new("dist");
        assert_eq!(files(&many, out, false).lines().count(), SCREENFUL + 1);
        assert_eq!(files(&many[1..], out, true).lines().count(), SCREENFUL);
        let told = files(&many, out, true);
        assert_eq!(told.lines().count(), 1);
        assert!(told.starts_with("17 files in dist"), "{told}");
    }
}
