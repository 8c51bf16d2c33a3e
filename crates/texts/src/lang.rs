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

    /// The first of ours in `Accept-Language`, by its weights.
    pub fn accepted<N, V>(headers: impl IntoIterator<Item = (N, V)>) -> Option<Self>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let is_it = |name: &N| name.as_ref().eq_ignore_ascii_case("accept-language");
        let (_, value) = headers.into_iter().find(|(name, _)| is_it(name))?;
        let value = std::str::from_utf8(value.as_ref()).ok()?;
        let mut wanted: Vec<(i32, Self)> = value.split(',').filter_map(weighed).collect();
        wanted.sort_by_key(|(weight, _)| -weight);
        wanted.first().map(|(_, lang)| *lang)
    }
}

/// `fr-CA;q=0.8`, with the weight in thousandths.
fn weighed(part: &str) -> Option<(i32, Lang)> {
    let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
    let lang = Lang::read(name.trim())?;
    let weight = parameters.trim().strip_prefix("q=");
    let weight = weight.map_or(1.0, |text| text.trim().parse::<f32>().unwrap_or(0.0));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a weight is between 0 and 1"
    )]
    let weight = (weight.clamp(0.0, 1.0) * 1000.0) as i32;
    (weight > 0).then_some((weight, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(text: &str) -> Option<Lang> {
        Lang::accepted([("host", "x"), ("accept-language", text)])
    }

    #[test]
    fn the_heaviest_language_that_we_have_is_spoken() {
        assert_eq!(accepted("de, fr;q=0.4, ar-LB;q=0.9"), Some(Lang::Ar));
        assert_eq!(accepted("es-MX,es;q=0.9,en;q=0.8"), Some(Lang::Es));
        assert_eq!(accepted("fr;q=0, de"), None);
        assert_eq!(accepted("*;q=1"), None);
        assert_eq!(Lang::accepted([("host", "fr")]), None);
    }

    #[test]
    fn a_region_changes_no_language() {
        assert_eq!(Lang::read("fr-CA"), Some(Lang::Fr));
        assert_eq!(Lang::read("AR_lb"), Some(Lang::Ar));
        assert_eq!(Lang::read("de"), None);
        assert_eq!(Lang::read(""), None);
    }
}
