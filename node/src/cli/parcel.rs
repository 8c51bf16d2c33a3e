//! `fanal parcel`: what sync would bring, by a stick. `export --for` and `import` lead here too.

use std::path::{Path, PathBuf};

use fanal_desk::{ParcelMade, ParcelOrder, ParcelTaken, TakeOrder};
use fanal_protocol::limits::PARCEL_BYTES;
use fanal_protocol::{Blob, Code, DeskId, Problem};
use serde::Serialize;

use super::export::write_whole;
use super::{Invocation, Result};
use crate::home::failed;
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a parcel for one desk: it counts as sent
    Make {
        /// The desk
        desk: DeskId,
        /// A file, or a folder: there it gets a name that says nothing
        #[arg(long, value_name = "PATH|DIR")]
        to: PathBuf,
        /// All that the desk may have, also what it said that it has
        #[arg(long)]
        all: bool,
    },
    /// Take a parcel of another desk
    Take {
        /// The file
        file: PathBuf,
    },
}

/// What was made, without the file itself.
#[derive(Serialize)]
struct Made {
    path: String,
    bytes: usize,
    statements: usize,
    streams: usize,
    left_out: usize,
    retractions_only: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.what {
        What::Make { desk, to, all } => make(desk, &to, all, here).await,
        What::Take { file } => take(&file, here).await,
    }
}

/// Makes one and writes it, whole or not at all.
pub(super) async fn make(desk: DeskId, to: &Path, all: bool, here: &Invocation) -> Result {
    let order = ParcelOrder { desk, all };
    let made: ParcelMade = here.call("parcel-make", &order).await?;
    let path = if to.is_dir() {
        to.join(&made.name)
    } else {
        to.to_owned()
    };
    write_whole(&path, &made.parcel.0, false)?;
    let shown = Made {
        path: path.display().to_string(),
        bytes: made.parcel.0.len(),
        statements: made.statements,
        streams: made.streams,
        left_out: made.left_out,
        retractions_only: made.retractions_only,
    };
    let mut page = Page::new();
    let statements = count(made.statements, "statement", "statements");
    page.line(format!("{statements} for {}: {}", order.desk, shown.path));
    if made.retractions_only {
        page.line("One of the two desks is not active: retractions and receipts, nothing else.");
    }
    let code = if made.left_out > 0 {
        let streams = count(made.left_out, "stream", "streams");
        page.line(format!(
            "  {streams} had no room: make another once this one was answered"
        ));
        exit::PARTLY
    } else {
        exit::DONE
    };
    Outcome::of("parcel-make", &shown, page).map(|it| it.exits(code))
}

/// Is it sealed, as a parcel is?
pub(super) fn is_parcel(path: &Path) -> bool {
    use std::io::Read as _;
    let mut begin = vec![0; fanal_seal::FIRST_LINE.len()];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == fanal_seal::FIRST_LINE
}

/// Takes one.
pub(super) async fn take(path: &Path, here: &Invocation) -> Result {
    let most = u64::try_from(*PARCEL_BYTES.end()).unwrap_or(u64::MAX);
    let length = std::fs::metadata(path)
        .map_err(|error| failed(path, &error))?
        .len();
    if length > most {
        let text = format!("`{}` is larger than a parcel may be", path.display());
        return Err(Problem::new(Code::LimitSize, text));
    }
    let bytes = std::fs::read(path).map_err(|error| failed(path, &error))?;
    let order = TakeOrder {
        parcel: Blob(bytes),
    };
    let taken: ParcelTaken = here.call("parcel-take", &order).await?;
    let mut page = Page::new();
    page.heading(format!("a parcel of {}, made {}", taken.from, taken.made));
    page.pair("taken", taken.taken.to_string());
    page.pair("refused", taken.refused.to_string());
    page.pair("roster", taken.roster.to_string());
    for fault in &taken.faults {
        page.pair("fault", fault);
    }
    if taken.unfinished > 0 {
        let streams = count(taken.unfinished, "stream", "streams");
        page.line(format!(
            "  {streams} lack what came before: ask for a parcel with `--all`"
        ));
    }
    page.line(format!(
        "Answer with `fanal parcel make {} --to PATH`: receipts go back in it.",
        taken.from
    ));
    let is_whole = taken.faults.is_empty() && taken.refused == 0 && taken.unfinished == 0;
    let code = if is_whole { exit::DONE } else { exit::PARTLY };
    Outcome::of("parcel-take", &taken, page).map(|it| it.exits(code))
}
