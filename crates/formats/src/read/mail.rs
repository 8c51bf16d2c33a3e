//! The body of a pasted e-mail as its reader saw it: parts that travelled as quoted-printable or base64 are decoded
//! before values are looked for, else a link broken over two lines is another link. Attachments are not opened.
//!
//! Source: RFC 2045, 6.7 and 6.8; RFC 2046, 5.1.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use data_encoding::BASE64;
use regex::Regex;

use super::note::{Note, NoteCode};

/// Boundaries of one mail: parts within parts.
const MOST_BOUNDARIES: usize = 64;

/// A line as it was, or as it was before it travelled.
pub(super) struct Line<'t> {
    /// The line of the paste that it stands in, or that its part begins with.
    pub(super) number: usize,
    pub(super) text: Cow<'t, str>,
    pub(super) is_decoded: bool,
}

/// A text with its encoded parts decoded.
#[derive(Default)]
pub(super) struct Opened<'t> {
    pub(super) lines: Vec<Line<'t>>,
    /// Parts that were decoded.
    pub(super) decoded: usize,
    /// Attachments that were passed over.
    pub(super) attachments: usize,
    /// Parts that say that they are encoded, and are not.
    pub(super) broken: usize,
}

impl Opened<'_> {
    /// For the person: what they see is not what they pasted.
    pub(super) fn notes(&self) -> Vec<Note> {
        let told = [
            (
                NoteCode::MailDecoded,
                self.decoded,
                "parts of a mail were decoded (quoted-printable or base64) before values were read",
            ),
            (
                NoteCode::Attachments,
                self.attachments,
                "attachments of a mail were not opened: bring what is in them as files",
            ),
            (
                NoteCode::MailBroken,
                self.broken,
                "parts of a mail say that they are encoded, and cannot be decoded: read as they stand",
            ),
        ];
        let told = told.into_iter().filter(|(_, count, _)| *count > 0);
        told.map(|(code, count, what)| Note::counted(code, count, what))
            .collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    QuotedPrintable,
    Base64,
}

/// What the headers of a part say of it.
#[derive(Clone, Copy, Default)]
struct Head {
    encoding: Option<Encoding>,
    is_other_than_text: bool,
    is_html: bool,
    is_latin: bool,
}

static ENCODING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)^content-transfer-encoding:\s*"?(quoted-printable|base64|7bit|8bit|binary)"#)
        .ok()
});
static TYPE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^content-type:\s*([a-z0-9.+-]+/[a-z0-9.+-]+)").ok());
static CHARSET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)charset="?(iso-8859-1|iso-8859-15|windows-1252|us-ascii|latin1)\b"#).ok()
});
static BOUNDARY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\bboundary=(?:"(?P<quoted>[^"]{1,200})"|(?P<plain>[^\s;"]{1,200}))"#).ok()
});

fn first<'t>(regex: &LazyLock<Option<Regex>>, line: &'t str) -> Option<&'t str> {
    let found = regex.as_ref()?.captures(line)?;
    found.get(1).map(|found| found.as_str())
}

/// The lines of a text, those of encoded parts decoded.
pub(super) fn opened(text: &str) -> Opened<'_> {
    let is_encoded = text.lines().any(|line| {
        first(&ENCODING, line).is_some_and(|word| {
            matches!(
                word.to_ascii_lowercase().as_str(),
                "base64" | "quoted-printable"
            )
        })
    });
    let mut reader = Reader {
        boundaries: if is_encoded {
            boundaries(text)
        } else {
            HashSet::new()
        },
        opened: Opened::default(),
        head: Head::default(),
        body: None,
    };
    for (number, line) in (1..).zip(text.lines()) {
        if is_encoded {
            reader.line(number, line);
        } else {
            reader.pass(number, line);
        }
    }
    reader.end_of_part();
    reader.opened
}

fn boundaries(text: &str) -> HashSet<&str> {
    let found = BOUNDARY.iter().flat_map(|regex| regex.captures_iter(text));
    let named = found.filter_map(|found| found.name("quoted").or_else(|| found.name("plain")));
    named
        .take(MOST_BOUNDARIES)
        .map(|name| name.as_str())
        .collect()
}

/// A body that is being collected.
struct Body<'t> {
    lines: Vec<(usize, &'t str)>,
    head: Head,
    encoding: Encoding,
}

struct Reader<'t> {
    boundaries: HashSet<&'t str>,
    opened: Opened<'t>,
    head: Head,
    body: Option<Body<'t>>,
}

