//! A member lies about who belongs: rosters, heartbeats, words of coordinators.

use fanal_protocol::limits::{COORDINATORS, SUSPENSIONS_OF_ONE};
use fanal_protocol::wire::HeadsAnswer;
use fanal_protocol::{Code, Digest, SecretKey};
use serde_json::{Value, json};

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::forging::{as_reply, heads_answer, id, raw, signed};
use super::liar::{Reply, Script};
use crate::running::{Member, entry_of, now};

pub(super) const NOT_SIGNED: Mark = Mark::Refusal(Code::VerifySignature);
pub(super) const NO_ROSTER: Mark = Mark::Refusal(Code::VerifyFormat);
pub(super) const OVER_ANOTHER: Mark = Mark::Refusal(Code::PolicyRoster);

pub(super) const ATTACKS: &[Attack] = &[
    attack!(
        "a roster that one coordinator signed",
        "ROS-4",
        NOT_SIGNED,
        |siege| {
            drafted(siege, |_| {}, 1, false).await;
        }
    ),
    attack!(
        "a roster that one coordinator signed twice",
        "ROS-4",
        NOT_SIGNED,
        |siege| {
            let charter = siege.charter.lock().await;
            let one = charter.draft(|_| {}, &charter.coordinators()[..1]);
            drop(charter);
            let mut envelope: Value = serde_json::from_slice(&one).unwrap();
            let mut again = envelope["signatures"][0].clone();
            again["keyid"] = json!("00");
            envelope["signatures"].as_array_mut().unwrap().push(again);
            tells_roster(siege, &serde_json::to_vec(&envelope).unwrap()).await;
        }
    ),
    attack!(
        "a roster that luz signed as a desk",
        "ROS-4",
        NOT_SIGNED,
        |siege| {
            let charter = siege.charter.lock().await;
            let bytes = charter.draft(|_| {}, &[&siege.luz.statement, &siege.luz.coordinator]);
            drop(charter);
            tells_roster(siege, &bytes).await;
        }
    ),
    attack!(
        "a roster with coordinators of luz's choice, signed by them",
        "ROS-5",
        NOT_SIGNED,
        |siege| {
            let charter = siege.charter.lock().await;
            let mine = [&siege.luz.coordinator, &siege.nyx.coordinator];
            let change = |roster: &mut Value| {
                roster["coordinators"] = json!([
                    {"name": "luz", "key": mine[0].public()}, {"name": "nyx", "key": mine[1].public()},
                ]);
            };
            let bytes = charter.draft(change, &mine);
            drop(charter);
            tells_roster(siege, &bytes).await;
        }
    ),
    attack!(
        "a roster that skips a version",
        "ROS-3",
        Mark::Refusal(Code::VerifyPlace),
        |siege| {
            drafted(siege, |roster| roster["version"] = json!(9), 2, true).await;
        }
    ),
    attack!(
        "a roster that everybody has had (rollback)",
        "ROS-3",
        Mark::PassedOver("peers tell the versions that they have: older ones are no news"),
        |siege| {
            let first = siege.charter.lock().await.versions()[0].bytes().to_vec();
            tells_roster(siege, &first).await;
        }
    ),
    attack!(
        "a roster of another network",
        "ROS-2",
        Mark::Refusal(Code::PolicyRoster),
        |siege| {
            drafted(
                siege,
                |roster| roster["network"] = json!("0".repeat(64)),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster with a field of its own",
        "ROS-1",
        NO_ROSTER,
        |siege| {
            drafted(siege, |roster| roster["emergency"] = json!(true), 2, true).await;
        }
    ),
    attack!(
        "a roster whose threshold is half",
        "ROS-6",
        NO_ROSTER,
        |siege| {
            drafted(siege, |roster| roster["threshold"] = json!(1), 2, true).await;
        }
    ),
    attack!(
        "a roster with a key of small order",
        "ENC-11",
        NO_ROSTER,
        |siege| {
            let weak = format!("01{}", "0".repeat(62));
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["signing"][0]["key"] = json!(weak),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster in which luz has kivu's pin",
        "ROS-7",
        NO_ROSTER,
        |siege| {
            let pin = siege.victim.member.pin();
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["tls"] = json!([pin]),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster in which luz has kivu's key",
        "ROS-7",
        NO_ROSTER,
        |siege| {
            let key = siege.victim.member.statement.public();
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["signing"][0]["key"] = json!(key),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster that puts a coordinator's desk out, and not the coordinator",
        "ROS-15",
        NO_ROSTER,
        |siege| {
            let change = |roster: &mut Value| {
                roster["coordinators"][0]["desk"] = json!("vex");
                entry_of(roster, "vex")["status"] = json!("expelled");
            };
            drafted(siege, change, 2, true).await;
        }
    ),
    attack!(
        "a roster in which everyone coordinates, and some do not",
        "ROS-16",
        NO_ROSTER,
        |siege| {
            let change = |roster: &mut Value| roster["rules"]["everyone_coordinates"] = json!(true);
            drafted(siege, change, 2, true).await;
        }
    ),
    attack!(
        "a roster in which kivu is no more",
        "ROS-11",
        NO_ROSTER,
        |siege| {
            let drop_it = |roster: &mut Value| {
                roster["desks"]
                    .as_array_mut()
                    .unwrap()
                    .retain(|desk| desk["id"] != "kivu");
            };
            drafted(siege, drop_it, 2, true).await;
        }
    ),
    attack!(
        "a roster in which a name is turned around",
        "ROS-8",
        NO_ROSTER,
        |siege| {
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["name"] = json!("\u{202e}uvik ksed"),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster in which a name hides letters",
        "ROS-8",
        NO_ROSTER,
        |siege| {
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["name"] = json!("Desk ki\u{200b}vu"),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster with an address for a resolver to trip over",
        "ENC-8",
        NO_ROSTER,
        |siege| {
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["addresses"] = json!(["x.onion.:9443"]),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster with a coordinator's key as a desk's",
        "ROS-7",
        NO_ROSTER,
        |siege| {
            let key = siege.ada.member.coordinator.public();
            drafted(
                siege,
                |roster| entry_of(roster, "luz")["signing"][0]["key"] = json!(key),
                2,
                true,
            )
            .await;
        }
    ),
    attack!(
        "a roster that was issued before the last",
        "ROS-12",
        NO_ROSTER,
        |siege| {
            let before = now().plus_days(-30);
            drafted(siege, |roster| roster["issued"] = json!(before), 2, true).await;
            said_why(siege, "issued before the version").await;
        }
    ),
    attack!(
        "a roster that ends before it begins",
        "ROS-12",
        NO_ROSTER,
        |siege| {
            let before = now().plus_days(-1);
            drafted(siege, |roster| roster["expires"] = json!(before), 2, true).await;
            said_why(siege, "ends before it begins").await;
        }
    ),
    attack!(
        "a roster of next week",
        "ROS-12",
        Mark::Refusal(Code::VerifyTime),
        |siege| {
            let ahead = now().plus_days(7);
            drafted(siege, |roster| roster["issued"] = json!(ahead), 2, true).await;
        }
    ),
    attack!(
        "a roster that freezes what only two desks can see",
        "ROS-9",
        NO_ROSTER,
        |siege| {
            let freeze = freeze_of("direct/kivu");
            let change = |roster: &mut Value| entry_of(roster, "luz")["freezes"] = json!([freeze]);
            drafted(siege, change, 2, true).await;
            said_why(siege, "is private").await;
        }
    ),
    attack!(
        "a roster that drops a key that was listed",
        "ROS-17",
        NO_ROSTER,
        |siege| {
            let other = Member::invented("other", None).checkpoint.public();
            let change = |roster: &mut Value| {
                entry_of(roster, "qasaba")["checkpoint"] = json!([{"key": other, "from": now()}]);
            };
            drafted(siege, change, 2, true).await;
            said_why(siege, "was dropped").await;
        }
    ),
    attack!(
        "a roster that takes back what qasaba said, which has its keys",
        "ROS-20",
        NO_ROSTER,
        |siege| {
            let named = ["aeaqcaibaeaqcaibaeaqcaibae"];
            let change =
                |roster: &mut Value| entry_of(roster, "qasaba")["retracted"] = json!(named);
            drafted(siege, change, 2, true).await;
            said_why(siege, "has its keys").await;
        }
    ),
    attack!("a roster of 3 MB", "LIM-1", NO_ROSTER, |siege| {
        drafted(
            siege,
            |roster| roster["name"] = json!("x".repeat(3 << 20)),
            2,
            true,
        )
        .await;
    }),
    attack!(
        "a statement in place of a roster",
        "ENV-1",
        NO_ROSTER,
        |siege| {
            let stream = siege.green();
            tells_roster(siege, &siege.green_bulletin(&stream, "Not a roster")).await;
        }
    ),
    attack!(
        "a heartbeat that luz signed",
        "ROS-14",
        NOT_SIGNED,
        |siege| {
            heartbeat(siege, &siege.luz.heartbeat, 99).await;
        }
    ),
    attack!(
        "a heartbeat of ada's name under luz's key",
        "ROS-14",
        NOT_SIGNED,
        |siege| {
            heartbeat(siege, &siege.luz.statement, 1).await;
        }
    ),
    attack!(
        "a suspension of ada that luz signed",
        "ROS-18",
        NOT_SIGNED,
        |siege| {
            let key = &siege.luz.coordinator;
            let word = suspension(siege, "ada", key, key, |_| {}).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "a suspension of qasaba in a coordinator's name, signed by luz",
        "ROS-18",
        NOT_SIGNED,
        |siege| {
            let named = &siege.ada.member.coordinator;
            let word = suspension(siege, "qasaba", named, &siege.luz.statement, |_| {}).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "a suspension of qasaba over another version",
        "ROS-18",
        OVER_ANOTHER,
        |siege| {
            let key = &siege.ada.member.coordinator;
            let older = |body: &mut Value| body["version"] = json!(99);
            let word = suspension(siege, "qasaba", key, key, older).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "a suspension of qasaba over another roster of this version",
        "ROS-18",
        OVER_ANOTHER,
        |siege| {
            let key = &siege.ada.member.coordinator;
            let rival = |body: &mut Value| body["digest"] = json!(Digest::from_bytes([2; 32]));
            let word = suspension(siege, "qasaba", key, key, rival).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "a suspension of a desk that is not there",
        "ROS-18",
        OVER_ANOTHER,
        |siege| {
            let key = &siege.ada.member.coordinator;
            let word = suspension(siege, "nobody", key, key, |_| {}).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "more words than all coordinators may fill",
        "ROS-18",
        NO_ROSTER,
        |siege| {
            let key = &siege.luz.coordinator;
            let word = suspension(siege, "qasaba", key, key, |_| {}).await;
            let most = COORDINATORS * (1 + SUSPENSIONS_OF_ONE);
            tells_words(siege, vec![word; most + 1]).await;
        }
    ),
];

/// Luz tells the next roster, changed, signed by the first so many coordinators, or all.
pub(super) async fn drafted(
    siege: &Siege,
    change: impl FnOnce(&mut Value),
    signers: usize,
    all: bool,
) {
    let charter = siege.charter.lock().await;
    let coordinators = charter.coordinators();
    assert_eq!(all, signers == coordinators.len());
    let bytes = charter.draft(change, &coordinators[..signers]);
    drop(charter);
    tells_roster(siege, &bytes).await;
}

pub(super) fn freeze_of(stream: &str) -> Value {
    json!({"stream": stream, "epoch": 9_000, "size": 3, "root": Digest::from_bytes([1; 32])})
}

/// The code alone would not tell this flaw from another: the node's own words do.
pub(super) async fn said_why(siege: &Siege, words: &str) {
    let shown = siege.door().done("refusals", &json!({})).await;
    let mut rows = shown.as_array().unwrap().iter();
    let said = rows.any(|row| row["text"].as_str().unwrap_or_default().contains(words));
    assert!(said, "nothing was refused because `{words}`: {shown:#}");
}

/// Luz tells this roster.
pub(super) async fn tells_roster(siege: &Siege, envelope: &[u8]) {
    let digest = fanal_protocol::digest_of("roster", envelope);
    let text = String::from_utf8_lossy(envelope);
    let answer = format!(r#"{{"digest":"{digest}","roster":9,"rosters":[{text}],"heads":[]}}"#);
    siege
        .say(Script::new(Reply::ok(answer), |_| {
            Reply::ok("").status(404)
        }))
        .await;
}

/// A suspension of this desk by the named key, over the roster in force unless it is changed.
pub(super) async fn suspension(
    siege: &Siege,
    desk: &str,
    named: &SecretKey,
    signer: &SecretKey,
    change: impl FnOnce(&mut Value),
) -> Vec<u8> {
    let charter = siege.charter.lock().await;
    let mut body = json!({
        "desk": desk, "coordinator": named.public(), "why": "no reason",
        "version": charter.newest().version(), "digest": charter.newest().digest(),
    });
    drop(charter);
    change(&mut body);
    let mut said = siege.says(&siege.green(), "suspension", body);
    said["origin"] = json!("ada");
    signed(&said, signer)
}

/// Luz passes these on as coordinators' words over the roster in force.
pub(super) async fn tells_words(siege: &Siege, words: Vec<Vec<u8>>) {
    let text = words.concat();
    let answer = HeadsAnswer {
        digest: fanal_protocol::digest_of("words", &text),
        roster: siege.charter.lock().await.newest().version(),
        heartbeats: words.iter().map(|word| raw(word)).collect(),
        ..heads_answer(Vec::new())
    };
    let nothing = |_: &fanal_protocol::wire::RangeRequest| Reply::ok("").status(404);
    siege.say(Script::new(as_reply(&answer), nothing)).await;
}

/// Luz tells a heartbeat that this key signed, over a roster of this version.
async fn heartbeat(siege: &Siege, key: &SecretKey, version: u64) {
    beats(siege, key, version).await;
    siege.awaits_roster("current").await;
}

pub(super) async fn beats(siege: &Siege, key: &SecretKey, version: u64) {
    let body =
        json!({"key": key.public(), "version": version, "digest": Digest::from_bytes([2; 32])});
    let stream = siege.green();
    let mut said = siege.says(&stream, "heartbeat", body);
    said["origin"] = json!("ada");
    // Newer than ada's own, which may be of this second.
    said["issued"] = json!(now().plus_seconds(5));
    let answer = HeadsAnswer {
        digest: fanal_protocol::digest_of(
            "heartbeat",
            id(&said.to_string()).to_string().as_bytes(),
        ),
        heartbeats: vec![raw(&signed(&said, key))],
        ..heads_answer(Vec::new())
    };
    siege
        .say(Script::new(as_reply(&answer), |_| {
            Reply::ok("").status(404)
        }))
        .await;
}
