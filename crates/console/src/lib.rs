#![doc = include_str!("../README.md")]

mod calendar;
mod changed;
mod chrome;
mod csrf;
mod doing;
mod findings;
mod form;
mod headers;
mod lang;
mod leaving;
mod looked;
mod multipart;
mod noted;
mod packed;
mod pages;
mod picture;
mod pill;
mod plain;
mod routes;
mod spelling;
mod tar;
mod texts;
mod told;
mod visit;
mod warned;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use fanal_ambient::Entropy;
use fanal_desk::{AskSources, Desk, Post};

pub use form::Form;
pub use lang::Lang;
pub use routes::{ROUTES, Route};
pub use spelling::Spelling;

/// Largest body of a page: a file of 25,000 objects, as the API takes it.
const BODY_BYTES: usize = 96 << 20;

/// What the console leans on. Cheap to clone.
#[derive(Clone)]
pub struct Console {
    desk: Desk,
    entropy: Arc<dyn Entropy>,
    lang: Lang,
    post: Option<Arc<dyn Post>>,
    asker: Option<Arc<dyn AskSources>>,
}

impl Console {
    /// A console over this desk; `lang` is spoken to whoever asks for no language of ours.
    pub fn new(desk: Desk, entropy: Arc<dyn Entropy>, lang: Lang) -> Self {
        Self {
            desk,
            entropy,
            lang,
            post: None,
            asker: None,
        }
    }

    /// With a way out for notifications.
    #[must_use]
    pub fn sending(mut self, post: Arc<dyn Post>) -> Self {
        self.post = Some(post);
        self
    }

    /// With the node that asks sources.
    #[must_use]
    pub fn asking(mut self, asker: Arc<dyn AskSources>) -> Self {
        self.asker = Some(asker);
        self
    }
}

/// The router of all pages.
pub fn router(console: Console) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.path, (route.to)());
    }
    router
        .fallback(pages::absent::show)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn_with_state(console.clone(), visit::attend))
        .with_state(console)
}
