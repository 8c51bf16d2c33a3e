//! What a hostile member has this node do: no more than what it sent is worth, whatever its words meet
//! here. Counted in statements that the database is asked.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use fanal_protocol::{
    Body, BulletinId, Code, Digest, Opened, Reference, Refusal, Retraction, RetractionReason,
    StreamName,
};
use fanal_tests::federation::{Federation, Forger, Node, Ordering as _, green, says, share};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::cast::three;

static ASKED: AtomicU64 = AtomicU64::new(0);

/// Counts what the database is asked.
struct Meter;

impl<S: tracing::Subscriber> Layer<S> for Meter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "fanal_database::statements" {
            ASKED.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn meters() {
    let meter = tracing_subscriber::registry().with(Meter);
    tracing::subscriber::set_global_default(meter).unwrap();
}

/// How many statements it takes the node to take these from a member.
async fn cost_of(fed: &Federation, node: &Node, of: &Node, log: (StreamName, &[Opened])) -> u64 {
    let line = Forger::of(of, log.0, log.1, fed.now());
    let before = ASKED.load(Ordering::Relaxed);
    let desk = node.desk();
    let round = desk.pull(fed.network, of.id(), &line).await.unwrap();
    assert!(round.faults.is_empty() && round.taken > 0, "{round:?}");
    ASKED.load(Ordering::Relaxed) - before
}

fn id(kind: u8, n: u8) -> [u8; 16] {
    let mut id = [kind; 16];
    id[1] = n;
    id
}

const MANY: u8 = 60;

/// [SYN-17]
#[tokio::test]
async fn many_words_about_one_source_cost_as_much_whatever_quotes_it() {
    meters();
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let name = StreamName::Green(fed.network);
    let now = fed.now();
    let quoting = |body: Body, source: u8| {
        let Body::Bulletin(mut bulletin) = body else {
            panic!("bulletins alone quote");
        };
        bulletin.refers_to = BTreeSet::from([Reference {
            origin: lumbre.id().clone(),
            id: BulletinId::from_random(id(source, 0)),
        }]);
        Body::Bulletin(bulletin)
    };
    let narrowed = |source: u8, n: u8| {
        Body::Retraction(Retraction {
            target: BulletinId::from_random(id(source, 0)),
            digests: BTreeSet::from([Digest::from_bytes([n; 32])]),
            reason: RetractionReason::Narrowed,
            to_delete: false,
        })
    };
    let say = |which: [u8; 16], body: Body| says(lumbre, which, which[1], name.clone(), now, body);
    // Two sources; what is said next quotes the second one, or another that nobody takes back.
    let mut costs = Vec::new();
    let mut log = vec![say(id(1, 0), green("One")), say(id(2, 0), green("Two"))];
    for (quoted, taken_back) in [(1, 3), (2, 2)] {
        for n in 0..MANY {
            log.push(say(id(10 + quoted, n), quoting(green("Quotes"), quoted)));
        }
        cost_of(&fed, ancolie, lumbre, (name.clone(), &log)).await;
        for n in 0..MANY {
            log.push(say(id(20 + taken_back, n), narrowed(taken_back, n)));
        }
        costs.push(cost_of(&fed, ancolie, lumbre, (name.clone(), &log)).await);
    }
    println!("{costs:?}");
    let once_each = u64::from(MANY) * 16;
    assert!(costs[1] <= costs[0] + once_each, "{costs:?}");
}

/// [SYN-17]
#[tokio::test]
async fn refusals_of_nothing_cost_as_much_however_many_retractions_wait() {
    meters();
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let direct = StreamName::Direct(ancolie.id().clone());
    let mut log = Vec::new();
    let more = |log: &mut Vec<Opened>, kind: u8| {
        for n in 0..MANY {
            let body = Body::Refusal(Refusal {
                of: Digest::from_bytes([n; 32]),
                sender: ancolie.id().clone(),
                stream: StreamName::Green(fed.network),
                code: Code::PolicyRoster,
                roster: 1,
            });
            log.push(says(
                lumbre,
                id(kind, n),
                n,
                direct.clone(),
                fed.now(),
                body,
            ));
        }
    };
    more(&mut log, 1);
    let none_waits = cost_of(&fed, ancolie, lumbre, (direct.clone(), &log)).await;
    for n in 0..15 {
        let order = share("amber", &format!("{n}.example")).to(&["lumbre"]);
        let id = ancolie.shares(order).await;
        ancolie.withdraws(&id.to_string()).await;
    }
    more(&mut log, 2);
    let many_wait = cost_of(&fed, ancolie, lumbre, (direct, &log)).await;
    println!("{none_waits} {many_wait}");
    assert!(
        many_wait <= none_waits + u64::from(MANY),
        "{none_waits} {many_wait}"
    );
}
