//! Copies: what is written by one database is read by either.

use std::sync::Arc;

use fanal_ambient::MachineEntropy;
use fanal_database::{Copied, Database, Loaded, walk};
use fanal_policy::{Decision, Facts, Keeping, Permit, Question, RosterState, World, decide};
use fanal_protocol::{Claim, NetworkId, NoBeneficiary, Roster};
use fanal_store::contract::samples::{
    at, begin, bulletin, desk, digest, domain, network, peek, reference, stored, stream,
};
use fanal_store::{
    DraftRow, DraftState, NewStatement, Place, Result, State, Store, StoreError, StreamRow, Unit,
    Vault,
};
use serde_json::json;

use super::{Behind, open};

/// Both parts, as they lie on a disk before they are sealed.
pub(crate) struct Copy {
    pub(crate) told: Copied,
    pub(crate) lasting: Vec<u8>,
    pub(crate) short: Vec<u8>,
}

/// A bulletin that needs nobody's consent.
fn agreed(origin: &str, n: u32) -> NewStatement {
    let mut statement = bulletin(origin, n);
    statement.facts.consent = Some(Claim::NotNeeded {
        because: NoBeneficiary::NoBeneficiary,
    });
    statement
}

/// The real policy's word, in a network without rules for retention.
fn may_keep(of: NetworkId, facts: &Facts) -> Option<Permit> {
    let roster: Roster = serde_json::from_value(json!({
        "v": 1, "version": 1, "name": "Red", "issued": at(-9), "expires": at(9_999),
        "threshold": 1, "coordinators": [], "desks": [], "rules": {"vouches": 2, "objection_days": 14, "freshness_days": 7},
    }))
    .unwrap();
    let me = desk("lumbre");
    let world = World {
        roster: &roster,
        network: of,
        state: RosterState::Current,
        me: &me,
        now: at(0),
    };
    let road = Keeping::Backup;
    match decide(Question::Keep { facts, road }, &world) {
        Decision::Allow(permit) => Some(permit),
        Decision::Deny(_) => None,
    }
}

pub(crate) async fn copy_of(database: &Database) -> Copy {
    let (mut lasting, mut short) = (Vec::new(), Vec::new());
    let told = database
        .copy_to(&may_keep, &mut lasting, &mut short)
        .await
        .unwrap();
    Copy {
        told,
        lasting,
        short,
    }
}

/// Puts two parts together at this address.
pub(crate) async fn restored(url: &str, lasting: &Copy, short: &Copy) -> Result<Loaded> {
    Database::restore(
        url,
        Vault::open(&[1; 32]),
        Arc::new(MachineEntropy),
        lasting.told.schema,
        (&mut lasting.lasting.as_slice(), &mut short.short.as_slice()),
        &[("came-back", b"now".to_vec())],
    )
    .await
}

/// One of everything that a copy must not lose.
async fn fill(store: &dyn Store) -> Vec<NewStatement> {
    let statements = vec![
        agreed("kivu", 1).holding(&["evil.example"]),
        agreed("kivu", 2),
        agreed("kivu", 2).revised(2),
        agreed("lagos", 3).of_kind(fanal_protocol::Kind::Receipt),
    ];
    stored(store, &statements).await;
    let mut unit = begin(store).await;
    let of = stream("kivu");
    let places = [
        Place::Held(statements[0].digest),
        Place::NotHeld(digest(77)),
    ];
    unit.append(network(1), &of, 0, &places).await.unwrap();
    let head = StreamRow {
        network: network(1),
        stream: of,
        size: 2,
        proven: 2,
        root: digest(5),
        frontier: vec![1, 2],
        checkpoint: "note".into(),
    };
    unit.put_stream(&head).await.unwrap();
    unit.put_setting("key.statement", b"seed").await.unwrap();
    let draft = DraftRow {
        id: reference("kivu", 9).id,
        author: "amina".into(),
        state: DraftState::Draft,
        reviewer: None,
        updated: at(1),
        body: b"draft".to_vec(),
    };
    unit.put_draft(&draft).await.unwrap();
    unit.put_audit(at(0), "amina", "send", "b1", "done")
        .await
        .unwrap();
    unit.commit().await.unwrap();
    statements
}

