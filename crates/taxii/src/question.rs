//! The query of an address as the question that the desk answers. Source: TAXII 2.1, 3.4 and 3.5.

use fanal_desk::{MOST_OBJECTS, Query, Versions, View, moment_of};
use url::form_urlencoded;

/// Values of one filter: a client that asks for more asks twice.
const MOST_VALUES: usize = 256;

/// Parameters of one question: the standard has seven.
const MOST_PARAMETERS: usize = 32;

/// A question that was understood, or what is wrong with it.
pub type Asked = Result<Query, String>;

/// Reads a query. What it does not understand is refused: a filter that is passed over would give more
/// than was asked for.
pub fn question(view: View, query: &str) -> Asked {
    let mut asked = Query::default();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if seen.iter().any(|known| *known == name) {
            return Err(format!("`{}` stands there twice", shown(&name)));
        }
        if seen.len() >= MOST_PARAMETERS {
            return Err(format!(
                "a question has at most {MOST_PARAMETERS} parameters"
            ));
        }
        put(&mut asked, view, &name, &value)?;
        seen.push(name.into_owned());
    }
    if view == View::Versions {
        asked.filter.versions = every_version();
    }
    Ok(asked)
}

fn put(asked: &mut Query, view: View, name: &str, value: &str) -> Result<(), String> {
    match name {
        "limit" => asked.limit = limit(value)?,
        "next" => asked.next = Some(value.to_owned()),
        "added_after" => asked.added_after = Some(moment("added_after", value)?),
        _ => {
            let field = name
                .strip_prefix("match[")
                .and_then(|n| n.strip_suffix(']'));
            match field {
                Some(field) => put_match(asked, view, field, value)?,
                // Not of the standard: proxies and people add such.
                None => {}
            }
        }
    }
    Ok(())
}

fn put_match(asked: &mut Query, view: View, field: &str, value: &str) -> Result<(), String> {
    let values: Vec<&str> = value.split(',').map(str::trim).collect();
    if values.iter().any(|value| value.is_empty()) || values.len() > MOST_VALUES {
        return Err(format!(
            "`match[{}]` has 1 to {MOST_VALUES} values",
            shown(field)
        ));
    }
    let owned = || values.iter().map(|value| (*value).to_owned()).collect();
    let filter = &mut asked.filter;
    match (field, view) {
        ("id", View::Manifest | View::Objects) => filter.ids = owned(),
        ("type", View::Manifest | View::Objects) => filter.types = owned(),
        ("version", View::Manifest | View::Objects | View::Object) => {
            filter.versions = versions(&values)?;
        }
        ("spec_version", _) => filter.other_stix = !names_2_1(&values)?,
        _ => return Err(format!("`match[{}]` is no filter here", shown(field))),
    }
    Ok(())
}

fn limit(value: &str) -> Result<usize, String> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || value.bytes().all(|byte| byte == b'0') {
        return Err("`limit` is a whole number above 0".into());
    }
    // More than can be counted is more than there is.
    Ok(value.parse().unwrap_or(MOST_OBJECTS).min(MOST_OBJECTS))
}

fn moment(name: &str, value: &str) -> Result<i64, String> {
    moment_of(value)
        .ok_or_else(|| format!("`{name}` is a moment like `2026-01-02T03:04:05.678901Z`"))
}

fn versions(values: &[&str]) -> Result<Versions, String> {
    let mut versions = Versions {
        last: false,
        ..Versions::default()
    };
    for value in values {
        match *value {
            "all" if values.len() == 1 => return Ok(every_version()),
            "all" => return Err("`all` stands in `match[version]` alone".into()),
            "first" => versions.first = true,
            "last" => versions.last = true,
            moment => versions.at.push(self::moment("match[version]", moment)?),
        }
    }
    Ok(versions)
}

fn every_version() -> Versions {
    Versions {
        all: true,
        last: false,
        ..Versions::default()
    }
}

fn names_2_1(values: &[&str]) -> Result<bool, String> {
    let is_version = |value: &&str| {
        let mut parts = value.split('.');
        let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        parts.clone().count() == 2 && parts.all(number)
    };
    if !values.iter().all(is_version) {
        return Err("`match[spec_version]` has versions like `2.1`".into());
    }
    Ok(values.contains(&"2.1"))
}

/// A word of the client's, safe to be told back.
fn shown(text: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_.[]".contains(*c);
    text.chars().filter(plain).take(40).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_the_standard_writes_it() {
        let text = "limit=20&added_after=2026-01-02T03:04:05Z&match[type]=malware,tool&match%5Bid%5D=tool--1\
            &match[version]=first,2026-01-02T00:00:00.000Z&match[spec_version]=2.0,2.1&next=abc&x=y";
        let asked = question(View::Objects, text).unwrap();
        assert_eq!(asked.limit, 20);
        assert_eq!(asked.added_after, moment_of("2026-01-02T03:04:05.000000Z"));
        assert_eq!(asked.next.as_deref(), Some("abc"));
        assert_eq!(asked.filter.types, ["malware", "tool"]);
        assert_eq!(asked.filter.ids, ["tool--1"]);
        let versions = &asked.filter.versions;
        assert!(versions.first && !versions.last && !versions.all && versions.at.len() == 1);
        assert!(!asked.filter.other_stix);
        assert!(
            question(View::Objects, "match[spec_version]=2.0")
                .unwrap()
                .filter
                .other_stix
        );
        assert_eq!(
            question(View::Objects, "limit=99999999999999999999")
                .unwrap()
                .limit,
            MOST_OBJECTS
        );
        assert_eq!(question(View::Objects, "").unwrap(), Query::default());
        assert!(question(View::Versions, "").unwrap().filter.versions.all);
    }

    // [TAX-8]
    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in [
            "limit=0",
            "limit=00",
            "limit=-1",
            "limit=+1",
            "limit=x",
            "limit=",
            "limit=1.5",
            "limit=1&limit=2",
            "added_after=yesterday",
            "added_after=2026-01-02",
            "added_after=2026-01-02T03:04:05+02:00",
            "added_after=",
            "match[version]=newest",
            "match[version]=all,first",
            "match[type]=",
            "match[type]=a,,b",
            "match[]=x",
            "match[type]=a&match[type]=b",
            "match[name]=x",
            "match[spec_version]=two",
            "match[spec_version]=2",
            "match[spec_version]=2.",
        ] {
            assert!(question(View::Objects, wrong).is_err(), "{wrong}");
        }
        let endless: Vec<String> = (0..=MOST_PARAMETERS).map(|n| format!("x{n}=y")).collect();
        assert!(question(View::Objects, &endless.join("&")).is_err());
        assert!(question(View::Versions, "match[version]=all").is_err());
        assert!(question(View::Object, "match[id]=tool--1").is_err());
        let many = format!("match[id]={}", vec!["x"; MOST_VALUES + 1].join(","));
        assert!(question(View::Objects, &many).is_err());
    }
}
