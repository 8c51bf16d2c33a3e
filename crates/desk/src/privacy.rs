//! A first privacy check: what looks as if it told of one person, before anything leaves.
//!
//! It warns about shapes, it knows no names. The full check (four languages, identity numbers,
//! device names) is a later room; the answers are kept the same way. [SR-2] [SR-3]

use fanal_protocol::Bulletin;
use fanal_stix::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::indicated;

/// Something to be answered before it leaves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Names the finding, to be answered by; tells nothing of the value.
    pub key: String,
    /// Where: `title`, `summary`, or the indicator's place.
    pub place: String,
    /// What it looks like.
    pub what: String,
    /// What can be done.
    pub hint: String,
}

/// Letters and digits in a row, mixed, from which on a path looks made for one person.
const TOKEN_CHARS: usize = 10;

/// All findings of a bulletin.
pub(crate) fn findings_in(bulletin: &Bulletin) -> Vec<Finding> {
    let mut findings = Vec::new();
    let texts = [
        ("title", Some(&bulletin.title)),
        ("summary", bulletin.summary.as_ref()),
    ];
    for (place, text) in texts
        .into_iter()
        .filter_map(|(place, text)| Some((place, text?)))
    {
        findings.extend(findings_in_text(place, text));
    }
    if !may_hold_links(bulletin) {
        return findings;
    }
    for (at, found) in indicated(bulletin).into_iter().enumerate() {
        let place = format!("indicator {}", at + 1);
        if found.value.kind() == Kind::Url && has_token(found.value.text()) {
            findings.push(Finding {
                key: format!("link-{}", short_hash(found.value.text())),
                place,
                what: "a link that looks made for one person (a long random part)".into(),
                hint: "share the domain alone, or keep it and say why".into(),
            });
        }
    }
    findings
}

/// Reading ten thousand objects takes long, and is asked for several times on the way of a
/// bulletin. A path after a host has a slash in it: as it is, backwards, or as an escape, which
/// begins with the latter.
fn may_hold_links(bulletin: &Bulletin) -> bool {
    let mut objects = bulletin.objects.iter();
    objects.any(|raw| raw.get().contains(['/', '\\']))
}

fn findings_in_text(place: &str, text: &str) -> Vec<Finding> {
    let words = || text.split(|c: char| c.is_whitespace() || "<>()[]\"',;".contains(c));
    let finding = |what: &str, word: &str| Finding {
        key: format!("{place}-{}", short_hash(word)),
        place: place.to_owned(),
        what: what.to_owned(),
        hint: "take it out, or keep it and say why".into(),
    };
    let mut findings = Vec::new();
    for word in words() {
        if word.contains('@')
            && word.split('@').count() == 2
            && word.rsplit('@').next().is_some_and(|d| d.contains('.'))
        {
            findings.push(finding("an e-mail address", word));
        }
        let personal = ["/Users/", "/home/", "C:\\Users\\"];
        if personal.iter().any(|path| word.contains(path)) {
            findings.push(finding("a path with a user's name", word));
        }
    }
    let number: String = text.chars().filter(|c| !" -./()".contains(*c)).collect();
    if longest_digits(&number) >= 9 && text.contains('+') {
        findings.push(finding("a telephone number", &number));
    }
    findings
}

fn longest_digits(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or(0)
}

fn has_token(url: &str) -> bool {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    path.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| {
            part.len() >= TOKEN_CHARS
                && part.chars().any(|c| c.is_ascii_digit())
                && part.chars().any(|c| c.is_ascii_alphabetic())
        })
}

fn short_hash(text: &str) -> String {
    crate::desk::sha256(text.as_bytes())
        .to_string()
        .chars()
        .take(8)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_time_link_is_told_from_a_plain_one() {
        assert!(has_token("https://x.example/a8F3kQ92LmZp"));
        assert!(has_token("https://x.example/?t=a8F3kQ92LmZp"));
        assert!(!has_token("https://x.example/login/account"));
        assert!(!has_token("https://a8f3kq92lmzp.example/"));
    }

    #[test]
    fn addresses_and_numbers_in_words_are_found() {
        let found = findings_in_text(
            "summary",
            "ask sara@mail.example or +33 6 12 34 56 78 in /home/sara/x",
        );
        assert_eq!(found.len(), 3);
        assert!(findings_in_text("title", "Phishing against 3 desks, 2026-11-22").is_empty());
    }
}
