//! The table: what was measured, the baseline beside it, the aim, and whether it is met.

use std::fmt::Write as _;

/// Everything that was measured, and where.
pub(crate) struct Table {
    head: String,
    rows: Vec<Row>,
}

struct Row {
    part: char,
    what: String,
    ours: String,
    baseline: String,
    ratio: String,
    aim: String,
    met: Option<bool>,
}

/// What an aim says.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    AtLeast(f64),
    AtMost(f64),
    None,
}

impl Aim {
    fn met(self, value: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(value >= least),
            Self::AtMost(most) => Some(value <= most),
            Self::None => None,
        }
    }

    fn text(self, unit: &str) -> String {
        let with_unit = |sign: &str, value: f64| {
            format!("{sign} {} {unit}", number(value))
                .trim_end()
                .to_owned()
        };
        match self {
            Self::AtLeast(least) => with_unit("≥", least),
            Self::AtMost(most) => with_unit("≤", most),
            Self::None => String::new(),
        }
    }
}

impl Table {
    pub(crate) fn new(commit: &str, date: &str, full: bool) -> Self {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .unwrap_or(": unknown");
        let model = model.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load: String = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let size = if full { "full" } else { "default" };
        let head = format!(
            "# Benchmarks\n\nWritten by `tests/bench/run`. Quote the ratios, not the figures: both sides of each were \
             taken in one run.\n\nmachine: {model}, {cores} cores; load when it began: {load}  \ncommit: {commit}  \n\
             date: {date}  \nsize: {size}\n"
        );
        Self {
            head,
            rows: Vec::new(),
        }
    }

    /// A figure beside a baseline; the aim is about the ratio.
    pub(crate) fn ratio(
        &mut self,
        part: char,
        what: &str,
        ours: (f64, &str),
        baseline: (f64, &str),
        aim: Aim,
    ) {
        let ratio = ours.0 / baseline.0;
        self.push(Row {
            part,
            what: what.to_owned(),
            ours: format!("{} {}", number(ours.0), ours.1),
            baseline: format!("{} {}", number(baseline.0), baseline.1),
            ratio: number(ratio),
            aim: aim.text(""),
            met: aim.met(ratio),
        });
    }

    /// A figure; the aim is about itself.
    pub(crate) fn figure(&mut self, part: char, what: &str, ours: (f64, &str), aim: Aim) {
        self.push(Row {
            part,
            what: what.to_owned(),
            ours: format!("{} {}", number(ours.0), ours.1),
            baseline: String::new(),
            ratio: String::new(),
            aim: aim.text(ours.1),
            met: aim.met(ours.0),
        });
    }

    fn push(&mut self, row: Row) {
        eprintln!(
            "({}) {}: {} | {} | {} | {}",
            row.part, row.what, row.ours, row.baseline, row.ratio, row.aim
        );
        self.rows.push(row);
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = self.head.clone();
        text.push_str("\n| | what | fanal | baseline | ratio | aim | met |\n|---|---|---:|---:|---:|---:|---|\n");
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| row.part);
        for row in rows {
            let met = match row.met {
                Some(true) => "yes",
                Some(false) => "**no**",
                None => "",
            };
            let Row {
                part,
                what,
                ours,
                baseline,
                ratio,
                aim,
                ..
            } = row;
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {part} | {what} | {ours} | {baseline} | {ratio} | {aim} | {met} |"
            );
        }
        text
    }
}

/// Three digits that matter, thousands told apart.
fn number(value: f64) -> String {
    if value >= 100.0 {
        let digits = format!("{value:.0}");
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
