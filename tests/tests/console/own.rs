//! What a desk says of itself, the sources that it asks, and what coordinators settle on their pages.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fanal_ambient::MachineEntropy;
use fanal_console::{Console, Lang};
use fanal_desk::{AskSources, SuspendOrder};
use fanal_protocol::{Code, DeskId, DeskStatus, Problem};
use fanal_tests::federation::{Federation, Ordering as _, federation, share};
use fanal_tests::visitor::{PASSWORD, Visitor, add_account, between};

use crate::{three, two};

const PROFILE: &str = "/c/admin/profile";

fn told() -> Vec<(&'static str, &'static str)> {
    vec![
        ("act", "tell"),
        ("language", "ar"),
        ("language", "fr"),
        ("others", "ckb"),
        ("hours", "Monday to Friday, 9:00 to 17:00, Tunis time"),
        ("services", "forensics\naccount recovery"),
        ("kind-0", "Signal"),
        ("at-0", "ancolie.01"),
        ("trait-0", "end_to_end"),
        ("traits-0", "on_request"),
        ("kind-1", "telephone"),
        ("at-1", ""),
        ("agreed", "1"),
        ("since", "2026-01-15"),
        (
            "legal_requests",
            "Only with an order of a court.\nWe tell you first.",
        ),
    ]
}

/// [CSL-29]
#[tokio::test]
async fn a_desk_says_who_it_is_by_a_form_and_the_others_read_it() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator"]).await;
    let page = cora.get(PROFILE).await;
    assert!(page.text.contains("name=\"language\""), "{}", page.text);
    // A day that is none is not taken for no day, and what was typed stays.
    let mut wrong = told();
    wrong.retain(|(name, _)| *name != "since");
    wrong.push(("since", "soon"));
    let page = cora.post(PROFILE, &wrong).await;
    assert!(page.text.contains("href=\"#since\""), "{}", page.text);
    assert!(page.text.contains("Tunis time") && page.text.contains("ancolie.01"));
    let page = cora.post(PROFILE, &told()).await;
    assert!(page.text.contains("It is said."), "{}", page.text);
    // No channel without an account; and traits that the page has no words for are kept.
    assert!(page.text.contains("Every channel here needs an account"));
    let (desk, caller) = (node.desk(), node.caller("coordinator").await);
    let own = desk.show_profiles(&caller, Some(desk.id())).await.unwrap();
    let profile = own[0].profile.clone().unwrap();
    let languages: Vec<&str> = profile.languages.iter().map(String::as_str).collect();
    assert_eq!(languages, ["ar", "ckb", "fr"]);
    assert_eq!(profile.channels.len(), 1, "{profile:?}");
    let traits: Vec<&str> = profile.channels[0]
        .traits
        .iter()
        .map(String::as_str)
        .collect();
    assert_eq!(traits, ["end_to_end", "on_request"]);
    assert_eq!(profile.nda_since.unwrap().date(), "2026-01-15");
    assert!(profile.legal_requests.unwrap().contains("court. We tell"));

    fed.sync_all().await;
    let mut lena = Visitor::signed_in(fed.desk("lumbre"), "lena", &["analyst"]).await;
    for path in ["/c/net/desks", "/c/net/desks/ancolie"] {
        let page = lena.get(path).await;
        for said in [
            "Français",
            "ckb",
            "Tunis time",
            "ancolie.01",
            "2026-01-15",
            "on_request",
        ] {
            assert!(page.text.contains(said), "{path}, {said}: {}", page.text);
        }
    }
}

/// [CSL-29] The page has the rights and the proof of the use case.
#[tokio::test]
async fn a_profile_is_told_by_who_signs_for_the_network_and_what_is_public_takes_a_proof() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let page = adi.get(PROFILE).await;
    assert!(page.status == 200 && !page.text.contains("name=\"hours\""));
    assert_eq!(adi.post(PROFILE, &told()).await.status, 403);
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator"]).await;
    cora.get(PROFILE).await;
    fed.clock.advance(11 * 60);
    let public = [&told()[..], &[("trait-0", "public")]].concat();
    let page = cora.post(PROFILE, &public).await;
    assert!(page.text.contains("name=\"step-up\""), "{}", page.text);
    let proved = [&public[..], &[("step-up", "1"), ("proof", PASSWORD)]].concat();
    let page = cora.post(PROFILE, &proved).await;
    assert!(page.text.contains("It is said."), "{}", page.text);
    let said = node.desk().public_profile().await.unwrap();
    assert_eq!(said.channels.len(), 1);
}

