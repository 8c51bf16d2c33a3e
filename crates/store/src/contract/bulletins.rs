//! Statements, lists, values.

use std::collections::BTreeSet;

use fanal_protocol::{Kind, Label, Reference, Role};

use super::samples::{
    at, begin, bulletin, desk, digest, domain, id, indexed, network, peek, reference, stored,
};
use crate::{
    Elsewhere, Filter, Hit, Indexed, NewStatement, Stance, State, StatementRow, Store, Unit,
};

pub async fn a_statement_comes_back_by_digest_and_by_identity(store: &dyn Store) {
    let put = bulletin("kivu", 1);
    let expected = StatementRow {
        reference: put.reference.clone(),
        revision: 1,
        kind: Kind::Bulletin,
        digest: put.digest,
        issued: put.issued,
        received: put.received,
        sender: Some(desk("sender")),
        purged_by: None,
    };
    stored(store, &[put]).await;
    let mut unit = begin(store).await;
    assert_eq!(
        unit.statement(expected.digest).await.unwrap(),
        Some(expected.clone())
    );
    assert_eq!(unit.statement(digest(9)).await.unwrap(), None);
    let of = unit
        .statements_of(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    assert_eq!(of, [expected]);
    assert_eq!(
        unit.statements_of(network(2), &reference("kivu", 1))
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        unit.statements_of(network(1), &reference("lagos", 1))
            .await
            .unwrap(),
        []
    );
}

pub async fn an_envelope_comes_back_byte_for_byte_with_its_facts(store: &dyn Store) {
    let lengths = [0, 1, 600, 100_000];
    let put = |n: u32, length: usize| {
        let mut statement = bulletin("kivu", n);
        let noise = (0..length).map(|i| digest(u32::try_from(i / 3).unwrap()).as_bytes()[i % 3]);
        statement.bytes = noise.collect();
        statement
    };
    for (n, length) in (1..).zip(lengths) {
        stored(store, &[put(n, length)]).await;
        let expected = put(n, length);
        let (facts, envelope) = begin(store)
            .await
            .envelope(expected.digest)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(envelope.object(), &expected.facts.object);
        assert!(facts == expected.facts);
        assert!(peek(envelope) == expected.bytes, "{length} bytes");
    }
    assert!(
        begin(store)
            .await
            .envelope(digest(9))
            .await
            .unwrap()
            .is_none()
    );
}

pub async fn the_same_statement_again_changes_nothing(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1), bulletin("kivu", 1)]).await;
    let mut again = bulletin("kivu", 1).holding(&["late.example"]);
    again.sender = None;
    again.received = at(500);
    stored(store, &[again]).await;
    let mut unit = begin(store).await;
    let of = unit
        .statements_of(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    let seen: Vec<_> = of
        .iter()
        .map(|row| (row.received, row.sender.clone()))
        .collect();
    assert_eq!(seen, [(at(1), Some(desk("sender")))]);
    assert_eq!(
        unit.probe(network(1), &[domain("late.example")], 1)
            .await
            .unwrap(),
        []
    );
}

pub async fn a_bulletin_shows_its_newest_revision_whatever_came_first(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1).revised(2)]).await;
    stored(
        store,
        &[bulletin("kivu", 1).revised(3), bulletin("kivu", 1)],
    )
    .await;
    let mut unit = begin(store).await;
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    let newest = bulletin("kivu", 1).revised(3);
    assert_eq!((row.revision, row.digest), (3, newest.digest));
    assert!(row.facts.unwrap() == newest.facts);
    assert_eq!(peek(row.brief.unwrap()).title, "revision 3");
    let of = unit
        .statements_of(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    assert_eq!(
        of.iter().map(|row| row.revision).collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

pub async fn a_new_revision_changes_neither_first_arrival_nor_stance(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    unit.put_stance(network(1), &reference("kivu", 1), Stance::Use)
        .await
        .unwrap();
    let mut second = bulletin("kivu", 1)
        .revised(2)
        .labelled(Label::Amber)
        .received_at(at(70));
    second.retain_until = Some(at(90));
    unit.put_statements(&[second]).await.unwrap();
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.stance, row.received), (Stance::Use, at(1)));
    assert_eq!((row.label, row.retain_until), (Label::Amber, Some(at(90))));
}

