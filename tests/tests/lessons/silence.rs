//! What did not arrive, and nobody knew why.

use fanal_desk::{ExplainOrder, ReviseOrder, ShareOrder};
use fanal_protocol::wire::Entry;
use fanal_protocol::{Code, Label, StreamName};
use fanal_tests::federation::{Forger, Ordering as _, green, says, share};

use crate::cast::{changes, group, grouped, names, revise, three, two};

/// "This should never happen", in a log that nobody reads. Here who refuses says why to who sent it, and
/// both see it in their lists.
#[tokio::test]
async fn misp_2601_misp_3431_misp_2949_misp_9007_a_refusal_is_told_with_its_code() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let name = StreamName::Green(fed.network);
    // Signed for a moment that has not come.
    let early = says(
        lumbre,
        [1; 16],
        1,
        name.clone(),
        fed.now().plus_days(2),
        green("Early"),
    );
    let line = Forger::of(lumbre, name, &[early], fed.now());
    let round = ancolie
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert_eq!(round.refused, 1, "{round:?}");
    assert_eq!(ancolie.refused_from(lumbre).await, [Code::VerifyTime]);
    lumbre.pull(ancolie).await;
    let caller = lumbre.caller("analyst").await;
    let told = lumbre.desk().list_refusals(&caller).await.unwrap();
    let received: Vec<Code> = told
        .iter()
        .filter(|row| row.direction == "received")
        .map(|row| row.code)
        .collect();
    assert_eq!(received, [Code::VerifyTime]);
}

/// The page said that it would be pushed, and it was not.
#[tokio::test]
async fn misp_9633_the_preview_promises_nothing_that_has_to_wait() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let order = share("amber", "a.example").to(&["lumbre"]);
    assert_eq!(names(&ancolie.previews(&order).await), ["lumbre"].into());
    // No coordinator was heard for longer than the network allows: AMBER waits.
    fed.clock.advance(8 * 86_400);
    let preview = ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    let said = ancolie.try_share(preview).await.unwrap().outlook;
    assert!(
        said.now.is_empty() || said.stands_against.is_some(),
        "{said:?}"
    );
    let _ = ancolie.try_share(order).await;
    let _ = lumbre.try_pull(ancolie).await;
    assert_eq!(lumbre.knows("a.example").await, 0);
}

/// To allow one tag blocked everything else; a container whose parts were stricter arrived empty. Here
/// labels do not block each other, and a file goes as far as its strictest part, or not at all.
#[tokio::test]
async fn misp_9879_misp_10225_a_stricter_part_is_said_and_nothing_arrives_empty() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let amber = share("amber", "one.example").to(&["lumbre"]);
    ancolie.shares(amber).await;
    ancolie.shares(share("green", "two.example")).await;
    let mixed = r#"{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b21","objects":[
{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a21","created":"2026-01-01T01:02:03.456Z","modified":"2026-01-01T01:02:03.456Z","pattern":"[domain-name:value = 'clear.example']","pattern_type":"stix","valid_from":"2026-01-01T01:02:03.456Z","object_marking_refs":["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]},
{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a22","created":"2026-01-01T01:02:03.456Z","modified":"2026-01-01T01:02:03.456Z","pattern":"[domain-name:value = 'amber.example']","pattern_type":"stix","valid_from":"2026-01-01T01:02:03.456Z","object_marking_refs":["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]}]}"#;
    for wider in ["clear", "green"] {
        let order = share(wider, mixed).consent("public");
        assert_eq!(
            ancolie.try_share(order).await.map(drop),
            Err(Code::PolicyLabel),
            "{wider}"
        );
    }
    let whole = ShareOrder {
        label: None,
        ..share("", mixed)
    };
    let whole = ancolie.shares(whole.to(&["lumbre"])).await;
    fed.sync_all().await;
    let shown = lumbre.shows(&format!("ancolie/{whole}")).await.unwrap();
    assert_eq!((shown.line.label, shown.values.len()), (Label::Amber, 2));
    for value in [
        "one.example",
        "two.example",
        "clear.example",
        "amber.example",
    ] {
        assert_eq!(lumbre.knows(value).await, 1, "{value}");
    }
}

/// Changes of what a group had did not reach those further away.
#[tokio::test]
async fn misp_10061_a_revision_reaches_the_group_by_relays() {
    let fed = grouped().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    changes(&fed, &group(qasaba, "stalkerware", true)).await;
    let id = ancolie
        .shares(share("green", "g.example").to(&["group:stalkerware"]))
        .await;
    fed.sync_all().await;
    fed.wire.cut(ancolie.id(), qasaba.id());
    let change = ReviseOrder {
        title: Some("The second".into()),
        ..revise(id)
    };
    ancolie.revises(change).await;
    lumbre.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    let shown = qasaba.shows(&format!("ancolie/{id}")).await.unwrap();
    assert_eq!(
        (shown.line.revision, shown.line.title.as_deref()),
        (2, Some("The second"))
    );
}

