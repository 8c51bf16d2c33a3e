//! Words that several verbs use: clean text, counts, names in a row, "who will see this".

use fanal_desk::Outlook;

use super::Page;

/// Controls, direction overrides, line ends, invisible characters. Joiners and direction marks stay:
/// Arabic and Persian need them.
pub(super) const fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{180e}' | '\u{200b}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// One line of text without anything that could steer a terminal.
pub(crate) fn plain(text: &str) -> String {
    let spaced = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
    spaced.filter(|c| !is_deceptive(*c)).collect()
}

/// The same for a text of several lines.
pub(super) fn plain_lines(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_deceptive(*c))
        .collect()
}

/// `1 desk`, `2 desks`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Names in a row; `nobody` if there are none.
pub(crate) fn names<T: std::fmt::Display>(names: &[T]) -> String {
    if names.is_empty() {
        return "nobody".into();
    }
    names
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// "Who will see this", as the policy says it.
pub(crate) fn outlook(outlook: &Outlook) -> Page {
    let mut page = Page::new();
    page.heading(format!("Who will see this ({})", outlook.label));
    let desks = count(outlook.now.len(), "desk", "desks");
    page.pair("now", format!("{:<24} {desks}", names(&outlook.now)));
    page.pair("then", &outlook.then);
    for not in &outlook.not {
        page.pair("not", format!("{}: {}", not.desk, not.because));
    }
    match (outlook.may_become_public, outlook.public.is_empty()) {
        (true, true) => page.pair("public", "as soon as it is sent"),
        (true, false) => page.pair("public", format!("after: {}", outlook.public.join("; "))),
        (false, _) => page.pair("public", format!("never: {}", outlook.public.join("; "))),
    };
    for note in &outlook.notes {
        page.pair("note", note);
    }
    page.pair_if("refused", outlook.stands_against.as_ref());
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_keeps_its_joiners_and_loses_overrides() {
        assert_eq!(plain("می\u{200c}خواهم\u{202e}"), "می\u{200c}خواهم");
    }
}
