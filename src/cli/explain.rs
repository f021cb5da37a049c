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
            let hint = near.map_or("`lotuspress explain` lists them all".into(), |near| format!("did you mean `{near}`?"));
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
    let heading = format!("## {code}\n");
    let start = match CHECKS.strip_prefix(&heading) {
        Some(_) => 0,
        None => CHECKS.find(&format!("\n{heading}"))? + 1,
    };
    let rest = &CHECKS[start..];
    let end = rest.find("\n## ").map_or(rest.len(), |end| end + 1);
    Some(&rest[..end])
}
