use std::sync::Arc;

use super::serving::ask_of;
use super::shelves::*;
use crate::disk::Disk;
use crate::{Tree, Workplace, build};

const CANARY: &str = "canary7391";

fn story() -> Story {
    shelf()
        .publishing(1, publication("One", &["canary7391.example"]))
        .publishing(2, publication("Two", &["two.example"]))
}

/// A disk that takes every file, and the site on it.
fn on_disk(story: Story) -> (tempfile::TempDir, Disk, Tree) {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::with_room(folder.path(), 0).unwrap();
    let before = Tree::in_the_making_on(disk.clone());
    let tree = build(&story.told(), &sign, Some(&before)).unwrap();
    (folder, disk, tree)
}

/// Readers cannot tell where a file lies. [PUB-24]
#[tokio::test]
async fn a_site_on_disk_gives_the_same_answers_as_one_in_memory() {
    let (_folder, _, tree) = on_disk(story());
    let (on_disk, in_memory) = (Arc::new(tree), Arc::new(story().built()));
    let paths: Vec<String> = in_memory.iter().map(|(path, _)| path.to_owned()).collect();
    assert!(paths.len() > 50);
    for path in paths.iter().map(String::as_str).chain(["/absent", "/feed"]) {
        for (method, coding) in [("GET", "zstd"), ("GET", "gzip"), ("HEAD", "zstd")] {
            let asked = [("accept-encoding", coding)];
            let one = ask_of(Arc::clone(&on_disk), method, path, &asked).await;
            let other = ask_of(Arc::clone(&in_memory), method, path, &asked).await;
            assert_eq!(
                (one.status, &one.headers, &one.body),
                (other.status, &other.headers, &other.body),
                "{method} {path} {coding}"
            );
            let Some(tag) = one.header("etag") else {
                continue;
            };
            let again = [("accept-encoding", coding), ("if-none-match", tag)];
            let again = ask_of(Arc::clone(&on_disk), method, path, &again).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
        }
    }
    let is_kept_there = |path: &&String| on_disk.file(path).unwrap().is_on_disk();
    let there = paths.iter().filter(is_kept_there).count();
    // Of an empty file there is nothing to keep.
    assert!(there + 5 > paths.len(), "{there} of {}", paths.len());
}

/// [PUB-27] Of what is large, nothing depends on where it was put together; what did not change is kept.
#[tokio::test]
async fn a_large_file_is_the_same_wherever_it_was_put_together() {
    let names: Vec<String> = (0..4_000).map(|at| format!("n{at}.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (some, others) = names.split_at(2_000);
    let of = |place: &Workplace| {
        let story = shelf().publishing_at(place, 2, publication("One", some));
        story.publishing_at(place, 1, publication("Two", others))
    };
    let in_memory = of(&Workplace::in_memory()).built();
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::with_room(folder.path(), 0).unwrap();
    let before = Tree::in_the_making_on(disk.clone());
    let told = of(&before.workplace()).told();
    let tree = build(&told, &sign, Some(&before)).unwrap();
    let again = build(&told, &sign, Some(&tree)).unwrap();
    drop(told);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let mut large = 0;
    for (path, file) in in_memory.iter() {
        let other = tree.file(path).unwrap();
        assert_eq!(other.bytes().unwrap(), file.bytes().unwrap(), "{path}");
        assert_eq!(other.zstd().unwrap(), file.zstd().unwrap(), "{path}");
        assert_eq!(other.sha256(), file.sha256(), "{path}");
        assert!(Arc::ptr_eq(other, again.file(path).unwrap()), "{path}");
        large += usize::from(file.size() > 1 << 20);
    }
    assert!(large >= 3, "{large}");
    let path = "/feed/stix.json";
    let file = in_memory.file(path).unwrap();
    let (tree, again) = (Arc::new(tree), Arc::new(again));
    for (coding, expected) in [
        ("zstd", file.zstd().unwrap().unwrap()),
        ("gzip", file.bytes().unwrap()),
    ] {
        let asked = [("accept-encoding", coding)];
        let answer = ask_of(Arc::clone(&tree), "GET", path, &asked).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.body, expected);
    }
    drop((before, tree, again));
    assert_eq!(disk.held(), 0);
}

/// What is withdrawn is gone from the disk as well, and nothing there has a name. [PUB-24]
#[test]
fn what_is_withdrawn_is_cut_out_of_the_disk() {
    let (folder, disk, before) = on_disk(story());
    // Hash tiles and short lists lie there as they are.
    let holds = |disk: &Disk| String::from_utf8_lossy(&disk.image()).contains(CANARY);
    assert!(holds(&disk), "the search finds what is there");
    let held = disk.held();
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names(), 0, "no folder names it");
    let withdrawing = story().withdrawing(1, "2026-11-21").told();
    let after = build(&withdrawing, &sign, Some(&before)).unwrap();
    drop(before);
    assert!(!holds(&disk));
    assert!(disk.held() < held);
    let nothing = after.emptied();
    drop(after);
    assert_eq!(disk.held(), 0);
    assert!(disk.image().iter().all(|byte| *byte == 0));
    drop(nothing);
}

/// A site that goes while somebody reads it is read to its end. [PUB-24]
#[test]
fn a_file_is_read_to_its_end_after_its_site_went() {
    let (_folder, disk, tree) = on_disk(story());
    let path = "/feed/stix.json";
    let file = tree.file(path).unwrap();
    let whole = file.bytes().unwrap();
    let reading = file.parts(false);
    drop(tree);
    let read: Vec<_> = reading.flat_map(|part| part.unwrap().to_vec()).collect();
    assert_eq!(read, whole);
    assert_eq!(disk.held(), 0);
}

/// Small files stay in memory while there is room, and give it back. [PUB-24]
#[test]
fn small_files_stay_in_memory_while_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::with_room(folder.path(), 40 << 10).unwrap();
    let before = Tree::in_the_making_on(disk.clone());
    let tree = build(&story().told(), &sign, Some(&before)).unwrap();
    let count = |tree: &Tree| tree.iter().filter(|(_, file)| file.is_on_disk()).count();
    let some = count(&tree);
    assert!(some > 0 && some < tree.iter().count());
    assert!(disk.take_room(40 << 10).is_none());
    drop((tree, before));
    assert!(disk.take_room(40 << 10).is_some());
    let roomy = Tree::in_the_making_at(folder.path()).unwrap();
    let tree = build(&story().told(), &sign, Some(&roomy)).unwrap();
    assert_eq!(count(&tree), 0);
}
