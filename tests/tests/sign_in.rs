//! Signing in: what a stranger, a thief of one secret, and a person who lost one can do and cannot.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use fanal_desk::{
    Caller, ChangeAccount, CodeOrder, Desk, LockOrder, NewAccount, PasswordOrder, ReviseOrder,
    SecondFactor, SignIn, SignedIn, StepUp, SuspendOrder, TokenOrder, WhichAccount, WhichSession,
};
use fanal_protocol::Code;
use fanal_tests::federation::{Federation, Ordering as _, federation, share};
use fanal_tests::telephone::Telephone;
use serde_json::{Value, json};

const PASSWORD: &str = "password of analyst";
const SESSION_HOURS: i64 = 12;

async fn one() -> (Federation, Desk) {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let desk = fed.desk("ancolie").desk();
    (fed, desk)
}

async fn sign_in(desk: &Desk, password: &str, code: Option<&str>) -> Result<SignedIn, Code> {
    let order = SignIn {
        account: "ancolie-analyst".into(),
        password: password.into(),
        code: code.map(str::to_owned),
    };
    desk.sign_in(&order).await.map_err(|no| no.code())
}

async fn session(desk: &Desk) -> Caller {
    let told = sign_in(desk, PASSWORD, None).await.unwrap();
    assert!(!told.second_factor);
    desk.session_caller(&told.token).await.unwrap()
}

async fn give(desk: &Desk, half: &SignedIn, code: &str) -> Result<SignedIn, Code> {
    let order = SecondFactor {
        token: half.token.clone(),
        code: code.into(),
    };
    desk.second_factor(&order).await.map_err(|no| no.code())
}

/// The analyst's second factor, set up, and the recovery codes.
async fn enrolled(fed: &Federation, desk: &Desk) -> (Telephone, Vec<String>) {
    let caller = session(desk).await;
    let begun = desk.begin_totp(&caller).await.unwrap();
    let plain = begun.secret.replace('-', "").to_uppercase();
    assert!(begun.uri.ends_with(&format!("secret={plain}")));
    let telephone = Telephone::with(&begun.secret);
    let untouched = sign_in(desk, PASSWORD, None).await.unwrap();
    assert!(
        !untouched.second_factor,
        "not asked for before it is confirmed"
    );
    let order = |code: String| CodeOrder { code };
    let wrong = desk.confirm_totp(&caller, &order("12345".into())).await;
    assert_eq!(
        wrong.map(drop).map_err(|no| no.code()),
        Err(Code::AccountProof)
    );
    let shown = telephone.shows(fed.now().unix());
    let codes = desk.confirm_totp(&caller, &order(shown)).await.unwrap();
    fed.clock.advance(30);
    (telephone, codes.codes)
}

/// [ACC-1]
#[tokio::test]
async fn a_password_alone_opens_nothing_where_a_second_factor_is_asked() {
    let (fed, desk) = one().await;
    let (telephone, _) = enrolled(&fed, &desk).await;
    let half = sign_in(&desk, PASSWORD, None).await.unwrap();
    assert!(half.second_factor && half.rights.is_empty());
    let refused = desk.session_caller(&half.token).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::AccountUnknown));
    let refused = desk.caller_by_token(&half.token).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::AccountUnknown));

    let told = give(&desk, &half, "000000").await;
    assert_eq!(told.map(drop), Err(Code::AccountUnknown));
    let shown = telephone.shows(fed.now().unix());
    let whole = give(&desk, &half, &shown).await.unwrap();
    assert_ne!(
        whole.token, half.token,
        "another secret: the first was seen before"
    );
    assert_eq!(whole.rights, ["analyst"]);
    desk.session_caller(&whole.token).await.unwrap();
    let again = give(&desk, &half, &telephone.shows(fed.now().unix() + 30)).await;
    assert_eq!(again.map(drop), Err(Code::AccountUnknown), "it is over");
}

/// [ACC-1]
#[tokio::test]
async fn who_takes_long_for_the_second_factor_begins_anew() {
    let (fed, desk) = one().await;
    let (telephone, _) = enrolled(&fed, &desk).await;
    let half = sign_in(&desk, PASSWORD, None).await.unwrap();
    fed.clock.advance(5 * 60);
    let shown = telephone.shows(fed.now().unix());
    assert_eq!(
        give(&desk, &half, &shown).await.map(drop),
        Err(Code::AccountUnknown)
    );
    let both = sign_in(&desk, PASSWORD, Some(&shown)).await.unwrap();
    assert!(!both.second_factor, "both at once are a session");
}