pub async fn what_is_no_content_is_stored_but_not_listed(store: &dyn Store) {
    let retraction = bulletin("kivu", 1).of_kind(Kind::Retraction);
    let found = retraction.digest;
    stored(store, &[retraction]).await;
    let mut unit = begin(store).await;
    assert!(unit.envelope(found).await.unwrap().is_some());
    assert!(
        unit.bulletin(network(1), &reference("kivu", 1))
            .await
            .unwrap()
            .is_none()
    );
    let all = Filter {
        purged_too: true,
        ..Filter::default()
    };
    assert!(unit.bulletins(network(1), &all).await.unwrap().is_empty());
    assert_eq!(unit.counts().await.unwrap(), (0, 0));
}

pub async fn a_publication_is_listed_as_clear(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1).of_kind(Kind::Publication)]).await;
    let mut unit = begin(store).await;
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.kind, row.label), (Kind::Publication, Label::Clear));
}

pub async fn a_network_does_not_see_the_bulletins_of_another(store: &dyn Store) {
    let elsewhere = bulletin("kivu", 1)
        .of_network(network(2))
        .labelled(Label::Red);
    stored(store, &[bulletin("kivu", 1), elsewhere]).await;
    let mut unit = begin(store).await;
    for (n, label) in [(1, Label::Green), (2, Label::Red)] {
        let row = unit
            .bulletin(network(n), &reference("kivu", 1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.label, label);
        assert_eq!(
            unit.bulletins(network(n), &Filter::default())
                .await
                .unwrap()
                .len(),
            1
        );
    }
    assert!(
        unit.bulletins(network(3), &Filter::default())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn listed(unit: &mut dyn Unit, filter: Filter) -> Vec<Reference> {
    let rows = unit.bulletins(network(1), &filter).await.unwrap();
    rows.into_iter().map(|row| row.reference).collect()
}

pub async fn lists_are_newest_first_and_page_without_gap_or_double(store: &dyn Store) {
    // Three of each moment: the page must turn within one.
    let statements: Vec<NewStatement> = (0..30)
        .map(|n| bulletin("kivu", n).received_at(at(i64::from(n / 3))))
        .collect();
    stored(store, &statements).await;
    let mut unit = begin(store).await;
    let whole = unit
        .bulletins(network(1), &Filter::default())
        .await
        .unwrap();
    let all: Vec<Reference> = whole.iter().map(|row| row.reference.clone()).collect();
    assert_eq!(all.len(), 30);
    assert!(whole.is_sorted_by(|a, b| a.received >= b.received));
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let filter = Filter {
            before: before.take(),
            limit: 4,
            ..Filter::default()
        };
        let page = unit.bulletins(network(1), &filter).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.received, last.reference.clone()));
        paged.extend(page.into_iter().map(|row| row.reference));
    }
    assert_eq!(paged, all);
}

/// A filter with one condition.
fn only(condition: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    condition(&mut filter);
    filter
}

pub async fn a_filter_lets_through_what_it_names(store: &dyn Store) {
    let mut ending = bulletin("kivu", 1);
    ending.retain_until = Some(at(100));
    let mut purged = bulletin("kivu", 2);
    purged.retain_until = Some(at(50));
    let amber = bulletin("lagos", 3).labelled(Label::Amber);
    let public = bulletin("lagos", 4).of_kind(Kind::Publication);
    stored(store, &[ending, purged, amber, public]).await;
    let mut unit = begin(store).await;
    unit.put_stance(network(1), &reference("lagos", 3), Stance::Watch)
        .await
        .unwrap();
    unit.purge(network(1), &reference("kivu", 2), digest(9))
        .await
        .unwrap();
    let whole = id(3).to_string();
    let prefix: String = whole.chars().take(7).collect();
    let cases: [(Filter, &[u32]); 14] = [
        (Filter::default(), &[4, 3, 1]),
        (only(|f| f.kind = Some(Kind::Publication)), &[4]),
        (only(|f| f.origin = Some(desk("kivu"))), &[1]),
        (only(|f| f.origin = Some(desk("nobody"))), &[]),
        (only(|f| f.not_origin = Some(desk("lagos"))), &[1]),
        (only(|f| f.label = Some(Label::Amber)), &[3]),
        (only(|f| f.stance = Some(Stance::Watch)), &[3]),
        (only(|f| f.purged_too = true), &[4, 3, 2, 1]),
        (only(|f| f.retain_until_at_most = Some(at(100))), &[1]),
        (only(|f| f.retain_until_at_most = Some(at(99))), &[]),
        (only(|f| f.id_prefix = Some(prefix)), &[3]),
        (only(|f| f.id_prefix = Some(whole)), &[3]),
        (only(|f| f.id_prefix = Some("%".into())), &[]),
        (only(|f| f.limit = 1), &[4]),
    ];
    for (filter, expected) in cases {
        let ids: Vec<_> = expected.iter().map(|n| id(*n)).collect();
        let found = listed(&mut *unit, filter.clone()).await;
        assert_eq!(
            found.iter().map(|row| row.id).collect::<Vec<_>>(),
            ids,
            "{filter:?}"
        );
    }
}

