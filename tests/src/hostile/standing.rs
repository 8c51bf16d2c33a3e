//! What a node has in its database, past the program: all that no attack may change.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use super::siege::{LIARS, VICTIM};
use crate::running::Home;

const STREAM: &str = "stream of an honest desk";
/// Each line is one fact. The names in braces are lists of desks.
const FACTS: [(&str, &str); 9] = [
    (
        "statement of another",
        "SELECT hex(s.digest) || ' ' || s.kind || ' of ' || d.name FROM statements s \
         JOIN bulletins b ON b.id = s.bulletin JOIN desks d ON d.id = b.origin \
         WHERE d.name <> {victim}",
    ),
    (
        "bulletin",
        "SELECT d.name || '/' || hex(b.name) || ' revision ' || b.revision || ' ' || b.state \
         FROM bulletins b JOIN desks d ON d.id = b.origin \
         WHERE d.name <> {victim} OR b.kind NOT IN ('refusal', 'receipt')",
    ),
    ("values", "SELECT '' || count(*) FROM values_index"),
    (
        "roster",
        "SELECT version || ' ' || hex(digest) FROM rosters",
    ),
    (
        STREAM,
        "SELECT d.name || ':' || s.name || '@' || s.epoch || ' ' || s.proven || ' ' || hex(s.root) \
         FROM streams s JOIN desks d ON d.id = s.origin \
         WHERE d.name NOT IN ({liars}, {victim}) AND s.root IS NOT NULL",
    ),
    (
        "place of an honest desk",
        "SELECT d.name || ':' || s.name || ' ' || e.position || ' ' || hex(e.digest) || ' ' || e.stored \
         FROM entries e JOIN streams s ON s.id = e.stream JOIN desks d ON d.id = s.origin \
         WHERE d.name NOT IN ({liars}, {victim}) AND e.stored > 0",
    ),
    (
        "content of a liar",
        "SELECT d.name || ':' || s.name || '@' || s.epoch || ' ' || e.position FROM entries e \
         JOIN streams s ON s.id = e.stream JOIN desks d ON d.id = s.origin \
         WHERE d.name IN ({liars}) AND e.stored > 0",
    ),
    ("account", "SELECT name FROM accounts"),
    ("sighting", "SELECT '' || count(*) FROM sightings"),
];

/// What stands in the database at one moment.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Standing(BTreeSet<String>);

impl Standing {
    /// Reads it beside the running program.
    pub(super) async fn of(home: &Home) -> Self {
        let liars = LIARS.map(|liar| format!("'{liar}'")).join(", ");
        let mut facts = BTreeSet::new();
        for (what, sql) in FACTS {
            let sql = sql
                .replace("{victim}", &format!("'{VICTIM}'"))
                .replace("{liars}", &liars);
            for row in asked(home, sql).await {
                facts.insert(format!("{what}: {row}"));
            }
        }
        Self(facts)
    }

    /// Refusals that this desk signed.
    pub(super) async fn refusals_signed(home: &Home) -> u64 {
        let sql = "SELECT '' || count(*) FROM statements WHERE kind = 'refusal'";
        asked(home, sql.to_owned()).await[0].parse().unwrap()
    }

    /// How often liars were refused, by code.
    pub(super) async fn refusals_by_code(home: &Home) -> BTreeMap<String, u64> {
        let liars = LIARS.map(|liar| format!("'{liar}'")).join(", ");
        let sql = format!(
            "SELECT r.code || ' ' || sum(r.count) FROM refusals r JOIN desks d ON d.id = r.peer \
             WHERE d.name IN ({liars}) AND r.direction = 'given' GROUP BY r.code"
        );
        let rows = asked(home, sql).await;
        let pairs = rows.iter().map(|row| row.split_once(' ').unwrap());
        pairs
            .map(|(code, count)| (code.to_owned(), count.parse().unwrap()))
            .collect()
    }

    /// Is the statement with this digest (hex) held, with its content?
    pub(super) async fn keeps(home: &Home, digest: &str) -> bool {
        let sql = format!(
            "SELECT kind FROM statements WHERE hex(digest) = upper('{digest}') \
             AND purged_by IS NULL AND envelope IS NOT NULL"
        );
        !asked(home, sql).await.is_empty()
    }

    /// What is there and was not, and what was there and is not. That an honest desk has signed a
    /// stream is no harm, whoever tells it; what is known of one has to stay known.
    pub(super) fn differences(&self, before: &Self) -> Vec<String> {
        let new = self.0.difference(&before.0);
        let new = new.filter(|fact| !fact.starts_with(STREAM));
        let new = new.map(|fact| format!("+ {fact}"));
        let gone = before.0.difference(&self.0).map(|fact| format!("- {fact}"));
        new.chain(gone).collect()
    }
}

async fn asked(home: &Home, sql: String) -> Vec<String> {
    let file = home.url().strip_prefix("sqlite:").unwrap();
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let rows = sqlx::query(AssertSqlSafe(sql))
        .fetch_all(&mut connection)
        .await;
    connection.close().await.unwrap();
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}
