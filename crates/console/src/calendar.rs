//! Days and moments as people read them: the weekday in words, the date as ISO 8601, UTC.

use fanal_protocol::Timestamp;

use crate::texts::Texts;

const DAY: i64 = 86_400;

/// A moment: for a program, and for a person.
#[derive(Clone)]
pub(crate) struct Moment {
    /// ISO 8601.
    pub(crate) exact: String,
    /// `Sunday`.
    pub(crate) weekday: String,
    /// `2026-11-22, 08:13 UTC`, or without the time: from left to right in every language, else a date
    /// would be turned around.
    pub(crate) date: String,
}

/// To the minute.
pub(crate) fn moment(texts: &Texts, at: Timestamp) -> Moment {
    let exact = at.to_string();
    let time: String = exact.chars().skip(11).take(5).collect();
    Moment {
        weekday: weekday(texts, at),
        date: format!("{}, {time} UTC", at.date()),
        exact,
    }
}

/// To the day.
pub(crate) fn day(texts: &Texts, at: Timestamp) -> Moment {
    Moment {
        exact: at.date(),
        weekday: weekday(texts, at),
        date: at.date(),
    }
}

fn weekday(texts: &Texts, at: Timestamp) -> String {
    texts.say(fanal_texts::weekday_key(at.unix()))
}

/// How long ago, rounded down: minutes, hours, days.
pub(crate) fn ago(texts: &Texts, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.unix().saturating_sub(at.unix()).max(0);
    let (key, count) = match seconds {
        0..60 => return texts.say("ago-now"),
        60..3_600 => ("ago-minutes", seconds / 60),
        3_600..DAY => ("ago-hours", seconds / 3_600),
        _ => ("ago-days", seconds / DAY),
    };
    texts.count(key, usize::try_from(count).unwrap_or(usize::MAX))
}

/// The beginning of a day that somebody chose.
pub(crate) fn read_day(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() != 10 {
        return None;
    }
    format!("{text}T00:00:00Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_day_has_its_weekday() {
        let at: Timestamp = "2026-11-22T08:13:37Z".parse().unwrap();
        let words = |at: Moment| format!("{} {}", at.weekday, at.date);
        let said = |lang| words(moment(Texts::of(lang), at));
        assert_eq!(said(Lang::En), "Sunday 2026-11-22, 08:13 UTC");
        assert_eq!(said(Lang::Fr), "dimanche 2026-11-22, 08:13 UTC");
        assert_eq!(words(day(Texts::of(Lang::Es), at)), "domingo 2026-11-22");
        assert_eq!(read_day("2026-11-22").unwrap(), at.day());
        assert!(read_day("tomorrow").is_none());
    }
}
