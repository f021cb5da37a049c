//! Findings as text: for people, one a line, or as JSON.

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::cli::args::Format;
use crate::diag::{Finding, Place, Severity};

/// Right-to-left words keep to themselves on a terminal between these (Unicode Bidirectional Algorithm, FSI and PDI).
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A finding on the wire; `docs/outputs.md` describes it.
#[derive(Serialize)]
struct Wire<'a> {
    r#type: &'static str,
    severity: Severity,
    code: &'a str,
    message: &'a str,
    place: &'a Place,
    words: Option<&'a str>,
    why: Option<&'a str>,
    hint: Option<&'a str>,
    edition: Option<&'a str>,
}

/// A finding in the asked-for format; with colours if asked.
pub fn finding(finding: &Finding, format: Format, colour: bool) -> String {
    match format {
        Format::Human => human(finding, colour),
        Format::Short => short(finding),
        Format::Json => json(finding),
    }
}

/// A text without signs that a terminal would obey: names inside a PDF, and of files, are anybody's.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

fn human(finding: &Finding, colour: bool) -> String {
    let style = if colour { style(finding.severity()) } else { Style::new() };
    let mut text =
        format!("{style}{}[{}]{style:#}: {}\n", finding.severity(), finding.code.name, plain(&finding.message));
    if finding.place != Place::Nowhere {
        text.push_str(&format!("  in {}\n", plain(&finding.place.to_string())));
    }
    if let Some(words) = &finding.words {
        text.push_str(&format!("  the words: {}{}{}\n", ISOLATE.0, plain(words), ISOLATE.1));
    }
    if let Some(why) = &finding.why {
        text.push_str(&format!("  why: {}\n", plain(why)));
    }
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("  do: {}\n", plain(hint)));
    }
    text
}

fn short(finding: &Finding) -> String {
    let place = match &finding.place {
        Place::Nowhere => String::new(),
        place => format!("{}: ", plain(&place.to_string())),
    };
    format!("{place}{}[{}]: {}\n", finding.severity(), finding.code.name, plain(&finding.message))
}

fn json(finding: &Finding) -> String {
    let wire = Wire {
        r#type: "finding",
        severity: finding.severity(),
        code: finding.code.name,
        message: &finding.message,
        place: &finding.place,
        words: finding.words.as_deref(),
        why: finding.why.as_deref(),
        hint: finding.hint.as_deref(),
        edition: finding.edition.as_deref(),
    };
    serde_json::to_string(&wire).map_or_else(|_| String::new(), |line| line + "\n")
}

fn style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

/// "1 error", "2 errors".
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn a_finding_says_what_where_why_and_what_to_do() {
        let it = Finding::new(Code::error("raw-html"), "the tag `<b>` is not used here")
            .at(Place::line("toolkit-source/ar/a.md", 3, 9))
            .words("مرحبا")
            .why("w")
            .hint("h");
        let expected = "error[raw-html]: the tag `<b>` is not used here\n  in toolkit-source/ar/a.md:3:9\n  \
                        the words: \u{2068}مرحبا\u{2069}\n  why: w\n  do: h\n";
        assert_eq!(finding(&it, Format::Human, false), expected);
        assert_eq!(
            finding(&it, Format::Short, true),
            "toolkit-source/ar/a.md:3:9: error[raw-html]: the tag `<b>` is not used here\n"
        );
        assert!(
            finding(&it, Format::Json, true).starts_with(r#"{"type":"finding","severity":"error","code":"raw-html""#)
        );
    }
}
