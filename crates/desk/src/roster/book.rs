//! What this desk noted of the members' words about each other. It is this desk's own view: what
//! counts for all is what a threshold of coordinators signs.

use std::collections::BTreeMap;

use fanal_protocol::{
    Acceptance, Body, DeskId, Digest, NetworkId, Objection, PublicKey, Roster, Timestamp, Vouch,
};
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::admission::Since;
use super::slip::{key_of, read_request};
use crate::error::Result;

/// Vouches that are kept of one desk; the oldest go first.
const VOUCHES_OF_ONE: usize = 64;
/// Requests that are kept of those that one member made known; its oldest go first.
const REQUESTS_OF_ONE: usize = 8;
/// Lines of one member in all, those that somebody objected to among them: no more are taken.
const LINES_OF_ONE: usize = 64;
/// Objections that are kept to one request.
const OBJECTIONS: usize = 64;
/// Characters of a reason that are kept; the statement has it in full.
const WORDS_KEPT: usize = 400;

/// A vouch, and when it came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NotedVouch {
    pub(super) desk: DeskId,
    pub(super) key: PublicKey,
    pub(super) how: String,
    pub(super) at: Timestamp,
}

/// An objection, and whether the coordinators here have dealt with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Objected {
    pub(super) by: DeskId,
    pub(super) why: String,
    pub(super) at: Timestamp,
    pub(super) settled: Option<Timestamp>,
    pub(super) because: Option<String>,
}

/// A desk that asks to come in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Joining {
    /// Its request, once a member made it known.
    pub(super) slip: Option<String>,
    /// When it became known here.
    pub(super) seen: Option<Timestamp>,
    /// Objections that came here.
    pub(super) objections: Vec<Objected>,
    /// Its key was compared by voice or in person.
    #[serde(default)]
    pub(super) compared: Option<ComparedShown>,
    /// A roster with it that waits for signatures.
    #[serde(default)]
    pub(super) drafted: Option<Drafted>,
    /// Somebody here vouched for it.
    #[serde(default)]
    pub(super) vouched: bool,
}

/// Who compared the key of an applicant, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedShown {
    /// The account.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: String,
}

/// The signatures of a draft that admits somebody, as far as they came by here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Drafted {
    /// Its version.
    pub version: u64,
    /// Coordinators who signed.
    pub signed: usize,
    /// Coordinators who must.
    pub needed: u8,
}

/// Who asks: a name may be asked for by several, each with a key of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Applicant {
    pub(super) desk: DeskId,
    pub(super) key: PublicKey,
}

/// A request in the index, and who made it known.
#[derive(Clone, Serialize, Deserialize)]
struct Line {
    by: DeskId,
    applicant: Applicant,
}

impl Joining {
    pub(super) fn open_objections(&self) -> impl Iterator<Item = &Objected> {
        self.objections.iter().filter(|o| o.settled.is_none())
    }

    /// People work on it: its line is nobody's to push out. [JOIN-5]
    fn is_at_work(&self) -> bool {
        self.compared.is_some()
            || self.drafted.is_some()
            || self.vouched
            || self.open_objections().next().is_some()
    }

    /// Seconds for which at least one objection was open. [JOIN-4]
    pub(super) fn stopped_seconds(&self, now: Timestamp) -> i64 {
        let from = self.seen.unwrap_or(now).unix();
        let mut spans: Vec<(i64, i64)> = self
            .objections
            .iter()
            .map(|o| (o.at.unix().max(from), o.settled.unwrap_or(now).unix()))
            .collect();
        spans.sort_unstable();
        let (mut stopped, mut until) = (0, i64::MIN);
        for (begin, end) in spans {
            stopped += (end - begin.max(until)).max(0);
            until = until.max(end);
        }
        stopped
    }
}

/// Notes what a member said about members; other words are for others.
pub(crate) async fn hear(
    unit: &mut dyn Unit,
    roster: &Roster,
    network: NetworkId,
    origin: &DeskId,
    body: &Body,
    now: Timestamp,
) -> Result<()> {
    if let Body::Vouch(vouch) = body {
        note_vouch(unit, network, origin, vouch, now).await?;
    }
    if let Body::Request(request) = body {
        note_request(unit, roster, network, origin, &request.slip, now).await?;
    }
    if let Body::Objection(objection) = body {
        note_objection(unit, network, roster, origin, objection, now).await?;
    }
    if let Body::Acceptance(acceptance) = body {
        note_acceptance(unit, network, origin, acceptance).await?;
    }
    if let Body::Report(report) = body {
        super::report::note_report(unit, network, origin, report, now).await?;
    }
    Ok(())
}

/// Notes a vouch that this desk made or got: one desk's are one setting, and not without end.
pub(super) async fn note_vouch(
    unit: &mut dyn Unit,
    network: NetworkId,
    by: &DeskId,
    vouch: &Vouch,
    now: Timestamp,
) -> Result<()> {
    let mut vouches = vouches_of(unit, network, by).await?;
    vouches.retain(|v| v.desk != vouch.desk || v.key != vouch.key);
    vouches.push(NotedVouch {
        desk: vouch.desk.clone(),
        key: vouch.key,
        how: vouch.how.chars().take(WORDS_KEPT).collect(),
        at: now,
    });
    let too_many = vouches.len().saturating_sub(VOUCHES_OF_ONE);
    vouches.drain(..too_many);
    write(unit, &format!("network.vouches.{network}.{by}"), &vouches).await
}

