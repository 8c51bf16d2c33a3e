//! The site in a bucket that speaks S3 (AWS, Garage, MinIO, Ceph): PUT, DELETE and GET of single objects, signed with
//! Signature Version 4. No list of objects is asked for: what was written stands in the list that we keep there.

mod signing;

use std::net::SocketAddr;
use std::time::Duration;

use fanal_protocol::{Code, Problem};
use reqwest::{Method, Url};
use zeroize::Zeroizing;

use super::Kept;
use super::plan::{Before, LIST, Piece, SIGNS, list_is_gone, plan, vouches};
use crate::cli::Result;
use crate::cli::moment::now;
use signing::{Keys, sign};

/// A single object of some megabytes, over a slow line.
const PATIENCE: Duration = Duration::from_mins(5);
/// No list of ours is larger.
const LIST_BYTES: usize = 64 << 20;

/// A bucket and who may write into it.
pub(super) struct Bucket {
    /// `ENDPOINT/BUCKET/PREFIX`, without a slash at the end.
    base: Url,
    region: String,
    keys: Keys,
    client: reqwest::Client,
}

impl Bucket {
    /// `s3://BUCKET/PREFIX` at this endpoint.
    pub(super) fn open(
        address: &str,
        endpoint: &str,
        region: &str,
        (id, secret): (String, Zeroizing<String>),
        socks5: Option<SocketAddr>,
    ) -> Result<Self> {
        Ok(Self {
            base: Self::place(address, endpoint)?,
            region: region.to_owned(),
            keys: Keys { id, secret },
            client: client(socks5)?,
        })
    }

    /// Where its objects are.
    pub(super) fn place(address: &str, endpoint: &str) -> Result<Url> {
        let wrong = |text: String| Problem::new(Code::UsageInvalid, text);
        let place = address
            .strip_prefix("s3://")
            .unwrap_or_default()
            .trim_matches('/');
        if place.is_empty() {
            return Err(wrong(format!(
                "`{address}` is not `s3://BUCKET` or `s3://BUCKET/PREFIX`"
            )));
        }
        let base = format!("{}/{place}", endpoint.trim_end_matches('/'));
        let base: Url = base
            .parse()
            .map_err(|_| wrong(format!("`{endpoint}` is no address")))?;
        if !matches!(base.scheme(), "https" | "http") || base.host().is_none() {
            return Err(wrong(format!("`{endpoint}` is no address of the web")));
        }
        Ok(base)
    }

    /// What was written there before. A list that is not there is the sign of an empty place only where no site is
    /// and the node kept none there (`was_kept`). [PUB-26]
    pub(super) async fn before(&self, was_kept: bool) -> Result<Before> {
        let Some(answer) = self.read(LIST).await? else {
            let mut has_site = was_kept;
            for name in SIGNS {
                has_site = has_site || self.read(name).await?.is_some();
            }
            if has_site {
                return Err(list_is_gone(self.base.as_str()));
            }
            return Ok(Before::default());
        };
        let bytes = answer.bytes().await.map_err(unreached)?;
        let text = std::str::from_utf8(&bytes)
            .ok()
            .filter(|text| text.len() <= LIST_BYTES);
        text.and_then(Before::read).ok_or_else(|| {
            let text = format!("`{LIST}` in the bucket is not what this command writes");
            Problem::new(Code::Conflict, text)
        })
    }

    /// An object; none where there is none.
    async fn read(&self, name: &str) -> Result<Option<reqwest::Response>> {
        let answer = self.send(Method::GET, name, &[], &[]).await?;
        match answer.status().as_u16() {
            200 => Ok(Some(answer)),
            404 => Ok(None),
            status => Err(refused(name, status)),
        }
    }

