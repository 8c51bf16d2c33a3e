//! Sign a draft; enough signatures, and it is in force. Also on a machine that has no node.

use fanal_protocol::limits::CLOCK_AHEAD_SECONDS;
use fanal_protocol::{
    Code, DeskId, DeskStatus, Envelope, KeyPurpose, Roster, RosterError, SecretKey, Timestamp,
    VerifiedRoster,
};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::differences::differences;
use super::sentence::{Sentence, Told, ToldCode, both};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};

/// A roster that waits for signatures, or is complete.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RosterDraft {
    /// The envelope, as text: hand it to the other coordinators, or `take` it.
    pub envelope: String,
    /// Its version.
    pub version: u64,
    /// Old coordinators who signed.
    pub old_signatures: usize,
    /// Old coordinators who must.
    pub old_needed: u8,
    /// Its own coordinators who signed.
    pub own_signatures: usize,
    /// Its own coordinators who must.
    pub own_needed: u8,
    /// Enough: it is in force here.
    pub in_force: bool,
    /// What it changes, in words.
    pub changes: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub told: Vec<Told>,
    /// Bulletins that came, or claim to be signed, after a key was stolen that it revokes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<String>,
}

impl Desk {
    /// Adds this coordinator's signature to a draft; enough of them, and it is in force.
    pub async fn sign_roster(&self, caller: &Caller, draft: &str) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        let mut envelope = read_draft(draft)?;
        let document = Roster::read_unverified(envelope.payload())?;
        let (network, membership) = self.membership(document.network)?;
        // Whoever signs what is in force already finds it done.
        if *membership.roster.roster() == document {
            let held = Some(membership.roster.roster());
            return Ok(draft_shown(held, &document, &envelope, true));
        }
        must_not_lie_ahead(&document, Some(membership.roster.roster()), self.now())?;
        self.check_objections(network, membership.roster.roster(), &document)
            .await?;
        envelope.add_signature(&self.keys().coordinator, KeyPurpose::Coordinator);
        self.settle_draft(caller, &membership, envelope).await
    }

    pub(super) async fn settle_draft(
        &self,
        caller: &Caller,
        held: &Membership,
        envelope: Envelope,
    ) -> Result<RosterDraft> {
        let document = Roster::read_unverified(envelope.payload())?;
        let in_force = match held.roster.succeed(&envelope.to_bytes()) {
            Ok(next) => {
                self.hold_roster(&next, caller.account(), "roster.sign")
                    .await?;
                self.beat_heart(next.network()).await?;
                true
            }
            Err(RosterError::Threshold { .. }) => false,
            Err(error) => return Err(error.into()),
        };
        let held_roster = Some(held.roster.roster());
        let mut shown = draft_shown(held_roster, &document, &envelope, in_force);
        let (changes, told) = both(self.let_in_again(held, &document));
        shown.changes.splice(0..0, changes);
        shown.told.splice(0..0, told);
        if !in_force {
            self.note_draft(held, &document, shown.old_signatures)
                .await?;
        }
        Ok(shown)
    }

    /// Whom this version trusts again: in its text that is no change at all. [ROS-18] [REC-10]
    fn let_in_again(&self, held: &Membership, next: &Roster) -> Vec<Sentence> {
        let is_active = |id: &DeskId| {
            next.desk(id)
                .is_some_and(|desk| desk.status == DeskStatus::Active)
        };
        let stopped = held.suspensions.desks(self.now());
        let stopped = stopped.iter().filter(|id| is_active(id)).map(|id| {
            let text = format!("{id}: suspended in an emergency, active again");
            Sentence::new(ToldCode::ActiveAgain, text).with("desk", id)
        });
        let locked = held.away.desks().iter();
        let locked = locked.filter(|(id, since)| is_active(id) && next.issued > **since);
        let locked = locked.map(|(id, since)| {
            let text = format!(
                "{id}: locked on {since}, by its own word or its slip; trusted again with the keys that are listed"
            );
            let said = Sentence::new(ToldCode::TrustedAgain, text).with("desk", id);
            said.with("day", since.date())
        });
        stopped.chain(locked).collect()
    }
}

