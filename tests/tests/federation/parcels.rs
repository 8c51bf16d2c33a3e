//! Desks that no line joins: what sync would bring comes on a stick, and so do the receipts.

use fanal_ambient::SeededEntropy;
use fanal_desk::{ParcelMade, ParcelOrder, ParcelTaken, RosterChange, TakeOrder};
use fanal_protocol::limits::PARCEL_BYTES;
use fanal_protocol::wire::Entry;
use fanal_protocol::{Blob, Code, DeskStatus, Envelope, KeyPurpose, PARCEL_TYPE, Parcel, Part};
use fanal_seal::Recipient;
use fanal_store::{Answer, Road};
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::cast::{holders, named, three};

async fn try_make(from: &Node, to: &Node) -> Told<ParcelMade> {
    let order = ParcelOrder {
        desk: to.id().clone(),
        all: false,
    };
    let caller = from.caller("analyst").await;
    let made = from.desk().make_parcel(&caller, &order).await;
    made.map_err(|error| error.code())
}

async fn make(from: &Node, to: &Node) -> Vec<u8> {
    try_make(from, to).await.unwrap().parcel.0
}

async fn take(node: &Node, parcel: &[u8]) -> Told<ParcelTaken> {
    let order = TakeOrder {
        parcel: Blob(parcel.to_vec()),
    };
    let caller = node.caller("analyst").await;
    let taken = node.desk().take_parcel(&caller, &order).await;
    taken.map_err(|error| error.code())
}

/// A stick goes from one to the other.
async fn carry(from: &Node, to: &Node) -> ParcelTaken {
    let taken = take(to, &make(from, to).await).await.unwrap();
    assert_eq!(taken.faults, Vec::<String>::new());
    taken
}

/// What stands inside a parcel, as the desk that it is for reads it.
fn opened(parcel: &[u8], by: &Node) -> Parcel {
    let content = fanal_seal::open(parcel, &[by.desk().keys().sealing.clone()]).unwrap();
    Parcel::read(&content).unwrap()
}

/// The same content in a new seal, as whoever opened it could make one.
fn resealed(content: &[u8], to: &Node) -> Vec<u8> {
    let to: Recipient = to.desk().keys().sealing.recipient();
    let chance = SeededEntropy::from_seed(99);
    fanal_seal::seal_padded(content, &[to], PARCEL_BYTES, &chance).unwrap()
}

/// A parcel that this desk's own key signs, whatever is in it: a member that lies.
fn forged(
    by: &Node,
    to: &Node,
    fed: &Federation,
    change: impl FnOnce(&mut Parcel),
    made: &[u8],
) -> Vec<u8> {
    let before = opened(made, to);
    let keys = [by.desk().keys().statement.public()];
    let (manifest, _) = before.manifest(&keys).unwrap();
    assert_eq!(manifest.network, fed.network);
    let mut parcel = before;
    change(&mut parcel);
    let content = parcel.write(manifest, &by.desk().keys().statement).unwrap();
    resealed(&content, to)
}

async fn refusals(node: &Node) -> Vec<(Code, String)> {
    let caller = node.caller("analyst").await;
    let rows = node.desk().list_refusals(&caller).await.unwrap();
    rows.into_iter().map(|row| (row.code, row.text)).collect()
}

/// How often something was refused with this code.
async fn counted(node: &Node, code: Code) -> u32 {
    let caller = node.caller("analyst").await;
    let rows = node.desk().list_refusals(&caller).await.unwrap();
    let rows = rows.into_iter().filter(|row| row.code == code);
    rows.map(|row| row.count).sum()
}

