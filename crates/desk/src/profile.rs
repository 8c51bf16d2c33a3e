//! The desk's profile: languages, hours, services, channels, an agreement not to disclose. Each desk
//! says its own; the roster has the duties, and the preview warns with both. [JOIN-9]

use std::collections::BTreeSet;

use fanal_policy::Facts;
use fanal_protocol::{
    Body, BulletinId, DeskId, DeskStatus, Digest, Header, Label, NetworkId, Profile, StreamName,
    Timestamp,
};
use fanal_store::{AccountRow, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::hours::night_there;
use crate::pen::{Pen, Said};
use crate::preview::{NoteShown, Outlook, outlook};

/// What a desk says of itself; it takes the place of what it said before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileOrder {
    /// The profile, as a whole.
    pub profile: Profile,
}

/// A desk, as others know it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeskProfile {
    /// Its short name.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// In, suspended, left, expelled.
    pub status: DeskStatus,
    /// What it says of itself, if it did.
    pub profile: Option<Profile>,
    /// Whose law it is under.
    pub jurisdiction: Option<String>,
    /// What it has to report to authorities.
    pub mandatory_reporting: Option<String>,
    /// What a person in need would miss.
    pub lacks: Vec<ChannelLack>,
}

/// What a profile lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelLack {
    /// No channel is encrypted from end to end.
    NoEncryptedChannel,
    /// No channel works without an account or a program of its own.
    NoEasyChannel,
}

/// The trait of a channel that nobody on the way can read.
const END_TO_END: &str = "end_to_end";
/// The trait of a channel that everybody may be told of. [PUB-18]
const PUBLIC: &str = "public";
/// The trait of a channel that everybody has.
const NO_ACCOUNT_NEEDED: &str = "no_account_needed";

/// Does any of it stand on the public site, or agree that something does? [ACC-5]
fn is_said_to_everybody(profile: &Profile) -> bool {
    let public = |channel: &fanal_protocol::Channel| channel.traits.contains(PUBLIC);
    profile.channels.iter().any(public) || profile.network_feed
}

/// A profile as it was taken in.
#[derive(Serialize, Deserialize)]
struct Noted {
    id: BulletinId,
    revision: u32,
    digest: Option<Digest>,
    issued: Timestamp,
    profile: Profile,
}

impl Desk {
    /// Says to all members who this desk is and how it is reached.
    pub async fn set_profile(&self, caller: &Caller, order: &ProfileOrder) -> Result<DeskProfile> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let before = noted(unit.as_mut(), network, self.id()).await?;
        let old = before.as_ref().map(|noted| &noted.profile);
        if is_said_to_everybody(&order.profile) || old.is_some_and(is_said_to_everybody) {
            caller.needs_proof(self.now())?;
        }
        let said = Said {
            id: before
                .as_ref()
                .map_or_else(|| self.new_id(), |noted| noted.id),
            revision: before
                .as_ref()
                .map_or(1, |noted| noted.revision.saturating_add(1)),
            previous: before.and_then(|noted| noted.digest),
            streams: [StreamName::Green(network)].into(),
            issued: self.now(),
            retain_until: None,
            body: Body::Profile(order.profile.clone()),
            facts: None,
        };
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let opened = pen.say(said).await?;
        pen.close().await?;
        let digest = Some(opened.digest());
        put(
            unit.as_mut(),
            network,
            opened.header(),
            digest,
            &order.profile,
        )
        .await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "profile.set",
            "profile",
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        let mut unit = self.read().await?;
        profile_of(unit.as_mut(), &membership, self.id(), self.now()).await
    }

    /// The profile of one desk, or of all.
    pub async fn show_profiles(
        &self,
        caller: &Caller,
        desk: Option<&DeskId>,
    ) -> Result<Vec<DeskProfile>> {
        let _ = caller;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut shown = Vec::new();
        for entry in &membership.roster.desks {
            if desk.is_none_or(|asked| *asked == entry.id) {
                let now = self.now();
                shown.push(profile_of(unit.as_mut(), &membership, &entry.id, now).await?);
            }
        }
        match desk {
            Some(asked) if shown.is_empty() => {
                Err(crate::error::not_found(&format!("desk `{asked}`")))
            }
            Some(_) | None => Ok(shown),
        }
    }

    /// What the channels of this desk's own profile lack in its network; of no profile, everything.
    pub(crate) async fn own_lacks(&self) -> Result<Vec<ChannelLack>> {
        let (network, _) = self.membership(None)?;
        let noted = noted(self.read().await?.as_mut(), network, self.id()).await?;
        Ok(lacks(&noted.map(|it| it.profile).unwrap_or_default()))
    }

    /// What this desk's own profile says to everybody: the channels with the trait `public`, and beside them in which
    /// languages and when it answers. Nothing, where no channel has it. [PUB-18]
    pub async fn public_profile(&self) -> Result<Profile> {
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        self.said_to_everybody(unit.as_mut(), network).await
    }

    pub(crate) async fn said_to_everybody(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
    ) -> Result<Profile> {
        let noted = noted(unit, network, self.id()).await?;
        Ok(noted
            .map(|noted| for_everybody(noted.profile))
            .unwrap_or_default())
    }

    /// Who will see it, how recipients answer authorities, and which have not said that their people signed
    /// an agreement not to disclose. GREEN goes to whole networks: there it is told in one line. [JOIN-9]
    pub(crate) async fn warned(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        facts: &Facts,
    ) -> Result<Outlook> {
        let mut outlook = outlook(facts, &membership.world(self.id(), self.now()));
        let accounts = unit.accounts().await?;
        let reads = |row: &&AccountRow| {
            let has = |right: &Right| row.rights.contains(right);
            !row.disabled && outlook.readers.iter().any(has)
        };
        outlook.readers_here = accounts.iter().filter(reads).count();
        let label = facts.marking.label;
        if label == Label::Clear {
            return Ok(outlook);
        }
        let (mut without, mut answers, mut nights) = (Vec::new(), Vec::new(), Vec::new());
        for desk in &outlook.now {
            let noted = noted(unit, membership.roster.network(), desk).await?;
            let profile = noted.map(|noted| noted.profile).unwrap_or_default();
            let is_ahead = profile.nda_since.is_some_and(|since| since > self.now());
            if !profile.nda || is_ahead {
                without.push(desk.clone());
            }
            let there = profile.hours.as_deref();
            let there = there.and_then(|hours| night_there(hours, self.now()));
            nights.extend(there.zip(profile.hours).map(|it| (desk.clone(), it)));
            answers.extend(profile.legal_requests.map(|text| (desk.clone(), text)));
        }
        // GREEN goes to whole networks: there each desk's page says it.
        if label > Label::Green {
            for (desk, (there, hours)) in nights {
                let note = format!("{desk} is closed now ({there} there): {hours}");
                outlook.notes.push(note);
                outlook
                    .told
                    .push(NoteShown::OutOfHours { desk, there, hours });
            }
            for (desk, text) in answers {
                let note = format!("if authorities ask {desk} for it: {text}");
                outlook.notes.push(note);
                outlook.told.push(NoteShown::LegalRequests { desk, text });
            }
        }
        if !without.is_empty() {
            let desks = without.clone();
            outlook.told.push(NoteShown::NoAgreement { desks });
        }
        let record = "no non-disclosure agreement on record";
        if label > Label::Green {
            let one = |desk| format!("{desk} has {record}");
            outlook.notes.extend(without.into_iter().map(one));
        } else if !without.is_empty() {
            let count = without.len();
            outlook.notes.push(format!(
                "of {count} of these desks no non-disclosure agreement is on record"
            ));
        }
        Ok(outlook)
    }
}

