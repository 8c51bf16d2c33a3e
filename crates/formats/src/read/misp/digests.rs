//! What a MISP feed says of its events beside them: `hashes.csv` has MD5 of each value with the event that holds it.
//! It shows a file that was cut, mixed up or changed on its way; who serves both can change both.

use std::collections::{HashMap, HashSet};

use md5::{Digest as _, Md5};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::super::json::Listed;
use super::wire::{Attribute, Event, Object, events_in};

/// `hashes.csv` of a feed.
pub struct FeedDigests(HashMap<Uuid, HashSet<[u8; 16]>>);

impl FeedDigests {
    /// Reads it; the error names the first line that is none of it.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut listed: HashMap<Uuid, HashSet<[u8; 16]>> = HashMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let (digest, uuid) = row(line)
                .ok_or_else(|| format!("line {number} of `hashes.csv` is not `MD5,UUID`"))?;
            listed.entry(uuid).or_default().insert(digest);
        }
        Ok(Self(listed))
    }

    /// Does the file of this event hold what the list says, and no sign that the list does not?
    pub fn check(&self, uuid: Uuid, file: &str) -> Result<(), String> {
        let none = HashSet::new();
        let listed = self.0.get(&uuid).unwrap_or(&none);
        let values = values_of(file)?;
        let present: HashSet<[u8; 16]> = values.iter().flat_map(|value| value.all()).collect();
        let missing = listed.difference(&present).count();
        if missing > 0 {
            return Err(format!(
                "{missing} values that `hashes.csv` lists are not in it"
            ));
        }
        let is_unlisted = |value: &&Held| value.is_sign && !value.is_in(listed);
        match values.iter().filter(is_unlisted).count() {
            0 => Ok(()),
            added => Err(format!("{added} of its values are not in `hashes.csv`")),
        }
    }
}

fn row(line: &str) -> Option<([u8; 16], Uuid)> {
    let (digest, uuid) = line.split_once(',')?;
    // 32 hex digits, as a UUID without its hyphens.
    let digest = Uuid::try_parse(digest.trim()).ok()?;
    Some((digest.into_bytes(), Uuid::try_parse(uuid.trim()).ok()?))
}

/// A value of an event: its digest, and those of its parts where its type has several.
struct Held {
    whole: [u8; 16],
    parts: Vec<[u8; 16]>,
    is_sign: bool,
}

impl Held {
    fn all(&self) -> impl Iterator<Item = [u8; 16]> {
        self.parts.iter().copied().chain([self.whole])
    }

    fn is_in(&self, listed: &HashSet<[u8; 16]>) -> bool {
        let parts = !self.parts.is_empty() && self.parts.iter().all(|part| listed.contains(part));
        parts || listed.contains(&self.whole)
    }
}

fn values_of(file: &str) -> Result<Vec<Held>, String> {
    let top: &RawValue = serde_json::from_str(file).map_err(|error| error.to_string())?;
    let mut held = Vec::new();
    for raw in events_in(top).map_err(str::to_owned)? {
        let event: Event<'_> =
            serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        held.extend(held_in(&event.attributes));
        for object in &event.objects.0 {
            let object: Object<'_> =
                serde_json::from_str(object.get()).map_err(|error| error.to_string())?;
            held.extend(held_in(&object.attributes));
        }
    }
    Ok(held)
}

fn held_in(attributes: &Listed<'_>) -> Vec<Held> {
    let read = attributes.0.iter().filter_map(|raw| {
        let attribute: Attribute<'_> = serde_json::from_str(raw.get()).ok()?;
        let value = attribute.value.0.as_deref()?;
        let is_of_parts = attribute.kind.text().is_some_and(|kind| kind.contains('|'));
        let parts = value.split('|').filter(|_| is_of_parts);
        Some(Held {
            whole: Md5::digest(value).into(),
            parts: parts.map(|part| Md5::digest(part).into()).collect(),
            is_sign: attribute.to_ids.truth() == Some(true)
                && attribute.deleted.truth() != Some(true),
        })
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "5bad1b96-53bc-4148-87eb-50d50a016219";

    fn event(values: &[(&str, &str)]) -> String {
        let attributes: Vec<String> = values
            .iter()
            .map(|(kind, value)| format!(r#"{{"type":"{kind}","value":"{value}","to_ids":true}}"#))
            .collect();
        format!(
            r#"{{"Event":{{"uuid":"{UUID}","info":"x","Attribute":[{}]}}}}"#,
            attributes.join(",")
        )
    }

    fn listing(values: &[&str]) -> String {
        let line = |value: &&str| {
            let digest = Uuid::from_bytes(Md5::digest(value).into());
            format!("{},{UUID}\n", digest.simple())
        };
        values.iter().map(line).collect()
    }

    // [IMP-7]
    #[test]
    fn an_event_that_is_not_the_one_of_the_list_is_told() {
        let uuid: Uuid = UUID.parse().unwrap();
        let digests =
            FeedDigests::read(&listing(&["evil.example", "a.exe", "d41d8cd98f00"])).unwrap();
        let whole = event(&[
            ("domain", "evil.example"),
            ("filename|md5", "a.exe|d41d8cd98f00"),
        ]);
        assert_eq!(digests.check(uuid, &whole), Ok(()));
        let cut = event(&[("domain", "evil.example")]);
        assert!(
            digests
                .check(uuid, &cut)
                .unwrap_err()
                .starts_with("2 values")
        );
        let changed = whole.replace("evil.example", "innocent.example");
        assert!(digests.check(uuid, &changed).is_err());
        let more = event(&[
            ("domain", "evil.example"),
            ("filename|md5", "a.exe|d41d8cd98f00"),
            ("domain", "innocent.example"),
        ]);
        assert!(digests.check(uuid, &more).unwrap_err().starts_with("1 of"));
        // Words that are no signs need not be listed.
        let noted = more.replace(
            r#""innocent.example","to_ids":true"#,
            r#""a comment","to_ids":false"#,
        );
        assert_eq!(digests.check(uuid, &noted), Ok(()));
        assert!(FeedDigests::read("evil.example").is_err());
    }
}
