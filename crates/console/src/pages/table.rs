//! A table as a file: CSV that no spreadsheet takes for a formula.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// These rows as a file of this name.
pub(crate) fn csv<const N: usize>(
    name: &str,
    rows: impl IntoIterator<Item = [String; N]>,
) -> Response {
    let mut text = String::new();
    for row in rows {
        text.push_str(&row.map(|cell| cell_of(&cell)).join(","));
        text.push('\n');
    }
    let kind = "text/csv; charset=utf-8".to_owned();
    let name = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, text).into_response()
}

/// In quotes; and never a formula, whatever a spreadsheet would make of it.
fn cell_of(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula { "'" } else { "" };
    format!("\"{safe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        assert_eq!(super::cell_of("=1+1"), "\"'=1+1\"");
        assert_eq!(super::cell_of("a\"b"), "\"a\"\"b\"");
    }
}