pub(super) async fn vouches_of(
    unit: &mut dyn Unit,
    network: NetworkId,
    by: &DeskId,
) -> Result<Vec<NotedVouch>> {
    let found = read(unit, &format!("network.vouches.{network}.{by}")).await?;
    Ok(found.unwrap_or_default())
}

/// All vouches that are known here, with who made them.
pub(super) async fn read_vouches(
    unit: &mut dyn Unit,
    network: NetworkId,
    roster: &Roster,
) -> Result<Vec<(DeskId, NotedVouch)>> {
    let mut all = Vec::new();
    for desk in &roster.desks {
        let vouches = vouches_of(unit, network, &desk.id).await?;
        all.extend(vouches.into_iter().map(|vouch| (desk.id.clone(), vouch)));
    }
    Ok(all)
}

/// Notes a request that a member made known. It counts by the signature in its slip. [STM-14]
pub(super) async fn note_request(
    unit: &mut dyn Unit,
    roster: &Roster,
    network: NetworkId,
    by: &DeskId,
    slip: &str,
    now: Timestamp,
) -> Result<()> {
    if let Ok(change) = super::ask::read_change(slip, roster, now) {
        let desk = &change.desk.id;
        if change.network != network {
            return Ok(());
        }
        // Whoever kept an older wish must not bring back what a newer one took away. [JOIN-7]
        if newest_wish(unit, network, desk).await? > Some(change.asked) {
            tracing::warn!(%by, %desk, "an older wish than the newest was passed on");
            return Ok(());
        }
        write(
            unit,
            &format!("network.asked.{network}.{desk}"),
            &change.asked,
        )
        .await?;
        return write(unit, &format!("network.asks.{network}.{desk}"), &slip).await;
    }
    let Ok(request) = read_request(slip) else {
        tracing::warn!(%by, "a request that was passed on does not verify");
        return Ok(());
    };
    if request.network != network || roster.desk(&request.desk.id).is_some() {
        return Ok(());
    }
    let applicant = Applicant {
        key: key_of(&request)?,
        desk: request.desk.id,
    };
    let mut joining = joining(unit, network, &applicant).await?;
    if joining.seen.is_some() {
        return Ok(());
    }
    joining.slip = Some(slip.to_owned());
    joining.seen = Some(now);
    if !enter(unit, network, roster, by, &applicant).await? {
        return Ok(());
    }
    put_joining(unit, network, &applicant, &joining).await
}

/// Somebody here vouches for it.
pub(super) async fn note_own_vouch(
    unit: &mut dyn Unit,
    network: NetworkId,
    applicant: &Applicant,
) -> Result<()> {
    let mut joining = joining(unit, network, applicant).await?;
    joining.vouched = true;
    put_joining(unit, network, applicant, &joining).await
}

