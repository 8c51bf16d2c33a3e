use proptest::prelude::*;

use super::*;
use crate::testing::{Log, NOW, Node, aba, answer, checkpoint_key, desk, entry, statement_key};

fn begin(node: &Node, peer: &str) -> Pull {
    Pull::begin(&node.peer(peer), node.network, 1, None).0
}

fn faults(actions: &[Action]) -> Vec<Fault> {
    actions
        .iter()
        .filter_map(|action| {
            if let Action::Fault(fault) = action {
                Some(fault.clone())
            } else {
                None
            }
        })
        .collect()
}

fn asked(actions: &[Action]) -> Option<RangeRequest> {
    actions.iter().find_map(|action| {
        if let Action::Ask(request) = action {
            Some(request.clone())
        } else {
            None
        }
    })
}

/// What is asked of this stream.
fn asked_of(actions: &[Action], stream: &StreamRef) -> Option<RangeRequest> {
    actions.iter().find_map(|action| {
        if let Action::Ask(request) = action {
            Some(request.clone()).filter(|request| request.stream == *stream)
        } else {
            None
        }
    })
}

#[expect(clippy::option_option, reason = "not over, over, over with a digest")]
fn done(actions: &[Action]) -> Option<Option<Digest>> {
    actions.iter().find_map(|action| {
        if let Action::Done { digest } = action {
            Some(*digest)
        } else {
            None
        }
    })
}

/// What `cuz` tells of heads, as `aba` hears it.
fn told(node: &Node, heads: Vec<Head>) -> Vec<Action> {
    begin(node, "cuz").on_heads(answer(heads), node)
}

