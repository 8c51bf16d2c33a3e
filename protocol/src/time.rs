//! Moments, to the second, in UTC: the only time that a statement can carry. [ENC-9]

use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::ids::{ParseIdError, serde_as_text};

const FORMAT: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// Seconds since 1970-01-01T00:00:00Z; written `2026-11-22T05:00:00Z`, years 1970 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(i64);

/// The last second of the year 9999.
const LATEST: i64 = 253_402_300_799;

impl Timestamp {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$";

    /// The moment so many seconds after 1970; held within the years 1970 to 9999.
    pub const fn from_unix(seconds: i64) -> Self {
        if seconds < 0 {
            Self(0)
        } else if seconds > LATEST {
            Self(LATEST)
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// So many seconds later (earlier, if negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// So many days of 86,400 seconds later (earlier, if negative).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Midnight (UTC) of the same day: what the public may know of a moment.
    #[must_use]
    pub const fn day(self) -> Self {
        Self(self.0 - self.0 % 86_400)
    }

    /// The beginning of the same hour.
    #[must_use]
    pub const fn hour(self) -> Self {
        Self(self.0 - self.0 % 3_600)
    }

    /// `2026-11-22`.
    pub fn date(self) -> String {
        self.to_string().chars().take(10).collect()
    }

    fn to_date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_date_time().format(FORMAT).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Timestamp {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError::new(text, "a UTC time like `2026-11-22T05:00:00Z`");
        let parsed = time::PrimitiveDateTime::parse(text, FORMAT).map_err(|_| refused())?;
        let seconds = parsed.assume_utc().unix_timestamp();
        // One moment has one spelling: what does not come back as it was is refused.
        let moment = Self(seconds);
        if (0..=LATEST).contains(&seconds) && moment.to_string() == text {
            Ok(moment)
        } else {
            Err(refused())
        }
    }
}
serde_as_text!(Timestamp);