/// [ROS-12] A version that claims to be of a later day would outweigh every word said until then: that a desk
/// locked itself, and that nobody was heard. Words that it follows may lie ahead of this clock by a little.
pub(super) fn must_not_lie_ahead(
    next: &Roster,
    held: Option<&Roster>,
    now: Timestamp,
) -> Result<()> {
    let latest = now.plus_seconds(CLOCK_AHEAD_SECONDS);
    let latest = held.map_or(latest, |held| latest.max(held.issued.plus_seconds(1)));
    if next.issued <= latest {
        return Ok(());
    }
    let (version, issued) = (next.version, next.issued);
    let text = format!(
        "version {version} says that it was issued on {issued}: by the clock here that is to come"
    );
    Err(problem(Code::VerifyTime, text).hinted("compare the clocks, and have it drafted anew"))
}

/// Adds a signature on a machine without network or node. With the chain of rosters it says what
/// changes and whether it is complete; without it, only what is in it.
pub fn sign_offline(
    draft: &str,
    chain: Option<&str>,
    key: &SecretKey,
    now: Timestamp,
) -> Result<RosterDraft> {
    let mut envelope = read_draft(draft)?;
    let document = Roster::read_unverified(envelope.payload())?;
    must_not_lie_ahead(&document, None, now)?;
    envelope.add_signature(key, KeyPurpose::Coordinator);
    let Some(chain) = chain else {
        let mut draft = draft_shown(None, &document, &envelope, false);
        draft.changes = vec![
            "what changes cannot be said without the chain of rosters: `--chain FILE`".to_owned(),
        ];
        return Ok(draft);
    };
    let held = walk(chain)?;
    let is_known = |roster: &Roster| roster.coordinators.iter().any(|c| c.key == key.public());
    if !is_known(held.roster()) && !is_known(&document) {
        let text = "this key is no coordinator's, neither before nor after the change";
        return Err(problem(Code::PolicyMember, text));
    }
    let complete = match held.succeed(&envelope.to_bytes()) {
        Ok(_) => true,
        Err(RosterError::Threshold { .. }) => false,
        Err(error) => return Err(error.into()),
    };
    let held = Some(held.roster());
    Ok(draft_shown(held, &document, &envelope, complete))
}

fn read_draft(text: &str) -> Result<Envelope> {
    Envelope::parse(text.trim().as_bytes())
        .map_err(|error| problem(Code::VerifyFormat, format!("roster draft: {error}")))
}

/// The newest roster of a chain, one envelope a line; each step is verified.
pub(super) fn walk(chain: &str) -> Result<VerifiedRoster> {
    let mut lines = chain.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let mut roster = VerifiedRoster::found(first.as_bytes())?;
    for line in lines {
        roster = roster.succeed(line.as_bytes())?;
    }
    Ok(roster)
}

pub(super) fn draft_shown(
    old: Option<&Roster>,
    new: &Roster,
    envelope: &Envelope,
    in_force: bool,
) -> RosterDraft {
    let signers =
        |roster: &Roster| envelope.count_signers(roster.coordinators.iter().map(|c| &c.key));
    let (changes, told) = both(old.map_or_else(
        || vec![Sentence::new(ToldCode::FirstRoster, "the first roster")],
        |old| differences(old, new),
    ));
    RosterDraft {
        envelope: String::from_utf8(envelope.to_bytes()).unwrap_or_default(),
        version: new.version.get(),
        old_signatures: old.map_or(0, signers),
        old_needed: old.map_or(0, |roster| roster.threshold.get()),
        own_signatures: signers(new),
        own_needed: new.threshold.get(),
        in_force,
        changes,
        told,
        doubtful: Vec::new(),
    }
}
