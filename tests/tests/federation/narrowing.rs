//! Narrowing and revising: who loses what, and what stays with whom.

use fanal_desk::{Line, ReviseOrder};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{BulletinId, DeskId, Problem, StreamName};
use fanal_store::Answer;
use fanal_tests::federation::{Node, Ordering as _, Wired, federation, share};

use crate::cast::{five, holders, named, revise, three};
use crate::recall::is_gone_from;

/// What a line tells of one stream, and nothing else.
struct Only(Wired, StreamName);

#[async_trait::async_trait]
impl Line for Only {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let request = HeadsRequest {
            known: None,
            ..request.clone()
        };
        let mut answer = self.0.heads(peer, &request).await?;
        answer.heads.retain(|head| head.stream.name == self.1);
        answer.digest = fanal_protocol::digest_of("only", self.1.to_string().as_bytes());
        Ok(answer)
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.heads(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        self.0.range(peer, request).await
    }
}

/// [REC-14] Promise 5: the second stream does not bring back what the first one took away.
#[tokio::test]
async fn what_was_narrowed_away_does_not_come_back_by_a_second_stream_of_a_relay() {
    let everybody = ["ancolie", "lumbre", "qasaba"];
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .group("press", &everybody)
        .group("stalkerware", &everybody)
        .coordinators(3)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = share("green", "narrowed.example").to(&["group:press", "group:stalkerware"]);
    let id = ancolie.shares(order).await;
    lumbre.pull(ancolie).await;
    fed.wire.cut(ancolie.id(), lumbre.id());
    let narrower = ReviseOrder {
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    ancolie.revises(narrower).await;
    let only = |name: &str| Only(qasaba.line_to(ancolie), name.parse().unwrap());
    let takes = async |line: &Only| {
        let desk = qasaba.desk();
        let round = desk.pull(fed.network, ancolie.id(), line).await.unwrap();
        assert!(round.failed.is_none() && round.taken > 0, "{round:?}");
    };
    takes(&only("group/press/green")).await;
    // An honest relay that has not heard of it hands over the other stream.
    qasaba.pull(lumbre).await;
    assert!(!qasaba.holds(id).await, "brought back");
    is_gone_from(&fed, qasaba, &["narrowed.example"]).await;
    takes(&only("group/stalkerware/green")).await;
    assert!(!qasaba.holds(id).await);
    is_gone_from(&fed, qasaba, &["narrowed.example"]).await;
}

/// [R27] [RST-2]
#[tokio::test]
async fn narrowing_recalls_it_from_those_who_lose_it_and_leaves_it_with_those_who_keep_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "narrowed.example").titled("For all at first"))
        .await;
    fed.sync_all().await;
    let order = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        title: Some("For one from now on".into()),
        ..revise(id)
    };
    let preview = ancolie
        .revises(ReviseOrder {
            dry_run: true,
            ..order.clone()
        })
        .await;
    assert_eq!(preview.recalled_from, [qasaba.id().clone()]);
    assert_eq!(
        ancolie.revises(order).await.recalled_from,
        [qasaba.id().clone()]
    );
    fed.sync_all().await;

    assert_eq!(holders(&fed, id).await, named(&["lumbre"]));
    let kept = lumbre.shows(&id.to_string()).await.unwrap();
    assert_eq!(
        (kept.line.revision, kept.line.label.as_str()),
        (2, "TLP:AMBER")
    );
    assert_eq!(lumbre.knows("narrowed.example").await, 1);
    is_gone_from(
        &fed,
        qasaba,
        &[
            "narrowed.example",
            "For all at first",
            "For one from now on",
        ],
    )
    .await;
    let to_qasaba = lumbre.serves(qasaba).await.unwrap();
    assert!(!to_qasaba.text.contains("narrowed.example"));
    let watched = ancolie.watches(&id.to_string()).await;
    assert_eq!((watched.state.as_str(), watched.answered), ("held", 1));
    assert_eq!(watched.receipts[qasaba.id()], Answer::Purged);
}

/// [R27] [RST-2] The group's line is closed to who left it: the word goes to that desk directly.
#[tokio::test]
async fn narrowing_reaches_who_left_the_group_that_it_was_sent_to() {
    let fed = five().await;
    let [ancolie, _, qasaba, _, _] = fed.desks();
    let order = share("amber", "narrowed.example").to(&["group:stalkerware"]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
    let out = fanal_desk::RosterChange {
        leave_groups: [(qasaba.id().clone(), ["stalkerware".parse().unwrap()].into())].into(),
        ..fanal_desk::RosterChange::default()
    };
    fed.change_roster(&out).await;
    fed.sync_all().await;
    let narrower = ReviseOrder {
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    let recalled = ancolie.revises(narrower).await.recalled_from;
    assert_eq!(recalled, [qasaba.id().clone()]);
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre"]));
    is_gone_from(&fed, qasaba, &["narrowed.example"]).await;
    let watched = ancolie.watches(&id.to_string()).await;
    assert_eq!(watched.receipts[qasaba.id()], Answer::Purged);
}

/// [R27] Promise 1: at that moment, whatever was allowed once.
#[tokio::test]
async fn what_was_narrowed_leaves_its_origin_no_more_for_those_who_lost_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "narrowed.example")).await;
    let narrowed = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    ancolie.revises(narrowed).await;
    let served = ancolie.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains("narrowed.example"),
        "the wide revision still leaves"
    );
    assert_eq!(served.tombstones(), 1);
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre"]));
    assert!(
        ancolie.knows("narrowed.example").await == 1,
        "the origin keeps the new revision"
    );
    assert_eq!(
        lumbre.shows(&id.to_string()).await.unwrap().line.revision,
        2
    );
}