/// [ACC-2]
#[tokio::test]
async fn a_code_that_was_seen_once_is_good_for_nothing() {
    let (fed, desk) = one().await;
    let (telephone, codes) = enrolled(&fed, &desk).await;
    let shown = telephone.shows(fed.now().unix());
    sign_in(&desk, PASSWORD, Some(&shown)).await.unwrap();
    let replayed = sign_in(&desk, PASSWORD, Some(&shown)).await;
    assert_eq!(replayed.map(drop), Err(Code::AccountUnknown));
    let older = telephone.shows(fed.now().unix() - 30);
    assert_eq!(
        sign_in(&desk, PASSWORD, Some(&older)).await.map(drop),
        Err(Code::AccountUnknown)
    );

    assert_eq!(codes.len(), 10);
    let typed = format!("  {} ", codes[0].to_uppercase().replace('-', " "));
    sign_in(&desk, PASSWORD, Some(&typed)).await.unwrap();
    let twice = sign_in(&desk, PASSWORD, Some(&codes[0])).await;
    assert_eq!(twice.map(drop), Err(Code::AccountUnknown));
    let caller = fed.desk("ancolie").caller("analyst").await;
    let me = desk.show_me(&caller).await.unwrap();
    assert!(me.second_factor && me.recovery_left == 9);
    let renewed = desk.renew_recovery(&caller).await.unwrap();
    let before = sign_in(&desk, PASSWORD, Some(&codes[1])).await;
    assert_eq!(before.map(drop), Err(Code::AccountUnknown));
    sign_in(&desk, PASSWORD, Some(&renewed.codes[1]))
        .await
        .unwrap();
}

/// Whoever hammers on an account keeps nobody out. [ACC-3]
#[tokio::test]
async fn a_person_with_a_recovery_code_comes_in_whatever_strangers_try() {
    let (fed, desk) = one().await;
    let (telephone, codes) = enrolled(&fed, &desk).await;
    let shown = telephone.shows(fed.now().unix());
    let inside = sign_in(&desk, PASSWORD, Some(&shown)).await.unwrap();
    for _ in 0..5 {
        let told = sign_in(&desk, "a wrong password", None).await;
        assert_eq!(told.map(drop), Err(Code::AccountUnknown));
    }
    fed.clock.advance(30);
    let shown = telephone.shows(fed.now().unix());
    let waits = sign_in(&desk, PASSWORD, Some(&shown)).await;
    assert_eq!(waits.map(drop), Err(Code::LimitRate));
    sign_in(&desk, PASSWORD, Some(&codes[3])).await.unwrap();

    // Who is in stays in, and proves it is them by the password.
    let caller = desk.session_caller(&inside.token).await.unwrap();
    let order = StepUp {
        password: Some(PASSWORD.into()),
        code: None,
    };
    desk.step_up(&caller, &order).await.unwrap();
    // Who has a code, and guesses at the password, waits too.
    for _ in 0..5 {
        let told = sign_in(&desk, "a wrong password", Some(&codes[4])).await;
        assert_eq!(told.map(drop), Err(Code::AccountUnknown));
    }
    let told = sign_in(&desk, PASSWORD, Some(&codes[4])).await;
    assert_eq!(told.map(drop), Err(Code::LimitRate));
}

/// [ACC-3]
#[tokio::test]
async fn codes_are_not_guessed_by_who_has_the_password() {
    let (fed, desk) = one().await;
    let (telephone, codes) = enrolled(&fed, &desk).await;
    for _ in 0..5 {
        let half = sign_in(&desk, PASSWORD, None).await.unwrap();
        assert_eq!(
            give(&desk, &half, "000000").await.map(drop),
            Err(Code::AccountUnknown)
        );
    }
    let half = sign_in(&desk, PASSWORD, None).await.unwrap();
    let shown = telephone.shows(fed.now().unix());
    assert_eq!(
        give(&desk, &half, &shown).await.map(drop),
        Err(Code::LimitRate)
    );
    give(&desk, &half, &codes[0]).await.unwrap();
}

