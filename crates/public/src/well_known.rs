//! `/.well-known/fanal.json`: what a program needs to find and check everything else.

use fanal_protocol::note::VerifierKey;
use fanal_protocol::{DeskId, Digest, KeyPurpose, NetworkId, PublicKey};
use serde::Serialize;

use crate::file::{Caching, Draft};
use crate::files::FeedFile;
use crate::shelf::{ClosedLog, Log, Site};
use crate::{address, freshness, sums};

/// Raised when a reader of the former would misread the latter.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct WellKnown<'a> {
    fanal: u32,
    network: NetworkId,
    roster: Roster,
    desk: Desk<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a str>,
    keys: Keys<'a>,
    log: LogAddresses<'a>,
    feed: Feed<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxii: Option<TaxiiAddresses<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_feed: Option<&'a str>,
    withdrawn: &'a str,
}

#[derive(Serialize)]
struct Roster {
    version: u64,
    digest: Digest,
}

#[derive(Serialize)]
struct Desk<'a> {
    id: &'a DeskId,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
}

#[derive(Serialize)]
struct Keys<'a> {
    statement: &'a [PublicKey],
    checkpoint: CheckpointKey,
    feed: FeedKey,
}

#[derive(Serialize)]
struct CheckpointKey {
    key: PublicKey,
    id: String,
    vkey: String,
}

#[derive(Serialize)]
struct FeedKey {
    key: PublicKey,
    id: String,
    minisign: String,
}

#[derive(Serialize)]
struct LogAddresses<'a> {
    origin: &'a str,
    checkpoint: &'a str,
    tiles: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closed: Vec<ClosedAddresses<'a>>,
}

/// The log of an epoch that is over. [PUB-25]
#[derive(Serialize)]
struct ClosedAddresses<'a> {
    origin: &'a str,
    checkpoint: String,
    tiles: String,
    vkey: String,
}

#[derive(Serialize)]
struct Feed<'a> {
    index: &'a str,
    sums: &'a str,
    signature: &'a str,
    minisign: &'a str,
    freshness: &'a str,
    changes: &'a str,
    files: Vec<FileAddress<'a>>,
}

#[derive(Serialize)]
struct TaxiiAddresses<'a> {
    discovery: &'a str,
    api_root: String,
    collection: &'a str,
}

#[derive(Serialize)]
struct FileAddress<'a> {
    address: String,
    what: &'a str,
    media_type: &'a str,
}

pub(crate) fn draft(
    site: &Site,
    (log, closed): (&Log, &[ClosedLog]),
    vkey: &VerifierKey,
    feed: &[FeedFile],
    has_network: bool,
) -> Draft {
    let origin = site.log_origin(log.epoch);
    let freshness = address::feed_file(freshness::NAME);
    let changes = address::feed_file("changes.csv");
    let described = WellKnown {
        fanal: VERSION,
        network: site.network,
        roster: Roster {
            version: site.roster_version,
            digest: site.roster_digest,
        },
        desk: Desk {
            id: &site.desk,
            name: &site.desk_name,
            contact: site.contact.as_deref(),
        },
        base_url: site.base_url.as_deref(),
        keys: keys(site, vkey),
        log: LogAddresses {
            origin: &origin,
            checkpoint: address::CHECKPOINT,
            tiles: address::TILES,
            closed: closed.iter().map(closed_addresses).collect(),
        },
        feed: Feed {
            index: address::FEED,
            sums: address::SUMS,
            signature: address::SIGNATURE,
            minisign: address::MINISIG,
            freshness: &freshness,
            changes: &changes,
            files: feed.iter().filter_map(file_address).collect(),
        },
        taxii: site.taxii.as_ref().map(|taxii| TaxiiAddresses {
            discovery: &taxii.discovery,
            api_root: taxii.root(),
            collection: &taxii.collection,
        }),
        network_feed: has_network.then_some(address::NETWORK_FEED),
        withdrawn: address::WITHDRAWN,
    };
    // Text keys and values that serialise: it cannot fail.
    let mut json = serde_json::to_vec_pretty(&described).unwrap_or_default();
    json.push(b'\n');
    Draft::new("application/json", Caching::Briefly, json)
}

fn closed_addresses(closed: &ClosedLog) -> ClosedAddresses<'_> {
    let below = closed.below();
    ClosedAddresses {
        origin: &closed.origin,
        checkpoint: format!("{below}checkpoint"),
        tiles: format!("{below}tile/"),
        vkey: closed.key.to_string(),
    }
}

fn keys<'a>(site: &'a Site, vkey: &VerifierKey) -> Keys<'a> {
    Keys {
        statement: &site.statement_keys,
        checkpoint: CheckpointKey {
            key: site.checkpoint_key,
            id: site.checkpoint_key.id(KeyPurpose::Checkpoint).to_string(),
            vkey: vkey.to_string(),
        },
        feed: FeedKey {
            key: site.feed_key,
            id: site.feed_key.id(KeyPurpose::Feed).to_string(),
            minisign: sums::minisign_key(&site.feed_key),
        },
    }
}

fn file_address(feed: &FeedFile) -> Option<FileAddress<'static>> {
    Some(FileAddress {
        address: address::feed_file(&feed.name),
        what: feed.told.as_ref()?.place.what,
        media_type: feed.file.media_type(),
    })
}