/// Whoever narrows what was published takes the publication back too.
#[tokio::test]
async fn narrowing_what_was_published_takes_it_off_the_shelf() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(
            share("green", "narrowed.example")
                .titled("For all")
                .consent("public"),
        )
        .await;
    ancolie
        .revises(ReviseOrder {
            label: Some("clear".into()),
            ..revise(id)
        })
        .await;
    ancolie.approves(id).await.unwrap();
    fed.sync_all().await;
    assert_eq!(qasaba.knows("narrowed.example").await, 2);
    let narrowed = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    ancolie.revises(narrowed).await;
    assert!(!ancolie.shelf().await.contains("narrowed.example"));
    fed.sync_all().await;
    is_gone_from(&fed, qasaba, &["narrowed.example", "For all"]).await;
    assert_eq!(lumbre.knows("narrowed.example").await, 1);
}

#[tokio::test]
async fn narrowing_to_a_group_keeps_it_in_the_group() {
    let fed = five().await;
    let ancolie = fed.desk("ancolie");
    let id = ancolie.shares(share("green", "narrowed.example")).await;
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await.len(), 4);
    let order = ReviseOrder {
        to: Some(vec!["group:stalkerware".into()]),
        ..revise(id)
    };
    let revised = ancolie.revises(order).await;
    let lost: Vec<&str> = revised
        .recalled_from
        .iter()
        .map(fanal_protocol::DeskId::as_str)
        .collect();
    assert_eq!(lost, ["mirador", "zenit"]);
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre", "qasaba"]));
}

#[tokio::test]
async fn a_revision_replaces_the_older_one_and_the_older_one_never_comes_back() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "first.example").titled("First words"))
        .await;
    lumbre.pull(ancolie).await;
    fed.wire.cut(ancolie.id(), lumbre.id());
    let second = ReviseOrder {
        title: Some("Second words".into()),
        ..revise(id)
    };
    ancolie.revises(second).await;
    qasaba.pull(ancolie).await;
    assert_eq!(
        qasaba
            .shows(&id.to_string())
            .await
            .unwrap()
            .line
            .title
            .as_deref(),
        Some("Second words")
    );
    // Lumbre knows the first revision only, and passes that on.
    qasaba.pull(lumbre).await;
    let shown = qasaba.shows(&id.to_string()).await.unwrap();
    assert_eq!(
        (shown.line.revision, shown.line.title.as_deref()),
        (2, Some("Second words"))
    );
    lumbre.pull(qasaba).await;
    for node in fed.all() {
        let shown = node.shows(&id.to_string()).await.unwrap();
        assert_eq!(
            (shown.line.revision, shown.line.title.as_deref()),
            (2, Some("Second words")),
            "{}",
            node.id()
        );
        assert!(!node.exports("stix").await.contains("First words"));
    }
}

/// [REC-12] One value under two labels: each bulletin keeps its own, and what is narrowed leaves its old streams.
#[tokio::test]
async fn one_value_under_two_labels_stays_two_bulletins_and_narrowing_leaves_the_old_streams() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let amber = share("amber", "same.example").to(&["lumbre"]);
    let amber = ancolie.shares(amber).await;
    let green = lumbre.shares(share("green", "same.example")).await;
    fed.sync_all().await;
    let label = async |node: &Node, id: BulletinId| {
        let shown = node.shows(&id.to_string()).await;
        shown.map(|shown| shown.line.label)
    };
    for node in [ancolie, lumbre] {
        assert_eq!(
            label(node, amber).await.unwrap(),
            fanal_protocol::Label::Amber
        );
        assert_eq!(
            label(node, green).await.unwrap(),
            fanal_protocol::Label::Green
        );
    }
    assert_eq!(qasaba.knows("same.example").await, 1, "the GREEN one alone");
    assert!(label(qasaba, amber).await.is_err());

    let narrowed = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["ancolie".into()]),
        ..revise(green)
    };
    lumbre.revises(narrowed).await;
    let kinds = |served: &fanal_tests::federation::Served, name: &StreamName| -> Vec<String> {
        let entries = served
            .entries
            .iter()
            .filter(|(stream, _)| stream.name == *name);
        let kind = entries.filter_map(|(_, entry)| match entry {
            Entry::Envelope(bytes) => {
                let envelope = fanal_protocol::Envelope::parse(bytes).unwrap();
                let said: serde_json::Value = serde_json::from_slice(envelope.payload()).unwrap();
                Some(said["kind"].as_str().unwrap().to_owned())
            }
            Entry::Tombstone { .. } | Entry::NotHeld(_) => None,
        });
        kind.collect()
    };
    let old = StreamName::Green(fed.network);
    let new = StreamName::Direct(ancolie.id().clone());
    let old = kinds(&lumbre.serves(qasaba).await.unwrap(), &old);
    assert!(old.contains(&"retraction".to_owned()), "{old:?}");
    assert!(!old.contains(&"bulletin".to_owned()), "{old:?}");
    let new = kinds(&lumbre.serves(ancolie).await.unwrap(), &new);
    assert!(
        new.contains(&"bulletin".to_owned()),
        "down its own: {new:?}"
    );
    fed.sync_all().await;
    assert_eq!(qasaba.knows("same.example").await, 0);
    assert_eq!(ancolie.knows("same.example").await, 2);
}
