//! The site in a bucket that speaks S3 (AWS, Garage, Ceph and many more), by the crate `object_store`: PUT, DELETE and
//! GET of single objects. No list of objects is asked for: what was written stands in the list that we keep there.

mod way_out;

use std::net::SocketAddr;
use std::sync::Arc;

use fanal_protocol::{Code, Problem};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, GetResult, ObjectStore as _, ObjectStoreExt as _, PutOptions,
    PutPayload, RetryConfig,
};
use reqwest::Url;
use zeroize::Zeroizing;

use super::Kept;
use super::plan::{Before, LIST, Piece, SIGNS, list_is_gone, plan, vouches};
use crate::cli::Result;
use way_out::{Cause, Keys, WayOut};

/// No list of ours is larger.
const LIST_BYTES: u64 = 64 << 20;

/// A bucket and who may write into it.
pub(super) struct Bucket {
    store: AmazonS3,
    place: Place,
}

/// `s3://NAME/PREFIX` at a server.
struct Place {
    server: String,
    name: String,
    prefix: Path,
}

impl Place {
    fn of(address: &str, endpoint: &str) -> Result<Self> {
        let wrong = |text: String| Problem::new(Code::UsageInvalid, text);
        let place = address
            .strip_prefix("s3://")
            .unwrap_or_default()
            .trim_matches('/');
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() {
            return Err(wrong(format!(
                "`{address}` is not `s3://BUCKET` or `s3://BUCKET/PREFIX`"
            )));
        }
        let base = format!("{}/{name}", endpoint.trim_end_matches('/'));
        let base: Url = base
            .parse()
            .map_err(|_| wrong(format!("`{endpoint}` is no address")))?;
        let is_of_the_web = matches!(base.scheme(), "https" | "http") && base.host().is_some();
        if !is_of_the_web || base.query().is_some() || base.fragment().is_some() {
            return Err(wrong(format!("`{endpoint}` is no address of the web")));
        }
        // As the library puts it together: what is no address there makes it panic.
        let server = base.as_str().strip_suffix(&format!("/{name}"));
        let server = server.filter(|_| base.as_str().parse::<http::Uri>().is_ok());
        let server = server.ok_or_else(|| wrong(format!("`{name}` is no name of a bucket")))?;
        let prefix = Path::from_url_path(prefix);
        Ok(Self {
            server: server.to_owned(),
            name: name.to_owned(),
            prefix: prefix.map_err(|error| wrong(format!("`{address}`: {error}")))?,
        })
    }

    /// The object of this name. A list in the bucket may name anything: what would be another object, or the bucket
    /// itself, is refused.
    fn object(&self, name: &str) -> Result<Path> {
        let path = Path::parse(name)
            .ok()
            .filter(|path| path.as_ref() == name && !path.is_root());
        let path = path.ok_or_else(|| {
            let text = format!("`{name}` is no name of an object of ours");
            Problem::new(Code::Conflict, text)
        })?;
        Ok(self.prefix.parts().chain(path.parts()).collect())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.server, self.name)?;
        if !self.prefix.is_root() {
            write!(f, "/{}", self.prefix)?;
        }
        Ok(())
    }
}

impl Bucket {
    /// `s3://BUCKET/PREFIX` at this endpoint. All that it needs is said here: nothing is taken from the environment, and
    /// no service of a cloud is asked for keys.
    pub(super) fn open(
        address: &str,
        endpoint: &str,
        region: &str,
        keys: (String, Zeroizing<String>),
        socks5: Option<SocketAddr>,
    ) -> Result<Self> {
        let place = Place::of(address, endpoint)?;
        let store = AmazonS3Builder::new()
            .with_endpoint(&place.server)
            .with_bucket_name(&place.name)
            .with_region(region)
            .with_credentials(Arc::new(Keys::of(keys, region)?))
            .with_http_connector(WayOut::by(socks5)?)
            // What fails is told, and tried again when all is.
            .with_retry(RetryConfig {
                max_retries: 0,
                ..RetryConfig::default()
            })
            // One by one, as every server knows it: of each it is said whether it is gone.
            .with_disable_bulk_delete(true)
            .build()
            .map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
        Ok(Self { store, place })
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
                return Err(list_is_gone(&self.place.to_string()));
            }
            return Ok(Before::default());
        };
        let not_ours = || {
            let text = format!("`{LIST}` in the bucket is not what this command writes");
            Problem::new(Code::Conflict, text)
        };
        // What is too large is not read.
        if answer.meta.size > LIST_BYTES {
            return Err(not_ours());
        }
        let bytes = answer.bytes().await.map_err(|error| told(LIST, &error))?;
        let text = std::str::from_utf8(&bytes).ok();
        text.and_then(Before::read).ok_or_else(not_ours)
    }

    /// An object; none where there is none.
    async fn read(&self, name: &str) -> Result<Option<GetResult>> {
        let answer = self.store.get(&self.place.object(name)?).await;
        answer.map(Some).or_else(|error| none_there(name, &error))
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
            to: self.place.to_string(),
            files: pieces.len(),
            written: plan.write.len(),
            deleted: plan.delete.len(),
        })
    }

    async fn put_list(&self, list: &str) -> Result<()> {
        let body = list.as_bytes().to_vec();
        self.write(LIST, body.into(), ["text/plain", "no-cache"])
            .await
    }

    async fn put(&self, piece: &Piece<'_>) -> Result<()> {
        let kind = [piece.media_type, &piece.cache_control];
        self.write(&piece.name, piece.bytes()?.into(), kind).await
    }

    async fn write(
        &self,
        name: &str,
        body: PutPayload,
        [media_type, cache_control]: [&str; 2],
    ) -> Result<()> {
        let kind = [
            (Attribute::ContentType, media_type.to_owned()),
            (Attribute::CacheControl, cache_control.to_owned()),
        ];
        let kind = PutOptions::from(Attributes::from_iter(kind));
        let object = self.place.object(name)?;
        let answer = self.store.put_opts(&object, body, kind).await;
        answer.map(drop).map_err(|error| told(name, &error))
    }

    async fn delete(&self, name: &str) -> Result<()> {
        let answer = self.store.delete(&self.place.object(name)?).await;
        // What is gone already is gone.
        answer.or_else(|error| none_there(name, &error))
    }
}

/// Nothing of what is not there; else why that failed.
fn none_there<N: Default>(name: &str, error: &object_store::Error) -> Result<N> {
    match Cause::of(error) {
        Cause::Status(404) => Ok(N::default()),
        Cause::Status(_) | Cause::Away(_) | Cause::Strange => Err(told(name, error)),
    }
}

fn told(name: &str, error: &object_store::Error) -> Problem {
    match Cause::of(error) {
        Cause::Status(status) => {
            let text = format!("the bucket answered with status {status} to `{name}`");
            Problem::new(Code::PeerRefused, text)
                .with_hint("look at endpoint, region, bucket, and what the key may do")
        }
        Cause::Away(error) => Problem::new(Code::PeerUnreachable, format!("the bucket: {error}")),
        Cause::Strange => {
            let text = format!("the bucket answered to `{name}` as none does: {error}");
            Problem::new(Code::PeerRefused, text)
        }
    }
}

/// A bucket that does not answer is not asked for each of its objects.
fn stop_if_away(failure: Option<&Problem>) -> Result<()> {
    match failure {
        Some(problem) if problem.code == Code::PeerUnreachable => Err(problem.clone()),
        Some(_) | None => Ok(()),
    }
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

#[cfg(test)]
mod tests;
