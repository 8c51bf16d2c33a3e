//! `fanal import taxii ADDRESS`: what came into the collections of a server since the last time.

use std::path::{Path, PathBuf};

use fanal_desk::ShareOrder;
use fanal_protocol::{Code, Problem};

use super::super::compose::{page_of_state, send};
use super::super::{Invocation, Result, exit};
use crate::fetch::Fetch;
use crate::home::failed;
use crate::over_taxii::{self, MOST_OBJECTS, Marks, News};
use crate::render::Outcome;

/// Where each collection was left, in the node's folder.
const MARKS: &str = "taxii.json";

/// How a server is asked.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// Of a TAXII server: this collection alone, by its id
    #[arg(long, value_name = "ID")]
    collection: Option<String>,
    /// Of a TAXII server: a file with `ACCOUNT:PASSWORD`, or with a token
    #[arg(long, value_name = "FILE")]
    login: Option<PathBuf>,
    /// Of a TAXII server: one more authority for its certificate, as PEM
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// From the beginning, whatever came or was shared before
    #[arg(long)]
    pub(super) again: bool,
}

/// Fetches, and imports as a file of STIX would be; where it stopped is noted once that is done.
pub(super) async fn run(
    address: &str,
    asked: Asked,
    mut order: ShareOrder,
    here: &Invocation,
) -> Result {
    let fetch = Fetch::of(&here.configuration()?);
    let (login, authority) = (asked.login.as_deref(), asked.authority.as_deref());
    let server = over_taxii::server(address, &fetch, login, authority)?;
    let marks_file = here.home.dir.join(MARKS);
    let mut marks = read_marks(&marks_file)?;
    let collections = over_taxii::collections(&server, asked.collection.as_deref()).await?;
    if asked.again {
        for collection in &collections {
            marks.remove(&collection.address);
        }
    }
    let News { objects, more } =
        over_taxii::news(&server, &collections, &mut marks, MOST_OBJECTS).await?;
    if objects.is_empty() {
        write_marks(&marks_file, &marks, here)?;
        let text = "Nothing new came.";
        return Outcome::of("import-taxii", &collections.len(), page_of_state(text));
    }
    let count = objects.len();
    order.content = over_taxii::bundle(&objects);
    order.format = Some("stix".into());
    order.file_name = Some(over_taxii::named(address));
    let is_rehearsal = order.dry_run;
    let outcome = send(here, order).await?;
    if !is_rehearsal && outcome.exit() != exit::REFUSED {
        write_marks(&marks_file, &marks, here)?;
    }
    let outcome = outcome.warns("taxii.objects", format!("{count} objects came"));
    Ok(if more {
        outcome.warns("taxii.more", "there is more: the same again brings it")
    } else {
        outcome
    })
}

fn read_marks(file: &Path) -> Result<Marks> {
    match std::fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            Problem::new(
                Code::Misconfigured,
                format!("`{}`: {error}", file.display()),
            )
            .with_hint("remove it: everything comes once more, and is recognised")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Marks::new()),
        Err(error) => Err(failed(file, &error)),
    }
}

fn write_marks(file: &Path, marks: &Marks, here: &Invocation) -> Result<()> {
    let bytes = serde_json::to_vec(marks).unwrap_or_default();
    here.home.write_private(file, &bytes)
}
