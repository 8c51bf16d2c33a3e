//! Delegated publication: a desk lets one other desk publish a revision of its bulletin as its own. The
//! public sees the second desk alone; the first one's withdrawal takes it down. [REC-8]

use std::collections::BTreeMap;

use fanal_policy::{Reach, reach_of};
use fanal_protocol::{
    Audience, Body, Bulletin, BulletinId, Code, DeskId, Digest, Grant, Header, Label, NetworkId,
    Reference, Timestamp,
};
use fanal_store::{BulletinRow, Right, State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::Draft;
use crate::error::{Result, invalid, not_found, problem};
use crate::inbox::Content;
use crate::pen::Pen;
use crate::share::unanswered;

/// Lets one desk publish.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantOrder {
    /// Which bulletin of this desk.
    pub bulletin: String,
    /// Whom.
    pub to: DeskId,
    /// The right ends then.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// Publishes as one's own what another desk granted.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PublishGrantedOrder {
    /// Which bulletin of another desk.
    pub bulletin: String,
    /// Answers to findings of the privacy check, by key.
    pub because: BTreeMap<String, String>,
}

/// A right that was given, or taken up.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Granted {
    /// `DESK/ID` of the first desk's bulletin.
    pub reference: String,
    /// The revision that it is about.
    pub digest: Digest,
    /// Who publishes.
    pub publisher: DeskId,
    /// The right ends then.
    pub until: Option<Timestamp>,
    /// The record at the publishing desk, which waits for a second person there.
    pub draft: Option<BulletinId>,
}

/// A right as this desk keeps it.
#[derive(Serialize, Deserialize)]
struct KeptRight {
    digest: Digest,
    until: Option<Timestamp>,
    /// When it was signed.
    #[serde(default)]
    issued: Option<Timestamp>,
}

impl KeptRight {
    /// Does the one that came count, and not this one? By when each was signed, in whatever order they came; of the
    /// same second, the one that takes the right back.
    fn gives_way_to(&self, came: &Grant, issued: Timestamp) -> bool {
        match self.issued {
            Some(mine) if mine == issued => {
                let ends = |until: Option<Timestamp>| until.is_some_and(|end| end <= issued);
                !ends(self.until) || ends(came.until)
            }
            Some(mine) => mine < issued,
            None => true,
        }
    }
}

/// A desk of another network may have the same name: a right counts in the network that it came in.
fn key_of(network: NetworkId, source: &Reference) -> String {
    format!("grant/{network}/{}/{}", source.origin, source.id)
}

/// Keeps a right that came; the one of a bulletin that was signed last counts. Whether this one does.
pub(crate) async fn keep(
    unit: &mut dyn Unit,
    header: &Header,
    source: &Reference,
    grant: &Grant,
) -> Result<bool> {
    let key = key_of(header.network, source);
    let kept = unit.setting(&key).await?;
    let kept: Option<KeptRight> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if kept.is_some_and(|kept| !kept.gives_way_to(grant, header.issued)) {
        return Ok(false);
    }
    let right = KeptRight {
        digest: grant.digest,
        until: grant.until,
        issued: Some(header.issued),
    };
    let bytes = serde_json::to_vec(&right).unwrap_or_default();
    unit.put_setting(&key, &bytes).await?;
    Ok(true)
}

/// Those of which a right to publish ever came.
pub(crate) async fn granted_among(
    unit: &mut dyn Unit,
    network: NetworkId,
    mut rows: Vec<BulletinRow>,
) -> Result<Vec<BulletinRow>> {
    let key = |row: &BulletinRow| key_of(network, &row.reference);
    let keys: Vec<String> = rows.iter().map(key).collect();
    let kept = unit.settings_among(&keys).await?;
    rows.retain(|row| kept.contains(&key(row)));
    Ok(rows)
}

