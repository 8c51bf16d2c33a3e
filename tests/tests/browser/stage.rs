//! Three desks with a story behind them, and the console of one of them on a socket.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use fanal_ambient::MachineEntropy;
use fanal_console::{Console, Lang, router};
use fanal_desk::{AskSources, ConsentOrder, ProfileOrder, ReviseOrder, ShareOrder};
use fanal_notify::{Postman, Roads};
use fanal_protocol::{BulletinId, Channel, Code, Problem, Profile};
use fanal_public::{Limits, serve_plain};
use fanal_tests::browser::Browser;
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use fanal_tests::visitor::{PASSWORD, add_account};

pub(crate) struct Stage {
    pub(crate) fed: Federation,
    pub(crate) address: SocketAddr,
    /// Of another desk, received.
    pub(crate) received: BulletinId,
    /// The same, urgent and hard to read.
    pub(crate) hard: BulletinId,
    /// Of this desk, sent.
    pub(crate) sent: BulletinId,
    /// Of this desk, taken back.
    pub(crate) withdrawn: BulletinId,
    /// Waits for review.
    pub(crate) waiting: BulletinId,
    /// A sheet of the composer.
    pub(crate) sheet: BulletinId,
    /// A desk that asks to join; it may be admitted.
    pub(crate) asking: Node,
}

/// Everything invented; addresses are reserved ones.
const PARCEL: &str = "hxxps://parcel-pay[.]example/login\nparcel-pay.example\ntrack.parcel-pay.example\n\
    203.0.113.9\nd41d8cd98f00b204e9800998ecf8427e";

pub(crate) async fn stage() -> Stage {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .group("stalkerware", &["ancolie", "lumbre"])
        .beginning_now()
        .await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    for (name, rights) in [
        ("luz", &["analyst", "reviewer", "coordinator", "admin"][..]),
        ("ana", &["analyst"][..]),
    ] {
        add_account(ancolie, name, rights).await;
    }
    let received = lumbre.shares(found(PARCEL)).await;
    for at in 1..8 {
        let label = ["green", "amber", "amber+strict"][at % 3];
        let order = share(label, &format!("wave-{at}.parcel-pay.example"))
            .titled(&format!("Fake delivery notices, wave {at}"))
            .to(&["ancolie"]);
        lumbre.shares(order).await;
    }
    let hard = ShareOrder {
        urgent: true,
        content_warning: true,
        ..found("threats.example").titled("Threats that name a family")
    };
    let hard = lumbre.shares(hard).await;
    let ask = share("green", "hxxps://who-knows[.]example/a")
        .titled("Has anybody met this sign-in page?")
        .asking_until(fed.desk("lumbre").desk().now().plus_days(5));
    lumbre.shares(ask).await;
    let sent = ancolie
        .shares(found("impostor.example\nbank-check.example").titled("A fake bank page"))
        .await;
    let withdrawn = ancolie
        .shares(share("green", "old.example").titled("An old find"))
        .await;
    fed.sync_all().await;
    ancolie.withdraws(&format!("ancolie/{withdrawn}")).await;
    fed.sync_all().await;
    let asking = asks_to_join(&fed).await;
    for desk in [ancolie, lumbre] {
        says_who_it_is(desk).await;
    }
    fed.sync_all().await;
    asks_sources(ancolie).await;
    Stage {
        asking,
        waiting: waits(ancolie).await,
        sheet: begins(ancolie).await,
        address: serve(ancolie).await,
        received,
        hard,
        sent,
        withdrawn,
        fed,
    }
}

/// A desk that was vouched for by as many as it takes.
async fn asks_to_join(fed: &Federation) -> Node {
    let brume = fed.stranger("brume", 91).await;
    let ancolie = fed.desk("ancolie");
    let request = brume.ask_to_join(ancolie).await;
    let caller = ancolie.caller("coordinator").await;
    ancolie
        .desk()
        .announce_request(&caller, &request)
        .await
        .unwrap();
    fed.sync_all().await;
    for desk in ["lumbre", "qasaba"] {
        let node = fed.desk(desk);
        let caller = node.caller("coordinator").await;
        let because = BTreeMap::new();
        let how = "met at a workshop; key compared by voice";
        node.desk()
            .vouch(&caller, &request, how, &because)
            .await
            .unwrap();
    }
    fed.sync_all().await;
    brume
}