    /// Deletes what is gone and writes what changed: as in a folder, no object that is refused keeps what was withdrawn.
    /// [PUB-22]
    pub(super) async fn keep_in_step(
        &self,
        memory: &str,
        pieces: &[Piece<'_>],
        before: &Before,
    ) -> Result<Kept> {
        let plan = plan(memory, pieces, before);
        let mut failure = None;
        for name in &plan.delete {
            failure = failure.or(self.delete(name).await.err());
            stop_if_away(failure.as_ref())?;
        }
        let listed = self.put_list(&plan.first_list).await;
        let is_listed = listed.is_ok();
        failure = failure.or(listed.err());
        stop_if_away(failure.as_ref())?;
        for piece in &plan.write {
            let was_there = before.has(&piece.name);
            // What no list would name is not written, nor what vouches for files that are not there.
            let may_be =
                (is_listed || was_there) && (failure.is_none() || vouches(&piece.name) == 0);
            if may_be && let Err(problem) = self.put(piece).await {
                stop_if_away(Some(&problem))?;
                if was_there {
                    stop_if_away(self.delete(&piece.name).await.err().as_ref())?;
                }
                failure = failure.or(Some(problem));
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.put_list(&plan.last_list).await?;
        Ok(Kept {
            to: self.base.to_string(),
            files: pieces.len(),
            written: plan.write.len(),
            deleted: plan.delete.len(),
        })
    }

    async fn put_list(&self, list: &str) -> Result<()> {
        let kind = [
            ("content-type", "text/plain"),
            ("cache-control", "no-cache"),
        ];
        self.write(LIST, list.as_bytes(), &kind).await
    }

    async fn put(&self, piece: &Piece<'_>) -> Result<()> {
        let kind = [
            ("content-type", piece.media_type),
            ("cache-control", &piece.cache_control),
        ];
        self.write(&piece.name, &piece.bytes()?, &kind).await
    }

    async fn write(&self, name: &str, body: &[u8], headers: &[(&str, &str)]) -> Result<()> {
        let answer = self.send(Method::PUT, name, body, headers).await?;
        let status = answer.status();
        let refused = || refused(name, status.as_u16());
        status.is_success().then_some(()).ok_or_else(refused)
    }

    async fn delete(&self, name: &str) -> Result<()> {
        let answer = self.send(Method::DELETE, name, &[], &[]).await?;
        let status = answer.status();
        // What is gone already is gone.
        if status.is_success() || status.as_u16() == 404 {
            Ok(())
        } else {
            Err(refused(name, status.as_u16()))
        }
    }

    async fn send(
        &self,
        method: Method,
        name: &str,
        body: &[u8],
        headers: &[(&str, &str)],
    ) -> Result<reqwest::Response> {
        let mut url = self.base.clone();
        let path = format!("{}/{name}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let signed = sign(
            &method,
            &url,
            headers,
            body,
            (&self.keys, &self.region, now()),
        );
        let mut request = self.client.request(method, url).body(body.to_vec());
        for (name, value) in headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .chain(signed)
        {
            request = request.header(name, value);
        }
        request.send().await.map_err(unreached)
    }
}

fn refused(name: &str, status: u16) -> Problem {
    let text = format!("the bucket answered with status {status} to `{name}`");
    Problem::new(Code::PeerRefused, text)
        .with_hint("look at endpoint, region, bucket, and what the key may do")
}

/// A bucket that does not answer is not asked for each of its objects.
fn stop_if_away(failure: Option<&Problem>) -> Result<()> {
    match failure {
        Some(problem) if problem.code == Code::PeerUnreachable => Err(problem.clone()),
        Some(_) | None => Ok(()),
    }
}

fn unreached(error: reqwest::Error) -> Problem {
    Problem::new(
        Code::PeerUnreachable,
        format!("the bucket: {}", error.without_url()),
    )
}

/// An address as a key of an object: as it is served, `index.html` where it ends in a slash.
pub(super) fn key_name(path: &str, _is_page: bool) -> String {
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// Through Tor where the node goes through Tor, and never around it.
fn client(socks5: Option<SocketAddr>) -> Result<reqwest::Client> {
    let wrong = |error: reqwest::Error| Problem::new(Code::Broken, error.to_string());
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE);
    let builder = match socks5 {
        Some(address) => {
            let proxy = reqwest::Proxy::all(format!("socks5h://{address}")).map_err(wrong)?;
            builder.proxy(proxy)
        }
        None => builder.no_proxy(),
    };
    builder.build().map_err(wrong)
}

#[cfg(test)]
mod tests;
