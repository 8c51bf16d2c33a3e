//! Plain list of domains, one a line, in ASCII.

use super::block::{Form, List};
use super::sorting::Scratch;
use super::vocabulary::commented;
use super::{Settings, Writing};

static DOMAINS: Form = Form {
    media_type: "text/plain; charset=utf-8",
    file_names: ["domains.txt", "domains-full.txt"],
    takes: |_| true,
    head: |lines, _| commented("# ", lines),
    line: |out, name| writeln!(out, "{name}"),
};

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    List::begin(&DOMAINS, settings, scratch)
}