async fn holds_all(unit: &mut dyn Unit, statements: &[NewStatement]) {
    for statement in statements {
        let (_, envelope) = unit.envelope(statement.digest).await.unwrap().unwrap();
        assert_eq!(peek(envelope), statement.bytes);
    }
    let head = unit.stream(network(1), &stream("kivu")).await.unwrap();
    assert_eq!(head.map(|row| (row.size, row.root)), Some((2, digest(5))));
    let gaps = unit.wanting(network(1)).await.unwrap();
    assert_eq!(gaps, [(stream("kivu"), 1)]);
    let hits = unit
        .probe(network(1), &[domain("evil.example")], 5)
        .await
        .unwrap();
    assert_eq!(hits.len(), 1);
    let key = unit.setting("key.statement").await.unwrap();
    assert_eq!(key.as_deref().map(Vec::as_slice), Some(b"seed".as_slice()));
    let draft = unit.draft(reference("kivu", 9).id).await.unwrap().unwrap();
    assert_eq!(draft.body, b"draft");
}

// [BAK-2]
pub(crate) async fn a_copy_holds_everything_on_either_database(opened: &impl Behind) {
    let statements = fill(&**opened.database()).await;
    let copy = copy_of(opened.database()).await;
    assert_eq!(copy.told.without_permit, 0);
    assert_eq!(
        walk(&mut copy.lasting.as_slice()).unwrap(),
        copy.told.lasting
    );
    assert_eq!(walk(&mut copy.short.as_slice()).unwrap(), copy.told.short);
    assert_eq!(copy.told.short.get("content_keys"), Some(&3));
    assert_eq!(copy.told.lasting.get("content_keys"), None);
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("copy.db").display());
    for url in [sqlite, opened.fresh_url().await] {
        let loaded = restored(&url, &copy, &copy).await.unwrap();
        assert_eq!(loaded.purged, 0);
        let rows: u64 = loaded.rows.values().sum();
        let told = copy.told.lasting.values().chain(copy.told.short.values());
        assert_eq!(rows, told.sum::<u64>());
        let again = open(&url, 1).await.unwrap();
        holds_all(begin(&again).await.as_mut(), &statements).await;
        let mark = begin(&again).await.setting("came-back").await.unwrap();
        assert_eq!(mark.as_deref().map(Vec::as_slice), Some(b"now".as_slice()));
        // Numbers go on where the copy ended.
        stored(&again, &[agreed("goma", 44).holding(&["other.example"])]).await;
        let mut unit = begin(&again).await;
        unit.put_audit(at(1), "amina", "send", "b2", "done")
            .await
            .unwrap();
        unit.commit().await.unwrap();
        assert_eq!(again.integrity().await.unwrap(), [""; 0]);
        again.close().await;
    }
}

// [BAK-2]
pub(crate) async fn an_old_copy_does_not_give_back_what_was_purged_since(opened: &impl Behind) {
    let store = &**opened.database();
    let (kept, narrowed) = (agreed("kivu", 1), agreed("kivu", 2));
    let newer = agreed("kivu", 2).revised(2);
    let gone = agreed("kivu", 3).holding(&["evil.example"]);
    let all = [kept, narrowed, newer, gone];
    stored(store, &all).await;
    let [kept, narrowed, newer, gone] = &all;
    let old = copy_of(opened.database()).await;
    let mut unit = begin(store).await;
    unit.purge(network(1), &gone.reference, digest(8))
        .await
        .unwrap();
    let old_marking = [narrowed.digest];
    unit.purge_revisions(network(1), &newer.reference, &old_marking, digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    opened.database().rotate_epoch().await.unwrap();
    let new = copy_of(opened.database()).await;
    let url = opened.fresh_url().await;
    // The lasting part of then, with what opens things today.
    let loaded = restored(&url, &old, &new).await.unwrap();
    assert_eq!(loaded.purged, 2);
    let again = open(&url, 1).await.unwrap();
    let mut unit = begin(&again).await;
    assert!(unit.envelope(kept.digest).await.unwrap().is_some());
    for lost in [gone, narrowed, newer] {
        assert!(unit.envelope(lost.digest).await.unwrap().is_none());
        let row = unit.bulletin(network(1), &lost.reference).await.unwrap();
        assert_eq!(row.map(|row| row.state), Some(State::Purged));
    }
    assert!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap()
            .is_empty()
    );
    drop(unit);
    assert_eq!(again.integrity().await.unwrap(), [""; 0]);
    again.close().await;
}

