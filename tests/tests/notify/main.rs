//! Notifications over real sockets: what goes out says that there is something and never what, it goes
//! encrypted and only where it may, and it leaves people their nights.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod keys;
mod servers;

use std::sync::Arc;

use fanal_desk::{CheckState, Hook, Post as _, Preferences, Quiet, Shape, When, WhichHook};
use fanal_notify::{MailServer, Postman, Roads, signature};
use fanal_protocol::Code;
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use serde_json::Value;
use zeroize::Zeroizing;

use servers::{Authority, HttpServer, Proxy, SmtpServer};

const SECRET: &str = "a secret of the webhook";

/// Words that stand in what is shared: none of them may be in a notification.
const CONTENT: [&str; 5] = ["canary", "lumbre", "ancolie", "title of it", "evil.example"];

async fn two() -> Federation {
    federation().desk("ancolie").desk("lumbre").await
}

fn roads(authority: &Authority) -> Roads {
    Roads {
        authority: Some(authority.certificate()),
        ..Roads::default()
    }
}

fn mail(server: &SmtpServer) -> MailServer {
    MailServer {
        host: "localhost".into(),
        port: server.port,
        from: "desk@fanal.example".into(),
        login: Some((
            "desk".into(),
            Zeroizing::new("password of the mailbox".into()),
        )),
    }
}

async fn wishes(node: &Node, part: &str, wishes: Preferences) {
    let caller = node.caller(part).await;
    node.desk().set_preferences(&caller, &wishes).await.unwrap();
}

fn by_mail() -> Preferences {
    Preferences {
        mail: Some("sol@people.example".into()),
        ..Preferences::default()
    }
}

/// What came in a second is told in the next.
async fn sends(fed: &Federation, label: &str, value: &str) {
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let order = share(label, value).titled("title of it").to(&["lumbre"]);
    ancolie.shares(order).await;
    lumbre.pull(ancolie).await;
    fed.clock.advance(1);
}

/// [NOT-1] [NOT-2] [NOT-4]
#[tokio::test]
async fn a_mail_says_that_there_is_something_and_never_what() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let authority = Authority::new();
    let server = SmtpServer::start(Some(&authority)).await;
    let postman = Postman::new(Roads {
        mail: Some(mail(&server)),
        ..roads(&authority)
    })
    .unwrap();
    sends(&fed, "amber", "before.evil.example").await;
    wishes(lumbre, "analyst", by_mail()).await;
    // A mere administrator sees no content, and is told of none.
    let admin = Preferences {
        mail: Some("boss@people.example".into()),
        ..Preferences::default()
    };
    wishes(lumbre, "admin", admin).await;
    let desk = lumbre.desk();
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0, "from now on");
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    sends(&fed, "green", "canary2.evil.example").await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0, "once");

    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    let one = &taken[0];
    assert!(one.tls && one.login.as_deref() == Some("\0desk\0password of the mailbox"));
    assert_eq!(
        (one.from.as_str(), one.to.as_str()),
        ("desk@fanal.example", "sol@people.example")
    );
    let text = one.text();
    assert_eq!(
        text,
        "Fanal: 2 new bulletins (TLP:GREEN 1, TLP:AMBER 1). Open your console."
    );
    assert!(one.mail.contains("Subject: Fanal\r\n"), "a neutral subject");
    for word in CONTENT {
        assert!(!one.mail.contains(word) && !text.contains(word), "{word}");
    }
}

