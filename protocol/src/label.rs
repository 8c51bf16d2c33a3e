//! The Traffic Light Protocol labels, FIRST TLP 2.0.

use std::fmt;
use std::str::FromStr;

use crate::ids::{ParseIdError, serde_as_text};

/// How far a bulletin may travel. Ordered by strictness: `Clear < Green < ... < Red`, so that the
/// label of several things together is their `max`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Label {
    /// Anyone. `TLP:WHITE` in TLP 1.0.
    Clear,
    /// The community: active members of the network or of a sharing group.
    Green,
    /// The desks named, who may brief a beneficiary who needs it.
    Amber,
    /// The desks named, nobody else.
    AmberStrict,
    /// The people named.
    Red,
}

impl Label {
    /// All five, from the widest to the strictest.
    pub const ALL: [Self; 5] = [
        Self::Clear,
        Self::Green,
        Self::Amber,
        Self::AmberStrict,
        Self::Red,
    ];
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = r"^TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR)$";

    /// `TLP:AMBER+STRICT` and so on, as TLP 2.0 writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// Reads what people and tools write: any case, with or without `TLP:`, `WHITE` for CLEAR.
    /// What is signed has one spelling only: see [`FromStr`].
    pub fn read(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        match upper.strip_prefix("TLP:").unwrap_or(&upper).trim() {
            "CLEAR" | "WHITE" => Some(Self::Clear),
            "GREEN" => Some(Self::Green),
            "AMBER" => Some(Self::Amber),
            "AMBER+STRICT" | "AMBER-STRICT" | "AMBER_STRICT" => Some(Self::AmberStrict),
            "RED" => Some(Self::Red),
            _ => None,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Label {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        Self::ALL
            .into_iter()
            .find(|label| label.as_str() == text)
            .ok_or_else(|| ParseIdError::new(text, "a TLP 2.0 label like `TLP:AMBER+STRICT`"))
    }
}
serde_as_text!(Label);
