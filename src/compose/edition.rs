//! `edition.typ`: what the layout needs to know of the edition, as one dictionary.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::artifact::{Piece, file_name};
use crate::chapter::plain as plain_text;
use crate::chapter::tree::{BlockKind, Pos, Text};
use crate::compose::map::SourceMap;
use crate::compose::numbers::{hold_line, hold_number};
use crate::compose::runs::{Leaf, Setting, leaf};
use crate::compose::writer::Writer;
use crate::compose::{Book, PictureFile, chapter_level, pos_of};
use crate::font::{Stack, StackEntry};
use crate::geometry::Paper;
use crate::language::{Breaks, Emphasis, Profile, WORDS, Word};
use crate::manifest::model::{Edition, Located, Toolkit};
use crate::plan::Body;
use crate::product::{Flip, Kind, Product, Status};

/// The bleed that pages are drawn with; a screen export crops it (print shops ask for 0.125 in or 3 mm).
const BLEED_PT: f64 = 9.0;

/// The file's text.
pub(super) fn file(book: &Book, words: Setting, path: &str, map: &mut SourceMap) -> String {
    let mut writer = Writer::new(path, map);
    writer.code("#let edition = (");
    writer.deeper();
    identity(book, words, &mut writer);
    setting(book, &mut writer);
    furniture(book, words, &mut writer);
    imprint(book, words, &mut writer);
    if *book.body == Body::PrintCard {
        print_card(book, &mut writer);
    }
    elsewhere(book, &mut writer);
    writer.shallower();
    writer.code("\n)\n");
    writer.finish()
}

/// `key: value,` on a line of its own.
fn entry(writer: &mut Writer, key: &str, value: impl FnOnce(&mut Writer)) {
    writer.line();
    writer.code(key);
    writer.code(": ");
    value(writer);
    writer.code(",");
}

fn code(writer: &mut Writer, key: &str, value: &str) {
    entry(writer, key, |writer| writer.code(value));
}

fn string(writer: &mut Writer, key: &str, value: &str) {
    entry(writer, key, |writer| writer.string(value));
}

fn identity(book: &Book, words: Setting, writer: &mut Writer) {
    let (edition, profile) = (book.edition, &book.edition.profile);
    string(writer, "tag", edition.tag.as_str());
    string(writer, "lang", &profile.lang);
    match &profile.region {
        Some(region) => string(writer, "region", region),
        None => code(writer, "region", "none"),
    }
    string(writer, "script", &profile.script);
    code(writer, "dir", profile.direction.name());
    entry(writer, "autonym", |writer| {
        writer.code("[");
        plain(&profile.autonym, &edition.profile_file, writer);
        writer.code("]");
    });
    entry(writer, "title", |writer| content(Some(&edition.title), words, writer));
    string(writer, "title-text", &edition.title.value);
    string(writer, "document-title", &document_title(book));
    code(writer, "chapter-level", &chapter_level(book).to_string());
    entry(writer, "subtitle", |writer| content(edition.subtitle.as_ref(), words, writer));
    string(writer, "audience", book.product.audience.name());
    string(writer, "body", book.body.name());
    string(writer, "binding", book.product.binding.name());
    code(writer, "spine", &format!("{}pt", book.spine.unwrap_or_default().to_pt()));
    code(writer, "page-numbers", &book.page_numbers.is_some().to_string());
}

fn setting(book: &Book, writer: &mut Writer) {
    let profile = &book.edition.profile;
    let size = book.product.trim.size();
    code(writer, "trim", &format!("(width: {}pt, height: {}pt)", size.width.to_pt(), size.height.to_pt()));
    code(writer, "bleed", &format!("{BLEED_PT}pt"));
    entry(writer, "fonts", |writer| {
        writer.code("(");
        writer.deeper();
        entry(writer, "text", |writer| families(&book.stacks.text, writer));
        entry(writer, "heading", |writer| families(&book.stacks.heading, writer));
        entry(writer, "mono", |writer| families(&book.stacks.mono, writer));
        entry(writer, "latin", |writer| strings(&latin_first(book), writer));
        writer.shallower();
        writer.line();
        writer.code(")");
    });
    measures(profile, writer);
}

