//! Reads the tokens of a content stream without building objects (ISO 32000-1, 7.2 and 7.8.2).

/// One token: an operand with everything inside it, or an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// Whether it is an operator.
    pub(crate) is_operator: bool,
    /// Where it begins.
    pub(crate) start: usize,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
}

/// The tokens of a content stream. It ends early, and says so, at an inline image or at bytes that are no tokens.
pub(crate) struct Lexer<'a> {
    stream: &'a [u8],
    at: usize,
    /// Whether everything up to the present place was understood.
    pub(crate) sound: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Lexer { stream, at: 0, sound: true }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.stream.get(at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'%' => self.at = self.until(self.at, |byte| matches!(byte, b'\n' | b'\r')),
                byte if is_blank(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    /// The first place from `at` on whose byte is wanted, or the end.
    fn until(&self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.stream.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| wanted(*byte)).unwrap_or(rest.len())
    }

    /// Where the operand that begins here ends; `None` if it does not end.
    fn operand_end(&self, start: usize) -> Option<usize> {
        match self.byte(start)? {
            b'(' => self.string_end(start),
            b'<' if self.byte(start + 1) == Some(b'<') => self.group_end(start),
            b'<' => Some(self.until(start, |byte| byte == b'>') + 1),
            b'[' => self.group_end(start),
            b'/' => Some(self.until(start + 1, |byte| !is_regular(byte))),
            _ => Some(self.until(start, |byte| !is_regular(byte))),
        }
    }

    fn string_end(&self, start: usize) -> Option<usize> {
        let (mut at, mut depth) = (start, 0);
        loop {
            match self.byte(at)? {
                b'\\' => at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// The end of an array or a dictionary with everything inside it.
    fn group_end(&self, start: usize) -> Option<usize> {
        let (mut at, mut depth) = (start, 0);
        loop {
            let pair = self.stream.get(at..at + 2).unwrap_or_default();
            match self.byte(at)? {
                b'(' => at = self.string_end(at)?,
                b'[' => (at, depth) = (at + 1, depth + 1),
                b']' => (at, depth) = (at + 1, depth - 1),
                b'<' if pair == b"<<" => (at, depth) = (at + 2, depth + 1),
                b'>' if pair == b">>" => (at, depth) = (at + 2, depth - 1),
                b'<' => at = self.until(at, |byte| byte == b'>') + 1,
                _ => at += 1,
            }
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let start = self.at;
        let first = self.byte(start)?;
        let end = self.operand_end(start).filter(|end| *end > start && *end <= self.stream.len());
        let Some(end) = end else {
            self.sound = false;
            return None;
        };
        let bytes = &self.stream[start..end];
        let is_operator = first.is_ascii_alphabetic() && !matches!(bytes, b"true" | b"false" | b"null")
            || matches!(first, b'\'' | b'"');
        if bytes == b"BI" {
            self.sound = false;
            return None;
        }
        self.at = end;
        Some(Token { is_operator, start, bytes })
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// A byte of a number, a name or an operator.
pub(crate) fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(stream: &str) -> Vec<(bool, String)> {
        let lexer = Lexer::new(stream.as_bytes());
        lexer.map(|token| (token.is_operator, String::from_utf8_lossy(token.bytes).into_owned())).collect()
    }

    #[test]
    fn operands_are_whole() {
        let found = tokens("BT/Span<</A<fe>/B(x\\)(y))>>BDC 0 Tr/f0 7 Tf[<00>-3(a]b)]TJ % c BT\nT* '");
        let words: Vec<&str> = found.iter().map(|(_, word)| word.as_str()).collect();
        let expected = [
            "BT",
            "/Span",
            "<</A<fe>/B(x\\)(y))>>",
            "BDC",
            "0",
            "Tr",
            "/f0",
            "7",
            "Tf",
            "[<00>-3(a]b)]",
            "TJ",
            "T*",
            "'",
        ];
        assert_eq!(words, expected);
        assert_eq!(found.iter().filter(|(is_operator, _)| *is_operator).count(), 7);
    }

    #[test]
    fn what_is_not_understood_ends_the_reading() {
        for stream in ["q BI /W 1 ID x EI Q", "(never closed", "[1 2", "q ) Q"] {
            let mut lexer = Lexer::new(stream.as_bytes());
            while lexer.next().is_some() {}
            assert!(!lexer.sound, "{stream}");
        }
    }
}
