//! At the door: passwords, roles, bodies, the clock.

use fanal_tests::federation::{Ordering as _, federation, share};

use crate::VALUE;

#[tokio::test]
async fn an_administrator_learns_nothing_of_what_was_withdrawn() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    fed.sync_all().await;
    assert!(ancolie.list_as("admin", true).await.is_empty());
    ancolie.withdraws(&id.to_string()).await;
    let admin = ancolie.caller("admin").await;
    let shown = ancolie.desk().show_bulletin(&admin, &id.to_string()).await;
    assert!(
        ancolie.list_as("admin", true).await.is_empty() && shown.is_err(),
        "label and recipients: {:?}",
        shown.map(|shown| (shown.line.label, shown.sent_to)).ok()
    );
}

#[tokio::test]
async fn passwords_are_not_guessed_at_the_door_without_end() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let order = |password: &str| fanal_desk::SignIn {
        account: "ancolie-analyst".into(),
        password: password.into(),
        code: None,
    };
    let tries = async |password: &str| {
        ancolie
            .desk()
            .sign_in(&order(password))
            .await
            .map(drop)
            .map_err(|e| e.code())
    };
    for _ in 0..5 {
        assert_eq!(
            tries("wrong").await,
            Err(fanal_protocol::Code::AccountUnknown)
        );
    }
    let right = "password of analyst";
    assert_eq!(tries(right).await, Err(fanal_protocol::Code::LimitRate));
    fed.clock.advance(60);
    assert_eq!(tries(right).await, Ok(()), "nobody is locked out for ever");
    let reviewer = ancolie.caller("reviewer").await;
    let audit = ancolie.desk().list_audit(&reviewer, 0).await.unwrap();
    let failed = audit.iter().filter(|line| line.act == "account.sign_in");
    assert_eq!(
        failed
            .filter(|line| line.result == "account.unknown")
            .count(),
        5
    );
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_an_administrator_remains() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let admin = ancolie.caller("admin").await;
    let name = |part: &str| fanal_desk::WhichAccount {
        name: format!("ancolie-{part}"),
    };
    ancolie
        .desk()
        .disable_account(&admin, &name("analyst"))
        .await
        .unwrap();
    let token = ancolie.token("analyst");
    let code = fanal_protocol::Code::AccountUnknown;
    assert_eq!(
        ancolie
            .desk()
            .caller_by_token(token)
            .await
            .map(drop)
            .map_err(|e| e.code()),
        Err(code)
    );
    let order = fanal_desk::SignIn {
        account: "ancolie-analyst".into(),
        password: "password of analyst".into(),
        code: None,
    };
    assert_eq!(
        ancolie
            .desk()
            .sign_in(&order)
            .await
            .map(drop)
            .map_err(|e| e.code()),
        Err(code)
    );
    let last = ancolie.desk().disable_account(&admin, &name("admin")).await;
    assert_eq!(
        last.map(drop).map_err(|e| e.code()),
        Err(fanal_protocol::Code::Conflict)
    );
}

#[tokio::test]
async fn a_body_is_read_only_of_those_who_may_send_one() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let large = "x".repeat(fanal_api::OPEN_BODY_BYTES + 1);
    let answer = ancolie.asks_with(None, "sign-in", large).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "limit.size"));
    let huge = "x".repeat(fanal_api::BODY_BYTES + 1);
    let answer = ancolie
        .asks_with(Some("nobody's"), "check", huge.clone())
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "account.unknown")
    );
    let answer = ancolie
        .asks_with(Some(ancolie.token("analyst")), "check", huge)
        .await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "limit.size"));
}

#[tokio::test]
async fn a_desk_s_time_does_not_go_back() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let before = ancolie.desk().now();
    fed.clock.advance(-3_600);
    assert_eq!(ancolie.desk().now(), before);
    fed.clock.advance(3_601);
    assert_eq!(ancolie.desk().now(), before.plus_seconds(1));
}
