//! Lists of others: kept to be asked, or to warn; nothing of them is shared.

use fanal_desk::{
    LookUpOrder, LookUpPart, ShareOrder, WarningListOrder, WhichLookUp, WhichWarningList,
};
use fanal_protocol::Code;
use fanal_store::Store as _;
use fanal_tests::federation::{Ordering as _, share};

use crate::cast::three;
use crate::checking::checks;

/// [IMP-4]
#[tokio::test]
async fn a_list_of_others_is_asked_by_a_check_and_goes_nowhere_else() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let caller = ancolie.caller("analyst").await;
    let order = LookUpOrder {
        name: "canary-list".into(),
        content: "canary-value.example\nhxxp://canary-link[.]example/x\n".into(),
        file_name: Some("canary-file.txt".into()),
        source: Some("canary-source".into()),
        licence: Some("CC0-1.0".into()),
        ..LookUpOrder::default()
    };
    let kept = ancolie.desk().add_look_up(&caller, &order).await.unwrap();
    assert_eq!((kept.values, kept.refused), (2, 0));
    let checked = checks(ancolie, &["plain.example", "www.canary-value.example"]).await;
    // It is told apart from what the network knows, with its licence.
    assert_eq!(
        (checked.hits, checked.known.len(), checked.listed.len()),
        (0, 0, 1)
    );
    let told = &checked.listed[0].lists[0];
    assert_eq!(
        (told.list.as_str(), told.licence.as_deref()),
        ("canary-list", Some("CC0-1.0"))
    );
    assert_eq!(told.source.as_deref(), Some("canary-source"));
    // A bulletin beside it, public too, so that every road is gone.
    let id = ancolie
        .shares(share("clear", "beside.example").consent("public"))
        .await;
    ancolie.approves(id).await.unwrap();
    ancolie.shares(share("green", "green.example")).await;
    for node in [lumbre, qasaba] {
        node.pull(ancolie).await;
        assert!(!node.everything().await.contains("canary"), "{}", node.id());
        assert_eq!(
            checks(node, &["canary-value.example"]).await.listed.len(),
            0
        );
    }
    let everything = ancolie.everything().await;
    assert!(!everything.contains("canary") && everything.contains("beside.example"));
    // Sharing the value knows nothing of the list: it is no source to compose from.
    let shared = ancolie.try_share(ShareOrder {
        dry_run: true,
        ..share("green", "canary-value.example")
    });
    assert_eq!(shared.await.unwrap().known, 0);
    let which = WhichLookUp {
        name: "canary-list".into(),
    };
    ancolie
        .desk()
        .remove_look_up(&caller, &which)
        .await
        .unwrap();
    assert!(
        checks(ancolie, &["canary-value.example"])
            .await
            .listed
            .is_empty()
    );
}

/// [IMP-4] [IMP-3]
#[tokio::test]
async fn findings_of_a_device_are_not_kept_as_a_list() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let caller = ancolie.caller("analyst").await;
    let order = LookUpOrder {
        name: "x".into(),
        content: r#"[{"module": "sms", "event": {}, "matched_indicator": {"value": "evil.example", "type": "domains"}}]"#.into(),
        ..LookUpOrder::default()
    };
    let refused = ancolie.desk().add_look_up(&caller, &order).await;
    assert_eq!(
        refused.err().map(|error| error.code()),
        Some(Code::PolicyPrivacy)
    );
}

