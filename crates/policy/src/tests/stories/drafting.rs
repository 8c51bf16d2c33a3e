//! Before anything moves: drafts, their streams, previews, explanations.

use std::collections::BTreeSet;

use fanal_protocol::{Audience, Claim, Code, Kind, Label, Scope};

use super::ask;
use crate::tests::story::{
    Network, addressed, at, bulletin, desk, desks, direct, granted, group, network, network_id,
};
use crate::{
    ACTS, Act, Facts, May, Note, Party, PublicOutlook, Question, Reach, Review, RosterState,
    Standing, Then, alternatives, explain, preview, roster_state, streams_for,
};

// [POL-12] [POL-14] [POL-17]
#[test]
fn drafts_are_refused_with_the_reason() {
    let net = network();
    let compose = |facts: &Facts| ask(&net, Question::Compose { facts });
    assert_eq!(
        compose(&bulletin("kivu", Label::Amber)),
        Err(Code::PolicyAudience)
    );
    assert_eq!(
        compose(&addressed("kivu", Label::Amber, ["kivu"])),
        Err(Code::PolicyAudience)
    );
    assert_eq!(
        compose(&addressed("kivu", Label::Amber, ["inconnu"])),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        compose(&addressed("kivu", Label::Amber, ["luz", "nuit"])),
        Err(Code::PolicyMember)
    );
    let mut facts = bulletin("kivu", Label::Green);
    for (claim, code) in [
        (Some(Claim::Refused), Code::PolicyConsentRefused),
        (Some(Claim::NotAsked), Code::PolicyConsentNotAsked),
        (Some(granted(Scope::Desk)), Code::PolicyConsentScope),
        (None, Code::PolicyConsentNotAsked),
    ] {
        facts.consent = claim;
        assert_eq!(compose(&facts), Err(code));
    }
    facts = bulletin("kivu", Label::Clear);
    facts.marking.pap = Some(fanal_protocol::Pap::Red);
    assert_eq!(compose(&facts), Err(Code::PolicyPap));
}

// [POL-22]
#[test]
fn the_dates_of_a_draft_lie_ahead() {
    let net = network();
    let compose = |change: &dyn Fn(&mut Facts)| {
        let mut facts = bulletin("kivu", Label::Green);
        change(&mut facts);
        ask(&net, Question::Compose { facts: &facts })
    };
    let ends = |end| compose(&|facts: &mut Facts| facts.expires = Some(at(end)));
    assert_eq!((ends(0), ends(1)), (Err(Code::UsageInvalid), Ok(())));
    let kept = |until| compose(&|facts: &mut Facts| facts.marking.retain_until = Some(at(until)));
    assert_eq!((kept(0), kept(1)), (Err(Code::UsageInvalid), Ok(())));
    let embargo = |until| {
        compose(&|facts: &mut Facts| {
            facts.marking.not_before = Some(at(60));
            facts.marking.retain_until = Some(at(until));
        })
    };
    assert_eq!(
        (embargo(60), embargo(61)),
        (Err(Code::UsageInvalid), Ok(()))
    );
}

#[test]
fn streams_follow_label_and_audience_and_never_lead_back() {
    let net = network();
    let route = |facts: &Facts| {
        let streams = streams_for(facts.kind, &facts.marking, &net.world());
        streams
            .map(|s| s.iter().map(ToString::to_string).collect::<Vec<_>>())
            .map_err(|r| r.code)
    };
    let whole = format!("green/{}", network_id());
    assert_eq!(
        route(&bulletin("kivu", Label::Green)),
        Ok(vec![whole.clone()])
    );
    assert_eq!(
        route(&bulletin("kivu", Label::Clear)),
        Ok(vec![whole]),
        "R2"
    );
    assert_eq!(
        route(&bulletin("kivu", Label::Amber)),
        Err(Code::PolicyAudience)
    );
    let mut facts = addressed("kivu", Label::Green, ["kivu", "luz"]);
    assert_eq!(route(&facts), Ok(vec!["direct/luz".into()]));
    facts.marking.audience.groups = [group("med")].into();
    assert_eq!(
        route(&facts),
        Ok(vec!["group/med/green".into(), "direct/luz".into()])
    );
    facts.marking.label = Label::AmberStrict;
    assert_eq!(
        route(&facts),
        Ok(vec!["group/med/amber".into(), "direct/luz".into()])
    );
    facts.marking.label = Label::Red;
    assert_eq!(route(&facts), Ok(vec!["direct/luz".into()]));
    facts.kind = Kind::Publication;
    assert_eq!(route(&facts), Ok(vec!["clear".into()]));
    facts.kind = Kind::Sighting;
    facts.marking.label = Label::Green;
    assert_eq!(
        route(&facts),
        Err(Code::PolicyAudience),
        "a sighting goes to single desks"
    );
}

