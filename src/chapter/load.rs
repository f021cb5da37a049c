//! From a file to clean lines: size, encoding, and the characters that must not reach the page.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::chapter::tree::Pos;
use crate::diag::{Code, Finding, Place};

/// The most bytes a chapter may have; a workshop of fifty pages has a fortieth of it.
pub const MAX_BYTES: u64 = 4_000_000;

/// The file that the manifest names is not there.
pub const FILE_MISSING: Code = Code::error("chapter-missing");
/// The file is there but cannot be read.
pub const FILE_UNREADABLE: Code = Code::error("chapter-unreadable");
/// The file is larger than [`MAX_BYTES`].
pub const FILE_TOO_LARGE: Code = Code::error("chapter-too-large");
/// The file is not UTF-8.
pub const ENCODING: Code = Code::error("chapter-encoding");
/// Characters that nobody sees were dropped.
pub const INVISIBLE: Code = Code::note("invisible-character");
/// Characters that turn the reading direction were dropped.
pub const DIRECTION: Code = Code::warning("direction-control");
/// U+FFFD: a letter was lost before the file came here.
pub const LOST_LETTER: Code = Code::error("lost-letter");

/// Reads a chapter's file below `root`, the toolkit's source folder. The size is looked at before anything is read.
pub fn load(root: &Path, file: &str, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
    match read_bounded(&root.join(file)) {
        Ok(bytes) => Some(bytes),
        Err(refusal) => {
            findings.push(refusal.finding(&named(root, file)));
            None
        }
    }
}

/// A chapter's file as findings name it, with the source folder's own name before it.
pub fn named(root: &Path, file: &str) -> String {
    root.file_name().map_or_else(|| file.to_string(), |name| format!("{}/{file}", name.to_string_lossy()))
}

/// Why a file was not read.
enum Refusal {
    Missing,
    NotAFile,
    TooLarge(u64),
    Io(std::io::Error),
}

impl Refusal {
    fn finding(&self, file: &str) -> Finding {
        let finding = match self {
            Refusal::Missing => Finding::new(FILE_MISSING, format!("there is no file `{file}`"))
                .hint("put the chapter there, correct `file` in the manifest, or set its status to `not-started`"),
            Refusal::NotAFile => Finding::new(FILE_UNREADABLE, format!("`{file}` is a folder, not a file"))
                .hint("name the chapter's Markdown file in the manifest"),
            Refusal::TooLarge(size) => {
                let message = format!("the file has {size} bytes; a chapter may have {MAX_BYTES}");
                Finding::new(FILE_TOO_LARGE, message)
                    .hint("divide it into several chapters, and keep pictures in files of their own")
            }
            Refusal::Io(error) => Finding::new(FILE_UNREADABLE, format!("the file cannot be read: {error}"))
                .hint("see whether another program holds it open and whether you may read it"),
        };
        finding.at(Place::file(file))
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Refusal> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Refusal::Missing,
        _ => Refusal::Io(error),
    })?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    if metadata.len() > MAX_BYTES {
        return Err(Refusal::TooLarge(metadata.len()));
    }
    let file = File::open(path).map_err(Refusal::Io)?;
    let mut bytes = Vec::new();
    // One byte more than allowed, in case the file has grown since.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(Refusal::Io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLarge(bytes.len() as u64));
    }
    Ok(bytes)
}

/// A chapter's text in clean lines that remember the columns of the file.
#[derive(Debug)]
pub(super) struct Source {
    /// The file, as findings name it.
    pub file: String,
    lines: Vec<Line>,
    /// Line, byte and column asked for last: columns are asked for in reading order, so counting goes on from here.
    last: Cell<(u32, usize, u32)>,
}

/// One line without its end.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Indices, in characters of `text`, before which a character of the file was dropped; ascending.
    dropped: Vec<usize>,
}

impl Source {
    /// The text of a line (from 1), empty past the end.
    pub fn line(&self, number: u32) -> &str {
        let index = (number as usize).wrapping_sub(1);
        self.lines.get(index).map_or("", |line| &line.text)
    }

    /// How many lines there are.
    pub fn count(&self) -> u32 {
        self.lines.len() as u32
    }

