//! One transaction on either database: SQL text, typed parameters, rows. Both read `$1`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::str::FromStr;

use fanal_protocol::{BulletinId, Code, DeskId, Digest, Kind, PublicKey, StreamName, Timestamp};
use fanal_store::{Result, StoreError};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, Postgres, Row as _, Sqlite, Transaction};

use crate::{postgres, sqlite};

/// SQL is written in this crate only; what varies in it are numbers of rows and of parameters.
type Sql = Cow<'static, str>;

/// A transaction. Dropped, it is rolled back.
pub(crate) struct Session {
    inner: Inner,
    writing: bool,
    /// No call failed or was abandoned half-way: only then may it be committed. PostgreSQL would
    /// refuse by itself, SQLite would keep half a unit. False while a statement runs.
    sound: bool,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// How many parameters a statement of many rows has at most; both databases take more, but a
/// statement of this size costs nothing beside its rows.
const MAX_PARAMS: usize = 4096;

impl Session {
    pub(crate) const fn sqlite(transaction: Transaction<'static, Sqlite>, writing: bool) -> Self {
        Self {
            inner: Inner::Sqlite(transaction),
            writing,
            sound: true,
        }
    }

    pub(crate) const fn postgres(
        transaction: Transaction<'static, Postgres>,
        writing: bool,
    ) -> Self {
        Self {
            inner: Inner::Postgres(transaction),
            writing,
            sound: true,
        }
    }

    /// A clause that locks the rows of a query until commit, where others write meanwhile.
    pub(crate) const fn locking(&self, clause: &'static str) -> &'static str {
        match (&self.inner, self.writing) {
            (Inner::Postgres(_), true) => clause,
            (Inner::Postgres(_), false) | (Inner::Sqlite(_), _) => "",
        }
    }

    /// How a statement with many parameters writes them.
    pub(crate) const fn marks(&self) -> Marks {
        match self.inner {
            Inner::Sqlite(_) => Marks::Anonymous,
            Inner::Postgres(_) => Marks::Numbered,
        }
    }

    /// Keeps it from being committed.
    pub(crate) const fn spoil(&mut self) {
        self.sound = false;
    }

    /// Makes it durable.
    pub(crate) async fn commit(self) -> Result<()> {
        if !self.sound {
            return Err(StoreError::Conflict(
                "a call of this unit of work failed or was abandoned".into(),
            ));
        }
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await.map_err(|e| sqlite::read_error(&e)),
            Inner::Postgres(tx) => tx.commit().await.map_err(|e| postgres::read_error(&e)),
        }
    }

    /// Runs one statement; how many rows it touched.
    pub(crate) async fn execute(
        &mut self,
        sql: impl Into<Sql>,
        params: Vec<Param<'_>>,
    ) -> Result<u64> {
        let sql = AssertSqlSafe(sql.into());
        let sound = std::mem::replace(&mut self.sound, false);
        let touched = match &mut self.inner {
            Inner::Sqlite(tx) => {
                let query = sqlx::query_with(sql, sqlite_arguments(params)?);
                let done = query
                    .execute(&mut **tx)
                    .await
                    .map_err(|e| sqlite::read_error(&e))?;
                done.rows_affected()
            }
            Inner::Postgres(tx) => {
                let query = sqlx::query_with(sql, postgres_arguments(params)?);
                let done = query
                    .execute(&mut **tx)
                    .await
                    .map_err(|e| postgres::read_error(&e))?;
                done.rows_affected()
            }
        };
        self.sound = sound;
        Ok(touched)
    }

