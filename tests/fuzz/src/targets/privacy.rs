//! The privacy check: whatever people paste, and whatever they protect.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use fanal_privacy::{Check, Finding, Protects, Reason, forms, masked};
use fanal_stix::{Kind, MAX_VALUE_BYTES};

use crate::{Corpora, Verdict};

struct Forms(Vec<String>);

impl Protects for Forms {
    fn longest(&self) -> usize {
        let words = self.0.iter().map(|form| form.split(' ').count());
        words.max().unwrap_or(0)
    }

    fn is_protected(&self, form: &str) -> bool {
        self.0.iter().any(|known| known == form)
    }
}

/// A finding lies in the text and says what stands there, in a text and in a value of any kind; a short text that is
/// protected is found in itself.
pub(super) fn privacy(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let findings = Check::default().text(&text);
    are_where_they_say(&text, &findings);
    let _covered = masked(&text, &findings);
    let first = text.lines().next().unwrap_or_default();
    if first.len() <= MAX_VALUE_BYTES {
        for kind in Kind::ALL {
            for sender in [false, true] {
                are_where_they_say(first, &Check::default().value(kind, first, sender));
            }
        }
    }
    let word: String = text.chars().take(40).collect();
    let protected = Forms(forms(&word));
    if !protected.0.is_empty() {
        let check = Check {
            words: Some(&protected),
            ..Check::default()
        };
        let found = check.text(&word);
        assert!(
            found
                .iter()
                .any(|found| found.reason == Reason::ProtectedWord),
            "a protected word does not find itself"
        );
    }
    Verdict::of(!findings.is_empty())
}

fn are_where_they_say(text: &str, findings: &[Finding]) {
    for found in findings {
        assert!(found.from < found.to, "an empty finding");
        let there: String = text
            .chars()
            .skip(found.from)
            .take(found.to - found.from)
            .collect();
        assert_eq!(there, found.text, "it stands elsewhere");
        let line = text.chars().take(found.from).filter(|c| *c == '\n').count() + 1;
        assert_eq!(line, found.line, "another line");
    }
}

/// The labelled examples, and real files that people might paste.
pub(super) fn privacy_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let examples = [
        include_str!("../../../../crates/privacy/corpus/tuned.tsv"),
        include_str!("../../../../crates/privacy/corpus/held-out.tsv"),
    ];
    let mut seeds: Vec<Vec<u8>> = examples
        .iter()
        .flat_map(|file| file.lines())
        .filter_map(|line| line.split('\t').next_back())
        .map(|text| text.replace("\\n", "\n").into_bytes())
        .collect();
    seeds.extend(corpora.files("amnesty", "txt"));
    // What stands beneath base64: an address, and once more.
    let once = BASE64.encode(b"write to ana.silva@mail.example or +33 6 39 98 12 34");
    let twice = BASE64URL_NOPAD.encode(once.as_bytes());
    seeds.extend([once, twice].map(|text| format!("see {text} there").into_bytes()));
    let values = [
        "https://evil.example/?e=YW5hLnNpbHZhQG1haWwuZXhhbXBsZQ==#ana.silva@mail.example",
        "ana.silva@mail.example",
        "/home/ana.silva/x",
        "10.0.0.1",
        "a-33639981234.evil.example",
    ];
    seeds.extend(values.map(|text| text.as_bytes().to_vec()));
    // Shapes are compiled once: that is not what an input spends.
    for seed in &seeds {
        let _verdict = privacy(seed);
    }
    seeds
}
