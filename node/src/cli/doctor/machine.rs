//! What the node needs of its machine: room on the disk, a clock that is kept, files that nobody else
//! reads, a proxy that answers.

use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fanal_desk::RosterShown;
use fanal_protocol::{DeskStatus, Problem};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::Invocation;
use super::{Report, is_open_to_others};
use crate::config::Config;

/// Below this a database cannot even tidy up after itself.
const LEAST_FREE: u64 = 64 << 20;
/// Below this it is time to look: imports and backups take as much at once.
const SCARCE: u64 = 1 << 30;
/// Files that a folder's disk can still hold, at least.
const LEAST_FILES: u64 = 1_000;
/// A proxy on this machine answers at once.
const PROXY_ANSWERS: Duration = Duration::from_secs(5);

/// Left where a daemon keeps the clock: by systemd-timesyncd once it is synchronised, by others while
/// they run.
const CLOCK_KEEPERS: [&str; 5] = [
    "/run/systemd/timesync/synchronized",
    "/run/chrony/chronyd.pid",
    "/run/chronyd.pid",
    "/run/ntpd.pid",
    "/run/openntpd.pid",
];

impl Report {
    /// Is there room where the node writes?
    pub(super) fn disk(&mut self, dir: &Path) {
        let Ok(disk) = rustix::fs::statvfs(dir) else {
            return self
                .0
                .skipped("disk", format!("{} cannot be asked", dir.display()));
        };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let text = format!("{} MB are free for {}", free >> 20, dir.display());
        // A file system without a limit of files says that it has none at all.
        let files_end = disk.f_files > 0 && disk.f_favail < LEAST_FILES;
        if free < LEAST_FREE || files_end {
            let fix = "make room now: a full disk stops the node, and it loses nothing that it acknowledged";
            let text = if files_end {
                format!("{} more files fit into {}", disk.f_favail, dir.display())
            } else {
                text
            };
            self.0.bad("disk", text, fix);
        } else if free < SCARCE {
            self.0.warning(
                "disk",
                text,
                "make room, or move the folder to another disk",
            );
        } else {
            self.0.good("disk", text);
        }
    }

    /// Does anything keep the clock?
    pub(super) fn clock_keeper(&mut self) {
        match CLOCK_KEEPERS.iter().find(|path| Path::new(path).exists()) {
            Some(_) => self.0.good("time service", "something keeps this machine's clock"),
            None => self.0.warning(
                "time service",
                "nothing was found that keeps this machine's clock: embargoes and ends depend on it",
                "let NTP keep it: `timedatectl set-ntp true`, or install chrony",
            ),
        }
    }

    /// Does anybody else read what is secret, or own it?
    pub(super) fn files(&mut self, here: &Invocation, config: &Config) {
        let own = std::fs::metadata(&here.home.dir).map(|meta| meta.uid());
        let mut good = true;
        for path in secrets(here, config) {
            let Ok(meta) = std::fs::metadata(&path) else {
                continue;
            };
            let shown = path.display();
            if is_open_to_others(&path) {
                good = false;
                let text = format!("others on this machine can read {shown}");
                self.0.bad("files", text, &format!("chmod 600 {shown}"));
            }
            if own.as_ref().is_ok_and(|own| *own != meta.uid()) {
                good = false;
                let text = format!("{shown} belongs to another account than the folder");
                let fix = format!("chown --reference={} {shown}", here.home.dir.display());
                self.0.warning("files", text, &fix);
            }
        }
        if good {
            self.0.good(
                "files",
                "token, keys, configuration and database are for their owner alone",
            );
        }
    }

    /// Does Tor's proxy answer, where one is set; and is one needed, where none is?
    pub(super) async fn proxy(&mut self, here: &Invocation, config: &Config) {
        let Some(proxy) = config.sync.socks5 else {
            return self.needs_no_proxy(here).await;
        };
        match speaks_socks(proxy).await {
            Ok(()) => self
                .0
                .good("proxy", format!("a SOCKS5 proxy answers on {proxy}")),
            Err(why) => {
                let reach = if config.sync.tor_only {
                    "no desk is reached"
                } else {
                    "desks with an onion address are not reached"
                };
                let text = format!("sync.socks5 = \"{proxy}\": {why}; {reach}");
                self.0.bad(
                    "proxy",
                    text,
                    "start Tor: `systemctl status tor`, or mend `sync.socks5`",
                );
            }
        }
    }