pub async fn a_stance_stays_until_it_changes(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.state, row.stance), (State::Held, Stance::New));
    for stance in [Stance::Use, Stance::Watch, Stance::Dismissed, Stance::New] {
        unit.put_stance(network(1), &reference("kivu", 1), stance)
            .await
            .unwrap();
        let row = unit
            .bulletin(network(1), &reference("kivu", 1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.stance, stance);
    }
    unit.put_stance(network(1), &reference("kivu", 2), Stance::Use)
        .await
        .unwrap();
}

fn hit(key: usize, n: u32) -> Hit {
    Hit {
        key,
        reference: reference("kivu", n),
        role: Some(Role::Unknown),
    }
}

pub async fn of_many_bulletins_those_that_are_here_come_back(store: &dyn Store) {
    let elsewhere = bulletin("kivu", 4).of_network(network(2));
    let talk = bulletin("kivu", 5).of_kind(Kind::Retraction);
    let held = [bulletin("kivu", 1), bulletin("lagos", 1), elsewhere, talk];
    stored(store, &held).await;
    stored(store, &[bulletin("kivu", 1).revised(2)]).await;
    let asked: Vec<Reference> = (0..600)
        .map(|n| reference("kivu", n))
        .chain([reference("lagos", 1), reference("nobody", 1)])
        .collect();
    let mut unit = begin(store).await;
    let mut rows = unit.bulletins_among(network(1), &asked).await.unwrap();
    rows.sort_by(|a, b| a.reference.cmp(&b.reference));
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.reference.clone(), row.revision))
        .collect();
    assert_eq!(
        found,
        [(reference("kivu", 1), 2), (reference("lagos", 1), 1)]
    );
    assert_eq!(
        peek(rows.remove(0).brief.unwrap()).title,
        "revision 2",
        "each with what lists show"
    );
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    let gone = unit
        .bulletins_among(network(1), &[reference("kivu", 1)])
        .await
        .unwrap();
    assert_eq!(
        gone.iter().map(|row| row.state).collect::<Vec<_>>(),
        [State::Purged]
    );
    assert!(gone.iter().all(|row| row.brief.is_none()));
    assert!(
        unit.bulletins_among(network(3), &asked)
            .await
            .unwrap()
            .is_empty()
    );
}

pub async fn of_many_identities_all_statements_come_back(store: &dyn Store) {
    let elsewhere = bulletin("kivu", 2).of_network(network(2));
    let talk = bulletin("kivu", 3).of_kind(Kind::Retraction);
    let second = bulletin("kivu", 1).revised(2);
    let expected = [
        (reference("kivu", 1), 1, bulletin("kivu", 1).digest),
        (reference("kivu", 1), 2, second.digest),
        (reference("kivu", 3), 1, talk.digest),
        (reference("lagos", 1), 1, bulletin("lagos", 1).digest),
    ];
    stored(store, &[second, bulletin("kivu", 1)]).await;
    stored(store, &[bulletin("lagos", 1), elsewhere, talk]).await;
    let asked: Vec<Reference> = (0..600)
        .map(|n| reference("kivu", n))
        .chain([reference("lagos", 1), reference("nobody", 1)])
        .collect();
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("lagos", 1), digest(9))
        .await
        .unwrap();
    let rows = unit.statements_among(network(1), &asked).await.unwrap();
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| (row.reference.clone(), row.revision, row.digest))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut wanted = expected.to_vec();
    wanted.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, wanted);
    assert!(
        unit.statements_among(network(1), &[])
            .await
            .unwrap()
            .is_empty()
    );
    let of_one = unit
        .statements_of(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    let among = rows.into_iter();
    let among: Vec<_> = among
        .filter(|row| row.reference == reference("kivu", 1))
        .collect();
    assert_eq!(among, of_one);
}

