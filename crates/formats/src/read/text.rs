//! Free text: a paste, an e-mail, the text of a PDF. Values are taken out in any defanged spelling; words that may be
//! a value or something else are refused with the reason, so that the person decides.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use fanal_stix::{Kind, Value};
use regex::{Captures, Regex};

use super::collect::Collector;
use super::marked::Marked;
use super::note::{Note, NoteCode, Reason, WhyRefused};
use super::recognise::recognised;
use super::{Fault, Format, Found, Input, Options, Reading, list, mail};
use crate::shown::is_invisible;

/// Longer words are no values: see [`fanal_stix::MAX_VALUE_BYTES`]; defanging may double them.
const MAX_WORD_BYTES: usize = 2 * fanal_stix::MAX_VALUE_BYTES;

/// Stands before a word that followed a label like `Domain:`.
const LABEL: &str = ":";

/// Names of programs and archives end like these domains of countries and companies.
const FILE_LIKE: [&str; 6] = ["zip", "mov", "sh", "py", "md", "so"];

/// A dotted quad after these words is a version.
const VERSION_WORDS: [&str; 13] = [
    "version", "versions", "ver", "v", "release", "build", "firmware", "ios", "ipados", "android",
    "macos", "sdk", "update",
];

pub(super) fn read(input: &Input<'_>, options: &Options<'_>) -> Result<Reading, Fault> {
    let text = input.text;
    if options.as_kind.is_some() {
        return list::read(input, options);
    }
    let mut collector = Collector::default();
    let opened = mail::opened(text);
    let lines: Vec<&str> = opened.lines.iter().map(|line| &*line.text).collect();
    let mut mail = Mail::of(&lines);
    for (at, line) in opened.lines.iter().enumerate() {
        if mail.passes_over(at, &line.text) {
            continue;
        }
        let how = if line.is_decoded { ", decoded" } else { "" };
        let place = format!("line {}{how}", line.number);
        let mut words = Words {
            collector: &mut collector,
            place,
        };
        words.line(&line.text);
    }
    let mut reading = collector.finish(Format::Text);
    reading.notes.extend(opened.notes());
    if mail.passed_over > 0 {
        let count = mail.passed_over;
        let text = "lines of mail headers passed over: they name servers, recipients and whoever sent the mail on";
        let note = Note::counted(NoteCode::MailHeaders, count, text);
        reading.notes.push(note);
    }
    // A label that travelled encoded binds as well.
    let marked = if opened.decoded > 0 {
        Marked::of(&lines.join("\n"))
    } else {
        Marked::of(text)
    };
    marked.apply(&mut reading);
    Ok(reading)
}

/// Headers of a pasted e-mail. Those of transport and recipients are passed over: they name the beneficiary. What a
/// person sends on carries their own address above the attacker's: of mails within each other the innermost alone says
/// who sent it. [IMP-1]
struct Mail {
    has_headers: bool,
    /// From which line on a sender is the attacker, as far as a paste can say.
    innermost: usize,
    is_passing: bool,
    passed_over: usize,
}

static TRANSPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^[>*\s]{0,16}(?:received|received-spf|return-path|x-[a-z0-9-]+|arc-[a-z-]+|authentication-results|dkim-signature|domainkey-signature|message-id|references|in-reply-to|delivered-to|to|cc|bcc|cci|cco|à|para|إلى|الى|envelope-to|mime-version|content-[a-z-]+|list-[a-z-]+|resent-[a-z-]+|thread-[a-z-]+|date|autocrypt|feedback-id)\s?\*?:",
    )
    .ok()
});

static SENDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[>*\s]{0,16}(?:from|de|von|من|sender|reply-to)\s?\*?:").ok()
});

/// Each mail has one of these, in the words of the program that sent it on.
static FROM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^[>*\s]{0,16}(?:from|de|von|من)\s?\*?:").ok());

/// A name and a colon, or what goes on with the line above.
static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[>*\s]{0,16}[\p{L}][\p{L}\p{M}0-9-]{0,40}\s?\*?:|[ \t]+\S)").ok()
});

fn is_match(regex: &LazyLock<Option<Regex>>, line: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(line))
}

