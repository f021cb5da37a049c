//! The integration tests, in the order of the pipeline. One binary: each further one would link Typst again.

#![allow(clippy::disallowed_methods, reason = "tests make their own files and folders")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod kit;
mod pdf;

mod architecture;
mod bad_input;
mod command_line;
mod corpus;
mod counts;
mod documents;
mod imprint;
mod layouts;
mod letters;
mod mutants;
mod page_rules;
mod preflight;
mod products;
mod proof_copies;
mod reproducible;
mod sample;
mod text_layer;