async fn profile_of(
    unit: &mut dyn Unit,
    membership: &Membership,
    desk: &DeskId,
    now: Timestamp,
) -> Result<DeskProfile> {
    let network = membership.roster.network();
    let entry = membership.acted_on(now).desk(desk);
    let entry = entry.ok_or_else(|| crate::error::not_found(&format!("desk `{desk}`")))?;
    let profile = noted(unit, network, desk).await?.map(|noted| noted.profile);
    Ok(DeskProfile {
        desk: desk.clone(),
        name: entry.name.clone(),
        status: entry.status,
        jurisdiction: entry.jurisdiction.clone(),
        mandatory_reporting: entry.mandatory_reporting.clone(),
        lacks: profile.as_ref().map(lacks).unwrap_or_default(),
        profile,
    })
}

/// The part of a profile that is for everybody. [PUB-18]
fn for_everybody(profile: Profile) -> Profile {
    let mut channels = profile.channels;
    channels.retain_mut(|channel| channel.traits.remove(PUBLIC));
    if channels.is_empty() {
        return Profile::default();
    }
    Profile {
        languages: profile.languages,
        hours: profile.hours,
        channels,
        ..Profile::default()
    }
}

/// At least one way that everybody has, and one that nobody else can read.
fn lacks(profile: &Profile) -> Vec<ChannelLack> {
    let has = |word: &str| profile.channels.iter().any(|c| c.traits.contains(word));
    let mut lacks = Vec::new();
    if !has(END_TO_END) {
        lacks.push(ChannelLack::NoEncryptedChannel);
    }
    if !has(NO_ACCOUNT_NEEDED) {
        lacks.push(ChannelLack::NoEasyChannel);
    }
    lacks
}

/// Notes a member's profile. The newest revision counts, and of two the later one. [STM-14]
pub(crate) async fn note_profile(
    unit: &mut dyn Unit,
    membership: &Membership,
    (header, digest): (&Header, Digest),
    profile: &Profile,
) -> Result<()> {
    let network = membership.roster.network();
    let is_older = noted(unit, network, &header.origin)
        .await?
        .is_some_and(|held| {
            if held.id == header.id {
                held.revision >= header.revision
            } else {
                held.issued >= header.issued
            }
        });
    if is_older {
        return Ok(());
    }
    put(unit, network, header, Some(digest), profile).await
}

async fn put(
    unit: &mut dyn Unit,
    network: NetworkId,
    header: &Header,
    digest: Option<Digest>,
    profile: &Profile,
) -> Result<()> {
    let noted = Noted {
        id: header.id,
        revision: header.revision,
        digest,
        issued: header.issued,
        profile: profile.clone(),
    };
    let bytes = serde_json::to_vec(&noted).unwrap_or_default();
    Ok(unit
        .put_setting(&key(network, &header.origin), &bytes)
        .await?)
}

/// The members whose newest profile lets what they publish stand in a feed of the whole network. [PUB-14]
pub(crate) async fn agreed_to_a_feed(
    unit: &mut dyn Unit,
    membership: &Membership,
) -> Result<BTreeSet<DeskId>> {
    let network = membership.roster.network();
    let mut agreed = BTreeSet::new();
    for entry in &membership.roster.desks {
        let noted = noted(unit, network, &entry.id).await?;
        if noted.is_some_and(|noted| noted.profile.network_feed) {
            agreed.insert(entry.id.clone());
        }
    }
    Ok(agreed)
}

async fn noted(unit: &mut dyn Unit, network: NetworkId, desk: &DeskId) -> Result<Option<Noted>> {
    let stored = unit.setting(&key(network, desk)).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn key(network: NetworkId, desk: &DeskId) -> String {
    format!("network.profile.{network}.{desk}")
}