async fn says_who_it_is(node: &Node) {
    let channel = |kind: &str, at: &str, traits: &[&str]| Channel {
        kind: kind.into(),
        at: at.into(),
        traits: traits.iter().map(|word| (*word).to_owned()).collect(),
    };
    let profile = Profile {
        languages: ["ar", "fr", "en"].map(str::to_owned).into(),
        hours: Some("Monday to Friday, 9:00 to 17:00, Tunis time".into()),
        services: ["forensics", "account recovery", "shelter"]
            .map(str::to_owned)
            .into(),
        channels: vec![
            channel("Signal", "lantern.01", &["end_to_end"]),
            channel("telephone", "+216 00 000 000", &["monitored"]),
        ],
        nda: true,
        legal_requests: Some("Only with an order of a court.".into()),
        ..Profile::default()
    };
    let caller = node.caller("coordinator").await;
    let order = ProfileOrder { profile };
    node.desk().set_profile(&caller, &order).await.unwrap();
}

/// One went well, one does not work, one was never asked.
async fn asks_sources(node: &Node) {
    let desk = node.desk();
    let names = ["stalkerware-list", "lab-feed", "common-sites"];
    desk.keep_notes_of_sources(&names).await.unwrap();
    desk.note_asked("stalkerware-list", Ok(2)).await.unwrap();
    let why = "`lab.example` answered with the status 404".to_owned();
    desk.note_asked("lab-feed", Err((Code::PeerUnreachable, why)))
        .await
        .unwrap();
}

/// A node that asks nobody.
struct Silent;

#[async_trait]
impl AskSources for Silent {
    async fn ask(&self, _: &str) -> Result<bool, Problem> {
        Ok(false)
    }
}

fn found(text: &str) -> ShareOrder {
    ShareOrder {
        summary: Some(
            "Text messages announce a parcel. The link asks for a card number and for the code \
             of the bank. Look for the domains in the history; tell people that no delivery \
             service asks for a code."
                .into(),
        ),
        lang: Some("en".into()),
        category: Some("phishing".into()),
        also_please: Some("Do not contact the hoster.".into()),
        role: Some("delivery".into()),
        ..share("amber", text)
            .titled("Parcel text messages with a fake payment page")
            .to(&["ancolie", "lumbre"])
            .consent("named")
    }
}

async fn waits(node: &Node) -> BulletinId {
    let ana = node.caller("analyst").await;
    let order = ConsentOrder {
        alias: "river-7".into(),
        how: Some("by phone".into()),
        scope: Some("public".into()),
        risks_explained: true,
        ..ConsentOrder::default()
    };
    node.desk().record_consent(&ana, &order).await.unwrap();
    let order = ShareOrder {
        category: Some("stalkerware".into()),
        summary: Some("An app that hides as a calculator and sends messages on.".into()),
        ..share("green", "calc-helper.example\ncalc.example").titled("Calculator that listens")
    };
    let id = node.shares(order).await;
    let wider = ReviseOrder {
        bulletin: format!("{}/{id}", node.id()),
        label: Some("clear".into()),
        consent: Some("public".into()),
        title: Some("A calculator app that listens".into()),
        ..ReviseOrder::default()
    };
    node.desk().revise(&ana, &wider).await.unwrap();
    id
}

async fn begins(node: &Node) -> BulletinId {
    let ana = node.caller("analyst").await;
    let order = ShareOrder {
        category: Some("phishing".into()),
        ..share("amber", "new.example\nhxxps://new[.]example/a8F3kQ92LmZp")
            .titled("A new wave")
            .to(&["lumbre"])
            .consent("named")
    };
    node.desk().keep_sheet(&ana, None, &order).await.unwrap()
}

async fn serve(node: &Node) -> SocketAddr {
    let post = Postman::new(Roads::default()).unwrap();
    let console = Console::new(node.desk(), Arc::new(MachineEntropy), Lang::En)
        .sending(Arc::new(post))
        .asking(Arc::new(Silent));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_plain(
        listener,
        router(console),
        Limits::default(),
        std::future::pending(),
    ));
    address
}