    /// Every line.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.text.as_str())
    }

    /// The column in the file of a byte of a line.
    pub fn column(&self, number: u32, byte: usize) -> u32 {
        let text = self.line(number);
        // The parser counts bytes and is sometimes a few off.
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let (line, from, counted) = self.last.get();
        let (from, counted) = if line == number && from <= byte { (from, counted) } else { (0, 0) };
        let index = counted + text[from..byte].chars().count() as u32;
        self.last.set((number, byte, index));
        index + 1 + self.dropped_before(number, index)
    }

    /// Where a byte of a line stands in the file.
    pub fn pos(&self, number: u32, byte: usize) -> Pos {
        Pos { line: number, column: self.column(number, byte) }
    }

    /// The place of a position, for a finding.
    pub fn place(&self, pos: Pos) -> Place {
        Place::line(&self.file, pos.line, pos.column)
    }

    fn dropped_before(&self, number: u32, index: u32) -> u32 {
        let line = self.lines.get((number as usize).wrapping_sub(1));
        line.map_or(0, |line| line.dropped.partition_point(|at| *at <= index as usize) as u32)
    }
}

/// Turns bytes into clean lines. A byte order mark and any kind of line end are accepted in silence.
pub(super) fn decode(file: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Source> {
    let text = match utf8(file, bytes) {
        Ok(text) => text,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let mut cleaner = Cleaner::default();
    cleaner.read(text.strip_prefix('\u{feff}').unwrap_or(text));
    let source = Source { file: file.to_owned(), lines: cleaner.lines, last: Cell::new((0, 0, 0)) };
    findings.extend(cleaner.seen.iter().map(|seen| seen.finding(&source)));
    Some(source)
}

fn utf8<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Box<Finding>> {
    let save_as = "open the file in the program that wrote it and save it as UTF-8 (Notepad: Save as, Encoding: UTF-8)";
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let parsed = std::str::from_utf8(bytes);
    // Between Latin letters, every other byte of UTF-16 is zero; in UTF-8 a zero is a stray.
    if marked || zeros * 4 > bytes.len() || (parsed.is_err() && zeros > 0) {
        let finding = Finding::new(ENCODING, "the file is saved as UTF-16 (\u{201c}Unicode\u{201d}), not as UTF-8");
        return Err(Box::new(finding.at(Place::file(file)).hint(save_as)));
    }
    parsed.map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let last = good.lines().last().unwrap_or_default();
        let finding =
            Finding::new(ENCODING, "the file is not UTF-8: after these words comes a byte that has no meaning");
        Box::new(finding.at(Place::in_text(file, good, good.len())).words(last).hint(save_as))
    })
}

/// What to do with a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Drop(Kind),
    /// It parted words, so that a space takes its place.
    Space(Kind),
    Report(Kind),
}

/// The kinds of character that are reported, once each for a chapter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Control,
    ByteOrderMark,
    Direction,
    Lost,
}

fn fate(c: char) -> Fate {
    match c {
        '\t' => Fate::Keep,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::Space(Kind::Control),
        '\u{feff}' => Fate::Drop(Kind::ByteOrderMark),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Fate::Drop(Kind::Direction),
        '\u{fffd}' => Fate::Report(Kind::Lost),
        // Deprecated controls and noncharacters.
        '\u{206a}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' => Fate::Drop(Kind::Control),
        _ if c.is_control() || (c as u32) & 0xfffe == 0xfffe => Fate::Drop(Kind::Control),
        _ => Fate::Keep,
    }
}

/// The first character of a kind, and how many there are.
struct Seen {
    kind: Kind,
    at: Pos,
    /// Index, in characters of the clean line, of what follows.
    index: usize,
    character: char,
    count: usize,
}

impl Seen {
    fn finding(&self, source: &Source) -> Finding {
        let name = format!("U+{:04X}", self.character as u32);
        let times = if self.count == 1 { String::new() } else { format!(" ({} in this chapter)", self.count) };
        let finding = match self.kind {
            Kind::Control => Finding::new(INVISIBLE, format!("a control character was dropped: `{name}`{times}"))
                .hint("it came with pasted text; nothing needs to be done unless letters are missing here"),
            Kind::ByteOrderMark => {
                Finding::new(INVISIBLE, format!("an invisible mark within the text was dropped: `{name}`{times}"))
                    .hint("it is left over from two files that were joined; nothing needs to be done")
            }
            Kind::Direction => {
                Finding::new(DIRECTION, format!("a character that turns the direction was dropped: `{name}`{times}"))
                    .why("such characters can make a line read otherwise than it is written")
                    .hint("lines that run both ways are set right without it; U+200E and U+200F may stay")
            }
            Kind::Lost => {
                Finding::new(LOST_LETTER, format!("a letter was lost before the file came here: `{name}`{times}"))
                    .hint("copy the words again from the original; do not save the file in an old encoding")
            }
        };
        let context: String = source.line(self.at.line).chars().skip(self.index.saturating_sub(20)).take(40).collect();
        finding.at(source.place(self.at)).words(context)
    }
}