/// [CSL-29]
#[tokio::test]
async fn duties_stand_in_the_roster_once_coordinators_fulfil_what_was_asked() {
    let fed = three().await;
    let node = fed.desk("ancolie");
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator"]).await;
    let page = cora.get(PROFILE).await;
    let name = between(&page.text, "name=\"name\" value=\"", "\"").unwrap();
    let name = name.to_owned();
    let ask = |duty: &'static str| {
        vec![
            ("act", "ask"),
            ("name", name.as_str()),
            ("jurisdiction", "fr"),
            ("duty", duty),
        ]
    };
    let page = cora.post(PROFILE, &ask("Violence against minors")).await;
    assert!(
        page.text.contains("The coordinators are asked."),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("is not in the roster yet"),
        "{}",
        page.text
    );
    // Another wish takes the place of the first only where that is said.
    let page = cora.post(PROFILE, &ask("")).await;
    assert!(page.text.contains("href=\"#name\""), "{}", page.text);
    let again = [&ask("Minors")[..], &[("replace", "1")]].concat();
    let page = cora.post(PROFILE, &again).await;
    assert!(
        page.text.contains("The coordinators are asked."),
        "{}",
        page.text
    );
    // The desk's page has the button, which counts for what stood there.
    let path = "/c/net/desks/ancolie";
    let page = cora.get(path).await;
    let wish = between(&page.text, "name=\"wish\" value=\"", "\"").unwrap();
    let wish = wish.to_owned();
    let page = cora
        .post(path, &[("act", "fulfil"), ("wish", "other")])
        .await;
    assert!(
        page.text.contains("It changed since you looked."),
        "{}",
        page.text
    );
    let page = cora
        .post(path, &[("act", "fulfil"), ("wish", wish.as_str())])
        .await;
    assert!(
        page.text.contains("Draft of the next roster"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("FR") && page.text.contains("Minors"),
        "{}",
        page.text
    );
    // To leave takes the desk's own name.
    let page = cora
        .post(PROFILE, &[("act", "leave"), ("leave-name", "lumbre")])
        .await;
    assert!(page.text.contains("Type the desk’s short name exactly"));
    let leave = [("act", "leave"), ("leave-name", "ancolie")];
    let page = cora.post(PROFILE, &leave).await;
    assert!(
        page.text.contains("The coordinators are asked."),
        "{}",
        page.text
    );
}

