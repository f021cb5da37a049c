//! `index.html`: the download page. Every file by language, under the language's own name; proof copies are never
//! offered, and a file that is not current says so.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::catalogue::html::{Page, heading, human_bytes, in_reading_order, link};
use crate::catalogue::wire::{Catalogue, File, Language, NotCurrent};
use crate::language::{Digits, Profile};
use crate::product::{Audience, Status};

/// The file's path relative to the output folder.
pub const FILE: &str = "index.html";

/// How many hexadecimal digits of a digest people compare by eye.
const SHORT_DIGEST: usize = 12;

const STYLE: &str = "
.files{list-style:none;margin:.5rem 0;padding:0}
.files li{padding:.5rem 0}
.files a{font-size:1.1rem;font-weight:600;display:inline-block;padding:.25rem 0}
@media print{section{break-inside:avoid}}
";

/// The words of one edition on the download page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The toolkit's title.
    pub title: String,
    /// The furniture word `download`.
    pub download: String,
    /// The furniture word `for-participants`.
    pub for_participants: String,
    /// The furniture word `for-facilitators`.
    pub for_facilitators: String,
    /// The furniture word `pages`, with `{n}`.
    pub pages: String,
    /// The furniture word of the edition's status.
    pub status: String,
    /// The digits in which it counts.
    pub digits: Digits,
}

impl Labels {
    /// The words of a profile; `title` is the edition's, `status` that of its least finished chapter.
    pub fn of(profile: &Profile, title: &str, status: Status) -> Self {
        Labels {
            title: title.to_string(),
            download: profile.word("download").to_string(),
            for_participants: profile.word("for-participants").to_string(),
            for_facilitators: profile.word("for-facilitators").to_string(),
            pages: profile.word("pages").to_string(),
            status: profile.word(&format!("status-{}", status.name())).to_string(),
            digits: profile.digits.clone(),
        }
    }

    /// The name that readers know a file by.
    fn audience(&self, audience: Audience) -> &str {
        match audience {
            Audience::Participant => &self.for_participants,
            Audience::Facilitator => &self.for_facilitators,
        }
    }
}

/// The page; `labels` by tag, `publisher` the name of the group that hands the files out. Where an edition has none, because its manifest could not be read this time, files are
/// named by their product, and counts are in English.
pub fn render(catalogue: &Catalogue, labels: &BTreeMap<String, Labels>, publisher: Option<&str>) -> String {
    let toolkit = &catalogue.toolkit;
    let source = catalogue.languages.iter().find(|language| language.tag == toolkit.source);
    let name = labels.get(&toolkit.source).map_or(toolkit.id.as_str(), |labels| labels.title.as_str());
    let languages = in_reading_order(&catalogue.languages);
    let body = html! {
        header {
            h1 {
                bdi lang=[source.map(|source| &source.tag)] dir=[source.map(|source| source.direction.name())]
                    class=[source.map(|source| &source.script)] { (name) }
            }
            @if let Some(name) = publisher { p { bdi { (name) } } }
            p.quiet { "Version " bdi { (toolkit.version) } ", released " (toolkit.released) }
        }
        nav aria-label="Languages" {
            ul {
                @for language in &languages {
                    li { a href={ "#" (language.tag) } lang=(language.tag) dir=(language.direction.name())
                        class=(language.script) { (language.autonym) } }
                }
            }
        }
        main {
            @for language in languages { (section(catalogue, language, labels.get(&language.tag))) }
        }
        footer {
            p.quiet { "The digits after “SHA-256” begin the checksum of the file; the file " code { "SHA256SUMS" }
                " has the whole." }
        }
    };
    let title = format!("{name}, version {}: downloads in {} languages", toolkit.version, catalogue.languages.len());
    Page { title: &title, style: STYLE, languages: &catalogue.languages, body }.render()
}

/// The files of one language.
fn section(catalogue: &Catalogue, language: &Language, labels: Option<&Labels>) -> Markup {
    let own = || catalogue.files.iter().filter(|file| file.edition == language.tag);
    let downloads: Vec<&File> = own().filter(|file| !file.proof).collect();
    let served: BTreeSet<_> = downloads.iter().map(|file| file.key()).collect();
    let proofs: Vec<&File> = own().filter(|file| file.proof && !served.contains(&file.key())).collect();
    html! {
        section aria-labelledby=(language.tag) dir=(language.direction.name()) {
            (heading(language, &language.tag))
            @if let Some(labels) = labels {
                div lang=(language.tag) class=(language.script) {
                    p { (labels.title) }
                    p.quiet { (labels.status) }
                    @if !downloads.is_empty() { h3 { (labels.download) } }
                }
            }
            @if !downloads.is_empty() {
                ul.files {
                    @for file in &downloads { li { (download(file, language, labels)) } }
                }
            }
            @for file in &proofs {
                p.mark dir="ltr" {
                    "Nothing to download yet for " (product(file)) ": the newest build is a proof copy."
                }
            }
            @if downloads.is_empty() && proofs.is_empty() { p.mark dir="ltr" { "Not built yet." } }
        }
    }
}