/// [NOT-4]
#[tokio::test]
async fn no_mail_without_tls_that_verifies() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    wishes(lumbre, "analyst", by_mail()).await;
    let desk = lumbre.desk();
    let (authority, another) = (Authority::new(), Authority::new());
    let plain = SmtpServer::start(None).await;
    let sealed = SmtpServer::start(Some(&authority)).await;
    let login = Some(("desk".to_owned(), Zeroizing::new("x".to_owned())));
    for (server, trusted, login) in [
        // A log-in is not told in the clear, not even to this machine.
        (&plain, &authority, login.clone()),
        // Signed by nobody whom this machine trusts.
        (&sealed, &another, None),
    ] {
        let postman = Postman::new(Roads {
            mail: Some(MailServer {
                login,
                ..mail(server)
            }),
            ..roads(trusted)
        })
        .unwrap();
        desk.notify_due(&postman).await.unwrap();
        fed.clock.advance(24 * 3_600);
        sends(&fed, "amber", &format!("{}.evil.example", server.port)).await;
        assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
        assert!(server.taken().is_empty() && server.logins().is_empty());
    }
    // Another name than that of the certificate.
    let postman = Postman::new(Roads {
        mail: Some(MailServer {
            host: "127.0.0.1".into(),
            ..mail(&sealed)
        }),
        ..roads(&authority)
    })
    .unwrap();
    fed.clock.advance(24 * 3_600);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
    assert!(sealed.taken().is_empty());
    // The server of this machine itself, without a log-in, may do without TLS.
    let local = Postman::new(Roads {
        mail: Some(MailServer {
            host: "127.0.0.1".into(),
            login: None,
            ..mail(&plain)
        }),
        ..roads(&authority)
    })
    .unwrap();
    fed.clock.advance(24 * 3_600);
    assert_eq!(
        desk.notify_due(&local).await.unwrap(),
        1,
        "what failed was kept"
    );
    assert_eq!(plain.taken().len(), 1);
}

/// [NOT-3]
#[tokio::test]
async fn nights_are_quiet_and_a_digest_comes_once_a_day() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let authority = Authority::new();
    let server = SmtpServer::start(Some(&authority)).await;
    let postman = Postman::new(Roads {
        mail: Some(mail(&server)),
        ..roads(&authority)
    })
    .unwrap();
    let desk = lumbre.desk();
    let hour = u8::try_from(fed.now().unix().div_euclid(3_600).rem_euclid(24)).unwrap();
    let night = Quiet {
        // Three hours later there.
        from: (hour + 3) % 24,
        to: (hour + 5) % 24,
        ahead: 180,
    };
    let asleep = |urgent: bool| Preferences {
        quiet: Some(night),
        urgent,
        ..by_mail()
    };
    wishes(lumbre, "analyst", asleep(true)).await;
    desk.notify_due(&postman).await.unwrap();
    sends(&fed, "amber", "one.evil.example").await;
    fed.clock.advance(60);
    assert_eq!(
        desk.notify_due(&postman).await.unwrap(),
        0,
        "the night is quiet"
    );
    let knock = fanal_desk::ShareOrder {
        content: String::new(),
        knock: true,
        ..share("amber", "x")
            .titled("Please call us, for canary")
            .to(&["lumbre"])
    };
    ancolie.shares(knock).await;
    lumbre.pull(ancolie).await;
    fed.clock.advance(1);
    wishes(lumbre, "analyst", asleep(false)).await;
    assert_eq!(
        desk.notify_due(&postman).await.unwrap(),
        0,
        "unless they want to be woken"
    );
    wishes(lumbre, "analyst", asleep(true)).await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    assert!(server.taken()[0].text().contains("urgent: 1"));
    // [STM-16] A bulletin that says so comes through the night as well.
    let hasty = fanal_desk::ShareOrder {
        urgent: true,
        ..share("amber", "hasty.evil.example")
            .titled("title of it")
            .to(&["lumbre"])
    };
    ancolie.shares(hasty).await;
    lumbre.pull(ancolie).await;
    fed.clock.advance(1);
    wishes(lumbre, "analyst", asleep(false)).await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
    wishes(lumbre, "analyst", asleep(true)).await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    let told = server.taken().last().unwrap().text();
    assert!(told.contains("urgent: 1"), "{told}");
    assert!(CONTENT.iter().all(|word| !told.contains(word)), "{told}");

    let daily = Preferences {
        when: When::Daily,
        ..by_mail()
    };
    wishes(lumbre, "analyst", daily).await;
    sends(&fed, "amber", "two.evil.example").await;
    fed.clock.advance(23 * 3_600);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
    fed.clock.advance(3_600);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    let never = Preferences {
        when: When::Never,
        ..by_mail()
    };
    wishes(lumbre, "analyst", never).await;
    sends(&fed, "amber", "three.evil.example").await;
    fed.clock.advance(48 * 3_600);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
}

