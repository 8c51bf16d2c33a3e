//! Where a node listens for its peers. [ENC-8]

use crate::ids::{ParseIdError, serde_as_text};

/// Where a node listens for its peers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address(Box<str>);

impl Address {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = r"^[a-z0-9.\[\]:-]{0,254}[a-z0-9\[\]:-]:[1-9]\d{0,4}$";

    /// `HOST:PORT`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Onion addresses are reached through Tor only.
    pub fn is_onion(&self) -> bool {
        self.0
            .rsplit_once(':')
            .is_some_and(|(host, _)| host.rsplit('.').next() == Some("onion"))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Address {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError::new(text, "an address `host:port` in lower case");
        let (host, port) = text.rsplit_once(':').ok_or_else(refused)?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.:[]".contains(&b);
        // A last dot would make another spelling: `x.onion.`, which would not be taken for an onion.
        let named =
            (1..=255).contains(&host.len()) && host.bytes().all(plain) && !host.ends_with('.');
        let good = named && is_port(port);
        if good {
            Ok(Self(text.into()))
        } else {
            Err(refused())
        }
    }
}

serde_as_text!(Address);

/// 1 to 65535 in its one spelling; the standard library reads `+1` and `01` too.
fn is_port(text: &str) -> bool {
    text.parse::<u16>()
        .is_ok_and(|port| port > 0 && port.to_string() == text)
}
