//! What the site is made of: a shelf of published things. Whatever is not published has no place in these types.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_formats::{By, Format, Found, Item, Listed, Options, Reading, read};
pub use fanal_protocol::Channel;
use fanal_protocol::{
    BulletinId, DeskId, Digest, Label, NetworkId, PublicKey, Publication, Role, StreamName,
    StreamRef, Timestamp,
};
use sha2::{Digest as _, Sha256};

use crate::Broken;
use crate::disk::Workplace;
use crate::kept::Body;
pub use crate::log::ClosedLog;
use crate::network::NetworkShelf;

/// Everything that the public may see, at one moment.
pub struct Shelf {
    /// Whose site it is.
    pub site: Site,
    /// What is published, in any order. Shared, so that a caller keeps what did not change.
    pub items: Vec<Arc<ShelfItem>>,
    /// What was, in any order. It wins over `items`.
    pub withdrawn: Vec<Withdrawn>,
    /// The log of the `clear` stream.
    pub log: Log,
    /// The logs of epochs that are over, oldest first. [PUB-25]
    pub closed: Vec<ClosedLog>,
    /// What the desks of the network publish, where this desk offers that too.
    pub network: Option<NetworkShelf>,
    /// When the shelf was read: later than that of every shelf before it that held anything else.
    pub made: Timestamp,
}

/// Whose site it is, and by which keys a reader checks it.
#[derive(Clone)]
pub struct Site {
    /// Where it is served, without a slash at the end; for commands and addresses that people copy.
    pub base_url: Option<String>,
    /// The name of the collection.
    pub title: String,
    /// The desk's short name.
    pub desk: DeskId,
    /// The desk's name for people.
    pub desk_name: String,
    /// How to reach the desk, in one line; for owners of wrongly listed sites too.
    pub contact: Option<String>,
    /// What the desk's profile says to everybody of how it is reached. [PUB-18]
    pub reach: Reach,
    /// Where TAXII clients are served; none if they are not.
    pub taxii: Option<Taxii>,
    /// Where the link leads by which a reader leaves these pages; none if there is no such link.
    pub leave_to: Option<String>,
    /// The network.
    pub network: NetworkId,
    /// The language of titles and summaries that do not say theirs, BCP 47.
    pub lang: String,
    /// Signs the feed's files.
    pub feed_key: PublicKey,
    /// Signs the log's checkpoints.
    pub checkpoint_key: PublicKey,
    /// Sign the statements that the log counts.
    pub statement_keys: Vec<PublicKey>,
    /// The version of the roster that lists these keys.
    pub roster_version: u64,
    /// Its digest.
    pub roster_digest: Digest,
    /// The code of practice that its rules name, by its digest, and since when this desk keeps it, if it said so.
    pub code: Option<(Digest, Option<Timestamp>)>,
}

/// Where TAXII clients find what is published.
#[derive(Clone)]
pub struct Taxii {
    /// The address that they begin at, with a slash at the end.
    pub discovery: String,
    /// The id of the collection that is for everybody.
    pub collection: String,
}

impl Taxii {
    /// The API root of what is for everybody.
    pub(crate) fn root(&self) -> String {
        format!("{}public/", self.discovery)
    }
}

/// What a desk says to everybody of how it is reached.
#[derive(Clone, Default)]
pub struct Reach {
    /// Languages that it answers in, BCP 47.
    pub languages: BTreeSet<String>,
    /// When it answers.
    pub hours: Option<String>,
    /// The ways that are for everybody.
    pub channels: Vec<Channel>,
}

impl Site {
    /// The stable text that stands for a desk of the network.
    pub(crate) fn issuer_id(&self, desk: &DeskId) -> String {
        format!("fanal/v1/{}/{desk}", self.network)
    }

    /// The name of the log, first line of its checkpoints.
    pub(crate) fn log_origin(&self, epoch: u32) -> String {
        let stream = StreamRef {
            origin: self.desk.clone(),
            name: StreamName::Clear,
            epoch,
        };
        stream.checkpoint_origin(self.network)
    }
}

/// The log of the `clear` stream, as its newest checkpoint has it. [R4]
pub struct Log {
    /// The stream's epoch.
    pub epoch: u32,
    /// The checkpoint: a signed note.
    pub checkpoint: String,
    /// The digests of all entries, in order.
    pub leaves: Vec<Digest>,
}

/// What remains in public of a withdrawn bulletin: no reason, no digest; values only where the analyst said that tools
/// shall delete by value. [R5]
pub use fanal_formats::Gone as Withdrawn;

/// One published statement, before it is read.
pub struct Published {
    /// Its id.
    pub id: BulletinId,
    /// The digest of the statement.
    pub digest: Digest,
    /// Its place in the log; none if it stands in the log of an earlier epoch. [R9]
    pub position: Option<u64>,
    /// What it says: the closed list of public fields. [R1]
    pub publication: Publication,
    /// The desk marked it "use", or two desks of different parents confirm it.
    pub confirmed: bool,
    /// STIX ids of indicators whose time is over: they stay out of tables and lists.
    pub inactive: BTreeSet<String>,
}

/// A published statement that was read. Only what lists tell of it is in memory: its words and values are put away, and
/// looked at one bulletin at a time. [PUB-27]
///
/// It has no `Debug`: content does not end in logs. [R3]
pub struct ShelfItem {
    pub(crate) id: BulletinId,
    pub(crate) digest: Digest,
    pub(crate) position: Option<u64>,
    pub(crate) title: String,
    pub(crate) lang: Option<String>,
    pub(crate) date: Timestamp,
    pub(crate) confirmed: bool,
    /// All that a file can say of it, in short.
    pub(crate) says: Digest,
    body: Body,
}