/// One file that readers may load.
fn download(file: &File, language: &Language, labels: Option<&Labels>) -> Markup {
    let pages = match labels {
        Some(labels) => labels.pages.replace("{n}", &labels.digits.format(file.pages.into())),
        None if file.pages == 1 => "1 page".to_string(),
        None => format!("{} pages", file.pages),
    };
    let tag = labels.map(|_| &language.tag);
    html! {
        a href=(link(&file.path)) type="application/pdf" hreflang=(language.tag) {
            @if let Some(labels) = labels {
                span lang=(language.tag) class=(language.script) { (labels.audience(file.audience)) } " · "
            }
            (product(file))
        }
        p.quiet {
            bdi lang=[tag] class=(language.script) { (pages) }
            " · " bdi dir="ltr" { "PDF, " (human_bytes(file.bytes)) }
            " · " bdi dir="ltr" { "SHA-256 " code { (file.sha256.get(..SHORT_DIGEST).unwrap_or(&file.sha256)) } }
        }
        @if let Some(reason) = file.not_current_reason { p.mark dir="ltr" { (not_current(file, reason)) } }
    }
}

/// The names that staff gave to what a file holds.
fn product(file: &File) -> Markup {
    html! { bdi dir="ltr" { (file.product) @if let Some(chapter) = &file.chapter { ", " (chapter) } } }
}

/// Why a file is not current, in a sentence.
fn not_current(file: &File, reason: NotCurrent) -> Markup {
    html! {
        strong { "Not current. " }
        @match reason {
            NotCurrent::ProofCopy => "This is the last good file; the newest build is a proof copy.",
            NotCurrent::NotBuilt => "This is the last good file; the newest build made none.",
            NotCurrent::OlderVersion => { "This file is of version " bdi { (file.version) } "." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Artifact;
    use crate::catalogue::samples::{artifact, language, toolkit};
    use crate::catalogue::wire::{Build, Unmade, merge};

    fn catalogue(tags: &[&str], artifacts: Vec<Artifact>) -> Catalogue {
        let languages = tags.iter().map(|tag| language(tag)).collect();
        merge(None, Build { toolkit: toolkit(), languages, artifacts, ..Build::default() }, |_| None).catalogue
    }

    fn labels(tag: &str) -> BTreeMap<String, Labels> {
        let labels = Labels {
            title: "<script>alert(\"1\")</script>".into(),
            download: "Download".into(),
            for_participants: "អ្នកចូលរួម".into(),
            for_facilitators: "អ្នកសម្របសម្រួល".into(),
            pages: "{n} ទំព័រ".into(),
            status: "draft".into(),
            digits: Digits::try_from("០១២៣៤៥៦៧៨៩".to_string()).unwrap(),
        };
        BTreeMap::from([(tag.to_string(), labels)])
    }

    #[test]
    fn a_file_is_listed_in_its_language_with_pages_size_and_digest() {
        let file = artifact("km", "screen", false);
        let text = render(&catalogue(&["en", "km"], vec![file.clone()]), &labels("km"), Some("Ours & yours"));
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        assert!(text.contains("<bdi lang=\"km\" dir=\"ltr\" class=\"Khmr\">ភាសាខ្មែរ</bdi>"));
        assert!(text.contains("href=\"km/kit-km-screen.pdf\""));
        for part in ["អ្នកចូលរួម", "១២ ទំព័រ", "1.2 MB", &file.sha256[..12]] {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.contains("Not built yet."), "English has no file");
        assert!(text.contains("<p><bdi>Ours &amp; yours</bdi></p>"));
    }

    #[test]
    fn a_proof_copy_is_never_offered() {
        let text = render(&catalogue(&["km"], vec![artifact("km", "screen", true)]), &labels("km"), None);
        assert!(!text.contains("PROOF") && !text.contains("href=\"km/"));
        assert!(text.contains("the newest build is a proof copy."));
    }

    #[test]
    fn the_last_good_file_is_marked_not_current() {
        let good = catalogue(&["km"], vec![artifact("km", "screen", false)]);
        let digest = good.files[0].sha256.clone();
        let build = Build { toolkit: toolkit(), languages: vec![language("km")], ..Build::default() };
        let proof = Build { artifacts: vec![artifact("km", "screen", true)], ..build.clone() };
        let text =
            render(&merge(Some(good.clone()), proof, |_| Some(digest.clone())).catalogue, &BTreeMap::new(), None);
        assert!(text.contains("Not current. </strong>This is the last good file; the newest build is a proof copy."));
        assert!(text.contains("href=\"km/kit-km-screen.pdf\"") && !text.contains("Nothing to download"));

        let unmade = Build { unmade: vec![Unmade { edition: "km".into(), product: None }], ..build };
        let text = render(&merge(Some(good), unmade, |_| Some(digest.clone())).catalogue, &BTreeMap::new(), None);
        assert!(text.contains("the newest build made none") && text.contains("12 pages"));
    }

    #[test]
    fn words_of_others_are_escaped() {
        let mut catalogue = catalogue(&["km"], vec![artifact("km", "screen", false)]);
        catalogue.languages[0].autonym = "\"><script>alert(1)</script>".into();
        catalogue.languages[0].script = "x\" onload=\"y".into();
        catalogue.toolkit.version = "</title><b>".into();
        let text = render(&catalogue, &labels("km"), None);
        assert!(!text.contains("<script") && !text.contains("<b>") && !text.contains("onload=\"y"));
        assert!(text.contains("&lt;script&gt;alert(&quot;1&quot;)"));
    }
}
