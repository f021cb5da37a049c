//! The command line, and nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns a toolkit and its translations into PDFs, in every language at once.
#[derive(Debug, Parser)]
#[command(name = "lotuspress", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What lotuspress does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the PDFs of every language, or of those named.
    Build {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        group: Group,
        /// Write only languages without errors, no proof copies.
        #[arg(long)]
        release: bool,
    },
    /// Find everything that is wrong, without writing a PDF.
    Check {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        group: Group,
    },
    /// Show what each language is set in, and which letters no font has.
    Fonts {
        #[command(flatten)]
        common: Common,
        /// Write a PDF with one page for each language that has a profile, for native readers to sign off.
        #[arg(long, conflicts_with = "profiles")]
        specimen: bool,
        /// Print how each language is set, from its profile, what the last build made of it, and what a reader has still to
        /// confirm, as Markdown.
        #[arg(long)]
        profiles: bool,
    },
    /// Begin a toolkit, a language or a chapter.
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Look at finished PDFs, whoever made them, with the eyes of a printer.
    Preflight(Preflight),
    /// Say what a finding means and what to do about it.
    Explain {
        /// The name in brackets after `error`, `warning` or `note`; without it, the list of all.
        code: Option<String>,
    },
    /// Write the Typst project of a language, for the stock `typst` command.
    ExportTypst {
        /// The language's tag.
        language: String,
        #[command(flatten)]
        folders: Folders,
        /// The product whose project is written; the first of the toolkit if none is named.
        #[arg(long, value_name = "NAME")]
        product: Option<String>,
        /// The folder to write to; it must be new or empty.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// What is looked at, and for whom.
#[derive(Debug, Clone, Args)]
pub struct Preflight {
    /// The PDFs.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The printer: a file of `layouts/printers`, such as `offset`, `digital`, `copy-shop`, `office` or `home`.
    #[arg(long, value_name = "NAME")]
    pub printer: String,
    /// The folder of layouts, with the printers in `printers`; found here, or beside the program.
    #[arg(long, value_name = "DIR")]
    pub layouts: Option<PathBuf>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
pub enum New {
    /// A toolkit with one short chapter, ready to build.
    Toolkit {
        /// The folder to make.
        folder: PathBuf,
    },
    /// A language of the toolkit: its folder, with the source's chapters to translate.
    Language {
        /// The language's BCP 47 tag, such as `km` or `zh-Hant`.
        tag: String,
        #[command(flatten)]
        folders: Folders,
    },
    /// A chapter of the source language.
    Chapter {
        /// The chapter's id: lower-case letters, digits and hyphens.
        id: String,
        #[command(flatten)]
        folders: Folders,
    },
}

/// Where things are.
#[derive(Debug, Clone, Args)]
pub struct Folders {
    /// The toolkit's source folder.
    #[arg(long, value_name = "DIR", default_value = "toolkit-source")]
    pub source: PathBuf,
    /// The folder of layouts and language profiles; found beside the source folder, here, or beside the program.
    #[arg(long, value_name = "DIR")]
    pub layouts: Option<PathBuf>,
    /// The folder of fonts; found in the same way.
    #[arg(long, value_name = "DIR")]
    pub fonts: Option<PathBuf>,
}

/// Options of the commands that work on a whole toolkit.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Languages by tag; every language if none is named.
    #[arg(value_name = "LANG")]
    pub languages: Vec<String>,
    #[command(flatten)]
    pub folders: Folders,
    /// The folder to write to; `dist` if none is named.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only these products.
    #[arg(long = "product", value_name = "NAME", value_delimiter = ',')]
    pub products: Vec<String>,
    /// Only these chapters, each as a file of its own.
    #[arg(long = "chapter", value_name = "ID", value_delimiter = ',')]
    pub chapters: Vec<String>,
    /// How many languages are built at a time; as many as the machine has cores if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// How findings and results are shown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Whose copies are made.
#[derive(Debug, Clone, Args)]
pub struct Group {
    /// The imprint of a group whose copies are made, with its own names and colours; they are written to
    /// `dist/imprints/` and the file's name, so that the toolkit's own stay.
    #[arg(long, value_name = "FILE")]
    pub imprint: Option<PathBuf>,
}

/// How findings and results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: a block for each finding.
    Human,
    /// One line for each finding.
    Short,
    /// One JSON object a line on standard output.
    Json,
}
