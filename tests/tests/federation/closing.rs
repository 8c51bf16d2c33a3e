//! Epochs that are over: what stands beyond their end is refused, and what was held beyond is told.

use fanal_protocol::tree::Frontier;
use fanal_protocol::{
    Body, BulletinId, Closed, Code, Digest, Notice, Opened, StreamName, Timestamp,
};
use fanal_store::StoredEntry;
use fanal_tests::federation::{Forger, Node, green, retraction, says, says_in};

use crate::aftermath::notices;
use crate::cast::three;

/// The epoch that the desk opened when it came back.
const NEWER: u32 = 2;

fn green_of(node: &Node) -> StreamName {
    StreamName::Green(node.network())
}

/// A bulletin of the old epoch.
fn old(node: &Node, salt: u8, now: Timestamp) -> Opened {
    let body = green(&format!("Bulletin {salt}"));
    says(node, [salt; 16], salt, green_of(node), now, body)
}

fn root(entries: &[Opened]) -> Digest {
    let mut tree = Frontier::default();
    for entry in entries {
        tree.push(entry.digest().as_bytes());
    }
    Digest::from_bytes(tree.root())
}

/// The notice that closes the old green epoch here.
fn closing(node: &Node, salt: u8, now: Timestamp, size: u64, root: Digest) -> Opened {
    let closed = Closed {
        stream: green_of(node),
        epoch: 1,
        size,
        root,
    };
    let notice = Notice::Epoch {
        epoch: NEWER,
        closes: [closed].into(),
    };
    let stream = green_of(node);
    let body = Body::Notice(notice);
    says_in(node, NEWER, ([salt; 16], salt), stream, now, body)
}

/// What `of` tells `to` of its green stream, of this epoch: how many were taken, how many refused.
async fn tells(
    of: &Node,
    to: &Node,
    epoch: u32,
    entries: &[Opened],
    now: Timestamp,
) -> (usize, usize) {
    let liar = Forger::of(of, green_of(of), entries, now).in_epoch(epoch);
    let round = to.desk().pull(to.network(), of.id(), &liar).await.unwrap();
    assert_eq!(round.failed, None);
    (round.taken, round.refused)
}

async fn holds(node: &Node, entry: &Opened) -> bool {
    let id: BulletinId = entry.header().id;
    node.holds(id).await
}

async fn gives(node: &Node, of: &Node) -> Vec<(Option<String>, Code)> {
    let mut unit = node.store().read().await.unwrap();
    let rows = unit.refusals(node.network(), 0, 100).await.unwrap();
    let stream =
        |row: &fanal_store::RefusalRow| row.stream.as_ref().map(|(_, name)| name.to_string());
    rows.iter()
        .filter(|row| row.peer.as_ref() == Some(of.id()))
        .map(|row| (stream(row), row.code))
        .collect()
}

