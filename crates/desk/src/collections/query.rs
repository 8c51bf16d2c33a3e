//! What a client asks for: from when, how much, which objects.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Objects of a page, if nothing else is asked: as many as there may be, for whoever wants all.
pub const USUAL_OBJECTS: usize = MOST_OBJECTS;
/// Objects of a page at most: it is made in memory.
pub const MOST_OBJECTS: usize = 1_000;

/// Which resource is asked for: a `next` of one is none of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// Ids and versions.
    Manifest,
    /// Objects.
    Objects,
    /// One object.
    Object,
    /// The versions of one object.
    Versions,
}

/// Which versions of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versions {
    /// Every one.
    pub all: bool,
    /// The oldest one.
    pub first: bool,
    /// The newest one.
    pub last: bool,
    /// Those of these moments, in microseconds since 1970.
    pub at: Vec<i64>,
}

impl Default for Versions {
    fn default() -> Self {
        Self {
            all: false,
            first: false,
            last: true,
            at: Vec::new(),
        }
    }
}

/// Which objects. An empty list asks for nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ObjectFilter {
    /// Of one of these ids.
    pub ids: Vec<String>,
    /// Of one of these types.
    pub types: Vec<String>,
    /// Of these versions.
    pub versions: Versions,
    /// Of another version of STIX than 2.1: there are none.
    pub other_stix: bool,
}

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    /// Only what came after this moment, in microseconds since 1970.
    pub added_after: Option<i64>,
    /// At most so many.
    pub limit: usize,
    /// Where an earlier page ended, as it was given out.
    pub next: Option<String>,
    /// Which objects.
    pub filter: ObjectFilter,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            added_after: None,
            limit: USUAL_OBJECTS,
            next: None,
            filter: ObjectFilter::default(),
        }
    }
}

impl Query {
    /// Everything that a `next` is bound to: the same question gives the same text, another one another.
    pub(super) fn bound(&self, view: View) -> String {
        let Self {
            added_after,
            limit: _,
            next: _,
            filter,
        } = self;
        let mut filter = filter.clone();
        for list in [&mut filter.ids, &mut filter.types] {
            list.sort_unstable();
            list.dedup();
        }
        filter.versions.at.sort_unstable();
        filter.versions.at.dedup();
        format!("{view:?} {added_after:?} {filter:?}")
    }
}

/// A moment as STIX and TAXII write it, in microseconds since 1970: what is finer is cut.
pub fn moment_of(text: &str) -> Option<i64> {
    // Both standards want UTC, written `Z`.
    if !text.ends_with('Z') {
        return None;
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000)).ok()
}

/// A moment in microseconds since 1970, as TAXII writes it.
pub(super) fn written(micros: i64) -> String {
    let nanos = i128::from(micros).saturating_mul(1_000);
    let Ok(moment) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
        return "1970-01-01T00:00:00.000000Z".to_owned();
    };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.microsecond()
    )
}

/// The same as short as STIX has it: in milliseconds, where that is exact.
pub(super) fn shortest(micros: i64) -> String {
    let text = written(micros);
    match text.strip_suffix("000Z") {
        Some(text) => format!("{text}Z"),
        None => text,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_precisely_as_it_is_written() {
        let moment = 1_800_000_000_123_456;
        assert_eq!(written(moment), "2027-01-15T08:00:00.123456Z");
        assert_eq!(moment_of(&written(moment)), Some(moment));
        let plain = moment_of("2027-01-15T08:00:00Z").unwrap();
        assert_eq!(plain, 1_800_000_000_000_000);
        assert_eq!(moment_of("2027-01-15T08:00:00.1234567Z"), Some(moment));
        for wrong in [
            "",
            "2027-01-15",
            "2027-01-15T08:00:00",
            "2027-01-15T08:00:00+01:00",
            "Z",
        ] {
            assert_eq!(moment_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn another_question_is_bound_to_another_text() {
        let plain = Query::default();
        let asked = |change: fn(&mut Query)| {
            let mut query = Query::default();
            change(&mut query);
            query.bound(View::Objects)
        };
        let plain_text = plain.bound(View::Objects);
        assert_ne!(plain.bound(View::Manifest), plain_text);
        assert_ne!(asked(|query| query.added_after = Some(1)), plain_text);
        assert_ne!(
            asked(|query| query.filter.types = vec!["malware".into()]),
            plain_text
        );
        assert_ne!(asked(|query| query.filter.versions.all = true), plain_text);
        assert_eq!(
            asked(|query| query.limit = 3),
            plain_text,
            "how much is free"
        );
        let orders = [
            vec!["a".into(), "b".into()],
            vec!["b".into(), "a".into(), "b".into()],
        ];
        let [one, other] = orders.map(|ids| {
            let filter = ObjectFilter {
                ids,
                ..ObjectFilter::default()
            };
            Query {
                filter,
                ..Query::default()
            }
            .bound(View::Objects)
        });
        assert_eq!(one, other);
    }
}
