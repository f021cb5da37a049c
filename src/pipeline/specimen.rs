//! `lotuspress fonts --specimen`: one page for each language, set as a chapter is, for native readers to sign off.

use std::collections::BTreeMap;
use std::fmt::Write;

use typst_layout::{Page, PagedDocument};
use typst_library::model::Document;

use crate::chapter;
use crate::compose::{self, Art, Book, Entry, Stacks};
use crate::diag::{Code, Finding, Place, did_you_mean};
use crate::export;
use crate::geometry::Trim;
use crate::language::{Digits, Direction, LanguageTag, Profile};
use crate::manifest::model::{Edition, Located, Toolkit};
use crate::manifest::{self, Folders};
use crate::pipeline::{Inputs, Request, RunError, workers};
use crate::plan::{Body, UNKNOWN_NAME};
use crate::product::{Audience, Binding, Ink, Kind, Product, Status};
use crate::proof::{self, Again, Rules};
use crate::refine;
use crate::typeset::{self, Input, Layout, Shared, Typeset};

/// A language's specimen takes more than its page.
pub const SPECIMEN_LONG: Code = Code::note("specimen-long");

/// The chapter's id.
const ID: &str = "specimen";
/// The language whose words say what the others mean.
const ENGLISH: &str = "en";
/// Words with their meaning in a row of the table; where lines are as far apart as in Nastaliq, the page has room for
/// few rows.
const PAIRS: usize = 2;
const PAIRS_IF_TALL: usize = 4;
/// A line pitch, in em, from which on rows are tall.
const TALL: f64 = 2.2;

/// A language's profile and its file.
pub struct ProfileFile {
    /// The profile.
    pub profile: Profile,
    /// The file, as findings name it.
    pub file: String,
}

/// The profiles that were asked for, in the order of their tags; all of them if no language is named.
pub fn profiles(request: &Request, findings: &mut Vec<Finding>) -> Result<Vec<ProfileFile>, RunError> {
    let folders = Folders { source: &request.paths.source, layouts: &request.paths.layouts };
    let all = manifest::profiles(&folders, findings);
    let wanted = &request.selection.languages;
    let unknown: Vec<Finding> = wanted
        .iter()
        .filter(|tag| !all.iter().any(|(profile, _)| is_tag(&profile.tag, tag)))
        .map(|tag| {
            let known = all.iter().map(|(profile, _)| profile.tag.as_str());
            let hint = did_you_mean(tag, known).map_or_else(
                || format!("make its profile with `lotuspress new language {tag}`"),
                |near| format!("did you mean `{near}`?"),
            );
            Finding::new(UNKNOWN_NAME, format!("no language has the profile `{tag}`")).hint(hint)
        })
        .collect();
    if !unknown.is_empty() {
        return Err(RunError::Unknown(unknown));
    }
    let is_wanted = |profile: &Profile| wanted.is_empty() || wanted.iter().any(|tag| is_tag(&profile.tag, tag));
    let chosen = all.into_iter().filter(|(profile, _)| is_wanted(profile));
    Ok(chosen.map(|(profile, file)| ProfileFile { profile, file }).collect())
}

/// The words of the English profile by key, which say what those of the others mean.
pub fn english_words(request: &Request) -> BTreeMap<String, String> {
    let folders = Folders { source: &request.paths.source, layouts: &request.paths.layouts };
    let all = manifest::profiles(&folders, &mut Vec::new());
    all.into_iter().find(|(profile, _)| is_tag(&profile.tag, ENGLISH)).map(|(it, _)| it.words).unwrap_or_default()
}

fn is_tag(tag: &LanguageTag, wanted: &str) -> bool {
    tag.as_str().eq_ignore_ascii_case(wanted)
}

