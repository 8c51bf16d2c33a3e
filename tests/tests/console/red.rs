//! TLP:RED at the console: first a talk, else what is sealed to people, which no page can read.

use fanal_ambient::SeededEntropy;
use fanal_desk::{CardOrder, SealOrder, SealedHandover, WhichSealed};
use fanal_protocol::{Blob, Digest, NetworkId};
use fanal_seal::Identity;
use fanal_tests::federation::{Federation, Node};
use fanal_tests::visitor::Visitor;

use crate::three;

/// Luz at lumbre has a card, and ancolie knows it.
async fn luz_has_a_card(fed: &Federation) -> Identity {
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let luz = Identity::new(&SeededEntropy::from_seed(12));
    let card = CardOrder {
        pseudonym: "luz".into(),
        key: luz.recipient().to_string(),
        signs: None,
        until: None,
        to: [ancolie.id().clone()].into(),
    };
    let caller = lumbre.caller("analyst").await;
    lumbre.desk().add_card(&caller, &card).await.unwrap();
    fed.sync_all().await;
    luz
}

/// Something that only Luz can open, from ancolie to lumbre.
async fn is_sent(ancolie: &Node, luz: &Identity) -> String {
    let words = b"canary-sealed words";
    let sizes = fanal_protocol::limits::SEALED_BYTES;
    let chance = SeededEntropy::from_seed(5);
    let sealed = fanal_seal::seal_padded(words, &[luz.recipient()], sizes, &chance).unwrap();
    let order = SealOrder {
        to: "lumbre".parse().unwrap(),
        sealed: Blob(sealed),
    };
    let caller = ancolie.caller("analyst").await;
    let sent = ancolie.desk().send_sealed(&caller, &order).await.unwrap();
    sent.reference
}

/// [CSL-35] The composer leads to it, and it says with whom, how and before when.
#[tokio::test]
async fn who_chooses_red_is_offered_a_talk_with_a_person_first() {
    let fed = three().await;
    luz_has_a_card(&fed).await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get("/c/new").await;
    let red = page.text.split("value=\"TLP:RED\"").nth(1).unwrap();
    let (talk, seal) = (
        red.find("href=\"/c/new/knock\"").unwrap(),
        red.find("href=\"/c/sealed\"").unwrap(),
    );
    assert!(talk < seal && seal < red.find("value=\"TLP:AMBER").unwrap());

    let page = ana.get("/c/new/knock").await;
    assert!(
        page.text.contains("<option value=\"lumbre/luz\">"),
        "{}",
        page.text
    );
    let (people, desks) = (
        page.text.find("value=\"lumbre/luz\"").unwrap(),
        page.text.find("value=\"qasaba\"").unwrap(),
    );
    assert!(people < desks);
    let past = [("how", "signal"), ("before", "2001-01-01T18:00")];
    for fields in [&past[..1], &past] {
        let page = ana.post("/c/new/knock", fields).await;
        for fault in ["href=\"#to\"", "href=\"#before\""] {
            assert!(page.text.contains(fault), "{fault}: {}", page.text);
        }
        let chosen = page.text.contains("<option value=\"signal\" selected>");
        assert!(chosen && !page.text.contains("href=\"#how\""));
    }
    let page = ana
        .post("/c/new/knock", &[("how", "she is at the station")])
        .await;
    assert!(page.text.contains("href=\"#how\""), "{}", page.text);
    let before = fed.now().plus_days(1).to_string();
    let before: String = before.chars().take(16).collect();
    let asked = [
        ("to", "lumbre/luz"),
        ("how", "signal"),
        ("before", before.as_str()),
    ];
    let page = ana.post("/c/new/knock", &asked).await;
    assert!(page.text.contains("role=\"status\""), "{}", page.text);
    fed.sync_all().await;
    let said = fed.desk("lumbre").list_as("analyst", false).await;
    let said: Vec<_> = said
        .iter()
        .filter_map(|line| line.title.as_deref())
        .collect();
    assert_eq!(
        said,
        [format!(
            "Please call us, for luz, by signal, before {before}:00Z"
        )]
    );
    // Whoever reads it reads it in their own language.
    let mut sol = Visitor::signed_in(fed.desk("lumbre"), "sol", &["analyst"]).await;
    let inbox = sol.get("/c/inbox").await.text;
    assert!(inbox.contains("Please talk to us. For luz. How: Signal. Before: "));
    assert!(!inbox.contains("Please call us"), "{inbox}");
}

