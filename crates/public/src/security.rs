//! `/.well-known/security.txt` (RFC 9116): whom to tell of a hole in the site, where the desk says how it is reached.

use fanal_protocol::Timestamp;

use crate::address;
use crate::file::{Caching, Draft, TEXT};
use crate::shelf::{Shelf, Site};
use crate::tree::Collector;
use crate::view::View;

/// Months for which it counts: the site is made anew long before.
const MONTHS: i64 = 6;

/// The contact as an address, if it is one: what the operator wrote is a line for people.
pub(crate) fn contact(site: &Site) -> Option<String> {
    let line = site.contact.as_deref()?.trim();
    let is_word = !line.is_empty() && line.chars().all(|c| c.is_ascii_graphic());
    if !is_word {
        return None;
    }
    if line.starts_with("https://") || line.starts_with("mailto:") {
        return Some(line.to_owned());
    }
    let (name, host) = line.split_once('@')?;
    let is_mail = !name.is_empty()
        && host.contains('.')
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        && !name.contains([':', '/', '?', '&', '%']);
    is_mail.then(|| format!("mailto:{line}"))
}

/// Puts the file, if there is somebody to be told.
pub(crate) fn put(out: &mut Collector<'_>, shelf: &Shelf) {
    let site = &shelf.site;
    let Some(contact) = contact(site) else {
        return;
    };
    let mut text = format!("Contact: {contact}\nExpires: {}\n", expires(shelf.made));
    text.push_str(&format!(
        "Preferred-Languages: {}\n",
        View::of(site).lang().as_str()
    ));
    if let Some(base) = &site.base_url {
        text.push_str(&format!("Canonical: {base}{}\n", address::SECURITY));
    }
    let draft = Draft::new(TEXT, Caching::Briefly, text.into_bytes());
    out.put(address::SECURITY, draft);
}

/// The first day of a month, so that the file does not change with every build.
fn expires(made: Timestamp) -> Timestamp {
    let date = made.date();
    let mut parts = date.split('-').filter_map(|part| part.parse::<i64>().ok());
    let (year, month) = (parts.next().unwrap_or(1970), parts.next().unwrap_or(1));
    let months = year * 12 + (month - 1) + MONTHS;
    let first = format!(
        "{:04}-{:02}-01T00:00:00Z",
        months.div_euclid(12),
        months.rem_euclid(12) + 1
    );
    // A day of a calendar: it can be read.
    first.parse().unwrap_or(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_on_the_first_of_a_month_half_a_year_ahead() {
        for (made, ends) in [
            ("2026-11-22T13:00:00Z", "2027-05-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-06-01T00:00:00Z"),
            ("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"),
        ] {
            assert_eq!(expires(made.parse().unwrap()), ends.parse().unwrap());
        }
    }
}
