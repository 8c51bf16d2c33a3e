//! `fanal feed`: the public site as files, for a web server, a shelf or a stick.

mod folder;

use std::path::PathBuf;

use fanal_protocol::{Code, Problem};
use fanal_public::{Tree, build};
use serde::Serialize;

use super::{Invocation, Result};
use crate::render::{Outcome, Page, count};
use crate::shelf::{Cosigning, shelf_of};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Write the public site into a folder that is empty, or that this command wrote before
    Build {
        /// The folder
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Keep a folder in step: write what changed, delete what is gone
    Push {
        /// A folder, made if it is not there: on this machine, or mounted
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
}

/// What was done to a folder.
#[derive(Clone, Debug, Default, Serialize)]
struct Kept {
    /// The folder.
    to: String,
    /// Files of the site.
    files: usize,
    /// Written, because they are new or changed.
    written: usize,
    /// Deleted, because they are gone.
    deleted: usize,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let (folder, may_hold_others) = match &args.verb {
        Verb::Build { out } => (out, false),
        Verb::Push { to } => (to, true),
    };
    let before = folder::before(folder, may_hold_others)?;
    let tree = tree_now(here, before.tree()).await?;
    let kept = folder::keep_in_step(&tree, folder, &before)?;
    let mut page = Page::new();
    page.line(format!(
        "{}: {}, {} written, {} deleted",
        kept.to,
        count(kept.files, "file", "files"),
        kept.written,
        kept.deleted
    ));
    Outcome::of("feed", &kept, page)
}

/// Each item is decided at this moment: writing there is the sending. [R3]
async fn tree_now(here: &Invocation, before: Option<Tree>) -> Result<Tree> {
    let config = here.configuration()?;
    let opened = crate::serve::open_home(&here.home, &config, config.passphrase()?).await?;
    let desk = &opened.desk;
    let locked = desk.is_locked().await.map_err(|error| error.problem())?;
    if locked {
        return Err(Problem::new(Code::AccountLocked, "this desk is locked"));
    }
    let site = config.public.site(&config.sync);
    let shelf = shelf_of(desk, &site, desk.now()).await;
    let mut shelf = shelf.map_err(|error| error.problem())?.ok_or_else(|| {
        Problem::new(Code::NotFound, "this desk has published nothing yet")
    })?;
    let mut cosigning = Cosigning::of(site.witnesses, site.socks5);
    shelf.log.checkpoint = cosigning.cosigned(&shelf.log).await;
    let sign = |message: &[u8]| desk.keys().feed.sign(message);
    build(&shelf, &sign, before.as_ref()).map_err(|error| {
        Problem::new(Code::Broken, format!("the site could not be built: {error}"))
    })
}
