//! What the signs beside a word do at the end of a line.

use crate::compose::breaking::clusters::Unspaced;

/// A character as line breaking sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter of a script without spaces, or a mark on one.
    Unspaced,
    /// A letter of any other script.
    Letter,
    /// A digit, or a sign that belongs to a number.
    Digit,
    /// Closes what stands before it; a line may end after it.
    Closing,
    /// A stop that stands inside abbreviations and numbers too.
    Stop,
    /// Opens what follows.
    Opening,
    /// Ties two words together; a line may end after it.
    Hyphen,
    /// `"` or `'`, which open and close.
    Quote,
    /// White space, and signs that have no shape.
    Blank,
    /// Anything else, which follows the rules of Unicode Standard Annex 14.
    Other,
}

impl Kind {
    pub(super) fn of(c: char) -> Self {
        match c {
            _ if Unspaced::of(c).is_some() => Kind::Unspaced,
            // The letters that are asked for most, since the tables of the standard library take long for them.
            '\u{0621}'..='\u{064A}' | '\u{0904}'..='\u{0939}' | '\u{0985}'..='\u{09B9}' | '\u{0A05}'..='\u{0A39}' => {
                Kind::Letter
            }
            '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => Kind::Letter,
            _ if closes_unspaced(c) => Kind::Closing,
            ')' | ']' | '}' | '!' | '?' | '”' | '’' | '»' | '›' | '…' | '）' | '」' | '』' | '》' | '】' | '！'
            | '？' | '，' | '。' | '、' | ',' | ';' => Kind::Closing,
            '.' | ':' => Kind::Stop,
            '(' | '[' | '{' | '“' | '‘' | '«' | '‹' | '（' | '「' | '『' | '《' | '【' | '\u{17D9}' | '\u{0E4F}' => {
                Kind::Opening
            }
            '-' | '\u{2010}' | '–' | '—' | '/' | '·' | '~' | '_' => Kind::Hyphen,
            '"' | '\'' => Kind::Quote,
            '%' | '‰' | '°' | '\u{17DB}' | '\u{0E3F}' => Kind::Digit,
            _ if c.is_whitespace() || c.is_control() || is_format(c) => Kind::Blank,
            _ if c.is_numeric() => Kind::Digit,
            _ if c.is_alphabetic() => Kind::Letter,
            _ => Kind::Other,
        }
    }
}

/// Stops, iteration marks and abbreviation marks of Khmer, Thai, Lao and Burmese, and the Burmese words of one sign
/// that lean on the word before them.
pub(super) fn closes_unspaced(c: char) -> bool {
    is_iteration(c)
        || matches!(
            c,
            '\u{17D4}'..='\u{17D6}' | '\u{17D8}' | '\u{17DA}' | '\u{0E2F}' | '\u{0E5A}' | '\u{0E5B}' | '\u{0EAF}'
        )
        || matches!(c, '\u{104A}'..='\u{104D}' | '\u{104F}')
}

/// Signs that say that the word before them is read twice.
pub(super) fn is_iteration(c: char) -> bool {
    matches!(c, 'ៗ' | 'ๆ' | 'ໆ')
}

/// Signs without a shape: zero width space, word joiner, soft hyphen, byte order mark, bidirectional controls.
fn is_format(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
        || matches!(c, '\u{2066}'..='\u{2069}')
}

/// The no-break space that takes the place of a space before a sign that may not begin a line, if the rules of Unicode
/// Standard Annex 14 would let it: dandas, the stops of scripts without spaces, and a middle dot between spaces.
pub(super) fn tied_space(sign: char, after: Option<char>) -> Option<char> {
    match sign {
        _ if is_iteration(sign) => Some('\u{202F}'),
        '।' | '॥' => Some('\u{A0}'),
        '·' if after.is_none_or(char::is_whitespace) => Some('\u{A0}'),
        _ if closes_unspaced(sign) => Some('\u{A0}'),
        _ => None,
    }
}

/// Abbreviations that are one word although they hold closing signs.
const ABBREVIATIONS: [&[char]; 4] = [&['។', 'ល', '។'], &['ฯ', 'ล', 'ฯ'], &['ฯ', 'พ', 'ณ', 'ฯ'], &['ຯ', 'ລ', 'ຯ']];

/// How many characters of the abbreviation that a text begins with; 0 if it begins with none.
pub(super) fn abbreviation(text: impl Iterator<Item = char> + Clone) -> usize {
    let begins = |word: &&&[char]| text.clone().take(word.len()).eq(word.iter().copied());
    ABBREVIATIONS.iter().find(begins).map_or(0, |word| word.len())
}

/// Whether a text begins with the Thai title ฯพณฯ, the one abbreviation that may begin a line.
pub(super) fn is_title(text: impl Iterator<Item = char>) -> bool {
    text.take(ABBREVIATIONS[2].len()).eq(ABBREVIATIONS[2].iter().copied())
}
