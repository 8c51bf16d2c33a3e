//! What the shape of the file cannot say: rules of single keys, and of keys that go together.

use std::net::SocketAddr;

use fanal_jobs::Schedules;

use super::{
    CRON_FIELDS, Config, LANGS, LOG_LEVELS, Notify, copy_at, is_web_address, sources, witness,
};

/// A rule that is broken.
pub(super) struct Broken {
    /// `section.key`.
    pub(super) key: String,
    /// What is wrong with it.
    pub(super) what: String,
    /// Other keys that the rule looked at: where one of them could not be read, it may well be kept.
    pub(super) besides: &'static [&'static str],
}

impl Broken {
    fn of(key: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            what: what.into(),
            besides: &[],
        }
    }

    fn beside(mut self, besides: &'static [&'static str]) -> Self {
        self.besides = besides;
        self
    }
}

/// All rules that are broken, in the order of the sections.
pub(super) fn broken(config: &Config) -> Vec<Broken> {
    let mut broken = node(config);
    if config.sync.tor_only && config.sync.socks5.is_none() {
        let what = "it needs `socks5`, Tor's SOCKS port";
        broken.push(Broken::of("sync.tor_only", what).beside(&["sync.socks5"]));
    }
    let is_name = |name: &String| {
        let is_of_names = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        !name.is_empty() && name.chars().all(is_of_names)
    };
    if let Some(name) = config.listen.names.iter().find(|name| !is_name(name)) {
        let what = format!("`{name}` is no name of a host alone");
        broken.push(Broken::of("listen.names", what));
    }
    broken.extend(schedules(config));
    broken.extend(of_notify(&config.notify));
    if !(1..=366).contains(&config.backup.keep_days) {
        broken.push(Broken::of("backup.keep_days", "it is 1 to 366 days"));
    }
    broken.extend(taxii(config));
    broken.extend(public(config));
    broken.extend(of_sources(config));
    broken
}

fn node(config: &Config) -> Vec<Broken> {
    let mut broken = Vec::new();
    let (lang, log) = (config.node.lang.as_str(), config.node.log.as_str());
    if !LANGS.contains(&lang) {
        let what = format!("`{lang}` is none of {}", LANGS.join(", "));
        broken.push(Broken::of("node.lang", what));
    }
    if !LOG_LEVELS.contains(&log) {
        let what = format!("`{log}` is none of {}", LOG_LEVELS.join(", "));
        broken.push(Broken::of("node.log", what));
    }
    let database = &config.node.database;
    let known = ["sqlite:", "postgres:", "postgresql:"];
    if !known.iter().any(|scheme| database.starts_with(scheme)) {
        let what = "it begins with neither `sqlite:` nor `postgres:`";
        broken.push(Broken::of("node.database", what));
    }
    broken
}

fn schedules(config: &Config) -> Vec<Broken> {
    let faults = config.schedules().into_iter();
    let faults = faults.filter_map(|(job, key, schedule)| {
        let fields = schedule.split_whitespace().count();
        if fields != CRON_FIELDS {
            let what = format!("a schedule has {CRON_FIELDS} fields, this has {fields}");
            return Some(Broken::of(key, what));
        }
        let name = key.trim_start_matches("jobs.");
        let bad = Schedules::parse(&[(job, name, schedule)]).err()?;
        Some(Broken::of(key, bad.to_string()))
    });
    faults.collect()
}

fn of_notify(notify: &Notify) -> Vec<Broken> {
    let mut broken = Vec::new();
    let is_address = |text: &String| {
        let plain =
            !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c));
        plain && text.split('@').filter(|part| !part.is_empty()).count() == 2
    };
    if notify.smtp.is_some() && !notify.from.as_ref().is_some_and(is_address) {
        let what = "mail has to be from somebody: `from = \"desk@example.org\"`";
        broken.push(Broken::of("notify.from", what).beside(&["notify.from"]));
    }
    if notify.user.is_some() != notify.password_file.is_some() {
        let what = "`user` and `password_file` belong together";
        let besides = &["notify.user", "notify.password_file"];
        broken.push(Broken::of("notify.user", what).beside(besides));
    }
    let mut hosts = notify.hosts.iter();
    if let Some(host) = hosts.find(|host| host.contains(['/', ':', '@'])) {
        let what = format!("`{host}` is no name of a host alone");
        broken.push(Broken::of("notify.hosts", what));
    }
    broken
}

/// Passwords and tokens go to this listener: without TLS, to this machine alone.
fn taxii(config: &Config) -> Vec<Broken> {
    let mut broken = Vec::new();
    let taxii = &config.taxii;
    let besides = &["taxii.certificate", "taxii.key", "taxii.behind_proxy"];
    if taxii.certificate.is_some() != taxii.key.is_some() {
        let what = "`certificate` and `key` go together";
        broken.push(Broken::of("taxii.certificate", what).beside(besides));
    }
    let reachable = |address: &SocketAddr| !address.ip().is_loopback();
    let is_open = config.listen.taxii.as_ref().is_some_and(reachable);
    if is_open && taxii.certificate.is_none() && !taxii.behind_proxy {
        let what = "others can reach it: name `certificate` and `key` in [taxii], or say \
            `behind_proxy = true`";
        broken.push(Broken::of("listen.taxii", what).beside(besides));
    }
    broken
}

fn public(config: &Config) -> Vec<Broken> {
    let mut broken = Vec::new();
    let public = &config.public;
    for text in &public.witnesses {
        let fault = witness(text).err();
        broken.extend(fault.map(|what| Broken::of("public.witnesses", what)));
    }
    if let Some(hour) = public.publish_hours.iter().find(|hour| **hour > 23) {
        let what = format!("`{hour}` is no hour of a day: 0 to 23, in UTC");
        broken.push(Broken::of("public.publish_hours", what));
    }
    for text in &public.push {
        let fault = copy_at(text).err();
        broken.extend(fault.map(|what| Broken::of("public.push", what)));
    }
    let no_link = public.leave_to.as_deref() == Some("");
    for (key, url) in [
        ("public.base_url", &public.base_url),
        ("public.leave_to", &public.leave_to),
        ("taxii.base_url", &config.taxii.base_url),
    ] {
        let is_wrong = url.as_ref().is_some_and(|url| !is_web_address(url));
        if is_wrong && !(no_link && key == "public.leave_to") {
            let what = "it is no address like `https://feed.example.org`";
            broken.push(Broken::of(key, what));
        }
    }
    broken
}

fn of_sources(config: &Config) -> Vec<Broken> {
    let number = sources::check_number(config.sources.len()).err();
    let mut broken: Vec<Broken> = number
        .map(|what| Broken::of("sources", what))
        .into_iter()
        .collect();
    for (name, source) in &config.sources {
        let fault = sources::check(name, source).err();
        broken.extend(fault.map(|what| Broken::of(format!("sources.{name}"), what)));
    }
    broken
}
