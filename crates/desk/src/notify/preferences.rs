//! What a person wishes: language, address, quiet hours. Sealed at rest, seen by nobody else.

use fanal_protocol::Timestamp;
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid};

/// How often somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// As it comes.
    #[default]
    Now,
    /// Once a day, all together.
    Daily,
    /// Never.
    Never,
}

/// Hours in which nobody is woken, by the person's own clock. How far it is from UTC is kept, and no time zone:
/// a zone's name would tell where somebody is. It follows no summer time by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// From this hour, 0 to 23.
    pub from: u8,
    /// To this hour, 0 to 23; past midnight if it is smaller.
    pub to: u8,
    /// Minutes that the person's clock is ahead of UTC, in quarters of an hour; below 0 if it is behind.
    #[serde(default)]
    pub ahead: i16,
}

/// Clocks on earth are between 12 hours behind UTC and 14 ahead.
const CLOCKS: std::ops::RangeInclusive<i16> = -12 * 60..=14 * 60;

impl Quiet {
    pub(super) fn holds_at(self, now: Timestamp) -> bool {
        let there = now.unix() + i64::from(self.ahead) * 60;
        let hour = there.div_euclid(3_600).rem_euclid(24);
        let (from, to) = (i64::from(self.from), i64::from(self.to));
        if from <= to {
            (from..to).contains(&hour)
        } else {
            hour >= from || hour < to
        }
    }
}

/// One's own wishes. No Debug: an address goes into no log.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Preferences {
    /// `en`, `fr`, `es`, `ar`; the desk's own if it is empty.
    pub lang: String,
    /// Where mail goes; nobody is told by mail without one.
    pub mail: Option<String>,
    /// How often.
    pub when: When,
    /// When not.
    pub quiet: Option<Quiet>,
    /// What is urgent comes through quiet hours and digest.
    pub urgent: bool,
}

impl Desk {
    /// One's own wishes.
    pub async fn show_preferences(&self, caller: &Caller) -> Result<Preferences> {
        let mut unit = self.read().await?;
        of(unit.as_mut(), caller.account()).await
    }

    /// Sets one's own wishes, all of them.
    pub async fn set_preferences(
        &self,
        caller: &Caller,
        wishes: &Preferences,
    ) -> Result<Preferences> {
        check(wishes)?;
        let bytes = serde_json::to_vec(wishes);
        let bytes = bytes.map_err(|error| invalid(error.to_string()))?;
        let mut unit = self.begin().await?;
        unit.put_setting(&key(caller.account()), &bytes).await?;
        unit.commit().await?;
        Ok(wishes.clone())
    }
}

/// The wishes of an account.
pub(super) async fn of(unit: &mut dyn Unit, account: &str) -> Result<Preferences> {
    let stored = unit.setting(&key(account)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

fn key(account: &str) -> String {
    format!("account.{account}.preferences")
}

fn check(wishes: &Preferences) -> Result<()> {
    if !["", "en", "fr", "es", "ar"].contains(&wishes.lang.as_str()) {
        return Err(invalid("the language is none of en, fr, es, ar"));
    }
    if wishes
        .quiet
        .is_some_and(|quiet| quiet.from > 23 || quiet.to > 23)
    {
        return Err(invalid("quiet hours are from 0 to 23"));
    }
    if wishes
        .quiet
        .is_some_and(|quiet| !CLOCKS.contains(&quiet.ahead) || quiet.ahead % 15 != 0)
    {
        return Err(invalid(
            "a clock is between 12 hours behind UTC and 14 ahead, in quarters of an hour",
        ));
    }
    match &wishes.mail {
        Some(mail) if !is_address(mail) => Err(invalid("that is no mail address")),
        Some(_) | None => Ok(()),
    }
}

/// One address, as it may stand in a command of SMTP: nothing in it ends a line or an address.
pub(super) fn is_address(text: &str) -> bool {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        !part.is_empty() && part.chars().all(plain)
    };
    text.len() <= 254
        && text
            .split_once('@')
            .is_some_and(|(name, host)| part(name) && part(host) && !host.contains(['/', '%']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_go_past_midnight() {
        let at = |hour: i64| Timestamp::from_unix(hour * 3_600 + 59);
        let quiet = |from, to| Quiet { from, to, ahead: 0 };
        let night = quiet(21, 7);
        for (hour, quiet) in [
            (20, false),
            (21, true),
            (23, true),
            (0, true),
            (6, true),
            (7, false),
        ] {
            assert_eq!(night.holds_at(at(hour)), quiet, "{hour}");
        }
        let noon = quiet(12, 14);
        assert!(noon.holds_at(at(13)) && !noon.holds_at(at(14)) && !noon.holds_at(at(11)));
        assert!(!quiet(5, 5).holds_at(at(5)), "no hours are none");
    }

    /// [NOT-3]
    #[test]
    fn quiet_hours_are_those_of_the_persons_own_clock() {
        let at = |hour: i64, minute: i64| Timestamp::from_unix(hour * 3_600 + minute * 60);
        let night = |ahead| Quiet {
            from: 22,
            to: 6,
            ahead,
        };
        // In Kathmandu it is 5:45 later than in UTC, in Caracas 4 hours earlier.
        let kathmandu = night(345);
        assert!(kathmandu.holds_at(at(16, 15)) && !kathmandu.holds_at(at(16, 14)));
        assert!(kathmandu.holds_at(at(24, 14)) && !kathmandu.holds_at(at(24, 15)));
        let caracas = night(-240);
        assert!(caracas.holds_at(at(26, 0)) && !caracas.holds_at(at(25, 59)));
        assert!(caracas.holds_at(at(33, 59)) && !caracas.holds_at(at(34, 0)));
    }

    /// [NOT-3]
    #[test]
    fn a_clock_that_nobody_has_is_refused_and_wishes_of_before_are_read() {
        let wishes = |ahead| Preferences {
            quiet: Some(Quiet {
                from: 22,
                to: 6,
                ahead,
            }),
            ..Preferences::default()
        };
        for ahead in [0, 345, -570, 840, -720] {
            assert!(check(&wishes(ahead)).is_ok(), "{ahead}");
        }
        for ahead in [1, 855, -735, i16::MAX, i16::MIN] {
            assert!(check(&wishes(ahead)).is_err(), "{ahead}");
        }
        let before: Preferences = serde_json::from_str(r#"{"quiet":{"from":21,"to":7}}"#).unwrap();
        assert_eq!(before.quiet.map(|quiet| quiet.ahead), Some(0));
    }

    /// [NOT-4]
    #[test]
    fn what_would_break_out_of_a_command_is_no_address() {
        for good in ["a@b.example", "sol.y+x@mail.desk.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "a@b@c.example",
            "a b@c.example",
            "a@b.example\r\nRCPT TO:<x@y>",
            "<a@b.example>",
            "a@b.example>",
            "\"a\"@b.example",
            "a@b.example,c@d.example",
            "é@b.example",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
