//! What the download page and the report share: the shell of a page, the look, the words of a language in its own
//! script and direction, and numbers for people. No script, no web font, nothing loaded from anywhere.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::catalogue::wire::Language;

/// The look of both pages: dark on light, one column that fits a 360 px phone, sober on paper.
const STYLE: &str = "
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:1rem;font:1rem/1.6 system-ui,'Noto Sans',sans-serif;color:#1b1b1b;\
background:#fff;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.35;margin:.5rem 0}
h2{font-size:1.35rem;line-height:1.6;margin:0}
h3{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.25rem 0}
a{color:#0b4a94}
a:focus-visible{outline:3px solid #0b4a94;outline-offset:2px}
code{font:.875em ui-monospace,Menlo,Consolas,'Noto Sans Mono',monospace;overflow-wrap:anywhere}
section{border-top:1px solid #9a9a9a;margin-top:1.5rem;padding-top:1rem}
nav ul{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
nav a{display:inline-block;padding:.5rem 0}
.quiet{color:#4d4d4d;font-size:.9em}
h2 .quiet{font-size:1rem;font-weight:400}
.mark{border-inline-start:.25rem solid #8a5300;padding-inline-start:.6rem}
@media print{body{max-width:none;padding:0;font-size:10pt}nav{display:none}a{color:inherit}}
";

/// One page, all in one file.
pub(super) struct Page<'a> {
    /// Its title, for the tab and for screen readers.
    pub title: &'a str,
    /// Rules of its own.
    pub style: &'a str,
    /// The languages whose words stand on it.
    pub languages: &'a [Language],
    /// What it shows.
    pub body: Markup,
}

impl Page<'_> {
    /// The page's text.
    pub(super) fn render(self) -> String {
        let scripts: BTreeSet<&str> = self.languages.iter().map(|language| language.script.as_str()).collect();
        let fonts: String = scripts.into_iter().filter_map(font_rule).collect();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(self.style)) (PreEscaped(fonts)) }
                }
                body { (self.body) }
            }
        };
        let mut text = page.into_string();
        text.push('\n');
        text
    }
}

/// The languages in the order in which people look for them.
pub(super) fn in_reading_order(languages: &[Language]) -> Vec<&Language> {
    let mut languages: Vec<_> = languages.iter().collect();
    languages.sort_by_key(|language| language.reading_key());
    languages
}

/// A language's heading: its own name, and the English one for staff where it differs.
pub(super) fn heading(language: &Language, id: &str) -> Markup {
    html! {
        h2 id=(id) {
            bdi lang=(language.tag) dir=(language.direction.name()) class=(language.script) { (language.autonym) }
            @if language.autonym != language.name { " " span.quiet { (language.name) } }
        }
    }
}

/// A size for people, in the decimal units of shops and phones: `999 B`, `12 kB`, `1.2 MB`.
pub fn human_bytes(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    if bytes < 999_500 {
        return format!("{} kB", bytes.saturating_add(500) / 1_000);
    }
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// A path as the target of a link: every byte that is not plain is escaped.
pub(super) fn link(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The rule of the class that is named after a script: fonts that phones and computers have for it. Where none is
/// known the reader's system chooses, as it would for any page.
fn font_rule(script: &str) -> Option<String> {
    let families = match script {
        "Arab" => "'Noto Naskh Arabic','Geeza Pro','Segoe UI'",
        "Beng" => "'Noto Sans Bengali','Bangla Sangam MN','Nirmala UI'",
        "Deva" => "'Noto Sans Devanagari','Kohinoor Devanagari','Nirmala UI'",
        "Guru" => "'Noto Sans Gurmukhi','Gurmukhi MN','Nirmala UI'",
        "Hans" => "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei'",
        "Hant" => "'Noto Sans CJK TC','Noto Sans TC','PingFang TC','Microsoft JhengHei'",
        "Jpan" => "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic'",
        "Khmr" => "'Noto Sans Khmer','Khmer Sangam MN','Leelawadee UI'",
        "Kore" => "'Noto Sans CJK KR','Noto Sans KR','Apple SD Gothic Neo','Malgun Gothic'",
        "Laoo" => "'Noto Sans Lao','Lao Sangam MN','Leelawadee UI'",
        "Mymr" => "'Noto Sans Myanmar','Myanmar Sangam MN','Myanmar Text'",
        "Thai" => "'Noto Sans Thai','Thonburi','Leelawadee UI'",
        _ => return None,
    };
    // Arabic faces draw smaller letters for the same size; the factor is that of the Arabic profile.
    let size = if script == "Arab" { ";font-size:1.15em" } else { "" };
    Some(format!(".{script}{{font-family:{families},system-ui,sans-serif{size}}}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::language;

    #[test]
    fn sizes_are_rounded_to_what_a_reader_needs() {
        let sizes = [0, 999, 1_000, 1_499, 1_500, 999_499, 999_500, 1_249_999, 12_345_678];
        let expected = ["0 B", "999 B", "1 kB", "1 kB", "2 kB", "999 kB", "1.0 MB", "1.2 MB", "12.3 MB"];
        assert_eq!(sizes.map(human_bytes), expected);
    }

    #[test]
    fn a_path_cannot_end_a_link_or_change_its_kind() {
        assert_eq!(link("zh-Hans/kit.pdf"), "zh-Hans/kit.pdf");
        assert_eq!(link("javascript:\"#?% é"), "javascript%3A%22%23%3F%25%20%C3%A9");
    }

    #[test]
    fn languages_are_sorted_by_script_then_name() {
        let languages = ["vi", "km", "en", "bn", "ar"].map(language);
        let tags: Vec<_> = in_reading_order(&languages).iter().map(|language| language.tag.as_str()).collect();
        assert_eq!(tags, ["ar", "bn", "km", "en", "vi"]);
    }
}