fn only_fault(node: &Node, heads: Vec<Head>) -> Fault {
    let mut found = faults(&told(node, heads));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Answers from this log, at most `cut` entries at a time, and commits all that is offered. What was
/// foretold to be asked next is what is asked.
fn drive(pull: &mut Pull, mut actions: Vec<Action>, log: &Log, cut: usize) -> Vec<Action> {
    let mut seen = Vec::new();
    let mut foretold = None;
    while !actions.is_empty() {
        let action = actions.remove(0);
        match &action {
            Action::Ask(request) => {
                if let Some(foretold) = foretold.take() {
                    assert_eq!(*request, foretold);
                }
                let places =
                    usize::try_from(request.from).unwrap()..usize::try_from(request.to).unwrap();
                let entries = log.entries[places].iter().take(cut).cloned().collect();
                actions.extend(pull.on_entries(request, entries));
            }
            Action::Offer(batch) => {
                foretold = pull.next_request(&batch.stream);
                assert_eq!(foretold.is_none(), batch.complete.is_some());
                actions.extend(pull.on_committed(&batch.stream));
            }
            Action::TakeRosters(_)
            | Action::TakeHeartbeats(_)
            | Action::Fill(_)
            | Action::DropStaged(_)
            | Action::Fault(_)
            | Action::Done { .. } => {}
        }
        seen.push(action);
    }
    assert_eq!(foretold, None, "foretold and never asked");
    seen
}

fn pulled(node: &Node, log: &Log, cut: usize) -> Vec<Action> {
    let mut pull = begin(node, "cuz");
    let actions = pull.on_heads(answer(vec![log.head(NOW)]), node);
    drive(&mut pull, actions, log, cut)
}

// [SYN-8] [STR-9]
#[test]
fn a_new_stream_is_fetched_staged_and_completed_with_its_root() {
    let node = aba();
    let log = node.log(&node.green("bor"), 5, 0);
    let actions = pulled(&node, &log, 2);
    let complete: Vec<bool> = actions
        .iter()
        .filter_map(|action| {
            if let Action::Offer(batch) = action {
                Some(batch.complete.is_some())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(complete, [false, false, true]);
    assert_eq!(
        done(&actions),
        Some(Some(answer(vec![log.head(NOW)]).digest))
    );
}

// [SYN-8]
#[test]
fn the_digest_that_is_known_ends_the_round_at_once() {
    let node = aba();
    let answer = answer(Vec::new());
    let (mut pull, request) = Pull::begin(&node.peer("cuz"), node.network, 1, Some(answer.digest));
    assert_eq!(request.known, Some(answer.digest));
    assert_eq!(
        done(&pull.on_heads(answer.clone(), &node)),
        Some(Some(answer.digest))
    );
}

// [SYN-8]
#[test]
fn rosters_are_taken_before_any_head_is_judged() {
    let node = aba();
    let log = node.log(&node.green("bor"), 1, 0);
    let mut answer = answer(vec![log.head(NOW)]);
    answer.rosters = vec![serde_json::value::RawValue::from_string("{}".into()).unwrap()];
    let mut pull = begin(&node, "cuz");
    let first = pull.on_heads(answer, &node);
    assert!(matches!(first.as_slice(), [Action::TakeRosters(rosters)] if rosters.len() == 1));
    // The new roster puts the peer out: nothing of what it told counts any more.
    let mut later = aba();
    later.roster.desks[2].status = fanal_protocol::DeskStatus::Expelled;
    let then = pull.on_membership(&later);
    assert!(matches!(
        faults(&then).as_slice(),
        [Fault::NotEntitled {
            code: Code::PolicyMember,
            ..
        }]
    ));
    assert_eq!(done(&then), Some(None));
}

#[test]
fn membership_that_is_applied_before_any_heads_came_changes_nothing() {
    let node = aba();
    let mut pull = begin(&node, "cuz");
    assert!(pull.on_membership(&node).is_empty() && !pull.is_over());
    assert!(done(&pull.on_heads(answer(Vec::new()), &node)).is_some());
}

#[test]
fn a_stream_twice_or_out_of_order_ends_the_round() {
    let node = aba();
    let (a, b) = (
        node.log(&node.green("bor"), 1, 0),
        node.log(&node.green("cuz"), 1, 0),
    );
    for heads in [
        vec![a.head(NOW), a.head(NOW)],
        vec![b.head(NOW), a.head(NOW)],
    ] {
        let actions = told(&node, heads);
        assert!(matches!(faults(&actions).as_slice(), [Fault::Malformed(_)]));
        assert_eq!(done(&actions), Some(None));
    }
}

#[test]
fn a_desk_that_no_roster_names_has_no_stream() {
    let node = aba();
    let head = Head {
        stream: node.green("eve"),
        checkpoint: String::new(),
    };
    assert_eq!(
        only_fault(&node, vec![head]),
        Fault::UnknownOrigin(node.green("eve"))
    );
}

#[test]
fn a_direct_stream_of_another_origin_is_not_taken_from_a_relay() {
    let node = aba();
    for reader in ["aba", "bor"] {
        let stream = StreamRef {
            name: fanal_protocol::StreamName::Direct(desk(reader)),
            ..node.green("bor")
        };
        let fault = only_fault(&node, vec![node.log(&stream, 1, 0).head(NOW)]);
        assert!(matches!(fault, Fault::NotEntitled { .. }), "{fault}");
    }
}

#[test]
fn a_checkpoint_that_another_key_signed_is_refused() {
    let node = aba();
    let log = node.log(&node.green("bor"), 1, 0);
    for key in [checkpoint_key("cuz"), statement_key("bor")] {
        let head = Head {
            stream: log.stream.clone(),
            checkpoint: log.note_by(NOW, &key),
        };
        let fault = only_fault(&node, vec![head]);
        assert!(
            matches!(
                fault,
                Fault::BadCheckpoint {
                    code: Code::VerifySignature,
                    ..
                }
            ),
            "{fault}"
        );
    }
}

#[test]
fn a_checkpoint_of_another_stream_is_refused() {
    let node = aba();
    let other = StreamRef {
        epoch: 2,
        ..node.green("bor")
    };
    let head = Head {
        stream: node.green("bor"),
        checkpoint: node.log(&other, 1, 0).note(NOW),
    };
    assert!(matches!(
        only_fault(&node, vec![head]),
        Fault::BadCheckpoint { .. }
    ));
}

#[test]
fn a_checkpoint_from_the_future_would_stay_the_newest_and_is_refused() {
    let node = aba();
    let fault = only_fault(
        &node,
        vec![node.log(&node.green("bor"), 1, 0).head(NOW + 4_000)],
    );
    assert!(
        matches!(
            fault,
            Fault::BadCheckpoint {
                code: Code::VerifyTime,
                ..
            }
        ),
        "{fault}"
    );
}

#[test]
fn an_older_checkpoint_is_passed_over_and_replaces_nothing() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 4, 0);
    node.logs.insert(log.stream.clone(), log.clone());
    for head in [log.up_to(2).head(NOW), log.head(NOW - 500)] {
        let actions = told(&node, vec![head]);
        assert!(matches!(
            actions.as_slice(),
            [Action::Done { digest: Some(_) }]
        ));
    }
}

// [SYN-12]
#[test]
fn a_newer_checkpoint_of_the_same_size_is_kept_for_its_time() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 4, 0);
    node.logs.insert(log.stream.clone(), log.clone());
    let actions = pulled(&node, &log, 9);
    let [Action::Offer(batch), Action::Done { .. }] = actions.as_slice() else {
        panic!("no refresh")
    };
    assert!(
        batch.entries.is_empty() && batch.complete.as_ref().is_some_and(|head| head.time == NOW)
    );
}

