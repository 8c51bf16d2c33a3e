//! What was published week by week: a picture, and the same rows for the table beside it.

use fanal_picture::{Canvas, Ink, Pattern};
use fanal_protocol::Timestamp;

use crate::address;
use crate::file::{Caching, Draft};
use crate::shelf::ShelfItem;
use crate::tree::Collector;

/// Weeks that are shown.
const WEEKS: usize = 12;
const DAY: i64 = 86_400;
/// 1970 began on a Thursday: the Monday before it.
const FIRST_MONDAY: i64 = -3 * DAY;

/// A week.
pub(crate) struct Week {
    /// Its Monday.
    pub(crate) begins: Timestamp,
    /// Bulletins of it that are still published.
    pub(crate) count: usize,
}

/// The last weeks up to that in which the site is made, the oldest first.
pub(crate) fn weeks(items: &[&ShelfItem], made: Timestamp) -> Vec<Week> {
    let last = monday(made);
    let starts = (0..).map(|back| last - back * 7 * DAY).take(WEEKS);
    let mut weeks: Vec<Week> = starts
        .map(|start| Week {
            begins: Timestamp::from_unix(start),
            count: items
                .iter()
                .filter(|item| monday(item.date) == start)
                .count(),
        })
        .collect();
    weeks.reverse();
    weeks
}

fn monday(at: Timestamp) -> i64 {
    at.unix() - (at.unix() - FIRST_MONDAY).rem_euclid(7 * DAY)
}

const WIDTH: i32 = 1_280;
const HEIGHT: i32 = 400;
/// Where bars stand, and how high the highest is.
const FLOOR: i32 = 340;
const HIGHEST: i32 = 280;
const LEFT: i32 = 40;
/// Room of one week, and of its bar.
const STEP: i32 = 100;
const BAR: i32 = 60;
/// `2026-`: under a bar stand its month and day.
const YEAR_CHARS: usize = 5;

/// Puts the picture, for light and for dark paper.
pub(crate) fn put(out: &mut Collector<'_>, weeks: &[Week]) {
    for (address, dark) in [(address::WEEKS, false), (address::WEEKS_DARK, true)] {
        let file = drawn(weeks, dark).to_png();
        out.put(address, Draft::new("image/png", Caching::Briefly, file));
    }
}

fn drawn(weeks: &[Week], dark: bool) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, dark);
    let most = weeks.iter().map(|week| week.count).max();
    let most = most.unwrap_or_default().max(1);
    canvas.line((LEFT, FLOOR), (WIDTH - LEFT, FLOOR), Ink::Soft, 0);
    for (left, week) in (0..).map(|nth| LEFT + nth * STEP).zip(weeks) {
        let height = height(week.count, most);
        let top = FLOOR - height;
        canvas.surface((left, top), (BAR, height), Ink::Good, Pattern::Full);
        let said = week.count.to_string();
        let at = left + (BAR - Canvas::small_width(&said)) / 2;
        canvas.small((at, top - 30), &said, Ink::Text);
        let day = week.begins.date();
        let short = day.get(YEAR_CHARS..).unwrap_or_default();
        let at = left + (BAR - Canvas::small_width(short)) / 2;
        canvas.small((at, FLOOR + 20), short, Ink::Soft);
        canvas.says(&[&day, &said]);
    }
    canvas
}

fn height(count: usize, most: usize) -> i32 {
    let highest = usize::try_from(HIGHEST).unwrap_or_default();
    i32::try_from(count * highest / most).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(begins: &str, count: usize) -> Week {
        Week {
            begins: format!("{begins}T00:00:00Z").parse().unwrap(),
            count,
        }
    }

    #[test]
    fn a_week_begins_on_its_monday() {
        for (at, begins) in [
            ("2026-11-22T23:59:59Z", "2026-11-16"),
            ("2026-11-23T00:00:00Z", "2026-11-23"),
            ("1970-01-07T12:00:00Z", "1970-01-05"),
        ] {
            let begin = Timestamp::from_unix(monday(at.parse().unwrap()));
            assert_eq!(begin.date(), begins);
        }
    }

    /// [CSL-10] [CSL-28]
    #[test]
    fn each_bar_is_as_high_as_its_number_and_the_file_is_small_and_says_it() {
        let weeks = [
            week("2026-11-09", 1),
            week("2026-11-16", 4),
            week("2026-11-23", 0),
        ];
        for dark in [false, true] {
            let canvas = drawn(&weeks, dark);
            let dots = |nth: i32| {
                let at = (LEFT + nth * STEP, FLOOR - HIGHEST);
                canvas.count(at, (BAR, HIGHEST - 4), Ink::Good)
            };
            let rows = |height: i32| usize::try_from(BAR * height).unwrap();
            assert_eq!(dots(0), rows(HIGHEST / 4 - 4));
            assert_eq!(dots(1), rows(HIGHEST - 4));
            assert_eq!(dots(2), 0);
            let file = canvas.to_png();
            assert!(file.len() < 12 << 10, "{} bytes", file.len());
            assert!(String::from_utf8_lossy(&file).contains("2026-11-16\t4\n"));
        }
    }
}
