//! `fanal restore`: a node out of a backup; a rehearsal of it; and what a desk that came back has to be told.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use fanal_desk::{GoOnOrder, GoOnShown};
use fanal_protocol::{Code, DeskId, Problem};
use fanal_seal::Identity;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Invocation, Result, usage};
use crate::backup::{Backing, Order, Restored, drill, restore};
use crate::config::{AtRest, environment};
use crate::render::{Outcome, Page, Waiting, confirmed, count, exit, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The backup: its file, the folder that it lies in, or `latest`
    #[arg(value_name = "FILE|DIR|latest", required_unless_present_any = ["go_on", "moved"])]
    from: Option<PathBuf>,
    /// The file with the recovery key [default: this node's own key, else it is asked for]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Only rehearse: put it together in a scratch place, look it over, throw it away
    #[arg(long, conflicts_with_all = ["over", "database"])]
    drill: bool,
    /// In the place of the node that is in the folder; its files are set aside
    #[arg(long)]
    over: bool,
    /// Into another database, `sqlite:PATH` or `postgres://...`, that is empty
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The database was copied or moved here by other means: open a new epoch at the next start
    #[arg(long, conflicts_with_all = ["from", "key", "drill", "over", "database"])]
    moved: bool,
    /// Go on without the desks that were not heard since the node came back
    #[arg(long, conflicts_with_all = ["from", "key", "drill", "over", "database", "moved"])]
    go_on: bool,
}

#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    restored: Restored,
    /// Nothing leaves the node until it has heard these.
    unheard: Vec<DeskId>,
    /// The account that speaks for this machine; with the password that it had then.
    account: String,
    /// Accounts that wait until somebody says that they count still. [BAK-9]
    accounts_to_confirm: Vec<String>,
}

const AT_WORK: &str = "reading the backup";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if args.go_on {
        return go_on(here).await;
    }
    if args.moved {
        return moved(here).await;
    }
    let from = args
        .from
        .clone()
        .ok_or_else(|| usage("name the backup: its file, or the folder that it lies in"))?;
    if args.drill {
        return rehearse(from, here).await;
    }
    must_not_run(here).await?;
    let order = Order {
        from: place(from, here),
        with: keys(&args, here)?,
        over: args.over,
        database: args.database,
    };
    let waiting = Waiting::on(AT_WORK, here.manner);
    let restored = restore(&here.home, &order).await;
    drop(waiting);
    let restored = match restored {
        Err(problem) if problem.code == Code::AccountLocked && args.key.is_none() => {
            let order = Order {
                with: vec![typed_key(problem)?],
                ..order
            };
            restore(&here.home, &order).await?
        }
        other => other?,
    };
    let anew = start_anew(here).await?;
    let told = Told {
        restored,
        unheard: anew.unheard,
        account: anew.account,
        accounts_to_confirm: anew.accounts_to_confirm,
    };
    Outcome::of("restore", &told, page(&told, here))
}

/// `latest` is the newest of the node's own folder of backups.
fn place(from: PathBuf, here: &Invocation) -> PathBuf {
    if from.as_os_str() != "latest" {
        return from;
    }
    let config = here.configuration().unwrap_or_default();
    here.home.dir.join(config.backup.dir)
}

async fn must_not_run(here: &Invocation) -> Result<()> {
    // [BAK-8] It would go on with the files that are set aside, and never hear of a withdrawal again.
    if here.home.is_held() {
        let text = "`fanal feed serve` serves the public site of this folder";
        return Err(Problem::new(Code::Conflict, text).with_hint("stop it first"));
    }
    if crate::door::is_running(&here.home).await {
        return Err(
            Problem::new(Code::Conflict, "the node of this folder runs").with_hint("stop it first")
        );
    }
    Ok(())
}

/// The recovery key of the file, or what this node opens its own backups with.
fn keys(args: &Args, here: &Invocation) -> Result<Vec<Identity>> {
    if let Some(path) = &args.key {
        let text = std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| crate::home::failed(path, &error))?;
        return Identity::read_file(&text).map_err(|error| {
            usage(format!("`{}`: {error}", path.display()))
                .with_hint("the file holds the line that begins with AGE-SECRET-KEY-1")
        });
    }
    let own = own_backing(here).map(|backing| backing.identity());
    Ok(own.into_iter().collect())
}

/// The backing of the node that is here, if its key can be had without asking.
fn own_backing(here: &Invocation) -> Option<Backing> {
    let config = here.configuration().ok()?;
    let is_asked =
        config.at_rest == AtRest::Passphrase && environment("FANAL_PASSPHRASE").is_none();
    if is_asked {
        return None;
    }
    let passphrase = config.passphrase().ok()?;
    crate::serve::backing(&here.home, &config, passphrase).ok()
}

fn typed_key(problem: Problem) -> Result<Identity> {
    if !std::io::stdin().is_terminal() {
        return Err(problem);
    }
    let typed = rpassword::prompt_password("Recovery key (AGE-SECRET-KEY-1...): ");
    let typed = typed.map_err(|error| Problem::new(Code::AccountLocked, error.to_string()))?;
    Identity::parse(&Zeroizing::new(typed)).map_err(|error| usage(error.to_string()))
}

/// What a desk says that was opened anew.
struct Anew {
    unheard: Vec<DeskId>,
    account: String,
    accounts_to_confirm: Vec<String>,
}

