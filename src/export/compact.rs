//! Says the same with fewer operators: text positions relative to the last one, fonts only where they change.
//!
//! typst-pdf sets rendering mode, font and matrix anew for every cluster that carries its own text, so that a page of
//! Devanagari or Bangla spends more bytes on positions than on letters. `1 0 0 -1 x y Tm` after a first one in the same
//! text object is `dx dy Td` (ISO 32000-1, 9.4.2), in exact decimals; a repeated `Tr` or `Tf` says nothing new.

use crate::export::lexer::{Lexer, Token, is_regular};

/// Readers add relative moves in single precision; after so many the position is written out again.
const MOST_MOVES: u32 = 32;
/// Digits behind the point that numbers are reckoned with.
const FRACTION_DIGITS: usize = 9;

/// The stream with fewer bytes, or `None` if it stays as it is: not understood, or hardly shorter.
pub(super) fn compact(stream: &[u8]) -> Option<Vec<u8>> {
    let mut writer = Writer { stream, copied: 0, out: Vec::with_capacity(stream.len()) };
    let mut state = State::default();
    let mut operands: Vec<Token> = Vec::new();
    let mut lexer = Lexer::new(stream);
    for token in &mut lexer {
        if !token.is_operator {
            operands.push(token);
            continue;
        }
        match state.see(token.bytes, &operands) {
            Change::Keep => {}
            Change::Drop => writer.replace(&operands, token, b""),
            Change::Move(dx, dy) => writer.replace(&operands, token, format!("{dx} {dy} Td").as_bytes()),
        }
        operands.clear();
    }
    if !lexer.sound {
        return None;
    }
    writer.out.extend_from_slice(&stream[writer.copied..]);
    (writer.out.len() < stream.len() * 9 / 10).then_some(writer.out)
}

struct Writer<'a> {
    stream: &'a [u8],
    /// Everything before this place is in `out`.
    copied: usize,
    out: Vec<u8>,
}

impl Writer<'_> {
    /// Writes something else for an operator and its operands.
    fn replace(&mut self, operands: &[Token], operator: Token, with: &[u8]) {
        let start = operands.first().map_or(operator.start, |first| first.start);
        self.out.extend_from_slice(&self.stream[self.copied..start]);
        self.copied = operator.start + operator.bytes.len();
        let touches =
            |a: Option<&u8>, b: Option<&u8>| a.is_some_and(|a| is_regular(*a)) && b.is_some_and(|b| is_regular(*b));
        let next = if with.is_empty() { self.stream.get(self.copied) } else { with.first() };
        if touches(self.out.last(), next) {
            self.out.push(b' ');
        }
        self.out.extend_from_slice(with);
    }
}

/// What becomes of an operator.
enum Change {
    Keep,
    Drop,
    Move(String, String),
}

/// What a text object has set so far.
#[derive(Default)]
struct State {
    in_text: bool,
    mode: Option<Vec<u8>>,
    font: Option<[Vec<u8>; 2]>,
    /// The linear part of the matrix as written and the place of the line's beginning.
    line: Option<([Vec<u8>; 4], Decimal, Decimal)>,
    moves: u32,
}

impl State {
    fn see(&mut self, operator: &[u8], operands: &[Token]) -> Change {
        match operator {
            b"BT" => *self = State { in_text: true, ..State::default() },
            b"ET" => *self = State::default(),
            b"Tr" if self.in_text => return self.mode(operands),
            b"Tf" if self.in_text => return self.font(operands),
            b"Tm" if self.in_text => return self.matrix(operands),
            b"gs" | b"q" | b"Q" => (self.mode, self.font, self.line) = (None, None, None),
            b"Td" | b"TD" | b"T*" | b"'" | b"\"" => self.line = None,
            _ => {}
        }
        Change::Keep
    }

    fn mode(&mut self, operands: &[Token]) -> Change {
        let [mode] = operands else { return Change::Keep };
        let same = self.mode.as_deref() == Some(mode.bytes);
        self.mode = Some(mode.bytes.to_vec());
        if same { Change::Drop } else { Change::Keep }
    }

    fn font(&mut self, operands: &[Token]) -> Change {
        let [font, size] = operands else { return Change::Keep };
        let now = [font.bytes.to_vec(), size.bytes.to_vec()];
        let same = self.font.as_ref() == Some(&now);
        self.font = Some(now);
        if same { Change::Drop } else { Change::Keep }
    }

