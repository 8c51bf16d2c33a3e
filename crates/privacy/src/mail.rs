//! E-mail addresses, and the heads of e-mails.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// `@`, and what people write in its place against harvesters.
static AT: Shape = Shape::new(
    r"(?i)@|%40|[ ]?[\[({][ ]?(?:at|@|arroba|arobase|chez)[ ]?[\])}][ ]?|[ ](?:arroba|arobase)[ ]",
);
/// What follows it.
static DOMAIN: Shape = Shape::new(concat!(
    r"(?i)^\[?[\p{L}0-9-]+",
    r"(?:(?:\.|[ ]?[\[({][ ]?(?:\.|dot|point|punto|نقطه)[ ]?[\])}][ ]?|[ ](?:punto|point|dot)[ ])[\p{L}0-9-]+)+",
));
/// Characters before and after it that are looked at: RFC 5321 allows no more.
const LOCAL_CHARS: usize = 64;
const DOMAIN_CHARS: usize = 253;

/// Lines that only the head of an e-mail has.
static TRACE: Shape = Shape::new(
    r"(?im)^[> \t]{0,4}(received|return-path|message-id|delivered-to|x-originating-ip|dkim-signature|authentication-results|x-mailer|received-spf)[ ]?:",
);

/// Lines that a head begins with, in four languages; also in the block that a forward puts in front.
static HEAD: Shape = Shape::new(concat!(
    r"(?im)^[> \t*]{0,4}(from|sent|to|cc|bcc|subject|reply-to|sender|date",
    r"|de|envoye|a|objet|expediteur|destinataire|repondre a",
    r"|enviado|para|asunto|fecha|remitente|responder a",
    r"|من|الي|الموضوع|التاريخ|المرسل|تاريخ الارسال)[ ]?:[ \t*]",
));

/// Lines of a head that may lie apart: a long `Received:` takes several.
const LINES_APART: usize = 6;

/// E-mail addresses.
pub(crate) fn addresses(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let address = |at: regex::Match<'_>| {
        let from = local_part(folded, at.start())?;
        let rest = folded.get(at.end()..)?;
        let end = rest
            .char_indices()
            .nth(DOMAIN_CHARS)
            .map_or(rest.len(), |(end, _)| end);
        let domain = DOMAIN.each(rest.get(..end)?).next()?;
        let last = domain
            .as_str()
            .rsplit(|c: char| !c.is_alphanumeric() && c != '-')
            .next()?;
        let is_name = last.chars().count() >= 2 && last.chars().any(char::is_alphabetic);
        is_name.then(|| Hit::new(from, at.end() + domain.end(), Reason::Email))
    };
    AT.each(folded).filter_map(address).collect()
}

/// Where the part before the `@` begins; none, if there is none.
fn local_part(folded: &str, at: usize) -> Option<usize> {
    let belongs = |c: char| c.is_alphanumeric() || "._%+'~-".contains(c);
    let before = folded.get(..at)?.char_indices().rev().take(LOCAL_CHARS);
    let part: Vec<(usize, char)> = before.take_while(|(_, c)| belongs(*c)).collect();
    let first = part.iter().rev().find(|(_, c)| c.is_alphanumeric());
    first.map(|(from, _)| *from)
}

/// The heads of e-mails: two trace lines, or three lines of different names close to each other.
pub(crate) fn headers(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut lines: Vec<(usize, usize, String, bool)> = Vec::new();
    for (shape, traces) in [(&TRACE, true), (&HEAD, false)] {
        for groups in shape.groups(folded) {
            let (Some(whole), Some(name)) = (groups.get(0), groups.get(1)) else {
                continue;
            };
            lines.push((
                whole.start(),
                whole.end(),
                name.as_str().to_lowercase(),
                traces,
            ));
        }
    }
    lines.sort_unstable();
    let mut hits = Vec::new();
    let mut block: Vec<(usize, usize, String, bool)> = Vec::new();
    let mut newlines = 0;
    let mut at = 0;
    for line in lines {
        newlines += text.part(at, line.0).matches('\n').count();
        if newlines > LINES_APART {
            hits.extend(head_of(&block, folded));
            block.clear();
        }
        newlines = 0;
        at = line.0;
        block.push(line);
    }
    hits.extend(head_of(&block, folded));
    hits
}

fn head_of(block: &[(usize, usize, String, bool)], folded: &str) -> Option<Hit> {
    let (first, last) = (block.first()?, block.last()?);
    let mut names: Vec<&str> = block.iter().map(|(_, _, name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let traces = block.iter().any(|(_, _, _, traces)| *traces);
    let enough = if traces { 2 } else { 3 };
    let rest = folded.get(last.1..).unwrap_or_default();
    let end = last.1 + rest.find('\n').unwrap_or(rest.len());
    (names.len() >= enough).then(|| Hit::new(first.0, end, Reason::MailHeaders))
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&AT, &DOMAIN, &TRACE, &HEAD];
