//! The command line: which verbs there are, what all of them share, and how each ends.

mod accounts;
mod ask;
mod audit;
mod backup;
mod breach;
mod check;
mod clock;
mod compose;
mod config;
mod consent;
mod contact;
mod demo;
mod digest;
mod disclosures;
mod doctor;
mod explain;
mod export;
pub(crate) mod feed;
mod grant;
mod hold;
mod import;
mod inbox;
mod init;
pub(crate) mod input;
mod key;
mod kinds;
mod knock;
mod lookup;
mod man;
mod me;
mod moment;
mod notices;
mod notify;
mod open;
mod panic;
mod parcel;
mod peer;
mod policy;
mod privacy;
mod profile;
mod recalls;
mod refusals;
mod restore;
mod review;
mod revise;
mod roster;
mod seal;
mod send;
mod serve;
mod share;
mod show;
mod sight;
mod source;
mod status;
mod sync;
mod verify;
mod warnings;
mod withdraw;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use fanal_api::Nothing;
use fanal_desk::{WorkShown, WorkStep};
use fanal_protocol::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use crate::config::{Config, environment};
use crate::door::Door;
use crate::home::Home;
use crate::render::{Manner, Outcome, Waiting, exit, show_problem};

/// Threat sharing between help desks that honours labels and consent.
///
/// Shares indicators and warnings among civil-society desks: what may go where is decided by the
/// TLP label, the audience and the consent of the person, in one place, before anything leaves.
/// `fanal demo` shows it all on this machine; `fanal init` sets up a node.
#[derive(Debug, Parser)]
#[command(
    name = "fanal",
    version,
    max_term_width = 100,
    propagate_version = false
)]
#[command(after_help = "Exit codes: see `fanal man exit`. Start here: fanal demo")]
pub(crate) struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    verb: Verb,
}

/// Where the help tells what every verb takes.
const EVERY_VERB: &str = "Every verb";
/// How often a call is asked how far it is.
const HOW_FAR_EVERY: Duration = Duration::from_secs(1);

