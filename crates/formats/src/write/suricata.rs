//! Rules for Suricata: who asks for a listed name, or for one below it, in two rules for each name that never both
//! speak. A bare `endswith` would take `notevil.example` for `evil.example`: `dotprefix` puts a dot before both.
//!
//! They detect; nothing here blocks. Sites that people need stay out all the same: such rules are soon turned into
//! `drop`, and a false alarm frightens people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fanal_protocol::Label;
use fanal_stix::Kind;
use sha2::{Digest as _, Sha256};

use super::{Export, Item, LeftOut, Listed, Settings, Tally, sorted, sorted_values, vocabulary};
use crate::guard::guarded;
use crate::shown::one_line;

/// Rule numbers of networks begin here: above all that is allotted to anybody (sidallocation.org).
const FIRST_SID: u32 = 3_000_000_000;

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let names = names(items, &mut tally);
    let mut text = String::new();
    for line in vocabulary::header(items, settings, names.len()) {
        let _ = writeln!(text, "# {line}");
    }
    let _ = writeln!(
        text,
        "# For each name two rules: the name itself, and every name below it."
    );
    let sids = sids(names.keys().copied(), settings.issuer.id);
    for (name, sid) in sids {
        if let Some(first) = names.get(name) {
            text.push_str(&rules(name, sid, first, settings));
        }
    }
    Export {
        bytes: text.into_bytes(),
        media_type: "text/plain; charset=utf-8",
        file_name: "suricata.rules",
        announced: names.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// A name with the bulletin that listed it first, and the strictest label of all that do.
struct First<'i> {
    item: &'i Item<'i>,
    listed: &'i Listed,
    label: Label,
}

fn names<'i>(items: &'i [Item<'_>], tally: &mut Tally) -> BTreeMap<&'i str, First<'i>> {
    let mut names: BTreeMap<&str, First<'_>> = BTreeMap::new();
    for item in sorted(items) {
        for listed in sorted_values(item) {
            let name = listed.value.text();
            if listed.value.kind() != Kind::DomainName {
                tally.add(LeftOut::NoPlace(listed.value.kind()));
            } else if guarded(name).is_some() {
                tally.add(LeftOut::Guarded);
            } else if let Some(first) = names.get_mut(name) {
                first.label = first.label.max(item.label);
                tally.add(LeftOut::Repeated);
            } else {
                let label = item.label;
                names.insert(
                    name,
                    First {
                        item,
                        listed,
                        label,
                    },
                );
            }
        }
    }
    names
}

/// An even number for each name, which follows from the network and the name alone: the same rule has the same number
/// in every file. Where two names meet in one, the later in the alphabet takes the next that is free.
fn sids<'n>(names: impl Iterator<Item = &'n str>, issuer: &str) -> BTreeMap<&'n str, u32> {
    let mut taken = BTreeMap::new();
    for name in names {
        let room = (u32::MAX - FIRST_SID) / 2;
        let mut at = number(issuer, name) % room;
        while taken.contains_key(&at) {
            at = (at + 1) % room;
        }
        taken.insert(at, name);
    }
    let of = |(at, name): (u32, &'n str)| (name, FIRST_SID + at * 2);
    taken.into_iter().map(of).collect()
}

fn number(issuer: &str, name: &str) -> u32 {
    let digest: [u8; 32] = Sha256::digest(format!("suricata\n{issuer}\n{name}")).into();
    u32::from_be_bytes(digest.first_chunk().copied().unwrap_or_default())
}

fn rules(name: &str, sid: u32, first: &First<'_>, settings: &Settings<'_>) -> String {
    let Item {
        id, date, title, ..
    } = first.item;
    let what = plain(first.listed.name.as_deref().unwrap_or(title));
    let what = if what.is_empty() || what.contains(name) {
        id.to_string()
    } else {
        what
    };
    let label = first.label;
    let page = settings.issuer.page_of(*id);
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
        "classtype:trojan-activity;{reference} metadata:tlp {}, role {}, bulletin {id}, updated_at {};",
        label.as_str().trim_start_matches("TLP:").to_lowercase(),
        vocabulary::role_word(first.listed.role),
        date.date().replace('-', "_"),
    );
    let (length, rev) = (name.len(), settings.serial);
    let below = length + 1;
    format!(
        "alert dns any any -> any any (msg:\"Fanal {label} {what}: name\"; dns.query; content:\"{name}\"; nocase; \
         bsize:{length}; {tail} sid:{sid}; rev:{rev};)\n\
         alert dns any any -> any any (msg:\"Fanal {label} {what}: below the name\"; dns.query; dotprefix; \
         content:\".{name}\"; nocase; endswith; bsize:>{below}; {tail} sid:{}; rev:{rev};)\n",
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
