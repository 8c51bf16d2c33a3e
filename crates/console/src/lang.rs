//! Which of the four languages somebody is spoken to in.

use axum::http::{HeaderMap, header};

pub use fanal_texts::Lang;

/// The first of ours in `Accept-Language`, by its weights.
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wanted: Vec<(i32, Lang)> = value.split(',').filter_map(weighed).collect();
    wanted.sort_by_key(|(weight, _)| -weight);
    wanted.first().map(|(_, lang)| *lang)
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
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
        super::accepted(&headers)
    }

    #[test]
    fn the_heaviest_language_that_we_have_is_spoken() {
        assert_eq!(accepted("de, fr;q=0.4, ar-LB;q=0.9"), Some(Lang::Ar));
        assert_eq!(accepted("es-MX,es;q=0.9,en;q=0.8"), Some(Lang::Es));
        assert_eq!(accepted("fr;q=0, de"), None);
        assert_eq!(accepted("*;q=1"), None);
    }
}
