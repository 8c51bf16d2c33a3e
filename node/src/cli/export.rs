//! `fanal export`: a file for a tool.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use fanal_desk::{ExportOrder, Exported};
use fanal_protocol::{Code, Problem};

use super::{Invocation, Result};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// stix, mvt, hosts, domains, network-csv, csv, native
    format: String,
    /// A file, or a folder [default: standard output]
    #[arg(long, short, value_name = "PATH|DIR")]
    output: Option<PathBuf>,
    /// One bulletin [default: all marked "use", and this desk's own]
    #[arg(long, value_name = "DESK/ID")]
    bulletin: Option<String>,
    /// No label stricter than this
    #[arg(long, value_name = "LABEL", default_value = "amber")]
    up_to: String,
    /// Block lists: every role, not c2 and delivery alone
    #[arg(long)]
    full: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = ExportOrder {
        format: args.format,
        bulletin: args.bulletin,
        up_to: Some(args.up_to),
        full: args.full,
    };
    let mut exported: Exported = here.call("export", &order).await?;
    let mut page = page(&exported);
    let code = if exported.bulletins == 0 {
        exit::UNKNOWN
    } else {
        exit::DONE
    };
    let Some(output) = args.output else {
        let content = exported.content.clone();
        return Outcome::of("export", &exported, page).map(|it| it.with_raw(content).exits(code));
    };
    let path = if output.is_dir() {
        output.join(&exported.file_name)
    } else {
        output
    };
    write_whole(&path, exported.content.as_bytes())?;
    page.line(format!("Written: {}", path.display()));
    exported.content = String::new();
    exported.file_name = path.display().to_string();
    Outcome::of("export", &exported, page).map(|it| it.exits(code))
}

/// Whole or not at all: a tool that reads meanwhile finds the old file or the new one.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error: std::io::Error| {
        Problem::new(
            Code::Misconfigured,
            format!("`{}`: {error}", path.display()),
        )
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let mut file = std::fs::File::create(&beside).map_err(failed)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

fn page(exported: &Exported) -> Page {
    let mut page = Page::new();
    let indicators = count(exported.announced, "indicator", "indicators");
    let bulletins = count(exported.bulletins, "bulletin", "bulletins");
    page.line(format!("{indicators} of {bulletins}"));
    for (why, number) in &exported.left_out {
        page.line(format!("  left out: {number} ({why})"));
    }
    if let Some(label) = exported.label {
        page.line(format!(
            "  strictest label in it: {label}. Handle the file as such."
        ));
    }
    page
}
