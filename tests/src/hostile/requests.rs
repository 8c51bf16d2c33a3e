//! A member asks: for what it may not have, for what is not there, and for nothing that makes sense.

use fanal_protocol::Code;
use fanal_protocol::limits::REQUEST_BYTES;
use fanal_protocol::wire::{HEADS_PATH, HINT_PATH, RANGE_PATH};
use serde_json::{Value, json};

use super::Siege;
use super::attack::{Attack, Mark, attack};

pub(super) const ATTACKS: &[Attack] = &[
    attack!(
        "luz asks for what was sent to qasaba alone",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            let id = shared(
                siege,
                &json!({
                    "content": "for-qasaba.example", "title": "For Qasaba", "label": "amber",
                    "to": ["qasaba"], "consent": "named",
                }),
            )
            .await;
            siege.mark().await;
            let luz = siege.caller(&siege.luz);
            let (status, body) = luz.range("kivu:direct/qasaba@1", 10).await.unwrap();
            assert_ne!(status, 200);
            // [SYN-5] The same words for a stream that is not there.
            let none = luz.range("kivu:direct/qasaba@77", 10).await.unwrap();
            let text = |body: &[u8]| String::from_utf8_lossy(body).replace("@77", "@1");
            assert_eq!((status, text(&body)), (none.0, text(&none.1)), "{id}");
        }
    ),
    attack!(
        "luz waits for a hint of what is not for it",
        "SYN-13",
        Mark::PassedOver(
            "whoever waits may wait: it is told nothing before there is something for it"
        ),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let known = luz.knowing().await;
            let waits = tokio::spawn({
                let luz = luz.clone();
                async move { luz.ask(HINT_PATH, &known).await }
            });
            let order = |content: &str, label: &str, to: &[&str]| {
                json!({
                    "content": content, "title": "News", "label": label, "to": to,
                    "consent": if to.is_empty() { "network" } else { "named" },
                })
            };
            shared(siege, &order("only-qasaba.example", "amber", &["qasaba"])).await;
            tokio::time::sleep(std::time::Duration::from_secs(3)).await;
            assert!(!waits.is_finished(), "it was told that there is news");
            // What is for it wakes it, with nothing but a digest and the heads that it may see.
            shared(siege, &order("for-all.example", "green", &[])).await;
            let (status, told) = waits.await.unwrap().unwrap();
            let told = String::from_utf8(told).unwrap();
            assert_eq!(status, 200, "{told}");
            for word in ["qasaba.example", "for-all", "direct/qasaba"] {
                assert!(!told.contains(word), "{told}");
            }
            siege.mark().await;
        }
    ),
    attack!(
        "luz asks for the stream of a desk that does not exist",
        "SYN-5",
        Mark::Refusal(Code::PolicyMember),
        |siege| {
            let told = siege
                .caller(&siege.luz)
                .range("nobody:clear@1", 10)
                .await
                .unwrap();
            assert_ne!(told.0, 200);
        }
    ),
    attack!(
        "nyx asks for the stream of a group that it is not in",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            let told = siege
                .caller(&siege.nyx)
                .range("kivu:group/salud/green@1", 10)
                .await
                .unwrap();
            assert_ne!(told.0, 200);
        }
    ),
    attack!(
        "luz asks in another network",
        "SYN-5",
        Mark::TurnedAway("not_member"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let mut asked = luz.heads();
            asked.network = "0".repeat(64).parse().unwrap();
            assert_eq!(luz.ask(HEADS_PATH, &asked).await.unwrap().0, 403);
        }
    ),
    attack!(
        "luz asks for more than there is, and backwards",
        "SYN-5",
        Mark::TurnedAway("malformed"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            for (from, to) in [(5, 5), (9, 2), (u64::MAX - 1, u64::MAX)] {
                let asked = json!({
                    "network": luz.network(), "from": from, "to": to,
                    "stream": {"origin": "kivu", "name": "clear", "epoch": 1},
                });
                assert_eq!(
                    luz.ask(RANGE_PATH, &asked).await.unwrap().0,
                    400,
                    "{from} to {to}"
                );
            }
        }
    ),
    attack!(
        "luz sends what is no request",
        "SYN-5",
        Mark::TurnedAway("malformed"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let network = luz.network();
            let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
            let bodies = [
                String::new(),
                "null".into(),
                "{".into(),
                deep,
                format!(r#"{{"network":"{network}"}}"#),
                format!(r#"{{"network":"{network}","network":"{network}","roster":1}}"#),
                format!(r#"{{"network":"{network}","\u006eetwork":"{network}","roster":1}}"#),
                format!(r#"{{"network":"{network}","roster":1,"more":1}}"#),
                format!(r#"{{"network":"{network}","roster":1.5}}"#),
                format!(r#"{{"network":"{network}","roster":-1}}"#),
                format!(r#"{{"network":"{network}","roster":1e3}}"#),
                format!(r#"{{"network":"{network}","roster":99999999999999999999}}"#),
                format!(
                    r#"{{"network":"{}","roster":1}}"#,
                    network.to_string().to_uppercase()
                ),
                format!("\u{feff}{{\"network\":\"{network}\",\"roster\":1}}"),
                format!(r#"{{"network":"{network}","roster":1}} "#) + "x",
            ];
            for body in bodies {
                for path in [HEADS_PATH, HINT_PATH, RANGE_PATH] {
                    let (status, told) = luz.post(path, body.clone()).await.unwrap();
                    assert_eq!(status, 400, "{path}");
                    let told: Value = serde_json::from_slice(&told).unwrap();
                    assert_eq!(told["code"], "usage.invalid");
                }
            }
        }
    ),
    attack!(
        "luz asks with bytes that are not UTF-8",
        "ENC-1",
        Mark::TurnedAway("malformed"),
        |siege| {
            let told = siege
                .caller(&siege.luz)
                .post(HEADS_PATH, vec![0xc0, 0xaf, 0xff])
                .await
                .unwrap();
            assert_eq!(told.0, 400);
        }
    ),
    attack!(
        "luz names a desk in letters that look alike",
        "ENC-5",
        Mark::TurnedAway("malformed"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            // A Cyrillic letter, a fullwidth one, one with a combining accent, one turned around, one with NUL.
            for name in [
                "k\u{456}vu",
                "\u{ff4b}ivu",
                "kivu\u{301}",
                "\u{202e}uvik",
                "kivu\0",
                "KIVU",
                "kivu ",
            ] {
                let asked = json!({
                    "network": luz.network(), "from": 0, "to": 1,
                    "stream": {"origin": name, "name": "clear", "epoch": 1},
                });
                assert_eq!(
                    luz.ask(RANGE_PATH, &asked).await.unwrap().0,
                    400,
                    "{name:?}"
                );
            }
        }
    ),
    attack!(
        "luz climbs out of a stream's name",
        "STR-1",
        Mark::TurnedAway("malformed"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            for name in [
                "direct/../luz",
                "clear/",
                "group//amber",
                "direct/luz/amber",
                "green/",
                "*",
            ] {
                let asked = json!({
                    "network": luz.network(), "from": 0, "to": 1,
                    "stream": {"origin": "kivu", "name": name, "epoch": 1},
                });
                assert_eq!(
                    luz.ask(RANGE_PATH, &asked).await.unwrap().0,
                    400,
                    "{name:?}"
                );
            }
        }
    ),
    attack!(
        "luz sends a request of more than a megabyte",
        "LIM-1",
        Mark::TurnedAway("oversize"),
        |siege| {
            let told = siege
                .caller(&siege.luz)
                .post(HEADS_PATH, vec![b' '; REQUEST_BYTES + 1])
                .await;
            if let Ok((status, _)) = told {
                assert_eq!(status, 413);
            }
        }
    ),
    attack!(
        "luz asks with a header of 100 KB",
        "LIM-1",
        Mark::PassedOver(
            "the library answers 431 by itself, and the line goes on for others of that peer"
        ),
        |siege| {
            let told = siege
                .caller(&siege.luz)
                .with_header(HEADS_PATH, 100_000)
                .await;
            assert!(told.is_err() || told == Ok(431), "{told:?}");
        }
    ),
    attack!(
        "luz looks for calls that are not there",
        "SYN-5",
        Mark::TurnedAway("no_such_call"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            for path in [
                "/",
                "/api/v1/status",
                "/sync/v1/../../api/v1/status",
                "/sync/v1/heads/",
                "/metrics",
            ] {
                assert_eq!(luz.post(path, "{}").await.unwrap().0, 404, "{path}");
            }
            assert_eq!(luz.get(HEADS_PATH).await, Ok(404));
        }
    ),
    attack!(
        "luz says that it knows a roster of the future",
        "ROS-3",
        Mark::PassedOver(
            "what a caller says of itself is believed by nobody: it gets what there is"
        ),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let mut asked = luz.heads();
            asked.roster = u64::MAX >> 1;
            let (status, body) = luz.ask(HEADS_PATH, &asked).await.unwrap();
            let told: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((status, &told["rosters"]), (200, &Value::Null));
        }
    ),
    attack!(
        "luz learns nothing of others from all that it may ask",
        "SYN-5",
        Mark::PassedOver("each of these questions may be asked"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let (status, body) = luz.ask(HEADS_PATH, &luz.heads()).await.unwrap();
            assert_eq!(status, 200);
            let text = String::from_utf8(body).unwrap();
            assert!(
                text.contains("direct/luz") || text.contains("green/"),
                "{text}"
            );
            for others in ["direct/qasaba", "direct/nyx", "direct/ada"] {
                assert!(!text.contains(others), "{others} is told of");
            }
        }
    ),
];

/// The victim's analyst shares; the id.
async fn shared(siege: &Siege, order: &Value) -> String {
    let told = siege.door().done("share", order).await;
    told["bulletins"][0]["id"].to_string()
}
