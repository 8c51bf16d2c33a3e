//! YARA rules as they came, byte for byte: what was signed is passed on, never run, never changed. What would reach
//! beyond itself, into the rules of others or the machine of its reader, is left out. [PUB-23]

mod whole;

use std::collections::{BTreeSet, HashSet};
use std::io;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::sorting::{Scratch, Spool};
use super::vocabulary::{Head, commented};
use super::{FileKind, Files, Item, LeftOut, Settings, Tally, Writing, Written};

#[derive(Deserialize)]
struct Rule {
    pattern_type: Option<String>,
    pattern: Option<String>,
    #[serde(default)]
    revoked: bool,
}

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Box::new(Rules {
        settings: *settings,
        body: Spool::new(scratch),
        seen: HashSet::new(),
        named: HashSet::new(),
        tally: Tally::default(),
        head: Head::default(),
    })
}

struct Rules<'s> {
    settings: Settings<'s>,
    body: Spool<'s>,
    /// The texts that stand in it, in short.
    seen: HashSet<[u8; 32]>,
    /// A name that stands twice is an error, and no rule of the file is read.
    named: HashSet<String>,
    tally: Tally,
    head: Head,
}

impl Rules<'_> {
    /// Puts the text in, if it is nothing but rules with names of their own.
    fn put(&mut self, item: &Item<'_>, text: &str) {
        let digest = Sha256::digest(text).into();
        if self.seen.contains(&digest) {
            return;
        }
        let names = whole::names(text).unwrap_or_default();
        let is_new = names.iter().collect::<BTreeSet<_>>().len() == names.len()
            && names.iter().all(|name| !self.named.contains(name));
        if names.is_empty() || !is_new {
            self.tally.add(LeftOut::Spelling);
            return;
        }
        self.named.extend(names);
        self.seen.insert(digest);
        let from = format!("\n// bulletin {}, {}\n", item.id, item.label);
        self.body.push_str(&from);
        self.body.push_str(text);
        if !text.ends_with('\n') {
            self.body.push_str("\n");
        }
    }
}

impl Writing for Rules<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        self.head.see(item);
        for listed in &item.indicators {
            self.tally.add(LeftOut::NoPlace(listed.value.kind()));
        }
        rules_of(item).for_each(|text| self.put(item, &text));
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let announced = self.seen.len();
        let kind = FileKind {
            media_type: "text/plain; charset=utf-8",
            file_name: "rules.yar",
        };
        files.put(kind, &mut |out| {
            let head = commented("// ", &self.head.lines(&self.settings, announced));
            out.write_all(head.as_bytes())?;
            self.body.write(out)
        })?;
        Ok(Written {
            announced,
            left_out: self.tally.finish(),
        })
    }
}

fn rules_of(item: &Item<'_>) -> impl Iterator<Item = String> {
    let objects = item.objects.iter();
    let rules = objects.filter_map(|raw| serde_json::from_str::<Rule>(raw.get()).ok());
    rules
        .filter(|rule| !rule.revoked && rule.pattern_type.as_deref() == Some("yara"))
        .filter_map(|rule| rule.pattern)
}
