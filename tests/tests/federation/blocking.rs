//! What this desk's own tools may block.

use fanal_desk::{ExportOrder, ShareOrder};
use fanal_formats::BLOCK_LISTS;
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
