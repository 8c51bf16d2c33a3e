//! What a desk sees of a network: its roster, its own entry there, its clock against the others', its peers.

use std::collections::BTreeSet;

use fanal_protocol::{DeskId, DeskStatus, NetworkId, Timestamp};

use super::Diagnosis;
use crate::desk::Desk;
use crate::error::Result;
use crate::profile::ChannelLack;
use crate::status::{NetworkStatus, PeerStatus};

/// Seconds that the clock may be behind what peers signed.
const CLOCK_SLACK: i64 = 300;
/// Days before its end in which a roster should be renewed.
const ROSTER_DAYS: i64 = 30;
/// The day on which nothing else matters.
const LAST_DAY: i64 = 1;
/// What to do while no coordinator is heard.
const REACH_ONE: &str = "reach a coordinator's node: `fanal sync`";
/// How a profile is mended.
const CONTACT: &str = "`fanal profile set --channel 'signal=+33 1 00;end_to_end' --channel 'phone=+33 1 00;no_account_needed'`";
/// Days without contact after which a peer is worth a word.
const SILENT_DAYS: i64 = 3;

impl Diagnosis {
    pub(super) fn no_network(&mut self, waiting: Option<NetworkId>) {
        match waiting {
            Some(_) => self.warning(
                "network",
                "this desk waits to be admitted",
                "once it is, the desk that invited you has the rosters for you: `fanal roster take FILE`",
            ),
            None => self.warning(
                "network",
                "this desk is in no network yet",
                "found one with `fanal roster found NAME`, or join one with `fanal roster join SLIP`",
            ),
        }
    }

    pub(super) fn network(&mut self, network: &NetworkStatus, now: Timestamp) {
        self.coming_back(network);
        self.roster(network, now);
        self.ends(network);
        self.clock(network, now);
        self.lines(network);
        for peer in &network.peers {
            self.peer(peer, now);
        }
    }

    /// Can anything move at all? Of two desks one has to be reached by the other.
    fn lines(&mut self, network: &NetworkStatus) {
        let is_in = |peer: &&PeerStatus| peer.status == DeskStatus::Active;
        let is_reached = |peer: &PeerStatus| peer.reachable_by_us || peer.contact.is_some();
        let others: Vec<&PeerStatus> = network.peers.iter().filter(is_in).collect();
        let moves = network.has_address || others.iter().any(|peer| is_reached(peer));
        if others.is_empty() || moves {
            return;
        }
        self.warning(
            "lines",
            "no other desk has an address, and neither has this one: nothing moves until one of them can be called",
            "`fanal roster move HOST:PORT` asks the coordinators to name where this one listens; see \
             deploy/runbooks/own-entry.md",
        );
    }

    /// [CSL-41] Whose words were compared before their keys changed, or more than a year ago?
    pub(super) fn again(&mut self, desks: &BTreeSet<DeskId>) {
        for desk in desks {
            let text = format!(
                "the words of {desk} are to be checked again: its keys changed, or a year went by"
            );
            let fix = format!("fanal key words {desk}");
            self.advice("keys", text, &fix);
        }
    }

    /// Can everybody reach this desk, and can somebody do it unread?
    pub(super) fn contact(&mut self, lacks: &[ChannelLack]) {
        for lack in lacks {
            let text = match lack {
                ChannelLack::NoEncryptedChannel => {
                    "the desk's profile names no channel that is encrypted from end to end"
                }
                ChannelLack::NoEasyChannel => {
                    "the desk's profile names no channel that works without an account or a program of its own"
                }
            };
            self.advice("contact", text, CONTACT);
        }
        if lacks.is_empty() {
            let text =
                "the desk's profile names a channel for everybody, and one that is encrypted";
            self.good("contact", text);
        }
    }

    /// Does the roster name the keys that this node really has?
    pub(super) fn own_entry(&mut self, desk: &Desk) -> Result<()> {
        let (_, membership) = desk.membership(None)?;
        let Some(entry) = membership.roster.desk(desk.id()) else {
            self.bad(
                "own entry",
                "the roster does not name this desk",
                "ask a coordinator",
            );
            return Ok(());
        };
        let statement = desk.keys().statement.public();
        if !entry.tls.contains(&desk.tls_pin()) {
            self.bad(
                "own entry",
                "the roster has another TLS pin: peers refuse this node",
                "ask a coordinator",
            );
        } else if !entry.statement_keys_at(desk.now()).contains(&statement) {
            self.bad(
                "own entry",
                "the roster has another signing key: peers refuse what it says",
                "ask a coordinator",
            );
        } else {
            self.good("own entry", "the roster names this node's keys");
        }
        Ok(())
    }

    /// [ROS-24] Did somebody sign two rosters of a version that is over?
    pub(super) fn history(&mut self, forked_earlier: bool) {
        if forked_earlier {
            self.warning(
                "roster history",
                "there is a second roster of an earlier version, signed by enough of those who were coordinators then",
                "what is in force stands: ask the coordinators who signed twice; `fanal roster report` takes the proof along",
            );
        }
    }

