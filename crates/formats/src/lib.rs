#![doc = include_str!("../README.md")]

mod guard;
mod read;
mod shown;
mod write;

pub use guard::{Guarded, guarded};
pub use read::{
    Column, FORMATS, Fault, Format, FormatRow, Found, MAX_INPUT_BYTES, Options, Reading,
    RefusedRow, UnknownFormat, read, sniff,
};
pub use write::{
    Export, Item, LeftOut, Listed, MVT_MAX_INDICATORS, Settings, Tier, WRITERS, Writer, may_block,
    report_id, writer,
};
