//! Writes statements of this desk: signed, stored, appended to their streams, with new checkpoints;
//! all in the caller's unit of work, so that nothing is half said.

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::Facts;
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::{Frontier, empty_root};
use fanal_protocol::{
    Body, BulletinId, Code, DeskId, Digest, GroupId, Header, Opened, Reference, Statement,
    StreamName, StreamRef, Timestamp,
};
use fanal_store::{Brief, Indexed, NewStatement, Place, StreamRow, Unit};

use crate::content::{index_keys, indicated};
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::keys::Signing;

/// What is to be said.
pub(crate) struct Said {
    pub(crate) id: BulletinId,
    pub(crate) revision: u32,
    pub(crate) previous: Option<Digest>,
    pub(crate) streams: BTreeSet<StreamName>,
    pub(crate) issued: Timestamp,
    pub(crate) retain_until: Option<Timestamp>,
    pub(crate) body: Body,
    /// What this desk knows beyond the statement (review, privacy check, the record's names); the
    /// facts of the statement itself, if absent.
    pub(crate) facts: Option<Facts>,
}

/// Holds the streams that are being written until [`Pen::close`].
pub(crate) struct Pen<'a> {
    desk: &'a Desk,
    membership: &'a Membership,
    unit: &'a mut dyn Unit,
    keys: Signing,
    epoch: u32,
    heads: BTreeMap<StreamName, OpenHead>,
    statements: Vec<NewStatement>,
}

struct OpenHead {
    from: u64,
    frontier: Frontier,
    places: Vec<Place>,
}

/// The setting that holds the epoch of this desk's streams. [R9]
pub(crate) const EPOCH: &str = "streams.epoch";

impl<'a> Pen<'a> {
    /// Takes the pen.
    pub(crate) async fn take(
        desk: &'a Desk,
        membership: &'a Membership,
        unit: &'a mut dyn Unit,
    ) -> Result<Self> {
        let keys = Signing::load(unit).await?;
        let epoch = epoch(unit).await?;
        Ok(Self {
            desk,
            membership,
            unit,
            keys,
            epoch,
            heads: BTreeMap::new(),
            statements: Vec::new(),
        })
    }

    /// Signs one statement and appends it to its streams; returns what others will open.
    pub(crate) async fn say(&mut self, said: Said) -> Result<Opened> {
        let header = Header {
            network: self.membership.roster.network(),
            kind: said.body.kind(),
            origin: self.desk.id().clone(),
            id: said.id,
            revision: said.revision,
            previous: said.previous,
            streams: said.streams,
            epoch: self.epoch,
            issued: said.issued,
            salt: self.desk.new_id(),
        };
        let streams = header.streams.clone();
        let opened = Statement::new(header, said.body)?.sign(&self.keys.statement)?;
        let facts = said
            .facts
            .unwrap_or_else(|| Facts::of(opened.header(), opened.body()));
        let summary = Summary::of(&opened);
        let mut new = stored(&opened, summary, facts, self.desk.now(), said.retain_until);
        new.facts.members_when_signed = self.members_now(&streams);
        self.statements.push(new);
        for name in streams {
            let head = self.head(name).await?;
            head.frontier.push(opened.digest().as_bytes());
            head.places.push(Place::Held(opened.digest()));
        }
        Ok(opened)
    }

    /// Stores all that was said, and signs the new heads.
    pub(crate) async fn close(self) -> Result<()> {
        let network = self.membership.roster.network();
        self.unit.put_statements(&self.statements).await?;
        for (name, head) in self.heads {
            let stream = StreamRef {
                origin: self.desk.id().clone(),
                name,
                epoch: self.epoch,
            };
            self.unit
                .append(network, &stream, head.from, &head.places)
                .await?;
            let signer = (self.desk, &self.keys);
            let row = signed_head(signer, self.membership, stream, &head.frontier)?;
            self.unit.put_stream(&row).await?;
        }
        Ok(())
    }

    /// [R13] AMBER to a group is for those who were its members at signing.
    fn members_now(&self, streams: &BTreeSet<StreamName>) -> Option<BTreeSet<DeskId>> {
        let mut members = None;
        for group in amber_groups(streams) {
            let ids = self
                .membership
                .roster
                .members_of(group)
                .map(|desk| desk.id.clone());
            members.get_or_insert_with(BTreeSet::new).extend(ids);
        }
        members
    }

    async fn head(&mut self, name: StreamName) -> Result<&mut OpenHead> {
        use std::collections::btree_map::Entry;
        let stream = StreamRef {
            origin: self.desk.id().clone(),
            name: name.clone(),
            epoch: self.epoch,
        };
        match self.heads.entry(name) {
            Entry::Occupied(held) => Ok(held.into_mut()),
            Entry::Vacant(free) => {
                let row = self
                    .unit
                    .stream(self.membership.roster.network(), &stream)
                    .await?;
                let frontier = row
                    .as_ref()
                    .map_or_else(|| Ok(Frontier::default()), frontier_of)?;
                Ok(free.insert(OpenHead {
                    from: frontier.size(),
                    frontier,
                    places: Vec::new(),
                }))
            }
        }
    }
}

