//! Reads content streams: operands, operators and inline pictures (ISO 32000-1, 7.2, 7.8.2 and 8.9.7).
//!
//! `export` has a lexer too. This one is another on purpose: who checks a file must not share a mistake with its writer.

/// Arrays and dictionaries deeper than this are no honest content.
const MOST_DEPTH: usize = 16;
/// Operands before one operator; colours of 32 inks are the longest that there are (ISO 32000-1, Annex C).
const MOST_OPERANDS: usize = 64;

/// Bytes after an inline picture that show whether content follows.
const AHEAD: usize = 16;

/// What stands before an operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Operand>),
    /// Keys and values; properties and inline pictures have them.
    Pairs(Vec<(Vec<u8>, Operand)>),
    /// `true`, `false` or `null`.
    Word(bool),
}

impl Operand {
    pub fn number(&self) -> Option<f64> {
        match self {
            Operand::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Operand::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// One step of a content stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<'a> {
    /// An operator with its operands.
    Do(&'a [u8], Vec<Operand>),
    /// An inline picture: its entries, with their short keys, and its bytes.
    Picture(Vec<(Vec<u8>, Operand)>, &'a [u8]),
}

/// The steps of a content stream; it ends early, and says so, at bytes that mean nothing.
pub struct Steps<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether everything so far was understood.
    pub sound: bool,
}

enum Token<'a> {
    Operand(Operand),
    Operator(&'a [u8]),
    End,
}

impl<'a> Steps<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Steps { bytes, at: 0, sound: true }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => self.skip_while(|byte| !matches!(byte, b'\n' | b'\r')),
                byte if is_blank(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    /// The next token; `None` if the bytes mean nothing.
    fn token(&mut self, depth: usize) -> Option<Token<'a>> {
        self.skip_blanks();
        let Some(first) = self.peek() else { return Some(Token::End) };
        if depth > MOST_DEPTH {
            return None;
        }
        let operand = match first {
            b'/' => Operand::Name(self.name()),
            b'(' => Operand::Text(self.text()?),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => Operand::Pairs(self.pairs(depth)?),
            b'<' => Operand::Text(self.hexadecimal()?),
            b'[' => Operand::Array(self.array(depth)?),
            byte if is_regular(byte) => return self.word(),
            _ => return None,
        };
        Some(Token::Operand(operand))
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        self.skip_while(is_regular);
        &self.bytes[start..self.at]
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let word = self.regular();
        let is_number = word.first().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
        Some(match word {
            b"true" => Token::Operand(Operand::Word(true)),
            b"false" | b"null" => Token::Operand(Operand::Word(false)),
            _ if is_number => Token::Operand(Operand::Number(number(word)?)),
            _ => Token::Operator(word),
        })
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut at = 0;
        while let Some(&byte) = raw.get(at) {
            let pair = raw.get(at + 1..at + 3).and_then(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?));
            match (byte, pair) {
                (b'#', Some(escaped)) => {
                    name.push(escaped);
                    at += 3;
                }
                _ => {
                    name.push(byte);
                    at += 1;
                }
            }
        }
        name
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let (mut text, mut depth) = (Vec::new(), 0usize);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text)?,
                b'(' => {
                    if depth > 0 {
                        text.push(byte);
                    }
                    depth += 1;
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(text);
                    }
                    text.push(byte);
                }
                _ => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next) = self.peek().filter(|next| (b'0'..=b'7').contains(next)) else { break };
                    value = value * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                text.push(value as u8);
            }
            _ => text.push(byte),
        }
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'>' => break,
                byte if is_blank(byte) => {}
                byte => digits.push(digit(byte)?),
            }
        }
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        Some(digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect())
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Operand>> {
        self.at += 1;
        let mut array = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(array);
            }
            match self.token(depth + 1)? {
                Token::Operand(operand) => array.push(operand),
                Token::Operator(_) | Token::End => return None,
            }
        }
    }

    fn pairs(&mut self, depth: usize) -> Option<Vec<(Vec<u8>, Operand)>> {
        self.at += 2;
        let mut pairs = Vec::new();
        loop {
            self.skip_blanks();
            if self.bytes.get(self.at..self.at + 2) == Some(b">>") {
                self.at += 2;
                return Some(pairs);
            }
            let Token::Operand(Operand::Name(key)) = self.token(depth + 1)? else { return None };
            let Token::Operand(value) = self.token(depth + 1)? else { return None };
            pairs.push((key, value));
        }
    }

    /// An inline picture after its `BI`.
    fn picture(&mut self) -> Option<Step<'a>> {
        let mut entries = Vec::new();
        loop {
            match self.token(0)? {
                Token::Operand(Operand::Name(key)) => match self.token(0)? {
                    Token::Operand(value) => entries.push((key, value)),
                    _ => return None,
                },
                Token::Operator(b"ID") => break,
                _ => return None,
            }
        }
        // A single blank stands before the bytes.
        let start = self.at + 1;
        let end = self.end_of_picture(start, &entries)?;
        self.at = end + 2;
        Some(Step::Picture(entries, self.bytes.get(start..end).unwrap_or_default()))
    }

    /// Where the `EI` of an inline picture stands. Its bytes may look like one, so those of known number are passed over.
    fn end_of_picture(&self, start: usize, entries: &[(Vec<u8>, Operand)]) -> Option<usize> {
        let first = start.saturating_add(raw_size(entries).unwrap_or(0));
        let mut at = first;
        loop {
            let rest = self.bytes.get(at..)?;
            let found = at + rest.windows(2).position(|pair| pair == b"EI")?;
            // Texts end in a sign of their own, and need no blank.
            let before = found.checked_sub(1).and_then(|at| self.bytes.get(at));
            let begins = found == first || before.is_none_or(|byte| is_blank(*byte) || *byte == b'>');
            let after = self.bytes.get(found + 2..).unwrap_or_default();
            // What follows is content again, not a picture's bytes.
            let is_content = |byte: &u8| is_blank(*byte) || (b'!'..=b'~').contains(byte);
            let ends = after.first().is_none_or(|byte| is_blank(*byte)) && after.iter().take(AHEAD).all(is_content);
            if begins && ends {
                return Some(found);
            }
            at = found + 2;
        }
    }
}