/// [PAR-1] [PAR-4] Sharing, relaying, withdrawing, receipts: no line was ever open.
#[tokio::test]
async fn a_federation_lives_by_parcels_alone() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let green = ancolie.shares(share("green", "stick.example")).await;
    let amber = ancolie
        .shares(share("amber", "amber.example").to(&["lumbre"]))
        .await;
    let taken = carry(ancolie, lumbre).await;
    assert_eq!((taken.refused, taken.unfinished), (0, 0));
    assert_eq!(holders(&fed, green).await, named(&["lumbre"]));
    assert_eq!(holders(&fed, amber).await, named(&["lumbre"]));

    // lumbre relays GREEN, and AMBER to nobody.
    let taken = carry(lumbre, qasaba).await;
    assert_eq!(taken.refused, 0);
    assert_eq!(holders(&fed, green).await, named(&["lumbre", "qasaba"]));
    assert_eq!(holders(&fed, amber).await, named(&["lumbre"]));

    // Writing was sending: the ledger says whom the withdrawal is awaited from. [R3]
    let told = ancolie
        .store()
        .read()
        .await
        .unwrap()
        .disclosures_to(fed.network, lumbre.id())
        .await;
    let told = told.unwrap();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|row| row.road == Some(Road::Parcel)));

    ancolie.withdraws(&green.to_string()).await;
    carry(ancolie, lumbre).await;
    assert!(!lumbre.holds(green).await && qasaba.holds(green).await);
    carry(lumbre, qasaba).await;
    assert!(!qasaba.holds(green).await, "a relay's stick brings it too");
    assert!(!qasaba.everything().await.contains("stick.example"));
    assert_eq!(ancolie.watches(&green.to_string()).await.answered, 0);
    carry(lumbre, ancolie).await;
    carry(qasaba, ancolie).await;
    let shown = ancolie.watches(&green.to_string()).await;
    assert_eq!((shown.answered, shown.desks), (2, 2), "receipts came back");
    assert_eq!(shown.receipts[qasaba.id()], Answer::Purged);
}

/// [PAR-1] What a parcel to each desk holds is what sync would give it at that moment.
#[tokio::test]
async fn a_parcel_holds_what_the_line_would_serve_and_nothing_else() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie
        .shares(share("green", "green.example").titled("canary-green"))
        .await;
    ancolie
        .shares(
            share("amber", "amber.example")
                .titled("canary-amber")
                .to(&["lumbre"]),
        )
        .await;
    let refused = share("green", "no.example").titled("canary-draft");
    let refused = fanal_desk::ShareOrder {
        draft_only: true,
        ..refused
    };
    ancolie.shares(refused).await;
    for (to, sees_amber) in [(lumbre, true), (qasaba, false)] {
        let parcel = opened(&make(ancolie, to).await, to);
        let mut text = String::new();
        let mut envelopes = 0;
        for part in &parcel.parts {
            for entry in &part.entries {
                let Entry::Envelope(bytes) = entry else {
                    continue;
                };
                envelopes += 1;
                let payload = Envelope::parse(bytes).unwrap().payload().to_vec();
                text.push_str(&String::from_utf8(payload).unwrap());
            }
        }
        let served = ancolie.serves(to).await.unwrap();
        assert_eq!(
            envelopes,
            served.text.matches("\"v\":1").count(),
            "for {}",
            to.id()
        );
        assert!(text.contains("canary-green"));
        assert_eq!(text.contains("canary-amber"), sees_amber, "for {}", to.id());
        assert!(!text.contains("canary-draft"));
    }
    // The roster is stale: AMBER waits, on a stick as on the line.
    fed.clock.advance(8 * 86_400);
    let parcel = opened(&make(ancolie, lumbre).await, lumbre);
    let of_lumbre = parcel
        .parts
        .iter()
        .filter(|part| part.stream.name.to_string() == "direct/lumbre");
    let held = of_lumbre
        .flat_map(|part| &part.entries)
        .filter(|entry| matches!(entry, Entry::Envelope(_)))
        .count();
    assert_eq!(held, 0, "AMBER waits");
}