    /// Did it come back, and does another copy of it run?
    fn coming_back(&mut self, network: &NetworkStatus) {
        if let Some(returning) = &network.returning {
            let missing: Vec<_> = returning.unheard.iter().map(ToString::to_string).collect();
            let missing = missing.join(", ");
            if returning.silent {
                self.warning(
                    "came back",
                    format!("nothing leaves until it has heard {missing}"),
                    "reach them: `fanal sync`; or go on without them: `fanal restore --go-on`",
                );
            } else {
                self.warning(
                    "came back",
                    format!("it went on without {missing}"),
                    "reach them: `fanal sync`",
                );
            }
        }
        if network.copied {
            self.bad(
                "copy",
                "peers hold more of this desk's own streams than it signed: another copy of it runs, or an old \
                 database was put back by hand",
                "stop the other one; then here, with the node stopped: `fanal restore --moved`",
            );
        }
    }

    fn roster(&mut self, network: &NetworkStatus, now: Timestamp) {
        let days = (network.expires.unix() - now.unix()).div_euclid(86_400);
        let name = format!("roster {} of {}", network.roster, network.name);
        if network.unheard {
            self.warning(
                "roster",
                format!("{name}: no coordinator was heard for three days; soon AMBER and RED wait"),
                REACH_ONE,
            );
        }
        match network.state.as_str() {
            "current" if days < LAST_DAY => {
                let fix = "coordinators: `fanal roster renew`, then sign it, today";
                self.bad("roster", format!("{name} ends within a day"), fix);
            }
            "current" if days < ROSTER_DAYS => {
                let fix = "coordinators: `fanal roster renew`, then sign it";
                self.warning("roster", format!("{name} ends in {days} days"), fix);
            }
            "current" => self.good(
                "roster",
                format!("{name} is current, and ends in {days} days"),
            ),
            "stale" => self.warning(
                "roster",
                format!("{name} is stale: no coordinator was heard, AMBER and RED wait"),
                REACH_ONE,
            ),
            other => self.bad(
                "roster",
                format!("{name} is {other}"),
                "ask the coordinators before you share anything",
            ),
        }
    }

    /// What ends within 30 days, and is no roster: that has a check of its own.
    fn ends(&mut self, network: &NetworkStatus) {
        for end in network.ends.iter().filter(|end| end.what != "roster") {
            let text = format!("the {} ends at {} ({} days)", end.what, end.at, end.days);
            let fix = "make the next one: `fanal key rotate`, see deploy/runbooks/own-entry.md";
            if end.days < 1 {
                self.bad("keys", text, fix);
            } else {
                self.warning("keys", text, fix);
            }
        }
    }

    fn clock(&mut self, network: &NetworkStatus, now: Timestamp) {
        let contacts = network.peers.iter().filter_map(|peer| peer.contact);
        let newest = contacts
            .chain(network.heartbeat)
            .map(Timestamp::unix)
            .max()
            .unwrap_or(0);
        let behind = newest - now.unix();
        if behind > CLOCK_SLACK {
            let text = format!("this machine's clock is {behind} s behind what others signed");
            self.bad(
                "clock",
                text,
                "let NTP keep the clock: `timedatectl set-ntp true`",
            );
        } else {
            self.good("clock", "it is not behind what others signed");
        }
    }

    fn peer(&mut self, peer: &PeerStatus, now: Timestamp) {
        let desk = &peer.desk;
        if peer.gaps > 0 {
            let text = format!(
                "{desk}: nobody gave {} of its entries yet: withheld, taken back for it, or refused for now",
                peer.gaps
            );
            self.warning("gaps", text, "fanal refusals");
        }
        if !peer.reachable_by_us {
            return;
        }
        let silent = peer
            .contact
            .is_none_or(|at| at.plus_days(SILENT_DAYS) < now);
        if peer.failures > 0 {
            let why = peer
                .error
                .map_or_else(String::new, |code| format!(": {code}"));
            let rounds = if peer.failures == 1 {
                "round"
            } else {
                "rounds"
            };
            let text = format!("{desk}: {} {rounds} failed{why}", peer.failures);
            self.warning("peer", text, &format!("fanal sync --peer {desk}"));
        } else if let Some(at) = peer.signed.filter(|_| peer.unheard) {
            let text = format!(
                "nothing that {desk} signed after {at} came here: it is silent, or kept from you"
            );
            self.warning("peer", text, &format!("fanal peer test {desk}"));
        } else if silent {
            let text = format!("{desk} was not heard for {SILENT_DAYS} days or more");
            self.warning("peer", text, &format!("fanal sync --peer {desk}"));
        } else {
            self.good("peer", format!("{desk} was heard"));
        }
    }
}
