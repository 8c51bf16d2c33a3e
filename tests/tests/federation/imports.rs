//! What others made: how far it goes, what is joined, and what of a person's device is told to whom.

use std::collections::BTreeSet;

use fanal_desk::{FoundValue, ReviewItem, ReviewsOrder, ShareOrder, SightFoundOrder};
use fanal_protocol::{BulletinId, Code, Label, Reference};
use fanal_store::{DraftRow, DraftState, Store as _};
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::three;

/// An event with one value for everybody, one for the own organisation, one that is no sign.
fn event(members: &str) -> String {
    format!(
        r#"{{"Event": {{"info": "A wave", "event_creator_email": "canary-staff@desk.example"{members}, "Attribute": [
            {{"type": "domain", "value": "wide.example", "to_ids": true}},
            {{"type": "domain", "value": "narrow.example", "to_ids": true, "distribution": "0"}},
            {{"type": "hostname", "value": "ns.registrar.example", "to_ids": false}},
            {{"type": "target-email", "value": "canary-target@person.example", "to_ids": true}}]}}}}"#
    )
}

fn import(label: &str, content: &str) -> ShareOrder {
    ShareOrder {
        join_known: true,
        ..share(label, content)
    }
}

/// Desks that said that they saw it, as its origin knows.
async fn sightings(node: &Node, id: BulletinId) -> usize {
    let reference = Reference {
        origin: node.id().clone(),
        id,
    };
    let mut unit = node.database().read().await.unwrap();
    unit.sightings(node.network(), &reference)
        .await
        .unwrap()
        .len()
}

/// [IMP-1] People call files after people.
#[tokio::test]
async fn the_name_of_a_file_is_no_title_and_goes_nowhere() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let named = |label: &str, content: &str| ShareOrder {
        file_name: Some("canary-sara-haddad.txt".into()),
        title: None,
        ..share(label, content)
    };
    ancolie.shares(named("green", "one.example\n")).await;
    let several = named("green", "two.example\nthree.example\n");
    ancolie.shares(several).await;
    let asked = named("green", "four.example\n").asking_until(fed.now().plus_seconds(3600));
    ancolie.shares(asked).await;
    let waits = named("clear", "five.example\n").consent("public");
    ancolie.shares(waits).await;
    lumbre.pull(ancolie).await;
    for node in [ancolie, lumbre] {
        let everything = node.everything().await;
        assert!(!everything.contains("canary"), "{}", node.id());
        for title in ["1 domain name", "2 values", "Seen this?"] {
            assert!(everything.contains(title), "{}: {title}", node.id());
        }
    }
    let reviewer = ancolie.caller("reviewer").await;
    let all = ReviewsOrder::default();
    let waiting = ancolie.desk().list_reviews(&reviewer, &all).await.unwrap();
    let waiting = serde_json::to_string(&waiting).unwrap();
    assert!(
        waiting.contains("1 domain name") && !waiting.contains("canary"),
        "{waiting}"
    );
}

/// [IMP-19]
#[tokio::test]
async fn a_list_of_watchware_is_shared_as_that_unless_a_person_says_otherwise() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let list = |name: &str| {
        let yaml = format!(
            "- name: Watcher\n  type: watchware\n  packages:\n  - com.example.{name}\n  websites:\n  - {name}.example\n"
        );
        ShareOrder {
            file_name: Some("ioc.yaml".into()),
            title: None,
            ..share("green", &yaml)
        }
    };
    let said = ShareOrder {
        title: Some("Ours".into()),
        category: Some("stalkerware".into()),
        ..list("two")
    };
    for (order, title, category) in [
        (list("one"), "watchware: 1 app", "watchware"),
        (said, "Ours", "stalkerware"),
    ] {
        let shared = ancolie.try_share(order).await.unwrap();
        let reference = format!("ancolie/{}", shared.bulletins[0].id.unwrap());
        let analyst = ancolie.caller("analyst").await;
        let shown = ancolie.desk().show_bulletin(&analyst, &reference).await;
        let shown = serde_json::to_value(shown.unwrap()).unwrap();
        let line = &shown["line"];
        assert_eq!(
            (&line["title"], &line["category"]),
            (&title.into(), &category.into())
        );
    }
}