/// [ACC-3] [ACC-5] Who found a session open, with a second factor begun and not confirmed, does not guess it.
#[tokio::test]
async fn the_code_that_confirms_a_second_factor_is_counted_and_asks_for_a_proof() {
    let (fed, desk) = one().await;
    let caller = session(&desk).await;
    let begun = desk.begin_totp(&caller).await.unwrap();
    let confirm = async |caller: &Caller, code: String| {
        let told = desk.confirm_totp(caller, &CodeOrder { code }).await;
        told.map(drop).map_err(|no| no.code())
    };
    for _ in 0..5 {
        let wrong = confirm(&caller, "12345".into()).await;
        assert_eq!(wrong, Err(Code::AccountProof));
    }
    let telephone = Telephone::with(&begun.secret);
    let shown = telephone.shows(fed.now().unix());
    assert_eq!(confirm(&caller, shown).await, Err(Code::LimitRate));
    // Later the wait is over, and so is the proof.
    fed.clock.advance(20 * 60);
    let shown = telephone.shows(fed.now().unix());
    let late = desk.session_caller(&session_of(&desk).await).await.unwrap();
    assert_eq!(confirm(&late, shown.clone()).await, Ok(()));
    let shown = telephone.shows(fed.now().unix() + 30);
    fed.clock.advance(30);
    assert_eq!(confirm(&caller, shown).await, Err(Code::AccountProof));
}

async fn session_of(desk: &Desk) -> String {
    sign_in(desk, PASSWORD, None).await.unwrap().token
}

/// [ACC-5] Proofs by code are in the trail, those that failed and those that cost a recovery code by name.
#[tokio::test]
async fn whoever_tries_codes_at_an_open_session_is_in_the_audit_trail() {
    let (fed, desk) = one().await;
    let (telephone, codes) = enrolled(&fed, &desk).await;
    let shown = telephone.shows(fed.now().unix());
    let inside = sign_in(&desk, PASSWORD, Some(&shown)).await.unwrap();
    let caller = desk.session_caller(&inside.token).await.unwrap();
    let prove = async |code: &str| {
        let order = StepUp {
            password: None,
            code: Some(code.into()),
        };
        desk.step_up(&caller, &order).await.is_ok()
    };
    assert!(!prove("000000").await && prove(&codes[0]).await);
    let admin = fed.desk("ancolie").caller("admin").await;
    let trail = desk.list_audit(&admin, 0).await.unwrap();
    let trail = serde_json::to_value(trail).unwrap();
    let acts: Vec<(&str, &str)> = trail
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["act"].as_str().unwrap(),
                row["result"].as_str().unwrap(),
            )
        })
        .filter(|(act, _)| act.starts_with("account.step_up"))
        .collect();
    assert_eq!(
        acts,
        [
            ("account.step_up", "refused"),
            ("account.step_up_by_recovery", "done")
        ]
    );
    assert!(!trail.to_string().contains(&codes[0]));
}

/// [ACC-4]
#[tokio::test]
async fn a_session_ends_unused_after_half_an_hour_and_used_after_twelve() {
    let (fed, desk) = one().await;
    let idle = sign_in(&desk, PASSWORD, None).await.unwrap();
    let used = sign_in(&desk, PASSWORD, None).await.unwrap();
    let mut minutes = 0;
    while minutes + 29 < SESSION_HOURS * 60 {
        fed.clock.advance(29 * 60);
        minutes += 29;
        desk.session_caller(&used.token).await.unwrap();
        if minutes > 29 {
            let gone = desk.session_caller(&idle.token).await.map(drop);
            assert_eq!(gone.map_err(|no| no.code()), Err(Code::AccountUnknown));
        }
    }
    fed.clock.advance((SESSION_HOURS * 60 - minutes) * 60);
    let gone = desk.session_caller(&used.token).await.map(drop);
    assert_eq!(gone.map_err(|no| no.code()), Err(Code::AccountUnknown));
}

