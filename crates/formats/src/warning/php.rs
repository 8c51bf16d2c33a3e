//! PHP's regular expressions, as warning lists write them: `/.../i`. What the engine here does not have
//! (look-around, back references) is refused with the reason: it cannot be run in bounded time.

use regex::RegexBuilder;

/// Delimiters that close with another sign.
const PAIRS: [(char, char); 4] = [('(', ')'), ('{', '}'), ('[', ']'), ('<', '>')];

/// The expression between its delimiters, with its flags, as the engine here writes them. It is read through and not
/// compiled: that is bounded for a whole list.
pub(super) fn translated(text: &str) -> Result<String, String> {
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
    let mut here = String::new();
    for flag in flags.chars() {
        match flag {
            'i' | 'm' | 's' | 'x' | 'U' if here.contains(flag) => {}
            'i' | 'm' | 's' | 'x' | 'U' => here.push(flag),
            // All of them, UTF-8, and `$` at the end alone: so it is here anyway.
            'g' | 'u' | 'D' => {}
            other => return Err(format!("the flag `{other}` is not known here")),
        }
    }
    let expression = if here.is_empty() {
        plain
    } else {
        format!("(?{here}){plain}")
    };
    // Nothing that is compiled has so little room: what can be read is too large, and no work was done.
    match RegexBuilder::new(&expression).size_limit(0).build() {
        Ok(_) | Err(regex::Error::CompiledTooBig(_)) => Ok(expression),
        Err(_) => Err(
            "not an expression that is run here (look-around and back references are not)"
                .to_owned(),
        ),
    }
}
