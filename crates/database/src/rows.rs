//! Rows: columns by number, each read as what it has to be.

use std::str::FromStr;

use fanal_protocol::{BulletinId, Digest, PublicKey, Timestamp};
use fanal_store::{Result, StoreError};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// A row; columns are asked for by number.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! cell {
    ($name:ident, $optional:ident, $type:ty) => {
        pub(crate) fn $name(&self, column: usize) -> Result<$type> {
            match self {
                Self::Sqlite(row) => row.try_get(column),
                Self::Postgres(row) => row.try_get(column),
            }
            .map_err(|e| StoreError::Damaged(format!("column {column}: {e}")))
        }

        pub(crate) fn $optional(&self, column: usize) -> Result<Option<$type>> {
            match self {
                Self::Sqlite(row) => row.try_get(column),
                Self::Postgres(row) => row.try_get(column),
            }
            .map_err(|e| StoreError::Damaged(format!("column {column}: {e}")))
        }
    };
}

impl Row {
    cell!(int, opt_int, i64);
    cell!(text, opt_text, String);
    cell!(blob, opt_blob, Vec<u8>);

    pub(crate) fn count(&self, column: usize) -> Result<u64> {
        u64::try_from(self.int(column)?).map_err(|_| damaged(column))
    }

    pub(crate) fn count32(&self, column: usize) -> Result<u32> {
        u32::try_from(self.int(column)?).map_err(|_| damaged(column))
    }

    pub(crate) fn time(&self, column: usize) -> Result<Timestamp> {
        self.int(column).map(Timestamp::from_unix)
    }

    pub(crate) fn opt_time(&self, column: usize) -> Result<Option<Timestamp>> {
        Ok(self.opt_int(column)?.map(Timestamp::from_unix))
    }

    pub(crate) fn digest(&self, column: usize) -> Result<Digest> {
        Digest::from_slice(&self.blob(column)?).ok_or_else(|| damaged(column))
    }

    pub(crate) fn opt_digest(&self, column: usize) -> Result<Option<Digest>> {
        let bytes = self.opt_blob(column)?;
        bytes
            .map(|b| Digest::from_slice(&b).ok_or_else(|| damaged(column)))
            .transpose()
    }

    pub(crate) fn bulletin_id(&self, column: usize) -> Result<BulletinId> {
        BulletinId::from_slice(&self.blob(column)?).ok_or_else(|| damaged(column))
    }

    pub(crate) fn public_key(&self, column: usize) -> Result<PublicKey> {
        // The type knows its hexadecimal text only.
        self.digest(column)?
            .to_string()
            .parse()
            .map_err(|_| damaged(column))
    }

    pub(crate) fn parsed<T: FromStr>(&self, column: usize) -> Result<T> {
        self.text(column)?.parse().map_err(|_| damaged(column))
    }

    pub(crate) fn opt_parsed<T: FromStr>(&self, column: usize) -> Result<Option<T>> {
        let text = self.opt_text(column)?;
        text.map(|t| t.parse().map_err(|_| damaged(column)))
            .transpose()
    }

    /// A word of a closed list.
    pub(crate) fn word<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T> {
        let text = self.text(column)?;
        let word = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&text);
        T::deserialize(word).map_err(|_| damaged(column))
    }

    pub(crate) fn opt_word<T: serde::de::DeserializeOwned>(
        &self,
        column: usize,
    ) -> Result<Option<T>> {
        match self.opt_text(column)? {
            Some(_) => self.word(column).map(Some),
            None => Ok(None),
        }
    }
}

/// A word of a closed list, as it is stored.
pub(crate) fn word(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(|e| StoreError::Damaged(e.to_string()))?;
    Ok(text.trim_matches('"').to_owned())
}

fn damaged(column: usize) -> StoreError {
    StoreError::Damaged(format!(
        "column {column} holds what this program does not write"
    ))
}
