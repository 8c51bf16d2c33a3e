//! The preview says what will be: over random networks, audiences, consents and histories, the desks and
//! people that it names are those that sync, API and feeds then serve, and `explain` has the rule for
//! each of them.

use std::collections::{BTreeMap, BTreeSet};

use fanal_desk::{ExplainOrder, Outlook, RosterChange, ShareOrder};
use fanal_protocol::{BulletinId, DeskId, DeskStatus, Label};
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use fanal_tests::simulation::rng::Rng;
use fanal_tests::taxii::{Served, collection};

use crate::site::tree_of;
use crate::words::ALL;

const DESKS: [&str; 5] = ["ancolie", "lumbre", "qasaba", "mirador", "zenit"];
const GROUPS: [&str; 2] = ["stalkerware", "juntas"];
const ROUNDS: usize = 3;
const ORDERS: usize = 12;

/// What was previewed of an order, and what came of it.
struct Sent {
    title: String,
    origin: &'static str,
    label: &'static str,
    id: BulletinId,
    outlook: Outlook,
    waits: bool,
    published: bool,
}

fn some_of<'a>(rng: &mut Rng, all: &[&'a str], once_in: usize) -> Vec<&'a str> {
    all.iter()
        .copied()
        .filter(|_| rng.once_in(once_in))
        .collect()
}

/// Somebody goes or comes back, groups change. The coordinators stay: else nothing changes any more.
fn random_change(rng: &mut Rng) -> RosterChange {
    use DeskStatus::{Active, Expelled, Left, Suspended};
    let mut change = RosterChange::default();
    for desk in ["mirador", "zenit"] {
        // Who was expelled does not come back in these stories: its streams are frozen.
        let status = [Active, Active, Suspended, Left, Expelled][rng.below(5)];
        if rng.once_in(3) {
            change.status.insert(desk.parse().unwrap(), status);
        }
    }
    for desk in DESKS {
        let groups = |names: Vec<&str>| names.iter().map(|name| name.parse().unwrap()).collect();
        let (join, leave) = (some_of(rng, &GROUPS, 3), some_of(rng, &GROUPS, 6));
        change
            .join_groups
            .insert(desk.parse().unwrap(), groups(join));
        change
            .leave_groups
            .insert(desk.parse().unwrap(), groups(leave));
    }
    change
}

/// What a knock says before the name of whom it asks for.
const KNOCK: &str = "Please call us, for ";

fn random_order(rng: &mut Rng, title: &str, fed: &Federation) -> (&'static str, ShareOrder) {
    let labels = [
        "green",
        "green",
        "amber",
        "amber",
        "amber+strict",
        "clear",
        "clear",
        "red",
    ];
    let label = labels[rng.below(labels.len())];
    let mut to: Vec<String> = Vec::new();
    if label != "clear" && !(label == "green" && rng.once_in(2)) {
        to.extend(some_of(rng, &DESKS, 3).into_iter().map(str::to_owned));
        let groups = some_of(rng, &GROUPS, 4).into_iter();
        to.extend(groups.map(|group| format!("group:{group}")));
    }
    let consents = [
        "not-needed:no-beneficiary",
        "not-needed:vendor-report",
        "named",
        "network",
        "public",
        "public",
        "desk",
        "refused",
    ];
    let consent = consents[rng.below(consents.len())];
    let mut order = ShareOrder {
        to,
        ..share(label, &format!("value-{title}.example"))
            .titled(title)
            .consent(consent)
    };
    if label == "red" {
        order.knock = true;
        order.title = Some(format!("{KNOCK}{title}"));
        order.content = String::new();
    } else if label != "clear" && rng.once_in(6) {
        order.question_until = Some(fed.now().plus_days(4));
    } else if label == "clear" && rng.once_in(4) {
        order.not_before = Some(fed.now().plus_days(9));
    }
    (label, order)
}

fn set(desks: &[DeskId]) -> BTreeSet<DeskId> {
    desks.iter().cloned().collect()
}

/// Previews, sends, has it approved where that is what it waits for; none if the preview said no, and
/// sending said the same.
async fn sends(
    rng: &mut Rng,
    fed: &Federation,
    origin: &'static str,
    title: String,
) -> Option<Sent> {
    let node = fed.desk(origin);
    let (label, order) = random_order(rng, &title, fed);
    let preview = ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    let said = node.try_share(preview).await;
    let done = node.try_share(order).await;
    let (said, done) = match (said, done) {
        (Ok(said), Ok(done)) => (said, done),
        (Ok(said), Err(code)) => {
            let stands = said.outlook.stands_against.is_some();
            assert!(
                stands,
                "{title}: the preview was silent, sending says {code}"
            );
            return None;
        }
        (Err(code), done) => {
            assert_eq!(done.map(drop), Err(code), "{title}");
            return None;
        }
    };
    assert_eq!(
        said.outlook.stands_against, None,
        "{title} was sent in spite of it"
    );
    assert_eq!(set(&said.outlook.now), set(&done.outlook.now), "{title}");
    let id = done.bulletins[0].id.unwrap();
    let waits = done.bulletins[0].state == "waiting";
    assert!(!waits || said.outlook.may_become_public, "{title}");
    // One in two is approved at once.
    let published = waits && rng.once_in(2) && {
        let approved = node.approves(id).await.unwrap();
        approved.published.is_some()
    };
    Some(Sent {
        title,
        origin,
        label,
        id,
        outlook: said.outlook,
        waits,
        published,
    })
}

