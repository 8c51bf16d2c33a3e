//! What a lying node signs although no honest desk would.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_policy::Facts;
use fanal_protocol::{
    Audience, BulletinId, Claim, Digest, Header, Kind, Label, Marking, NoBeneficiary, Statement,
    StreamName,
};

use super::compose::bulletin;
use super::federation::federation;
use super::node::{Is, Kept, Node};
use super::ops::Crooked;

impl Node {
    /// Signs it and puts it into a stream of its own.
    pub fn sign_crooked(&mut self, what: Crooked) {
        let green = BTreeSet::from([StreamName::Green(federation().network())]);
        let fine = Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        };
        match what {
            Crooked::Fork => {
                let mut header = self.header(Kind::Bulletin, green.clone());
                header.salt = BulletinId::from_random([2; 16]);
                self.issue_second(header, bulletin(Marking::of(Label::Green), fine));
                let header = self.header(Kind::Bulletin, green);
                self.issue(header, bulletin(Marking::of(Label::Green), fine));
            }
            Crooked::WrongStream(label) => {
                let mut marking = Marking::of(label);
                marking.audience = Audience::of_desks([federation().desks[0].id.clone()]);
                let header = self.header(Kind::Bulletin, green);
                self.issue(header, bulletin(marking, fine));
            }
            Crooked::LowerRevision => {
                let mut header = self.header(Kind::Bulletin, green);
                header.revision = 2;
                header.previous = Some(Digest::from_bytes([1; 32]));
                let lower = Header {
                    revision: 1,
                    previous: None,
                    ..header.clone()
                };
                self.issue(header, bulletin(Marking::of(Label::Green), fine));
                self.issue(lower, bulletin(Marking::of(Label::Green), fine));
            }
            Crooked::Launders => {
                let others = self
                    .ram
                    .logs
                    .iter()
                    .filter(|(stream, _)| stream.origin != *self.id());
                let kept = others
                    .flat_map(|(_, log)| &log.slots)
                    .find_map(|slot| match &slot.is {
                        Is::Envelope(kept) => Some(Arc::clone(kept)),
                        Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => None,
                    });
                if let Some(kept) = kept {
                    self.slip_in(&kept, &StreamName::Green(federation().network()));
                }
            }
            Crooked::StrangeKey => {
                let header = self.header(Kind::Bulletin, green);
                let body = bulletin(Marking::of(Label::Green), fine);
                let facts = Facts::of(&header, &body);
                let statement = Statement::new(header, body).unwrap();
                let opened = self
                    .sign(statement, &federation().desks[self.at].checkpoint)
                    .unwrap();
                self.slip_in(
                    &Arc::new(Kept { opened, facts }),
                    &StreamName::Green(federation().network()),
                );
            }
            Crooked::WithoutConsent => {
                let header = self.header(Kind::Bulletin, green);
                self.issue(header, bulletin(Marking::of(Label::Green), Claim::Refused));
            }
        }
        self.commit();
    }
}
