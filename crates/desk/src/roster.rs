//! Membership: found a network, invite, ask to join, vouch, draft, sign and take rosters. [ROS]

use std::num::{NonZeroU8, NonZeroU64};

use data_encoding::BASE64URL_NOPAD;
use fanal_policy::RosterState;
use fanal_protocol::{
    Address, Body, Code, Coordinator, DeskEntry, DeskId, DeskStatus, Envelope, GroupId, KeyRecord,
    NetworkId, PublicKey, ROSTER_TYPE, Roster, Rules, SecretKey, StreamName, Timestamp, TlsPin,
    VerifiedRoster, Vouch,
};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership, ROSTER_FORK};
use crate::error::{DeskError, Result, invalid, not_found, problem};
use crate::pen::{Pen, Said};

/// Found a network.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundOrder {
    /// Its name for people.
    pub name: String,
    /// Days until the roster has to be renewed.
    #[serde(default = "a_year")]
    pub days: u16,
    /// Vouches that a request will need.
    #[serde(default = "two")]
    pub vouches: u8,
}

const fn a_year() -> u16 {
    365
}

const fn two() -> u8 {
    2
}

/// What an applicant has to know to find the network, and nothing secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The network: also what its first roster is checked against.
    pub network: NetworkId,
    /// Its name.
    pub name: String,
    /// The desk that invites: where the roster is fetched first.
    pub desk: DeskId,
    /// Where it listens.
    pub addresses: Vec<Address>,
    /// Its TLS pins.
    pub tls: std::collections::BTreeSet<TlsPin>,
}

/// What an applicant sends back: its entry, and the key it would coordinate with.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The network.
    pub network: NetworkId,
    /// The entry that it asks for.
    pub desk: DeskEntry,
    /// Its coordinator key, should the network want it for one.
    pub coordinator: Coordinator,
}

/// A blob that is passed by hand, as one line of text.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The text.
    pub slip: String,
}

/// A change of the roster that a coordinator proposes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RosterChange {
    /// Requests of desks to be admitted (slips).
    pub admit: Vec<String>,
    /// Desks whose coordinator key from the request becomes a coordinator.
    pub coordinators: Vec<DeskId>,
    /// The new threshold.
    pub threshold: Option<u8>,
    /// Desks to be suspended, expelled, readmitted or let go, by status.
    pub status: std::collections::BTreeMap<DeskId, DeskStatus>,
    /// Desks and the groups that they join.
    pub join_groups: std::collections::BTreeMap<DeskId, std::collections::BTreeSet<GroupId>>,
    /// Desks and the groups that they leave.
    pub leave_groups: std::collections::BTreeMap<DeskId, std::collections::BTreeSet<GroupId>>,
    /// Days that the new roster is good for.
    pub days: Option<u16>,
}

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
}

/// A desk, as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeskShown {
    /// Short name.
    pub id: DeskId,
    /// Name.
    pub name: String,
    /// In, suspended, left, expelled.
    pub status: DeskStatus,
    /// Groups.
    pub groups: Vec<GroupId>,
    /// Where it listens.
    pub addresses: Vec<Address>,
    /// Its country, if stated.
    pub jurisdiction: Option<String>,
    /// What it has to report to authorities, if anything.
    pub mandatory_reporting: Option<String>,
    /// Who vouched for it.
    pub vouched_by: Vec<DeskId>,
}

/// The roster, as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RosterShown {
    /// The network.
    pub network: NetworkId,
    /// Its name.
    pub name: String,
    /// The version in force.
    pub version: u64,
    /// When it ends.
    pub expires: Timestamp,
    /// `current`, `stale`, `expired`, `forked`.
    pub state: String,
    /// Signatures that a change needs.
    pub threshold: u8,
    /// Coordinators by name.
    pub coordinators: Vec<String>,
    /// The desks.
    pub desks: Vec<DeskShown>,
    /// Requests that were made known.
    pub requests: Vec<DeskId>,
}

const INVITATION: &str = "network.invitation";
/// Vouches that are kept of one desk; the oldest go first.
const VOUCHES_OF_ONE: usize = 64;
/// Characters of a vouch's reason that are kept; the statement has it in full.
const HOW_CHARS: usize = 400;
/// The prefix of a request's slip.
const REQUEST: &str = "fanal-request";
/// What an applicant signs stands behind these words: no other signature can pass for it.
const REQUEST_CONTEXT: &[u8] = b"fanal-request-v1\n";

