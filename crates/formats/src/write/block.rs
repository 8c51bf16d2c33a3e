//! The one rule by which a value enters a list that blocks, and the domains that pass it.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::Role;
use fanal_stix::{Kind, Value};

use super::{Item, LeftOut, Listed, Settings, Tally};
use crate::guard::guarded;

/// How much a list blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tier {
    /// Servers and delivery sites only.
    #[default]
    Strict,
    /// Every role: vendors' websites too.
    Full,
}

impl Tier {
    /// A stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Full => "full",
        }
    }

    const fn takes(self, role: Role) -> bool {
        match self {
            Self::Strict => matches!(role, Role::C2 | Role::Delivery),
            Self::Full => true,
        }
    }
}

/// May this value enter a list that blocks? Only domains do: an address or a page is shared by strangers.
///
/// A PAP level that nobody stated permits nothing: see [`fanal_protocol::Marking::pap`].
pub fn may_block(item: &Item<'_>, listed: &Listed, tier: Tier) -> Result<(), LeftOut> {
    if listed.value.kind() != Kind::DomainName {
        return Err(LeftOut::NoPlace(listed.value.kind()));
    }
    if let Some(veto) = veto(item) {
        return Err(veto);
    }
    if item.pap.is_none() {
        return Err(LeftOut::PapUnstated);
    }
    if !item.is_confirmed(&listed.value) {
        return Err(LeftOut::Unconfirmed);
    }
    if guarded(listed.value.text()).is_some() {
        return Err(LeftOut::Guarded);
    }
    if tier.takes(listed.role) {
        Ok(())
    } else {
        Err(LeftOut::Role(listed.role))
    }
}

/// What keeps the values of an item out of every block list, whoever else lists them: somebody would be warned.
pub(super) fn veto(item: &Item<'_>) -> Option<LeftOut> {
    if item.may_alert_perpetrator {
        return Some(LeftOut::MayAlertPerpetrator);
    }
    let forbids = item.pap.is_some_and(|pap| !pap.permits_blocking());
    forbids.then_some(LeftOut::PapForbids)
}

/// The hosts that must not be blocked, whoever lists them, and with them what is above: many tools take a name with
/// all below it.
struct Vetoes<'i> {
    hosts: BTreeMap<&'i str, LeftOut>,
    above: BTreeMap<&'i str, LeftOut>,
}

impl<'i> Vetoes<'i> {
    fn of(items: &'i [Item<'_>], settings: &'i Settings<'_>) -> Self {
        let mut hosts = BTreeMap::new();
        let in_file = items.iter().filter_map(|item| Some((item, veto(item)?)));
        for (item, why) in in_file {
            let named = item.indicators.iter().map(|listed| (&listed.value, why));
            hosts.extend(named.filter_map(|(value, why)| Some((host_of(value)?, why))));
        }
        let others = settings.vetoed.iter().filter_map(host_of);
        hosts.extend(others.map(|host| (host, LeftOut::MayAlertPerpetrator)));
        let above = hosts.iter().flat_map(|(host, why)| {
            let parents = std::iter::successors(parent(host), |name| parent(name));
            parents.map(move |parent| (parent, *why))
        });
        let above = above.collect();
        Self { hosts, above }
    }

    /// Does one of them stand against this name? It may be the same host called `www`.
    fn against(&self, name: &str) -> Option<LeftOut> {
        let bare = name.strip_prefix("www.").unwrap_or(name);
        let known = self.hosts.get(name).or_else(|| self.above.get(name));
        known.or_else(|| self.hosts.get(bare)).copied()
    }
}

fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}

/// The host that a value names.
fn host_of(value: &Value) -> Option<&str> {
    if value.kind() == Kind::DomainName {
        return Some(value.text());
    }
    let url = Some(value.text()).filter(|_| value.kind() == Kind::Url)?;
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    host.split(':').next()
}

/// The domains that may be blocked, sorted, each once.
pub(super) fn domains<'i>(
    items: &'i [Item<'_>],
    settings: &'i Settings<'_>,
    tally: &mut Tally,
) -> BTreeSet<&'i str> {
    let tier = settings.tier;
    let vetoes = Vetoes::of(items, settings);
    let mut domains = BTreeSet::new();
    for (item, listed) in items
        .iter()
        .flat_map(|item| item.indicators.iter().map(move |listed| (item, listed)))
    {
        let name = listed.value.text();
        match (may_block(item, listed, tier), vetoes.against(name)) {
            (Err(reason), _) => tally.add(reason),
            (Ok(()), Some(veto)) => tally.add(veto),
            (Ok(()), None) if !domains.insert(name) => tally.add(LeftOut::Repeated),
            (Ok(()), None) => {}
        }
    }
    domains
}