impl Desk {
    /// Lets one desk publish the revision that is out now. The second person of this desk gives it: who
    /// wrote it does not.
    pub async fn give_grant(&self, caller: &Caller, order: &GrantOrder) -> Result<Granted> {
        caller.needs(Right::Reviewer)?;
        caller.needs_proof(self.now())?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        if reference.origin != *self.id() {
            let text = format!("only {} can let others publish that", reference.origin);
            return Err(problem(Code::PolicyOrigin, text));
        }
        let mut held = self.own(unit.as_mut(), reference.id).await?;
        held.draft.must_be_of(membership.roster.network())?;
        if held.draft.authors.contains(caller.account()) {
            let text = "nobody lets others publish what they wrote themselves";
            return Err(problem(Code::PolicyReview, text));
        }
        let row = unit
            .bulletin(network, &reference)
            .await?
            .filter(|row| row.state == State::Held)
            .ok_or_else(|| not_found("bulletin that was sent"))?;
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        self.may_be_public(unit.as_mut(), &membership, &held, &bulletin)
            .await?;
        self.must_not_be_of_one_person(unit.as_mut(), &bulletin)
            .await?;
        if order.until.is_some_and(|end| end <= self.now()) {
            return Err(invalid("the right would be over already"));
        }
        if bulletin.marking.label == Label::Red {
            return Err(problem(Code::PolicyLabel, "RED is never public"));
        }
        let told = unit.disclosures(network, &reference).await?;
        if !told
            .iter()
            .any(|sent| sent.desk == order.to && sent.digest == row.digest)
        {
            let text = format!("{} does not have this revision", order.to);
            return Err(problem(Code::PolicyAudience, text));
        }
        let grant = Grant {
            target: reference.id,
            digest: row.digest,
            until: order.until,
        };
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        pen.say(self.to_desk(&order.to, Body::Grant(grant))).await?;
        pen.close().await?;
        // What rests on it is known from here on: a smaller yes takes this back. [REC-3]
        held.draft.grants.insert(order.to.clone());
        self.keep(unit.as_mut(), &mut held).await?;
        let object = format!("{} to {}", reference.id, order.to);
        unit.put_audit(self.now(), caller.account(), "grant.give", &object, "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(Granted {
            reference: crate::notices::name(&reference),
            digest: row.digest,
            publisher: order.to.clone(),
            until: order.until,
            draft: None,
        })
    }

    /// Takes back what others may publish of it: a grant that is over when it is signed. [REC-8]
    pub(crate) async fn end_grants(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        id: BulletinId,
    ) -> Result<()> {
        let mut held = self.own(unit, id).await?;
        let reference = self.own_reference(id);
        let row = unit
            .bulletin(membership.roster.network(), &reference)
            .await?
            .ok_or_else(|| not_found("bulletin that was sent"))?;
        let over = Grant {
            target: id,
            digest: row.digest,
            until: Some(self.now()),
        };
        let mut pen = Pen::take(self, membership, unit).await?;
        for desk in std::mem::take(&mut held.draft.grants) {
            pen.say(self.to_desk(&desk, Body::Grant(over.clone())))
                .await?;
        }
        pen.close().await?;
        self.keep(unit, &mut held).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "grant.end",
            &id.to_string(),
            "done",
        )
        .await?;
        Ok(())
    }

    /// Everything but the label and the audience lets it become public: consent, sources, PAP.
    async fn may_be_public(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &crate::draft::Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let mut facts = self
            .facts_of_draft(unit, membership, held, &as_public(bulletin))
            .await?;
        facts.marking.label = Label::Clear;
        let world = membership.world(self.id(), self.now());
        if reach_of(&facts, &world) == Reach::Public {
            return Ok(());
        }
        Err(problem(
            Code::PolicyConsentScope,
            "consent or sources do not let it become public",
        ))
    }

    /// [PRV-16] Another desk knows nothing of the mark, and its people could not answer it.
    async fn must_not_be_of_one_person(
        &self,
        unit: &mut dyn Unit,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let guard = self.guard(unit).await?;
        let findings = crate::privacy::findings_in(bulletin, &guard.check());
        let seen_once = fanal_privacy::Reason::SeenOnce.as_str();
        if findings.iter().any(|finding| finding.reason == seen_once) {
            let text = "something in it was seen at one person only: publish it from this desk, or leave that out first";
            return Err(problem(Code::PolicyPrivacy, text));
        }
        Ok(())
    }

    /// Takes a right up: a copy of the bulletin waits for a second person here, and is published as this
    /// desk's own.
    pub async fn publish_granted(
        &self,
        caller: &Caller,
        order: &PublishGrantedOrder,
    ) -> Result<Granted> {
        caller.needs(Right::Analyst)?;
        caller.needs_proof(self.now())?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let source = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        let digest = self
            .granted_now(unit.as_mut(), &membership, &source)
            .await?
            .ok_or_else(|| {
                let text = "no right to publish this revision was granted, or it is over";
                problem(Code::PolicyReference, text)
            })?;
        let (_, bulletin) = self
            .to_be_public(unit.as_mut(), &membership, caller, &source)
            .await?;
        let guard = self.guard(unit.as_mut()).await?;
        let mut draft = Draft::new(as_public(&bulletin), Label::Clear, guard);
        draft.answer(&order.because);
        draft.granted = Some((source.clone(), digest));
        let held = self.new_record(caller.account(), draft);
        let open = held.draft.open_findings();
        if !open.is_empty() {
            return Err(unanswered(&open));
        }
        let id = held.row.id;
        let mut records = [held];
        self.send_all(unit.as_mut(), &membership, &mut records)
            .await?;
        // Its withdrawal takes this along.
        self.note_own_quotes(unit.as_mut(), &membership, &records)
            .await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "grant.take_up",
            &id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(Granted {
            reference: crate::notices::name(&source),
            digest,
            publisher: self.id().clone(),
            until: None,
            draft: Some(id),
        })
    }

    /// Another desk's bulletin as it is held here, for who shall let it become public.
    pub(crate) async fn to_be_public(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        reference: &Reference,
    ) -> Result<(BulletinRow, Box<Bulletin>)> {
        let row = unit
            .bulletin(membership.roster.network(), reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        let content = self.content_for(unit, membership, caller, &row).await?;
        match content {
            Content::Bulletin(bulletin) => Ok((row, bulletin)),
            Content::Publication(_) => {
                Err(problem(Code::Conflict, "that is a publication already"))
            }
        }
    }

    /// The revision that may be published now, if the right lasts and the revision is held here.
    pub(crate) async fn granted_now(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<Option<Digest>> {
        let stored = unit
            .setting(&key_of(membership.roster.network(), source))
            .await?;
        let right: Option<KeptRight> = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(right) = right.filter(|right| right.until.is_none_or(|end| end > self.now()))
        else {
            return Ok(None);
        };
        let granted = (source.clone(), right.digest);
        let stands = self.is_as_granted(unit, membership, &granted).await?;
        Ok(stands.then_some(right.digest))
    }

    /// Is this still the revision that was granted, and held as it was? That the right to publish it
    /// ended by its time takes nothing down that stands. [REC-8]
    pub(crate) async fn is_as_granted(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        (source, digest): &(Reference, Digest),
    ) -> Result<bool> {
        let row = unit.bulletin(membership.roster.network(), source).await?;
        Ok(row.is_some_and(|row| {
            let withdrawn = row.facts.as_ref().is_none_or(|facts| facts.withdrawn);
            row.state == State::Held && row.digest == *digest && !withdrawn
        }))
    }

    /// The first desk ended its grant: what was published by it goes. [REC-8]
    pub(crate) async fn hear_end_of_grant(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        for derived in unit.quoting(membership.roster.network(), source).await? {
            let Ok(held) = self.own(unit, derived.id).await else {
                continue;
            };
            let granted = held.draft.granted.as_ref();
            if derived.origin == *self.id() && granted.is_some_and(|(of, _)| of == source) {
                self.go_with_source(unit, membership, &derived, "grant.withdrawn")
                    .await?;
            }
        }
        Ok(())
    }

    /// The publication made of one of this desk's own, while its record is here or after it went.
    pub(crate) async fn publication_of_own(
        &self,
        unit: &mut dyn Unit,
        reference: &Reference,
    ) -> Result<Option<Reference>> {
        if reference.origin != *self.id() {
            return Ok(None);
        }
        if let Ok(held) = self.own(unit, reference.id).await
            && let Some(id) = held.draft.published
        {
            return Ok(Some(self.own_reference(id)));
        }
        let stored = unit
            .setting(&crate::withdraw::published_as(reference))
            .await?;
        let id = stored.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.parse().ok());
        Ok(id.map(|id| self.own_reference(id)))
    }
}

/// The same words for everybody. What it quotes stays named, and so holds the publication back. [R22]
pub(crate) fn as_public(bulletin: &Bulletin) -> Bulletin {
    let mut public = bulletin.clone();
    public.marking.label = Label::Clear;
    public.marking.audience = Audience::default();
    public.marking.also_please = None;
    public.wishes_publication = true;
    public.expires = None;
    public
}
