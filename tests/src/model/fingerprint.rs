//! What makes two states of a node the same: everything that survives, and nothing else.

use fanal_protocol::Digest;
use sha2::{Digest as _, Sha256};

use crate::simulation::node::{Disk, Is, Log, Node};

/// The digest of all that a node is.
pub fn of(node: &Node) -> [u8; 32] {
    let mut print = Print(Sha256::new());
    print.number(node.at as u64);
    print.disk(&node.ram);
    print.disk(&node.backup);
    for (stream, second) in &node.second {
        print.words(&[&stream.to_string()]);
        print.log(second);
    }
    for (origin, digest) in &node.once_recalled {
        print.words(&["once", origin.as_str()]);
        print.digest(digest);
    }
    print.0.finalize().into()
}

/// Each thing with its length or of a length that is always the same, and each list with its name.
struct Print(Sha256);

impl Print {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn digest(&mut self, digest: &Digest) {
        self.0.update(digest.as_bytes());
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.number(word.len() as u64);
            self.0.update(word);
        }
    }

    fn disk(&mut self, disk: &Disk) {
        self.words(&["disk"]);
        self.digest(&disk.rosters.last().unwrap().digest());
        self.number(disk.epoch.into());
        for (stream, held) in &disk.logs {
            self.words(&["log", stream.origin.as_str(), &stream.name.to_string()]);
            self.number(stream.epoch.into());
            self.log(held);
        }
        for ((origin, id), (revision, digest)) in &disk.contents {
            self.words(&["content", origin.as_str(), &id.to_string()]);
            self.number((*revision).into());
            self.digest(digest);
        }
        for (origin, id) in &disk.withdrawn {
            self.words(&["withdrawn", origin.as_str(), &id.to_string()]);
        }
        for ((origin, digest), by) in &disk.recalled {
            self.words(&["recalled", origin.as_str()]);
            self.digest(digest);
            self.digest(by);
        }
        for (retraction, desks) in &disk.receipts {
            self.words(&["receipts"]);
            self.digest(retraction);
            for desk in desks {
                self.words(&[desk.as_str()]);
            }
        }
        for retraction in &disk.answered {
            self.words(&["answered"]);
            self.digest(retraction);
        }
        for stream in &disk.proofs {
            self.words(&["proof", &stream.to_string()]);
        }
        for (desk, count) in &disk.refusals {
            self.words(&["refusals", desk.as_str()]);
            self.number((*count).into());
        }
        for (desk, digest) in &disk.known {
            self.words(&["known", desk.as_str()]);
            self.digest(digest);
        }
        for (id, own) in &disk.own {
            self.words(&["own", &id.to_string()]);
            self.number(u64::from(own.revision) * 2 + u64::from(own.withdrawn));
            self.digest(&own.digest);
            for (digest, streams) in &own.out {
                self.digest(digest);
                for stream in streams {
                    self.words(&["out", &stream.to_string()]);
                }
            }
        }
        for desk in &disk.unheard {
            self.words(&["unheard", desk.as_str()]);
        }
    }

    fn log(&mut self, log: &Log) {
        if let Some(known) = &log.held.checkpoint {
            self.words(&[&known.text]);
        }
        for slot in &log.slots {
            self.digest(&slot.digest);
            match &slot.is {
                Is::Envelope(_) => self.words(&["envelope"]),
                Is::Tombstone(by) => {
                    self.words(&["tombstone"]);
                    self.digest(by);
                }
                Is::NotHeld => self.words(&["gap"]),
                Is::Refused(code) => self.words(&["refused", code.as_str()]),
            }
        }
        if let Some(staged) = &log.held.staged {
            self.words(&["staged", staged.from.as_str()]);
            log.staged
                .iter()
                .for_each(|(digest, _)| self.digest(digest));
        }
    }
}
