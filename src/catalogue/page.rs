//! The download pages: `index.html` with every language, and one page for each language alone. Files stand below the
//! workshop that they are of, by what readers do with them; proof copies are never offered, and a file that is not current
//! says so.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::catalogue::html::{Page, heading, human_bytes, in_reading_order, link};
use crate::catalogue::wire::{Catalogue, File, Language, NotCurrent};
use crate::language::{Digits, Profile};
use crate::product::{Audience, Flip, Purpose, Status};

/// The path of the page with every language, and the name of a language's own page in its folder.
pub const FILE: &str = "index.html";

/// How many hexadecimal digits of a digest people compare by eye.
const SHORT_DIGEST: usize = 12;

const STYLE: &str = "
.files{list-style:none;margin:.25rem 0 .75rem;padding:0}
.files li{padding:.3rem 0}
.files a{font-size:1.05rem;font-weight:600;display:inline-block;padding:.25rem 0}
.files p{margin:0}
.files bdi[dir]{white-space:nowrap}
.pages a{padding:.5rem .75rem;margin-inline-end:.25rem;border:1px solid #9a9a9a;border-radius:.25rem}
details{border-top:1px solid #c9c9c9}
summary{font-weight:600;padding:.6rem 0;cursor:pointer}
@media print{section{break-inside:avoid}}
";

/// The furniture words that the page needs, in the order of [`Purpose`] and then the others.
const WORDS: [&str; 16] = [
    "to-read",
    "print-black",
    "read-phone",
    "print-fold",
    "large-print",
    "cut-apart",
    "save-paper",
    "pictures",
    "card-title",
    "whole-toolkit",
    "flip-short",
    "flip-long",
    "sheets",
    "handout",
    "part",
    "download",
];

/// The words of one edition on the download page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The toolkit's title.
    pub title: String,
    /// Furniture words by key.
    pub words: BTreeMap<&'static str, String>,
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
    /// Ids and titles of the chapters that it shows, in their order.
    pub chapters: Vec<(String, String)>,
}

impl Labels {
    /// The words of a profile; `title` is the edition's, `status` that of its least finished chapter, `chapters` their ids
    /// and titles in their order.
    pub fn of(profile: &Profile, title: &str, status: Status, chapters: Vec<(String, String)>) -> Self {
        Labels {
            title: title.to_string(),
            words: WORDS.iter().map(|key| (*key, profile.word(key).to_string())).collect(),
            for_participants: profile.word("for-participants").to_string(),
            for_facilitators: profile.word("for-facilitators").to_string(),
            pages: profile.word("pages").to_string(),
            status: profile.word(&format!("status-{}", status.name())).to_string(),
            digits: profile.digits.clone(),
            chapters,
        }
    }

    fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    fn counted(&self, words: &str, number: u32) -> String {
        words.replace("{n}", &self.digits.format(number.into()))
    }

    /// The name that readers know a file by.
    fn audience(&self, audience: Audience) -> &str {
        match audience {
            Audience::Participant => &self.for_participants,
            Audience::Facilitator => &self.for_facilitators,
        }
    }

    fn purpose(&self, purpose: Purpose) -> &str {
        self.word(match purpose {
            Purpose::Read => "to-read",
            Purpose::Print => "print-black",
            Purpose::Phone => "read-phone",
            Purpose::Fold => "print-fold",
            Purpose::LargePrint => "large-print",
            Purpose::CutApart => "cut-apart",
            Purpose::SavePaper => "save-paper",
            Purpose::Picture => "pictures",
            Purpose::PrintCard => "card-title",
            // Not on this page: readers have no use for it.
            Purpose::PrintShop => "to-read",
        })
    }
}

/// Where a page stands: how its links reach the output folder.
#[derive(Clone, Copy)]
struct Base(&'static str);

/// The page with every language; `labels` by tag, `publisher` the name of the group that hands the files out. Where an
/// edition has none, because its manifest could not be read this time, files are named by their product, and counts are in
/// English.
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
            @for language in languages { (section(catalogue, language, labels.get(&language.tag), Base(""))) }
        }
        (footer())
    };
    let title = format!("{name}, version {}: downloads in {} languages", toolkit.version, catalogue.languages.len());
    Page { title: &title, style: STYLE, languages: &catalogue.languages, body }.render()
}

/// The page of one language, for a link that organizers send around.
pub fn render_language(
    catalogue: &Catalogue,
    language: &Language,
    labels: Option<&Labels>,
    publisher: Option<&str>,
) -> String {
    let toolkit = &catalogue.toolkit;
    let name = labels.map_or(toolkit.id.as_str(), |labels| labels.title.as_str());
    let body = html! {
        header {
            @if let Some(name) = publisher { p { bdi { (name) } } }
            p.quiet { "Version " bdi { (toolkit.version) } ", released " (toolkit.released) " · "
                a href="../index.html" { "All languages" } }
        }
        main { (section(catalogue, language, labels, Base("../"))) }
        (footer())
    };
    let title = format!("{name} ({}), version {}", language.name, toolkit.version);
    Page { title: &title, style: STYLE, languages: std::slice::from_ref(language), body }.render()
}

