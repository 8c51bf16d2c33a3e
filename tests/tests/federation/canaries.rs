//! No leak: a world in which every field of every bulletin holds a word of its own, and every road out
//! of every desk is searched for words that must not be there. Promise 1.

use std::collections::BTreeMap;

use fanal_api::CALLS;
use fanal_desk::{ConsentOrder, ReviseOrder, RosterChange, ShareOrder};
use fanal_protocol::{BulletinId, DeskStatus};
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use serde_json::{Value, json};

use crate::cast::{publishes, revise};

/// Who may meet the words of a bulletin: at these desks, these parts; `shelf` is the public.
struct Words {
    name: &'static str,
    desks: &'static [&'static str],
    parts: &'static [&'static str],
    public: bool,
}

/// The word of ancolie for a person: in its own ledger of consent, and nowhere else.
const ALIAS: &str = "canary-alias-of-a-person";

const STAFF: &[&str] = &["analyst", "reviewer"];
const READERS: &[&str] = &["analyst", "reviewer", "coordinator"];
const ALL: &[&str] = &["analyst", "reviewer", "coordinator", "admin"];
const MEMBERS: &[&str] = &["ancolie", "lumbre", "qasaba", "mirador"];
const NOBODY: &[&str] = &[];

const WORDS: &[Words] = &[
    Words {
        name: "amber",
        desks: &["ancolie", "lumbre"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "strict",
        desks: &["ancolie", "mirador"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "grouped",
        desks: &["ancolie", "lumbre", "qasaba"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "green",
        desks: MEMBERS,
        parts: READERS,
        public: false,
    },
    Words {
        name: "greengroup",
        desks: &["ancolie", "lumbre", "qasaba"],
        parts: READERS,
        public: false,
    },
    Words {
        name: "embargoed",
        desks: MEMBERS,
        parts: READERS,
        public: false,
    },
    Words {
        name: "question",
        desks: MEMBERS,
        parts: READERS,
        public: false,
    },
    Words {
        name: "draft",
        desks: &["ancolie"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "waiting",
        desks: &["ancolie"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "because",
        desks: &["ancolie"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "narrowed",
        desks: &["ancolie", "lumbre"],
        parts: STAFF,
        public: false,
    },
    Words {
        name: "withdrawn",
        desks: NOBODY,
        parts: NOBODY,
        public: false,
    },
    Words {
        name: "unpublished",
        desks: NOBODY,
        parts: NOBODY,
        public: false,
    },
    Words {
        name: "afterwards",
        desks: MEMBERS,
        parts: READERS,
        public: false,
    },
    Words {
        name: "public",
        desks: MEMBERS,
        parts: ALL,
        public: true,
    },
];

/// A word of its own in each field that a person fills.
fn everywhere(name: &str, label: &str) -> ShareOrder {
    ShareOrder {
        summary: Some(format!("canary-{name}-summary")),
        also_please: Some(format!("canary-{name}-heed")),
        source: Some(format!("canary-{name}-source")),
        licence: Some(format!("canary-{name}-licence")),
        category: Some(format!("canary-{name}-category")),
        ..share(label, &format!("canary-{name}-value.example"))
    }
    .titled(&format!("canary-{name}-title"))
}

#[expect(
    clippy::too_many_lines,
    reason = "one bulletin of each kind, one after the other"
)]
async fn world() -> (Federation, BTreeMap<&'static str, BulletinId>) {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .desk("zenit")
        .group("stalkerware", &["ancolie", "lumbre", "qasaba"])
        .coordinators(3)
        .threshold(2)
        .await;
    let ancolie = fed.desk("ancolie");
    let out = RosterChange {
        status: [("zenit".parse().unwrap(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let mut ids = BTreeMap::new();
    let early = ancolie.shares(everywhere("withdrawn", "green")).await;
    ids.insert("withdrawn", early);
    let narrowed = ancolie.shares(everywhere("narrowed", "green")).await;
    ids.insert("narrowed", narrowed);
    let (unpublished, _) = publishes(
        ancolie,
        everywhere("unpublished", "clear").consent("public"),
    )
    .await;
    fed.sync_all().await;
    let roster = fed.change_roster(&out).await;
    for node in fed.all() {
        if node.id().as_str() != "zenit" {
            node.take_roster(&roster.envelope).await;
        }
    }
    let person = ConsentOrder {
        alias: ALIAS.into(),
        how: Some("in person".into()),
        scope: Some("named".into()),
        named: Some(["lumbre".parse().unwrap()].into()),
        risks_explained: true,
        ..ConsentOrder::default()
    };
    let analyst = ancolie.caller("analyst").await;
    ancolie
        .desk()
        .record_consent(&analyst, &person)
        .await
        .unwrap();
    let embargo = fed.now().plus_days(9);
    let question = fed.now().plus_days(5);
    for (name, order) in [
        (
            "amber",
            ShareOrder {
                consent: None,
                consent_record: Some(ALIAS.into()),
                ..everywhere("amber", "amber").to(&["lumbre"])
            },
        ),
        (
            "strict",
            everywhere("strict", "amber+strict").to(&["mirador"]),
        ),
        (
            "grouped",
            everywhere("grouped", "amber").to(&["group:stalkerware"]),
        ),
        (
            "greengroup",
            everywhere("greengroup", "green").to(&["group:stalkerware"]),
        ),
        ("green", everywhere("green", "green").consent("network")),
        (
            "embargoed",
            everywhere("embargoed", "clear")
                .consent("public")
                .not_before(embargo),
        ),
        (
            "question",
            everywhere("question", "green").asking_until(question),
        ),
        (
            "draft",
            ShareOrder {
                draft_only: true,
                ..everywhere("draft", "amber")
                    .to(&["lumbre"])
                    .consent("refused")
            },
        ),
        ("waiting", everywhere("waiting", "clear").consent("public")),
        ("afterwards", everywhere("afterwards", "green")),
    ] {
        ids.insert(name, ancolie.shares(order).await);
    }
    let answered = ShareOrder {
        content: "https://because.example/a8F3kQ92LmZp".into(),
        summary: Some("plain".into()),
        ..share("green", "")
    };
    let preview = ShareOrder {
        dry_run: true,
        ..answered.clone()
    };
    let findings = ancolie.try_share(preview).await.unwrap().findings;
    let because = findings
        .into_iter()
        .map(|finding| (finding.key, "canary-because-answer".to_owned()));
    let answered = ShareOrder {
        because: because.collect(),
        ..answered
    };
    ids.insert("because", ancolie.shares(answered).await);
    ancolie.approves(ids["embargoed"]).await.unwrap();
    // A publication shows what is public: title, summary, category, source, licence, values.
    let public = ShareOrder {
        also_please: None,
        ..everywhere("public", "clear").consent("public")
    };
    ids.insert("public", publishes(ancolie, public).await.0);
    fed.sync_all().await;
    ancolie.withdraws(&early.to_string()).await;
    ancolie.withdraws(&unpublished.to_string()).await;
    let change = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        ..revise(narrowed)
    };
    ancolie.revises(change).await;
    fed.sync_all().await;
    (fed, ids)
}

/// Every call, with bodies that read, and bodies that are refused.
type Road = (&'static str, fn(&str) -> Vec<Value>);

/// `which` is a bulletin that somebody asks about, whether it is theirs to see or not.
const ROADS: &[Road] = &[
    ("sign-in", |_| {
        vec![
            json!({"account": "ancolie-analyst", "password": "a wrong password"}),
            json!({"account": 7}),
        ]
    }),
    ("second-factor", |_| {
        vec![
            json!({"token": "session_none", "code": "000000"}),
            json!({"token": 7}),
        ]
    }),
    ("sign-out", |_| vec![json!({"not": "yet"})]),
    ("token", |_| vec![json!({"purpose": "road"})]),
    ("certificate", |_| {
        vec![json!({"key": "0".repeat(64), "purpose": "road"})]
    }),
    ("session-end", |_| vec![Value::Null]),
    ("step-up", |_| {
        vec![json!({"password": "a wrong password"}), json!({})]
    }),
    ("me", |_| vec![Value::Null]),
    ("me-password", |_| {
        vec![
            json!({"old": "a wrong password", "new": "another long password"}),
            json!({"old": "x", "new": "short"}),
        ]
    }),
    ("me-totp", |_| vec![json!({"not": "yet"})]),
    ("me-totp-confirm", |_| vec![json!({"code": "000000"})]),
    ("me-totp-remove", |_| vec![Value::Null]),
    ("me-recovery", |_| vec![Value::Null]),
    ("me-sessions", |_| vec![Value::Null]),
    ("me-tokens", |_| vec![Value::Null]),
    ("me-preferences", |_| vec![Value::Null]),
    ("me-prefer", |_| {
        vec![json!({"lang": "fr"}), json!({"mail": "none"})]
    }),
    ("notify-list", |_| vec![Value::Null]),
    ("notify-put", |_| {
        vec![json!({"name": "x", "url": "https://chat.example/"})]
    }),
    ("notify-remove", |_| vec![json!({"name": "none"})]),
    ("notify-test", |_| vec![Value::Null]),
    ("me-end", |_| vec![json!({"id": "none"})]),
    ("status", |_| vec![Value::Null]),
    ("check", |_| {
        let values: Vec<String> = WORDS
            .iter()
            .map(|words| format!("guess-{}.example", words.name))
            .collect();
        vec![
            json!({ "values": values }),
            json!({"text": "nothing.example"}),
        ]
    }),
    ("look-ups", |_| vec![Value::Null]),
    ("look-up-add", |_| {
        vec![json!({"name": "x", "content": "evil.example"})]
    }),
    ("look-up-remove", |_| vec![json!({"name": "x"})]),
    ("warning-lists", |_| vec![Value::Null]),
    ("warning-list-add", |_| {
        vec![json!({"content": "{\"name\":\"x\",\"type\":\"string\",\"list\":[]}"})]
    }),
    ("warning-list-remove", |_| vec![json!({"name": "x"})]),
    ("share", |_| {
        vec![
            json!({"content": "road.example", "label": "green", "consent": "not-needed", "dry_run": true}),
            json!({"content": "road.example"}),
        ]
    }),
    ("send", |which| vec![json!({ "id": which })]),
    ("list", |_| {
        let folder = |name: &str| json!({"folder": name, "withdrawn": true, "limit": 2_000});
        vec![
            json!({"withdrawn": true}),
            folder("own"),
            folder("received"),
            folder("public"),
            json!({"origin": "ancolie"}),
            json!({"label": "amber"}),
        ]
    }),
    ("show", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({ "bulletin": format!("ancolie/{which}") }),
        ]
    }),
    ("stance", |which| {
        vec![json!({"bulletin": which, "stance": "use"})]
    }),
    ("sight", |which| {
        vec![json!({"bulletin": format!("nobody/{which}"), "verdict": "seen"})]
    }),
    ("sight-found", |_| {
        vec![
            json!({"values": [{"value": "guess.example"}], "dry_run": true}),
            json!({"values": [{"value": "guess.example", "kind": "domain-name"}]}),
        ]
    }),
    ("revise", |which| {
        vec![json!({"bulletin": which, "dry_run": true})]
    }),
    ("withdraw", |which| {
        vec![json!({"bulletin": which, "reason": "error"})]
    }),
    ("withdrawal", |which| vec![json!({ "bulletin": which })]),
    ("consent-record", |_| {
        vec![
            json!({"alias": "canary-alias-again", "scope": 7}),
            json!({"alias": "of another", "scope": "desk", "how": "in person"}),
        ]
    }),
    ("consent-show", |_| vec![json!({"alias": "nobody"})]),
    ("consent-list", |_| vec![Value::Null]),
    ("consent-widen", |_| vec![json!({"alias": "nobody"})]),
    ("consent-revise", |_| {
        vec![json!({"alias": "nobody", "scope": "desk"})]
    }),
    ("consent-withdraw", |_| vec![json!({ "alias": ALIAS })]),
    ("disclosures", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({ "bulletin": format!("ancolie/{which}") }),
        ]
    }),
    ("blast-radius", |_| {
        vec![json!({"desk": "lumbre"}), json!({"desk": "zenit"})]
    }),
    ("notices", |_| vec![Value::Null]),
    ("hidden", |_| vec![Value::Null]),
    ("destroy", |_| vec![json!({})]),
    ("grant", |which| {
        vec![json!({"bulletin": which, "to": "mirador", "until": "2026-11-22T00:00:00Z"})]
    }),
    ("grant-publish", |which| {
        vec![json!({ "bulletin": format!("ancolie/{which}") })]
    }),
    ("breach", |_| {
        vec![json!({"since": "2026-11-22T00:00:00Z", "text": "x"})]
    }),
    ("hold", |which| {
        vec![json!({"bulletin": which, "why": "", "release": false})]
    }),
    ("privacy-check", |_| {
        vec![json!({"content": "ask ana@mail.example"})]
    }),
    ("privacy-words", |_| vec![Value::Null]),
    ("privacy-protect", |_| {
        vec![json!({"words": [], "label": "x"})]
    }),
    ("privacy-unprotect", |_| {
        vec![json!({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaa"})]
    }),
    ("privacy-countries", |_| vec![json!({})]),
    ("panic-lock", |_| vec![json!({"text": "preview only"})]),
    ("go-on", |_| vec![json!({})]),
    ("clock", |_| vec![json!({})]),
    ("explain", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({"bulletin": which, "desk": "lumbre"}),
        ]
    }),
    ("export", |which| {
        let formats = [
            "stix",
            "mvt",
            "hosts",
            "domains",
            "csv",
            "network-csv",
            "native",
        ];
        let all = formats
            .iter()
            .map(|format| json!({"format": format, "up_to": "red", "full": true}));
        let one = formats
            .iter()
            .map(|format| json!({"format": format, "bulletin": which, "up_to": "red"}));
        all.chain(one).collect()
    }),
    ("reviews", |_| vec![Value::Null]),
    ("review", |which| vec![json!({ "id": which })]),
    ("approve", |which| {
        vec![
            json!({ "id": which }),
            json!({"id": which, "draft": "0".repeat(64)}),
        ]
    }),
    ("return", |_| {
        vec![json!({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "note": "no"})]
    }),
    ("sync", |_| vec![json!({})]),
    ("peer-test", |_| {
        vec![json!({"desk": "lumbre"}), json!({"desk": "qasaba"})]
    }),
    ("verify", |_| vec![json!({"content": "no file of ours"})]),
    ("roster", |_| vec![Value::Null]),
    ("roster-found", |_| vec![json!({"name": 7})]),
    ("roster-invite", |_| vec![json!({})]),
    ("roster-request", |_| {
        vec![json!({"slip": "fanal-invite:x"})]
    }),
    ("roster-vouch", |_| {
        vec![json!({"request": {"slip": "x"}, "how": "not at all"})]
    }),
    ("roster-joining", |_| vec![Value::Null]),
    ("roster-words", |_| vec![json!({})]),
    ("roster-announce", |_| vec![json!({"slip": "x"})]),
    ("roster-object", |_| {
        vec![json!({"desk": "brume", "why": "not at all"})]
    }),
    ("roster-settle", |_| {
        vec![json!({"desk": "brume", "by": "lumbre", "because": "x"})]
    }),
    ("roster-accept", |_| vec![json!({"text": "no code"})]),
    ("roster-suspend", |_| {
        vec![json!({"desk": "brume", "why": "not at all"})]
    }),
    ("roster-ask", |_| vec![json!({"coordinate": true})]),
    ("roster-report", |_| {
        vec![json!({"desk": "zenit", "text": "what was refused"})]
    }),
    ("roster-reports", |_| vec![Value::Null]),
    ("profile", |_| vec![json!({})]),
    ("profile-set", |_| {
        vec![json!({"profile": {"hours": "always", "nda": true}})]
    }),
    ("roster-draft", |_| vec![json!({"days": 30})]),
    ("roster-sign", |_| vec![json!({"envelope": "{}"})]),
    ("roster-take", |_| vec![json!({"envelope": ""})]),
    ("roster-chain", |_| vec![Value::Null]),
    ("contacts", |_| vec![Value::Null]),
    ("contact-add", |_| {
        vec![json!({"pseudonym": "sol", "key": "age1x", "to": ["lumbre"]})]
    }),
    ("contact-end", |_| vec![json!({"pseudonym": "sol"})]),
    ("sealed", |_| vec![Value::Null]),
    ("sealed-send", |_| {
        vec![json!({"to": "lumbre", "sealed": "eA=="})]
    }),
    ("sealed-fetch", |which| vec![json!({ "sealed": which })]),
    // What stands inside a parcel is searched where it is opened, in `parcels`.
    ("parcel-make", |_| {
        vec![
            json!({"desk": "lumbre", "all": true}),
            json!({"desk": "qasaba", "all": true}),
        ]
    }),
    ("parcel-take", |_| vec![json!({"parcel": "eA=="})]),
    ("refusals", |_| vec![Value::Null]),
    ("audit", |_| vec![json!({"from": 0})]),
    ("accounts", |_| vec![Value::Null]),
    ("account-add", |_| {
        vec![json!({"name": "no name", "rights": []})]
    }),
    ("account-disable", |_| vec![json!({"name": "no name"})]),
    ("account-change", |_| vec![json!({"name": "no name"})]),
    ("account-reset", |_| vec![json!({"name": "no name"})]),
];

/// The names of bulletins whose words stand in a text that this part of this desk must not read.
fn leaked(text: &str, may: impl Fn(&Words) -> bool) -> Vec<&'static str> {
    let is_there = |words: &&Words| text.contains(&format!("canary-{}-", words.name));
    let leaked = WORDS.iter().filter(is_there).filter(|words| !may(words));
    leaked.map(|words| words.name).collect()
}

fn at_desk(words: &Words, node: &Node) -> bool {
    words.desks.contains(&node.id().as_str())
}

#[test]
fn every_call_of_the_api_is_a_road_that_is_searched() {
    let roads: Vec<&str> = ROADS.iter().map(|(name, _)| *name).collect();
    let calls: Vec<&str> = CALLS.iter().map(|call| call.name).collect();
    assert_eq!(roads, calls);
}

#[tokio::test]
async fn no_call_by_anybody_gives_words_that_are_not_theirs() {
    let (fed, ids) = world().await;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alias_seen = false;
    let members = fed
        .all()
        .iter()
        .filter(|node| MEMBERS.contains(&node.id().as_str()));
    for node in members {
        for part in ALL {
            for (name, bodies) in ROADS {
                for which in ids.values() {
                    let bodies = bodies(&which.to_string());
                    // What does not ask about one bulletin is asked once.
                    let once = *which != ids["amber"]
                        && !bodies
                            .iter()
                            .any(|body| body.to_string().contains(&which.to_string()));
                    for body in bodies {
                        let asks_of_one = body.to_string().contains(&which.to_string());
                        if once || (!asks_of_one && *which != ids["amber"]) {
                            continue;
                        }
                        let answer = node.asks(part, name, &body).await;
                        let leaks = leaked(&answer.text, |words| {
                            at_desk(words, node) && words.parts.contains(part)
                        });
                        assert!(
                            leaks.is_empty(),
                            "{} {part} {name} {body}: {leaks:?}: {}",
                            node.id(),
                            answer.text
                        );
                        assert!(!answer.text.contains("password of"), "{name}");
                        // [CON-2] A person's alias stands in the ledger of consent alone.
                        let theirs = node.id().as_str() == "ancolie" && STAFF.contains(part);
                        let in_ledger = theirs && name.starts_with("consent-");
                        assert!(
                            in_ledger || !answer.text.contains(ALIAS),
                            "{} {part} {name}",
                            node.id()
                        );
                        alias_seen |= answer.text.contains(ALIAS);
                        for words in WORDS.iter().filter(|words| {
                            answer.text.contains(&format!("canary-{}-", words.name))
                        }) {
                            *seen.entry(words.name).or_default() += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(alias_seen, "the search for the alias is blind");
    // The search finds what it looks for: each word that somebody may read was read.
    for words in WORDS.iter().filter(|words| !words.desks.is_empty()) {
        assert!(
            seen.contains_key(words.name),
            "nobody saw `{}`: the search is blind",
            words.name
        );
    }
}

#[tokio::test]
async fn no_desk_is_served_words_that_are_not_for_it() {
    let (fed, _) = world().await;
    let mut served_some = false;
    for from in fed.all() {
        for to in fed.all().iter().filter(|to| to.id() != from.id()) {
            let served = from.serves(to).await;
            if to.id().as_str() == "zenit" {
                assert!(
                    served.is_err(),
                    "{} still answers an expelled desk",
                    from.id()
                );
                continue;
            }
            // An expelled desk holds what it got before, and nobody asks it any more.
            if from.id().as_str() == "zenit" {
                continue;
            }
            let text = served.unwrap().text;
            assert!(!text.contains(ALIAS), "{} serves an alias", from.id());
            let leaks = leaked(&text, |words| {
                at_desk(words, to) && !["draft", "waiting", "because"].contains(&words.name)
            });
            assert!(
                leaks.is_empty(),
                "{} serves {}: {leaks:?}",
                from.id(),
                to.id()
            );
            served_some |= text.contains("canary-green-title");
        }
    }
    assert!(served_some, "the search is blind");
}

#[tokio::test]
async fn the_public_shelf_has_public_words_alone() {
    let (fed, ids) = world().await;
    for node in fed.all() {
        let shelf = node.shelf().await;
        assert_eq!(
            leaked(&shelf, |words| words.public),
            [""; 0],
            "{}",
            node.id()
        );
        assert!(!shelf.contains("-heed") && !shelf.contains("consent"));
        assert!(!shelf.contains(ALIAS));
        let bulletins = ids.values().filter(|id| shelf.contains(&id.to_string()));
        assert_eq!(bulletins.count(), 0, "no id of a bulletin is public");
    }
    assert!(
        fed.desk("ancolie")
            .shelf()
            .await
            .contains("canary-public-value.example")
    );
}

#[tokio::test]
async fn what_an_expelled_desk_holds_is_what_it_had_and_no_more() {
    let (fed, _) = world().await;
    let held = fed.desk("zenit").everything().await;
    let had = ["withdrawn", "narrowed", "unpublished"];
    assert_eq!(leaked(&held, |words| had.contains(&words.name)), [""; 0]);
}
