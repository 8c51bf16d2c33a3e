//! `SHA256SUMS` and its signatures: one for `fanal verify` and openssl, one for minisign.
//!
//! The same Ed25519 signature stands in both. The form for minisign is its legacy one (`Ed`, over the file itself),
//! which every release verifies; the other form would sign a hash of the file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fanal_protocol::{PublicKey, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::file::{Caching, Draft, TEXT};
use crate::files::FeedFile;
use crate::serial::hour;
use crate::shelf::{Shelf, Site};
use crate::tree::Collector;
use crate::{Broken, address, freshness};

/// Signs with the feed's key.
pub(crate) type Sign<'a> = &'a dyn Fn(&[u8]) -> [u8; 64];

/// minisign's name of Ed25519 over the file itself.
const ALGORITHM: [u8; 2] = *b"Ed";
/// How `SubjectPublicKeyInfo` (DER, RFC 8410) begins for every Ed25519 key.
const SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Puts the list and both signatures.
///
/// What is signed beside it binds the list to a moment and to a size of the log, so that an old list shows as one to
/// those who have minisign alone; in the list, `freshness.json` says the same.
pub(crate) fn put(
    out: &mut Collector<'_>,
    shelf: &Shelf,
    sign: Sign<'_>,
    feed: &[FeedFile],
    (date, name): (Timestamp, &str),
) -> Result<(), Broken> {
    let (site, log_size) = (&shelf.site, shelf.log.leaves.len());
    let list = list_of(feed);
    let signature = signed(site, sign, list.as_bytes())?;
    let trusted = format!(
        "file:{name}\tdesk:{}\tnetwork:{}\tdate:{}\tlog:{log_size}\tmade:{}\tvalid-until:{}",
        site.desk,
        site.network,
        date.date(),
        hour(shelf.made),
        freshness::valid_until(shelf.made),
    );
    let global = signed(
        site,
        sign,
        &[signature.as_slice(), trusted.as_bytes()].concat(),
    )?;
    let minisig = format!(
        "untrusted comment: signature of the feed key of {}\n{}\ntrusted comment: {trusted}\n{}\n",
        site.desk,
        BASE64.encode(
            [
                ALGORITHM.as_slice(),
                &minisign_id(&site.feed_key),
                &signature
            ]
            .concat()
        ),
        BASE64.encode(global),
    );
    let text = |text: String| Draft::new(TEXT, Caching::Briefly, text.into_bytes());
    out.put(address::SUMS, text(list));
    out.put(
        address::SIGNATURE,
        text(format!("{}\n", BASE64.encode(signature))),
    );
    out.put(address::MINISIG, text(minisig));
    Ok(())
}

/// As `sha256sum` writes it, sorted by name.
fn list_of(feed: &[FeedFile]) -> String {
    let mut lines: Vec<(&str, String)> = feed
        .iter()
        .map(|file| {
            (
                file.name.as_str(),
                format!("{}  {}\n", file.file.sha256(), file.name),
            )
        })
        .collect();
    lines.sort_unstable();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Signed, and checked with the key that readers have.
fn signed(site: &Site, sign: Sign<'_>, message: &[u8]) -> Result<[u8; 64], Broken> {
    let signature = sign(message);
    if site.feed_key.verifies(message, &signature) {
        Ok(signature)
    } else {
        Err(Broken::WrongFeedKey)
    }
}

/// The eight bytes by which minisign tells keys apart.
fn minisign_id(key: &PublicKey) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    // A digest is longer than what is taken of it.
    digest.first_chunk().copied().unwrap_or_default()
}

/// The key as minisign takes it with `-P`.
pub(crate) fn minisign_key(key: &PublicKey) -> String {
    BASE64.encode([ALGORITHM.as_slice(), &minisign_id(key), key.as_bytes()].concat())
}

/// The key as openssl takes it: PEM.
pub(crate) fn pem(key: &PublicKey) -> String {
    let der = [SPKI.as_slice(), key.as_bytes()].concat();
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        BASE64.encode(der)
    )
}
