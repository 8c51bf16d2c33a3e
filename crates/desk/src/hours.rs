//! Is it night at a desk? By the hours that it says, and only where these say how far its clock is from UTC. No time zone
//! is asked for: it would name a place.

use fanal_protocol::Timestamp;

const DAY: i64 = 24 * 60;

/// The time of day there (`03:10`), where it is outside of every span of hours that the text names. Nothing is guessed: a
/// text without one distance from UTC, or whose hours do not come in pairs, says nothing.
pub(crate) fn night_there(hours: &str, now: Timestamp) -> Option<String> {
    let (rest, ahead) = without_zone(hours)?;
    let times = times(&rest);
    let there = (now.unix().div_euclid(60) + ahead).rem_euclid(DAY);
    let mut spans = times.chunks_exact(2);
    let is_open = spans.any(|span| match span {
        [from, to] if from <= to => (*from..*to).contains(&there),
        [from, to] => there >= *from || there < *to,
        _ => true,
    });
    let are_pairs = !times.is_empty() && times.len().is_multiple_of(2);
    let said = format!("{:02}:{:02}", there / 60, there % 60);
    (are_pairs && !is_open).then_some(said)
}

/// The text without its `UTC+3`, and the minutes that stand there; `UTC` alone is none.
fn without_zone(hours: &str) -> Option<(String, i64)> {
    let (before, after) = hours.split_once("UTC")?;
    if after.contains("UTC") {
        return None;
    }
    let mut rest = after.chars().peekable();
    let sign = match rest.peek() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        Some(_) | None => return Some((format!("{before} {after}"), 0)),
    };
    rest.next();
    let mut offset = String::new();
    while let Some(c) = rest.next_if(|c| c.is_ascii_digit() || *c == ':') {
        offset.push(c);
    }
    let (h, m) = offset.split_once(':').unwrap_or((&offset, "0"));
    let (h, m): (i64, i64) = (h.parse().ok()?, m.parse().ok()?);
    let is_one = (0..=14).contains(&h) && (0..60).contains(&m);
    let rest: String = rest.collect();
    is_one.then(|| (format!("{before} {rest}"), sign * (h * 60 + m)))
}

/// The times of day that stand in it, in minutes: `9:00`, `17h`, `17h30`.
fn times(text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii_digit() {
            continue;
        }
        let mut hour = String::from(c);
        while let Some(c) = rest.next_if(char::is_ascii_digit) {
            hour.push(c);
        }
        let Some(mark) = rest.next_if(|c| matches!(c, ':' | 'h' | 'H')) else {
            continue;
        };
        let mut minute = String::new();
        while let Some(c) = rest.next_if(char::is_ascii_digit) {
            minute.push(c);
        }
        if minute.is_empty() && mark != ':' {
            minute.push('0');
        }
        let (hour, minute) = (hour.parse::<i64>(), minute.parse::<i64>());
        if let (Ok(hour @ 0..=24), Ok(minute @ 0..=59)) = (hour, minute) {
            found.push(hour * 60 + minute);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CSL-36]
    #[test]
    fn hours_say_when_it_is_night_there_and_guess_nothing() {
        let now: Timestamp = "2026-11-23T00:10:00Z".parse().unwrap();
        let at = |hours: &str| night_there(hours, now);
        assert_eq!(at("Mon-Fri 9:00 to 17:00, UTC+3").as_deref(), Some("03:10"));
        assert_eq!(at("9h-12h30, 14h-18h UTC").as_deref(), Some("00:10"));
        assert_eq!(at("08:00-16:00 UTC-3:30").as_deref(), Some("20:40"));
        for open in ["20:00-02:00 UTC", "0:00-24:00 UTC+1", "22:00 - 6:00, UTC-1"] {
            assert_eq!(at(open), None, "{open}");
        }
        for silent in [
            "",
            "Monday to Friday, 9:00 to 17:00, Tunis time",
            "from 9:00 UTC",
            "9:00-17:00 UTC or UTC+1",
            "UTC+99 9:00-17:00",
            "always, UTC",
        ] {
            assert_eq!(at(silent), None, "{silent}");
        }
    }
}