/// [IMP-5]
#[tokio::test]
async fn a_warning_list_warns_and_decides_nothing() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let caller = ancolie.caller("analyst").await;
    let content = r#"{"name": "Shared hosts", "version": 1, "description": "d", "type": "hostname",
        "list": ["hosting.example"], "matching_attributes": ["domain", "hostname", "url"]}"#;
    let order = WarningListOrder {
        content: content.into(),
    };
    ancolie
        .desk()
        .add_warning_list(&caller, &order)
        .await
        .unwrap();
    let shared = ancolie
        .try_share(share(
            "green",
            "evil.hosting.example\nplain.example\nsignal.org",
        ))
        .await
        .unwrap();
    let warned: Vec<_> = shared
        .warned
        .iter()
        .map(|one| (one.value.as_str(), one.list.as_str()))
        .collect();
    assert_eq!(
        warned,
        [
            ("evil[.]hosting[.]example", "Shared hosts"),
            ("signal[.]org", "common sites")
        ]
    );
    // It went all the same.
    assert_eq!(shared.bulletins[0].state, "sent");
    assert_eq!(
        checks(ancolie, &["evil.hosting.example"])
            .await
            .warned
            .len(),
        1
    );
    // Another process of this desk sees it too, and sees it go.
    ancolie.start_again().await;
    let caller = ancolie.caller("analyst").await;
    assert_eq!(
        checks(ancolie, &["evil.hosting.example"])
            .await
            .warned
            .len(),
        1
    );
    let which = WhichWarningList {
        name: "Shared hosts".into(),
    };
    ancolie
        .desk()
        .remove_warning_list(&caller, &which)
        .await
        .unwrap();
    assert!(
        checks(ancolie, &["evil.hosting.example"])
            .await
            .warned
            .is_empty()
    );
}

/// [IMP-4] [IMP-6]
#[tokio::test]
async fn a_list_is_fetched_again_after_an_hour_and_only_while_it_is_kept() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let caller = ancolie.caller("analyst").await;
    let order = |name: &str, address: Option<&str>| LookUpOrder {
        name: name.into(),
        content: "old.example".into(),
        address: address.map(str::to_owned),
        ..LookUpOrder::default()
    };
    let fetched = order("fetched", Some("https://feed.example/list.txt"));
    ancolie.desk().add_look_up(&caller, &fetched).await.unwrap();
    ancolie
        .desk()
        .add_look_up(&caller, &order("brought", None))
        .await
        .unwrap();
    assert!(ancolie.desk().look_ups_to_fetch().await.unwrap().is_empty());
    fed.pass_seconds(3_600).await;
    let due = ancolie.desk().look_ups_to_fetch().await.unwrap();
    assert_eq!(
        due.iter()
            .map(|order| order.name.as_str())
            .collect::<Vec<_>>(),
        ["fetched"]
    );
    let newer = LookUpOrder {
        content: "new.example".into(),
        ..due[0].clone()
    };
    let refreshed = ancolie.desk().refresh_look_up(&newer).await.unwrap();
    assert_eq!(refreshed.values, 1);
    assert!(
        checks(ancolie, &["old.example"]).await.listed[0]
            .lists
            .iter()
            .all(|list| list.list == "brought")
    );
    assert_eq!(checks(ancolie, &["new.example"]).await.listed.len(), 1);
    // What cannot be read leaves the list as it was.
    let broken = LookUpOrder {
        content: "<html>".into(),
        ..newer.clone()
    };
    assert!(ancolie.desk().refresh_look_up(&broken).await.is_err());
    assert_eq!(checks(ancolie, &["new.example"]).await.listed.len(), 1);
    let which = WhichLookUp {
        name: "fetched".into(),
    };
    ancolie
        .desk()
        .remove_look_up(&caller, &which)
        .await
        .unwrap();
    assert!(ancolie.desk().refresh_look_up(&newer).await.is_err());
}