/// [IMP-1] [PRV-1]
#[tokio::test]
async fn an_address_in_a_mail_is_an_attackers_only_where_a_person_says_so() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let mail = ShareOrder {
        role: None,
        ..share(
            "green",
            "From: Bank <bank@phish.com>\nTo: sara@private.org\nDate: Mon\n\nhttps://phish.com/login\n",
        )
    };
    let refused = ancolie.try_share(mail.clone()).await.err();
    assert_eq!(refused, Some(Code::PolicyPrivacy));
    let said = ShareOrder {
        roles: [("bank@phish.com".to_owned(), "sender".to_owned())].into(),
        ..mail
    };
    assert!(ancolie.try_share(said).await.is_ok());
}

/// [IMP-10]
#[tokio::test]
async fn what_a_person_says_of_kinds_and_columns_is_heeded_or_refused() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let list = ShareOrder {
        kind: Some("process-name".into()),
        ..share("green", "bh\nroleaboutd\n")
    };
    let shared = ancolie.try_share(list).await.unwrap();
    assert_eq!(
        shared.kinds.get("process-name"),
        Some(&2),
        "{:?}",
        shared.kinds
    );
    let columns = |told: &[(&str, &str)], content: &str| ShareOrder {
        columns: told
            .iter()
            .map(|(at, word)| ((*at).to_owned(), (*word).to_owned()))
            .collect(),
        ..share("green", content)
    };
    let table = "2026-01-01,com.example.spy,Lantern\n2026-01-02,org.example.other,Lantern\n";
    let told = columns(&[("2", "app-id"), ("3", "names")], table);
    let shared = ancolie.try_share(told).await.unwrap();
    assert_eq!(shared.kinds.get("app-id"), Some(&2), "{:?}", shared.kinds);
    let with_kind = |kind: &str, content: &str| ShareOrder {
        kind: Some(kind.into()),
        ..share("green", content)
    };
    let analyst = ancolie.caller("analyst").await;
    for (wrong, says) in [
        (
            with_kind("flavour", "evil.example"),
            "domain-name, url, ipv4-addr",
        ),
        (with_kind("url", &event("")), "read as `misp`"),
        (
            columns(&[("2", "flavour")], table),
            "configuration-profile-id",
        ),
        (columns(&[("0", "url")], table), "counted from 1"),
        (columns(&[("x", "url")], table), "counted from 1"),
        (columns(&[("9", "url")], table), "no column 9"),
        (
            ShareOrder {
                format: Some("list".into()),
                ..columns(&[("1", "url")], "evil.example\nother.example")
            },
            "read as `list`",
        ),
    ] {
        let refused = ancolie.desk().share(&analyst, &wrong).await.unwrap_err();
        let refused = refused.problem();
        assert!(refused.text.contains(says), "{}", refused.text);
    }
}

/// The catalogue of known exploited vulnerabilities travels as knowledge, and matches nothing.
#[tokio::test]
async fn known_exploited_vulnerabilities_are_shared_and_match_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let catalogue = r#"{"catalogVersion": "2026.11.20", "vulnerabilities": [
        {"cveID": "CVE-2026-0001", "vendorProject": "Lantern", "product": "Messenger", "dateAdded": "2026-11-19",
         "vulnerabilityName": "Use-After-Free", "shortDescription": "A picture runs code.",
         "notes": "https://vendor.example/advisory-1"},
        {"cveID": "CVE-1", "dateAdded": "2026-11-19"}]}"#;
    let shared = ancolie.try_share(import("green", catalogue)).await.unwrap();
    assert_eq!((shared.read_as.as_str(), shared.read), ("kev", 0));
    assert_eq!(shared.refused.len(), 1);
    assert_eq!(shared.refused[0].place, "entry 2");
    lumbre.pull(ancolie).await;
    let held = lumbre.everything().await;
    assert!(held.contains("CVE-2026-0001"));
    assert_eq!(lumbre.knows("vendor.example").await, 0);
}

/// [IMP-1]
#[tokio::test]
async fn a_value_that_its_source_keeps_narrower_stays_behind() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let shared = ancolie
        .try_share(import("green", &event("")))
        .await
        .unwrap();
    assert_eq!((shared.read, shared.context), (1, 1));
    assert_eq!(shared.refused.len(), 1);
    assert!(
        shared.refused[0].fault.contains("TLP:AMBER+STRICT"),
        "{:?}",
        shared.refused
    );
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.knows("wide.example").await, 1);
    assert_eq!(lumbre.knows("narrow.example").await, 0);
    // Context goes along, and matches nothing.
    assert_eq!(lumbre.knows("ns.registrar.example").await, 0);
    let all = format!(
        "{}{}",
        ancolie.everything().await,
        lumbre.everything().await
    );
    assert!(all.contains("ns.registrar.example"));
    assert!(!all.contains("canary") && !all.contains("narrow.example"));
    // As narrow as its source keeps it, it may go.
    let narrow = import("amber+strict", &event("")).to(&["lumbre"]);
    assert_eq!(ancolie.try_share(narrow).await.unwrap().read, 2);
}