/// The specimen as a PDF, a page for each language; no bytes if there is nothing to set it with.
pub fn specimen(request: &Request) -> Result<(Option<Vec<u8>>, Vec<Finding>), RunError> {
    let mut findings = Vec::new();
    let profiles = profiles(request, &mut findings)?;
    // What is wrong with the toolkit itself matters only if nothing can be set for it.
    let mut others = Vec::new();
    let inputs = Inputs::read(&request.paths, &mut others);
    let product = inputs.as_ref().and_then(|inputs| inputs.toolkit.products.first());
    let layout = inputs.as_ref().zip(product).and_then(|(inputs, product)| inputs.layouts.get(&product.layout));
    let (Some(inputs), Some(product), Some(layout)) = (&inputs, product, layout) else {
        findings.append(&mut others);
        return Ok((None, findings));
    };
    let setter = Setter {
        inputs,
        layout,
        shared: Shared::new(&inputs.catalogue),
        english: english_words(request),
        product: Product {
            name: ID.to_string(),
            kind: Kind::Screen,
            layout: product.layout.clone(),
            trim: Trim::Letter,
            audience: Audience::Participant,
            place: Place::Nowhere,
            each: None,
            ink: Ink::Colour,
            binding: Binding::Saddle,
            printer: None,
            profile: None,
            page_numbers_of: None,
            budget: None,
        },
    };
    let sheets = workers::run(&profiles, request.jobs, |_| 1, |profile| setter.sheet(profile));
    let mut pages = Vec::new();
    let mut info = None;
    for (sheet, found) in sheets {
        findings.extend(found);
        if let Some(sheet) = sheet {
            pages.extend(sheet.pages);
            info = info.or(Some(sheet.info));
        }
    }
    findings.sort_by(Finding::reading_order);
    let Some(info) = info else { return Ok((None, findings)) };
    Ok((export(&inputs.toolkit, &PagedDocument::new(pages.into(), info), &mut findings), findings))
}

fn export(toolkit: &Toolkit, document: &PagedDocument, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
    let released = toolkit.released;
    let options = export::Options {
        ident: ID,
        tag: ENGLISH,
        direction: Direction::Ltr,
        digits: &Digits::ASCII,
        released: (released.year, released.month, released.day),
        claims_standards: false,
    };
    let failed = |_| findings.push(Finding::new(export::NOT_FINISHED, "the specimen could not be finished"));
    export::loose(document, &options).map_err(failed).ok()
}

/// The pages of one language.
struct Sheet {
    pages: Vec<Page>,
    info: typst_library::model::DocumentInfo,
}

/// What every language's page is set with.
struct Setter<'a> {
    inputs: &'a Inputs,
    layout: &'a Layout,
    shared: Shared,
    /// The words of the English profile.
    english: BTreeMap<String, String>,
    product: Product,
}