// [BAK-3]
pub(crate) async fn what_has_no_permit_leaves_its_key_behind(opened: &impl Behind) {
    let mut both = [agreed("kivu", 1), agreed("kivu", 2)];
    both[1].facts.marking.retain_until = Some(at(-1));
    stored(&**opened.database(), &both).await;
    let [kept, over] = &both;
    let copy = copy_of(opened.database()).await;
    assert_eq!(copy.told.without_permit, 1);
    let url = opened.fresh_url().await;
    assert_eq!(restored(&url, &copy, &copy).await.unwrap().purged, 1);
    let again = open(&url, 1).await.unwrap();
    let mut unit = begin(&again).await;
    assert!(unit.envelope(kept.digest).await.unwrap().is_some());
    assert!(unit.envelope(over.digest).await.unwrap().is_none());
    drop(unit);
    again.close().await;
}

// [BAK-4]
pub(crate) async fn a_copy_goes_over_nothing_that_is_there(opened: &impl Behind) {
    let copy = copy_of(opened.database()).await;
    let refused = restored(&opened.url(), &copy, &copy).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    let newer = Copy {
        told: Copied {
            schema: 999,
            ..copy.told.clone()
        },
        lasting: copy.lasting.clone(),
        short: copy.short.clone(),
    };
    let refused = restored(&opened.fresh_url().await, &newer, &newer).await;
    assert!(
        matches!(refused, Err(StoreError::Misconfigured(_))),
        "{refused:?}"
    );
}

// [BAK-3]
pub(crate) async fn a_copy_that_is_cut_off_leaves_nothing(opened: &impl Behind) {
    fill(&**opened.database()).await;
    let mut copy = copy_of(opened.database()).await;
    copy.lasting.truncate(copy.lasting.len() - 3);
    assert!(walk(&mut copy.lasting.as_slice()).is_err());
    let url = opened.fresh_url().await;
    let refused = restored(&url, &copy, &copy).await;
    assert!(
        matches!(refused, Err(StoreError::Damaged(_))),
        "{refused:?}"
    );
    let again = open(&url, 1).await.unwrap();
    assert_eq!(begin(&again).await.counts().await.unwrap(), (0, 0));
    again.close().await;
}

/// Whoever adds a table says here what its rows are: only what dies with a purge may be in the part that
/// lasts, or must be unreadable without the other part.
pub(crate) async fn every_table_is_known_to_copies(opened: &impl Behind) {
    let copy = copy_of(opened.database()).await;
    let names = |counts: &fanal_database::Counts| counts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&copy.told.short),
        [
            "accounts",
            "consent_rests",
            "consents",
            "content_keys",
            "draft_values",
            "drafts",
            "epoch_keys",
            "second_factors",
            "sessions",
            "settings",
            "tokens"
        ]
    );
    assert_eq!(
        names(&copy.told.lasting),
        [
            "audit",
            "audit_end",
            "awaited",
            "bulletins",
            "collected",
            "collections",
            "desks",
            "disclosures",
            "due",
            "entries",
            "heartbeats",
            "look_up_values",
            "look_ups",
            "networks",
            "peers",
            "proofs",
            "protected_marks",
            "protected_words",
            "quotes",
            "refusals",
            "rosters",
            "sightings",
            "statements",
            "streams",
            "values_index"
        ]
    );
}
