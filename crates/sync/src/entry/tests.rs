use fanal_protocol::{KeyPurpose, STATEMENT_TYPE, Statement, StreamName};

use super::*;
use crate::View;
use crate::testing::{Node, aba, body, desk, statement_key};

fn opened(node: &Node, stream: &StreamRef, entry: &Entry) -> Result<Checked, Refused> {
    open_entry(Place { stream, at: 3 }, entry, &node.world())
}

fn refused(node: &Node, stream: &StreamRef, entry: &Entry) -> Refused {
    opened(node, stream, entry).err().unwrap()
}

/// What `bor` signed after this was changed in its header, and the digest of it.
fn changed(node: &Node, change: impl FnOnce(&mut Header)) -> (Entry, Digest) {
    let mut header = node.header(&node.green("bor"), [1, 1]);
    change(&mut header);
    let opened = Statement::new(header, body())
        .unwrap()
        .sign(&statement_key("bor"))
        .unwrap();
    (Entry::Envelope(opened.bytes().to_vec()), opened.digest())
}

#[test]
fn what_the_origin_signed_for_this_stream_is_a_statement() {
    let node = aba();
    let (entry, digest) = changed(&node, |_| ());
    let checked = opened(&node, &node.green("bor"), &entry).ok().unwrap();
    assert!(matches!(checked, Checked::Statement(_)) && checked.digest() == digest);
}

// [SYN-8]
#[test]
fn what_another_key_signed_is_nobodys_and_has_no_position() {
    let node = aba();
    let stream = node.green("bor");
    let forged = node
        .bulletin(&stream, [1, 1])
        .sign(&statement_key("cuz"))
        .unwrap();
    let refused = refused(&node, &stream, &Entry::Envelope(forged.bytes().to_vec()));
    assert_eq!(
        (refused.digest, refused.code),
        (None, Code::VerifySignature)
    );
}

#[test]
fn bytes_that_are_no_envelope_have_no_position() {
    let node = aba();
    let refused = refused(&node, &node.green("bor"), &Entry::Envelope(b"{}".to_vec()));
    assert_eq!((refused.digest, refused.code), (None, Code::VerifyFormat));
}

#[test]
fn a_second_signature_makes_it_nobodys() {
    let node = aba();
    let (Entry::Envelope(bytes), _) = changed(&node, |_| ()) else {
        return;
    };
    let mut envelope = Envelope::parse(&bytes).unwrap();
    envelope.add_signature(&statement_key("cuz"), KeyPurpose::Statement);
    let refused = refused(
        &node,
        &node.green("bor"),
        &Entry::Envelope(envelope.to_bytes()),
    );
    assert_eq!(
        (refused.digest, refused.code),
        (None, Code::VerifySignature)
    );
}

#[test]
fn a_signed_statement_that_this_version_cannot_read_keeps_its_position() {
    let node = aba();
    let envelope = Envelope::sign(
        STATEMENT_TYPE,
        b"{\"v\":2}".to_vec(),
        &statement_key("bor"),
        KeyPurpose::Statement,
    );
    let refused = refused(
        &node,
        &node.green("bor"),
        &Entry::Envelope(envelope.to_bytes()),
    );
    assert_eq!(
        (refused.digest, refused.code),
        (Some(envelope.digest()), Code::VerifyFormat)
    );
}

#[test]
fn a_statement_for_another_stream_epoch_or_network_keeps_its_position_and_is_refused() {
    let node = aba();
    let direct = || StreamName::Direct(desk("aba"));
    let other = NetworkId::founded_by(Digest::from_bytes([8; 32]));
    let elsewhere = |header: &mut Header| {
        header.streams = [direct()].into();
        header.network = other;
    };
    for (name, (entry, digest)) in [
        (
            node.green("bor").name,
            changed(&node, |header| header.streams = [direct()].into()),
        ),
        (
            node.green("bor").name,
            changed(&node, |header| header.epoch = 2),
        ),
        (direct(), changed(&node, elsewhere)),
    ] {
        let refused = refused(
            &node,
            &StreamRef {
                name,
                ..node.green("bor")
            },
            &entry,
        );
        assert_eq!(
            (refused.digest, refused.code),
            (Some(digest), Code::VerifyPlace)
        );
    }
}

// [SYN-8]
#[test]
fn a_statement_from_the_future_is_refused_until_its_time_comes() {
    let mut node = aba();
    let (entry, digest) = changed(&node, |header| {
        header.issued = header.issued.plus_seconds(5_000);
    });
    let early = refused(&node, &node.green("bor"), &entry);
    assert_eq!((early.digest, early.code), (Some(digest), Code::VerifyTime));
    node.now += 5_000;
    assert!(opened(&node, &node.green("bor"), &entry).is_ok());
}

#[test]
fn a_key_that_did_not_count_when_it_was_issued_signs_nothing() {
    let mut node = aba();
    node.roster.desks[1].signing[0].until = Some(Timestamp::from_unix(crate::testing::NOW - 100));
    let (entry, digest) = changed(&node, |_| ());
    let refused = refused(&node, &node.green("bor"), &entry);
    assert_eq!(
        (refused.digest, refused.code),
        (Some(digest), Code::VerifySignature)
    );
}

#[test]
fn a_desk_that_no_roster_names_signs_nothing() {
    let node = aba();
    let (entry, _) = changed(&node, |_| ());
    let refused = refused(&node, &node.green("eve"), &entry);
    assert_eq!((refused.digest, refused.code), (None, Code::PolicyMember));
}

#[test]
fn a_tombstone_and_a_gap_are_what_they_say() {
    let node = aba();
    let (digest, retraction) = (Digest::from_bytes([1; 32]), Digest::from_bytes([2; 32]));
    for entry in [
        Entry::Tombstone { digest, retraction },
        Entry::NotHeld(digest),
    ] {
        assert!(
            opened(&node, &node.green("bor"), &entry)
                .is_ok_and(|checked| checked.digest() == digest)
        );
    }
}

// [ROS-21]
#[test]
fn a_revoked_key_counts_before_the_freeze_of_its_stream_and_nowhere_else() {
    let mut node = aba();
    let stream = node.green("bor");
    let (entry, digest) = changed(&node, |_| ());
    let own = &mut node.roster.desks[1];
    own.signing[0].until = Some(Timestamp::from_unix(node.now + 1));
    own.signing[0].revoked = true;
    let freeze = |size| fanal_protocol::Freeze {
        stream: stream.name.clone(),
        epoch: stream.epoch,
        size,
        root: Digest::from_bytes([0; 32]),
    };
    // It stands at 3.
    for (freezes, counts) in [
        (vec![], false),
        (vec![freeze(3)], false),
        (vec![freeze(4)], true),
    ] {
        node.roster.desks[1].freezes = freezes;
        let checked = opened(&node, &stream, &entry);
        assert_eq!(checked.is_ok(), counts);
        let refused = checked.err().map(|refused| (refused.digest, refused.code));
        assert!(counts || refused == Some((Some(digest), Code::VerifySignature)));
    }
}
