//! Who would see it, desk by desk and label by label, with the policy's reason for each no. [CSL-22]

use fanal_desk::Alternative;
use fanal_protocol::Code;

use crate::pill::{LABELS, Pill};
use crate::texts::Texts;

/// The table, with its reasons below.
#[derive(Default)]
pub(crate) struct Matrix {
    pub(crate) labels: Vec<Pill>,
    pub(crate) rows: Vec<Row>,
    pub(crate) reasons: Vec<String>,
}

/// A desk.
pub(crate) struct Row {
    pub(crate) desk: String,
    /// For each label: nothing for a yes, the number of the reason for a no.
    pub(crate) cells: Vec<Option<usize>>,
}

impl Matrix {
    pub(crate) fn of(texts: &Texts, alternatives: &[Alternative]) -> Self {
        let mut matrix = Self::default();
        let mut desks: Vec<String> = Vec::new();
        for other in alternatives {
            let who = other.who.iter().chain(other.not.iter().map(|no| &no.desk));
            desks.extend(who.map(ToString::to_string));
        }
        desks.sort();
        desks.dedup();
        if desks.is_empty() {
            return matrix;
        }
        matrix.labels = LABELS.map(|label| Pill::of(texts, label)).into();
        for desk in desks {
            let mut cells = Vec::new();
            for label in LABELS {
                let mut answers = alternatives.iter();
                let answer = answers.find(|other| other.label == label.as_str());
                let no = answer.map_or(Some(None), |answer| no(answer, &desk));
                cells.push(no.map(|code| matrix.reason(texts, code)));
            }
            matrix.rows.push(Row { desk, cells });
        }
        matrix
    }

    /// The number of a reason, counted from 1; each is said once.
    fn reason(&mut self, texts: &Texts, code: Option<Code>) -> usize {
        let words = code.map_or_else(|| texts.say("code-policy-label"), |code| texts.code(code));
        let known = self.reasons.iter().position(|known| *known == words);
        known.unwrap_or_else(|| {
            self.reasons.push(words);
            self.reasons.len() - 1
        }) + 1
    }
}

/// Why this desk would not get it under that label; nothing, if it would.
fn no(answer: &Alternative, desk: &str) -> Option<Option<Code>> {
    if answer.who.iter().any(|who| who.as_str() == desk) {
        return None;
    }
    let mut not = answer.not.iter();
    let of_desk = not.find(|no| no.desk.as_str() == desk);
    Some(of_desk.map_or(answer.code, |no| no.code))
}
