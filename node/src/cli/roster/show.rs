//! `fanal roster show`, `joining`: the roster and its applicants, for people.

use fanal_api::Nothing;
use fanal_desk::{DeskShown, JoiningShown, RosterShown};
use fanal_protocol::{Label, Timestamp};

use crate::cli::show::word;
use crate::cli::{Invocation, Result};
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Each desk's keys too: since when each counts, and until when
    #[arg(long)]
    keys: bool,
}

impl Show {
    pub(super) async fn run(self, here: &Invocation) -> Result {
        let shown: RosterShown = here.call("roster", &Nothing {}).await?;
        let mut page = page(&shown);
        if self.keys {
            page.gap();
            let rows = shown.desks.iter().flat_map(keys);
            let rows: Vec<[String; 5]> = rows.collect();
            page.table(["DESK", "KEY FOR", "KEY BEGINS", "SINCE", "UNTIL"], &rows);
        }
        Outcome::of("roster", &shown, page).map(|it| it.listing("desks"))
    }
}

/// Letters of a key that are shown: more than `--revoke` asks for.
const KEY_LETTERS: usize = 16;

fn keys(desk: &DeskShown) -> impl Iterator<Item = [String; 5]> {
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    desk.keys.iter().map(move |key| {
        let until = moment(key.until);
        [
            desk.id.to_string(),
            key.which.name().to_owned(),
            key.public.chars().take(KEY_LETTERS).collect(),
            moment(key.since),
            if key.revoked {
                format!("{until}, revoked")
            } else {
                until
            },
        ]
    })
}

/// The roster that an act left in force.
pub(super) fn roster(name: &'static str, shown: &RosterShown) -> Result {
    Outcome::of(name, shown, page(shown)).map(|it| it.listing("desks"))
}

fn page(shown: &RosterShown) -> Page {
    let mut page = Page::new();
    page.heading(format!(
        "{}  roster {}, {}",
        shown.name, shown.version, shown.state
    ));
    page.pair("network", shown.network.to_string());
    page.pair("ends", shown.expires.to_string());
    let signers = names(&shown.coordinators);
    page.pair(
        "coordinators",
        format!("{signers}; a change needs {}", shown.threshold),
    );
    page.pair("to come in", rules(shown));
    page.pair("content is kept", kept(shown));
    if !shown.requests.is_empty() {
        page.pair("ask to join", names(&shown.requests));
    }
    page.gap();
    let rows: Vec<[String; 5]> = shown.desks.iter().map(row).collect();
    page.table(["DESK", "STATUS", "ADDRESS", "GROUPS", "NAME"], &rows);
    for suspended in &shown.suspensions {
        page.line(format!(
            "note: {} is suspended until {} by {}: {}",
            suspended.desk, suspended.until, suspended.by, suspended.why
        ));
    }
    for (desk, since) in &shown.locked {
        page.line(format!(
            "note: {desk} locked itself on {since}: suspended until the next roster says what becomes of it"
        ));
    }
    for desk in &shown.desks {
        if let Some(duty) = &desk.mandatory_reporting {
            let place = desk.jurisdiction.as_deref();
            let place = place.map_or_else(String::new, |place| format!(" ({place})"));
            page.line(format!(
                "note: {} must report to authorities{place}: {duty}",
                desk.id
            ));
        }
        for change in &desk.asks {
            page.line(format!("{} asks: {change}", desk.id));
        }
    }
    let late = shown.desks.iter().filter(|desk| !desk.accepts_code);
    let late: Vec<_> = late.map(|desk| desk.id.clone()).collect();
    if shown.rules.code_of_practice.is_some() && !late.is_empty() {
        page.line(format!(
            "no word came here that they keep the code of practice: {}",
            names(&late)
        ));
    }
    page
}

fn rules(shown: &RosterShown) -> String {
    let rules = &shown.rules;
    let mut all = vec![format!("{} vouches", rules.vouches)];
    if rules.objection_days > 0 {
        all.push(format!("{} days to object", rules.objection_days));
    }
    if rules.vouch_age_days > 0 {
        all.push(format!(
            "a desk vouches after {} days",
            rules.vouch_age_days
        ));
    }
    if rules.vouches_per_year > 0 {
        all.push(format!("for {} a year", rules.vouches_per_year));
    }
    if rules.members_first_days > 0 {
        all.push(format!(
            "the public {} days after the members",
            rules.members_first_days
        ));
    }
    if rules.everyone_coordinates {
        all.push("everyone coordinates".into());
    }
    if rules.code_of_practice.is_some() {
        all.push("a code of practice".into());
    }
    all.join(", ")
}

fn kept(shown: &RosterShown) -> String {
    let limits = Label::ALL.into_iter().filter_map(|label| {
        let days = shown.rules.kept_days(label)?;
        Some(format!("{label} for {days} days"))
    });
    let limits: Vec<String> = limits.collect();
    limits.join(", ")
}

fn row(desk: &DeskShown) -> [String; 5] {
    let addresses: Vec<String> = desk.addresses.iter().map(ToString::to_string).collect();
    let address = if addresses.is_empty() {
        "calls out only".into()
    } else {
        addresses.join(" ")
    };
    let groups: Vec<String> = desk.groups.iter().map(ToString::to_string).collect();
    [
        desk.id.to_string(),
        word(&desk.status),
        address,
        groups.join(" "),
        desk.name.clone(),
    ]
}

pub(super) fn joining(shown: &Vec<JoiningShown>) -> Result {
    let mut page = Page::new();
    for one in shown {
        page.heading(format!("{} ({})", one.desk, one.name));
        page.pair(
            "key",
            format!("{}, made known by {}", one.key, one.made_known_by),
        );
        page.pair_if(
            "objections until",
            one.window_ends.map(|ends| ends.to_string()),
        );
        for vouch in &one.vouches {
            let counts = vouch.not_counted.as_deref();
            let counts = counts.map(|why| format!(" (does not count: {why})"));
            page.line(format!(
                "  {} vouches: {}{}",
                vouch.by,
                vouch.how,
                counts.unwrap_or_default()
            ));
        }
        for objection in &one.objections {
            let settled = objection.settled.as_deref();
            let settled = settled.map(|what| format!(" (settled: {what})"));
            page.line(format!(
                "  {} objects: {}{}",
                objection.by,
                objection.why,
                settled.unwrap_or_default()
            ));
        }
        for lack in &one.lacks {
            page.line(format!("  lacks: {lack}"));
        }
        if one.lacks.is_empty() {
            page.line("  nothing stands against it: `fanal roster admit SLIP`");
        }
    }
    if shown.is_empty() {
        page.line("Nobody asks to join.");
    }
    Outcome::of("roster-joining", shown, page)
}
