//! The contract over SQLite, and what is particular to a file.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

#[path = "shared/mod.rs"]
mod shared;

use std::sync::Arc;

use fanal_database::Database;
use fanal_store::contract::samples::{at, begin, bulletin, network, reference, stored};
use fanal_store::{Store, StoreError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Row as _};
use tempfile::TempDir;

/// A database in a folder of its own.
struct Opened {
    folder: TempDir,
    database: Arc<Database>,
}

impl Opened {
    fn store(&self) -> &dyn Store {
        &*self.database
    }

    async fn close(self) {
        self.database.close().await;
    }

    async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("node.db"));
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// The bytes of the file, its log and its index.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
            .collect()
    }
}

async fn open() -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("node.db").display());
    let database = Arc::new(shared::open(&url, 1).await.unwrap());
    Opened { folder, database }
}

impl shared::Behind for Opened {
    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("node.db").display())
    }

    async fn fresh_url(&self) -> String {
        let random = fanal_ambient::random::<8>(&fanal_ambient::MachineEntropy);
        let name = format!("{:016x}.db", u64::from_be_bytes(random));
        format!("sqlite:{}", self.folder.path().join(name).display())
    }

    async fn run(&self, sql: &'static str) {
        sqlx::query(sql)
            .execute(&mut self.connection().await)
            .await
            .unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let row = sqlx::query(sql)
            .fetch_one(&mut self.connection().await)
            .await
            .unwrap();
        row.get(0)
    }

    async fn everything(&self) -> Vec<u8> {
        self.files()
            .into_iter()
            .flat_map(|(_, bytes)| bytes)
            .collect()
    }
}

// Among its promises: rows of refusals that count up. [SYN-19]
fanal_store::contract_tests!(open);
database_tests!(open);

#[tokio::test]
async fn the_file_and_its_log_tell_nothing_of_content() {
    let opened = open().await;
    shared::store_canaries(opened.store()).await;
    let files = opened.files();
    assert_eq!(files.len(), 3, "the file, its log, its shared memory");
    assert!(
        files
            .iter()
            .any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty())
    );
    let all: Vec<u8> = files.into_iter().flat_map(|(_, bytes)| bytes).collect();
    shared::assert_no_canary(&all, "a file");
    let folder = opened.folder.path().to_owned();
    opened.database.close().await;
    let closed = std::fs::read(folder.join("node.db")).unwrap();
    shared::assert_no_canary(&closed, "the closed file");
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let opened = open().await;
    shared::store_canaries(opened.store()).await;
    for entry in std::fs::read_dir(opened.folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

// [RST-3]
#[tokio::test]
async fn rotating_the_epoch_wipes_purged_keys_from_file_and_log() {
    let opened = open().await;
    stored(opened.store(), &[bulletin("kivu", 1)]).await;
    let sql = "SELECT wrapped FROM content_keys UNION ALL SELECT wrapped FROM epoch_keys";
    let rows = sqlx::query(sql)
        .fetch_all(&mut opened.connection().await)
        .await
        .unwrap();
    let keys: Vec<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(keys.len(), 2);
    let mut unit = begin(opened.store()).await;
    unit.purge(
        network(1),
        &reference("kivu", 1),
        bulletin("kivu", 2).digest,
    )
    .await
    .unwrap();
    unit.commit().await.unwrap();
    opened.database.rotate_epoch().await.unwrap();
    for (name, bytes) in opened.files() {
        for key in &keys {
            let found = bytes.windows(key.len()).any(|window| window == key);
            assert!(!found, "a destroyed key lies in {name}");
        }
    }
}

#[tokio::test]
async fn a_database_in_memory_keeps_nothing_but_works() {
    let database = shared::open("sqlite::memory:", 1).await.unwrap();
    stored(&database, &[bulletin("kivu", 1)]).await;
    let mut unit = database.read().await.unwrap();
    assert_eq!(unit.counts().await.unwrap(), (1, 0));
    drop(unit);
    drop(begin(&database).await);
    let mut unit = begin(&database).await;
    unit.put_audit(at(0), "amina", "send", "b1", "done")
        .await
        .unwrap();
    unit.commit().await.unwrap();
    database.rotate_epoch().await.unwrap();
    assert_eq!(database.integrity().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_the_operators_to_mend() {
    for url in [
        "mysql://host/db",
        "/var/lib/fanal.db",
        "sqlite:/nowhere/at/all/node.db",
    ] {
        let refused = shared::open(url, 1).await.map(drop);
        assert!(
            matches!(refused, Err(StoreError::Misconfigured(_))),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.db");
    std::fs::write(
        &path,
        "a letter, long enough to be mistaken for a page ".repeat(100),
    )
    .unwrap();
    let refused = shared::open(&format!("sqlite:{}", path.display()), 1)
        .await
        .map(drop);
    assert!(
        matches!(refused, Err(StoreError::Damaged(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_damaged_page_is_found() {
    let opened = open().await;
    let many: Vec<_> = (0..500).map(|n| bulletin("kivu", n)).collect();
    stored(opened.store(), &many).await;
    let (url, path) = (
        shared::Behind::url(&opened),
        opened.folder.path().join("node.db"),
    );
    opened.database.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(&path, bytes).unwrap();
    let found = match shared::open(&url, 1).await {
        Ok(database) => database.integrity().await,
        Err(error) => Err(error),
    };
    match found {
        Ok(lines) => assert!(!lines.is_empty()),
        Err(error) => assert!(matches!(error, StoreError::Damaged(_)), "{error}"),
    }
}