/// [PAR-2] Sizes only: the length is one of few, no name stands outside the seal.
#[tokio::test]
async fn a_found_stick_shows_a_size_and_nothing_else() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let empty = make(ancolie, lumbre).await;
    for n in 0..5 {
        ancolie
            .shares(share("green", &format!("n{n}.example")))
            .await;
    }
    let some = make(ancolie, lumbre).await;
    assert_eq!(empty.len(), some.len(), "a few statements do not show");
    assert!(some.len().is_power_of_two() && PARCEL_BYTES.contains(&some.len()));
    let order = ParcelOrder {
        desk: lumbre.id().clone(),
        all: false,
    };
    let caller = ancolie.caller("analyst").await;
    let made = ancolie.desk().make_parcel(&caller, &order).await.unwrap();
    let outside = format!("{} {}", made.name, String::from_utf8_lossy(&made.parcel.0));
    for node in fed.all() {
        assert!(!outside.contains(node.id().as_str()), "{}", node.id());
        let recipient = node.desk().keys().sealing.recipient().to_string();
        assert!(!outside.contains(&recipient));
    }
    let stanzas = outside.matches("-> X25519").count();
    assert_eq!(stanzas, 4, "as many as ever");
    let refused = fanal_seal::open(&some, &[qasaba.desk().keys().sealing.clone()]);
    assert!(refused.is_err(), "nobody else opens it");
}

/// [PAR-2] What the roster names is what the desk opens with.
#[tokio::test]
async fn every_desk_stands_in_the_roster_with_a_key_that_parcels_are_sealed_to() {
    let fed = three().await;
    let (_, membership) = fed.desk("ancolie").desk().membership(None).unwrap();
    for node in fed.all() {
        let entry = membership.roster.desk(node.id()).unwrap();
        let own = node.desk().keys().sealing.recipient().to_string();
        assert_eq!(entry.sealing, [own]);
    }
}

/// [PAR-5] The next parcel begins where the other said that it is; a lost one loses nothing.
#[tokio::test]
async fn a_parcel_brings_what_is_new_since_the_other_said_what_it_holds() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    for n in 0..4 {
        ancolie
            .shares(share("green", &format!("a{n}.example")))
            .await;
    }
    let first = try_make(ancolie, lumbre).await.unwrap();
    assert!(first.statements >= 4);
    take(lumbre, &first.parcel.0).await.unwrap();
    let again = try_make(ancolie, lumbre).await.unwrap();
    let nobody = "nobody said that the first one came";
    assert_eq!(again.statements, first.statements, "{nobody}");
    carry(lumbre, ancolie).await;
    let later = try_make(ancolie, lumbre).await.unwrap();
    assert_eq!(later.statements, 0);
    let id = ancolie.shares(share("green", "later.example")).await;
    let lost = try_make(ancolie, lumbre).await.unwrap();
    assert_eq!(lost.statements, 1);
    let second = ancolie.shares(share("green", "second.example")).await;
    carry(ancolie, lumbre).await;
    assert!(lumbre.holds(id).await && lumbre.holds(second).await);
    let all = ParcelOrder {
        desk: lumbre.id().clone(),
        all: true,
    };
    let caller = ancolie.caller("analyst").await;
    let all = ancolie.desk().make_parcel(&caller, &all).await.unwrap();
    assert!(all.statements >= first.statements + 2);
}

