//! Splits a pattern into tokens. Keywords are told from names by the parser: the grammar allows
//! `file:name` beside a bare `IN`, and both are words.

use super::PatternError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword; may hold hyphens.
    Word(String),
    /// `'..'`, escapes undone.
    Text(String),
    Integer(String),
    Float(String),
    Hex(String),
    Binary(String),
    Timestamp(String),
    /// `=`, `!=`, `<`, `(`, `[` and so on.
    Sign(&'static str),
    End,
}

/// Two-character signs first.
const SIGNS: [&str; 17] = [
    "==", "!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ":", ".", ",", "*", "+",
];

/// The tokens with their byte offsets; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, PatternError> {
    let mut lexer = Lexer { text, rest: text };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blanks()?;
        let offset = lexer.offset();
        let token = lexer.token()?;
        let ended = token == Token::End;
        tokens.push((offset, token));
        if ended {
            return Ok(tokens);
        }
    }
}

/// Whether a key may stand in a path without quotes.
pub(super) fn is_plain_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

struct Lexer<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    fn offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, PatternError> {
        Err(PatternError {
            offset: self.offset(),
            what,
        })
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (head, tail) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = tail;
        head
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len()))
    }

    /// Blanks and the two kinds of comment.
    fn skip_blanks(&mut self) -> Result<(), PatternError> {
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("//") {
                self.take_while(|c| c != '\n' && c != '\r');
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return self.fault("a comment without end");
                };
                self.take(end + "/**/".len());
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self) -> Result<Token, PatternError> {
        let mut chars = self.rest.chars();
        let Some(first) = chars.next() else {
            return Ok(Token::End);
        };
        let second = chars.next();
        match (first, second) {
            ('\'', _) => self.quoted().map(Token::Text),
            ('h' | 'b' | 't', Some('\'')) => self.prefixed(first),
            ('0'..='9', _) | ('-' | '+' | '.', Some('0'..='9')) | ('-' | '+', Some('.')) => {
                self.number()
            }
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let word = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                Ok(Token::Word(word.to_owned()))
            }
            _ => match SIGNS.into_iter().find(|sign| self.rest.starts_with(sign)) {
                Some(sign) => {
                    self.take(sign.len());
                    Ok(Token::Sign(sign))
                }
                None => self.fault("a character that no pattern has here"),
            },
        }
    }

    fn quoted(&mut self) -> Result<String, PatternError> {
        let body = self.rest.strip_prefix('\'').unwrap_or(self.rest);
        let mut text = String::new();
        let mut chars = body.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' => {
                    self.take(at + 2);
                    return Ok(text);
                }
                '\\' => {
                    let Some((_, escaped @ ('\'' | '\\'))) = chars.next() else {
                        self.take(at + 1);
                        return self.fault(r"`\` before something other than `\` and `'`");
                    };
                    text.push(escaped);
                }
                _ => text.push(c),
            }
        }
        self.fault("a text without closing `'`")
    }

    fn prefixed(&mut self, prefix: char) -> Result<Token, PatternError> {
        let start = self.rest;
        self.take(1);
        let body = self.quoted()?;
        let (good, what) = match prefix {
            'h' => (is_hex(&body), "not an even number of hex digits"),
            'b' => (is_base64(&body), "not base64"),
            _ => (
                is_timestamp(&body),
                "not a time like `2024-01-31T12:00:00Z`",
            ),
        };
        if !good {
            self.rest = start;
            return self.fault(what);
        }
        Ok(match prefix {
            'h' => Token::Hex(body),
            'b' => Token::Binary(body),
            _ => Token::Timestamp(body),
        })
    }

    fn number(&mut self) -> Result<Token, PatternError> {
        let start = self.rest;
        let sign = if self.rest.starts_with(['-', '+']) {
            self.take(1)
        } else {
            ""
        };
        let whole = self.take_while(|c| c.is_ascii_digit());
        let fraction = if self.rest.starts_with('.') {
            self.take(1);
            Some(self.take_while(|c| c.is_ascii_digit()))
        } else {
            None
        };
        let good = match fraction {
            None => whole == "0" || !(whole.is_empty() || whole.starts_with('0')),
            Some(digits) => !digits.is_empty(),
        };
        if !good
            || self
                .rest
                .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        {
            self.rest = start;
            return self.fault("not a number");
        }
        let sign = if sign == "-" { "-" } else { "" };
        Ok(match fraction {
            None => Token::Integer(format!("{sign}{whole}")),
            Some(fraction) => Token::Float(format!("{sign}{whole}.{fraction}")),
        })
    }
}

fn is_hex(body: &str) -> bool {
    body.len().is_multiple_of(2) && body.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base64(body: &str) -> bool {
    let digits = body.trim_end_matches('=');
    body.len().is_multiple_of(4)
        && body.len() - digits.len() <= 2
        && digits
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

/// As the grammar has it: every field in its range, days not checked against the month.
fn is_timestamp(body: &str) -> bool {
    let Some(body) = body.strip_suffix('Z') else {
        return false;
    };
    let (whole, fraction) = match body.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body, None),
    };
    if fraction
        .is_some_and(|digits| digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()))
    {
        return false;
    }
    let shape = "0000-00-00T00:00:00";
    let in_shape = whole.len() == shape.len()
        && whole.bytes().zip(shape.bytes()).all(|(b, s)| {
            if s == b'0' {
                b.is_ascii_digit()
            } else {
                b == s
            }
        });
    let field = |from: usize| {
        whole
            .get(from..from + 2)
            .and_then(|digits| digits.parse::<u8>().ok())
    };
    let within = |from, least, most| field(from).is_some_and(|n| (least..=most).contains(&n));
    in_shape
        && within(5, 1, 12)
        && within(8, 1, 31)
        && within(11, 0, 23)
        && within(14, 0, 59)
        && within(17, 0, 60)
}
