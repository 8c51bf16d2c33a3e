//! Statements, the bulletins that they make, and the values that these hold.

use async_trait::async_trait;
use fanal_policy::{Facts, Withheld};
use fanal_protocol::{DeskId, Digest, Kind, Label, NetworkId, Reference, Role, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// What a list shows of a bulletin. Sealed at rest, handed out withheld.
#[derive(Clone, Serialize, Deserialize)]
pub struct Brief {
    /// One line.
    pub title: String,
    /// A word of the category list.
    pub category: Option<String>,
    /// How many indicators it holds.
    pub indicators: u32,
    /// What recipients must heed.
    pub also_please: Option<String>,
    /// To be looked at before all else.
    #[serde(default)]
    pub urgent: bool,
}

/// A normalised value under the desk's index key: tells nothing to whoever holds the disk. [R25]
pub type IndexKey = (fanal_stix::Kind, String);

/// A value of a bulletin, as it goes into the index.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Indexed {
    /// What it is found by.
    pub key: IndexKey,
    /// What the indicator of this very value does; none, if the key is only a part of a value.
    pub role: Option<Role>,
}

/// A statement to be stored.
pub struct NewStatement {
    /// The network.
    pub network: NetworkId,
    /// (origin, id).
    pub reference: Reference,
    /// Its revision.
    pub revision: u32,
    /// What it says.
    pub kind: Kind,
    /// Its digest.
    pub digest: Digest,
    /// When the signer says that it was issued.
    pub issued: Timestamp,
    /// When it came.
    pub received: Timestamp,
    /// Who sent it; nobody, if it was made here.
    pub sender: Option<DeskId>,
    /// The envelope, byte for byte.
    pub bytes: Vec<u8>,
    /// What the policy asks for, of every statement; sealed at rest like the content.
    pub facts: Facts,
    /// For bulletins and publications: what lists show.
    pub brief: Option<Brief>,
    /// For bulletins and publications: what is found under which value.
    pub index: Vec<Indexed>,
    /// When its content has to go, by marking, roster and configuration together.
    pub retain_until: Option<Timestamp>,
}

/// Is the content here?
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is.
    Held,
    /// Purged: withdrawn, or its time is over.
    Purged,
}

/// What this desk does with a bulletin.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Nobody looked yet.
    #[default]
    New,
    /// In this desk's exports.
    Use,
    /// Detection only.
    Watch,
    /// Not for us.
    Dismissed,
}

/// The newest revision of a bulletin or publication.
pub struct BulletinRow {
    /// (origin, id).
    pub reference: Reference,
    /// Bulletin or publication.
    pub kind: Kind,
    /// The revision held.
    pub revision: u32,
    /// Its digest.
    pub digest: Digest,
    /// Its label (CLEAR for publications).
    pub label: Label,
    /// Here or purged.
    pub state: State,
    /// What this desk does with it.
    pub stance: Stance,
    /// When it first came.
    pub received: Timestamp,
    /// When its content has to go.
    pub retain_until: Option<Timestamp>,
    /// What the policy asks for, if the content is here.
    pub facts: Option<Facts>,
    /// The title and what else lists show, if the content is here.
    pub brief: Option<Withheld<Brief>>,
}

/// A statement without its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatementRow {
    /// (origin, id).
    pub reference: Reference,
    /// Its revision.
    pub revision: u32,
    /// What it says.
    pub kind: Kind,
    /// Its digest.
    pub digest: Digest,
    /// When the signer says that it was issued.
    pub issued: Timestamp,
    /// When it came.
    pub received: Timestamp,
    /// Who sent it.
    pub sender: Option<DeskId>,
    /// The retraction that purged it.
    pub purged_by: Option<Digest>,
}

/// How far what has no content any more is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gone {
    /// A desk that was asked has not said, signed, that it holds it no more.
    Here,
    /// Every desk that was asked has said so, or none was asked.
    Everywhere,
}

/// Which bulletins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Bulletins, publications, or both.
    pub kind: Option<Kind>,
    /// Of this desk.
    pub origin: Option<DeskId>,
    /// Not of this desk.
    pub not_origin: Option<DeskId>,
    /// With this label.
    pub label: Option<Label>,
    /// With this stance.
    pub stance: Option<Stance>,
    /// Also those whose content is gone.
    pub purged_too: bool,
    /// Taken back or past its time, and so far: nothing else is listed.
    pub gone: Option<Gone>,
    /// To be purged at this moment or before.
    pub retain_until_at_most: Option<Timestamp>,
    /// Whose id, written out, begins so.
    pub id_prefix: Option<String>,
    /// Received before (newest first; for paging).
    pub before: Option<(Timestamp, Reference)>,
    /// At most so many; 0 means all.
    pub limit: u32,
}

