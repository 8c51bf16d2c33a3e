//! Collects what a reader finds: repeats merged, private addresses refused, rows refused with place and reason.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fanal_protocol::Role;
use fanal_stix::{Kind, Value};
use url::{Host, Url};

use super::note::{Note, NoteCode, Reason, WhyRefused};
use super::{Format, Found, Reading, RefusedRow};
use crate::shown::shown;

/// More values than any bulletin holds, fewer than fill a small machine.
const MAX_VALUES: usize = 200_000;

/// More refused rows than anybody reads; the rest is counted.
const MAX_REFUSED: usize = 10_000;

#[derive(Default)]
pub(super) struct Collector {
    found: Vec<Found>,
    places: HashMap<Value, usize>,
    refused: Vec<RefusedRow>,
    merged: usize,
    other_names: usize,
    unlisted: usize,
    /// Values that the input calls a sender's.
    said_senders: BTreeSet<Value>,
    /// Addresses of which it says something else, too: nobody is believed who says both.
    said_others: BTreeSet<Value>,
}

impl Collector {
    /// Takes the value, merges it with an earlier one, or refuses a private address.
    pub(super) fn add(&mut self, mut found: Found) {
        // [IMP-1] The privacy check lets a sender's address go: a person of the desk says that it is one, and no file
        // by itself.
        if found.role == Some(Role::Sender) {
            self.said_senders.insert(found.value.clone());
        } else if found.value.kind() == Kind::EmailAddress {
            self.said_others.insert(found.value.clone());
        }
        found.role = found.role.filter(|role| *role != Role::Sender);
        if is_private(&found.value) {
            let text = found.value.text().to_owned();
            let hint = "addresses of a private network mean something else at every desk";
            return self.refuse(
                found.place,
                &text,
                WhyRefused::Private.says("private address"),
                Some(hint),
            );
        }
        let earlier = self.places.get(&found.value).copied();
        let is_full = self.found.len() >= MAX_VALUES;
        match earlier.and_then(|at| self.found.get_mut(at)) {
            None if is_full => {
                let text = found.value.text().to_owned();
                self.refuse(
                    found.place,
                    &text,
                    WhyRefused::TooMany.says("more values than are read at once"),
                    None,
                );
            }
            None => {
                self.places.insert(found.value.clone(), self.found.len());
                self.found.push(found);
            }
            Some(first) => {
                self.merged += 1;
                self.other_names += usize::from(merge(first, found));
            }
        }
    }

    pub(super) fn refuse(&mut self, place: String, text: &str, reason: Reason, hint: Option<&str>) {
        if self.refused.len() >= MAX_REFUSED {
            self.unlisted += 1;
            return;
        }
        let hint = hint.map(str::to_owned);
        self.refused.push(RefusedRow {
            place,
            text: shown(text),
            why: reason.why,
            fault: reason.text,
            hint,
        });
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    /// The reading so far, without label and notes other than its own.
    pub(super) fn finish(self, format: Format) -> Reading {
        let mut reading = Reading::empty(format);
        if self.other_names > 0 {
            let count = self.other_names;
            let text = "repeats stand under another name: the first name is kept";
            let note = Note::counted(NoteCode::OtherNames, count, text);
            reading.notes.push(note);
        }
        if self.unlisted > 0 {
            let text = "more rows are refused than are listed";
            let note = Note::counted(NoteCode::Unlisted, self.unlisted, text);
            reading.notes.push(note);
        }
        reading.indicators = self.found;
        reading.said_senders = &self.said_senders - &self.said_others;
        reading.refused = self.refused;
        reading.merged = self.merged;
        reading
    }
}

/// Merges a repeat into the first; says whether it had another name.
fn merge(first: &mut Found, repeat: Found) -> bool {
    // The roles are declared from the most dangerous to the least.
    first.role = match (first.role, repeat.role) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    };
    // A value that stands twice goes as far as the narrower of the two. [MRK-4]
    first.at_least = first.at_least.max(repeat.at_least);
    let is_known = |id: &String| first.object_id.as_ref() == Some(id) || first.also_in.contains(id);
    if let Some(id) = repeat.object_id.filter(|id| !is_known(id)) {
        first.also_in.push(id);
    }
    match (&first.name, repeat.name) {
        (Some(one), Some(two)) => *one != two,
        (None, name) => {
            first.name = name;
            false
        }
        (Some(_), None) => false,
    }
}

/// Addresses and names that mean something else in every network.
fn is_private(value: &Value) -> bool {
    match value.kind() {
        Kind::Ipv4 | Kind::Ipv6 => {
            let address = value.text().split('/').next().unwrap_or_default();
            address
                .parse()
                .is_ok_and(|address| is_private_address(&address))
        }
        Kind::Url => match Url::parse(value.text()).as_ref().map(Url::host) {
            Ok(Some(Host::Ipv4(address))) => is_private_address(&address.into()),
            Ok(Some(Host::Ipv6(address))) => is_private_address(&address.into()),
            Ok(Some(Host::Domain(name))) => is_private_name(name),
            Ok(None) | Err(_) => false,
        },
        Kind::DomainName => is_private_name(value.text()),
        Kind::EmailAddress
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::AppId
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => false,
    }
}

fn is_private_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    matches!(
        last,
        "local" | "lan" | "localdomain" | "localhost" | "internal" | "intranet"
    ) || name.ends_with(".home.arpa")
}

/// Private, loopback, link-local, shared, multicast and reserved. Documentation ranges pass: lessons use them.
pub fn is_private_address(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(*v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private_v4(v4),
            None => is_private_v6(*v6),
        },
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || first == 0
        || first >= 224
        || (first == 100 && (64..128).contains(&second))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
}