/// A node that asks nobody, and says what it was asked for.
#[derive(Default)]
struct Listening {
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl AskSources for Listening {
    async fn ask(&self, name: &str) -> Result<bool, Problem> {
        self.asked.lock().unwrap().push(name.to_owned());
        match name {
            "quick" => Ok(true),
            "slow" => Ok(false),
            _ => Err(Problem::new(Code::LimitRate, "less than five minutes ago")),
        }
    }
}

/// [CSL-30]
#[tokio::test]
async fn sources_are_listed_with_how_they_went_and_asked_by_a_button() {
    const PATH: &str = "/c/admin/sources";
    let fed = two().await;
    let node = fed.desk("ancolie");
    let desk = node.desk();
    desk.keep_notes_of_sources(&["quick", "slow", "broken"])
        .await
        .unwrap();
    let why = "the server said `404`".to_owned();
    desk.note_asked("quick", Ok(2)).await.unwrap();
    desk.note_asked("broken", Err((Code::PeerUnreachable, why)))
        .await
        .unwrap();
    let listening = Arc::new(Listening::default());
    let console = Console::new(desk, Arc::new(MachineEntropy), Lang::En)
        .asking(Arc::clone(&listening) as Arc<dyn AskSources>);
    let mut visitor = Visitor::of(console);
    for (name, right) in [("ana", "analyst"), ("adi", "admin")] {
        add_account(node, name, &[right]).await;
    }
    let mut ana = visitor.another();
    ana.sign_in("ana").await;
    let page = ana.get(PATH).await;
    for said in [
        "quick",
        "slow",
        "broken",
        "2 parts not taken",
        "not asked yet",
        "does not work",
        "404",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    for (name, says) in [
        ("quick", "The source was asked."),
        ("slow", "The source is being asked"),
        ("broken", "less than five minutes ago"),
        ("nobody", "href=\"#sources\""),
    ] {
        let page = ana.post(PATH, &[("name", name)]).await;
        assert!(page.text.contains(says), "{name}: {}", page.text);
    }
    assert_eq!(
        *listening.asked.lock().unwrap(),
        ["quick", "slow", "broken"]
    );
    // In the reader's language; the program's own words are marked as what they are.
    ana.get("/c/").await;
    ana.post("/c/lang", &[("lang", "fr"), ("back", PATH)]).await;
    let page = ana.get(PATH).await;
    assert!(page.text.contains("ne fonctionne pas"), "{}", page.text);
    assert!(
        page.text
            .contains("<p lang=\"en\" dir=\"ltr\">the server said `404`</p>")
    );
    // Who only looks after the desk sees them, and has no button.
    visitor.sign_in("adi").await;
    let page = visitor.get(PATH).await;
    assert!(page.text.contains("broken") && !page.text.contains("Ask now"));
    assert_eq!(visitor.post(PATH, &[("name", "quick")]).await.status, 403);
}

async fn suspended(fed: &Federation) -> DeskId {
    let desk: DeskId = "qasaba".parse().unwrap();
    let order = SuspendOrder {
        because: std::collections::BTreeMap::new(),
        desk: desk.clone(),
        why: "a raid".into(),
        signed: None,
    };
    let node = fed.desk("ancolie");
    let caller = node.caller("coordinator").await;
    node.desk().suspend_desk(&caller, &order).await.unwrap();
    desk
}

/// [CSL-31]
#[tokio::test]
async fn a_suspended_desk_is_readmitted_or_kept_suspended_on_its_page() {
    let fed = federation()
        .desk("ancolie")
        .desk("qasaba")
        .coordinators(1)
        .await;
    let id = suspended(&fed).await;
    let node = fed.desk("ancolie");
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator"]).await;
    let path = "/c/net/desks/qasaba";
    let page = cora.get(path).await;
    for act in ["readmit", "stay", "expel"] {
        assert!(
            page.text.contains(&format!("value=\"{act}\"")),
            "{}",
            page.text
        );
    }
    assert!(!page.text.contains("value=\"suspend\""));
    let page = cora
        .post(path, &[("act", "stay"), ("settle-name", "x")])
        .await;
    assert!(page.text.contains("Type the desk’s short name exactly"));
    let status = async || {
        let caller = node.caller("coordinator").await;
        let roster = node.desk().show_roster(&caller).await.unwrap();
        let desk = roster.desks.iter().find(|desk| desk.id == id).unwrap();
        (desk.status, roster.suspensions.len())
    };
    cora.post(path, &[("act", "stay"), ("settle-name", "qasaba")])
        .await;
    assert_eq!(status().await, (DeskStatus::Suspended, 0));
    let page = cora.get(path).await;
    assert!(page.text.contains("value=\"readmit\"") && !page.text.contains("value=\"stay\""));
    cora.post(path, &[("act", "readmit"), ("settle-name", "qasaba")])
        .await;
    assert_eq!(status().await, (DeskStatus::Active, 0));
}

/// [CSL-32]
#[tokio::test]
async fn rules_and_the_code_of_practice_change_by_a_draft_and_desks_accept_by_pasting() {
    const PATH: &str = "/c/net/rules";
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .coordinators(1)
        .await;
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), "cora", &["coordinator"]).await;
    let page = cora.get(PATH).await;
    let of = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        between(&page.text, &from, "\"").unwrap().to_owned()
    };
    let names = [
        "threshold",
        "vouches",
        "objection_days",
        "freshness_days",
        "vouch_age_days",
        "vouches_per_year",
        "members_first_days",
        "version",
    ];
    let now: Vec<(&str, String)> = names.map(|name| (name, of(name))).into();
    let fields = |change: (&'static str, &'static str)| {
        let mut all: Vec<(&str, &str)> = now
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        all.retain(|(name, _)| *name != change.0);
        all.extend([("act", "draft"), change]);
        all
    };
    let page = cora.post(PATH, &fields(("new_code", " "))).await;
    assert!(page.text.contains("Nothing would change"), "{}", page.text);
    let page = cora.post(PATH, &fields(("objection_days", "soon"))).await;
    assert!(
        page.text.contains("href=\"#objection_days\""),
        "{}",
        page.text
    );
    let page = cora.post(PATH, &fields(("version", "7"))).await;
    assert!(
        page.text.contains("It changed since you looked."),
        "{}",
        page.text
    );
    let code = "We tell each other what went wrong.\nNobody is blamed.";
    let page = cora.post(PATH, &fields(("new_code", code))).await;
    assert!(page.text.contains("Enough have signed"), "{}", page.text);
    // [CSL-43] A hint of what it does not seem to say; it is in force all the same.
    let hint = "The new code of practice does not seem to say:";
    assert!(page.text.contains(hint), "{}", page.text);
    assert!(page.text.contains("<li>what happens then</li>"));
    let page = cora.get(PATH).await;
    assert!(page.text.contains("name=\"code\""), "{}", page.text);
    let foot = page.text.split("<footer>").nth(1).unwrap();
    assert!(foot.contains("href=\"/c/net/reports\""), "{foot}");
    let kept = async |desk: &str| fed.desk(desk).desk().code_kept().await.unwrap().unwrap();
    assert_eq!(kept("ancolie").await.accepted, None);
    let page = cora
        .post(PATH, &[("act", "accept"), ("code", "We do not.")])
        .await;
    assert!(
        page.text
            .contains("This is not the text that the roster names.")
    );
    let page = cora.post(PATH, &[("act", "accept"), ("code", code)]).await;
    assert!(
        page.text.contains("keeps the code of practice"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("name=\"code\""));
    // [PUB-30]
    assert_eq!(kept("ancolie").await.accepted, Some(fed.now()));
    fed.sync_all().await;
    assert_eq!(kept("lumbre").await.accepted, None);
    let mut ada = Visitor::signed_in(fed.desk("lumbre"), "ada", &["analyst"]).await;
    let page = ada.get("/c/").await;
    let foot = page.text.split("<footer>").nth(1).unwrap();
    assert!(foot.contains("href=\"/c/net\""), "{foot}");
    let mut lena = Visitor::signed_in(fed.desk("lumbre"), "lena", &["coordinator"]).await;
    let page = lena.get(PATH).await;
    let (_, accepted) = page.text.split_once("Accepted by").unwrap();
    assert!(
        between(accepted, "<bdi>", "</bdi>") == Some("ancolie"),
        "{}",
        page.text
    );
}

