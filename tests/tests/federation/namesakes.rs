//! A desk in two networks, where one name is two desks: nothing that is said in one counts in the other.

use fanal_desk::{CheckOrder, Desk};
use fanal_protocol::{Body, Code, Grant, Notice, StreamName};
use fanal_tests::federation::{
    Federation, Forger, Node, Ordering as _, federation, green, retraction, says, share,
};

use crate::grants::grants;

pub(crate) const OTHER: &str = "Other network";

/// Two desks, and a second `ancolie`, whose network the first one's reader is in too.
pub(crate) async fn two_called_ancolie(called: &str) -> (Federation, Node) {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let other = fed
        .second_network(called, ("ancolie", 72), fed.desk("lumbre"))
        .await;
    (fed, other)
}

/// The reader, speaking in the first network and in the other.
pub(crate) fn both(fed: &Federation) -> (Desk, Desk) {
    let desk = fed.desk("lumbre").desk();
    let first = desk.in_network(&fed.network.to_string()).unwrap();
    (first, desk.in_network(OTHER).unwrap())
}

/// What a desk says straight to the reader, in the network that it founded.
async fn says_to_lumbre(fed: &Federation, from: &Node, body: Body) {
    let lumbre = fed.desk("lumbre");
    let stream = StreamName::Direct(lumbre.id().clone());
    let entry = says(from, [7; 16], 7, stream.clone(), fed.now(), body);
    let line = Forger::of(from, stream, &[entry], fed.now());
    let round = lumbre.desk().pull(from.network(), from.id(), &line).await;
    let round = round.unwrap();
    assert_eq!((round.failed, round.refused), (None, 0), "it arrives");
}

/// [REC-8] [CON-4] The right to publish comes from the network that the bulletin came in.
#[tokio::test]
async fn a_namesake_in_another_network_lets_nobody_publish_what_is_not_its_own() {
    let (fed, other) = two_called_ancolie(OTHER).await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let order = share("amber", "granted.example")
        .to(&["lumbre"])
        .consent("public");
    let id = ancolie.shares(order).await;
    lumbre.hears(ancolie).await;
    let (first, _) = both(&fed);
    let analyst = lumbre.caller("analyst").await;
    let which = format!("ancolie/{id}");
    let held = first.show_bulletin(&analyst, &which).await.unwrap();
    let grant = Grant {
        target: id,
        digest: held.digest,
        until: None,
    };
    says_to_lumbre(&fed, &other, Body::Grant(grant)).await;
    let order = fanal_desk::PublishGrantedOrder {
        bulletin: which,
        ..fanal_desk::PublishGrantedOrder::default()
    };
    let refused = first.publish_granted(&analyst, &order).await.unwrap_err();
    assert_eq!(
        refused.code(),
        Code::PolicyReference,
        "{:?}",
        refused.problem()
    );
    // The same word of the desk itself counts.
    grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
    lumbre.hears(ancolie).await;
    assert!(first.publish_granted(&analyst, &order).await.is_ok());
}

/// [REC-11] What came in confidence in one network is not composed in another by pasting it.
#[tokio::test]
async fn a_value_from_one_network_goes_into_no_other_without_a_source_of_ones_own() {
    let (fed, _other) = two_called_ancolie(OTHER).await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let order = share("amber", "told.example").to(&["lumbre"]);
    ancolie.shares(order).await;
    lumbre.hears(ancolie).await;
    let (_, there) = both(&fed);
    let analyst = lumbre.caller("analyst").await;
    let refused = there.share(&analyst, &share("green", "told.example")).await;
    assert_eq!(refused.unwrap_err().code(), Code::PolicyReference);
    let own_source = fanal_desk::ShareOrder {
        independent_source: Some("our own helpline".into()),
        ..share("green", "told.example")
    };
    there.share(&analyst, &own_source).await.unwrap();
}

/// What another network posts takes no room from what is known in this one.
#[tokio::test]
async fn twenty_bulletins_of_another_network_hide_none_of_this_one() {
    let (fed, other) = two_called_ancolie(OTHER).await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    ancolie.shares(share("green", "hidden.example")).await;
    lumbre.hears(ancolie).await;
    let author = other.caller("analyst").await;
    let mut entries = Vec::new();
    for salt in 1..=25 {
        let order = share("green", "hidden.example").titled(&format!("Bulletin {salt}"));
        entries.push(other.desk().share(&author, &order).await.unwrap());
    }
    lumbre.hears(&other).await;
    let (first, there) = both(&fed);
    let analyst = lumbre.caller("analyst").await;
    for desk in [first, there] {
        let order = CheckOrder {
            text: Some("hidden.example".into()),
            ..CheckOrder::default()
        };
        let checked = desk.check(&analyst, &order).await.unwrap();
        assert_eq!(checked.known.len(), 1);
    }
}

