//! Rules for Suricata: who asks for a listed name, or for one below it, in two rules for each name that never both
//! speak. A bare `endswith` would take `notevil.example` for `evil.example`: `dotprefix` puts a dot before both.
//!
//! They detect; nothing here blocks. Sites that people need stay out all the same: such rules are soon turned into
//! `drop`, and a false alarm frightens people.

use std::collections::HashSet;
use std::io::{self, Write};

use fanal_protocol::Label;
use fanal_stix::Kind;
use sha2::{Digest as _, Sha256};

use super::sorting::{Scratch, Sorter, packed, unpacked_texts};
use super::vocabulary::{Head, commented, label_of_rank, rank};
use super::{
    FileKind, Files, Item, LeftOut, Settings, Tally, Writing, Written, sorted_values, vocabulary,
};
use crate::guard::guarded;
use crate::shown::one_line;

/// Rule numbers of networks begin here: above all that is allotted to anybody (sidallocation.org).
const FIRST_SID: u32 = 3_000_000_000;

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Box::new(Rules {
        settings: *settings,
        names: Sorter::new(scratch),
        tally: Tally::default(),
        head: Head::default(),
    })
}

struct Rules<'s> {
    settings: Settings<'s>,
    /// Each name with what the bulletin says that listed it first, and all their labels.
    names: Sorter<'s>,
    tally: Tally,
    head: Head,
}

impl Writing for Rules<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        self.head.see(item);
        let (id, day) = (item.id.to_string(), item.date.date().replace('-', "_"));
        for listed in sorted_values(item) {
            let name = listed.value.text();
            if listed.value.kind() != Kind::DomainName {
                self.tally.add(LeftOut::NoPlace(listed.value.kind()));
            } else if guarded(name).is_some() {
                self.tally.add(LeftOut::Guarded);
            } else {
                let what = plain(listed.name.as_deref().unwrap_or(item.title));
                let is_told = !what.is_empty() && !what.contains(name);
                let what = if is_told { &what } else { &id };
                let role = vocabulary::role_word(listed.role);
                let said = packed([role, &day, &id, what].map(str::as_bytes));
                let said = [[rank(item.label)].as_slice(), &said].concat();
                self.names.push(name.as_bytes(), &said);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            settings,
            names,
            mut tally,
            head,
        } = *self;
        let names = names.sorted();
        let mut announced = 0;
        names.groups(First::add, |_, first: First| {
            announced += 1;
            tally.add_many(LeftOut::Repeated, first.count - 1);
            Ok(())
        })?;
        let kind = FileKind {
            media_type: "text/plain; charset=utf-8",
            file_name: "suricata.rules",
        };
        files.put(kind, &mut |out| {
            let head = commented("# ", &head.lines(&settings, announced));
            out.write_all(head.as_bytes())?;
            writeln!(
                out,
                "# For each name two rules: the name itself, and every name below it."
            )?;
            let mut sids = Sids::default();
            names.groups(First::add, |name, first: First| {
                let name = String::from_utf8_lossy(name);
                let sid = sids.of(settings.issuer.id, &name);
                rules(out, &name, sid, &first, &settings)
            })
        })?;
        Ok(Written {
            announced,
            left_out: tally.finish(),
        })
    }
}

/// What the bulletin says that listed a name first, and the strictest label of all that do.
#[derive(Default)]
struct First {
    said: Vec<u8>,
    rank: u8,
    count: usize,
}

impl First {
    fn add(&mut self, payload: &[u8]) {
        let Some((rank, said)) = payload.split_first() else {
            return;
        };
        if self.count == 0 {
            said.clone_into(&mut self.said);
        }
        self.rank = self.rank.max(*rank);
        self.count += 1;
    }
}

/// An even number for each name, which follows from the network and the name alone: the same rule has the same number
/// in every file. Where two names meet in one, the later in the alphabet takes the next that is free.
#[derive(Default)]
struct Sids(HashSet<u32>);

impl Sids {
    /// That of the next name of the alphabet.
    fn of(&mut self, issuer: &str, name: &str) -> u32 {
        let room = (u32::MAX - FIRST_SID) / 2;
        let mut at = number(issuer, name) % room;
        while !self.0.insert(at) {
            at = (at + 1) % room;
        }
        FIRST_SID + at * 2
    }
}

fn number(issuer: &str, name: &str) -> u32 {
    let digest: [u8; 32] = Sha256::digest(format!("suricata\n{issuer}\n{name}")).into();
    u32::from_be_bytes(digest.first_chunk().copied().unwrap_or_default())
}

fn rules(
    out: &mut dyn Write,
    name: &str,
    sid: u32,
    first: &First,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let mut said = unpacked_texts(&first.said);
    let mut said = || said.next().unwrap_or_default();
    let [role, day, id, what] = [said(), said(), said(), said()];
    let label: Label = label_of_rank(first.rank);
    let page = settings.issuer.page(&id);
    // Without its scheme, as the keyword wants it.
    let reference = page
        .as_deref()
        .and_then(|page| page.split_once("://"))
        .filter(|(_, rest)| {
            rest.chars()
                .all(|c| c.is_ascii_alphanumeric() || "/.-_:".contains(c))
        })
        .map(|(_, rest)| format!(" reference:url,{rest};"))
        .unwrap_or_default();
    let tail = format!(
        "classtype:trojan-activity;{reference} metadata:tlp {}, role {role}, bulletin {id}, updated_at {day};",
        label.as_str().trim_start_matches("TLP:").to_lowercase(),
    );
    let (length, rev) = (name.len(), settings.serial);
    let below = length + 1;
    writeln!(
        out,
        "alert dns any any -> any any (msg:\"Fanal {label} {what}: name\"; dns.query; content:\"{name}\"; nocase; \
         bsize:{length}; {tail} sid:{sid}; rev:{rev};)\n\
         alert dns any any -> any any (msg:\"Fanal {label} {what}: below the name\"; dns.query; dotprefix; \
         content:\".{name}\"; nocase; endswith; bsize:>{below}; {tail} sid:{}; rev:{rev};)",
        sid + 1,
    )
}

/// Letters, digits and what no rule gives a meaning to.
fn plain(text: &str) -> String {
    let line = one_line(text);
    let kept = line
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '+' | '/'));
    kept.take(80).collect::<String>().trim().to_owned()
}
