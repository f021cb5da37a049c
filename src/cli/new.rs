//! `lotuspress new`: begins a toolkit, a language or a chapter, so that it builds at once.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use crate::catalogue::store;
use crate::cli::args::{Folders, New};
use crate::cli::terminal::{data, talk};
use crate::cli::{Exit, refuse};
use crate::language::LanguageTag;

/// The files of a new toolkit: path in its folder, text.
const TOOLKIT: &[(&str, &str)] = &[
    ("toolkit-source/toolkit.toml", include_str!("scaffold/toolkit.toml")),
    ("toolkit-source/en/manifest.toml", include_str!("scaffold/manifest.toml")),
    ("toolkit-source/en/01-first-workshop.md", include_str!("scaffold/first-workshop.md")),
];

/// The text of a new chapter.
const CHAPTER: &str = include_str!("scaffold/chapter.md");

/// Why nothing was begun: a sentence for staff.
type Refusal = String;

/// Begins what was asked for and says which files were written and what comes next.
pub(super) fn new(what: &New) -> Exit {
    let result = match what {
        New::Toolkit { folder } => toolkit(folder),
        New::Language { tag, folders } => language(tag, folders),
        New::Chapter { id, folders } => chapter(id, &folders.source),
    };
    match result {
        Ok(Begun { files, next }) => {
            files.iter().for_each(|file| data(&format!("{}\n", file.display())));
            talk(&format!("{next}\n"));
            Exit::Done
        }
        Err(refusal) => refuse(&refusal),
    }
}

/// What was written, and what to do next.
struct Begun {
    files: Vec<PathBuf>,
    next: String,
}

fn toolkit(folder: &Path) -> Result<Begun, Refusal> {
    if folder.join("toolkit-source").exists() {
        return Err(format!("`{}` holds a toolkit already", folder.display()));
    }
    let files = TOOLKIT.iter().map(|(path, text)| write(folder, path, text)).collect::<Result<_, _>>()?;
    let source = folder.join("toolkit-source");
    let next = format!("build it with: lotuspress build --source {}", source.display());
    Ok(Begun { files, next })
}

fn language(tag: &str, folders: &Folders) -> Result<Begun, Refusal> {
    let tag = LanguageTag::parse(tag).map_err(|error| format!("`{tag}` is no language tag: {error}"))?;
    let source = &folders.source;
    if source.join(tag.as_str()).exists() {
        return Err(format!("`{}` is there already", source.join(tag.as_str()).display()));
    }
    let toolkit = read(&source.join("toolkit.toml"))?;
    let original = text_at(&toolkit, &["toolkit", "source"]).unwrap_or("en").to_string();
    let manifest = read(&source.join(&original).join("manifest.toml"))?;
    let mut files = Vec::new();
    for file in chapter_files(&manifest) {
        let text =
            fs::read_to_string(source.join(&original).join(&file)).map_err(|error| format!("`{file}`: {error}"))?;
        files.push(write(source, &format!("{tag}/{file}"), &text)?);
    }
    let manifest = translated_manifest(manifest, &tag);
    files.push(write(source, &format!("{tag}/manifest.toml"), &manifest.to_string())?);
    let profile = folders.layouts().join("languages").join(format!("{tag}.toml"));
    let mut next = format!(
        "translate the chapters of {}, set their status to \"draft\" in its manifest.toml, then: lotuspress build {tag}",
        source.join(tag.as_str()).display()
    );
    if !profile.exists() {
        files.push(new_profile(&tag, &original, folders)?);
        next = format!("fill in {}: it is still a copy of the source language's; then {next}", profile.display());
    }
    Ok(Begun { files, next })
}

/// The source's manifest for another language: same chapters, not started, nobody's names.
fn translated_manifest(mut manifest: DocumentMut, tag: &LanguageTag) -> DocumentMut {
    if let Some(edition) = manifest.get_mut("edition").and_then(Item::as_table_mut) {
        edition.insert("tag", value(tag.as_str()));
        edition.insert("translators", value(toml_edit::Array::new()));
        edition.insert("reviewers", value(toml_edit::Array::new()));
    }
    if let Some(chapters) = manifest.get_mut("chapter").and_then(Item::as_array_of_tables_mut) {
        for chapter in chapters.iter_mut() {
            chapter.insert("status", value("not-started"));
        }
    }
    manifest
}