// [RST-7]
pub async fn words_of_a_kind_come_back_newest_first_and_without_what_is_gone(store: &dyn Store) {
    let card = |n| bulletin("kivu", n).of_kind(Kind::ContactCard);
    let sealed = bulletin("kivu", 9).of_kind(Kind::Sealed);
    let elsewhere = bulletin("kivu", 8)
        .of_kind(Kind::ContactCard)
        .of_network(network(2));
    let second = card(1).revised(2);
    let newest = [
        (reference("kivu", 3), 1, card(3).digest),
        (reference("kivu", 1), 2, second.digest),
    ];
    stored(store, &[card(1), card(2), bulletin("kivu", 7), sealed]).await;
    stored(store, &[elsewhere, second, card(3)]).await;
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 2), digest(9))
        .await
        .unwrap();
    let rows = unit.words(network(1), Kind::ContactCard, 10).await.unwrap();
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.reference.clone(), row.revision, row.digest))
        .collect();
    assert_eq!(found, newest);
    let one = unit.words(network(1), Kind::ContactCard, 1).await.unwrap();
    assert_eq!(one, rows[..1]);
    let gone = unit
        .words_gone(network(1), Kind::ContactCard)
        .await
        .unwrap();
    let names = gone.iter().map(|row| (&row.reference, row.purged_by));
    let names: Vec<_> = names.collect();
    assert_eq!(names, [(&reference("kivu", 2), Some(digest(9)))]);
    for (network, kind) in [(network(1), Kind::Sealed), (network(2), Kind::ContactCard)] {
        assert_eq!(unit.words_gone(network, kind).await.unwrap(), []);
    }
    let content = unit.words(network(1), Kind::Bulletin, 10).await.unwrap();
    assert_eq!(content, [], "what has a label is content");
    let unknown = unit.words(network(3), Kind::Sealed, 10).await.unwrap();
    assert_eq!(unknown, []);
}

pub async fn a_value_is_found_with_what_it_does(store: &dyn Store) {
    const ALL: [Role; 6] = [
        Role::C2,
        Role::Delivery,
        Role::Website,
        Role::Sender,
        Role::Payload,
        Role::Unknown,
    ];
    let holding = |n: u32, role| {
        let mut statement = bulletin("kivu", n);
        statement.index = vec![Indexed {
            role: Some(role),
            ..indexed("evil.example")
        }];
        statement
    };
    for (n, role) in (1..).zip(ALL) {
        stored(store, &[holding(n, role)]).await;
    }
    let mut unit = begin(store).await;
    let hits = unit
        .probe(network(1), &[domain("evil.example")], 9)
        .await
        .unwrap();
    let mut roles: Vec<_> = hits.into_iter().filter_map(|hit| hit.role).collect();
    roles.reverse();
    assert_eq!(roles, ALL);
    // Of several indicators of one value the most dangerous, whatever came first.
    let mut both = bulletin("kivu", 7);
    both.index = [None, Some(Role::Website), Some(Role::C2)]
        .map(|role| Indexed {
            role,
            ..indexed("both.example")
        })
        .to_vec();
    unit.put_statements(&[both]).await.unwrap();
    let hits = unit
        .probe(network(1), &[domain("both.example")], 9)
        .await
        .unwrap();
    let roles: Vec<_> = hits.into_iter().map(|hit| hit.role).collect();
    assert_eq!(roles, [Some(Role::C2)]);
}

pub async fn a_value_that_is_known_by_a_part_is_found_without_a_role(store: &dyn Store) {
    let mut statement = bulletin("kivu", 1);
    statement.index = vec![Indexed {
        role: None,
        ..indexed("evil.example")
    }];
    stored(store, &[statement]).await;
    let mut unit = begin(store).await;
    let hits = unit
        .probe(network(1), &[domain("evil.example")], 9)
        .await
        .unwrap();
    assert_eq!(
        hits,
        [Hit {
            role: None,
            ..hit(0, 1)
        }]
    );
}