fn hook(server: &HttpServer, shape: Shape) -> Hook {
    Hook {
        name: format!("{shape:?}").to_lowercase(),
        url: format!("https://localhost:{}/hooks/x", server.port),
        shape,
        secret: SECRET.into(),
    }
}

/// [NOT-5]
#[tokio::test]
async fn a_webhook_is_signed_and_shaped_for_the_other_side() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let authority = Authority::new();
    let server = HttpServer::start(&authority, 200).await;
    let postman = Postman::new(Roads {
        hosts: ["localhost".to_owned()].into(),
        ..roads(&authority)
    })
    .unwrap();
    let admin = lumbre.caller("admin").await;
    let desk = lumbre.desk();
    for shape in [Shape::Plain, Shape::Mattermost, Shape::Matrix] {
        desk.put_hook(&admin, &hook(&server, shape), &postman)
            .await
            .unwrap();
    }
    let listed = desk.list_hooks(&admin).await.unwrap();
    assert!(!serde_json::to_string(&listed).unwrap().contains(SECRET));
    desk.notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 3);
    let taken = server.taken();
    assert_eq!(taken.len(), 3);
    let text = "Fanal: 1 new bulletin (TLP:AMBER 1). Open your console.";

    let plain = &taken[0];
    let body: Value = serde_json::from_str(&plain.body).unwrap();
    assert_eq!(
        (plain.method.as_str(), &body["text"], &body["urgent"]),
        ("POST", &text.into(), &false.into())
    );
    let time = plain.header("fanal-timestamp").unwrap();
    assert_eq!(time, fed.now().unix().to_string());
    assert_eq!(
        plain.header("fanal-signature").unwrap(),
        signature(SECRET, time, &plain.body)
    );
    assert_ne!(
        signature("another", time, &plain.body),
        signature(SECRET, time, &plain.body)
    );

    assert_eq!(taken[1].body, format!("{{\"text\":\"{text}\"}}"));
    assert_eq!(taken[1].header("authorization"), None);

    let matrix = &taken[2];
    assert_eq!(matrix.method, "PUT");
    assert!(
        matrix.path.starts_with("/hooks/x/") && matrix.path.len() == 9 + 32,
        "{}",
        matrix.path
    );
    assert_eq!(
        matrix.header("authorization"),
        Some(format!("Bearer {SECRET}").as_str())
    );
    let body: Value = serde_json::from_str(&matrix.body).unwrap();
    assert_eq!(
        (&body["msgtype"], &body["body"]),
        (&"m.text".into(), &text.into())
    );
    for taken in &taken {
        for word in CONTENT {
            assert!(!taken.whole().contains(word), "{word}");
        }
    }
}

/// [NOT-3] A desk in two networks: a webhook counts as a reviewer, of whatever waits in each.
#[tokio::test]
async fn a_desk_in_two_networks_is_told_of_both() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let other = fed.second_network("Other", ("kivu", 74), lumbre).await;
    let authority = Authority::new();
    let server = HttpServer::start(&authority, 200).await;
    let postman = Postman::new(Roads {
        hosts: ["localhost".to_owned()].into(),
        ..roads(&authority)
    })
    .unwrap();
    let admin = lumbre.caller("admin").await;
    let desk = lumbre.desk();
    desk.put_hook(&admin, &hook(&server, Shape::Plain), &postman)
        .await
        .unwrap();
    desk.notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    fed.desk("ancolie")
        .shares(share("green", "canary.example"))
        .await;
    lumbre.hears(fed.desk("ancolie")).await;
    let author = other.caller("analyst").await;
    let order = share("green", "canary2.example");
    other.desk().share(&author, &order).await.unwrap();
    lumbre.hears(&other).await;
    let analyst = lumbre.caller("analyst").await;
    let there = desk.in_network("Other").unwrap();
    let waits = share("clear", "canary3.example");
    there.share(&analyst, &waits).await.unwrap();
    fed.clock.advance(1);
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    let told = &server.taken()[0].body;
    assert!(told.contains("2 new bulletins"), "{told}");
    assert!(told.contains("review"), "{told}");
}