// [SYN-9]
#[test]
fn two_roots_of_one_size_are_proof_against_the_origin() {
    let mut node = aba();
    let stream = node.green("bor");
    let (held, other) = (node.log(&stream, 3, 0), node.log(&stream, 3, 1));
    node.logs.insert(stream.clone(), held.clone());
    let fault = only_fault(&node, vec![other.head(NOW)]);
    assert_eq!(
        fault,
        Fault::Equivocation {
            stream,
            held: held.note(NOW - 10),
            found: other.note(NOW)
        }
    );
    assert_eq!(fault.blame(), crate::Blame::Origin);
}

// [SYN-9]
#[test]
fn a_shorter_second_history_is_proof_against_the_origin() {
    let mut node = aba();
    let stream = node.green("bor");
    node.logs.insert(stream.clone(), node.log(&stream, 3, 0));
    let fault = only_fault(&node, vec![node.log(&stream, 2, 1).head(NOW)]);
    assert!(matches!(fault, Fault::Equivocation { .. }), "{fault}");
}

// [SYN-9]
#[test]
fn a_longer_second_history_is_traced_and_is_proof_against_the_origin() {
    let mut node = aba();
    let stream = node.green("bor");
    node.logs.insert(stream.clone(), node.log(&stream, 3, 0));
    let other = node.log(&stream, 6, 1);
    for cut in [1, 2, 9] {
        let actions = pulled(&node, &other, cut);
        assert!(
            matches!(faults(&actions).as_slice(), [Fault::Equivocation { .. }]),
            "{:?}",
            faults(&actions)
        );
        assert!(
            !actions
                .iter()
                .any(|a| matches!(a, Action::Offer(batch) if batch.complete.is_some()))
        );
        assert_eq!(done(&actions), Some(None));
    }
}

// [SYN-9]
#[test]
fn a_peer_that_leaves_an_entry_out_is_blamed_and_not_the_origin() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 6, 0);
    node.logs.insert(log.stream.clone(), log.up_to(2));
    let mut cheated = log.clone();
    cheated.entries[4] = Entry::NotHeld(Digest::from_bytes([7; 32]));
    let mut pull = begin(&node, "cuz");
    let actions = pull.on_heads(answer(vec![log.head(NOW)]), &node);
    let actions = drive(&mut pull, actions, &cheated, 3);
    let found = faults(&actions);
    assert_eq!(
        found,
        [Fault::RootMismatch {
            stream: log.stream.clone(),
            size: 6
        }]
    );
    assert_eq!(found[0].blame(), crate::Blame::Peer);
    assert!(
        actions
            .iter()
            .any(|action| matches!(action, Action::DropStaged(_)))
    );
}