/// The families of running text, the profile's Latin ones first.
fn latin_first(book: &Book) -> Vec<String> {
    let latin = &book.edition.profile.fonts.latin;
    let (first, rest): (Vec<&str>, Vec<&str>) =
        book.stacks.text.families().into_iter().partition(|family| latin.iter().any(|name| name == family));
    first.into_iter().chain(rest).map(str::to_string).collect()
}

fn measures(profile: &Profile, writer: &mut Writer) {
    let measures = &profile.measures;
    code(writer, "size-factor", &float(measures.size_factor));
    code(writer, "latin-factor", &float(measures.latin_factor));
    code(writer, "top-edge", &format!("{}em", measures.top_edge));
    code(writer, "bottom-edge", &format!("-{}em", measures.bottom_edge));
    code(writer, "leading", &format!("{}em", measures.leading));
    let lines = &profile.lines;
    code(writer, "justify", &lines.justify.to_string());
    code(writer, "hyphenate", &lines.hyphenate.to_string());
    let share = if has_joiners(lines.breaks) { 0.5 } else { 1.0 };
    let [least, most] = lines.tracking.map(|tracking| tracking * share);
    let limits = format!(
        "(spacing: (min: {}%, max: {}%), tracking: (min: {least}em, max: {most}em))",
        lines.spacing[0], lines.spacing[1]
    );
    code(writer, "limits", &limits);
    entry(writer, "quotes", |writer| {
        writer.code("(double: ");
        strings(&profile.quotes.double, writer);
        writer.code(", single: ");
        strings(&profile.quotes.single, writer);
        writer.code(")");
    });
    string(writer, "emphasis", if profile.emphasis == Emphasis::Italic { "italic" } else { "bold" });
}

/// Whether a sign without a shape stands after nearly every letter, which Typst draws apart like a letter.
fn has_joiners(breaks: Breaks) -> bool {
    matches!(breaks, Breaks::Eojeol | Breaks::Dictionary)
}

fn furniture(book: &Book, words: Setting, writer: &mut Writer) {
    let profile = &book.edition.profile;
    let digits: Vec<String> = (0..10).map(|digit| profile.digits.format(digit)).collect();
    entry(writer, "digits", |writer| strings(&digits, writer));
    entry(writer, "words", |writer| {
        writer.code("(");
        writer.deeper();
        for word in WORDS {
            string(writer, word.key, &furniture_word(profile, word, words));
        }
        writer.shallower();
        writer.line();
        writer.code(")");
    });
}

fn imprint(book: &Book, words: Setting, writer: &mut Writer) {
    let (toolkit, edition) = (book.toolkit, book.edition);
    let accents: Vec<String> = toolkit.look.accents.iter().map(|accent| format!("rgb(\"{accent}\")")).collect();
    code(writer, "accents", &format!("({})", accents.join(", ")));
    picture(writer, "cover", book.art.cover.as_ref());
    entry(writer, "imprint", |writer| publisher(book, words, writer));
    string(writer, "version", &toolkit.version);
    string(writer, "released", &toolkit.released.to_string());
    string(writer, "license", &toolkit.license);
    match &toolkit.home {
        Some(home) => string(writer, "home", home),
        None => code(writer, "home", "none"),
    }
    entry(writer, "translators", |writer| people(&edition.translators, words, writer));
    entry(writer, "reviewers", |writer| people(&edition.reviewers, words, writer));
    // A workshop that is alone has its own state.
    let status = book.entries.iter().map(|entry| entry.status).min().unwrap_or(book.status);
    string(writer, "status", status.name());
    entry(writer, "font-names", |writer| strings(&book.stacks.names(), writer));
}

