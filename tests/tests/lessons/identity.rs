//! Who somebody is, and what a secret is.

use fanal_api::CALLS;
use fanal_desk::{NewAccount, SignIn};
use fanal_protocol::Code;
use fanal_tests::federation::{Node, Ordering as _, share};
use serde_json::{Value, json};

use crate::cast::{three, two};

async fn tries(node: &Node, account: &str, password: &str) -> Result<(), Code> {
    let order = SignIn {
        account: account.into(),
        password: password.into(),
        code: None,
    };
    let told = node.desk().sign_in(&order).await;
    told.map(drop).map_err(|no| no.code())
}

/// Keys of protected things could be read by anybody. Here the roster has the public ones, which are for
/// everybody, and no call has another.
#[tokio::test]
async fn cve_2026_86408_keys_that_are_told_are_public_ones() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let desk = ancolie.desk();
    let keys = desk.keys();
    let public = keys.statement.public().to_string();
    let seed = *keys.tls_seed;
    let secrets = [
        data_encoding::HEXLOWER.encode(&seed),
        data_encoding::BASE64.encode(&seed),
        data_encoding::BASE64URL_NOPAD.encode(&seed),
    ];
    let mut told = String::new();
    for call in CALLS.iter().filter(|call| call.name != "sign-out") {
        for part in ["analyst", "reviewer", "coordinator", "admin"] {
            told += &ancolie.asks(part, call.name, &json!({})).await.text;
        }
    }
    let chain = ancolie
        .asks("analyst", "roster-chain", &Value::Null)
        .await
        .json();
    let envelope = chain["data"]["envelope"]
        .as_str()
        .unwrap()
        .lines()
        .last()
        .unwrap()
        .to_owned();
    let envelope = fanal_protocol::Envelope::parse(envelope.as_bytes()).unwrap();
    let roster = String::from_utf8(envelope.payload().to_vec()).unwrap();
    assert!(roster.contains(&public));
    for secret in secrets {
        assert!(!told.contains(&secret) && !roster.contains(&secret));
    }
}

/// Objects without a description were dropped by who received them, and nobody was told.
#[tokio::test]
async fn cve_2026_107278_what_has_no_description_arrives() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let bare = fanal_desk::ShareOrder {
        title: None,
        summary: None,
        ..share("green", "bare.example")
    };
    let id = ancolie.shares(bare).await;
    let round = lumbre.pull(ancolie).await;
    assert_eq!(round.refused, 0);
    assert!(lumbre.holds(id).await);
    assert_eq!(lumbre.knows("bare.example").await, 1);
}

/// An empty password was right.
#[tokio::test]
async fn cve_2026_85216_misp_8581_an_empty_password_is_wrong() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    for password in ["", " ", "\0", "password of analyst ", "Password of analyst"] {
        assert_eq!(
            tries(ancolie, "ancolie-analyst", password).await,
            Err(Code::AccountUnknown),
            "{password:?}"
        );
    }
    assert_eq!(tries(ancolie, "", "").await, Err(Code::AccountUnknown));
    let admin = ancolie.caller("admin").await;
    for password in ["", "short", "eleven char"] {
        let new = NewAccount {
            name: "new".into(),
            rights: ["analyst".to_owned()].into(),
            password: Some(password.into()),
        };
        assert!(
            ancolie.desk().add_account(&admin, &new).await.is_err(),
            "{password:?}"
        );
    }
    fed.clock.advance(61);
    assert_eq!(
        tries(ancolie, "ancolie-analyst", "password of analyst").await,
        Ok(())
    );
}

/// The limit of attempts was passed by writing the name otherwise, or by a clock that jumps.
#[tokio::test]
async fn cve_2020_8890_cve_2020_8891_cve_2026_104840_attempts_are_counted_whatever_the_clock_says()
{
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let right = "password of analyst";
    for other in [
        "ANCOLIE-ANALYST",
        "Ancolie-Analyst",
        "ancolie-analyst ",
        "ancolie\u{2010}analyst",
    ] {
        assert_eq!(
            tries(ancolie, other, right).await,
            Err(Code::AccountUnknown),
            "{other}"
        );
    }
    for _ in 0..5 {
        assert_eq!(
            tries(ancolie, "ancolie-analyst", "wrong").await,
            Err(Code::AccountUnknown)
        );
    }
    assert_eq!(
        tries(ancolie, "ancolie-analyst", right).await,
        Err(Code::LimitRate)
    );
    fed.clock.advance(-3_600);
    assert_eq!(
        tries(ancolie, "ancolie-analyst", right).await,
        Err(Code::LimitRate),
        "a step back forgets nothing"
    );
    fed.clock.advance(3_600 + 60);
    assert_eq!(tries(ancolie, "ancolie-analyst", right).await, Ok(()));
}