/// [ACC-4]
#[tokio::test]
async fn sessions_are_seen_and_ended_by_their_person_and_by_nobody_else() {
    let (fed, desk) = one().await;
    let first = sign_in(&desk, PASSWORD, None).await.unwrap();
    fed.clock.advance(60);
    let mine = session(&desk).await;
    let listed = desk.list_sessions(&mine).await.unwrap();
    let this: Vec<bool> = listed.iter().map(|row| row.this).collect();
    assert_eq!(this, [false, true]);
    let told = serde_json::to_string(&listed).unwrap();
    assert!(!told.contains(&first.token), "no list tells a secret");
    let other = fed.desk("ancolie").caller("reviewer").await;
    let order = WhichSession {
        id: listed[0].id.clone(),
    };
    let not_theirs = desk.end_one(&other, &order).await;
    assert_eq!(not_theirs.map_err(|no| no.code()), Err(Code::NotFound));
    desk.session_caller(&first.token).await.unwrap();
    assert_eq!(desk.end_one(&mine, &order).await.unwrap(), 1);
    assert!(desk.session_caller(&first.token).await.is_err());

    let third = sign_in(&desk, PASSWORD, None).await.unwrap();
    let others = WhichSession {
        id: "others".into(),
    };
    assert_eq!(desk.end_one(&mine, &others).await.unwrap(), 1);
    assert!(desk.session_caller(&third.token).await.is_err());
    desk.end_session(&mine).await.unwrap();
    assert!(desk.list_sessions(&mine).await.unwrap().is_empty());
}

/// [ACC-4]
#[tokio::test]
async fn a_new_password_ends_what_the_old_one_opened() {
    let (_fed, desk) = one().await;
    let stolen = sign_in(&desk, PASSWORD, None).await.unwrap();
    let mine = session(&desk).await;
    let order = |old: &str, new: &str| PasswordOrder {
        old: old.into(),
        new: new.into(),
    };
    for (old, new, code) in [
        (
            "a wrong password",
            "another long password",
            Code::AccountProof,
        ),
        (PASSWORD, "short", Code::UsageInvalid),
    ] {
        let told = desk.change_password(&mine, &order(old, new)).await;
        assert_eq!(told.map(drop).map_err(|no| no.code()), Err(code));
    }
    let another = order(PASSWORD, "another long password");
    let changed = desk.change_password(&mine, &another).await.unwrap();
    assert_eq!(changed.sessions, 1);
    assert!(desk.session_caller(&stolen.token).await.is_err());
    assert_eq!(desk.list_sessions(&mine).await.unwrap().len(), 1);
    assert_eq!(
        sign_in(&desk, PASSWORD, None).await.map(drop),
        Err(Code::AccountUnknown)
    );
    sign_in(&desk, "another long password", None).await.unwrap();
}

/// [ACC-4] [REC-10]
#[tokio::test]
async fn locking_the_desk_and_disabling_an_account_end_sessions() {
    let (fed, desk) = one().await;
    let told = sign_in(&desk, PASSWORD, None).await.unwrap();
    let admin = fed.desk("ancolie").caller("admin").await;
    let which = WhichAccount {
        name: "ancolie-analyst".into(),
    };
    desk.disable_account(&admin, &which).await.unwrap();
    assert!(desk.session_caller(&told.token).await.is_err());
    let again = ChangeAccount {
        name: which.name.clone(),
        rights: None,
        disabled: Some(false),
    };
    desk.change_account(&admin, &again).await.unwrap();
    assert!(
        desk.session_caller(&told.token).await.is_err(),
        "it stays ended"
    );
    let told = sign_in(&desk, PASSWORD, None).await.unwrap();
    let order = LockOrder {
        text: None,
        confirm: true,
    };
    desk.lock(&admin, &order).await.unwrap();
    let locked = desk.session_caller(&told.token).await.map(drop);
    assert_eq!(locked.map_err(|no| no.code()), Err(Code::AccountLocked));
    desk.unlock().await.unwrap();
    let gone = desk.session_caller(&told.token).await.map(drop);
    assert_eq!(gone.map_err(|no| no.code()), Err(Code::AccountUnknown));
}