/// What the document says its title is: its own title first where it is a part of the book.
fn document_title(book: &Book) -> String {
    let toolkit = &book.edition.title.value;
    let chapter = book.entries.first().and_then(|entry| entry.body.as_ref().ok());
    let own = match (book.body, chapter) {
        (Body::Chapter(_), Some(chapter)) => plain_text(&chapter.title),
        (Body::Handout { .. }, Some(chapter)) => match chapter.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Directive(handout)) => plain_text(&handout.title),
            _ => String::new(),
        },
        (Body::PrintCard, _) => book.edition.profile.word("card-title").to_string(),
        _ => String::new(),
    };
    if own.is_empty() { toolkit.clone() } else { format!("{own} – {toolkit}") }
}

/// The names of the files with the pages of the booklets one by one, which copiers want that make booklets by themselves.
fn flat_files(book: &Book) -> Vec<String> {
    let products = &book.toolkit.products;
    let looks = |product: &Product| (product.layout.clone(), product.trim, product.audience, product.each);
    let mut names = Vec::new();
    for booklet in products.iter().filter(|product| matches!(product.kind, Kind::Booklet(_))) {
        let flat = |it: &&Product| it.kind == Kind::Screen && looks(it) == looks(booklet);
        let mut alike = products.iter().filter(flat);
        let Some(flat) = alike.clone().find(|it| it.ink == booklet.ink).or_else(|| alike.next()) else { continue };
        // The card names no chapter.
        let piece = Piece { chapter: flat.each.map(|_| "…".to_string()), ..Piece::default() };
        let path = file_name(&book.toolkit.id, book.edition.tag.as_str(), &flat.name, &piece, false);
        let name = path.rsplit('/').next().unwrap_or(&path).to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What only the card needs that shows how booklets are printed: the first booklet's paper, how the names of its files
/// end, the files for copiers that make booklets by themselves, and the card's words in English for those who work there.
fn print_card(book: &Book, writer: &mut Writer) {
    let products = &book.toolkit.products;
    let booklet = products.iter().find(|product| matches!(product.kind, Kind::Booklet(_)));
    let english = book.toolkit.editions.iter().find(|edition| edition.tag.language() == "en");
    let english = english.filter(|english| english.tag != book.edition.tag).map(|english| &english.profile);
    entry(writer, "card", |writer| {
        writer.code("(");
        writer.deeper();
        match booklet.and_then(|booklet| booklet.kind.sheet()) {
            Some(sheet) => string(writer, "paper", paper_name(sheet)),
            None => code(writer, "paper", "none"),
        }
        for flip in Flip::ALL {
            string(writer, flip.name(), &format!("-{}.pdf", flip.name()));
        }
        entry(writer, "flat", |writer| strings(&flat_files(book), writer));
        entry(writer, "english", |writer| match english {
            Some(profile) => {
                writer.code("(");
                writer.deeper();
                let on_card = |word: &&Word| ["card-", "flip-", "binds-"].iter().any(|it| word.key.starts_with(it));
                for word in WORDS.iter().filter(on_card) {
                    string(writer, word.key, profile.word(word.key));
                }
                writer.shallower();
                writer.line();
                writer.code(")");
            }
            None => writer.code("none"),
        });
        writer.shallower();
        writer.line();
        writer.code(")");
    });
}

/// A sheet of paper as its package calls it.
const fn paper_name(paper: Paper) -> &'static str {
    match paper {
        Paper::Letter => "Letter (8.5 × 11 in)",
        Paper::A4 => "A4 (210 × 297 mm)",
        Paper::Tabloid => "Tabloid (11 × 17 in)",
        Paper::A3 => "A3 (297 × 420 mm)",
    }
}

/// The toolkit's other languages, and the way to its newest version.
fn elsewhere(book: &Book, writer: &mut Writer) {
    entry(writer, "languages", |writer| {
        writer.code("(");
        writer.deeper();
        for edition in book.toolkit.editions.iter().filter(|edition| is_shown(edition, book.toolkit)) {
            writer.line();
            language(edition, writer);
        }
        writer.shallower();
        writer.line();
        writer.code(")");
    });
    let code = book.toolkit.home.as_deref().map(square_code).unwrap_or_default();
    entry(writer, "home-code", |writer| strings(&code, writer));
}

/// Whether an edition has a chapter that is far enough to be printed.
fn is_shown(edition: &Edition, toolkit: &Toolkit) -> bool {
    edition
        .chapters
        .values()
        .any(|chapter| chapter.status >= toolkit.minimum_status && chapter.status != Status::NotStarted)
}

/// A language under its own name, with what Typst has to know to set that name.
fn language(edition: &Edition, writer: &mut Writer) {
    let profile = &edition.profile;
    writer.code("(lang: ");
    writer.string(&profile.lang);
    writer.code(", region: ");
    match &profile.region {
        Some(region) => writer.string(region),
        None => writer.code("none"),
    }
    writer.code(&format!(", dir: {}, name: [", profile.direction.name()));
    plain(&profile.autonym, &edition.profile_file, writer);
    writer.code("]),");
}

/// The rows of a QR code (ISO/IEC 18004), top to bottom: `1` is a dark module, `0` a light one. Level M mends 15 % of
/// damage, enough for a copy of a copy. An address too long for any code has none.
fn square_code(address: &str) -> Vec<String> {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return Vec::new() };
    let row = |y| (0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }).collect();
    (0..code.size()).map(row).collect()
}