fn new_profile(tag: &LanguageTag, original: &str, folders: &Folders) -> Result<PathBuf, Refusal> {
    let languages = folders.layouts().join("languages");
    let mut profile = read(&languages.join(format!("{original}.toml")))?;
    profile.insert("tag", value(tag.as_str()));
    profile.insert("name", value(tag.as_str()));
    profile.insert("autonym", value(tag.as_str()));
    if let Some(typst) = profile.get_mut("typst").and_then(Item::as_table_mut) {
        typst.insert("lang", value(tag.language()));
        typst.remove("region");
    }
    write(&languages, &format!("{tag}.toml"), &profile.to_string())
}

fn chapter(id: &str, source: &Path) -> Result<Begun, Refusal> {
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_id {
        return Err(format!("`{id}` cannot be a chapter's id: use lower-case letters, digits and hyphens"));
    }
    let mut toolkit = read(&source.join("toolkit.toml"))?;
    let original = text_at(&toolkit, &["toolkit", "source"]).unwrap_or("en").to_string();
    let mut manifest = read(&source.join(&original).join("manifest.toml"))?;
    if all_chapters(&toolkit).iter().any(|known| known == id) {
        return Err(format!("the toolkit has a chapter `{id}` already"));
    }
    let number = all_chapters(&toolkit).len() + 1;
    let file = format!("{number:02}-{id}.md");
    let Some(chapters) = last_part(&mut toolkit) else {
        return Err("`toolkit.toml` has no `[[part]]` with `chapters` to add to".into());
    };
    chapters.push(id);
    let mut entry = Table::new();
    entry.insert("id", value(id));
    entry.insert("file", value(&file));
    entry.insert("status", value("draft"));
    let list = manifest.entry("chapter").or_insert_with(|| Item::ArrayOfTables(Default::default()));
    let Some(list) = list.as_array_of_tables_mut() else {
        return Err(format!("`{original}/manifest.toml` lists its chapters in another form than `[[chapter]]`"));
    };
    list.push(entry);
    let files = vec![
        write(source, &format!("{original}/{file}"), CHAPTER)?,
        replace(source, &format!("{original}/manifest.toml"), &manifest.to_string())?,
        replace(source, "toolkit.toml", &toolkit.to_string())?,
    ];
    Ok(Begun { files, next: format!("write it, then: lotuspress build {original} --chapter {id}") })
}

fn read(path: &Path) -> Result<DocumentMut, Refusal> {
    let text = fs::read_to_string(path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    text.parse().map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
}

/// Writes a new file; one that is there already is left alone.
fn write(folder: &Path, path: &str, text: &str) -> Result<PathBuf, Refusal> {
    if folder.join(path).exists() {
        return Err(format!("`{}` is there already", folder.join(path).display()));
    }
    replace(folder, path, text)
}

fn replace(folder: &Path, path: &str, text: &str) -> Result<PathBuf, Refusal> {
    store::write_if_changed(folder, path, text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(folder.join(path))
}

fn text_at<'a>(document: &'a DocumentMut, path: &[&str]) -> Option<&'a str> {
    let mut item = document.as_item();
    for key in path {
        item = item.get(key)?;
    }
    item.as_str()
}

fn chapter_files(manifest: &DocumentMut) -> Vec<String> {
    let chapters = manifest.get("chapter").and_then(Item::as_array_of_tables);
    let files = chapters.into_iter().flatten().filter_map(|chapter| chapter.get("file")?.as_str());
    files.map(str::to_string).collect()
}

fn all_chapters(toolkit: &DocumentMut) -> Vec<String> {
    let parts = toolkit.get("part").and_then(Item::as_array_of_tables);
    let lists = parts.into_iter().flatten().filter_map(|part| part.get("chapters")?.as_array());
    lists.flatten().filter_map(|id| id.as_str().map(str::to_string)).collect()
}

fn last_part(toolkit: &mut DocumentMut) -> Option<&mut toml_edit::Array> {
    let parts = toolkit.get_mut("part")?.as_array_of_tables_mut()?;
    let last = parts.len().checked_sub(1)?;
    parts.get_mut(last)?.get_mut("chapters")?.as_array_mut()
}
