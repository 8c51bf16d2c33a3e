//! What both databases are tested with, beside the contract.

mod copies;

use std::io::Read as _;
use std::sync::Arc;

pub(crate) use copies::{
    a_copy_goes_over_nothing_that_is_there, a_copy_holds_everything_on_either_database,
    a_copy_that_is_cut_off_leaves_nothing, an_old_copy_does_not_give_back_what_was_purged_since,
    every_table_is_known_to_copies, what_has_no_permit_leaves_its_key_behind,
};
use fanal_ambient::MachineEntropy;
use fanal_database::Database;
use fanal_protocol::{Audience, Digest, Timestamp};
use fanal_store::contract::samples::{
    at, begin, bulletin, desk, digest, domain, network, peek, reference, stored, stream,
};
use fanal_store::{DraftRow, DraftState, Place, Result, Store, StoreError, StreamRow, Vault};

/// Opens with this master key.
pub(crate) async fn open(url: &str, master: u8) -> Result<Database> {
    Database::open(url, Vault::open(&[master; 32]), Arc::new(MachineEntropy)).await
}

/// Tests of the concrete type. `open` gives something with a `store()`, a `database`, a `url()`,
/// an async `rows(table)` that dumps a table as text and bytes, and an async `close()`.
#[macro_export]
macro_rules! database_tests {
    ($open:path) => {
        $crate::database_tests! { $open;
            writers_that_meet_lose_nothing,
            processes_that_write_take_turns,
            the_audit_trail_has_one_line_after_another,
            a_rotated_epoch_key_opens_what_was_stored_before,
            a_purge_deletes_the_content_key,
            a_narrowed_bulletin_gets_another_content_key,
            what_is_stored_stays_after_opening_again,
            another_master_key_opens_nothing,
            a_schema_from_the_future_is_refused,
            a_healthy_database_has_no_findings,
            a_forged_audit_line_is_found,
            a_content_key_that_does_not_open_is_found,
            what_lies_in_the_tables_tells_nothing_of_content,
            a_copy_holds_everything_on_either_database,
            an_old_copy_does_not_give_back_what_was_purged_since,
            what_has_no_permit_leaves_its_key_behind,
            a_copy_goes_over_nothing_that_is_there,
            a_copy_that_is_cut_off_leaves_nothing,
            every_table_is_known_to_copies,
        }
    };
    ($open:path; $($name:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let opened = $open().await;
            shared::$name(&opened).await;
            opened.close().await;
        })*
    };
}

