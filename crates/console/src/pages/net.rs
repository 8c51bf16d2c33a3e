//! The network: who is there, how they are, and what coordinators do. [C3] [C4]

pub(crate) mod desk;
pub(crate) mod desks;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod join;
pub(crate) mod recalls;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod spread;

use askama::Template;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::IntoResponse as _;
use fanal_desk::{PeerStatus, RosterShown, Spread, Week};
use fanal_protocol::{DeskStatus, Label};
use fanal_store::Right;

use crate::calendar::{Moment, ago, day};
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::net::spread::{Cell, Table, route_words};
use crate::picture::{self, Line, Node};
use crate::pill::Pill;
use crate::texts::Texts;
use crate::visit::{Page, Signed, Stop};

/// A desk in the table: the worst first.
struct Health {
    id: String,
    name: String,
    status: String,
    contact: String,
    /// How it is called.
    route: String,
    /// The version of the roster that it told last.
    roster: String,
    fault: Option<String>,
    failures: usize,
    /// How old the newest of its heads is that came here.
    signed: String,
    /// Nothing that it signed lately came here.
    unheard: bool,
    /// Places in its streams that are missing here.
    gaps: usize,
}

impl Health {
    /// Is there nothing to say against it?
    const fn is_well(&self) -> bool {
        self.failures == 0 && !self.unheard && self.gaps == 0
    }
}

#[derive(Template)]
#[template(path = "net.html")]
struct NetPage {
    f: Frame,
    name: String,
    version: String,
    expires: Moment,
    state: String,
    threshold: String,
    coordinators: Vec<String>,
    desks: Vec<Health>,
    spread: Table,
    /// Bulletins of the last weeks by label; empty for whom none are.
    shares: Vec<Share>,
    taken: String,
    /// Who has not said that it has the newest roster, with when it was heard last.
    late: Vec<(String, String)>,
    groups: Vec<(String, Vec<String>)>,
    suspended: Vec<(String, Moment, String, String)>,
    /// Desks whose words have to be compared again.
    again: Vec<String>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let roster = who.desk().show_roster(&who.caller).await?;
    let status = who.desk().status(&who.caller).await?;
    let spread = who.desk().spread(&who.caller).await?;
    let mut peers = status
        .network
        .map_or_else(Vec::new, |network| network.peers);
    let trouble = |peer: &PeerStatus| (peer.failures, peer.unheard, peer.gaps);
    peers.sort_by_key(|peer| (std::cmp::Reverse(trouble(peer)), peer.contact));
    let suspended = roster.suspensions.iter().map(|one| {
        let (by, why) = (one.by.clone(), one.why.clone());
        (one.desk.to_string(), day(texts, one.until), by, why)
    });
    let again = who.desk().keys_to_compare(&who.caller).await?;
    let (taken, late) = taken(&who, &roster, &spread, &peers);
    page(&NetPage {
        shares: shares(&who).await?,
        taken,
        late,
        name: roster.name.clone(),
        version: texts.number(roster.version),
        expires: day(texts, roster.expires),
        state: texts.say(&format!("roster-{}", roster.state)),
        threshold: texts.of_all(
            "threshold-of",
            usize::from(roster.threshold),
            roster.coordinators.len(),
        ),
        coordinators: roster.coordinators.clone(),
        desks: peers
            .iter()
            .map(|peer| health(&who, &roster, &spread, peer))
            .collect(),
        groups: groups(&roster),
        spread: Table::of(texts, spread),
        suspended: suspended.collect(),
        again: again.iter().map(ToString::to_string).collect(),
        f: Frame::signed(&who, "net", texts.say("net-title")).done(Some(query.one("done"))),
    })
}

/// A label's share, in whole parts of a hundred.
struct Share {
    pill: Pill,
    hundredths: usize,
    words: String,
    count: String,
}

/// Of what was written here or came in the last weeks, and this account may see. [CSL-16]
async fn shares(who: &Signed) -> Result<Vec<Share>, Stop> {
    let texts = who.texts();
    let rights = who.caller.rights();
    if !rights.contains(&Right::Analyst) && !rights.contains(&Right::Reviewer) {
        return Ok(Vec::new());
    }
    let weeks = who.desk().count_weeks(&who.caller).await?;
    let all: usize = weeks.iter().map(Week::all).sum();
    let of = |label: Label| {
        let counts = weeks.iter().filter_map(|week| week.by_label.get(&label));
        let count: usize = counts.sum();
        let hundredths = (count * 100 + all / 2).checked_div(all).unwrap_or_default();
        Share {
            pill: Pill::of(texts, label),
            hundredths,
            words: texts.with("percent", "n", texts.number(hundredths)),
            count: texts.number(count),
        }
    };
    Ok(if all == 0 {
        Vec::new()
    } else {
        Label::ALL.map(of).into()
    })
}

