//! Links that were made for one person: with a token, or with their address in it; and short ones,
//! whose maker sees who opens them.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use crate::country::Country;
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;
use crate::{dialled, within};

/// A link, as people write it so that nobody clicks, too.
static LINK: Shape =
    Shape::new(r#"(?i)\b(?:h(?:tt|xx|\*\*)ps?|fxp|ftp)(?::|\[:\])//?[^\s<>"'`|^{}\u{60c}]+"#);

/// Addresses that say who waits for whom, as parameters do: long numbers count as tokens in these.
static PERSONAL_NUMBER: Shape = Shape::new(
    r"(?i)[?&;](?:id|uid|user|userid|user_id|rid|tid|cid|target|recipient|subscriber|client|ref)=\d{6,20}(?:&|$|#)",
);

static UUID: Shape =
    Shape::new(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b");

static ADDRESS: Shape =
    Shape::new(r"(?i)[a-z0-9][a-z0-9._%+'-]*(?:@|%40)(?:[a-z0-9-]+\.)+[a-z]{2,24}\b");

/// Letters and digits in a row, mixed, from which on a part looks made for one person.
const TOKEN_CHARS: usize = 10;
/// Changes between small letters, capitals and digits in it: words with a number have one or two.
const TOKEN_CHANGES: usize = 3;
/// Letters alone in a row are a token from here on, if hardly any is a vowel.
const CONSONANTS_CHARS: usize = 16;
/// What base64 takes for the shortest address.
const BASE64_CHARS: usize = 12;

const SHORTENERS: &[&str] = &[
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "is.gd",
    "ow.ly",
    "cutt.ly",
    "rebrand.ly",
    "shorturl.at",
    "rb.gy",
    "s.id",
    "t.ly",
    "v.gd",
    "tiny.cc",
    "lnkd.in",
    "buff.ly",
    "soo.gd",
    "clck.ru",
    "urlz.fr",
    "acortar.link",
    "bl.ink",
    "qr.ae",
    "dub.sh",
    "shorte.st",
    "adf.ly",
    "bit.do",
    "mcaf.ee",
    "tny.im",
    "urlr.me",
    "2u.pw",
    "n9.cl",
    "u.to",
    "short.gy",
    "kutt.it",
    "surl.li",
    "goo.su",
    "yourls.org",
    "x.gd",
    "shrtco.de",
    "chilp.it",
    "page.link",
];

/// Places that everybody cites, whose links have long parts by nature.
const CITED: &[&str] = &[
    "virustotal.com",
    "github.com",
    "gitlab.com",
    "gist.github.com",
    "raw.githubusercontent.com",
    "web.archive.org",
    "archive.org",
    "archive.ph",
    "urlscan.io",
    "any.run",
    "app.any.run",
    "hybrid-analysis.com",
    "bazaar.abuse.ch",
    "otx.alienvault.com",
    "attack.mitre.org",
    "youtube.com",
    "youtu.be",
    "wikipedia.org",
    "doi.org",
    "citizenlab.ca",
    "amnesty.org",
    "securitylab.amnesty.org",
    "koodous.com",
    "tria.ge",
    "malpedia.caad.fkie.fraunhofer.de",
    "crt.sh",
];

/// Their links lead to a number, and are told as one.
const IS_A_NUMBER: &[&str] = &["wa.me", "api.whatsapp.com"];

/// A link in its parts, as written: places are kept.
struct Link<'t> {
    host: String,
    host_at: usize,
    /// Path, query and fragment.
    rest: &'t str,
    rest_at: usize,
}

fn parts<'t>(text: &'t Text<'_>, from: usize, to: usize) -> Option<Link<'t>> {
    let written = text.part(from, to);
    let after_scheme = written
        .find("//")
        .map_or_else(|| written.find('/'), |at| Some(at + 1))?
        + 1;
    let beyond = written.get(after_scheme..)?;
    let host_end = beyond.find(['/', '?', '#']).unwrap_or(beyond.len());
    let host = beyond.get(..host_end)?;
    let host = host.rsplit('@').next().unwrap_or(host);
    let plain = host.replace("[.]", ".").replace("(.)", ".").to_lowercase();
    let name = plain.split(':').next().unwrap_or_default();
    let name = name.strip_prefix("www.").unwrap_or(name);
    let rest_at = from + after_scheme + host_end;
    Some(Link {
        host: name.to_owned(),
        host_at: rest_at - host.len(),
        rest: text.part(rest_at, to),
        rest_at,
    })
}

/// Findings about links.
pub(crate) fn hits(text: &Text, countries: &[Country]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for found in LINK.each(text.folded()) {
        let end = found.start()
            + found
                .as_str()
                .trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?'])
                .len();
        let Some(link) = parts(text, found.start(), end) else {
            continue;
        };
        hits.extend(dialled::in_host(text, link.host_at, link.rest_at));
        hits.extend(in_host(text, link.host_at, link.rest_at));
        let rest = within::decoded(link.rest);
        let told = || within::reason(&rest, countries).filter(|_| !is_cited(&link.host));
        let reason = if holds_address(link.rest) || ADDRESS.is_in(&rest) {
            Reason::AddressInLink
        } else if !is_cited(&link.host)
            && !IS_A_NUMBER.contains(&link.host.as_str())
            && (dialled::is_in(link.rest) || dialled::is_in(&rest))
        {
            Reason::PhoneInLink
        } else if let Some(told) = told() {
            told
        } else if SHORTENERS.contains(&link.host.as_str()) && link.rest.len() > 1 {
            Reason::ShortLink
        } else if !is_cited(&link.host) && token(link.rest).is_some() {
            Reason::OneTimeLink
        } else {
            continue;
        };
        hits.push(Hit::new(found.start(), end, reason));
    }
    hits
}

fn is_cited(host: &str) -> bool {
    CITED.iter().any(|cited| {
        host.strip_suffix(cited)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// Somebody's address, readable or in base64.
fn holds_address(rest: &str) -> bool {
    if ADDRESS.is_in(rest) {
        return true;
    }
    rest.split(['/', '?', '&', '#', '=', ';', '.', ','])
        .filter(|part| part.len() >= BASE64_CHARS)
        .any(|part| {
            let plain = part
                .replace("%3D", "")
                .replace("%3d", "")
                .replace("%2B", "+")
                .replace("%2F", "/");
            let bytes = BASE64URL_NOPAD
                .decode(plain.as_bytes())
                .or_else(|_| BASE64_NOPAD.decode(plain.as_bytes()));
            let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
            text.is_some_and(|text| ADDRESS.is_in(&text))
        })
}

/// A label that was made for one person, in the name of a host.
pub(crate) fn in_host(text: &Text, from: usize, to: usize) -> Vec<Hit> {
    let found = UUID.each(text.part(from, to));
    let hit = |found: regex::Match<'_>| {
        Hit::new(
            from + found.start(),
            from + found.end(),
            Reason::OneTimeLink,
        )
    };
    found.map(hit).collect()
}

/// Where in path, query and fragment something begins that looks random.
pub(crate) fn token(rest: &str) -> Option<usize> {
    let uuid = UUID.each(rest).map(|found| found.start()).next();
    let number = PERSONAL_NUMBER.each(rest).map(|found| found.start()).next();
    let mut at = 0;
    let mut random = None;
    for part in rest.split(|c: char| !c.is_ascii_alphanumeric()) {
        if random.is_none() && is_random(part) {
            random = Some(at);
        }
        at += part.len()
            + rest
                .get(at + part.len()..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
    }
    [uuid, number, random].into_iter().flatten().min()
}

fn is_random(part: &str) -> bool {
    let class = |c: char| match c {
        'a'..='z' => 0,
        'A'..='Z' => 1,
        _digit => 2,
    };
    if part.len() < TOKEN_CHARS {
        return false;
    }
    let has = |wanted: i32| part.chars().any(|c| class(c) == wanted);
    let changes = part
        .chars()
        .zip(part.chars().skip(1))
        .filter(|(a, b)| class(*a) != class(*b))
        .count();
    let letters = has(0) || has(1);
    if has(2) && letters {
        return changes >= TOKEN_CHANGES;
    }
    let vowels = part.chars().filter(|c| "aeiouyAEIOUY".contains(*c)).count();
    letters && part.len() >= CONSONANTS_CHARS && vowels * 6 < part.len() && changes >= TOKEN_CHANGES
}

/// What a link is without its token, and its domain alone.
pub(crate) fn without_token(written: &str) -> Vec<String> {
    let text = Text::of(written);
    let Some(link) = parts(&text, 0, text.folded().len()) else {
        return Vec::new();
    };
    let mut instead = Vec::new();
    let cut = token(link.rest).map(|at| link.rest_at + at);
    let query = link.rest.find(['?', '#']).map(|at| link.rest_at + at);
    let end = cut.into_iter().chain(query).min();
    let kept = end
        .and_then(|end| text.folded().get(..end))
        .unwrap_or_default();
    let kept = kept
        .get(..kept.rfind('/').map_or(0, |at| at + 1))
        .unwrap_or_default();
    if kept.len() > link.rest_at + 1 {
        instead.push(kept.to_owned());
    }
    // What stands before the dot of a label that was made for one person goes with it.
    let made = UUID.each(&link.host).last().map_or(0, |found| found.end());
    let host = link.host.get(made..).unwrap_or_default();
    let host = host
        .split_once('.')
        .filter(|_| made > 0)
        .map_or(host, |(_, rest)| rest);
    if made > 0 {
        instead.clear();
    }
    if !host.is_empty() {
        instead.push(host.to_owned());
    }
    instead
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&LINK, &PERSONAL_NUMBER, &UUID, &ADDRESS];

#[cfg(test)]
mod tests {
    use super::*;

    // [PRV-7]
    #[test]
    fn a_random_part_is_told_from_words_and_versions() {
        for random in [
            "/a8F3kQ92LmZp",
            "/?t=a8F3kQ92LmZp",
            "/x/550e8400-e29b-41d4-a716-446655440000",
        ] {
            assert!(token(random).is_some(), "{random}");
        }
        for plain in [
            "/login/account",
            "/windows10update",
            "/android-update-v2.apk",
            "/index.php?id=12",
        ] {
            assert!(token(plain).is_none(), "{plain}");
        }
    }

    #[test]
    fn a_link_is_offered_without_its_token_and_as_its_domain() {
        assert_eq!(
            without_token("https://x.example/track/a8F3kQ92LmZp?x=1"),
            ["https://x.example/track/", "x.example"]
        );
        assert_eq!(
            without_token("https://x.example/a8F3kQ92LmZp"),
            ["x.example"]
        );
    }
}
