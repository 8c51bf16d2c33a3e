//! (e) "has anyone seen this?": one value, and a hundred thousand lines, among many.

use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};
use fanal_desk::{Caller, CheckOrder, Desk};

use crate::import::Store;
use crate::network::Node;
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, median, rate};

/// Lines in bulk.
const LINES: usize = 100_000;
/// One line in so many is known: a desk checks what came to it, most of it is harmless.
const KNOWN: usize = 100;
/// Look-ups of one value.
const SAMPLES: usize = 200;

/// Among values that came in by ordinary bulletins.
pub(crate) async fn in_small_bulletins(
    nodes: &[Node],
    values: usize,
    table: &mut Table,
) -> Result<()> {
    let [_, follower] = nodes else {
        bail!("two nodes were made")
    };
    measure(
        &follower.desk,
        &follower.analyst,
        values,
        "in ordinary bulletins",
        table,
    )
    .await
}

/// Among values that came in by large imports: a hit opens a bulletin of thousands.
pub(crate) async fn in_large_bulletins(
    store: &Store,
    values: usize,
    table: &mut Table,
) -> Result<()> {
    measure(
        &store.desk,
        &store.analyst,
        values,
        "in bulletins of 5,000",
        table,
    )
    .await
}

async fn measure(
    desk: &Desk,
    caller: &Caller,
    values: usize,
    where_: &str,
    table: &mut Table,
) -> Result<()> {
    let one = async |value: String| -> Result<(f64, usize)> {
        let order = CheckOrder {
            values: vec![value],
            ..CheckOrder::default()
        };
        let watch = Stopwatch::start();
        let hits = desk.check(caller, &order).await?.hits;
        Ok((watch.seconds(), hits))
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for sample in 0..SAMPLES {
        let at = usize::try_from(seed::random_at(sample) >> 1)? % values;
        let (seconds, hits) = one(seed::domain(at)).await?;
        ensure!(hits == 1, "{} is not known", seed::domain(at));
        known.push(seconds);
        let (seconds, hits) = one(seed::stranger(sample)).await?;
        ensure!(hits == 0, "a stranger is known");
        unknown.push(seconds);
    }
    let what = |which: &str| format!("check of one {which} value among {values} {where_}");
    table.figure(
        'e',
        &what("known"),
        (median(&known) * 1e6, "µs"),
        Aim::AtMost(1e3),
    );
    table.figure(
        'e',
        &what("unknown"),
        (median(&unknown) * 1e6, "µs"),
        Aim::AtMost(1e3),
    );
    for (known, told) in [(KNOWN, "1 % known"), (usize::MAX, "none known")] {
        let mut text = String::new();
        for line in 0..LINES {
            let value = if line % known == known - 1 {
                seed::domain(line % values)
            } else {
                seed::stranger(line)
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{value}");
        }
        let order = CheckOrder {
            text: Some(text),
            file_name: Some("domains.txt".into()),
            ..CheckOrder::default()
        };
        let watch = Stopwatch::start();
        let checked = desk.check(caller, &order).await?;
        let seconds = watch.seconds();
        ensure!(
            checked.checked == LINES && checked.hits == LINES / known,
            "{} of {}",
            checked.hits,
            checked.checked
        );
        let what = format!("check of {LINES} lines among {values} {where_}, {told}");
        table.figure(
            'e',
            &what,
            (rate(LINES, seconds), "lines/s"),
            Aim::AtLeast(2e5),
        );
    }
    Ok(())
}
