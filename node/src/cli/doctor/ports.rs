//! What listens where, and who can reach it. [CLI-11]

use std::net::SocketAddr;

use super::Report;
use super::process::Process;
use crate::config::Config;

/// A listener by its key in `[listen]`, and whom it is for.
struct Listener {
    key: &'static str,
    address: SocketAddr,
    whom: Whom,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// Anybody may reach it: what it answers is decided there.
    Anybody,
    /// It speaks plain HTTP, with passwords, tokens or numbers of this desk: this machine, or a proxy on it.
    ThisMachine,
}

fn listeners(config: &Config) -> Vec<Listener> {
    let listen = &config.listen;
    let of = |key, address, whom| Listener { key, address, whom };
    let mut all = vec![
        of("sync", listen.sync, Whom::Anybody),
        of("public", listen.public, Whom::Anybody),
        of("api", listen.api, Whom::ThisMachine),
        of("console", listen.console, Whom::ThisMachine),
        of("ops", listen.ops, Whom::ThisMachine),
    ];
    // What it takes to be reachable is asked by the configuration itself. [TAX-9]
    all.extend(listen.taxii.map(|it| of("taxii", it, Whom::Anybody)));
    all
}

impl Report {
    /// What listens: as the kernel says it of the running node, else as the configuration does.
    pub(super) fn ports(&mut self, config: &Config, node: Option<&Process>) {
        let listeners = listeners(config);
        let named = |address: &SocketAddr| {
            let is_it = |one: &&Listener| one.address == *address;
            listeners.iter().find(is_it)
        };
        let mut told = Vec::new();
        match node {
            Some(node) => {
                for address in &node.listens {
                    match named(address) {
                        Some(one) => told.push(format!("{} on {address}", one.key)),
                        // The other desks' of the demo.
                        None if node.is_demo() => {}
                        None => told.push(format!("{address}, which no key of [listen] names")),
                    }
                }
            }
            None => {
                let each = listeners.iter();
                told.extend(each.map(|one| format!("{} on {}", one.key, one.address)));
            }
        }
        let from = match node {
            Some(_) => "the running node listens for",
            None => "no node of this account runs; it would listen for",
        };
        let told = format!("{from} {}", told.join(", "));
        let mut reachable: Vec<(String, SocketAddr)> = listeners
            .iter()
            .filter(|one| one.whom == Whom::ThisMachine && !one.address.ip().is_loopback())
            .map(|one| (format!("listen.{}", one.key), one.address))
            .collect();
        // It was started with another configuration: who could reach that is not known from this one.
        let unnamed = node.into_iter().flat_map(|node| &node.listens);
        let unnamed = unnamed.filter(|it| named(it).is_none() && !it.ip().is_loopback());
        reachable.extend(unnamed.map(|it| ("a listener".to_owned(), *it)));
        if reachable.is_empty() {
            self.0.good("open ports", told);
        }
        for (what, address) in reachable {
            let text = format!("{what} is on {address}: others than this machine may reach it");
            let fix = if what.starts_with("listen.") {
                format!(
                    "{what} = \"127.0.0.1:{}\", with a proxy that has a certificate before it; inside a \
                    container, publish the port to 127.0.0.1 alone",
                    address.port()
                )
            } else {
                "fanal config show, and start the node again".to_owned()
            };
            self.0.warning("open ports", text, &fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use fanal_desk::CheckState;

    use super::*;

    fn told(text: &str) -> Vec<(CheckState, String)> {
        let config = Config::parse(text, "x").unwrap();
        let mut report = Report::default();
        report.ports(&config, None);
        let checks = report.0.checks.into_iter();
        checks.map(|check| (check.state, check.text)).collect()
    }

    /// [CLI-11]
    #[test]
    fn what_is_for_this_machine_is_warned_of_where_others_reach_it() {
        let told_of_none = told("");
        assert_eq!(told_of_none.len(), 1);
        let (state, text) = &told_of_none[0];
        assert_eq!(*state, CheckState::Good);
        for listener in ["sync on 0.0.0.0:9443", "ops on 127.0.0.1:9461"] {
            assert!(text.contains(listener), "{text}");
        }
        let open = "[listen]\napi = \"0.0.0.0:9460\"\nconsole = \"192.0.2.7:9470\"\nops = \"[::]:9461\"\n\
            public = \"0.0.0.0:9480\"\n";
        let told = told(open);
        assert_eq!(told.len(), 3, "{told:?}");
        for ((state, text), key) in told.iter().zip(["api", "console", "ops"]) {
            assert_eq!(*state, CheckState::Warning);
            assert!(text.starts_with(&format!("listen.{key} is on ")), "{text}");
        }
    }
}
