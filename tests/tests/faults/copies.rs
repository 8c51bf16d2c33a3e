//! Copies of the public site that the node keeps: what is withdrawn leaves them, and one that is behind is shown.

use std::path::Path;
use std::time::Duration;

use fanal_tests::running::{Charter, Home, Member, Ports, Process};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// All files of a folder as text; empty where there is none.
fn texts(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&texts(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    text
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < end, "waited in vain: {what}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// [PUB-22]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_withdrawn_leaves_the_copies_too_and_one_that_is_behind_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::set_up(folder.path(), "kivu", None, Ports::somewhere()).await;
    let other = Member::invented("ada", None);
    home.join(&Charter::found(&[&home.member, &other], &[&home.member]))
        .await;
    let (good, blocked) = (folder.path().join("site"), folder.path().join("blocked"));
    std::fs::write(&blocked, "not a folder").unwrap();
    let late = blocked.join("site");
    let config = home.dir.join("fanal.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let push = format!(
        "[public]\npush = [\"{}\", \"{}\"]\n",
        good.display(),
        late.display()
    );
    let text = text.replace("[public]\n", &push);
    std::fs::write(&config, text).unwrap();
    let process = Process::start(&home).await;
    let (door, reviewer) = (home.door(), home.reviewers_door());

    let order = json!({
        "content": "taken-back.example", "title": "A fake log-in page", "label": "clear",
        "consent": "public", "role": "c2",
    });
    let shared = door.done("share", &order).await;
    let id = shared["bulletins"][0]["id"].as_str().unwrap().to_owned();
    let read = reviewer.done("review", &json!({"id": id})).await;
    let order = json!({"id": id, "draft": read["draft"]});
    reviewer.done("approve", &order).await;
    until("the copy has it", async || {
        texts(&good).contains("taken-back.example")
    })
    .await;
    std::fs::write(good.join("others.txt"), "not ours").unwrap();
    let copies = async || -> Value { door.done("status", &json!({})).await["copies"].take() };
    let late_name = late.display().to_string();
    until("the other one is behind, and said to be", async || {
        let shown = copies().await;
        shown[&late_name]["behind"].is_string() && shown[&late_name]["why"].is_string()
    })
    .await;
    assert!(copies().await[good.display().to_string()]["behind"].is_null());

    std::fs::remove_file(&blocked).unwrap();
    let order = json!({"bulletin": id, "reason": "error", "confirm": true});
    door.done("withdraw", &order).await;
    until(
        "it is gone from both, and the late one is in step",
        async || {
            let both = format!("{}{}", texts(&good), texts(&late));
            let shown = copies().await;
            !both.contains("taken-back.example")
                && late.join("withdrawn/index.html").exists()
                && shown[&late_name]["behind"].is_null()
        },
    )
    .await;
    assert!(
        good.join("others.txt").exists(),
        "nobody else's file is touched"
    );
    assert!(texts(&good).contains(&id) || good.join("feed/changes.csv").exists());
    process.stop().await;
}
