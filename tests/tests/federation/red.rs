//! RED: written, sealed and opened by people; carried by desks that cannot read it.

use std::collections::BTreeMap;

use fanal_ambient::SeededEntropy;
use fanal_desk::{
    CardOrder, CardShown, OpenedRed, RedOrder, SealOrder, SealedRed, SealedShown, WhichCard,
    WhichSealed, Writer, open_red, read_sealed, seal_red, signing_key, writer_still_signs,
};
use fanal_protocol::{Blob, BulletinKind, Code, DeskId, VerifiedRoster};
use fanal_seal::Identity;
use fanal_store::Answer;
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::cast::three;

/// A person with an identity, which no desk knows.
struct Person {
    identity: Identity,
    name: &'static str,
}

fn person(name: &'static str, seed: u64) -> Person {
    let identity = Identity::new(&SeededEntropy::from_seed(seed));
    Person { identity, name }
}

impl Person {
    /// Their desk signs their card and tells it to others.
    async fn gets_a_card(&self, node: &Node, to: &[&Node]) -> CardShown {
        let order = CardOrder {
            pseudonym: self.name.into(),
            key: self.identity.recipient().to_string(),
            signs: Some(signing_key(&self.identity).public()),
            until: None,
            to: to.iter().map(|desk| desk.id().clone()).collect(),
        };
        let caller = node.caller("analyst").await;
        node.desk().add_card(&caller, &order).await.unwrap()
    }

    /// What they read of a file, with all that is known.
    fn opens(&self, file: &[u8], fed: &Federation, sender: &Node, me: &Node) -> Told<OpenedRed> {
        let with = std::slice::from_ref(&self.identity);
        open_red(file, with, &roster(fed), Some(sender.id()), Some(me.id()))
            .map_err(|error| error.code())
    }
}

fn roster(fed: &Federation) -> VerifiedRoster {
    let (_, membership) = fed.desk("ancolie").desk().membership(None).unwrap();
    (*membership.roster).clone()
}

async fn cards(node: &Node) -> BTreeMap<String, CardShown> {
    let caller = node.caller("analyst").await;
    let cards = node.desk().list_cards(&caller).await.unwrap();
    let name = |card: &CardShown| format!("{}/{}", card.desk, card.pseudonym);
    cards.into_iter().map(|card| (name(&card), card)).collect()
}

/// Writes on the person's own machine, with the cards that their desk knows.
async fn writes(by: &Person, node: &Node, fed: &Federation, order: RedOrder) -> Told<SealedRed> {
    let known = cards(node).await;
    let own = &known[&format!("{}/{}", node.id(), by.name)];
    let writer = Writer {
        identity: &by.identity,
        card: &own.envelope,
        roster: &roster(fed),
        now: fed.now(),
    };
    seal_red(&order, &writer, &SeededEntropy::from_seed(5)).map_err(|error| error.code())
}

async fn order(node: &Node, to: &[&str]) -> RedOrder {
    let known = cards(node).await;
    RedOrder {
        text: "The phone of the lawyer calls canary-red.example at night.".into(),
        title: "canary-title".into(),
        consent: "named".into(),
        to: to
            .iter()
            .map(|name| known[*name].envelope.clone())
            .collect(),
        ..RedOrder::default()
    }
}

async fn sends(node: &Node, to: &DeskId, file: &[u8]) -> Told<SealedShown> {
    let order = SealOrder {
        to: to.clone(),
        sealed: Blob(file.to_vec()),
    };
    let caller = node.caller("analyst").await;
    let sent = node.desk().send_sealed(&caller, &order).await;
    sent.map_err(|error| error.code())
}

async fn fetches(node: &Node, which: &str) -> Told<(DeskId, Vec<u8>)> {
    let caller = node.caller("analyst").await;
    let which = WhichSealed {
        sealed: which.to_owned(),
    };
    let file = node.desk().fetch_sealed(&caller, &which).await;
    let file = file.map_err(|error| error.code())?;
    let (_, membership) = node.desk().membership(None).unwrap();
    read_sealed(file.envelope.as_bytes(), &membership.roster).map_err(|error| error.code())
}

async fn listed(node: &Node) -> Vec<SealedShown> {
    let caller = node.caller("analyst").await;
    node.desk().list_sealed(&caller).await.unwrap()
}

/// Ana at ancolie and Luz at lumbre have cards, and each desk knows both.
async fn two_people() -> (Federation, Person, Person) {
    let fed = three().await;
    let (ana, luz) = (person("ana", 11), person("luz", 12));
    let [ancolie, lumbre, _] = fed.desks();
    ana.gets_a_card(ancolie, &[lumbre]).await;
    luz.gets_a_card(lumbre, &[ancolie]).await;
    fed.sync_all().await;
    (fed, ana, luz)
}

