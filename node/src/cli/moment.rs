//! Moments as people give them: RFC 3339 in UTC, a date, or a time from now (`7d`, `12h`, `30s`).

use fanal_ambient::{Clock as _, MachineClock};
use fanal_protocol::Timestamp;

/// For clap: a moment from now on.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    moment_after(text, now())
}

/// For clap: a day, today or before.
pub(super) fn day(text: &str) -> Result<Timestamp, String> {
    past(text).map(Timestamp::day)
}

/// For clap: a moment that lies behind; a length of time is counted back from now.
pub(super) fn past(text: &str) -> Result<Timestamp, String> {
    let now = now();
    let at = match seconds(text) {
        Ok(seconds) => now.plus_seconds(-seconds),
        Err(_) => moment_after(text, now)?,
    };
    if at > now {
        return Err(format!("`{text}` lies ahead"));
    }
    Ok(at)
}

/// For clap: a length of time, in seconds.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let refused = || format!("`{text}` is no length of time like 30s, 10m, 12h, 7d, 2w");
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.strip_prefix(number) {
        Some("s") => 1,
        Some("m" | "min") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        Some("w") => 7 * 86_400,
        Some(_) | None => return Err(refused()),
    };
    let count: u32 = number.parse().map_err(|_| refused())?;
    Ok(i64::from(count) * unit)
}

/// The machine's moment.
pub(super) fn now() -> Timestamp {
    Timestamp::from_unix(MachineClock.unix_now())
}

fn moment_after(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Ok(seconds) = seconds(text) {
        return Ok(now.plus_seconds(seconds));
    }
    let full = if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    };
    full.parse().map_err(|_| {
        format!("`{text}` is no moment: write 2026-11-22T05:00:00Z, 2026-11-22, or a time from now like 7d")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_three_spellings() {
        let now = Timestamp::from_unix(1_000);
        assert_eq!(moment_after("30s", now).unwrap().unix(), 1_030);
        assert_eq!(moment_after("1970-01-02", now).unwrap().unix(), 86_400);
        assert_eq!(moment_after("1970-01-01T00:00:09Z", now).unwrap().unix(), 9);
        assert!(moment_after("tomorrow", now).is_err());
        assert!(moment_after("7", now).is_err());
        assert!(moment_after("d", now).is_err());
    }
}
