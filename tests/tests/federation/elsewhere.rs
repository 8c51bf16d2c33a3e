//! Review by another desk, for who has no second person. [REV-1] [REV-2] [REV-3]

use fanal_desk::{
    ApproveForOrder, ApprovedFor, Caller, NewAccount, NoteShown, ReviseOrder, ShareOrder,
    WhichAccount,
};
use fanal_protocol::{BulletinId, Code};
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::cast::{revise, three};

/// The one person of a desk: writes, and would have to review.
pub(crate) async fn alone(node: &Node) -> Caller {
    let admin = node.caller("admin").await;
    let order = NewAccount {
        name: "alone".into(),
        rights: ["analyst".to_owned(), "reviewer".to_owned()].into(),
        password: Some("password of one person".into()),
    };
    node.desk().add_account(&admin, &order).await.unwrap();
    let token = node.desk().issue_local_token("alone").await.unwrap().token;
    node.desk().caller_by_token(&token).await.unwrap()
}

/// Shared with all, to become public.
async fn shared(fed: &Federation, author: &Caller) -> BulletinId {
    let ancolie = fed.desk("ancolie");
    let order = share("green", "alone.example").consent("public");
    let shared = ancolie.desk().share(author, &order).await.unwrap();
    fed.sync_all().await;
    shared.bulletins[0].id.unwrap()
}

pub(crate) async fn asks_to_publish(node: &Node, author: &Caller, order: ReviseOrder) {
    let order = ReviseOrder {
        label: Some("clear".into()),
        ..order
    };
    let revised = node.desk().revise(author, &order).await.unwrap();
    assert_eq!(revised.state, "waiting");
}

pub(crate) async fn publishes(node: &Node, author: &Caller, id: BulletinId) -> Result<(), Code> {
    let shown = node.desk().show_review(author, id).await.unwrap();
    let done = node.desk().approve(author, id, shown.draft).await;
    done.map(drop).map_err(|error| error.code())
}

pub(crate) async fn approves_for(node: &Node, part: &str, id: BulletinId) -> Told<ApprovedFor> {
    let caller = node.caller(part).await;
    let order = ApproveForOrder {
        bulletin: format!("ancolie/{id}"),
        read: None,
    };
    let told = async |order| {
        let done = node.desk().approve_for(&caller, order).await;
        done.map_err(|error| error.code())
    };
    let shown = told(&order).await?;
    assert_eq!(shown.state, "preview");
    assert!(!shown.texts.is_empty() && shown.values.len() == 1);
    told(&ApproveForOrder {
        read: Some(shown.read),
        ..order.clone()
    })
    .await
}

/// [REV-1]
#[tokio::test]
async fn one_person_publishes_what_a_reviewer_of_another_desk_read() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let author = alone(ancolie).await;
    let id = shared(&fed, &author).await;
    asks_to_publish(ancolie, &author, revise(id)).await;
    assert_eq!(
        publishes(ancolie, &author, id).await,
        Err(Code::PolicyReview)
    );
    let by_analyst = approves_for(lumbre, "analyst", id).await.map(drop);
    assert_eq!(by_analyst, Err(Code::PolicyRole));
    assert_eq!(
        publishes(ancolie, &author, id).await,
        Err(Code::PolicyReview)
    );
    let approved = approves_for(lumbre, "reviewer", id).await.unwrap();
    assert_eq!(approved.state, "approved");
    fed.sync_all().await;
    let shown = ancolie.desk().show_review(&author, id).await.unwrap();
    assert_eq!(shown.approved_by.as_ref(), Some(lumbre.id()));
    assert_eq!(publishes(ancolie, &author, id).await, Ok(()));
    assert!(ancolie.shelf().await.contains("alone.example"));
}

