use super::*;

/// What they take, and not how many they are.
fn capacity(bytes: Bytes) -> usize {
    bytes.try_into_mut().unwrap().capacity()
}

/// What the site takes of the memory is counted: nothing of it lies beside what is counted. [PUB-27]
#[test]
fn a_file_in_memory_takes_no_more_than_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::open(folder.path()).unwrap();
    let words: String = (0..20_000).map(|at| format!("n{at}.example\n")).collect();
    let mut page = words.clone();
    page.reserve(words.len());
    let (kept, room) = keep(Draft::page(page), Some(&disk));
    let Kept::Packed {
        zstd: Held::Memory(zstd),
        size,
    } = kept
    else {
        panic!("a page is kept packed, and in memory while there is room");
    };
    assert_eq!(size, words.len());
    let counted = room.map(|room| room.bytes());
    assert_eq!(counted, Some(zstd.len()));
    assert_eq!(counted, Some(capacity(zstd)));

    let mut list = words.into_bytes();
    list.truncate(100_000);
    let (kept, room) = keep(Draft::new(TEXT, Caching::Briefly, list), Some(&disk));
    let Kept::Both {
        bytes,
        zstd: Some(zstd),
    } = kept
    else {
        panic!("a list is kept both ways");
    };
    let counted = room.map(|room| room.bytes());
    assert_eq!(counted, Some(bytes.len() + zstd.len()));
    assert_eq!(counted, Some(capacity(bytes) + capacity(zstd)));
}
