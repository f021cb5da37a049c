//! Manifests as they are written: every value optional, each with its place. Nothing but the
//! validation in this folder uses these types; the rest of the program sees `model`. Fields bear the names of their
//! keys, which `docs/manifest.md` explains.

use crate::diag::Place;

use crate::manifest::log::Log;
use crate::manifest::model::{Date, Located};
use crate::manifest::reader::Section;
use crate::manifest::source::Source;

/// A text and where it stands.
pub type Text = Located<String>;
/// A list of texts, each with its place.
pub type Texts = Located<Vec<Text>>;
/// Numbers and where each stands.
pub type Numbers = Located<Vec<Located<f64>>>;

/// `toolkit.toml`.
#[derive(Debug, Default)]
pub struct ToolkitFile {
    pub id: Option<Text>,
    pub version: Option<Text>,
    pub released: Option<Located<Date>>,
    pub source: Option<Text>,
    pub license: Option<Text>,
    pub home: Option<Text>,
    pub parts: Vec<PartSection>,
    pub look: LookSection,
    pub imprint: ImprintSection,
    pub products: Vec<ProductSection>,
    pub minimum_status: Option<Text>,
}

/// `[[part]]`.
#[derive(Debug)]
pub struct PartSection {
    pub id: Option<Text>,
    pub chapters: Option<Texts>,
}

/// `[look]`.
#[derive(Debug, Default)]
pub struct LookSection {
    pub accents: Option<Texts>,
    pub cover: Option<Text>,
}

/// `[imprint]`.
#[derive(Debug, Default)]
pub struct ImprintSection {
    pub name: Option<Text>,
    pub logo: Option<Text>,
    pub contact: Option<Text>,
    pub telephone: Option<Text>,
    pub address: Option<Texts>,
}

/// A group's imprint file.
#[derive(Debug, Default)]
pub struct ImprintFile {
    pub imprint: ImprintSection,
    pub look: LookSection,
}

/// `[products.<name>]`.
#[derive(Debug)]
pub struct ProductSection {
    pub name: Text,
    pub kind: Option<Text>,
    pub layout: Option<Text>,
    pub trim: Option<Text>,
    pub audience: Option<Text>,
    pub each: Option<Text>,
    pub ink: Option<Text>,
    pub page_numbers_of: Option<Text>,
    pub sheet: Option<Text>,
    pub paper_thickness: Option<Text>,
    pub part_sheets: Option<Located<f64>>,
    pub pages: Option<Located<f64>>,
    pub order: Option<Text>,
    pub width: Option<Located<f64>>,
    pub binding: Option<Text>,
    pub printer: Option<Text>,
    pub profile: Option<Text>,
    pub marks: Option<Located<bool>>,
    pub budget: Option<Text>,
}

/// `<tag>/manifest.toml`.
#[derive(Debug, Default)]
pub struct EditionFile {
    /// Where `[edition]` stands.
    pub place: Place,
    pub tag: Option<Text>,
    pub title: Option<Text>,
    pub subtitle: Option<Text>,
    pub translators: Vec<Text>,
    pub reviewers: Vec<Text>,
    /// Where `[parts]` stands.
    pub parts_place: Option<Place>,
    pub parts: Vec<(Text, Text)>,
    pub chapters: Vec<ChapterSection>,
    pub strings: Vec<(Text, Text)>,
}

/// `[[chapter]]`.
#[derive(Debug)]
pub struct ChapterSection {
    pub place: Place,
    pub id: Option<Text>,
    pub file: Option<Text>,
    pub status: Option<Text>,
}

/// `layouts/languages/<tag>.toml`.
#[derive(Debug, Default)]
pub struct ProfileFile {
    pub tag: Option<Text>,
    pub name: Option<Text>,
    pub autonym: Option<Text>,
    pub script: Option<Text>,
    pub direction: Option<Text>,
    pub lang: Option<Text>,
    pub region: Option<Text>,
    pub fonts: FontsSection,
    pub measures: MeasuresSection,
    pub lines: LinesSection,
    pub double: Option<Texts>,
    pub single: Option<Texts>,
    pub emphasis: Option<Text>,
    pub digits: Option<Text>,
    /// Where `[words]` stands; absent if the section is.
    pub words_place: Option<Place>,
    pub words: Vec<(Text, Text)>,
    pub confirm: Option<Texts>,
    pub questions: Option<Texts>,
    pub specimen: SpecimenSection,
}

/// `[specimen]` of a profile.
#[derive(Debug, Default)]
pub struct SpecimenSection {
    pub letters: Option<Text>,
    pub text: Option<Text>,
    pub list: Option<Texts>,
}

