//! Who gets what: AMBER, GREEN, groups, RED, relays, parcels.

use fanal_protocol::{
    Audience, BulletinKind, Claim, Code, Digest, Label, Scope, StreamName, StreamRef,
};

use super::{accept, ask, green_bulletin, permit, routed, send};
use crate::tests::story::{
    Network, addressed, bulletin, desk, desks, direct, granted, green, group, network,
};
use crate::{
    Facts, Keeping, Purpose, Question, Reach, Recipient, Right, RosterState, Viewer, Withheld,
    reach_of,
};

#[test]
fn amber_goes_to_the_desks_named_and_from_its_origin_alone() {
    let net = network();
    let facts = addressed("kivu", Label::Amber, ["luz"]);
    assert_eq!(send(&net, &facts, "luz", &direct("luz")), Ok(()));
    assert_eq!(
        send(&net, &facts, "qasaba", &direct("luz")),
        Err(Code::PolicyAudience)
    );
    let foreign = addressed("luz", Label::Amber, ["kivu", "qasaba"]);
    assert_eq!(
        send(&net, &foreign, "qasaba", &direct("qasaba")),
        Err(Code::PolicyOrigin)
    );
    assert_eq!(accept(&net, &foreign, "luz", direct("kivu"), 0), Ok(()));
    assert_eq!(
        accept(&net, &foreign, "relais", direct("kivu"), 0),
        Err(Code::PolicyOrigin)
    );
}

// [POL-10]
#[test]
fn amber_that_a_hostile_origin_routed_down_green_is_not_taken() {
    let net = network();
    let facts = routed(
        addressed("luz", Label::Amber, ["kivu"]),
        [green(), direct("kivu")],
    );
    assert_eq!(
        accept(&net, &facts, "luz", green(), 0),
        Err(Code::PolicyLabel)
    );
    assert_eq!(
        accept(&net, &facts, "relais", green(), 0),
        Err(Code::PolicyOrigin)
    );
    let narrowed = routed(
        addressed("luz", Label::Green, ["kivu"]),
        [green(), direct("kivu")],
    );
    assert_eq!(
        accept(&net, &narrowed, "luz", green(), 0),
        Err(Code::PolicyAudience)
    );
    assert_eq!(accept(&net, &narrowed, "luz", direct("kivu"), 0), Ok(()));
}

// [POL-2]
#[test]
fn a_statement_moves_in_its_own_network_down_the_streams_that_it_names() {
    let net = network();
    let facts = addressed("kivu", Label::Amber, ["luz"]);
    assert_eq!(
        send(&net, &facts, "qasaba", &direct("qasaba")),
        Err(Code::VerifyPlace),
        "its header does not name that stream"
    );
    let theirs = green_bulletin("luz");
    assert_eq!(accept(&net, &theirs, "luz", green(), 0), Ok(()));
    assert_eq!(
        accept(&net, &theirs, "luz", direct("kivu"), 0),
        Err(Code::VerifyPlace)
    );
    let mut stranger = green_bulletin("luz");
    stranger.network = fanal_protocol::NetworkId::founded_by(Digest::from_bytes([9; 32]));
    assert_eq!(
        accept(&net, &stranger, "luz", green(), 0),
        Err(Code::VerifyPlace)
    );
    let stream = &StreamRef {
        origin: desk("qasaba"),
        name: green(),
        epoch: 1,
    };
    let question = Question::Accept {
        facts: &theirs,
        sender: &desk("qasaba"),
        stream,
        index: Some(0),
    };
    assert_eq!(
        ask(&net, question),
        Err(Code::VerifyPlace),
        "another desk's stream"
    );
}

// [POL-3]
#[test]
fn green_is_relayed_by_any_member_to_any_member_and_to_nobody_else() {
    let net = network();
    let facts = green_bulletin("luz");
    assert_eq!(send(&net, &facts, "qasaba", &green()), Ok(()));
    for stranger in ["nuit", "oubli", "traitre", "inconnu"] {
        assert_eq!(
            send(&net, &facts, stranger, &green()),
            Err(Code::PolicyMember),
            "{stranger}"
        );
    }
    assert_eq!(accept(&net, &facts, "relais", green(), 0), Ok(()));
    assert_eq!(
        accept(&net, &facts, "nuit", green(), 0),
        Err(Code::PolicyMember)
    );
}