/// [RED-1] [RED-2] [RED-5] [RED-6]
#[tokio::test]
async fn red_reaches_the_person_and_no_node_can_read_it() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    // A knock comes first: no content, only "call me".
    let mut knock = share("red", "").titled("Please call us").to(&["lumbre"]);
    knock.knock = true;
    let knock = ancolie.shares(knock).await;
    fed.sync_all().await;
    assert!(lumbre.holds(knock).await);

    let before = lumbre.list_as("analyst", true).await.len();
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let file = &sealed.files[lumbre.id()];
    assert!(file.len().is_power_of_two());
    let sent = sends(ancolie, lumbre.id(), file).await.unwrap();
    fed.sync_all().await;

    let came = listed(lumbre).await;
    assert_eq!(came.len(), 1);
    assert_eq!(
        (&came[0].reference, &came[0].origin),
        (&sent.reference, ancolie.id())
    );
    assert!(listed(qasaba).await.is_empty());
    let (sender, fetched) = fetches(lumbre, &sent.reference).await.unwrap();
    assert_eq!((&sender, &fetched), (ancolie.id(), file));
    let red = luz.opens(&fetched, &fed, ancolie, lumbre).unwrap();
    assert_eq!(
        (red.by.as_str(), red.bulletin.title.as_str()),
        ("ancolie/ana", "canary-title")
    );
    assert!(red.bulletin.summary.unwrap().contains("canary-red.example"));
    assert_eq!(red.people, ["lumbre/luz".to_owned()].into());
    assert_eq!(red.bulletin.kind, BulletinKind::Report);
    assert_eq!(
        red.bulletin.objects.len(),
        1,
        "the value in it is an indicator"
    );

    // Nowhere at a node: no list, index, title, file, count. [RED-5]
    assert_eq!(lumbre.list_as("analyst", true).await.len(), before);
    for node in fed.all() {
        assert_eq!(node.knows("canary-red.example").await, 0);
        let held = node.everything().await;
        for word in ["canary-red", "canary-title", "luz\"]"] {
            assert!(!held.contains(word), "{} shows {word}", node.id());
        }
    }
}

/// [RED-2] Nobody else of the desk, and no other desk.
#[tokio::test]
async fn only_the_people_named_open_it() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, _] = fed.desks();
    let other = person("sol", 13);
    other.gets_a_card(lumbre, &[ancolie]).await;
    fed.sync_all().await;
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let file = &sealed.files[lumbre.id()];
    assert!(luz.opens(file, &fed, ancolie, lumbre).is_ok());
    let refused = other.opens(file, &fed, ancolie, lumbre).err();
    assert_eq!(refused, Some(Code::NotFound));
    let by_desk = Person {
        identity: lumbre.desk().keys().sealing.clone(),
        name: "desk",
    };
    let refused = by_desk.opens(file, &fed, ancolie, lumbre).err();
    assert_eq!(
        refused,
        Some(Code::NotFound),
        "the desk's own key opens parcels"
    );
    let both = order(ancolie, &["lumbre/luz", "lumbre/sol"]).await;
    let both = writes(&ana, ancolie, &fed, both).await.unwrap();
    for one in [&luz, &other] {
        assert!(
            one.opens(&both.files[lumbre.id()], &fed, ancolie, lumbre)
                .is_ok()
        );
    }
}

/// [RED-3] [RED-6] A recipient cannot pass it on as from its writer.
#[tokio::test]
async fn what_is_passed_on_shows_who_wrote_it_and_for_whom() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let third = person("noor", 14);
    third.gets_a_card(qasaba, &[lumbre]).await;
    fed.sync_all().await;
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let file = &sealed.files[lumbre.id()];
    let content = fanal_seal::open(file, &[luz.identity.clone()]).unwrap();
    let to = [third.identity.recipient()];
    let chance = SeededEntropy::from_seed(6);
    let again = fanal_seal::seal_padded(&content, &to, 4096..=(1 << 20), &chance).unwrap();
    // Sent by lumbre's own desk, or handed over as if it came from ancolie.
    for sender in [lumbre, ancolie] {
        let refused = third.opens(&again, &fed, sender, qasaba).err();
        assert_eq!(refused, Some(Code::VerifyPlace), "by {}", sender.id());
    }
    // Another person's signature over the same words is theirs, not hers.
    let mut lines = content
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let (signed, _) = (lines.next().unwrap(), lines.next().unwrap());
    let card = cards(lumbre).await["lumbre/luz"].envelope.clone();
    let forged = [signed, b"\n", card.as_bytes(), b"\n"].concat();
    let forged = fanal_seal::seal_padded(&forged, &to, 4096..=(1 << 20), &chance).unwrap();
    let refused = third.opens(&forged, &fed, lumbre, qasaba).err();
    assert_eq!(refused, Some(Code::VerifySignature));
}

