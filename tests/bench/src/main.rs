//! Benchmarks: each figure stands beside its baseline, taken in the same run. `tests/bench/run`
//! builds, runs all of them and writes `RESULTS.md`.

mod check;
mod feed;
mod hop;
mod import;
mod network;
mod node;
mod reading;
mod seed;
mod sync;
mod table;
mod taxii;
mod watch;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::table::Table;

/// As in the node.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was asked for.
struct Asked {
    /// A million instead of a hundred thousand.
    full: bool,
    /// Parts to run, by letter.
    parts: String,
    /// The commit, for the table.
    commit: String,
    /// The date, for the table.
    date: String,
    /// Where the table goes.
    out: Option<PathBuf>,
    /// The folder of real indicator sets.
    data: PathBuf,
    /// The built `fanal`.
    fanal: PathBuf,
    /// Values in the large store.
    values: usize,
    /// Bulletins in the full sync.
    bulletins: usize,
}

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().collect();
    if let [_, word, format, file] = given.as_slice()
        && word == "--grows"
    {
        return reading::grow(format, file.as_ref());
    }
    let asked = read_arguments()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&asked))
}

fn read_arguments() -> Result<Asked> {
    let mut asked = Asked {
        full: false,
        parts: "abcdefghi".into(),
        commit: "unknown".into(),
        date: "unknown".into(),
        out: None,
        data: "../shared/data".into(),
        fanal: "target/release/fanal".into(),
        values: 100_000,
        bulletins: 20_000,
    };
    let mut given = std::env::args().skip(1);
    let (mut values, mut bulletins) = (None, None);
    while let Some(word) = given.next() {
        let mut next = || {
            given
                .next()
                .with_context(|| format!("`{word}` needs a value"))
        };
        match word.as_str() {
            "--full" => asked.full = true,
            "--parts" => asked.parts = next()?,
            "--commit" => asked.commit = next()?,
            "--date" => asked.date = next()?,
            "--out" => asked.out = Some(next()?.into()),
            "--data" => asked.data = next()?.into(),
            "--fanal" => asked.fanal = next()?.into(),
            "--values" => values = Some(next()?.parse()?),
            "--bulletins" => bulletins = Some(next()?.parse()?),
            _ => bail!(
                "`{word}`: --full --parts LETTERS --commit ID --date DATE --out FILE --data DIR --fanal FILE \
                 --values N --bulletins N"
            ),
        }
    }
    if asked.full {
        (asked.values, asked.bulletins) = (1_000_000, 100_000);
    }
    asked.values = values.unwrap_or(asked.values);
    asked.bulletins = bulletins.unwrap_or(asked.bulletins);
    Ok(asked)
}

async fn run(asked: &Asked) -> Result<()> {
    let wants = |letter: char| asked.parts.contains(letter);
    let mut table = Table::new(&asked.commit, &asked.date, asked.full);
    let folder = tempfile::tempdir()?;
    // First: what the others took would be in its memory.
    if wants('h') {
        taxii::measure(asked, folder.path(), &mut table).await?;
    }
    if wants('a') || wants('g') {
        node::idle(asked, folder.path(), &mut table).await?;
        let store = import::measure(asked, folder.path(), &mut table).await?;
        if wants('e') {
            check::in_large_bulletins(&store, asked.values, &mut table).await?;
        }
        store.close().await;
        if wants('g') {
            node::loaded(asked, folder.path(), &mut table).await?;
        }
    }
    if wants('b') || wants('e') {
        let nodes = sync::full(asked, folder.path(), &mut table).await?;
        if wants('e') {
            check::in_small_bulletins(&nodes, asked.values, &mut table).await?;
        }
    }
    if wants('c') {
        sync::rounds(asked, folder.path(), &mut table).await?;
    }
    if wants('d') {
        hop::measure(folder.path(), &mut table).await?;
    }
    if wants('f') {
        feed::measure(folder.path(), &mut table).await?;
    }
    if wants('i') {
        reading::measure(&mut table)?;
    }
    let text = table.markdown();
    println!("{text}");
    if let Some(out) = &asked.out {
        std::fs::write(out, text).with_context(|| out.display().to_string())?;
    }
    Ok(())
}