// [STR-9]
#[test]
fn what_a_liar_staged_nobody_else_continues() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 6, 0);
    let poisoned = node.log(&node.green("bor"), 3, 1).frontier();
    node.staged
        .insert(log.stream.clone(), (desk("bor"), poisoned));
    assert!(faults(&pulled(&node, &log, 2)).is_empty());
    // The same peer goes on where it stopped.
    node.staged
        .insert(log.stream.clone(), (desk("cuz"), log.up_to(4).frontier()));
    assert_eq!(
        asked(&told(&node, vec![log.head(NOW)])).map(|request| request.from),
        Some(4)
    );
}

#[test]
fn our_own_stream_is_information_and_nothing_is_fetched() {
    let mut node = aba();
    let log = node.log(&node.green("aba"), 3, 0);
    node.logs.insert(log.stream.clone(), log.clone());
    assert!(matches!(
        told(&node, vec![log.up_to(2).head(NOW)]).as_slice(),
        [Action::Done { digest: Some(_) }]
    ));
}

#[test]
fn a_peer_that_knows_more_of_our_own_stream_tells_of_a_restore() {
    let mut node = aba();
    let log = node.log(&node.green("aba"), 3, 0);
    node.logs.insert(log.stream.clone(), log.up_to(2));
    let fault = only_fault(&node, vec![log.head(NOW)]);
    assert!(
        matches!(fault, Fault::OwnStreamAhead { size: 3, .. }),
        "{fault}"
    );
    assert_eq!(fault.blame(), crate::Blame::Us);
    // A clone that went its own way is no longer than we are.
    let clone = node.log(&node.green("aba"), 2, 1);
    assert!(matches!(
        only_fault(&node, vec![clone.head(NOW)]),
        Fault::OwnStreamAhead { .. }
    ));
}

// [R9] [STR-11]
#[test]
fn what_the_epoch_before_a_restore_lost_is_taken_back() {
    let mut node = aba();
    node.own_epoch = 2;
    let log = node.log(&node.green("aba"), 9, 0);
    node.logs.insert(log.stream.clone(), log.up_to(4));
    let request = asked(&told(&node, vec![log.head(NOW)])).unwrap();
    assert_eq!((request.from, request.to), (4, 9));
    // A log that was begun after the backup, whole.
    node.logs.clear();
    let request = asked(&told(&node, vec![log.head(NOW)])).unwrap();
    assert_eq!((request.from, request.to), (0, 9));
    // Of a clone's history nothing is taken.
    let clone = node.log(&node.green("aba"), 4, 1);
    node.logs.insert(log.stream.clone(), log.up_to(4));
    assert!(matches!(
        only_fault(&node, vec![clone.head(NOW)]),
        Fault::OwnStreamAhead { .. }
    ));
}

// [R9]
#[test]
fn nobody_adds_to_the_epoch_that_runs() {
    let mut node = aba();
    node.own_epoch = 2;
    let newer = StreamRef {
        epoch: 2,
        ..node.green("aba")
    };
    let log = node.log(&newer, 3, 0);
    assert!(matches!(
        only_fault(&node, vec![log.head(NOW)]),
        Fault::OwnStreamAhead { .. }
    ));
}

#[test]
fn in_an_epoch_that_is_over_content_is_refused_and_a_retraction_counts() {
    let mut node = aba();
    let (old, newer) = (
        node.green("bor"),
        StreamRef {
            epoch: 2,
            ..node.green("bor")
        },
    );
    let log = node.log(&old, 3, 0);
    node.logs.insert(old.clone(), log.up_to(2));
    let mut pull = begin(&node, "cuz");
    let heads = vec![log.head(NOW), node.log(&newer, 1, 0).head(NOW)];
    let actions = pull.on_heads(answer(heads), &node);
    assert_eq!(
        faults(&actions),
        [Fault::ClosedEpoch {
            stream: old.clone(),
            newest: 2
        }]
    );
    assert_eq!(faults(&actions)[0].blame(), crate::Blame::Nobody);
    // [STR-13] The newer one is asked first: it says where the older one ends.
    assert_eq!(asked(&actions).map(|request| request.stream), Some(newer));
    let of_old = asked_of(&actions, &old).unwrap();
    let offered = pull.on_entries(&of_old, log.entries[2..].to_vec());
    let Some(Action::Offer(batch)) = offered.first() else {
        panic!("nothing offered")
    };
    let open = |entry: &Entry| {
        let place = crate::Place {
            stream: &old,
            at: 2,
        };
        crate::open_entry(place, entry, &node.world()).ok().unwrap()
    };
    let refused = batch.in_epoch(open(&batch.entries[0].1)).err().unwrap();
    assert_eq!(
        (refused.digest, refused.code),
        (Some(log.digests[2]), Code::PolicyOrigin)
    );
    assert!(batch.in_epoch(open(&node.retraction(&old))).is_ok());
}