    async fn needs_no_proxy(&mut self, here: &Invocation) {
        let roster: Result<RosterShown, Problem> =
            here.call("roster", &fanal_api::Nothing {}).await;
        let Ok(roster) = roster else {
            return self.0.skipped(
                "proxy",
                "none is set, and there is no roster that would need one",
            );
        };
        let onion_only = roster
            .desks
            .iter()
            .filter(|desk| desk.status == DeskStatus::Active && !desk.addresses.is_empty())
            .filter(|desk| desk.addresses.iter().all(|address| address.is_onion()))
            .count();
        if onion_only == 0 {
            self.0.good("proxy", "none is set, and no desk needs one");
        } else {
            let text =
                format!("{onion_only} desks are reached through Tor alone, and no proxy is set");
            self.0.warning(
                "proxy",
                text,
                "install Tor, and set `sync.socks5 = \"127.0.0.1:9050\"`",
            );
        }
    }
}

/// The files of the node that hold secrets, whether they are there or not.
fn secrets(here: &Invocation, config: &Config) -> Vec<PathBuf> {
    let mut paths = vec![
        here.token.clone(),
        here.config.clone(),
        here.home.dir.join("passphrase.salt"),
    ];
    if let crate::config::AtRest::KeyFile(key) = &config.at_rest {
        paths.push(here.home.dir.join(key));
    }
    let url = crate::serve::database_url(&here.home, &config.node.database);
    if let Some(file) = url.strip_prefix("sqlite:") {
        paths.extend(["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{file}{end}"))));
    }
    paths
}

/// RFC 1928: version 5, one method, none; the answer takes it.
async fn speaks_socks(proxy: SocketAddr) -> Result<(), String> {
    let ask = async {
        let mut stream = TcpStream::connect(proxy)
            .await
            .map_err(|error| format!("nothing answers there ({})", error.kind()))?;
        let mut answer = [0; 2];
        let asked = async {
            stream.write_all(&[5, 1, 0]).await?;
            stream.read_exact(&mut answer).await
        };
        asked
            .await
            .map_err(|_| "something else than a SOCKS5 proxy listens there".to_owned())?;
        match answer {
            [5, 0] => Ok(()),
            [5, _] => Err("the proxy wants a password, which Tor's does not".to_owned()),
            _ => Err("something else than a SOCKS5 proxy listens there".to_owned()),
        }
    };
    let late = |_| "no answer in time".to_owned();
    tokio::time::timeout(PROXY_ANSWERS, ask)
        .await
        .map_err(late)?
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn proxy_that_answers(bytes: &'static [u8]) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut greeting = [0; 3];
            stream.read_exact(&mut greeting).await.unwrap();
            assert_eq!(greeting, [5, 1, 0]);
            stream.write_all(bytes).await.unwrap();
        });
        address
    }

    #[tokio::test]
    async fn a_proxy_is_told_from_what_is_none() {
        assert_eq!(
            speaks_socks(proxy_that_answers(&[5, 0]).await).await,
            Ok(())
        );
        for other in [&[5, 2][..], b"HT", &[5, 0xff], b""] {
            assert!(speaks_socks(proxy_that_answers(other).await).await.is_err());
        }
        // Nobody listens: the port was free a moment ago.
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let why = speaks_socks(address).await.unwrap_err();
        assert!(why.contains("nothing answers"), "{why}");
    }

    #[test]
    fn the_disk_of_this_machine_is_asked() {
        let mut report = Report::default();
        report.disk(Path::new(env!("CARGO_MANIFEST_DIR")));
        report.disk(Path::new("/no/such/folder"));
        let states: Vec<_> = report.0.checks.iter().map(|check| check.state).collect();
        assert_eq!(states.len(), 2);
        assert_ne!(states.first(), Some(&super::super::CheckState::Skipped));
        assert_eq!(states.last(), Some(&super::super::CheckState::Skipped));
    }
}