/// One sentence, rule and code for each desk, and the same answer as the preview's.
async fn is_explained(fed: &Federation, sent: &Sent) {
    let node = fed.desk(sent.origin);
    let analyst = node.caller("analyst").await;
    let order = ExplainOrder {
        bulletin: sent.id.to_string(),
        desk: None,
    };
    let told = node.desk().explain(&analyst, &order).await.unwrap();
    assert_eq!(told.desks.len(), DESKS.len() - 1, "{}", sent.title);
    let mut allowed = BTreeSet::new();
    for answer in told.desks {
        let complete = !answer.rule.is_empty()
            && !answer.words.is_empty()
            && answer.sentence.contains(answer.desk.as_str())
            && answer.code.is_some() != answer.allowed;
        assert!(complete, "{}: {answer:?}", sent.title);
        if answer.allowed {
            allowed.insert(answer.desk);
        }
    }
    assert_eq!(allowed, set(&sent.outlook.now), "explain of {}", sent.title);
    let not: BTreeSet<DeskId> = sent
        .outlook
        .not
        .iter()
        .map(|not| not.desk.clone())
        .collect();
    assert!(not.is_disjoint(&allowed), "{}", sent.title);
    assert_eq!(not.len() + allowed.len(), DESKS.len() - 1, "{}", sent.title);
}

/// What each desk's people see in their lists: titles, by desk and part.
async fn lists(fed: &Federation) -> BTreeMap<(DeskId, &'static str), String> {
    let mut lists = BTreeMap::new();
    for node in fed.all() {
        for part in ALL {
            let lines = node.list_as(part, false).await;
            let titles: Vec<String> = lines.into_iter().filter_map(|line| line.title).collect();
            lists.insert(
                (node.id().clone(), *part),
                format!(" {} ", titles.join(" ")),
            );
        }
    }
    lists
}

/// What each desk's people get over TAXII, of every label: objects, by desk and part.
async fn over_taxii(fed: &Federation) -> BTreeMap<(DeskId, &'static str), String> {
    let mut got = BTreeMap::new();
    for node in fed.all() {
        let served = Served::of(node).await;
        for part in ALL {
            let mut text = String::new();
            for label in [Label::Clear, Label::Green, Label::Amber, Label::AmberStrict] {
                let path = collection(node.network(), label);
                let answer = served.get(Some(node.token(part)), &path).await;
                if answer.status == 200 {
                    let objects = served.all(Some(node.token(part)), &path, 100).await;
                    text.push_str(&serde_json::to_string(&objects).unwrap());
                }
            }
            got.insert((node.id().clone(), *part), text);
        }
    }
    got
}

/// What all others together serve to each desk.
async fn served(fed: &Federation) -> BTreeMap<DeskId, String> {
    let mut served = BTreeMap::new();
    for to in fed.all() {
        let mut text = String::new();
        for from in fed.all().iter().filter(|from| from.id() != to.id()) {
            text.push_str(
                &from
                    .serves(to)
                    .await
                    .map(|served| served.text)
                    .unwrap_or_default(),
            );
        }
        served.insert(to.id().clone(), text);
    }
    served
}

/// Every file of a desk's site.
async fn site(node: &Node) -> String {
    let tree = tree_of(node).await;
    let files = tree
        .iter()
        .map(|(_, file)| String::from_utf8_lossy(&file.bytes().unwrap()).into_owned());
    files.collect()
}

/// Who of a desk may read what has this label there: said here once more, so that the preview and the rule cannot err
/// together.
const fn readers(label: &str) -> &'static [&'static str] {
    match label.as_bytes() {
        b"green" => &["analyst", "reviewer", "coordinator"],
        b"clear" => &["analyst", "reviewer", "coordinator", "admin"],
        _ => &["analyst", "reviewer"],
    }
}

/// Does this part of a desk read it, as the preview said? What is published is for every account.
fn is_reader(sent: &Sent, part: &str) -> bool {
    let mut readers = sent.outlook.readers.iter();
    sent.published || readers.any(|right| serde_json::to_value(right).unwrap() == part)
}

