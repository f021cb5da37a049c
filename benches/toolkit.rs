//! Makes a toolkit out of a corpus: real texts in many languages that are read where they lie and never kept here.
//!
//! A corpus is a folder with one folder for each language tag, which holds Markdown files of the same names. The
//! benchmark and the integration tests use this file through `#[path]`; it needs nothing but the standard library.

use std::fs;
use std::io;
use std::path::Path;

/// The text whose first heading is an edition's title.
const TITLE_TEXT: &str = "udhr";

/// The product that is measured: half-letter pages for participants.
pub const SCREEN: &str = r#"
[products.screen]
kind = "screen"
layout = "handbook"
trim = "half-letter"
audience = "participant"
"#;

/// The same pages on sheets and for a print shop.
pub const FOR_PRINT: &str = r#"
[products.booklet]
kind = "booklet"
layout = "handbook"
trim = "half-letter"
audience = "participant"
sheet = "letter"
part-sheets = 15
ink = "black"

[products.print-shop]
kind = "print-shop"
layout = "handbook"
trim = "half-letter"
audience = "participant"
printer = "offset"
binding = "saddle"
"#;

/// Writes a toolkit with the id `corpus` into `folder`, with some of the products above.
///
/// `tags` are the editions; English is the source language, or the first tag if English is not among them. `texts` are
/// names of the corpus's files without `.md`; each becomes a chapter, or `repeat` chapters (`udhr-01`, `udhr-02`, …) if
/// `repeat` is more than 1. A text that a language lacks stands in its manifest as not started.
///
/// `Err` if the corpus cannot be read or `folder` cannot be written.
pub fn write(
    corpus: &Path,
    folder: &Path,
    tags: &[&str],
    repeat: usize,
    texts: &[&str],
    products: &[&str],
) -> io::Result<()> {
    let source = if tags.contains(&"en") { "en" } else { tags.first().copied().unwrap_or("en") };
    let chapters: Vec<Chapter> = texts.iter().flat_map(|text| chapters(text, repeat)).collect();
    save(&folder.join("toolkit.toml"), &(toolkit(source, &chapters) + &products.concat()))?;
    for tag in tags {
        edition(&corpus.join(tag), &folder.join(tag), tag, &chapters)?;
    }
    Ok(())
}

/// A chapter of the toolkit and the text that it is a copy of.
struct Chapter {
    id: String,
    text: String,
}

fn chapters(text: &str, repeat: usize) -> Vec<Chapter> {
    let chapter = |id: String| Chapter { id, text: text.to_string() };
    match repeat {
        0 | 1 => vec![chapter(text.to_string())],
        _ => (1..=repeat).map(|number| chapter(format!("{text}-{number:02}"))).collect(),
    }
}

fn toolkit(source: &str, chapters: &[Chapter]) -> String {
    let ids: Vec<String> = chapters.iter().map(|chapter| quoted(&chapter.id)).collect();
    format!(
        r#"schema = 1

[toolkit]
id = "corpus"
version = "1"
released = 2026-01-01
source = {source}
license = "CC0-1.0"

[[part]]
id = "texts"
chapters = [{ids}]
"#,
        source = quoted(source),
        ids = ids.join(", "),
    )
}

fn edition(from: &Path, to: &Path, tag: &str, chapters: &[Chapter]) -> io::Result<()> {
    let title = match read(from, TITLE_TEXT)? {
        Some(text) => title(&text).unwrap_or(tag).to_string(),
        None => tag.to_string(),
    };
    let mut manifest = format!("schema = 1\n\n[edition]\ntag = {}\ntitle = {}\n", quoted(tag), quoted(&title));
    for Chapter { id, text } in chapters {
        manifest += &format!("\n[[chapter]]\nid = {}\n", quoted(id));
        match read(from, text)? {
            Some(words) => {
                save(&to.join(format!("{id}.md")), &words)?;
                manifest += &format!("file = {}\nstatus = \"draft\"\n", quoted(&format!("{id}.md")));
            }
            None => manifest += "status = \"not-started\"\n",
        }
    }
    save(&to.join("manifest.toml"), &manifest)
}

/// A text of the corpus; `None` if this language does not have it.
fn read(folder: &Path, text: &str) -> io::Result<Option<String>> {
    match fs::read_to_string(folder.join(format!("{text}.md"))) {
        Ok(words) => Ok(Some(words)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn title(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim)
}

/// A TOML string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[expect(clippy::disallowed_methods, reason = "the toolkit is an input in a scratch folder, not an output")]
fn save(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
