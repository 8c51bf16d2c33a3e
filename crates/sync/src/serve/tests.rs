use fanal_protocol::{NetworkId, Opened, StreamName};

use super::*;
use crate::View;
use crate::testing::{Log, NOW, Node, aba, desk, statement_key};

fn served(log: &Log) -> ServedStream {
    served_at(log, NOW)
}

fn served_at(log: &Log, time: i64) -> ServedStream {
    let frontier = log.frontier();
    ServedStream {
        stream: log.stream.clone(),
        size: frontier.size(),
        root: Digest::from_bytes(frontier.root()),
        checkpoint: log.note(time),
        time,
    }
}

fn streams(node: &Node) -> Vec<ServedStream> {
    let direct = |origin: &str, to: &str| StreamRef {
        name: StreamName::Direct(desk(to)),
        ..node.green(origin)
    };
    [
        node.green("aba"),
        node.green("cuz"),
        node.green("bor"),
        direct("aba", "bor"),
        direct("aba", "cuz"),
        direct("cuz", "aba"),
    ]
    .iter()
    .map(|stream| served(&node.log(stream, 2, 0)))
    .collect()
}

fn request(node: &Node, known: Option<Digest>) -> HeadsRequest {
    HeadsRequest {
        network: node.network,
        known,
        roster: 1,
    }
}

fn answer(node: &Node, caller: &str, known: Option<Digest>) -> HeadsAnswer {
    let (request, streams) = (request(node, known), streams(node));
    answer_heads(
        &request,
        &node.peer(caller),
        &streams,
        Membership::default(),
        &node.world(),
    )
    .unwrap()
}

#[test]
fn a_caller_sees_green_and_its_own_direct_stream_and_no_other() {
    let node = aba();
    let seen: Vec<String> = answer(&node, "bor", None)
        .heads
        .iter()
        .map(|head| head.stream.to_string())
        .collect();
    let green = format!("green/{}", node.network);
    assert_eq!(
        seen,
        [
            format!("aba@1:{green}"),
            "aba@1:direct/bor".into(),
            format!("bor@1:{green}"),
            format!("cuz@1:{green}")
        ]
    );
}

#[test]
fn a_desk_hears_how_far_its_own_streams_are_known_even_those_that_are_not_relayed() {
    let node = aba();
    let heads = answer(&node, "cuz", None).heads;
    assert!(
        heads
            .iter()
            .any(|head| head.stream.to_string() == "cuz@1:direct/aba")
    );
}

#[test]
fn a_caller_that_knows_it_all_gets_the_digest_alone() {
    let node = aba();
    let digest = answer(&node, "bor", None).digest;
    let again = answer(&node, "bor", Some(digest));
    assert!(again.digest == digest && again.heads.is_empty());
    assert!(!answer(&node, "cuz", Some(digest)).heads.is_empty());
}

// [SYN-15]
#[test]
fn a_head_that_was_signed_on_another_day_is_news_and_one_of_the_same_day_is_none() {
    let node = aba();
    let told = |known, time| {
        let heads = [served_at(&node.log(&node.green("cuz"), 2, 0), time)];
        let request = request(&node, known);
        let nothing = Membership::default();
        answer_heads(&request, &node.peer("bor"), &heads, nothing, &node.world()).unwrap()
    };
    let midnight = NOW - NOW.rem_euclid(86_400);
    let digest = told(None, midnight).digest;
    assert!(told(Some(digest), midnight + 86_399).heads.is_empty());
    for other in [midnight - 1, midnight + 86_400] {
        let news = told(Some(digest), other);
        assert!(news.digest != digest && news.heads.len() == 1, "{other}");
    }
}

#[test]
fn another_network_gets_nothing() {
    let node = aba();
    let other = NetworkId::founded_by(Digest::from_bytes([3; 32]));
    let heads = HeadsRequest {
        network: other,
        ..request(&node, None)
    };
    let refused = answer_heads(
        &heads,
        &node.peer("bor"),
        &streams(&node),
        Membership::default(),
        &node.world(),
    );
    assert_eq!(
        refused.err().map(|problem| problem.code),
        Some(Code::VerifyPlace)
    );
}

