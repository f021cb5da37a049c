//! The page that native readers sign off: a chapter of the layout, then facts, questions and lines to write on in
//! English.

use crate::compose::writer::Writer;
use crate::compose::{Book, EDITION, LAYOUT_FOLDER, MAIN, Project, chapter_path, compose};

/// Generates the project of a specimen: `facts` and `questions` follow the book's chapters on the same page.
pub fn specimen(book: &Book, facts: &str, questions: &[String]) -> Project {
    let mut project = compose(book);
    let mut writer = Writer::new(MAIN, &mut project.map);
    writer.code(&format!("#import \"/{LAYOUT_FOLDER}/lib.typ\": *\n#import \"/{EDITION}\": edition\n"));
    writer
        .code("#show: leaves.with(edition)\n#{\n  set page(header: none, footer: none, margin: (x: 54pt, y: 12pt))\n");
    for entry in book.entries {
        writer.code(&format!("  include \"/{}\"\n", chapter_path(&entry.id)));
    }
    notes(book, facts, questions, &mut writer);
    writer.code("}\n");
    let main = writer.finish();
    project.files.insert(MAIN.to_string(), main);
    project
}

/// A block in English, left to right and small whatever the edition.
fn notes(book: &Book, facts: &str, questions: &[String], writer: &mut Writer) {
    writer.code("  block(above: 0.5em, width: 100%, inset: (top: 5pt), stroke: (top: 0.5pt), {\n");
    writer
        .code("    set align(left)\n    set par(justify: false, leading: 0.4em, spacing: 0.5em)\n    set text(font: ");
    // Latin first: the spaces of a sloping script are too narrow between Latin words.
    let latin = &book.edition.profile.fonts.latin;
    writer.code("(");
    for family in latin.iter().map(String::as_str).chain(book.stacks.text.families()) {
        writer.string(family);
        writer.code(", ");
    }
    writer.code("), size: 7.5pt, lang: \"en\", dir: ltr, hyphenate: false, ");
    writer.code("top-edge: 0.8em, bottom-edge: -0.2em)\n    par(");
    writer.string(facts);
    writer.code(")\n    enum(numbering: (n) => sym.bullet, indent: 0pt, tight: true, spacing: 0.4em");
    for question in questions {
        writer.code(", ");
        writer.string(question);
    }
    writer.code(
        ")\n    v(0.6em)\n    grid(columns: (auto, 2fr, auto, 1fr), column-gutter: 6pt, align: bottom, \"Read by\", ",
    );
    writer.code("line(length: 100%, stroke: 0.5pt), \"Date\", line(length: 100%, stroke: 0.5pt))\n  })\n");
}