/// A statement whose words and values are in memory.
pub(crate) struct Opened {
    pub(crate) publication: Publication,
    pub(crate) indicators: Vec<Listed>,
}

impl ShelfItem {
    /// Reads the values out of the publication's own objects: nothing else can come on the shelf. Objects that
    /// carry a label stricter than `TLP:CLEAR`, or one that nobody can read, are refused.
    pub fn new(published: Published) -> Result<Self, Broken> {
        Self::put_at(&Workplace::in_memory(), published)
    }

    /// The same, with its words and values in this place.
    pub fn put_at(place: &Workplace, published: Published) -> Result<Self, Broken> {
        let Published {
            id,
            digest,
            position,
            publication,
            confirmed,
            inactive,
        } = published;
        let indicators = indicators_of(id, &publication, &inactive)?;
        let says = said(digest, confirmed, &indicators);
        let (title, lang) = (publication.title.clone(), publication.lang.clone());
        let date = publication.date;
        let opened = Opened {
            publication,
            indicators,
        };
        Ok(Self {
            id,
            digest,
            position,
            title,
            lang,
            date,
            confirmed,
            says,
            body: Body::put_at(place, opened)?,
        })
    }

    /// Its id.
    pub const fn id(&self) -> BulletinId {
        self.id
    }

    /// The digest of the statement.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Says where it stands in the log, which may be known later than what it says.
    pub const fn stands_at(&mut self, position: Option<u64>) {
        self.position = position;
    }

    /// Its words and values.
    pub(crate) fn open(&self) -> Result<Opened, Broken> {
        self.body.open()
    }

    /// The form that the writers of formats read.
    pub(crate) fn as_item<'a>(
        &self,
        publication: &'a Publication,
        indicators: Vec<Listed>,
        by: Option<By<'a>>,
    ) -> Item<'a> {
        Item {
            id: self.id,
            title: &publication.title,
            summary: publication.summary.as_deref(),
            date: publication.date,
            source: publication.source.as_deref(),
            licence: publication.licence.as_deref(),
            category: publication.category.as_deref(),
            lang: publication.lang.as_deref(),
            pap: publication.pap,
            may_alert_perpetrator: publication.may_alert_perpetrator,
            also_please: None,
            label: Label::Clear,
            indicators,
            objects: &publication.objects,
            confirmed: self.confirmed,
            by,
        }
    }

    /// The day on which it was published, and its id.
    pub(crate) const fn came(&self) -> (Timestamp, BulletinId) {
        (self.date, self.id)
    }
}

fn said(digest: Digest, confirmed: bool, indicators: &[Listed]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(digest.as_bytes());
    hash.update([u8::from(confirmed)]);
    for listed in indicators {
        let text = listed.value.text();
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    Digest::from_bytes(hash.finalize().into())
}

fn indicators_of(
    id: BulletinId,
    publication: &Publication,
    inactive: &BTreeSet<String>,
) -> Result<Vec<Listed>, Broken> {
    if publication.objects.is_empty() {
        return Ok(Vec::new());
    }
    // Each by itself first: of two objects with one id the reading of the whole keeps one or none, and a stricter label
    // would go unseen.
    let mut objects = publication.objects.iter().map(|object| object.get());
    if objects.any(|json| may_be_marked(json) && !is_clear_alone(json)) {
        return Err(Broken::NotClear(id));
    }
    let reading = read_stix(&bundle_of(publication)).ok_or(Broken::Unreadable(id))?;
    if !is_clear(&reading) {
        return Err(Broken::NotClear(id));
    }
    let listed = |found| listed(found, publication, inactive);
    Ok(reading.indicators.into_iter().filter_map(listed).collect())
}

/// Every way to mark an object has one of these words in it, or hides it in an escape.
fn may_be_marked(json: &str) -> bool {
    let has_tlp = || {
        let mut threes = json.as_bytes().windows(3);
        threes.any(|three| three.eq_ignore_ascii_case(b"tlp"))
    };
    json.contains("marking") || json.contains('\\') || has_tlp()
}

fn is_clear_alone(json: &str) -> bool {
    read_stix(json).is_none_or(|reading| is_clear(&reading))
}

fn read_stix(json: &str) -> Option<Reading> {
    read(Some(Format::Stix), json.as_bytes(), &Options::default()).ok()
}

/// No label but `TLP:CLEAR`. None at all is no harm: the statement is published, its objects with it.
fn is_clear(reading: &Reading) -> bool {
    reading.label.is_none_or(|label| label == Label::Clear) && reading.unreadable_marking.is_none()
}

/// The value, unless every indicator that names it is over.
fn listed(found: Found, publication: &Publication, inactive: &BTreeSet<String>) -> Option<Listed> {
    let named_by = || found.object_id.iter().chain(&found.also_in);
    let active: Vec<&String> = named_by().filter(|id| !inactive.contains(*id)).collect();
    let object_id = (*active.first()?).clone();
    // Of several roles the most dangerous: it stands first in their order.
    let stated = active.iter().filter_map(|id| publication.roles.get(*id));
    let role = stated
        .min()
        .copied()
        .or(found.role)
        .unwrap_or(Role::Unknown);
    Some(Listed {
        value: found.value,
        role,
        name: found.name,
        object_id: Some(object_id),
    })
}

/// The objects byte for byte, in the frame that the reader wants.
fn bundle_of(publication: &Publication) -> String {
    let objects: Vec<&str> = publication
        .objects
        .iter()
        .map(|object| object.get())
        .collect();
    format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[{}]}}"#,
        objects.join(",")
    )
}
