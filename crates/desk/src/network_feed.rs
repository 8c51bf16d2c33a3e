//! The feed of the whole network: what its desks publish and agreed to have put together. Each item has a permit of
//! this moment; what is withdrawn, hidden or over, and all of a desk that is out or agrees no more, has none. [PUB-14]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fanal_policy::{ExportTo, Question, Standing, decide};
use fanal_protocol::{DeskId, KeyRecord, Kind};
use fanal_store::{BulletinRow, Filter, Stance, State, Unit};

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::export::{PublishedItem, Withdrawn};
use crate::inbox::{Content, open_content};
use crate::profile::agreed_to_a_feed;
use crate::unused::unused;

/// What the desks that agreed publish.
pub struct NetworkFeed {
    /// The network's name.
    pub name: String,
    /// The desks.
    pub desks: Vec<FeedDesk>,
    /// What they publish, in the order in which it came here.
    pub items: Vec<NetworkItem>,
    /// What they took back, and who.
    pub withdrawn: Vec<(DeskId, Withdrawn)>,
}

/// A desk that agreed.
pub struct FeedDesk {
    /// Its short name.
    pub id: DeskId,
    /// Its name for people.
    pub name: String,
    /// The organisation that it belongs to.
    pub organisation: String,
    /// The keys of its statements.
    pub keys: Vec<KeyRecord>,
}

/// One publication of one desk.
pub struct NetworkItem {
    /// The desk.
    pub origin: DeskId,
    /// What it published.
    pub item: PublishedItem,
    /// The statement as it was signed.
    pub envelope: Vec<u8>,
}

impl Desk {
    /// What may stand in the feed of the network now; none without a network.
    pub async fn network_feed(&self) -> Result<Option<NetworkFeed>> {
        let Ok((_, membership)) = self.membership(None) else {
            return Ok(None);
        };
        self.must_have_heard(&membership)?;
        let mut unit = self.read().await?;
        let agreed = shown_in_a_feed(unit.as_mut(), &membership).await?;
        let desks = self.desks_of_the_feed(&membership, &agreed);
        let mut feed = NetworkFeed {
            name: membership.roster.name.clone(),
            items: Vec::new(),
            withdrawn: Vec::new(),
            desks,
        };
        let is_in = |id: &DeskId| agreed.contains(id);
        for row in self.publications(unit.as_mut(), &membership).await? {
            let origin = row.reference.origin.clone();
            if !is_in(&origin) || feed.desks.iter().all(|desk| desk.id != origin) {
                continue;
            }
            if let Some(gone) = self.taken_back(unit.as_mut(), &membership, &row).await? {
                feed.withdrawn.push((origin, gone));
            } else {
                let item = self.item(unit.as_mut(), &membership, row, &agreed).await?;
                feed.items.extend(item);
            }
        }
        Ok(Some(feed))
    }

    /// What may change that feed, in short: who agrees, what they publish, and whether it may stand there.
    pub(crate) async fn network_says(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
    ) -> Result<String> {
        let agreed = shown_in_a_feed(unit, membership).await?;
        let to = ExportTo::NetworkFeed { agreed: &agreed };
        let network = membership.roster.network();
        let mut text = String::from("network\n");
        for desk in self.desks_of_the_feed(membership, &agreed) {
            let _ = writeln!(text, "{} {}", desk.id, desk.name);
        }
        for mut row in self.publications(unit, membership).await? {
            let (reference, stance) = (row.reference.clone(), row.stance);
            let away = self.put_away_at(unit, network, &reference).await?.is_some();
            if let Some(facts) = row.facts.as_mut() {
                self.follow_record(unit, facts).await?;
            }
            let world = membership.world(self.id(), self.now());
            let shown = row
                .facts
                .as_ref()
                .is_some_and(|facts| decide(Question::Export { facts, to }, &world).is_allowed());
            let (origin, id) = (&reference.origin, reference.id);
            let used = matches!(stance, Stance::Use);
            let _ = writeln!(text, "{origin} {id} {shown} {away} {used} {:?}", row.state);
        }
        Ok(text)
    }

