//! How a desk comes in: words, vouches, objections, the code of practice; and how a network begins.

use fanal_desk::{
    AcceptOrder, FoundOrder, JoiningShown, ObjectOrder, Preset, ProfileOrder, RequestOrder,
    RosterChange, RulesChange, SettleOrder, Slip, WordsOrder, digest_of_code,
};
use fanal_protocol::{Channel, Code, Profile};
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};

use crate::cast::{five, three};

const CODE: &str = "1. Say where it comes from.\n2. Ask before you pass it on.\n";

async fn rules(fed: &Federation, rules: RulesChange) {
    let change = RosterChange {
        rules,
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    for node in fed.all() {
        node.take_roster(&roster.envelope).await;
    }
}

async fn vouches(node: &Node, request: &Slip) -> Result<(), Code> {
    let caller = node.caller("coordinator").await;
    let done = node
        .desk()
        .vouch(
            &caller,
            request,
            "met at a workshop",
            &std::collections::BTreeMap::new(),
        )
        .await;
    done.map_err(|error| error.code())
}

/// The reasons, as they are told; none, if the draft was made.
async fn lacks(node: &Node, change: &RosterChange) -> String {
    let caller = node.caller("coordinator").await;
    match node.desk().draft_roster(&caller, change).await {
        Ok(_) => String::new(),
        Err(error) => {
            assert_eq!(error.code(), Code::PolicyMember);
            error.problem().text
        }
    }
}

async fn joining(node: &Node) -> Vec<JoiningShown> {
    let caller = node.caller("coordinator").await;
    node.desk().list_joining(&caller).await.unwrap()
}

fn admit(request: &Slip) -> RosterChange {
    RosterChange {
        admit: vec![request.slip.clone()],
        ..RosterChange::default()
    }
}

/// [JOIN-2]
#[tokio::test]
async fn both_sides_of_an_invitation_read_the_same_eight_words_and_a_third_key_reads_others() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let brume = fed.stranger("brume", 40).await;
    let eve = fed.stranger("eve", 66).await;
    let request = brume.ask_to_join(ancolie).await;
    let another = eve.ask_to_join(ancolie).await;
    let at_brume = brume
        .desk()
        .check_words(&brume.caller("coordinator").await, &WordsOrder::default())
        .await
        .unwrap();
    let caller = ancolie.caller("coordinator").await;
    let words_of = async |request: &Slip| {
        let order = WordsOrder {
            request: Some(request.clone()),
        };
        ancolie.desk().check_words(&caller, &order).await.unwrap()
    };
    assert_eq!(at_brume.words.len(), 8);
    assert_eq!(at_brume, words_of(&request).await);
    assert_ne!(at_brume, words_of(&another).await);
}

/// [JOIN-4] [JOIN-6]
#[tokio::test]
async fn a_desk_is_admitted_once_nothing_is_lacking_and_every_lack_is_told() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let wanted = RulesChange {
        objection_days: Some(14),
        code_of_practice: Some(digest_of_code(CODE)),
        ..RulesChange::default()
    };
    rules(&fed, wanted).await;
    let brume = fed.stranger("brume", 40).await;
    let unread = brume.ask_to_join(ancolie).await;
    let told = lacks(ancolie, &admit(&unread)).await;
    for lack in ["0 vouches of 2", "were not told", "code of practice"] {
        assert!(told.contains(lack), "{told}");
    }

    let invitation = ancolie
        .desk()
        .invite(&ancolie.caller("analyst").await)
        .unwrap();
    let caller = brume.caller("coordinator").await;
    let mut order = RequestOrder::from(&invitation);
    order.accepts = Some(digest_of_code("another text"));
    let refused = brume.desk().request_to_join(&caller, &order).await;
    assert_eq!(
        refused.map_err(|e| e.code()).err(),
        Some(Code::UsageInvalid)
    );
    order.accepts = Some(digest_of_code(CODE));
    let request = brume.desk().request_to_join(&caller, &order).await.unwrap();

    vouches(lumbre, &request).await.unwrap();
    vouches(qasaba, &request).await.unwrap();
    fed.sync_all().await;
    let told = lacks(ancolie, &admit(&request)).await;
    assert!(
        told.contains("may object") && !told.contains("vouches"),
        "{told}"
    );
    fed.pass_days(13).await;
    assert!(
        lacks(ancolie, &admit(&request))
            .await
            .contains("may object")
    );
    fed.pass_days(1).await;
    let seen = joining(ancolie).await;
    assert_eq!((seen.len(), seen[0].lacks.len()), (1, 0), "{seen:?}");
    assert!(seen[0].accepts_code);
    assert_eq!(lacks(ancolie, &admit(&request)).await, "");
    let roster = fed.change_roster(&admit(&request)).await;
    assert!(
        roster
            .changes
            .iter()
            .any(|change| change.contains("admits brume"))
    );
    assert!(joining(ancolie).await.is_empty(), "it is in");
}