#[test]
fn a_group_means_members_when_signed_who_still_are() {
    let mut net = network();
    let stream = StreamName::GroupAmber(group("med"));
    let mut facts = routed(bulletin("kivu", Label::Amber), [stream.clone()]);
    facts.marking.audience.groups = [group("med")].into();
    facts.members_when_signed = Some(desks(["kivu", "relais"]));
    assert_eq!(send(&net, &facts, "relais", &stream), Ok(()));
    assert_eq!(
        send(&net, &facts, "luz", &stream),
        Err(Code::PolicyAudience),
        "joined later"
    );
    net.entry("relais").groups.clear();
    assert_eq!(
        send(&net, &facts, "relais", &stream),
        Err(Code::PolicyAudience),
        "left since"
    );
    let greens = StreamName::GroupGreen(group("med"));
    facts.marking.label = Label::Green;
    facts.streams = [greens.clone()].into();
    assert_eq!(
        send(&net, &facts, "luz", &greens),
        Ok(()),
        "GREEN history is for later members too"
    );
}

#[test]
fn the_record_at_the_origin_rules_over_the_audience() {
    let net = network();
    let mut facts = addressed("kivu", Label::Amber, ["luz", "qasaba"]);
    facts.consent = Some(granted(Scope::Named));
    facts.named_consent = Some(desks(["luz"]));
    assert_eq!(send(&net, &facts, "luz", &direct("luz")), Ok(()));
    assert_eq!(
        send(&net, &facts, "qasaba", &direct("qasaba")),
        Err(Code::PolicyConsentScope)
    );
    assert_eq!(
        ask(&net, Question::Compose { facts: &facts }),
        Err(Code::PolicyConsentScope)
    );
    facts.named_consent = None;
    assert_eq!(
        send(&net, &facts, "luz", &direct("luz")),
        Err(Code::PolicyConsentScope),
        "record lost"
    );
    let mut received = addressed("luz", Label::Amber, ["kivu"]);
    received.consent = Some(granted(Scope::Named));
    assert_eq!(accept(&net, &received, "luz", direct("kivu"), 0), Ok(()));
}

#[test]
fn a_yes_for_named_desks_does_not_enter_a_relayed_stream() {
    let net = network();
    let mut facts = green_bulletin("luz");
    facts.consent = Some(granted(Scope::Named));
    assert_eq!(
        accept(&net, &facts, "luz", green(), 0),
        Err(Code::PolicyConsentScope)
    );
    let mut own = bulletin("kivu", Label::Green);
    own.consent = Some(granted(Scope::Named));
    own.named_consent = Some(desks(["luz", "qasaba", "relais"]));
    assert_eq!(
        ask(&net, Question::Compose { facts: &own }),
        Err(Code::PolicyConsentScope)
    );
    own.marking.audience = Audience::of_desks(desks(["luz"]));
    assert_eq!(ask(&net, Question::Compose { facts: &own }), Ok(()));
}

// [POL-9]
#[test]
fn red_is_a_knock_or_stays() {
    let net = network();
    let mut facts = addressed("kivu", Label::Red, ["luz"]);
    assert_eq!(
        ask(&net, Question::Compose { facts: &facts }),
        Err(Code::PolicyLabel)
    );
    assert_eq!(
        send(&net, &facts, "luz", &direct("luz")),
        Err(Code::PolicyLabel)
    );
    let analyst = Viewer::with([Right::Analyst]);
    assert_eq!(
        ask(
            &net,
            Question::Show {
                facts: &facts,
                viewer: &analyst
            }
        ),
        Err(Code::PolicyLabel)
    );
    assert_eq!(
        ask(
            &net,
            Question::Keep {
                facts: &facts,
                road: Keeping::Index
            }
        ),
        Err(Code::PolicyLabel)
    );
    facts.bulletin = BulletinKind::Knock;
    assert_eq!(ask(&net, Question::Compose { facts: &facts }), Ok(()));
    assert_eq!(send(&net, &facts, "luz", &direct("luz")), Ok(()));
    assert_eq!(
        ask(
            &net,
            Question::Show {
                facts: &facts,
                viewer: &analyst
            }
        ),
        Ok(())
    );
}

// [POL-23]
#[test]
fn administrators_see_no_content_and_coordinators_no_amber() {
    let net = network();
    let (green, amber) = (
        green_bulletin("kivu"),
        addressed("kivu", Label::Amber, ["luz"]),
    );
    let show = |facts: &Facts, rights: &[Right]| {
        let viewer = &Viewer::with(rights.iter().copied());
        ask(&net, Question::Show { facts, viewer })
    };
    assert_eq!(show(&green, &[Right::Coordinator]), Ok(()));
    assert_eq!(show(&amber, &[Right::Coordinator]), Err(Code::PolicyRole));
    assert_eq!(show(&green, &[Right::Administrator]), Err(Code::PolicyRole));
    assert_eq!(
        show(&amber, &[Right::Administrator, Right::Reviewer]),
        Ok(())
    );
    assert_eq!(show(&green, &[]), Err(Code::PolicyRole));
    let mut private = green.clone();
    private.consent = Some(Claim::Refused);
    assert_eq!(show(&private, &[Right::Coordinator]), Err(Code::PolicyRole));
    assert_eq!(
        show(&private, &[Right::Analyst]),
        Ok(()),
        "it stays at the desk, where staff see it"
    );
}