/// The label itself was lost on the way. Here it is inside what the origin signed.
#[tokio::test]
async fn misp_8840_the_label_is_inside_what_is_signed() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    ancolie
        .shares(share("amber+strict", "s.example").to(&["lumbre"]))
        .await;
    let served = ancolie.serves(lumbre).await.unwrap();
    let signed = served
        .entries
        .iter()
        .find_map(|(stream, entry)| match entry {
            Entry::Envelope(bytes) => {
                matches!(stream.name, StreamName::Direct(_)).then_some(bytes.clone())
            }
            Entry::Tombstone { .. } | Entry::NotHeld(_) => None,
        });
    let bytes = signed.unwrap();
    let keys = [ancolie.desk().keys().statement.public()];
    assert!(fanal_protocol::Opened::open(&bytes, ancolie.id(), &keys).is_ok());
    let envelope: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let payload = data_encoding::BASE64
        .decode(envelope["payload"].as_str().unwrap().as_bytes())
        .unwrap();
    let text = String::from_utf8(payload).unwrap();
    assert!(text.contains("TLP:AMBER+STRICT"), "{text}");
    let relabelled =
        data_encoding::BASE64.encode(text.replace("TLP:AMBER+STRICT", "TLP:GREEN").as_bytes());
    let mut forged = envelope.clone();
    forged["payload"] = relabelled.into();
    let forged = serde_json::to_vec(&forged).unwrap();
    assert!(fanal_protocol::Opened::open(&forged, ancolie.id(), &keys).is_err());
}

/// Words that promised one thing and did another ("this community only" went nowhere).
#[tokio::test]
async fn misp_1015_each_label_says_in_words_what_it_does() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let mut said = std::collections::BTreeSet::new();
    let orders = [
        share("amber+strict", "x.example").to(&["lumbre"]),
        share("amber", "x.example").to(&["lumbre"]),
        share("green", "x.example").to(&["lumbre"]),
        share("green", "x.example"),
        share("clear", "x.example").consent("public"),
    ];
    let count = orders.len();
    for order in orders {
        let preview = ShareOrder {
            dry_run: true,
            ..order
        };
        let outlook = ancolie.try_share(preview).await.unwrap().outlook;
        assert_eq!(names(&outlook.now), ["lumbre"].into(), "{}", outlook.label);
        said.insert(outlook.then);
    }
    assert_eq!(said.len(), count, "{said:?}");
}

/// "Why did they not get it?" had no answer.
#[tokio::test]
async fn misp_5007_misp_1631_misp_6054_misp_9128_misp_2923_misp_2455_every_no_has_its_rule() {
    let fed = grouped().await;
    let [ancolie, _, qasaba] = fed.desks();
    let orders = [
        share("amber", "a.example").to(&["lumbre"]),
        share("green", "g.example").to(&["group:stalkerware"]),
        ShareOrder {
            draft_only: true,
            ..share("amber", "r.example")
                .to(&["qasaba"])
                .consent("refused")
        },
    ];
    for order in orders {
        let what = order.content.clone();
        let id = ancolie.shares(order).await;
        let caller = ancolie.caller("analyst").await;
        let asked = ExplainOrder {
            bulletin: id.to_string(),
            desk: Some(qasaba.id().clone()),
        };
        let told = ancolie.desk().explain(&caller, &asked).await.unwrap().desks;
        assert_eq!(told.len(), 1, "one desk was asked about");
        let told = &told[0];
        assert!(!told.allowed && told.code.is_some(), "{what}: {told:?}");
        assert!(
            !told.rule.is_empty() && !told.words.is_empty(),
            "{what}: {told:?}"
        );
        assert!(told.sentence.contains("qasaba"), "{what}: {told:?}");
    }
}

/// Desks touched each other's copies for a year. Here who has it is told nothing new, for ever.
#[tokio::test]
async fn misp_4838_nothing_goes_round_in_circles() {
    let fed = three().await;
    for node in fed.all() {
        node.shares(share("green", &format!("{}.example", node.id())))
            .await;
    }
    fed.sync_all().await;
    for _ in 0..3 {
        for to in fed.all() {
            for from in fed.all().iter().filter(|from| from.id() != to.id()) {
                let round = to.pull(from).await;
                assert!(
                    round.unchanged && round.taken == 0,
                    "{} from {}: {round:?}",
                    to.id(),
                    from.id()
                );
            }
        }
    }
}

/// A new member did not get what was there before.
#[tokio::test]
async fn misp_3468_who_joins_a_group_gets_its_green_history() {
    let fed = grouped().await;
    let [ancolie, _, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "old.example").to(&["group:stalkerware"]))
        .await;
    fed.sync_all().await;
    assert!(!qasaba.holds(id).await);
    changes(&fed, &group(qasaba, "stalkerware", true)).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
}