#[test]
fn the_preview_tells_who_gets_it_who_does_not_and_what_to_know() {
    let mut net = network();
    net.entry("luz").mandatory_reporting = Some("child protection".into());
    net.entry("luz").jurisdiction = Some("US".into());
    net.entry("qasaba").addresses.clear();
    let mut facts = addressed("kivu", Label::Amber, ["luz", "qasaba"]);
    facts.streams.clear();
    let shown = preview(&facts, &net.world());
    assert_eq!(shown.blocked, None);
    assert_eq!(shown.now, [desk("luz"), desk("qasaba")]);
    assert_eq!(shown.then, Then::StaffAndBeneficiaries);
    let not: BTreeSet<_> = shown
        .not
        .iter()
        .map(|(desk, reason)| (desk.as_str(), reason.code))
        .collect();
    assert!(not.contains(&("relais", Code::PolicyAudience)));
    assert!(not.contains(&("nuit", Code::PolicyMember)));
    assert!(
        matches!(&shown.public, PublicOutlook::Never(reason) if reason.code == Code::PolicyLabel)
    );
    assert_eq!(
        shown.notes,
        [
            Note::RecipientsSeeEachOther,
            Note::MandatoryReporting {
                desk: desk("luz"),
                jurisdiction: Some("US".into()),
                duty: "child protection".into()
            },
            Note::CallsOutOnly {
                desk: desk("qasaba")
            },
        ]
    );
    assert_eq!(
        shown.widen,
        [
            (Label::Clear, 1),
            (Label::Green, 1),
            (Label::AmberStrict, 0)
        ]
    );
}

#[test]
fn the_outlook_names_all_that_still_lacks() {
    let net = network();
    let mut facts = bulletin("kivu", Label::Clear);
    assert_eq!(preview(&facts, &net.world()).public, PublicOutlook::Now);
    facts.review = Review::Missing;
    facts.marking.not_before = Some(at(60));
    let PublicOutlook::After(lacks) = preview(&facts, &net.world()).public else {
        panic!()
    };
    let codes: Vec<Code> = lacks.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, [Code::PolicyReview, Code::PolicyEmbargo]);
}

#[test]
fn labels_that_consent_forbids_are_greyed_with_the_reason() {
    let net = network();
    let mut facts = addressed("kivu", Label::Amber, ["luz"]);
    facts.consent = Some(granted(Scope::Named));
    facts.named_consent = Some(desks(["luz"]));
    let offers: Vec<_> = alternatives(&facts, &net.world())
        .into_iter()
        .map(|(label, answer)| (label, answer.map_err(|reason| reason.code)))
        .collect();
    assert_eq!(
        offers,
        [
            (Label::Clear, Err(Code::PolicyConsentScope)),
            (Label::Green, Ok(1)),
            (Label::Amber, Ok(1)),
            (Label::AmberStrict, Ok(1)),
            (Label::Red, Err(Code::PolicyLabel)),
        ]
    );
    facts.marking.audience = Audience::default();
    let whole = alternatives(&facts, &net.world());
    assert!(whole.iter().all(|(_, answer)| answer.is_err()));
}

#[test]
fn an_explanation_names_the_rule_and_says_it() {
    let net = network();
    let facts = addressed("kivu", Label::Amber, ["luz"]);
    let no = explain(&facts, &desk("relais"), &net.world());
    assert_eq!(
        (no.allowed, no.rule, no.code),
        (false, "POL-13", Some(Code::PolicyAudience))
    );
    assert!(no.words.contains("addressed") && no.sentence.contains("relais"));
    let yes = explain(&facts, &desk("luz"), &net.world());
    assert_eq!(
        (yes.allowed, yes.code, yes.words.as_str()),
        (true, None, "TLP:AMBER names it")
    );
}

