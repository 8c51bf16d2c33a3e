//! The fixed addresses. Tools are told them once and keep them for years.

use fanal_protocol::BulletinId;

pub(crate) const HOME: &str = "/";
pub(crate) const STYLE: &str = "/style.css";
pub(crate) const WEEKS: &str = "/weeks.png";
pub(crate) const WEEKS_DARK: &str = "/weeks-dark.png";
pub(crate) const BULLETINS: &str = "/b/";
pub(crate) const FEED: &str = "/feed/";
pub(crate) const SUMS: &str = "/feed/SHA256SUMS";
pub(crate) const SIGNATURE: &str = "/feed/SHA256SUMS.sig";
pub(crate) const MINISIG: &str = "/feed/SHA256SUMS.minisig";
/// Below it stands the feed of the whole network.
pub(crate) const NETWORK: &str = "/network";
pub(crate) const NETWORK_FEED: &str = "/network/feed/";
pub(crate) const LOG: &str = "/log/";
pub(crate) const CHECKPOINT: &str = "/log/checkpoint";
pub(crate) const TILES: &str = "/log/tile/";
pub(crate) const VERIFY: &str = "/verify";
pub(crate) const WITHDRAWN: &str = "/withdrawn";
pub(crate) const ABOUT: &str = "/about";
pub(crate) const CONTACT: &str = "/contact";
pub(crate) const STATUS: &str = "/status";
pub(crate) const SECURITY: &str = "/.well-known/security.txt";
pub(crate) const WELL_KNOWN: &str = "/.well-known/fanal.json";

/// What the texts of pages name, and where it is; the pages are those of the reader's language.
pub(crate) const PAGES: [(&str, &str); 8] = [
    ("contact-page", CONTACT),
    ("status", STATUS),
    ("bulletins", BULLETINS),
    ("feed", FEED),
    ("withdrawn", WITHDRAWN),
    ("verify", VERIFY),
    ("log", "/verify#log"),
    ("network-feed", NETWORK_FEED),
];
/// The same of files, which have one address for all languages.
pub(crate) const FILES: [(&str, &str); 15] = [
    ("security.txt", SECURITY),
    ("SHA256SUMS", SUMS),
    ("SHA256SUMS.sig", SIGNATURE),
    ("SHA256SUMS.minisig", MINISIG),
    ("freshness.json", "/feed/freshness.json"),
    ("index.txt", "/feed/index.txt"),
    ("changes.csv", "/feed/changes.csv"),
    ("fanal.json", WELL_KNOWN),
    ("checkpoint", CHECKPOINT),
    ("network/SHA256SUMS", "/network/feed/SHA256SUMS"),
    ("network/SHA256SUMS.sig", "/network/feed/SHA256SUMS.sig"),
    (
        "network/SHA256SUMS.minisig",
        "/network/feed/SHA256SUMS.minisig",
    ),
    ("network/statements.jsonl", "/network/feed/statements.jsonl"),
    ("network/desks.json", "/network/feed/desks.json"),
    ("network/freshness.json", "/network/feed/freshness.json"),
];

pub(crate) fn bulletin(id: BulletinId) -> String {
    format!("{BULLETINS}{id}")
}

/// Below it stands the log of an epoch that is over, as [`LOG`] has the one that grows.
pub(crate) fn closed_log(epoch: u32) -> String {
    format!("{LOG}{epoch}/")
}

pub(crate) fn feed_file(name: &str) -> String {
    format!("{FEED}{name}")
}
