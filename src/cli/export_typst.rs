//! `lotuspress export-typst`: the generated Typst project of one language, for the stock `typst` command.

use std::fs;
use std::path::PathBuf;

use crate::catalogue::store;
use crate::cli::args::{Folders, Format};
use crate::cli::render;
use crate::cli::terminal::{self, data, talk};
use crate::cli::{Exit, refuse};
use crate::diag::{Finding, has_errors};
use crate::pipeline::{self, Paths, Request, RunError, Task};
use crate::plan::Selection;

/// What is exported, and where to.
pub(super) struct Options {
    pub(super) language: String,
    pub(super) folders: Folders,
    pub(super) product: Option<String>,
    pub(super) out: PathBuf,
}

/// Writes the project.
pub(super) fn export(options: &Options) -> Exit {
    let out = &options.out;
    if fs::metadata(out).is_ok() && !is_empty(out) {
        return refuse(&format!("`{}` is not empty; name a new folder with --out", out.display()));
    }
    let request = Request {
        paths: Paths {
            source: options.folders.source.clone(),
            imprint: None,
            layouts: options.folders.layouts(),
            fonts: options.folders.fonts(),
            out: out.clone(),
        },
        selection: Selection {
            languages: vec![options.language.clone()],
            products: options.product.iter().cloned().collect(),
            chapters: Vec::new(),
        },
        task: Task::Check,
        jobs: 1,
    };
    match pipeline::export_project(&request) {
        Ok(exported) => {
            show(&exported.findings);
            for (path, bytes) in &exported.files {
                if let Err(error) = store::write_if_changed(out, path, bytes) {
                    return refuse(&error.to_string());
                }
            }
            if exported.files.is_empty() {
                return Exit::InputAtFault;
            }
            let (root, fonts) = (out.display(), request.paths.fonts.display());
            data(&format!("typst compile --root {root} --font-path {fonts} --ignore-system-fonts {root}/main.typ\n"));
            if has_errors(&exported.findings) { Exit::InputAtFault } else { Exit::Done }
        }
        Err(RunError::Unknown(findings)) => {
            show(&findings);
            Exit::CouldNot
        }
        Err(RunError::Output(finding)) => {
            show(&[*finding]);
            Exit::CouldNot
        }
    }
}

fn show(findings: &[Finding]) {
    for finding in findings {
        talk(&render::finding(finding, Format::Human, terminal::has_colour()));
    }
}

#[expect(clippy::disallowed_methods, reason = "only whether there is any entry matters, not their order")]
fn is_empty(folder: &std::path::Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