/// What every verb takes.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
struct Shared {
    /// The node's folder [default: /var/lib/fanal if it can be written to, else
    /// ~/.local/share/fanal]
    #[arg(long, global = true, help_heading = EVERY_VERB, env = "FANAL_DIR", hide_env_values = true, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The configuration file [default: fanal.toml in the node's folder]
    #[arg(long, global = true, help_heading = EVERY_VERB, env = "FANAL_CONFIG", hide_env_values = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A file with the token to speak with: another account of this desk, like its reviewer's
    /// [default: token in the node's folder]
    #[arg(
        long,
        global = true,
        env = "FANAL_TOKEN_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    token_file: Option<PathBuf>,
    /// The network that is meant, where this desk is in several: its name, or a beginning of its id
    #[arg(long, global = true, help_heading = EVERY_VERB, value_name = "NETWORK")]
    network: Option<String>,
    /// Answer with one JSON object on standard output
    #[arg(long, global = true, help_heading = EVERY_VERB)]
    json: bool,
    /// Answer with one JSON value a line (lists)
    #[arg(long, global = true, help_heading = EVERY_VERB, conflicts_with = "json")]
    jsonl: bool,
    /// Say nothing but errors
    #[arg(long, short, global = true, help_heading = EVERY_VERB)]
    quiet: bool,
    /// Do not ask; never answers a finding of the privacy check
    #[arg(long, short, global = true, help_heading = EVERY_VERB)]
    yes: bool,
    /// Ask nothing: what needs an answer is not done
    #[arg(long, global = true, help_heading = EVERY_VERB)]
    no_input: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Watch three desks share, publish and take back, on this machine alone
    Demo(demo::Args),
    /// Set up a node: keys, configuration, database, first account
    #[command(after_help = "Example:\n  fanal init --desk 'Maison Ancolie' --lang fr")]
    Init(init::Args),
    /// Run the node
    Serve(serve::Args),
    /// One screen: peers, inbox, what waits
    Status(status::Args),
    /// Look for what is wrong, and say how to mend it
    #[command(after_help = "Examples:\n  fanal doctor\n  fanal doctor --posture")]
    Doctor(doctor::Args),
    /// Is anything known of these values? No network is asked
    #[command(
        after_help = "Examples:\n  fanal check 'hxxps://secure-login[.]example/verify'\n  fanal check --file history.txt"
    )]
    Check(check::Args),
    /// Lists of others that are kept to be asked, and are never shared
    Lookup(lookup::Args),
    /// Warning lists: a hit is a warning, not a verdict
    Warnings(warnings::Args),
    /// Ask a source of the configuration now, before its schedule does
    #[command(after_help = "Example:\n  fanal source fetch lab")]
    Source(source::Args),
    /// Ask the network, or some desks, about values
    #[command(after_help = "Example:\n  fanal ask 'secure-login[.]example' --consent network")]
    Ask(ask::Args),
    /// Compose, preview and send
    #[command(
        after_help = "Examples:\n  fanal share links.txt --tlp amber --to lumbre --consent named\n  fanal share - --tlp green --consent network < notes.txt"
    )]
    Share(share::Args),
    /// Share a file that somebody else published or handed over
    #[command(
        after_help = "Examples:\n  fanal import pegasus.stix2 --tlp clear --source 'Amnesty Tech, 2021' --licence CC-BY-4.0\n  fanal import taxii https://taxii.example/api/"
    )]
    Import(import::Args),
    /// Send a draft that was kept, or returned and mended
    Send(send::Args),
    /// Write a file for a tool
    #[command(
        after_help = "Examples:\n  fanal export mvt --output indicators.stix2\n  fanal export --for lumbre --to /media/stick"
    )]
    Export(export::Args),
    /// What is new, in words to paste into a newsletter
    #[command(after_help = "Example:\n  fanal digest --since 7d --lang es")]
    Digest(digest::Args),
    /// The public site as files: build, push
    #[command(after_help = "Example:\n  fanal feed build --out public/")]
    Feed(feed::Args),
    /// What came in: list, show, use, watch, dismiss
    #[command(
        after_help = "Examples:\n  fanal inbox list --state new\n  fanal inbox use lumbre/hfl66z"
    )]
    Inbox(inbox::Args),
    /// Show one bulletin
    Show(show::Args),
    /// Tell a bulletin's origin what was seen
    #[command(
        after_help = "Examples:\n  fanal sight seen lumbre/hfl66z\n  fanal sight import mvt-out/alerts.json"
    )]
    Sight(sight::Args),
    /// "Call me": knock at a desk before you send RED
    Knock(knock::Args),
    /// Write RED to people, sealed on this machine
    Seal(seal::Args),
    /// Open RED on this machine
    Open(open::Args),
    /// Cards of people, whom RED can be sealed to
    Contact(contact::Args),
    /// What sync would bring, by a stick
    Parcel(parcel::Args),
    /// Issue the next revision: text, label, audience, consent
    #[command(after_help = "Example:\n  fanal revise ID --tlp green --consent network")]
    #[command(visible_alias = "relabel")]
    Revise(revise::Args),
    /// Take a bulletin back, and watch the receipts
    #[command(after_help = "Example:\n  fanal withdraw ID --reason consent --watch")]
    Withdraw(withdraw::Args),
    /// What people agreed to: record, show, widen, take back
    #[command(
        after_help = "Examples:\n  fanal consent record case-7 --scope named --named lumbre\n  fanal consent withdraw case-7 --watch"
    )]
    Consent(consent::Args),
    /// Who was sent a bulletin, and how taking it back goes
    Disclosures(disclosures::Args),
    /// All that this desk took back, and who has not purged it yet
    Recalls(recalls::Args),
    /// What a desk still holds of what was sent to it
    BlastRadius(disclosures::BlastArgs),
    /// What there is to know or to answer
    Notices(notices::Args),
    /// A second person's yes: destroy what was withdrawn with much else
    Destroy(notices::DestroyArgs),
    /// What a text tells of people; the words that must not leave
    Privacy(privacy::Args),
    /// Let another desk publish a bulletin as its own
    Grant(grant::Args),
    /// Keep one of your own from ending by its time
    Hold(hold::Args),
    /// Tell each origin what of its own somebody may have had
    Breach(breach::Args),
    /// In danger: lock the desk, or destroy what it holds
    Panic(panic::Args),
    /// Why a desk gets a bulletin, or does not
    Explain(explain::Args),
    /// What waits for a second person
    #[command(after_help = "Examples:\n  fanal review list\n  fanal review approve ID")]
    Review(review::Args),
    /// Membership: found, invite, join, vouch, object, draft, sign, suspend
    #[command(
        after_help = "Examples:\n  fanal roster found 'Network of lanterns'\n  fanal roster invite"
    )]
    Roster(roster::Args),
    /// Who this desk is and how it is reached; what other desks say of themselves
    Profile(profile::Args),
    /// This desk's keys, and how others make sure of them
    #[command(after_help = "Examples:\n  fanal key rotate signing\n  fanal key seal passphrase")]
    Key(key::Args),
    /// The other desks
    Peer(peer::Args),
    /// A round with one peer or with all, now
    #[command(after_help = "Example:\n  fanal sync --peer lumbre")]
    Sync(sync::Args),
    /// Verify a file: statement, roster, checkpoint
    #[command(
        after_help = "Examples:\n  fanal verify feed/hosts.txt --key KEY\n  fanal verify out.jsonl"
    )]
    Verify(verify::Args),
    /// Webhooks that are told that there is something, and a test
    Notify(notify::Args),
    /// Your own account: password, second factor, sessions
    Me(me::Args),
    /// Accounts of this desk, and tokens
    #[command(after_help = "Example:\n  fanal user add luz --role analyst")]
    User(accounts::Args),
    /// The audit trail
    Audit(audit::Args),
    /// Write a backup, sealed, and read it again
    Backup(backup::Args),
    /// A node out of a backup, or a rehearsal of it
    Restore(restore::Args),
    /// How this desk's clock stands
    Clock(clock::Args),
    /// What was refused, here and by others
    Refusals(refusals::Args),
    /// An information management policy that says what this node really does
    Policy(policy::Args),
    /// Check the configuration, or show where each value comes from
    Config(config::Args),
    /// Completions for a shell
    Completions(man::CompletionArgs),
    /// Manual pages
    Man(man::Args),
}

