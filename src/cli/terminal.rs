//! Standard output and standard error: data on the one, talk on the other; progress where somebody watches.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::catalogue::human_bytes;
use crate::cli::render::count;
use crate::pipeline::{Progress, Row};

/// Writes data. A reader that has gone away (`| head`) is no fault.
pub fn data(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// Writes talk.
pub fn talk(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether somebody watches the data, rather than a file or a program.
pub fn data_is_watched() -> bool {
    io::stdout().is_terminal()
}

/// Whether talk may have colours: a terminal that has not been asked to do without (no-color.org).
#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
pub fn has_colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Progress on standard error: a bar on a terminal, a line for each language elsewhere, or nothing.
pub struct Watcher {
    bar: Option<ProgressBar>,
    quiet: bool,
    at_work: Mutex<Vec<String>>,
}

impl Watcher {
    /// A watcher; a quiet one says nothing.
    pub fn new(quiet: bool) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} languages  {msg}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Watcher { bar, quiet, at_work: Mutex::new(Vec::new()) }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn show(&self, change: impl FnOnce(&mut Vec<String>)) {
        let Ok(mut at_work) = self.at_work.lock() else { return };
        change(&mut at_work);
        if let Some(bar) = &self.bar {
            bar.set_message(at_work.join(", "));
        }
    }
}

impl Progress for Watcher {
    fn begin(&self, editions: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(editions as u64);
        }
    }

    fn started(&self, tag: &str) {
        self.show(|at_work| at_work.push(tag.to_string()));
    }

    fn finished(&self, row: &Row) {
        self.show(|at_work| at_work.retain(|tag| *tag != row.tag));
        match &self.bar {
            Some(bar) => bar.inc(1),
            None if self.quiet => {}
            None => talk(&format!(
                "{}: {}, {}, {:.1} s\n",
                row.tag,
                count(row.pages as usize, "page"),
                human_bytes(row.bytes),
                row.seconds
            )),
        }
    }
}