/// `[fonts]` of a profile.
#[derive(Debug, Default)]
pub struct FontsSection {
    pub text: Option<Texts>,
    pub heading: Option<Texts>,
    pub mono: Option<Texts>,
    pub latin: Option<Texts>,
}

/// `[measures]` of a profile.
#[derive(Debug, Default)]
pub struct MeasuresSection {
    pub size_factor: Option<Located<f64>>,
    pub latin_factor: Option<Located<f64>>,
    pub top_edge: Option<Located<f64>>,
    pub bottom_edge: Option<Located<f64>>,
    pub leading: Option<Located<f64>>,
}

/// `[lines]` of a profile.
#[derive(Debug, Default)]
pub struct LinesSection {
    pub breaks: Option<Text>,
    pub justify: Option<Located<bool>>,
    pub hyphenate: Option<Located<bool>>,
    pub spacing: Option<Numbers>,
    pub tracking: Option<Numbers>,
}

impl ToolkitFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let mut file = ToolkitFile::default();
        if let Some(toolkit) = root.required_section("toolkit") {
            file.id = toolkit.required("id", "\"community-workshops\"");
            file.version = toolkit.required("version", "\"2026.1\"");
            file.released = toolkit.required("released", "2026-11-22");
            file.source = toolkit.required("source", "\"en\"");
            file.license = toolkit.required("license", "\"CC-BY-SA-4.0\"");
            file.home = toolkit.optional("home", "\"https://example.org/toolkit\"");
            toolkit.finish();
        }
        file.parts = root.required_sections("part").into_iter().map(PartSection::read).collect();
        file.look = root.optional_section("look").map(LookSection::read).unwrap_or_default();
        file.imprint = root.optional_section("imprint").map(ImprintSection::read).unwrap_or_default();
        if let Some(products) = root.optional_section("products") {
            let read = |(name, section): (Text, Section<'_>)| {
                log.about_product(&name.value.clone(), || ProductSection::read((name, section)))
            };
            file.products = products.named_sections().into_iter().map(read).collect();
        }
        if let Some(publish) = root.optional_section("publish") {
            file.minimum_status = publish.optional("minimum-status", "\"draft\"");
            publish.finish();
        }
        root.finish();
        Some(file)
    }
}

impl PartSection {
    fn read(section: Section<'_>) -> Self {
        let part = PartSection {
            id: section.required("id", "\"workshops\""),
            chapters: section.required_list("chapters", "[\"story-circle\"]"),
        };
        section.finish();
        part
    }
}

impl LookSection {
    fn read(section: Section<'_>) -> Self {
        let look = LookSection {
            accents: section.optional_list("accents", "[\"#B5123E\", \"#1F6F6B\"]"),
            cover: section.optional("cover", "\"assets/cover.svg\""),
        };
        section.finish();
        look
    }
}

impl ImprintSection {
    fn read(section: Section<'_>) -> Self {
        let imprint = ImprintSection {
            name: section.optional("name", "\"Neighbourhood Alliance\""),
            logo: section.optional("logo", "\"assets/logo.svg\""),
            contact: section.optional("contact", "\"hello@example.org\""),
            telephone: section.optional("telephone", "\"+1 (612) 555-0100\""),
            address: section.optional_list("address", "[\"12 Market Street\", \"Springfield\"]"),
        };
        section.finish();
        imprint
    }
}

impl ImprintFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let file = ImprintFile {
            imprint: root.required_section("imprint").map(ImprintSection::read).unwrap_or_default(),
            look: root.optional_section("look").map(LookSection::read).unwrap_or_default(),
        };
        root.finish();
        Some(file)
    }
}