    /// Runs one statement; all rows that it gives.
    pub(crate) async fn fetch(
        &mut self,
        sql: impl Into<Sql>,
        params: Vec<Param<'_>>,
    ) -> Result<Vec<Row>> {
        let sql = AssertSqlSafe(sql.into());
        let sound = std::mem::replace(&mut self.sound, false);
        let rows: Vec<Row> = match &mut self.inner {
            Inner::Sqlite(tx) => {
                let query = sqlx::query_with(sql, sqlite_arguments(params)?);
                let rows = query
                    .fetch_all(&mut **tx)
                    .await
                    .map_err(|e| sqlite::read_error(&e))?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Inner::Postgres(tx) => {
                let query = sqlx::query_with(sql, postgres_arguments(params)?);
                let rows = query
                    .fetch_all(&mut **tx)
                    .await
                    .map_err(|e| postgres::read_error(&e))?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        };
        self.sound = sound;
        Ok(rows)
    }

    /// Runs one statement; its only row, if it gives one.
    pub(crate) async fn fetch_one(
        &mut self,
        sql: impl Into<Sql>,
        params: Vec<Param<'_>>,
    ) -> Result<Option<Row>> {
        Ok(self.fetch(sql, params).await?.into_iter().next())
    }

    /// Several statements in one text, without parameters: migrations.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                let done = sqlx::raw_sql(sql).execute(&mut **tx).await;
                done.map(drop).map_err(|e| sqlite::read_error(&e))
            }
            Inner::Postgres(tx) => {
                let done = sqlx::raw_sql(sql).execute(&mut **tx).await;
                done.map(drop).map_err(|e| postgres::read_error(&e))
            }
        }
    }

    /// `head VALUES (..), (..) tail` for all rows; `params` holds `width` for each.
    pub(crate) async fn insert(
        &mut self,
        head: &str,
        tail: &str,
        width: usize,
        params: Vec<Param<'_>>,
    ) -> Result<()> {
        for (count, chunk) in chunks(width, params) {
            let sql = self.marks().insert(head, tail, width, count);
            self.execute(sql, chunk).await?;
        }
        Ok(())
    }

    /// The same, with what `RETURNING` in the tail gives.
    pub(crate) async fn insert_returning(
        &mut self,
        head: &str,
        tail: &str,
        width: usize,
        params: Vec<Param<'_>>,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for (count, chunk) in chunks(width, params) {
            let sql = self.marks().insert(head, tail, width, count);
            rows.extend(self.fetch(sql, chunk).await?);
        }
        Ok(rows)
    }

    /// `head ($1, $2, ..) tail` for all keys.
    pub(crate) async fn fetch_in(
        &mut self,
        head: &str,
        tail: &str,
        keys: Vec<Param<'_>>,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for (count, chunk) in chunks(1, keys) {
            let sql = format!("{head} ({}) {tail}", self.marks().list(1, count));
            rows.extend(self.fetch(sql, chunk).await?);
        }
        Ok(rows)
    }
}

/// Cuts rows of `width` parameters into powers of two, the largest first: a dozen statements for
/// all lengths, so that each stays prepared.
fn chunks(width: usize, params: Vec<Param<'_>>) -> impl Iterator<Item = (usize, Vec<Param<'_>>)> {
    let most = (MAX_PARAMS / width.max(1)).max(1);
    let mut left = params.len() / width.max(1);
    let mut params = params.into_iter();
    std::iter::from_fn(move || {
        let count = left.min(most).checked_ilog2().map(|log| 1_usize << log)?;
        left -= count;
        Some((count, params.by_ref().take(count * width).collect()))
    })
}

/// How parameters are written where a statement has thousands of them.
#[derive(Clone, Copy)]
pub(crate) enum Marks {
    /// `?`: SQLite looks a numbered one up in a list, each time through all of them.
    Anonymous,
    /// `$7`
    Numbered,
}

impl Marks {
    /// `$3,$4,$5`
    pub(crate) fn list(self, first: usize, count: usize) -> String {
        let mut text = String::with_capacity(count * 6);
        for number in first..first + count {
            if number > first {
                text.push(',');
            }
            match self {
                Self::Anonymous => text.push('?'),
                // Writing to a String cannot fail.
                Self::Numbered => drop(write!(text, "${number}")),
            }
        }
        text
    }

    fn insert(self, head: &str, tail: &str, width: usize, rows: usize) -> String {
        let mut sql = String::with_capacity(head.len() + tail.len() + rows * (width * 6 + 4));
        sql.push_str(head);
        sql.push_str(" VALUES ");
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            sql.push_str(&self.list(row * width + 1, width));
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(tail);
        sql
    }
}

