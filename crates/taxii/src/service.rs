//! One request: who asks, for what, in which form; then one use case, and its answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use fanal_desk::{CollectionName, Collections, Page, Query, Reader, Root, View};
use http::{Response, StatusCode};

use crate::BODY_BYTES;
use crate::address::{Part, Resource, resource};
use crate::answer::{Refused, reads};
use crate::negotiate::is_read;
use crate::post::{Statuses, post, status};
use crate::question::question;
use crate::resources;
use crate::who::{ClientKey, who};

/// What the operator says of the server.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its title.
    pub title: String,
    /// How to reach the desk, in one line.
    pub contact: Option<String>,
}

/// A TAXII server over the collections of a desk.
#[derive(Clone)]
pub struct Taxii(Arc<Inner>);

struct Inner {
    collections: Arc<Collections>,
    site: Site,
    statuses: Statuses,
}

impl Taxii {
    /// Over these collections, which somebody else keeps in step.
    pub fn new(collections: Arc<Collections>, site: Site) -> Self {
        Self(Arc::new(Inner {
            collections,
            site,
            statuses: Statuses::default(),
        }))
    }

    /// Every address of the server.
    pub fn router(self) -> Router {
        Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .with_state(self)
    }
}

async fn answer(State(taxii): State<Taxii>, request: Request) -> Response<Body> {
    taxii.0.answer(request).await.unwrap_or_else(Response::from)
}

impl Inner {
    async fn answer(&self, request: Request) -> Result<Response<Body>, Refused> {
        let path = request.uri().path().to_owned();
        let resource = resource(&path).ok_or_else(Refused::not_found)?;
        let desk = self.collections.desk();
        let key = request.extensions().get::<ClientKey>().copied();
        // Who asks comes first: a stranger does not learn from the rest, nor fill our memory.
        let reader = who(desk, request.headers(), key).await?;
        let place = self.place(&reader, resource)?;
        if !is_read(request.headers()) {
            let title = "this server writes `application/taxii+json;version=2.1` alone";
            return Err(Refused::new(StatusCode::NOT_ACCEPTABLE, title));
        }
        match place {
            Place::Document(document) => {
                only(reads(request.method()), "GET, HEAD")?;
                Ok(self.document(&reader, document))
            }
            Place::Status(id) => {
                only(reads(request.method()), "GET, HEAD")?;
                status(&self.statuses, &reader, id)
            }
            Place::In(name, part) => self.in_collection(&reader, name, part, request).await,
        }
    }

