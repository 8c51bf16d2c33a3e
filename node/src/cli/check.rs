//! `fanal check`: is anything known of these values? No network is asked, nothing is logged.

use std::path::PathBuf;

use fanal_desk::{CheckOrder, Checked};

use super::{Invocation, Result, input, usage};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Values in any defanged spelling, or `-` for text on standard input
    #[arg(value_name = "VALUE|-")]
    values: Vec<String>,
    /// Text, a list, a browser history: values are picked from it
    #[arg(long, value_name = "FILE", conflicts_with = "values")]
    file: Option<PathBuf>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = order_of(args)?;
    let checked: Checked = here.call("check", &order).await?;
    let code = if checked.hits == 0 && checked.listed.is_empty() {
        exit::UNKNOWN
    } else {
        exit::DONE
    };
    Outcome::of("check", &checked, page(&checked)).map(|it| it.listing("known").exits(code))
}

fn order_of(args: Args) -> Result<CheckOrder> {
    // A file's name looks like a domain's: to look that up would say "nothing known" of all that is in the file.
    if let Some(word) = args.values.iter().find(|word| input::is_a_file(word)) {
        let text = format!("`{word}` is a file, not a value: name it with `--file`");
        return Err(usage(text));
    }
    let read = match (&args.file, args.values.as_slice()) {
        (Some(path), _) => input::file(path)?,
        (None, [dash]) if dash == "-" => input::standard_input()?,
        (None, []) => {
            return Err(usage(
                "there is nothing to check: name values, `-`, or `--file FILE`",
            ));
        }
        (None, _) => {
            return Ok(CheckOrder {
                values: args.values,
                ..CheckOrder::default()
            });
        }
    };
    if read.content.trim().is_empty() {
        return Err(usage("there is nothing to check: it is empty"));
    }
    Ok(CheckOrder {
        values: Vec::new(),
        text: Some(read.content),
        file_name: read.file_name,
    })
}

fn page(checked: &Checked) -> Page {
    let mut page = Page::new();
    for known in &checked.known {
        page.heading(format!("{}  ({})", known.value, known.kind));
        for found in &known.found {
            let role = serde_json::to_value(found.role).ok();
            let role = role
                .as_ref()
                .and_then(|role| role.as_str())
                .unwrap_or("unknown")
                .to_owned();
            page.line(format!(
                "  {}  {}  since {}  role {role}",
                found.label, found.origin, found.since
            ));
            page.line(format!("    {}", found.title));
            if found.unused {
                page.line(format!(
                    "    not used: this desk stopped using {}",
                    found.origin
                ));
            }
            page.line(format!(
                "    matched by {}  in {}",
                found.by, found.reference
            ));
        }
    }
    for listed in &checked.listed {
        page.line(format!("{}  in lists of others:", listed.value));
        for list in &listed.lists {
            let source = list.source.as_deref().unwrap_or("source not named");
            let licence = list.licence.as_deref().unwrap_or("licence not named");
            let day = &list.fetched;
            page.line(format!("    {}  {source}  {licence}  of {day}", list.list));
        }
    }
    page.append(super::compose::warned(&checked.warned));
    for text in &checked.unread {
        page.line(format!("not read: {text}"));
    }
    let checked_count = count(checked.checked, "value", "values");
    page.line(match checked.hits {
        0 if !checked.listed.is_empty() => {
            format!("{checked_count} checked, nothing known to the network; see the lists above.")
        }
        0 => format!("{checked_count} checked, nothing known here. That is no proof of safety: ask with `fanal ask`."),
        hits => format!("{checked_count} checked, {hits} known here."),
    });
    page
}
