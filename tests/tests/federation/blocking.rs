//! What this desk's own tools may block.

use fanal_desk::{CheckOrder, ExportOrder, ShareOrder, UseOrder};
use fanal_formats::BLOCK_LISTS;
use fanal_protocol::Code;
use fanal_store::Stance;
use fanal_tests::federation::{Ordering as _, share};

use crate::cast::three;

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
