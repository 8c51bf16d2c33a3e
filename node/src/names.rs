//! The names that a node goes by. A page of a stranger can have its own name lead to this machine, and would then be
//! read and obeyed by a browser as if the listener were its own site. [ACC-10]

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use fanal_api::Failure;
use fanal_protocol::{Code, Problem};

use crate::config::Config;

/// The names that the operator gave, beside those that nobody else can have.
#[derive(Clone, Default)]
pub(crate) struct Names {
    given: Arc<BTreeSet<String>>,
    /// Only such names are meant, wherever a listener stands.
    are_all: bool,
}

impl Names {
    /// Those of the configuration: `listen.names`, and the hosts of the addresses that readers use.
    pub(crate) fn of(config: &Config) -> Self {
        let bases = [&config.public.base_url, &config.taxii.base_url];
        let bases = bases.into_iter().flatten().filter_map(|base| host_of(base));
        let given = config.listen.names.iter().cloned().chain(bases);
        Self {
            given: Arc::new(given.map(|name| plain(&name)).collect()),
            are_all: !config.listen.names.is_empty(),
        }
    }

    /// What is answered at this address, to who asks for it by one of its names. A listener that others can reach has
    /// names that nobody here knows, unless the operator lists them.
    pub(crate) fn guard(&self, at: SocketAddr, router: Router) -> Router {
        if !at.ip().is_loopback() && !self.are_all {
            return router;
        }
        router.layer(from_fn_with_state(self.clone(), ask_for_name))
    }

    /// The same of TAXII, whose every answer is one of TAXII. [TAX-7]
    pub(crate) fn guard_taxii(&self, at: SocketAddr, router: Router) -> Router {
        let router = self.guard(at, router);
        router.layer(map_response(|answer: Response| async {
            if answer.status() != StatusCode::MISDIRECTED_REQUEST {
                return answer;
            }
            let error = format!("{{\"title\":\"{UNKNOWN}\",\"http_status\":\"421\"}}");
            let media = (header::CONTENT_TYPE, fanal_taxii::MEDIA_TYPE);
            let told = [media, (header::CACHE_CONTROL, "no-store")];
            (StatusCode::MISDIRECTED_REQUEST, told, error).into_response()
        }))
    }

    /// Is it a name of this node? An address, `localhost` and an onion address are nobody's to lead elsewhere
    /// (RFC 6761, RFC 7686).
    fn has(&self, host: &str) -> bool {
        let name = plain(host);
        let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        let is_own = |end: &str| name == end || name.ends_with(&format!(".{end}"));
        is_address || is_own("localhost") || is_own("onion") || self.given.contains(&name)
    }

    /// Every name that a request is asked under: its address and each `Host`. Who says none is no browser.
    fn has_all(&self, request: &Request) -> bool {
        let of_address = request.uri().authority().map(Authority::host);
        of_address.is_none_or(|host| self.has(host)) && self.has_all_hosts(request.headers())
    }

    fn has_all_hosts(&self, headers: &HeaderMap) -> bool {
        headers.get_all(header::HOST).iter().all(|value| {
            let written = value.to_str().ok();
            // Nobody's name stands before a host in this header.
            let written = written.filter(|text| !text.contains('@'));
            let authority = written.and_then(|text| text.parse::<Authority>().ok());
            authority.is_some_and(|authority| self.has(authority.host()))
        })
    }
}

/// In small letters, without the dot of the root.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// The host of a web address.
fn host_of(base: &str) -> Option<String> {
    let address: axum::http::Uri = base.parse().ok()?;
    address.host().map(str::to_owned)
}

/// What is told, and nothing of what was asked.
const UNKNOWN: &str = "this node does not go by the name under which it was asked";

async fn ask_for_name(State(names): State<Names>, request: Request, next: Next) -> Response {
    if names.has_all(&request) {
        return next.run(request).await;
    }
    let hint = "if it should, add the name to `names` in `[listen]` of fanal.toml, and start the node again";
    let problem = Problem::new(Code::UsageInvalid, UNKNOWN).with_hint(hint);
    let accepts = request.headers().get(header::ACCEPT);
    let accepts = accepts.and_then(|value| value.to_str().ok());
    let is_for_people = accepts.is_some_and(|accepts| accepts.contains("text/html"));
    // Its own status beside the code's: a browser asks again over another connection.
    let status = StatusCode::MISDIRECTED_REQUEST;
    let kept_by_nobody = [(header::CACHE_CONTROL, "no-store")];
    if is_for_people {
        (status, kept_by_nobody, format!("{UNKNOWN}\n{hint}\n")).into_response()
    } else {
        (status, kept_by_nobody, axum::Json(Failure::of(&problem))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Names {
        Names::of(&Config::parse(text, "x").unwrap())
    }

    fn takes(names: &Names, hosts: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        names.has_all_hosts(&headers)
    }

    // [ACC-10]
    #[test]
    fn a_node_knows_its_own_names_and_no_others() {
        let names = names(
            "[listen]\nnames = [\"Console.example.org\"]\n[public]\nbase_url = \"https://feed.example.org:8443/x\"\n",
        );
        for own in [
            "127.0.0.1:9470",
            "[::1]:9470",
            "localhost:9470",
            "LOCALHOST",
            "a.localhost",
            "console.example.org",
            "console.example.org.:443",
            "feed.example.org",
            "abcdefghijklmnop.onion",
        ] {
            assert!(takes(&names, &[own]), "{own}");
        }
        for other in [
            "evil.example",
            "evil.example:9470",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "console.example.org.evil.example",
            "notlocalhost",
            "example.org",
            "evil.example@localhost.",
            "",
            "a b",
        ] {
            assert!(!takes(&names, &[other]), "{other}");
        }
        assert!(
            !takes(&names, &["localhost", "evil.example"]),
            "each counts"
        );
        assert!(takes(&names, &[]), "no browser");
    }

    // [ACC-10]
    #[test]
    fn names_are_names_alone() {
        for wrong in [
            "https://a.example",
            "a.example:80",
            "a/b",
            "",
            "*.example",
            "a b",
        ] {
            let text = format!("[listen]\nnames = [\"{wrong}\"]\n");
            let problem = Config::parse(&text, "x").unwrap_err();
            assert!(problem.text.contains("listen.names"), "{wrong}: {problem}");
        }
    }
}
