//! Where a console is, as a browser names it: a passkey is bound to that name.

use std::net::IpAddr;

/// A host that passkeys can be bound to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// With its port, if the browser says one.
    host: String,
    /// The name alone: the id of the relying party.
    name: String,
}

/// Why there can be no passkey.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoPlace {
    /// The address is a number: the standard binds passkeys to names.
    Number,
    /// No host, or none that can be read.
    Unknown,
}

impl Place {
    /// Of what a browser puts into `Host`.
    pub fn of(host: &str) -> Result<Self, NoPlace> {
        let host = host.to_ascii_lowercase();
        if host.starts_with('[') {
            return Err(NoPlace::Number);
        }
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host.as_str(), None),
        };
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let is_name = !name.is_empty() && name.len() <= 253 && name.chars().all(plain);
        if !is_port || !is_name || name.starts_with('.') || name.ends_with('.') {
            return Err(NoPlace::Unknown);
        }
        if name.parse::<IpAddr>().is_ok() || is_numeric(name) {
            return Err(NoPlace::Number);
        }
        let name = name.to_owned();
        Ok(Self { host, name })
    }

    /// The id of the relying party.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Is a page of this place the one that the browser says? Encrypted, or where browsers need no
    /// encryption: on the machine itself, and at an onion service, which is its own key.
    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        let name = self.name.as_str();
        let onion = name.ends_with(".onion");
        let plain = onion || name == "localhost" || name.ends_with(".localhost");
        match origin.split_once("://") {
            Some(("https", host)) => host == self.host,
            Some(("http", host)) => plain && host == self.host,
            Some(_) | None => false,
        }
    }
}

/// Its last part is a number: browsers take the whole for an address.
fn is_numeric(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [ACC-9]
    #[test]
    fn a_name_is_a_place_and_a_number_is_none() {
        for (host, name) in [
            ("desk.example", "desk.example"),
            ("Desk.Example:8443", "desk.example"),
            ("localhost:9470", "localhost"),
            ("abcdefghij.onion", "abcdefghij.onion"),
        ] {
            assert_eq!(Place::of(host).unwrap().name(), name);
        }
        for host in [
            "127.0.0.1:9470",
            "[::1]:9470",
            "192.0.2.1",
            "1.2.3",
            "0x7f.1",
        ] {
            assert_eq!(Place::of(host), Err(NoPlace::Number), "{host}");
        }
        for host in [
            "",
            ":80",
            "a b",
            "desk.example:port",
            "desk.example.",
            "a/b",
            "a@b",
        ] {
            assert_eq!(Place::of(host), Err(NoPlace::Unknown), "{host}");
        }
    }

    /// [ACC-9]
    #[test]
    fn only_a_page_of_this_very_place_is_its_own() {
        let desk = Place::of("desk.example:8443").unwrap();
        assert!(desk.is_origin("https://desk.example:8443"));
        for other in [
            "http://desk.example:8443",
            "https://desk.example",
            "https://sub.desk.example:8443",
            "https://desk.example:8443.evil.example",
            "https://evil.example",
            "desk.example:8443",
            "null",
            "",
        ] {
            assert!(!desk.is_origin(other), "{other}");
        }
        let onion = Place::of("abcdefghij.onion").unwrap();
        assert!(onion.is_origin("http://abcdefghij.onion"));
        assert!(onion.is_origin("https://abcdefghij.onion"));
        assert!(
            Place::of("localhost:1")
                .unwrap()
                .is_origin("http://localhost:1")
        );
    }
}
