//! What the benchmarks are fed with: the same at every run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use fanal_policy::{Facts, streams_for};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::Frontier;
use fanal_protocol::{
    Audience, Body, Bulletin, BulletinId, BulletinKind, Claim, Digest, Header, Kind, Label,
    Marking, NoBeneficiary, Opened, Reference, Role, Statement, StreamName, StreamRef,
};
use fanal_store::{Brief, Indexed, NewStatement, Place, Store as _, StreamRow, Unit};
use serde_json::value::RawValue;

use crate::network::Node;

/// Never changed: figures of two commits are about the same bytes.
const SEED: u64 = 0x6661_6e61_6c00_0001;

/// `SplitMix64`: the number at a place.
pub(crate) fn random_at(at: usize) -> u64 {
    let mut z = SEED.wrapping_add(
        (at as u64)
            .wrapping_add(1)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15),
    );
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The domain at a place.
pub(crate) fn domain(at: usize) -> String {
    format!("a{:013x}.example.com", random_at(at) >> 12)
}

/// A domain that nobody stored.
pub(crate) fn stranger(at: usize) -> String {
    format!("s{:013x}.example.net", random_at(at) >> 12)
}

fn indicator(at: usize) -> String {
    let (high, low) = (random_at(at), random_at(at ^ (1 << 40)));
    let id = format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    );
    format!(
        r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--{id}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","indicator_types":["malicious-activity"],"pattern":"[domain-name:value='{}']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}}"#,
        domain(at)
    )
}

/// A STIX 2.1 bundle of the indicators at these places.
pub(crate) fn bundle(places: std::ops::Range<usize>) -> String {
    let (first, mut text) = (places.start, String::new());
    let _ = write!(
        text,
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-{first:012x}","objects":["#
    );
    for at in places {
        text.push_str(if at == first { "" } else { "," });
        text.push_str(&indicator(at));
    }
    text.push_str("]}");
    text
}

fn bulletin(first: usize, indicators: usize) -> Result<Bulletin> {
    let objects = (first..first + indicators).map(|at| RawValue::from_string(indicator(at)));
    Ok(Bulletin {
        kind: BulletinKind::Report,
        title: format!("Phishing against desks, wave {first}"),
        summary: Some(
            "A message that asks for the second factor; the page behind it is a copy.".into(),
        ),
        lang: Some("en".into()),
        category: Some("phishing".into()),
        marking: Marking {
            label: Label::Green,
            audience: Audience::default(),
            pap: None,
            also_please: None,
            not_before: None,
            retain_until: None,
            may_alert_perpetrator: false,
        },
        consent: Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        },
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: objects.collect::<Result<_, _>>()?,
        roles: BTreeMap::new(),
    })
}

fn id_at(at: usize) -> BulletinId {
    let bytes = (u128::from(random_at(at)) << 64) | u128::from(random_at(at ^ (1 << 41)));
    BulletinId::from_random(bytes.to_be_bytes())
}

/// Statements in one unit of work.
const STEP: usize = 1_000;

/// Signs and stores bulletins `from..to` as the desk itself would, many in one unit: seeding is not
/// what is measured. Gives the bytes of their envelopes.
pub(crate) async fn issue(node: &Node, from: usize, to: usize, indicators: usize) -> Result<usize> {
    let mut bytes = 0;
    for first in (from..to).step_by(STEP) {
        let mut unit = node.database.begin().await?;
        bytes += issue_step(node, unit.as_mut(), first..to.min(first + STEP), indicators).await?;
        unit.commit().await?;
    }
    Ok(bytes)
}

async fn issue_step(
    node: &Node,
    unit: &mut dyn Unit,
    places: std::ops::Range<usize>,
    indicators: usize,
) -> Result<usize> {
    let (network, membership) = node.desk.membership(None)?;
    let now = node.desk.now();
    let mut streams = BTreeSet::new();
    let mut statements = Vec::new();
    for at in places {
        let bulletin = bulletin(at * indicators, indicators)?;
        let world = membership.world(node.desk.id(), now);
        streams = streams_for(Kind::Bulletin, &bulletin.marking, &world)
            .map_err(|reason| anyhow::anyhow!(reason.text))?;
        let header = Header {
            network,
            kind: Kind::Bulletin,
            origin: node.desk.id().clone(),
            id: id_at(at),
            revision: 1,
            previous: None,
            streams: streams.clone(),
            epoch: 1,
            issued: now,
            salt: id_at(at ^ (1 << 42)),
        };
        let opened = Statement::new(header, Body::Bulletin(Box::new(bulletin)))?
            .sign(&node.desk.keys().statement)?;
        statements.push(stored(&opened, at, indicators)?);
    }
    unit.put_statements(&statements).await?;
    for name in streams {
        append(node, unit, name, &statements).await?;
    }
    Ok(statements
        .iter()
        .map(|statement| statement.bytes.len())
        .sum())
}

fn stored(opened: &Opened, at: usize, indicators: usize) -> Result<NewStatement> {
    let header = opened.header();
    let mut index = Vec::new();
    for place in at * indicators..(at + 1) * indicators {
        let value = fanal_stix::Value::guess(&domain(place)).context("a domain is no value")?;
        let role = Some(Role::Unknown);
        index.extend(
            value
                .index_keys()
                .into_iter()
                .map(|key| Indexed { key, role }),
        );
    }
    index.sort();
    index.dedup();
    Ok(NewStatement {
        network: header.network,
        reference: Reference {
            origin: header.origin.clone(),
            id: header.id,
        },
        revision: header.revision,
        kind: header.kind,
        digest: opened.digest(),
        issued: header.issued,
        received: header.issued,
        sender: None,
        bytes: opened.bytes().to_vec(),
        facts: Facts::of(header, opened.body()),
        brief: Some(Brief {
            title: format!("Phishing against desks, wave {at}"),
            category: Some("phishing".into()),
            indicators: u32::try_from(indicators)?,
            also_please: None,
            urgent: false,
        }),
        index,
        retain_until: None,
    })
}

async fn append(
    node: &Node,
    unit: &mut dyn Unit,
    name: StreamName,
    statements: &[NewStatement],
) -> Result<()> {
    let (network, _) = node.desk.membership(None)?;
    let stream = StreamRef {
        origin: node.desk.id().clone(),
        name,
        epoch: 1,
    };
    let row = unit.stream(network, &stream).await?;
    let mut frontier = match &row {
        Some(row) => {
            Frontier::from_bytes(&row.frontier).map_err(|_| anyhow::anyhow!("damaged frontier"))?
        }
        None => Frontier::default(),
    };
    let from = frontier.size();
    let mut places = Vec::new();
    for statement in statements {
        frontier.push(statement.digest.as_bytes());
        places.push(Place::Held(statement.digest));
    }
    unit.append(network, &stream, from, &places).await?;
    let root = frontier.root();
    let checkpoint = Checkpoint {
        origin: stream.checkpoint_origin(network),
        size: frontier.size(),
        root,
        time: node.desk.now().unix(),
    };
    let signed = sign_checkpoint(&checkpoint, node.desk.keys().checkpoint.signing_key())?;
    unit.put_stream(&StreamRow {
        network,
        stream,
        size: frontier.size(),
        proven: frontier.size(),
        root: Digest::from_bytes(root),
        frontier: frontier.to_bytes(),
        checkpoint: signed.to_string(),
    })
    .await?;
    Ok(())
}