impl Desk {
    /// Founds a network with this desk as its first member and coordinator.
    pub async fn found_network(&self, caller: &Caller, order: &FoundOrder) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        let now = self.now();
        let roster = Roster {
            v: 1,
            network: None,
            version: NonZeroU64::MIN,
            previous: None,
            name: order.name.clone(),
            issued: now,
            expires: now.plus_days(i64::from(order.days)),
            threshold: NonZeroU8::MIN,
            coordinators: vec![self.own_coordinator()],
            desks: vec![self.own_entry(now)],
            rules: Rules {
                vouches: order.vouches,
                ..Rules::default()
            },
        };
        let mut envelope = Envelope::sign(
            ROSTER_TYPE,
            roster.to_payload()?,
            &self.keys().coordinator,
            fanal_protocol::KeyPurpose::Coordinator,
        );
        envelope.add_signature(
            &self.keys().coordinator,
            fanal_protocol::KeyPurpose::Coordinator,
        );
        let verified = VerifiedRoster::found(&envelope.to_bytes())?;
        self.hold_roster(&verified, caller.account(), "roster.found")
            .await?;
        self.beat_heart(verified.network()).await?;
        Ok(draft_shown(None, verified.roster(), &envelope, true))
    }

    /// What an applicant needs, as one line.
    pub fn invite(&self, caller: &Caller) -> Result<Slip> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let me = membership
            .roster
            .desk(self.id())
            .ok_or_else(|| not_found("entry of this desk in the roster"))?;
        let invitation = Invitation {
            network,
            name: membership.roster.name.clone(),
            desk: me.id.clone(),
            addresses: me.addresses.clone(),
            tls: me.tls.clone(),
        };
        Ok(Slip {
            slip: to_slip("fanal-invite", &invitation),
        })
    }

    /// Takes an invitation and answers with a request; the roster is fetched once it is admitted.
    pub async fn request_to_join(&self, caller: &Caller, invitation: &Slip) -> Result<Slip> {
        caller.needs(Right::Coordinator)?;
        let invited: Invitation = from_slip("fanal-invite", &invitation.slip)?;
        let mut unit = self.begin().await?;
        unit.put_setting(
            INVITATION,
            &serde_json::to_vec(&invited).unwrap_or_default(),
        )
        .await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "roster.request",
            &invited.network.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        let request = JoinRequest {
            network: invited.network,
            desk: self.own_entry(self.now()),
            coordinator: self.own_coordinator(),
        };
        Ok(Slip {
            slip: to_request(&request, &self.keys().statement),
        })
    }

    /// The invitation that this desk took and that has not led to a roster yet.
    pub async fn pending_invitation(&self) -> Result<Option<Invitation>> {
        let stored = self.read().await?.setting(INVITATION).await?;
        let invitation: Option<Invitation> =
            stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let standing = self.standing();
        Ok(invitation.filter(|invited| !standing.networks.contains_key(&invited.network)))
    }

    /// Vouches for a desk that asks to join; all members see it.
    pub async fn vouch(&self, caller: &Caller, request: &Slip, how: &str) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        let request = read_request(&request.slip)?;
        let (network, membership) = self.membership(Some(request.network))?;
        let vouch = Vouch {
            desk: request.desk.id.clone(),
            key: key_of(&request)?,
            how: how.to_owned(),
        };
        let mut unit = self.begin().await?;
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let said = self.to_all(network, Body::Vouch(vouch.clone()));
        pen.say(said).await?;
        pen.close().await?;
        note_vouch(unit.as_mut(), network, self.id(), &vouch).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "roster.vouch",
            vouch.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// Drafts the next roster and signs it as one coordinator.
    pub async fn draft_roster(
        &self,
        caller: &Caller,
        change: &RosterChange,
    ) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(None)?;
        let roster = self.changed_roster(network, &membership, change).await?;
        let envelope = Envelope::sign(
            ROSTER_TYPE,
            roster.to_payload()?,
            &self.keys().coordinator,
            fanal_protocol::KeyPurpose::Coordinator,
        );
        self.settle_draft(caller, &membership, envelope).await
    }

    /// Adds this coordinator's signature to a draft; enough of them, and it is in force.
    pub async fn sign_roster(&self, caller: &Caller, draft: &str) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        let mut envelope = Envelope::parse(draft.trim().as_bytes())
            .map_err(|error| problem(Code::VerifyFormat, format!("roster draft: {error}")))?;
        let (_, membership) = self.membership(None)?;
        envelope.add_signature(
            &self.keys().coordinator,
            fanal_protocol::KeyPurpose::Coordinator,
        );
        self.settle_draft(caller, &membership, envelope).await
    }

    /// Takes complete rosters from a file, one envelope a line, in order.
    pub async fn take_roster(&self, caller: &Caller, envelopes: &str) -> Result<RosterShown> {
        caller.needs(Right::Coordinator)?;
        let lines = envelopes
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let lines: Vec<Vec<u8>> = lines.map(|line| line.as_bytes().to_vec()).collect();
        self.accept_rosters(&lines, caller.account()).await?;
        self.show_roster(caller).await
    }

    /// All versions of the roster, one envelope a line: what a new member takes, and anybody verifies.
    pub async fn roster_chain(&self, caller: &Caller) -> Result<String> {
        let _ = caller;
        let (network, _) = self.membership(None)?;
        let chain = self.read().await?.rosters_from(network, 1).await?;
        let mut text = String::new();
        for envelope in chain {
            text.push_str(std::str::from_utf8(&envelope).unwrap_or_default());
            text.push('\n');
        }
        Ok(text)
    }

    /// The roster in force.
    pub async fn show_roster(&self, caller: &Caller) -> Result<RosterShown> {
        let _ = caller;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let roster = membership.roster.roster();
        let vouches = read_vouches(unit.as_mut(), network, roster).await?;
        let desks = roster
            .desks
            .iter()
            .map(|desk| shown(desk, &vouches))
            .collect();
        let known = |id: &DeskId| roster.desk(id).is_none();
        let mut requests: Vec<DeskId> = vouches
            .iter()
            .map(|v| v.1.desk.clone())
            .filter(known)
            .collect();
        requests.dedup();
        Ok(RosterShown {
            network,
            name: roster.name.clone(),
            version: membership.roster.version(),
            expires: roster.expires,
            state: state_name(membership.state(self.now())).to_owned(),
            threshold: roster.threshold.get(),
            coordinators: roster.coordinators.iter().map(|c| c.name.clone()).collect(),
            desks,
            requests,
        })
    }

    /// Takes rosters that a peer or a file brought, in order; forks are kept as proof. [ROS-3]
    pub async fn accept_rosters(&self, envelopes: &[Vec<u8>], who: &str) -> Result<()> {
        for bytes in envelopes {
            let next = self.next_roster(bytes).await;
            match next {
                Ok(Some(roster)) => self.hold_roster(&roster, who, "roster.take").await?,
                Ok(None) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn next_roster(&self, bytes: &[u8]) -> Result<Option<VerifiedRoster>> {
        let claimed =
            Envelope::parse(bytes).map_err(|e| problem(Code::VerifyFormat, e.to_string()))?;
        let document = Roster::read_unverified(claimed.payload())?;
        let network = document
            .network
            .unwrap_or(NetworkId::founded_by(claimed.digest()));
        let standing = self.standing();
        let Some(held) = standing.networks.get(&network) else {
            let invited = self
                .pending_invitation()
                .await?
                .is_some_and(|invited| invited.network == network);
            if !invited {
                return Err(problem(
                    Code::PolicyRoster,
                    "a roster of a network that nobody here asked to join",
                ));
            }
            return Ok(Some(VerifiedRoster::found(bytes)?));
        };
        if claimed.digest() == held.roster.digest()
            || document.version.get() < held.roster.version()
        {
            return Ok(None);
        }
        match held.roster.succeed(bytes) {
            Ok(next) => Ok(Some(next)),
            Err(error @ fanal_protocol::RosterError::Fork(_)) => {
                self.keep_fork(network, bytes).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn keep_fork(&self, network: NetworkId, bytes: &[u8]) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_proof(network, ROSTER_FORK, bytes, self.now())
            .await?;
        unit.put_audit(
            self.now(),
            "node",
            "roster.fork",
            &network.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        tracing::error!(%network, "two rosters of one version: nothing moves until coordinators settle it");
        self.reload_standing().await
    }

    pub(crate) async fn hold_roster(
        &self,
        roster: &VerifiedRoster,
        who: &str,
        act: &str,
    ) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_roster(roster).await?;
        let object = format!("{}/{}", roster.network(), roster.version());
        unit.put_audit(self.now(), who, act, &object, "done")
            .await?;
        unit.commit().await?;
        tracing::info!(network = %roster.network(), version = roster.version(), "roster in force");
        self.reload_standing().await
    }

    async fn settle_draft(
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
            Err(fanal_protocol::RosterError::Threshold { .. }) => false,
            Err(error) => return Err(error.into()),
        };
        Ok(draft_shown(
            Some(held.roster.roster()),
            &document,
            &envelope,
            in_force,
        ))
    }

    async fn changed_roster(
        &self,
        network: NetworkId,
        held: &Membership,
        change: &RosterChange,
    ) -> Result<Roster> {
        let mut roster = held.roster.roster().clone();
        let now = self.now();
        roster.version = roster
            .version
            .checked_add(1)
            .ok_or_else(|| invalid("no versions left"))?;
        roster.network = Some(network);
        roster.previous = Some(held.roster.digest());
        roster.issued = now;
        roster.expires = now.plus_days(i64::from(change.days.unwrap_or_else(a_year)));
        let requests: Vec<JoinRequest> = change
            .admit
            .iter()
            .map(|slip| read_request(slip))
            .collect::<Result<_>>()?;
        for request in &requests {
            self.check_vouches(network, held.roster.roster(), request)
                .await?;
            roster.desks.push(admitted(network, request, &roster)?);
        }
        for id in &change.coordinators {
            let request = requests.iter().find(|request| request.desk.id == *id);
            let request = request
                .ok_or_else(|| invalid(format!("no request of desk `{id}` is admitted here")))?;
            roster.coordinators.push(request.coordinator.clone());
        }
        for (id, status) in &change.status {
            desk_mut(&mut roster, id)?.status = *status;
        }
        for (id, groups) in &change.join_groups {
            desk_mut(&mut roster, id)?
                .groups
                .extend(groups.iter().cloned());
        }
        for (id, groups) in &change.leave_groups {
            desk_mut(&mut roster, id)?
                .groups
                .retain(|group| !groups.contains(group));
        }
        if let Some(threshold) = change.threshold {
            roster.threshold =
                NonZeroU8::new(threshold).ok_or_else(|| invalid("a threshold of 0"))?;
        }
        self.freeze_streams(held, &mut roster).await?;
        Ok(roster)
    }

    /// [R15] A desk that goes out has its public and network streams end where this node holds them.
    async fn freeze_streams(&self, held: &Membership, roster: &mut Roster) -> Result<()> {
        let mut unit = self.read().await?;
        let streams = unit.streams(held.roster.network()).await?;
        for desk in roster
            .desks
            .iter_mut()
            .filter(|desk| desk.status == DeskStatus::Expelled)
        {
            for row in streams.iter().filter(|row| row.stream.origin == desk.id) {
                let shared = matches!(row.stream.name, StreamName::Clear | StreamName::Green(_));
                if shared && desk.freeze_of(&row.stream.name, row.stream.epoch).is_none() {
                    desk.freezes.push(fanal_protocol::Freeze {
                        stream: row.stream.name.clone(),
                        epoch: row.stream.epoch,
                        size: row.proven,
                        root: row.root,
                    });
                }
            }
        }
        Ok(())
    }

    /// [ROS-13] Vouches by active desks of different parents; in a network too small for that
    /// many, by all the parents there are.
    async fn check_vouches(
        &self,
        network: NetworkId,
        roster: &Roster,
        request: &JoinRequest,
    ) -> Result<()> {
        let vouches = read_vouches(self.read().await?.as_mut(), network, roster).await?;
        let key = key_of(request)?;
        let parents_of =
            |ids: &mut dyn Iterator<Item = &DeskId>| -> std::collections::BTreeSet<String> {
                ids.filter_map(|id| roster.desk(id))
                    .filter(|desk| desk.status == DeskStatus::Active)
                    .map(|desk| desk.parent_or_self().to_owned())
                    .collect()
            };
        let for_them = vouches
            .iter()
            .filter(|(_, v)| v.desk == request.desk.id && v.key == key);
        let have = parents_of(&mut for_them.map(|(by, _)| by)).len();
        let all = parents_of(&mut roster.desks.iter().map(|desk| &desk.id)).len();
        let need = usize::from(roster.rules.vouches).min(all);
        if have < need {
            let text = format!("desk `{}` has {have} vouches of {need}", request.desk.id);
            return Err(problem(Code::PolicyMember, text));
        }
        Ok(())
    }

    fn own_entry(&self, now: Timestamp) -> DeskEntry {
        // From midnight on: what is published is dated to the day. [R1]
        let record = |key: PublicKey| {
            vec![KeyRecord {
                key,
                from: now.day(),
                until: None,
            }]
        };
        let keys = self.keys();
        let profile = self.profile();
        DeskEntry {
            id: profile.id.clone(),
            name: profile.name.clone(),
            addresses: profile.addresses.clone(),
            signing: record(keys.statement.public()),
            checkpoint: record(keys.checkpoint.public()),
            feed: record(keys.feed.public()),
            tls: [self.tls_pin()].into(),
            sealing: Vec::new(),
            groups: std::collections::BTreeSet::new(),
            status: DeskStatus::Active,
            parent: None,
            jurisdiction: None,
            mandatory_reporting: None,
            one_person: profile.one_person,
            freezes: Vec::new(),
        }
    }

    fn own_coordinator(&self) -> Coordinator {
        Coordinator {
            name: format!("{} coordinator", self.id()),
            key: self.keys().coordinator_public(),
            heartbeat: Some(self.keys().heartbeat.public()),
        }
    }

    /// A statement to every member, in its first revision.
    pub(crate) fn to_all(&self, network: NetworkId, body: Body) -> Said {
        Said {
            id: self.new_id(),
            revision: 1,
            previous: None,
            streams: [StreamName::Green(network)].into(),
            issued: self.now(),
            retain_until: None,
            body,
            facts: None,
        }
    }
}

fn draft_shown(
    old: Option<&Roster>,
    new: &Roster,
    envelope: &Envelope,
    in_force: bool,
) -> RosterDraft {
    let signers =
        |roster: &Roster| envelope.count_signers(roster.coordinators.iter().map(|c| &c.key));
    RosterDraft {
        envelope: String::from_utf8(envelope.to_bytes()).unwrap_or_default(),
        version: new.version.get(),
        old_signatures: old.map_or(0, signers),
        old_needed: old.map_or(0, |roster| roster.threshold.get()),
        own_signatures: signers(new),
        own_needed: new.threshold.get(),
        in_force,
        changes: old.map_or_else(
            || vec!["the first roster".to_owned()],
            |old| differences(old, new),
        ),
    }
}

/// Notes a vouch that this desk made or got: one desk's are one setting, and not without end.
pub(crate) async fn note_vouch(
    unit: &mut dyn fanal_store::Unit,
    network: NetworkId,
    by: &DeskId,
    vouch: &Vouch,
) -> Result<()> {
    let mut vouches = vouches_of(unit, network, by).await?;
    vouches.retain(|v| v.desk != vouch.desk);
    vouches.push(Vouch {
        how: vouch.how.chars().take(HOW_CHARS).collect(),
        ..vouch.clone()
    });
    let too_many = vouches.len().saturating_sub(VOUCHES_OF_ONE);
    vouches.drain(..too_many);
    let bytes = serde_json::to_vec(&vouches).unwrap_or_default();
    unit.put_setting(&vouches_key(network, by), &bytes).await?;
    Ok(())
}

fn vouches_key(network: NetworkId, by: &DeskId) -> String {
    format!("network.vouches.{network}.{by}")
}

async fn vouches_of(
    unit: &mut dyn fanal_store::Unit,
    network: NetworkId,
    by: &DeskId,
) -> Result<Vec<Vouch>> {
    let stored = unit.setting(&vouches_key(network, by)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

async fn read_vouches(
    unit: &mut dyn fanal_store::Unit,
    network: NetworkId,
    roster: &Roster,
) -> Result<Vec<(DeskId, Vouch)>> {
    let mut all = Vec::new();
    for desk in &roster.desks {
        let vouches = vouches_of(unit, network, &desk.id).await?;
        all.extend(vouches.into_iter().map(|vouch| (desk.id.clone(), vouch)));
    }
    Ok(all)
}

fn admitted(network: NetworkId, request: &JoinRequest, roster: &Roster) -> Result<DeskEntry> {
    if request.network != network {
        return Err(problem(
            Code::VerifyPlace,
            "the request is for another network",
        ));
    }
    if roster.desk(&request.desk.id).is_some() {
        let text = format!(
            "a desk `{}` is in the roster already; a name is never given twice",
            request.desk.id
        );
        return Err(problem(Code::Conflict, text));
    }
    let mut desk = request.desk.clone();
    desk.status = DeskStatus::Active;
    desk.freezes.clear();
    desk.groups.clear();
    Ok(desk)
}

fn desk_mut<'r>(roster: &'r mut Roster, id: &DeskId) -> Result<&'r mut DeskEntry> {
    roster
        .desks
        .iter_mut()
        .find(|desk| desk.id == *id)
        .ok_or_else(|| not_found(&format!("desk `{id}`")))
}

fn shown(desk: &DeskEntry, vouches: &[(DeskId, Vouch)]) -> DeskShown {
    DeskShown {
        id: desk.id.clone(),
        name: desk.name.clone(),
        status: desk.status,
        groups: desk.groups.iter().cloned().collect(),
        addresses: desk.addresses.clone(),
        jurisdiction: desk.jurisdiction.clone(),
        mandatory_reporting: desk.mandatory_reporting.clone(),
        vouched_by: vouches
            .iter()
            .filter(|(_, v)| v.desk == desk.id)
            .map(|(by, _)| by.clone())
            .collect(),
    }
}

/// The state as texts write it.
pub const fn state_name(state: RosterState) -> &'static str {
    match state {
        RosterState::Current => "current",
        RosterState::Stale => "stale",
        RosterState::Expired => "expired",
        RosterState::Forked => "forked",
    }
}

/// What a coordinator signs for, in words: whose word counts, and whose keys.
fn differences(old: &Roster, new: &Roster) -> Vec<String> {
    let mut changes = Vec::new();
    for desk in &new.desks {
        match old.desk(&desk.id) {
            None => changes.push(format!(
                "admits {} ({}), signing key {}",
                desk.id,
                desk.name,
                briefly(desk.signing.iter().map(|record| record.key))
            )),
            Some(was) => desk_differences(was, desk, &mut changes),
        }
    }
    for was in old.desks.iter().filter(|was| new.desk(&was.id).is_none()) {
        changes.push(format!("{} is no longer listed", was.id));
    }
    coordinator_differences(old, new, &mut changes);
    if old.threshold != new.threshold {
        changes.push(format!(
            "threshold: {} becomes {}",
            old.threshold, new.threshold
        ));
    }
    if old.rules != new.rules {
        changes.push("the rules change".to_owned());
    }
    if old.name != new.name {
        changes.push(format!("the network is called {}", new.name));
    }
    changes
}

fn desk_differences(was: &DeskEntry, desk: &DeskEntry, changes: &mut Vec<String>) {
    let id = &desk.id;
    let before = changes.len();
    if was.status != desk.status {
        changes.push(format!("{id}: {:?} becomes {:?}", was.status, desk.status));
    }
    if was.groups != desk.groups {
        let joins = desk.groups.difference(&was.groups);
        let leaves = was.groups.difference(&desk.groups);
        changes.extend(joins.map(|group| format!("{id}: joins group {group}")));
        changes.extend(leaves.map(|group| format!("{id}: leaves group {group}")));
    }
    let keys = [
        ("signing", &was.signing, &desk.signing),
        ("checkpoint", &was.checkpoint, &desk.checkpoint),
        ("feed", &was.feed, &desk.feed),
    ];
    for (what, old, new) in keys {
        if old != new {
            let [old, new] = [old, new].map(|records| briefly(records.iter().map(|r| r.key)));
            changes.push(format!("{id}: {what} keys {old} become {new}"));
        }
    }
    if was.tls != desk.tls {
        let [old, new] = [&was.tls, &desk.tls].map(briefly);
        changes.push(format!("{id}: TLS pins {old} become {new}"));
    }
    if was.addresses != desk.addresses {
        let addresses: Vec<&str> = desk.addresses.iter().map(Address::as_str).collect();
        changes.push(format!("{id}: addresses become {}", addresses.join(", ")));
    }
    if changes.len() == before && was != desk {
        changes.push(format!("{id}: entry changes"));
    }
}

fn coordinator_differences(old: &Roster, new: &Roster, changes: &mut Vec<String>) {
    let named = |c: &Coordinator| format!("{} ({})", c.name, briefly([c.key]));
    let same = |one: &Coordinator, other: &Coordinator| one.key == other.key;
    for one in &new.coordinators {
        match old.coordinators.iter().find(|was| same(was, one)) {
            None => changes.push(format!("adds coordinator {}", named(one))),
            Some(was) if was.heartbeat != one.heartbeat => changes.push(format!(
                "coordinator {}: heartbeat key {} becomes {}",
                named(one),
                briefly(was.heartbeat),
                briefly(one.heartbeat)
            )),
            Some(was) if was.name != one.name => changes.push(format!(
                "coordinator {} is now called {}",
                named(was),
                one.name
            )),
            Some(_) => {}
        }
    }
    let gone = |was: &&Coordinator| !new.coordinators.iter().any(|one| same(one, was));
    let gone = old.coordinators.iter().filter(gone);
    changes.extend(gone.map(|was| format!("removes coordinator {}", named(was))));
}

/// The first 8 characters of each: what people compare.
fn briefly(keys: impl IntoIterator<Item = impl ToString>) -> String {
    let short = |key: String| key.chars().take(8).collect::<String>();
    let all: Vec<String> = keys.into_iter().map(|key| short(key.to_string())).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

/// A request, signed by the desk that asks: who vouches for its key vouches for all of it. [ROS-13]
fn to_request(request: &JoinRequest, key: &SecretKey) -> String {
    let slip = to_slip(REQUEST, request);
    let signature = key.sign(&request_message(slip.as_bytes()));
    format!("{slip}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn read_request(text: &str) -> Result<JoinRequest> {
    let joined: String = text.split_whitespace().collect();
    let (slip, signature) = joined.split_once('.').unwrap_or((&joined, ""));
    let request: JoinRequest = from_slip(REQUEST, slip)?;
    let key = key_of(&request)?;
    let signature: Option<[u8; 64]> = BASE64URL_NOPAD
        .decode(signature.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    let message = request_message(slip.as_bytes());
    if signature.is_none_or(|signature| !key.verifies(&message, &signature)) {
        let text = "the request is not signed by the desk that it names: it was changed or cut off";
        return Err(problem(Code::VerifySignature, text));
    }
    Ok(request)
}

fn request_message(slip: &[u8]) -> Vec<u8> {
    [REQUEST_CONTEXT, slip].concat()
}

/// The one key that a vouch is for; what else the entry would let in, nobody vouched for.
fn key_of(request: &JoinRequest) -> Result<PublicKey> {
    let [only] = request.desk.signing.as_slice() else {
        return Err(invalid("a request has exactly one signing key"));
    };
    if request.desk.tls.len() != 1 {
        return Err(invalid("a request has exactly one TLS pin"));
    }
    Ok(only.key)
}

fn to_slip(prefix: &str, value: &impl Serialize) -> String {
    format!(
        "{prefix}:{}",
        BASE64URL_NOPAD.encode(&serde_json::to_vec(value).unwrap_or_default())
    )
}

fn from_slip<T: for<'a> Deserialize<'a>>(prefix: &str, text: &str) -> Result<T> {
    let refused =
        |what: &str| -> DeskError { invalid(format!("this is no `{prefix}:...` slip: {what}")) };
    let joined: String = text.split_whitespace().collect();
    let body = joined
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix(':'))
        .ok_or_else(|| refused("prefix"))?;
    let bytes = BASE64URL_NOPAD
        .decode(body.as_bytes())
        .map_err(|_| refused("it is cut off or changed"))?;
    fanal_protocol::json::read(&bytes).map_err(|error| refused(&error.to_string()))
}