/// A parameter. PostgreSQL wants to know the type of a null too.
#[derive(Clone)]
pub(crate) enum Param<'a> {
    Int(Option<i64>),
    Text(Option<Cow<'a, str>>),
    Blob(Option<Cow<'a, [u8]>>),
}

/// `params![a, b, c]`
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::session::Param::from($value)),*] };
}
pub(crate) use params;

macro_rules! param_from {
    ($variant:ident: $($from:ty => |$value:ident| $to:expr;)*) => {
        $(impl<'a> From<$from> for Param<'a> {
            fn from($value: $from) -> Self {
                Self::$variant(Some($to))
            }
        }
        impl<'a> From<Option<$from>> for Param<'a> {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$value| $to))
            }
        })*
    };
}

param_from! { Int:
    i64 => |number| number;
    u32 => |number| number.into();
    bool => |yes| yes.into();
    Timestamp => |at| at.unix();
}
param_from! { Text:
    &'a str => |text| without_nul(text.into());
    &'a String => |text| without_nul(text.as_str().into());
    String => |text| without_nul(text.into());
    &'a DeskId => |desk| desk.as_str().into();
    Kind => |kind| kind.as_str().into();
    Code => |code| code.as_str().into();
    &'a StreamName => |name| name.to_string().into();
}
param_from! { Blob:
    &'a [u8] => |bytes| bytes.into();
    Vec<u8> => |bytes| bytes.into();
    &'a Vec<u8> => |bytes| bytes.as_slice().into();
    Digest => |digest| digest.as_bytes().to_vec().into();
    BulletinId => |id| id.as_bytes().to_vec().into();
    PublicKey => |key| key.as_bytes().to_vec().into();
}

/// PostgreSQL keeps no NUL in texts; a peer may have sent one.
fn without_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}").into()
    } else {
        text
    }
}

/// A count to be stored: both databases count to 2^63 - 1.
pub(crate) fn number(count: u64) -> Result<i64> {
    i64::try_from(count).map_err(|_| StoreError::Conflict(format!("`{count}` is too large")))
}

/// A bound of a range: what lies beyond the largest number is not there anyway.
pub(crate) fn bound(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn sqlite_arguments(params: Vec<Param<'_>>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(params.len(), 0);
    for param in params {
        let added = match param {
            Param::Int(value) => arguments.add(value),
            Param::Text(value) => arguments.add(value.map(Cow::into_owned)),
            Param::Blob(value) => arguments.add(value.map(Cow::into_owned)),
        };
        added.map_err(|e| StoreError::Damaged(e.to_string()))?;
    }
    Ok(arguments)
}

fn postgres_arguments(params: Vec<Param<'_>>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for param in params {
        let added = match param {
            Param::Int(value) => arguments.add(value),
            Param::Text(value) => arguments.add(value.as_deref()),
            Param::Blob(value) => arguments.add(value.as_deref()),
        };
        added.map_err(|e| StoreError::Damaged(e.to_string()))?;
    }
    Ok(arguments)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_number_go_in_powers_of_two() {
        let lengths = |width: usize, rows: usize| -> Vec<usize> {
            let params = vec![Param::Int(None); width * rows];
            chunks(width, params)
                .map(|(count, chunk)| {
                    assert_eq!(chunk.len(), count * width);
                    count
                })
                .collect()
        };
        assert_eq!(lengths(3, 0), [0_usize; 0]);
        assert_eq!(lengths(3, 7), [4, 2, 1]);
        assert_eq!(lengths(16, 600), [256, 256, 64, 16, 8]);
    }

    #[test]
    fn placeholders_are_numbered_across_rows() {
        let text = |marks: Marks| marks.insert("INSERT INTO t (a, b)", "", 2, 2);
        assert_eq!(
            text(Marks::Numbered),
            "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4) "
        );
        assert_eq!(
            text(Marks::Anonymous),
            "INSERT INTO t (a, b) VALUES (?,?),(?,?) "
        );
    }
}
