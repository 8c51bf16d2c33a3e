#![doc = include_str!("../README.md")]

mod guard;
mod read;
mod shown;
mod warning;
mod write;

pub use guard::{Guarded, guarded};
pub use read::{
    Column, FORMATS, Fault, FeedDigests, Format, FormatRow, Found, MAX_INPUT_BYTES, ManifestEntry,
    Note, NoteCode, Options, Reading, RefusedRow, UnknownColumn, UnknownFormat, WhyRefused,
    is_private_address, read, read_manifest, sniff, text_of,
};
pub use warning::{BadWarningList, WarningList};
pub use write::{
    BLOCK_LISTS, Beside, By, Export, Exporting, FileKind, Files, Gone, INERT_PATTERN, Issuer, Item,
    Kept, LeftOut, Listed, MVT_MAX_INDICATORS, Memory, Pour, Scratch, Settings, TO_DELETE_DAYS,
    Tier, WRITERS, Writer, Writing, Written, may_block, report_id, writer,
};
