//! How much is found, and how often it cries wolf: on examples that were there to work with, and on
//! those that were not.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use fanal_privacy::{Check, Finding, Protects, Reason, Weight, forms};
use fanal_stix::Kind;

struct Example {
    line: usize,
    lang: &'static str,
    place: &'static str,
    right: BTreeSet<Reason>,
    text: String,
}

fn examples(file: &'static str) -> Vec<Example> {
    let example = |(at, line): (usize, &'static str)| {
        let mut fields = line.splitn(4, '\t');
        let mut next = || fields.next().unwrap();
        let (lang, place, right, text) = (next(), next(), next(), next());
        let right = right.split(',').filter(|word| *word != "-");
        Example {
            line: at + 1,
            lang,
            place,
            right: right.map(|word| word.parse().unwrap()).collect(),
            text: unescaped(text),
        }
    };
    // What is said of places and of sites is judged by the desk, which measures it.
    let is_ours = |example: &Example| {
        let place = example.place;
        !place.starts_with("location:") && !place.starts_with("site:")
    };
    file.lines()
        .enumerate()
        .map(example)
        .filter(is_ours)
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let text = text.replace("\\n", "\n");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (number, after) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
        rest = after;
    }
    out + rest
}

/// A desk's own words, as an example names them.
struct Words(BTreeSet<String>);

impl Protects for Words {
    fn longest(&self) -> usize {
        let words = self.0.iter().map(|form| form.split(' ').count());
        words.max().unwrap_or(0)
    }

    fn is_protected(&self, form: &str) -> bool {
        self.0.contains(form)
    }
}

fn findings(example: &Example) -> Vec<Finding> {
    let check = Check::default();
    if let Some(word) = example.place.strip_prefix("words:") {
        let words = Words(forms(word).into_iter().collect());
        let check = Check {
            words: Some(&words),
            ..check
        };
        return check.text(&example.text);
    }
    match example.place {
        "text" => check.text(&example.text),
        "url" => check.value(Kind::Url, &example.text, false),
        "domain" => check.value(Kind::DomainName, &example.text, false),
        "path" => check.value(Kind::FilePath, &example.text, false),
        "file" => check.value(Kind::FileName, &example.text, false),
        "process" => check.value(Kind::ProcessName, &example.text, false),
        "app" => check.value(Kind::AppId, &example.text, false),
        "profile" => check.value(Kind::ConfigurationProfileId, &example.text, false),
        "property" => check.value(Kind::AndroidProperty, &example.text, false),
        "sender" => check.value(Kind::EmailAddress, &example.text, true),
        other => panic!("no place is called `{other}`"),
    }
}

#[derive(Default)]
struct Measured {
    /// Right findings that were made, and that were not.
    found: usize,
    missed: usize,
    /// Findings that are wrong. Hints hold nothing back, and count only where they are right.
    wrong: usize,
    langs: BTreeMap<&'static str, (usize, usize, usize)>,
}

impl Measured {
    fn of(file: &'static str, shows: bool) -> Self {
        let mut all = Self::default();
        for example in examples(file) {
            let made: BTreeSet<Reason> = findings(&example).iter().map(|f| f.reason).collect();
            let found = example.right.intersection(&made).count();
            let missed = example.right.len() - found;
            let wrong: Vec<Reason> = made
                .difference(&example.right)
                .copied()
                .filter(|reason| reason.weight() != Weight::Hint)
                .collect();
            if shows && (missed > 0 || !wrong.is_empty()) {
                println!(
                    "{:4} {:?} missed {missed} of {:?}, wrong {wrong:?}",
                    example.line, example.text, example.right
                );
            }
            let lang = all.langs.entry(example.lang).or_default();
            lang.0 += found;
            lang.1 += missed;
            lang.2 += wrong.len();
            all.found += found;
            all.missed += missed;
            all.wrong += wrong.len();
        }
        all
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed) as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.wrong) as f64
    }

    fn print(&self, name: &str) {
        println!(
            "{name}: recall {:.3}, precision {:.3}",
            self.recall(),
            self.precision()
        );
        for (lang, (found, missed, wrong)) in &self.langs {
            println!("  {lang}: {found} found, {missed} missed, {wrong} wrong");
        }
    }
}

const TUNED: &str = include_str!("../corpus/tuned.tsv");
const HELD_OUT: &str = include_str!("../corpus/held-out.tsv");

#[test]
fn examples_that_were_worked_with_are_found() {
    let measured = Measured::of(TUNED, true);
    measured.print("tuned");
    assert!(measured.recall() >= 0.99 && measured.precision() >= 0.99);
}

// [PRV-8]
#[test]
fn examples_that_nobody_tuned_on_are_found() {
    let measured = Measured::of(HELD_OUT, false);
    measured.print("held out");
    assert!(measured.recall() >= 0.98 && measured.precision() >= 0.98);
}
