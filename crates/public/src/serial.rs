//! The serial of zones and the revision of rules: it grows when the feed says something else, and only then, so that
//! nobody fetches a zone again for a new checkpoint.

use fanal_protocol::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::shelf::{ShelfItem, Site, Withdrawn};

/// What the feed says, in short, and under which serial.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Serial {
    says: Digest,
    pub(crate) number: u32,
}

impl Serial {
    /// As text, for whoever keeps the site in files.
    pub(crate) fn to_line(self) -> String {
        format!("{} {}", self.number, self.says)
    }

    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (number, says) = line.split_once(' ')?;
        Some(Self {
            says: says.parse().ok()?,
            number: number.parse().ok()?,
        })
    }

    /// The serial of the tree before, if the feed says the same; else one more, or the hour: it does not tell the moment
    /// of a publication. [SR-4] The first one after a start is the end of the hour, which is more than all that was
    /// added within it.
    pub(crate) fn of(says: Digest, made: Timestamp, previous: Option<Self>) -> Self {
        let seconds = |time: Timestamp| u32::try_from(time.unix()).unwrap_or(u32::MAX);
        let number = match previous {
            Some(before) if before.says == says => before.number,
            Some(before) => seconds(hour(made)).max(before.number.saturating_add(1)),
            None => seconds(hour(made).plus_seconds(3_600)),
        };
        Self { says, number }
    }
}

/// The hour in which a moment lies. [SR-4]
pub(crate) const fn hour(time: Timestamp) -> Timestamp {
    Timestamp::from_unix(time.unix() - time.unix().rem_euclid(3600))
}

/// What a feed says, in short.
pub(crate) fn says<'i>(
    site: &Site,
    items: impl IntoIterator<Item = &'i ShelfItem>,
    withdrawn: &[Withdrawn],
    beside: &[&str],
) -> Digest {
    let mut hash = Sha256::new();
    let mut put = |text: &str| {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    };
    for text in [
        &site.title,
        &site.desk_name,
        &site.lang,
        site.base_url.as_deref().unwrap_or_default(),
        site.contact.as_deref().unwrap_or_default(),
    ] {
        put(text);
    }
    for text in beside {
        put(text);
    }
    for item in items {
        put(&item.says.to_string());
    }
    for gone in withdrawn {
        put(&gone.id.to_string());
        for value in &gone.to_delete {
            put(value.text());
        }
    }
    Digest::from_bytes(hash.finalize().into())
}