fn footer() -> Markup {
    html! {
        footer {
            p.quiet { "The digits after “SHA-256” begin the checksum of the file; the file " code { "SHA256SUMS" }
                " has the whole." }
        }
    }
}

/// The files of one language: of the whole toolkit, then of each workshop.
fn section(catalogue: &Catalogue, language: &Language, labels: Option<&Labels>, base: Base) -> Markup {
    let own = || catalogue.files.iter().filter(|file| file.edition == language.tag);
    let downloads: Vec<&File> = own().filter(|file| !file.proof && file.purpose != Purpose::PrintShop).collect();
    let served: BTreeSet<_> = downloads.iter().map(|file| file.key()).collect();
    let proofs: Vec<&File> = own()
        .filter(|file| file.proof && file.purpose != Purpose::PrintShop && !served.contains(&file.key()))
        .collect();
    let of = |chapter: Option<&str>| -> Vec<&File> {
        downloads.iter().copied().filter(|file| file.chapter.as_deref() == chapter).collect()
    };
    let known = labels.map(|labels| labels.chapters.as_slice()).unwrap_or_default();
    let shown = Shown { language, labels, base };
    html! {
        section aria-labelledby=(language.tag) dir=(language.direction.name()) {
            (heading(language, &language.tag))
            @if let Some(labels) = labels {
                div lang=(language.tag) class=(language.script) {
                    p { (labels.title) }
                    p.quiet { (labels.status) }
                    @if !of(None).is_empty() { h3 { (labels.word("whole-toolkit")) } }
                }
            }
            (shown.list(&of(None)))
            @for (id, title) in known.iter().filter(|(id, _)| !of(Some(id)).is_empty()) {
                details id={ (language.tag) "-" (id) } {
                    summary { bdi lang=(language.tag) class=(language.script) { (title) } }
                    (shown.list(&of(Some(id))))
                }
            }
            @for file in downloads.iter().filter(|file| file.chapter.as_ref().is_some_and(|id| is_unknown(known, id))) {
                (shown.list(&[file]))
            }
            (waiting(&proofs))
            @if downloads.is_empty() && proofs.is_empty() { p.mark dir="ltr" { "Not built yet." } }
        }
    }
}

/// Which edge a printer has to turn the sheets of a file over, if they have backs: pages side by side are made for the
/// short one.
fn turned(file: &File) -> Option<Flip> {
    let has_backs = match file.purpose {
        Purpose::SavePaper => file.sheets.is_some_and(|sheets| sheets > 1),
        Purpose::CutApart => file.pages > 1,
        _ => false,
    };
    file.flip.or(has_backs.then_some(Flip::ShortEdge))
}

fn is_unknown(chapters: &[(String, String)], id: &str) -> bool {
    chapters.iter().all(|(known, _)| known != id)
}

/// The products of which there are only proof copies, each once.
fn waiting(proofs: &[&File]) -> Markup {
    let products: BTreeSet<&str> = proofs.iter().map(|file| file.product.as_str()).collect();
    html! {
        @for product in products {
            p.mark dir="ltr" {
                "Nothing to download yet for " bdi { (product) } ": the newest build is a proof copy."
            }
        }
    }
}

/// What the lists of a language have in common.
struct Shown<'a> {
    language: &'a Language,
    labels: Option<&'a Labels>,
    base: Base,
}

