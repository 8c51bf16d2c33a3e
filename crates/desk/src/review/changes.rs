//! What a revision changes, field by field: for who reviews it, and for who reads its history.

use std::collections::BTreeSet;

use fanal_protocol::{Bulletin, Claim, Label};
use fanal_store::{State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::needs_staff;
use crate::caller::Caller;
use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::draft::Held;
use crate::error::{Result, not_found};
use crate::share::claim_word;

/// One field of a bulletin, as it was and as it is, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeShown {
    /// `title`, `summary`, `label`, `audience`, `consent`, `also_please`, `urgent`, `content_warning`, `values`.
    pub field: String,
    /// As it was; of `values` those that go; of `consent` the word that `--consent` takes; of what is so or not,
    /// `yes` or `no`.
    pub before: String,
    /// As it is, or would be; of `values` those that come.
    pub after: String,
    /// Of `consent`: the claims themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<(Claim, Claim)>,
    /// What stood there was revised out, and is kept nowhere. [REC-16]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub before_is_gone: bool,
}

/// A field that the revision which is out changed. Of words no more is kept than that: what was revised out is
/// gone. [REC-16]
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Changed {
    field: String,
    /// Of the label, and of what is so or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// Of the consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<Claim>,
}

impl Desk {
    /// Against the revision that its readers had before this one. What asks to be public travels already, as GREEN:
    /// it is not held against itself. [R2] [REV-5]
    pub(super) async fn changes_since(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<Vec<ChangeShown>> {
        if held.draft.revises.is_none() {
            return Ok(Vec::new());
        }
        let reference = self.own_reference(held.row.id);
        let Ok(shared) = self.own_content(unit, membership, &reference).await else {
            return Ok(Vec::new());
        };
        if is_same(&shared, bulletin) && !held.draft.changed.is_empty() {
            return Ok(told_of(&held.draft.changed, (bulletin, held.draft.asked)));
        }
        let as_is = (&shared, shared.marking.label);
        Ok(changes(as_is, (bulletin, held.draft.asked)))
    }

    /// What the newest revision of one of this desk's own changed: its number, and the fields. Nothing of another
    /// desk's: what a revision replaces goes at once. [REC-16]
    pub async fn changes_of_newest(
        &self,
        caller: &Caller,
        which: &str,
    ) -> Result<Option<(u32, Vec<ChangeShown>)>> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let row = unit.bulletin(network, &reference).await?;
        let row = row.ok_or_else(|| not_found("bulletin"))?;
        self.line(&membership, caller, &row)
            .ok_or_else(|| not_found("bulletin"))?;
        if reference.origin != *self.id() || row.state != State::Held {
            return Ok(None);
        }
        let Ok(held) = self.own(unit.as_mut(), reference.id).await else {
            return Ok(None);
        };
        if held.draft.changed.is_empty() {
            return Ok(None);
        }
        let now = self
            .own_content(unit.as_mut(), &membership, &reference)
            .await?;
        let changes = told_of(&held.draft.changed, (&now, now.marking.label));
        Ok(Some((row.revision, changes)))
    }
}

/// Which fields differ, for the record.
pub(crate) fn changed(before: (&Bulletin, Label), after: (&Bulletin, Label)) -> Vec<Changed> {
    let all = changes(before, after).into_iter();
    let one = |change: ChangeShown| Changed {
        claim: change.claims.map(|(before, _)| before),
        before: matches!(
            change.field.as_str(),
            "label" | "urgent" | "content_warning"
        )
        .then_some(change.before),
        field: change.field,
    };
    all.map(one).collect()
}

/// The same beside what stands there now.
fn told_of(changed: &[Changed], now: (&Bulletin, Label)) -> Vec<ChangeShown> {
    let fields = told(now);
    let one = |changed: &Changed| {
        let field = fields.iter().find(|(field, _)| *field == changed.field);
        let after = field.map_or_else(String::new, |(_, text)| text.clone());
        // What went back to what it was is no change.
        let is_so_again = changed.before.as_ref() == Some(&after);
        (!is_so_again).then(|| ChangeShown {
            field: changed.field.clone(),
            before: match (&changed.before, changed.claim) {
                (Some(before), _) => before.clone(),
                (None, Some(claim)) => claim_word(claim),
                (None, None) => String::new(),
            },
            after,
            claims: changed.claim.map(|claim| (claim, now.0.consent)),
            before_is_gone: changed.before.is_none() && changed.claim.is_none(),
        })
    };
    changed.iter().filter_map(one).collect()
}