/// [IMP-12]
#[tokio::test]
async fn a_list_in_parts_is_one_list_and_forgets_what_it_is_made_of_no_more() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let caller = ancolie.caller("analyst").await;
    let part = |part: &str, mark: &str, content: &str| LookUpPart {
        part: part.into(),
        mark: mark.into(),
        content: content.into(),
    };
    let order = |parts: Vec<LookUpPart>, made_of: Option<&[&str]>| LookUpOrder {
        name: "circl".into(),
        source: Some("CIRCL".into()),
        format: Some("list".into()),
        parts,
        made_of: made_of.map(|words| words.iter().map(|word| (*word).to_owned()).collect()),
        ..LookUpOrder::default()
    };
    let put = async |order: LookUpOrder| ancolie.desk().add_look_up(&caller, &order).await;
    let first = vec![
        part("one", "1", "a.example\nboth.example"),
        part("two", "1", "both.example"),
        // What cannot be read holds nothing, and is not asked for again until it is another.
        part("three", "7", "<html>"),
    ];
    put(order(first, Some(&["one", "two", "three"])))
        .await
        .unwrap();
    let listed = async |value: &str| -> Vec<String> {
        let found = checks(ancolie, &[value]).await.listed;
        let lists = found.into_iter().flat_map(|value| value.lists);
        lists.map(|list| list.list).collect()
    };
    // Both events have it: it stands in one list.
    assert_eq!(listed("both.example").await, ["circl"]);
    let lists = ancolie.desk().list_look_ups(&caller).await.unwrap();
    let [circl] = lists.as_slice() else {
        panic!("{} lists", lists.len());
    };
    assert_eq!((circl.values, circl.refused), (3, 1));
    let marks: Vec<_> = circl
        .parts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(marks, [("one", "1"), ("three", "7"), ("two", "1")]);

    // An event that changed replaces itself alone; one that the index names no more goes with its values.
    put(order(vec![part("one", "2", "new.example")], None))
        .await
        .unwrap();
    assert!(listed("a.example").await.is_empty());
    assert_eq!(listed("new.example").await, ["circl"]);
    assert_eq!(listed("both.example").await, ["circl"]);
    put(order(Vec::new(), Some(&["one"]))).await.unwrap();
    assert!(listed("both.example").await.is_empty());

    // No part has a name of its own, none leads elsewhere, and a list is whole or in parts.
    let which = |name: &str| WhichLookUp { name: name.into() };
    let removed = ancolie
        .desk()
        .remove_look_up(&caller, &which("circl/one"))
        .await;
    assert_eq!(removed.unwrap_err().code(), Code::NotFound);
    for bad in ["", "a/b", "a b"] {
        assert!(
            put(order(vec![part(bad, "1", "x.example")], None))
                .await
                .is_err()
        );
    }
    let both = LookUpOrder {
        content: "x.example".into(),
        ..order(Vec::new(), Some(&[]))
    };
    assert!(put(both).await.is_err());
    // It is a list like others: nothing of it is a bulletin, and it goes whole.
    let key = (fanal_stix::Kind::DomainName, "new.example".to_owned());
    let mut unit = ancolie.database().read().await.unwrap();
    let held = unit.probe(ancolie.network(), &[key], 1).await.unwrap();
    assert!(held.is_empty());
    drop(unit);
    ancolie
        .desk()
        .remove_look_up(&caller, &which("circl"))
        .await
        .unwrap();
    assert!(listed("new.example").await.is_empty());
}

/// [IMP-15]
#[tokio::test]
async fn a_source_that_renames_its_warning_list_replaces_it_all_the_same() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let desk = ancolie.desk();
    let caller = ancolie.caller("analyst").await;
    let list = |name: &str, host: &str| WarningListOrder {
        content: serde_json::json!({
            "name": name, "version": 1, "description": "d", "type": "hostname",
            "list": [host], "matching_attributes": ["domain", "hostname"]
        })
        .to_string(),
    };
    let names = async || -> Vec<String> {
        let lists = desk.list_warning_lists(&caller).await.unwrap();
        lists.into_iter().map(|list| list.name).collect()
    };
    ancolie
        .shares(share("green", "x.a.example\nx.c.example"))
        .await;
    // By hand a list has the name that it gives itself; a source that brought it so before takes it over.
    desk.add_warning_list(&caller, &list("Hosts of today", "a.example"))
        .await
        .unwrap();
    desk.add_warning_list(&caller, &list("Ours", "ours.example"))
        .await
        .unwrap();
    for (day, host) in [
        ("today", "a.example"),
        ("tomorrow", "b.example"),
        ("", "c.example"),
    ] {
        let brought = list(&format!("Hosts of {day}"), host);
        let kept = desk.warn_from_source("lab", &brought).await.unwrap();
        assert_eq!(kept.name, "lab");
        assert_eq!(names().await, ["Ours", "lab"], "{day}");
    }
    let warned = async |value: &str| -> Vec<String> {
        let warned = checks(ancolie, &[value]).await.warned;
        warned.into_iter().map(|one| one.list).collect()
    };
    assert_eq!(warned("x.c.example").await, ["lab"]);
    assert!(warned("x.a.example").await.is_empty());
    // The list of another source is another one, whatever both call themselves.
    let other = list("Hosts of today", "d.example");
    desk.warn_from_source("other", &other).await.unwrap();
    assert_eq!(names().await, ["Ours", "lab", "other"]);
    assert_eq!(warned("x.c.example").await, ["lab"]);
}