#[test]
fn an_epoch_that_is_over_is_whole_from_its_origin_and_for_its_retractions_from_others() {
    let node = aba();
    let newer = StreamRef {
        epoch: 2,
        ..node.green("bor")
    };
    let old = node.log(&node.green("bor"), 3, 0);
    let heads = vec![old.head(NOW), node.log(&newer, 1, 0).head(NOW)];
    for (peer, closed_by) in [("bor", None), ("cuz", Some(2))] {
        let mut pull = begin(&node, peer);
        let actions = pull.on_heads(answer(heads.clone()), &node);
        assert!(faults(&actions).is_empty());
        let of_old = asked_of(&actions, &old.stream).unwrap();
        let offered = pull.on_entries(&of_old, old.entries.clone());
        assert!(matches!(&offered[0], Action::Offer(batch) if batch.closed_by == closed_by));
    }
}

#[test]
fn a_forged_head_of_a_high_epoch_closes_nothing() {
    let node = aba();
    let newer = node.log(
        &StreamRef {
            epoch: 9,
            ..node.green("bor")
        },
        1,
        0,
    );
    let forged = Head {
        stream: newer.stream.clone(),
        checkpoint: newer.note_by(NOW, &checkpoint_key("cuz")),
    };
    let actions = told(
        &node,
        vec![node.log(&node.green("bor"), 3, 0).head(NOW), forged],
    );
    assert!(matches!(
        faults(&actions).as_slice(),
        [Fault::BadCheckpoint { .. }]
    ));
    assert_eq!(asked(&actions).map(|request| request.stream.epoch), Some(1));
}

#[test]
fn a_history_that_is_not_the_one_frozen_in_the_roster_is_refused() {
    let mut node = aba();
    let stream = node.green("bor");
    let frozen = node.log(&stream, 2, 1);
    let root = Digest::from_bytes(frozen.frontier().root());
    node.roster.desks[1].freezes = vec![Freeze {
        stream: stream.name.clone(),
        epoch: 1,
        size: 2,
        root,
    }];
    let actions = pulled(&node, &node.log(&stream, 4, 0), 9);
    assert!(matches!(
        faults(&actions).as_slice(),
        [Fault::NotAsFrozen { size: 2, .. }]
    ));
    assert!(faults(&pulled(&node, &node.log(&stream, 4, 1), 9)).is_empty());
}

// [R15] The model found it: a relay's made-up entries were proof against a desk that was put out.
#[test]
fn what_a_relay_made_up_is_no_proof_against_a_desk_that_was_frozen() {
    let mut node = aba();
    let stream = node.green("bor");
    let true_log = node.log(&stream, 4, 1);
    let size = 2;
    node.roster.desks[1].freezes = vec![Freeze {
        stream: stream.name.clone(),
        epoch: 1,
        size,
        root: Digest::from_bytes(true_log.up_to(2).frontier().root()),
    }];
    let mut made_up = true_log;
    made_up.entries = node.log(&stream, 4, 0).entries;
    for entries_at_once in [1, 2, 3, 9] {
        let actions = pulled(&node, &made_up, entries_at_once);
        assert!(matches!(
            faults(&actions).as_slice(),
            [Fault::RootMismatch { size: 4, .. }]
        ));
        let contradicts = pulled(&node, &node.log(&stream, 4, 0), entries_at_once);
        assert!(matches!(
            faults(&contradicts).as_slice(),
            [Fault::NotAsFrozen { size: 2, .. }]
        ));
        assert!(!contradicts.iter().any(is_completed));
    }
}

