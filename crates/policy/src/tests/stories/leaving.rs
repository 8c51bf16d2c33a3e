//! Desks that are out, keys that are revoked, what is taken back.

use fanal_protocol::{Code, DeskStatus, Freeze, Kind, Label, StreamName};

use super::{accept, ask, green_bulletin, retraction, routed, send};
use crate::tests::story::{addressed, bulletin, desk, direct, green, network};
use crate::{ExportTo, Facts, Question, RosterState};

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
