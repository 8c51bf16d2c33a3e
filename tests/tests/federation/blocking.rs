//! What this desk's own tools may block.

use fanal_desk::{CheckOrder, ExportOrder, ShareOrder, UseOrder};
use fanal_formats::BLOCK_LISTS;
use fanal_protocol::Code;
use fanal_store::Stance;
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::{on_both, three, three_desks};
use crate::grants::{grants, takes_up};

/// [REC-6] [PUB-4] A list that blocks heeds what is held here, and not only what is in the list.
#[tokio::test]
async fn what_may_alert_a_perpetrator_is_blocked_by_no_other_bulletin_of_this_desk() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let order = ShareOrder {
        may_alert_perpetrator: true,
        pap: Some("clear".into()),
        role: Some("c2".into()),
        ..share("amber+strict", "panel.wished.example").to(&["lumbre"])
    };
    ancolie.shares(order).await;
    let blocked = |value: &str| ShareOrder {
        pap: Some("clear".into()),
        role: Some("c2".into()),
        ..share("green", value)
    };
    for value in ["wished.example", "other.example"] {
        let id = lumbre.shares(blocked(value)).await;
        lumbre.takes_stance(&id.to_string(), Stance::Use).await;
    }
    let analyst = lumbre.caller("analyst").await;
    let file = async |format: &str| {
        let order = ExportOrder {
            format: format.into(),
            up_to: Some("green".into()),
            full: true,
            ..ExportOrder::default()
        };
        lumbre
            .desk()
            .export(&analyst, &order)
            .await
            .unwrap()
            .content
    };
    for format in BLOCK_LISTS {
        assert!(file(format).await.contains("wished.example"), "{format}");
    }
    fed.sync_all().await;
    for format in BLOCK_LISTS {
        let file = file(format).await;
        assert!(!file.contains("wished.example"), "{format}: {file}");
        assert!(file.contains("other.example"), "{format}: {file}");
    }
    assert!(file("csv").await.contains("wished.example"));
}

/// [SYN-23]
#[tokio::test]
async fn a_desk_that_is_stopped_is_in_no_file_and_no_hit_until_it_is_used_again() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let bad = |value: &str| ShareOrder {
        pap: Some("clear".into()),
        role: Some("c2".into()),
        ..share("green", value)
    };
    let own = ancolie.shares(bad("own.example")).await;
    let id = lumbre.shares(bad("poison.example")).await;
    let id = format!("lumbre/{id}");
    fed.sync("ancolie", "lumbre").await;
    ancolie.takes_stance(&id, Stance::Use).await;
    let analyst = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let hits = async |value: &str| {
        let order = CheckOrder {
            values: vec![value.into()],
            ..CheckOrder::default()
        };
        let checked = desk.check(&analyst, &order).await.unwrap();
        let found = checked.known.into_iter().flat_map(|one| one.found);
        let unused: Vec<bool> = found.map(|one| one.unused).collect();
        (checked.hits, unused)
    };
    let by_name = async |format: &str| {
        let order = ExportOrder {
            format: format.into(),
            bulletin: Some(id.clone()),
            ..ExportOrder::default()
        };
        let exported = desk.export(&analyst, &order).await;
        exported.map(|file| file.content).map_err(|no| no.code())
    };
    let used = async |used: bool| {
        let desk = lumbre.id().clone();
        let order = UseOrder { desk, used };
        ancolie.desk().use_desk(&analyst, &order).await.unwrap();
    };
    assert_eq!(hits("poison.example").await, (1, vec![false]));

    used(false).await;
    for format in fanal_desk::export_formats().filter(|format| *format != "evidence") {
        let file = ancolie.exports(format).await;
        assert!(!file.contains("poison"), "{format}: {file}");
        assert_eq!(by_name(format).await, Err(Code::Conflict), "{format}");
    }
    assert!(ancolie.exports("csv").await.contains("own.example"));
    assert!(
        by_name("evidence").await.is_ok(),
        "what it did can be shown"
    );
    assert_eq!(hits("poison.example").await, (0, vec![true]));
    assert_eq!(hits("own.example").await, (1, vec![false]));
    assert!(ancolie.shows(&id).await.is_ok(), "it stays readable");
    // What comes later, and by another hand, is not used either; what another desk says of the same is.
    lumbre.shares(bad("later.example")).await;
    qasaba.shares(bad("poison.example")).await;
    fed.sync_all().await;
    assert_eq!(hits("later.example").await, (0, vec![true]));
    let (known, mut unused) = hits("poison.example").await;
    unused.sort_unstable();
    assert_eq!((known, unused), (1, vec![false, true]));

    used(true).await;
    assert!(ancolie.exports("hosts").await.contains("poison.example"));
    assert_eq!(hits("later.example").await, (1, vec![false]));
    // What it takes back is heard all the while.
    used(false).await;
    lumbre.withdraws(&id).await;
    fed.sync("ancolie", "lumbre").await;
    used(true).await;
    assert!(!ancolie.exports("hosts").await.contains("poison.example"));
    assert!(ancolie.shows(&format!("ancolie/{own}")).await.is_ok());
}

