//! `fanal panic`: lock the desk, open it again, or destroy what this node holds.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use fanal_desk::{LockOrder, Locked, SlipDone, SlipMade, SlipOrder, SlipTaken};
use fanal_protocol::{Code, Problem, Slip};
use serde::Serialize;

use super::{Invocation, Result};
use crate::config::{AtRest, Config};
use crate::home::{Home, failed};
use crate::render::{Outcome, Page, confirmed, exit, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// End every session and token, ask the peers to send nothing, and stop the node
    ///
    /// Nothing is destroyed. To its network the desk is suspended until coordinators let it back in by the next
    /// roster: whoever takes the machine can open it, and cannot make the others trust it.
    Lock(Lock),
    /// Open a locked desk, at its own machine and with its master key
    ///
    /// Its own data is there again. Its network goes on treating it as suspended until a coordinator drafts
    /// `fanal roster readmit DESK` and enough of them sign.
    Unlock,
    /// Make a slip: one line by which any member can lock this desk when nobody here can
    ///
    /// Print it, and leave it with somebody you trust, or with a desk. Whoever has it can have this desk locked out of
    /// its network until coordinators let it back in, and nothing else: it opens nothing and reads nothing.
    Slip(SlipArgs),
    /// Take another desk's slip: it counts as locked from now on, at every member
    TakeSlip(TakeSlip),
    /// Destroy the keys and the database of this node; nobody can undo it
    ///
    /// Ask a lawyer first, if there is any time to. Where an investigation, a search or a case is under way or to
    /// be expected, destroying what may be evidence is a crime in many places, and can harm the person whom it
    /// was to protect. `fanal panic lock` destroys nothing, and is often enough. This does not reach backups,
    /// copies, other desks, or what a disk keeps of what was overwritten.
    Shred(Shred),
}

#[derive(Debug, clap::Args)]
struct Lock {
    /// A word for the peers
    #[arg(long)]
    text: Option<String>,
}

#[derive(Debug, clap::Args)]
struct SlipArgs {
    /// Days for which it is good
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    days: u16,
}

#[derive(Debug, clap::Args)]
struct TakeSlip {
    /// The line, @FILE, or - for standard input
    #[arg(value_name = "SLIP")]
    slip: String,
}

#[derive(Debug, clap::Args)]
struct Shred {
    /// Instead of typing it: `shred DESK`, with the short name of this desk
    #[arg(long, value_name = "WORDS")]
    confirm: Option<String>,
}

/// What was destroyed.
#[derive(Serialize)]
struct Shredded {
    destroyed: Vec<String>,
    left: Vec<String>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Lock(lock) => lock_desk(lock, here).await,
        Act::Unlock => unlock(here).await,
        Act::Slip(slip) => make_slip(&slip, here).await,
        Act::TakeSlip(taken) => take_slip(&taken, here).await,
        Act::Shred(shred) => shred_node(shred, here).await,
    }
}

async fn make_slip(slip: &SlipArgs, here: &Invocation) -> Result {
    let order = SlipOrder {
        days: Some(slip.days),
    };
    let made: Vec<SlipMade> = here.call("panic-slip", &order).await?;
    let mut page = Page::new();
    for slip in &made {
        page.line(format!("{}, good until {}:", slip.name, slip.until));
        page.line(slip.slip.to_string());
    }
    page.line(
        "It is good for as long as this desk signs with this key: make a new one after a new key.",
    );
    page.line("Keep it away from this machine. At any member: `fanal panic take-slip SLIP`.");
    Outcome::of("panic-slip", &made, page)
}

async fn take_slip(taken: &TakeSlip, here: &Invocation) -> Result {
    let line = super::input::text_or_file(&taken.slip)?;
    let slip: Slip = line
        .parse()
        .map_err(|error: fanal_protocol::ParseIdError| super::usage(error.to_string()))?;
    let ask = |slip, confirm| SlipTaken { slip, confirm };
    let mut done: SlipDone = here
        .call("panic-take-slip", &ask(slip.clone(), false))
        .await?;
    let mut page = Page::new();
    if done.suspended {
        page.line(format!("{} counts as locked already.", done.desk));
        return Outcome::of("panic-take-slip", &done, page);
    }
    let question = format!(
        "Lock {} out of its network, until its coordinators let it back in?",
        done.desk
    );
    if !(here.yes || (here.asks() && confirmed(&question)?)) {
        page.line(format!("This would lock {} out of its network.", done.desk));
        page.line("Nothing happened: confirm with `--yes`.");
        return Outcome::of("panic-take-slip", &done, page).map(|it| it.exits(exit::REFUSED));
    }
    done = here.call("panic-take-slip", &ask(slip, true)).await?;
    page.line(format!(
        "{} counts as locked: nothing is sent to it, nor taken from it. The others hear it at their next round.",
        done.desk
    ));
    page.line("Tell a coordinator: the next roster has to say what becomes of it, and to give it a new signing key.");
    Outcome::of("panic-take-slip", &done, page)
}

