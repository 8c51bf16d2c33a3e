//! What the desks of a schedule do by themselves: share, publish, revise, withdraw, change the roster, crash.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_protocol::{
    Audience, Body, BulletinId, Claim, DeskStatus, Freeze, Header, Kind, Label, Marking,
    NoBeneficiary, Publication, Reference, RetractionReason, Scope, Sighting, SightingVerdict,
    StreamName, Timestamp, VerifiedRoster,
};

use super::{Simulation, Withdrawal};
use crate::simulation::compose::bulletin;
use crate::simulation::federation::{Change, federation};
use crate::simulation::node::{Own, root_at};
use crate::simulation::ops::{Consent, Crooked, To};

impl Simulation<'_> {
    pub(super) fn share(&mut self, by: usize, label: Label, to: To, consent: Consent) {
        let mut marking = Marking::of(label);
        marking.audience = match to {
            To::Everybody => Audience::default(),
            To::Desk(desk) => Audience::of_desks([federation().desks[desk].id.clone()]),
            To::Group(river) => Audience {
                groups: BTreeSet::from([if river { "river" } else { "hill" }.parse().unwrap()]),
                ..Audience::default()
            },
        };
        let until = Some(Timestamp::from_unix(self.now + 7_200));
        let consent = match consent {
            Consent::NotNeeded => Claim::NotNeeded {
                because: NoBeneficiary::NoBeneficiary,
            },
            Consent::Named => Claim::Granted {
                scope: Scope::Named,
                attribution: false,
                until: None,
            },
            Consent::Network => Claim::Granted {
                scope: Scope::Network,
                attribution: false,
                until,
            },
            Consent::No => Claim::NotAsked,
        };
        let header = self.nodes[by].header(Kind::Bulletin, BTreeSet::new());
        self.compose(by, header, bulletin(marking, consent));
    }

    pub(super) fn compose(&mut self, by: usize, header: Header, body: Body) {
        let was_allowed = self.nodes[by].compose(header, body);
        self.count(if was_allowed {
            "composed"
        } else {
            "composing refused"
        });
    }

    pub(super) fn publish(&mut self, by: usize) {
        let node = &mut self.nodes[by];
        let mut header = node.header(Kind::Publication, BTreeSet::from([StreamName::Clear]));
        header.issued = header.issued.day();
        let publication = Publication {
            title: "published".into(),
            summary: None,
            lang: None,
            category: None,
            date: header.issued,
            pap: None,
            may_alert_perpetrator: false,
            source: None,
            licence: None,
            objects: Vec::new(),
            roles: BTreeMap::new(),
        };
        let body = Body::Publication(Box::new(publication));
        let Some(kept) = node.issue(header, body.clone()) else {
            return;
        };
        let digest = kept.opened.digest();
        let out = vec![(digest, BTreeSet::from([StreamName::Clear]))];
        node.ram.own.insert(
            kept.opened.header().id,
            Own {
                revision: 1,
                digest,
                out,
                body,
                withdrawn: false,
            },
        );
        node.commit();
    }

    /// One of a desk's own that is still out.
    pub(super) fn pick(
        &self,
        by: usize,
        pick: usize,
        bulletins_only: bool,
    ) -> Option<(BulletinId, Own)> {
        let fits = |own: &&Own| {
            !own.withdrawn && (!bulletins_only || matches!(own.body, Body::Bulletin(_)))
        };
        let own: Vec<_> = self.nodes[by]
            .ram
            .own
            .iter()
            .filter(|(_, own)| fits(own))
            .collect();
        let (id, own) = own.get(pick.checked_rem(own.len())?)?;
        Some((**id, (*own).clone()))
    }

    pub(super) fn revise(&mut self, by: usize, pick: usize) {
        let Some((id, own)) = self.pick(by, pick, true) else {
            return;
        };
        let header = self.nodes[by].next_revision(id, &own);
        self.compose(by, header, own.body);
    }

    pub(super) fn narrow(&mut self, by: usize, pick: usize, to: usize) {
        let Some((id, own)) = self.pick(by, pick, true) else {
            return;
        };
        let Body::Bulletin(content) = &own.body else {
            return;
        };
        let mut marking = content.marking.clone();
        marking.audience = Audience::of_desks([federation().desks[to].id.clone()]);
        let was_allowed = self.nodes[by].narrow(id, &own, marking);
        self.count(if was_allowed {
            "composed"
        } else {
            "composing refused"
        });
    }

    pub(super) fn withdraw(&mut self, by: usize, pick: usize) {
        let Some((id, own)) = self.pick(by, pick, false) else {
            return;
        };
        let Some(retraction) = self.nodes[by].retract(id, RetractionReason::Consent) else {
            return;
        };
        self.nodes[by].commit();
        let streams = own
            .out
            .into_iter()
            .flat_map(|(_, streams)| streams)
            .collect();
        self.withdrawals.push(Withdrawal {
            origin: by,
            id,
            retraction,
            streams,
        });
    }

    pub(super) fn sight(&mut self, by: usize, pick: usize) {
        let node = &mut self.nodes[by];
        let others: Vec<_> = node
            .ram
            .contents
            .keys()
            .filter(|(origin, _)| origin != node.id())
            .cloned()
            .collect();
        let Some((origin, id)) = pick
            .checked_rem(others.len())
            .and_then(|at| others.get(at))
            .cloned()
        else {
            return;
        };
        let header = node.header(
            Kind::Sighting,
            BTreeSet::from([StreamName::Direct(origin.clone())]),
        );
        let target = Reference { origin, id };
        let sighting = Sighting {
            target,
            object: None,
            verdict: SightingVerdict::Seen,
            named: false,
        };
        node.issue(header, Body::Sighting(sighting));
        node.commit();
    }

    pub(super) fn roster(&mut self, first: usize, desk: usize, change: Change) {
        let first = if self.is_honest(first) { first } else { 0 };
        let id = &federation().desks[desk].id;
        let wanted = match change {
            Change::Suspend => DeskStatus::Suspended,
            Change::Expel => DeskStatus::Expelled,
            Change::Admit => DeskStatus::Active,
        };
        if self
            .newest_roster()
            .desk(id)
            .is_none_or(|desk| desk.status == wanted)
        {
            return;
        }
        let logs = self.nodes[first].ram.logs.iter();
        let freezes = logs
            .filter(|(stream, log)| {
                stream.origin == *id && stream.name.is_relayed() && log.held.size() > 0
            })
            .map(|(stream, log)| Freeze {
                stream: stream.name.clone(),
                epoch: stream.epoch,
                size: log.held.size(),
                root: log.held.root(),
            })
            .collect();
        let newest = self.newest_roster();
        let next = federation().next_roster(&newest, desk, change, freezes, self.now);
        self.rosters.push(Arc::new(next));
        self.hand_over_rosters(first);
    }

    pub(super) fn newest_roster(&self) -> Arc<VerifiedRoster> {
        Arc::clone(self.rosters.last().unwrap())
    }

    /// Coordinators hand over what is missing.
    pub(super) fn hand_over_rosters(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        for roster in &self.rosters {
            node.take_roster(roster.bytes());
        }
        node.commit();
    }

    pub(super) fn sign_crooked(&mut self, what: Crooked) {
        if let Some(liar) = self.schedule.liar() {
            self.nodes[liar].sign_crooked(what);
        }
    }

    pub(super) fn crash(&mut self, at: usize) {
        self.nodes[at].crash();
        if !self.is_honest(at) {
            return;
        }
        let lost = self.acknowledged[at].iter().find(|(stream, (size, root))| {
            let log = self.nodes[at].disk.logs.get(stream);
            log.is_none_or(|log| root_at(log, *size) != Some(*root))
        });
        if let Some((stream, (size, _))) = lost {
            let text = format!(
                "{} told of {stream} up to {size} and lost it",
                self.nodes[at].id()
            );
            self.breaks("P6", text);
        }
    }

    /// What a backup did not have is gone, and told so; what it had holds.
    pub(super) fn restore(&mut self, at: usize) {
        let before = self.nodes[at].ram.own.clone();
        self.nodes[at].restore();
        self.restored.insert(at);
        self.acknowledged[at].clear();
        self.revisions[at].clear();
        // A desk cannot take back what it no longer knows that it sent: this is open in the design,
        // and the watch passes over it until a restored desk learns its own streams from its peers.
        let after = &self.nodes[at].ram.own;
        let forgot = |id: &BulletinId, own: &Own| {
            after
                .get(id)
                .is_none_or(|now| now.revision != own.revision || now.out != own.out)
        };
        let forgotten = before
            .iter()
            .filter(|(id, own)| forgot(id, own))
            .map(|(id, _)| (at, *id));
        self.forgotten.extend(forgotten);
    }
}