impl Shown<'_> {
    /// Files by what readers do with them; the pictures of one handout in one line.
    fn list(&self, files: &[&File]) -> Markup {
        let mut files = files.to_vec();
        files.sort_by_key(|file| (file.handout, file.purpose, file.audience, file.product.clone(), file.piece()));
        let groups =
            files.chunk_by(|a, b| a.page.is_some() && b.page.is_some() && a.key_without_page() == b.key_without_page());
        html! {
            @if !files.is_empty() {
                ul.files {
                    @for group in groups {
                        @if group[0].page.is_some() { li { (self.pictures(group)) } } @else { li { (self.download(group[0])) } }
                    }
                }
            }
        }
    }

    /// What a file is called: what readers do with it, what it holds, and how.
    fn name(&self, file: &File) -> Markup {
        let Some(labels) = self.labels else { return product(file) };
        let handout = file.handout.map(|number| labels.counted(labels.word("handout"), number));
        let part = file.part.map(|number| labels.counted(labels.word("part"), number));
        let flip = turned(file).map(|flip| match flip {
            Flip::ShortEdge => labels.word("flip-short").to_string(),
            Flip::LongEdge => labels.word("flip-long").to_string(),
        });
        let purpose = labels.purpose(file.purpose).to_string();
        let audience = (matches!(file.purpose, Purpose::Read | Purpose::Print) && file.handout.is_none())
            .then(|| labels.audience(file.audience).to_string());
        let words =
            [handout, Some(purpose), part, flip, audience].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        html! { span lang=(self.language.tag) class=(self.language.script) { (words) } }
    }

    /// One file that readers may load.
    fn download(&self, file: &File) -> Markup {
        let tag = self.labels.map(|_| &self.language.tag);
        html! {
            a href={ (self.base.0) (link(&file.path)) } type="application/pdf" hreflang=(self.language.tag) {
                (self.name(file))
            }
            p.quiet {
                bdi lang=[tag] class=(self.language.script) { (self.pages(file)) }
                @if let (Some(labels), Some(sheets)) = (self.labels, file.sheets) {
                    " · " bdi lang=[tag] class=(self.language.script) { (labels.counted(labels.word("sheets"), sheets)) }
                }
                " · " bdi dir="ltr" { "PDF, " (human_bytes(file.bytes)) }
                " · " (product(file))
                @if file.chapter.is_none() {
                    " · " bdi dir="ltr" { "SHA-256 " code { (file.sha256.get(..SHORT_DIGEST).unwrap_or(&file.sha256)) } }
                }
            }
            @if let Some(reason) = file.not_current_reason { p.mark dir="ltr" { (not_current(file, reason)) } }
        }
    }

    fn pages(&self, file: &File) -> String {
        match self.labels {
            Some(labels) => labels.counted(&labels.pages, file.pages),
            None if file.pages == 1 => "1 page".to_string(),
            None => format!("{} pages", file.pages),
        }
    }

    /// The pages of one thing as pictures: a link for each.
    fn pictures(&self, files: &[&File]) -> Markup {
        let bytes: u64 = files.iter().map(|file| file.bytes).sum();
        let digits = |page: u32| match self.labels {
            Some(labels) => labels.digits.format(page.into()),
            None => page.to_string(),
        };
        html! {
            p { (self.name(files[0])) }
            p.pages {
                @for file in files {
                    a href={ (self.base.0) (link(&file.path)) } type="image/png" { (digits(file.page.unwrap_or_default())) } " "
                }
            }
            p.quiet { bdi dir="ltr" { "PNG, " (human_bytes(bytes)) } " · " bdi dir="ltr" { (files[0].product) } }
            @for (file, reason) in files.iter().filter_map(|file| Some((file, file.not_current_reason?))).take(1) {
                p.mark dir="ltr" { (not_current(file, reason)) }
            }
        }
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
    use crate::artifact::{Artifact, Piece, file_name};
    use crate::catalogue::samples::{artifact, language, toolkit};
    use crate::catalogue::wire::{Build, Unmade, merge};

    fn catalogue(tags: &[&str], artifacts: Vec<Artifact>) -> Catalogue {
        let languages = tags.iter().map(|tag| language(tag)).collect();
        merge(None, Build { toolkit: toolkit(), languages, artifacts, ..Build::default() }, |_| None).catalogue
    }

    fn labels(tag: &str) -> BTreeMap<String, Labels> {
        let labels = Labels {
            title: "<script>alert(\"1\")</script>".into(),
            words: WORDS.iter().map(|key| (*key, format!("[{key}]"))).collect(),
            chapters: vec![("story-circle".into(), "រង្វង់រឿង".into())],
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
    fn files_stand_below_their_workshop_by_what_readers_do_with_them() {
        let of = |product: &str, purpose, piece: Piece| {
            let whole = artifact("km", product, false);
            let piece = Piece { chapter: Some("story-circle".into()), ..piece };
            let path = file_name("kit", "km", product, &piece, false);
            Artifact { purpose, piece, path, sheets: (purpose == Purpose::Fold).then_some(3), ..whole }
        };
        let flip = |flip| Piece { flip: Some(flip), ..Piece::default() };
        let page = |page| Piece { handout: Some(1), page: Some(page), ..Piece::default() };
        let files = vec![
            of("pictures", Purpose::Picture, page(1)),
            of("pictures", Purpose::Picture, page(2)),
            of("booklets", Purpose::Fold, flip(Flip::LongEdge)),
            of("booklets", Purpose::Fold, flip(Flip::ShortEdge)),
            of("phone", Purpose::Phone, Piece::default()),
        ];
        let catalogue = catalogue(&["km"], files);
        let text = render_language(&catalogue, &catalogue.languages[0], labels("km").get("km"), None);
        let places: Vec<usize> = [
            "<details id=\"km-story-circle\">",
            "រង្វង់រឿង",
            "../km/kit-km-phone-story-circle.pdf",
            "[read-phone]",
            "[print-fold] · [flip-short]",
            "[sheets]",
            "[print-fold] · [flip-long]",
            "[handout] · [pictures]",
            "-001.png\" type=\"image/png\">១</a>",
            "-002.png",
        ]
        .iter()
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")))
        .collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(text.contains("href=\"../index.html\""));
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
