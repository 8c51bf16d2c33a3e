//! `fanal doctor`: each check with its state, one sentence, and how to mend it.

mod feed;
mod log;
mod machine;
mod ports;
mod posture;
mod process;

use std::path::Path;

use fanal_api::Nothing;
use fanal_desk::{AccountShown, CheckState, Diagnosis};

use super::moment::now;
use super::{Invocation, Result};
use crate::config::{AtRest, Config, environment};
use crate::home::Home;
use crate::render::{Outcome, Page, exit};
use crate::running::Opened;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Ask eight questions about what threatens this desk, and set what follows from the answers
    #[arg(long)]
    posture: bool,
    /// Answer one of them: seizure, network, callers, readers, phones, computers, law, alone
    #[arg(long, value_name = "KEY=yes|no", value_parser = posture::answer, requires = "posture")]
    answer: Vec<posture::Answer>,
    /// Write the settings that follow from the answers into fanal.toml
    #[arg(long, requires = "posture")]
    set: bool,
    /// Look through this log of the node, or - for what is piped in [default: the running node's own, if it goes
    /// to a file]
    #[arg(long, value_name = "FILE", conflicts_with = "posture")]
    log: Option<String>,
}

/// What is found here, and what the node says of itself.
#[derive(Default)]
struct Report(Diagnosis);

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if args.posture {
        return posture::run(&args.answer, args.set, here).await;
    }
    let mut report = Report::default();
    report.who_runs_it();
    report.folder(here);
    report.disk(&here.home.dir);
    report.clock_keeper();
    report.policy(&here.home);
    let config = here.configuration();
    report.configuration(here, &config);
    if let Ok(config) = &config {
        report.master_key(here, config);
        report.publishing(config);
        report.files(here, config);
        report.proxy(here, config).await;
        let node = process::of_node(&here.home);
        report.ports(config, node.as_ref());
        let people: Result<Vec<AccountShown>> = here.call("accounts", &Nothing {}).await;
        let people = people.unwrap_or_default().into_iter();
        let people: Vec<String> = people.map(|account| account.name).collect();
        report.log(args.log.as_deref(), here, config, node.as_ref(), &people);
        report.database(here, config).await;
        report.public_site(here, config).await;
    }
    // What the node itself knows, whoever asks: the same call that others make of the API. [CLI-8]
    match here.call::<_, Diagnosis>("doctor", &Nothing {}).await {
        Ok(known) => report.0.checks.extend(known.checks),
        Err(problem) => report.0.bad(
            "desk",
            problem.to_string(),
            problem.hint.as_deref().unwrap_or("fanal init"),
        ),
    }
    let code = report.exit();
    let page = report.page();
    Outcome::of("doctor", &report.0, page).map(|it| it.listing("checks").exits(code))
}

impl Report {
    fn exit(&self) -> u8 {
        if self.0.has(CheckState::Bad) {
            exit::FAILED
        } else if self.0.has(CheckState::Warning) {
            exit::PARTLY
        } else {
            exit::DONE
        }
    }

    /// Is what was adopted on paper to be read again?
    fn policy(&mut self, home: &Home) {
        match super::policy::adopted(home) {
            None => self.0.skipped(
                "policy",
                "none was adopted here: `fanal policy print` writes one to begin with",
            ),
            Some(adopted) if adopted.review_by < now() => self.0.warning(
                "policy",
                format!("it was to be read again by {}", adopted.review_by.date()),
                "read it, mend it, and say so: `fanal policy adopt FILE`",
            ),
            Some(adopted) => self.0.good(
                "policy",
                format!("it is to be read again by {}", adopted.review_by.date()),
            ),
        }
    }

    /// Does the moment of a publication tell when people here work? [PUB-29]
    fn publishing(&mut self, config: &Config) {
        let hours = config.public.publish_hours.iter();
        let hours: Vec<String> = hours.map(|hour| format!("{hour:02}:00")).collect();
        if hours.is_empty() {
            self.0.advice(
                "publishing",
                "what is approved becomes public at once: the moments tell when people here work",
                "name hours in `[public]` of fanal.toml: `publish_hours = [6]`",
            );
        } else {
            let text = format!(
                "what is approved becomes public at {} UTC",
                hours.join(", ")
            );
            self.0.good("publishing", text);
        }
    }

    fn who_runs_it(&mut self) {
        use std::os::unix::fs::MetadataExt as _;
        // This process's own entry belongs to the account that it runs as.
        match std::fs::metadata("/proc/self") {
            Ok(own) if own.uid() == 0 => {
                self.0.warning(
                    "account",
                    "it runs as root",
                    "run it as an account of its own; the systemd unit does",
                );
            }
            Ok(_) => self.0.good("account", "it does not run as root"),
            Err(_) => self
                .0
                .skipped("account", "this system does not say who runs it"),
        }
    }

    fn folder(&mut self, here: &Invocation) {
        let dir = here.home.dir.display();
        if !here.home.dir.is_dir() {
            self.0.bad(
                "folder",
                format!("{dir} does not exist"),
                "run `fanal init`, or name it with `--dir`",
            );
        } else if here.home.is_open_to_others() {
            self.0.bad(
                "folder",
                format!("others on this machine can look into {dir}"),
                &format!("chmod 700 {dir}"),
            );
        } else {
            self.0
                .good("folder", format!("{dir} is for its owner alone"));
        }
    }

