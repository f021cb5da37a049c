//! How much each edition holds, as tables show it: beside its source, so that an omission strikes the eye.

use crate::catalogue::wire::Language;

/// The heads of the columns.
pub(super) const HEADS: [&str; 4] = ["chapters", "texts", "words", "characters"];

/// How to read the columns.
pub(super) const MEANING: &str = "Counted over all chapters that a language shows, for all readers. Texts are headings, \
    paragraphs, list items, table cells,\ncaptions and their like; a complete translation has as many as the source. Words \
    are not counted where no spaces part them.";

/// What stands where words are not counted.
const NOT_COUNTED: &str = "–";

/// What stands for numbers that nobody knows.
const NOT_KNOWN: &str = "not known";

/// What stands in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// The number, beside that of the source if it is another, or words.
    pub text: String,
    /// Whether it is another than the source's, and ought not to be.
    pub differs: bool,
}

/// What stands in the columns for a language. Chapters and texts ought to be as many as in the source.
pub(super) fn amounts(language: &Language, source: Option<&Language>) -> [Amount; 4] {
    let (Some(chapters), Some(texts), Some(characters)) = (language.chapters, language.texts, language.characters)
    else {
        return std::array::from_fn(|_| alone(NOT_KNOWN));
    };
    [
        beside(chapters, source.and_then(|source| source.chapters)),
        beside(texts, source.and_then(|source| source.texts)),
        language.words.map_or_else(|| alone(NOT_COUNTED), alone),
        alone(characters),
    ]
}

fn alone(text: impl ToString) -> Amount {
    Amount { text: text.to_string(), differs: false }
}

/// A number, and that of the source if it is another: marked in words, for not everybody sees colours.
fn beside(own: u32, source: Option<u32>) -> Amount {
    match source.filter(|source| *source != own) {
        Some(source) => Amount { text: format!("{own} (source: {source})"), differs: true },
        None => alone(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::language;

    fn cells(language: &Language, source: Option<&Language>) -> [String; 4] {
        amounts(language, source).map(|amount| amount.text)
    }

    #[test]
    fn what_differs_from_the_source_is_marked_in_words() {
        let source = language("en");
        assert_eq!(cells(&source, Some(&source)), ["2", "145", "1800", "9000"]);
        let short = Language { chapters: Some(1), texts: Some(142), ..language("ar") };
        assert_eq!(cells(&short, Some(&source)), ["1 (source: 2)", "142 (source: 145)", "1800", "9000"]);
        assert_eq!(amounts(&short, Some(&source)).map(|amount| amount.differs), [true, true, false, false]);
        assert_eq!(cells(&short, None), ["1", "142", "1800", "9000"]);
    }

    #[test]
    fn what_is_not_counted_or_not_known_is_no_number() {
        let source = language("en");
        assert_eq!(cells(&language("km"), Some(&source)), ["2", "145", "–", "9000"]);
        let unknown = Language { chapters: None, texts: None, words: None, characters: None, ..language("ar") };
        assert_eq!(cells(&unknown, Some(&source)), ["not known"; 4]);
        assert_eq!(cells(&language("ar"), Some(&unknown))[1], "145");
    }
}
