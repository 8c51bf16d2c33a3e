//! The roads of notifications: what the mail server and the web servers of others get, word for word, of the
//! world in which every field holds a word of its own, for every account of every desk.

use fanal_desk::{Hook, Preferences, Shape};
use fanal_notify::{MailServer, Postman, Roads};
use fanal_tests::federation::{Federation, Node};

use crate::servers::{Authority, HttpServer, SmtpServer};
use crate::words::{ALL, leaked, words_in};
use crate::world::{EXPELLED, desks, filled};

/// A word that may be met there, since the person chose the address that it stands in: where it is found, the
/// search has looked into what was sent.
const CONTROL: &str = "purpose";

async fn watches(fed: &Federation, post: &Postman, web: &HttpServer) {
    for node in fed.all() {
        let desk = node.desk();
        for (at, part) in ALL.iter().enumerate() {
            let wishes = Preferences {
                mail: Some(format!("canary-{CONTROL}-{at}@people.example")),
                urgent: true,
                ..Preferences::default()
            };
            let caller = node.caller(part).await;
            desk.set_preferences(&caller, &wishes).await.unwrap();
        }
        let admin = node.caller("admin").await;
        for shape in [Shape::Plain, Shape::Mattermost, Shape::Matrix] {
            let hook = Hook {
                name: format!("{shape:?}").to_lowercase(),
                url: format!("https://localhost:{}/canary-{CONTROL}-hook", web.port),
                shape,
                secret: "a secret of the webhook".into(),
            };
            desk.put_hook(&admin, &hook, post).await.unwrap();
        }
        desk.notify_due(post).await.unwrap();
    }
}

async fn told(fed: &Federation, post: &Postman) -> usize {
    fed.clock.advance(60);
    let mut told = 0;
    for node in fed.all() {
        told += node.desk().notify_due(post).await.unwrap();
    }
    told
}

/// Numbers and labels, and what says of what they are: nothing else stands in a notification.
fn is_made_of_counts(text: &str) -> bool {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    let of_a_notification = [
        "",
        "Fanal",
        "new",
        "bulletin",
        "bulletins",
        "TLP",
        "GREEN",
        "AMBER",
        "STRICT",
        "CLEAR",
        "questions",
        "among",
        "them",
        "waiting",
        "for",
        "your",
        "review",
        "urgent",
        "Open",
        "console",
    ];
    words
        .filter(|word| word.parse::<u32>().is_err())
        .all(|word| of_a_notification.contains(&word))
}

fn assert_tells_nothing(what: &str, bytes: &[u8], fed: &Federation) {
    let found: Vec<&str> = words_in(bytes).iter().map(|words| words.name).collect();
    assert!(found.contains(&CONTROL), "{what}: the search is blind");
    let leaks = leaked(bytes, |words| words.name == CONTROL);
    assert!(leaks.is_empty(), "{what} tells {leaks:?}");
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let desks = fed.all().iter().map(Node::id);
    for name in desks
        .map(|id| id.as_str())
        .chain(["stalkerware", "-analyst", "-reviewer"])
    {
        assert!(!text.contains(name), "{what} names `{name}`");
    }
}

/// [NOT-1] [NOT-2] [NOT-5]
#[tokio::test]
async fn no_mail_and_no_webhook_tells_more_than_counts() {
    let authority = Authority::new();
    let (mails, web) = (
        SmtpServer::start(Some(&authority)).await,
        HttpServer::start(&authority, 200).await,
    );
    let post = Postman::new(Roads {
        mail: Some(MailServer {
            host: "localhost".into(),
            port: mails.port,
            from: "somebody@fanal.example".into(),
            login: None,
        }),
        hosts: ["localhost".to_owned()].into(),
        authority: Some(authority.certificate()),
        ..Roads::default()
    })
    .unwrap();
    let fed = desks().await;
    watches(&fed, &post, &web).await;
    let world = filled(fed).await;
    let fed = &world.fed;
    let told = told(fed, &post).await;

    let (mails, calls) = (mails.taken(), web.taken());
    assert_eq!(told, mails.len() + calls.len());
    assert!(
        mails.len() >= 8 && calls.len() > 8,
        "{} {}",
        mails.len(),
        calls.len()
    );
    let mut texts = Vec::new();
    for mail in &mails {
        let text = mail.text();
        let whole = format!("{} {} {} {text}", mail.from, mail.to, mail.mail);
        assert_tells_nothing("a mail", whole.as_bytes(), fed);
        texts.push(text);
    }
    for call in &calls {
        assert_tells_nothing("a webhook", call.whole().as_bytes(), fed);
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        let text = body.get("text").or(body.get("body")).unwrap();
        texts.push(text.as_str().unwrap().to_owned());
    }
    for text in &texts {
        assert!(is_made_of_counts(text), "{text}");
    }
    assert!(!is_made_of_counts(
        "Fanal: 1 new bulletin (TLP:RED 1): a-title."
    ));
    // A knock and a breach are urgent, and RED has no count of its own.
    assert!(texts.iter().any(|text| text.contains("urgent: 1")));
    assert!(texts.iter().all(|text| !text.contains("RED")));
    // Who is out is told by its own node of what it had, and nothing since.
    assert!(fed.all().iter().any(|node| node.id().as_str() == EXPELLED));
}