/// [RED-4] The rules and the privacy check are asked where it is written.
#[tokio::test]
async fn what_may_not_be_written_is_not_sealed() {
    let (fed, ana, _) = two_people().await;
    let [ancolie, lumbre, _] = fed.desks();
    let plain = order(ancolie, &["lumbre/luz"]).await;
    let with = |change: fn(&mut RedOrder)| {
        let mut order = plain.clone();
        change(&mut order);
        order
    };
    let cases: [(&str, RedOrder, Code); 6] = [
        (
            "nobody asked",
            with(|o| o.consent = "not-asked".into()),
            Code::PolicyConsentNotAsked,
        ),
        (
            "she said no",
            with(|o| o.consent = "refused".into()),
            Code::PolicyConsentRefused,
        ),
        (
            "for this desk only",
            with(|o| o.consent = "desk".into()),
            Code::PolicyConsentScope,
        ),
        ("nobody named", with(|o| o.to.clear()), Code::UsageInvalid),
        (
            "nothing in it",
            with(|o| o.text = " \n".into()),
            Code::UsageInvalid,
        ),
        (
            "a finding without an answer",
            with(|o| o.text = "write to her at sara@mail.example".into()),
            Code::PolicyPrivacy,
        ),
    ];
    for (flaw, order, code) in cases {
        let refused = writes(&ana, ancolie, &fed, order).await.err();
        assert_eq!(refused, Some(code), "{flaw}");
    }
    // A card that its desk did not sign is nobody's.
    let mut forged = plain.clone();
    forged.to = vec![plain.to[0].replacen("\"sig\":\"", "\"sig\":\"A", 1)];
    let refused = writes(&ana, ancolie, &fed, forged).await.err();
    assert_eq!(refused, Some(Code::VerifySignature));
    // A file that is readable is not sent as sealed.
    let refused = sends(ancolie, lumbre.id(), &[b'x'; 4096]).await.err();
    assert_eq!(refused, Some(Code::UsageInvalid));
}

/// [RED-1] A card that is over is sealed to no more, once its end has arrived.
#[tokio::test]
async fn a_card_is_replaced_and_ends_where_it_was_told() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let before = order(ancolie, &["lumbre/luz"]).await;
    let renewed = person("luz", 15);
    let card = renewed.gets_a_card(lumbre, &[]).await;
    assert_eq!(card.revision, 2);
    assert!(
        card.to.contains(ancolie.id()),
        "whoever has the old key hears of the new one"
    );
    fed.sync_all().await;
    let known = cards(ancolie).await;
    assert_eq!(
        known["lumbre/luz"].key,
        Some(renewed.identity.recipient().to_string())
    );
    assert!(
        !cards(qasaba).await.contains_key("lumbre/luz"),
        "it was not told"
    );
    let sealed = writes(&ana, ancolie, &fed, order(ancolie, &["lumbre/luz"]).await)
        .await
        .unwrap();
    let file = &sealed.files[lumbre.id()];
    assert!(renewed.opens(file, &fed, ancolie, lumbre).is_ok());
    assert!(luz.opens(file, &fed, ancolie, lumbre).is_err());

    let caller = lumbre.caller("analyst").await;
    let which = WhichCard {
        pseudonym: "luz".into(),
    };
    lumbre.desk().end_card(&caller, &which).await.unwrap();
    fed.sync_all().await;
    let over = cards(ancolie).await["lumbre/luz"].clone();
    assert_eq!(over.key, None);
    let to_over = RedOrder {
        to: vec![over.envelope],
        ..before
    };
    let refused = writes(&ana, ancolie, &fed, to_over).await.err();
    assert_eq!(refused, Some(Code::PolicyAudience));
}

