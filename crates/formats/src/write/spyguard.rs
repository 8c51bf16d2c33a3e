//! The JSON that SpyGuard and TinyCheck fetch by their watchers (server/backend/watchers.py): what to know, and what
//! to forget. They take what matches their own expressions and drop the rest in silence, so it is left out here and
//! counted.

use std::collections::BTreeSet;
use std::io;

use fanal_protocol::Label;
use fanal_stix::{Kind, Value};
use serde::Serialize;

use super::json::Members;
use super::sorting::{Scratch, Sorter, packed, unpacked_texts};
use super::vocabulary::{label_of_rank, rank};
use super::{
    FileKind, Files, Gone, Item, LeftOut, Settings, Tally, Writing, Written, sorted_values,
};
use crate::guard::guarded;

#[derive(Serialize)]
struct Ioc<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    tag: &'a str,
    tlp: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct Deleted<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    value: &'a str,
}

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Box::new(Watched {
        withdrawn: settings.withdrawn,
        iocs: Sorter::new(scratch),
        tally: Tally::default(),
    })
}

struct Watched<'s> {
    withdrawn: &'s [Gone],
    /// By kind and value: the place of the label, and the tag.
    iocs: Sorter<'s>,
    tally: Tally,
}

impl Writing for Watched<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        let said = [&[rank(item.label)], tag(item.category).as_bytes()].concat();
        for listed in sorted_values(item) {
            match place(&listed.value) {
                Err(reason) => self.tally.add(reason),
                Ok((kind, value)) => {
                    let key = packed([kind, value.as_str()].map(str::as_bytes));
                    self.iocs.push(&key, &said);
                }
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            withdrawn,
            iocs,
            mut tally,
        } = *self;
        let (came, iocs) = (iocs.count(), iocs.sorted());
        let mut to_delete = to_delete(withdrawn);
        let mut announced = 0;
        let kind = FileKind {
            media_type: "application/json",
            file_name: "spyguard.json",
        };
        files.put(kind, &mut |out| {
            let mut whole = Members::object(out, 0)?;
            let mut list = Members::list(whole.name("iocs")?, 1)?;
            iocs.groups(Said::add, |place, said: Said| {
                announced += 1;
                let mut place = unpacked_texts(place);
                let [kind, value] = [place.next(), place.next()].map(Option::unwrap_or_default);
                let ioc = Ioc {
                    kind: &kind,
                    tag: &said.tag,
                    tlp: tlp(label_of_rank(said.rank)),
                    value: &value,
                };
                list.item(&ioc)?;
                // A watcher deletes last: what another bulletin lists is not deleted. [R5]
                to_delete.remove(&(kind, value));
                Ok(())
            })?;
            list.end()?;
            let mut list = Members::list(whole.name("to_delete")?, 1)?;
            for (kind, value) in &to_delete {
                list.item(&Deleted { kind, value })?;
            }
            list.end()?;
            whole.end()?;
            out.write_all(b"\n")
        })?;
        tally.add_many(LeftOut::Repeated, came - announced);
        Ok(Written {
            announced,
            left_out: tally.finish(),
        })
    }
}

/// What is said of a value: the strictest label, and the first tag.
#[derive(Default)]
struct Said {
    rank: u8,
    tag: String,
}

impl Said {
    fn add(&mut self, payload: &[u8]) {
        let Some((rank, tag)) = payload.split_first() else {
            return;
        };
        self.rank = self.rank.max(*rank);
        if self.tag.is_empty() {
            self.tag = String::from_utf8_lossy(tag).into_owned();
        }
    }
}

/// What the analysts said to delete by value. [R5]
fn to_delete(withdrawn: &[Gone]) -> BTreeSet<(String, String)> {
    let values = withdrawn.iter().flat_map(|gone| &gone.to_delete);
    let places = values.filter_map(|value| place(value).ok());
    places
        .map(|(kind, value)| (kind.to_owned(), value))
        .collect()
}

/// Type and spelling as SpyGuard's definitions have them.
fn place(value: &Value) -> Result<(&'static str, String), LeftOut> {
    let (kind, text) = (value.kind(), value.text().to_lowercase());
    match kind {
        Kind::DomainName if guarded(&text).is_some() => Err(LeftOut::Guarded),
        Kind::DomainName if is_domain(&text) => Ok(("domain", text)),
        Kind::Ipv4 if text.contains('/') => Ok(("cidr", text)),
        Kind::Ipv4 => Ok(("ip4addr", text)),
        Kind::Ipv6 if !text.contains('/') => Ok(("ip6addr", text)),
        Kind::CertificateSha1 => Ok(("sha1cert", text)),
        Kind::DomainName | Kind::Ipv6 => Err(LeftOut::Spelling),
        Kind::Url
        | Kind::EmailAddress
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::CertificateMd5
        | Kind::CertificateSha256
        | Kind::AppId
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => Err(LeftOut::NoPlace(kind)),
    }
}

/// Labels of letters and digits with single hyphens inside, `xn--` before them or not; letters alone in the last.
fn is_domain(name: &str) -> bool {
    let Some((rest, last)) = name.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        let label = label.strip_prefix("xn--").unwrap_or(label);
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        label.split('-').all(part)
    };
    (2..=63).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_lowercase())
        && rest.split('.').all(is_label)
}

/// SpyGuard knows the four names of TLP 1.0. AMBER+STRICT has none of them: the next stricter one keeps it, AMBER
/// would let it go further.
const fn tlp(label: Label) -> &'static str {
    match label {
        Label::Clear => "white",
        Label::Green => "green",
        Label::Amber => "amber",
        Label::AmberStrict | Label::Red => "red",
    }
}

fn tag(category: Option<&str>) -> &'static str {
    match category {
        Some("stalkerware") => "stalkerware",
        // Apps that watch with the knowledge of whoever has the telephone, at least by what they say.
        Some("watchware") => "dual",
        Some("spyware") => "spyware",
        Some("targeted" | "apt") => "apt",
        Some("fraud" | "scam") => "cybercrime",
        _ => "malicious",
    }
}
