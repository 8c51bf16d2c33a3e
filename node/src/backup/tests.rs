//! Backups of a real node's folder, put into another.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fanal_ambient::{Clock as _, MachineEntropy, random};
use fanal_database::Database;
use fanal_protocol::Code;
use fanal_seal::Identity;
use fanal_store::Vault;
use zeroize::Zeroizing;

use super::part::{Which, lasting_in, open};
use super::{
    Backing, Order, back_up, before_migration, drill, newest_in, put_away_leftovers, restore,
};
use crate::config::{AtRest, Config};
use crate::home::Home;
use crate::init::{Answers, Network, init};
use crate::running::Opened;

/// A folder that goes with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let number = u64::from_be_bytes(random(&MachineEntropy));
        let path = std::env::temp_dir().join(format!("fanal-backup-{number:016x}"));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn home(&self, name: &str) -> Home {
        Home::at(self.0.join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn answers() -> Answers {
    Answers {
        name: "Maison Ancolie".into(),
        id: "ancolie".parse().unwrap(),
        lang: "fr".into(),
        address: None,
        one_person: false,
        at_rest: AtRest::KeyFile("master.key".into()),
        passphrase: None,
        account: "amina".into(),
        listen: None,
        public: None,
        network: Network::Found("Red de faros".into()),
    }
}

async fn node(home: &Home) -> (Opened, Backing) {
    if !home.dir.exists() {
        init(home, answers()).await.unwrap();
    }
    let config = Config::load(&home.config()).unwrap();
    let opened = crate::serve::open_home(home, &config, None).await.unwrap();
    let backing = crate::serve::backing(home, &config, None).unwrap();
    (opened, backing)
}

fn order(from: &Path, with: Identity) -> Order {
    Order {
        from: from.to_owned(),
        with: vec![with],
        over: false,
        database: None,
    }
}

// [BAK-1] [BAK-3] [BAK-4]
#[tokio::test]
async fn a_backup_makes_the_same_desk_elsewhere_and_goes_over_nothing() {
    let scratch = Scratch::new();
    let (opened, backing) = node(&scratch.home("first")).await;
    let paper = Identity::new(&MachineEntropy);
    opened
        .desk
        .seal_backups_to("amina", &paper.recipient())
        .await
        .unwrap();
    let made = back_up(&backing, &opened.database, &opened.desk, "amina")
        .await
        .unwrap();
    for file in [&made.file, &made.keys] {
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others read {}", file.display());
    }
    let dir = backing.dir.clone();
    let key = opened.desk.keys().statement.public();
    let second = scratch.home("second");
    // Somebody else's key opens nothing, and nothing is made.
    let stranger = Identity::new(&MachineEntropy);
    let refused = restore(&second, &order(&dir, stranger)).await.unwrap_err();
    assert_eq!(refused.code, Code::AccountLocked, "{refused}");
    assert!(!second.dir.exists());
    let told = restore(&second, &order(&dir, paper.clone())).await.unwrap();
    assert_eq!((told.purged, told.desk.as_str()), (0, "ancolie"));
    let (again, _) = node(&second).await;
    assert_eq!(again.desk.keys().statement.public(), key, "the same desk");
    assert_eq!(again.database.integrity().await.unwrap(), [""; 0]);
    // It is alone in its network: there is nobody to hear.
    assert!(!again.desk.is_silent());
    again.database.close().await;
    let refused = restore(&second, &order(&dir, paper.clone()))
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "{refused}");
    let over = Order {
        over: true,
        ..order(&dir, paper)
    };
    let aside = restore(&second, &over).await.unwrap().set_aside.unwrap();
    assert!(aside.join("fanal.db").is_file() && aside.join("master.key").is_file());
    let (again, _) = node(&second).await;
    assert_eq!(again.desk.keys().statement.public(), key);
}

/// [TIM-2] By a clock that leapt years ahead everything is past its time, old backups too.
#[tokio::test]
async fn a_clock_that_leapt_makes_no_backup_and_removes_none() {
    use fanal_store::Store as _;
    let scratch = Scratch::new();
    let (opened, backing) = node(&scratch.home("first")).await;
    let make =
        async |opened: &Opened| back_up(&backing, &opened.database, &opened.desk, "amina").await;
    let first = make(&opened).await.unwrap();
    // What this desk saw last lies ten years back.
    let long_ago = fanal_ambient::MachineClock.unix_now() - 10 * 365 * 86_400;
    let mut unit = opened.database.begin().await.unwrap();
    let mark = long_ago.to_string();
    unit.put_setting("clock.mark", mark.as_bytes())
        .await
        .unwrap();
    unit.commit().await.unwrap();
    opened.database.close().await;
    let (opened, _) = node(&scratch.home("first")).await;
    let refused = make(&opened).await.err().unwrap();
    assert_eq!(refused.code, Code::Busy, "{refused}");
    assert!(first.file.is_file() && first.keys.is_file());
    assert_eq!(lasting_in(&backing.dir).len(), 1);
}

// [BAK-4]
#[tokio::test]
async fn files_that_do_not_fit_or_were_cut_off_are_refused_before_anything_is_touched() {
    let scratch = Scratch::new();
    let (opened, backing) = node(&scratch.home("first")).await;
    let make = || back_up(&backing, &opened.database, &opened.desk, "amina");
    let first = make().await.unwrap();
    let old_keys = std::fs::read(&first.keys).unwrap();
    let second = loop {
        let made = make().await.unwrap();
        // Names are of a second.
        if made.file != first.file {
            break made;
        }
    };
    let home = scratch.home("second");
    let refused = async |what: &str, codes: &[Code]| {
        let refused = restore(&home, &order(&backing.dir, backing.identity())).await;
        let code = refused.unwrap_err().code;
        assert!(codes.contains(&code), "{what}: {code}");
        assert!(!home.dir.exists(), "{what}: something was made");
    };
    let new_keys = std::fs::read(&second.keys).unwrap();
    // In its label, or behind it.
    let damaged = [Code::VerifyFormat, Code::Broken];
    std::fs::write(&second.keys, old_keys).unwrap();
    refused("older keys", &[Code::VerifyFormat]).await;
    std::fs::remove_file(&second.keys).unwrap();
    refused("no keys", &[Code::NotFound]).await;
    std::fs::write(&second.keys, &new_keys[..new_keys.len() - 1]).unwrap();
    refused("keys that were cut off", &damaged).await;
    std::fs::write(&second.keys, &new_keys).unwrap();
    let whole = std::fs::read(&second.file).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    std::fs::write(&second.file, &changed).unwrap();
    refused("a changed file", &damaged).await;
    std::fs::write(&second.file, &whole).unwrap();
    // The newest keys open what is older.
    let older = order(&first.file, backing.identity());
    assert_eq!(restore(&home, &older).await.unwrap().at, first.at);
}

// [BAK-5]
#[tokio::test]
async fn a_drill_changes_nothing_and_is_noted() {
    let scratch = Scratch::new();
    let (opened, backing) = node(&scratch.home("first")).await;
    let made = back_up(&backing, &opened.database, &opened.desk, "amina")
        .await
        .unwrap();
    let newest = newest_in(&backing.dir).unwrap();
    assert_eq!(newest, made.file);
    let drilled = drill(&backing, &newest, &opened.desk, "node")
        .await
        .unwrap();
    assert_eq!((drilled.rows, drilled.findings.len()), (made.rows, 0));
    let left: Vec<_> = std::fs::read_dir(&backing.dir).unwrap().collect();
    assert_eq!(
        left.len(),
        3,
        "the scratch place is gone, a lock is there: {left:?}"
    );
    let noted = opened.desk.backups().await.unwrap();
    assert!(noted.drill.unwrap().findings.is_empty());
    // A damaged one is found, and said.
    std::fs::write(&made.file, b"age-encryption.org/v1\n").unwrap();
    drill(&backing, &newest, &opened.desk, "node")
        .await
        .unwrap_err();
    let noted = opened.desk.backups().await.unwrap();
    assert_eq!(noted.drill.unwrap().findings.len(), 1);
}

// [BAK-7]
#[tokio::test]
async fn what_was_cut_short_goes_unless_somebody_is_at_work() {
    let scratch = Scratch::new();
    let (opened, backing) = node(&scratch.home("first")).await;
    let left = [
        backing.dir.join("drill-0000000000000000"),
        backing.dir.join("ancolie-20260101T000000Z.unfinished"),
    ];
    let leave = || {
        std::fs::create_dir_all(&left[0]).unwrap();
        std::fs::write(left[0].join("drill.db"), "keys").unwrap();
        std::fs::write(&left[1], "half of it").unwrap();
        std::fs::write(backing.dir.join("drill-notes.txt"), "not ours").unwrap();
    };
    let are_there = || left.iter().filter(|path| path.exists()).count();
    leave();
    back_up(&backing, &opened.database, &opened.desk, "amina")
        .await
        .unwrap();
    assert_eq!(are_there(), 0);
    assert!(backing.dir.join("drill-notes.txt").is_file());
    // While another process is at work, it is its scratch.
    leave();
    let other = std::fs::File::open(backing.dir.join(".lock")).unwrap();
    other.lock().unwrap();
    put_away_leftovers(&backing.dir);
    assert_eq!(are_there(), 2);
    other.unlock().unwrap();
    put_away_leftovers(&backing.dir);
    assert_eq!(are_there(), 0);
}

// [BAK-5]
#[tokio::test]
async fn before_the_schema_changes_there_is_a_backup_of_the_older_one() {
    let scratch = Scratch::new();
    let home = scratch.home("old");
    home.make().unwrap();
    let master = Zeroizing::new([7; 32]);
    let config = Config::default();
    let backing = Backing::of(&home, &config, String::new(), master.clone());
    assert!(
        before_migration(&backing).await.unwrap().is_none(),
        "there is nothing yet"
    );
    let (opened, _) = node(&scratch.home("new")).await;
    let newest = opened.database.schema().await.unwrap();
    // An empty database as an older program left it, which knows its name.
    let profile = serde_json::to_vec(opened.desk.profile()).unwrap();
    let end: [u8; 5] = [3, 0, 0, 0, 0];
    Database::restore(
        &backing.url,
        Vault::open(&master),
        Arc::new(MachineEntropy),
        newest - 1,
        (&mut end.as_slice(), &mut end.as_slice()),
        &[("desk.profile", profile)],
    )
    .await
    .unwrap();
    let made = before_migration(&backing).await.unwrap().unwrap();
    let (label, _) = open(&made.file, &[backing.identity()]).unwrap();
    assert_eq!((label.schema, label.part), (newest - 1, Which::Lasting));
    let database = Database::open(&backing.url, Vault::open(&master), Arc::new(MachineEntropy));
    database.await.unwrap().close().await;
    assert!(
        before_migration(&backing).await.unwrap().is_none(),
        "it is up to date"
    );
    assert_eq!(lasting_in(&backing.dir).len(), 1);
}