    fn configuration(&mut self, here: &Invocation, config: &Result<Config>) {
        match config {
            Ok(_) if here.config.is_file() => self.0.good(
                "configuration",
                format!("{} is right", here.config.display()),
            ),
            Ok(_) => {
                let text = format!(
                    "{} does not exist: defaults are in force",
                    here.config.display()
                );
                self.0.warning(
                    "configuration",
                    text,
                    "fanal init, or copy deploy/fanal.toml.sample",
                );
            }
            Err(problem) => self.0.bad(
                "configuration",
                &problem.text,
                "mend the line that it names",
            ),
        }
    }

    fn master_key(&mut self, here: &Invocation, config: &Config) {
        match &config.at_rest {
            AtRest::KeyFile(path) => {
                let path = here.home.dir.join(path);
                if path.starts_with(&here.home.dir) {
                    self.0.warning(
                        "master key",
                        "it lies beside the database: who copies the folder has both",
                        "keep it on another disk (`at_rest.key_file`) or as a systemd credential",
                    );
                } else {
                    self.0
                        .good("master key", "it lies elsewhere than the database");
                }
            }
            AtRest::Credential(_) => {
                if here.home.master_key().exists() {
                    let fix = format!("shred -u {}", here.home.master_key().display());
                    self.0
                        .warning("master key", "the file that was sealed is still here", &fix);
                } else {
                    self.0.good("master key", "it is a systemd credential");
                }
            }
            AtRest::Passphrase => self.0.good("master key", "it is a passphrase"),
        }
    }

    async fn database(&mut self, here: &Invocation, config: &Config) {
        if config.at_rest == AtRest::Passphrase && environment("FANAL_PASSPHRASE").is_none() {
            return self
                .0
                .skipped("database", "locked: set FANAL_PASSPHRASE to look inside");
        }
        if matches!(config.at_rest, AtRest::Credential(_))
            && environment("CREDENTIALS_DIRECTORY").is_none()
        {
            return self.0.skipped(
                "database",
                "sealed: only the unit can open it; `systemctl status fanal`",
            );
        }
        let opened = match config.passphrase() {
            Ok(passphrase) => crate::serve::open_home(&here.home, config, passphrase).await,
            Err(problem) => Err(problem),
        };
        match opened {
            Ok(opened) => {
                self.integrity(&opened).await;
            }
            Err(problem) => {
                let fix = problem
                    .hint
                    .clone()
                    .unwrap_or_else(|| "restore the newest backup".into());
                self.0.bad("database", problem.to_string(), &fix);
            }
        }
    }

    async fn integrity(&mut self, opened: &Opened) {
        match opened.database.integrity().await {
            Ok(findings) if findings.is_empty() => {
                self.0.good("database", "it opens, and is sound")
            }
            Ok(findings) => {
                let first = findings.first().cloned().unwrap_or_default();
                let text = format!("{} faults; first: {first}", findings.len());
                self.0.bad(
                    "database",
                    text,
                    "stop the node and restore the newest backup",
                );
            }
            Err(error) => self.0.bad(
                "database",
                error.to_string(),
                "stop the node and restore the newest backup",
            ),
        }
    }

    /// Does the site answer where the proxy looks for it, with a feed that readers take?
    async fn public_site(&mut self, here: &Invocation, config: &Config) {
        if config.public.base_url.is_none() {
            return self.0.skipped(
                "public site",
                "it has no address: nothing is meant for the public",
            );
        }
        let url = format!("http://{}/.well-known/fanal.json", config.listen.public);
        let answer = match crate::local::client() {
            Ok(client) => client.get(&url).send().await,
            Err(problem) => {
                return self
                    .0
                    .bad("public site", problem.to_string(), "report this");
            }
        };
        match answer {
            Ok(answer) if answer.status().is_success() => {
                self.0.good("public site", "it answers");
                self.feed(here, config).await;
            }
            // [PUB-9] Made, or not to be made: where a desk published in several networks, it waits to be told which.
            Ok(answer) if answer.status() == reqwest::StatusCode::SERVICE_UNAVAILABLE => self
                .0.warning(
                    "public site",
                    format!("{url} answers that the site is being made"),
                    "wait a moment; if it stays so, look into the node's log: a desk that published in several \
                     networks has to say which with `network` in [public]",
                ),
            Ok(answer) => {
                let text = format!("{url} answers {}", answer.status());
                self.0.warning(
                    "public site",
                    text,
                    "publish something, or look into the node's log",
                );
            }
            Err(_) => self.0.warning(
                "public site",
                format!("{url} does not answer"),
                "start the node: `fanal serve`",
            ),
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::new();
        for check in &self.0.checks {
            // What has to be seen stands out.
            let state = check.state.as_str();
            let state = if check.state == CheckState::Bad {
                state.to_uppercase()
            } else {
                state.to_owned()
            };
            page.line(format!("{state:<8} {:<14} {}", check.name, check.text));
            if let Some(fix) = &check.fix {
                page.line(format!("{:<23} mend: {fix}", ""));
                page.line(format!("{:<23} more: {}", "", check.doc));
            }
        }
        page
    }
}

fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}
