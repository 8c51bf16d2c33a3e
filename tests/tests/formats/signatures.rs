//! The recipes of the page `/verify`, each run as the page says it, against a site that is served; and what each says
//! of a feed that somebody changed.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use fanal_public::{Limits, router, serve_plain};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::feed::Feed;
use crate::surroundings::fanal;

/// The commands of the page, by the heading above them.
fn recipes(page: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        let pairs = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ];
        pairs
            .iter()
            .fold(text.to_owned(), |text, (name, c)| text.replace(name, c))
    };
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut is_command = false;
    for part in page.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if tag.starts_with("h2") || tag.starts_with("h3") {
            heading = text.to_owned();
        } else if tag == "code" && is_command {
            found.push((heading.clone(), plain(text)));
        }
        is_command = tag.starts_with("pre");
    }
    found
}

/// Runs commands as a reader does who pasted them.
fn run(commands: &str, folder: &Path) -> Output {
    let program = fanal();
    let bin = Path::new(program.get_program())
        .parent()
        .unwrap()
        .to_owned();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let mut bash = Command::new("bash");
    bash.args(["-e", "-c", commands])
        .current_dir(folder)
        .env_clear();
    bash.env("PATH", path).env("HOME", folder).output().unwrap()
}

fn assert_good(heading: &str, commands: &str, folder: &Path) {
    let output = run(commands, folder);
    assert!(
        output.status.success(),
        "{heading}: {commands}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

// [PUB-7] [PUB-10]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recipe_of_the_page_works_and_each_refuses_a_list_that_was_changed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let feed = Feed::published_at(&base);
    let older = feed.checkpoints[2].clone();
    let Feed { tree, folder, .. } = feed;
    let page = String::from_utf8(tree.file("/verify").unwrap().bytes().unwrap().to_vec()).unwrap();
    let (_keep, tree) = watch::channel(Arc::new(tree));
    let server = tokio::spawn(serve_plain(
        listener,
        router(tree),
        Limits::default(),
        std::future::pending(),
    ));
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    let recipes = tokio::task::spawn_blocking(move || {
        let all = recipes(&page);
        let since = all
            .iter()
            .find(|(_, commands)| commands.starts_with("fanal verify checkpoint"));
        let since = since.unwrap().1.clone();
        let recipes: Vec<_> = all
            .into_iter()
            .filter(|(heading, _)| heading != "The log")
            .collect();
        for (heading, commands) in &recipes {
            assert_good(heading, commands, &work);
        }
        // [PUB-16] The log beside it, as a mirror has it.
        let log = work.parent().unwrap().join("log");
        std::fs::write(log.join("older-checkpoint"), &older).unwrap();
        assert_good("The log", &since, &log);
        std::fs::write(log.join("older-checkpoint"), older.replace('\n', "\n\n")).unwrap();
        assert!(
            !run(&since, &log).status.success(),
            "a checkpoint that was changed"
        );
        let signed = ["fanal", "minisign", "openssl"];
        let sums = work.join("SHA256SUMS");
        let list = std::fs::read_to_string(&sums).unwrap();
        std::fs::write(&sums, list.replacen('a', "b", 1)).unwrap();
        for name in signed {
            let (_, commands) = recipes.iter().find(|(heading, _)| heading == name).unwrap();
            let output = run(commands, &work);
            assert!(
                !output.status.success(),
                "{name} took a list that was changed"
            );
        }
        std::fs::write(&sums, list).unwrap();
        std::fs::write(work.join("stix.json"), "{}").unwrap();
        let output = run("sha256sum --check --ignore-missing SHA256SUMS", &work);
        assert!(!output.status.success(), "sha256sum took another file");
        recipes
    });
    let recipes = recipes.await.unwrap();
    server.abort();
    assert!(recipes.len() >= 5, "{recipes:?}");
}

// [PUB-10]
#[test]
fn fanal_verify_refuses_a_feed_that_goes_back() {
    let feed = Feed::published();
    let folder = feed.folder.path().join("feed");
    let key = feed.site.feed_key.to_string();
    let verify = |name: &str| {
        let mut program = fanal();
        let arguments = ["verify", name, "--key", &key, "--seen", "seen.json"];
        program
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    for name in ["SHA256SUMS", "stix.json", "misp/manifest.json"] {
        let output = verify(name);
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    // What was seen is newer than what the mirror has now.
    let seen = folder.join("seen.json");
    let text = std::fs::read_to_string(&seen).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["serial"] = (json["serial"].as_u64().unwrap() + 1).into();
    std::fs::write(&seen, json.to_string()).unwrap();
    let output = verify("SHA256SUMS");
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stderr).contains("went back"));
}

/// A mirror that shows an old feed for the newest is told from one that is in step. [PUB-10]
#[test]
fn fanal_verify_refuses_a_feed_that_is_older_than_three_days() {
    for (days, code) in [(0, 0), (2, 0), (4, 5)] {
        let feed = Feed::of_days_ago(days);
        let mut program = fanal();
        let output = program
            .args([
                "verify",
                "SHA256SUMS",
                "--key",
                &feed.site.feed_key.to_string(),
            ])
            .current_dir(feed.folder.path().join("feed"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{days} days: {said}");
        assert_eq!(said.contains("stale"), code == 5, "{days} days: {said}");
    }
}
