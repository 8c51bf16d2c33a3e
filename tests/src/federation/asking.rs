//! Calls of a desk's JSON API, through its real router.

use axum::body::Body;
use fanal_api::{CALLS, Call, Method};
use http::{Request, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::Node;

/// What came back.
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body, as it is.
    pub text: String,
}

impl Answered {
    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The code of a no; empty for a yes.
    pub fn code(&self) -> String {
        let code = self.json();
        code.pointer("/error/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }
}

/// The call of this name.
pub fn call(name: &str) -> &'static Call {
    let found = CALLS.iter().find(|call| call.name == name);
    found.unwrap_or_else(|| panic!("no call `{name}`"))
}

impl Node {
    /// One of its people calls.
    pub async fn asks(&self, part: &str, name: &str, body: &Value) -> Answered {
        self.asks_with(Some(self.token(part)), name, body.to_string())
            .await
    }

    /// Somebody calls with this token and these bytes.
    pub async fn asks_with(&self, token: Option<&str>, name: &str, body: String) -> Answered {
        self.asks_by(token, name, body, &[]).await
    }

    /// The same, with what a browser would say beside it.
    pub async fn asks_by(
        &self,
        token: Option<&str>,
        name: &str,
        body: String,
        headers: &[(&str, &str)],
    ) -> Answered {
        let call = call(name);
        let verb = match call.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let mut request = Request::builder().method(verb).uri(call.path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let router = fanal_api::router(self.api());
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answered { status, text }
    }
}
