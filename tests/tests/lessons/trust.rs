//! Keys, relays, lines between nodes, and programs outside.

use fanal_protocol::{Code, Opened, Statement, StreamName};
use fanal_sync::VerifiedPeer;
use fanal_tests::federation::{Forger, Node, green, says, share};

use crate::cast::{puts, three, two};
use crate::surroundings::{fanal, printed, root};

/// Protected events broke at one's own relays, which had to sign anew. Here a relay passes on the bytes
/// as they are, and they verify against their author's key.
#[tokio::test]
async fn misp_9779_a_relay_needs_no_key() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "g.example")).await;
    lumbre.pull(ancolie).await;
    fed.wire.take_down(ancolie.id());
    qasaba.pull(lumbre).await;
    assert!(qasaba.holds(id).await);
    let order = fanal_desk::ExportOrder {
        format: "native".into(),
        bulletin: Some(format!("ancolie/{id}")),
        ..fanal_desk::ExportOrder::default()
    };
    let caller = qasaba.caller("analyst").await;
    let file = qasaba.desk().export(&caller, &order).await.unwrap().content;
    let own = ancolie.exports("native").await;
    assert_eq!(file, own, "byte for byte what its origin signed");
}

/// The relay's signature was checked, not the author's: who relayed could write in anybody's name.
#[tokio::test]
async fn cve_2018_16515_a_relay_cannot_write_in_anothers_name() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let name = StreamName::Green(fed.network);
    let now = fed.now();
    let said = says(ancolie, [3; 16], 3, name.clone(), now, green("In its name"));
    // The same words, with ancolie for their origin, signed by lumbre; in a stream of either.
    let statement = Statement::new(said.header().clone(), green("In its name")).unwrap();
    let forged = statement.sign(&lumbre.desk().keys().statement).unwrap();
    let relayed = async |node: &Node, what: &Opened| {
        let line = Forger::of(node, name.clone(), std::slice::from_ref(what), now);
        let _ = qasaba.desk().pull(fed.network, lumbre.id(), &line).await;
        qasaba.everything().await.contains("In its name")
    };
    assert!(!relayed(lumbre, &forged).await && !relayed(ancolie, &forged).await);
    assert_eq!(qasaba.list_as("analyst", true).await.len(), 0);
    // What ancolie itself signed is taken by the same relay, in ancolie's own stream alone.
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let line = Forger::of(
        ancolie,
        StreamName::Green(fed.network),
        std::slice::from_ref(&said),
        now,
    );
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert!(qasaba.everything().await.contains("In its name"));
}

/// An empty or unknown certificate was somebody. Here a key that is not in the roster is nobody.
#[tokio::test]
async fn cve_2017_14337_a_key_that_is_not_in_the_roster_is_nobody() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let (_, membership) = ancolie.desk().membership(None).unwrap();
    let roster = membership.roster.roster();
    let of = |pin: &fanal_protocol::TlsPin| VerifiedPeer::by_pin(pin, roster);
    assert_eq!(of(&lumbre.desk().tls_pin()).unwrap().desk(), lumbre.id());
    for bytes in [[0; 32], [255; 32], [7; 32]] {
        let spki = fanal_protocol::TlsPin::of_spki(&bytes);
        assert!(of(&spki).is_none());
    }
    let stranger = fed.stranger("faro", 88).await;
    assert!(of(&stranger.desk().tls_pin()).is_none());
    let refused = ancolie.serves(&stranger).await;
    assert!(refused.is_err());
    // Nor is a desk that is out, by the very key that the roster still lists.
    let out = fed
        .change_roster(&puts(lumbre, fanal_protocol::DeskStatus::Left))
        .await;
    assert!(out.in_force);
    let (_, membership) = ancolie.desk().membership(None).unwrap();
    assert!(VerifiedPeer::by_pin(&lumbre.desk().tls_pin(), membership.roster.roster()).is_none());
}

/// The other side's certificate was not looked at, because a setting was empty. Here there is no such
/// setting: a configuration that tries one is not taken.
#[test]
fn cve_2026_85221_misp_9840_misp_8261_there_is_no_way_to_switch_verification_off() {
    let sample = root().join("deploy/fanal.toml.sample");
    printed(
        fanal()
            .arg("--config")
            .arg(sample)
            .args(["config", "check"]),
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fanal.toml");
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut command = fanal();
        command
            .arg("--dir")
            .arg(folder.path())
            .args(["config", "check"]);
        command.output().unwrap().status.success()
    };
    let sound = "[at_rest]\nkey_file = \"master.key\"\n";
    assert!(check(sound));
    for tries in [
        "[sync]\nverify = false\n",
        "[sync]\ninsecure = true\n",
        "[sync]\nself_signed = true\n",
        "[sync]\nskip_tls_verify = true\n",
        "[sync]\nca = \"\"\n",
        "[sync]\npins = []\n",
        "[tls]\nverify_peer = false\n",
    ] {
        assert!(!check(&format!("{sound}{tries}")), "{tries}");
    }
}

/// Enrichment sent out what was marked not to be. Here nothing is looked up outside: a look-up asks no
/// one but the desk's own database. That a node which runs sends no packet is looked at in `faults/outside.rs`.
#[tokio::test]
async fn misp_3045_a_look_up_asks_nobody_outside() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    lumbre.shares(share("green", "known.example")).await;
    fed.sync_all().await;
    let before = fed.wire.requests();
    assert_eq!(ancolie.knows("known.example").await, 1);
    assert_eq!(ancolie.knows("unknown.example").await, 0);
    let order = fanal_desk::ShareOrder {
        dry_run: true,
        ..share("green", "https://unknown.example/a")
    };
    ancolie.try_share(order).await.unwrap();
    assert_eq!(fed.wire.requests(), before);
}

/// The label was a tag that could be missing. Here it is a type: without one nothing is sent.
#[tokio::test]
async fn misp_394_misp_2461_yeti_61_nothing_is_sent_without_a_label() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    for (label, code) in [
        (None, Code::PolicyUnlabelled),
        (Some(""), Code::UsageInvalid),
        (Some("tlp:unknown"), Code::UsageInvalid),
        (Some("TLP:GREEN+STRICT"), Code::UsageInvalid),
    ] {
        let order = fanal_desk::ShareOrder {
            label: label.map(str::to_owned),
            ..share("green", "x.example")
        };
        assert_eq!(
            ancolie.try_share(order).await.map(drop),
            Err(code),
            "{label:?}"
        );
    }
    fed.sync_all().await;
    assert_eq!(lumbre.list_as("analyst", true).await.len(), 0);
}