/// Every act that reaches far, by a session whose proof is stale: refused, and done once it is fresh.
/// [ACC-5]
#[tokio::test]
async fn acts_that_reach_far_ask_for_a_fresh_proof() {
    let (fed, desk) = one().await;
    let ancolie = fed.desk("ancolie");
    let admin = ancolie.caller("admin").await;
    let rights = ["analyst", "reviewer", "coordinator", "admin"].map(str::to_owned);
    let all = NewAccount {
        name: "all".into(),
        rights: rights.into(),
        password: Some("a password for all".into()),
    };
    desk.add_account(&admin, &all).await.unwrap();
    let order = SignIn {
        account: "all".into(),
        password: "a password for all".into(),
        code: None,
    };
    let secret = desk.sign_in(&order).await.unwrap().token;
    let amber = ancolie
        .shares(share("amber", "x.example").to(&["lumbre"]))
        .await
        .to_string();
    fed.clock.advance(10 * 60);
    let far: &[(&str, Value)] = &[
        (
            "share",
            json!({"content": "y.example", "label": "clear", "consent": "not-needed:no-beneficiary"}),
        ),
        (
            "revise",
            json!({"bulletin": amber, "label": "green", "to": [], "consent": "network"}),
        ),
        ("approve", json!({"id": amber, "draft": "0".repeat(64)})),
        ("grant", json!({"bulletin": amber, "to": "lumbre"})),
        ("grant-publish", json!({"bulletin": amber})),
        ("consent-widen", json!({"alias": "nobody"})),
        ("contact-add", json!({"pseudonym": "sol", "key": "age1x"})),
        ("roster-found", json!({"name": "Another"})),
        ("roster-draft", json!({"days": 30})),
        ("roster-sign", json!({"envelope": ""})),
        ("roster-suspend", json!({"desk": "lumbre", "why": "x"})),
        ("roster-ask", json!({})),
        (
            "roster-vouch",
            json!({"request": {"slip": "x"}, "how": "x"}),
        ),
        ("account-add", json!({"name": "more", "rights": ["admin"]})),
        (
            "account-change",
            json!({"name": "all", "rights": ["admin"]}),
        ),
        ("account-reset", json!({"name": "all"})),
        ("account-disable", json!({"name": "all"})),
        ("token", json!({"proves": true})),
        ("me-totp", json!({})),
        (
            "profile-set",
            json!({"profile": {"channels": [{"kind": "signal", "at": "x.01", "traits": ["public"]}]}}),
        ),
        ("me-totp-remove", json!({})),
        ("me-recovery", json!({})),
        ("token", json!({"purpose": "a program"})),
        ("certificate", json!({"key": "0".repeat(64)})),
    ];
    for (name, body) in far {
        let answer = ancolie
            .asks_with(Some(&secret), name, body.to_string())
            .await;
        assert_eq!(answer.code(), "account.proof", "{name}: {}", answer.text);
    }
    // What is narrow, and what takes back, never asks.
    let near: &[(&str, Value)] = &[
        (
            "share",
            json!({"content": "z.example", "label": "clear", "consent": "not-needed:no-beneficiary", "dry_run": true}),
        ),
        (
            "revise",
            json!({"bulletin": amber, "label": "amber+strict"}),
        ),
        ("withdraw", json!({"bulletin": amber, "reason": "error"})),
        (
            "profile-set",
            json!({"profile": {"channels": [{"kind": "signal", "at": "x.01"}]}}),
        ),
    ];
    for (name, body) in near {
        let answer = ancolie
            .asks_with(Some(&secret), name, body.to_string())
            .await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
    }
    let order = json!({"password": "a password for all"}).to_string();
    let stepped = ancolie.asks_with(Some(&secret), "step-up", order).await;
    assert_eq!(stepped.status, 200, "{}", stepped.text);
    let skipped = ["account-change", "account-reset", "account-disable"];
    for (name, body) in far.iter().filter(|(name, _)| !skipped.contains(name)) {
        let answer = ancolie
            .asks_with(Some(&secret), name, body.to_string())
            .await;
        assert_ne!(answer.code(), "account.proof", "{name}: {}", answer.text);
    }
    fed.clock.advance(10 * 60);
    let stale = desk.session_caller(&secret).await.unwrap();
    assert!(!stale.is_proved_at(fed.now()), "a proof ends");
}