/// When the newest wish of a desk was signed, as far as it came here.
pub(super) async fn newest_wish(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Option<Timestamp>> {
    read(unit, &format!("network.asked.{network}.{desk}")).await
}

/// Whether there is a line for who asks: of one member so many are kept, and what people work on makes
/// room for nothing, until it is in.
async fn enter(
    unit: &mut dyn Unit,
    network: NetworkId,
    roster: &Roster,
    by: &DeskId,
    applicant: &Applicant,
) -> Result<bool> {
    let mut index = index(unit, network).await?;
    if index.iter().any(|line| line.applicant == *applicant) {
        return Ok(true);
    }
    let own = index.iter().filter(|line| line.by == *by);
    let too_many = (own.clone().count() + 1).saturating_sub(REQUESTS_OF_ONE);
    let own: Vec<Applicant> = own.map(|line| line.applicant.clone()).collect();
    let mut old = Vec::new();
    for applicant in own {
        let held = joining(unit, network, &applicant).await?;
        let stays = held.is_at_work() && roster.desk(&applicant.desk).is_none();
        if !stays && old.len() < too_many {
            old.push(applicant);
        }
    }
    let kept = (too_many + REQUESTS_OF_ONE).saturating_sub(old.len());
    if kept > LINES_OF_ONE {
        tracing::warn!(%by, "more requests that people work on than are kept");
        return Ok(false);
    }
    for gone in &old {
        index.retain(|line| line.applicant != *gone);
        unit.delete_setting(&joining_key(network, gone)).await?;
    }
    index.push(Line {
        by: by.clone(),
        applicant: applicant.clone(),
    });
    write(unit, &index_key(network), &index).await?;
    Ok(true)
}

/// Everybody who asks, in the order in which it became known.
pub(super) async fn applicants(
    unit: &mut dyn Unit,
    network: NetworkId,
) -> Result<Vec<(Applicant, DeskId)>> {
    let index = index(unit, network).await?;
    Ok(index
        .into_iter()
        .map(|line| (line.applicant, line.by))
        .collect())
}

async fn index(unit: &mut dyn Unit, network: NetworkId) -> Result<Vec<Line>> {
    Ok(read(unit, &index_key(network)).await?.unwrap_or_default())
}

pub(super) async fn joining(
    unit: &mut dyn Unit,
    network: NetworkId,
    applicant: &Applicant,
) -> Result<Joining> {
    let found = read(unit, &joining_key(network, applicant)).await?;
    Ok(found.unwrap_or_default())
}

pub(super) async fn put_joining(
    unit: &mut dyn Unit,
    network: NetworkId,
    applicant: &Applicant,
    joining: &Joining,
) -> Result<()> {
    write(unit, &joining_key(network, applicant), joining).await
}

/// Notes an objection; one desk has one, and its newest words count.
pub(super) async fn note_objection(
    unit: &mut dyn Unit,
    network: NetworkId,
    roster: &Roster,
    by: &DeskId,
    objection: &Objection,
    now: Timestamp,
) -> Result<()> {
    let applicant = Applicant {
        desk: objection.desk.clone(),
        key: objection.key,
    };
    let mut joining = joining(unit, network, &applicant).await?;
    // An objection may come before the request that it is about does.
    if !enter(unit, network, roster, by, &applicant).await? {
        return Ok(());
    }
    let why: String = objection.why.chars().take(WORDS_KEPT).collect();
    let own = |o: &&mut Objected| o.by == *by && o.settled.is_none();
    if let Some(open) = joining.objections.iter_mut().find(own) {
        open.why = why;
    } else if joining.objections.len() < OBJECTIONS {
        joining.objections.push(Objected {
            by: by.clone(),
            why,
            at: now,
            settled: None,
            because: None,
        });
    } else {
        tracing::warn!(%by, "more objections than are kept");
    }
    put_joining(unit, network, &applicant, &joining).await
}

/// Notes that a desk keeps the code of practice.
pub(super) async fn note_acceptance(
    unit: &mut dyn Unit,
    network: NetworkId,
    by: &DeskId,
    acceptance: &Acceptance,
) -> Result<()> {
    let name = format!("network.accepted.{network}.{by}");
    write(unit, &name, &acceptance.code).await
}

/// The code that a desk accepted last.
pub(super) async fn accepted(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Option<Digest>> {
    read(unit, &format!("network.accepted.{network}.{desk}")).await
}

/// What a member asks to be changed in its entry, as it last said it.
pub(super) async fn asked(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Option<String>> {
    read(unit, &format!("network.asks.{network}.{desk}")).await
}

/// When each desk came in, by the chain of rosters.
pub(super) async fn members_since(
    unit: &mut dyn Unit,
    network: NetworkId,
) -> Result<BTreeMap<DeskId, Since>> {
    let mut since = BTreeMap::new();
    for bytes in unit.rosters_from(network, 1).await? {
        let Ok(envelope) = fanal_protocol::Envelope::parse(&bytes) else {
            continue;
        };
        // Verified when they were taken, and at every start.
        let Ok(roster) = Roster::read_unverified(envelope.payload()) else {
            continue;
        };
        for desk in roster.desks {
            since.entry(desk.id).or_insert(Since {
                version: roster.version.get(),
                at: roster.issued,
            });
        }
    }
    Ok(since)
}

fn index_key(network: NetworkId) -> String {
    format!("network.joining.{network}")
}

fn joining_key(network: NetworkId, applicant: &Applicant) -> String {
    let Applicant { desk, key } = applicant;
    format!("network.joining.{network}.{desk}.{key}")
}

pub(super) async fn read<T: DeserializeOwned>(
    unit: &mut dyn Unit,
    name: &str,
) -> Result<Option<T>> {
    let stored = unit.setting(name).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

pub(super) async fn write<T: Serialize>(unit: &mut dyn Unit, name: &str, value: &T) -> Result<()> {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Ok(unit.put_setting(name, &bytes).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_800_000_000 + seconds)
    }

    fn objection(from: i64, until: Option<i64>) -> Objected {
        Objected {
            by: "kivu".parse().unwrap(),
            why: String::new(),
            at: at(from),
            settled: until.map(at),
            because: None,
        }
    }

    /// [JOIN-4]
    #[test]
    fn the_clock_stands_while_any_objection_is_open_and_two_at_once_stop_it_once() {
        let mut joining = Joining {
            seen: Some(at(0)),
            ..Joining::default()
        };
        assert_eq!(joining.stopped_seconds(at(100)), 0);
        joining.objections = vec![objection(10, Some(30)), objection(20, Some(40))];
        assert_eq!(joining.stopped_seconds(at(100)), 30);
        joining.objections.push(objection(90, None));
        assert_eq!(joining.stopped_seconds(at(100)), 40);
        assert_eq!(joining.open_objections().count(), 1);
        joining.objections = vec![objection(-50, Some(10))];
        assert_eq!(
            joining.stopped_seconds(at(100)),
            10,
            "before it began, nothing ran"
        );
    }
}
