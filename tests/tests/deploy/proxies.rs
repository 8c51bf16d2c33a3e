//! nginx and Caddy.

use std::collections::{BTreeMap, BTreeSet};

use crate::{CONSOLE, PUBLIC, SYNC, lines, read};

/// A directive with its words, and what stands in its block.
#[derive(Debug)]
struct Directive {
    words: Vec<String>,
    block: Vec<Directive>,
}

impl Directive {
    fn name(&self) -> &str {
        &self.words[0]
    }

    fn rest(&self) -> String {
        self.words[1..].join(" ")
    }

    /// This directive and all below it.
    fn all(&self) -> Vec<&Self> {
        let below = self.block.iter().flat_map(Self::all);
        std::iter::once(self).chain(below).collect()
    }

    fn named<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        self.all()
            .into_iter()
            .filter(|directive| directive.name() == name)
            .collect()
    }
}

/// nginx: `;` ends a directive. Caddy: the end of the line does.
fn directives(path: &str, ends_with_line: bool) -> Directive {
    let text = lines(&read(path)).collect::<Vec<_>>().join("\n") + "\n";
    let text = if ends_with_line {
        text.replace('\n', " ; ")
    } else {
        text.replace(';', " ; ")
    };
    let mut open = vec![Directive {
        words: vec![path.to_owned()],
        block: Vec::new(),
    }];
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match word {
            ";" if words.is_empty() => {}
            ";" => {
                let words = std::mem::take(&mut words);
                open.last_mut().unwrap().block.push(Directive {
                    words,
                    block: Vec::new(),
                });
            }
            "{" => {
                if words.is_empty() {
                    words.push("(global)".to_owned());
                }
                open.push(Directive {
                    words: std::mem::take(&mut words),
                    block: Vec::new(),
                });
            }
            "}" => {
                assert!(words.is_empty(), "{path}: {words:?} is not ended");
                let closed = open.pop().unwrap();
                let around = open
                    .last_mut()
                    .unwrap_or_else(|| panic!("{path}: one }} too many"));
                around.block.push(closed);
            }
            _ => words.push(word.to_owned()),
        }
    }
    let file = open.pop().unwrap();
    assert!(
        open.is_empty() && words.is_empty(),
        "{path}: a block is not closed"
    );
    file
}

/// Headers by which a proxy tells where a reader comes from.
const TELLING: &[&str] = &["X-Forwarded-For", "X-Real-IP", "Forwarded"];

#[test]
fn nginx_keeps_no_log_and_passes_no_address_on() {
    let file = directives("deploy/proxy/nginx.conf.sample", false);
    for around in ["stream", "http"] {
        let [block] = file.named(around)[..] else {
            panic!("one {around}")
        };
        let own = block.block.iter().find(|one| one.name() == "access_log");
        assert_eq!(own.unwrap().rest(), "off", "{around}");
    }
    for log in file.named("access_log") {
        assert_eq!(log.rest(), "off");
    }
    assert!(
        file.named("error_log")
            .iter()
            .all(|log| log.words.last().unwrap() == "emerg")
    );
    for no in [
        "log_format",
        "proxy_cache",
        "proxy_cache_path",
        "proxy_store",
        "proxy_bind",
    ] {
        assert!(file.named(no).is_empty(), "{no}");
    }
    let set: BTreeMap<String, String> = file
        .named("proxy_set_header")
        .iter()
        .map(|header| (header.words[1].clone(), header.words[2..].join(" ")))
        .collect();
    for header in TELLING {
        assert_eq!(
            set.get(*header).map(String::as_str),
            Some("\"\""),
            "{header}"
        );
    }
    // In a server or location such a line would undo all of those above it.
    let [http] = file.named("http")[..] else {
        panic!("one http")
    };
    let above = http
        .block
        .iter()
        .filter(|one| one.name() == "proxy_set_header")
        .count();
    assert_eq!(above, file.named("proxy_set_header").len());
    for directive in file.all() {
        let line = directive.words.join(" ");
        for variable in [
            "remote_addr",
            "add_x_forwarded_for",
            "proxy_protocol",
            "realip",
        ] {
            assert!(!line.contains(variable), "{line}");
        }
    }
}

#[test]
fn nginx_passes_sync_through_and_leads_nobody_to_ops() {
    let file = directives("deploy/proxy/nginx.conf.sample", false);
    let [stream] = file.named("stream")[..] else {
        panic!("one stream")
    };
    assert!(
        stream
            .named("listen")
            .iter()
            .all(|listen| listen.rest().ends_with(SYNC))
    );
    for directive in stream.all() {
        assert!(
            !directive.words.iter().any(|word| word.contains("ssl")),
            "{directive:?}"
        );
    }
    let [http] = file.named("http")[..] else {
        panic!("one http")
    };
    let ahead: BTreeSet<String> = http
        .named("proxy_pass")
        .iter()
        .map(|one| one.rest())
        .collect();
    let wanted = [CONSOLE, PUBLIC].map(|port| format!("http://127.0.0.1:{port}"));
    assert_eq!(ahead, wanted.into());
    assert!(
        http.named("listen")
            .iter()
            .all(|listen| !listen.words[1].ends_with(SYNC))
    );
}

#[test]
fn caddy_keeps_no_log_passes_no_address_on_and_leaves_sync_alone() {
    let file = directives("deploy/proxy/Caddyfile.sample", true);
    let (mut logs, mut proxies) = (0, BTreeSet::new());
    for block in &file.block {
        match block.name() {
            "(global)" => {
                let log = block.named("log")[0];
                assert!(
                    log.block
                        .iter()
                        .any(|one| one.words == ["exclude", "http.log.error"])
                );
                assert_eq!(block.named("admin")[0].rest(), "off");
                logs += 1;
            }
            "(without_addresses)" => {
                let gone: Vec<String> = block.block.iter().map(Directive::rest).collect();
                for header in TELLING {
                    assert!(gone.contains(&format!("-{header}")), "{header}");
                }
            }
            site => {
                assert!(block.named("log").is_empty(), "{site}");
                for proxy in block.named("reverse_proxy") {
                    let imports = proxy
                        .block
                        .iter()
                        .any(|one| one.words == ["import", "without_addresses"]);
                    assert!(imports, "{site}");
                    proxies.insert(proxy.rest());
                }
            }
        }
    }
    assert_eq!(logs, 1);
    assert_eq!(
        proxies,
        [CONSOLE, PUBLIC]
            .map(|port| format!("127.0.0.1:{port}"))
            .into()
    );
}
