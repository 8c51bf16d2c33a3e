//! Load, and a book of what the nodes said was done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fanal_peer::{Members, NodeIdentity, PeerClient};
use fanal_protocol::{Code, Problem};
use fanal_tests::federation::all_served;
use fanal_tests::running::{Charter, Door, Home, Member};
use serde_json::json;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A desk of the roster that has no node: what is for it stays where it is.
pub(crate) const ABSENT: &str = "cora";
/// Shared with everybody, so that a member is served something.
pub(crate) async fn says_to_all(own: &Door) {
    let order = json!({
        "content": "open-to-all.example", "title": "Open to all", "label": "green",
        "consent": "network",
    });
    own.done("share", &order).await;
}

/// Withdrawals of one desk: few, so that they are no mass withdrawal. [R23]
const WITHDRAWALS: usize = 8;

/// Who may have a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum For {
    /// Every member.
    All,
    /// The other desk.
    Other,
    /// The absent desk.
    Absent,
}

/// What one node acknowledged.
#[derive(Default)]
pub(crate) struct Ledger {
    shared: Vec<(String, String, For)>,
    withdrawn: Vec<(String, For)>,
    /// The line broke before an answer came.
    pub(crate) unknown: usize,
    /// Calls that were refused, and why.
    pub(crate) refused: BTreeMap<String, usize>,
    /// Not only because somebody else was at it, or the database busy.
    pub(crate) unexpected: bool,
    next: u64,
    since_withdrawal: u32,
}

impl Ledger {
    /// Bulletins that were acknowledged, withdrawn ones too.
    pub(crate) fn acknowledged(&self) -> usize {
        self.shared.len() + self.withdrawn.len()
    }

    /// Withdrawals that were acknowledged.
    pub(crate) fn withdrawals(&self) -> usize {
        self.withdrawn.len()
    }

    /// Somebody shares this with the absent desk alone, beside whatever else is tried.
    pub(crate) async fn hides(&mut self, own: &Door, word: &str) {
        let value = format!("hidden-{word}.example");
        let order = json!({
            "content": value, "title": format!("For {ABSENT}: {word}"), "label": "amber",
            "consent": "named", "to": [ABSENT],
        });
        let shared = own.done("share", &order).await;
        let id = shared["bulletins"][0]["id"].as_str().unwrap().to_owned();
        self.shared.push((value, id, For::Absent));
    }

    /// Nothing that is for somebody else is in what the node serves to this member, who asks for all that there is.
    pub(crate) async fn forbidden_to(&self, home: &Home, reader: &Member, charter: &Charter) {
        let identity = NodeIdentity::from_seed(&reader.tls_seed).unwrap();
        let members = Arc::new(Members::nobody());
        members.put(Arc::new(charter.newest().clone()), BTreeSet::new());
        let line = PeerClient::new(identity, members, None);
        let served = all_served(&line, &home.member.id, charter.network())
            .await
            .unwrap();
        let hidden = self.values(&[For::Absent]);
        assert!(!hidden.is_empty(), "nothing is hidden");
        for value in hidden {
            assert!(
                !served.text.contains(value),
                "{} is served {value}",
                reader.id
            );
        }
        let text = &served.text;
        assert!(
            text.contains("open-to-all.example"),
            "it is served nothing: {text}"
        );
        assert!(
            !text.contains(&format!("direct/{ABSENT}")),
            "it is told of another's stream"
        );
    }

    fn values(&self, wanted: &[For]) -> Vec<&str> {
        let of = self.shared.iter().filter(|(_, _, to)| wanted.contains(to));
        of.map(|(value, _, _)| value.as_str()).collect()
    }

    fn gone(&self) -> Vec<&str> {
        self.withdrawn
            .iter()
            .map(|(value, _)| value.as_str())
            .collect()
    }

    /// The node has what it acknowledged, and has not what it acknowledged as withdrawn.
    pub(crate) async fn holds_at(&self, own: &Door) -> Result<(), String> {
        knows(own, &self.values(&[For::All, For::Other, For::Absent])).await?;
        knows_none(own, &self.gone()).await
    }

    /// Would a loss be noticed? Claims what nobody said.
    pub(crate) async fn notices_a_loss_at(&self, own: &Door) -> bool {
        knows(own, &["never-said.example"]).await.is_err()
            && knows_none(own, &self.values(&[For::All])).await.is_err()
    }

    /// The other node has what is for it, and nothing else.
    pub(crate) async fn arrived_at(&self, other: &Door) -> Result<(), String> {
        knows(other, &self.values(&[For::All, For::Other])).await?;
        knows_none(other, &self.gone()).await?;
        self.forbidden_at(other).await
    }

    /// Nothing that is for somebody else is at the other node.
    pub(crate) async fn forbidden_at(&self, other: &Door) -> Result<(), String> {
        knows_none(other, &self.values(&[For::Absent])).await
    }
}

