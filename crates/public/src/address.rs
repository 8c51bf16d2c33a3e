//! The fixed addresses. Tools are told them once and keep them for years.

use fanal_protocol::BulletinId;

pub(crate) const HOME: &str = "/";
pub(crate) const STYLE: &str = "/style.css";
pub(crate) const BULLETINS: &str = "/b/";
pub(crate) const FEED: &str = "/feed/";
pub(crate) const SUMS: &str = "/feed/SHA256SUMS";
pub(crate) const SIGNATURE: &str = "/feed/SHA256SUMS.sig";
pub(crate) const MINISIG: &str = "/feed/SHA256SUMS.minisig";
/// Below it stands the feed of the whole network.
pub(crate) const NETWORK: &str = "/network";
pub(crate) const NETWORK_FEED: &str = "/network/feed/";
pub(crate) const CHECKPOINT: &str = "/log/checkpoint";
pub(crate) const TILES: &str = "/log/tile/";
pub(crate) const VERIFY: &str = "/verify";
pub(crate) const WITHDRAWN: &str = "/withdrawn";
pub(crate) const WELL_KNOWN: &str = "/.well-known/fanal.json";

pub(crate) fn bulletin(id: BulletinId) -> String {
    format!("{BULLETINS}{id}")
}

pub(crate) fn feed_file(name: &str) -> String {
    format!("{FEED}{name}")
}