/// [CSL-35] From which desk, since when, and the file; nothing else, and to nobody else.
#[tokio::test]
async fn what_is_sealed_is_a_file_to_fetch_and_in_no_list_or_number() {
    let fed = three().await;
    let luz = luz_has_a_card(&fed).await;
    let lumbre = fed.desk("lumbre");
    let mut ana = Visitor::signed_in(lumbre, "ana", &["analyst"]).await;
    let empty = (ana.get("/c/").await, ana.get("/c/inbox").await);
    let reference = is_sent(fed.desk("ancolie"), &luz).await;
    fed.sync_all().await;

    // What its number and lists say is what they said before.
    let without_token = |page: &str, token: &str| page.replace(token, "");
    let token = ana.token.clone();
    for (path, before) in [("/c/", &empty.0), ("/c/inbox", &empty.1)] {
        let now = ana.get(path).await;
        let (before, now) = (
            without_token(&before.text, &token),
            without_token(&now.text, &ana.token),
        );
        assert_eq!(before, now, "{path}");
    }
    let page = ana.get("/c/sealed").await;
    let file = format!("{}.sealed", reference.replace('/', "-"));
    for said in [
        "<title>TLP:RED".to_owned(),
        format!("fanal open {file}"),
        format!("value=\"{reference}\""),
        "<bdi>ancolie</bdi>".to_owned(),
    ] {
        assert!(page.text.contains(&said), "{said}: {}", page.text);
    }
    let fetched = ana.send("/c/sealed", &[("sealed", &reference)]).await;
    assert_eq!(fetched.status, 200, "{}", fetched.text);
    let name = fetched.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains(&file), "{name}");
    let (_, membership) = lumbre.desk().membership(None).unwrap();
    let read = fanal_desk::read_sealed(&fetched.bytes, &membership.roster).unwrap();
    assert_eq!(read.0.as_str(), "ancolie");
    let opened = fanal_seal::open(&read.1, &[luz]).unwrap();
    assert!(opened.starts_with(b"canary-sealed words"));

    let page = Visitor::signed_in(fed.desk("ancolie"), "ada", &["analyst"])
        .await
        .get("/c/sealed")
        .await;
    assert!(page.text.contains("Sent from this desk") && page.text.contains("lumbre/luz"));
    assert!(page.text.contains("Nothing sealed is kept here"));
    for (desk, rights) in [
        ("lumbre", "coordinator"),
        ("lumbre", "admin"),
        ("qasaba", "analyst"),
    ] {
        let name = format!("other-{rights}");
        let mut other = Visitor::signed_in(fed.desk(desk), &name, &[rights]).await;
        let page = other.get("/c/sealed").await;
        assert!(!page.text.contains(&reference), "{desk} {rights}");
        let fetched = other.send("/c/sealed", &[("sealed", &reference)]).await;
        assert_ne!(fetched.status, 200, "{desk} {rights}");
    }
}

/// [RED-9] What was sealed elsewhere goes as the command would send it, and is read by nobody on the way.
#[tokio::test]
async fn a_file_that_was_sealed_elsewhere_is_sent_unread_and_nothing_else_is() {
    let fed = three().await;
    let luz = luz_has_a_card(&fed).await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let sizes = fanal_protocol::limits::SEALED_BYTES;
    let chance = SeededEntropy::from_seed(5);
    let words = b"canary-sealed words";
    let sealed = fanal_seal::seal_padded(words, &[luz.recipient()], sizes, &chance).unwrap();
    let order = |sealed: &[u8], to: &str| SealOrder {
        to: to.parse().unwrap(),
        sealed: Blob(sealed.to_vec()),
    };
    let written = |network, orders: &[SealOrder]| {
        let orders = orders.to_vec();
        serde_json::to_string(&SealedHandover { network, orders }).unwrap()
    };
    let file = |orders: &[SealOrder]| written(fed.network, orders);
    let elsewhere = NetworkId::founded_by(Digest::from_bytes([7; 32]));
    let good = file(&[order(&sealed, "lumbre")]);
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get("/c/sealed").await;
    let before = "this server cannot read it";
    assert!(page.text.contains(before), "{}", page.text);
    for wrong in [
        "canary-plain words".to_owned(),
        file(&[]),
        file(&[order(b"canary-plain words", "lumbre")]),
        file(&[order(&sealed, "nobody")]),
        // All of it or nothing, and in its own network.
        file(&[order(&sealed, "lumbre"), order(&sealed, "nobody")]),
        file(&[order(&sealed, "lumbre"), order(b"canary-plain", "qasaba")]),
        written(elsewhere, &[order(&sealed, "lumbre")]),
    ] {
        let page = ana
            .post("/c/sealed", &[("act", "send"), ("file", wrong.as_str())])
            .await;
        assert!(page.text.contains("href=\"#file\""), "{}", page.text);
        assert!(!page.text.contains("canary"), "{}", page.text);
    }
    let caller = ancolie.caller("analyst").await;
    let sent = async || ancolie.desk().list_sealed(&caller).await.unwrap().len();
    assert_eq!(sent().await, 0);
    let mut cora = Visitor::signed_in(ancolie, "cora", &["reviewer"]).await;
    cora.get("/c/sealed").await;
    let fields = [("act", "send"), ("file", good.as_str())];
    let refused = cora.post("/c/sealed", &fields).await;
    assert!(
        !refused.text.contains("role=\"status\""),
        "{}",
        refused.text
    );
    assert_eq!(sent().await, 0);

    // As a browser sends a file.
    let parts = format!(
        "--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"out.json\"\r\nContent-Type: application/json\r\n\r\n{good}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"act\"\r\n\r\nsend\r\n--x--\r\n",
        ana.token
    );
    let kind = "multipart/form-data; boundary=x".to_owned();
    ana.headers.push(("content-type", kind));
    let answer = ana.ask("POST", "/c/sealed", parts).await;
    ana.headers.clear();
    let to = answer.to.expect("it was sent");
    let page = ana.get(&to).await;
    let done = "This server could not read it.";
    assert!(page.text.contains(done), "{}", page.text);
    assert_eq!(sent().await, 1);
    let admin = ancolie.caller("admin").await;
    let trail = ancolie.desk().list_audit(&admin, 0).await.unwrap();
    let lines = trail.iter().filter(|row| row.act == "sealed.send");
    assert_eq!(lines.count(), 1);
    fed.sync_all().await;
    let lena = lumbre.caller("analyst").await;
    let came = lumbre.desk().list_sealed(&lena).await.unwrap();
    let which = WhichSealed {
        sealed: came[0].reference.clone(),
    };
    let fetched = lumbre.desk().fetch_sealed(&lena, &which).await.unwrap();
    let (_, membership) = lumbre.desk().membership(None).unwrap();
    let read = fanal_desk::read_sealed(fetched.envelope.as_bytes(), &membership.roster).unwrap();
    let opened = fanal_seal::open(&read.1, &[luz]).unwrap();
    assert!(opened.starts_with(words));
}