/// [IMP-1] [MRK-4]
#[tokio::test]
async fn an_event_goes_no_further_than_its_tags_and_distribution_say() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let amber = r#", "Tag": [{"name": "tlp:white"}, {"name": "TLP:AMBER"}]"#;
    let one_community = r#", "distribution": "1""#;
    let unreadable = r#", "Tag": [{"name": "tlp:ex:chr"}]"#;
    for (label, members) in [
        ("green", amber),
        ("clear", one_community),
        ("amber", unreadable),
    ] {
        let order = import(label, &event(members));
        assert_eq!(
            ancolie.try_share(order).await.err(),
            Some(Code::PolicyLabel),
            "{members}"
        );
    }
    // Without a label of its own, and without one from a person, it stays.
    let unlabelled = ShareOrder {
        label: None,
        ..import("green", &event(one_community))
    };
    assert_eq!(
        ancolie.try_share(unlabelled).await.err(),
        Some(Code::PolicyUnlabelled)
    );
    // Who gives none gets the strictest of all that is in it.
    let carried = ShareOrder {
        label: None,
        ..import("green", &event(amber)).to(&["lumbre"])
    };
    let id = ancolie.shares(carried).await;
    let shown = ancolie.shows(&id.to_string()).await.unwrap();
    assert_eq!(shown.line.label, Label::AmberStrict);
}

/// [IMP-2]
#[tokio::test]
async fn the_same_list_again_is_joined_by_value_whatever_its_ids() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let bundle = |version: u8, domains: &[&str]| {
        let objects: Vec<String> = domains
            .iter()
            .enumerate()
            .map(|(at, domain)| {
                let id = format!("4b5f0f0c-6d27-4b4d-9c0d-1c1c5a{version:02x}{at:04x}");
                format!(
                    r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--{id}","created":"2026-01-01T00:00:00.000Z",
                    "modified":"2026-01-01T00:00:00.000Z","pattern":"[domain-name:value = '{domain}']","pattern_type":"stix",
                    "valid_from":"2026-01-01T00:00:00Z"}},
                    {{"type":"relationship","spec_version":"2.1","id":"relationship--{id}","created":"2026-01-01T00:00:00.000Z",
                    "modified":"2026-01-01T00:00:00.000Z","relationship_type":"indicates","source_ref":"indicator--{id}",
                    "target_ref":"malware--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a12"}}"#
                )
            })
            .collect();
        format!(
            r#"{{"type":"bundle","id":"bundle--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a10","objects":[{}]}}"#,
            objects.join(",")
        )
    };
    let first = import("green", &bundle(1, &["a.example", "b.example"]));
    ancolie.shares(first.clone()).await;
    let again = ancolie.try_share(first.clone()).await.unwrap();
    assert_eq!((again.joined, again.bulletins.len()), (2, 0));
    let newer = ancolie
        .try_share(import("green", &bundle(2, &["b.example", "c.example"])))
        .await
        .unwrap();
    assert_eq!((newer.joined, newer.read, newer.bulletins.len()), (1, 1, 1));
    lumbre.pull(ancolie).await;
    for value in ["a.example", "b.example", "c.example"] {
        assert_eq!(lumbre.knows(value).await, 1, "{value}");
    }
    // What went less far is not the same thing.
    let elsewhere = first.clone().to(&["lumbre"]);
    assert_eq!(ancolie.try_share(elsewhere).await.unwrap().joined, 0);
    // An envelope of TAXII goes the same way.
    let envelope = ShareOrder::default().for_envelope(r#"{"objects":[]}"#.into());
    assert!(envelope.join_known && envelope.format.as_deref() == Some("stix"));
    // What was withdrawn is no reason to leave anything out.
    let gone = ancolie.shares(import("green", "gone.example")).await;
    ancolie.withdraws(&gone.to_string()).await;
    assert_eq!(
        ancolie
            .try_share(import("green", "gone.example"))
            .await
            .unwrap()
            .joined,
        0
    );
}