/// [NOT-5]
#[tokio::test]
async fn a_webhook_goes_nowhere_else_and_is_tried_again_later_and_later() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let authority = Authority::new();
    let target = HttpServer::start(&authority, 200).await;
    let turning = HttpServer::redirecting(&authority, &target).await;
    let postman = Postman::new(Roads {
        hosts: ["localhost".to_owned()].into(),
        ..roads(&authority)
    })
    .unwrap();
    let admin = lumbre.caller("admin").await;
    let desk = lumbre.desk();
    let elsewhere = Hook {
        url: format!("https://127.0.0.1:{}/x", target.port),
        ..hook(&target, Shape::Plain)
    };
    let refused = desk.put_hook(&admin, &elsewhere, &postman).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::UsageInvalid));
    let weak = Hook {
        secret: "short".into(),
        ..hook(&target, Shape::Plain)
    };
    let refused = desk.put_hook(&admin, &weak, &postman).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::UsageInvalid));

    desk.put_hook(&admin, &hook(&turning, Shape::Plain), &postman)
        .await
        .unwrap();
    // A host that was listed once, and is not any more.
    let closed = Postman::new(roads(&authority)).unwrap();
    desk.notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(&closed).await.unwrap(), 0);
    assert!(turning.taken().is_empty(), "not called");
    let mut calls = 0;
    for pause in [60, 120, 240, 480] {
        fed.clock.advance(pause - 1);
        desk.notify_due(&postman).await.unwrap();
        assert_eq!(turning.taken().len(), calls, "not before {pause} s");
        fed.clock.advance(1);
        desk.notify_due(&postman).await.unwrap();
        calls += 1;
        assert_eq!(turning.taken().len(), calls, "after {pause} s");
    }
    assert!(target.taken().is_empty(), "no redirect is followed");
    let which = WhichHook {
        name: "plain".into(),
    };
    desk.remove_hook(&admin, &which).await.unwrap();
    fed.clock.advance(24 * 3_600);
    desk.notify_due(&postman).await.unwrap();
    assert_eq!(turning.taken().len(), calls);
}

/// What failed at one address says nothing of another, and who was never tried is not called well. [CLI-8]
#[tokio::test]
async fn what_is_known_of_a_webhook_is_of_its_address_alone() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let authority = Authority::new();
    let target = HttpServer::start(&authority, 200).await;
    let broken = HttpServer::start(&authority, 500).await;
    let postman = Postman::new(Roads {
        hosts: ["localhost".to_owned()].into(),
        ..roads(&authority)
    })
    .unwrap();
    let admin = lumbre.caller("admin").await;
    let desk = lumbre.desk();
    let state = async || {
        let checks = desk.doctor(&admin).await.unwrap().checks;
        let mut found = checks.into_iter().filter(|it| it.name == "notifications");
        found.next().unwrap().state
    };
    assert_eq!(state().await, CheckState::Skipped);
    let put = async |server: &HttpServer| {
        let hook = hook(server, Shape::Plain);
        desk.put_hook(&admin, &hook, &postman).await.unwrap();
    };
    put(&broken).await;
    assert_eq!(state().await, CheckState::Advice, "nobody tried it");
    desk.notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 0);
    assert_eq!(state().await, CheckState::Warning);
    put(&target).await;
    assert_eq!(state().await, CheckState::Advice, "another address");
    // The pause was the other one's.
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);
    assert_eq!(state().await, CheckState::Good);
    put(&broken).await;
    assert!(!desk.test_notify(&admin, &postman).await.unwrap()[0].taken);
    put(&target).await;
    assert!(desk.test_notify(&admin, &postman).await.unwrap()[0].taken);
    assert_eq!(state().await, CheckState::Good, "a test tells it too");
}