/// The groups to which these streams carry AMBER.
pub(crate) fn amber_groups(streams: &BTreeSet<StreamName>) -> impl Iterator<Item = &GroupId> {
    streams.iter().filter_map(|stream| match stream {
        StreamName::GroupAmber(group) => Some(group),
        StreamName::Clear
        | StreamName::Green(_)
        | StreamName::GroupGreen(_)
        | StreamName::Direct(_) => None,
    })
}

/// The epoch of this desk's streams; 1 at first.
pub(crate) async fn epoch(unit: &mut dyn Unit) -> Result<u32> {
    let stored = unit.setting(EPOCH).await?;
    let text = stored
        .as_deref()
        .and_then(|bytes| std::str::from_utf8(bytes).ok());
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(1))
}

/// The tree's right edge, as it was stored.
pub(crate) fn frontier_of(row: &StreamRow) -> Result<Frontier> {
    Frontier::from_bytes(&row.frontier).map_err(|_| {
        problem(
            Code::Broken,
            format!("the stored edge of stream `{}` is damaged", row.stream),
        )
    })
}

/// A head of this desk's own, with a checkpoint that is signed now. [STR-4]
pub(crate) fn signed_head(
    (desk, keys): (&Desk, &Signing),
    membership: &Membership,
    stream: StreamRef,
    frontier: &Frontier,
) -> Result<StreamRow> {
    let network = membership.roster.network();
    let root = if frontier.size() == 0 {
        empty_root()
    } else {
        frontier.root()
    };
    let origin = stream.checkpoint_origin(network);
    let time = if stream.name == StreamName::Clear {
        public_moment(desk, keys, membership)
    } else {
        desk.now().unix()
    };
    let checkpoint = Checkpoint {
        origin,
        size: frontier.size(),
        root,
        time,
    };
    let note = sign_checkpoint(&checkpoint, keys.checkpoint.signing_key())
        .map_err(|error| problem(Code::Broken, format!("checkpoint: {error}")))?;
    Ok(StreamRow {
        network,
        stream,
        size: frontier.size(),
        proven: frontier.size(),
        root: Digest::from_bytes(root),
        frontier: frontier.to_bytes(),
        checkpoint: note.to_string(),
    })
}

/// The moment that a checkpoint for everybody tells: the beginning of its hour. The second would be that of a
/// publication or a withdrawal. A key that began to count within the hour signs for the moment from which it
/// counts, which the roster tells. [STR-17] [SR-4]
fn public_moment(desk: &Desk, keys: &Signing, membership: &Membership) -> i64 {
    let now = desk.now().unix();
    let hour = now - now.rem_euclid(3_600);
    let own = membership.roster.desk(desk.id());
    let records = own.into_iter().flat_map(|own| &own.checkpoint);
    let key = keys.checkpoint.public();
    let from = records.filter(|record| record.key == key);
    let from = from.map(|record| record.from.unix()).max();
    hour.max(from.unwrap_or(hour)).min(now)
}

/// A statement of this desk as the store takes it.
pub(crate) fn stored(
    opened: &Opened,
    Summary { brief, index }: Summary,
    facts: Facts,
    received: Timestamp,
    retain_until: Option<Timestamp>,
) -> NewStatement {
    let header = opened.header();
    NewStatement {
        network: header.network,
        reference: Reference {
            origin: header.origin.clone(),
            id: header.id,
        },
        revision: header.revision,
        kind: header.kind,
        digest: opened.digest(),
        issued: header.issued,
        received,
        sender: None,
        bytes: opened.bytes().to_vec(),
        facts,
        brief,
        index,
        retain_until,
    }
}

/// What lists show of a statement and what it is found by: made of its content, which takes longer
/// than anything else that is done with it.
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) brief: Option<Brief>,
    pub(crate) index: Vec<Indexed>,
}

impl Summary {
    pub(crate) fn of(opened: &Opened) -> Self {
        let (brief, index) = summarise(opened);
        Self { brief, index }
    }
}

fn summarise(opened: &Opened) -> (Option<Brief>, Vec<Indexed>) {
    let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    match opened.body() {
        Body::Bulletin(bulletin) => {
            let found = indicated(bulletin.as_ref());
            let brief = Brief {
                title: bulletin.title.clone(),
                category: bulletin.category.clone(),
                indicators: count(found.len()),
                also_please: bulletin.marking.also_please.as_deref().map(str::to_owned),
                urgent: bulletin.urgent,
            };
            (Some(brief), index_keys(&found))
        }
        Body::Publication(publication) => {
            let found = indicated(publication.as_ref());
            let brief = Brief {
                title: publication.title.clone(),
                category: publication.category.clone(),
                indicators: count(found.len()),
                also_please: None,
                urgent: false,
            };
            (Some(brief), index_keys(&found))
        }
        Body::Retraction(_)
        | Body::Sighting(_)
        | Body::SightingCount(_)
        | Body::Receipt(_)
        | Body::Refusal(_)
        | Body::Approval(_)
        | Body::Vouch(_)
        | Body::Heartbeat(_)
        | Body::Grant(_)
        | Body::Notice(_)
        | Body::Report(_)
        | Body::Request(_)
        | Body::Objection(_)
        | Body::Acceptance(_)
        | Body::Suspension(_)
        | Body::Profile(_)
        | Body::ContactCard(_)
        | Body::Sealed(_) => (None, Vec::new()),
    }
}
