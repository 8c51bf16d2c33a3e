//! The days of the week.

/// Their keys, from the day on which 1970 began.
pub const WEEKDAYS: [&str; 7] = [
    "day-thursday",
    "day-friday",
    "day-saturday",
    "day-sunday",
    "day-monday",
    "day-tuesday",
    "day-wednesday",
];

const DAY: i64 = 86_400;

/// The key of the weekday on which a moment lies, in seconds since 1970, in UTC.
pub fn weekday_key(unix: i64) -> &'static str {
    // The first of January 1970 was a Thursday.
    let weekday = usize::try_from(unix.div_euclid(DAY).rem_euclid(7)).unwrap_or_default();
    WEEKDAYS.get(weekday).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_weekday_before_1970_too() {
        assert_eq!(weekday_key(0), "day-thursday");
        assert_eq!(weekday_key(-1), "day-wednesday");
        // 2026-11-22.
        assert_eq!(weekday_key(1_795_306_417), "day-sunday");
    }
}