async fn lock_desk(lock: Lock, here: &Invocation) -> Result {
    let confirm = here.yes || (here.asks() && confirmed("Lock this desk now?")?);
    let order = LockOrder {
        text: lock.text,
        confirm,
    };
    let locked: Locked = here.call("panic-lock", &order).await?;
    let mut page = Page::new();
    if !locked.locked {
        page.line("Nothing happened: confirm with `--yes`.");
        return Outcome::of("panic-lock", &locked, page).map(|it| it.exits(exit::REFUSED));
    }
    page.line(format!("Locked. {} tokens ended.", locked.tokens));
    page.line(format!(
        "{} desks are told to send nothing; a running node stops in half a minute.",
        locked.told
    ));
    page.line(
        "Open it again with `fanal panic unlock`; its network lets it back in by the next roster.",
    );
    Outcome::of("panic-lock", &locked, page)
}

async fn unlock(here: &Invocation) -> Result {
    let config = here.configuration()?;
    let opened = crate::serve::open_home(&here.home, &config, config.passphrase()?).await?;
    let desk = opened.desk;
    desk.unlock().await.map_err(|error| error.problem())?;
    let standing = desk.standing();
    let waits = standing.networks.values();
    let waits = waits.filter(|held| held.away.desks().contains_key(desk.id()));
    let waits: Vec<String> = waits.map(|held| held.roster.name.clone()).collect();
    let first = desk
        .first_account()
        .await
        .map_err(|error| error.problem())?;
    let token = desk.issue_local_token(&first).await;
    let token = token.map_err(|error| error.problem())?;
    here.home
        .write_private(&here.token, token.token.as_bytes())?;
    let mut page = Page::new();
    page.line(format!("Open again; this machine speaks for `{first}`."));
    page.line("Start the node with `fanal serve`.");
    if !waits.is_empty() {
        page.line(format!(
            "Its network goes on treating it as suspended ({}): call a coordinator, who drafts `fanal roster readmit {}`.",
            names(&waits),
            desk.id(),
        ));
    }
    Outcome::of("panic-unlock", &"open", page)
}

async fn shred_node(shred: Shred, here: &Invocation) -> Result {
    // [PAN-1] A configuration that cannot be read keeps nobody from destroying what lies here.
    let (config, unread) = match here.configuration() {
        Ok(config) => (config, None),
        Err(problem) => (Config::parse("", "defaults")?, Some(problem.text)),
    };
    let name = name_of(here, &config).await;
    let wanted = format!("shred {name}");
    let typed = match shred.confirm {
        Some(words) => words,
        None => typed(&wanted)?,
    };
    if typed.trim() != wanted {
        let text = "nothing was destroyed: the words were not typed";
        return Err(Problem::new(Code::UsageInvalid, text)
            .with_hint(format!("type `{wanted}`, or give it with `--confirm`")));
    }
    let (mut destroyed, mut left) = (Vec::new(), Vec::new());
    // Keys first: whatever is interrupted after that cannot be read any more.
    let mut all = files(here, &config);
    all.extend(files_set_aside(here, &config));
    // Names of peers, people and places last: what is interrupted before can be done again. [PAN-1]
    all.extend([here.home.policy(), here.config.clone(), here.home.config()]);
    for path in all {
        match destroy(&path) {
            Ok(true) => destroyed.push(path.display().to_string()),
            Ok(false) => {}
            Err(error) => left.push(failed(&path, &error).text),
        }
    }
    if let Some(why) = unread {
        left.push(format!(
            "what the configuration named outside of this folder, as it could not be read: {why}"
        ));
    }
    if !config.node.database.starts_with("sqlite:") {
        left.push("the database on its server: without the key it is noise; drop it there".into());
    }
    if let AtRest::Credential(name) = &config.at_rest {
        left.push(format!(
            "the systemd credential `{name}`: destroy it where it lies"
        ));
    }
    left.push("a node that still runs has the key in its memory: stop it, or cut the power".into());
    left.push(
        "disks that write elsewhere (SSD, copies, backups) may keep what was destroyed here".into(),
    );
    let shredded = Shredded { destroyed, left };
    let mut page = Page::new();
    for path in &shredded.destroyed {
        page.pair("destroyed", path);
    }
    for line in &shredded.left {
        page.pair("left", line);
    }
    Outcome::of("panic-shred", &shredded, page)
}

