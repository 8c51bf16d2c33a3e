//! Findings of the content that was looked at last. A bulletin's content is asked for several times on
//! its way, and reading ten thousand objects takes longer than hashing them.

use std::sync::{Mutex, PoisonError};

use fanal_privacy::Check;
use fanal_protocol::{Bulletin, Digest, Role};
use sha2::Digest as _;

use crate::privacy::{Finding, findings_in};

/// Findings, by the hash of what they were found in. It lives as long as the draft in memory.
pub(super) struct LookedAt(Mutex<Option<(Digest, Vec<Finding>)>>);

impl LookedAt {
    pub(super) const fn nothing() -> Self {
        Self(Mutex::new(None))
    }

    /// All findings of a bulletin, as the privacy check gives them.
    pub(super) fn findings_in(&self, bulletin: &Bulletin, check: &Check<'_>) -> Vec<Finding> {
        let digest = digest_of_content(bulletin);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((of, findings)) if *of == digest => findings.clone(),
            Some(_) | None => {
                let findings = findings_in(bulletin, check);
                *last = Some((digest, findings.clone()));
                findings
            }
        }
    }
}

impl Default for LookedAt {
    fn default() -> Self {
        Self::nothing()
    }
}

impl Clone for LookedAt {
    fn clone(&self) -> Self {
        Self::nothing()
    }
}

/// Of all that the privacy check looks at: texts and objects, each with its length, and what says that
/// an address is an attacker's.
fn digest_of_content(bulletin: &Bulletin) -> Digest {
    let mut hash = sha2::Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    add(&bulletin.title);
    let texts = [
        bulletin.summary.as_deref(),
        bulletin.category.as_deref(),
        bulletin.source.as_deref(),
        bulletin.licence.as_deref(),
        bulletin.marking.also_please.as_deref(),
    ];
    for text in texts {
        add(text.unwrap_or_default());
    }
    for (id, role) in &bulletin.roles {
        if *role == Role::Sender {
            add(id);
        }
    }
    for object in &bulletin.objects {
        add(object.get());
    }
    Digest::from_bytes(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fanal_protocol::{BulletinKind, Claim, Label, Marking};
    use serde_json::value::RawValue;

    use super::*;

    fn indicator(url: &str) -> Box<RawValue> {
        let json = format!(
            r#"{{"type":"indicator","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","pattern":"[url:value='{url}']"}}"#
        );
        RawValue::from_string(json).unwrap()
    }

    const SENDER: &str = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";

    fn sender(address: &str) -> Box<RawValue> {
        let json = format!(
            r#"{{"type":"indicator","id":"{SENDER}","pattern":"[email-addr:value='{address}']"}}"#
        );
        RawValue::from_string(json).unwrap()
    }

    // [PRV-9]
    #[test]
    fn what_changed_is_looked_at_again() {
        let mut bulletin = Bulletin {
            kind: BulletinKind::Report,
            title: "Phishing".into(),
            summary: None,
            lang: None,
            category: None,
            marking: Marking::of(Label::Green),
            consent: Claim::NotAsked,
            wishes_publication: false,
            urgent: false,
            content_warning: false,
            expires: None,
            refers_to: BTreeSet::new(),
            source: None,
            licence: None,
            objects: vec![indicator("https://x.example/login")],
            roles: BTreeMap::new(),
        };
        let looked_at = LookedAt::nothing();
        let mut found = |change: &dyn Fn(&mut Bulletin)| {
            change(&mut bulletin);
            let found = looked_at.findings_in(&bulletin, &Check::default());
            assert!(found == findings_in(&bulletin, &Check::default()));
            assert!(
                found == looked_at.findings_in(&bulletin, &Check::default()),
                "the same again"
            );
            found.len()
        };
        assert_eq!(found(&|_| ()), 0);
        assert_eq!(
            found(&|b| b.objects = vec![indicator("https://x.example/a8F3kQ92LmZp")]),
            1
        );
        assert_eq!(found(&|b| b.title = "ask sara@mail.example".into()), 2);
        assert_eq!(found(&|b| b.summary = Some("in /home/sara/x".into())), 3);
        assert_eq!(
            found(&|b| b.marking.also_please = Some("ask b@mail.example".into())),
            4
        );
        assert_eq!(found(&|b| b.marking.also_please = None), 3);
        assert_eq!(
            found(&|b| b.objects = vec![sender("x@evil.example")]),
            3,
            "an address"
        );
        let said = |b: &mut Bulletin| {
            b.roles.insert(SENDER.into(), Role::Sender);
        };
        assert_eq!(found(&said), 2, "the attacker's");
        assert_eq!(found(&|b| b.objects.clear()), 2);
        assert_eq!(found(&|b| b.title = "Phishing".into()), 1);
    }
}
