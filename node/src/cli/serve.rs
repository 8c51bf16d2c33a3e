//! `fanal serve`: the node, until it is told to stop.

use std::io::IsTerminal as _;

use fanal_protocol::{Code, Problem};
use serde_json::json;
use tracing_subscriber::EnvFilter;

use super::{Invocation, Result};
use crate::reload::SetLog;
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Log as JSON, one object a line
    #[arg(long)]
    log_json: bool,
    /// What is logged: error, warn, info, debug [default: `node.log` of the configuration]
    #[arg(long, value_name = "LEVEL", env = "FANAL_LOG", hide_env_values = true)]
    log: Option<String>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let passphrase = config.passphrase()?;
    let set_log = start_logs(&args, &config.node.log)?;
    crate::serve::serve(&here.home, &here.config, config, passphrase, set_log).await?;
    Outcome::of("serve", &json!({}), Page::new()).map(Outcome::silent)
}

/// Logs go to standard error, for journald or a person; journald stamps the time itself.
/// The answer changes their level later, unless one was given here.
fn start_logs(args: &Args, configured: &str) -> Result<SetLog> {
    let is_given = args.log.is_some();
    let filter = filter_of(args.log.as_deref().unwrap_or(configured))?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let colour =
        std::io::stderr().is_terminal() && crate::config::environment("NO_COLOR").is_none();
    // A second call in one process keeps the first one's logs.
    if args.log_json {
        let logs = logs.json().with_filter_reloading();
        let handle = logs.reload_handle();
        let _ = logs.try_init();
        Ok(setting(is_given, move |filter| handle.reload(filter)))
    } else {
        let logs = logs.with_ansi(colour).with_filter_reloading();
        let handle = logs.reload_handle();
        let _ = logs.try_init();
        Ok(setting(is_given, move |filter| handle.reload(filter)))
    }
}

fn filter_of(level: &str) -> Result<EnvFilter> {
    EnvFilter::try_new(level).map_err(|error| super::usage(format!("--log: {error}")))
}

fn setting(
    is_given: bool,
    reload: impl Fn(EnvFilter) -> std::result::Result<(), tracing_subscriber::reload::Error>
    + Send
    + 'static,
) -> SetLog {
    Box::new(move |level| {
        if is_given {
            return Ok(false);
        }
        reload(filter_of(level)?)
            .map_err(|error| Problem::new(Code::Broken, format!("the logs: {error}")))?;
        Ok(true)
    })
}