/// The same to the byte, as it would be signed.
fn is_same(one: &Bulletin, other: &Bulletin) -> bool {
    let [one, other] = [one, other].map(serde_json::to_vec);
    matches!((one, other), (Ok(one), Ok(other)) if one == other)
}

fn changes(before: (&Bulletin, Label), after: (&Bulletin, Label)) -> Vec<ChangeShown> {
    let pairs = told(before).into_iter().zip(told(after));
    let differing = pairs.filter(|((_, before), (_, after))| before != after);
    let differing = differing.map(|((field, was), (_, is))| ChangeShown {
        field: field.to_owned(),
        before: was,
        after: is,
        claims: (field == "consent").then(|| (before.0.consent, after.0.consent)),
        before_is_gone: false,
    });
    differing.chain(values(before.0, after.0)).collect()
}

/// The fields that are one text each.
fn told((bulletin, label): (&Bulletin, Label)) -> [(&'static str, String); 8] {
    let marking = &bulletin.marking;
    let desks = marking.audience.desks.iter().map(ToString::to_string);
    let groups = marking.audience.groups.iter();
    let audience: Vec<String> = desks
        .chain(groups.map(|group| format!("group:{group}")))
        .collect();
    let also_please = marking.also_please.as_deref().unwrap_or_default();
    [
        ("title", bulletin.title.clone()),
        ("summary", bulletin.summary.clone().unwrap_or_default()),
        ("label", label.to_string()),
        ("audience", audience.join(", ")),
        ("consent", claim_word(bulletin.consent)),
        ("also_please", also_please.to_owned()),
        ("urgent", yes_or_no(bulletin.urgent)),
        ("content_warning", yes_or_no(bulletin.content_warning)),
    ]
}

/// The values that go, and those that come.
fn values(before: &Bulletin, after: &Bulletin) -> Option<ChangeShown> {
    let [was, is] = [before, after].map(|bulletin| -> BTreeSet<String> {
        let values = indicated(bulletin);
        values.iter().map(|found| found.value.defanged()).collect()
    });
    let lines = |values: Vec<&String>| {
        let lines: Vec<&str> = values.into_iter().map(String::as_str).collect();
        lines.join("\n")
    };
    (was != is).then(|| ChangeShown {
        field: "values".to_owned(),
        before: lines(was.difference(&is).collect()),
        after: lines(is.difference(&was).collect()),
        claims: None,
        before_is_gone: false,
    })
}

fn yes_or_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use fanal_protocol::{NoBeneficiary, Scope, Timestamp};

    use super::*;
    use crate::share::consent_of;

    /// What people read of a claim is what they would type, never a name of this program.
    #[test]
    fn a_claim_is_said_by_the_word_that_states_it() {
        let until = Some(Timestamp::from_unix(1_800_000_000));
        let granted = |scope| Claim::Granted {
            scope,
            attribution: true,
            until,
        };
        let not_needed = |because| Claim::NotNeeded { because };
        for claim in [
            Claim::Refused,
            Claim::NotAsked,
            granted(Scope::Desk),
            granted(Scope::Named),
            granted(Scope::Network),
            granted(Scope::Public),
            not_needed(NoBeneficiary::NoBeneficiary),
            not_needed(NoBeneficiary::OwnInfrastructure),
            not_needed(NoBeneficiary::AlreadyPublic),
            not_needed(NoBeneficiary::VendorReport),
        ] {
            let said = claim_word(claim);
            let word = said.split(", ").next().unwrap();
            assert_eq!(consent_of(word, true, until).unwrap(), claim, "{said}");
        }
        let said = claim_word(granted(Scope::Public));
        assert_eq!(said, "public, may be named, until 2027-01-15");
    }
}