/// [JOIN-5] [JOIN-4]
#[tokio::test]
async fn an_objection_reaches_coordinators_alone_and_stops_the_clock_until_they_settle_it() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, zenit] = fed.desks();
    let wanted = RulesChange {
        objection_days: Some(10),
        ..RulesChange::default()
    };
    rules(&fed, wanted).await;
    let brume = fed.stranger("brume", 40).await;
    let request = brume.ask_to_join(ancolie).await;
    vouches(lumbre, &request).await.unwrap();
    vouches(qasaba, &request).await.unwrap();
    fed.sync_all().await;
    fed.pass_days(4).await;
    let order = ObjectOrder {
        desk: "brume".parse().unwrap(),
        key: None,
        why: "canary-objection: they sold data".into(),
        because: std::collections::BTreeMap::new(),
    };
    let caller = zenit.caller("coordinator").await;
    zenit.desk().object(&caller, &order).await.unwrap();
    fed.sync_all().await;
    for node in [ancolie, lumbre, qasaba] {
        assert_eq!(joining(node).await[0].objections.len(), 1, "{}", node.id());
    }
    assert!(joining(mirador).await[0].objections.is_empty());
    assert!(!mirador.everything().await.contains("canary-objection"));
    assert!(
        !mirador
            .serves(ancolie)
            .await
            .unwrap()
            .text
            .contains("canary-objection")
    );

    fed.pass_days(20).await;
    let told = lacks(ancolie, &admit(&request)).await;
    assert!(told.contains("1 objections to `brume` are open"), "{told}");
    let settle = SettleOrder {
        desk: "brume".parse().unwrap(),
        key: None,
        by: zenit.id().clone(),
        because: "it was another organisation of that name".into(),
    };
    let caller = ancolie.caller("coordinator").await;
    ancolie
        .desk()
        .settle_objection(&caller, &settle)
        .await
        .unwrap();
    let told = lacks(ancolie, &admit(&request)).await;
    assert!(told.contains("may object"), "six days are left: {told}");
    fed.pass_days(5).await;
    assert!(
        lacks(ancolie, &admit(&request))
            .await
            .contains("may object")
    );
    fed.pass_days(1).await;
    // Lumbre has not settled it: no coordinator signs over an objection that lies on the own desk.
    let draft = ancolie.draft(&admit(&request)).await;
    let caller = lumbre.caller("coordinator").await;
    let refused = lumbre
        .desk()
        .sign_roster(&caller, &draft.envelope)
        .await
        .map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyMember));
    lumbre
        .desk()
        .settle_objection(&caller, &settle)
        .await
        .unwrap();
    assert!(lumbre.sign(&draft.envelope).await.in_force);
}

/// [JOIN-3]
#[tokio::test]
async fn who_is_a_member_for_too_short_a_time_or_vouched_too_often_is_told_so() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let wanted = RulesChange {
        vouch_age_days: Some(90),
        vouches_per_year: Some(1),
        ..RulesChange::default()
    };
    rules(&fed, wanted).await;
    let brume = fed.stranger("brume", 40).await;
    let request = brume.ask_to_join(ancolie).await;
    for founder in [lumbre, qasaba] {
        vouches(founder, &request).await.unwrap();
    }
    fed.sync_all().await;
    let roster = fed.change_roster(&admit(&request)).await;
    lumbre.take_roster(&roster.envelope).await;
    let caller = ancolie.caller("coordinator").await;
    let chain = ancolie.desk().roster_chain(&caller).await.unwrap();
    brume.take_roster(&chain).await;

    let eve = fed.stranger("eve", 66).await;
    let another = eve.ask_to_join(ancolie).await;
    assert_eq!(
        vouches(&brume, &another).await,
        Err(Code::PolicyMember),
        "too young"
    );
    assert_eq!(
        vouches(lumbre, &another).await,
        Err(Code::PolicyMember),
        "one a year"
    );
    fed.pass_days(90).await;
    assert_eq!(vouches(&brume, &another).await, Ok(()));
    fed.pass_days(274).await;
    assert_eq!(vouches(lumbre, &another).await, Err(Code::PolicyMember));
    fed.pass_days(1).await;
    // The roster is over by now: what is asked is the desk's own rule.
    assert_ne!(vouches(lumbre, &another).await, Err(Code::PolicyMember));
}

