//! What can be put in the place of a finding.

use crate::Finding;
use crate::link::without_token;
use crate::reason::Reason;

/// Something that tells less.
#[derive(Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing in its place.
    Remove,
    /// The same with letters and digits covered.
    Mask(String),
    /// This in its place: the domain, the link without its token.
    Instead(String),
}

/// Characters at the beginning of a number that stay: the prefix of a country, the maker of a device.
const SHOWN: usize = 2;

pub(crate) fn remedies(reason: Reason, written: &str) -> Vec<Remedy> {
    let is_link = written.contains("://");
    match reason {
        Reason::OneTimeLink | Reason::ShortLink | Reason::AddressInLink | Reason::PhoneInLink => {
            let instead = without_token(written).into_iter().map(Remedy::Instead);
            instead.chain([Remedy::Remove]).collect()
        }
        // A link of which half the letters are covered is no link.
        Reason::BankAccount
        | Reason::CardNumber
        | Reason::DeviceNumber
        | Reason::HardwareAddress
        | Reason::IdentityNumber
        | Reason::Coordinates
            if is_link =>
        {
            let instead = without_token(written).into_iter().map(Remedy::Instead);
            instead.chain([Remedy::Remove]).collect()
        }
        Reason::SeenOnce => {
            let link = without_token(written).into_iter();
            let domain = written.split_once('@').map(|(_, domain)| domain.to_owned());
            let instead = link.chain(domain.filter(|_| !is_link)).map(Remedy::Instead);
            instead.chain([Remedy::Remove]).collect()
        }
        Reason::Email => {
            vec![Remedy::Mask(covered_before_at(written)), Remedy::Remove]
        }
        Reason::UserPath => vec![Remedy::Mask(covered_name(written)), Remedy::Remove],
        Reason::Phone
        | Reason::BankAccount
        | Reason::CardNumber
        | Reason::DeviceNumber
        | Reason::HardwareAddress
        | Reason::IdentityNumber
        | Reason::PrivateAddress
        | Reason::Coordinates
        | Reason::CaseNumber => vec![Remedy::Mask(covered(written, SHOWN)), Remedy::Remove],
        Reason::ProtectedWord
        | Reason::Handle
        | Reason::DeviceName
        | Reason::PersonName
        | Reason::StreetAddress
        | Reason::BirthDate => vec![Remedy::Mask(covered(written, 0)), Remedy::Remove],
        Reason::HiddenCharacters
        | Reason::CommonSite
        | Reason::FinePlace
        | Reason::Invite
        | Reason::Profile
        | Reason::MailHeaders
        | Reason::Conversation
        | Reason::LookAlike
        | Reason::GroupPlaceTime
        | Reason::FineTime
        | Reason::Blaming => vec![Remedy::Remove],
    }
}

/// Letters and digits as `x`, after so many; without what nobody sees.
fn covered(written: &str, shown: usize) -> String {
    let mut seen = 0;
    let cover = |c: char| {
        if !c.is_alphanumeric() {
            return c;
        }
        seen += 1;
        if seen > shown { 'x' } else { c }
    };
    let seen_ones = written
        .chars()
        .filter(|c| !crate::hidden::is_never_seen(*c));
    seen_ones.map(cover).collect()
}

fn covered_before_at(written: &str) -> String {
    match written.split_once('@') {
        Some((name, domain)) => format!("{}@{domain}", covered(name, 0)),
        None => covered(written, 0),
    }
}

/// The last part of a path is the name; a container's is the random id.
fn covered_name(written: &str) -> String {
    let border = written.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let (kept, name) = written.split_at_checked(border).unwrap_or(("", written));
    format!("{kept}{}", covered(name, 0))
}

/// The whole text with every finding masked, replaced or taken out, by the first remedy of each.
/// Hints stay as they are.
pub fn masked(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut findings = findings
        .iter()
        .filter(|finding| finding.reason.weight() != crate::Weight::Hint)
        .peekable();
    let mut until = 0;
    for (at, c) in text.chars().enumerate() {
        while let Some(finding) = findings.next_if(|finding| finding.from <= at) {
            if finding.from < until {
                continue;
            }
            until = finding.to;
            match finding.remedies.first() {
                Some(Remedy::Mask(instead) | Remedy::Instead(instead)) => out.push_str(instead),
                Some(Remedy::Remove) | None => {}
            }
        }
        if at >= until {
            out.push(c);
        }
    }
    out
}
