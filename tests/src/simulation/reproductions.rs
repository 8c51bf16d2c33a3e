//! Bugs that random schedules found, each as the shortest list of steps that showed it.

use fanal_protocol::Label;

use super::ops::{Consent, Line, Op, Schedule, To};

/// Every one of them, with what was wrong; all keep their promises now.
pub fn reproductions() -> Vec<(&'static str, Schedule)> {
    let whole = Line::default();
    let share = |by, to| Op::Share {
        by,
        label: Label::Green,
        to,
        consent: Consent::NotNeeded,
    };
    let schedule = |ops| Schedule {
        seed: 1,
        nodes: 3,
        has_liar: false,
        ops,
    };
    vec![
        (
            "a receipt in an epoch that was over before anybody had read it was passed over",
            schedule(vec![
                share(0, To::Desk(1)),
                Op::Withdraw { by: 0, pick: 0 },
                Op::Sync {
                    into: 1,
                    from: 0,
                    line: whole,
                    lie: None,
                },
                Op::BackUp { at: 1 },
                Op::Restore { at: 1 },
                share(1, To::Desk(0)),
            ]),
        ),
        (
            "a retraction in an epoch that was over was refused with the growth of its log",
            schedule(vec![
                share(0, To::Everybody),
                Op::Sync {
                    into: 1,
                    from: 0,
                    line: whole,
                    lie: None,
                },
                Op::Withdraw { by: 0, pick: 0 },
                Op::BackUp { at: 0 },
                Op::Restore { at: 0 },
                share(0, To::Everybody),
            ]),
        ),
    ]
}
