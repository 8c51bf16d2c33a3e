//! Hosts file: `0.0.0.0 evil.example`. Domains only, in ASCII.

use super::block::{Form, List};
use super::sorting::Scratch;
use super::vocabulary::commented;
use super::{Settings, Writing};

static HOSTS: Form = Form {
    media_type: "text/plain; charset=utf-8",
    file_names: ["hosts.txt", "hosts-full.txt"],
    takes: |_| true,
    head: |lines, _| commented("# ", lines),
    line: |out, name| writeln!(out, "0.0.0.0 {name}"),
};

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    List::begin(&HOSTS, settings, scratch)
}
