//! medallion, from PyPI, with its memory backend.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;
use tokio::process::{Child, Command};

use super::client::Client;
use super::{FOR_MEDALLION, Target};
use crate::node::free_port;
use crate::seed;

/// medallion with its memory backend, filled; none where it is not installed.
pub(super) async fn started(dir: &Path) -> Result<Option<(Child, Target)>> {
    let program = Path::new("target/bench-venv/bin/medallion");
    if !program.is_file() {
        eprintln!("(h) left out: medallion is not installed (tests/bench/run does it)");
        return Ok(None);
    }
    let id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
    let media_type = "application/taxii+json;version=2.1";
    let data = json!({
        "/discovery": { "title": "bench", "api_roots": ["http://127.0.0.1/api/"] },
        "api": {
            "information": { "title": "bench", "versions": [media_type], "max_content_length": 104_857_600 },
            "status": [],
            "collections": [{ "id": id, "title": "bench", "can_read": true, "can_write": true,
                "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": [] }],
        },
    });
    let (data_file, config_file) = (dir.join("medallion-data.json"), dir.join("medallion.json"));
    std::fs::write(&data_file, data.to_string())?;
    let config = json!({
        "backend": { "module": "medallion.backends.memory_backend", "module_class": "MemoryBackend",
            "filename": data_file },
        "users": { "bench": "bench" },
        "taxii": { "max_page_size": 1_000 },
    });
    std::fs::write(&config_file, config.to_string())?;
    let port = free_port()?;
    let child = Command::new(program)
        .args(["--port", &port.to_string(), "--log-level", "CRITICAL"])
        .arg(&config_file)
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let collection = format!("/api/collections/{id}/");
    let target = Target {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        login: "Basic YmVuY2g6YmVuY2g=".into(),
        read: collection.clone(),
        write: collection.clone(),
    };
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if let Ok(mut client) = Client::open(target.address, &target.login).await {
            let body = seed::bundle(0..FOR_MEDALLION);
            client.post(&format!("{collection}objects/"), &body).await?;
            return Ok(Some((child, target)));
        }
    }
    bail!("medallion does not start")
}
