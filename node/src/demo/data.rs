//! Real bundles in the demo: imported as CLEAR, reviewed, published, synced and relayed.

use std::path::{Path, PathBuf};

use fanal_desk::{ListOrder, ShareOrder};
use fanal_protocol::{Code, Problem};

use super::cast::{Cast, told};
use super::story::fetch;
use super::tell;
use super::wait::{check, until};
use crate::home::failed;

/// Shares every bundle of a directory, and follows it to the other desks and into the MVT file.
pub(super) async fn share_bundles(cast: &mut Cast, dir: &Path) -> Result<(), Problem> {
    let mut files = Vec::new();
    gather(dir, &mut files)?;
    files.sort();
    if files.is_empty() {
        let text = format!("`{}` holds no `.stix2` and no `ioc.yaml`", dir.display());
        return Err(Problem::new(Code::UsageInvalid, text));
    }
    tell(&format!(
        "\n9  Real data: {} files of {}",
        files.len(),
        dir.display()
    ));
    // Qasaba hears of none of it from Ancolie itself.
    cast.stop(2).await;
    let read = publish_all(cast, &files).await?;
    let want = published_at(cast, 0).await?;
    has_all(cast, 1, want, "the real data reaches Lumbre").await?;
    cast.stop(0).await;
    cast.start(2).await?;
    has_all(cast, 2, want, "Lumbre relays the real data to Qasaba").await?;
    cast.start(0).await?;
    let ancolie = cast.player(0)?;
    let mvt = until("the MVT file has the data", async || {
        // Ancolie has just come back: its site is made before it is shown.
        let mvt = fetch(ancolie, "/feed/mvt.stix2").await.ok();
        Ok(mvt.filter(|mvt| mvt.len() > 100_000 || read < 500))
    })
    .await?;
    check(read > 0, "indicators were read")?;
    tell(&format!(
        "     {read} indicators published, synced to Lumbre, and relayed to Qasaba while Ancolie was away; mvt.stix2 has \
         {} bytes.",
        mvt.len()
    ));
    Ok(())
}

/// Waits until a desk holds as much as was published.
async fn has_all(cast: &Cast, at: usize, want: (usize, u64), what: &str) -> Result<(), Problem> {
    until(what, async || {
        Ok((published_at(cast, at).await? >= want).then_some(()))
    })
    .await
}

/// Imports, reviews and publishes each; how many indicators were read.
async fn publish_all(cast: &Cast, files: &[PathBuf]) -> Result<usize, Problem> {
    let ancolie = cast.player(0)?;
    let mut read = 0;
    for file in files {
        let content = std::fs::read_to_string(file).map_err(|error| failed(file, &error))?;
        let order = ShareOrder {
            content,
            file_name: file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned()),
            label: Some("clear".into()),
            consent: Some("not-needed:already-public".into()),
            pap: Some("clear".into()),
            source: Some("public report".into()),
            because: std::collections::BTreeMap::new(),
            ..ShareOrder::default()
        };
        let caller = ancolie.caller("analyst").await?;
        let preview = told(
            ancolie
                .desk
                .share(
                    &caller,
                    &ShareOrder {
                        dry_run: true,
                        ..order.clone()
                    },
                )
                .await,
        )?;
        let because = preview
            .findings
            .into_iter()
            .map(|found| (found.key, "in the public report".into()))
            .collect();
        let shared = told(
            ancolie
                .desk
                .share(&caller, &ShareOrder { because, ..order })
                .await,
        )?;
        read += shared.read;
        for bulletin in shared.bulletins.iter().filter_map(|one| one.id) {
            let reviewer = ancolie.caller("reviewer").await?;
            let read = told(ancolie.desk.show_review(&reviewer, bulletin).await)?.draft;
            told(ancolie.desk.approve(&reviewer, bulletin, read).await)?;
        }
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        tell(&format!(
            "     {name}: {} indicators, {} rows refused",
            shared.read,
            shared.refused.len()
        ));
    }
    Ok(read)
}

/// Publications that a desk holds, and the indicators in them.
async fn published_at(cast: &Cast, at: usize) -> Result<(usize, u64), Problem> {
    let player = cast.player(at)?;
    let order = ListOrder {
        folder: Some("public".into()),
        limit: 2_000,
        ..ListOrder::default()
    };
    let lines = told(
        player
            .desk
            .list_bulletins(&player.caller("analyst").await?, &order)
            .await,
    )?;
    Ok((
        lines.len(),
        lines.iter().map(|line| u64::from(line.indicators)).sum(),
    ))
}

fn gather(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
    for entry in std::fs::read_dir(dir).map_err(|error| failed(dir, &error))? {
        let path = entry.map_err(|error| failed(dir, &error))?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|ext| ext == "stix2") || path.ends_with("ioc.yaml") {
            files.push(path);
        }
    }
    Ok(())
}
