//! A breach, and a desk that locks itself: who hears of it, and of what.

use fanal_desk::{BreachOrder, LockOrder, RosterChange, ShareOrder};
use fanal_protocol::{BulletinId, Code, DeskStatus};
use fanal_tests::federation::{Node, Ordering as _, federation, share};

use crate::aftermath::notices;
use crate::cast::three;

/// [REC-9]
#[tokio::test]
async fn after_a_breach_each_origin_hears_of_its_own_and_of_nothing_else() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let green = ancolie.shares(share("green", "one.example")).await;
    let amber = ancolie
        .shares(share("amber", "two.example").to(&["lumbre"]))
        .await;
    let other = qasaba.shares(share("green", "three.example")).await;
    let elsewhere = ancolie
        .shares(share("amber", "four.example").to(&["qasaba"]))
        .await;
    fed.sync_all().await;
    let analyst = lumbre.caller("analyst").await;
    let mut order = BreachOrder {
        since: fed.now().plus_days(-1),
        until: None,
        text: "A laptop was taken".into(),
        confirm: false,
        because: std::collections::BTreeMap::new(),
    };
    let asked = lumbre.desk().tell_breach(&analyst, &order).await.unwrap();
    assert_eq!((asked.state.as_str(), asked.origins.len()), ("asked", 2));
    fed.sync_all().await;
    assert!(notices(ancolie).await.is_empty(), "nobody was told yet");
    order.confirm = true;
    lumbre.desk().tell_breach(&analyst, &order).await.unwrap();
    fed.sync_all().await;
    let told = async |node: &Node| {
        let caller = node.caller("analyst").await;
        let notices = node.desk().list_notices(&caller).await.unwrap();
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].text.as_deref(), Some("A laptop was taken"));
        notices[0].bulletins.concat()
    };
    let to_ancolie = told(ancolie).await;
    for id in [green, amber] {
        assert!(to_ancolie.contains(&id.to_string()));
    }
    for id in [other, elsewhere] {
        assert!(!to_ancolie.contains(&id.to_string()));
    }
    assert!(told(qasaba).await.contains(&other.to_string()));
}

/// [REC-9] Every label, a knock and what is sealed: each origin by itself, and coordinators by counts alone.
#[tokio::test]
async fn a_breach_tells_of_every_label_and_coordinators_of_counts_alone() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("zenit")
        .coordinators(3)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba, zenit] = fed.desks();
    let strict = share("amber+strict", "one.example").to(&["lumbre"]);
    let strict = zenit.shares(strict).await;
    let knock = ShareOrder {
        knock: true,
        ..share("red", "").titled("Please call us").to(&["lumbre"])
    };
    let knock = zenit.shares(knock).await;
    let seals = async |mark: u8| {
        let mut file = fanal_seal::FIRST_LINE.to_vec();
        file.resize(4096, mark);
        let order = fanal_desk::SealOrder {
            to: lumbre.id().clone(),
            sealed: fanal_protocol::Blob(file),
        };
        let writer = zenit.caller("analyst").await;
        zenit.desk().send_sealed(&writer, &order).await.unwrap()
    };
    // Of what is sealed one was gone before, one goes meanwhile, and one stays.
    let [long_gone, gone, sealed] = [seals(b'x').await, seals(b'y').await, seals(b'z').await];
    fed.sync_all().await;
    zenit.withdraws(&long_gone.reference).await;
    fed.sync_all().await;
    fed.clock.advance(600);
    let since = fed.now();
    fed.clock.advance(600);
    zenit.withdraws(&gone.reference).await;
    let green = ancolie.shares(share("green", "two.example")).await;
    fed.sync_all().await;
    let analyst = lumbre.caller("analyst").await;
    let order = BreachOrder {
        since,
        until: None,
        text: "A laptop was taken".into(),
        confirm: true,
        because: std::collections::BTreeMap::new(),
    };
    let told = lumbre.desk().tell_breach(&analyst, &order).await.unwrap();
    assert_eq!(told.origins.len(), 2);
    assert_eq!(
        told.coordinators,
        [ancolie.id().clone(), qasaba.id().clone()]
    );
    fed.sync_all().await;
    let heard = async |node: &Node| {
        let caller = node.caller("analyst").await;
        let mut all = node.desk().list_notices(&caller).await.unwrap();
        assert_eq!(all.len(), 1, "{}: {all:?}", node.id());
        all.pop().unwrap()
    };
    let of_zenit = heard(zenit).await;
    let mut expected = vec![
        format!("zenit/{strict}"),
        format!("zenit/{knock}"),
        sealed.reference.clone(),
        gone.reference.clone(),
    ];
    expected.sort();
    let mut named = of_zenit.bulletins.clone();
    named.sort();
    assert_eq!(named, expected);
    assert!(of_zenit.by_label.is_empty(), "no coordinator's desk");
    let counts = std::collections::BTreeMap::from([
        ("TLP:AMBER+STRICT".to_owned(), 1),
        ("TLP:GREEN".to_owned(), 1),
    ]);
    let of_ancolie = heard(ancolie).await;
    assert_eq!(of_ancolie.bulletins, [format!("ancolie/{green}")]);
    let of_qasaba = heard(qasaba).await;
    assert!(
        of_qasaba.bulletins.is_empty(),
        "nothing of its own lay there"
    );
    for one in [&of_ancolie, &of_qasaba] {
        assert_eq!(one.by_label, counts, "RED is in no count");
        assert_eq!(one.text.as_deref(), Some("A laptop was taken"));
    }
}

