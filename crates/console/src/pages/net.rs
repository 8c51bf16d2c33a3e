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
use fanal_desk::{PeerStatus, RosterShown, Spread};
use fanal_protocol::DeskStatus;

use crate::calendar::{Moment, ago, day};
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::net::spread::{Cell, Table, route_words};
use crate::picture::{self, Line, Node};
use crate::texts::Texts;
use crate::visit::{Page, Signed};

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
    groups: Vec<(String, Vec<String>)>,
    suspended: Vec<(String, Moment, String)>,
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
    let suspended = roster
        .suspensions
        .iter()
        .map(|one| (one.desk.to_string(), day(texts, one.until), one.by.clone()));
    page(&NetPage {
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
        f: Frame::signed(&who, "net", texts.say("net-title")).done(Some(query.one("done"))),
    })
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