impl Mail {
    fn of(lines: &[&str]) -> Self {
        let headers = lines
            .iter()
            .filter(|line| is_match(&TRANSPORT, line))
            .take(2)
            .count();
        let has_sender = lines.iter().any(|line| is_match(&SENDER, line));
        let has_headers = headers > 1 || (headers == 1 && has_sender);
        Self {
            has_headers,
            innermost: innermost(lines),
            is_passing: false,
            passed_over: 0,
        }
    }

    fn passes_over(&mut self, at: usize, line: &str) -> bool {
        if !self.has_headers {
            return false;
        }
        let is_sender = is_match(&SENDER, line);
        let is_folded = self.is_passing && line.starts_with([' ', '\t']) && !line.trim().is_empty();
        self.is_passing = if is_sender {
            at < self.innermost
        } else {
            is_folded || is_match(&TRANSPORT, line)
        };
        self.passed_over += usize::from(self.is_passing);
        self.is_passing
    }
}

/// The line that the head of the last mail begins with; the first line where there is but one.
fn innermost(lines: &[&str]) -> usize {
    let mut from = (0..lines.len())
        .rev()
        .filter(|at| lines.get(*at).is_some_and(|line| is_match(&FROM, line)));
    let (Some(last), Some(before)) = (from.next(), from.next()) else {
        return 0;
    };
    let is_header = |at: &usize| lines.get(*at).is_some_and(|line| is_match(&HEADER, line));
    let head = (0..last).rev().take_while(is_header).last();
    // Without anything between two heads nobody can say whose line is whose.
    head.filter(|head| before < *head).unwrap_or(last)
}

/// A line with its fangs undone, and where they were.
struct Clean {
    text: String,
    fangs: Vec<usize>,
}

static FANGS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?P<dot>[ \t]?(?:\[\s?(?:\.|dot|punto|point)\s?\]|\(\s?(?:\.|dot)\s?\)|\{\s?(?:\.|dot)\s?\}|<\.>)[ \t]?)",
        r"|(?P<at>[ \t]?(?:\[\s?(?:@|at)\s?\]|\(\s?(?:@|at)\s?\)|\{\s?(?:@|at)\s?\})[ \t]?)",
        r"|(?P<sign>[\[({](?:://|:/|//|:|/)[\])}])",
        r"|(?P<half>\[\.|\.\]|\\\.)",
    ))
    .ok()
});

impl Clean {
    fn of(line: &str) -> Self {
        let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
        let mut clean = Self {
            text: String::with_capacity(visible.len()),
            fangs: Vec::new(),
        };
        let Some(fangs) = FANGS.as_ref() else {
            return clean;
        };
        let mut from = 0;
        for found in fangs.captures_iter(&visible) {
            let Some(whole) = found.get(0) else { continue };
            clean
                .text
                .push_str(visible.get(from..whole.start()).unwrap_or_default());
            clean.fangs.push(clean.text.len());
            clean.text.push_str(unfanged(&found));
            from = whole.end();
        }
        clean.text.push_str(visible.get(from..).unwrap_or_default());
        clean
    }

    fn has_fang(&self, start: usize, end: usize) -> bool {
        let after = self.fangs.partition_point(|at| *at < start);
        self.fangs.get(after).is_some_and(|at| *at < end)
    }
}

fn unfanged<'t>(found: &Captures<'t>) -> &'t str {
    if found.name("at").is_some() {
        return "@";
    }
    match found.name("sign") {
        Some(sign) => sign.as_str().trim_matches(['[', ']', '(', ')', '{', '}']),
        None => ".",
    }
}

static URLS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?P<scheme>h[tx*]{2}ps?|hxtps?|ftps?|fxps?|meow)(?P<rest>:/{1,3}[^\s<>"'`“”„‘’«»|\\^{}，、。；（）【】「」؛،]+)"#).ok()
});

/// What stands between words, in the scripts that our readers write.
fn is_between_words(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '<' | '>'
                | '"'
                | '“'
                | '”'
                | '„'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '|'
                | ','
                | ';'
                | '\''
                | '`'
                | '‘'
                | '’'
                | '，'
                | '、'
                | '。'
                | '；'
                | '：'
                | '（'
                | '）'
                | '【'
                | '】'
                | '「'
                | '」'
                | '؛'
                | '،'
        )
}

