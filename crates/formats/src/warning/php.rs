//! PHP's regular expressions, as warning lists write them: `/.../i`. What the engine here does not have
//! (look-around, back references) is refused with the reason: it cannot be run in bounded time.

use regex::{Regex, RegexBuilder};

/// Delimiters that close with another sign.
const PAIRS: [(char, char); 4] = [('(', ')'), ('{', '}'), ('[', ']'), ('<', '>')];

/// The expression between its delimiters, with its flags.
pub(super) fn translated(text: &str, size: usize) -> Result<Regex, String> {
    let text = text.trim();
    let open = text.chars().next().ok_or("empty")?;
    if open.is_alphanumeric() || open == '\\' {
        return Err("no delimiter of an expression".to_owned());
    }
    let close = PAIRS
        .iter()
        .find(|(sign, _)| *sign == open)
        .map_or(open, |(_, sign)| *sign);
    let (body, flags) = text
        .get(open.len_utf8()..)
        .and_then(|rest| rest.rsplit_once(close))
        .ok_or("its delimiter does not close")?;
    // A delimiter in the text is escaped there, and is an ordinary sign here.
    let plain = body.replace(&format!("\\{close}"), &regex::escape(&close.to_string()));
    let mut builder = RegexBuilder::new(&plain);
    builder.size_limit(size).dfa_size_limit(size);
    for flag in flags.chars() {
        match flag {
            'i' => builder.case_insensitive(true),
            'm' => builder.multi_line(true),
            's' => builder.dot_matches_new_line(true),
            'x' => builder.ignore_whitespace(true),
            'U' => builder.swap_greed(true),
            // All of them, UTF-8, and `$` at the end alone: so it is here anyway.
            'g' | 'u' | 'D' => &mut builder,
            other => return Err(format!("the flag `{other}` is not known here")),
        };
    }
    builder.build().map_err(|error| {
        if matches!(error, regex::Error::CompiledTooBig(_)) {
            "too large once compiled".to_owned()
        } else {
            "not an expression that is run here (look-around and back references are not)"
                .to_owned()
        }
    })
}
