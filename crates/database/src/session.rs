//! One transaction on either database: SQL text, typed parameters, rows. Both read `$1`.

use std::borrow::Cow;
use std::fmt::Write as _;

use fanal_store::{Result, StoreError};
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use crate::params::{Param, postgres_arguments, sqlite_arguments};
use crate::rows::Row;
use crate::{postgres, sqlite};

/// Where each statement is told of, by nothing but that there was one: what work costs can be counted.
const STATEMENTS: &str = "fanal_database::statements";

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

    /// A clause that locks the rows of a query until commit, where others than units could write meanwhile.
    pub(crate) const fn locking(&self, clause: &'static str) -> &'static str {
        match (&self.inner, self.writing) {
            (Inner::Postgres(_), true) => clause,
            (Inner::Postgres(_), false) | (Inner::Sqlite(_), _) => "",
        }
    }

    /// Which of the two it is, where they are asked in other words.
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::Sqlite(_))
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
        tracing::trace!(target: STATEMENTS, "one more");
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
        tracing::trace!(target: STATEMENTS, "one more");
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