/// [IMP-2]
#[tokio::test]
async fn what_waits_for_review_is_joined_too() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let order = import("clear", "public.example").consent("not-needed:already-public");
    let id = ancolie.shares(order.clone()).await;
    assert_eq!(ancolie.try_share(order.clone()).await.unwrap().joined, 1);
    ancolie.approves(id).await.unwrap();
    assert_eq!(ancolie.try_share(order).await.unwrap().joined, 1);
}

/// [IMP-3]
#[tokio::test]
async fn what_matched_on_a_device_is_told_to_its_origin_and_all_else_is_dropped() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "evil.example\nc2.example"))
        .await;
    lumbre.pull(ancolie).await;
    let found = |value: &str| FoundValue {
        value: value.to_owned(),
        kind: Some("domain-name".to_owned()),
    };
    let order = SightFoundOrder {
        values: vec![found("evil.example"), found("canary-visited.example")],
        named: false,
        dry_run: true,
    };
    let caller = lumbre.caller("analyst").await;
    let preview = lumbre.desk().sight_found(&caller, &order).await.unwrap();
    assert_eq!((preview.told.len(), preview.unknown), (1, 1));
    ancolie.pull(lumbre).await;
    assert_eq!(sightings(ancolie, id).await, 0);
    let order = SightFoundOrder {
        dry_run: false,
        ..order
    };
    let told = lumbre.desk().sight_found(&caller, &order).await.unwrap();
    assert_eq!(told.told[0].reference, format!("ancolie/{id}"));
    assert_eq!(told.told[0].values, ["evil[.]example"]);
    ancolie.pull(lumbre).await;
    qasaba.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    assert_eq!(sightings(ancolie, id).await, 1);
    for node in fed.all() {
        assert!(!node.everything().await.contains("canary"), "{}", node.id());
    }
    assert!(!serde_json::to_string(&told).unwrap().contains("canary"));
}

/// [IMP-3]
#[tokio::test]
async fn nobody_shares_what_was_found_on_a_device() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let alerts = r#"[{"module": "sms", "event": {"text": "canary"}, "matched_indicator":
        {"value": "evil.example", "type": "domains", "name": "x"}}]"#;
    let order = share("green", alerts);
    assert_eq!(
        ancolie.try_share(order).await.err(),
        Some(Code::PolicyPrivacy)
    );
    assert!(!ancolie.everything().await.contains("canary"));
}

/// [IMP-11]
#[tokio::test]
async fn what_a_source_had_is_drafted_for_an_account_that_may_and_never_sent() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let desk = ancolie.desk();
    let analyst = ancolie.caller("analyst").await.account().to_owned();
    let reviewer = ancolie.caller("reviewer").await.account().to_owned();
    let order = ShareOrder {
        // It asks for more than a schedule may.
        draft_only: false,
        join_known: false,
        ..share("green", "scheduled.example")
    };
    let drafted = desk.draft_from_source(&analyst, &order).await.unwrap();
    assert_eq!(drafted.bulletins[0].state, "draft");
    let again = desk.draft_from_source(&analyst, &order).await.unwrap();
    assert_eq!((again.joined, again.bulletins.len()), (1, 0));
    let mut unit = ancolie.database().read().await.unwrap();
    let key = (fanal_stix::Kind::DomainName, "scheduled.example".to_owned());
    let sent = unit.probe(ancolie.network(), &[key], 1).await.unwrap();
    assert!(sent.is_empty(), "nothing of it went");
    drop(unit);
    for (account, code) in [
        ("nobody", Code::AccountUnknown),
        (reviewer.as_str(), Code::PolicyRole),
    ] {
        let refused = desk.draft_from_source(account, &order).await;
        assert_eq!(
            refused.err().map(|error| error.code()),
            Some(code),
            "{account}"
        );
    }
}

