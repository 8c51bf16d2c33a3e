//! (i) readers: a large bundle and the same values as MISP, against a plain JSON parser over the same bytes. CPU
//! time of this thread, and what the process grew by.

use std::hint::black_box;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use fanal_formats::{Format, Options, read};

use crate::table::{Aim, Table};
use crate::watch::median;

/// Objects of the bundle; with their texts they make 33 MB.
const OBJECTS: usize = 25_000;
const BYTES: usize = 33_000_000;
/// Times that each is read.
const TIMES: usize = 5;

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    one("STIX", Format::Stix, &stix(), table)?;
    one("MISP", Format::Misp, &misp(), table)
}

fn one(name: &str, format: Format, text: &str, table: &mut Table) -> Result<()> {
    let plain = timed(|| {
        let parsed: serde_json::Value = serde_json::from_str(text)?;
        black_box(&parsed);
        Ok(())
    })?;
    let ours = timed(|| {
        let reading = read(Some(format), text.as_bytes(), &Options::default())?;
        ensure!(reading.indicators.len() == OBJECTS / 2 && reading.refused.is_empty());
        black_box(&reading.indicators);
        Ok(())
    })?;
    let grown = grown_in_a_fresh_process(format, text)?;
    let size = text.len() / 1_000_000;
    let what = format!("read {name}, {size} MB, {OBJECTS} objects (CPU)");
    table.figure('i', &what, (ours, "s"), Aim::AtMost(1.0));
    let what = format!("read {name} against a JSON parser's own tree");
    table.ratio('i', &what, (ours, "s"), (plain, "s"), Aim::None);
    let what = format!("memory beside the {size} MB of text, {name}");
    table.figure('i', &what, (grown, "MiB"), Aim::AtMost(200.0));
    Ok(())
}

/// What reading adds to a process that did nothing before: here, memory that earlier work gave back to the allocator
/// would be used again, unseen.
fn grown_in_a_fresh_process(format: Format, text: &str) -> Result<f64> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), text)?;
    let answer = std::process::Command::new(std::env::current_exe()?)
        .arg("--grows")
        .arg(format.as_str())
        .arg(file.path())
        .output()?;
    ensure!(answer.status.success(), "the process that reads failed");
    Ok(String::from_utf8(answer.stdout)?.trim().parse()?)
}

/// The other side: reads one file, and prints by how many MiB the process grew, its text apart.
pub(crate) fn grow(format: &str, file: &Path) -> Result<()> {
    let text = std::fs::read(file)?;
    let before = resident("VmHWM")?;
    let reading = read(Some(format.parse()?), &text, &Options::default())?;
    black_box(&reading.indicators);
    println!("{}", resident("VmHWM")? - before);
    Ok(())
}

/// The median of the CPU seconds of this thread.
fn timed(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut readings = Vec::new();
    for _ in 0..TIMES {
        let before = cpu_seconds()?;
        work()?;
        readings.push(cpu_seconds()? - before);
    }
    Ok(median(&readings))
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a benchmark")]
fn cpu_seconds() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text
        .split(' ')
        .next()
        .context("no reading of the scheduler")?;
    Ok(nanoseconds.trim().parse::<u64>()? as f64 / 1e9)
}

fn resident(name: &str) -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number
        .with_context(|| format!("no {name}"))?
        .parse::<f64>()?
        / 1024.0)
}

/// Words that fill an object up to its share of the file.
fn words() -> String {
    "a description of what was seen, and by whom it was not ".repeat(40)
}

/// The large bundle.
pub(crate) fn stix() -> String {
    let filler = words();
    let mut objects = Vec::with_capacity(OBJECTS);
    for number in 0..OBJECTS / 2 {
        let id = format!("4b5f0f0c-6d27-4b4d-9c0d-{number:012x}");
        let indicator = format!(
            r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--{id}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"wave","pattern":"[domain-name:value = 'h{number}.wave.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","description":""#
        );
        let relationship = format!(
            r#"{{"type":"relationship","spec_version":"2.1","id":"relationship--{id}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","relationship_type":"indicates","source_ref":"indicator--{id}","target_ref":"malware--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a12"}}"#
        );
        let room = (2 * BYTES / OBJECTS).saturating_sub(indicator.len() + relationship.len() + 4);
        let text: String = filler.chars().take(room).collect();
        objects.push(format!("{indicator}{text}\"}}"));
        objects.push(relationship);
    }
    let objects = objects.join(",");
    format!(
        r#"{{"type":"bundle","id":"bundle--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a10","objects":[{objects}]}}"#
    )
}

fn misp() -> String {
    let filler: String = words().chars().take(2_000).collect();
    let mut attributes = Vec::with_capacity(OBJECTS);
    for number in 0..OBJECTS {
        // Half of them are signs, as half of a bundle is relationships.
        let is_sign = number % 2 == 0;
        attributes.push(format!(
            r#"{{"uuid":"4b5f0f0c-6d27-4b4d-9c0d-{number:012x}","type":"domain","category":"Network activity","to_ids":{is_sign},"distribution":"5","timestamp":"1795132800","comment":"{}","value":"h{number}.wave.example"}}"#,
            filler.get(..1_000).unwrap_or_default()
        ));
    }
    format!(
        r#"{{"Event":{{"info":"wave","distribution":"3","Attribute":[{}]}}}}"#,
        attributes.join(",")
    )
}