/// [PAR-6] What an expelled desk holds has to go there too; nothing else goes, nothing else comes.
#[tokio::test]
async fn a_desk_that_is_out_gets_retractions_by_parcel_and_answers_them() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let gone = ancolie.shares(share("green", "gone.example")).await;
    let stays = ancolie.shares(share("green", "stays.example")).await;
    let own = qasaba.shares(share("green", "own.example")).await;
    fed.sync_all().await;
    let expelled = RosterChange {
        status: [(qasaba.id().clone(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let draft = fed.change_roster(&expelled).await;
    lumbre.take_roster(&draft.envelope).await;
    let secret = ancolie.shares(share("green", "secret.example")).await;
    ancolie.withdraws(&gone.to_string()).await;

    let made = try_make(ancolie, qasaba).await.unwrap();
    assert!(made.retractions_only);
    let inside = opened(&made.parcel.0, qasaba);
    assert!(inside.rosters.is_empty() && inside.heads.is_empty());
    for part in &inside.parts {
        assert_eq!(part.from, None, "no position is told");
        for entry in &part.entries {
            let Entry::Envelope(bytes) = entry else {
                panic!("no digests of what it may not have");
            };
            let payload = Envelope::parse(bytes).unwrap().payload().to_vec();
            let payload = String::from_utf8(payload).unwrap();
            assert!(payload.contains(r#""kind":"retraction""#), "{payload}");
        }
    }
    let taken = take(qasaba, &made.parcel.0).await.unwrap();
    assert_eq!((taken.taken, taken.refused), (1, 0));
    assert!(!qasaba.holds(gone).await);
    assert!(qasaba.holds(stays).await && !qasaba.holds(secret).await);

    // Out by the newest roster, it still takes its own back and answers. [R16]
    qasaba.take_roster(&draft.envelope).await;
    qasaba.withdraws(&own.to_string()).await;
    let back = try_make(qasaba, ancolie).await.unwrap();
    assert!(back.retractions_only);
    let taken = take(ancolie, &back.parcel.0).await.unwrap();
    assert_eq!(taken.refused, 0);
    assert!(!ancolie.holds(own).await);
    let told = ancolie
        .store()
        .read()
        .await
        .unwrap()
        .awaited(fed.network, None)
        .await
        .unwrap();
    let of_qasaba = told.iter().find(|row| row.desk == *qasaba.id());
    assert!(of_qasaba.is_none_or(|row| row.answer == Answer::Purged));
}

/// [PAR-3] Each is refused, and each stands in the list of refusals.
#[tokio::test]
async fn hostile_parcels_are_refused_and_recorded() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "stick.example")).await;
    let good = make(ancolie, lumbre).await;
    let content = fanal_seal::open(&good, &[lumbre.desk().keys().sealing.clone()]).unwrap();

    let mut changed = good.clone();
    let last = changed.len() - 5;
    changed[last] ^= 1;
    let cut_inside = &content[..content.trim_ascii_end().len() - 6];
    let for_another = make(ancolie, qasaba).await;
    let opened_by_qasaba =
        fanal_seal::open(&for_another, &[qasaba.desk().keys().sealing.clone()]).unwrap();
    let stranger = fed.stranger("forajido", 77).await;
    let by_stranger = {
        let (manifest, _) = Parcel::read(&content)
            .unwrap()
            .manifest(&[ancolie.desk().keys().statement.public()])
            .unwrap();
        let lie = Parcel::default();
        let content = lie
            .write(manifest, &stranger.desk().keys().statement)
            .unwrap();
        resealed(&content, lumbre)
    };
    let cases: [(&str, Vec<u8>, Code); 8] = [
        ("no parcel at all", b"a text".to_vec(), Code::VerifyFormat),
        (
            "cut off",
            good[..good.len() / 2].to_vec(),
            Code::VerifySignature,
        ),
        ("one bit changed", changed, Code::VerifySignature),
        ("sealed to another desk", for_another, Code::PolicyAudience),
        (
            "made for another desk and sealed anew",
            resealed(&opened_by_qasaba, lumbre),
            Code::PolicyAudience,
        ),
        (
            "cut off inside",
            resealed(cut_inside, lumbre),
            Code::VerifyFormat,
        ),
        ("no frames", resealed(b"hello", lumbre), Code::VerifyFormat),
        (
            "signed by nobody who counts",
            by_stranger,
            Code::VerifySignature,
        ),
    ];
    for (flaw, parcel, code) in cases {
        let before = counted(lumbre, code).await;
        assert_eq!(take(lumbre, &parcel).await.err(), Some(code), "{flaw}");
        // A row of its own, or one that counts one more.
        assert_eq!(counted(lumbre, code).await, before + 1, "{flaw}");
        assert!(!lumbre.holds(id).await, "{flaw}");
    }
    assert!(take(lumbre, &good).await.is_ok());
    assert!(lumbre.holds(id).await);
    assert_eq!(
        take(lumbre, &good).await.err(),
        Some(Code::Conflict),
        "replayed"
    );
    let told = refusals(lumbre).await;
    assert!(told.iter().any(|(code, _)| *code == Code::Conflict));
}

/// [PAR-4] A member that signs its parcel is believed no more than on the line.
#[tokio::test]
async fn forged_and_smuggled_entries_of_a_member_are_refused_as_on_the_line() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let amber = ancolie
        .shares(share("amber", "amber.example").to(&["lumbre"]))
        .await;
    let green = ancolie.shares(share("green", "green.example")).await;
    carry(ancolie, lumbre).await;
    let green_part = |part: &Part| part.stream.name.to_string().starts_with("green/");
    let made = make(lumbre, qasaba).await;

    // A byte of somebody else's statement is another's: nothing of that stream is believed.
    let lie = forged(
        lumbre,
        qasaba,
        &fed,
        |parcel| {
            let part = parcel
                .parts
                .iter_mut()
                .find(|part| green_part(part))
                .unwrap();
            let Entry::Envelope(bytes) = &mut part.entries[0] else {
                panic!("an envelope")
            };
            let key = lumbre.desk().keys();
            let payload = Envelope::parse(bytes).unwrap().payload().to_vec();
            *bytes = Envelope::sign(
                fanal_protocol::STATEMENT_TYPE,
                payload,
                &key.statement,
                KeyPurpose::Statement,
            )
            .to_bytes();
        },
        &made,
    );
    let taken = take(qasaba, &lie).await.unwrap();
    assert_eq!(taken.taken, 0);
    assert_eq!(taken.faults.len(), 1, "{:?}", taken.faults);
    assert!(!qasaba.holds(green).await);
    assert!(
        qasaba
            .refused_from(lumbre)
            .await
            .contains(&Code::VerifySignature)
    );

    // AMBER of another origin, in its own stream or without a place: not lumbre's to bring.
    let to_lumbre = opened(&make(ancolie, lumbre).await, lumbre);
    let amber_part = to_lumbre
        .parts
        .iter()
        .find(|part| part.stream.name.to_string() == "direct/lumbre")
        .unwrap()
        .clone();
    let amber_head = to_lumbre
        .heads
        .iter()
        .find(|head| head.stream == amber_part.stream)
        .unwrap()
        .clone();
    for loose in [false, true] {
        let lie = forged(
            lumbre,
            qasaba,
            &fed,
            |parcel| {
                let mut part = amber_part.clone();
                part.from = (!loose).then_some(0);
                parcel.parts.push(part);
                if !loose {
                    parcel.heads.push(amber_head.clone());
                    parcel.heads.sort_by(|a, b| a.stream.cmp(&b.stream));
                }
            },
            &make(lumbre, qasaba).await,
        );
        let taken = take(qasaba, &lie).await.unwrap();
        assert!(!taken.faults.is_empty(), "loose: {loose}");
        assert!(!qasaba.holds(amber).await, "loose: {loose}");
        assert!(!qasaba.everything().await.contains("amber.example"));
    }
    assert_eq!(PARCEL_TYPE, "application/vnd.fanal.parcel+json;v=1");
    carry(lumbre, qasaba).await;
    assert!(qasaba.holds(green).await, "the honest parcel still counts");
}

/// [PAR-4] A stick is the first that a desk hears of a new roster.
#[tokio::test]
async fn a_parcel_brings_the_roster_by_which_it_is_judged() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let change = RosterChange {
        status: [(lumbre.id().clone(), DeskStatus::Suspended)].into(),
        ..RosterChange::default()
    };
    let draft = fed.change_roster(&change).await;
    let id = ancolie.shares(share("green", "after.example")).await;
    let before = qasaba.desk().membership(None).unwrap().1;
    assert!(before.roster.version() < draft.version);
    let taken = carry(ancolie, qasaba).await;
    assert_eq!(taken.roster, draft.version);
    assert!(qasaba.holds(id).await);
    // lumbre may tell nobody anything any more, by a stick as little as by a line.
    let late = try_make(lumbre, qasaba).await.unwrap();
    assert!(late.retractions_only);
    let taken = take(qasaba, &late.parcel.0).await.unwrap();
    assert_eq!((taken.taken, taken.refused), (0, 0));
}

/// [PAR-3] A program of another desk's time is not believed about the future.
#[tokio::test]
async fn a_parcel_from_the_future_waits() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    fed.clock.advance(3_600);
    let parcel = make(ancolie, lumbre).await;
    fed.clock.advance(-3_600);
    lumbre.start_again().await;
    assert_eq!(take(lumbre, &parcel).await.err(), Some(Code::VerifyTime));
    fed.clock.advance(3_600);
    assert!(take(lumbre, &parcel).await.is_ok());
}
