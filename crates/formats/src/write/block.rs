//! The one rule by which a value enters a list that blocks, and the domains that pass it.

use std::io::{self, Write};

use fanal_protocol::Role;
use fanal_stix::{Kind, Value};

use super::sorting::{Scratch, Sorted, Sorter};
use super::vocabulary::Head;
use super::{FileKind, Files, Item, LeftOut, Listed, Settings, Tally, Writing, Written};
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

    /// Does a list of this kind take what has this role?
    pub const fn takes(self, role: Role) -> bool {
        match self {
            Self::Strict => matches!(role, Role::C2 | Role::Delivery),
            Self::Full => true,
        }
    }
}

/// May this value enter a list that blocks? Only domains do: an address or a page is shared by strangers.
///
/// A PAP level that nobody stated permits nothing: see [`fanal_protocol::Marking::pap`].
pub fn may_block(
    item: &Item<'_>,
    listed: &Listed,
    tier: Tier,
    agreed_on: &[Value],
) -> Result<(), LeftOut> {
    if listed.value.kind() != Kind::DomainName {
        return Err(LeftOut::NoPlace(listed.value.kind()));
    }
    if let Some(veto) = veto(item) {
        return Err(veto);
    }
    if item.pap.is_none() {
        return Err(LeftOut::PapUnstated);
    }
    if !item.is_confirmed(&listed.value, agreed_on) {
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

/// A list under way: names that may be blocked, and with them whose word stands against which of them, wherever both
/// came from.
pub(super) struct Domains<'s> {
    tier: Tier,
    agreed_on: &'s [Value],
    names: Sorter<'s>,
    tally: Tally,
    head: Head,
}

impl<'s> Domains<'s> {
    pub(super) fn begin(settings: &Settings<'s>, scratch: &'s dyn Scratch) -> Self {
        Self {
            tier: settings.tier,
            agreed_on: settings.agreed_on,
            names: Sorter::new(scratch),
            tally: Tally::default(),
            head: Head::default(),
        }
    }

    pub(super) fn take(&mut self, item: &Item<'_>) {
        self.head.see(item);
        let veto = veto(item);
        for listed in &item.indicators {
            if let Some(veto) = veto {
                self.forbid(&listed.value, veto);
            }
            match may_block(item, listed, self.tier, self.agreed_on) {
                Ok(()) => self.names.push(listed.value.text().as_bytes(), &[]),
                Err(reason) => self.tally.add(reason),
            }
        }
    }

    /// The host of this value must not be blocked, whoever lists it; nor the same host called `www`, nor what is
    /// above it: many tools take a name with all below it.
    fn forbid(&mut self, value: &Value, veto: LeftOut) {
        let Some((Kind::DomainName, host)) = value.host() else {
            return;
        };
        let why = u8::from(veto == LeftOut::PapForbids);
        self.names.push(host.as_bytes(), &[ITSELF, why]);
        let www = format!("www.{host}");
        self.names.push(www.as_bytes(), &[ITS_WWW, why]);
        for above in std::iter::successors(parent(&host), |name| parent(name)) {
            self.names.push(above.as_bytes(), &[BELOW_IT, why]);
        }
    }

    /// The list. `takes` says which names the format has a place for.
    pub(super) fn listed(
        mut self,
        settings: &Settings<'_>,
        takes: fn(&str) -> bool,
    ) -> io::Result<(ListedDomains, Tally)> {
        for value in settings.vetoed {
            self.forbid(value, LeftOut::MayAlertPerpetrator);
        }
        let (names, mut tally) = (self.names.sorted(), self.tally);
        let mut count = 0;
        names.groups(Said::add, |name, said| {
            match said.veto {
                Some((_, veto)) => tally.add_many(veto, said.listed),
                None if said.listed == 0 => {}
                None => {
                    tally.add_many(LeftOut::Repeated, said.listed - 1);
                    if takes(text(name)) {
                        count += 1;
                    } else {
                        tally.add(LeftOut::Spelling);
                    }
                }
            }
            Ok(())
        })?;
        let listed = ListedDomains {
            names,
            takes,
            count,
            head: self.head,
        };
        Ok((listed, tally))
    }
}

/// How a veto stands to a name; of several the first counts.
const ITSELF: u8 = 0;
const BELOW_IT: u8 = 1;
const ITS_WWW: u8 = 2;

/// What is said of a name.
#[derive(Default)]
struct Said {
    listed: usize,
    veto: Option<(u8, LeftOut)>,
}

impl Said {
    fn add(&mut self, payload: &[u8]) {
        let [how, why] = payload else {
            self.listed += 1;
            return;
        };
        let veto = if *why == 0 {
            LeftOut::MayAlertPerpetrator
        } else {
            LeftOut::PapForbids
        };
        if self.veto.is_none_or(|(before, _)| *how <= before) {
            self.veto = Some((*how, veto));
        }
    }
}

/// The domains that may be blocked, sorted, each once.
pub(super) struct ListedDomains {
    names: Sorted,
    takes: fn(&str) -> bool,
    count: usize,
    head: Head,
}

impl ListedDomains {
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    pub(super) fn header(&self, settings: &Settings<'_>) -> Vec<String> {
        self.head.lines(settings, self.count)
    }

    pub(super) fn each(&self, mut take: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        self.names.groups(Said::add, |name, said| {
            let name = text(name);
            if said.listed > 0 && said.veto.is_none() && (self.takes)(name) {
                take(name)?;
            }
            Ok(())
        })
    }
}

/// Names came in as text.
fn text(name: &[u8]) -> &str {
    std::str::from_utf8(name).unwrap_or_default()
}

fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}

/// A list that is one line, or a few, for each name.
pub(super) struct List<'s> {
    pub(super) domains: Domains<'s>,
    pub(super) settings: Settings<'s>,
    pub(super) form: &'static Form,
}

/// How such a list is written.
pub(super) struct Form {
    pub(super) media_type: &'static str,
    /// The name of the strict list, and of the full one.
    pub(super) file_names: [&'static str; 2],
    /// Which names it has a place for.
    pub(super) takes: fn(&str) -> bool,
    /// What stands before the first name, of the lines that every list begins with.
    pub(super) head: fn(&[String], &Settings<'_>) -> String,
    pub(super) line: fn(&mut dyn Write, &str) -> io::Result<()>,
}

impl<'s> List<'s> {
    pub(super) fn begin(
        form: &'static Form,
        settings: &Settings<'s>,
        scratch: &'s dyn Scratch,
    ) -> Box<dyn Writing + 's> {
        Box::new(Self {
            domains: Domains::begin(settings, scratch),
            settings: *settings,
            form,
        })
    }
}

impl Writing for List<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        self.domains.take(item);
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            domains,
            settings,
            form,
        } = *self;
        let (domains, tally) = domains.listed(&settings, form.takes)?;
        let [strict, full] = form.file_names;
        let kind = FileKind {
            media_type: form.media_type,
            file_name: match settings.tier {
                Tier::Strict => strict,
                Tier::Full => full,
            },
        };
        files.put(kind, &mut |out| {
            let head = (form.head)(&domains.header(&settings), &settings);
            out.write_all(head.as_bytes())?;
            domains.each(|name| (form.line)(out, name))
        })?;
        Ok(Written {
            announced: domains.count(),
            left_out: tally.finish(),
        })
    }
}