fn is_completed(action: &Action) -> bool {
    matches!(action, Action::Offer(batch) if batch.complete.is_some())
}

#[test]
fn no_entries_and_too_many_entries_are_faults() {
    let node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    let twice = [log.entries.clone(), log.entries.clone()].concat();
    for entries in [Vec::new(), twice] {
        let mut pull = begin(&node, "cuz");
        let request = asked(&pull.on_heads(answer(vec![log.head(NOW)]), &node)).unwrap();
        let actions = pull.on_entries(&request, entries);
        assert!(matches!(
            faults(&actions).as_slice(),
            [Fault::WrongAmount { asked: 3, .. }]
        ));
        assert_eq!(done(&actions), Some(None));
    }
}

#[test]
fn an_entry_that_is_nobodys_ends_the_round_and_drops_what_was_staged() {
    let node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    let mut pull = begin(&node, "cuz");
    let request = asked(&pull.on_heads(answer(vec![log.head(NOW)]), &node)).unwrap();
    let offered = pull.on_entries(&request, log.entries.clone());
    assert!(matches!(offered.as_slice(), [Action::Offer(_)]));
    let refused = Refused {
        digest: None,
        code: Code::VerifySignature,
        text: String::new(),
    };
    let actions = pull.on_refused(&log.stream, 1, &refused);
    assert!(matches!(
        actions.as_slice(),
        [
            Action::DropStaged(_),
            Action::Fault(Fault::BadEntry { at: 1, .. }),
            Action::Done { digest: None }
        ]
    ));
    assert!(pull.on_committed(&log.stream).is_empty() && pull.is_over());
}

#[test]
fn an_answer_that_comes_twice_or_late_changes_nothing() {
    let node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    let mut pull = begin(&node, "cuz");
    let request = asked(&pull.on_heads(answer(vec![log.head(NOW)]), &node)).unwrap();
    let late = RangeRequest {
        to: 2,
        ..request.clone()
    };
    assert!(pull.on_entries(&late, log.entries[..2].to_vec()).is_empty());
    assert_eq!(pull.on_entries(&request, log.entries.clone()).len(), 1);
    assert!(pull.on_entries(&request, log.entries.clone()).is_empty());
    assert!(pull.on_heads(answer(Vec::new()), &node).is_empty());
}

#[test]
fn a_gap_is_asked_about_and_filled_with_the_digest_that_stands_there() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    node.logs.insert(log.stream.clone(), log.clone());
    node.gaps = vec![(1, log.digests[1])];
    let mut pull = begin(&node, "cuz");
    let request = asked(&pull.on_heads(answer(vec![log.head(NOW - 10)]), &node)).unwrap();
    assert_eq!((request.from, request.to), (1, 2));
    let actions = pull.on_entries(&request, vec![log.entries[1].clone()]);
    assert!(
        matches!(&actions[0], Action::Fill(filling) if filling.at == 1 && filling.digest == log.digests[1])
    );
    assert!(matches!(done(&actions), Some(Some(_))));
}

#[test]
fn a_gap_is_not_filled_with_something_else() {
    let mut node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    node.logs.insert(log.stream.clone(), log.clone());
    node.gaps = vec![(1, log.digests[1])];
    let mut pull = begin(&node, "cuz");
    let request = asked(&pull.on_heads(answer(vec![log.head(NOW)]), &node));
    // The refreshed checkpoint is committed first.
    assert!(request.is_none());
    let request = asked(&pull.on_committed(&log.stream)).unwrap();
    let actions = pull.on_entries(&request, vec![log.entries[2].clone()]);
    assert!(matches!(
        faults(&actions).as_slice(),
        [Fault::BadEntry {
            at: 1,
            code: Code::VerifyLog,
            ..
        }]
    ));
}

