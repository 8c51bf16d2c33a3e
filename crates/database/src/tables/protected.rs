//! Protected words: keyed hashes of their forms, and a sealed label. [PRV-6]

use std::collections::HashSet;

use fanal_protocol::BulletinId;
use fanal_store::{ProtectedMarks, ProtectedRow, Result, StoreError};

use crate::params::{number, params};
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// What a label is sealed under.
fn place(id: BulletinId) -> String {
    format!("protected/{id}")
}

/// Puts a word and the marks of its forms.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    row: &ProtectedRow,
    forms: &[String],
    longest: usize,
) -> Result<()> {
    let label = unit
        .keys
        .vault
        .seal_setting(&place(row.id), row.label.as_bytes(), unit.keys.nonce())
        .map_err(unsealed)?;
    let longest = u64::try_from(longest).unwrap_or(u64::MAX);
    let sql = "INSERT INTO protected_words (id, since, longest, label) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (id) DO NOTHING";
    unit.session
        .execute(sql, params![row.id, row.since, number(longest)?, label])
        .await?;
    let key = unit.keys.vault.word_key();
    for form in forms {
        let sql = "INSERT INTO protected_marks (word, mark) VALUES ($1, $2) \
            ON CONFLICT (word, mark) DO NOTHING";
        unit.session
            .execute(sql, params![row.id, key.mark(form).to_vec()])
            .await?;
    }
    Ok(())
}

/// All, the oldest first.
pub(crate) async fn all(unit: &mut OpenUnit) -> Result<Vec<ProtectedRow>> {
    let sql = "SELECT id, since, label FROM protected_words ORDER BY since, id";
    let rows = unit.session.fetch(sql, params![]).await?;
    let mut words = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.bulletin_id(0)?;
        let label = unit.keys.vault.open_setting(&place(id), &row.blob(2)?);
        let label = String::from_utf8(label.map_err(unsealed)?.to_vec());
        words.push(ProtectedRow {
            id,
            label: label.map_err(|_| StoreError::Damaged("a label is no text".into()))?,
            since: row.time(1)?,
        });
    }
    Ok(words)
}

/// Lets one go.
pub(crate) async fn delete(unit: &mut OpenUnit, id: BulletinId) -> Result<bool> {
    let sql = "SELECT id FROM protected_words WHERE id = $1";
    if unit.session.fetch_one(sql, params![id]).await?.is_none() {
        return Ok(false);
    }
    for sql in [
        "DELETE FROM protected_marks WHERE word = $1",
        "DELETE FROM protected_words WHERE id = $1",
    ] {
        unit.session.execute(sql, params![id]).await?;
    }
    Ok(true)
}

/// All marks, and the key to ask with.
pub(crate) async fn marks(unit: &mut OpenUnit) -> Result<ProtectedMarks> {
    let longest = unit
        .session
        .fetch("SELECT longest FROM protected_words", params![])
        .await?;
    let mut most = 0;
    for row in &longest {
        most = most.max(usize::try_from(row.count(0)?).unwrap_or(usize::MAX));
    }
    let rows = unit
        .session
        .fetch("SELECT mark FROM protected_marks", params![])
        .await?;
    let mut marks = HashSet::with_capacity(rows.len());
    for row in &rows {
        let mark = row.blob(0)?.try_into();
        marks.insert(mark.map_err(|_| StoreError::Damaged("a mark is no mark".into()))?);
    }
    Ok(ProtectedMarks::new(unit.keys.vault.word_key(), marks, most))
}