impl<'a> Iterator for Steps<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let mut operands = Vec::new();
        loop {
            let step = match self.token(0) {
                Some(Token::Operand(operand)) if operands.len() < MOST_OPERANDS => {
                    operands.push(operand);
                    continue;
                }
                Some(Token::Operator(b"BI")) => self.picture(),
                Some(Token::Operator(operator)) => Some(Step::Do(operator, operands)),
                Some(Token::End) if operands.is_empty() => return None,
                _ => None,
            };
            if step.is_none() {
                self.sound = false;
                self.at = self.bytes.len();
            }
            return step;
        }
    }
}

/// How many bytes an inline picture has that is not packed, if its colours are those of a device.
fn raw_size(entries: &[(Vec<u8>, Operand)]) -> Option<usize> {
    let entry =
        |short: &[u8], long: &[u8]| entries.iter().find(|(key, _)| key == short || key == long).map(|(_, value)| value);
    let number = |short: &[u8], long: &[u8]| {
        entry(short, long).and_then(Operand::number).filter(|number| (0.0..1e6).contains(number)).map(|it| it as usize)
    };
    if entry(b"F", b"Filter").is_some() {
        return None;
    }
    let is_stencil = entry(b"IM", b"ImageMask") == Some(&Operand::Word(true));
    let channels = match entry(b"CS", b"ColorSpace") {
        _ if is_stencil => 1,
        Some(Operand::Name(name)) => match name.as_slice() {
            b"G" | b"DeviceGray" => 1,
            b"RGB" | b"DeviceRGB" => 3,
            b"CMYK" | b"DeviceCMYK" => 4,
            _ => return None,
        },
        Some(Operand::Array(_)) => 1,
        _ => return None,
    };
    let bits = if is_stencil { 1 } else { number(b"BPC", b"BitsPerComponent")? };
    let row = (number(b"W", b"Width")? * channels * bits).div_ceil(8);
    row.checked_mul(number(b"H", b"Height")?)
}