/// A bulletin that holds a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Which of the keys that were asked, or of the values that were found.
    pub key: usize,
    /// The bulletin.
    pub reference: Reference,
    /// What the value does, as it was indexed; none, if only the bulletin itself can tell.
    pub role: Option<Role>,
}

/// Values of one bulletin that another holds too.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Elsewhere {
    /// The bulletin that was asked about.
    pub of: Reference,
    /// The other one.
    pub by: Reference,
    /// Of how many values it is the newest other one.
    pub values: u32,
}

/// Statements, bulletins, values.
#[async_trait]
pub trait Bulletins {
    /// Stores statements; one that is there already (same digest) is left as it is. A bulletin's
    /// newer revision takes the place of the older one in lists and index. A newer revision of a
    /// purged bulletin is held again, under a new key (a narrowed one comes back so, [R27]).
    async fn put_statements(&mut self, statements: &[NewStatement]) -> Result<()>;

    /// Statements of one identity, by revision.
    async fn statements_of(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<StatementRow>>;

    /// Statements of several identities: those of one by revision, identities in any order.
    async fn statements_among(
        &mut self,
        network: NetworkId,
        references: &[Reference],
    ) -> Result<Vec<StatementRow>>;

    /// What had no label, of one kind, and is purged: the newest revision of each identity.
    async fn words_gone(&mut self, network: NetworkId, kind: Kind) -> Result<Vec<StatementRow>>;

    /// What has no label, of one kind (contact cards, profiles, what is sealed): the newest revision of
    /// each identity whose content is here, the newest that came first, at most so many.
    async fn words(
        &mut self,
        network: NetworkId,
        kind: Kind,
        limit: u32,
    ) -> Result<Vec<StatementRow>>;

    /// One statement by digest.
    async fn statement(&mut self, digest: Digest) -> Result<Option<StatementRow>>;

    /// The facts and the envelope of a statement, if its content is here.
    async fn envelope(&mut self, digest: Digest) -> Result<Option<(Facts, Withheld<Vec<u8>>)>>;

    /// One bulletin or publication.
    async fn bulletin(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Option<BulletinRow>>;

    /// Those of these that are here, in any order.
    async fn bulletins_among(
        &mut self,
        network: NetworkId,
        references: &[Reference],
    ) -> Result<Vec<BulletinRow>>;

    /// Several, newest first.
    async fn bulletins(&mut self, network: NetworkId, filter: &Filter) -> Result<Vec<BulletinRow>>;

    /// Destroys the content of all revisions: keys, values, titles, in every table; keeps digests.
    /// Returns the digests that are tombstones now.
    async fn purge(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
    ) -> Result<Vec<Digest>>;

    /// Destroys the content of some revisions (an older marking was narrowed); what stays is sealed
    /// again under a new key, and the old key is destroyed. [R27]
    async fn purge_revisions(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        digests: &[Digest],
        retraction: Digest,
    ) -> Result<()>;

    /// What this desk does with it.
    async fn put_stance(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        stance: Stance,
    ) -> Result<()>;

    /// Which bulletins of this network hold any of these, at most `per_key` for each, newest first: one
    /// index probe a key. Keys may repeat.
    async fn probe(
        &mut self,
        network: NetworkId,
        keys: &[IndexKey],
        per_key: u32,
    ) -> Result<Vec<Hit>>;

    /// Of each value that bulletins of two desks or more of this network hold, all that hold it, told from the index
    /// alone: hits of one value have one number and stand together.
    async fn held_in_common(&mut self, network: NetworkId) -> Result<Vec<Hit>>;

    /// Of each of these bulletins, and of each whole value that others of this network with one of these labels hold
    /// too: the newest of those others, told from the index alone; those of one bulletin in one other are counted.
    async fn held_elsewhere(
        &mut self,
        network: NetworkId,
        references: &[Reference],
        labels: &[Label],
    ) -> Result<Vec<Elsewhere>>;

    /// Bulletins and indexed values held: for `status` and benchmarks, never for a peer.
    async fn counts(&mut self) -> Result<(u64, u64)>;
}
