//! Heartbeats: a coordinator's node says daily which roster is the newest. [R18]

use fanal_protocol::{
    Body, Code, DeskId, Heartbeat, NetworkId, Opened, PublicKey, SecretKey, Statement, StreamName,
    Timestamp, TlsPin, VerifiedRoster, claimed_origin, limits::CLOCK_AHEAD_SECONDS,
};
use fanal_store::{HeartbeatRow, What};

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::epoch;
use crate::processes::standing_changes;
use crate::roster::is_suspension;

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
        standing_changes(unit.as_mut()).await?;
        unit.commit().await?;
        self.reload_standing().await?;
        Ok(true)
    }

    /// Takes what coordinators say in a peer's answer, of the roster that the peer holds: heartbeats that
    /// verify and are newer, and suspensions. What does not count is refused, and people see of whom it came.
    pub(crate) async fn accept_words(
        &self,
        network: NetworkId,
        (peer, its_roster): (&DeskId, u64),
        envelopes: &[Vec<u8>],
    ) -> Result<()> {
        let refused = self.take_words(network, envelopes).await?;
        // Over another roster than the peer's words, these may be right where they come from.
        let (_, membership) = self.membership(Some(network))?;
        if its_roster >= membership.roster.version() {
            self.refuse_words(&membership, peer, refused).await?;
        }
        Ok(())
    }

    /// Takes what counts of coordinators' words, wherever they come from.
    pub async fn accept_heartbeats(&self, network: NetworkId, envelopes: &[Vec<u8>]) -> Result<()> {
        self.take_words(network, envelopes).await.map(drop)
    }

    /// The same; why those that do not count do not.
    async fn take_words(&self, network: NetworkId, envelopes: &[Vec<u8>]) -> Result<Vec<Code>> {
        let (_, membership) = self.membership(Some(network))?;
        let (mut beats, mut refused) = (Vec::new(), Vec::new());
        let mut suspensions = Vec::new();
        for bytes in envelopes {
            if is_suspension(&membership.roster, bytes) {
                suspensions.push(bytes);
                continue;
            }
            match opened_heartbeat(&membership, bytes, self.now()) {
                Ok(row) => beats.push(row),
                Err(code) => refused.push(code),
            }
        }
        refused.extend(self.accept_suspensions(network, &suspensions).await?);
        self.keep_heartbeats(network, beats).await?;
        Ok(refused)
    }

    /// [ROS-18] What a peer passes off as a coordinator's word leaves a trace, counted by its code.
    async fn refuse_words(
        &self,
        membership: &Membership,
        peer: &DeskId,
        refused: Vec<Code>,
    ) -> Result<()> {
        if refused.is_empty() {
            return Ok(());
        }
        let mut unit = self.begin().await?;
        for code in refused {
            let text = format!("{peer} passed on a coordinator's word that does not count");
            self.note_refusal(
                unit.as_mut(),
                membership,
                peer,
                None,
                (What::Word, None),
                code,
                &text,
            )
            .await?;
            tracing::warn!(%peer, %code, "a coordinator's word does not count");
        }
        Ok(unit.commit().await?)
    }

    async fn keep_heartbeats(&self, network: NetworkId, rows: Vec<HeartbeatRow>) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
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
        if changed {
            standing_changes(unit.as_mut()).await?;
        }
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

pub(crate) fn heartbeat_keys(roster: &VerifiedRoster) -> Vec<PublicKey> {
    roster
        .coordinators
        .iter()
        .filter_map(|coordinator| coordinator.heartbeat)
        .collect()
}

fn opened_heartbeat(
    membership: &Membership,
    bytes: &[u8],
    now: Timestamp,
) -> std::result::Result<HeartbeatRow, Code> {
    let (beat, issued) = verified(&membership.roster, bytes).ok_or(Code::VerifySignature)?;
    if issued > now.plus_seconds(CLOCK_AHEAD_SECONDS) {
        return Err(Code::VerifyTime);
    }
    Ok(HeartbeatRow {
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