struct Words<'c> {
    collector: &'c mut Collector,
    place: String,
}

impl Words<'_> {
    fn line(&mut self, line: &str) {
        // `evil dot example` is a value when the line says nothing else.
        let spelled = line.trim();
        if (spelled.contains(" dot ") || spelled.contains(" at "))
            && let Some(value) = recognised(spelled)
        {
            return self.add(value);
        }
        let clean = Clean::of(line);
        let rest = self.urls(&clean);
        let mut previous = "";
        let mut start = 0;
        for word in rest.split(is_between_words) {
            let end = start + word.len();
            self.word(word, previous, clean.has_fang(start, end));
            if !word.is_empty() {
                previous = word;
            }
            // The character between two words may have several bytes.
            start = end
                + rest
                    .get(end..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8);
        }
    }

    fn add(&mut self, value: Value) {
        let found = Found::at(value, self.place.clone());
        self.collector.add(found);
    }

    fn refuse(&mut self, text: &str, reason: Reason, hint: Option<&str>) {
        self.collector
            .refuse(self.place.clone(), text, reason, hint);
    }

    /// Takes the URLs with a scheme; gives the line with blanks in their places.
    fn urls(&mut self, clean: &Clean) -> String {
        let mut rest = String::with_capacity(clean.text.len());
        let mut from = 0;
        for found in URLS.iter().flat_map(|urls| urls.captures_iter(&clean.text)) {
            let (Some(whole), Some(scheme), Some(tail)) =
                (found.get(0), found.name("scheme"), found.name("rest"))
            else {
                continue;
            };
            self.url(plain_scheme(scheme.as_str()), tail.as_str());
            rest.push_str(clean.text.get(from..whole.start()).unwrap_or_default());
            rest.push_str(&" ".repeat(whole.len()));
            from = whole.end();
        }
        rest.push_str(clean.text.get(from..).unwrap_or_default());
        rest
    }

    fn url(&mut self, scheme: &str, tail: &str) {
        if tail.len() > MAX_WORD_BYTES {
            return self.refuse(tail, WhyRefused::TooLong.says("too long for a value"), None);
        }
        let text = format!("{scheme}{}", without_tail(tail));
        match Value::parse(Kind::Url, &text) {
            Ok(value) => self.add(value),
            Err(bad) => self.refuse(&text, WhyRefused::NotOfKind.says(bad.to_string()), None),
        }
    }

    fn word(&mut self, word: &str, previous: &str, is_fanged: bool) {
        let word = word.trim_start_matches(['(', '[', '{', '*', '_', '~', '.', '!', '-', '•', '→']);
        if word.len() > MAX_WORD_BYTES {
            return;
        }
        let word = without_tail(word);
        match recognised(word) {
            Some(value) => self.judge(value, word, previous, is_fanged),
            None => self.unrecognised(word, previous, is_fanged),
        }
    }

    /// A recognised word that nobody defanged may be something else.
    fn judge(&mut self, value: Value, word: &str, previous: &str, is_fanged: bool) {
        let kind = value.kind();
        let is_name = matches!(kind, Kind::DomainName | Kind::Url);
        let is_other = match kind {
            _ if is_fanged => false,
            Kind::EmailAddress => !has_known_host(&value),
            Kind::Ipv4 => is_version(previous),
            Kind::Ipv6 => !word.contains(|c: char| c.is_ascii_hexdigit()),
            Kind::DomainName
            | Kind::Url
            | Kind::Md5
            | Kind::Sha1
            | Kind::Sha256
            | Kind::Sha512
            | Kind::AppId
            | Kind::CertificateMd5
            | Kind::CertificateSha1
            | Kind::CertificateSha256
            | Kind::ProcessName
            | Kind::FileName
            | Kind::FilePath
            | Kind::ConfigurationProfileId
            | Kind::AndroidProperty => false,
        };
        if is_name && !is_fanged {
            self.judge_name(value, word);
        } else if !is_other {
            self.add(value);
        }
    }

    fn judge_name(&mut self, value: Value, word: &str) {
        let host = word.split(['/', ':', '?', '#']).next().unwrap_or_default();
        if host.parse::<Ipv4Addr>().is_ok() {
            return self.add(value);
        }
        match doubt(host) {
            None => self.add(value),
            Some(Doubt::EndOfSentence) => {}
            Some(Doubt::File) if value.kind() == Kind::Url => {}
            Some(Doubt::File) => self.refuse(
                word,
                WhyRefused::FileOrDomain.says("could be a file name or a domain"),
                Some("write the dot as `[.]` if it is a domain"),
            ),
            Some(Doubt::App) => self.refuse(
                word,
                WhyRefused::AppOrDomain.says("could be an app id or a domain"),
                Some("read it as a list of `app-id`, or write the dots as `[.]` if it is a domain"),
            ),
        }
    }

    fn unrecognised(&mut self, word: &str, previous: &str, is_fanged: bool) {
        if let Some((head, rest)) = word.split_once([':', '='])
            && !rest.is_empty()
            && !rest.starts_with('/')
            && !head.contains(['.', '/'])
            && previous != LABEL
        {
            // `Domain:evil.example`, `c2=...`; once, however many colons follow.
            if is_version(head) && rest.parse::<Ipv4Addr>().is_ok() {
                return;
            }
            return self.word(rest, LABEL, is_fanged);
        }
        if !word.is_ascii() && word.contains(|c: char| c.is_ascii_alphanumeric()) {
            // Scripts without blanks between words.
            let is_foreign = |c: char| !c.is_ascii();
            return word
                .split(is_foreign)
                .for_each(|part| self.word(part, "", is_fanged));
        }
        if !is_fanged || !word.contains('.') {
            return;
        }
        // Defanged, so meant as a value, be the suffix known or not.
        let kind = if word.contains('@') {
            Kind::EmailAddress
        } else {
            Kind::DomainName
        };
        let whole = if word.contains('/') {
            Value::parse(Kind::Url, &format!("http://{word}"))
        } else {
            Value::parse(kind, word)
        };
        match whole {
            Ok(value) => self.add(value),
            Err(bad) => self.refuse(word, WhyRefused::NotOfKind.says(bad.to_string()), None),
        }
    }
}