/// People gave themselves rights by a field more in a form.
#[tokio::test]
async fn cve_2025_66385_nobody_gives_themselves_a_right() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let sign_in = |extra: Value| {
        let mut body = json!({"account": "ancolie-analyst", "password": "password of analyst"});
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        body
    };
    for extra in [
        json!({"rights": ["admin"]}),
        json!({"role": "admin"}),
        json!({"org_id": 1}),
        json!({"desk": "lumbre"}),
    ] {
        let answer = ancolie.asks("analyst", "sign-in", &sign_in(extra)).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
    }
    let answer = ancolie
        .asks(
            "analyst",
            "token",
            &json!({"purpose": "x", "rights": ["admin"]}),
        )
        .await;
    assert_eq!(answer.status, 400);
    let add = json!({"name": "me", "rights": ["admin"], "password": "a long password"});
    for part in ["analyst", "reviewer", "coordinator"] {
        assert_eq!(
            ancolie.asks(part, "account-add", &add).await.code(),
            Code::PolicyRole.as_str()
        );
    }
    let told = ancolie
        .asks("analyst", "token", &json!({"purpose": "x"}))
        .await
        .json();
    assert_eq!(told["data"]["rights"], json!(["analyst"]));
}

/// The hash of a password stood in a message, an index and the audit trail.
#[tokio::test]
async fn cve_2026_53912_no_password_and_no_hash_of_one_is_told() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let add =
        json!({"name": "somebody", "rights": ["reviewer"], "password": "a password to be kept"});
    let mut told = ancolie.asks("admin", "account-add", &add).await.text;
    let sign_in = json!({"account": "somebody", "password": "a password to be kept"});
    let token = ancolie.asks("analyst", "sign-in", &sign_in).await.json();
    let token = token["data"]["token"].as_str().unwrap().to_owned();
    ancolie
        .asks(
            "analyst",
            "sign-in",
            &json!({"account": "somebody", "password": "a wrong password"}),
        )
        .await;
    for call in CALLS
        .iter()
        .filter(|call| !["sign-out", "sign-in", "second-factor"].contains(&call.name))
    {
        for part in ["analyst", "reviewer", "coordinator", "admin"] {
            told += &ancolie.asks(part, call.name, &json!({})).await.text;
        }
    }
    fed.sync_all().await;
    told += &ancolie.serves(lumbre).await.unwrap().text;
    told += &ancolie.everything().await;
    assert!(
        told.contains("account.add") || told.contains("somebody"),
        "the audit trail is in it"
    );
    for secret in [
        "a password to be kept",
        "a wrong password",
        "$argon2",
        "argon2id",
        token.as_str(),
    ] {
        assert!(!told.contains(secret), "`{secret}` is told");
    }
}

/// The well-known id of an administrator was a way in. Here a name is no credential.
#[tokio::test]
async fn cve_2026_27960_a_name_is_no_credential() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    let desk = ancolie.desk();
    let names = [
        "ancolie".to_owned(),
        "ancolie-admin".to_owned(),
        "admin".to_owned(),
        fed.network.to_string(),
        id.to_string(),
        desk.keys().statement.public().to_string(),
        desk.tls_pin().to_string(),
        "88ec0c6a-13ce-5e39-b486-354fe4a7084f".to_owned(),
        "00000000-0000-0000-0000-000000000000".to_owned(),
        lumbre.token("admin").to_owned(),
        ancolie.token("admin").to_uppercase(),
        format!("{} ", &ancolie.token("admin")[..20]),
    ];
    for name in names {
        let answer = ancolie
            .asks_with(Some(&name), "status", String::new())
            .await;
        assert_eq!(answer.status, 401, "{name}");
    }
    // Nor is there an account that nobody made.
    let accounts = ancolie.asks("admin", "accounts", &Value::Null).await.json();
    assert_eq!(accounts["data"].as_array().unwrap().len(), 4);
}
