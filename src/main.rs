//! The `lotuspress` command: arguments in, an exit status out. Everything else is in the library.

use std::process::ExitCode;

use lotuspress::cli;

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os()) as u8)
}
