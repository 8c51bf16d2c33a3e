//! What may not be taken: noted, shown, and told to those whom it concerns. [R11]

use fanal_policy::Reason;
use fanal_protocol::limits::REFUSALS_PER_HOUR;
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Refusal, StreamRef};
use fanal_store::{Direction, Place, RefusalRow, Unit, What};

use super::{Coming, Reply, Tally};
use crate::desk::{Desk, Membership};
use crate::error::Result;

impl Desk {
    /// Another desk's no. Beyond the same measure as those that are signed here, a desk's are counted, with
    /// neither stream nor bytes: those are whatever it says. [SYN-21]
    pub(super) async fn hear_refusal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        refusal: &Refusal,
        tally: &mut Tally,
    ) -> Result<()> {
        let network = membership.roster.network();
        let heard = match tally.heard {
            Some(heard) => heard,
            None => {
                self.within_the_hour(unit, network, Direction::Received, by)
                    .await?
            }
        };
        tally.heard = Some(heard.saturating_add(1));
        let is_beyond = heard >= u64::from(REFUSALS_PER_HOUR);
        let row = RefusalRow {
            direction: Direction::Received,
            peer: Some(by.clone()),
            stream: Some((refusal.sender.clone(), refusal.stream.clone())).filter(|_| !is_beyond),
            what: What::Entry,
            code: refusal.code,
            text: format!("{by} refused what {} sent it", refusal.sender),
            first: None,
            of: Some(refusal.of).filter(|_| !is_beyond),
            at: self.now(),
            count: 1,
        };
        unit.put_refusal(network, &row).await?;
        if refusal.sender == *self.id() {
            self.note_refused_retraction(unit, membership, by, refusal.of)
                .await?;
        }
        Ok(())
    }

    /// Notes a refusal, and signs it while the peer is within its hour's measure. [R11]
    #[expect(
        clippy::too_many_arguments,
        reason = "what came, from whom, where, and why not"
    )]
    pub(super) async fn refuse(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        (what, of): (What, Digest),
        reason: &Reason,
        tally: &mut Tally,
    ) -> Result<()> {
        let network = membership.roster.network();
        let given = match tally.given {
            Some(given) => given,
            None => {
                self.within_the_hour(unit, network, Direction::Given, sender)
                    .await?
            }
        };
        tally.given = Some(given.saturating_add(1));
        // Beyond its measure a peer's refusals are counted, not listed one by one: who sends thousands
        // takes no room with them, and hides no other. [R11]
        let is_beyond = given >= u64::from(REFUSALS_PER_HOUR);
        self.note_refusal(
            unit,
            membership,
            sender,
            Some(stream),
            (what, Some(of).filter(|_| !is_beyond)),
            reason.code,
            &reason.text,
        )
        .await?;
        tracing::warn!(peer = %sender, %stream, code = %reason.code, "refused what a peer sent");
        if is_beyond || tally.coming == Coming::ToFill {
            return Ok(());
        }
        let mut to = vec![stream.origin.clone(), sender.clone()];
        to.dedup();
        let body = Refusal {
            of,
            sender: sender.clone(),
            stream: stream.name.clone(),
            code: reason.code,
            roster: membership.roster.version(),
        };
        tally.replies.push(Reply::Refusal { to, body });
        Ok(())
    }

    /// Refusals of bytes that a peer got from us, or we from it, in this hour of the clock.
    async fn within_the_hour(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        direction: Direction,
        peer: &DeskId,
    ) -> Result<u64> {
        Ok(unit
            .count_refused_bytes(network, direction, peer, self.now().hour())
            .await?)
    }

    /// Notes a refusal for people to see.
    #[expect(clippy::too_many_arguments, reason = "the fields of one row")]
    pub(crate) async fn note_refusal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        peer: &DeskId,
        stream: Option<&StreamRef>,
        (what, of): (What, Option<Digest>),
        code: Code,
        text: &str,
    ) -> Result<()> {
        let row = RefusalRow {
            direction: Direction::Given,
            peer: Some(peer.clone()),
            stream: stream.map(|stream| (stream.origin.clone(), stream.name.clone())),
            what,
            code,
            text: text.to_owned(),
            first: None,
            of,
            at: self.now(),
            count: 1,
        };
        unit.put_refusal(membership.roster.network(), &row).await?;
        Ok(())
    }
}

/// Refused for good, unless time, a newer roster or another sender may change the answer: a relay
/// that had no right to send it must not keep it away.
pub(super) const fn place_of_refused(code: Code, from_origin: bool, digest: Digest) -> Place {
    let is_for_now = matches!(
        code,
        Code::PolicyRoster
            | Code::PolicyMember
            | Code::PolicyEmbargo
            // What its source's next revision may allow again.
            | Code::PolicyReference
            | Code::VerifyTime
            // There is room again tomorrow. [SYN-22]
            | Code::LimitRate
    );
    let is_whoever_sends = matches!(
        code,
        Code::VerifySignature
            | Code::VerifyFormat
            | Code::VerifyRevision
            | Code::VerifyPlace
            | Code::LimitSize
            | Code::PolicyWithdrawn
    );
    if !is_for_now && (from_origin || is_whoever_sends) {
        Place::Refused(digest)
    } else {
        Place::NotHeld(digest)
    }
}