/// [REV-2] What says which lists may block a value goes with it.
#[tokio::test]
async fn a_yes_to_what_may_alert_a_perpetrator_is_none_to_what_may_be_blocked() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let author = alone(ancolie).await;
    let order = ShareOrder {
        may_alert_perpetrator: true,
        ..share("green", "alone.example").consent("public")
    };
    let shared = ancolie.desk().share(&author, &order).await.unwrap();
    let id = shared.bulletins[0].id.unwrap();
    fed.sync_all().await;
    approves_for(lumbre, "reviewer", id).await.unwrap();
    fed.sync_all().await;
    let without = ReviseOrder {
        may_alert_perpetrator: Some(false),
        ..revise(id)
    };
    asks_to_publish(ancolie, &author, without).await;
    let refused = publishes(ancolie, &author, id).await;
    assert_eq!(refused, Err(Code::PolicyReview));
    assert_eq!(ancolie.shelf().await, "");
}

/// [REV-2] The yes is for those words, by a desk that is in, and of another organisation.
#[tokio::test]
async fn a_yes_from_elsewhere_is_for_the_words_that_were_read_and_for_no_others() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let author = alone(ancolie).await;
    let id = shared(&fed, &author).await;
    approves_for(lumbre, "reviewer", id).await.unwrap();
    fed.sync_all().await;
    let other_words = ReviseOrder {
        title: Some("Something that nobody else read".into()),
        ..revise(id)
    };
    asks_to_publish(ancolie, &author, other_words).await;
    assert_eq!(
        publishes(ancolie, &author, id).await,
        Err(Code::PolicyReview)
    );

    let second = shared(&fed, &author).await;
    approves_for(qasaba, "reviewer", second).await.unwrap();
    fed.sync_all().await;
    asks_to_publish(ancolie, &author, revise(second)).await;
    let out = fanal_desk::RosterChange {
        status: [(qasaba.id().clone(), fanal_protocol::DeskStatus::Expelled)].into(),
        ..fanal_desk::RosterChange::default()
    };
    let roster = fed.change_roster(&out).await;
    for node in [ancolie, lumbre] {
        node.take_roster(&roster.envelope).await;
    }
    assert_eq!(
        publishes(ancolie, &author, second).await,
        Err(Code::PolicyReview)
    );
    assert!(!ancolie.shelf().await.contains("alone.example"));
}

/// [REV-3] A desk of two, of whom one writes and the other sends, hears before it that nobody is left to say yes.
#[tokio::test]
async fn who_has_nobody_left_to_approve_is_told_before_it_is_sent() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let is_told = async |label: &str| {
        let order = ShareOrder {
            dry_run: true,
            ..share(label, "alone.example").consent("public")
        };
        let outlook = ancolie.try_share(order).await.unwrap().outlook;
        assert_eq!(outlook.told.len(), outlook.notes.len());
        outlook.told.contains(&NoteShown::NobodyToApprove)
    };
    assert!(!is_told("clear").await);
    let admin = ancolie.caller("admin").await;
    for name in ancolie.desk().list_accounts(&admin).await.unwrap() {
        if name.rights.iter().any(|right| right == "reviewer") {
            let which = WhichAccount { name: name.name };
            ancolie
                .desk()
                .disable_account(&admin, &which)
                .await
                .unwrap();
        }
    }
    assert!(is_told("clear").await);
    assert!(!is_told("green").await);
    let author = alone(ancolie).await;
    let id = shared(&fed, &author).await;
    let order = ReviseOrder {
        label: Some("clear".into()),
        dry_run: true,
        ..revise(id)
    };
    let revised = ancolie.desk().revise(&author, &order).await.unwrap();
    assert!(revised.outlook.told.contains(&NoteShown::NobodyToApprove));
}

/// [REV-2] How much becomes public hangs on why nobody had to be asked: a yes to the one is none to the other.
#[tokio::test]
async fn a_yes_to_what_somebody_agreed_to_is_none_to_what_nobody_was_asked_about() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let author = alone(ancolie).await;
    let id = shared(&fed, &author).await;
    approves_for(lumbre, "reviewer", id).await.unwrap();
    fed.sync_all().await;
    let unasked = ReviseOrder {
        consent: Some("not-needed:already-public".into()),
        ..revise(id)
    };
    asks_to_publish(ancolie, &author, unasked).await;
    let refused = publishes(ancolie, &author, id).await;
    assert_eq!(refused, Err(Code::PolicyReview));
}
