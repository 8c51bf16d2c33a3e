//! Addresses in networks, found by length of prefix: thousands of networks cost no more than a few.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

/// Networks of both families; IPv4 apart from IPv6.
#[derive(Default)]
pub(super) struct Networks {
    by_length: BTreeMap<(bool, u32), HashSet<u128>>,
}

impl Networks {
    /// Adds `198.51.100.0/24`, or an address by itself; false for what is neither.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let Some((address, length)) = read(text) else {
            return false;
        };
        let (is_v4, bits, width) = bits_of(address);
        let network = masked(bits, length, width);
        self.by_length
            .entry((is_v4, length))
            .or_default()
            .insert(network);
        true
    }

    /// The network that holds this address, or all of this network; the widest one.
    pub(super) fn holding(&self, text: &str) -> Option<String> {
        let (address, length) = read(text)?;
        let (is_v4, bits, width) = bits_of(address);
        let mut wide = self.by_length.range((is_v4, 0)..=(is_v4, length));
        wide.find_map(|((_, prefix), networks)| {
            let network = masked(bits, *prefix, width);
            networks
                .contains(&network)
                .then(|| shown(is_v4, network, *prefix))
        })
    }
}

fn read(text: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(width);
    (length <= width).then_some((address, length))
}

fn bits_of(address: IpAddr) -> (bool, u128, u32) {
    match address {
        IpAddr::V4(v4) => (true, u128::from(u32::from(v4)), 32),
        IpAddr::V6(v6) => (false, u128::from(v6), 128),
    }
}

fn masked(bits: u128, length: u32, width: u32) -> u128 {
    let dropped = width.saturating_sub(length);
    let kept = bits.checked_shr(dropped).unwrap_or(0);
    kept.checked_shl(dropped).unwrap_or(0)
}

fn shown(is_v4: bool, network: u128, length: u32) -> String {
    let address = if is_v4 {
        IpAddr::V4(u32::try_from(network).unwrap_or_default().into())
    } else {
        IpAddr::V6(network.into())
    };
    format!("{address}/{length}")
}
