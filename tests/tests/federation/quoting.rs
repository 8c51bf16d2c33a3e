//! What quotes another desk's bulletin and goes further than that may: who holds the source does not take it.

use std::collections::BTreeSet;

use fanal_desk::{ReportOrder, ReviseOrder};
use fanal_protocol::{Body, BulletinId, Code, Opened, Reference, StreamName};
use fanal_tests::federation::{Federation, Forger, Node, Ordering as _, green, says, share};

use crate::cast::{five, three};

const QUOTES: &str = "It said that";

/// GREEN for all of the network that quotes this.
#[expect(clippy::panic, reason = "tests fail loudly")]
fn quoting(node: &Node, source: (&Node, BulletinId), fed: &Federation) -> Opened {
    let Body::Bulletin(mut bulletin) = green(QUOTES) else {
        panic!("bulletins alone quote");
    };
    bulletin.refers_to = BTreeSet::from([Reference {
        origin: source.0.id().clone(),
        id: source.1,
    }]);
    let stream = StreamName::Green(fed.network);
    says(
        node,
        [7; 16],
        7,
        stream,
        fed.now(),
        Body::Bulletin(bulletin),
    )
}

/// How many were taken, and how many refused.
async fn tells(fed: &Federation, of: &Node, to: &Node, entries: &[Opened]) -> (usize, usize) {
    let line = Forger::of(of, StreamName::Green(fed.network), entries, fed.now());
    let round = to.desk().pull(fed.network, of.id(), &line).await.unwrap();
    assert_eq!(round.failed, None);
    (round.taken, round.refused)
}

/// [POL-25] [POL-16]
#[tokio::test]
async fn green_that_quotes_amber_is_refused_by_who_holds_the_amber_until_it_may_go_that_far() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, _] = fed.desks();
    let amber = share("amber", "source.example").to(&["lumbre", "qasaba"]);
    let source = ancolie.shares(amber).await;
    qasaba.pull(ancolie).await;
    let quote = [quoting(lumbre, (ancolie, source), &fed)];
    for holder in [ancolie, qasaba] {
        assert_eq!(tells(&fed, lumbre, holder, &quote).await, (0, 1));
        let refused = holder.refused_from(lumbre).await;
        assert!(refused.contains(&Code::PolicyReference), "{refused:?}");
        assert!(!holder.everything().await.contains(QUOTES));
    }
    assert_eq!(
        tells(&fed, lumbre, mirador, &quote).await,
        (1, 0),
        "it cannot know"
    );

    let wider = ReviseOrder {
        bulletin: source.to_string(),
        label: Some("green".into()),
        to: Some(Vec::new()),
        ..ReviseOrder::default()
    };
    ancolie.revises(wider).await;
    qasaba.pull(ancolie).await;
    fed.pass_days(1).await;
    tells(&fed, lumbre, qasaba, &quote).await;
    assert!(qasaba.everything().await.contains(QUOTES), "now it may");
}

/// [POL-25]
#[tokio::test]
async fn what_came_before_the_amber_that_it_quotes_goes_no_further_once_that_is_here() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, _] = fed.desks();
    let amber = share("amber", "source.example").to(&["lumbre", "qasaba"]);
    let source = ancolie.shares(amber).await;
    let quote = [quoting(lumbre, (ancolie, source), &fed)];
    assert_eq!(tells(&fed, lumbre, qasaba, &quote).await, (1, 0));
    let tells_on = async || qasaba.serves(mirador).await.unwrap().text.contains(QUOTES);
    assert!(tells_on().await);
    qasaba.pull(ancolie).await;
    assert!(!tells_on().await);
}

/// [JOIN-8]
#[tokio::test]
async fn two_contents_of_one_revision_are_proof_in_a_report() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let stream = StreamName::Green(fed.network);
    let say = |salt: u8, title: &str| {
        says(
            lumbre,
            [7; 16],
            salt,
            stream.clone(),
            fed.now(),
            green(title),
        )
    };
    let both = [say(1, "One thing"), say(2, "Another thing")];
    assert_eq!(tells(&fed, lumbre, ancolie, &both).await, (1, 1));
    let order = ReportOrder {
        desk: lumbre.id().clone(),
        text: "It says two things at once".into(),
        because: [].into(),
    };
    let caller = ancolie.caller("coordinator").await;
    let report = ancolie.desk().report_desk(&caller, &order).await.unwrap();
    let told = report
        .proof
        .iter()
        .find(|it| it.starts_with("two contents of revision 1"));
    let told = told.unwrap();
    assert!(
        both.iter()
            .all(|said| told.contains(&said.digest().to_string())),
        "{told}"
    );
    assert!(!format!("{report:?}").contains("Another thing"));
}
