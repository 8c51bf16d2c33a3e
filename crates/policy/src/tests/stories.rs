//! The rules in scenes: what an analyst, a coordinator or a hostile peer would try.

use std::collections::BTreeSet;

use fanal_protocol::{
    Audience, BulletinKind, Claim, Code, DeskStatus, Digest, Freeze, Kind, Label, Scope,
    StreamName, StreamRef,
};

use super::story::{
    Network, addressed, at, bulletin, desk, desks, direct, granted, green, group, network,
    network_id,
};
use crate::{
    ACTS, Act, Decision, ExportTo, Facts, Keeping, May, Note, Party, Permit, PublicOutlook,
    Purpose, Question, Reach, Recipient, Review, Right, RosterState, Standing, Then, Viewer,
    Withheld, alternatives, decide, explain, preview, reach_of, roster_state, streams_for,
};

fn send(net: &Network, facts: &Facts, to: &str, stream: &StreamName) -> Result<(), Code> {
    answer(decide(
        Question::Send {
            facts,
            to: &desk(to),
            stream,
        },
        &net.world(),
    ))
}

fn accept(
    net: &Network,
    facts: &Facts,
    sender: &str,
    name: StreamName,
    index: u64,
) -> Result<(), Code> {
    let stream = &StreamRef {
        origin: facts.object.origin.clone(),
        name,
        epoch: 1,
    };
    let sender = &desk(sender);
    answer(decide(
        Question::Accept {
            facts,
            sender,
            stream,
            index: Some(index),
        },
        &net.world(),
    ))
}

fn ask(net: &Network, question: Question<'_>) -> Result<(), Code> {
    answer(decide(question, &net.world()))
}

fn answer(decision: Decision) -> Result<(), Code> {
    decision.permit().map(drop).map_err(|reason| reason.code)
}

fn routed(mut facts: Facts, streams: impl IntoIterator<Item = StreamName>) -> Facts {
    facts.streams = streams.into_iter().collect();
    facts
}

fn green_bulletin(origin: &str) -> Facts {
    routed(bulletin(origin, Label::Green), [green()])
}

fn retraction(origin: &str, streams: impl IntoIterator<Item = StreamName>) -> Facts {
    let mut facts = routed(bulletin(origin, Label::Green), streams);
    facts.kind = Kind::Retraction;
    facts.consent = None;
    facts
}

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

#[test]
fn an_expelled_desks_log_ends_at_its_freeze_whatever_date_it_claims() {
    let net = network();
    let facts = green_bulletin("traitre");
    assert_eq!(accept(&net, &facts, "relais", green(), 4), Ok(()));
    assert_eq!(
        accept(&net, &facts, "relais", green(), 5),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        accept(&net, &facts, "traitre", green(), 4),
        Err(Code::PolicyMember),
        "it is out"
    );
    let unfrozen = routed(bulletin("oubli", Label::Green), [green()]);
    assert_eq!(
        accept(&net, &unfrozen, "relais", green(), 0),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        send(&net, &unfrozen, "luz", &green()),
        Err(Code::PolicyMember)
    );
}

#[test]
fn a_key_revoked_freezes_an_active_desk_too() {
    let mut net = network();
    let root = fanal_protocol::Digest::from_bytes([2; 32]);
    net.entry("luz").freezes = vec![Freeze {
        stream: green(),
        epoch: 1,
        size: 2,
        root,
    }];
    assert_eq!(
        accept(&net, &green_bulletin("luz"), "luz", green(), 1),
        Ok(())
    );
    assert_eq!(
        accept(&net, &green_bulletin("luz"), "luz", green(), 2),
        Err(Code::PolicyMember)
    );
}

#[test]
fn retractions_and_receipts_pass_where_nothing_else_does() {
    let mut net = network();
    for state in [
        RosterState::Stale,
        RosterState::Expired,
        RosterState::Forked,
    ] {
        net.state = state;
        let facts = retraction("kivu", [green(), direct("luz"), StreamName::Clear]);
        assert_eq!(send(&net, &facts, "luz", &direct("luz")), Ok(()), "{state}");
        let foreign = retraction("luz", [green()]);
        assert_eq!(
            accept(&net, &foreign, "relais", green(), 0),
            Ok(()),
            "{state}"
        );
        let mut receipt = retraction("kivu", [direct("luz")]);
        receipt.kind = Kind::Receipt;
        assert_eq!(
            send(&net, &receipt, "luz", &direct("luz")),
            Ok(()),
            "{state}"
        );
    }
    assert_eq!(
        send(&net, &green_bulletin("kivu"), "luz", &green()),
        Err(Code::PolicyRoster)
    );
}

#[test]
fn a_retraction_may_be_issued_to_a_desk_that_is_out() {
    let net = network();
    let facts = retraction("kivu", [direct("nuit"), direct("luz")]);
    assert_eq!(ask(&net, Question::Compose { facts: &facts }), Ok(()));
}

#[test]
fn an_expelled_desk_may_still_take_its_own_back_and_nothing_else() {
    let mut net = network();
    let theirs = retraction("traitre", [green(), direct("kivu")]);
    assert_eq!(accept(&net, &theirs, "traitre", direct("kivu"), 9), Ok(()));
    assert_eq!(accept(&net, &theirs, "relais", green(), 9), Ok(()));
    net.entry("kivu").status = DeskStatus::Expelled;
    let facts = green_bulletin("kivu");
    assert_eq!(ask(&net, Question::Retract { facts: &facts }), Ok(()));
    assert_eq!(
        ask(&net, Question::Compose { facts: &facts }),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        ask(
            &net,
            Question::Retract {
                facts: &green_bulletin("luz")
            }
        ),
        Err(Code::PolicyOrigin)
    );
    let told = retraction("luz", [green()]);
    assert_eq!(
        accept(&net, &told, "luz", green(), 0),
        Ok(()),
        "whatever it is now, it purges"
    );
}

#[test]
fn a_desk_that_is_out_gets_retractions_by_parcel_and_nothing_else() {
    let net = network();
    let parcel = |facts: &Facts, to: &str| {
        let to = &desk(to);
        ask(
            &net,
            Question::Export {
                facts,
                to: ExportTo::Desk(to),
            },
        )
    };
    let taken_back = retraction("kivu", [green(), direct("traitre")]);
    assert_eq!(parcel(&taken_back, "traitre"), Ok(()));
    assert_eq!(parcel(&taken_back, "inconnu"), Err(Code::PolicyMember));
    assert_eq!(
        parcel(&green_bulletin("kivu"), "traitre"),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        send(&net, &taken_back, "traitre", &direct("traitre")),
        Err(Code::PolicyMember)
    );
    assert_eq!(
        parcel(&addressed("kivu", Label::Amber, ["luz"]), "luz"),
        Ok(())
    );
    assert_eq!(
        parcel(&green_bulletin("luz"), "qasaba"),
        Ok(()),
        "GREEN is relayed by stick as well"
    );
    assert_eq!(
        parcel(&addressed("luz", Label::Amber, ["qasaba"]), "qasaba"),
        Err(Code::PolicyOrigin)
    );
}

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

fn permit(net: &Network, question: Question<'_>) -> Permit {
    decide(question, &net.world()).permit().unwrap()
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
