//! `report.html`: every finding of a build by language and file, the quoted words in the language's own direction and
//! script, which a terminal cannot show. One file that can be sent to a translator.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::artifact::Artifact;
use crate::catalogue::amounts;
use crate::catalogue::html::{Page, heading, in_reading_order};
use crate::catalogue::wire::{Language, Toolkit};
use crate::diag::{Finding, Place, Severity, has_errors};

/// The file's path relative to the output folder.
pub const FILE: &str = "report.html";

/// The anchor of the findings that touch every language; no language tag has a capital first letter.
const EVERY: &str = "Every-language";

/// What the table says of an edition with errors.
const PROOF_COPY: &str = "proof copy";

const STYLE: &str = "
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:start;font-weight:600;padding:.5rem 0}
th,td{border-bottom:1px solid #9a9a9a;padding:.3rem .5rem .3rem 0;text-align:start;vertical-align:top;font-weight:400}
thead th{font-weight:600}
th.number,td.number{width:1%;padding-inline-end:.75rem;text-align:end;font-variant-numeric:tabular-nums}
.amounts th.number,.amounts td.number{width:auto}
th .quiet{display:block}
td div{white-space:nowrap}
@media(max-width:30rem){table{font-size:.8rem}}
h3 code{font-weight:600}
.findings{list-style:none;margin:0;padding:0}
.findings li{border-inline-start:.25rem solid #4f6375;padding-inline-start:.75rem;margin:.75rem 0}
.findings .error{border-color:#a5001e}
.findings .warning{border-color:#8a5300;border-inline-start-style:dashed}
.error>p>strong{color:#a5001e}
.warning>p>strong{color:#704400}
q{quotes:'“' '”'}
.words{font-size:1.1rem;background:#f2f2f0;padding:.25rem .5rem}
section:target h2{text-decoration:underline}
@media print{section{break-before:page}.findings li{break-inside:avoid}}
";

/// What the report is about.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The toolkit.
    pub toolkit: &'a Toolkit,
    /// The languages that this run worked on.
    pub languages: &'a [Language],
    /// The language that the others are translated from, if its manifest could be read; the run need not have worked on it.
    pub source: Option<&'a Language>,
    /// The files that it made, proof copies too; none after `check`.
    pub artifacts: &'a [Artifact],
    /// What it found, in any order.
    pub findings: &'a [Finding],
}

/// The report's text.
pub fn render(report: &Report<'_>) -> String {
    let groups = groups(report);
    let title = format!("Findings: {} {}", report.toolkit.id, report.toolkit.version);
    let body = html! {
        h1 { (title) }
        p { (verdict(report.findings)) }
        main {
            (summary(&groups))
            (holdings(report))
            p { "The word in brackets after “error”, “warning” or “note” names the kind of finding: "
                code { "lotuspress explain" } " and that word show more about it, with an example." }
            @for group in &groups { (section(group)) }
        }
    };
    Page { title: &title, style: STYLE, languages: report.languages, body }.render()
}

/// The findings of one language, or of all of them together.
struct Group<'a> {
    /// What links lead to.
    anchor: &'a str,
    /// The tag, if it is one language.
    tag: Option<&'a str>,
    /// The language, if its manifest could be read.
    language: Option<&'a Language>,
    /// Its findings in reading order.
    findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    fn count(&self, severity: Severity) -> usize {
        count(self.findings.iter().copied(), severity)
    }

    /// The findings by file, in the order of the files' names; those without a place come first.
    fn files(&self) -> BTreeMap<&'a str, Vec<&'a Finding>> {
        let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            files.entry(file_of(&finding.place)).or_default().push(finding);
        }
        files
    }

    /// Its name in a link or a table.
    fn name(&self) -> Markup {
        html! {
            @match (self.language, self.tag) {
                (Some(language), _) => (own_name(language)),
                (None, Some(tag)) => bdi { (tag) },
                (None, None) => "Every language",
            }
        }
    }
}

/// A language's own name.
fn own_name(language: &Language) -> Markup {
    html! {
        bdi lang=(language.tag) dir=(language.direction.name()) class=(language.script) { (language.autonym) }
    }
}

/// Its English name below it, where that is another.
fn english(language: &Language) -> Markup {
    html! {
        @if language.name != language.autonym { span.quiet { (language.name) } }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What touches every language first, then the languages in reading order, then those that could not be read.
fn groups<'a>(report: &Report<'a>) -> Vec<Group<'a>> {
    let languages = in_reading_order(report.languages);
    let known: BTreeSet<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
    let named = report.findings.iter().filter_map(|finding| finding.edition.as_deref());
    let unread: BTreeSet<&str> = named.filter(|tag| !known.contains(tag)).collect();

    let every = Group { anchor: EVERY, tag: None, language: None, findings: of(report, None) };
    let read = languages.into_iter().map(|language| (language.tag.as_str(), Some(language)));
    let tagged = read.chain(unread.into_iter().map(|tag| (tag, None)));
    let tagged =
        tagged.map(|(tag, language)| Group { anchor: tag, tag: Some(tag), language, findings: of(report, Some(tag)) });
    Some(every).filter(|every| !every.findings.is_empty()).into_iter().chain(tagged).collect()
}

/// The findings of an edition in reading order.
fn of<'a>(report: &Report<'a>, tag: Option<&str>) -> Vec<&'a Finding> {
    let mut findings: Vec<_> = report.findings.iter().filter(|finding| finding.edition.as_deref() == tag).collect();
    findings.sort_by(|a, b| a.reading_order(b));
    findings
}

fn count<'a>(findings: impl IntoIterator<Item = &'a Finding>, severity: Severity) -> usize {
    findings.into_iter().filter(|finding| finding.severity() == severity).count()
}

/// What the whole comes to, in a sentence.
fn verdict(findings: &[Finding]) -> String {
    let numbered = |severity: Severity| match count(findings, severity) {
        1 => format!("1 {severity}"),
        number => format!("{number} {severity}s"),
    };
    if findings.is_empty() {
        return "No findings.".to_string();
    }
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(numbered);
    let proof = if has_errors(findings) {
        " A language with an error is written as a proof copy until it is mended."
    } else {
        ""
    };
    format!("{errors}, {warnings}, {notes}.{proof}")
}

/// One row for each language with how much was found in it; its name leads to its findings.
fn summary(groups: &[Group<'_>]) -> Markup {
    html! {
        table {
            caption { "Findings" }
            thead {
                tr {
                    th scope="col" { "Language" }
                    @for word in ["Errors", "Warnings", "Notes"] { th.number scope="col" { (word) } }
                }
            }
            tbody {
                @for group in groups {
                    tr {
                        th scope="row" {
                            a href={ "#" (group.anchor) } { (group.name()) }
                            @if let Some(language) = group.language { (english(language)) }
                        }
                        @for severity in [Severity::Error, Severity::Warning, Severity::Note] {
                            td.number { (group.count(severity)) }
                        }
                    }
                }
            }
        }
    }
}

/// One row for each language with what it holds and what was made of it.
fn holdings(report: &Report<'_>) -> Markup {
    html! {
        table.amounts {
            caption { "What each language holds" }
            thead {
                tr {
                    th scope="col" { "Language" }
                    @for head in amounts::HEADS { th.number scope="col" { (capital(head)) } }
                    th scope="col" { "Pages" }
                }
            }
            tbody {
                @for language in in_reading_order(report.languages) {
                    tr {
                        th scope="row" { (own_name(language)) (english(language)) }
                        @for amount in amounts::amounts(language, report.source) {
                            td.number { @if amount.differs { strong { (amount.text) } } @else { (amount.text) } }
                        }
                        td { (pages(report.artifacts, &language.tag)) }
                    }
                }
            }
        }
        p.quiet { (amounts::MEANING) }
    }
}

/// The files of an edition: pages, and whether they are proof copies.
fn pages(artifacts: &[Artifact], tag: &str) -> Markup {
    let mut artifacts: Vec<_> = artifacts.iter().filter(|it| it.edition == tag && it.piece.ticket.is_none()).collect();
    artifacts.sort_by_key(|artifact| (artifact.audience, &artifact.path));
    let good = artifacts.iter().filter(|artifact| !artifact.proof).count();
    html! {
        @if artifacts.is_empty() { "no file" }
        @for artifact in &artifacts {
            div {
                (artifact.product) (artifact.piece.slug()) ": " (artifact.pages)
                @if artifact.proof && good > 0 { ", " (PROOF_COPY) }
            }
        }
        @if good == 0 && !artifacts.is_empty() { strong { (PROOF_COPY) } }
    }
}

/// The findings of one language.
fn section(group: &Group<'_>) -> Markup {
    let heading_id = format!("{}-heading", group.anchor);
    html! {
        section id=(group.anchor) aria-labelledby=(heading_id) {
            @match group.language {
                Some(language) => (heading(language, &heading_id)),
                None => h2 id=(heading_id) { (group.name()) },
            }
            @if group.findings.is_empty() { p { "No findings." } }
            @for (file, findings) in group.files() {
                h3 { @if file.is_empty() { "Not about one file" } @else { code { (file) } } }
                ul.findings { @for finding in findings { (item(finding, group)) } }
            }
        }
    }
}

/// One finding: what and where, the words, why, and what to do.
fn item(finding: &Finding, group: &Group<'_>) -> Markup {
    html! {
        li class=(finding.severity()) {
            p {
                strong { (finding.severity()) } " [" code { (finding.code.name) } "]"
                @if finding.place != Place::Nowhere { " " code { (finding.place) } }
            }
            p { (prose(&finding.message)) }
            @if let Some(words) = &finding.words { (quoted(words, group.language)) }
            @if let Some(why) = &finding.why { p { "Why: " (prose(why)) } }
            @if let Some(hint) = &finding.hint { p { "What to do: " (prose(hint)) } }
        }
    }
}

/// The words in question as their readers know them.
fn quoted(words: &str, language: Option<&Language>) -> Markup {
    html! {
        @match language {
            Some(language) => {
                p.words dir=(language.direction.name()) {
                    q { bdi lang=(language.tag) dir=(language.direction.name()) class=(language.script) { (words) } }
                }
            }
            None => p.words dir="auto" { q { bdi { (words) } } },
        }
    }
}

/// A message: values between backticks are set apart, each in its own direction.
fn prose(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    html! {
        // An even number of parts is an odd number of backticks: they are not pairs, and stand as they are.
        @if parts.len().is_multiple_of(2) { bdi { (text) } }
        @else {
            @for (index, part) in parts.iter().enumerate() {
                @if index % 2 == 1 { code { bdi { (part) } } } @else { (part) }
            }
        }
    }
}

/// The file that a place is in; empty where there is none.
fn file_of(place: &Place) -> &str {
    match place {
        Place::Nowhere => "",
        Place::File { file } | Place::Line { file, .. } | Place::Page { file, .. } => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::{artifact, language, toolkit};
    use crate::diag::Code;

    const BAD: Code = Code::error("bad-thing");
    const ODD: Code = Code::warning("odd-thing");

    fn page(tags: &[&str], artifacts: &[Artifact], findings: &[Finding]) -> String {
        let languages: Vec<_> = tags.iter().map(|tag| language(tag)).collect();
        let source = language("en");
        render(&Report { toolkit: &toolkit(), languages: &languages, source: Some(&source), artifacts, findings })
    }

    #[test]
    fn a_finding_has_its_place_words_reason_and_hint() {
        let finding = Finding::new(BAD, "the block `:::tpi` is not known")
            .at(Place::line("ar/01-circle.md", 12, 3))
            .words("الأمم المتحدة")
            .why("its text is kept, its box is lost")
            .hint("write `:::tip`")
            .edition("ar");
        let text = page(&["ar"], &[], &[finding]);
        for part in [
            "<li class=\"error\"><p><strong>error</strong> [<code>bad-thing</code>] ",
            " <code>ar/01-circle.md:12:3</code></p>",
            "the block <code><bdi>:::tpi</bdi></code> is not known",
            "<q><bdi lang=\"ar\" dir=\"rtl\" class=\"Arab\">الأمم المتحدة</bdi></q>",
            "Why: its text is kept, its box is lost",
            "What to do: write <code><bdi>:::tip</bdi></code>",
            "1 error, 0 warnings, 0 notes.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn findings_are_grouped_by_language_and_file_and_sorted() {
        let at = |file: &str, line| Finding::new(ODD, format!("{file}:{line}")).at(Place::line(file, line, 0));
        let findings = [
            at("km/02.md", 3).edition("km"),
            at("km/01.md", 9).edition("km"),
            at("km/02.md", 1).edition("km"),
            Finding::new(BAD, "for all"),
            at("xx/manifest.toml", 1).edition("xx"),
        ];
        let text = page(&["vi", "km"], &[], &findings);
        let order = [
            "for all",
            "<h3><code>km/01.md</code></h3>",
            "<p>km/01.md:9</p>",
            "<h3><code>km/02.md</code></h3>",
            "<p>km/02.md:1</p>",
            "<p>km/02.md:3</p>",
            "<section id=\"vi\"",
            "<section id=\"xx\"",
        ];
        let places: Vec<_> = order.map(|part| text.find(part).unwrap_or_else(|| panic!("{part}"))).into();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(text.matches("<h3><code>km/02.md</code></h3>").count(), 1);
    }

    #[test]
    fn every_link_has_its_section_and_nothing_found_is_said() {
        let text = page(&["km", "ar"], &[artifact("km", "screen", true)], &[]);
        for tag in ["km", "ar"] {
            assert!(text.contains(&format!("href=\"#{tag}\"")) && text.contains(&format!("<section id=\"{tag}\"")));
        }
        assert_eq!(text.matches("<p>No findings.</p>").count(), 3);
        assert!(text.contains("screen: 12</div><strong>proof copy</strong>") && text.contains("no file"));
    }

    #[test]
    fn what_each_language_holds_stands_beside_its_source() {
        let (source, short) = (language("en"), Language { texts: Some(142), ..language("ar") });
        let languages = [language("km"), short];
        let artifacts = [artifact("km", "screen", false), artifact("km", "facilitator", false)];
        let toolkit = toolkit();
        let report = Report {
            toolkit: &toolkit,
            languages: &languages,
            source: Some(&source),
            artifacts: &artifacts,
            findings: &[],
        };
        let text = render(&report);
        let row = |tag: &str| {
            let name = format!("<tr><th scope=\"row\"><bdi lang=\"{tag}\"");
            let from = text.find(&name).unwrap_or_else(|| panic!("{tag} has no row"));
            text[from..].split("</tr>").next().unwrap().replace("</td><td class=\"number\">", " | ")
        };
        for head in ["Chapters", "Texts", "Words", "Characters"] {
            assert!(text.contains(&format!("<th class=\"number\" scope=\"col\">{head}</th>")), "{head}");
        }
        assert!(row("km").contains(">2 | 145 | – | 9000<"), "{}", row("km"));
        assert!(row("km").contains("<div>screen: 12</div><div>facilitator: 12</div>"), "{}", row("km"));
        assert!(row("ar").contains(">2 | <strong>142 (source: 145)</strong> | 1800 | 9000<"), "{}", row("ar"));
        assert!(row("ar").contains("no file"));
        assert!(!text.contains("<bdi lang=\"en\""), "only what the run worked on is shown");
    }

    #[test]
    fn what_others_typed_is_escaped() {
        let evil = "<script>alert('1')</script> \" onclick=\"x";
        let finding = Finding::new(BAD, evil).at(Place::file(evil)).words(evil).why(evil).hint(evil).edition(evil);
        let text = page(&["km"], &[], &[finding]);
        assert!(!text.contains("<script") && !text.contains("\" onclick=\""), "{text}");
    }
}
