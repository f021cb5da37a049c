//! The words that icu_segmenter brings for Khmer, Thai, Lao and Burmese.
//!
//! Its own segmenter takes the longest word at every step, and so goes astray after a long word that is none; here the
//! same lists are read word by word, for `words` to weigh. The form of the lists may change with any release, which is
//! one more reason to lock the version.

use std::sync::LazyLock;

use icu_provider::{DataIdentifierBorrowed, DataMarkerAttributes, DataProvider, DataRequest, DataResponse};
use icu_segmenter::provider::{Baked, DictionaryBreakData, SegmenterDictionaryExtendedV2};

use crate::compose::breaking::clusters::{Unspaced, is_letter_joiner};

static KHMER: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::load("khmerdict"));
static THAI: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::load("thaidict"));
static LAO: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::load("laodict"));
static BURMESE: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::load("burmesedict"));

/// The words of one script.
#[derive(Debug)]
pub(super) struct Dictionary(Option<&'static DictionaryBreakData<'static>>);

impl Dictionary {
    /// The words of a script.
    pub(super) fn of(script: Unspaced) -> &'static Dictionary {
        match script {
            Unspaced::Khmer => &KHMER,
            Unspaced::Thai => &THAI,
            Unspaced::Lao => &LAO,
            Unspaced::Burmese => &BURMESE,
        }
    }

    fn load(name: &str) -> Self {
        let request = DataMarkerAttributes::try_from_str(name).ok().map(|attributes| DataRequest {
            id: DataIdentifierBorrowed::for_marker_attributes(attributes),
            ..DataRequest::default()
        });
        let words: Option<DataResponse<SegmenterDictionaryExtendedV2>> =
            request.and_then(|request| Baked.load(request).ok());
        Dictionary(words.and_then(|words| words.payload.get_static()))
    }

    /// Calls `found` with the length of every word that the text begins with, shortest first.
    pub(super) fn words_at(&self, text: &[char], mut found: impl FnMut(usize)) {
        let Some(DictionaryBreakData::ZeroTrie { alphabet, trie }) = self.0 else { return };
        let mut cursor = trie.cursor();
        for (index, &c) in text.iter().enumerate() {
            if is_letter_joiner(c) {
                continue;
            }
            let Some(letter) = alphabet.position(c).and_then(|letter| u8::try_from(letter).ok()) else { return };
            cursor.step(letter);
            if cursor.is_empty() {
                return;
            }
            if cursor.take_value().is_some() {
                found(index + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_has_its_words() {
        use Unspaced::{Burmese, Khmer, Lao, Thai};
        let cases = [(Khmer, "មនុស្ស"), (Thai, "มนุษย์"), (Lao, "ມະນຸດ"), (Burmese, "လူသား")];
        for (script, word) in cases {
            let word: Vec<char> = word.chars().collect();
            let mut lengths = Vec::new();
            Dictionary::of(script).words_at(&word, |length| lengths.push(length));
            assert_eq!(lengths.last(), Some(&word.len()), "{script:?}");
            Dictionary::of(script).words_at(&['a'], |length| panic!("{script:?} has a word of {length} Latin letters"));
        }
    }
}