    fn matrix(&mut self, operands: &[Token]) -> Change {
        let before = self.line.take();
        let [a, b, c, d, x, y] = operands else { return Change::Keep };
        let (Some(x), Some(y)) = (Decimal::read(x.bytes), Decimal::read(y.bytes)) else { return Change::Keep };
        let linear = [a, b, c, d].map(|token| token.bytes.to_vec());
        let upside_down = d.bytes == b"-1";
        let plain = [a.bytes, b.bytes, c.bytes] == [b"1", b"0", b"0"] && (upside_down || d.bytes == b"1");
        self.line = Some((linear.clone(), x, y));
        match before {
            Some((same, old_x, old_y)) if plain && same == linear && self.moves < MOST_MOVES => {
                self.moves += 1;
                let (dx, dy) = (x.0 - old_x.0, y.0 - old_y.0);
                Change::Move(Decimal(dx).write(), Decimal(if upside_down { -dy } else { dy }).write())
            }
            _ => {
                self.moves = 0;
                Change::Keep
            }
        }
    }
}

/// A decimal number, exact: a count of 10⁻⁹.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Decimal(i128);

impl Decimal {
    fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if digits.len() < 2 && whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        if fraction.len() > FRACTION_DIGITS || whole.len() > FRACTION_DIGITS {
            return None;
        }
        // Digit by digit: the parser of the standard library wants a text of its own for each number.
        let zeros = std::iter::repeat_n(b'0', FRACTION_DIGITS - fraction.len());
        let count = whole.bytes().chain(fraction.bytes()).chain(zeros);
        let count = count.fold(0i128, |count, digit| count * 10 + i128::from(digit - b'0'));
        Some(Decimal(if negative { -count } else { count }))
    }

    fn write(self) -> String {
        let one = 10i128.pow(FRACTION_DIGITS as u32);
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / one, self.0.abs() % one);
        if fraction == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{fraction:0FRACTION_DIGITS$}");
        let whole = if whole == 0 { String::new() } else { whole.to_string() };
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compacted(stream: &str) -> Option<String> {
        compact(stream.as_bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn positions_become_moves_and_repeated_fonts_go() {
        let stream = "BT/S<</A<fe>>>BDC 0 Tr/f0 7.7 Tf 1 0 0 -1 0 0 Tm<0a>Tj\n\
                      EMC/S<</A<ff>>>BDC 0 Tr/f0 7.7 Tf 1 0 0 -1 6.4491 0 Tm[<17>]TJ\n\
                      EMC 0 Tr/f1 7.7 Tf 1 0 0 -1 6.5 -0.25 Tm<1c>Tj\nET\nBT 0 Tr/f0 7.7 Tf 1 0 0 -1 1 1 Tm<0a>Tj ET";
        let expected = "BT/S<</A<fe>>>BDC 0 Tr/f0 7.7 Tf 1 0 0 -1 0 0 Tm<0a>Tj\n\
                        EMC/S<</A<ff>>>BDC  6.4491 0 Td[<17>]TJ\n\
                        EMC /f1 7.7 Tf .0509 .25 Td<1c>Tj\nET\nBT 0 Tr/f0 7.7 Tf 1 0 0 -1 1 1 Tm<0a>Tj ET";
        assert_eq!(compacted(stream).as_deref(), Some(expected));
    }

    #[test]
    fn a_stream_that_is_not_understood_stays() {
        assert_eq!(compacted("BT 1 0 0 -1 0 0 Tm<0a>Tj 1 0 0 -1 1 0 Tm<0a>Tj ET BI /W 1 ID x EI"), None);
        assert_eq!(compacted("q 1 0 0 1 5 5 cm Q"), None);
    }

    #[test]
    fn other_moves_and_matrices_are_left_alone() {
        let stream = "BT 1 0 0 -1 0 0 Tm<0a>Tj 3 0 Td 1 0 0 -1 9 0 Tm<0a>Tj .5 0 0 -1 9 0 Tm ET";
        assert_eq!(compacted(stream), None);
    }

    #[test]
    fn decimals_are_exact() {
        for (text, written) in [("-0.25", "-.25"), ("7", "7"), ("10.383659", "10.383659"), (".5", ".5"), ("0", "0")] {
            assert_eq!(Decimal::read(text.as_bytes()).map(Decimal::write).as_deref(), Some(written));
        }
        for text in ["", ".", "1e5", "1.2.3", "--1", "0.1234567891"] {
            assert_eq!(Decimal::read(text.as_bytes()), None, "{text}");
        }
    }
}
