//! `fanal serve`: the node, until it is told to stop.

use std::io::IsTerminal as _;

use serde_json::json;
use tracing_subscriber::EnvFilter;

use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Log as JSON, one object a line
    #[arg(long)]
    log_json: bool,
    /// What is logged: error, warn, info, debug
    #[arg(
        long,
        value_name = "LEVEL",
        env = "FANAL_LOG",
        hide_env_values = true,
        default_value = "info"
    )]
    log: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let passphrase = config.passphrase()?;
    start_logs(&args)?;
    crate::serve::serve(&here.home, &config, passphrase).await?;
    Outcome::of("serve", &json!({}), Page::new()).map(Outcome::silent)
}

/// Logs go to standard error, for journald or a person; journald stamps the time itself.
fn start_logs(args: &Args) -> Result<()> {
    let filter =
        EnvFilter::try_new(&args.log).map_err(|error| super::usage(format!("--log: {error}")))?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let colour =
        std::io::stderr().is_terminal() && crate::config::environment("NO_COLOR").is_none();
    // A second call in one process keeps the first one's logs.
    let _ = if args.log_json {
        logs.json().try_init()
    } else {
        logs.with_ansi(colour).try_init()
    };
    Ok(())
}
