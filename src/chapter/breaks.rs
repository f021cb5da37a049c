//! Soft line breaks: a space, or nothing between two letters of a script that is written without spaces.

use unicode_script::{Script, UnicodeScript};

use crate::chapter::tree::{Chapter, Inline};
use crate::chapter::walk::each_line_mut;

/// Resolves the soft breaks of every line of inlines.
pub(super) fn resolve(chapter: &mut Chapter) {
    resolve_line(&mut chapter.title);
    each_line_mut(&mut chapter.blocks, &mut resolve_line);
}

fn resolve_line(inlines: &mut Vec<Inline>) {
    let mut letters = Letters::default();
    letters.read(inlines);
    letters.finish();
    let mut answers = letters.spaces.into_iter();
    replace(inlines, &mut answers);
}

/// Whether each break is a space, in reading order.
#[derive(Default)]
struct Letters {
    last: Option<char>,
    /// The letter before the break that waits for the letter after it.
    waiting: Option<Option<char>>,
    spaces: Vec<bool>,
}

impl Letters {
    fn read(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) if text.text == "\n" => {
                    self.finish();
                    self.waiting = Some(self.last);
                }
                Inline::Text(text) | Inline::Code(text) => self.letters(&text.text),
                Inline::Strong(content)
                | Inline::Emph(content)
                | Inline::Strike(content)
                | Inline::Link { content, .. } => self.read(content),
                Inline::Break => {
                    // No space is needed beside a break that was asked for.
                    self.waiting.take().into_iter().for_each(|_| self.spaces.push(false));
                    self.last = None;
                }
                Inline::Note { .. } => {}
            }
        }
    }

    fn letters(&mut self, text: &str) {
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().last()) else { return };
        if let Some(before) = self.waiting.take() {
            let spaceless = before.is_some_and(is_spaceless) && is_spaceless(first);
            self.spaces.push(before.is_some() && !spaceless);
        }
        self.last = Some(last);
    }

    fn finish(&mut self) {
        if self.waiting.take().is_some() {
            self.spaces.push(false);
        }
    }
}

fn replace(inlines: &mut Vec<Inline>, answers: &mut impl Iterator<Item = bool>) {
    inlines.retain_mut(|inline| match inline {
        Inline::Text(text) if text.text == "\n" => {
            let space = answers.next().unwrap_or(true);
            text.text = " ".to_owned();
            space
        }
        Inline::Strong(content) | Inline::Emph(content) | Inline::Strike(content) | Inline::Link { content, .. } => {
            replace(content, answers);
            true
        }
        _ => true,
    });
}

/// Han, Kana, Bopomofo and their full-width punctuation. Hangul is written with spaces.
fn is_spaceless(c: char) -> bool {
    let script = matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo);
    // CJK punctuation, its compatibility and vertical forms, full-width forms, and the dash and ellipsis of Chinese.
    let punctuation = matches!(c, '\u{3000}'..='\u{303f}' | '\u{30fb}' | '\u{30fc}' | '\u{fe10}'..='\u{fe4f}');
    script || punctuation || matches!(c, '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
}

#[cfg(test)]
mod tests {
    use crate::chapter::read;
    use crate::chapter::text::visible_text;

    fn joined(text: &str) -> String {
        let chapter = read("x", "x.md", format!("# T\n\n{text}\n").as_bytes(), &mut Vec::new()).unwrap();
        visible_text(&chapter).trim_start_matches("T\n").trim_end().to_owned()
    }

    #[test]
    fn only_han_and_kana_lose_the_break() {
        assert_eq!(joined("正义\n是"), "正义是");
        assert_eq!(joined("正义，\n**是**"), "正义，是");
        assert_eq!(joined("**正义**\n是"), "正义是");
        assert_eq!(joined("かな\nカナ"), "かなカナ");
        assert_eq!(joined("정의\n를"), "정의 를");
        assert_eq!(joined("正义\nABC"), "正义 ABC");
        assert_eq!(joined("ខ្មែរ\nខ្មែរ"), "ខ្មែរ ខ្មែរ");
        assert_eq!(joined("a  \nb\nc"), "a\nb c");
    }
}