impl ProductSection {
    fn read((name, section): (Text, Section<'_>)) -> Self {
        let product = ProductSection {
            name,
            kind: section.required("kind", "\"screen\""),
            layout: section.required("layout", "\"handbook\""),
            trim: section.required("trim", "\"half-letter\""),
            audience: section.required("audience", "\"participant\""),
            each: section.optional("each", "\"chapter\""),
            ink: section.optional("ink", "\"black\""),
            page_numbers_of: section.optional("page-numbers-of", "\"screen\""),
            sheet: section.optional("sheet", "\"letter\""),
            paper_thickness: section.optional("paper-thickness", "\"0.1 mm\""),
            part_sheets: section.optional("part-sheets", "10"),
            pages: section.optional("pages", "2"),
            order: section.optional("order", "\"copies\""),
            width: section.optional("width", "1080"),
            binding: section.optional("binding", "\"perfect\""),
            printer: section.optional("printer", "\"offset\""),
            profile: section.optional("profile", "\"assets/press.icc\""),
            marks: section.optional("marks", "true"),
            budget: section.optional("budget", "\"2 MB\""),
        };
        section.finish();
        product
    }
}

impl EditionFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let mut file = EditionFile { place: Place::file(&source.file), ..EditionFile::default() };
        if let Some(edition) = root.required_section("edition") {
            file.place = edition.place().clone();
            file.tag = edition.required("tag", "\"km\"");
            file.title = edition.required("title", "\"Community workshops\"");
            file.subtitle = edition.optional("subtitle", "\"For groups of every size\"");
            file.translators = items(edition.optional_list("translators", "[\"S. Chan\"]"));
            file.reviewers = items(edition.optional_list("reviewers", "[\"K. S.\"]"));
            edition.finish();
        }
        if let Some(parts) = root.optional_section("parts") {
            file.parts_place = Some(parts.place().clone());
            file.parts = parts.named_texts();
        }
        file.chapters = root.required_sections("chapter").into_iter().map(ChapterSection::read).collect();
        if let Some(strings) = root.optional_section("strings") {
            file.strings = strings.named_texts();
        }
        root.finish();
        Some(file)
    }
}

impl ChapterSection {
    fn read(section: Section<'_>) -> Self {
        let chapter = ChapterSection {
            place: section.place().clone(),
            id: section.required("id", "\"story-circle\""),
            file: section.optional("file", "\"01-story-circle.md\""),
            status: section.required("status", "\"draft\""),
        };
        section.finish();
        chapter
    }
}

impl ProfileFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let mut file = ProfileFile {
            tag: root.required("tag", "\"km\""),
            name: root.required("name", "\"Khmer\""),
            autonym: root.required("autonym", "\"ភាសាខ្មែរ\""),
            script: root.required("script", "\"Khmr\""),
            direction: root.required("direction", "\"ltr\""),
            emphasis: root.required("emphasis", "\"bold\""),
            digits: root.required("digits", "\"0123456789\""),
            confirm: root.optional_list("confirm", "[\"facilitator\", \"handout\"]"),
            questions: root.optional_list("questions", "[\"Are the digits right?\"]"),
            ..ProfileFile::default()
        };
        if let Some(typst) = root.required_section("typst") {
            file.lang = typst.required("lang", "\"km\"");
            file.region = typst.optional("region", "\"KH\"");
            typst.finish();
        }
        file.fonts = root.required_section("fonts").map(FontsSection::read).unwrap_or_default();
        file.measures = root.required_section("measures").map(MeasuresSection::read).unwrap_or_default();
        file.lines = root.required_section("lines").map(LinesSection::read).unwrap_or_default();
        if let Some(quotes) = root.required_section("quotes") {
            file.double = quotes.required_list("double", "[\"“\", \"”\"]");
            file.single = quotes.required_list("single", "[\"‘\", \"’\"]");
            quotes.finish();
        }
        if let Some(words) = root.required_section("words") {
            file.words_place = Some(words.place().clone());
            file.words = words.named_texts();
        }
        if let Some(specimen) = root.optional_section("specimen") {
            file.specimen.letters = specimen.optional("letters", "\"ក ខ គ\"");
            file.specimen.text = specimen.optional("text", "\"A paragraph of about sixty words.\"");
            file.specimen.list = specimen.optional_list("list", "[\"a pen\", \"paper\"]");
            specimen.finish();
        }
        root.finish();
        Some(file)
    }
}

/// `layouts/<layout>/layout.toml`.
#[derive(Debug, Default)]
pub struct LayoutFile {
    /// The layout whose files stand in for those that this one has not.
    pub base: Option<Text>,
    /// The least size of type, in points.
    pub least_size: Option<Located<f64>>,
    /// The least contrast of words with paper.
    pub least_contrast: Option<Located<f64>>,
}

impl LayoutFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let file = LayoutFile {
            base: root.required("base", "\"handbook\""),
            least_size: root.optional("least-size", "18"),
            least_contrast: root.optional("least-contrast", "7"),
        };
        root.finish();
        Some(file)
    }
}

/// `layouts/printers/<name>.toml`.
#[derive(Debug, Default)]
pub struct PrinterFile {
    pub title: Option<Text>,
    pub standard: Option<Text>,
    pub inks: Option<Text>,
    pub rgb_pictures: Option<Located<bool>>,
    pub overprint: Option<Located<bool>>,
    pub ink_limit: Option<Located<f64>>,
    pub bleed: Option<Text>,
    pub safe: Option<Text>,
    pub safe_at_spine: Option<Text>,
    pub largest: Option<Texts>,
    pub page_multiple: Option<Located<f64>>,
    pub sources: Option<Texts>,
    pub type_size: LeastSection,
    pub lines: LeastSection,
    pub pictures: ResolutionSection,
    pub line_art: ResolutionSection,
}

