//! A member lies about who belongs: rosters, heartbeats; and what stays shut for one who is out.

use std::time::Duration;

use fanal_protocol::limits::{COORDINATORS, SUSPENSIONS_OF_ONE};
use fanal_protocol::wire::{HEADS_PATH, HINT_PATH, HeadsAnswer};
use fanal_protocol::{Code, Digest, SecretKey, StreamName};
use rustls::HandshakeKind;
use rustls::version::TLS13;
use serde_json::{Value, json};

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::caller::{is_closed_within, is_let_in};
use super::doors::open_connection;
use super::forging::{as_reply, bulletin, heads_answer, id, offering, raw, signed, statement};
use super::liar::{Reply, Script};
use crate::running::{Member, entry_of, now};

const NOT_SIGNED: Mark = Mark::Refusal(Code::VerifySignature);
const NO_ROSTER: Mark = Mark::Refusal(Code::VerifyFormat);
const OVER_ANOTHER: Mark = Mark::Refusal(Code::PolicyRoster);

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

/// The node knows of a newer roster than it has, and gets none.
pub(super) const STALE: &[Attack] = &[attack!(
    "luz sends AMBER while a newer roster is known of",
    "POL-7",
    Mark::Refusal(Code::PolicyRoster),
    |siege| {
        // A coordinator's own word, of a roster that luz keeps away.
        beats(siege, &siege.ada.member.heartbeat, 99).await;
        siege.awaits_roster("stale").await;
        siege.mark().await;
        let stream = siege.direct();
        let said = siege.says(
            &stream,
            "bulletin",
            bulletin("For kivu", "TLP:AMBER", &["kivu"]),
        );
        siege
            .offer(&stream, &[signed(&said, &siege.luz.statement)])
            .await;
    }
)];

