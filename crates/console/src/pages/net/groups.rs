//! Sharing groups: who is in which, and a roster that changes it, drafted by a form. [C3]

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{RosterChange, RosterShown};
use fanal_protocol::{DeskId, DeskStatus, GroupId};

use crate::chrome::{Fault, Frame, page};
use crate::form::Form;
use crate::pages::net::desk::draft_page;
use crate::visit::{Page, Posted, Signed};

/// A group and who may be in it.
struct Group {
    name: String,
    members: Vec<String>,
    desks: Vec<Member>,
}

/// A desk, and whether it is in.
struct Member {
    id: String,
    name: String,
    is_in: bool,
}

#[derive(Template)]
#[template(path = "net_groups.html")]
struct GroupsPage {
    f: Frame,
    groups: Vec<Group>,
    /// For a group that is not there yet.
    desks: Vec<Member>,
    /// The version of the roster that the page shows: a form counts for that and no other.
    version: u64,
    typed: String,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let roster = who.desk().show_roster(&who.caller).await?;
    shown(&who, &roster, &query, Vec::new())
}

fn shown(who: &Signed, roster: &RosterShown, form: &Form, faults: Vec<Fault>) -> Page {
    let names: BTreeSet<&GroupId> = roster.desks.iter().flat_map(|desk| &desk.groups).collect();
    let group = |name: &GroupId| {
        let desks = members(roster, |groups| groups.contains(name));
        Group {
            name: name.to_string(),
            members: desks
                .iter()
                .filter(|it| it.is_in)
                .map(|it| it.name.clone())
                .collect(),
            desks,
        }
    };
    page(&GroupsPage {
        groups: names.into_iter().map(group).collect(),
        desks: members(roster, |_| false),
        version: roster.version,
        typed: form.one("group").to_owned(),
        f: Frame::signed(who, "net", who.texts().say("groups-title"))
            .done(Some(form.one("done")))
            .faulty(faults),
    })
}

/// The active desks, and who else is in.
fn members(roster: &RosterShown, is_in: impl Fn(&[GroupId]) -> bool) -> Vec<Member> {
    let fits = roster
        .desks
        .iter()
        .filter(|desk| desk.status == DeskStatus::Active || is_in(&desk.groups));
    fits.map(|desk| Member {
        id: desk.id.to_string(),
        name: desk.name.clone(),
        is_in: is_in(&desk.groups),
    })
    .collect()
}

/// Drafts a roster in which the group has exactly the desks that are ticked.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let roster = who.desk().show_roster(&who.caller).await?;
    let fault = |field, key: &str| vec![Fault::says(who.texts(), field, key)];
    if form.one("version") != roster.version.to_string() {
        return shown(&who, &roster, &form, fault("group", "changed-look-again"));
    }
    let Ok(group) = form.one("group").trim().parse::<GroupId>() else {
        return shown(&who, &roster, &form, fault("group", "group-name-hint"));
    };
    let wanted: BTreeSet<&str> = form.all("member").collect();
    let (joins, leaves) = moves(&roster, &group, &wanted);
    if joins.is_empty() && leaves.is_empty() {
        return shown(&who, &roster, &form, fault("group", "group-no-change"));
    }
    let change = RosterChange {
        join_groups: joins,
        leave_groups: leaves,
        ..RosterChange::default()
    };
    draft_page(&who, who.desk().draft_roster(&who.caller, &change).await?)
}

type Moves = BTreeMap<DeskId, BTreeSet<GroupId>>;

/// Who joins it, and who leaves.
fn moves(roster: &RosterShown, group: &GroupId, wanted: &BTreeSet<&str>) -> (Moves, Moves) {
    let (mut joins, mut leaves) = (Moves::new(), Moves::new());
    for desk in &roster.desks {
        let change = match (
            desk.groups.contains(group),
            wanted.contains(desk.id.as_str()),
        ) {
            (false, true) => &mut joins,
            (true, false) => &mut leaves,
            (true, true) | (false, false) => continue,
        };
        change.insert(desk.id.clone(), BTreeSet::from([group.clone()]));
    }
    (joins, leaves)
}
