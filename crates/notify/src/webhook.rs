//! Webhooks: one request, signed, to a host that is listed. [NOT-5]

use std::time::Duration;

use data_encoding::HEXLOWER;
use fanal_desk::{Hook, Notification, Shape, Undelivered};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, Method, Proxy};
use serde_json::json;
use sha2::Sha256;
use url::Url;

use crate::mail::is_this_machine;
use crate::{Misconfigured, Roads, no, tls};

/// TCP and TLS, through Tor too.
const CONNECT: Duration = Duration::from_secs(45);

/// The client of all webhooks: no redirect, no proxy of the environment's, no cookie.
pub(crate) fn client(roads: &Roads) -> Result<Client, Misconfigured> {
    let broken = |error: reqwest::Error| Misconfigured(error.to_string());
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls::config(roads)?)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_max_idle_per_host(0);
    if let Some(socks5) = roads.socks5 {
        // `h`: the proxy resolves the name, this node asks nobody.
        let proxy = Proxy::all(format!("socks5h://{socks5}")).map_err(broken)?;
        let local = reqwest::NoProxy::from_string("localhost,127.0.0.1,::1");
        builder = builder.proxy(proxy.no_proxy(local));
    }
    builder.build().map_err(broken)
}

/// The address, if its host is listed and what goes there is encrypted on the way.
pub(crate) fn may_call(roads: &Roads, url: &str) -> Result<Url, Undelivered> {
    let url = Url::parse(url).map_err(|_| no("the webhook's address cannot be read"))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if !roads.hosts.contains(&host) {
        return Err(no(
            "the webhook's host is not among `notify.hosts` of the configuration",
        ));
    }
    let sealed = host.ends_with(".onion") || is_this_machine(&host);
    match url.scheme() {
        "https" => Ok(url),
        "http" if sealed => Ok(url),
        _ => Err(no("a webhook is called by `https`")),
    }
}

/// One request. The other side has taken it, or why not.
pub(crate) async fn send(
    client: &Client,
    hook: &Hook,
    message: &Notification,
) -> Result<(), Undelivered> {
    let id = HEXLOWER.encode(message.id());
    let (method, url, body) = match hook.shape {
        Shape::Plain => (Method::POST, hook.url.clone(), plain(message, &id)),
        Shape::Mattermost => (
            Method::POST,
            hook.url.clone(),
            json!({ "text": message.text() }).to_string(),
        ),
        Shape::Matrix => (
            Method::PUT,
            format!("{}/{id}", hook.url.trim_end_matches('/')),
            json!({ "msgtype": "m.text", "body": message.text() }).to_string(),
        ),
    };
    let mut request = client
        .request(method, url)
        .header("content-type", "application/json");
    match hook.shape {
        Shape::Plain => {
            let time = message.at().unix().to_string();
            request = request
                .header("fanal-signature", signature(&hook.secret, &time, &body))
                .header("fanal-timestamp", time);
        }
        Shape::Matrix => request = request.bearer_auth(&hook.secret),
        Shape::Mattermost => {}
    }
    let answer = request.body(body).send().await;
    // The address may be the secret: it stands in no error.
    let answer = answer.map_err(|error| no(error.without_url().to_string()))?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(no(format!("the webhook answers {}", answer.status())))
}

fn plain(message: &Notification, id: &str) -> String {
    json!({
        "v": 1,
        "id": id,
        "at": message.at(),
        "text": message.text(),
        "urgent": message.is_urgent(),
    })
    .to_string()
}

/// `sha256=` and HMAC-SHA-256 over the time, a dot and the body, in hex: who has the secret knows that it
/// is from here, whole, and of now.
pub fn signature(secret: &str, time: &str, body: &str) -> String {
    // HMAC takes a key of any length: this cannot fail, and if it did, nobody would believe it.
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    format!("sha256={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [NOT-5]
    #[test]
    fn only_listed_hosts_are_called_and_only_encrypted() {
        let hosts = ["chat.example", "127.0.0.1", "abc.onion"];
        let roads = Roads {
            hosts: hosts.map(str::to_owned).into(),
            ..Roads::default()
        };
        let may = |url: &str| may_call(&roads, url).is_ok();
        assert!(may("https://chat.example/hooks/x"));
        assert!(may("http://127.0.0.1:8065/hooks/x") && may("http://abc.onion/x"));
        for url in [
            "http://chat.example/hooks/x",
            "https://other.example/x",
            "https://chat.example.other.example/x",
            "https://chat.example@other.example/x",
            "https://sub.chat.example/x",
            "https://127.0.0.2/x",
            "https://[::1]/x",
            "ftp://chat.example/x",
            "file:///etc/passwd",
            "chat.example",
        ] {
            assert!(!may(url), "{url}");
        }
    }

    /// Computed by openssl: `printf '1.{}' | openssl dgst -sha256 -hmac 0123456789abcdef`.
    #[test]
    fn the_signature_is_what_other_programs_compute() {
        assert_eq!(
            signature("0123456789abcdef", "1", "{}"),
            "sha256=2af693cb56b22c16912222aeefdc75a01de562bf70ee2015f41ecea48382997f"
        );
    }
}
