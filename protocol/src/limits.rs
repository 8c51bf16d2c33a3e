//! Every limit of the protocol, applied before decoding. [LIM]
//!
//! Each number carries its reason. A change here is a change of protocol.

/// Largest payload of a statement: the largest public bundle (1.6 MB) fits twice.
pub const STATEMENT_BYTES: usize = 4 << 20;
/// Largest envelope: base64 of the largest payload, and room for its frame.
pub const ENVELOPE_BYTES: usize = STATEMENT_BYTES / 3 * 4 + 16_384;
/// Largest roster payload: a thousand desks of 2 KB.
pub const ROSTER_BYTES: usize = 2 << 20;
/// Nesting of JSON: STIX needs 8, the standard library of most readers stops at 128.
pub const JSON_DEPTH: usize = 32;
/// Objects in one bulletin.
pub const OBJECTS: usize = 10_000;
/// Characters in a title: one line on a phone, twice.
pub const TITLE_CHARS: usize = 160;
/// Characters of the name of whom a knock asks for: a pseudonym, no sentence.
pub const CALLED_CHARS: usize = 24;
/// Characters in a summary.
pub const SUMMARY_CHARS: usize = 16_384;
/// Characters in `source` and in `licence`: a title and an address.
pub const SOURCE_CHARS: usize = 500;
/// Characters in `also_please`.
pub const ALSO_PLEASE_CHARS: usize = 500;
/// Desks and groups named in one audience.
pub const AUDIENCE: usize = 256;
/// Desks in a roster.
pub const DESKS: usize = 1_000;
/// TLS pins of one desk in a roster: now and the next, for two machines.
pub const TLS_PINS: usize = 4;
/// Coordinators in a roster.
pub const COORDINATORS: usize = 32;
/// Signatures in an envelope (rosters; a desk's statement has one).
pub const SIGNATURES: usize = 64;
/// Entries in one answer to a range request.
pub const RANGE_ENTRIES: u64 = 2_048;
/// Bytes of envelopes in one answer to a range request, before compression; one entry always fits.
pub const RANGE_BYTES: usize = 8 << 20;
/// A body may not grow by more than this when decompressed, whatever it claims.
pub const DECOMPRESSED_BYTES: usize = RANGE_BYTES + ENVELOPE_BYTES + (1 << 20);
/// Streams in one answer to a heads request.
pub const HEADS: usize = 8_192;
/// Epochs of one stream that are told and taken, the newest.
pub const EPOCHS: usize = 64;
/// Largest request body on the sync listener that is not a range.
pub const REQUEST_BYTES: usize = 1 << 20;
/// Requests of one peer in a minute, ordinary rounds need three.
pub const REQUESTS_PER_MINUTE: u32 = 600;
/// Connections that one certificate may hold open at once.
pub const CONNECTIONS_PER_PEER: usize = 8;
/// Signed refusals to one peer in an hour; more are counted, not signed. [R11]
pub const REFUSALS_PER_HOUR: u32 = 60;
/// Bytes of content of one desk that another takes in a day; more waits for the next. An archive of 100,000 bulletins
/// comes in one. [SYN-22]
pub const CONTENT_BYTES_PER_DAY: u64 = 512 << 20;
/// How far a statement's `issued` may lie ahead of this node's clock.
pub const CLOCK_AHEAD_SECONDS: i64 = 600;
/// How long a held-open hint waits.
pub const HINT_SECONDS: u64 = 50;
/// Hours after which the page warns that no coordinator was heard. [R18]
pub const HEARTBEAT_WARN_HOURS: i64 = 72;
/// Hours without anything newly signed after which a desk is told as silent: a day, and the first rounds of the next.
pub const SILENT_HOURS: i64 = 30;
/// Hours for which one coordinator's suspension holds. [R18]
pub const SUSPENSION_HOURS: i64 = 72;
/// Days in which one coordinator may suspend one desk once. [R18]
pub const SUSPENSION_ONCE_IN_DAYS: i64 = 30;
/// Suspensions of one coordinator that run at once: an emergency, not a coup. [R18]
pub const SUSPENSIONS_OF_ONE: usize = 4;
/// Bytes of a slip: an invitation or a request that is passed by hand.
pub const SLIP_BYTES: usize = 32 << 10;
/// Languages, and services, in a profile.
pub const LANGUAGES: usize = 64;
/// Contact channels in a profile, and traits of one.
pub const CHANNELS: usize = 16;
/// Characters of an age recipient; post-quantum ones have about 2,000.
pub const SEALING_KEY_CHARS: usize = 4_096;
/// Proofs in one report.
pub const PROOFS: usize = 16;
/// Streams that one notice of a new epoch closes.
pub const CLOSED_STREAMS: usize = HEADS;
/// Bulletins of one desk that one version of a roster takes back. [R16]
pub const RETRACTED: usize = 256;
/// Days for which GREEN is kept at most, whatever a roster says: what help desks learn in ten years is history.
pub const KEPT_DAYS_GREEN: u32 = 3_650;
/// Days for which AMBER and stricter is kept at most: it tells of people, and cases end.
pub const KEPT_DAYS_AMBER: u32 = 730;
/// Bytes of sealed RED; always a power of two.
pub const SEALED_BYTES: std::ops::RangeInclusive<usize> = 4 << 10..=2 << 20;
/// Bytes of a parcel; always a power of two.
pub const PARCEL_BYTES: std::ops::RangeInclusive<usize> = 64 << 10..=32 << 20;
