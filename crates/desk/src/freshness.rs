//! How fresh a public feed is, as its signed `freshness.json` says: a mirror can neither stop nor go back unseen.
//! [PUB-10]

use fanal_protocol::{Code, DeskId, Digest, NetworkId, Problem, Timestamp};
use serde::{Deserialize, Serialize};

use crate::verify::verify_listed;

/// What a feed says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Freshness {
    /// The form of the file.
    pub fanal: u32,
    /// The network.
    pub network: NetworkId,
    /// The desk.
    pub desk: DeskId,
    /// The hour in which it was made.
    pub made: Timestamp,
    /// After this it is stale.
    pub valid_until: Timestamp,
    /// Grows with every other content.
    pub serial: u32,
    /// Which feed, where it is not the desk's own: `network` is that of the whole network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The public log at that time.
    pub log: LogHead,
}

/// The head of a log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LogHead {
    /// Which log.
    pub origin: String,
    /// Its entries.
    pub size: u64,
    /// Its root.
    pub root: Digest,
}

impl Freshness {
    /// Its name in the feed.
    pub const NAME: &'static str = "freshness.json";

    /// Reads the file that stands in a list whose signature was checked.
    pub fn read(signed_sums: &str, bytes: &[u8]) -> Result<Self, Problem> {
        verify_listed(signed_sums, Self::NAME, bytes)?;
        let read: Self = serde_json::from_slice(bytes).map_err(|error| {
            let text = format!("`{}` cannot be read: {error}", Self::NAME);
            Problem::new(Code::VerifyFormat, text)
        })?;
        if read.fanal == 1 {
            Ok(read)
        } else {
            let text = format!("`{}` is of form {}, unknown here", Self::NAME, read.fanal);
            Err(Problem::new(Code::VerifyFormat, text))
        }
    }

    /// Is it still fresh?
    pub fn is_fresh_at(&self, now: Timestamp) -> Result<(), Problem> {
        if now <= self.valid_until {
            return Ok(());
        }
        let text = format!(
            "the feed is stale: it was made on {} and counted until {}",
            self.made, self.valid_until
        );
        let hint = "the mirror may have stopped, or somebody holds the newer one back: fetch it another way";
        Err(Problem::new(Code::VerifyRevision, text).with_hint(hint))
    }

    /// May it come after the one that was seen before?
    pub fn follows(&self, seen: &Self) -> Result<(), Problem> {
        if (self.network, &self.desk) != (seen.network, &seen.desk) {
            let text = format!(
                "this is the feed of {}, seen before was that of {}",
                self.desk, seen.desk
            );
            return Err(Problem::new(Code::VerifyPlace, text));
        }
        if self.feed != seen.feed {
            let text =
                "one is the feed of the desk, the other that of its network: keep them apart";
            return Err(Problem::new(Code::VerifyPlace, text));
        }
        let back = |what: &str| {
            let text = format!("the feed went back: {what}");
            let hint = "an older feed is passed off as the newest: fetch it another way";
            Err(Problem::new(Code::VerifyRevision, text).with_hint(hint))
        };
        if (self.made, self.serial) < (seen.made, seen.serial) || self.serial < seen.serial {
            return back(&format!("serial {} after {}", self.serial, seen.serial));
        }
        if self.log.origin != seen.log.origin {
            // Another epoch of the same stream: the desk says so in its log of notices.
            return Ok(());
        }
        if self.log.size < seen.log.size {
            return back(&format!(
                "{} entries after {}",
                self.log.size, seen.log.size
            ));
        }
        if self.log.size == seen.log.size && self.log.root != seen.log.root {
            let text = "two logs of one size: the desk, or who has its keys, shows different readers different things";
            return Err(Problem::new(Code::VerifyLog, text));
        }
        Ok(())
    }

    /// In words.
    pub fn says(&self) -> Vec<String> {
        vec![
            format!("made on {}, fresh until {}", self.made, self.valid_until),
            format!("serial {}, log of {} entries", self.serial, self.log.size),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(made: i64, serial: u32, size: u64, root: u8) -> Freshness {
        Freshness {
            fanal: 1,
            network: NetworkId::founded_by(Digest::from_bytes([9; 32])),
            desk: "luz".parse().unwrap(),
            made: Timestamp::from_unix(made),
            valid_until: Timestamp::from_unix(made).plus_days(3),
            serial,
            feed: None,
            log: LogHead {
                origin: "fanal/v1/x/luz/1/clear".into(),
                size,
                root: Digest::from_bytes([root; 32]),
            },
        }
    }

    // [PUB-10]
    #[test]
    fn a_feed_that_stopped_is_stale() {
        let feed = feed(1_000_000, 1, 1, 1);
        assert!(feed.is_fresh_at(feed.valid_until).is_ok());
        let later = feed.is_fresh_at(feed.valid_until.plus_seconds(1));
        assert_eq!(later.unwrap_err().code, Code::VerifyRevision);
    }

    // [PUB-10]
    #[test]
    fn a_feed_that_went_back_is_refused() {
        let seen = feed(1_000_000, 5, 7, 7);
        assert!(seen.follows(&seen).is_ok());
        assert!(feed(2_000_000, 6, 8, 8).follows(&seen).is_ok());
        for (older, code) in [
            (feed(900_000, 4, 6, 6), Code::VerifyRevision),
            (feed(900_000, 5, 7, 7), Code::VerifyRevision),
            (feed(2_000_000, 4, 8, 8), Code::VerifyRevision),
            (feed(2_000_000, 6, 6, 6), Code::VerifyRevision),
            (feed(2_000_000, 6, 7, 8), Code::VerifyLog),
        ] {
            assert_eq!(older.follows(&seen).unwrap_err().code, code);
        }
        let mut other = feed(2_000_000, 6, 8, 8);
        other.desk = "sol".parse().unwrap();
        assert_eq!(other.follows(&seen).unwrap_err().code, Code::VerifyPlace);
        // [PUB-15] The desk's own feed is not passed off as the network's.
        let mut other = feed(2_000_000, 6, 8, 8);
        other.feed = Some("network".into());
        assert_eq!(other.follows(&seen).unwrap_err().code, Code::VerifyPlace);
    }
}