/// A number; PDF has no exponents, and broken writers leave a sign in the middle, which ends it.
fn number(word: &[u8]) -> Option<f64> {
    let end =
        word.iter().skip(1).position(|byte| !byte.is_ascii_digit() && *byte != b'.').map_or(word.len(), |at| at + 1);
    let text = std::str::from_utf8(&word[..end]).ok()?;
    match text {
        "-" | "+" | "." | "-." => Some(0.0),
        _ => text.parse().ok(),
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(content: &str) -> (Vec<String>, bool) {
        let mut steps = Steps::new(content.as_bytes());
        let mut found = Vec::new();
        for step in &mut steps {
            match step {
                Step::Do(operator, operands) => {
                    found.push(format!("{} {}", operands.len(), String::from_utf8_lossy(operator)));
                }
                Step::Picture(entries, bytes) => found.push(format!("{} {}", entries.len(), bytes.len())),
            }
        }
        (found, steps.sound)
    }

    #[test]
    fn every_step_has_its_operands() {
        let (found, sound) = operators("q 1 0 0 1 .5 -3. cm/F 9 Tf[(a\\)(b))-3<00 1>]TJ % c\n/P<</A[1]/B true>>BDC T*");
        assert_eq!(found, ["0 q", "6 cm", "2 Tf", "1 TJ", "2 BDC", "0 T*"]);
        assert!(sound);
    }

    #[test]
    fn inline_pictures_end_at_their_sign() {
        let (found, sound) = operators("q BI /W 2 /H 1 ID xEIy EI Q");
        assert_eq!(found, ["0 q", "2 5", "0 Q"]);
        assert!(sound);
    }

    #[test]
    fn bytes_of_a_picture_may_look_like_its_end() {
        let raw = "BI /W 4 /H 1 /BPC 8 /CS /G ID  EI \nEI 1 0 0 rg";
        assert_eq!(operators(raw), (vec!["4 5".to_string(), "3 rg".to_string()], true));
        let text = "BI /W 1 /H 1 /F /A85 ID !!~>EI\n1 0 0 rg BI /W 1 ID x\nEI";
        assert_eq!(operators(text).0, ["3 4", "3 rg", "1 2"]);
        let mut packed = b"BI /W 9 /F /Fl ID a EI \xff\xfe\x01 b\nEI Q".to_vec();
        packed.push(b'\n');
        let mut steps = Steps::new(&packed);
        assert!(matches!(steps.next(), Some(Step::Picture(_, bytes)) if bytes.len() == 11), "{packed:?}");
    }

    #[test]
    fn texts_are_unescaped() {
        let mut steps = Steps::new(b"(a\\101\\(\\n(x)\\\r\n) <4> /A#42 Tj");
        let Some(Step::Do(_, operands)) = steps.next() else { panic!("a step") };
        let expected = [Operand::Text(b"aA(\n(x)".into()), Operand::Text(b"@".into()), Operand::Name(b"AB".into())];
        assert_eq!(operands, expected);
    }

    #[test]
    fn what_means_nothing_ends_the_reading() {
        let deep = "[".repeat(100_000);
        for content in ["q (never closed", "[1 2", "q ) Q", "BI /W 1 ID xx", "1 2 3", "<<1 2>> BDC", deep.as_str()] {
            assert!(!operators(content).1, "{}", &content[..content.len().min(20)]);
        }
        let many = "1 ".repeat(100_000) + "k";
        assert!(!operators(&many).1);
    }
}
