use std::sync::Arc;

use super::shelves::*;
use crate::{Broken, Tree, build};

fn three() -> Story {
    shelf()
        .publishing(1, publication("One", &["one.example"]))
        .publishing(2, publication("Two", &["two.example"]))
        .publishing(3, publication("Three", &["three.example"]))
}

fn same_bytes(one: &Tree, other: &Tree) -> bool {
    let described = |tree: &Tree| -> Vec<_> {
        tree.iter()
            .map(|(path, file)| {
                let (bytes, packed) = (file.bytes().unwrap(), file.zstd().unwrap());
                (
                    path.to_owned(),
                    bytes,
                    packed,
                    file.etag.clone(),
                    file.media_type(),
                    file.status(),
                )
            })
            .collect()
    };
    described(one) == described(other)
}

/// Paths whose file is another one than before, or new.
fn changed<'a>(before: &Tree, after: &'a Tree) -> Vec<&'a str> {
    let is_kept = |path: &str, file| before.file(path).is_some_and(|old| Arc::ptr_eq(old, file));
    after
        .iter()
        .filter(|(path, file)| !is_kept(path, file))
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn the_same_shelf_gives_the_same_bytes() {
    assert!(same_bytes(&three().built(), &three().built()));
}

#[test]
fn the_order_on_the_shelf_decides_nothing() {
    let mut shelf = three()
        .withdrawing(4, "2026-11-21")
        .withdrawing(5, "2026-11-21")
        .told();
    let one = build(&shelf, &sign, None).unwrap();
    shelf.items.reverse();
    shelf.withdrawn.reverse();
    assert!(same_bytes(&one, &build(&shelf, &sign, None).unwrap()));
}

#[test]
fn a_rebuild_without_a_change_shares_every_file() {
    let before = three().built();
    let after = build(&three().told(), &sign, Some(&before)).unwrap();
    assert_eq!(changed(&before, &after), Vec::<&str>::new());
    for ((_, one), (_, other)) in doors(&before).zip(doors(&after)) {
        assert!(Arc::ptr_eq(one, other));
    }
}

#[test]
fn a_new_checkpoint_time_changes_the_checkpoint_and_what_tells_how_fresh_the_feed_is() {
    let before = three().built();
    let after = build(&three().at(1_795_338_000).told(), &sign, Some(&before)).unwrap();
    assert_eq!(
        changed(&before, &after),
        [
            "/ar/status",
            "/es/status",
            "/feed/SHA256SUMS",
            "/feed/SHA256SUMS.minisig",
            "/feed/SHA256SUMS.sig",
            "/feed/freshness.json",
            "/fr/status",
            "/log/checkpoint",
            "/status"
        ]
    );
}

/// [CSL-28] The weeks go on without a word: on Monday the picture changes, and the first page, and nothing else.
#[test]
fn a_new_week_changes_the_first_page_and_its_picture() {
    let sunday = three().at(1_795_338_000).told();
    let before = build(&sunday, &sign, None).unwrap();
    let monday = three().at(1_795_402_800).told();
    let after = build(&monday, &sign, Some(&before)).unwrap();
    let mut changed = changed(&before, &after);
    changed.retain(|path| !path.contains("/feed/") && !path.ends_with("/status"));
    assert_eq!(
        changed,
        [
            "/",
            "/ar/",
            "/es/",
            "/fr/",
            "/log/checkpoint",
            "/weeks-dark.png",
            "/weeks.png"
        ]
    );
    let cells = |tree: &Tree| -> Vec<String> {
        let home = text(tree, "/");
        let cells = home.split("class=\"number\">").skip(1);
        cells
            .map(|rest| rest.split('<').next().unwrap().to_owned())
            .collect()
    };
    let (old, new) = (cells(&before), cells(&after));
    assert_eq!((old.len(), new.len()), (12, 12));
    assert_eq!(old[1..], new[..11], "a week further");
    assert_eq!(new[11], "0");
    let all: usize = old.iter().map(|cell| cell.parse::<usize>().unwrap()).sum();
    assert_eq!(all, 3);
    // What is withdrawn counts no more, and where nothing is published there is no picture.
    let fewer = build(
        &three()
            .withdrawing(3, "2026-11-21")
            .at(1_795_338_000)
            .told(),
        &sign,
        None,
    );
    let left = cells(&fewer.unwrap())
        .iter()
        .map(|cell| cell.parse::<usize>().unwrap())
        .sum::<usize>();
    assert_eq!(left, 2);
    let empty = shelf().built();
    assert!(!text(&empty, "/").contains("<img"));
}

