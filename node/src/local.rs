//! The HTTP client for this machine's own listeners: no proxy, no redirects.

use std::sync::Once;
use std::time::Duration;

use fanal_protocol::{Code, Problem};

/// A client for loopback; the longest calls are imports of large files.
pub(crate) fn client() -> Result<reqwest::Client, Problem> {
    use_provider();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(10))
        .build()
        .map_err(|error| Problem::new(Code::Broken, error.to_string()))
}

/// The client insists on a TLS provider, even for plain HTTP.
pub(crate) fn use_provider() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::aws_lc_rs::default_provider().install_default()));
}
