//! The command line: arguments in, findings and files out.

mod args;
mod build;
mod explain;
mod export_typst;
mod fonts;
mod new;
mod preflight;
mod render;
mod terminal;

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::cli::args::{Cli, Command, Folders};

pub use crate::cli::explain::{all_codes, sections};

/// How a command ended; the number is the program's exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that was asked for is done.
    Done = 0,
    /// The toolkit has errors; what could be made is made.
    InputAtFault = 1,
    /// The work could not be done: wrong usage, a folder that cannot be read or written, a fault of the program.
    CouldNot = 2,
}

/// Reads the arguments and does what they ask for.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::CouldNot } else { Exit::Done };
            let _ = error.print();
            return exit;
        }
    };
    match cli.command {
        Command::Build { common, group, release } => build::build(&common, &group, release),
        Command::Check { common, group } => build::check(&common, &group),
        Command::Fonts { common, specimen: true, .. } => fonts::specimen(&common),
        Command::Fonts { common, profiles: true, .. } => fonts::profiles(&common),
        Command::Fonts { common, .. } => fonts::fonts(&common),
        Command::New { what } => new::new(&what),
        Command::Preflight(options) => preflight::preflight(&options),
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::ExportTypst { language, folders, product, out } => {
            export_typst::export(&export_typst::Options { language, folders, product, out })
        }
    }
}

/// Says on standard error why nothing could be done.
fn refuse(message: &str) -> Exit {
    terminal::talk(&format!("error: {message}\n"));
    Exit::CouldNot
}

impl Folders {
    /// The folder of layouts: as asked for, or beside the source folder, here, or beside the program.
    fn layouts(&self) -> PathBuf {
        self.layouts.clone().unwrap_or_else(|| self.find("layouts"))
    }

    /// The folder of fonts, found in the same way.
    fn fonts(&self) -> PathBuf {
        self.fonts.clone().unwrap_or_else(|| self.find("fonts"))
    }

    fn find(&self, name: &str) -> PathBuf {
        let source = self.source.canonicalize().unwrap_or_else(|_| self.source.clone());
        let beside = source.parent().map(Path::to_path_buf);
        let program = std::env::current_exe().ok();
        let above_program = program.iter().flat_map(|path| path.ancestors().skip(1).map(Path::to_path_buf));
        let here = PathBuf::from(name);
        beside
            .into_iter()
            .map(|folder| folder.join(name))
            .chain([here.clone()])
            .chain(above_program.map(|folder| folder.join(name)))
            .find(|folder| folder.is_dir())
            .unwrap_or(here)
    }
}
