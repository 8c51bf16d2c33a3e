//! Bulletins week by week: a bar for each, in parts by label; each label has a pattern of its own.

use fanal_protocol::Label;

use fanal_picture::{Canvas, Ink, Pattern};

/// A week: its Monday, and how many of each label.
pub(crate) struct Bar {
    /// `2026-11-16`.
    pub(crate) begins: String,
    /// In the order of [`Label::ALL`], the widest first.
    pub(crate) counts: [usize; 5],
}

const WIDTH: i32 = 1_280;
const HEIGHT: i32 = 560;
/// Where bars stand, and how high the highest is.
const FLOOR: i32 = 490;
const HIGHEST: i32 = 350;
const LEFT: i32 = 40;
/// Room of one week, and of its bar.
const STEP: i32 = 100;
const BAR: i32 = 60;
/// The key of the labels.
const KEY: (i32, i32) = (LEFT, 30);
const SWATCH: (i32, i32) = (36, 28);
/// `2026-`: the key of a week says its month and day.
const YEAR_CHARS: usize = 5;

/// The ink and pattern of a label.
const fn look(label: Label) -> (Ink, Pattern) {
    match label {
        Label::Red => (Ink::Red, Pattern::Full),
        Label::AmberStrict => (Ink::Amber, Pattern::Narrow),
        Label::Amber => (Ink::Amber, Pattern::Wide),
        Label::Green => (Ink::Green, Pattern::Level),
        Label::Clear => (Ink::Soft, Pattern::Hollow),
    }
}

/// The picture.
pub(crate) fn weeks(bars: &[Bar], dark: bool) -> Vec<u8> {
    drawn(bars, dark).to_png()
}

fn drawn(bars: &[Bar], dark: bool) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, dark);
    key(&mut canvas);
    let most = bars.iter().map(|bar| bar.counts.iter().sum::<usize>());
    let most = most.max().unwrap_or_default().max(1);
    let end = (WIDTH - LEFT, FLOOR);
    canvas.line((LEFT, FLOOR), end, Ink::Soft, 0);
    for (left, bar) in (0..).map(|nth| LEFT + nth * STEP).zip(bars) {
        draw_bar(&mut canvas, left, bar, most);
        let cells: Vec<String> = bar.counts.iter().map(ToString::to_string).collect();
        let mut row = vec![bar.begins.as_str()];
        row.extend(cells.iter().map(String::as_str));
        canvas.says(&row);
    }
    canvas
}

fn key(canvas: &mut Canvas) {
    let (mut left, top) = KEY;
    for label in Label::ALL {
        let (ink, pattern) = look(label);
        canvas.surface((left, top), SWATCH, ink, pattern);
        let name = label.as_str().trim_start_matches("TLP:");
        left = canvas.small((left + SWATCH.0 + 14, top + 4), name, Ink::Text) + 30;
    }
}

fn draw_bar(canvas: &mut Canvas, left: i32, bar: &Bar, most: usize) {
    let mut bottom = FLOOR;
    for (label, count) in Label::ALL.into_iter().zip(bar.counts) {
        let height = height(count, most);
        let (ink, pattern) = look(label);
        bottom -= height;
        canvas.surface((left, bottom), (BAR, height), ink, pattern);
    }
    let all: usize = bar.counts.iter().sum();
    if all > 0 {
        let said = all.to_string();
        let at = left + (BAR - Canvas::small_width(&said)) / 2;
        canvas.small((at, bottom - 30), &said, Ink::Text);
    }
    let day = bar.begins.get(YEAR_CHARS..).unwrap_or_default();
    let at = left + (BAR - Canvas::small_width(day)) / 2;
    canvas.small((at, FLOOR + 20), day, Ink::Soft);
}

fn height(count: usize, most: usize) -> i32 {
    let highest = usize::try_from(HIGHEST).unwrap_or_default();
    i32::try_from(count * highest / most).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars() -> Vec<Bar> {
        (0..12)
            .map(|nth| Bar {
                begins: format!("2026-{:02}-16", nth + 1),
                counts: [nth, 2, nth % 4, 1, usize::from(nth == 5)],
            })
            .collect()
    }

    /// [CSL-10]
    #[test]
    fn each_part_of_a_bar_is_as_high_as_its_number() {
        let bars = [
            Bar {
                begins: "2026-11-09".into(),
                counts: [0, 0, 0, 0, 1],
            },
            Bar {
                begins: "2026-11-16".into(),
                counts: [0, 0, 0, 0, 4],
            },
            Bar {
                begins: "2026-11-23".into(),
                counts: [1, 0, 2, 0, 0],
            },
        ];
        for dark in [false, true] {
            let canvas = drawn(&bars, dark);
            let red = |nth: i32| {
                let at = (LEFT + nth * STEP, FLOOR - HIGHEST);
                canvas.count(at, (BAR, HIGHEST), Ink::Red)
            };
            let dots = |height: i32| usize::try_from(BAR * height).unwrap();
            assert_eq!(red(0), dots(HIGHEST / 4));
            assert_eq!(red(1), dots(HIGHEST));
            assert_eq!(red(2), 0);
            let at = (LEFT + 2 * STEP, FLOOR - HIGHEST);
            assert!(canvas.count(at, (BAR, HIGHEST), Ink::Amber) > 0);
        }
    }

    /// [CSL-10]
    #[test]
    fn no_two_labels_look_the_same_without_colour() {
        let mut patterns: Vec<_> = Label::ALL
            .map(|label| format!("{:?}", look(label).1))
            .into();
        patterns.sort();
        patterns.dedup();
        assert_eq!(patterns.len(), 5);
    }

    /// [CSL-10]
    #[test]
    fn a_quarter_of_a_year_is_a_small_file() {
        let [light, dark] = [false, true].map(|dark| weeks(&bars(), dark));
        assert!(light.len() < 25 << 10, "{} bytes", light.len());
        assert_ne!(light, dark);
        assert_eq!(light, weeks(&bars(), false));
        let said = String::from_utf8_lossy(&light).into_owned();
        assert!(
            said.contains("2026-06-16\t5\t2\t1\t1\t1\n"),
            "the numbers are not said"
        );
    }
}