#[test]
fn a_roster_is_stale_once_nobody_was_heard_for_longer_than_the_network_allows() {
    let net = network();
    let week = 7 * 86_400;
    let state = |heard, forked, now| roster_state(&net.roster, heard, forked, at(now));
    assert_eq!(state(Some(at(0)), false, week), RosterState::Current);
    assert_eq!(state(Some(at(0)), false, week + 1), RosterState::Stale);
    assert_eq!(state(None, false, week - 86_400), RosterState::Current);
    assert_eq!(state(None, false, week), RosterState::Stale);
    assert_eq!(state(None, false, 30 * 86_400), RosterState::Expired);
    assert_eq!(state(Some(at(0)), true, 0), RosterState::Forked);
}

#[test]
fn every_party_has_one_row_of_acts() {
    use Standing::{Active, Expelled, Left, Requested, Stranger, Suspended};
    let desks = [Active, Suspended, Left, Expelled, Requested, Stranger].map(Party::Desk);
    let rosters = [
        RosterState::Current,
        RosterState::Stale,
        RosterState::Expired,
        RosterState::Forked,
    ];
    for party in desks.into_iter().chain(rosters.map(Party::Roster)) {
        assert_eq!(
            ACTS.iter().filter(|row| row.party == party).count(),
            1,
            "{party:?}"
        );
    }
    assert_eq!(Party::Desk(Expelled).may(Act::Retract), May::Yes);
    assert_eq!(Party::Desk(Expelled).may(Act::Receive), May::No);
}

#[test]
fn facts_survive_being_written_down() {
    let facts = addressed("kivu", Label::Amber, ["luz"]).quoting([None, Some(Reach::Public)]);
    let text = serde_json::to_string(&facts).unwrap();
    assert!(serde_json::from_str::<Facts>(&text).unwrap() == facts);
}

// [RED-4]
#[test]
fn red_is_sealed_where_composing_would_allow_it_but_for_the_rule_that_keeps_it_off_the_nodes() {
    let net = network();
    let red = addressed("kivu", Label::Red, ["luz"]);
    assert_eq!(crate::may_be_sealed(&red, &net.world()), Ok(()));
    let code = |facts: &Facts, net: &Network| {
        crate::may_be_sealed(facts, &net.world())
            .map_err(|reason| reason.code)
            .err()
    };
    let amber = addressed("kivu", Label::AmberStrict, ["luz"]);
    assert_eq!(code(&amber, &net), Some(Code::PolicyLabel));
    let mut refused = red.clone();
    refused.consent = Some(Claim::Refused);
    assert_eq!(code(&refused, &net), Some(Code::PolicyConsentRefused));
    let to_suspended = addressed("kivu", Label::Red, ["nuit"]);
    assert_eq!(code(&to_suspended, &net), Some(Code::PolicyMember));
    let foreign = addressed("luz", Label::Red, ["qasaba"]);
    assert_eq!(code(&foreign, &net), Some(Code::PolicyOrigin));
    let mut expired = net.clone();
    expired.state = RosterState::Expired;
    assert_eq!(code(&red, &expired), Some(Code::PolicyRoster));
}

// [POL-9] [RED-5]
#[test]
fn the_facts_of_what_is_sealed_say_red_for_one_desk() {
    let header = fanal_protocol::Header {
        network: network_id(),
        kind: Kind::Sealed,
        origin: desk("kivu"),
        id: fanal_protocol::BulletinId::from_random([3; 16]),
        revision: 1,
        previous: None,
        streams: [direct("luz")].into(),
        epoch: 1,
        issued: at(0),
        salt: fanal_protocol::BulletinId::from_random([4; 16]),
    };
    let sealed = fanal_protocol::Sealed {
        sealed: fanal_protocol::Blob(vec![0; 4096]),
    };
    let facts = Facts::of(&header, &fanal_protocol::Body::Sealed(sealed));
    assert_eq!(facts.marking.label, Label::Red);
    assert_eq!(facts.marking.audience.desks, desks(["luz"]));
}