/// [REC-10]
#[tokio::test]
async fn a_desk_that_locks_itself_answers_nobody_and_is_sent_nothing_until_it_is_back() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(3)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    fed.sync_all().await;
    let last = share("amber", "last.example").to(&["ancolie"]);
    let last = lumbre.shares(last).await;
    let analyst = lumbre.caller("analyst").await;
    let preview = lumbre
        .desk()
        .lock(&analyst, &LockOrder::default())
        .await
        .unwrap();
    assert!(!preview.locked && preview.told == 2);
    let order = LockOrder {
        text: Some("Visitors".into()),
        confirm: true,
    };
    let token = lumbre.token("analyst").to_owned();
    let locked = lumbre.desk().lock(&analyst, &order).await.unwrap();
    assert!(locked.locked && locked.tokens >= 4);
    let refused = lumbre.desk().caller_by_token(&token).await.map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::AccountLocked));
    let sign_in = fanal_desk::SignIn {
        account: "lumbre-analyst".into(),
        password: "password of analyst".into(),
        code: None,
    };
    let refused = lumbre.desk().sign_in(&sign_in).await.map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::AccountLocked));

    // One peer hears it, and the other one from that peer; nothing else leaves any more.
    ancolie.pull(lumbre).await;
    assert_eq!(ancolie.knows("last.example").await, 0);
    fed.wire.cut(qasaba.id(), lumbre.id());
    qasaba.pull(ancolie).await;
    for node in [ancolie, qasaba] {
        assert_eq!(notices(node).await, ["self_suspension"]);
        let to_all = node.previews(&share("green", "after.example")).await;
        assert!(!to_all.contains(lumbre.id()), "{}", node.id());
    }
    let id = ancolie.shares(share("green", "after.example")).await;
    lumbre.pull(ancolie).await;
    let held = async |id: BulletinId| {
        let order = fanal_desk::ListOrder::default();
        let lines = lumbre.desk().list_bulletins(&analyst, &order).await;
        let ends = id.to_string();
        lines
            .unwrap()
            .iter()
            .any(|line| line.reference.ends_with(&ends))
    };
    assert!(!held(id).await, "it is sent nothing");
    lumbre.desk().unlock().await.unwrap();
    assert!(held(last).await, "its own data is there");

    // Whoever has the machine can do that, and has the keys too: to its peers nothing changed.
    ancolie.pull(lumbre).await;
    assert_eq!(
        notices(ancolie).await,
        ["self_suspension", "self_suspension"]
    );
    fed.pass_days(4).await;
    assert_eq!(ancolie.knows("last.example").await, 0);
    lumbre.pull(ancolie).await;
    assert!(!held(id).await, "still it is sent nothing");
    let own = share("green", "own.example");
    let refused = lumbre.desk().share(&analyst, &own).await.map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyMember));
    let coordinator = ancolie.caller("coordinator").await;
    let shown = ancolie.desk().show_roster(&coordinator).await.unwrap();
    assert!(shown.locked.contains_key(lumbre.id()));

    // Who drafts the next roster has to say what becomes of it, and who signs it reads so.
    let unsaid = RosterChange {
        days: Some(100),
        ..RosterChange::default()
    };
    let refused = ancolie.desk().draft_roster(&coordinator, &unsaid).await;
    assert_eq!(
        refused.map(drop).map_err(|e| e.code()),
        Err(Code::UsageInvalid)
    );
    let back = RosterChange {
        status: [(lumbre.id().clone(), DeskStatus::Active)].into(),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&back).await;
    let draft = qasaba.sign(&draft.envelope).await;
    assert!(draft.in_force);
    ancolie.take_roster(&draft.envelope).await;
    assert!(draft.changes[0].contains("lumbre: locked on"));
    lumbre.pull(ancolie).await;
    ancolie.pull(lumbre).await;
    assert_eq!(ancolie.knows("last.example").await, 1);
    let later = ancolie.shares(share("green", "later.example")).await;
    lumbre.pull(ancolie).await;
    assert!(held(later).await);

    // What was said before that roster was made is over, whoever says it again.
    qasaba.pull(ancolie).await;
    let to_all = qasaba.previews(&share("green", "all.example")).await;
    assert!(to_all.contains(lumbre.id()));
}

/// [REC-10] A draft that was made before a desk locked itself does not let it in by oversight.
#[tokio::test]
async fn a_roster_that_was_made_before_a_desk_locked_itself_does_not_end_that() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let renewal = RosterChange {
        days: Some(100),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&renewal).await;
    assert!(!draft.in_force);
    let analyst = lumbre.caller("analyst").await;
    let order = LockOrder {
        text: None,
        confirm: true,
    };
    lumbre.desk().lock(&analyst, &order).await.unwrap();
    ancolie.pull(lumbre).await;
    qasaba.pull(ancolie).await;
    let signed = qasaba.sign(&draft.envelope).await;
    assert!(signed.in_force);
    for node in [ancolie, qasaba] {
        node.take_roster(&signed.envelope).await;
        let to_all = node.previews(&share("green", "x.example")).await;
        assert!(!to_all.contains(lumbre.id()), "{}", node.id());
    }
}
