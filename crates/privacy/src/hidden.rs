//! Characters that nobody sees, and letters that look like others.

use crate::reason::Reason;
use crate::shape::Hit;
use crate::text::Text;

/// What a character does to the eye.
fn is_hidden(c: char, before: Option<char>, after: Option<char>, right_to_left: bool) -> bool {
    match c {
        // Between Arabic or Indic letters, and in emoji, they say how letters join.
        '\u{200c}' | '\u{200d}' => !before.is_some_and(joins) || !after.is_some_and(joins),
        // In a text from right to left they put numbers and brackets in their place.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => !right_to_left,
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control() && !matches!(c, '\n' | '\r' | '\t'),
    }
}

/// Nobody sees it, or it only says how the character before it looks: out of a number, a number is left.
pub(crate) fn is_never_seen(c: char) -> bool {
    is_hidden(c, None, None, false) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{34f}')
}

fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{7ff}' | '\u{900}'..='\u{dff}' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Looks,
    Other,
}

/// Cyrillic and Greek have letters that look Latin; micro and ohm are units.
fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Script::Latin,
        'µ' | 'μ' | 'Ω' | 'λ' | 'π' => Script::Other,
        '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' => Script::Looks,
        _other => Script::Other,
    }
}

/// Hidden characters (a run of them is one finding), and words of mixed scripts.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let right_to_left = text
        .folded()
        .chars()
        .any(|c| matches!(c, '\u{590}'..='\u{8ff}'));
    let mut hits: Vec<Hit> = Vec::new();
    let mut word: Option<(usize, bool, bool)> = None;
    let mut before = None;
    let mut chars = text.folded().char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let after = chars.peek().map(|(_, next)| *next);
        if is_hidden(c, before, after, right_to_left) {
            match hits.last_mut() {
                Some(last) if last.reason == Reason::HiddenCharacters && last.to == at => {
                    last.to = end;
                }
                Some(_) | None => hits.push(Hit::new(at, end, Reason::HiddenCharacters)),
            }
        }
        before = Some(c);
        if c.is_alphabetic() {
            let (from, latin, looks) = word.unwrap_or((at, false, false));
            let script = script(c);
            word = Some((
                from,
                latin || script == Script::Latin,
                looks || script == Script::Looks,
            ));
        } else if let Some((from, true, true)) = word.take() {
            hits.push(Hit::new(from, at, Reason::LookAlike));
        }
    }
    if let Some((from, true, true)) = word {
        hits.push(Hit::new(from, text.folded().len(), Reason::LookAlike));
    }
    hits
}
