//! lotuspress turns a community workshop toolkit and its translations into print-ready PDFs, in every language at once.
//!
//! The pipeline, in the order of the modules below:
//!
//! 1. [`manifest`] reads `toolkit.toml`, each edition's `manifest.toml` and the language profiles; [`chapter`] reads
//!    Markdown into a document tree; [`font`] reads the font catalogue; [`picture`] reads drawings and photographs.
//! 2. [`plan`] decides what to build.
//! 3. [`compose`] turns trees into generated Typst, in which every word is a string literal, and a source map.
//! 4. [`typeset`] sets it with Typst inside a sandbox.
//! 5. [`refine`] mends the text layer and the pictures of the finished pages; [`proof`] looks for what is wrong with them.
//! 6. [`export`] writes PDF bytes.
//! 7. [`prepress`] makes printed matter of them: black only, booklets, several pages on a sheet.
//! 8. [`preflight`] reads a finished PDF with the eyes of a printer, and knows nothing of how it was made.
//! 9. [`catalogue`] describes what was built: download page, report, checksums.
//! 10. [`pipeline`] runs all of this for every edition in parallel; [`cli`] is the command line.
//!
//! [`diag`], [`geometry`], [`colour`], [`printer`], [`language`], [`product`] and [`artifact`] are the vocabulary that the
//! stages share. A module uses only modules of lower levels; `docs/architecture.md` has the table and a test enforces it.

pub mod artifact;
pub mod colour;
pub mod diag;
pub mod geometry;
pub mod language;
pub mod printer;
pub mod product;

pub mod chapter;
pub mod font;
pub mod manifest;
pub mod picture;

pub mod plan;

pub mod compose;

pub mod typeset;

pub mod proof;
pub mod refine;

pub mod export;

pub mod prepress;

pub mod preflight;

pub mod catalogue;

pub mod pipeline;

pub mod cli;