/// [CON-4] A page that somebody is still writing stays with its network.
#[tokio::test]
async fn a_sheet_is_opened_listed_and_sent_in_the_network_that_it_is_for() {
    let (fed, _other) = two_called_ancolie(OTHER).await;
    let (first, there) = both(&fed);
    let analyst = fed.desk("lumbre").caller("analyst").await;
    let order = share("green", "sheet.example");
    let id = first.keep_sheet(&analyst, None, &order).await.unwrap();
    assert_eq!(first.list_sheets(&analyst).await.unwrap().len(), 1);
    assert_eq!(there.list_sheets(&analyst).await.unwrap().len(), 0);
    let send = fanal_desk::ShareOrder {
        sheet: Some(id),
        ..order.clone()
    };
    let refused: [Option<Code>; 3] = [
        there.open_sheet(&analyst, id).await.err().map(|e| e.code()),
        there
            .keep_sheet(&analyst, Some(id), &order)
            .await
            .err()
            .map(|e| e.code()),
        there.share(&analyst, &send).await.err().map(|e| e.code()),
    ];
    assert_eq!(refused, [Some(Code::Conflict); 3]);
    assert!(first.open_sheet(&analyst, id).await.is_ok());
    first.share(&analyst, &send).await.unwrap();
}

/// [JOIN-10] A whole id means that network, whatever another one calls itself.
#[tokio::test]
async fn no_network_takes_the_place_of_another_by_its_name() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let lumbre = fed.desk("lumbre");
    let id = fed.network.to_string();
    let liar = fed.second_network(&id, ("kivu", 73), lumbre).await;
    assert_eq!(lumbre.desk().standing().networks.len(), 2);
    for network in [fed.network, liar.network()] {
        let desk = lumbre.desk().in_network(&network.to_string()).unwrap();
        assert_eq!(desk.membership(None).unwrap().0, network);
    }
}

/// [JOIN-10] [REC-5] What a namesake takes back in another network is no haste of this one's; and its notices
/// push out none.
#[tokio::test]
async fn what_a_namesake_says_much_of_in_another_network_counts_against_nobody_here() {
    let (fed, other) = two_called_ancolie(OTHER).await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let id = ancolie.shares(share("green", "taken-back.example")).await;
    lumbre.hears(ancolie).await;
    let tells = async |from: &Node, stream: StreamName, bodies: Vec<([u8; 16], Body)>| {
        let entries = bodies
            .into_iter()
            .zip(0..)
            .map(|((id, body), salt)| says(from, id, salt, stream.clone(), fed.now(), body));
        let entries: Vec<_> = entries.collect();
        let line = Forger::of(from, stream, &entries, fed.now());
        let round = lumbre.desk().pull(from.network(), from.id(), &line).await;
        let round = round.unwrap();
        assert_eq!((round.failed, round.refused), (None, 0), "it arrives");
    };
    let elsewhere = StreamName::Green(other.network());
    let mut much = Vec::new();
    for n in 0..30_u8 {
        let id = [n; 16];
        let one = says(
            &other,
            id,
            2 * n,
            elsewhere.clone(),
            fed.now(),
            green("An old find"),
        );
        much.push((id, green("An old find")));
        much.push(([n + 100; 16], retraction(id, [one.digest()].into())));
    }
    tells(&other, elsewhere, much).await;
    let analyst = lumbre.caller("analyst").await;
    let (first, _) = both(&fed);
    let hidden = async || first.list_hidden(&analyst).await.unwrap().len();
    let theirs = hidden().await;
    assert!(theirs > 0, "much at once is put off");
    ancolie.withdraws(&format!("ancolie/{id}")).await;
    lumbre.hears(ancolie).await;
    assert_eq!(hidden().await, theirs, "one is not much: it went at once");

    let away = |n: u8| {
        let notice = Notice::Absence {
            from: fed.now(),
            until: fed.now().plus_days(1),
            text: Some(format!("away {n}")),
        };
        ([n + 200; 16], Body::Notice(notice))
    };
    let direct = StreamName::Direct(lumbre.id().clone());
    tells(ancolie, direct.clone(), vec![away(0)]).await;
    tells(&other, direct, (1..30).map(away).collect()).await;
    let notices = first.list_notices(&analyst).await.unwrap();
    let own = notices
        .iter()
        .filter(|one| one.network == Some(fed.network));
    let own: Vec<_> = own.filter_map(|one| one.text.as_deref()).collect();
    assert_eq!(own, ["away 0"]);
}