/// A form that is sent, and the page that answers it.
pub(crate) struct Answer {
    /// What it is, for a person.
    pub(crate) says: &'static str,
    /// The page that it stands on.
    from: String,
    action: String,
    fields: Vec<(&'static str, String)>,
    /// It is a no, told with a status that browsers note.
    pub(crate) is_refusal: bool,
    /// What tells that it is the page that is meant.
    pub(crate) has: &'static str,
}

/// What MVT writes of one match.
const REPORT: &str = r#"[{"level": "HIGH", "module": "sms", "event": {}, "matched_indicator":
    {"value": "parcel-pay.example", "type": "domains", "name": "Lantern"}}]"#;

impl Stage {
    /// Does the console of this stage answer there?
    pub(crate) fn is_ours(&self, url: &str) -> bool {
        url.starts_with(&format!("http://{}/", self.address))
    }

    /// Forms whose answers are pages of their own; none changes anything.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        let answer = |says, path: &str, has, fields: &[(&'static str, &str)]| Answer {
            says,
            from: path.to_owned(),
            action: path.to_owned(),
            fields: fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            is_refusal: false,
            has,
        };
        let revise = format!("/c/b/ancolie/{}/revise", self.sent);
        let words = "They wrote to sara.benali@mail.example about it";
        vec![
            answer(
                "check, known",
                "/c/check",
                "class=\"card\"",
                &[("text", "parcel-pay.example\nother.example")],
            ),
            answer(
                "check, unknown",
                "/c/check",
                "id=\"answer\"",
                &[("text", "other.example")],
            ),
            answer(
                "composer, with what is missing",
                "/c/new",
                "class=\"faults\"",
                &[("content", "evil.example"), ("act", "continue")],
            ),
            answer(
                "composer, with all there is to say",
                "/c/new",
                "id=\"warned\"",
                &[
                    (
                        "content",
                        "Indicator,Note\nsignal.org,x\nsignal.org,x\n10.0.0.7,x\nhttps://a.example/a8F3kQ92LmZp,x",
                    ),
                    ("value-0", "signal.org"),
                    ("common-0", "keep"),
                    ("summary", words),
                    ("act", "look"),
                ],
            ),
            answer(
                "what was found with one person",
                "/c/import",
                "action=\"/c/found\"",
                &[("text", REPORT)],
            ),
            answer(
                "revision, with findings",
                &revise,
                "name=\"way\"",
                &[
                    ("title", "A fake bank page"),
                    ("summary", words),
                    ("label", "TLP:AMBER"),
                    ("to", "lumbre"),
                    ("act", "look"),
                ],
            ),
            Answer {
                action: "/c/consent/show".into(),
                ..answer(
                    "one consent record",
                    "/c/consent",
                    "river-7",
                    &[("alias", "river-7")],
                )
            },
            Answer {
                is_refusal: true,
                ..answer(
                    "words that wait for an answer",
                    "/c/net/reports",
                    "name=\"answering\"",
                    &[("desk", "lumbre"), ("text", words)],
                )
            },
        ]
    }

    /// A desk is put out: a draft, once the proof is fresh.
    pub(crate) fn expulsion(&self) -> Answer {
        Answer {
            says: "expulsion",
            from: "/c/net/desks/qasaba".into(),
            action: "/c/net/desks/qasaba".into(),
            fields: vec![("act", "expel".into()), ("expel-name", "qasaba".into())],
            is_refusal: false,
            has: "",
        }
    }

    /// Sends a form, with the token of the page that it stands on, as a browser sends it.
    pub(crate) async fn post(&self, browser: &mut Browser, answer: &Answer) {
        browser.go(&self.at(&answer.from)).await;
        let fields = serde_json::to_string(&answer.fields).unwrap();
        let make = format!(
            "(() => {{
                const form = document.createElement('form');
                form.method = 'post'; form.action = {:?};
                const put = (name, value) => {{
                    const field = document.createElement('textarea');
                    field.name = name; field.value = value; field.hidden = true; form.append(field);
                }};
                put('form', document.querySelector('input[name=form]').value);
                for (const [name, value] of {fields}) put(name, value);
                const button = document.createElement('button');
                button.id = 'send-it'; button.textContent = 'x'; form.append(button);
                document.querySelector('main').prepend(form);
                button.focus();
                return document.activeElement.id;
            }})()",
            answer.action
        );
        assert_eq!(browser.ask(&make).await, "send-it", "{}", answer.says);
        browser.keys_to_next_page(fanal_tests::browser::ENTER).await;
    }

    /// Out, by the button in the footer.
    pub(crate) async fn sign_out(&self, browser: &mut Browser) {
        browser.go(&self.at("/c/")).await;
        browser.tab_to("form[action=\"/c/sign-out\"] button").await;
        browser.keys_to_next_page(fanal_tests::browser::ENTER).await;
    }

    /// The whole address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Signs somebody in, by typing.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, name: &str) {
        browser.go(&self.at("/c/sign-in")).await;
        browser.tab_to("#account").await;
        browser.keys(name).await;
        browser.tab_to("#password").await;
        browser.keys(PASSWORD).await;
        browser.keys_to_next_page(fanal_tests::browser::ENTER).await;
        let home = browser.url().await;
        assert!(home.ends_with("/c/"), "{home}");
    }

    /// The page of the desk that asks to join.
    pub(crate) fn asks_to_join(&self) -> String {
        let key = self.asking.desk().keys().statement.public();
        format!("/c/net/join/brume/{key}")
    }

    /// Every page, with something in it.
    pub(crate) fn pages(&self) -> Vec<String> {
        let received = format!("/c/b/lumbre/{}", self.received);
        let sent = format!("/c/b/ancolie/{}", self.sent);
        vec![
            "/c/".into(),
            "/c/check".into(),
            "/c/inbox".into(),
            "/c/inbox?folder=all&state=new".into(),
            "/c/new".into(),
            "/c/new?template=phishing".into(),
            "/c/new?question=1".into(),
            "/c/new/knock".into(),
            "/c/sealed".into(),
            format!("/c/new/{}", self.sheet),
            format!("/c/new/{}/confirm", self.sheet),
            "/c/drafts".into(),
            "/c/import".into(),
            "/c/asks".into(),
            received.clone(),
            format!("/c/b/lumbre/{}", self.hard),
            format!("{received}/rev"),
            format!("{received}/trace"),
            format!("{received}/as"),
            format!("{received}/as?desk=qasaba"),
            format!("{sent}/as?desk=lumbre"),
            format!("{received}/brief"),
            format!("{received}/evidence"),
            format!("{received}/endorse"),
            sent.clone(),
            format!("{sent}/revise"),
            format!("/c/withdraw/ancolie/{}", self.sent),
            "/c/notices".into(),
            "/c/withdrawals".into(),
            format!("/c/withdrawals/ancolie/{}", self.withdrawn),
            format!("/c/b/ancolie/{}", self.withdrawn),
            "/c/review".into(),
            format!("/c/review/{}", self.waiting),
            "/c/consent".into(),
            "/c/export".into(),
            "/c/me".into(),
            "/c/me/passkeys".into(),
            "/c/me/mail-key".into(),
            "/c/net".into(),
            "/c/net/desks".into(),
            "/c/net/desks/ancolie".into(),
            "/c/net/desks/lumbre".into(),
            "/c/net/join".into(),
            self.asks_to_join(),
            "/c/net/groups".into(),
            "/c/net/history".into(),
            "/c/net/rules".into(),
            "/c/net/reports".into(),
            "/c/net/withdrawals".into(),
            "/c/admin".into(),
            "/c/admin/profile".into(),
            "/c/admin/sources".into(),
            "/c/admin/keys".into(),
            "/c/admin/backups".into(),
            "/c/admin/policies".into(),
            "/c/admin/audit".into(),
            "/c/admin/notify".into(),
            "/c/panic".into(),
            "/c/nothing-here".into(),
        ]
    }

    /// Speaks this language from now on, by the switch in the footer.
    pub(crate) async fn speak(&self, browser: &mut Browser, lang: &str) {
        browser.go(&self.at("/c/")).await;
        let button = format!("footer button[value=\"{lang}\"]");
        browser.tab_to(&button).await;
        browser.keys_to_next_page(fanal_tests::browser::ENTER).await;
        let spoken = browser.ask("document.documentElement.lang").await;
        assert_eq!(spoken, lang);
    }
}