/// [IMP-14]
#[tokio::test]
async fn a_source_fills_no_desk_with_drafts_that_nobody_looks_at() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let desk = ancolie.desk();
    let analyst = ancolie.caller("analyst").await.account().to_owned();
    let lying = |number: u8, bytes: usize| DraftRow {
        id: BulletinId::from_random([number; 16]),
        author: analyst.clone(),
        state: DraftState::Draft,
        reviewer: None,
        updated: desk.now(),
        body: vec![b' '; bytes],
    };
    let order = share("green", "one-more.example");
    let refused = async || desk.draft_from_source(&analyst, &order).await.err();
    // Sixty-four of a megabyte, and what comes.
    let mut unit = ancolie.database().begin().await.unwrap();
    for number in 0..64 {
        unit.put_draft(&lying(number, 1 << 20)).await.unwrap();
    }
    unit.commit().await.unwrap();
    let why = refused().await.unwrap();
    assert_eq!(why.code(), Code::LimitRate);
    assert!(
        why.problem().text.contains("64 drafts"),
        "{}",
        why.problem().text
    );
    // What a person threw away makes room.
    let mut unit = ancolie.database().begin().await.unwrap();
    unit.delete_draft(lying(0, 0).id).await.unwrap();
    unit.commit().await.unwrap();
    assert!(refused().await.is_none());
}

/// [IMP-2] [RST-5]
#[tokio::test]
async fn what_lies_as_a_draft_is_recognised_by_its_values_whoever_noted_them() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let desk = ancolie.desk();
    let analyst = ancolie.caller("analyst").await.account().to_owned();
    let again = async |label: &str, value: &str| {
        let order = share(label, value);
        desk.draft_from_source(&analyst, &order).await.unwrap()
    };
    let first = again("green", "first.example").await.bulletins[0].id;
    let first = first.unwrap();
    assert_eq!(again("green", "first.example").await.joined, 1);
    assert_eq!(again("green", "other.example").await.joined, 0);
    // Narrower is something else, and so is the kind.
    let narrower = share("amber", "first.example").to(&["lumbre"]);
    let narrower = desk.draft_from_source(&analyst, &narrower).await.unwrap();
    assert_eq!(narrower.joined, 0);
    // As an older version of the program left it: put, and nothing noted of its values.
    let mut unit = ancolie.database().begin().await.unwrap();
    let row = unit.draft(first).await.unwrap().unwrap();
    unit.put_draft(&row).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(again("green", "first.example").await.joined, 1);
    // What was thrown away is recognised no more.
    let mut unit = ancolie.database().begin().await.unwrap();
    unit.delete_draft(first).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(again("green", "first.example").await.joined, 0);
}

/// [IMP-14]
#[tokio::test]
async fn of_all_that_waits_a_list_opens_what_it_shows_and_misses_nothing() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let desk = ancolie.desk();
    let caller = ancolie.caller("analyst").await;
    for number in 0..5 {
        let order = share("green", &format!("d{number}.example"));
        desk.draft_from_source(caller.account(), &order)
            .await
            .unwrap();
    }
    // The newest of all cannot be opened: a page that does not reach it does not notice.
    let unreadable = DraftRow {
        id: BulletinId::from_random([9; 16]),
        author: caller.account().to_owned(),
        state: DraftState::Draft,
        reviewer: None,
        updated: desk.now().plus_seconds(1),
        body: b"no draft".to_vec(),
    };
    let mut unit = ancolie.database().begin().await.unwrap();
    unit.put_draft(&unreadable).await.unwrap();
    unit.commit().await.unwrap();
    let page = async |behind, limit| {
        let order = ReviewsOrder {
            states: vec![DraftState::Draft],
            limit,
            behind,
        };
        desk.list_reviews(&caller, &order).await
    };
    let (mut seen, mut behind) = (BTreeSet::new(), None);
    for length in [2, 2, 1] {
        let items = page(behind, length).await.unwrap();
        assert_eq!(items.len(), usize::try_from(length).unwrap());
        behind = items.last().map(ReviewItem::place);
        seen.extend(items.into_iter().map(|item| item.id));
    }
    assert_eq!(seen.len(), 5, "none twice, and none missing: {seen:?}");
    let beyond = page(behind, 1).await.err().map(|error| error.code());
    assert_eq!(beyond, Some(Code::Broken));
    // Neither a sheet nor what was sent is listed, and none waits.
    for state in [DraftState::Sheet, DraftState::Sent] {
        let order = ReviewsOrder {
            states: vec![state],
            ..ReviewsOrder::default()
        };
        let refused = desk.list_reviews(&caller, &order).await.err();
        assert_eq!(refused.map(|error| error.code()), Some(Code::UsageInvalid));
    }
    let waiting = ReviewsOrder {
        states: vec![DraftState::Waiting],
        ..ReviewsOrder::default()
    };
    assert!(
        desk.list_reviews(&caller, &waiting)
            .await
            .unwrap()
            .is_empty()
    );
}
