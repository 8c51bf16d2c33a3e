//! What lies on the disk of a desk: the database, its write-ahead log, its and shared memory,
//! before and after purges; and what would be written if the program crashed.

use std::os::unix::fs::PermissionsExt as _;

use fanal_tests::federation::Node;

use crate::reveal::Wanted;
use crate::surroundings::root;
use crate::words::{WORDS, Words, secrets, words_among};
use crate::world::{EXPELLED, ORIGIN, World, desks, world};

/// Files whose names begin with the desk's, and their bytes.
fn files_of(world: &World, node: &Node) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(world.fed.folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(node.id().as_str()) {
            let mode = entry_mode(&path);
            assert_eq!(
                mode & 0o077,
                0,
                "others on this machine can read {name}: {mode:o}"
            );
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
    files
}

fn entry_mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode()
}

fn hash_of_value(words: &Words) -> (String, Vec<u8>) {
    let value = format!("canary-{}-value.example", words.name);
    let hash = fanal_tests::federation::sha256(value.as_bytes());
    (format!("a hash of {value}"), hash.to_vec())
}

pub(crate) fn assert_tell_nothing(world: &World, node: &Node, when: &str) {
    let secrets = secrets(&world.fed);
    let hashes = Wanted::of(WORDS.iter().map(hash_of_value));
    let files = files_of(world, node);
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes > 100_000, "{when}: no database");
    for (name, bytes) in files {
        // As it is, and without the zeros of UTF-16: a page is no text that somebody encoded.
        let small = bytes.to_ascii_lowercase();
        let narrow = small.iter().copied().filter(|byte| *byte != 0).collect();
        let layers = [small.clone(), narrow];
        // What a token is for is written for its owner, beside the hash of it.
        let mut words = words_among(&layers).into_iter().map(|words| words.name);
        let leak = words.find(|name| *name != "purpose");
        assert_eq!(leak, None, "{when}, {name}");
        let told = secrets.found_among(&layers);
        assert!(told.is_empty(), "{when}, {name}: {told:?}");
        // Who would try values one by one finds no plain hash of one either. [R4]
        let told = hashes.found_among(&[small]);
        assert!(told.is_empty(), "{when}, {name}: {told:?}");
    }
}

#[tokio::test]
async fn the_files_of_a_desk_tell_nothing() {
    let world = world(desks()).await;
    for name in [ORIGIN, "lumbre", EXPELLED] {
        assert_tell_nothing(&world, world.fed.desk(name), "with everything in it");
    }
    let ancolie = world.fed.desk(ORIGIN);
    // Purged, and gone from free pages too.
    for name in ["amber", "green", "public", "file"] {
        ancolie.withdraws(&world.ids[name].to_string()).await;
    }
    world.fed.sync_all().await;
    ancolie.database().rotate_epoch().await.unwrap();
    assert_tell_nothing(&world, ancolie, "after a purge");
    ancolie.start_again().await;
    assert_tell_nothing(&world, ancolie, "after a restart");
    assert!(
        ancolie
            .shows(&world.ids["strict"].to_string())
            .await
            .is_ok()
    );
}

/// A core dump is the memory of a node, keys and all: no sample of ours lets one be written, and no process
/// writes one by itself (node/tests/running/offline.rs). [RST-8]
#[test]
fn nothing_dumps_its_memory() {
    let said = [
        ("deploy/systemd/fanal.service", "LimitCORE=0"),
        ("deploy/container/compose.yaml", "core: 0"),
    ];
    for (file, line) in said {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(
            text.lines().any(|found| found.trim() == line),
            "{file} does not say `{line}`"
        );
    }
}