impl Setter<'_> {
    fn sheet(&self, language: &ProfileFile) -> (Option<Sheet>, Vec<Finding>) {
        let mut findings = Vec::new();
        let sheet = self.set(language, &mut findings);
        for finding in &mut findings {
            finding.edition = Some(language.profile.tag.to_string());
        }
        (sheet, findings)
    }

    fn set(&self, language: &ProfileFile, findings: &mut Vec<Finding>) -> Option<Sheet> {
        let profile = &language.profile;
        self.inputs.catalogue.check_profile(profile, &language.file, findings);
        let stacks = Stacks::of(&self.inputs.catalogue, profile);
        let typeset = self.typeset(language, &stacks, findings)?;
        let options = refine::Options { picture_ppi: None, direction: profile.direction };
        let refined = refine::refine(&typeset.document, &options);
        let (families, furniture) = (stacks.own(), typeset.locator().furniture());
        let rules = Rules::of(profile, &families, &furniture);
        let found = proof::check(&refined, typeset.locator(), &rules);
        findings.extend(found.into_iter().map(|finding| without_line(finding, language)));

        let first = proof::first_page_of_text(&refined, typeset.locator())?;
        let count = refined.pages().len() - first;
        if count > 1 {
            let message = format!("the specimen of this language takes {count} pages");
            let hint = "make `letters`, `text`, `list` or `questions` of its profile shorter";
            findings.push(Finding::new(SPECIMEN_LONG, message).at(Place::file(&language.file)).hint(hint));
        }
        let pages = refined.pages().iter().skip(first).take(count).cloned().collect();
        Some(Sheet { pages, info: refined.info().clone() })
    }

    /// Sets the page, a second time where words do not fit or leave gaps.
    fn typeset(&self, language: &ProfileFile, stacks: &Stacks, findings: &mut Vec<Finding>) -> Option<Typeset> {
        let profile = &language.profile;
        let (toolkit, edition, entries) = (self.toolkit(), edition(language), [self.entry(language)?]);
        let mut set = |again: &Again| {
            let book = Book {
                toolkit: &toolkit,
                edition: &edition,
                product: &self.product,
                body: &Body::Book,
                page_numbers: None,
                status: Status::NotStarted,
                spine: None,
                stacks,
                pictures: &BTreeMap::new(),
                art: &Art::default(),
                unglued: &again.unglued,
                ragged: &again.ragged,
                entries: &entries,
            };
            let project = compose::specimen(&book, &facts(profile), &profile.questions);
            let input = Input { project: &project, layout: self.layout, pictures: &BTreeMap::new() };
            typeset::typeset(&self.shared, &input, findings)
        };
        let first = set(&Again::default())?;
        let again = proof::again(&first.document, first.locator(), profile.direction);
        if again.is_needless() { Some(first) } else { set(&again) }
    }

    /// The page as the only chapter of a book.
    fn entry(&self, language: &ProfileFile) -> Option<Entry> {
        let text = self.markdown(&language.profile);
        let mut chapters = vec![chapter::read(ID, &language.file, text.as_bytes(), &mut Vec::new())?];
        chapter::mend(&mut chapters[0], &language.profile, &mut Vec::new());
        chapter::finish(&mut chapters, &mut Vec::new());
        let body = chapters.pop().ok_or_else(|| language.file.clone());
        Some(Entry { id: ID.to_string(), number: 1, part: 0, status: Status::MachineDraft, body })
    }

    /// The toolkit with one part, which holds the specimen.
    fn toolkit(&self) -> Toolkit {
        let mut toolkit = self.inputs.toolkit.clone();
        toolkit.parts.truncate(1);
        toolkit
    }

    /// The page as a chapter: letters, a heading, running text, a list, and the words that somebody has to confirm.
    fn markdown(&self, profile: &Profile) -> String {
        let specimen = &profile.specimen;
        let mut text = format!(
            "# {}\n\n{}\n\n## {}\n\n{}\n\n",
            profile.autonym,
            specimen.letters,
            profile.word("story"),
            specimen.text
        );
        for item in &specimen.list {
            let _ = writeln!(text, "- {item}");
        }
        let pairs = if pitch(profile) > TALL { PAIRS_IF_TALL } else { PAIRS };
        let head = format!(" {} | English |", profile.autonym).repeat(pairs);
        let _ = write!(text, "\n|{head}\n|{}\n", " --- | --- |".repeat(pairs));
        // Sentences are read where they stand: those of the print card on that card, in English too.
        let is_on_card =
            |key: &&String| key.starts_with("card-") || key.starts_with("flip-") || *key == "margin-numbers";
        let confirm: Vec<&String> = profile.confirm.iter().filter(|key| !is_on_card(key)).collect();
        for row in confirm.chunks(pairs) {
            let cells = row.iter().map(|key| self.pair(profile, key));
            let _ = writeln!(text, "|{}", cells.collect::<String>());
        }
        text
    }

    /// A word and its meaning as two cells of a table.
    fn pair(&self, profile: &Profile, key: &str) -> String {
        let number = |word: &str, digits: &Digits| word.replace("{n}", &digits.format(1));
        let meaning = self.english.get(key).map(|word| number(word, &Digits::ASCII));
        format!(" {} | {} |", number(profile.word(key), &profile.digits), meaning.as_deref().unwrap_or(key))
    }
}

/// The numbers of a profile in one line of English.
fn facts(profile: &Profile) -> String {
    let measures = &profile.measures;
    let fonts = &profile.fonts;
    let mut families: Vec<&str> =
        fonts.text.iter().chain(&fonts.heading).chain(&fonts.latin).map(String::as_str).collect();
    let mut seen = std::collections::BTreeSet::new();
    families.retain(|family| seen.insert(*family));
    let direction = match profile.direction {
        Direction::Ltr => "left to right",
        Direction::Rtl => "right to left",
    };
    format!(
        "{} ({}), {}, {direction}. Set in {}. {} times the size of English, lines {:.2} em apart, {}.",
        profile.name,
        profile.tag,
        profile.script,
        families.join(", "),
        measures.size_factor,
        pitch(profile),
        if profile.lines.justify { "both edges straight" } else { "ragged" },
    )
}

/// The distance of lines, in em.
fn pitch(profile: &Profile) -> f64 {
    let measures = &profile.measures;
    measures.top_edge + measures.bottom_edge + measures.leading
}

/// An edition that has nothing but its profile.
fn edition(language: &ProfileFile) -> Edition {
    let title = Located { value: language.profile.autonym.clone(), place: Place::file(&language.file) };
    Edition {
        tag: language.profile.tag.clone(),
        title,
        subtitle: None,
        translators: Vec::new(),
        reviewers: Vec::new(),
        parts: BTreeMap::new(),
        chapters: BTreeMap::new(),
        terms: Vec::new(),
        profile: language.profile.clone(),
        profile_file: language.file.clone(),
    }
}

/// A finding at the profile instead of a line of the chapter that was made from it.
fn without_line(mut finding: Finding, language: &ProfileFile) -> Finding {
    finding.place = Place::file(&language.file);
    finding
}
