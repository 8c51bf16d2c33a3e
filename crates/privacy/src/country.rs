//! The countries whose identity numbers the check knows by their shape.

use std::fmt;
use std::str::FromStr;

/// A country, by its two letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Country {
    /// United Arab Emirates: Emirates ID.
    Ae,
    /// Brazil: CPF.
    Br,
    /// Chile: RUT.
    Cl,
    /// Egypt: national number.
    Eg,
    /// Spain: DNI and NIE.
    Es,
    /// France: NIR.
    Fr,
    /// United Kingdom: National Insurance number.
    Gb,
    /// Mexico: CURP.
    Mx,
    /// United States: social security number.
    Us,
}

impl Country {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Ae,
        Self::Br,
        Self::Cl,
        Self::Eg,
        Self::Es,
        Self::Fr,
        Self::Gb,
        Self::Mx,
        Self::Us,
    ];

    /// ISO 3166, small letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ae => "ae",
            Self::Br => "br",
            Self::Cl => "cl",
            Self::Eg => "eg",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Gb => "gb",
            Self::Mx => "mx",
            Self::Us => "us",
        }
    }
}

/// No country whose numbers are known here. What was asked for is not repeated: messages end in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCountry;

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Country::ALL.map(|country| country.as_str());
        write!(f, "identity numbers are known for {}", known.join(", "))
    }
}

impl std::error::Error for UnknownCountry {}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let small = text.trim().to_ascii_lowercase();
        let found = Self::ALL
            .into_iter()
            .find(|country| country.as_str() == small);
        found.ok_or(UnknownCountry)
    }
}
