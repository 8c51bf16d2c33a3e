//! Heartbeats: a coordinator's node says daily which roster is the newest. [R18]

use fanal_protocol::{
    Body, Heartbeat, NetworkId, Opened, PublicKey, SecretKey, Statement, StreamName, Timestamp,
    TlsPin, VerifiedRoster, claimed_origin, limits::CLOCK_AHEAD_SECONDS,
};
use fanal_store::HeartbeatRow;

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::epoch;

/// DER of an Ed25519 `SubjectPublicKeyInfo`, before the 32 bytes of the key. RFC 8410, section 4.
const ED25519_SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

impl Desk {
    /// The pin of this node's TLS certificate.
    pub fn tls_pin(&self) -> TlsPin {
        pin_of(&self.keys().tls_seed)
    }

    /// Signs a heartbeat, if the roster delegates that to this node.
    pub async fn beat_heart(&self, network: NetworkId) -> Result<bool> {
        let (_, membership) = self.membership(Some(network))?;
        let own = self.keys().heartbeat.public();
        if !heartbeat_keys(&membership.roster).contains(&own) {
            return Ok(false);
        }
        let mut unit = self.begin().await?;
        let roster = &membership.roster;
        let body = Heartbeat {
            key: own,
            version: roster.version(),
            digest: roster.digest(),
        };
        let header = fanal_protocol::Header {
            network,
            kind: fanal_protocol::Kind::Heartbeat,
            origin: self.id().clone(),
            id: self.new_id(),
            revision: 1,
            previous: None,
            streams: [StreamName::Green(network)].into(),
            epoch: epoch(unit.as_mut()).await?,
            issued: self.now(),
            salt: self.new_id(),
        };
        let opened = Statement::new(header, Body::Heartbeat(body))?.sign(&self.keys().heartbeat)?;
        let row = HeartbeatRow {
            key: own,
            issued: self.now(),
            bytes: opened.bytes().to_vec(),
        };
        unit.put_heartbeat(network, &row).await?;
        unit.commit().await?;
        self.reload_standing().await?;
        Ok(true)
    }

    /// Keeps the heartbeats of a peer's answer that verify and are newer; the rest is left out.
    pub async fn accept_heartbeats(&self, network: NetworkId, envelopes: &[Vec<u8>]) -> Result<()> {
        self.accept_suspensions(network, envelopes).await?;
        let (_, membership) = self.membership(Some(network))?;
        let rows: Vec<HeartbeatRow> = envelopes
            .iter()
            .filter_map(|bytes| opened_heartbeat(&membership, bytes, self.now()))
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let words = rows
            .iter()
            .filter_map(|row| word_of(&membership.roster, &row.bytes));
        for word in words {
            if let Word::Other(key) = word {
                tracing::error!(%network, version = membership.roster.version(), %key,
                    "a coordinator's heartbeat names another roster of this version: ask the coordinators");
            }
        }
        let mut unit = self.begin().await?;
        let before = unit.heartbeats(network).await?;
        for row in &rows {
            unit.put_heartbeat(network, row).await?;
        }
        let changed = before != unit.heartbeats(network).await?;
        unit.commit().await?;
        if changed {
            self.reload_standing().await
        } else {
            Ok(())
        }
    }
}

/// The pin of a certificate with the key of this seed.
pub(crate) fn pin_of(seed: &[u8; 32]) -> TlsPin {
    let public = SecretKey::from_seed(seed).public();
    let spki: Vec<u8> = ED25519_SPKI
        .iter()
        .chain(public.as_bytes())
        .copied()
        .collect();
    TlsPin::of_spki(&spki)
}

/// What a heartbeat says of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// It was the newest then.
    Newest(Timestamp),
    /// There is a newer one.
    Newer,
    /// There is another one of its version, says this key.
    Other(PublicKey),
    /// The speaker knows an older one only.
    Older,
}

impl Word {
    /// The moment for which it vouches.
    pub(crate) const fn vouching(self) -> Option<Timestamp> {
        match self {
            Self::Newest(issued) => Some(issued),
            Self::Newer | Self::Other(_) | Self::Older => None,
        }
    }

    /// The roster cannot be the newest, or not the only one.
    pub(crate) const fn contradicts(self) -> bool {
        match self {
            Self::Newer | Self::Other(_) => true,
            Self::Newest(_) | Self::Older => false,
        }
    }
}

/// What this heartbeat, if it verifies, says of this roster.
pub(crate) fn word_of(roster: &VerifiedRoster, bytes: &[u8]) -> Option<Word> {
    let (beat, issued) = verified(roster, bytes)?;
    Some(match beat.version.cmp(&roster.version()) {
        std::cmp::Ordering::Greater => Word::Newer,
        std::cmp::Ordering::Less => Word::Older,
        std::cmp::Ordering::Equal if beat.digest == roster.digest() => Word::Newest(issued),
        std::cmp::Ordering::Equal => Word::Other(beat.key),
    })
}

fn heartbeat_keys(roster: &VerifiedRoster) -> Vec<PublicKey> {
    roster
        .coordinators
        .iter()
        .filter_map(|coordinator| coordinator.heartbeat)
        .collect()
}

fn opened_heartbeat(membership: &Membership, bytes: &[u8], now: Timestamp) -> Option<HeartbeatRow> {
    let (beat, issued) = verified(&membership.roster, bytes)?;
    let in_time = issued <= now.plus_seconds(CLOCK_AHEAD_SECONDS);
    in_time.then(|| HeartbeatRow {
        key: beat.key,
        issued,
        bytes: bytes.to_vec(),
    })
}

fn verified(roster: &VerifiedRoster, bytes: &[u8]) -> Option<(Heartbeat, Timestamp)> {
    let origin = claimed_origin(bytes)?;
    let opened = Opened::open(bytes, &origin, &heartbeat_keys(roster)).ok()?;
    let header = opened.header();
    let Body::Heartbeat(beat) = opened.body() else {
        return None;
    };
    let right = beat.key == opened.signer() && header.network == roster.network();
    right.then(|| (beat.clone(), header.issued))
}