/// Who publishes the toolkit, as a dictionary of its own.
fn publisher(book: &Book, words: Setting, writer: &mut Writer) {
    let (imprint, logo) = (&book.toolkit.imprint, book.art.logo.as_ref());
    writer.code("(");
    writer.deeper();
    entry(writer, "name", |writer| line(imprint.name.as_ref(), words, writer));
    picture(writer, "logo", logo);
    code(writer, "logo-aspect", &float(logo.map_or(1.0, |logo| logo.aspect)));
    entry(writer, "telephone", |writer| match &imprint.telephone {
        Some(number) => telephone(number, words, writer),
        None => writer.code("none"),
    });
    entry(writer, "address", |writer| {
        writer.code("(");
        for text in &imprint.address {
            line(Some(text), words, writer);
            writer.code(", ");
        }
        writer.code(")");
    });
    entry(writer, "contact", |writer| line(imprint.contact.as_ref(), words, writer));
    match imprint.contact.as_ref().filter(|contact| is_mail_address(&contact.value)) {
        Some(contact) => string(writer, "contact-url", &format!("mailto:{}", contact.value)),
        None => code(writer, "contact-url", "none"),
    }
    writer.shallower();
    writer.line();
    writer.code(")");
}

/// The path of a picture in the project, or `none`.
fn picture(writer: &mut Writer, key: &str, picture: Option<&PictureFile>) {
    match picture {
        Some(picture) => string(writer, key, &format!("/{}", picture.path)),
        None => code(writer, key, "none"),
    }
}

/// A telephone number and what a telephone is given to dial.
fn telephone(number: &Located<String>, words: Setting, writer: &mut Writer) {
    let start = pos_of(&number.place);
    let characters = number.value.chars().map(|c| (c, start)).collect();
    writer.code("(text: [");
    writer.text(number.place.file_name(), &hold_number(characters, &words));
    writer.code("], url: ");
    writer.string(&dialled(&number.value));
    writer.code(")");
}

/// The address of a telephone number, without the signs that only people need (RFC 3966, section 5.1.1). The zero in
/// brackets of `+44 (0)20` is dialled inside the country only.
fn dialled(number: &str) -> String {
    let is_global = number.contains('+');
    let number = if is_global { number.replace("(0)", "") } else { number.to_string() };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    format!("tel:{}{digits}", if is_global { "+" } else { "" })
}

/// Whether a text is one e-mail address and nothing else: by the rule of web forms (HTML, "valid e-mail address"), with a
/// point in the domain and only such signs in the name as need no escape in a link (RFC 6068, section 2).
fn is_mail_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let is_sign = |c: char| c.is_ascii_alphanumeric() || ".!$'*+_~-".contains(c);
    !name.is_empty() && name.chars().all(is_sign) && domain.contains('.') && domain.split('.').all(is_label)
}

