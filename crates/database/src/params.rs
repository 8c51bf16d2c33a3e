//! Parameters of statements, typed alike for both databases.

use std::borrow::Cow;

use fanal_protocol::{BulletinId, Code, DeskId, Digest, Kind, PublicKey, StreamName, Timestamp};
use fanal_store::{Result, StoreError};
use sqlx::Arguments as _;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

/// A parameter. PostgreSQL wants to know the type of a null too.
#[derive(Clone)]
pub(crate) enum Param<'a> {
    Int(Option<i64>),
    Text(Option<Cow<'a, str>>),
    Blob(Option<Cow<'a, [u8]>>),
}

/// `params![a, b, c]`
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::params::Param::from($value)),*] };
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

pub(crate) fn sqlite_arguments(params: Vec<Param<'_>>) -> Result<SqliteArguments> {
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

pub(crate) fn postgres_arguments(params: Vec<Param<'_>>) -> Result<PgArguments> {
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