pub async fn a_value_is_found_in_the_newest_revision_only(store: &dyn Store) {
    let (old, new, both) = (
        domain("old.example"),
        domain("new.example"),
        domain("both.example"),
    );
    stored(
        store,
        &[bulletin("kivu", 1).holding(&["old.example", "both.example"])],
    )
    .await;
    stored(
        store,
        &[bulletin("kivu", 1)
            .revised(2)
            .holding(&["new.example", "both.example"])],
    )
    .await;
    let late = bulletin("kivu", 1)
        .of_kind(Kind::Publication)
        .holding(&["old.example"]);
    stored(store, &[late]).await;
    let hits = begin(store)
        .await
        .probe(network(1), &[old, new, both], 9)
        .await
        .unwrap();
    assert_eq!(hits, [hit(1, 1), hit(2, 1)]);
}

pub async fn a_value_is_found_only_as_the_kind_that_it_is(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1).holding(&["evil.example"])]).await;
    let mut unit = begin(store).await;
    let as_name = (fanal_stix::Kind::FileName, "evil.example".to_owned());
    assert_eq!(
        unit.probe(network(1), &[as_name, domain("evil.example")], 9)
            .await
            .unwrap(),
        [hit(1, 1)]
    );
}

pub async fn what_two_desks_hold_is_told_and_nothing_else(store: &dyn Store) {
    let mut part = bulletin("lagos", 2);
    part.index = vec![Indexed {
        role: None,
        ..indexed("part.example")
    }];
    let elsewhere = bulletin("lagos", 3)
        .of_network(network(2))
        .holding(&["elsewhere.example"]);
    stored(
        store,
        &[
            bulletin("kivu", 1).holding(&["both.example", "part.example", "elsewhere.example"]),
            bulletin("kivu", 2).holding(&["both.example", "twice.example"]),
            bulletin("kivu", 3).holding(&["twice.example", "gone.example"]),
            bulletin("lagos", 1).holding(&["both.example", "other.example"]),
            bulletin("lagos", 4).holding(&["gone.example", "other.example"]),
            bulletin("minsk", 1).holding(&["other.example"]),
            part,
            elsewhere,
        ],
    )
    .await;
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("lagos", 4), digest(9))
        .await
        .unwrap();
    let hits = unit.held_in_common(network(1)).await.unwrap();
    assert!(hits.iter().all(|hit| hit.role == Some(Role::Unknown)));
    let of = |key: usize| -> BTreeSet<Reference> {
        let of = hits.iter().filter(|hit| hit.key == key);
        of.map(|hit| hit.reference.clone()).collect()
    };
    let mut groups = [of(0), of(1)];
    // Which value is which is not told.
    groups.sort_by_key(BTreeSet::len);
    let [two, three] = groups;
    assert_eq!(two, [reference("minsk", 1), reference("lagos", 1)].into());
    let holders = [
        reference("lagos", 1),
        reference("kivu", 2),
        reference("kivu", 1),
    ];
    assert_eq!(three, holders.into());
    assert_eq!(hits.len(), 5);
    assert_eq!(unit.held_in_common(network(3)).await.unwrap(), []);
}

pub async fn what_others_hold_of_a_bulletin_is_counted_by_the_newest(store: &dyn Store) {
    let mut part = bulletin("lagos", 2);
    part.index = vec![Indexed {
        role: None,
        ..indexed("part.example")
    }];
    let elsewhere = bulletin("lagos", 3)
        .of_network(network(2))
        .holding(&["elsewhere.example"]);
    let asked = bulletin("kivu", 1).holding(&[
        "old.example",
        "both.example",
        "part.example",
        "elsewhere.example",
        "gone.example",
        "alone.example",
    ]);
    stored(
        store,
        &[
            asked,
            bulletin("kivu", 2).holding(&["old.example", "both.example"]),
            bulletin("minsk", 1).holding(&["both.example", "gone.example"]),
            bulletin("minsk", 2).holding(&["gone.example"]),
            part,
            elsewhere,
        ],
    )
    .await;
    let mut unit = begin(store).await;
    for gone in [1, 2] {
        unit.purge(network(1), &reference("minsk", gone), digest(9))
            .await
            .unwrap();
    }
    let both = [bulletin("lagos", 1).holding(&["both.example"])];
    unit.put_statements(&both).await.unwrap();
    let of = |by: Reference, values| Elsewhere {
        of: reference("kivu", 1),
        by,
        values,
    };
    let labels = [Label::Green, Label::Amber];
    let asked = [reference("kivu", 1), reference("kivu", 9)];
    let mut found = unit
        .held_elsewhere(network(1), &asked, &labels)
        .await
        .unwrap();
    found.sort();
    let newest = [of(reference("kivu", 2), 1), of(reference("lagos", 1), 1)];
    assert_eq!(found, newest);
    for (n, labels) in [(1, &[Label::Clear][..]), (2, &labels), (3, &labels)] {
        let found = unit.held_elsewhere(network(n), &asked, labels).await;
        assert_eq!(found.unwrap(), []);
    }
}

