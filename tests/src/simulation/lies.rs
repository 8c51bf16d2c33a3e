//! What the lying node does to its answers.

use fanal_protocol::wire::{Entry, Head, HeadsAnswer};
use fanal_protocol::{Body, Digest, Statement, StreamName};
use fanal_sync::VerifiedPeer;

use super::federation::federation;
use super::node::{Is, Node};
use super::ops::Lie;

/// Lies about heads; `at` says about which of them, `fresh` is the digest of what is told.
pub(crate) fn about_heads(
    lie: Lie,
    liar: &Node,
    answer: &mut HeadsAnswer,
    old: Option<&HeadsAnswer>,
    caller: &VerifiedPeer,
    at: usize,
    fresh: Digest,
) {
    match lie {
        Lie::RelaysAll => {
            let all = liar.ram.logs.iter().filter_map(|(stream, log)| {
                let checkpoint = log.held.checkpoint.as_ref()?.text.clone();
                Some(Head {
                    stream: stream.clone(),
                    checkpoint,
                })
            });
            answer.heads = all.collect();
        }
        Lie::AltersCheckpoint if !answer.heads.is_empty() => {
            let count = answer.heads.len();
            let head = &mut answer.heads[at % count];
            let mut lines: Vec<String> = head.checkpoint.split('\n').map(str::to_owned).collect();
            lines[1] = (lines[1].parse::<u64>().unwrap_or(0) + 1).to_string();
            head.checkpoint = lines.join("\n");
        }
        Lie::OldHeads => {
            if let Some(old) = old {
                *answer = old.clone();
            }
        }
        Lie::Twice if !answer.heads.is_empty() => {
            let again = answer.heads[0].clone();
            answer.heads.insert(0, again);
        }
        Lie::Impersonates => {
            let others = answer.heads.iter_mut();
            let is_theirs = |head: &&mut Head| {
                let origin = &head.stream.origin;
                origin != liar.id() && origin != caller.desk()
            };
            for head in others.filter(is_theirs) {
                if let Some((note, _)) = liar.impostor(&head.stream) {
                    head.checkpoint = note;
                }
            }
        }
        Lie::AltersCheckpoint
        | Lie::Twice
        | Lie::Forges
        | Lie::WrongStream
        | Lie::Hides
        | Lie::Withholds
        | Lie::FalseTombstone
        | Lie::WrongAmount => {}
    }
    // A liar's digest is fresh: nobody is fobbed off with "nothing changed".
    answer.digest = fresh;
}

/// Lies about entries; `at` says about which of them.
pub(crate) fn about_entries(
    lie: Lie,
    liar: &Node,
    stream: &fanal_protocol::StreamRef,
    entries: &mut Vec<Entry>,
    caller: &VerifiedPeer,
    at: usize,
) {
    let is_odd = at % 2 == 1;
    let at = at.checked_rem(entries.len()).unwrap_or_default();
    match lie {
        Lie::Forges if !entries.is_empty() => {
            if let Some(forged) = forge(liar, stream, caller) {
                entries[at] = forged;
            }
        }
        Lie::WrongStream => {
            let other = liar
                .ram
                .logs
                .iter()
                .find(|(other, log)| *other != stream && !log.slots.is_empty());
            if let Some((_, log)) = other {
                *entries = log
                    .slots
                    .iter()
                    .map(|slot| match &slot.is {
                        Is::Envelope(kept) => Entry::Envelope(kept.opened.bytes().to_vec()),
                        Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => {
                            Entry::NotHeld(slot.digest)
                        }
                    })
                    .take(entries.len().max(1))
                    .collect();
            }
        }
        Lie::Hides if entries.len() > 1 => {
            entries.remove(at);
        }
        Lie::Withholds if !entries.is_empty() => {
            if let Ok(digest) = fanal_sync::digest_of_entry(&entries[at]) {
                entries[at] = Entry::NotHeld(digest);
            }
        }
        Lie::FalseTombstone if !entries.is_empty() => {
            if let Ok(digest) = fanal_sync::digest_of_entry(&entries[at]) {
                entries[at] = Entry::Tombstone {
                    digest,
                    retraction: Digest::from_bytes([9; 32]),
                };
            }
        }
        Lie::WrongAmount => {
            if is_odd {
                entries.clear();
            } else {
                let again = entries.clone();
                entries.extend(again);
            }
        }
        Lie::Impersonates if stream.origin != *liar.id() => {
            if let Some((_, entry)) = liar.impostor(stream) {
                *entries = vec![entry];
            }
        }
        Lie::Forges
        | Lie::Impersonates
        | Lie::Hides
        | Lie::Withholds
        | Lie::FalseTombstone
        | Lie::RelaysAll
        | Lie::AltersCheckpoint
        | Lie::OldHeads
        | Lie::Twice => {}
    }
}

/// The stream owner's own words with another title, signed by the liar in the owner's name.
fn forge(liar: &Node, stream: &fanal_protocol::StreamRef, caller: &VerifiedPeer) -> Option<Entry> {
    let kept = liar
        .ram
        .logs
        .get(stream)?
        .slots
        .iter()
        .find_map(|slot| match &slot.is {
            Is::Envelope(kept) => Some(kept),
            Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => None,
        })?;
    if stream.name == StreamName::Direct(caller.desk().clone()) && stream.origin == *liar.id() {
        return None;
    }
    let mut body = kept.opened.body().clone();
    if let Body::Bulletin(bulletin) = &mut body {
        bulletin.title = "not what was said".into();
    }
    let mut header = kept.opened.header().clone();
    header.salt = fanal_protocol::BulletinId::from_random([7; 16]);
    let statement = Statement::new(header, body).ok()?;
    let forged = liar.sign(statement, &federation().desks[liar.at].statement)?;
    Some(Entry::Envelope(forged.bytes().to_vec()))
}
