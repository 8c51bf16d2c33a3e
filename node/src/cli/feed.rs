//! `fanal feed`: the public site as files, for a web server, a bucket or a stick.

mod bucket;
mod folder;
mod plan;
mod serve;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use fanal_protocol::{Code, Problem};
use fanal_public::{Tree, build};
use serde::Serialize;
use zeroize::Zeroizing;

use bucket::Bucket;
use plan::pieces;

use super::{Invocation, Result};
use crate::config::{CopyAt, copy_at, environment};
use crate::home::failed;
use crate::render::{Outcome, Page, Waiting, count};
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
    /// Serve the public site, and nothing else of the node, until Ctrl-C
    Serve {
        /// Where [default: `public` in [listen]]
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<SocketAddr>,
    },
    /// Keep a folder or a bucket in step: write what changed, delete what is gone
    Push(Push),
}

#[derive(Debug, clap::Args)]
struct Push {
    /// A folder, made if it is not there, or a bucket that speaks S3; its keys come from
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    #[arg(value_name = "DIR|s3://BUCKET/PREFIX")]
    to: String,
    /// A bucket's endpoint, as `https://s3.example.org`
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// A bucket's region
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
}

/// What was done to a place.
#[derive(Clone, Debug, Default, Serialize)]
struct Kept {
    /// The place.
    to: String,
    /// Files of the site.
    files: usize,
    /// Written, because they are new or changed.
    written: usize,
    /// Deleted, because they are gone.
    deleted: usize,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let kept = match args.verb {
        Verb::Build { out } => to_folder(&out, false, here).await?,
        Verb::Serve { listen } => return serve::run(listen, here).await,
        Verb::Push(push) if push.to.starts_with("s3://") => to_bucket(push, here).await?,
        Verb::Push(push) => to_folder(Path::new(&push.to), true, here).await?,
    };
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

/// A place that is kept in step with the public site.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A folder, by its whole path.
    Folder(PathBuf),
    /// A bucket: address, endpoint, region, and the way out to it.
    Bucket(String, String, String, Option<SocketAddr>),
}

impl Place {
    /// As `public.push` says it.
    pub(crate) fn read(text: &str, socks5: Option<SocketAddr>) -> Result<Self> {
        let at = copy_at(text).map_err(|text| Problem::new(Code::UsageInvalid, text))?;
        Ok(match at {
            CopyAt::Folder(path) => Self::Folder(PathBuf::from(path)),
            CopyAt::Bucket(address, endpoint, region) => {
                let [address, endpoint, region] = [address, endpoint, region].map(str::to_owned);
                Self::Bucket(address, endpoint, region, socks5)
            }
        })
    }

    /// Writes what changed there since, and deletes what is gone. Was it in step already once (`was_kept`)? Then its
    /// list has to be there. [PUB-26]
    pub(crate) async fn keep(&self, tree: &Tree, was_kept: bool) -> Result<()> {
        match self {
            Self::Folder(path) => tokio::task::block_in_place(|| {
                let before = folder::before(path, true, was_kept)?;
                let pieces = pieces(tree, folder::file_name);
                folder::keep_in_step(&tree.memory(), &pieces, path, &before).map(drop)
            }),
            Self::Bucket(address, endpoint, region, socks5) => {
                let bucket = Bucket::open(address, endpoint, region, bucket_keys()?, *socks5)?;
                let before = bucket.before(was_kept).await?;
                let pieces = pieces(tree, bucket::key_name);
                bucket
                    .keep_in_step(&tree.memory(), &pieces, &before)
                    .await
                    .map(drop)
            }
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Bucket(address, endpoint, ..) => write!(f, "{address} at {endpoint}"),
        }
    }
}

fn missing(what: &str) -> Problem {
    Problem::new(Code::UsageInvalid, format!("a bucket needs {what}"))
}

fn bucket_keys() -> Result<(String, Zeroizing<String>)> {
    let of_environment = |name: &str| {
        let value = environment(name).and_then(|value| value.into_string().ok());
        value.ok_or_else(|| missing(&format!("{name} in the environment")))
    };
    Ok((
        of_environment("AWS_ACCESS_KEY_ID")?,
        of_environment("AWS_SECRET_ACCESS_KEY")?.into(),
    ))
}

async fn to_folder(folder: &Path, may_hold_others: bool, here: &Invocation) -> Result<Kept> {
    let before = folder::before(folder, may_hold_others, false)?;
    let tree = tree_now(here, before.tree()).await?;
    let pieces = pieces(&tree, folder::file_name);
    folder::keep_in_step(&tree.memory(), &pieces, folder, &before)
}

async fn to_bucket(push: Push, here: &Invocation) -> Result<Kept> {
    let endpoint = push.endpoint.ok_or_else(|| missing("--endpoint"))?;
    let socks5 = here.configuration()?.sync.socks5;
    let bucket = Bucket::open(&push.to, &endpoint, &push.region, bucket_keys()?, socks5)?;
    let before = bucket.before(false).await?;
    let tree = tree_now(here, before.tree()).await?;
    let pieces = pieces(&tree, bucket::key_name);
    bucket.keep_in_step(&tree.memory(), &pieces, &before).await
}

/// Each item is decided at this moment: writing there is the sending. [R3]
async fn tree_now(here: &Invocation, before: Option<Tree>) -> Result<Tree> {
    let config = here.configuration()?;
    let opened = crate::serve::open_home(&here.home, &config, config.passphrase()?).await?;
    let _waiting = Waiting::on("making the public site", here.manner);
    let desk = &opened.desk;
    let locked = desk.is_locked().await.map_err(|error| error.problem())?;
    if locked {
        return Err(Problem::new(Code::AccountLocked, "this desk is locked"));
    }
    // [STR-12] A desk that came back shows nothing before it has heard the others.
    if desk.is_silent() {
        return Err(Problem::new(
            Code::Busy,
            "this desk came back, and is silent until it has heard the others",
        ));
    }
    let site = crate::serve::site_of(&config);
    let named = here.network.as_deref().or(site.network.as_deref());
    let desk = desk.that_publishes(named).await;
    let desk = &desk.map_err(|error| error.problem())?;
    let made = crate::shelf::time_of_site(desk, &site).await;
    let (fingerprint, made) = made.map_err(|error| error.problem())?;
    // What is large lies on disk here too, until it is written where it belongs.
    let before = before.unwrap_or_else(Tree::in_the_making);
    let before = before.goes_on_at(&here.home.dir);
    let before = before.map_err(|error| failed(&here.home.dir, &error))?;
    let shelf = shelf_of(desk, &site, made, &before.workplace()).await;
    let (mut shelf, due) = shelf
        .map_err(|error| error.problem())?
        .ok_or_else(|| Problem::new(Code::NotFound, "this desk has published nothing yet"))?;
    let mut cosigning = Cosigning::of(site.witnesses, site.socks5);
    shelf.log.checkpoint = cosigning.cosigned(&shelf.log).await;
    let sign = |message: &[u8]| desk.keys().feed.sign(message);
    let tree = build(&shelf, &sign, Some(&before)).map_err(|error| {
        Problem::new(
            Code::Broken,
            format!("the site could not be built: {error}"),
        )
    })?;
    let noted = desk.note_site_made(fingerprint, made, due).await;
    noted.map_err(|error| error.problem())?;
    Ok(tree)
}
