//! What the suite stores: invented desks, invented bulletins.

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Facts, Withheld};
use fanal_protocol::{
    Acceptance, Body, Bulletin, BulletinId, BulletinKind, Claim, DeskId, Digest, Header, Kind,
    Label, Marking, NetworkId, Publication, Reference, Role, StreamName, StreamRef, Timestamp,
};
use sha2::{Digest as _, Sha256};

use crate::{Brief, IndexKey, Indexed, NewStatement, Store, Unit};

pub fn network(n: u8) -> NetworkId {
    NetworkId::founded_by(Digest::from_bytes([n; 32]))
}

pub fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

pub fn digest(n: u32) -> Digest {
    Digest::from_bytes(Sha256::digest(n.to_be_bytes()).into())
}

pub fn id(n: u32) -> BulletinId {
    BulletinId::from_slice(&digest(n).as_bytes()[..16]).unwrap()
}

pub fn reference(origin: &str, n: u32) -> Reference {
    Reference {
        origin: desk(origin),
        id: id(n),
    }
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_800_000_000 + seconds)
}

pub fn stream(origin: &str) -> StreamRef {
    StreamRef {
        origin: desk(origin),
        name: StreamName::Green(network(1)),
        epoch: 1,
    }
}

pub fn domain(name: &str) -> IndexKey {
    (fanal_stix::Kind::DomainName, name.to_owned())
}

/// The domain as the index takes it, of an indicator that says nothing of its role.
pub fn indexed(name: &str) -> Indexed {
    Indexed {
        key: domain(name),
        role: Some(Role::Unknown),
    }
}

/// A bulletin of this desk: GREEN, revision 1, without values.
pub fn bulletin(origin: &str, n: u32) -> NewStatement {
    let mut statement = NewStatement {
        network: network(1),
        reference: reference(origin, n),
        revision: 1,
        kind: Kind::Bulletin,
        digest: digest(0),
        issued: at(-60),
        received: at(i64::from(n)),
        sender: Some(desk("sender")),
        bytes: format!("envelope {n} of {origin}").into_bytes(),
        facts: facts_of(Kind::Bulletin, Label::Green),
        brief: Some(Brief {
            title: format!("title {n} of {origin}"),
            category: Some("phishing".into()),
            indicators: 1,
            also_please: None,
            urgent: false,
        }),
        index: Vec::new(),
        retain_until: None,
    };
    statement.settle();
    statement
}

/// Sentences that turn one sample into another.
impl NewStatement {
    #[must_use]
    pub fn revised(mut self, revision: u32) -> Self {
        self.revision = revision;
        if let Some(brief) = &mut self.brief {
            brief.title = format!("revision {revision}");
        }
        self.settle();
        self
    }

    #[must_use]
    pub fn labelled(mut self, label: Label) -> Self {
        self.facts = facts_of(self.kind, label);
        self.settle();
        self
    }

    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self.facts = facts_of(kind, Label::Green);
        if !matches!(kind, Kind::Bulletin | Kind::Publication) {
            self.brief = None;
        }
        self.settle();
        self
    }

    #[must_use]
    pub fn of_network(mut self, network: NetworkId) -> Self {
        self.network = network;
        self.settle();
        self
    }

    #[must_use]
    pub fn holding(mut self, domains: &[&str]) -> Self {
        self.index = domains.iter().map(|name| indexed(name)).collect();
        self
    }

    #[must_use]
    pub fn received_at(mut self, received: Timestamp) -> Self {
        self.received = received;
        self
    }

    /// Makes digest and facts fit the rest.
    fn settle(&mut self) {
        let mut hash = Sha256::new();
        hash.update(self.network.digest().as_bytes());
        hash.update(self.reference.origin.as_str());
        hash.update(self.reference.id.as_bytes());
        hash.update(self.revision.to_be_bytes());
        hash.update(self.kind.as_str());
        self.digest = Digest::from_bytes(hash.finalize().into());
        self.facts.network = self.network;
        self.facts.object.origin = self.reference.origin.clone();
        self.facts.object.id = self.reference.id;
        self.facts.object.revision = self.revision;
    }
}

fn facts_of(kind: Kind, label: Label) -> Facts {
    let header = Header {
        network: network(1),
        kind,
        origin: desk("origin"),
        id: id(0),
        revision: 1,
        previous: None,
        streams: BTreeSet::from([StreamName::Clear]),
        epoch: 1,
        issued: at(-60),
        salt: id(1),
    };
    let body = if kind == Kind::Bulletin {
        Body::Bulletin(Box::new(bulletin_body(label)))
    } else if kind == Kind::Publication {
        Body::Publication(Box::new(publication_body()))
    } else {
        // Facts are read from the header alone.
        Body::Acceptance(Acceptance {
            code: Digest::from_bytes([0; 32]),
        })
    };
    Facts::of(&header, &body)
}

fn bulletin_body(label: Label) -> Bulletin {
    Bulletin {
        kind: BulletinKind::Report,
        title: String::new(),
        summary: None,
        lang: None,
        category: None,
        marking: Marking::of(label),
        consent: Claim::NotAsked,
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }
}

fn publication_body() -> Publication {
    Publication {
        title: String::new(),
        summary: None,
        lang: None,
        category: None,
        date: at(0).day(),
        pap: None,
        may_alert_perpetrator: false,
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }
}

/// Looks at what only a permit should open: the suite asks what is stored, not who may see it.
pub fn peek<T>(withheld: Withheld<T>) -> T {
    let mut seen = None;
    let _ = withheld.map(|content| seen = Some(content));
    seen.unwrap()
}

pub async fn begin(store: &dyn Store) -> Box<dyn Unit> {
    store.begin().await.unwrap()
}

/// Stores these and commits.
pub async fn stored(store: &dyn Store, statements: &[NewStatement]) {
    let mut unit = begin(store).await;
    unit.put_statements(statements).await.unwrap();
    unit.commit().await.unwrap();
}