async fn is_as_previewed(fed: &Federation, all: &[Sent]) {
    let (lists, served) = (lists(fed).await, served(fed).await);
    let taxii = over_taxii(fed).await;
    let mut sites = BTreeMap::new();
    for node in fed.all() {
        sites.insert(node.id().clone(), site(node).await);
    }
    for sent in all {
        let word = format!(" {} ", sent.title);
        let before = if sent.label == "red" { KNOCK } else { "" };
        let quoted = format!("\"title\":\"{before}{}\"", sent.title);
        // What waits for a second person, or for its day, is nobody else's until then; with a day to
        // wait for, members have it first.
        let embargoed = sent.waits
            && !sent.published
            && sent.outlook.public.iter().any(|why| why.contains("before"));
        let moves = !sent.waits || sent.published || embargoed;
        let expected = if moves {
            set(&sent.outlook.now)
        } else {
            BTreeSet::new()
        };
        let got = |desk: &&Node| {
            desk.id().as_str() != sent.origin
                && lists[&(desk.id().clone(), "analyst")].contains(&word)
        };
        let got: BTreeSet<DeskId> = fed
            .all()
            .iter()
            .filter(got)
            .map(|node| node.id().clone())
            .collect();
        assert_eq!(
            got, expected,
            "the API of {}: {:?}",
            sent.title, sent.outlook.public
        );
        let is_served =
            |desk: &&Node| desk.id().as_str() != sent.origin && served[desk.id()].contains(&quoted);
        let is_served: BTreeSet<DeskId> = fed
            .all()
            .iter()
            .filter(is_served)
            .map(|node| node.id().clone())
            .collect();
        assert_eq!(is_served, expected, "sync of {}", sent.title);
        for desk in &expected {
            let label = if sent.label == "clear" && !sent.published {
                "green"
            } else {
                sent.label
            };
            for part in ALL {
                let sees = lists[&(desk.clone(), *part)].contains(&word);
                assert_eq!(
                    sees,
                    readers(label).contains(part),
                    "{part} of {desk}, {}",
                    sent.title
                );
                assert_eq!(
                    sees,
                    is_reader(sent, part),
                    "{part} of {desk}, {}",
                    sent.title
                );
            }
        }
        // The same people, by a tool: a knock has nothing for tools.
        for ((desk, part), objects) in &taxii {
            let sees = lists[&(desk.clone(), *part)].contains(&word) && sent.label != "red";
            let title = format!("\"{}\"", sent.title);
            assert_eq!(
                objects.contains(&title),
                sees,
                "{part} of {desk} over TAXII, {}: {}",
                sent.title,
                sent.label
            );
        }
        for (desk, site) in &sites {
            let public = sent.published && desk.as_str() == sent.origin;
            assert_eq!(
                site.contains(&sent.title),
                public,
                "the site of {desk}, {}",
                sent.title
            );
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "which worlds are played is the runner's choice"
)]
fn setting(name: &str, default: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(default)
}

async fn play(seed: u64) -> (usize, usize, usize) {
    println!("seed {seed}");
    let mut rng = Rng::new(seed);
    let mut builder = federation().in_memory().coordinators(3).threshold(2);
    for desk in DESKS {
        builder = builder.desk(desk);
    }
    let fed = builder.await;
    let (mut said_no, mut checked, mut public) = (0, 0, 0);
    for round in 0..ROUNDS {
        if round > 0 || rng.once_in(2) {
            let roster = fed.change_roster(&random_change(&mut rng)).await;
            for node in fed.all() {
                node.take_roster(&roster.envelope).await;
            }
        }
        fed.pass_seconds(3_601).await;
        let mut all = Vec::new();
        for number in 0..ORDERS {
            let origin = DESKS[rng.below(3)];
            let title = format!("t{seed}r{round}n{number}x");
            match sends(&mut rng, &fed, origin, title).await {
                Some(sent) => all.push(sent),
                None => said_no += 1,
            }
        }
        for sent in &all {
            is_explained(&fed, sent).await;
        }
        fed.sync_all().await;
        is_as_previewed(&fed, &all).await;
        checked += all.len();
        public += all.iter().filter(|sent| sent.published).count();
    }
    (said_no, checked, public)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_previewed_is_what_is_served_and_explained() {
    let (mut said_no, mut checked, mut public) = (0, 0, 0);
    let first = setting("FANAL_SEED", 3);
    for seed in first..first + setting("FANAL_WORLDS", 3) {
        let (no, yes, clear) = play(seed).await;
        said_no += no;
        checked += yes;
        public += clear;
    }
    println!("{checked} sent, {public} of them public; {said_no} refused as previewed");
    assert!(
        checked > 20 && public > 2 && said_no > 5,
        "{checked} {public} {said_no}"
    );
}
