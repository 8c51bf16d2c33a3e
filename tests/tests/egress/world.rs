//! A network in which every field of every bulletin holds a word of its own.

use std::collections::BTreeMap;

use fanal_desk::{
    BreachOrder, ConsentOrder, HoldOrder, LookUpOrder, ObjectOrder, ProfileOrder, ProtectOrder,
    ReportOrder, ReviseOrder, RosterChange, SealOrder, ShareOrder, SuspendOrder,
};
use fanal_protocol::{
    Blob, Body, BulletinId, Channel, DeskStatus, Notice, Profile, StreamName, Timestamp,
};
use fanal_tests::federation::{
    Builder, Federation, Forger, Node, Ordering as _, federation, says, share,
};

/// The network, and its bulletins by the name of their words.
pub(crate) struct World {
    pub(crate) fed: Federation,
    pub(crate) ids: BTreeMap<&'static str, BulletinId>,
    pub(crate) stranger: Node,
}

/// The word of the first desk for a person: in its own ledger of consent, and nowhere else.
pub(crate) const ALIAS: &str = "canary-alias-of-a-person";

/// The desk that writes all but one.
pub(crate) const ORIGIN: &str = "ancolie";
/// The desk that is expelled once it has something.
pub(crate) const EXPELLED: &str = "zenit";

/// Five desks, of which one will be expelled, and one that asks to join.
pub(crate) fn desks() -> Builder {
    federation()
        .desk(ORIGIN)
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .desk(EXPELLED)
        .group("stalkerware", &[ORIGIN, "lumbre", "qasaba"])
        .coordinators(3)
        .threshold(2)
}

/// A word of its own in each field that a person fills.
fn everywhere(name: &str, label: &str) -> ShareOrder {
    ShareOrder {
        summary: Some(format!("canary-{name}-summary")),
        also_please: Some(format!("canary-{name}-heed")),
        source: Some(format!("canary-{name}-source")),
        licence: Some(format!("canary-{name}-licence")),
        category: Some(format!("canary-{name}-category")),
        file_name: Some("canary-filename-of.txt".into()),
        attribution: true,
        ..share(label, &format!("canary-{name}-value.example"))
    }
    .titled(&format!("canary-{name}-title"))
}

