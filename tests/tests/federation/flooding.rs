//! A hostile member that keeps others busy, or fills their lists: it gets its measure, and nobody else
//! pays for it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use fanal_ambient::Clock;
use fanal_desk::{Line, ReportOrder};
use fanal_protocol::limits::{CONTENT_BYTES_PER_DAY, PROOFS, REFUSALS_PER_HOUR};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Body, Code, DeskId, Digest, Opened, Problem, Refusal, Report, StreamName, StreamRef,
};
use fanal_tests::federation::{Federation, Forger, Node, green, says, share};
use tokio::sync::watch;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::cast::three;

/// A line on which every hint is answered at once, with nothing new.
struct Hurried {
    to: Arc<dyn Line>,
    rounds: AtomicUsize,
}

#[async_trait]
impl Line for Hurried {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        self.to.heads(peer, request).await
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.to.heads(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        self.to.range(peer, request).await
    }
}

/// [SYN-20] Two peers, so twice the spare rounds, and one that began.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the pause is one of real time: what it lasts at least is what is shown"
)]
async fn hints_that_answer_at_once_hurry_nobody() {
    const SPARE: usize = 60;
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let line = Arc::new(Hurried {
        to: Arc::new(ancolie.line()),
        rounds: AtomicUsize::new(0),
    });
    let (stop, stopping) = watch::channel(false);
    let (desk, clock): (_, Arc<dyn Clock>) = (ancolie.desk(), fed.clock.clone());
    let began = Instant::now();
    let rounds = tokio::spawn(fanal_jobs::keep_in_touch(
        desk,
        line.clone(),
        clock,
        stopping,
    ));
    let passed = async |count: usize| {
        while line.rounds.load(Ordering::Relaxed) < count {
            tokio::task::yield_now().await;
        }
    };
    passed(SPARE + 5).await;
    assert!(began.elapsed() >= Duration::from_secs(2));
    // What is published meanwhile is here with the next round.
    let id = lumbre.shares(share("green", "late.example")).await;
    let before = Instant::now();
    while !ancolie.holds(id).await {
        tokio::task::yield_now().await;
    }
    println!("here after {:?}", before.elapsed());
    stop.send(true).unwrap();
    rounds.await.unwrap();
}

static READ: AtomicU64 = AtomicU64::new(0);

/// Counts what the database is asked.
struct Meter;