fn planned(
    node: &Node,
    stream: StreamRef,
    from: u64,
    to: u64,
    size: u64,
) -> Result<Range<u64>, Code> {
    let request = RangeRequest {
        network: node.network,
        stream,
        from,
        to,
    };
    plan_range(&request, &node.peer("bor"), size, &node.world()).map_err(|problem| problem.code)
}

// [STR-9]
#[test]
fn a_range_ends_at_the_proven_head_and_at_the_limit() {
    let node = aba();
    assert_eq!(planned(&node, node.green("cuz"), 3, 99, 10), Ok(3..10));
    assert_eq!(
        planned(&node, node.green("cuz"), 0, u64::MAX, u64::MAX / 4),
        Ok(0..RANGE_ENTRIES)
    );
}

#[test]
fn a_range_that_is_empty_or_beyond_the_head_is_refused() {
    let node = aba();
    for (from, to) in [(3, 3), (4, 3), (10, 11)] {
        assert_eq!(
            planned(&node, node.green("cuz"), from, to, 10),
            Err(Code::UsageInvalid)
        );
    }
}

#[test]
fn a_range_of_a_stream_that_is_not_for_the_caller_is_refused() {
    let node = aba();
    for reader in ["cuz", "aba"] {
        let stream = StreamRef {
            name: StreamName::Direct(desk(reader)),
            ..node.green("cuz")
        };
        assert!(planned(&node, stream, 0, 1, 10).is_err());
    }
}

#[test]
fn what_was_withdrawn_is_not_held_here() {
    let node = aba();
    let stream = node.green("cuz");
    let opened: Opened = node
        .bulletin(&stream, [1, 1])
        .sign(&statement_key("cuz"))
        .unwrap();
    let stored = |withdrawn| {
        let mut facts = Facts::of(opened.header(), opened.body());
        facts.withdrawn = withdrawn;
        let bytes = Withheld::new(facts.object.clone(), opened.bytes().to_vec());
        Stored::Envelope {
            facts: Box::new(facts),
            digest: opened.digest(),
            bytes,
        }
    };
    let entry = |withdrawn| entry_for(stored(withdrawn), &stream, &node.peer("bor"), &node.world());
    assert!(matches!(entry(false), Entry::Envelope(bytes) if bytes == opened.bytes()));
    assert!(matches!(entry(true), Entry::NotHeld(digest) if digest == opened.digest()));
}

/// [SYN-16] A desk that begins its logs anew without end takes nobody's place.
#[test]
fn of_each_stream_the_newest_epochs_are_told_and_of_no_desk_so_many_that_others_go_under() {
    let node = aba();
    let mut streams = streams(&node);
    let greedy: Vec<ServedStream> = (1..=9_000)
        .map(|epoch| {
            let mut one = streams[2].clone();
            // The numbers have gaps: they follow the clock.
            one.stream.epoch = epoch * 1_000;
            one
        })
        .collect();
    streams.splice(2..3, greedy);
    let request = request(&node, None);
    let (peer, world) = (node.peer("cuz"), node.world());
    let answer = answer_heads(&request, &peer, &streams, Membership::default(), &world).unwrap();
    let epochs = |name: &str| -> Vec<u32> {
        let of = answer
            .heads
            .iter()
            .filter(|head| head.stream.origin == desk(name));
        of.map(|head| head.stream.epoch).collect()
    };
    let newest: Vec<u32> = (9_001 - 64..=9_000).map(|n| n * 1_000).collect();
    assert_eq!(epochs("bor"), newest);
    assert!(!epochs("aba").is_empty() && !epochs("cuz").is_empty());
}

#[test]
fn where_there_is_no_room_for_all_the_own_streams_come_first() {
    let node = aba();
    let one = served(&node.log(&node.green("aba"), 2, 0));
    let others: Vec<ServedStream> = (0..HEADS + 10)
        .map(|n| {
            let mut other = one.clone();
            other.stream.origin = format!("a{n}").parse().unwrap();
            other
        })
        .collect();
    let me = desk("aba");
    let all = others.iter().chain([&one]).collect();
    let told = as_many_as_fit(all, &[&me]);
    assert_eq!(told.len(), HEADS);
    assert!(told.iter().any(|served| served.stream.origin == me));
}