#[derive(Default)]
struct Cleaner {
    lines: Vec<Line>,
    seen: Vec<Seen>,
}

impl Cleaner {
    fn read(&mut self, text: &str) {
        let mut line = Line::default();
        let mut length = 0;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\n' || c == '\r' {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                self.lines.push(std::mem::take(&mut line));
                length = 0;
                continue;
            }
            let (kept, kind) = match fate(c) {
                Fate::Keep => (Some(c), None),
                Fate::Report(kind) => (Some(c), Some(kind)),
                Fate::Space(kind) => (Some(' '), Some(kind)),
                Fate::Drop(kind) => (None, Some(kind)),
            };
            if let Some(kind) = kind {
                let column = (length + line.dropped.len()) as u32 + 1;
                self.note(kind, c, length, column);
            }
            match kept {
                Some(kept) => {
                    line.text.push(kept);
                    length += 1;
                }
                None => line.dropped.push(length),
            }
        }
        if !line.text.is_empty() || !line.dropped.is_empty() {
            self.lines.push(line);
        }
    }

    fn note(&mut self, kind: Kind, character: char, index: usize, column: u32) {
        if let Some(seen) = self.seen.iter_mut().find(|seen| seen.kind == kind) {
            seen.count += 1;
            return;
        }
        let at = Pos { line: self.lines.len() as u32 + 1, column };
        self.seen.push(Seen { kind, at, index, character, count: 1 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> Vec<&'static str> {
        let mut findings = Vec::new();
        decode("x.md", bytes, &mut findings);
        findings.iter().map(|finding| finding.code.name).collect()
    }

    #[test]
    fn windows_files_are_accepted_in_silence() {
        let mut findings = Vec::new();
        let source = decode("x.md", "\u{feff}a\r\nb\rc\n".as_bytes(), &mut findings).unwrap();
        assert_eq!(source.lines().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(findings.is_empty());
    }

    #[test]
    fn other_encodings_are_refused_with_the_fix() {
        let utf16: Vec<u8> = "# ខ្មែរ a b c".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(names(&utf16), ["chapter-encoding"]);
        assert_eq!(names(&[&[0xff, 0xfe][..], &utf16].concat()), ["chapter-encoding"]);
        assert_eq!(names(b"caf\xe9"), ["chapter-encoding"]);
    }

    #[test]
    fn what_nobody_sees_is_dropped_and_columns_stay_true() {
        let mut findings = Vec::new();
        let source = decode("x.md", "a\0b\u{feff}\u{202e}c\u{200f}d\u{fffd}".as_bytes(), &mut findings).unwrap();
        assert_eq!(source.line(1), "abc\u{200f}d\u{fffd}");
        assert_eq!(source.column(1, 2), 6);
        let found: Vec<_> = findings.iter().map(|finding| (finding.code.name, finding.place.to_string())).collect();
        let at = |code: &'static str, place: &str| (code, place.to_owned());
        let expected = [
            at("invisible-character", "x.md:1:2"),
            at("invisible-character", "x.md:1:4"),
            at("direction-control", "x.md:1:5"),
            at("lost-letter", "x.md:1:9"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn missing_and_large_files_are_refused() {
        let folder = std::env::temp_dir().join(format!("lotuspress-load-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut findings = Vec::new();
        assert!(load(&folder, "none.md", &mut findings).is_none());
        File::create(folder.join("big.md")).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert!(load(&folder, "big.md", &mut findings).is_none());
        assert!(load(&folder, ".", &mut findings).is_none());
        let names: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(names, [FILE_MISSING, FILE_TOO_LARGE, FILE_UNREADABLE]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
