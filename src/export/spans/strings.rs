//! Strings and numbers of a content stream (ISO 32000-1, 7.3.3 and 7.3.4).

use std::fmt::Write;

/// The bytes that a string token, literal or hexadecimal, stands for.
pub(super) fn string(token: &[u8]) -> Option<Vec<u8>> {
    match token {
        [b'(', inside @ .., b')'] => literal(inside),
        [b'<', inside @ .., b'>'] => hexadecimal(inside),
        _ => None,
    }
}

/// A literal string without line ends that say something other than themselves; there are none in what krilla writes.
fn literal(inside: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(inside.len());
    let mut rest = inside;
    while let [first, others @ ..] = rest {
        rest = others;
        if matches!(first, b'\r' | b'\n') {
            return None;
        }
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let digits = rest.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
        let (escaped, others) = rest.split_at_checked(digits.max(1))?;
        rest = others;
        bytes.push(unescaped(escaped)?);
    }
    Some(bytes)
}

/// What stands behind a backslash.
fn unescaped(escaped: &[u8]) -> Option<u8> {
    match escaped {
        [b'n'] => Some(b'\n'),
        [b'r'] => Some(b'\r'),
        [b't'] => Some(b'\t'),
        [b'b'] => Some(8),
        [b'f'] => Some(12),
        [b'(' | b')' | b'\\'] => escaped.first().copied(),
        [b'0'..=b'7', ..] => u8::from_str_radix(std::str::from_utf8(escaped).ok()?, 8).ok(),
        _ => None,
    }
}

fn hexadecimal(inside: &[u8]) -> Option<Vec<u8>> {
    let (pairs, odd) = inside.as_chunks();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? * 16 + digit(*low)?);
    pairs.iter().map(byte).collect::<Option<_>>().filter(|_| odd.is_empty())
}

/// Text in UTF-16, the larger byte first.
pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let (units, odd) = bytes.as_chunks();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    String::from_utf16(&units).ok().filter(|_| odd.is_empty())
}

/// A number without an exponent.
pub(super) fn number(token: &[u8]) -> Option<f64> {
    let is_plain = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let text = std::str::from_utf8(token).ok().filter(|text| text.bytes().all(|byte| is_plain(&byte)))?;
    text.parse().ok()
}

/// Digits behind the point. Readers order letters by their places, so that two in one place must have the same numbers:
/// this is as exact as krilla's single precision.
const DIGITS: usize = 5;

/// Writes a number without an exponent.
pub(super) fn write_number(out: &mut Vec<u8>, number: f64) {
    let text = format!("{number:.DIGITS$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    match digits {
        "0" | "" => out.push(b'0'),
        _ => out.extend_from_slice(format!("{sign}{}", digits.strip_prefix("0").unwrap_or(digits)).as_bytes()),
    }
}

/// Writes `/Span<</ActualText<…>>>BDC`.
pub(super) fn write_span(out: &mut Vec<u8>, text: &str) {
    let mut hexadecimal = String::with_capacity(text.len() * 4);
    for unit in text.encode_utf16() {
        // Writing to a string cannot fail.
        let _ = write!(hexadecimal, "{unit:04X}");
    }
    out.extend_from_slice(format!("/Span<</ActualText<FEFF{hexadecimal}>>>BDC\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read() {
        let found = string(br"(\000\n(a)\)\\\53\0053)");
        assert_eq!(found.as_deref(), Some(b"\0\n(a))\\+\x053".as_slice()));
        assert_eq!(string(b"<00fF>").as_deref(), Some([0, 255].as_slice()));
        assert_eq!(string(b"()").as_deref(), Some([].as_slice()));
        for broken in ["<0>", "<0g>", "(\\", "(\\)", "(\\x)", "(\\777)", "(a\nb)", "12", "", "("] {
            assert_eq!(string(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(utf16(&[0x17, 0x80]).as_deref(), Some("ក"));
        assert_eq!((utf16(&[0xD8, 0x3D]), utf16(&[0x17])), (None, None));
    }

    #[test]
    fn numbers_are_read_and_written() {
        for (text, value) in [("-14", -14.0), (".5", 0.5), ("10.383659", 10.383659)] {
            assert_eq!(number(text.as_bytes()), Some(value));
        }
        for text in ["", "-", "1e5", "inf", "1.2.3", "<00>"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        let values =
            [(0.0, "0"), (-0.0000001, "0"), (0.5, ".5"), (-1.3425, "-1.3425"), (100.0, "100"), (2.2385996, "2.2386")];
        for (value, text) in values {
            let mut out = Vec::new();
            write_number(&mut out, value);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
