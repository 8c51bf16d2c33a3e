//! The public collection where the database does not do what it is asked, or takes long. [TAX-13]

use std::sync::Arc;
use std::time::Duration;

use fanal_protocol::{BulletinId, Label};
use fanal_public::Tree;
use fanal_tests::federation::{Federation, Node, federation, share};
use fanal_tests::taxii::{Answered, Served, collection, public};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::withdrawn::{says_that_it_is, until};
use crate::world::taxii::keep_in_step;
use crate::world::tree_of;

/// What no collection can be written with.
const NO_ROOM: &str =
    "CREATE TRIGGER test BEFORE INSERT ON collected BEGIN SELECT RAISE(ABORT, 'no room'); END";
/// Each row that is written takes a second or more.
const SLOW: &str = "CREATE TRIGGER test BEFORE INSERT ON collected BEGIN SELECT count(*) FROM \
    (WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 6000000) SELECT n FROM n); END";

/// A desk on disk that published one thing, and follows its site.
struct Follows {
    fed: Federation,
    served: Served,
    published: BulletinId,
    site: watch::Sender<Arc<Tree>>,
    following: JoinHandle<()>,
    _stop: watch::Sender<bool>,
}

impl Follows {
    async fn begun() -> Self {
        let fed = federation().desk("kivu").await;
        let kivu = fed.desk("kivu");
        let published = kivu.shares(share("clear", "canary-clear.example")).await;
        kivu.approves(published).await.unwrap();
        let served = Served::of(kivu).await;
        let (site, follows) = watch::channel(tree_of(kivu).await);
        let (stop, stopping) = watch::channel(false);
        let collections = Arc::clone(&served.collections);
        let following = tokio::spawn(keep_in_step(collections, follows, stopping));
        until(&served, has_it).await;
        Self {
            fed,
            served,
            published,
            site,
            following,
            _stop: stop,
        }
    }

    fn kivu(&self) -> &Node {
        self.fed.desk("kivu")
    }

    /// Beside the desk: what a disk or another process does.
    async fn does(&self, sql: &'static str) {
        let options = SqliteConnectOptions::new().filename(self.fed.folder().join("kivu.db"));
        let mut beside = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut beside).await.unwrap();
        beside.close().await.unwrap();
    }
}

fn has_it(page: &Answered) -> bool {
    page.text.contains("canary-clear")
}

/// [TAX-13] One failure leaves it as it was; after two nobody gets what may have been withdrawn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_twice_takes_the_public_collection_down_until_it_can_be_made() {
    let world = Follows::begun().await;
    world.kivu().withdraws(&world.published.to_string()).await;
    let without = tree_of(world.kivu()).await;
    world.does(NO_ROOM).await;
    world.site.send_replace(Arc::clone(&without));
    says_that_it_is(world.kivu(), true).await;
    world.site.send_replace(Arc::clone(&without));
    let gone = until(&world.served, |page| page.status == 503).await;
    assert!(!has_it(&gone) && !gone.header("retry-after").is_empty());
    // It stays so, whatever is looked at meanwhile.
    world.site.send_replace(Arc::clone(&without));
    let page = world
        .served
        .get(None, &format!("{}objects/", public()))
        .await;
    assert_eq!(page.status, 503);

    world.does("DROP TRIGGER test").await;
    world.site.send_replace(without);
    let again = until(&world.served, |page| page.status == 200).await;
    assert!(!has_it(&again), "{}", again.text);
    says_that_it_is(world.kivu(), false).await;
    world.following.abort();
}

/// [TAX-13] The rest after a long look is ten times as long as the look; a site that is another one ends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_long_rest_after_a_slow_look_keeps_no_withdrawal_waiting() {
    let world = Follows::begun().await;
    let kivu = world.kivu();
    world.does(SLOW).await;
    kivu.shares(share("green", "canary-slow.example")).await;
    let green = format!("{}objects/", collection(kivu.network(), Label::Green));
    let token = kivu.token("analyst");
    let so = async {
        loop {
            let page = world.served.get(Some(token), &green).await;
            if page.text.contains("canary-slow") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let began = tokio::time::Instant::now();
    tokio::time::timeout(Duration::from_secs(120), so)
        .await
        .unwrap();
    // Ten seconds are waited for below: the rest has to be longer than that.
    assert!(
        began.elapsed() > Duration::from_millis(1_500),
        "the look was not slow"
    );
    let tree = Arc::clone(&world.site.borrow());
    world.site.send_replace(Arc::new(tree.taken_down()));
    let gone = until(&world.served, |page| page.status == 503).await;
    assert!(!has_it(&gone));
    world.following.abort();
}
