//! A filter, as SQL.

use std::fmt::Write as _;

use fanal_protocol::{BulletinId, Timestamp};
use fanal_store::{Answer, Filter, Gone, Result, State};

use crate::params::{Param, params};
use crate::rows::word;

/// What to ask, and with which parameters.
pub(super) struct Query<'a> {
    pub(super) sql: String,
    pub(super) params: Vec<Param<'a>>,
}

impl<'a> Query<'a> {
    /// Nothing, if no bulletin can pass.
    pub(super) fn of(
        select: &str,
        network: i64,
        filter: &'a Filter,
        after: Option<(Timestamp, i64)>,
        limit: usize,
    ) -> Result<Option<Self>> {
        let sql = format!("{select} WHERE b.network = $1 AND b.label IS NOT NULL");
        let mut query = Self {
            sql,
            params: params![network],
        };
        query.and("b.kind = ?", filter.kind.map(Param::from));
        query.and("o.name = ?", filter.origin.as_ref().map(Param::from));
        query.and("o.name <> ?", filter.not_origin.as_ref().map(Param::from));
        query.and(
            "b.label = ?",
            filter.label.map(|label| label.as_str().into()),
        );
        let stance = filter.stance.as_ref().map(word).transpose()?;
        query.and("b.stance = ?", stance.map(Param::from));
        let state = match (filter.gone, filter.purged_too) {
            (Some(_), _) => Some(State::Purged),
            (None, false) => Some(State::Held),
            (None, true) => None,
        };
        let state = state.as_ref().map(word).transpose()?;
        query.and("b.state = ?", state.map(Param::from));
        if let Some(gone) = filter.gone {
            query.answered(gone)?;
        }
        query.and(
            "b.retain_until <= ?",
            filter.retain_until_at_most.map(Param::from),
        );
        if let Some(prefix) = &filter.id_prefix {
            let Some((first, last)) = ids_that_begin(prefix) else {
                return Ok(None);
            };
            query.and("b.name >= ?", Some(first.into()));
            query.and("b.name <= ?", Some(last.into()));
        }
        if let Some((at, arrival)) = after {
            query.and("b.received <= ?", Some(at.into()));
            query.and("(b.received < ?", Some(at.into()));
            query.sql.push_str(" OR b.id < ");
            query.push(arrival.into());
            query.sql.push(')');
        }
        // Written out: SQLite plans anew for each limit that comes as a parameter.
        let _ = write!(
            query.sql,
            " ORDER BY b.received DESC, b.id DESC LIMIT {limit}"
        );
        Ok(Some(query))
    }

    /// A condition that ends with its parameter, if there is one.
    fn and(&mut self, condition: &str, param: Option<Param<'a>>) {
        if let Some(param) = param {
            self.sql.push_str(" AND ");
            self.sql.push_str(condition.trim_end_matches('?'));
            self.push(param);
        }
    }

    /// Is there an answer to the retraction that is still to come, or a no?
    fn answered(&mut self, gone: Gone) -> Result<()> {
        self.sql.push_str(match gone {
            Gone::Here => " AND EXISTS",
            Gone::Everywhere => " AND NOT EXISTS",
        });
        let of = " (SELECT 1 FROM awaited a WHERE a.name = b.name AND a.origin = b.origin \
            AND a.network = b.network AND a.answer IN (";
        self.sql.push_str(of);
        self.push(word(&Answer::Waiting)?.into());
        self.sql.push_str(", ");
        self.push(word(&Answer::Refused)?.into());
        self.sql.push_str("))");
        Ok(())
    }

    fn push(&mut self, param: Param<'a>) {
        self.params.push(param);
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "${}", self.params.len());
    }
}

/// The first and the last id whose 26 characters begin so; none, if none can.
fn ids_that_begin(prefix: &str) -> Option<(BulletinId, BulletinId)> {
    const BITS: u32 = 128;
    let mut first: u128 = 0;
    let mut known = 0;
    for character in prefix.bytes() {
        let digit = match character {
            b'a'..=b'z' => character - b'a',
            b'2'..=b'7' => character - b'2' + 26,
            _ => return None,
        };
        // The last of 26 characters holds three bits and two that are zero.
        let kept = BITS.checked_sub(known).filter(|left| *left > 0)?.min(5);
        if digit & ((1_u8 << (5 - kept)) - 1) != 0 {
            return None;
        }
        known += kept;
        first |= u128::from(digit >> (5 - kept)) << (BITS - known);
    }
    let last = first | u128::MAX.checked_shr(known).unwrap_or(0);
    let id = |bits: u128| BulletinId::from_random(bits.to_be_bytes());
    Some((id(first), id(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_of_an_id_is_a_range_of_ids() {
        let id = BulletinId::from_random(*b"0123456789abcdef");
        let text = id.to_string();
        for length in 0..=26 {
            let prefix: String = text.chars().take(length).collect();
            let (first, last) = ids_that_begin(&prefix).unwrap();
            assert!(first <= id && id <= last);
            assert!(first.to_string().starts_with(&prefix));
            assert!(last.to_string().starts_with(&prefix));
        }
        assert_eq!(ids_that_begin(&text), Some((id, id)));
    }

    #[test]
    fn a_text_that_begins_no_id_finds_nothing() {
        for text in [
            "A",
            "1",
            "é",
            "aaaaaaaaaaaaaaaaaaaaaaaaab",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(ids_that_begin(text), None, "{text}");
        }
    }
}