/// How a verb ends.
type Result<T = Outcome, E = Problem> = std::result::Result<T, E>;

/// One call of the program: its folder, its manner, and the way to the desk once it is needed.
pub(crate) struct Invocation {
    home: Home,
    /// What `--dir` said.
    given_dir: Option<PathBuf>,
    config: PathBuf,
    token: PathBuf,
    network: Option<String>,
    manner: Manner,
    yes: bool,
    no_input: bool,
    door: OnceCell<Door>,
}

impl Invocation {
    fn of(shared: &Shared) -> Self {
        let home = Home::at(shared.dir.clone().unwrap_or_else(default_dir));
        let config = shared.config.clone().unwrap_or_else(|| home.config());
        let token = shared.token_file.clone().unwrap_or_else(|| home.token());
        let manner = Manner {
            json: shared.json,
            lines: shared.jsonl,
            quiet: shared.quiet,
        };
        let given_dir = shared.dir.clone();
        Self {
            home,
            given_dir,
            config,
            token,
            network: shared.network.clone(),
            manner,
            yes: shared.yes,
            no_input: shared.no_input,
            door: OnceCell::new(),
        }
    }

    /// Calls the desk.
    async fn call<I: Serialize, O: DeserializeOwned>(&self, name: &str, input: &I) -> Result<O> {
        self.call_telling("the node is at work", name, input).await
    }