/// [NOT-4] [NOT-5]
#[tokio::test]
async fn everything_goes_through_the_proxy_where_one_is_set_and_names_too() {
    let authority = Authority::new();
    let smtp = SmtpServer::start(Some(&authority)).await;
    let http = HttpServer::start(&authority, 200).await;
    let proxy = Proxy::start([
        ("mail.desk.example", smtp.port),
        ("chat.desk.example", http.port),
    ])
    .await;
    let postman = Postman::new(Roads {
        mail: Some(MailServer {
            host: "mail.desk.example".into(),
            port: 587,
            ..mail(&smtp)
        }),
        hosts: ["chat.desk.example".to_owned()].into(),
        socks5: Some(proxy.address),
        authority: Some(authority.certificate()),
    })
    .unwrap();
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    let desk = lumbre.desk();
    wishes(lumbre, "analyst", by_mail()).await;
    let admin = lumbre.caller("admin").await;
    let chat = Hook {
        url: "https://chat.desk.example/hooks/x".into(),
        ..hook(&http, Shape::Mattermost)
    };
    desk.put_hook(&admin, &chat, &postman).await.unwrap();
    desk.notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(&postman).await.unwrap(), 2);
    assert_eq!(
        proxy.asked(),
        ["mail.desk.example:587", "chat.desk.example:443"]
    );
    assert_eq!((smtp.taken().len(), http.taken().len()), (1, 1));
}

/// [NOT-2]
#[tokio::test]
async fn what_somebody_may_not_see_they_are_not_told_of() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let authority = Authority::new();
    let server = SmtpServer::start(Some(&authority)).await;
    let postman = Arc::new(
        Postman::new(Roads {
            mail: Some(mail(&server)),
            ..roads(&authority)
        })
        .unwrap(),
    );
    // GREEN is for every account but mere administrators, AMBER for analysts and reviewers alone.
    wishes(lumbre, "coordinator", by_mail()).await;
    wishes(lumbre, "admin", by_mail()).await;
    let desk = lumbre.desk();
    desk.notify_due(postman.as_ref()).await.unwrap();
    fed.clock.advance(60);
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(postman.as_ref()).await.unwrap(), 0);
    ancolie.shares(share("green", "green.evil.example")).await;
    lumbre.pull(ancolie).await;
    fed.clock.advance(1);
    assert_eq!(
        desk.notify_due(postman.as_ref()).await.unwrap(),
        1,
        "the coordinator"
    );
    let told = server.taken();
    assert_eq!(
        told[0].text(),
        "Fanal: 1 new bulletin (TLP:GREEN 1). Open your console."
    );
    let coordinator = lumbre.caller("coordinator").await;
    let tested = desk
        .test_notify(&coordinator, postman.as_ref())
        .await
        .unwrap();
    assert!(tested.len() == 1 && tested[0].taken, "{tested:?}");
    // [NOT-6] The address is whatever somebody typed: tests are no way to write to it all day.
    let test = async || {
        let told = desk.test_notify(&coordinator, postman.as_ref()).await;
        told.map(drop).map_err(|error| error.code())
    };
    for _ in 1..5 {
        assert_eq!(test().await, Ok(()));
    }
    assert_eq!(test().await, Err(fanal_protocol::Code::LimitRate));
    fed.clock.advance(60);
    assert_eq!(test().await, Ok(()));
    fed.clock.advance(60);
    assert_eq!(test().await, Err(fanal_protocol::Code::LimitRate));
    assert!(postman.may_call("https://chat.example/").is_err());
}