/// How the tests of a database look behind it.
pub(crate) trait Behind {
    fn database(&self) -> &Arc<Database>;
    fn url(&self) -> String;
    /// A place of the same kind where nothing is yet; another one each time.
    async fn fresh_url(&self) -> String;
    /// Runs SQL past the contract.
    async fn run(&self, sql: &'static str);
    /// One number that SQL gives.
    async fn number(&self, sql: &'static str) -> i64;
    /// All that lies in all tables, as bytes.
    async fn everything(&self) -> Vec<u8>;
}

async fn count_up(store: &dyn Store) -> Result<()> {
    let of = stream("kivu");
    let mut unit = store.begin().await?;
    let held = unit.stream(network(1), &of).await?;
    let size = held.map_or(0, |row| row.size);
    let place = Place::NotHeld(digest(u32::try_from(size).unwrap()));
    unit.append(network(1), &of, size, &[place]).await?;
    let row = StreamRow {
        network: network(1),
        stream: of,
        size: size + 1,
        proven: 0,
        root: digest(0),
        frontier: Vec::new(),
        checkpoint: String::new(),
    };
    unit.put_stream(&row).await?;
    unit.put_audit(at(0), "node", "append", "s", "done").await?;
    unit.commit().await
}

/// Four tasks, each with its own units; `Conflict` means again, as the contract says.
async fn all_at_once(opened: &impl Behind, times: usize) -> usize {
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let database = Arc::clone(opened.database());
        tasks.push(tokio::spawn(async move {
            for _ in 0..times {
                while let Err(error) = count_up(&*database).await {
                    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    4 * times
}

pub(crate) async fn writers_that_meet_lose_nothing(opened: &impl Behind) {
    let total = all_at_once(opened, 25).await;
    let mut unit = begin(&**opened.database()).await;
    let held = unit
        .stream(network(1), &stream("kivu"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.size, total as u64);
    let digests = unit
        .digests(network(1), &stream("kivu"), 0, u64::MAX)
        .await
        .unwrap();
    assert_eq!(digests, (0..100).map(digest).collect::<Vec<Digest>>());
}

/// [RST-10] Two processes over one database, each with units of its own; none is told to do it again.
pub(crate) async fn processes_that_write_take_turns(opened: &impl Behind) {
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let process = open(&opened.url(), 1).await.unwrap();
        tasks.push(tokio::spawn(async move {
            for _ in 0..20 {
                let mut unit = begin(&process).await;
                let mut list = unit.setting("list").await.unwrap().unwrap_or_default();
                list.push(b'+');
                unit.put_setting("list", &list).await.unwrap();
                unit.commit().await.unwrap();
            }
            process.close().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut unit = begin(&**opened.database()).await;
    assert_eq!(unit.setting("list").await.unwrap().unwrap().len(), 40);
}

pub(crate) async fn the_audit_trail_has_one_line_after_another(opened: &impl Behind) {
    let total = all_at_once(opened, 10).await;
    let lines = begin(&**opened.database())
        .await
        .audit(1, 1000)
        .await
        .unwrap();
    let numbers: Vec<u64> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, (1..=total as u64).collect::<Vec<_>>());
    assert_eq!(opened.database().integrity().await.unwrap(), [""; 0]);
}

// [RST-3]
pub(crate) async fn a_rotated_epoch_key_opens_what_was_stored_before(opened: &impl Behind) {
    let database = opened.database();
    let many: Vec<_> = (0..1100).map(|n| bulletin("kivu", n)).collect();
    stored(&**database, &many).await;
    for epoch in [2, 3] {
        assert_eq!(database.rotate_epoch().await.unwrap(), epoch);
        stored(
            &**database,
            &[bulletin("lagos", u32::try_from(epoch).unwrap())],
        )
        .await;
    }
    assert_eq!(opened.number("SELECT count(*) FROM epoch_keys").await, 1);
    assert_eq!(
        opened
            .number("SELECT count(*) FROM content_keys WHERE epoch <> 3")
            .await,
        0
    );
    let mut unit = begin(&**database).await;
    for statement in [
        bulletin("kivu", 0),
        bulletin("kivu", 1099),
        bulletin("lagos", 2),
    ] {
        let (_, envelope) = unit.envelope(statement.digest).await.unwrap().unwrap();
        assert_eq!(peek(envelope), statement.bytes);
    }
    drop(unit);
    assert_eq!(database.integrity().await.unwrap(), [""; 0]);
    let again = open(&opened.url(), 1).await.unwrap();
    assert!(
        begin(&again)
            .await
            .envelope(bulletin("kivu", 7).digest)
            .await
            .unwrap()
            .is_some()
    );
    again.close().await;
}

// [RST-2] [RST-6]
pub(crate) async fn a_purge_deletes_the_content_key(opened: &impl Behind) {
    let store = &**opened.database();
    stored(
        store,
        &[
            bulletin("kivu", 1).holding(&["evil.example"]),
            bulletin("kivu", 2),
        ],
    )
    .await;
    assert_eq!(opened.number("SELECT count(*) FROM content_keys").await, 2);
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(opened.number("SELECT count(*) FROM content_keys").await, 1);
    assert_eq!(opened.number("SELECT count(*) FROM values_index").await, 0);
    let sealed = "SELECT count(*) FROM statements WHERE envelope IS NOT NULL";
    assert_eq!(opened.number(sealed).await, 1);
    let briefs = "SELECT count(*) FROM bulletins WHERE brief IS NOT NULL";
    assert_eq!(opened.number(briefs).await, 1);
}

pub(crate) async fn a_narrowed_bulletin_gets_another_content_key(opened: &impl Behind) {
    let store = &**opened.database();
    let (old, new) = (bulletin("kivu", 1), bulletin("kivu", 1).revised(2));
    let (narrowed, bytes) = ([old.digest], new.bytes.clone());
    let newest = new.digest;
    stored(store, &[old, new]).await;
    opened
        .run("CREATE TABLE old_keys AS SELECT * FROM content_keys")
        .await;
    let mut unit = begin(store).await;
    unit.purge_revisions(network(1), &reference("kivu", 1), &narrowed, digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let same = "SELECT count(*) FROM content_keys k JOIN old_keys o ON o.wrapped = k.wrapped";
    assert_eq!(opened.number(same).await, 0);
    // The old key no longer opens what stayed.
    opened.run("DELETE FROM content_keys").await;
    opened
        .run("INSERT INTO content_keys SELECT * FROM old_keys")
        .await;
    let mut unit = begin(store).await;
    let refused = unit.envelope(newest).await;
    assert!(
        matches!(refused, Err(StoreError::Damaged(_))),
        "it opened {} bytes",
        bytes.len()
    );
}

pub(crate) async fn what_is_stored_stays_after_opening_again(opened: &impl Behind) {
    stored(
        &**opened.database(),
        &[bulletin("kivu", 1).holding(&["evil.example"])],
    )
    .await;
    let again = open(&opened.url(), 1).await.unwrap();
    let mut unit = begin(&again).await;
    assert!(
        unit.bulletin(network(1), &reference("kivu", 1))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap()
            .len(),
        1
    );
    drop(unit);
    again.close().await;
}

// [RST-1]
pub(crate) async fn another_master_key_opens_nothing(opened: &impl Behind) {
    let refused = open(&opened.url(), 2).await.map(drop);
    assert!(
        matches!(refused, Err(StoreError::Damaged(_))),
        "{refused:?}"
    );
}

pub(crate) async fn a_schema_from_the_future_is_refused(opened: &impl Behind) {
    opened
        .run("INSERT INTO schema_versions (number) VALUES (999)")
        .await;
    let refused = open(&opened.url(), 1).await.map(drop);
    assert!(
        matches!(refused, Err(StoreError::Misconfigured(_))),
        "{refused:?}"
    );
}

pub(crate) async fn a_healthy_database_has_no_findings(opened: &impl Behind) {
    let store = &**opened.database();
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    unit.put_audit(at(0), "amina", "send", "b1", "done")
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(opened.database().integrity().await.unwrap(), [""; 0]);
}

pub(crate) async fn a_forged_audit_line_is_found(opened: &impl Behind) {
    for n in 0..3 {
        let mut unit = begin(&**opened.database()).await;
        unit.put_audit(at(n), "amina", "send", "b1", "done")
            .await
            .unwrap();
        unit.commit().await.unwrap();
    }
    let forgeries = [
        ("UPDATE audit SET who = 'bruno' WHERE number = 2", "line 2"),
        ("DELETE FROM audit WHERE number = 2", "line 2"),
        ("DELETE FROM audit WHERE number > 1", "after 1"),
    ];
    for (forgery, place) in forgeries {
        opened.run(forgery).await;
        let found = opened.database().integrity().await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|line| line.ends_with(place)), "{found:?}");
    }
}

pub(crate) async fn a_content_key_that_does_not_open_is_found(opened: &impl Behind) {
    stored(
        &**opened.database(),
        &[bulletin("kivu", 1), bulletin("kivu", 2)],
    )
    .await;
    // Each key opens only under its own bulletin's name.
    opened
        .run("UPDATE content_keys SET wrapped = (SELECT o.wrapped FROM content_keys o ORDER BY o.bulletin LIMIT 1)")
        .await;
    assert_eq!(opened.database().integrity().await.unwrap().len(), 1);
}

/// Canaries: none of them may be found on the disk.
const TITLE: &str = "Canary title of a person";
/// Short enough to be found in a key of 16 bytes, should one ever be the value itself.
const VALUE: &str = "canary.example";
const AUDIENCE: &str = "canary-audience";
const ENVELOPE: &str = "canary envelope";
const DRAFT: &str = "canary draft";
const SETTING: &str = "canary setting";

/// Stores content with a canary in each place.
pub(crate) async fn store_canaries(store: &dyn Store) {
    let mut secret = bulletin("kivu", 1).holding(&[VALUE]);
    secret.bytes = ENVELOPE.as_bytes().to_vec();
    secret.facts.marking.audience = Audience::of_desks([desk(AUDIENCE)]);
    if let Some(brief) = &mut secret.brief {
        brief.title = TITLE.into();
        brief.also_please = Some(TITLE.into());
    }
    let draft = DraftRow {
        id: reference("kivu", 1).id,
        author: "amina".into(),
        state: DraftState::Draft,
        reviewer: None,
        updated: Timestamp::from_unix(0),
        body: DRAFT.as_bytes().to_vec(),
    };
    let mut unit = begin(store).await;
    unit.put_statements(&[secret]).await.unwrap();
    unit.put_draft(&draft).await.unwrap();
    unit.put_draft_values(draft.id, AUDIENCE, &[domain(VALUE)])
        .await
        .unwrap();
    unit.put_setting("consent", SETTING.as_bytes())
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let mut unit = begin(store).await;
    assert_eq!(
        unit.probe(network(1), &[domain(VALUE)], 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

/// Looks in the bytes, in what hexadecimal dumps of them would show, and in what was compressed.
pub(crate) fn assert_no_canary(bytes: &[u8], place: &str) {
    let mut all = bytes.to_vec();
    all.extend(from_hexadecimal(bytes));
    all.extend(decompressed(&all));
    let has = |text: &str| {
        all.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(
        has("kivu"),
        "{place}: names of origins are in the clear, so the search works"
    );
    for canary in [TITLE, VALUE, AUDIENCE, ENVELOPE, DRAFT, SETTING] {
        assert!(!has(canary), "{place} holds `{canary}`");
    }
}

/// What PostgreSQL shows as `\x...`.
fn from_hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let dumps = text.split("\\x").skip(1).map(|rest| {
        let digits: Vec<u32> = rest.chars().map_while(|digit| digit.to_digit(16)).collect();
        digits
            .chunks_exact(2)
            .map(|pair| (pair[0] * 16 + pair[1]) as u8)
            .collect::<Vec<u8>>()
    });
    dumps.flatten().collect()
}

/// The content of every zstd frame that begins anywhere.
fn decompressed(bytes: &[u8]) -> Vec<u8> {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    let mut all = Vec::new();
    for (from, window) in bytes.windows(4).enumerate() {
        if window == MAGIC {
            let frame = zstd::stream::read::Decoder::new(&bytes[from..])
                .unwrap()
                .single_frame();
            // As much of it as there is: a page may end within.
            let _ = frame.take(1 << 20).read_to_end(&mut all);
        }
    }
    all
}

/// The search finds what it should: compressed, and in hexadecimal.
#[test]
#[should_panic(expected = "holds `canary envelope`")]
fn the_search_for_canaries_finds_one() {
    let packed = zstd::bulk::compress(ENVELOPE.repeat(50).as_bytes(), 1).unwrap();
    let hexadecimal: String = packed
        .iter()
        .fold("kivu \\x".into(), |text, byte| format!("{text}{byte:02x}"));
    assert_no_canary(hexadecimal.as_bytes(), "a test");
}

pub(crate) async fn what_lies_in_the_tables_tells_nothing_of_content(opened: &impl Behind) {
    store_canaries(&**opened.database()).await;
    assert_no_canary(&opened.everything().await, "a table");
}