pub async fn a_probe_stops_after_so_many_for_each_key(store: &dyn Store) {
    let holding = |n| bulletin("kivu", n).holding(&["often.example", "too.example"]);
    stored(store, &(1..=5).map(holding).collect::<Vec<_>>()).await;
    let mut unit = begin(store).await;
    let keys = [
        domain("often.example"),
        domain("never.example"),
        domain("too.example"),
    ];
    let hits = unit.probe(network(1), &keys, 2).await.unwrap();
    let places: Vec<usize> = hits.iter().map(|hit| hit.key).collect();
    assert_eq!(places, [0, 0, 2, 2]);
    assert_eq!(unit.probe(network(1), &keys, 9).await.unwrap().len(), 10);
    assert_eq!(unit.probe(network(1), &[], 9).await.unwrap(), []);
}

pub async fn a_probe_of_many_keys_tells_which_was_found(store: &dyn Store) {
    stored(
        store,
        &[bulletin("kivu", 1).holding(&["7.example", "150.example"])],
    )
    .await;
    let keys: Vec<_> = (0..201).map(|n| domain(&format!("{n}.example"))).collect();
    let hits = begin(store)
        .await
        .probe(network(1), &keys, 3)
        .await
        .unwrap();
    assert_eq!(hits, [hit(7, 1), hit(150, 1)]);
}

/// A look-up of so many may lean on what it remembers of the index: that must never hide a value.
pub async fn a_probe_of_thousands_finds_what_came_and_went_meanwhile(store: &dyn Store) {
    let keys: Vec<_> = (0..17_000)
        .map(|n| domain(&format!("{n}.example")))
        .collect();
    let found = async |unit: &mut dyn Unit| -> Vec<usize> {
        let hits = unit.probe(network(1), &keys, 3).await.unwrap();
        hits.into_iter().map(|hit| hit.key).collect()
    };
    let holding = |n: u32| bulletin("kivu", n).holding(&[&format!("{n}.example")]);
    stored(store, &[holding(1), holding(2999)]).await;
    assert_eq!(found(&mut *begin(store).await).await, [1, 2999]);
    // What a unit wrote itself, before its commit and after it was given up.
    let mut unit = begin(store).await;
    unit.put_statements(&[holding(5)]).await.unwrap();
    assert_eq!(found(&mut *unit).await, [1, 5, 2999]);
    drop(unit);
    assert_eq!(found(&mut *begin(store).await).await, [1, 2999]);
    // What came one by one, and what was taken back.
    for n in 10..40 {
        stored(store, &[holding(n)]).await;
    }
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let expected: Vec<usize> = (10..40).chain([2999]).collect();
    assert_eq!(found(&mut *begin(store).await).await, expected);
    let mut reading = store.read().await.unwrap();
    assert_eq!(found(&mut *reading).await, expected);
    drop(reading);
    // More than all that was there before.
    let many: Vec<NewStatement> = (100..2900).map(holding).collect();
    stored(store, &many).await;
    assert_eq!(
        found(&mut *store.read().await.unwrap()).await.len(),
        expected.len() + 2800
    );
}

pub async fn thousands_of_statements_go_in_at_once(store: &dyn Store) {
    let statements: Vec<NewStatement> = (0..1500)
        .map(|n| bulletin("kivu", n).holding(&[&format!("{n}.example"), "all.example"]))
        .collect();
    stored(store, &statements).await;
    let mut unit = begin(store).await;
    assert_eq!(unit.counts().await.unwrap(), (1500, 3000));
    assert_eq!(
        unit.probe(network(1), &[domain("777.example")], 9)
            .await
            .unwrap(),
        [hit(0, 777)]
    );
    let newest = Filter {
        limit: 1,
        ..Filter::default()
    };
    assert_eq!(listed(&mut *unit, newest).await, [reference("kivu", 1499)]);
}
