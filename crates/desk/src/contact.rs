//! Contact cards: a person's pseudonym and keys, signed by their desk, told to the desks that it
//! chooses. RED is sealed to these keys. [RED-1]

use std::collections::BTreeSet;

use fanal_policy::{Decision, Facts, Question, decide};
use fanal_protocol::{
    Body, Code, ContactCard, DeskEntry, DeskId, Digest, Header, Kind, Opened, PublicKey, Reference,
    StreamName, Timestamp,
};
use fanal_store::{Right, StatementRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, invalid, not_found};
use crate::pen::{Pen, Said, epoch};
use crate::review::needs_staff;
use crate::share::next_revision;

/// Cards that are read at once: a network of a thousand desks with a few people each.
const CARDS: u32 = 4_000;

/// A card to be signed and told, or to be changed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardOrder {
    /// The name that the person goes by.
    pub pseudonym: String,
    /// An age recipient (`age1...`).
    pub key: String,
    /// What they sign RED with; without it they only receive.
    #[serde(default)]
    pub signs: Option<PublicKey>,
    /// Not to be used from this moment on.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// The desks that shall have it; those that have it already keep it.
    #[serde(default)]
    pub to: BTreeSet<DeskId>,
}

/// Names a card of this desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichCard {
    /// The pseudonym.
    pub pseudonym: String,
}

/// A card, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CardShown {
    /// Whose person it is.
    pub desk: DeskId,
    /// The name that they go by.
    pub pseudonym: String,
    /// What RED is sealed to; absent: the card is over.
    pub key: Option<String>,
    /// What they sign RED with.
    pub signs: Option<PublicKey>,
    /// Not to be used from this moment on.
    pub until: Option<Timestamp>,
    /// Its revision.
    pub revision: u32,
    /// The desks that it was told to, as its header names them.
    pub to: BTreeSet<DeskId>,
    /// The card as it was signed: whoever seals verifies it for themselves.
    pub envelope: String,
}

/// A card with what it needs for its next revision.
struct Held {
    row: StatementRow,
    opened: Opened,
    card: ContactCard,
}

impl Desk {
    /// Signs a person's card and tells it to desks; the same pseudonym again is the next revision.
    pub async fn add_card(&self, caller: &Caller, order: &CardOrder) -> Result<CardShown> {
        caller.needs(Right::Analyst)?;
        caller.needs_proof(self.now())?;
        order
            .key
            .parse::<fanal_seal::Recipient>()
            .map_err(|error| invalid(format!("`key`: {error}")))?;
        let card = ContactCard {
            pseudonym: order.pseudonym.trim().to_owned(),
            key: Some(order.key.clone()),
            signs: order.signs,
            until: order.until,
        };
        self.say_card(caller, card, &order.to, "contact.add").await
    }

    /// Says that a person's card is over, to every desk that has it.
    pub async fn end_card(&self, caller: &Caller, which: &WhichCard) -> Result<CardShown> {
        caller.needs(Right::Analyst)?;
        let card = ContactCard {
            pseudonym: which.pseudonym.trim().to_owned(),
            key: None,
            signs: None,
            until: None,
        };
        self.say_card(caller, card, &BTreeSet::new(), "contact.end")
            .await
    }

