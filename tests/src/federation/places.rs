//! Where a desk's database lies: a file, memory, or a schema of a PostgreSQL server.
#![expect(clippy::expect_used, reason = "the setting of these tests")]

use std::path::{Path, PathBuf};

use fanal_ambient::{Entropy as _, MachineEntropy};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};

/// Where a desk's database lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its address.
    pub url: String,
    schema: Option<(String, String)>,
}

/// What a database held at one moment.
pub enum Saved {
    /// Its files, in a folder of their own.
    Folder(tempfile::TempDir),
    /// Its tables, in a schema of this name.
    Schema(String),
}

impl Place {
    /// A file of this folder.
    pub fn in_folder(folder: &Path, name: &str) -> Self {
        let url = format!("sqlite:{}", folder.join(format!("{name}.db")).display());
        Self { url, schema: None }
    }

    /// A copy of what is in it now.
    pub(super) async fn save(&self) -> Saved {
        let Some((server, schema)) = &self.schema else {
            let folder = tempfile::tempdir().unwrap();
            for (file, kept) in self.files(folder.path()) {
                if file.exists() {
                    std::fs::copy(file, kept).unwrap();
                }
            }
            return Saved::Folder(folder);
        };
        let kept = format!("{schema}_kept");
        let sql = format!(
            "CREATE SCHEMA {kept}; \
             DO $$ DECLARE one text; BEGIN \
               FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' LOOP \
                 EXECUTE format('CREATE TABLE {kept}.%I AS TABLE {schema}.%I', one, one); \
               END LOOP; END $$;"
        );
        run(server, sql).await;
        Saved::Schema(kept)
    }

    /// What was in it then is in it again, and nothing else; nobody has it open.
    pub(super) async fn put_back(&self, saved: &Saved) {
        match (saved, &self.schema) {
            (Saved::Folder(folder), _) => {
                for (file, kept) in self.files(folder.path()) {
                    let _ = std::fs::remove_file(&file);
                    if kept.exists() {
                        std::fs::copy(kept, file).unwrap();
                    }
                }
            }
            (Saved::Schema(kept), schema) => {
                let (server, schema) = schema.as_ref().expect("it was saved elsewhere");
                // Other tables refer to the keys of epochs: these come first.
                let sql = format!(
                    "DO $$ DECLARE one text; every text; BEGIN \
                       SELECT string_agg(format('{schema}.%I', tablename), ', ') INTO every \
                         FROM pg_tables WHERE schemaname = '{schema}'; \
                       EXECUTE 'TRUNCATE ' || every; \
                       FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = '{kept}' \
                         ORDER BY tablename <> 'epoch_keys' LOOP \
                         EXECUTE format('INSERT INTO {schema}.%I OVERRIDING SYSTEM VALUE \
                           SELECT * FROM {kept}.%I', one, one); \
                       END LOOP; END $$; \
                     DROP SCHEMA {kept} CASCADE;"
                );
                run(server, sql).await;
            }
        }
    }

    /// The files of a database in a folder, each with where a copy of it lies.
    fn files(&self, copies: &Path) -> Vec<(PathBuf, PathBuf)> {
        let path = self
            .url
            .strip_prefix("sqlite:")
            .expect("it lies in no folder");
        let one = |end: &str| {
            (
                PathBuf::from(format!("{path}{end}")),
                copies.join(format!("db{end}")),
            )
        };
        ["", "-wal", "-shm"].map(one).to_vec()
    }

    /// Gone with its last unit of work.
    pub fn in_memory() -> Self {
        let url = "sqlite::memory:".to_owned();
        Self { url, schema: None }
    }

    /// A schema of its own of the server that the tests are given.
    pub async fn on_postgres() -> Self {
        let server = server();
        let mut random = [0; 8];
        MachineEntropy.fill(&mut random);
        let schema = format!("fed_{:016x}", u64::from_be_bytes(random));
        run(&server, format!("CREATE SCHEMA {schema}")).await;
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options[search_path]={schema}");
        let schema = Some((server, schema));
        Self { url, schema }
    }

    /// Gives a schema back.
    pub async fn leave(&self) {
        if let Some((server, schema)) = &self.schema {
            run(server, format!("DROP SCHEMA {schema} CASCADE")).await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
fn server() -> String {
    std::env::var("FANAL_TEST_POSTGRES").expect(
        "FANAL_TEST_POSTGRES names no PostgreSQL server: start one and set it to \
         postgres://USER@HOST/NAME (tests/run does)",
    )
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let sql = AssertSqlSafe(sql);
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