#[test]
fn no_more_than_a_handful_of_streams_are_worked_on_at_once() {
    let mut node = aba();
    let names: Vec<String> = (0..9).map(|at| format!("d{at}")).collect();
    node.roster
        .desks
        .extend(names.iter().map(|name| entry(name)));
    let logs: Vec<Log> = names
        .iter()
        .map(|name| node.log(&node.green(name), 1, 0))
        .collect();
    let actions = told(&node, logs.iter().map(|log| log.head(NOW)).collect());
    assert!(faults(&actions).is_empty());
    assert_eq!(actions.len(), PIPELINE);
}

#[test]
fn a_lost_line_ends_the_round_once() {
    let node = aba();
    let log = node.log(&node.green("bor"), 3, 0);
    let mut pull = begin(&node, "cuz");
    let request = asked(&pull.on_heads(answer(vec![log.head(NOW)]), &node)).unwrap();
    assert!(matches!(
        pull.on_lost().as_slice(),
        [Action::Done { digest: None }]
    ));
    assert!(pull.on_lost().is_empty() && pull.on_entries(&request, log.entries).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_sizes_and_cuts_an_honest_round_ends_with_the_signed_root(
        held in 0_u64..12, more in 0_u64..12, cut in 1_usize..14,
    ) {
        let mut node = aba();
        let log = node.log(&node.green("bor"), held + more, 0);
        let before = log.up_to(usize::try_from(held).unwrap());
        if held > 0 {
            node.logs.insert(log.stream.clone(), before);
        }
        let actions = pulled(&node, &log, cut);
        prop_assert!(faults(&actions).is_empty());
        prop_assert!(matches!(done(&actions), Some(Some(_))));
        let last = actions.iter().rev().find_map(|a| if let Action::Offer(batch) = a { Some(batch) } else { None });
        let last = last.unwrap();
        prop_assert_eq!(last.after.root(), log.frontier().root());
        prop_assert_eq!(last.complete.as_ref().map(|head| head.size), Some(held + more));
    }

    #[test]
    fn whatever_comes_back_a_round_never_panics_and_ends_once(
        messages in proptest::collection::vec((0_u8..8, 0_usize..4, any::<u8>()), 1..40),
    ) {
        let mut node = aba();
        let origins = ["bor", "cuz"];
        let logs: Vec<Log> = origins.iter().map(|origin| node.log(&node.green(origin), 4, 0)).collect();
        node.logs.insert(logs[0].stream.clone(), node.log(&logs[0].stream, 2, 1));
        node.gaps = vec![(0, logs[0].digests[0]), (900, logs[0].digests[1])];
        let mut pull = begin(&node, "cuz");
        let mut open: Vec<Action> = Vec::new();
        let mut ends = 0;
        let mut latest = Vec::new();
        for (what, at, salt) in messages {
            let log = &logs[at % 2];
            latest.extend(match what {
                0 => pull.on_heads(answer(logs.iter().map(|log| log.head(NOW)).collect()), &node),
                1 => pull.on_membership(&node),
                2 => pull.on_committed(&log.stream),
                3 => pull.on_failure(&log.stream),
                4 if salt < 30 => pull.on_refused(
                    &log.stream,
                    u64::from(salt),
                    &Refused { digest: None, code: Code::VerifySignature, text: String::new() },
                ),
                5 if salt < 10 => pull.on_lost(),
                _ => match open.iter().position(|action| matches!(action, Action::Ask(_))) {
                    Some(found) => {
                        let Action::Ask(request) = open.remove(found) else { continue };
                        let entries = log.entries.iter().cycle().skip(usize::from(salt % 5)).take(at).cloned();
                        pull.on_entries(&request, entries.collect())
                    }
                    None => Vec::new(),
                },
            });
            ends += latest.iter().filter(|action| matches!(action, Action::Done { .. })).count();
            open.append(&mut latest);
        }
        prop_assert!(ends <= 1);
        prop_assert_eq!(ends == 1, pull.is_over());
    }
}
