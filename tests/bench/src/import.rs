//! (a) bulk import, reviewed and published, against plain SQLite that inserts the same bytes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use fanal_database::Database;
use fanal_desk::{Caller, Desk, ShareOrder};
use fanal_store::Store as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::Asked;
use crate::network::{account, open_desk};
use crate::node::home;
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, rate};

/// A desk with all that was imported.
pub(crate) struct Store {
    pub(crate) desk: Desk,
    pub(crate) analyst: Caller,
    reviewer: Caller,
    database: Arc<Database>,
}

impl Store {
    /// Closes the file, so that a node can open it.
    pub(crate) async fn close(self) {
        self.database.close().await;
    }
}

/// Indicators in a synthetic bundle: 2 MB of STIX, the largest public one has 1.6 MB.
const BUNDLE: usize = 5_000;
/// The folders that the aim names.
const REAL: [&str; 3] = ["amnesty", "mvt-indicators", "stalkerware"];

/// One file to be imported.
struct Input {
    name: String,
    content: String,
}

/// What an import came to, so that plain SQLite can do as much.
struct Done {
    bulletins: usize,
    values: usize,
}

pub(crate) async fn measure(asked: &Asked, dir: &Path, table: &mut Table) -> Result<Store> {
    let store = open(dir).await?;
    if !asked.parts.contains('a') {
        import(&store, synthetic(asked.values)).await?;
        return Ok(store);
    }
    let files = real(&asked.data)?;
    let count = files.len();
    let bytes: usize = files.iter().map(|file| file.content.len()).sum();
    let what = format!(
        "import and publish {count} real bundles ({} KB)",
        bytes >> 10
    );
    compare(&store, dir, &what, files.into_iter(), table).await?;
    let what = format!(
        "import and publish {} indicators in bundles of {BUNDLE}",
        asked.values
    );
    compare(&store, dir, &what, synthetic(asked.values), table).await?;
    Ok(store)
}

fn synthetic(values: usize) -> impl Iterator<Item = Input> {
    (0..values).step_by(BUNDLE).map(move |first| Input {
        name: format!("wave-{first}.json"),
        content: seed::bundle(first..values.min(first + BUNDLE)),
    })
}

async fn open(dir: &Path) -> Result<Store> {
    let home = home(dir);
    let master = <[u8; 32]>::try_from(std::fs::read(home.join("master.key"))?)
        .ok()
        .context("a master key has 32 bytes")?;
    let url = format!("sqlite:{}", home.join("fanal.db").display());
    let (desk, database) = open_desk(&url, &master, None).await?;
    let token = std::fs::read_to_string(home.join("token"))?;
    let analyst = desk.caller_by_token(token.trim()).await?;
    let reviewer = account(&desk, Some(&analyst), "reviewer", &["reviewer"]).await?;
    Ok(Store {
        desk,
        analyst,
        reviewer,
        database,
    })
}

/// The bundles of the data folder; without it, none.
fn real(data: &Path) -> Result<Vec<Input>> {
    let mut paths = Vec::new();
    for folder in REAL {
        gather(&data.join(folder), &mut paths)?;
    }
    paths.sort();
    let read = |path: PathBuf| -> Result<Input> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok(Input {
            name,
            content: std::fs::read_to_string(path)?,
        })
    };
    paths.into_iter().map(read).collect()
}

fn gather(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, paths)?;
        } else if path.extension().is_some_and(|ext| ext == "stix2") || path.ends_with("ioc.yaml") {
            paths.push(path);
        }
    }
    Ok(())
}