#[test]
fn the_serial_grows_with_every_other_content() {
    let soa = |tree: &Tree| -> u32 {
        let zone = text(tree, "/feed/rpz.zone");
        let line = zone.lines().find(|line| line.contains("SOA")).unwrap();
        line.split(' ').nth(4).unwrap().parse().unwrap()
    };
    let before = three().built();
    // Within the same second.
    let more = three().publishing(4, publication("Four", &["four.example"]));
    let more = build(&more.told(), &sign, Some(&before)).unwrap();
    let fewer = three().withdrawing(3, "2026-11-21");
    let fewer = build(&fewer.told(), &sign, Some(&more)).unwrap();
    assert!(soa(&before) < soa(&more) && soa(&more) < soa(&fewer));
    assert!(text(&fewer, "/feed/suricata.rules").contains(&format!("rev:{};", soa(&fewer))));
}

#[test]
fn a_new_bulletin_leaves_the_pages_of_the_others_as_they_are() {
    let before = three().built();
    let story = three().publishing(4, publication("Four", &["four.example"]));
    let shelf = story.told();
    let after = build(&shelf, &sign, Some(&before)).unwrap();
    let changed = changed(&before, &after);
    assert!(changed.contains(&page_of(4).as_str()));
    for kept in [
        page_of(1),
        page_of(2),
        page_of(3),
        "/style.css".into(),
        "/verify".into(),
        "/withdrawn".into(),
    ] {
        assert!(!changed.contains(&kept.as_str()), "{kept}");
    }
    // What was there before decides nothing but what is shared, and that the serial grows.
    let later = three()
        .publishing(4, publication("Four", &["four.example"]))
        .at(1_795_402_800)
        .told();
    let after = build(&later, &sign, Some(&before)).unwrap();
    let only_its_serial = Tree::remembered(&before.memory());
    let alone = build(&later, &sign, Some(&only_its_serial)).unwrap();
    assert!(same_bytes(&after, &alone));
}

#[test]
fn full_tiles_are_shared() {
    let leaves = |count: u32| (0..count).map(leaf).collect::<Vec<_>>();
    let before = shelf().with_leaves(leaves(600)).built();
    let after = build(
        &shelf().with_leaves(leaves(700)).told(),
        &sign,
        Some(&before),
    )
    .unwrap();
    let mut tiles = changed(&before, &after);
    tiles.retain(|path| path.starts_with("/log/tile/"));
    assert_eq!(tiles, ["/log/tile/0/002.p/188"]);
}

fn leaf(number: u32) -> fanal_protocol::Digest {
    use sha2::Digest as _;
    fanal_protocol::Digest::from_bytes(sha2::Sha256::digest(number.to_be_bytes()).into())
}

fn refused(shelf: &crate::Shelf) -> Option<Broken> {
    build(shelf, &sign, None).err()
}

#[test]
fn an_item_that_is_not_in_the_log_gives_no_site() {
    let shelf = three().publishing_with(4, publication("x", &[]), |published| {
        published.digest = digest(99);
    });
    assert_eq!(refused(&shelf.told()), Some(Broken::NotInLog(id(4))));
    let shelf = three().publishing_with(4, publication("x", &[]), |published| {
        published.position = Some(77);
    });
    assert_eq!(refused(&shelf.told()), Some(Broken::NotInLog(id(4))));
}

#[test]
fn an_item_of_an_earlier_epoch_needs_no_place_in_this_log() {
    let tree = three()
        .publishing_with(4, publication("x", &[]), |published| {
            published.position = None;
        })
        .built();
    assert!(!text(&tree, &page_of(4)).contains("In the log"));
}

#[test]
fn two_items_of_one_id_give_no_site() {
    let shelf = three().publishing(1, publication("other", &[])).told();
    assert_eq!(refused(&shelf), Some(Broken::Twice(id(1))));
}

#[test]
fn a_checkpoint_of_another_tree_or_log_gives_no_site() {
    let mut shelf = three().told();
    shelf.log.leaves.pop();
    shelf.items.pop();
    assert_eq!(
        refused(&shelf),
        Some(Broken::OtherTree {
            checkpoint: 3,
            leaves: 2
        })
    );
    let mut shelf = three().told();
    shelf.log.epoch = 2;
    assert!(matches!(refused(&shelf), Some(Broken::Checkpoint(_))));
    let mut shelf = three().told();
    shelf.site.checkpoint_key = feed_key().public();
    assert!(matches!(refused(&shelf), Some(Broken::Checkpoint(_))));
}

#[test]
fn a_signature_of_another_key_gives_no_site() {
    let stranger = |message: &[u8]| checkpoint_key().sign(message);
    assert_eq!(
        build(&three().told(), &stranger, None).err(),
        Some(Broken::WrongFeedKey)
    );
}
