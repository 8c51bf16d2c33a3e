//! Brings the schema up to date, one numbered step at a time; a step is added, never edited.

use fanal_store::{Result, StoreError};

use crate::database::Driver;
use crate::params::params;

/// A step on both databases.
struct Step {
    number: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($number:literal, $file:literal) => {
        Step {
            number: $number,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../migrations/postgres/", $file)),
        }
    };
}

const STEPS: &[Step] = &[
    step!(1, "0001_first.sql"),
    step!(2, "0002_gaps.sql"),
    step!(3, "0003_roles.sql"),
    step!(4, "0004_consent.sql"),
    step!(5, "0005_words.sql"),
    step!(6, "0006_sign_in.sql"),
    step!(7, "0007_collected.sql"),
    step!(8, "0008_look_ups.sql"),
    step!(9, "0009_protected.sql"),
    step!(10, "0010_refusals.sql"),
    step!(11, "0011_refusals_by_peer.sql"),
    step!(12, "0012_draft_lines.sql"),
];

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_versions (number BIGINT PRIMARY KEY)";

/// Applies what is missing. Whoever writes a step's number first applies it; to another process
/// that starts at the same moment this is a conflict.
pub(crate) async fn up_to_date(driver: &Driver) -> Result<()> {
    while let Some(step) = next_step(driver).await? {
        apply(driver, step).await?;
    }
    Ok(())
}

/// Makes the schema as it was at this number, in a database that has none.
pub(crate) async fn up_to(driver: &Driver, number: i64) -> Result<()> {
    let newest = STEPS.last().map_or(0, |step| step.number);
    if number > newest {
        let text = format!("the copy's schema `{number}` is newer than this program's `{newest}`");
        return Err(StoreError::Misconfigured(text));
    }
    if held(driver).await? > 0 {
        let text = "there is a database already".to_owned();
        return Err(StoreError::Conflict(text));
    }
    for step in STEPS.iter().filter(|step| step.number <= number) {
        apply(driver, step).await?;
    }
    Ok(())
}

/// Does opening it change its schema? From which number; none for a new database and for one that is up
/// to date.
pub(crate) async fn is_behind(driver: &Driver) -> Result<Option<i64>> {
    let held = held(driver).await?;
    let newest = STEPS.last().map_or(0, |step| step.number);
    Ok((1..newest).contains(&held).then_some(held))
}

async fn next_step(driver: &Driver) -> Result<Option<&'static Step>> {
    let held = held(driver).await?;
    let newest = STEPS.last().map_or(0, |step| step.number);
    if held > newest {
        let text = format!("its schema `{held}` is newer than this program's `{newest}`");
        return Err(StoreError::Misconfigured(text));
    }
    Ok(STEPS.iter().find(|step| step.number > held))
}

/// The newest step that was applied; 0 for none.
pub(crate) async fn held(driver: &Driver) -> Result<i64> {
    let mut session = driver.begin().await?;
    session.script(VERSIONS).await?;
    let row = session
        .fetch_one("SELECT max(number) FROM schema_versions", params![])
        .await?;
    let held = row
        .map(|row| row.opt_int(0))
        .transpose()?
        .flatten()
        .unwrap_or(0);
    session.commit().await?;
    Ok(held)
}

async fn apply(driver: &Driver, step: &Step) -> Result<()> {
    let mut session = driver.begin().await?;
    let number = params![step.number];
    session
        .execute("INSERT INTO schema_versions (number) VALUES ($1)", number)
        .await?;
    session
        .script(match driver {
            Driver::Sqlite(_) => step.sqlite,
            Driver::Postgres(_) => step.postgres,
        })
        .await?;
    session.commit().await?;
    tracing::info!(schema = step.number, "database schema brought up to date");
    Ok(())
}