    /// What the resource is for this reader; what it may not see is not there, and a stranger who asks
    /// for more than is public is asked who it is.
    fn place<'a>(&self, reader: &Reader, resource: Resource<'a>) -> Result<Place<'a>, Refused> {
        let root = |named: &str| {
            let mut roots = self.collections.roots(reader).into_iter();
            let found = roots.find(|root| resources::root_name(*root) == named);
            found.ok_or_else(|| match reader {
                Reader::Public => Refused::nobody(),
                Reader::Account(_) => Refused::not_found(),
            })
        };
        Ok(match resource {
            Resource::Discovery => Place::Document(Document::Discovery),
            Resource::Root(named) => Place::Document(Document::Root(root(named)?)),
            Resource::Collections(named) => Place::Document(Document::Collections(root(named)?)),
            Resource::Status(named, id) => {
                root(named)?;
                Place::Status(id)
            }
            Resource::Collection(named, id, part) => {
                let root = root(named)?;
                let found = self.collections.collection(reader, root, id);
                let name = found.map_err(|_| Refused::not_found())?;
                match part {
                    Part::Itself => Place::Document(Document::Collection(name)),
                    Part::Manifest | Part::Objects | Part::Object(_) | Part::Versions(_) => {
                        Place::In(name, part)
                    }
                }
            }
        })
    }

    fn document(&self, reader: &Reader, document: Document) -> Response<Body> {
        let collections = &self.collections;
        match document {
            Document::Discovery => resources::discovery(&self.site, collections, reader),
            Document::Root(root) => resources::root(&self.site, collections, root),
            Document::Collections(root) => resources::collections(collections, reader, root),
            Document::Collection(name) => resources::collection(collections, reader, name),
        }
    }

    async fn in_collection(
        &self,
        reader: &Reader,
        name: CollectionName,
        part: Part<'_>,
        request: Request,
    ) -> Result<Response<Body>, Refused> {
        let can_write = self.collections.can_write(reader, name);
        let method = request.method().clone();
        let query = request.uri().query().unwrap_or_default().to_owned();
        match (part, method.as_str()) {
            (Part::Objects, "POST") if can_write => {
                post(&self.collections, &self.statuses, reader, name, request).await
            }
            (Part::Objects, "POST") => Err(forbidden("nothing is written to this collection")),
            // Of both rights, no caller has more than one anywhere. Source: TAXII 2.1, 5.7.
            (Part::Object(_), "DELETE") if name.can_read() || can_write => Err(forbidden(
                "nothing is deleted here: a bulletin is withdrawn",
            )),
            (Part::Object(_), "DELETE") => Err(Refused::not_found()),
            (_, "GET" | "HEAD") if name.can_read() => self.read(reader, name, part, &query).await,
            (_, "GET" | "HEAD") => Err(forbidden("nothing is read from this collection")),
            (Part::Objects, _) => Err(Refused::not_allowed("GET, HEAD, POST")),
            (Part::Object(_), _) => Err(Refused::not_allowed("GET, HEAD, DELETE")),
            _ => Err(Refused::not_allowed("GET, HEAD")),
        }
    }

    async fn read(
        &self,
        reader: &Reader,
        name: CollectionName,
        part: Part<'_>,
        query: &str,
    ) -> Result<Response<Body>, Refused> {
        let (view, id) = match part {
            Part::Manifest => (View::Manifest, None),
            Part::Objects => (View::Objects, None),
            Part::Object(id) => (View::Object, Some(id)),
            Part::Versions(id) => (View::Versions, Some(id)),
            Part::Itself => return Err(Refused::not_found()),
        };
        let mut asked = question(view, query).map_err(Refused::bad)?;
        asked.filter.ids.extend(id.map(str::to_owned));
        let page = self.collections.page(reader, name, view, &asked).await?;
        if let Some(id) = id
            && page.objects.is_empty()
            && page.next.is_none()
        {
            self.must_have(reader, name, id).await?;
        }
        Ok(rendered(view, &page))
    }

    /// An object that is not there is 404; one that is, in other versions, is an empty answer.
    async fn must_have(
        &self,
        reader: &Reader,
        name: CollectionName,
        id: &str,
    ) -> Result<(), Refused> {
        let mut any = Query {
            limit: 1,
            ..Query::default()
        };
        any.filter.ids.push(id.to_owned());
        any.filter.versions.all = true;
        let page = self
            .collections
            .page(reader, name, View::Versions, &any)
            .await?;
        if page.objects.is_empty() {
            return Err(Refused::not_found());
        }
        Ok(())
    }
}

enum Place<'a> {
    Document(Document),
    Status(&'a str),
    In(CollectionName, Part<'a>),
}

enum Document {
    Discovery,
    Root(Root),
    Collections(Root),
    Collection(CollectionName),
}

fn rendered(view: View, page: &Page) -> Response<Body> {
    match view {
        View::Manifest => resources::manifest(page),
        View::Objects | View::Object => resources::envelope(page),
        View::Versions => resources::versions(page),
    }
}

fn only(fits: bool, allow: &'static str) -> Result<(), Refused> {
    if fits {
        Ok(())
    } else {
        Err(Refused::not_allowed(allow))
    }
}

fn forbidden(title: &str) -> Refused {
    Refused::new(StatusCode::FORBIDDEN, title)
}