async fn knows(door: &Door, values: &[&str]) -> Result<(), String> {
    for some in values.chunks(100) {
        let told = door.call("check", &json!({"values": some})).await;
        let told = told.map_err(|code| format!("`check`: {code:?}"))?;
        if told["hits"] != some.len() {
            let mut missing = Vec::new();
            for value in some {
                let one = door.done("check", &json!({"values": [value]})).await;
                if one["hits"] != 1 {
                    missing.push(*value);
                }
            }
            return Err(format!(
                "{} of {} are missing: {missing:?}",
                missing.len(),
                values.len()
            ));
        }
    }
    Ok(())
}

async fn knows_none(door: &Door, values: &[&str]) -> Result<(), String> {
    for some in values.chunks(100) {
        let told = door.call("check", &json!({"values": some})).await;
        let told = told.map_err(|code| format!("`check`: {code:?}"))?;
        if told["hits"] != 0 {
            return Err(format!("{} of {some:?} are there", told["hits"]));
        }
    }
    Ok(())
}

/// People who share and withdraw without a pause.
pub(crate) struct Load {
    /// What it was told is done.
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    stop: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<()>>,
}

/// People at a desk who work at the same time.
const PEOPLE: usize = 3;

impl Load {
    /// At this node; `other` is the desk for which every third bulletin is.
    pub(crate) fn on(home: &Home, other: &Home) -> Self {
        Self::of(home, other, Duration::ZERO)
    }

    /// With a breath between two calls.
    pub(crate) fn of(home: &Home, other: &Home, breath: Duration) -> Self {
        let (ledger, stop) = (Arc::new(Mutex::default()), Arc::new(AtomicBool::new(false)));
        let (book, ends) = (Arc::clone(&ledger), Arc::clone(&stop));
        let (door, own) = (home.door(), home.member.id.to_string());
        let other = other.member.id.to_string();
        let person = || {
            let (ends, door, book) = (Arc::clone(&ends), door.clone(), Arc::clone(&book));
            let (own, other) = (own.clone(), other.clone());
            tokio::spawn(async move {
                while !ends.load(Ordering::SeqCst) {
                    step(&door, &own, &other, &book).await;
                    sleep(breath).await;
                }
            })
        };
        let tasks = std::iter::repeat_with(person).take(PEOPLE).collect();
        Self {
            ledger,
            stop,
            tasks,
        }
    }

    /// Enough of everything was acknowledged, so that a loss would be seen.
    pub(crate) async fn is_worth_it(&self) -> Result<(), String> {
        let ledger = self.ledger.lock().await;
        let everybody = ledger.values(&[For::All]).len();
        match (everybody, ledger.withdrawals()) {
            (10.., 1..) => Ok(()),
            told => Err(format!("{told:?} shared with all, and withdrawn")),
        }
    }

    /// Ends it; what it was told is done.
    pub(crate) async fn end(self) -> Ledger {
        self.stop.store(true, Ordering::SeqCst);
        for task in self.tasks {
            task.await.unwrap();
        }
        Arc::into_inner(self.ledger).unwrap().into_inner()
    }
}

async fn step(door: &Door, own: &str, other: &str, book: &Mutex<Ledger>) {
    let (value, to, withdraw) = {
        let mut book = book.lock().await;
        book.next += 1;
        book.since_withdrawal += 1;
        let to = match book.next % 3 {
            0 => For::All,
            1 => For::Other,
            _ => For::Absent,
        };
        let due = book.since_withdrawal > 12 && book.withdrawn.len() < WITHDRAWALS;
        let withdraw = due.then(|| book.shared.pop()).flatten();
        (format!("load-{own}-{}.example", book.next), to, withdraw)
    };
    if let Some((value, id, to)) = withdraw {
        let order =
            json!({"bulletin": id, "reason": "consent", "confirm": true, "to_delete": false});
        let told = door.call("withdraw", &order).await;
        let mut book = book.lock().await;
        match told {
            Ok(_) => {
                book.since_withdrawal = 0;
                book.withdrawn.push((value, to));
            }
            // Whether it was withdrawn is not known: nothing is claimed of it any more.
            Err(problem) => book.note("withdraw", problem),
        }
        return;
    }
    let (label, consent) = match to {
        For::All => ("green", "network"),
        For::Other | For::Absent => ("amber", "named"),
    };
    let named: &[&str] = match to {
        For::All => &[],
        For::Other => &[other],
        For::Absent => &[ABSENT],
    };
    let order = json!({
        "content": value, "title": format!("Load {value}"), "label": label,
        "consent": consent, "to": named,
    });
    let told = door.call("share", &order).await;
    let mut ledger = book.lock().await;
    match told {
        Ok(shared) => {
            let one = &shared["bulletins"][0];
            assert_eq!(one["state"], "sent", "{shared}");
            let id = one["id"].as_str().unwrap().to_owned();
            ledger.shared.push((value, id, to));
        }
        Err(problem) => {
            let is_away = problem.is_none();
            ledger.note("share", problem);
            drop(ledger);
            if is_away {
                sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

impl Ledger {
    fn note(&mut self, call: &str, problem: Option<Problem>) {
        match problem {
            None => self.unknown += 1,
            Some(problem) => {
                let told = format!("{call}: {problem}");
                *self.refused.entry(told).or_default() += 1;
                let expected = [Code::Busy, Code::Conflict].contains(&problem.code);
                self.unexpected |= !expected;
            }
        }
    }
}