/// Opens the restored desk once: its new epoch begins, old tokens are gone, this machine gets a new one.
async fn start_anew(here: &Invocation) -> Result<Anew> {
    let config = here.configuration()?;
    let unopened = |problem: Problem| {
        let text = format!("everything is restored, and does not open yet: {problem}");
        Problem::new(problem.code, text).with_hint("then `fanal panic unlock` lets this machine in")
    };
    let passphrase = config.passphrase().map_err(unopened)?;
    let opened = crate::serve::open_home(&here.home, &config, passphrase);
    let opened = opened.await.map_err(unopened)?;
    let desk = &opened.desk;
    let first = desk.first_account().await.map_err(|e| e.problem())?;
    let token = desk.issue_local_token(&first).await;
    let token = token.map_err(|error| error.problem())?;
    here.home
        .write_private(&here.token, token.token.as_bytes())?;
    let standing = desk.standing();
    let returning = standing
        .networks
        .values()
        .filter_map(|held| held.returning.as_ref());
    let unheard = returning
        .flat_map(|it| it.unheard.iter().cloned())
        .collect();
    let waiting = desk.accounts_to_confirm().await;
    let accounts_to_confirm = waiting.map_err(|error| error.problem())?;
    opened.database.close().await;
    Ok(Anew {
        unheard,
        account: first,
        accounts_to_confirm,
    })
}

async fn rehearse(from: PathBuf, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let passphrase = config.passphrase()?;
    let opened = crate::serve::open_home(&here.home, &config, passphrase.clone()).await?;
    let backing = crate::serve::backing(&here.home, &config, passphrase)?;
    let waiting = Waiting::on(AT_WORK, here.manner);
    let drilled = drill(&backing, &place(from, here), &opened.desk, "local").await?;
    drop(waiting);
    let mut page = Page::new();
    page.pair("backup", drilled.file.display().to_string());
    page.pair("of", drilled.at.to_string());
    page.pair("rows", drilled.rows.to_string());
    for finding in &drilled.findings {
        page.pair("fault", finding);
    }
    let code = if drilled.findings.is_empty() {
        page.line("It opens, and is sound: a restore would work. Nothing was changed.");
        exit::DONE
    } else {
        page.line("It is damaged: write a new one with `fanal backup`.");
        exit::FAILED
    };
    Outcome::of("restore-drill", &drilled, page).map(|it| it.exits(code))
}

async fn moved(here: &Invocation) -> Result {
    must_not_run(here).await?;
    let config = here.configuration()?;
    let opened = crate::serve::open_home(&here.home, &config, config.passphrase()?).await?;
    let said = opened.desk.say_moved("local").await;
    said.map_err(|error| error.problem())?;
    opened.database.close().await;
    let unheard = start_anew(here).await?.unheard;
    let mut page = Page::new();
    page.line("It opens a new epoch. The node of before must not run again: two of them contradict each other.");
    page.pair("waits for", names(&unheard));
    page.line("Next: fanal serve");
    Outcome::of("restore-moved", &unheard, page)
}

async fn go_on(here: &Invocation) -> Result {
    let shown: GoOnShown = here.call("go-on", &GoOnOrder::default()).await?;
    if shown.goes_on {
        let mut page = Page::new();
        page.line("It goes on already: there is nobody to wait for.");
        return Outcome::of("go-on", &shown, page);
    }
    let unheard: Vec<DeskId> = shown.unheard.iter().cloned().collect();
    let question = format!(
        "Go on without {}? What they know to be taken back may go out again until they are heard.",
        names(&unheard)
    );
    let confirm = here.yes || (here.asks() && confirmed(&question)?);
    if !confirm {
        let mut page = Page::new();
        page.pair("waits for", names(&unheard));
        page.line("Nothing changed: confirm with `--yes`.");
        return Outcome::of("go-on", &shown, page).map(|it| it.exits(exit::REFUSED));
    }
    let shown: GoOnShown = here.call("go-on", &GoOnOrder { confirm }).await?;
    let mut page = Page::new();
    page.line(format!("It goes on without {}.", names(&unheard)));
    Outcome::of("go-on", &shown, page)
}

fn page(told: &Told, here: &Invocation) -> Page {
    let restored = &told.restored;
    let mut page = Page::new();
    page.pair(
        "restored",
        format!("{} as of {}", restored.desk, restored.at),
    );
    page.pair("rows", restored.rows.to_string());
    if restored.purged > 0 {
        let purged = usize::try_from(restored.purged).unwrap_or(usize::MAX);
        page.pair(
            "stays purged",
            count(
                purged,
                "bulletin that was taken back since",
                "bulletins that were taken back since",
            ),
        );
    }
    if let Some(path) = &restored.set_aside {
        page.pair("set aside", path.display().to_string());
    }
    if let Some(path) = &restored.key_file {
        page.pair(
            "master key",
            format!(
                "{} (seal it again, or move it to another disk)",
                path.display()
            ),
        );
    }
    page.pair("waits for", names(&told.unheard));
    page.line(
        "Nothing leaves the node until it has heard them; `fanal status` shows who is missing.",
    );
    page.pair(
        "account",
        format!("{}, with the password of then", told.account),
    );
    if !told.accounts_to_confirm.is_empty() {
        page.pair("accounts that wait", names(&told.accounts_to_confirm));
        page.line("Who was let go since the backup must not count again: say of each that waits whether it counts still, by `fanal user enable` or `fanal user disable`.");
    }
    page.line(format!(
        "Next: fanal --dir {} doctor, then fanal serve. The node of before must not run again.",
        here.home.dir.display()
    ));
    page
}
