//! The table of roads: every way in which bytes leave a node, and how each is gone here. A road that is
//! not in it fails these tests: what there really is, is asked of the API's table, of the command
//! line, of the site, of the listener and of the sources.

mod calls;
mod commands;
mod pages;

use serde_json::Value;

/// One road out.
pub(crate) struct Road {
    /// What it is called where it is defined.
    pub(crate) name: &'static str,
    /// How it is gone.
    pub(crate) way: Way,
}

/// How a road is gone.
pub(crate) enum Way {
    /// A call of the API: bodies about a bulletin, that read and that are refused.
    Call(fn(&str) -> Vec<Value>),
    /// A page of the console: forms about a bulletin, that read and that are refused.
    Page(fn(&str) -> Vec<Vec<(&'static str, String)>>),
    /// A command, by what stands behind its name, about a bulletin.
    Command(fn(&str) -> Vec<&str>),
    /// A command that tells nothing of this desk: why.
    Plain(&'static str),
    /// A format of `export`.
    Format,
    /// A file of the public site; `*` stands for what differs from site to site.
    File,
    /// A call of one node to another.
    Line,
    /// An address of the TAXII server; `*` stands for what differs.
    Taxii,
    /// A page of the listener for health and metrics.
    Ops,
    /// A job of the schedule: run in a node of the canaries' world, its log and its calls searched.
    Job,
    /// Anything else: which test goes it, and in which file.
    Other(&'static str, &'static str),
}

const fn format(name: &'static str) -> Road {
    Road {
        name,
        way: Way::Format,
    }
}

const fn file(name: &'static str) -> Road {
    Road {
        name,
        way: Way::File,
    }
}

const fn line(name: &'static str) -> Road {
    Road {
        name,
        way: Way::Line,
    }
}

const fn taxii(name: &'static str) -> Road {
    Road {
        name,
        way: Way::Taxii,
    }
}

const fn ops(name: &'static str) -> Road {
    Road {
        name,
        way: Way::Ops,
    }
}

const fn job(name: &'static str) -> Road {
    Road {
        name,
        way: Way::Job,
    }
}

const fn other(name: &'static str, test: &'static str, file: &'static str) -> Road {
    Road {
        name,
        way: Way::Other(test, file),
    }
}

/// All roads but calls and commands, which have a file each.
const OTHERS: &[Road] = &[
    format("stix"),
    format("mvt"),
    format("misp"),
    format("spyguard"),
    format("hosts"),
    format("domains"),
    format("adguard"),
    format("rpz"),
    format("suricata"),
    format("network-csv"),
    format("csv"),
    format("clamav-md5"),
    format("clamav-sha"),
    format("yara"),
    format("atom"),
    format("json-feed"),
    format("digest-md"),
    format("digest-html"),
    format("briefing"),
    format("native"),
    format("evidence"),
    file("/"),
    file("/.well-known/fanal.json"),
    file("/.well-known/security.txt"),
    file("/LANG/"),
    file("/LANG/network/feed/"),
    file("/LANG/b/"),
    file("/LANG/b/*"),
    file("/LANG/feed/"),
    file("/LANG/about"),
    file("/LANG/contact"),
    file("/LANG/status"),
    file("/LANG/verify"),
    file("/about"),
    file("/contact"),
    file("/network/feed/"),
    file("/network/feed/SHA256SUMS"),
    file("/network/feed/SHA256SUMS.minisig"),
    file("/network/feed/SHA256SUMS.sig"),
    file("/network/feed/adguard-full.txt"),
    file("/network/feed/adguard.txt"),
    file("/network/feed/atom.xml"),
    file("/network/feed/b/*"),
    file("/network/feed/changes.csv"),
    file("/network/feed/clamav.hdb"),
    file("/network/feed/clamav.hsb"),
    file("/network/feed/desks.json"),
    file("/network/feed/digest.html"),
    file("/network/feed/digest.md"),
    file("/network/feed/domains-full.txt"),
    file("/network/feed/domains.txt"),
    file("/network/feed/feed.json"),
    file("/network/feed/freshness.json"),
    file("/network/feed/hosts-full.txt"),
    file("/network/feed/hosts.txt"),
    file("/network/feed/index.txt"),
    file("/network/feed/misp/*"),
    file("/network/feed/misp/hashes.csv"),
    file("/network/feed/misp/manifest.json"),
    file("/network/feed/mvt.stix2"),
    file("/network/feed/network.csv"),
    file("/network/feed/rpz-full.zone"),
    file("/network/feed/rpz.zone"),
    file("/network/feed/rules.yar"),
    file("/network/feed/spyguard.json"),
    file("/network/feed/statements.jsonl"),
    file("/network/feed/stix.json"),
    file("/network/feed/suricata.rules"),
    file("/status"),
    file("/LANG/withdrawn"),
    file("/b/"),
    file("/b/*"),
    file("/feed/"),
    file("/feed/SHA256SUMS"),
    file("/feed/SHA256SUMS.minisig"),
    file("/feed/SHA256SUMS.sig"),
    file("/feed/adguard-full.txt"),
    file("/feed/adguard.txt"),
    file("/feed/atom.xml"),
    file("/feed/b/*"),
    file("/feed/changes.csv"),
    file("/feed/clamav.hdb"),
    file("/feed/clamav.hsb"),
    file("/feed/digest.html"),
    file("/feed/digest.md"),
    file("/feed/domains-full.txt"),
    file("/feed/domains.txt"),
    file("/feed/feed.json"),
    file("/feed/freshness.json"),
    file("/feed/hosts-full.txt"),
    file("/feed/hosts.txt"),
    file("/feed/index.txt"),
    file("/feed/misp/*"),
    file("/feed/misp/hashes.csv"),
    file("/feed/misp/manifest.json"),
    file("/feed/mvt.stix2"),
    file("/feed/network.csv"),
    file("/feed/rpz-full.zone"),
    file("/feed/rpz.zone"),
    file("/feed/rules.yar"),
    file("/feed/spyguard.json"),
    file("/feed/stix.json"),
    file("/feed/suricata.rules"),
    file("/log/*/checkpoint"),
    file("/log/*/tile/*"),
    file("/log/checkpoint"),
    file("/log/tile/*"),
    file("/style.css"),
    file("/verify"),
    file("/weeks-dark.png"),
    file("/weeks.png"),
    file("/withdrawn"),
    line("/sync/v1/heads"),
    line("/sync/v1/hint"),
    line("/sync/v1/range"),
    taxii("/taxii2/"),
    taxii("/taxii2/*/"),
    taxii("/taxii2/*/collections/"),
    taxii("/taxii2/*/collections/*/"),
    taxii("/taxii2/*/collections/*/manifest/"),
    taxii("/taxii2/*/collections/*/objects/"),
    taxii("/taxii2/*/collections/*/objects/*/"),
    taxii("/taxii2/*/collections/*/objects/*/versions/"),
    taxii("/taxii2/*/status/*/"),
    ops("/healthz"),
    ops("/readyz"),
    ops("/metrics"),
    job("Backup"),
    job("Drill"),
    job("Freshness"),
    job("Heartbeat"),
    job("LookUps"),
    job("Retention"),
    job("Source"),
    job("Sync"),
    other(
        "log lines",
        "no_log_line_tells_of_content_or_people",
        "egress/logs.rs",
    ),
    other(
        "a node's standard error",
        "a_running_node_tells_each_what_is_theirs",
        "egress/program.rs",
    ),
    other(
        "notifications by mail",
        "no_mail_and_no_webhook_tells_more_than_counts",
        "egress/notices.rs",
    ),
    other(
        "notifications by webhook",
        "no_mail_and_no_webhook_tells_more_than_counts",
        "egress/notices.rs",
    ),
    other(
        "database files",
        "the_files_of_a_desk_tell_nothing",
        "egress/files.rs",
    ),
    other(
        "backups",
        "a_backup_tells_nothing_to_whoever_has_no_key",
        "egress/backups.rs",
    ),
    other(
        "the feed of the network",
        "the_networks_feed_has_what_was_published_by_those_who_agreed_and_nothing_else",
        "egress/network_feed.rs",
    ),
    other(
        "parcels",
        "no_desk_is_served_words_that_are_not_for_it",
        "egress/lines.rs",
    ),
    other(
        "lines of the log in the sources",
        "every_line_of_the_log_is_known_and_has_ids_counts_and_codes_alone",
        "egress/log_lines.rs",
    ),
    other("core dumps", "nothing_dumps_its_memory", "egress/files.rs"),
];

/// Every road.
pub(crate) fn roads() -> impl Iterator<Item = &'static Road> {
    calls::CALLS
        .iter()
        .chain(commands::COMMANDS)
        .chain(pages::PAGES)
        .chain(OTHERS)
}

/// The names of the roads that are gone in this way, sorted.
pub(crate) fn named(is: fn(&Way) -> bool) -> Vec<&'static str> {
    let mut names: Vec<&str> = roads()
        .filter(|road| is(&road.way))
        .map(|road| road.name)
        .collect();
    names.sort_unstable();
    names
}
