//! `fanal profile`: who this desk is, how it is reached, and what others say of themselves.

use std::collections::BTreeSet;

use clap::Subcommand;
use fanal_api::WhichDesk;
use fanal_desk::{ChannelLack, DeskProfile, ProfileOrder};
use fanal_protocol::{Channel, DeskId, Profile, Timestamp};

use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// The profile of one desk, or of all
    Show(Show),
    /// Say who this desk is; it takes the place of what was said before
    Set(Set),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// Which desk [default: all]
    desk: Option<DeskId>,
}

#[derive(Debug, clap::Args)]
struct Set {
    /// A language that you answer in: en, ar, es ...
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    language: Vec<String>,
    /// When you answer, with the time zone
    #[arg(long)]
    hours: Option<String>,
    /// What you do: forensics, account recovery ...
    #[arg(long, value_name = "WHAT")]
    service: Vec<String>,
    /// How you are reached, and what to know of it: `end_to_end`, `no_account_needed` ...
    #[arg(long, value_name = "KIND=ADDRESS[;TRAIT,...]", value_parser = channel)]
    channel: Vec<Channel>,
    /// Your people have signed an agreement not to disclose
    #[arg(long)]
    nda: bool,
    /// Since when, as a date
    #[arg(long, value_name = "DATE", requires = "nda", value_parser = date)]
    nda_since: Option<Timestamp>,
    /// How you answer when authorities ask for what others sent you
    #[arg(long, value_name = "WORDS")]
    legal_requests: Option<String>,
    /// What you publish may stand in a feed of the whole network, at any member's public site
    #[arg(long)]
    network_feed: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Show(show) => {
            let order = WhichDesk { desk: show.desk };
            let shown: Vec<DeskProfile> = here.call("profile", &order).await?;
            Outcome::of("profile", &shown, page_of(&shown))
        }
        Act::Set(set) => {
            let order = ProfileOrder {
                profile: Profile {
                    languages: set.language.into_iter().collect(),
                    hours: set.hours,
                    services: set.service.into_iter().collect(),
                    channels: set.channel,
                    nda: set.nda,
                    nda_since: set.nda_since,
                    legal_requests: set.legal_requests,
                    network_feed: set.network_feed,
                },
            };
            let shown: DeskProfile = here.call("profile-set", &order).await?;
            let page = page_of(std::slice::from_ref(&shown));
            Outcome::of("profile-set", &shown, page)
        }
    }
}

fn date(text: &str) -> Result<Timestamp, String> {
    let midnight = format!("{text}T00:00:00Z");
    midnight
        .parse()
        .map_err(|_| format!("`{text}` is no date: write 2026-11-23"))
}

fn channel(text: &str) -> Result<Channel, String> {
    let (kind, rest) = text.split_once('=').ok_or("write KIND=ADDRESS;TRAIT,...")?;
    let (at, traits) = rest.split_once(';').unwrap_or((rest, ""));
    let traits: BTreeSet<String> = traits
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    Ok(Channel {
        kind: kind.trim().to_owned(),
        at: at.trim().to_owned(),
        traits,
    })
}

fn page_of(desks: &[DeskProfile]) -> Page {
    let mut page = Page::new();
    for desk in desks {
        page.heading(format!("{} ({})", desk.desk, desk.name));
        page.pair_if("law of", desk.jurisdiction.as_ref());
        page.pair_if("must report", desk.mandatory_reporting.as_ref());
        let Some(profile) = &desk.profile else {
            page.line("  has not said more of itself");
            continue;
        };
        let said = |words: &BTreeSet<String>| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        page.pair_if("languages", said(&profile.languages));
        page.pair_if("hours", profile.hours.as_ref());
        page.pair_if("services", said(&profile.services));
        for channel in &profile.channels {
            let traits = said(&channel.traits);
            let traits = traits
                .map(|words| format!(" ({words})"))
                .unwrap_or_default();
            page.pair(&channel.kind, format!("{}{traits}", channel.at));
        }
        page.pair(
            "agreement not to disclose",
            match profile.nda_since {
                Some(since) => format!("since {}", since.date()),
                None if profile.nda => "yes".to_owned(),
                None => "none on record".to_owned(),
            },
        );
        page.pair_if("if authorities ask", profile.legal_requests.as_ref());
        page.pair(
            "in a feed of the whole network",
            if profile.network_feed { "agrees" } else { "no" },
        );
        for lack in &desk.lacks {
            page.line(match lack {
                ChannelLack::NoEncryptedChannel => "  lacks a channel that is encrypted end to end",
                ChannelLack::NoEasyChannel => "  lacks a channel that needs no account",
            });
        }
    }
    page
}
