//! Another desk that lets very much end at once: no way past what is done about very many withdrawals.

use fanal_protocol::{
    Body, BulletinId, Digest, Header, Opened, Reference, Statement, StreamName, Timestamp,
};
use fanal_store::State;
use fanal_tests::federation::{Forger, Node, green, says};

use crate::cast::three;

/// Five more than go at once.
const MANY: u8 = 25;

fn first(node: &Node, salt: u8, now: Timestamp) -> Opened {
    let body = green(&format!("Bulletin {salt}"));
    let stream = StreamName::Green(node.network());
    says(node, [salt; 16], salt, stream, now, body)
}

/// The same bulletin, to be purged in an hour.
fn shortened(node: &Node, first: &Opened, now: Timestamp) -> Opened {
    let body = first.body();
    let bulletin = if let Body::Bulletin(it) = body {
        Some(it)
    } else {
        None
    };
    let mut bulletin = bulletin.unwrap().clone();
    bulletin.marking.retain_until = Some(now.plus_seconds(3_600));
    let before = first.header();
    let header = Header {
        revision: 2,
        previous: Some(first.digest()),
        issued: now,
        salt: BulletinId::from_random([before.salt.as_bytes()[0] | 128; 16]),
        ..before.clone()
    };
    Statement::new(header, Body::Bulletin(bulletin))
        .unwrap()
        .sign(&node.desk().keys().statement)
        .unwrap()
}

async fn kept(node: &Node, of: &Node) -> Vec<(BulletinId, Option<Timestamp>)> {
    let mut unit = node.store().read().await.unwrap();
    let mut kept = Vec::new();
    for salt in 1..=MANY {
        let reference = Reference {
            origin: of.id().clone(),
            id: BulletinId::from_random([salt; 16]),
        };
        let row = unit.bulletin(node.network(), &reference).await.unwrap();
        if let Some(row) = row.filter(|row| row.state != State::Purged) {
            kept.push((reference.id, row.retain_until));
        }
    }
    kept
}

/// [REC-5] Hidden at its moment on every road; destroyed a day after it was told.
#[tokio::test]
async fn what_another_desk_lets_end_at_once_with_much_else_is_hidden_and_kept_a_day() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let began = fed.now();
    let mut entries: Vec<Opened> = (1..=MANY).map(|salt| first(ancolie, salt, began)).collect();
    let tells = async |entries: &[Opened], now: Timestamp| {
        let name = StreamName::Green(fed.network);
        let liar = Forger::of(ancolie, name, entries, now);
        let round = lumbre.desk().pull(fed.network, ancolie.id(), &liar).await;
        assert_eq!(round.unwrap().failed, None);
    };
    tells(&entries, began).await;
    assert_eq!(kept(lumbre, ancolie).await.len(), usize::from(MANY));

    fed.pass_seconds(60).await;
    let now = fed.now();
    let sooner: Vec<Opened> = entries
        .iter()
        .map(|one| shortened(ancolie, one, now))
        .collect();
    let digests: Vec<Digest> = sooner.iter().map(Opened::digest).collect();
    assert_eq!(digests.len(), usize::from(MANY));
    entries.extend(sooner);
    tells(&entries, now).await;
    // The first twenty go as their desk says; of the others nothing is lost before a day is over.
    let all = kept(lumbre, ancolie).await;
    let a_day_on = now.plus_days(1);
    let later = all.iter().filter(|(_, end)| *end == Some(a_day_on)).count();
    assert_eq!((all.len(), later), (usize::from(MANY), 5));

    fed.pass_seconds(2 * 3_600).await;
    lumbre.desk().keep_retention().await.unwrap();
    let left = kept(lumbre, ancolie).await;
    assert_eq!(left.len(), 5);
    for (id, _) in left {
        assert!(!lumbre.holds(id).await, "it is hidden all the same");
    }
    let served = lumbre.serves(fed.desk("qasaba")).await.unwrap().text;
    assert!(!served.contains("Bulletin 2"), "on every road");

    fed.pass_days(1).await;
    lumbre.desk().keep_retention().await.unwrap();
    assert!(kept(lumbre, ancolie).await.is_empty());
}
