//! One `fanal serve`, from its start to its end, however that comes.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Home;

/// A node in a debug build, on a machine with other things to do.
const START: Duration = Duration::from_secs(60);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(25);

/// The built program beside this test's executable.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.ancestors().map(|folder| folder.join("fanal"));
    let found = built.take(4).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "no program `fanal` beside {}: `cargo build -p fanal` makes it, and so does `tests/run`",
            test.display()
        )
    })
}

/// A running node; ended with the test.
pub struct Process {
    child: Child,
    home: PathBuf,
}

impl Process {
    /// Starts the node and waits until it answers.
    pub async fn start(home: &Home) -> Self {
        Self::start_in::<&str, &str>(home, &[], &[]).await
    }

    /// The same, behind these words (`ip netns exec NAME`), with these variables.
    pub async fn start_in<W: AsRef<OsStr>, V: AsRef<OsStr>>(
        home: &Home,
        behind: &[W],
        variables: &[(&str, V)],
    ) -> Self {
        let mut process = Self::launch(home, behind, variables);
        let until = Instant::now() + START;
        let door = home.door();
        loop {
            if matches!(door.look("/healthz").await, Some((200, _))) {
                return process;
            }
            let ended = process.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < until,
                "the node does not start ({ended:?}):\n{}",
                home.log()
            );
            sleep(LOOK).await;
        }
    }

    /// Starts the node and does not wait.
    pub fn launch<W: AsRef<OsStr>, V: AsRef<OsStr>>(
        home: &Home,
        behind: &[W],
        variables: &[(&str, V)],
    ) -> Self {
        let log = OpenOptions::new()
            .append(true)
            .create(true)
            .open(home.dir.join("serve.log"))
            .unwrap();
        let mut command = match behind.split_first() {
            None => Command::new(program()),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program());
                command
            }
        };
        command
            .env_clear()
            .env("HOME", &home.dir)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .envs(
                variables
                    .iter()
                    .map(|(name, value)| (*name, value.as_ref())),
            )
            .arg("--dir")
            .arg(&home.dir)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        Self {
            child: command.spawn().unwrap(),
            home: home.dir.clone(),
        }
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`: no farewell, no flush.
    pub fn kill(&mut self) -> ExitStatus {
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    /// SIGTERM, as an operator would; it has to end well.
    pub async fn stop(mut self) {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(told.success(), "kill -TERM {pid}");
        let until = Instant::now() + START;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(
                    status.success(),
                    "{}: ended by {status}, signal {:?}",
                    self.home.display(),
                    status.signal()
                );
                return;
            }
            assert!(Instant::now() < until, "it does not stop");
            sleep(LOOK).await;
        }
    }

    /// Has it ended?
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// The most memory that it ever had in hand, in MiB. Source: proc(5), `VmHWM`.
    pub fn most_memory(&self) -> u64 {
        let status = Path::new("/proc")
            .join(self.pid().to_string())
            .join("status");
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: u64 = line
            .and_then(|line| line.split_whitespace().next())
            .unwrap()
            .parse()
            .unwrap();
        kib / 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
