//! Peers.

use fanal_protocol::Code;

use super::samples::{at, begin, desk, digest, network};
use crate::{PeerRow, Store};

fn peer(name: &str) -> PeerRow {
    PeerRow {
        desk: desk(name),
        seen: None,
        roster: 0,
        contact: None,
        failures: 0,
        retry_at: None,
        error: None,
    }
}

pub async fn a_peer_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert_eq!(unit.peer(network(1), &desk("kivu")).await.unwrap(), None);
    unit.put_peer(network(1), &peer("kivu")).await.unwrap();
    assert_eq!(
        unit.peer(network(1), &desk("kivu")).await.unwrap(),
        Some(peer("kivu"))
    );
    let changed = PeerRow {
        seen: Some(digest(1)),
        roster: 7,
        contact: Some(at(1)),
        failures: 3,
        retry_at: Some(at(2)),
        error: Some(Code::PeerUnreachable),
        ..peer("kivu")
    };
    unit.put_peer(network(1), &changed).await.unwrap();
    assert_eq!(
        unit.peer(network(1), &desk("kivu")).await.unwrap(),
        Some(changed)
    );
    assert_eq!(unit.peer(network(2), &desk("kivu")).await.unwrap(), None);
}

pub async fn peers_are_listed_by_name_within_their_network(store: &dyn Store) {
    let mut unit = begin(store).await;
    for name in ["zagreb", "kivu"] {
        unit.put_peer(network(1), &peer(name)).await.unwrap();
    }
    unit.put_peer(network(2), &peer("lagos")).await.unwrap();
    assert_eq!(
        unit.peers(network(1)).await.unwrap(),
        [peer("kivu"), peer("zagreb")]
    );
    assert_eq!(unit.peers(network(2)).await.unwrap(), [peer("lagos")]);
    assert_eq!(unit.peers(network(3)).await.unwrap(), []);
}