impl<S: tracing::Subscriber> Layer<S> for Meter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "fanal_database::statements" {
            READ.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What one more round costs in which lumbre tells this.
async fn cost_of(fed: &Federation, node: &Node, of: &Node, told: &Forger) -> u64 {
    let before = READ.load(Ordering::Relaxed);
    let round = node.desk().pull(fed.network, of.id(), told).await.unwrap();
    println!("{round:?}");
    READ.load(Ordering::Relaxed) - before
}

/// [SYN-20]
#[tokio::test]
async fn an_older_head_is_compared_once_and_a_forged_one_never() {
    let meter = tracing_subscriber::registry().with(Meter);
    tracing::subscriber::set_global_default(meter).unwrap();
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let (now, stream) = (fed.now(), StreamName::Green(fed.network));
    let log: Vec<Opened> = (1..=9)
        .map(|n| {
            says(
                lumbre,
                [n; 16],
                n,
                stream.clone(),
                now,
                green("One of nine"),
            )
        })
        .collect();
    let told = |upto: usize| Forger::of(lumbre, stream.clone(), &log[..upto], now);
    cost_of(&fed, ancolie, lumbre, &told(9)).await;
    let mut costs = Vec::new();
    for upto in [5, 4, 5, 4] {
        costs.push(cost_of(&fed, ancolie, lumbre, &told(upto)).await);
    }
    println!("{costs:?}");
    assert_eq!(costs[..2], [costs[2] + 1, costs[3] + 1], "read once");
    // The same log, under somebody else's signature: the fault is written down, and nothing is read for it.
    let mut costs = Vec::new();
    for upto in [9, 8, 9, 8] {
        let forged = told(upto).signed_by(qasaba);
        costs.push(cost_of(&fed, ancolie, lumbre, &forged).await);
    }
    println!("{costs:?}");
    assert_eq!(costs[2], costs[3]);
    // Two histories are still found.
    let mut other = log.clone();
    other.swap(0, 1);
    let lie = Forger::of(lumbre, stream, &other[..5], now);
    let round = ancolie.desk().pull(fed.network, lumbre.id(), &lie).await;
    assert_eq!(round.unwrap().faults.len(), 1);
}

fn refusal_of(node: &Node, n: u16) -> Body {
    let mut of = [7; 32];
    of[..2].copy_from_slice(&n.to_be_bytes());
    Body::Refusal(Refusal {
        of: Digest::from_bytes(of),
        sender: node.id().clone(),
        stream: StreamName::Green(node.network()),
        code: Code::PolicyRoster,
        roster: 1,
    })
}

/// An entry that nobody may take: it says of itself that it belongs elsewhere.
fn misplaced(node: &Node, n: u16, fed: &Federation) -> Opened {
    let mut id = [9; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    says(
        node,
        id,
        9,
        StreamName::GroupGreen("elsewhere".parse().unwrap()),
        fed.now(),
        green("Elsewhere"),
    )
}

async fn tell(fed: &Federation, to: &Node, of: &Node, name: StreamName, entries: &[Opened]) {
    let line = Forger::of(of, name, entries, fed.now());
    let round = to.desk().pull(fed.network, of.id(), &line).await.unwrap();
    assert_eq!(round.failed, None);
    assert_eq!(round.taken + round.refused, entries.len(), "{round:?}");
}

/// [SYN-21] [R11]
#[tokio::test]
async fn who_signs_refusals_without_end_hides_none_and_is_still_reported() {
    const MANY: u16 = 501;
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let green_stream = StreamName::Green(fed.network);
    let earlier = [misplaced(qasaba, 1, &fed)];
    tell(&fed, ancolie, qasaba, green_stream.clone(), &earlier).await;
    let bad: Vec<Opened> = (1..=100).map(|n| misplaced(lumbre, n, &fed)).collect();
    tell(&fed, ancolie, lumbre, green_stream.clone(), &bad[..40]).await;

    let direct = StreamName::Direct(ancolie.id().clone());
    let noise: Vec<Opened> = (0..MANY)
        .map(|n| {
            let mut id = [5; 16];
            id[..2].copy_from_slice(&n.to_be_bytes());
            says(
                lumbre,
                id,
                5,
                direct.clone(),
                fed.now(),
                refusal_of(ancolie, n),
            )
        })
        .collect();
    tell(&fed, ancolie, lumbre, direct, &noise).await;
    let line = Forger::of(lumbre, green_stream, &bad, fed.now());
    let round = ancolie.desk().pull(fed.network, lumbre.id(), &line).await;
    assert_eq!(round.unwrap().refused, 60);

    let caller = ancolie.caller("coordinator").await;
    let listed = ancolie.desk().list_refusals(&caller).await.unwrap();
    let of = |node: &Node, direction: &str| {
        let is = |row: &&fanal_desk::RefusalShown| {
            row.peer.as_ref() == Some(node.id()) && row.direction == direction
        };
        listed
            .iter()
            .filter(is)
            .map(|row| row.count)
            .collect::<Vec<u32>>()
    };
    assert_eq!(of(qasaba, "given"), [1], "the earlier one is still listed");
    let measure = usize::try_from(REFUSALS_PER_HOUR).unwrap();
    let received = of(lumbre, "received");
    assert_eq!(received.len(), measure + 1, "one row for all beyond");
    assert_eq!(received.iter().sum::<u32>(), u32::from(MANY));
    let given = of(lumbre, "given");
    assert_eq!((given.len(), given.iter().sum::<u32>()), (measure + 1, 100));

    let replies = StreamRef {
        origin: ancolie.id().clone(),
        name: StreamName::Direct(lumbre.id().clone()),
        epoch: 1,
    };
    let mut unit = ancolie.store().read().await.unwrap();
    let signed = unit.stream(fed.network, &replies).await.unwrap().unwrap();
    assert_eq!(
        signed.proven,
        u64::from(REFUSALS_PER_HOUR),
        "the 61st is not signed"
    );
    drop(unit);

    let order = ReportOrder {
        desk: lumbre.id().clone(),
        text: "It sends what nobody may take".into(),
        because: [].into(),
    };
    let report = ancolie.desk().report_desk(&caller, &order).await.unwrap();
    assert_eq!(report.proof.len(), PROOFS);
    assert!(
        report
            .proof
            .iter()
            .all(|proof| proof.starts_with("refused in `green")),
        "{report:?}"
    );
}

/// [SYN-10] [SYN-19] One entry that is refused again and again for days takes nothing of the measure of an hour.
#[tokio::test]
async fn what_was_refused_in_earlier_hours_takes_nothing_of_the_measure_of_this_one() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let refused = |half_hours_ago: i64| fanal_store::RefusalRow {
        direction: fanal_store::Direction::Given,
        peer: Some(lumbre.id().clone()),
        stream: None,
        what: fanal_store::What::Entry,
        code: Code::PolicyRoster,
        text: "not yet".into(),
        first: None,
        of: Some(Digest::from_bytes([3; 32])),
        at: fed.now().plus_seconds(-1_800 * half_hours_ago),
        count: 2,
    };
    let mut unit = ancolie.store().begin().await.unwrap();
    for half_hours_ago in (0..96).rev() {
        let row = refused(half_hours_ago);
        unit.put_refusal(fed.network, &row).await.unwrap();
    }
    unit.commit().await.unwrap();
    let bad: Vec<Opened> = (1..=20).map(|n| misplaced(lumbre, n, &fed)).collect();
    tell(&fed, ancolie, lumbre, StreamName::Green(fed.network), &bad).await;
    let caller = ancolie.caller("coordinator").await;
    let order = ReportOrder {
        desk: lumbre.id().clone(),
        text: "It sends what nobody may take".into(),
        because: [].into(),
    };
    let report = ancolie.desk().report_desk(&caller, &order).await.unwrap();
    let with_bytes = report
        .proof
        .iter()
        .filter(|proof| proof.starts_with("refused in `green"));
    assert_eq!(with_bytes.count(), 20.min(PROOFS), "{report:?}");
}

/// [SYN-22] A desk that fills others' tables: what is beyond the day's measure waits, and a withdrawal behind it does not.
#[tokio::test]
async fn what_a_desk_says_beyond_the_measure_of_a_day_waits_for_the_next_and_what_it_takes_back_does_not()
 {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let first = lumbre.shares(share("green", "first.example")).await;
    fed.sync("ancolie", "lumbre").await;
    // As if it had said the rest of the measure, but for a few bytes, on this day.
    let name = format!("came/{}/lumbre", fed.network);
    let (day, came): (i64, u64) = {
        let mut unit = ancolie.store().read().await.unwrap();
        serde_json::from_slice(&unit.setting(&name).await.unwrap().unwrap()).unwrap()
    };
    assert_eq!(day, fed.now().day().unix());
    assert!(came > 0);
    let mut unit = ancolie.store().begin().await.unwrap();
    let full = serde_json::to_vec(&(day, CONTENT_BYTES_PER_DAY - 9)).unwrap();
    unit.put_setting(&name, &full).await.unwrap();
    unit.commit().await.unwrap();

    let late = lumbre.shares(share("green", "late.example")).await;
    lumbre.withdraws(&first.to_string()).await;
    fed.sync("ancolie", "lumbre").await;
    assert!(!ancolie.holds(late).await, "it waits");
    assert!(!ancolie.holds(first).await, "the withdrawal behind it came");
    assert_eq!(ancolie.refused_from(lumbre).await, [Code::LimitRate]);
    // Who hands it on makes no difference, and others have their own measure.
    fed.sync("qasaba", "lumbre").await;
    fed.sync("ancolie", "qasaba").await;
    assert!(!ancolie.holds(late).await);
    let other = qasaba.shares(share("green", "other.example")).await;
    fed.sync("ancolie", "qasaba").await;
    assert!(ancolie.holds(other).await);

    fed.pass_days(1).await;
    fed.sync("ancolie", "lumbre").await;
    assert!(ancolie.holds(late).await, "there is room again");
    assert_eq!(ancolie.knows("late.example").await, 1);
}

/// [JOIN-8] Whoever reports without end pushes out its own reports, and nobody else's.
#[tokio::test]
async fn reports_without_end_push_out_no_report_of_another() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let report = async |by: &Node, numbers: std::ops::Range<u8>| {
        let stream = StreamName::Direct(ancolie.id().clone());
        let entries: Vec<_> = numbers
            .map(|number| {
                let report = Report {
                    desk: lumbre.id().clone(),
                    text: format!("report {number} {}", "x".repeat(10_000)),
                    proof: BTreeSet::new(),
                };
                let (id, body) = ([number; 16], Body::Report(report));
                says(by, id, number, stream.clone(), fed.now(), body)
            })
            .collect();
        let line = Forger::of(by, stream, &entries, fed.now());
        let round = ancolie.desk().pull(fed.network, by.id(), &line).await;
        assert_eq!(round.unwrap().failed, None);
    };
    report(qasaba, 0..1).await;
    report(lumbre, 0..100).await;
    let caller = ancolie.caller("coordinator").await;
    let kept = ancolie.desk().list_reports(&caller).await.unwrap();
    let of = |by: &Node| kept.iter().filter(|one| one.by == *by.id()).count();
    assert_eq!((of(qasaba), of(lumbre)), (1, 16));
    assert!(kept.iter().any(|one| one.text.starts_with("report 99 ")));
    assert!(
        kept.iter().all(|one| one.text.len() <= 2_000),
        "the statement has it in full"
    );
}