/// A float that Typst reads as a float, not as an integer.
fn float(value: f64) -> String {
    format!("{value:?}")
}

fn strings(values: &[String], writer: &mut Writer) {
    writer.code("(");
    for value in values {
        writer.string(value);
        writer.code(", ");
    }
    writer.code(")");
}

pub(super) fn families(stack: &Stack, writer: &mut Writer) {
    writer.code("(");
    for entry in &stack.entries {
        match entry {
            StackEntry::Family(family) => writer.string(family),
            StackEntry::Covering { family, regex } => {
                writer.code("(name: ");
                writer.string(family);
                writer.code(", covers: regex(");
                writer.string(regex);
                writer.code("))");
            }
        }
        writer.code(", ");
    }
    writer.code(")");
}

fn people(people: &[Located<String>], words: Setting, writer: &mut Writer) {
    writer.code("(");
    for person in people {
        content(Some(person), words, writer);
        writer.code(", ");
    }
    writer.code(")");
}

fn content(text: Option<&Located<String>>, words: Setting, writer: &mut Writer) {
    let Some(text) = text else {
        writer.code("none");
        return;
    };
    writer.code("[");
    located(text, words, writer);
    writer.code("]");
}

/// A line that stands alone and may be in another language than the edition.
fn line(text: Option<&Located<String>>, words: Setting, writer: &mut Writer) {
    let Some(text) = text else {
        writer.code("none");
        return;
    };
    writer.code("[");
    writer.text(text.place.file_name(), &hold_line(leaf_of(text, words), &words));
    writer.code("]");
}

/// Words of a manifest, with the place where they stand.
pub(super) fn located(text: &Located<String>, words: Setting, writer: &mut Writer) {
    writer.text(text.place.file_name(), &leaf_of(text, words));
}

fn leaf_of(text: &Located<String>, words: Setting) -> Leaf {
    let start = pos_of(&text.place);
    prepared(&text.value, words).into_iter().map(|(c, _)| (c, start)).collect()
}

/// A furniture word, ready for its place-holders.
fn furniture_word(profile: &Profile, word: &Word, words: Setting) -> String {
    let text = profile.word(word.key);
    let ready: String = prepared(text, words).into_iter().map(|(c, _)| c).collect();
    let is_whole = word.holders.iter().all(|holder| ready.contains(holder));
    if is_whole { ready } else { text.to_string() }
}

fn prepared(text: &str, words: Setting) -> Leaf {
    leaf(&Text { text: text.to_string(), line: 0, columns: Vec::new() }, words)
}

/// Words of a file whose line is not known.
pub(super) fn plain(text: &str, file: &str, writer: &mut Writer) {
    let characters: Vec<(char, Pos)> = text.chars().map(|c| (c, Pos::default())).collect();
    writer.text(file, &characters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_code_has_its_three_corners() {
        let code = square_code("https://example.org/toolkit");
        assert_eq!(code.len(), 29, "version 3 has 29 modules a side");
        assert!(code.iter().all(|row| row.len() == 29));
        for row in [&code[0], &code[22]] {
            assert!(row.starts_with("1111111"), "{row}");
        }
        assert!(code[0].ends_with("1111111") && !code[28].ends_with("1111111"));
    }

    #[test]
    fn an_address_too_long_for_a_code_has_none() {
        assert_eq!(square_code(&"x".repeat(5000)), [""; 0]);
    }

    #[test]
    fn telephones_are_given_what_they_dial() {
        assert_eq!(dialled("+1 (612) 555-0100"), "tel:+16125550100");
        assert_eq!(dialled("+44 (0)20 7946 0000"), "tel:+442079460000");
        assert_eq!(dialled("0612/555.01"), "tel:061255501");
    }

    #[test]
    fn only_a_lone_mail_address_is_one() {
        for good in ["hello@example.org", "o'neil+news@mail.example.co.uk"] {
            assert!(is_mail_address(good), "{good}");
        }
        for bad in
            ["hello@example", "Write to hello@example.org", "a@b.org, c@d.org", "@b.org", "a@b..org", "a?b@c.org"]
        {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }
}