/// The short name, from the database if it opens, else from nowhere: then the folder's name.
async fn name_of(here: &Invocation, config: &Config) -> String {
    let opened = match config.passphrase() {
        Ok(passphrase) => crate::serve::open_home(&here.home, config, passphrase).await,
        Err(problem) => Err(problem),
    };
    let folder = || {
        here.home
            .dir
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    match opened {
        Ok(opened) => opened.desk.id().to_string(),
        Err(_) => folder().unwrap_or_default(),
    }
}

fn typed(wanted: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Ok(String::new());
    }
    let mut line = String::new();
    let asked = writeln!(
        std::io::stderr(),
        "This destroys the keys and the database of this node. Nobody can undo it.\n\
         Where somebody investigates or searches, destroying what may be evidence can be a crime, and can \
         endanger the person whom it was to protect: ask a lawyer first. `fanal panic lock` destroys nothing.\n\
         Type `{wanted}` to go on:"
    );
    let read = asked.and_then(|()| std::io::stdin().read_line(&mut line));
    read.map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
    Ok(line)
}

/// Keys first, then the token, the database with its log, and what tells where the node runs.
fn files(here: &Invocation, config: &Config) -> Vec<PathBuf> {
    let home = &here.home;
    let mut files = home.keys();
    if let AtRest::KeyFile(path) = &config.at_rest {
        files.insert(0, home.dir.join(path));
    }
    files.push(here.token.clone());
    // What opens accounts and servers of others, by the configuration.
    let named = config.notify.password_file.iter();
    let named = named.chain(config.taxii.key.iter());
    let sources = config.sources.values();
    let logins = sources.flat_map(|one| one.login.iter().chain(&one.header_file));
    files.extend(named.chain(logins).map(|path| home.dir.join(path)));
    let database = crate::serve::database_url(home, &config.node.database);
    if let Some(path) = database.strip_prefix("sqlite:") {
        for end in ["", "-wal", "-shm", "-journal"] {
            files.push(PathBuf::from(format!("{path}{end}")));
        }
    }
    files.push(home.runtime());
    files.extend(files_left_behind(home));
    files.dedup();
    files
}

/// Where others' servers and feeds were read up to, and what a change of a key was cut short in.
fn files_left_behind(home: &Home) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&home.dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_feed = name.starts_with("feed-") && name.ends_with(".json");
        if is_feed || name == "taxii.json" || name.ends_with(".new") {
            found.push(entry.path());
        }
    }
    found
}

/// Copies of all that: what a restore set aside, what a drill left, this node's own backups, keys first.
fn files_set_aside(here: &Invocation, config: &Config) -> Vec<PathBuf> {
    let home = &here.home.dir;
    let mut folders = vec![home.join(&config.backup.dir)];
    for entry in std::fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("replaced-") || name.starts_with("drill-") {
            folders.push(entry.path());
        }
    }
    let mut found: Vec<PathBuf> = config.red.identity.iter().cloned().collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                // A link's target is somebody else's.
                Ok(_) | Err(_) => {}
            }
        }
    }
    let is_key = |path: &PathBuf| path.to_string_lossy().contains("key");
    found.sort_by_key(|path| !is_key(path));
    found
}

/// Overwrites, then removes; whether it was there.
fn destroy(path: &Path) -> std::io::Result<bool> {
    let length = match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => meta.len(),
        Ok(_) | Err(_) => return Ok(false),
    };
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    let zeros = [0; 1 << 16];
    let mut written = 0;
    while written < length {
        let part = usize::try_from(length - written).unwrap_or(zeros.len());
        file.write_all(zeros.get(..part.min(zeros.len())).unwrap_or(&zeros))?;
        written += part.min(zeros.len()) as u64;
    }
    file.sync_all()?;
    std::fs::remove_file(path)?;
    Ok(true)
}
