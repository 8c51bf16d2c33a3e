//! `fanal demo`: three desks on this machine.

use std::path::PathBuf;

use serde_json::json;

use super::{Invocation, Result};
use crate::config::environment;
use crate::demo::DemoArgs;
use crate::render::{Outcome, Page};

/// Everything stays on this machine; `--dir DIR` says where the desks live.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Run the story, check it, and end
    #[arg(long)]
    once: bool,
    /// Leave the desks' folders behind
    #[arg(long)]
    keep: bool,
    /// Listen on ports from this one on [default: free ones]
    #[arg(long, value_name = "PORT")]
    port_base: Option<u16>,
    /// Share the real public indicator sets of this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    // The folder of a real node, set in the environment for every call, is no place for a demo.
    let of_environment = environment("FANAL_DIR").map(PathBuf::from);
    let dir = here
        .given_dir
        .clone()
        .filter(|dir| Some(dir) != of_environment.as_ref());
    let Args {
        once,
        keep,
        port_base,
        data,
    } = args;
    let (json, quiet) = (here.manner.json, here.manner.quiet);
    crate::demo::run(DemoArgs {
        once,
        dir,
        keep,
        port_base,
        data,
        json,
        quiet,
    })
    .await?;
    Outcome::of("demo", &json!({}), Page::new()).map(Outcome::silent)
}