/// [JOIN-6]
#[tokio::test]
async fn a_new_code_of_practice_is_accepted_desk_by_desk_and_only_as_it_stands() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let accept = async |node: &Node, text: &str| {
        let order = AcceptOrder {
            text: text.to_owned(),
        };
        let caller = node.caller("coordinator").await;
        let done = node.desk().accept_code(&caller, &order).await;
        done.map_err(|error| error.code())
    };
    assert_eq!(accept(lumbre, CODE).await, Err(Code::NotFound));
    let wanted = RulesChange {
        code_of_practice: Some(digest_of_code(CODE)),
        ..RulesChange::default()
    };
    rules(&fed, wanted).await;
    assert_eq!(accept(lumbre, "another text").await, Err(Code::Conflict));
    assert_eq!(accept(lumbre, CODE).await, Ok(()));
    fed.sync_all().await;
    let caller = ancolie.caller("analyst").await;
    let shown = ancolie.desk().show_roster(&caller).await.unwrap();
    let accepted: Vec<(&str, bool)> = shown
        .desks
        .iter()
        .map(|desk| (desk.id.as_str(), desk.accepts_code))
        .collect();
    assert_eq!(
        accepted,
        [("ancolie", false), ("lumbre", true), ("qasaba", false)]
    );
}

/// [JOIN-1] [ROS-16]
#[tokio::test]
async fn in_a_small_circle_everyone_coordinates_and_all_but_one_sign() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut nodes = Vec::new();
    for (name, seed) in [("kivu", 70), ("luz", 71), ("nadi", 72)] {
        nodes.push(fed.stranger(name, seed).await);
    }
    let [kivu, luz, nadi] = nodes.as_slice() else {
        return assert_eq!(nodes.len(), 3);
    };
    let order = FoundOrder {
        name: "Circle".into(),
        preset: Preset::SmallCircle,
        ..FoundOrder::default()
    };
    let caller = kivu.caller("coordinator").await;
    kivu.desk().found_network(&caller, &order).await.unwrap();
    let chain = kivu.desk().roster_chain(&caller).await.unwrap();
    let mut change = RosterChange::default();
    for other in [luz, nadi] {
        let request = other.ask_to_join(kivu).await;
        other.take_roster(&chain).await;
        change.admit.push(request.slip);
    }
    let draft = kivu.draft(&change).await;
    assert_eq!((draft.own_needed, draft.in_force), (2, false));
    let signed = luz.sign(&draft.envelope).await;
    assert!(signed.in_force);
    for node in [kivu, nadi] {
        node.take_roster(&signed.envelope).await;
    }
    let roster = kivu.desk().membership(None).unwrap().1.roster;
    assert_eq!(roster.coordinators_desks().len(), 3);

    // Two can let go of the third without its word, and its key goes with it. [ROS-15]
    let expel = RosterChange {
        status: [(nadi.id().clone(), fanal_protocol::DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let draft = kivu.draft(&expel).await;
    let signed = luz.sign(&draft.envelope).await;
    assert!(signed.in_force, "{:?}", signed.changes);
    let roster = luz.desk().membership(None).unwrap().1.roster;
    assert_eq!(roster.coordinators_desks().len(), 2);
}

/// [JOIN-10]
#[tokio::test]
async fn a_desk_in_two_networks_says_which_and_nothing_moves_between_them() {
    let fed = three().await;
    let lumbre = fed.desk("lumbre");
    let kivu = fed.stranger("kivu", 70).await;
    let founder = kivu.caller("coordinator").await;
    let order = FoundOrder {
        name: "Other".into(),
        ..FoundOrder::default()
    };
    kivu.desk().found_network(&founder, &order).await.unwrap();
    let request = lumbre.ask_to_join(&kivu).await;
    vouches(&kivu, &request).await.unwrap();
    assert!(kivu.draft(&admit(&request)).await.in_force);
    let chain = kivu.desk().roster_chain(&founder).await.unwrap();
    let caller = lumbre.caller("coordinator").await;
    let shown = lumbre.desk().take_roster(&caller, &chain).await.unwrap();
    assert_eq!(shown.name, "Other");

    let unsaid = lumbre.desk().show_roster(&caller).await.map(drop);
    assert_eq!(unsaid.map_err(|e| e.code()), Err(Code::UsageInvalid));
    let other = lumbre.desk().in_network("Other").unwrap();
    assert_eq!(other.show_roster(&caller).await.unwrap().version, 2);
    assert!(lumbre.desk().in_network("No such").is_err());
    let analyst = lumbre.caller("analyst").await;
    let mine = lumbre.desk().in_network(&fed.network.to_string()).unwrap();
    mine.share(&analyst, &share("green", "first.example"))
        .await
        .unwrap();
    other
        .share(&analyst, &share("green", "second.example"))
        .await
        .unwrap();
    let network = kivu.network();
    kivu.desk()
        .pull(network, lumbre.id(), &kivu.line())
        .await
        .unwrap();
    fed.desk("ancolie").pull(lumbre).await;
    assert_eq!(
        (
            kivu.knows("second.example").await,
            kivu.knows("first.example").await
        ),
        (1, 0)
    );
    let ancolie = fed.desk("ancolie");
    let knows = (
        ancolie.knows("first.example").await,
        ancolie.knows("second.example").await,
    );
    assert_eq!(knows, (1, 0));
}

/// [JOIN-9]
#[tokio::test]
async fn the_preview_warns_of_recipients_without_an_agreement_and_of_those_who_must_report() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let profile = Profile {
        languages: ["es".to_owned()].into(),
        channels: vec![Channel {
            kind: "signal".into(),
            at: "lumbre.01".into(),
            traits: ["end_to_end".to_owned()].into(),
        }],
        nda: true,
        nda_since: Some(fed.now().plus_days(-30)),
        legal_requests: Some("a judge's order, and we tell who sent it".into()),
        ..Profile::default()
    };
    let order = ProfileOrder { profile };
    let caller = lumbre.caller("coordinator").await;
    let shown = lumbre.desk().set_profile(&caller, &order).await.unwrap();
    assert_eq!(shown.lacks, [fanal_desk::ChannelLack::NoEasyChannel]);
    let ask = fanal_desk::AskOrder {
        about: fanal_desk::About {
            jurisdiction: Some("FR".into()),
            mandatory_reporting: Some("harm to minors".into()),
            ..fanal_desk::About::default()
        },
        ..fanal_desk::AskOrder::default()
    };
    let caller = qasaba.caller("coordinator").await;
    qasaba.desk().ask_change(&caller, &ask).await.unwrap();
    fed.sync_all().await;
    let fulfil = RosterChange {
        fulfil: vec![qasaba.id().clone()],
        ..RosterChange::default()
    };
    fed.change_roster(&fulfil).await;

    let analyst = ancolie.caller("analyst").await;
    let notes = async |order: fanal_desk::ShareOrder| {
        let order = fanal_desk::ShareOrder {
            dry_run: true,
            ..order
        };
        let shared = ancolie.desk().share(&analyst, &order).await.unwrap();
        shared.outlook.notes
    };
    let amber = notes(share("amber", "x.example").to(&["lumbre", "qasaba"])).await;
    let said = |words: &str| amber.iter().any(|note| note.contains(words));
    assert!(
        said("qasaba must report to authorities (FR): harm to minors"),
        "{amber:?}"
    );
    assert!(
        said("qasaba has no non-disclosure agreement") && !said("lumbre has no agreement"),
        "{amber:?}"
    );
    assert!(
        said("if authorities ask lumbre for it: a judge's order"),
        "{amber:?}"
    );
    let green = notes(share("green", "x.example")).await;
    assert!(
        green
            .iter()
            .any(|note| note.starts_with("of 1 of these desks no non-disclosure")),
        "{green:?}"
    );

    // The newest revision counts, and a profile that says less takes the words back.
    let order = ProfileOrder::default();
    let caller = lumbre.caller("coordinator").await;
    lumbre.desk().set_profile(&caller, &order).await.unwrap();
    fed.sync_all().await;
    let amber = notes(share("amber", "x.example").to(&["lumbre"])).await;
    assert!(
        amber
            .iter()
            .any(|note| note.contains("lumbre has no non-disclosure agreement")),
        "{amber:?}"
    );
    let all = ancolie.desk().show_profiles(&analyst, None).await.unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(all[1].profile, Some(Profile::default()));
}

/// A second network by oversight would have every command ask which one is meant.
#[tokio::test]
async fn a_second_network_is_founded_only_by_who_says_so() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("coordinator").await;
    let mut order = FoundOrder {
        name: "Another".into(),
        ..FoundOrder::default()
    };
    let refused = ancolie.desk().found_network(&caller, &order).await;
    let refused = refused.map(drop).map_err(|error| error.code());
    assert_eq!(refused, Err(Code::Conflict));
    assert!(ancolie.desk().membership(None).is_ok());
    order.another = true;
    ancolie.desk().found_network(&caller, &order).await.unwrap();
    assert_eq!(ancolie.desk().standing().networks.len(), 2);
}

