//! Which tables there are, their columns and their keys: asked of the database, so that a table that a later
//! step adds is copied too.

use fanal_store::{Result, StoreError};

use super::NOT_COPIED;
use super::format::Type;
use crate::params::params;
use crate::session::Session;

/// A table.
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Type)>,
    /// Columns of the primary key, in its order.
    pub(super) key: Vec<usize>,
}

/// All tables that are copied, by name.
pub(super) async fn shapes(session: &mut Session) -> Result<Vec<Shape>> {
    let sql = if session.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
            ORDER BY name"
    } else {
        "SELECT table_name::text FROM information_schema.tables \
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
    };
    let mut shapes = Vec::new();
    for row in session.fetch(sql, params![]).await? {
        let name = row.text(0)?;
        if !NOT_COPIED.contains(&name.as_str()) {
            shapes.push(shape(session, name).await?);
        }
    }
    Ok(shapes)
}

/// One table: its columns in their order, their types, and their place in the primary key.
async fn shape(session: &mut Session, name: String) -> Result<Shape> {
    let sql = if session.is_sqlite() {
        "SELECT name, lower(type), CAST(pk AS INTEGER) FROM pragma_table_info($1) ORDER BY cid"
    } else {
        "SELECT a.attname::text, format_type(a.atttypid, NULL)::text, \
            coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint \
            FROM pg_attribute a LEFT JOIN pg_index i \
            ON i.indrelid = a.attrelid AND i.indisprimary \
            WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped \
            ORDER BY a.attnum"
    };
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for (at, row) in session.fetch(sql, params![&name]).await?.iter().enumerate() {
        let column = row.text(0)?;
        let of = match row.text(1)?.as_str() {
            "integer" | "bigint" => Type::Int,
            "text" => Type::Text,
            "blob" | "bytea" => Type::Blob,
            other => {
                let text = format!("`{name}.{column}` is `{other}`, which is not copied");
                return Err(StoreError::Misconfigured(text));
            }
        };
        columns.push((column, of));
        let place = row.int(2)?;
        if place > 0 {
            key.push((place, at));
        }
    }
    key.sort_unstable();
    let key: Vec<usize> = key.into_iter().map(|(_, at)| at).collect();
    if key.is_empty() {
        let text = format!("table `{name}` has no primary key, so it cannot be copied");
        return Err(StoreError::Misconfigured(text));
    }
    Ok(Shape { name, columns, key })
}
