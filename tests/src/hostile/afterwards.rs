//! What stays shut for one who is out, and what rosters say that come after others: each attack leaves the network other
//! than it was.

use std::time::Duration;

use fanal_protocol::limits::SUSPENSIONS_OF_ONE;
use fanal_protocol::wire::{HEADS_PATH, HINT_PATH};
use fanal_protocol::{Code, SecretKey, StreamName};
use rustls::HandshakeKind;
use rustls::version::TLS13;
use serde_json::{Value, json};

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::caller::{is_closed_within, is_let_in};
use super::doors::open_connection;
use super::forging::{bulletin, offering, signed, statement};
use super::membership::{
    NO_ROSTER, OVER_ANOTHER, beats, drafted, freeze_of, said_why, suspension, tells_roster,
    tells_words,
};
use crate::running::{Member, entry_of, now};

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