/// [STR-13]
#[tokio::test]
async fn beyond_the_end_of_a_closed_epoch_its_own_desk_adds_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let now = fed.now();
    let [one, two] = [1, 2].map(|salt| old(ancolie, salt, now));
    let first = std::slice::from_ref(&one);
    assert_eq!(tells(ancolie, lumbre, 1, first, now).await, (1, 0));
    let notice = closing(ancolie, 50, now, 1, root(first));
    tells(ancolie, lumbre, NEWER, &[notice.clone()], now).await;
    assert!(notices(lumbre).await.is_empty(), "it closed as it signed");

    // An old machine, or who took it, goes on in the old epoch: nothing of it is kept but the place.
    let both = [one.clone(), two.clone()];
    assert_eq!(tells(ancolie, lumbre, 1, &both, now).await, (0, 1));
    assert!(holds(lumbre, &one).await && !holds(lumbre, &two).await);
    assert!(!lumbre.everything().await.contains("Bulletin 2"));
    let green = Some(green_of(ancolie).to_string());
    assert_eq!(gives(lumbre, ancolie).await, [(green, Code::VerifyPlace)]);
    let stream = Forger::of(ancolie, green_of(ancolie), &both, now).stream;
    let place = async || {
        let mut unit = lumbre.store().read().await.unwrap();
        let places = unit.entries(lumbre.network(), &stream, 1, 2).await.unwrap();
        matches!(places[0], StoredEntry::NotHeld(digest) if digest == two.digest())
    };
    assert!(place().await, "the gap is shown, and may close");

    // [R16] What it takes back there it takes back.
    let gone = retraction([1; 16], [one.digest()].into());
    let gone = says(ancolie, [9; 16], 9, green_of(ancolie), now, gone);
    let three = [one.clone(), two.clone(), gone.clone()];
    let (taken, _) = tells(ancolie, lumbre, 1, &three, now).await;
    assert_eq!(taken, 1);
    assert!(!holds(lumbre, &one).await);

    // The desk learns that it had said more, and closes the epoch there: then its word counts.
    let later = closing(ancolie, 51, now, 3, root(&three));
    tells(ancolie, lumbre, NEWER, &[notice, later], now).await;
    fed.pass_days(1).await;
    let again = fed.now();
    tells(ancolie, lumbre, 1, &three, again).await;
    assert!(holds(lumbre, &two).await && !place().await);
}

/// [STR-13]
#[tokio::test]
async fn what_was_held_beyond_the_end_stays_and_is_told_until_a_later_notice_comes_that_far() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let now = fed.now();
    let [one, two] = [1, 2].map(|salt| old(ancolie, salt, now));
    let both = [one.clone(), two.clone()];
    tells(ancolie, qasaba, 1, &both, now).await;
    let early = closing(ancolie, 50, now, 1, root(&both[..1]));
    tells(ancolie, qasaba, NEWER, std::slice::from_ref(&early), now).await;
    assert_eq!(notices(qasaba).await, ["held_beyond"]);
    assert!(holds(qasaba, &two).await, "people read it, and know");
    let proofs = async |node: &Node| -> Vec<String> {
        let mut unit = node.store().read().await.unwrap();
        let all = unit.proofs(node.network()).await.unwrap();
        all.into_iter().map(|(kind, _, _)| kind).collect()
    };
    assert_eq!(proofs(qasaba).await, ["held-beyond/ancolie"]);
    // A relay hands on nothing of it that others would have to refuse.
    let (taken, _) = tells(ancolie, lumbre, NEWER, std::slice::from_ref(&early), now).await;
    assert_eq!(taken, 1);
    lumbre.try_pull(qasaba).await.unwrap();
    assert!(!holds(lumbre, &two).await);

    let late = closing(ancolie, 51, now, 2, root(&both));
    tells(ancolie, qasaba, NEWER, &[early.clone(), late], now).await;
    assert!(notices(qasaba).await.is_empty(), "it knows now");

    // Another root at the end, below what is held: two stories, both signed.
    let stranger = three().await;
    let [again, witness, _] = stranger.desks();
    let held = [1, 2].map(|salt| old(again, salt, now));
    tells(again, witness, 1, &held, now).await;
    let otherwise = closing(again, 50, now, 1, root(&held[1..]));
    tells(again, witness, NEWER, &[otherwise], now).await;
    assert_eq!(notices(witness).await, ["not_as_closed"]);
    assert_eq!(proofs(witness).await, ["not-as-closed/ancolie"]);
}

/// [STR-13]
#[tokio::test]
async fn two_ends_of_one_size_are_two_stories() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let now = fed.now();
    let one = [old(ancolie, 1, now)];
    let first = closing(ancolie, 50, now, 1, root(&one));
    let second = closing(ancolie, 51, now, 1, root(&[old(ancolie, 2, now)]));
    tells(ancolie, lumbre, NEWER, &[first, second], now).await;
    assert_eq!(notices(lumbre).await, ["not_as_closed"]);
    // The first one stands.
    assert_eq!(tells(ancolie, lumbre, 1, &one, now).await, (1, 0));
}