/// [CSL-33]
#[tokio::test]
async fn a_second_person_destroys_on_the_page_what_was_withdrawn_in_haste() {
    const PATH: &str = "/c/withdrawals";
    let fed = two().await;
    let node = fed.desk("ancolie");
    for (name, right) in [("ana", "analyst"), ("rita", "reviewer")] {
        add_account(node, name, &[right]).await;
    }
    let mut ana = Visitor::at(node);
    ana.sign_in("ana").await;
    let mut ids = Vec::new();
    for at in 0..12 {
        let order = share("green", &format!("wave-{at}.example")).titled("A wave");
        ids.push(node.shares(order).await);
    }
    for id in &ids {
        let path = format!("/c/withdraw/ancolie/{id}");
        ana.get(&path).await;
        ana.post(&path, &[("reason", "consent")]).await;
    }
    let page = ana.get(PATH).await;
    assert!(
        page.text.contains("of your withdrawals are hidden"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("name=\"which\""), "{}", page.text);
    let mut rita = Visitor::at(node);
    rita.sign_in("rita").await;
    let page = rita.get(PATH).await;
    let which = between(&page.text, "name=\"which\" value=\"", "\"").unwrap();
    let which = which.to_owned();
    let page = rita.post(PATH, &[("which", "other")]).await;
    assert!(
        page.text.contains("It changed since you looked."),
        "{}",
        page.text
    );
    let caller = node.caller("analyst").await;
    let hidden = async || node.desk().list_hidden(&caller).await.unwrap().len();
    assert_eq!(hidden().await, 2);
    let page = rita.post(PATH, &[("which", which.as_str())]).await;
    assert!(page.text.contains("It is destroyed."), "{}", page.text);
    assert_eq!(hidden().await, 0);
}

/// [CSL-32]
#[tokio::test]
async fn a_desk_offers_to_coordinate_and_a_coordinator_is_let_go_by_forms() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .coordinators(1)
        .await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let mut lena = Visitor::signed_in(lumbre, "lena", &["coordinator"]).await;
    let page = lena.get(PROFILE).await;
    let name = between(&page.text, "name=\"name\" value=\"", "\"").unwrap();
    let name = name.to_owned();
    let ask = [("act", "ask"), ("name", name.as_str()), ("coordinate", "1")];
    let page = lena.post(PROFILE, &ask).await;
    assert!(
        page.text.contains("The coordinators are asked."),
        "{}",
        page.text
    );
    fed.sync_all().await;
    let mut cora = Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    let path = "/c/net/desks/lumbre";
    let page = cora.get(path).await;
    assert!(page.text.contains("offers to coordinate"), "{}", page.text);
    let wish = between(&page.text, "name=\"wish\" value=\"", "\"").unwrap();
    let wish = wish.to_owned();
    let fulfil = |threshold: &'static str| {
        [
            ("act", "fulfil"),
            ("wish", wish.as_str()),
            ("coordinate", "1"),
            ("threshold", threshold),
        ]
    };
    // One of two is no more than half.
    let page = cora.post(path, &fulfil("1")).await;
    assert!(page.text.contains("href=\"#asks\""), "{}", page.text);
    let page = cora.post(path, &fulfil("2")).await;
    assert!(page.text.contains("becomes a coordinator"), "{}", page.text);
    // Who is to be a coordinator signs as well.
    let (_, after) = page.text.split_once("id=\"envelope\"").unwrap();
    let envelope = between(after, ">", "</textarea>").unwrap();
    let envelope = envelope.replace("&#34;", "\"").replace("&quot;", "\"");
    let signed = [("act", "sign"), ("envelope", envelope.as_str())];
    lena.get("/c/net/history").await;
    let page = lena.post("/c/net/history", &signed).await;
    assert!(page.text.contains("Enough have signed"), "{}", page.text);
    fed.sync_all().await;
    let coordinators = async || {
        let caller = ancolie.caller("coordinator").await;
        let roster = ancolie.desk().show_roster(&caller).await.unwrap();
        (roster.coordinators.len(), roster.threshold)
    };
    assert_eq!(coordinators().await, (2, 2));
    let page = cora.get("/c/net/rules").await;
    assert_eq!(
        page.text.matches("name=\"out\"").count(),
        2,
        "{}",
        page.text
    );
}

/// [CSL-33] C5: for the minutes.
#[tokio::test]
async fn how_a_withdrawal_goes_can_be_kept_as_a_table() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let id = node
        .shares(share("green", "old.example").titled("Old"))
        .await;
    fed.sync_all().await;
    node.withdraws(&format!("ancolie/{id}")).await;
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    let path = format!("/c/withdrawals/ancolie/{id}");
    let page = ana.get(&path).await;
    // Who has not answered is perhaps only away: when it was heard last stands beside it.
    assert!(
        page.text.contains("no answer yet · heard last on"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains(&format!("href=\"{path}/export\"")),
        "{}",
        page.text
    );
    let table = ana.get(&format!("{path}/export")).await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        table.text.starts_with("\"Desk\",\"Answer\"\n\"lumbre\","),
        "{}",
        table.text
    );
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    assert_eq!(adi.get(&format!("{path}/export")).await.status, 403);
}
