//! What becomes public, and when it stops.

use std::collections::BTreeSet;

use fanal_protocol::{Claim, Code, DeskId, DeskStatus, Kind, Label, Scope, StreamName};

use super::{ask, routed};
use crate::tests::story::{Network, at, bulletin, desk, desks, granted, green, network};
use crate::{ExportTo, Facts, Question, Reach, Review, RosterState};

// [POL-11]
#[test]
fn publication_takes_everything_at_once() {
    let mut net = network();
    let facts = bulletin("kivu", Label::Clear);
    let publish = |net: &Network, change: &dyn Fn(&mut Facts)| {
        let mut facts = facts.clone();
        change(&mut facts);
        ask(net, Question::Publish { facts: &facts })
    };
    assert_eq!(publish(&net, &|_| {}), Ok(()));
    assert_eq!(
        publish(&net, &|f| f.marking.not_before = Some(at(1))),
        Err(Code::PolicyEmbargo)
    );
    assert_eq!(
        publish(&net, &|f| f.marking.not_before = Some(at(0))),
        Ok(())
    );
    assert_eq!(
        publish(&net, &|f| f.marking.label = Label::Green),
        Err(Code::PolicyLabel)
    );
    let wish = |f: &mut Facts| {
        f.marking.label = Label::Green;
        f.wishes_publication = true;
    };
    assert_eq!(publish(&net, &wish), Ok(()));
    assert_eq!(
        publish(&net, &|f| f.consent = Some(granted(Scope::Network))),
        Err(Code::PolicyConsentScope)
    );
    assert_eq!(
        publish(&net, &|f| f.review =
            Review::Elsewhere { desk: desk("luz") }),
        Ok(())
    );
    assert_eq!(
        publish(&net, &|f| f.review =
            Review::Elsewhere { desk: desk("nuit") }),
        Err(Code::PolicyReview)
    );
    assert_eq!(
        publish(&net, &|f| f.references = vec![Reach::Network]),
        Err(Code::PolicyReference)
    );
    net.entry("kivu").one_person = true;
    assert_eq!(publish(&net, &|_| {}), Err(Code::PolicyReview));
    assert_eq!(
        publish(&net, &|f| f.review =
            Review::Elsewhere { desk: desk("luz") }),
        Ok(())
    );
    net.entry("luz").parent = Some("kivu".into());
    assert_eq!(
        publish(&net, &|f| f.review =
            Review::Elsewhere { desk: desk("luz") }),
        Err(Code::PolicyReview)
    );
}

// [POL-11] [PUB-1]
#[test]
fn a_public_file_is_made_of_publications_and_drops_them_with_their_consent() {
    let net = network();
    let mut facts = routed(bulletin("kivu", Label::Clear), [StreamName::Clear]);
    let file = |facts: &Facts| {
        ask(
            &net,
            Question::Export {
                facts,
                to: ExportTo::PublicFile,
            },
        )
    };
    assert_eq!(
        file(&facts),
        Err(Code::PolicyLabel),
        "published first, written then"
    );
    facts.kind = Kind::Publication;
    facts.consent = None;
    assert_eq!(file(&facts), Ok(()));
    facts.consent = Some(Claim::Granted {
        scope: Scope::Public,
        attribution: false,
        until: Some(at(0)),
    });
    assert_eq!(file(&facts), Err(Code::PolicyConsentExpired));
    facts.consent = None;
    facts.withdrawn = true;
    assert_eq!(file(&facts), Err(Code::PolicyWithdrawn));
}

// [POL-24] [PUB-14]
#[test]
fn a_feed_of_the_network_has_publications_of_active_desks_that_agree_and_nothing_else() {
    let mut net = network();
    let mut theirs = routed(bulletin("luz", Label::Clear), [StreamName::Clear]);
    theirs.kind = Kind::Publication;
    theirs.consent = None;
    let agreed = desks(["luz", "kivu"]);
    let feed = |net: &Network, facts: &Facts, agreed: &BTreeSet<DeskId>| {
        let to = ExportTo::NetworkFeed { agreed };
        ask(net, Question::Export { facts, to })
    };
    assert_eq!(feed(&net, &theirs, &agreed), Ok(()));
    let others = desks(["kivu", "qasaba"]);
    assert_eq!(feed(&net, &theirs, &others), Err(Code::PolicyAudience));
    for label in [Label::Green, Label::Amber, Label::AmberStrict] {
        let narrower = routed(bulletin("luz", label), [green()]);
        assert_eq!(feed(&net, &narrower, &agreed), Err(Code::PolicyLabel));
    }
    let unpublished = routed(bulletin("luz", Label::Clear), [green()]);
    assert_eq!(feed(&net, &unpublished, &agreed), Err(Code::PolicyLabel));
    let mut gone = theirs.clone();
    gone.withdrawn = true;
    assert_eq!(feed(&net, &gone, &agreed), Err(Code::PolicyWithdrawn));
    for state in [RosterState::Expired, RosterState::Forked] {
        net.state = state;
        assert_eq!(feed(&net, &theirs, &agreed), Err(Code::PolicyRoster));
    }
    net.state = RosterState::Stale;
    assert_eq!(feed(&net, &theirs, &agreed), Ok(()), "CLEAR does not wait");
    for status in [
        DeskStatus::Suspended,
        DeskStatus::Left,
        DeskStatus::Expelled,
    ] {
        net.entry("luz").status = status;
        assert_eq!(feed(&net, &theirs, &agreed), Err(Code::PolicyMember));
    }
}