/// [ACC-5]
#[tokio::test]
async fn a_token_never_proves_unless_it_was_issued_so() {
    let (fed, desk) = one().await;
    let ancolie = fed.desk("ancolie");
    let issuer = ancolie.caller("coordinator").await;
    let issue = async |proves: bool| {
        let order = TokenOrder {
            purpose: "program".into(),
            days: None,
            proves,
        };
        let told = desk.issue_token(&issuer, &order).await.unwrap();
        desk.caller_by_token(&told.token).await.unwrap()
    };
    let suspend = SuspendOrder {
        desk: "lumbre".parse().unwrap(),
        why: "x".into(),
        ..serde_json::from_value(json!({"desk": "lumbre", "why": "x"})).unwrap()
    };
    let plain = issue(false).await;
    let told = desk.suspend_desk(&plain, &suspend).await.map(drop);
    assert_eq!(told.map_err(|no| no.code()), Err(Code::AccountProof));
    let order = StepUp {
        password: Some("password of coordinator".into()),
        code: None,
    };
    let told = desk.step_up(&plain, &order).await.map(drop);
    assert_eq!(
        told.map_err(|no| no.code()),
        Err(Code::AccountProof),
        "not even with the password"
    );
    let order = TokenOrder {
        proves: true,
        ..TokenOrder::default()
    };
    let told = desk.issue_token(&plain, &order).await.map(drop);
    assert_eq!(told.map_err(|no| no.code()), Err(Code::AccountProof));
    let told = desk
        .suspend_desk(&issue(true).await, &suspend)
        .await
        .map(drop);
    assert_ne!(told.map_err(|no| no.code()), Err(Code::AccountProof));
}

/// [ACC-5] A record is not widened by another name.
#[tokio::test]
async fn a_consent_that_is_revised_to_more_asks_for_a_proof() {
    let (fed, desk) = one().await;
    let analyst = fed.desk("ancolie").caller("analyst").await;
    let of = |scope: &str| fanal_desk::ConsentOrder {
        alias: "a person".into(),
        how: Some("in person".into()),
        scope: Some(scope.into()),
        risks_explained: true,
        ..fanal_desk::ConsentOrder::default()
    };
    desk.record_consent(&analyst, &of("network")).await.unwrap();
    let order = TokenOrder {
        purpose: "program".into(),
        days: None,
        proves: false,
    };
    let token = desk.issue_token(&analyst, &order).await.unwrap();
    let plain = desk.caller_by_token(&token.token).await.unwrap();
    let wider = desk.revise_consent(&plain, &of("public")).await.map(drop);
    assert_eq!(wider.map_err(|no| no.code()), Err(Code::AccountProof));
    desk.revise_consent(&plain, &of("desk")).await.unwrap();
}

/// A right is what the account has now, not what it had when the session began; and one right is not
/// another.
#[tokio::test]
async fn rights_that_were_taken_are_gone_from_open_sessions() {
    let (fed, desk) = one().await;
    let told = sign_in(&desk, PASSWORD, None).await.unwrap();
    let admin = fed.desk("ancolie").caller("admin").await;
    let order = ChangeAccount {
        name: "ancolie-analyst".into(),
        rights: Some(["admin".to_owned()].into()),
        disabled: None,
    };
    desk.change_account(&admin, &order).await.unwrap();
    let caller = desk.session_caller(&told.token).await.unwrap();
    let revise = ReviseOrder {
        bulletin: "x".into(),
        ..ReviseOrder::default()
    };
    let refused = desk.revise(&caller, &revise).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::PolicyRole));
}

/// [ACC-2]
#[tokio::test]
async fn who_lost_everything_is_let_in_again_by_an_administrator() {
    let (fed, desk) = one().await;
    let (_, codes) = enrolled(&fed, &desk).await;
    let open = sign_in(&desk, PASSWORD, Some(&codes[0])).await.unwrap();
    let admin = fed.desk("ancolie").caller("admin").await;
    let which = WhichAccount {
        name: "ancolie-analyst".into(),
    };
    let told = desk.reset_account(&admin, &which).await.unwrap();
    let password = told.password.unwrap();
    assert!(desk.session_caller(&open.token).await.is_err());
    assert_eq!(
        sign_in(&desk, PASSWORD, None).await.map(drop),
        Err(Code::AccountUnknown)
    );
    let told = sign_in(&desk, &password, None).await.unwrap();
    assert!(!told.second_factor);
    let audit = desk.list_audit(&admin, 0).await.unwrap();
    assert!(audit.iter().any(|line| line.act == "account.reset"));
}
