//! What a desk does with its own bulletins: share, revise, narrow.

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Facts, Privacy, Question, decide, streams_for};
use fanal_protocol::{
    Body, Bulletin, BulletinId, BulletinKind, Claim, Header, Kind, Label, Marking, RetractionReason,
};

use super::node::{Node, Own};
use super::planted::Planted;

impl Node {
    /// Routes, asks the policy, signs, commits. Says whether it was allowed.
    pub fn compose(&mut self, mut header: Header, body: Body) -> bool {
        let Body::Bulletin(content) = &body else {
            return false;
        };
        let world = self.world();
        let Ok(streams) = streams_for(Kind::Bulletin, &content.marking, &world) else {
            return false;
        };
        header.streams = streams;
        let facts = Facts {
            privacy: Privacy::Answered,
            ..Facts::of(&header, &body)
        };
        if !decide(Question::Compose { facts: &facts }, &world).is_allowed() {
            return false;
        }
        let Some(kept) = self.issue(header, body.clone()) else {
            return false;
        };
        let header = kept.opened.header();
        let own = self.ram.own.entry(header.id).or_insert_with(|| Own {
            revision: 0,
            digest: kept.opened.digest(),
            out: Vec::new(),
            body: body.clone(),
            withdrawn: false,
        });
        own.revision = header.revision;
        own.digest = kept.opened.digest();
        own.body = body;
        own.out.push((kept.opened.digest(), header.streams.clone()));
        self.commit();
        true
    }

    /// The header of the next revision of one of its own.
    pub fn next_revision(&mut self, id: BulletinId, own: &Own) -> Header {
        let mut header = self.header(Kind::Bulletin, BTreeSet::new());
        header.id = id;
        header.revision = own.revision + 1;
        header.previous = Some(own.digest);
        header
    }

    /// Narrows label or audience: a retraction down the old streams, a new revision down the new
    /// ones. [R27]
    pub fn narrow(&mut self, id: BulletinId, own: &Own, marking: Marking) -> bool {
        let Body::Bulletin(mut content) = own.body.clone() else {
            return false;
        };
        if !self.has(Planted::NarrowsWithoutRecall) {
            self.retract(id, RetractionReason::Narrowed);
            self.commit();
        }
        content.marking = marking;
        let header = self.next_revision(id, own);
        self.compose(header, Body::Bulletin(content))
    }
}

/// A bulletin under this marking and claim; RED is a knock.
pub fn bulletin(marking: Marking, consent: Claim) -> Body {
    let is_red = marking.label == Label::Red;
    Body::Bulletin(Box::new(Bulletin {
        kind: if is_red {
            BulletinKind::Knock
        } else {
            BulletinKind::Report
        },
        title: if is_red {
            "Please call us".into()
        } else {
            "a link that asks for a password".into()
        },
        summary: (!is_red).then(|| "seen twice this week".into()),
        lang: None,
        category: None,
        marking,
        consent,
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }))
}