/// What `hosts` and the others list at a desk, of GREEN and below.
async fn blocked(node: &Node) -> String {
    listed(node, "green", false).await.0
}

/// The names of a list, and the label that its head says.
async fn listed(node: &Node, up_to: &str, full: bool) -> (String, Option<String>) {
    let analyst = node.caller("analyst").await;
    let order = ExportOrder {
        format: "domains".into(),
        up_to: Some(up_to.into()),
        full,
        ..ExportOrder::default()
    };
    let exported = node.desk().export(&analyst, &order).await.unwrap();
    let (head, names): (Vec<&str>, Vec<&str>) = exported
        .content
        .lines()
        .partition(|line| line.starts_with('#'));
    let mut labels = head
        .iter()
        .filter_map(|line| line.strip_prefix("# Label: "));
    (names.join(" "), labels.next().map(str::to_owned))
}

fn c2(label: &str, values: &str) -> ShareOrder {
    ShareOrder {
        pap: Some("clear".into()),
        role: Some("c2".into()),
        ..share(label, values)
    }
}

/// [PUB-4] Nobody at this desk said "use": two organisations say the same. Of what only one holds, of what only asks,
/// of what is under a stricter label and of what nobody may block, nothing enters, nor what many rely on.
#[tokio::test]
async fn what_two_organisations_hold_is_blocked_without_a_word_of_this_desk() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, qasaba] = fed.desks();
        let both = "both.example asked.example strict.example role.example signal.org";
        let alone = "alone.example";
        let first = ancolie
            .shares(c2("green", &format!("{both} {alone}")))
            .await;
        lumbre
            .shares(c2(
                "green",
                "both.example signal.org https://alone.example/path",
            ))
            .await;
        let until = fed.now().plus_days(9);
        lumbre
            .shares(c2("green", "asked.example").asking_until(until))
            .await;
        lumbre
            .shares(c2("amber", "strict.example").to(&["qasaba"]))
            .await;
        let silent = ShareOrder {
            role: Some("website".into()),
            ..c2("green", "role.example")
        };
        lumbre.shares(silent).await;
        assert_eq!(blocked(qasaba).await, "");
        fed.sync_all().await;
        assert_eq!(blocked(qasaba).await, "both.example");
        // One desk of those that agree: its own word and one other.
        assert_eq!(blocked(lumbre).await, "both.example");
        // In a list of every role a website is agreed on, too; of what one of them has in confidence, none knows.
        assert_eq!(
            listed(qasaba, "amber", true).await.0,
            "both.example role.example"
        );
        assert_eq!(listed(qasaba, "amber", false).await.0, "both.example");

        // [PUB-4] "Not for us" is this desk's last word, whoever agrees.
        qasaba
            .takes_stance(&first.to_string(), Stance::Dismissed)
            .await;
        assert_eq!(blocked(qasaba).await, "");
        qasaba.takes_stance(&first.to_string(), Stance::Watch).await;
        assert_eq!(blocked(qasaba).await, "");
        qasaba.takes_stance(&first.to_string(), Stance::New).await;
        assert_eq!(blocked(qasaba).await, "both.example");

        // What quotes another desk's report is no second word for it.
        let quoted = lumbre.shares(c2("green", "quoted.example")).await;
        fed.sync_all().await;
        let quoting = ShareOrder {
            refers_to: vec![format!("lumbre/{quoted}")],
            ..c2("green", "quoted.example")
        };
        ancolie.shares(quoting).await;
        fed.sync_all().await;
        assert_eq!(blocked(qasaba).await, "both.example");

        // What one of them takes back, two do not hold.
        ancolie.withdraws(&first.to_string()).await;
        fed.sync_all().await;
        assert_eq!(blocked(qasaba).await, "");
    }
}