/// `[type]` or `[lines]` of a printer.
#[derive(Debug, Default)]
pub struct LeastSection {
    pub one_ink: Option<Text>,
    pub several_inks: Option<Text>,
}

/// `[pictures]` or `[line-art]` of a printer.
#[derive(Debug, Default)]
pub struct ResolutionSection {
    pub refused_below: Option<Located<f64>>,
    pub soft_below: Option<Located<f64>>,
}

impl PrinterFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        root.schema();
        let file = PrinterFile {
            title: root.required("title", "\"an offset press\""),
            standard: root.required("standard", "\"pdf-x-4\""),
            inks: root.required("inks", "\"cmyk\""),
            rgb_pictures: root.optional("rgb-pictures", "true"),
            overprint: root.optional("overprint", "true"),
            ink_limit: root.optional("ink-limit", "300"),
            bleed: root.required("bleed", "\"0.125 in\""),
            safe: root.required("safe", "\"0.25 in\""),
            safe_at_spine: root.optional("safe-at-spine", "\"0.375 in\""),
            largest: root.required_list("largest", "[\"12 in\", \"18 in\"]"),
            page_multiple: root.optional("page-multiple", "4"),
            sources: root.required_list("sources", "[\"what the printer's price list says\"]"),
            type_size: root.required_section("type").map(LeastSection::read).unwrap_or_default(),
            lines: root.required_section("lines").map(LeastSection::read).unwrap_or_default(),
            pictures: root.required_section("pictures").map(ResolutionSection::read).unwrap_or_default(),
            line_art: root.required_section("line-art").map(ResolutionSection::read).unwrap_or_default(),
        };
        root.finish();
        Some(file)
    }
}

impl LeastSection {
    fn read(section: Section<'_>) -> Self {
        let least = LeastSection {
            one_ink: section.required("one-ink", "\"0.25 pt\""),
            several_inks: section.required("several-inks", "\"0.25 pt\""),
        };
        section.finish();
        least
    }
}

impl ResolutionSection {
    fn read(section: Section<'_>) -> Self {
        let resolution = ResolutionSection {
            refused_below: section.required("refused-below", "150"),
            soft_below: section.required("soft-below", "225"),
        };
        section.finish();
        resolution
    }
}

/// `<tag>/terms.toml`.
#[derive(Debug, Default)]
pub struct TermsFile {
    /// What a term stands for, and the term.
    pub terms: Vec<(Text, Text)>,
}

impl TermsFile {
    /// Reads the file's values; `None` if it is no TOML.
    pub fn read(source: &Source, log: &Log) -> Option<Self> {
        let document = source.parse(log)?;
        let root = Section::root(source, document.as_table(), log);
        let terms = root.required_section("terms").map(|terms| terms.named_texts()).unwrap_or_default();
        root.finish();
        Some(TermsFile { terms })
    }
}

impl FontsSection {
    fn read(section: Section<'_>) -> Self {
        let fonts = FontsSection {
            text: section.required_list("text", "[\"Noto Serif\"]"),
            heading: section.required_list("heading", "[\"Noto Sans\"]"),
            mono: section.required_list("mono", "[\"Noto Sans Mono\"]"),
            latin: section.required_list("latin", "[\"Noto Serif\"]"),
        };
        section.finish();
        fonts
    }
}

impl MeasuresSection {
    fn read(section: Section<'_>) -> Self {
        let measures = MeasuresSection {
            size_factor: section.required("size-factor", "1.0"),
            latin_factor: section.required("latin-factor", "1.0"),
            top_edge: section.required("top-edge", "0.76"),
            bottom_edge: section.required("bottom-edge", "0.24"),
            leading: section.required("leading", "0.4"),
        };
        section.finish();
        measures
    }
}

impl LinesSection {
    fn read(section: Section<'_>) -> Self {
        let lines = LinesSection {
            breaks: section.required("breaks", "\"spaces\""),
            justify: section.required("justify", "false"),
            hyphenate: section.required("hyphenate", "false"),
            spacing: section.required_list("spacing", "[80, 150]"),
            tracking: section.required_list("tracking", "[0.0, 0.0]"),
        };
        section.finish();
        lines
    }
}

fn items(list: Option<Texts>) -> Vec<Text> {
    list.map(|list| list.value).unwrap_or_default()
}