    /// Calls the desk; whoever looks on is told what takes so long.
    async fn call_telling<I: Serialize, O: DeserializeOwned>(
        &self,
        what: &'static str,
        name: &str,
        input: &I,
    ) -> Result<O> {
        let door = self.door().await?;
        let waiting = Waiting::on(what, self.manner);
        let answer = std::pin::pin!(door.call(name, input));
        tokio::select! {
            answer = answer => answer,
            never = tell_how_far(door, &waiting) => match never {},
        }
    }

    async fn door(&self) -> Result<&Door> {
        let open = async || {
            let config = self.configuration()?;
            crate::serve::open_api(&self.home, &config, config.passphrase()?).await
        };
        self.door
            .get_or_try_init(|| Door::open(&self.home, &self.token, self.network.clone(), open))
            .await
    }

    /// The configuration of the node's folder.
    fn configuration(&self) -> Result<Config> {
        Config::load(&self.config)
    }

    /// Is a person here who can be asked, and wants to be?
    fn asks(&self) -> bool {
        let machine = self.manner.json || self.manner.lines || self.yes || self.no_input;
        !machine && std::io::stderr().is_terminal() && crate::render::a_person_can_answer()
    }
}

/// Asks once a second how far the call is, for as long as somebody wants to be told. [CLI-13]
async fn tell_how_far(door: &Door, waiting: &Waiting) -> std::convert::Infallible {
    while waiting.is_told() {
        tokio::time::sleep(HOW_FAR_EVERY).await;
        let work: Result<Vec<WorkShown>> = door.call("work", &Nothing {}).await;
        if let Some(work) = work.ok().and_then(|work| work.into_iter().next()) {
            waiting.is_at(how_far(&work));
        }
    }
    std::future::pending().await
}

fn how_far(work: &WorkShown) -> String {
    let what = match work.step {
        WorkStep::Bulletins => "bulletins",
        WorkStep::Statements => "statements",
    };
    let peer = work.desk.as_ref();
    let peer = peer.map_or_else(String::new, |desk| format!("{desk}: "));
    match work.of {
        Some(all) => format!("{peer}{} of {all} {what}", work.done),
        None => format!("{peer}{} {what}", work.done),
    }
}

/// Parses, runs, shows; the answer ends the process.
pub(crate) fn main() -> ExitCode {
    let code = match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => refuse_usage(&error),
    };
    ExitCode::from(code)
}

fn run(cli: Cli) -> u8 {
    let here = Invocation::of(&cli.shared);
    let manner = here.manner;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(Box::pin(cli.verb.run(&here))),
        Err(error) => Err(Problem::new(Code::Broken, format!("no runtime: {error}"))),
    };
    match outcome {
        Ok(outcome) => outcome.show(manner),
        Err(problem) => show_problem(&problem, manner),
    }
}