/// [RED-7] Retraction, purge, receipt: as for all else.
#[tokio::test]
async fn what_is_sealed_is_taken_back_like_all_else() {
    let (fed, ana, _) = two_people().await;
    let [ancolie, lumbre, _] = fed.desks();
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let sent = sends(ancolie, lumbre.id(), &sealed.files[lumbre.id()])
        .await
        .unwrap();
    fed.sync_all().await;
    assert!(fetches(lumbre, &sent.reference).await.is_ok());
    let shown = ancolie.withdraws(&sent.reference).await;
    assert_eq!(shown.desks, 1);
    assert!(fetches(ancolie, &sent.reference).await.is_err());
    fed.sync_all().await;
    assert!(fetches(lumbre, &sent.reference).await.is_err());
    assert!(listed(lumbre).await.is_empty());
    let shown = ancolie.watches(&sent.reference).await;
    assert_eq!(
        (shown.answered, shown.receipts[lumbre.id()]),
        (1, Answer::Purged)
    );
    // lumbre cannot take back what is not its own.
    let caller = lumbre.caller("analyst").await;
    let theirs = fanal_desk::WithdrawOrder {
        bulletin: sent.reference,
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    assert!(lumbre.desk().withdraw(&caller, &theirs).await.is_err());
}

/// [RED-5] By a stick as by a line; and no relay brings it.
#[tokio::test]
async fn what_is_sealed_goes_by_parcel_from_its_origin_alone() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let sent = sends(ancolie, lumbre.id(), &sealed.files[lumbre.id()])
        .await
        .unwrap();
    for (to, gets) in [(qasaba, false), (lumbre, true)] {
        let caller = ancolie.caller("analyst").await;
        let made = fanal_desk::ParcelOrder {
            desk: to.id().clone(),
            all: true,
        };
        let made = ancolie.desk().make_parcel(&caller, &made).await.unwrap();
        let caller = to.caller("analyst").await;
        let taken = fanal_desk::TakeOrder {
            parcel: made.parcel,
        };
        to.desk().take_parcel(&caller, &taken).await.unwrap();
        assert_eq!(
            fetches(to, &sent.reference).await.is_ok(),
            gets,
            "{}",
            to.id()
        );
    }
    let (_, file) = fetches(lumbre, &sent.reference).await.unwrap();
    assert!(luz.opens(&file, &fed, ancolie, lumbre).is_ok());
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains("sealed"),
        "lumbre serves it to nobody"
    );
}

/// [RED-5] Who may not see it is told that there is nothing.
#[tokio::test]
async fn accounts_that_are_no_staff_see_nothing_of_it() {
    let (fed, ana, _) = two_people().await;
    let [ancolie, lumbre, _] = fed.desks();
    let written = order(ancolie, &["lumbre/luz"]).await;
    let sealed = writes(&ana, ancolie, &fed, written).await.unwrap();
    let sent = sends(ancolie, lumbre.id(), &sealed.files[lumbre.id()])
        .await
        .unwrap();
    fed.sync_all().await;
    for part in ["coordinator", "admin"] {
        let caller = lumbre.caller(part).await;
        assert!(lumbre.desk().list_sealed(&caller).await.is_err(), "{part}");
        let which = WhichSealed {
            sealed: sent.reference.clone(),
        };
        assert!(
            lumbre.desk().fetch_sealed(&caller, &which).await.is_err(),
            "{part}"
        );
        assert!(lumbre.desk().list_cards(&caller).await.is_err(), "{part}");
    }
}

/// [RED-8] Who kept the card of before dates it back as they like; a file by itself has nobody else's word for it.
#[tokio::test]
async fn a_file_that_came_by_itself_is_held_to_the_newest_card_of_its_writer() {
    let (fed, ana, luz) = two_people().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let sealed = writes(&luz, lumbre, &fed, order(lumbre, &["ancolie/ana"]).await)
        .await
        .unwrap();
    let with = std::slice::from_ref(&ana.identity);
    let file = &sealed.files[ancolie.id()];
    let opened = open_red(file, with, &roster(&fed), None, Some(ancolie.id())).unwrap();
    let says = async |node: &Node| {
        let cards: Vec<CardShown> = cards(node).await.into_values().collect();
        writer_still_signs(&opened, &cards).map_err(|error| error.code())
    };
    assert_eq!(says(ancolie).await, Ok(true));
    assert_eq!(says(qasaba).await, Ok(false), "it was told of no card");
    person("luz", 15).gets_a_card(lumbre, &[]).await;
    fed.sync_all().await;
    assert_eq!(says(ancolie).await, Err(Code::VerifySignature));
    let caller = lumbre.caller("analyst").await;
    let which = WhichCard {
        pseudonym: "luz".into(),
    };
    lumbre.desk().end_card(&caller, &which).await.unwrap();
    fed.sync_all().await;
    assert_eq!(says(ancolie).await, Err(Code::VerifySignature));
}
