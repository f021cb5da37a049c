//! Which letters the codes of a font stand for, as far as it matters where their ink begins: a bracket that opens a
//! Chinese line is blank in its first half, which widths alone do not tell (ISO 32000-1, 9.10.3).

use std::collections::BTreeMap;

/// The most codes that are read of one table: as many as two bytes have.
const MOST_CODES: usize = 65_536;

/// The half of a full-width letter that is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    First,
    Last,
}

/// The brackets of Chinese and Japanese that fill half of their square.
fn blank(letter: char) -> Option<Blank> {
    match letter {
        '「' | '『' | '（' | '〈' | '《' | '【' | '〔' | '〖' | '〘' | '［' | '｛' | '｟' => {
            Some(Blank::First)
        }
        '」' | '』' | '）' | '〉' | '》' | '】' | '〕' | '〗' | '〙' | '］' | '｝' | '｠' => {
            Some(Blank::Last)
        }
        _ => None,
    }
}

/// The brackets among the codes of a table from codes to letters (`ToUnicode`).
pub fn brackets(table: &[u8]) -> BTreeMap<u32, Blank> {
    let text = String::from_utf8_lossy(table);
    let mut found = BTreeMap::new();
    let mut read = 0;
    let mut pairs: Option<bool> = None;
    let mut numbers: Vec<u32> = Vec::new();
    for token in text.split_inclusive('>').flat_map(|part| part.split_whitespace()) {
        let (words, hexadecimal) = token.split_once('<').unwrap_or((token, ""));
        if !words.is_empty() {
            pairs = match words {
                "beginbfchar" => Some(true),
                "beginbfrange" => Some(false),
                "endbfchar" | "endbfrange" => None,
                _ => pairs,
            };
            numbers.clear();
        }
        let digits = hexadecimal.trim_end_matches('>');
        let Ok(number) = u32::from_str_radix(digits.get(..digits.len().min(4)).unwrap_or_default(), 16) else {
            continue;
        };
        numbers.push(number);
        match (pairs, numbers.as_slice()) {
            (Some(true), [code, letter]) => {
                read += 1;
                let blank = char::from_u32(*letter).and_then(blank);
                found.extend(blank.map(|blank| (*code, blank)));
                numbers.clear();
            }
            (Some(false), [first, last, letter]) => {
                for step in 0..=last.saturating_sub(*first).min(255) {
                    read += 1;
                    let blank = char::from_u32(letter + step).and_then(blank);
                    found.extend(blank.map(|blank| (first + step, blank)));
                }
                numbers.clear();
            }
            _ => {}
        }
        if read > MOST_CODES {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_found_in_both_kinds_of_tables() {
        let table = "2 begincodespacerange <0000> <FFFF> endcodespacerange\n2 beginbfchar\n<0005> <300C>\n<0006><300D>\n\
                     <0007> <0041>\nendbfchar 1 beginbfrange <0010> <0012> <FF07> endbfrange";
        let expected = [(5, Blank::First), (6, Blank::Last), (0x11, Blank::First), (0x12, Blank::Last)];
        assert_eq!(brackets(table.as_bytes()), expected.into());
        assert!(brackets(b"beginbfchar <zz> <> >>> <0005").is_empty());
    }
}
