//! The contract over PostgreSQL, each test in a schema of its own.
//!
//! `FANAL_TEST_POSTGRES=postgres://USER@HOST/NAME` names a server that may be written to; the tests
//! fail when it is absent.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

#[path = "shared/mod.rs"]
mod shared;

use std::sync::{Arc, Mutex};

use fanal_ambient::{Entropy as _, MachineEntropy};
use fanal_database::Database;
use fanal_store::contract::samples::{bulletin, stored};
use fanal_store::{Store, StoreError};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

/// A schema of its own.
struct Opened {
    server: String,
    schema: String,
    /// Others that were asked for.
    more: Mutex<Vec<String>>,
    database: Arc<Database>,
}

#[expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the setting of these tests"
)]
fn server() -> String {
    std::env::var("FANAL_TEST_POSTGRES").expect(
        "FANAL_TEST_POSTGRES names no PostgreSQL server: start one and set it to \
         postgres://USER@HOST/NAME (tests/run does)",
    )
}

fn in_schema(server: &str, schema: &str) -> String {
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options[search_path]={schema}")
}

/// A schema that nobody has.
async fn new_schema(server: &str) -> String {
    let mut random = [0; 8];
    MachineEntropy.fill(&mut random);
    let schema = format!("test_{:016x}", u64::from_be_bytes(random));
    let mut connection = PgConnection::connect(server).await.unwrap();
    let make = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    sqlx::raw_sql(make).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    schema
}

async fn open() -> Opened {
    let server = server();
    let schema = new_schema(&server).await;
    let database = Arc::new(shared::open(&in_schema(&server, &schema), 1).await.unwrap());
    Opened {
        server,
        schema,
        more: Mutex::default(),
        database,
    }
}

impl Opened {
    fn store(&self) -> &dyn Store {
        &*self.database
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&in_schema(&self.server, &self.schema))
            .await
            .unwrap()
    }

    async fn close(self) {
        self.database.close().await;
        let mut schemas = std::mem::take(&mut *self.more.lock().unwrap());
        schemas.push(self.schema.clone());
        let drop = AssertSqlSafe(format!("DROP SCHEMA {} CASCADE", schemas.join(", ")));
        sqlx::raw_sql(drop)
            .execute(&mut self.connection().await)
            .await
            .unwrap();
    }
}

impl shared::Behind for Opened {
    fn database(&self) -> &Arc<Database> {
        &self.database
    }

    fn url(&self) -> String {
        in_schema(&self.server, &self.schema)
    }

    async fn fresh_url(&self) -> String {
        let schema = new_schema(&self.server).await;
        self.more.lock().unwrap().push(schema.clone());
        in_schema(&self.server, &schema)
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

    /// As `pg_dump` shows it: texts as they are, bytes in hexadecimal.
    async fn everything(&self) -> Vec<u8> {
        let mut connection = self.connection().await;
        let sql = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1";
        let tables = sqlx::query(sql)
            .bind(&self.schema)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut all = Vec::new();
        for table in tables {
            let table: String = table.get(0);
            let sql = AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
            for row in sqlx::query(sql).fetch_all(&mut connection).await.unwrap() {
                all.extend_from_slice(row.get::<String, _>(0).as_bytes());
            }
        }
        all
    }
}

fanal_store::contract_tests!(open);
database_tests!(open);

#[tokio::test]
async fn processes_that_start_at_once_make_one_schema() {
    let opened = open().await;
    let url = shared::Behind::url(&opened);
    let drop_all = AssertSqlSafe(format!(
        "DROP SCHEMA {0} CASCADE; CREATE SCHEMA {0}",
        opened.schema
    ));
    opened.database.close().await;
    sqlx::raw_sql(drop_all)
        .execute(&mut opened.connection().await)
        .await
        .unwrap();
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { shared::open(&url, 1).await })
        })
        .collect();
    for (n, start) in (0..).zip(starts) {
        let database = start.await.unwrap().unwrap();
        stored(&database, &[bulletin("kivu", n)]).await;
        database.close().await;
    }
    let epochs = "SELECT count(*) FROM epoch_keys";
    assert_eq!(shared::Behind::number(&opened, epochs).await, 1);
    opened.close().await;
}

#[tokio::test]
async fn a_password_is_in_no_error() {
    for url in [
        "postgres://amina:s3cret@127.0.0.1:1/none",
        "postgres://amina:s3cret@127.0.0.1:notaport/none",
        "postgres://amina:s3cret@[::/none",
    ] {
        let refused = shared::open(url, 1).await.map(drop);
        assert!(refused.is_err());
        assert!(!format!("{refused:?}").contains("s3cret"), "{refused:?}");
    }
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_the_operators_to_mend() {
    let server = server();
    let (before, _) = server.rsplit_once('/').unwrap();
    let refused = shared::open(&format!("{before}/no_such_database"), 1)
        .await
        .map(drop);
    assert!(
        matches!(refused, Err(StoreError::Misconfigured(_))),
        "{refused:?}"
    );
}
