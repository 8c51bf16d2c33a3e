//! Health and metrics, on a listener of their own: totals only, no names, no content.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use fanal_desk::Desk;
use fanal_peer::DeskService;

#[derive(Clone)]
struct Ops {
    desk: Desk,
    service: Arc<DeskService>,
}

/// `/healthz`, `/readyz`, `/metrics`.
pub(crate) fn router(desk: Desk, service: Arc<DeskService>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Ops { desk, service })
}

/// Ready: the database answers, and the roster (if there is one) is in force.
async fn ready(State(ops): State<Ops>) -> (StatusCode, &'static str) {
    match ops.desk.health().await {
        Ok(health) if health.roster_in_force => (StatusCode::OK, "ready\n"),
        Ok(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the roster is not in force\n",
        ),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}

async fn metrics(State(ops): State<Ops>) -> (StatusCode, String) {
    let Ok(health) = ops.desk.health().await else {
        return (StatusCode::SERVICE_UNAVAILABLE, String::new());
    };
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: u64| {
        let _ = writeln!(
            text,
            "# HELP fanal_{name} {help}\n# TYPE fanal_{name} gauge\nfanal_{name} {value}"
        );
    };
    gauge("bulletins", "Bulletins held", health.bulletins);
    gauge("values", "Values in the index", health.values);
    gauge("roster_version", "Roster in force", health.roster);
    gauge(
        "roster_in_force",
        "1 if the roster is in force",
        u64::from(health.roster_in_force),
    );
    gauge("peers", "Peers that can be called", health.peers);
    gauge(
        "peers_failing",
        "Peers whose last round failed",
        health.peers_failing,
    );
    gauge(
        "receipts_awaited",
        "Receipts of withdrawals that are awaited",
        health.receipts_awaited,
    );
    // Names of checks and their states: no texts, no desks. [CLI-8]
    let checks = ops.desk.checks().await;
    let failed = u64::from(checks.is_err());
    text.push_str("# HELP fanal_checks_failed 1 if the checks themselves could not be made\n");
    let _ = writeln!(
        text,
        "# TYPE fanal_checks_failed gauge\nfanal_checks_failed {failed}"
    );
    if let Ok(checks) = checks {
        text.push_str(
            "# HELP fanal_checks Checks of `fanal doctor` that the node makes by itself\n",
        );
        text.push_str("# TYPE fanal_checks gauge\n");
        for ((name, state), count) in checks {
            let state = state.as_str();
            let _ = writeln!(
                text,
                "fanal_checks{{check=\"{name}\",state=\"{state}\"}} {count}"
            );
        }
    }
    text.push_str("# HELP fanal_turned_away_total What the sync listener turned away\n");
    text.push_str("# TYPE fanal_turned_away_total counter\n");
    for (kind, count) in ops.service.refusals() {
        let _ = writeln!(
            text,
            "fanal_turned_away_total{{kind=\"{}\"}} {count}",
            kind.as_str()
        );
    }
    (StatusCode::OK, text)
}
