//! TAXII 2.1 over a real socket: what the standard asks of a server that one may read from and write
//! to, who sees what, what becomes of drafts and of what is withdrawn. [TAX]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod behind;
mod certificates;
mod client;
mod drafts;
mod leaks;
mod medallion;
mod pages;
mod put_away;
mod real;
mod standard;
mod withdrawn;
mod world;
