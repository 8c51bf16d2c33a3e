//! The road of backups: what the two files hold is searched as it is before the outer seal, and every bulletin
//! has its permit at that moment. [BAK-3]

use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;

use fanal_ambient::{Entropy as _, MachineClock, MachineEntropy, SeededEntropy};
use fanal_desk::Keeper;
use fanal_seal::{Identity, OpenReader, SealWriter};
use fanal_tests::federation::Node;

use crate::files::assert_tell_nothing;
use crate::words::{WORDS, words_among};
use crate::world::{ORIGIN, World, desks, world};

/// Both parts as the database writes them.
async fn parts(node: &Node) -> ([Vec<u8>; 2], u64) {
    let database = node.database();
    let keeper = Keeper::look(&*database, &MachineClock).await.unwrap();
    let (mut lasting, mut short) = (Vec::new(), Vec::new());
    let ask = |network, facts: &_| keeper.ask(network, facts);
    let copied = database
        .copy_to(&ask, &mut lasting, &mut short)
        .await
        .unwrap();
    ([lasting, short], copied.without_permit)
}

/// Beside the desk's other files, for its owner, as the node writes them.
fn put_beside(world: &World, name: &str, bytes: &[u8]) {
    let path = world.fed.folder().join(format!("{ORIGIN}-{name}.backup"));
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600);
    file.open(path).unwrap().write_all(bytes).unwrap();
}

#[tokio::test]
async fn a_backup_tells_nothing_to_whoever_has_no_key() {
    let world = world(desks()).await;
    let ancolie = world.fed.desk(ORIGIN);
    let ([lasting, short], _) = parts(ancolie).await;
    assert!(lasting.len() > 100_000 && short.len() > 10_000, "no backup");
    put_beside(&world, "lasting", &lasting);
    put_beside(&world, "keys", &short);
    assert_tell_nothing(&world, ancolie, "with an unsealed backup beside it");
    // Sealed, not even names of desks are left.
    let key = Identity::new(&MachineEntropy);
    let mut writer = SealWriter::begin(Vec::new(), &[key.recipient()], &MachineEntropy).unwrap();
    writer.write_all(&lasting).unwrap();
    let sealed = writer.finish().unwrap();
    let has = |bytes: &[u8]| bytes.windows(7).any(|window| window == b"ancolie");
    assert!(has(&lasting) && !has(&sealed));
    assert!(
        words_among(&[sealed.to_ascii_lowercase()]).is_empty(),
        "{}",
        WORDS.len()
    );
    let mut stranger = [0; 32];
    SeededEntropy::from_seed(1).fill(&mut stranger);
    assert!(OpenReader::begin(sealed.as_slice(), &[Identity::from_bytes(&stranger)]).is_err());
    let mut opened = Vec::new();
    let mut reader = OpenReader::begin(sealed.as_slice(), &[key]).unwrap();
    reader.read_to_end(&mut opened).unwrap();
    assert_eq!(opened, lasting);
}
