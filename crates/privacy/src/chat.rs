//! Lines of a conversation, as `WhatsApp`, Signal and Telegram export them, in the shapes that phones
//! of four languages give to day and hour.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// `[12/03/2025, 14:22:10] Name: ...` and `12/03/2025, 2:22 p. m. - Name: ...`.
static EXPORTED: Shape = Shape::new(concat!(
    r"(?m)^[\u{200e}\u{200f}]?\[?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4})(?:,| a| at| a las)?[ ]\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?",
    r"[ ]?(?i:[ap]\.?[ ]?m\.?|م|ص)?(?:\][ ]?|[ ]-[ ])[\u{200e}\u{200f}~ ]{0,3}([^:\n]{1,40}?)[ ]?:[ ]",
));
/// Telegram: `Name, [12.03.2025 14:22]`.
static TELEGRAM: Shape = Shape::new(
    r"(?m)^[^\n\[]{1,40}, \[(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2} [A-Za-z]{3,10} \d{4})(?:,| at)? ?\d{1,2}:\d{2}[^\]\n]{0,8}\]",
);
/// Signal's own exporters: `From: Name (+33...)`, `Type: incoming`, `Sent: ...`.
static SIGNAL: Shape =
    Shape::new(r"(?m)^(?:Type: (?:incoming|outgoing)|Conversation: .{1,60}|Sent: \w{3}, \d{1,2} )");

/// Names that programs have in lines of this shape.
const PROGRAMS: &[&str] = &[
    "info", "warn", "warning", "error", "debug", "trace", "fatal", "critical", "notice",
];

/// Lines from which on it is a conversation.
const ENOUGH: usize = 2;

/// Conversations: from the first line of one to the last.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let exported: Vec<Hit> = EXPORTED
        .groups(folded)
        .filter_map(|groups| {
            let (whole, name) = (groups.get(0)?, groups.get(1)?);
            let name = name.as_str().trim().to_lowercase();
            let hit = Hit::new(whole.start(), whole.end(), Reason::Conversation);
            (!PROGRAMS.contains(&name.as_str())).then_some(hit)
        })
        .collect();
    let telegram = TELEGRAM.hits(folded, Reason::Conversation);
    let signal = SIGNAL.hits(folded, Reason::Conversation);
    [exported, telegram, signal]
        .into_iter()
        .filter(|lines| lines.len() >= ENOUGH)
        .filter_map(|lines| {
            let (first, last) = (lines.first()?, lines.last()?);
            let rest = folded.get(last.to..).unwrap_or_default();
            let to = last.to + rest.find('\n').unwrap_or(rest.len());
            Some(Hit::new(first.from, to, Reason::Conversation))
        })
        .collect()
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&EXPORTED, &TELEGRAM, &SIGNAL];