    /// The desks that agreed and are in.
    fn desks_of_the_feed(
        &self,
        membership: &Membership,
        agreed: &BTreeSet<DeskId>,
    ) -> Vec<FeedDesk> {
        let world = membership.world(self.id(), self.now());
        let desks = world.roster.desks.iter();
        desks
            .filter(|desk| {
                agreed.contains(&desk.id) && world.standing(&desk.id) == Standing::Active
            })
            .map(|desk| FeedDesk {
                id: desk.id.clone(),
                name: desk.name.clone(),
                organisation: desk.parent_or_self().to_owned(),
                keys: desk.signing.clone(),
            })
            .collect()
    }

    /// Every publication that this desk knows, in the order in which it came. An id is that of the desk which came
    /// first with it, also when it took that back or may not stand here: a copy of it is nobody's.
    async fn publications(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
    ) -> Result<Vec<BulletinRow>> {
        let filter = Filter {
            kind: Some(Kind::Publication),
            purged_too: true,
            ..Filter::default()
        };
        let network = membership.roster.network();
        let mut rows = unit.bulletins(network, &filter).await?;
        rows.sort_by(|a, b| (a.received, &a.reference).cmp(&(b.received, &b.reference)));
        let mut known = BTreeSet::new();
        rows.retain(|row| known.insert(row.reference.id));
        Ok(rows)
    }

    /// What remains of it, if its desk took it back.
    async fn taken_back(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<Option<Withdrawn>> {
        let network = membership.roster.network();
        let hidden = self.put_away_at(unit, network, &row.reference).await?;
        let date = match hidden {
            Some(at) => at.day(),
            None if row.state == State::Purged => self.withdrawn_on(unit, membership, row).await?,
            None => return Ok(None),
        };
        Ok(Some(Withdrawn {
            id: row.reference.id,
            date,
            published: row.received.day().min(date),
            // Values are repeated by their own desk alone. [R5]
            to_delete: Vec::new(),
        }))
    }

    async fn item(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        mut row: BulletinRow,
        agreed: &BTreeSet<DeskId>,
    ) -> Result<Option<NetworkItem>> {
        // [R20] The record rules here too, over what is this desk's own.
        let Some(facts) = row.facts.as_mut() else {
            return Ok(None);
        };
        self.follow_record(unit, facts).await?;
        let world = membership.world(self.id(), self.now());
        let to = ExportTo::NetworkFeed { agreed };
        let Ok(permit) = decide(Question::Export { facts, to }, &world).permit() else {
            return Ok(None);
        };
        let Some((_, sealed)) = unit.envelope(row.digest).await? else {
            return Ok(None);
        };
        let Some(envelope) = sealed.release(&permit).cloned() else {
            return Ok(None);
        };
        let origin = row.reference.origin.clone();
        let Content::Publication(publication) = open_content(membership, &origin, &envelope)?
        else {
            return Ok(None);
        };
        // This desk stands for its own, and for what it marked "use"; else two organisations have to. [PUB-4]
        let is_own = origin == *self.id();
        let confirmed = match row.stance {
            Stance::Use => true,
            Stance::New => is_own,
            Stance::Watch | Stance::Dismissed => false,
        };
        Ok(Some(NetworkItem {
            origin,
            item: PublishedItem {
                id: row.reference.id,
                digest: row.digest,
                publication: *publication,
                confirmed,
            },
            envelope,
        }))
    }
}

/// Who agreed to it, and is used here. [SYN-23]
async fn shown_in_a_feed(unit: &mut dyn Unit, membership: &Membership) -> Result<BTreeSet<DeskId>> {
    let mut agreed = agreed_to_a_feed(unit, membership).await?;
    let unused = unused(unit, membership.roster.network()).await?;
    agreed.retain(|desk| !unused.contains(desk));
    Ok(agreed)
}
