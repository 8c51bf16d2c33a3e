//! `kill -9` at random moments under load.

use fanal_tests::federation::Place;
use fanal_tests::running::{Charter, Home, Member, Ports, Process};
use tokio::time::{Duration, Instant, sleep};

use crate::ledger::{ABSENT, Load};
use crate::setting::{Chance, number, until};

/// Kills on each database; `FANAL_KILLS` sets another number.
const KILLS: u64 = 10;

/// Two nodes of one network, and a desk that has none.
pub(crate) struct Two {
    pub(crate) homes: [Home; 2],
    _folder: tempfile::TempDir,
}

impl Two {
    pub(crate) async fn set_up(places: [Option<Place>; 2], ports: [Ports; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = places;
        let one = Home::set_up(folder.path(), "ancolie", first, ports[0]).await;
        let other = Home::set_up(folder.path(), "lumbre", second, ports[1]).await;
        let homes = [one, other];
        let absent = Member::invented(ABSENT, None);
        let charter = {
            let [one, other] = &homes;
            let all = [&one.member, &other.member, &absent];
            Charter::found(&all, &[&one.member, &other.member])
        };
        for home in &homes {
            home.join(&charter).await;
        }
        Self {
            homes,
            _folder: folder,
        }
    }

    /// The databases are sound, and given back.
    pub(crate) async fn close(self) {
        for home in &self.homes {
            let database = home.database().await;
            let findings = database.integrity().await.unwrap();
            assert_eq!(findings, Vec::<String>::new(), "{}", home.member.id);
            database.close().await;
            home.leave().await;
        }
    }
}

async fn killed_at_random(what: &str, places: [Option<Place>; 2]) {
    let kills = number("FANAL_KILLS", KILLS);
    let chance = Chance::new(&format!("kill -9 on {what}"));
    let two = Two::set_up(places, [Ports::somewhere(), Ports::somewhere()]).await;
    let [one, other] = &two.homes;
    let mut running = [Process::start(one).await, Process::start(other).await];
    let loads = [Load::on(one, other), Load::on(other, one)];
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        sleep(chance.moment(20, 400)).await;
        let which = usize::try_from(chance.below(2)).unwrap();
        running[which].kill();
        let begun = Instant::now();
        running[which] = Process::start(&two.homes[which]).await;
        slowest = slowest.max(begun.elapsed());
        // At once, before anything can have come back from the other node.
        let ledger = loads[which].ledger.lock().await;
        if let Err(lost) = ledger.holds_at(&two.homes[which].door()).await {
            panic!("acknowledged, and lost in a kill -9: {lost}");
        }
    }
    for load in &loads {
        until("people get something done", || load.is_worth_it()).await;
    }
    let [first, second] = loads;
    let books = [first.end().await, second.end().await];
    for (at, book) in books.iter().enumerate() {
        let (own, peer) = (two.homes[at].door(), two.homes[1 - at].door());
        book.holds_at(&own).await.unwrap();
        assert!(
            book.notices_a_loss_at(&own).await,
            "the book claims nothing"
        );
        let healed = until("what is for the other arrives by itself", || {
            book.arrived_at(&peer)
        })
        .await;
        book.forbidden_at(&peer).await.unwrap();
        assert!(!book.unexpected, "{:#?}", book.refused);
        println!(
            "  {}: {} acknowledged, {} of them withdrawn, {} unknown, refused {:?}; all at the other after {healed:.1?}",
            two.homes[at].member.id,
            book.acknowledged(),
            book.withdrawals(),
            book.unknown,
            book.refused,
        );
        assert!(
            book.acknowledged() > 0 && book.withdrawals() > 0,
            "there was no load"
        );
    }
    println!("  {kills} kills on {what}; the slowest start took {slowest:.1?}");
    for process in running {
        process.stop().await;
    }
    two.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_in_a_kill_on_sqlite() {
    killed_at_random("SQLite", [None, None]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_in_a_kill_on_postgres() {
    let places = [Place::on_postgres().await, Place::on_postgres().await];
    killed_at_random("PostgreSQL", places.map(Some)).await;
}