impl<'t> Reader<'t> {
    fn line(&mut self, number: usize, line: &'t str) {
        if self.is_boundary(line) {
            self.end_of_part();
            return;
        }
        if let Some(body) = &mut self.body {
            let is_base64 = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
            let goes_on =
                body.encoding == Encoding::QuotedPrintable || line.trim().bytes().all(is_base64);
            if goes_on {
                body.lines.push((number, line));
                return;
            }
            // Whoever pasted it wrote on below.
            self.end_of_part();
        }
        self.header(line);
        self.pass(number, line);
    }

    fn header(&mut self, line: &str) {
        if let Some(word) = first(&ENCODING, line) {
            self.head.encoding = match word.to_ascii_lowercase().as_str() {
                "quoted-printable" => Some(Encoding::QuotedPrintable),
                "base64" => Some(Encoding::Base64),
                _ => None,
            };
        }
        if let Some(kind) = first(&TYPE, line) {
            let kind = kind.to_ascii_lowercase();
            self.head.is_other_than_text = !kind.starts_with("text/");
            self.head.is_html = kind == "text/html";
        }
        self.head.is_latin |= first(&CHARSET, line).is_some();
        if line.trim().is_empty() {
            // The head ends here.
            let head = std::mem::take(&mut self.head);
            self.body = head.encoding.map(|encoding| Body {
                lines: Vec::new(),
                head,
                encoding,
            });
        }
    }

    fn pass(&mut self, number: usize, line: &'t str) {
        self.opened.lines.push(Line {
            number,
            text: Cow::Borrowed(line),
            is_decoded: false,
        });
    }

    fn is_boundary(&self, line: &str) -> bool {
        let Some(name) = line.trim_end().strip_prefix("--") else {
            return false;
        };
        self.boundaries.contains(name)
            || name
                .strip_suffix("--")
                .is_some_and(|name| self.boundaries.contains(name))
    }

    fn end_of_part(&mut self) {
        self.head = Head::default();
        let Some(body) = self.body.take() else {
            return;
        };
        if body.head.is_other_than_text {
            self.opened.attachments += 1;
            return;
        }
        let decoded = match body.encoding {
            Encoding::QuotedPrintable => Some(from_quoted_printable(&body)),
            Encoding::Base64 => from_base64(&body),
        };
        let Some(decoded) = decoded else {
            self.opened.broken += 1;
            for (number, line) in body.lines {
                self.pass(number, line);
            }
            return;
        };
        self.opened.decoded += 1;
        self.opened.lines.extend(decoded);
    }
}

/// Each line as it was written, with the line of the paste that it begins in.
fn from_quoted_printable<'t>(body: &Body<'_>) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let mut open: Option<(usize, Vec<u8>)> = None;
    for (number, line) in &body.lines {
        let (_, bytes) = open.get_or_insert_with(|| (*number, Vec::new()));
        let line = line.trim_end();
        let (text, goes_on) = match line.strip_suffix('=') {
            Some(text) => (text, true),
            None => (line, false),
        };
        unquote(text, bytes);
        if !goes_on {
            lines.extend(
                open.take()
                    .map(|(number, bytes)| body.head.line(number, &bytes)),
            );
        }
    }
    lines.extend(open.map(|(number, bytes)| body.head.line(number, &bytes)));
    lines
}

/// What is no code stands for itself, as every mail program shows it.
fn unquote(text: &str, into: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == b'='
            && let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            into.push(high << 4 | low);
            rest = after;
        } else {
            into.push(*byte);
        }
    }
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// None where it is no base64. A paste may be cut off: what is whole of it counts.
fn from_base64<'t>(body: &Body<'_>) -> Option<Vec<Line<'t>>> {
    let first = body.lines.first()?.0;
    let mut text: String = body.lines.iter().map(|(_, line)| line.trim()).collect();
    text.truncate(text.len() / 4 * 4);
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    if bytes.is_empty() || bytes.contains(&0) {
        return None;
    }
    let lines = bytes.split(|byte| *byte == b'\n');
    Some(lines.map(|line| body.head.line(first, line)).collect())
}

impl Head {
    fn line<'t>(self, number: usize, bytes: &[u8]) -> Line<'t> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Letters beyond ASCII are in no value of such a text; what they are matters little.
            Err(_) if self.is_latin => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        };
        let text = text.trim_end_matches('\r');
        let text = if self.is_html {
            text.replace("&amp;", "&")
        } else {
            text.to_owned()
        };
        Line {
            number,
            text: Cow::Owned(text),
            is_decoded: true,
        }
    }
}
