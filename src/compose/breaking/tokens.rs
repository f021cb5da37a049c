//! Korean: a line may end between any two syllables, but readers expect it only where a space is.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

/// Whether a character is a letter of Hangul.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
}

/// Calls `glued` with every place inside a token, in characters, where a line would end but should not, and with
/// whether the token is an address. `token` has no spaces. One without Hangul is left alone; of an address only the
/// particles after it are glued. After a slash, a middle dot or a dash a line may end.
pub(super) fn breaks_within(token: &[char], mut glued: impl FnMut(usize, bool)) {
    if !token.iter().any(|c| is_hangul(*c)) {
        return;
    }
    let address = is_address(token);
    let text: String = token.iter().collect();
    let segmenter = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
    let mut index = 0;
    let mut offset = 0;
    for place in segmenter.segment_str(&text) {
        while offset < place {
            offset += token[index].len_utf8();
            index += 1;
        }
        if index == 0 || index == token.len() || matches!(token[index - 1], '/' | '·' | '–' | '—') {
            continue;
        }
        if !address || is_hangul(token[index]) {
            glued(index, address);
        }
    }
}

fn is_address(token: &[char]) -> bool {
    let has = |part: &[char]| token.windows(part.len()).any(|window| window == part);
    has(&['@']) || has(&[':', '/', '/']) || has(&['w', 'w', 'w', '.'])
}