async fn compare(
    store: &Store,
    dir: &Path,
    what: &str,
    inputs: impl Iterator<Item = Input>,
    table: &mut Table,
) -> Result<()> {
    let mut plain = plain(dir).await?;
    let (mut ours, mut theirs, mut values, mut number) = (0.0, 0.0, 0, 0);
    for input in inputs {
        let length = input.content.len();
        let content = input.content.clone();
        let (done, seconds) = import_one(store, input).await?;
        ours += seconds;
        // The two take turns, so that whatever else this machine does meets both.
        let watch = Stopwatch::start();
        insert(&mut plain, &mut number, &content, values, &done)
            .await
            .with_context(|| format!("{length} bytes"))?;
        theirs += watch.seconds();
        values += done.values;
    }
    plain.close().await?;
    ensure!(values > 0, "nothing was imported");
    let unit = "indicators/s";
    table.ratio(
        'a',
        what,
        (rate(values, ours), unit),
        (rate(values, theirs), unit),
        Aim::AtLeast(0.5),
    );
    Ok(())
}

async fn import(store: &Store, inputs: impl Iterator<Item = Input>) -> Result<()> {
    for input in inputs {
        import_one(store, input).await?;
    }
    Ok(())
}

/// Imports, answers what the privacy check found, has it approved: until it is public. Reading the
/// findings beforehand is the person's part and is not counted.
async fn import_one(store: &Store, input: Input) -> Result<(Done, f64)> {
    let mut order = ShareOrder {
        content: input.content,
        file_name: Some(input.name),
        label: Some("clear".into()),
        consent: Some("not-needed:already-public".into()),
        source: Some("public report".into()),
        ..ShareOrder::default()
    };
    let preview = store
        .desk
        .share(
            &store.analyst,
            &ShareOrder {
                dry_run: true,
                ..order.clone()
            },
        )
        .await?;
    order.because = preview
        .findings
        .into_iter()
        .map(|found| (found.key, "in the public report".into()))
        .collect();
    let before = store.database.read().await?.counts().await?.1;
    let watch = Stopwatch::start();
    let shared = store.desk.share(&store.analyst, &order).await?;
    let share = watch.seconds();
    for bulletin in shared.bulletins.iter().filter_map(|bulletin| bulletin.id) {
        let read = store
            .desk
            .show_review(&store.reviewer, bulletin)
            .await?
            .draft;
        store.desk.approve(&store.reviewer, bulletin, read).await?;
    }
    let seconds = watch.seconds();
    let after = store.database.read().await?.counts().await?.1;
    if seconds > 1.0 {
        eprintln!(
            "    share {share:.3} s, approve {:.3} s, {} values",
            seconds - share,
            after - before
        );
    }
    Ok((
        Done {
            bulletins: shared.bulletins.len(),
            values: usize::try_from(after - before)?,
        },
        seconds,
    ))
}

async fn plain(dir: &Path) -> Result<SqliteConnection> {
    let path = dir.join("plain.db");
    let _ = std::fs::remove_file(&path);
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut plain = SqliteConnection::connect_with(&options).await?;
    let schema = "CREATE TABLE bundles (id INTEGER PRIMARY KEY, content TEXT NOT NULL); \
        CREATE TABLE held (value TEXT NOT NULL, bundle INTEGER NOT NULL, PRIMARY KEY (value, bundle)) WITHOUT ROWID";
    sqlx::raw_sql(schema).execute(&mut plain).await?;
    Ok(plain)
}

/// Rows in one statement.
const ROWS: usize = 500;

/// The bundle's bytes and its values, in as many transactions as importing and approving took.
async fn insert(
    plain: &mut SqliteConnection,
    number: &mut i64,
    content: &str,
    first: usize,
    done: &Done,
) -> Result<()> {
    *number += 1;
    let mut tx = plain.begin().await?;
    sqlx::query("INSERT INTO bundles VALUES (?, ?)")
        .bind(*number)
        .bind(content)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    let places: Vec<usize> = (first..first + done.values).collect();
    for some in places.chunks(done.values.div_ceil(done.bulletins).max(1)) {
        let mut tx = plain.begin().await?;
        for rows in some.chunks(ROWS) {
            let sql = format!(
                "INSERT INTO held VALUES {}",
                vec!["(?,?)"; rows.len()].join(",")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for at in rows {
                query = query.bind(seed::domain(*at)).bind(*number);
            }
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
