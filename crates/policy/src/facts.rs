//! Facts: what decides about an object, and nothing of its content.

use std::collections::BTreeSet;

use fanal_protocol::{
    Audience, Body, BulletinId, BulletinKind, Claim, DeskId, Header, Kind, Label, Marking,
    NetworkId, StreamName, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::Reach;

/// One revision of one object: identity is (origin, id), and a permit for one revision opens no
/// other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectId {
    /// The desk that signs it.
    pub origin: DeskId,
    /// Its id there.
    pub id: BulletinId,
    /// Which revision.
    pub revision: u32,
}

/// Has a second person approved what is to be published? [R21]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Review {
    /// Nobody has.
    Missing,
    /// Two accounts of this desk: the desk attests that they are two people.
    InHouse {
        /// Who wrote it.
        author: String,
        /// Who approved it.
        reviewer: String,
    },
    /// A reviewer at another desk signed an `approval` of this exact draft.
    Elsewhere {
        /// That desk.
        desk: DeskId,
    },
}

/// The privacy check of the content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", content = "findings", rename_all = "snake_case")]
pub enum Privacy {
    /// It did not run.
    Unchecked,
    /// So many findings wait for an answer.
    Open(u32),
    /// Nothing was found, or every finding was answered.
    Answered,
}

/// What decides about one revision of one object. No Debug: an audience is in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Which.
    pub object: ObjectId,
    /// The network that it belongs to.
    pub network: NetworkId,
    /// What it says.
    pub kind: Kind,
    /// Report, question or knock; `Report` for all that is no bulletin.
    pub bulletin: BulletinKind,
    /// Label, audience and wishes. What is no bulletin has the marking that its streams imply.
    pub marking: Marking,
    /// The claim; none for publications and for statements without content. A publication at its
    /// origin may carry the claim that it rests on: then it is held to it. [R3]
    pub consent: Option<Claim>,
    /// The streams that the origin routed it down.
    pub streams: BTreeSet<StreamName>,
    /// The desks named in the consent record, at the origin, which has it; `None` elsewhere. [R20]
    pub named_consent: Option<BTreeSet<DeskId>>,
    /// Who the members of its groups were when it was signed: AMBER goes to no later member. [R13]
    /// `None` while it is a draft, and elsewhere.
    pub members_when_signed: Option<BTreeSet<DeskId>>,
    /// The reach of each thing that it quotes from another origin; at the origin an unknown one
    /// counts as [`Reach::Desk`].
    pub references: Vec<Reach>,
    /// The second person.
    pub review: Review,
    /// The privacy check.
    pub privacy: Privacy,
    /// The wish to become public.
    pub wishes_publication: bool,
    /// A retraction of it is known here, or its source was withdrawn. [R22]
    pub withdrawn: bool,
    /// When it was signed, by the origin's clock.
    pub issued: Timestamp,
    /// A question ends at this moment.
    pub expires: Option<Timestamp>,
}

impl Facts {
    /// Of a statement that came from outside: review and privacy check were its origin's affair.
    ///
    /// What it quotes is not looked up: add what is known here with [`Facts::quoting`]. A desk that
    /// issues its own has to add every reference, unknown ones as `None`.
    pub fn of(header: &Header, body: &Body) -> Self {
        let mut facts = Self {
            object: ObjectId {
                origin: header.origin.clone(),
                id: header.id,
                revision: header.revision,
            },
            network: header.network,
            kind: header.kind,
            bulletin: BulletinKind::Report,
            marking: implied_by(&header.streams),
            consent: None,
            streams: header.streams.clone(),
            named_consent: None,
            members_when_signed: None,
            references: Vec::new(),
            review: Review::Missing,
            privacy: Privacy::Unchecked,
            wishes_publication: false,
            withdrawn: false,
            issued: header.issued,
            expires: None,
        };
        if let Body::Bulletin(bulletin) = body {
            facts.bulletin = bulletin.kind;
            facts.marking = bulletin.marking.clone();
            facts.consent = Some(bulletin.consent);
            facts.wishes_publication = bulletin.wishes_publication;
            facts.expires = bulletin.expires;
        }
        if let Body::Publication(publication) = body {
            facts.marking = Marking::of(Label::Clear);
            facts.marking.pap = publication.pap;
            facts.marking.may_alert_perpetrator = publication.may_alert_perpetrator;
        }
        if matches!(body, Body::Sealed(_)) {
            facts.marking.label = Label::Red;
        }
        facts
    }

    /// The same, quoting things of these reaches; one that is unknown here may go nowhere.
    #[must_use]
    pub fn quoting(mut self, sources: impl IntoIterator<Item = Option<Reach>>) -> Self {
        self.references.extend(
            sources
                .into_iter()
                .map(|reach| reach.unwrap_or(Reach::Desk)),
        );
        self
    }

    /// Content, as opposed to the desks' talk about it and about themselves.
    pub(crate) const fn is_content(&self) -> bool {
        matches!(self.kind, Kind::Bulletin | Kind::Publication | Kind::Sealed)
    }

    /// RED that this node cannot read. [RED-5]
    pub(crate) fn is_sealed(&self) -> bool {
        self.kind == Kind::Sealed
    }

    /// A retraction or the receipt of one: these pass where nothing else does. [R16]
    pub(crate) const fn takes_back(&self) -> bool {
        matches!(self.kind, Kind::Retraction | Kind::Receipt)
    }

    /// RED with something in it that can be read, which only its people's own machines may have. [R26]
    pub(crate) fn is_written_red(&self) -> bool {
        self.marking.label == Label::Red
            && self.bulletin != BulletinKind::Knock
            && self.is_content()
            && !self.is_sealed()
    }
}

/// The marking of what has none of its own: as strict as the strictest of its streams.
fn implied_by(streams: &BTreeSet<StreamName>) -> Marking {
    let mut audience = Audience::default();
    let mut label = Label::Clear;
    for stream in streams {
        label = label.max(match stream {
            StreamName::Clear => Label::Clear,
            StreamName::Green(_) => Label::Green,
            StreamName::GroupGreen(group) => {
                audience.groups.insert(group.clone());
                Label::Green
            }
            StreamName::GroupAmber(group) => {
                audience.groups.insert(group.clone());
                Label::Amber
            }
            StreamName::Direct(desk) => {
                audience.desks.insert(desk.clone());
                Label::AmberStrict
            }
        });
    }
    Marking {
        audience,
        ..Marking::of(label)
    }
}
