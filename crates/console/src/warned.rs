//! What warning lists say of values, as rows: a warning, not a verdict. [IMP-5]

use std::collections::BTreeSet;

use fanal_desk::{Guard, Warned};

use crate::texts::Texts;

/// A value that a list warns of. Templates call all of them `warned`.
pub(crate) struct WarnedRow {
    pub(crate) value: String,
    /// The list's own name, or ours for the one that is built in.
    pub(crate) list: String,
    /// The entry that it meets, or why the built-in list has it.
    pub(crate) entry: String,
}

/// All of them, with how many values they are about.
#[derive(Default)]
pub(crate) struct WarnedRows {
    pub(crate) rows: Vec<WarnedRow>,
    pub(crate) values: usize,
}

impl WarnedRows {
    /// Of what the desk says.
    pub(crate) fn of(texts: &Texts, warned: &[Warned]) -> Self {
        let values: BTreeSet<&str> = warned.iter().map(|one| one.value.as_str()).collect();
        Self {
            values: values.len(),
            rows: warned.iter().map(|one| row(texts, one)).collect(),
        }
    }
}

fn row(texts: &Texts, warned: &Warned) -> WarnedRow {
    let (list, entry) = match warned.guard {
        Some(why) => (texts.say("warned-common-sites"), texts.say(guard(why))),
        None => (warned.list.clone(), warned.entry.clone()),
    };
    WarnedRow {
        value: warned.value.clone(),
        list,
        entry,
    }
}

/// The key of why the built-in list has it.
pub(crate) const fn guard(why: Guard) -> &'static str {
    match why {
        Guard::CommonSite => "guard-common-site",
        Guard::SharedPlatform => "guard-shared-platform",
        Guard::PublicSuffix => "guard-public-suffix",
    }
}