/// A file of another program: fields, objects and extensions that this one does not know.
pub(crate) fn bundle(name: &str, private: &str) -> String {
    format!(
        r#"{{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b12","x_bundle":"canary-{private}-bundle","objects":[
{{"type":"identity","spec_version":"2.1","id":"identity--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a12","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","name":"canary-{private}-identity","identity_class":"individual","contact_information":"canary-{private}-contact"}},
{{"type":"note","spec_version":"2.1","id":"note--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a13","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","content":"canary-{private}-content","authors":["canary-{private}-author"],"object_refs":["indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14"]}},
{{"type":"x-{private}-kind","spec_version":"2.1","id":"x-{private}-kind--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a16","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","word":"canary-{private}-kind"}},
{{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14","created_by_ref":"identity--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a12","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","valid_from":"2026-01-02T03:04:05.678Z","name":"canary-{name}-name","description":"canary-{name}-description","pattern":"[domain-name:value = 'canary-{name}-pattern.example']","pattern_type":"stix","x_case":"canary-{private}-field","x_deep":{{"list":[{{"word":"canary-{private}-deep"}}]}},"external_references":[{{"source_name":"canary-{private}-reference","description":"canary-{private}-reference"}}],"extensions":{{"extension-definition--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a15":{{"extension_type":"property-extension","x":"canary-{private}-extension"}}}}}}]}}"#
    )
}

/// Everything that a desk can have: sent, kept, waiting, returned, narrowed, withdrawn, published.
pub(crate) async fn world(desks: Builder) -> World {
    filled(desks.await).await
}

/// The same in a network that is there already.
pub(crate) async fn filled(fed: Federation) -> World {
    let ancolie = fed.desk(ORIGIN);
    let mut ids = BTreeMap::new();
    let stranger = fed.stranger("faro", 99).await;
    vouches_for(ancolie, &stranger).await;

    for (name, order) in before(&fed) {
        ids.insert(name, ancolie.insists(order).await);
    }
    let unpublished = everywhere("unpublished", "clear").consent("public");
    let unpublished = publishes(ancolie, unpublished).await;
    fed.sync_all().await;
    locks_itself(&fed).await;
    expel(&fed).await;

    agrees(ancolie).await;
    for (name, order) in after(&fed) {
        ids.insert(name, ancolie.insists(order).await);
    }
    let amber = ids["amber"];
    let answer = ShareOrder {
        refers_to: vec![format!("{ORIGIN}/{amber}")],
        independent_source: Some("canary-independent-source".into()),
        ..everywhere("answer", "amber").to(&["lumbre"])
    };
    ids.insert("answer", ancolie.shares(answer).await);
    ids.insert("because", ancolie.shares(answered(ancolie).await).await);
    let lumbres = everywhere("lumbres", "amber").to(&[ORIGIN]);
    ids.insert("lumbres", fed.desk("lumbre").shares(lumbres).await);

    ancolie.approves(ids["embargoed"]).await.unwrap();
    returns(ancolie, ids["returned"]).await;
    // A publication shows what is public: title, summary, category, source, licence, values.
    for (name, content) in [
        ("public", None),
        ("publicfile", Some(bundle("public", "private"))),
    ] {
        let order = everywhere("public", "clear").consent("public");
        let order = ShareOrder {
            also_please: Some(format!("canary-private-heed-{name}")),
            content: content.unwrap_or_else(|| order.content.clone()),
            ..order
        };
        ids.insert(name, publishes(ancolie, order).await);
    }
    fed.sync_all().await;
    take_back(&fed, &ids, unpublished).await;
    ids.insert("sealed", besides(&fed).await);
    held(ancolie, ids["amber"]).await;
    fed.sync_all().await;
    World { fed, ids, stranger }
}

fn before(_: &Federation) -> Vec<(&'static str, ShareOrder)> {
    ["withdrawn", "narrowed"]
        .map(|name| (name, everywhere(name, "green")))
        .into()
}

fn after(fed: &Federation) -> Vec<(&'static str, ShareOrder)> {
    let amber = everywhere("amber", "amber").to(&["lumbre"]);
    let strict = everywhere("strict", "amber+strict").to(&["mirador"]);
    let draft = everywhere("draft", "amber").to(&["lumbre"]);
    let file = everywhere("file", "amber").to(&["lumbre"]);
    vec![
        (
            "amber",
            ShareOrder {
                consent: None,
                consent_record: Some(ALIAS.into()),
                ..amber
            },
        ),
        ("strict", strict.retained_until(fed.now().plus_days(300))),
        (
            "grouped",
            everywhere("grouped", "amber").to(&["group:stalkerware"]),
        ),
        (
            "greengroup",
            everywhere("greengroup", "green").to(&["group:stalkerware"]),
        ),
        ("green", everywhere("green", "green").consent("network")),
        (
            "embargoed",
            embargo(everywhere("embargoed", "clear"), fed.now()),
        ),
        (
            "question",
            everywhere("question", "green").asking_until(fed.now().plus_days(5)),
        ),
        (
            "draft",
            ShareOrder {
                draft_only: true,
                ..draft.consent("refused")
            },
        ),
        ("waiting", everywhere("waiting", "clear").consent("public")),
        (
            "returned",
            everywhere("returned", "clear").consent("public"),
        ),
        ("afterwards", everywhere("afterwards", "green")),
        (
            "file",
            ShareOrder {
                content: bundle("file", "unknown"),
                ..file
            },
        ),
        (
            "knock",
            ShareOrder {
                knock: true,
                ..share("red", "").titled("Please call us, for canary-knock-title")
            }
            .to(&["qasaba"]),
        ),
    ]
}

fn embargo(order: ShareOrder, now: Timestamp) -> ShareOrder {
    order.consent("public").not_before(now.plus_days(9))
}

/// A link that looks made for one person, kept with a reason.
async fn answered(node: &Node) -> ShareOrder {
    let order = ShareOrder {
        content: "https://because.example/a8F3kQ92LmZp".into(),
        summary: Some("plain".into()),
        ..share("green", "")
    };
    let order = answering(node, order, "canary-because-answer").await;
    assert!(!order.because.is_empty(), "nothing to answer");
    order
}

/// The same, with an answer to all that the privacy check finds in it.
async fn answering(node: &Node, order: ShareOrder, why: &str) -> ShareOrder {
    let preview = ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    let findings = node.try_share(preview).await.unwrap().findings;
    let because = findings
        .into_iter()
        .map(|finding| (finding.key, why.to_owned()));
    ShareOrder {
        because: because.collect(),
        ..order
    }
}

/// A person agreed, in a conversation of which the desk alone knows.
async fn agrees(node: &Node) {
    let person = ConsentOrder {
        alias: ALIAS.into(),
        heard_by: Some("canary-hearer-of-it".into()),
        how: Some("canary-how-in-person".into()),
        scope: Some("named".into()),
        named: Some(["lumbre".parse().unwrap()].into()),
        risks_explained: true,
        ..ConsentOrder::default()
    };
    let analyst = node.caller("analyst").await;
    let desk = node.desk();
    desk.record_consent(&analyst, &person).await.unwrap();
}

/// The desk that will be out says that it locked itself; the first one hears it, and passes it on.
async fn locks_itself(fed: &Federation) {
    let (ancolie, zenit) = (fed.desk(ORIGIN), fed.desk(EXPELLED));
    let word = Notice::SelfSuspension {
        since: fed.now(),
        text: Some("canary-lock-text".into()),
        over: false,
    };
    let green = StreamName::Green(fed.network);
    let said = says(
        zenit,
        [5; 16],
        5,
        green.clone(),
        fed.now(),
        Body::Notice(word),
    );
    let line = Forger::of(zenit, green, &[said], fed.now());
    let round = ancolie.desk().pull(fed.network, zenit.id(), &line).await;
    assert_eq!(round.unwrap().failed, None);
}

/// What desks say to each other beside bulletins, and what the first one keeps for itself; the id of what is
/// sealed.
async fn besides(fed: &Federation) -> BulletinId {
    let [ancolie, lumbre, qasaba] = [ORIGIN, "lumbre", "qasaba"].map(|id| fed.desk(id));
    let nothing = BTreeMap::new;
    let of_lumbre = lumbre.caller("coordinator").await;
    let profile = Profile {
        hours: Some("canary-profile-hours".into()),
        services: ["canary-profile-service".to_owned()].into(),
        channels: vec![Channel {
            kind: "signal".into(),
            at: "canary-profile-channel".into(),
            traits: std::collections::BTreeSet::new(),
        }],
        network_feed: true,
        ..Profile::default()
    };
    let order = ProfileOrder { profile };
    lumbre.desk().set_profile(&of_lumbre, &order).await.unwrap();
    // [PUB-14] Two of them agree to stand in the feed of the network.
    let profile = Profile {
        network_feed: true,
        ..Profile::default()
    };
    let of_ancolie = ancolie.caller("coordinator").await;
    let order = ProfileOrder { profile };
    ancolie
        .desk()
        .set_profile(&of_ancolie, &order)
        .await
        .unwrap();
    let order = ObjectOrder {
        desk: "faro".parse().unwrap(),
        key: None,
        why: "canary-objection-why".into(),
        because: nothing(),
    };
    let of_qasaba = qasaba.caller("coordinator").await;
    qasaba.desk().object(&of_qasaba, &order).await.unwrap();
    let order = ReportOrder {
        desk: EXPELLED.parse().unwrap(),
        text: "canary-report-text".into(),
        because: nothing(),
    };
    qasaba.desk().report_desk(&of_qasaba, &order).await.unwrap();
    let order = SuspendOrder {
        desk: EXPELLED.parse().unwrap(),
        why: "canary-suspension-why".into(),
        signed: None,
        because: nothing(),
    };
    lumbre
        .desk()
        .suspend_desk(&of_lumbre, &order)
        .await
        .unwrap();
    let order = BreachOrder {
        since: fed.now().plus_days(-1),
        until: None,
        text: "canary-breach-text".into(),
        confirm: true,
        because: nothing(),
    };
    let analyst = lumbre.caller("analyst").await;
    lumbre.desk().tell_breach(&analyst, &order).await.unwrap();

    let analyst = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let order = LookUpOrder {
        name: "canary-lookup-name".into(),
        content: "listed-by-others.example".into(),
        source: Some("canary-lookup-source".into()),
        licence: Some("CC0-1.0".into()),
        ..LookUpOrder::default()
    };
    desk.add_look_up(&analyst, &order).await.unwrap();
    let order = ProtectOrder {
        words: vec!["canary-protected-word".into()],
        label: "canary-wordnote-of-it".into(),
    };
    desk.protect_words(&analyst, &order).await.unwrap();
    let mut file = fanal_seal::FIRST_LINE.to_vec();
    file.extend_from_slice(b"\ncanary-sealed-content\n");
    file.resize(4096, b'x');
    let order = SealOrder {
        to: "lumbre".parse().unwrap(),
        sealed: Blob(file),
    };
    let sealed = desk.send_sealed(&analyst, &order).await.unwrap();
    let (_, id) = sealed.reference.split_once('/').unwrap();
    id.parse().unwrap()
}

async fn held(node: &Node, id: BulletinId) {
    let reviewer = node.caller("reviewer").await;
    let order = HoldOrder {
        bulletin: id.to_string(),
        why: "canary-hold-why".into(),
        release: false,
    };
    node.desk().hold(&reviewer, &order).await.unwrap();
}

/// Waits, is approved, and is public.
async fn publishes(node: &Node, order: ShareOrder) -> BulletinId {
    let id = node.insists(order).await;
    let approved = node.approves(id).await.unwrap();
    assert!(approved.published.is_some());
    id
}

async fn returns(node: &Node, id: BulletinId) {
    let reviewer = node.caller("reviewer").await;
    node.desk()
        .return_draft(&reviewer, id, "canary-note-return")
        .await
        .unwrap();
}

async fn vouches_for(member: &Node, stranger: &Node) {
    let request = stranger.ask_to_join(member).await;
    let coordinator = member.caller("coordinator").await;
    let desk = member.desk();
    desk.vouch(
        &coordinator,
        &request,
        "canary-vouch-how",
        &std::collections::BTreeMap::new(),
    )
    .await
    .unwrap();
    let analyst = member.caller("analyst").await;
    desk.issue_token(
        &analyst,
        &fanal_desk::TokenOrder {
            purpose: "canary-purpose-token".into(),
            ..fanal_desk::TokenOrder::default()
        },
    )
    .await
    .unwrap();
}

async fn expel(fed: &Federation) {
    let out = RosterChange {
        status: [(EXPELLED.parse().unwrap(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&out).await;
    for node in fed.all() {
        if node.id().as_str() != EXPELLED {
            node.take_roster(&roster.envelope).await;
        }
    }
}

async fn take_back(
    fed: &Federation,
    ids: &BTreeMap<&'static str, BulletinId>,
    unpublished: BulletinId,
) {
    let ancolie = fed.desk(ORIGIN);
    ancolie.withdraws(&ids["withdrawn"].to_string()).await;
    ancolie.withdraws(&unpublished.to_string()).await;
    ancolie
        .revises(ReviseOrder {
            bulletin: ids["narrowed"].to_string(),
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            ..ReviseOrder::default()
        })
        .await;
}