/// Each leaves the network other than it was; what it was is remembered after the change.
pub(super) const LAST: &[Attack] = &[
    attack!(
        "a roster that drops a freeze",
        "ROS-9",
        NO_ROSTER,
        |siege| {
            ends_things_of_qasaba(siege).await;
            siege.mark().await;
            let drops = |roster: &mut Value| entry_of(roster, "qasaba")["freezes"] = json!([]);
            drafted(siege, drops, 2, true).await;
            said_why(siege, "the freeze of").await;
        }
    ),
    attack!(
        "a roster in which a key that ended counts again",
        "ROS-17",
        NO_ROSTER,
        |siege| {
            let later = |roster: &mut Value| {
                let keys = entry_of(roster, "qasaba")["feed"].as_array_mut().unwrap();
                keys[1]["until"] = json!(now());
            };
            drafted(siege, later, 2, true).await;
            said_why(siege, "counts for longer").await;
        }
    ),
    attack!(
        "nyx is put out while it asks",
        "SYN-3",
        Mark::TurnedAway("unknown_pin"),
        |siege| {
            let nyx = siege.caller(&siege.nyx);
            let mut open = open_connection(&nyx).await;
            let line = nyx.holds_line().await;
            assert_eq!(nyx.ask(HEADS_PATH, &nyx.heads()).await.unwrap().0, 200);
            let known = nyx.knowing().await;
            let held = tokio::spawn({
                let nyx = nyx.clone();
                async move { nyx.ask(HINT_PATH, &known).await }
            });
            // The question is there, and waits.
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert!(!held.is_finished() && !line.is_finished());
            let roster = siege.charter.lock().await.set_status("nyx", "suspended");
            siege.takes(&roster).await;
            assert!(is_closed_within(&mut open, Duration::from_secs(1)).await);
            let told = tokio::time::timeout(Duration::from_secs(1), held).await;
            let told = told.unwrap().unwrap();
            assert!(!matches!(told, Ok((200, _))), "{told:?}");
            let ended = tokio::time::timeout(Duration::from_secs(1), line).await;
            assert!(ended.is_ok(), "its line goes on");
            siege.mark().await;
            assert!(nyx.ask(HEADS_PATH, &nyx.heads()).await.is_err());
        }
    ),
    attack!(
        "vex is expelled, and resumes its TLS session",
        "SYN-1",
        Mark::TurnedAway("unknown_pin"),
        |siege| {
            let vex = siege.caller(&siege.vex);
            let config = std::sync::Arc::new(vex.config(&TLS13));
            let mut before = vex.dial_with(config.clone()).await.unwrap();
            assert!(is_let_in(&mut before).await);
            let mut open = open_connection(&vex).await;
            assert_eq!(vex.ask(HEADS_PATH, &vex.heads()).await.unwrap().0, 200);
            let roster = siege.charter.lock().await.set_status("vex", "expelled");
            siege.takes(&roster).await;
            // [SYN-3] What is open ends with the roster, not with the next request.
            assert!(is_closed_within(&mut open, Duration::from_secs(1)).await);
            siege.mark().await;
            if let Ok(mut again) = vex.dial_with(config).await {
                assert!(!is_let_in(&mut again).await);
                assert_eq!(
                    again.get_ref().1.handshake_kind(),
                    Some(HandshakeKind::Full)
                );
                assert_eq!(again.get_ref().1.tls13_tickets_received(), 0);
            }
            assert!(vex.ask(HEADS_PATH, &vex.heads()).await.is_err());
        }
    ),
    attack!(
        "luz brings what vex signs after its expulsion",
        "POL-5",
        Mark::Refusal(Code::PolicyMember),
        |siege| {
            let stream =
                siege.stream_of(&siege.vex, &StreamName::Green(siege.network()).to_string());
            let said = statement(
                siege.network(),
                &siege.vex,
                &stream,
                "bulletin",
                bulletin("From outside", "TLP:GREEN", &[]),
            );
            let told = signed(&said, &siege.vex.statement);
            siege
                .liar
                .say(offering(siege.network(), &siege.vex, &stream, &[told]));
            siege.pull("luz").await;
        }
    ),
    attack!(
        "luz dates back what vex signs after its expulsion",
        "ROS-13",
        Mark::Refusal(Code::PolicyMember),
        |siege| {
            let stream =
                siege.stream_of(&siege.vex, &StreamName::Green(siege.network()).to_string());
            let mut said = statement(
                siege.network(),
                &siege.vex,
                &stream,
                "bulletin",
                bulletin("From before", "TLP:GREEN", &[]),
            );
            said["issued"] = json!(now().plus_days(-3));
            let told = signed(&said, &siege.vex.statement);
            siege
                .liar
                .say(offering(siege.network(), &siege.vex, &stream, &[told]));
            siege.pull("luz").await;
        }
    ),
    attack!(
        "a coordinator's stolen key suspends five desks at once",
        "ROS-18",
        OVER_ANOTHER,
        |siege| {
            let key = SecretKey::from_seed(&siege.charter.lock().await.coordinators()[1].seed());
            let mut words = Vec::new();
            for desk in ["bea", "qasaba", "vex", "nyx", "ada"] {
                words.push(suspension(siege, desk, &key, &key, |_| {}).await);
            }
            tells_words(siege, words).await;
            let shown = siege.door().done("roster", &json!({})).await;
            assert_eq!(
                shown["suspensions"].as_array().unwrap().len(),
                SUSPENSIONS_OF_ONE
            );
        }
    ),
    attack!(
        "the same key suspends a desk again",
        "ROS-18",
        OVER_ANOTHER,
        |siege| {
            let key = SecretKey::from_seed(&siege.charter.lock().await.coordinators()[1].seed());
            let again = |body: &mut Value| body["why"] = json!("once more");
            let word = suspension(siege, "qasaba", &key, &key, again).await;
            tells_words(siege, vec![word]).await;
        }
    ),
    attack!(
        "luz sends GREEN after the roster expired",
        "POL-6",
        Mark::Refusal(Code::PolicyRoster),
        |siege| {
            let ends = now().plus_seconds(2);
            let roster = siege
                .charter
                .lock()
                .await
                .amend(|roster| roster["expires"] = json!(ends));
            siege.takes(&roster).await;
            siege.awaits_roster("expired").await;
            siege.mark().await;
            let stream = siege.green();
            siege
                .offer(&stream, &[siege.green_bulletin(&stream, "Too late")])
                .await;
        }
    ),
    attack!(
        "luz brings a second roster of one version (fork)",
        "ROS-10",
        Mark::Refusal(Code::PolicyRoster),
        |siege| {
            let ends = now().plus_days(300);
            let (roster, other) = {
                let mut charter = siege.charter.lock().await;
                let rival = |roster: &mut Value| {
                    (roster["name"], roster["expires"]) = (json!("Another net"), json!(ends));
                };
                let other = charter.draft(rival, &charter.coordinators());
                (
                    charter.amend(|roster| roster["expires"] = json!(ends)),
                    other,
                )
            };
            siege.takes(&roster).await;
            siege.awaits_roster("current").await;
            siege.mark().await;
            tells_roster(siege, &other).await;
            siege.awaits_roster("forked").await;
        }
    ),
    attack!(
        "luz sends GREEN while the roster is forked",
        "ROS-10",
        Mark::Refusal(Code::PolicyRoster),
        |siege| {
            let stream = siege.green();
            siege
                .offer(
                    &stream,
                    &[siege.green_bulletin(&stream, "While they argue")],
                )
                .await;
        }
    ),
];

/// Luz tells the next roster, changed, signed by the first so many coordinators, or all.
async fn drafted(siege: &Siege, change: impl FnOnce(&mut Value), signers: usize, all: bool) {
    let charter = siege.charter.lock().await;
    let coordinators = charter.coordinators();
    assert_eq!(all, signers == coordinators.len());
    let bytes = charter.draft(change, &coordinators[..signers]);
    drop(charter);
    tells_roster(siege, &bytes).await;
}

/// An honest roster: a green stream of qasaba is frozen, and a key of it that nobody used has ended.
async fn ends_things_of_qasaba(siege: &Siege) {
    let other = Member::invented("other", None).feed.public();
    let (from, until) = (now().plus_days(-3), now().plus_days(-2));
    let freeze = freeze_of(&StreamName::Green(siege.network()).to_string());
    let roster = siege.charter.lock().await.amend(|roster| {
        let entry = entry_of(roster, "qasaba");
        entry["freezes"] = json!([freeze]);
        let keys = entry["feed"].as_array_mut().unwrap();
        keys.push(json!({"key": other, "from": from, "until": until}));
    });
    siege.takes(&roster).await;
}

fn freeze_of(stream: &str) -> Value {
    json!({"stream": stream, "epoch": 9_000, "size": 3, "root": Digest::from_bytes([1; 32])})
}

/// The code alone would not tell this flaw from another: the node's own words do.
async fn said_why(siege: &Siege, words: &str) {
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
async fn suspension(
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
async fn tells_words(siege: &Siege, words: Vec<Vec<u8>>) {
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

async fn beats(siege: &Siege, key: &SecretKey, version: u64) {
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
