//! (g) the node as a process: memory, start, size.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::Asked;
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, median, rate};

/// The node's folder.
pub(crate) fn home(dir: &Path) -> PathBuf {
    dir.join("home")
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// Sets a node up.
fn set_up(asked: &Asked, dir: &Path) -> Result<()> {
    let answers = format!(
        "desk = \"Bench\"\nid = \"bench\"\nat_rest = \"file\"\nfound = \"Bench\"\n[listen]\n\
         sync = \"127.0.0.1:{}\"\npublic = \"127.0.0.1:{}\"\napi = \"127.0.0.1:{}\"\nconsole = \"127.0.0.1:{}\"\nops = \"127.0.0.1:{}\"\n",
        free_port()?,
        free_port()?,
        free_port()?,
        free_port()?,
        free_port()?
    );
    let file = dir.join("answers.toml");
    std::fs::write(&file, answers)?;
    let mut init = command(asked, dir);
    let made = init.arg("init").arg("--from").arg(&file).output()?;
    ensure!(
        made.status.success(),
        "fanal init: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    Ok(())
}

/// Sets a node up, and measures it while there is nothing in it.
pub(crate) async fn idle(asked: &Asked, dir: &Path, table: &mut Table) -> Result<()> {
    set_up(asked, dir)?;
    if !asked.parts.contains('g') {
        return Ok(());
    }
    let size = std::fs::metadata(&asked.fanal)?.len();
    table.figure(
        'g',
        "size of the stripped binary",
        (mb(size), "MB"),
        Aim::None,
    );
    let tree = [
        "tree",
        "-p",
        "fanal",
        "-e",
        "normal,build",
        "--prefix",
        "none",
        "--offline",
    ];
    if let Ok(said) = Command::new("cargo").args(tree).output() {
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        // A line that only repeats another says so with a star.
        let crates: std::collections::BTreeSet<&str> = text
            .lines()
            .map(|line| line.trim_end_matches(" (*)"))
            .collect();
        table.figure(
            'g',
            "crates, its own among them",
            (rate(crates.len(), 1.0), ""),
            Aim::None,
        );
    }
    serve(asked, dir, "idle", 64.0, table).await?;
    large_import(asked, &dir.join("large"), table)
}

/// The most memory of a node that is handed the large bundle, by the command line: once to be looked up, once as
/// drafts. Each in a process of its own.
fn large_import(asked: &Asked, dir: &Path, table: &mut Table) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    set_up(asked, dir)?;
    let file = dir.join("wave.json");
    std::fs::write(&file, crate::reading::stix())?;
    let file = file.to_string_lossy().into_owned();
    let look_up = vec!["lookup", "add", "wave", file.as_str()];
    let drafts = vec![
        "import",
        file.as_str(),
        "--tlp",
        "green",
        "--consent",
        "network",
        "--draft",
    ];
    for (what, words) in [("look-up list", look_up), ("drafts", drafts)] {
        let (mut child, _) = start(asked, dir)?;
        let said = command(asked, dir).args(words).output()?;
        let told = String::from_utf8_lossy(&said.stderr);
        ensure!(said.status.success(), "{what}: {told}");
        table.figure(
            'g',
            &format!("most memory while a bundle of 33 MB comes, {what}"),
            (status(&child, "VmHWM")?, "MB"),
            Aim::AtMost(200.0),
        );
        stop(&mut child)?;
    }
    Ok(())
}

/// Measures it with what was imported.
pub(crate) async fn loaded(asked: &Asked, dir: &Path, table: &mut Table) -> Result<()> {
    serve(
        asked,
        dir,
        &format!("with {} published indicators", asked.values),
        300.0,
        table,
    )
    .await
}

async fn serve(
    asked: &Asked,
    dir: &Path,
    what: &str,
    most_mb: f64,
    table: &mut Table,
) -> Result<()> {
    let mut starts = Vec::new();
    let mut sites = Vec::new();
    for _ in 0..4 {
        let (mut child, seconds) = start(asked, dir)?;
        starts.push(seconds);
        stop(&mut child)?;
    }
    let (mut child, seconds) = start(asked, dir)?;
    starts.push(seconds);
    sites.push(seconds + site_is_there(dir)?);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let name = format!("start until `/healthz`, key file, {what}");
    table.figure(
        'g',
        &name,
        (median(&starts) * 1e3, "ms"),
        Aim::AtMost(300.0),
    );
    table.figure(
        'g',
        &format!("start until the public site is made, {what}"),
        (median(&sites) * 1e3, "ms"),
        Aim::None,
    );
    let memory = status(&child, "VmRSS")?;
    table.figure(
        'g',
        &format!("memory (RSS) 2 s after that, {what}"),
        (memory, "MB"),
        Aim::AtMost(most_mb),
    );
    table.figure(
        'g',
        &format!("most memory until then, {what}"),
        (status(&child, "VmHWM")?, "MB"),
        Aim::None,
    );
    if most_mb > 100.0 {
        let lines: Vec<String> = (0..10_000)
            .map(|at| {
                if at % 100 == 0 {
                    seed::domain(at)
                } else {
                    seed::stranger(at)
                }
            })
            .collect();
        let file = dir.join("lines.txt");
        std::fs::write(&file, lines.join("\n"))?;
        let said = command(asked, dir)
            .arg("check")
            .arg("--file")
            .arg(&file)
            .output()?;
        let told = String::from_utf8_lossy(&said.stderr);
        ensure!(
            said.status.code().is_some_and(|code| code < 2) || told.is_empty(),
            "fanal check: {told}"
        );
        table.figure(
            'g',
            &format!("memory after a check of 10,000 lines, {what}"),
            (status(&child, "VmRSS")?, "MB"),
            Aim::AtMost(most_mb),
        );
        table.figure(
            'g',
            &format!("most memory until then, {what}, with the check"),
            (status(&child, "VmHWM")?, "MB"),
            Aim::None,
        );
    }
    stop(&mut child)
}

fn command(asked: &Asked, dir: &Path) -> Command {
    let mut command = Command::new(&asked.fanal);
    command
        .arg("--dir")
        .arg(home(dir))
        .arg("--yes")
        .stdin(Stdio::null());
    command
}

/// Where a node listens, by its configuration.
fn listens(dir: &Path, what: &str) -> Result<SocketAddr> {
    let config = std::fs::read_to_string(home(dir).join("fanal.toml"))?;
    let address = config
        .lines()
        .find_map(|line| line.trim().strip_prefix(what)?.trim().strip_prefix('='))
        .with_context(|| format!("no `{what}` in fanal.toml"))?;
    Ok(address.trim().trim_matches('"').parse()?)
}

/// Waits until a node that answers shows its public site; the seconds.
fn site_is_there(dir: &Path) -> Result<f64> {
    let public = listens(dir, "public")?;
    let watch = Stopwatch::start();
    while !says(public, "/", "HTTP/1.1 200") && !says(public, "/", "HTTP/1.1 404") {
        ensure!(watch.seconds() < 900.0, "the public site is not made");
        pause(Duration::from_millis(5));
    }
    Ok(watch.seconds())
}

/// Starts a node; seconds until it answers.
fn start(asked: &Asked, dir: &Path) -> Result<(Child, f64)> {
    let ops = listens(dir, "ops")?;
    let watch = Stopwatch::start();
    let mut child = command(asked, dir)
        .arg("serve")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    while !says(ops, "/healthz", "HTTP/1.1 200") {
        ensure!(child.try_wait()?.is_none(), "fanal serve ended");
        ensure!(watch.seconds() < 60.0, "fanal serve does not answer");
        pause(Duration::from_millis(1));
    }
    Ok((child, watch.seconds()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the process that is waited for is another one"
)]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

fn says(address: SocketAddr, path: &str, status: &str) -> bool {
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    asked().is_ok_and(|answer| answer.starts_with(status))
}

fn stop(child: &mut Child) -> Result<()> {
    Command::new("kill")
        .arg("-TERM")
        .arg(child.id().to_string())
        .status()?;
    child.wait()?;
    Ok(())
}

/// A line of `/proc/PID/status`, in MB.
fn status(child: &Child, name: &str) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .with_context(|| format!("no {name}"))?;
    let kb: u64 = line.trim_matches(|c: char| !c.is_ascii_digit()).parse()?;
    Ok(mb(kb << 10))
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files and processes")]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