/// How many desks that are in told that they have the roster in force, and who did not.
fn taken(
    who: &Signed,
    roster: &RosterShown,
    spread: &[Spread],
    peers: &[PeerStatus],
) -> (String, Vec<(String, String)>) {
    let texts = who.texts();
    let is_in = |one: &&Spread| {
        let mut desks = roster.desks.iter();
        desks.any(|desk| desk.id == one.desk && desk.status == DeskStatus::Active)
    };
    let all: Vec<&Spread> = spread.iter().filter(is_in).collect();
    let has = |one: &&Spread| one.roster.is_some_and(|told| told >= roster.version);
    let (has, late): (Vec<&Spread>, Vec<&Spread>) = all.iter().copied().partition(has);
    let late = late.into_iter().map(|one| {
        let peer = peers.iter().find(|peer| peer.desk == one.desk);
        let heard = peer.and_then(|peer| peer.contact);
        let heard = heard.map(|at| ago(texts, at, who.desk().now()));
        let heard = heard.unwrap_or_else(|| texts.say("never"));
        (one.desk.to_string(), heard)
    });
    let late = late.collect();
    (texts.of_all("net-taken-by", has.len(), all.len()), late)
}

fn health(who: &Signed, roster: &RosterShown, spread: &[Spread], peer: &PeerStatus) -> Health {
    let texts = who.texts();
    let told = spread.iter().find(|one| one.desk == peer.desk);
    let version = told.and_then(|told| told.roster);
    let entry = roster.desks.iter().find(|desk| desk.id == peer.desk);
    let contact = peer.contact.map(|at| ago(texts, at, who.desk().now()));
    let signed = peer.signed.map(|at| ago(texts, at, who.desk().now()));
    Health {
        id: peer.desk.to_string(),
        name: entry.map_or_else(String::new, |desk| desk.name.clone()),
        status: status_words(texts, peer.status),
        contact: contact.unwrap_or_else(|| texts.say("never")),
        route: told.map_or_else(String::new, |told| route_words(texts, told.route)),
        roster: version.map_or_else(|| "–".to_owned(), |version| texts.number(version)),
        fault: peer.error.map(|code| texts.code(code)),
        failures: usize::try_from(peer.failures).unwrap_or(usize::MAX),
        signed: signed.unwrap_or_else(|| texts.say("never")),
        unheard: peer.unheard,
        gaps: usize::try_from(peer.gaps).unwrap_or(usize::MAX),
    }
}

/// The same as a picture, on light paper.
pub(crate) async fn picture(who: Signed) -> Page {
    drawn(&who, false).await
}

/// The same on dark paper.
pub(crate) async fn picture_dark(who: Signed) -> Page {
    drawn(&who, true).await
}

async fn drawn(who: &Signed, dark: bool) -> Page {
    let status = who.desk().status(&who.caller).await?;
    let mut peers = status
        .network
        .map_or_else(Vec::new, |network| network.peers);
    peers.sort_by_key(|peer| std::cmp::Reverse(peer.failures));
    let nodes: Vec<Node> = peers
        .iter()
        .map(|peer| Node {
            name: peer.desk.to_string(),
            line: match (peer.status, peer.failures, peer.contact) {
                (DeskStatus::Suspended | DeskStatus::Left | DeskStatus::Expelled, _, _) => {
                    Line::Out
                }
                (DeskStatus::Active, 1.., _) => Line::Failing,
                (DeskStatus::Active, 0, Some(_)) => Line::Good,
                (DeskStatus::Active, 0, None) => Line::Never,
            },
        })
        .collect();
    let file = picture::network(who.desk().id().as_str(), &nodes, dark);
    let kind = [(header::CONTENT_TYPE, "image/png")];
    Ok((kind, file).into_response())
}

/// Each group with the desks in it: who can read what.
fn groups(roster: &RosterShown) -> Vec<(String, Vec<String>)> {
    let mut groups: std::collections::BTreeMap<String, Vec<String>> =
        std::collections::BTreeMap::new();
    for desk in &roster.desks {
        for group in &desk.groups {
            let members = groups.entry(group.to_string()).or_default();
            members.push(desk.id.to_string());
        }
    }
    groups.into_iter().collect()
}

/// What a desk is to the network.
pub(crate) fn status_words(texts: &Texts, status: DeskStatus) -> String {
    texts.say(match status {
        DeskStatus::Active => "status-active",
        DeskStatus::Suspended => "status-suspended",
        DeskStatus::Left => "status-left",
        DeskStatus::Expelled => "status-expelled",
    })
}