/// [IMP-12] Of a feed whose source calls nothing a sign, nobody believes to hold a list that is empty.
#[tokio::test]
async fn what_a_source_gives_as_context_only_is_told_and_kept_if_it_is_asked() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("analyst").await;
    let event = r#"{"Event": {"info": "A wave", "Attribute": [
        {"type": "domain", "value": "one.example", "to_ids": false},
        {"type": "domain", "value": "two.example", "to_ids": false}]}}"#;
    let put = async |order: LookUpOrder| ancolie.desk().add_look_up(&caller, &order).await;
    let in_parts = |take_context| LookUpOrder {
        name: "feed".into(),
        format: Some("misp".into()),
        parts: vec![LookUpPart {
            part: "one".into(),
            mark: "1".into(),
            content: event.into(),
        }],
        made_of: Some(vec!["one".into()]),
        take_context,
        ..LookUpOrder::default()
    };
    let kept = put(in_parts(false)).await.unwrap();
    assert_eq!((kept.values, kept.context, kept.refused), (0, 2, 0));
    assert!(checks(ancolie, &["one.example"]).await.listed.is_empty());
    let kept = put(in_parts(true)).await.unwrap();
    assert_eq!(
        (kept.values, kept.context, kept.takes_context),
        (2, 0, true)
    );
    assert_eq!(checks(ancolie, &["one.example"]).await.listed.len(), 1);

    let whole = |take_context| LookUpOrder {
        name: "event".into(),
        content: event.into(),
        take_context,
        ..LookUpOrder::default()
    };
    let refused = put(whole(false)).await.unwrap_err().problem();
    assert_eq!(refused.code, Code::VerifyFormat);
    assert!(refused.hint.unwrap().contains("--take-context"));
    assert_eq!(put(whole(true)).await.unwrap().values, 2);
    let lists = ancolie.desk().look_ups_to_fetch().await.unwrap();
    assert!(lists.is_empty(), "neither came from an address");
}

/// [IMP-18]
#[tokio::test]
async fn an_export_of_abuse_ch_is_asked_and_not_passed_on() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("analyst").await;
    let csv = "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n\
        \"1\",\"2026-11-22 00:00:00\",\"http://192.0.2.7:8080/a.sh\",\"online\",\"\",\"malware_download\",\"x\",\"\",\"x\"\r\n";
    let refused = ancolie.try_share(share("green", csv)).await;
    assert_eq!(refused.unwrap_err(), Code::PolicyReference);
    let order = LookUpOrder {
        name: "urlhaus".into(),
        content: csv.into(),
        ..LookUpOrder::default()
    };
    let kept = ancolie.desk().add_look_up(&caller, &order).await.unwrap();
    assert_eq!((kept.format.as_str(), kept.values), ("urlhaus", 1));
    let asked = checks(ancolie, &["http://192.0.2.7:8080/a.sh"]).await;
    assert_eq!(asked.listed.len(), 1);
    ancolie
        .shares(share("green", "http://192.0.2.7:8080/a.sh"))
        .await;
}