/// [PUB-4] Two desks of one organisation are one voice.
#[tokio::test]
async fn two_desks_of_one_organisation_do_not_agree() {
    let fed = three_desks()
        .of("lumbre", "faros")
        .of("qasaba", "faros")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    for desk in [lumbre, qasaba] {
        desk.shares(c2("green", "both.example")).await;
    }
    fed.sync_all().await;
    assert_eq!(blocked(ancolie).await, "");
    ancolie.shares(c2("green", "both.example")).await;
    assert_eq!(blocked(ancolie).await, "both.example");
}

/// [PUB-4] [REC-8] What lumbre publishes by ancolie's leave is ancolie's word, wherever ancolie's report is held too,
/// under whatever label; who says it in words of their own is another voice.
#[tokio::test]
async fn a_desk_that_publishes_by_anothers_leave_is_no_second_voice() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, qasaba] = fed.desks();
        let amber = ShareOrder {
            label: Some("amber".into()),
            ..c2("green", "narrow.example").to(&["lumbre", "qasaba"])
        };
        for order in [c2("green", "granted.example"), amber] {
            let id = ancolie.shares(order.consent("public")).await;
            fed.sync_all().await;
            grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
            fed.sync_all().await;
            let copy = takes_up(lumbre, &format!("ancolie/{id}")).await.unwrap();
            lumbre.approves(copy.draft.unwrap()).await.unwrap();
            fed.sync_all().await;
        }
        // That which lumbre published by leave of an AMBER report does not confirm what ancolie tells everybody.
        ancolie.shares(c2("green", "narrow.example")).await;
        fed.sync_all().await;
        assert!(qasaba.knows("granted.example").await > 1, "both are there");
        for node in fed.all() {
            assert_eq!(blocked(node).await, "");
        }
        qasaba
            .shares(c2("green", "granted.example narrow.example"))
            .await;
        fed.sync_all().await;
        for node in fed.all() {
            assert_eq!(blocked(node).await, "granted.example narrow.example");
        }
    }
}

/// [PUB-4] [PUB-28] Who says that a value's time is over, or will say so tomorrow, does not say that it is bad then.
#[tokio::test]
async fn what_is_over_for_one_of_two_is_agreed_on_no_more() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, qasaba] = fed.desks();
        let (over, later) = (fed.now().plus_days(-1), fed.now().plus_days(1));
        let indicator = |n: u32, value: &str, until: &str| {
            format!(
                r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-00000000000{n}",
                "created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern_type":"stix",
                "pattern":"[domain-name:value = '{value}']","valid_from":"2020-01-01T00:00:00Z"{until}}}"#
            )
        };
        let until = |moment| format!(r#","valid_until":"{moment}""#);
        let bundle = format!(
            r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000009","objects":[{},{},{}]}}"#,
            indicator(1, "over.example", &until(over)),
            indicator(2, "tomorrow.example", &until(later)),
            indicator(3, "always.example", ""),
        );
        let names = "always.example over.example tomorrow.example";
        ancolie.shares(c2("green", &bundle)).await;
        lumbre.shares(c2("green", names)).await;
        fed.sync_all().await;
        assert_eq!(blocked(qasaba).await, "always.example tomorrow.example");
        fed.pass_days(2).await;
        fed.sync_all().await;
        assert_eq!(blocked(qasaba).await, "always.example");
        qasaba.shares(c2("green", names)).await;
        assert_eq!(blocked(qasaba).await, names);
    }
}