    /// The cards known here: this desk's own, and those of others.
    pub async fn list_cards(&self, caller: &Caller) -> Result<Vec<CardShown>> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut shown = Vec::new();
        for row in unit.words(network, Kind::ContactCard, CARDS).await? {
            let held = self.card(unit.as_mut(), &membership, caller, row).await?;
            shown.extend(held.as_ref().map(card_shown));
        }
        shown.sort_by(|a, b| (&a.desk, &a.pseudonym).cmp(&(&b.desk, &b.pseudonym)));
        Ok(shown)
    }

    async fn say_card(
        &self,
        caller: &Caller,
        card: ContactCard,
        to: &BTreeSet<DeskId>,
        act: &str,
    ) -> Result<CardShown> {
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let before = self
            .own_card(unit.as_mut(), &membership, caller, &card.pseudonym)
            .await?;
        if before.is_none() && card.key.is_none() {
            return Err(not_found(&format!("card of `{}`", card.pseudonym)));
        }
        let mut streams: BTreeSet<StreamName> =
            to.iter().cloned().map(StreamName::Direct).collect();
        // Whoever has the old keys has to hear of the new ones. A desk that is out hears nothing.
        let told = before.iter().flat_map(|held| &held.opened.header().streams);
        let roster = membership.in_force(self.now());
        let is_in = |stream: &&StreamName| match stream {
            StreamName::Direct(desk) => roster.active().any(|entry| entry.id == *desk),
            StreamName::Clear
            | StreamName::Green(_)
            | StreamName::GroupGreen(_)
            | StreamName::GroupAmber(_) => false,
        };
        streams.extend(told.filter(is_in).cloned());
        streams.remove(&StreamName::Direct(self.id().clone()));
        if streams.is_empty() {
            return Err(invalid("name at least one desk that shall have the card"));
        }
        let last = before
            .as_ref()
            .map(|held| (held.row.revision, held.row.digest));
        let (revision, previous) = next_revision(last);
        let id = before
            .as_ref()
            .map_or_else(|| self.new_id(), |held| held.row.reference.id);
        let said = Said {
            id,
            revision,
            previous,
            streams,
            issued: self.now(),
            retain_until: None,
            body: Body::ContactCard(card.clone()),
            facts: None,
        };
        self.may_say(unit.as_mut(), &membership, &said).await?;
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let opened = pen.say(said).await?;
        pen.close().await?;
        let object = Reference {
            origin: self.id().clone(),
            id,
        };
        // Older revisions hold keys that are over: they go.
        let mut older = unit.statements_of(network, &object).await?;
        older.retain(|row| row.digest != opened.digest() && row.purged_by.is_none());
        let older: Vec<Digest> = older.iter().map(|row| row.digest).collect();
        unit.purge_revisions(network, &object, &older, opened.digest())
            .await?;
        unit.put_audit(self.now(), caller.account(), act, &id.to_string(), "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(shown_of(opened.header(), &card, opened.bytes()))
    }

    /// Asks the policy whether this desk may say it at all.
    pub(crate) async fn may_say(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        said: &Said,
    ) -> Result<()> {
        let header = Header {
            network: membership.roster.network(),
            kind: said.body.kind(),
            origin: self.id().clone(),
            id: said.id,
            revision: said.revision,
            previous: said.previous,
            streams: said.streams.clone(),
            epoch: epoch(unit).await?,
            issued: said.issued,
            salt: said.id,
        };
        let facts = Facts::of(&header, &said.body);
        let world = membership.world(self.id(), self.now());
        match decide(Question::Compose { facts: &facts }, &world) {
            Decision::Allow(_permit) => Ok(()),
            Decision::Deny(reason) => Err(DeskError::from(reason)),
        }
    }

    async fn own_card(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        pseudonym: &str,
    ) -> Result<Option<Held>> {
        let network = membership.roster.network();
        for row in unit.words(network, Kind::ContactCard, CARDS).await? {
            if row.reference.origin != *self.id() {
                continue;
            }
            let held = self.card(unit, membership, caller, row).await?;
            if let Some(held) = held.filter(|held| held.card.pseudonym == pseudonym) {
                return Ok(Some(held));
            }
        }
        Ok(None)
    }

    /// A stored card, verified once more, if this caller may see it.
    async fn card(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        row: StatementRow,
    ) -> Result<Option<Held>> {
        let Some((facts, content)) = unit.envelope(row.digest).await? else {
            return Ok(None);
        };
        let question = Question::Show {
            facts: &facts,
            viewer: &caller.viewer(),
        };
        let world = membership.world(self.id(), self.now());
        let Decision::Allow(permit) = decide(question, &world) else {
            return Ok(None);
        };
        let Some(bytes) = content.release(&permit) else {
            return Ok(None);
        };
        let keys = membership
            .roster
            .desk(&row.reference.origin)
            .map(DeskEntry::statement_keys)
            .unwrap_or_default();
        let opened = Opened::open(bytes, &row.reference.origin, &keys)?;
        let Body::ContactCard(card) = opened.body() else {
            return Ok(None);
        };
        let card = card.clone();
        Ok(Some(Held { row, opened, card }))
    }
}

fn card_shown(held: &Held) -> CardShown {
    shown_of(held.opened.header(), &held.card, held.opened.bytes())
}

fn shown_of(header: &Header, card: &ContactCard, bytes: &[u8]) -> CardShown {
    let to = header.streams.iter().filter_map(|stream| match stream {
        StreamName::Direct(desk) => Some(desk.clone()),
        StreamName::Clear
        | StreamName::Green(_)
        | StreamName::GroupGreen(_)
        | StreamName::GroupAmber(_) => None,
    });
    CardShown {
        desk: header.origin.clone(),
        pseudonym: card.pseudonym.clone(),
        key: card.key.clone(),
        signs: card.signs,
        until: card.until,
        revision: header.revision,
        to: to.collect(),
        envelope: String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A card that is good at this moment: signed by a key of its desk that counted then and was not revoked
/// since, not over.
/// Whoever seals or opens asks this on their own machine. [RED-2]
pub(crate) fn verified_card(
    envelope: &[u8],
    roster: &fanal_protocol::Roster,
    network: fanal_protocol::NetworkId,
    at: Timestamp,
) -> Result<(DeskId, ContactCard)> {
    let no = |text: String| Err(crate::error::problem(Code::VerifySignature, text));
    let Some(origin) = fanal_protocol::claimed_origin(envelope) else {
        return no("a contact card names no desk".into());
    };
    let Some(desk) = roster.desk(&origin) else {
        return no(format!("the card of `{origin}`, which stands in no roster"));
    };
    let Ok(opened) = Opened::open(envelope, &origin, &desk.statement_keys()) else {
        return no(format!(
            "the card does not verify with the keys of `{origin}`"
        ));
    };
    let header = opened.header();
    let counted = desk.signing.iter().any(|record| {
        record.key == opened.signer() && record.counts_without_place_at(header.issued)
    });
    if !counted || header.network != network {
        return no(format!(
            "the card of `{origin}` was signed with a key that did not count, or elsewhere"
        ));
    }
    let Body::ContactCard(card) = opened.into_body() else {
        return no(format!(
            "`{origin}` signed it as something else than a card"
        ));
    };
    if card.key.is_none() || card.until.is_some_and(|end| end <= at) {
        let text = format!("the card of `{origin}/{}` is over", card.pseudonym);
        return Err(crate::error::problem(Code::PolicyAudience, text));
    }
    Ok((origin, card))
}
