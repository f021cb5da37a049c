//! `lotuspress explain`: what a finding means, from `docs/checks.md`.

use crate::cli::terminal::data;
use crate::cli::{Exit, refuse};
use crate::diag::{Code, did_you_mean};

/// The page that describes every code, one section each.
const CHECKS: &str = include_str!("../../docs/checks.md");

/// Every code of every module.
pub fn all_codes() -> Vec<Code> {
    [
        crate::manifest::CODES,
        crate::chapter::CODES,
        crate::font::CODES,
        crate::picture::CODES,
        crate::plan::CODES,
        crate::typeset::CODES,
        crate::proof::CODES,
        crate::export::CODES,
        crate::prepress::CODES,
        crate::preflight::CODES,
        crate::catalogue::CODES,
        crate::pipeline::CODES,
    ]
    .concat()
}

/// Prints the section of a code, or the list of all codes.
pub(super) fn explain(code: Option<&str>) -> Exit {
    let Some(code) = code else {
        data(&list());
        return Exit::Done;
    };
    match section(code) {
        Some(section) => {
            data(section);
            Exit::Done
        }
        None => {
            let codes = all_codes();
            let near = did_you_mean(code, codes.iter().map(|code| code.name));
            let hint =
                near.map_or("`lotuspress explain` lists them all".into(), |near| format!("did you mean `{near}`?"));
            refuse(&format!("there is no finding called `{code}`; {hint}"))
        }
    }
}

fn list() -> String {
    let mut codes = all_codes();
    codes.sort_by_key(|code| code.name);
    codes.iter().map(|code| format!("{:<28} {}\n", code.name, code.severity)).collect()
}

/// The text below the heading of a code, the heading included.
fn section(code: &str) -> Option<&'static str> {
    sections().into_iter().find(|(name, _)| *name == code).map(|(_, text)| text)
}

/// Every section of the page: its name and its text, the heading included. Headings inside examples are not headings.
pub fn sections() -> Vec<(&'static str, &'static str)> {
    let mut starts: Vec<(&str, usize)> = Vec::new();
    // The number of backticks that close the example in which a line stands; 0 outside.
    let (mut offset, mut example) = (0, 0);
    for line in CHECKS.split_inclusive('\n') {
        let ticks = line.chars().take_while(|c| *c == '`').count();
        if example == 0 && ticks >= 3 {
            example = ticks;
        } else if example > 0 && ticks >= example {
            example = 0;
        } else if example == 0
            && let Some(name) = line.strip_prefix("## ")
        {
            starts.push((name.trim_end(), offset));
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([CHECKS.len()]);
    starts.iter().zip(ends).map(|((name, start), end)| (*name, &CHECKS[*start..end])).collect()
}