impl Verb {
    async fn run(self, here: &Invocation) -> Result {
        match self {
            Self::Demo(args) => demo::run(args, here).await,
            Self::Init(args) => init::run(args, here).await,
            Self::Serve(args) => serve::run(args, here).await,
            Self::Status(args) => status::run(args, here).await,
            Self::Doctor(args) => doctor::run(args, here).await,
            Self::Check(args) => check::run(args, here).await,
            Self::Lookup(args) => lookup::run(args, here).await,
            Self::Warnings(args) => warnings::run(args, here).await,
            Self::Source(args) => source::run(args, here).await,
            Self::Ask(args) => ask::run(args, here).await,
            Self::Share(args) => share::run(args, here).await,
            Self::Import(args) => import::run(args, here).await,
            Self::Send(args) => send::run(args, here).await,
            Self::Export(args) => export::run(args, here).await,
            Self::Digest(args) => digest::run(args, here).await,
            Self::Feed(args) => feed::run(args, here).await,
            Self::Inbox(args) => inbox::run(args, here).await,
            Self::Show(args) => show::run(args, here).await,
            Self::Sight(args) => sight::run(args, here).await,
            Self::Knock(args) => knock::run(args, here).await,
            Self::Seal(args) => seal::run(args, here).await,
            Self::Open(args) => open::run(args, here).await,
            Self::Contact(args) => contact::run(args, here).await,
            Self::Parcel(args) => parcel::run(args, here).await,
            Self::Revise(args) => revise::run(args, here).await,
            Self::Withdraw(args) => withdraw::run(args, here).await,
            Self::Consent(args) => consent::run(args, here).await,
            Self::Disclosures(args) => disclosures::run(args, here).await,
            Self::Recalls(args) => recalls::run(args, here).await,
            Self::BlastRadius(args) => disclosures::blast(args, here).await,
            Self::Notices(args) => notices::run(args, here).await,
            Self::Destroy(args) => notices::destroy(args, here).await,
            Self::Grant(args) => grant::run(args, here).await,
            Self::Privacy(args) => privacy::run(args, here).await,
            Self::Hold(args) => hold::run(args, here).await,
            Self::Breach(args) => breach::run(args, here).await,
            Self::Panic(args) => panic::run(args, here).await,
            Self::Explain(args) => explain::run(args, here).await,
            Self::Review(args) => review::run(args, here).await,
            Self::Roster(args) => roster::run(args, here).await,
            Self::Profile(args) => profile::run(args, here).await,
            Self::Key(args) => key::run(args, here).await,
            Self::Peer(args) => peer::run(args, here).await,
            Self::Sync(args) => sync::run(args, here).await,
            Self::Verify(args) => verify::run(args, here).await,
            Self::Notify(args) => notify::run(args, here).await,
            Self::Me(args) => me::run(args, here).await,
            Self::User(args) => accounts::run(args, here).await,
            Self::Audit(args) => audit::run(args, here).await,
            Self::Backup(args) => backup::run(args, here).await,
            Self::Restore(args) => restore::run(args, here).await,
            Self::Clock(args) => clock::run(args, here).await,
            Self::Refusals(args) => refusals::run(args, here).await,
            Self::Policy(args) => policy::run(args, here).await,
            Self::Config(args) => config::run(args, here),
            Self::Completions(args) => man::completions(&args),
            Self::Man(args) => man::run(&args),
        }
    }
}

/// Help and version are answers; all else is a usage error, as JSON for those who asked for it.
fn refuse_usage(error: &clap::Error) -> u8 {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let _ = error.print();
        return exit::DONE;
    }
    let json = std::env::args_os().any(|word| word == "--json" || word == "--jsonl");
    if json {
        let text = error.render().to_string();
        let line = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        let problem = Problem::new(Code::UsageInvalid, line).with_hint("see `fanal VERB --help`");
        return show_problem(
            &problem,
            Manner {
                json,
                ..Manner::default()
            },
        );
    }
    let _ = error.print();
    exit::USAGE
}

/// The service's folder for those who may write there, else one of the person's own.
fn default_dir() -> PathBuf {
    let service = Path::new("/var/lib/fanal");
    if is_writable(service) {
        return service.to_owned();
    }
    let share = environment("XDG_DATA_HOME").map(PathBuf::from);
    let own = share.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    own.unwrap_or_default().join("fanal")
}

/// Asks by doing: rights, read-only mounts and sandboxes all have their say.
fn is_writable(dir: &Path) -> bool {
    let probe = dir.join(format!(".fanal-{}", std::process::id()));
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&probe)
        .is_ok();
    made && std::fs::remove_file(&probe).is_ok()
}

/// A call that is not what the verb takes.
fn usage(text: impl Into<String>) -> Problem {
    Problem::new(Code::UsageInvalid, text)
}

#[cfg(test)]
mod runbooks;

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_verbs_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
