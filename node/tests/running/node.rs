//! A node in a folder of its own, with and without its `fanal serve`.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than any machine takes; a test that waits for nothing ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until there is something.
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A folder that is gone afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("running-{}-{next}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file; the answer is its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program with an environment that says nothing.
pub(crate) fn fanal() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fanal"));
    command
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("COLUMNS", "100");
    command
}

/// How a call ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The one object on standard output.
    pub(crate) fn json(&self) -> Value {
        let mut lines = self.stdout.lines();
        let line = lines.next().unwrap_or_default();
        assert_eq!(lines.next(), None, "more than one line: {}", self.stdout);
        serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }
}

/// Runs the program to its end in this node's folder.
pub(crate) fn run_in(dir: &Path, words: &[&str], stdin: &str) -> Ended {
    use std::io::Write as _;
    let mut child = fanal()
        .arg("--dir")
        .arg(dir)
        .args(words)
        .current_dir(dir.parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A desk that was set up, in a network of its own.
pub(crate) struct Node {
    pub(crate) folder: Folder,
    serving: Option<Child>,
}

impl Node {
    /// Set up in a network of its own, and not started.
    pub(crate) fn set_up() -> Self {
        Self::set_up_with(
            "desk = \"Lumbre\"\nlang = \"es\"\nfound = \"Prueba\"\naccount = \"ana\"\n",
        )
    }

    /// Set up by these answers, on free ports, where peers reach it; not started.
    pub(crate) fn set_up_with(answers: &str) -> Self {
        let folder = Folder::new();
        let mut free = (0..5).map(|_| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.local_addr().unwrap()
        });
        let mut next = || free.next().unwrap();
        let sync = next();
        let answers = format!(
            "{answers}address = \"{sync}\"\n\
             [listen]\nsync = \"{sync}\"\npublic = \"{}\"\napi = \"{}\"\nconsole = \"{}\"\nops = \"{}\"\n\
             [public]\nbase_url = \"https://feed.example\"\npublish_hours = []\n",
            next(),
            next(),
            next(),
            next()
        );
        let answers = folder.write("init.toml", &answers);
        let node = Self {
            folder,
            serving: None,
        };
        let ended = node.run(&["init", "--from", &answers]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        node
    }

    /// Set up and started.
    pub(crate) fn serving() -> Self {
        let mut node = Self::set_up();
        node.start();
        node
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.serving.as_ref().unwrap().id()
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.0.join("node")
    }

    fn log(&self) -> PathBuf {
        self.folder.0.join("serve.log")
    }

    /// What the node has logged so far.
    pub(crate) fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    pub(crate) fn start(&mut self) {
        let log = std::fs::File::create(self.log()).unwrap();
        let child = fanal()
            .arg("--dir")
            .arg(self.dir())
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.serving = Some(child);
        wait_for("the node to be ready", || {
            self.logged().contains("ready").then_some(())
        });
    }

    /// Has the node ended, well, by itself?
    pub(crate) fn has_ended(&mut self) -> Option<()> {
        let ended = self.serving.as_mut().unwrap().try_wait().unwrap()?;
        assert!(ended.success(), "{ended}: {}", self.logged());
        self.serving = None;
        Some(())
    }

    /// Does `fanal serve` end at once, with a no?
    pub(crate) fn refuses_to_start(&self) {
        let ended = self.run(&["serve"]);
        assert_ne!(ended.code, 0, "{}", ended.stdout);
    }

    /// Ends at once, as in a power cut: what it wrote for others stays.
    pub(crate) fn is_killed(&mut self) {
        let mut child = self.serving.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Tells the node something, as systemd would.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.serving.as_ref().unwrap().id().to_string();
        let told = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(told.success());
    }

    /// Stops the node as systemd would; the answer is how it ended.
    pub(crate) fn stop(&mut self) -> i32 {
        self.signal("-TERM");
        let mut child = self.serving.take().unwrap();
        child.wait().unwrap().code().unwrap()
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        run_in(&self.dir(), words, "")
    }

    /// With `--json`: how it ended, and what it said.
    pub(crate) fn json(&self, words: &[&str]) -> (i32, Value) {
        let ended = self.run(&[words, &["--json"]].concat());
        let answer = ended.json();
        (ended.code, answer)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.serving.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