enum Doubt {
    File,
    App,
    EndOfSentence,
}

/// Why a name with a known suffix may be no domain.
fn doubt(host: &str) -> Option<Doubt> {
    let labels: Vec<&str> = host.split('.').collect();
    let [first, .., last] = labels.as_slice() else {
        return None;
    };
    if labels.len() > 2 && matches!(*first, "com" | "org" | "net" | "android") {
        return Some(Doubt::App);
    }
    if labels.len() > 2 || *first == "www" {
        return None;
    }
    if FILE_LIKE.contains(&last.to_lowercase().as_str()) {
        return Some(Doubt::File);
    }
    // "... at the end.In the next": a blank is missing.
    let mut letters = last.chars();
    let is_capitalised =
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
    (last.len() == 2 && is_capitalised).then_some(Doubt::EndOfSentence)
}

fn has_known_host(address: &Value) -> bool {
    let host = address.text().rsplit('@').next().unwrap_or_default();
    recognised(host).is_some_and(|value| value.kind() == Kind::DomainName)
}

fn is_version(previous: &str) -> bool {
    let word = previous
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    VERSION_WORDS.contains(&word.as_str())
}

fn plain_scheme(scheme: &str) -> &'static str {
    let scheme = scheme.to_ascii_lowercase();
    match (scheme.starts_with('h'), scheme.ends_with('s')) {
        (true, true) => "https",
        (true, false) => "http",
        (false, true) => "ftps",
        (false, false) => "ftp",
    }
}

/// Without the punctuation that ends a sentence or closes a bracket that is not open in the word.
fn without_tail(word: &str) -> &str {
    let mut word = word;
    while let Some(last) = word.chars().next_back() {
        let open = match last {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        let is_tail = match open {
            Some(open) => word.matches(open).count() < word.matches(last).count(),
            None => matches!(
                last,
                '.' | ',' | ':' | ';' | '!' | '?' | '*' | '…' | '~' | '_' | '"' | '\''
            ),
        };
        if !is_tail {
            break;
        }
        word = word.strip_suffix(last).unwrap_or_default();
    }
    word
}
