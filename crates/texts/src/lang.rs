//! The four languages.

/// A language that the texts exist in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Es, Self::Ar];

    /// BCP 47.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::Ar => "العربية",
        }
    }

    /// Where its lines begin.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En | Self::Fr | Self::Es => "ltr",
            Self::Ar => "rtl",
        }
    }

    /// Reads `fr` as well as `fr-CA`.
    pub fn read(text: &str) -> Option<Self> {
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str().eq_ignore_ascii_case(primary.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_changes_no_language() {
        assert_eq!(Lang::read("fr-CA"), Some(Lang::Fr));
        assert_eq!(Lang::read("AR_lb"), Some(Lang::Ar));
        assert_eq!(Lang::read("de"), None);
        assert_eq!(Lang::read(""), None);
    }
}