// [POL-16]
#[test]
fn what_quotes_another_desks_bulletin_goes_no_further_than_it() {
    let net = network();
    let theirs = addressed("luz", Label::Amber, ["kivu", "qasaba"]);
    let reach = reach_of(&theirs, &net.world());
    let own = addressed("kivu", Label::Amber, ["luz", "qasaba", "relais"]).quoting([Some(reach)]);
    assert_eq!(
        send(&net, &own, "luz", &direct("luz")),
        Ok(()),
        "its own origin may have the answer"
    );
    assert_eq!(send(&net, &own, "qasaba", &direct("qasaba")), Ok(()));
    assert_eq!(
        send(&net, &own, "relais", &direct("relais")),
        Err(Code::PolicyReference)
    );
    assert_eq!(
        ask(&net, Question::Compose { facts: &own }),
        Err(Code::PolicyReference)
    );
    let unknown = bulletin("kivu", Label::Green).quoting([None]);
    assert_eq!(
        ask(&net, Question::Compose { facts: &unknown }),
        Err(Code::PolicyReference)
    );
    let mut gone = theirs;
    gone.withdrawn = true;
    assert_eq!(reach_of(&gone, &net.world()), Reach::Desk);
}

#[test]
fn an_answer_inside_a_group_may_quote_the_groups_question() {
    let net = network();
    let stream = StreamName::GroupGreen(group("med"));
    let mut question = routed(bulletin("luz", Label::Green), [stream.clone()]);
    question.marking.audience.groups = [group("med")].into();
    let mut reply = routed(bulletin("kivu", Label::Green), [stream.clone()])
        .quoting([Some(reach_of(&question, &net.world()))]);
    reply.marking.audience.groups = [group("med")].into();
    assert_eq!(send(&net, &reply, "luz", &stream), Ok(()));
    assert_eq!(send(&net, &reply, "relais", &stream), Ok(()));
}

#[test]
fn heads_are_served_to_readers_in_every_roster_state() {
    let mut net = network();
    net.state = RosterState::Forked;
    let serve = |net: &Network, origin: &str, name: StreamName, to: &str| {
        let stream = &StreamRef {
            origin: desk(origin),
            name,
            epoch: 1,
        };
        ask(
            net,
            Question::Serve {
                stream,
                to: &desk(to),
            },
        )
    };
    assert_eq!(serve(&net, "kivu", direct("luz"), "luz"), Ok(()));
    assert_eq!(
        serve(&net, "kivu", direct("luz"), "qasaba"),
        Err(Code::PolicyAudience)
    );
    assert_eq!(serve(&net, "luz", green(), "qasaba"), Ok(()));
    assert_eq!(
        serve(&net, "luz", direct("qasaba"), "qasaba"),
        Err(Code::PolicyOrigin)
    );
    assert_eq!(
        serve(&net, "kivu", StreamName::GroupAmber(group("med")), "qasaba"),
        Err(Code::PolicyAudience)
    );
    assert_eq!(
        serve(&net, "traitre", green(), "luz"),
        Ok(()),
        "its retractions are in there"
    );
    assert_eq!(
        serve(&net, "inconnu", green(), "luz"),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        serve(&net, "kivu", green(), "nuit"),
        Err(Code::PolicyMember)
    );
}

#[test]
fn a_permit_opens_the_one_revision_that_it_names() {
    let net = network();
    let facts = addressed("kivu", Label::Amber, ["luz"]);
    let permit = permit(
        &net,
        Question::Send {
            facts: &facts,
            to: &desk("luz"),
            stream: &direct("luz"),
        },
    );
    assert_eq!(permit.object(), Some(&facts.object));
    assert_eq!(permit.recipient(), &Recipient::Desk(desk("luz")));
    assert_eq!(permit.purpose(), Purpose::Sync);
    let content = Withheld::new(facts.object.clone(), "who was hurt").map(str::len);
    assert_eq!(content.release(&permit), Some(&12));
    let mut revised = facts.object.clone();
    revised.revision = 2;
    assert_eq!(Withheld::new(revised, 1).release(&permit), None);
    assert_eq!(content.release_into(&permit), Some(12));
    let retract = self::permit(&net, Question::Retract { facts: &facts });
    assert_eq!(
        Withheld::new(facts.object.clone(), 1).release(&retract),
        None
    );
}