/// [JOIN-5] Whoever makes many requests known does not push out an objection; nor does anybody fill the
/// coordinators' books with objections to nobody.
#[tokio::test]
async fn an_objection_outlives_many_requests_and_made_up_ones_end_somewhere() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let announcer = qasaba.caller("coordinator").await;
    let first = fed.stranger("first", 100).await.ask_to_join(ancolie).await;
    let announce = async |request: &Slip| {
        let done = qasaba.desk().announce_request(&announcer, request).await;
        done.unwrap();
    };
    announce(&first).await;
    fed.sync_all().await;
    let order = ObjectOrder {
        desk: "first".parse().unwrap(),
        key: None,
        why: "they sold data".into(),
        because: std::collections::BTreeMap::new(),
    };
    let caller = lumbre.caller("coordinator").await;
    lumbre.desk().object(&caller, &order).await.unwrap();
    fed.sync_all().await;
    for (name, seed) in [
        ("a1", 101),
        ("a2", 102),
        ("a3", 103),
        ("a4", 104),
        ("a5", 105),
        ("a6", 106),
        ("a7", 107),
        ("a8", 108),
        ("a9", 109),
    ] {
        announce(&fed.stranger(name, seed).await.ask_to_join(ancolie).await).await;
    }
    announce(&first).await;
    fed.sync_all().await;
    let lines = joining(ancolie).await;
    let held = lines.iter().find(|line| line.desk.as_str() == "first");
    assert_eq!(held.unwrap().objections.len(), 1);
    assert!(
        lines.len() < 10,
        "the oldest of the others went: {}",
        lines.len()
    );

    let now = fed.now();
    let stream = fanal_protocol::StreamName::Direct(ancolie.id().clone());
    let made_up: Vec<_> = (1..=80)
        .map(|n| {
            let body = fanal_protocol::Body::Objection(fanal_protocol::Objection {
                desk: format!("nobody-{n}").parse().unwrap(),
                key: fanal_protocol::SecretKey::from_seed(&[n; 32]).public(),
                why: "x".into(),
            });
            fanal_tests::federation::says(qasaba, [n; 16], n, stream.clone(), now, body)
        })
        .collect();
    let kept = async || {
        let mut unit = ancolie.store().read().await.unwrap();
        let mut kept = 0;
        for n in 1..=80 {
            let key = fanal_protocol::SecretKey::from_seed(&[n; 32]).public();
            let name = format!("network.joining.{}.nobody-{n}.{key}", fed.network);
            kept += usize::from(unit.setting(&name).await.unwrap().is_some());
        }
        kept
    };
    // A stream of its own making, in an epoch of its own.
    let line = fanal_tests::federation::Forger::of(qasaba, stream, &made_up, now).in_epoch(1);
    let round = ancolie.desk().pull(fed.network, qasaba.id(), &line).await;
    assert_eq!(round.unwrap().failed, None);
    let kept = kept().await;
    assert!(kept > 0 && kept <= 64, "{kept}");
}
