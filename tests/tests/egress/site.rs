//! The public site, built by the node's own code from each desk's shelf: every file of its tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use fanal_public::Tree;
use fanal_tests::federation::Node;
use tokio::sync::watch;

use crate::roads::{Way, named};
use crate::words::{leaked, secrets, words_in};
use crate::world::{ORIGIN, desks, world};

#[path = "../../../node/src/shelf.rs"]
mod shelf;

pub(crate) async fn tree_of(node: &Node) -> Arc<Tree> {
    site_of(node, false).await
}

/// With the feed of the whole network, or without.
pub(crate) async fn site_of(node: &Node, network_feed: bool) -> Arc<Tree> {
    let site = shelf::Site {
        base_url: Some("https://feed.example".into()),
        title: None,
        network_feed,
        ..shelf::Site::default()
    };
    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), site, stopping);
    let follow = tokio::spawn(follow);
    tree.changed().await.unwrap();
    follow.abort();
    let tree = tree.borrow();
    Arc::clone(&tree)
}

/// [SR-12] What tells of people, audience, consent and review; groups; and what is derived from them.
const PRIVATE: &[&str] = &[
    "-heed",
    "consent",
    "-analyst",
    "-reviewer",
    "stalkerware",
    "audience",
    "sighting",
    "approved",
    "sent_to",
    "receipt",
    "revision",
];

/// An address with a star for what differs: the id of a publication, the place of a tile; and one word for all
/// languages but the site's own.
pub(crate) fn shape(path: &str) -> String {
    for below in ["/fr", "/es", "/ar"] {
        if let Some(rest) = path
            .strip_prefix(below)
            .filter(|rest| rest.starts_with('/'))
        {
            return format!("/LANG{}", shape(rest));
        }
    }
    if ["/feed/misp/manifest.json", "/feed/misp/hashes.csv"].contains(&path) {
        return path.to_owned();
    }
    for folder in ["/b/", "/feed/b/", "/feed/misp/", "/log/tile/"] {
        if path
            .strip_prefix(folder)
            .is_some_and(|rest| !rest.is_empty())
        {
            return format!("{folder}*");
        }
    }
    path.to_owned()
}

/// [SR-10] [SR-14] Of each desk, with its embargoed, waiting and withdrawn bulletins beside.
// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_site_has_public_words_alone() {
    let world = world(desks().in_memory()).await;
    let secrets = secrets(&world.fed);
    let ids: Vec<String> = world.ids.values().map(ToString::to_string).collect();
    let mut shapes = BTreeMap::new();
    for node in world.fed.all() {
        for (path, file) in tree_of(node).await.iter() {
            let packed = file.zstd().map_or(&[][..], |packed| packed);
            let plain = file.bytes();
            let bytes = [path.as_bytes(), b"\n", &plain, packed].concat();
            let leaks = leaked(&bytes, |words| words.public);
            assert!(leaks.is_empty(), "{} {path}: {leaks:?}", node.id());
            assert_eq!(secrets.found_in(&bytes), [""; 0], "{path}");
            let text = String::from_utf8_lossy(&plain);
            let others = world
                .fed
                .all()
                .iter()
                .filter(|other| other.id() != node.id());
            let told = PRIVATE.iter().copied();
            for private in told.chain(others.map(|other| other.id().as_str())) {
                assert!(!text.contains(private), "{} {path}: {private}", node.id());
            }
            // [SR-4] Days, not times. A checkpoint says in seconds how fresh it is: that is what it is for.
            for time in ["08:13", "03:04:05", ".678Z"] {
                assert!(!text.contains(time), "{} {path}: {time}", node.id());
            }
            let id = ids.iter().find(|id| text.contains(id.as_str()));
            assert_eq!(id, None, "{path}: no id of a bulletin is public");
            let has_words = !words_in(&bytes).is_empty();
            *shapes.entry(shape(path)).or_insert(false) |= has_words;
        }
    }
    let found: Vec<&str> = shapes.keys().map(String::as_str).collect();
    assert_eq!(
        found,
        named(|way| matches!(way, Way::File)),
        "files of the site"
    );
    for full in [
        "/",
        "/b/*",
        "/feed/stix.json",
        "/feed/mvt.stix2",
        "/feed/network.csv",
    ] {
        assert!(
            shapes[full],
            "{full} has no public word: the search is blind"
        );
    }
    let shelf = world.fed.desk(ORIGIN).shelf().await;
    assert_eq!(leaked(shelf.as_bytes(), |words| words.public), [""; 0]);
}
