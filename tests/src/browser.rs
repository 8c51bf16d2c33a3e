//! A real browser: Chromium without a window, driven over WebDriver by plain HTTP. Every request that
//! it makes and every line of its console is noted.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use reqwest::Client;
use serde_json::{Value, json};

/// Times that the driver is asked whether it is there, a tenth of a second apart.
const TRIES: usize = 300;

/// A browser with one window; ended with the test.
pub struct Browser {
    driver: Child,
    http: Client,
    session: String,
    /// Pages that were loaded.
    pub loads: usize,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the driver and the browser.
    pub async fn open() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(120))
            .build()
            .unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver: {error}; see tests/install"));
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self {
            driver,
            http,
            session: format!("http://127.0.0.1:{port}"),
            loads: 0,
            _profile: profile,
        };
        browser.begin().await;
        browser
    }

    async fn begin(&mut self) {
        let arguments = [
            "--headless=new".to_owned(),
            // The tests run as root in containers; the pages are our own.
            "--no-sandbox".into(),
            "--disable-dev-shm-usage".into(),
            "--disable-gpu".into(),
            "--hide-scrollbars".into(),
            "--force-color-profile=srgb".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--no-first-run".into(),
            format!("--user-data-dir={}", self._profile.path().display()),
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        }}});
        let base = self.session.clone();
        let url = format!("{base}/session");
        for _ in 0..TRIES {
            let answer = self.http.post(&url).json(&wanted).send().await;
            let Ok(answer) = answer else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let answer: Value = answer.json().await.unwrap();
            let id = answer.pointer("/value/sessionId").and_then(Value::as_str);
            let id = id.unwrap_or_else(|| panic!("no browser: {answer}"));
            self.session = format!("{base}/session/{id}");
            return;
        }
        panic!("the driver of the browser does not answer");
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.session);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let value = answer.get("value").cloned().unwrap_or_default();
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.session);
        let answer = self.http.get(url).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer.get("value").cloned().unwrap_or_default()
    }

    /// Loads a page.
    pub async fn go(&mut self, url: &str) {
        self.loads += 1;
        self.post("/url", json!({ "url": url })).await;
    }

    /// Where it is.
    pub async fn url(&self) -> String {
        self.get("/url")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// A command of the browser's own protocol.
    pub async fn tell(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", body).await
    }

    /// The value of an expression on the page; pages without scripts are asked as well.
    pub async fn ask(&self, expression: &str) -> Value {
        let parameters = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true,
        });
        let answer = self.tell("Runtime.evaluate", parameters).await;
        assert!(
            answer.get("exceptionDetails").is_none(),
            "{expression}: {answer}"
        );
        answer.pointer("/result/value").cloned().unwrap_or_default()
    }

    /// Runs a file on the page.
    pub async fn run(&self, source: &str) {
        let parameters = json!({ "expression": source, "returnByValue": false });
        self.tell("Runtime.evaluate", parameters).await;
    }

    /// So many pixels wide and high.
    pub async fn size(&self, width: u32, height: u32) {
        let parameters = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.tell("Emulation.setDeviceMetricsOverride", parameters)
            .await;
    }

    /// Do scripts of pages run?
    pub async fn scripts(&self, run: bool) {
        let parameters = json!({ "value": !run });
        self.tell("Emulation.setScriptExecutionDisabled", parameters)
            .await;
    }

    /// What the person's system asks for: `prefers-color-scheme` and the like.
    pub async fn prefers(&self, name: &str, value: &str) {
        let parameters = json!({ "features": [{ "name": name, "value": value }] });
        self.tell("Emulation.setEmulatedMedia", parameters).await;
    }

    /// Types, as with a keyboard, into whatever has the focus.
    pub async fn keys(&self, text: &str) {
        let mut actions = Vec::new();
        for key in text.chars() {
            let key = key.to_string();
            actions.push(json!({ "type": "keyDown", "value": key }));
            actions.push(json!({ "type": "keyUp", "value": key }));
        }
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("/actions", json!({ "actions": [keyboard] }))
            .await;
    }

    /// Presses Tab until this element has the focus; at most so many times as a page has stops.
    pub async fn tab_to(&self, selector: &str) {
        let is_there = format!(
            "document.activeElement && document.activeElement.matches({})",
            json!(selector)
        );
        for _ in 0..400 {
            if self.ask(&is_there).await == Value::Bool(true) {
                return;
            }
            self.keys(TAB).await;
        }
        panic!("Tab never reaches `{selector}` on {}", self.url().await);
    }

    /// Presses a key that leads to another page, and waits for it.
    pub async fn keys_to_next_page(&mut self, keys: &str) {
        self.loads += 1;
        self.run("document.documentElement.setAttribute('data-before', '1')")
            .await;
        self.keys(keys).await;
        for _ in 0..TRIES {
            let there = "document.readyState === 'complete' && \
                 !document.documentElement.hasAttribute('data-before')";
            if self.ask(there).await == Value::Bool(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no page came after the key on {}", self.url().await);
    }

    /// The whole page, or the window, as PNG.
    pub async fn picture(&self, whole: bool) -> Vec<u8> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": whole });
        let answer = self.tell("Page.captureScreenshot", parameters).await;
        let data = answer.get("data").and_then(Value::as_str).unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap()
    }

    /// Plugs a virtual authenticator in, which knows who touches it; its id.
    pub async fn plug_in(&self) -> String {
        let wanted = json!({
            "protocol": "ctap2", "transport": "usb", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "isUserConsenting": true,
        });
        let id = self.post("/webauthn/authenticator", wanted).await;
        id.as_str().unwrap().to_owned()
    }

    /// The passkeys that it holds, with their secret halves.
    pub async fn keys_on(&self, authenticator: &str) -> Vec<Value> {
        let path = format!("/webauthn/authenticator/{authenticator}/credentials");
        self.get(&path)
            .await
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Puts a passkey onto it.
    pub async fn put_key(&self, authenticator: &str, credential: Value) {
        let path = format!("/webauthn/authenticator/{authenticator}/credential");
        self.post(&path, credential).await;
    }

    /// Pulls it out.
    pub async fn unplug(&self, authenticator: &str) {
        let url = format!("{}/webauthn/authenticator/{authenticator}", self.session);
        let answer = self.http.delete(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Lines of the console since the last time, that are more than a remark.
    pub async fn complaints(&self) -> Vec<String> {
        let lines = self.post("/se/log", json!({ "type": "browser" })).await;
        let lines = lines.as_array().cloned().unwrap_or_default();
        let is_more = |line: &&Value| {
            let level = line.get("level").and_then(Value::as_str);
            !matches!(level, Some("DEBUG" | "INFO"))
        };
        let worse = lines.iter().filter(is_more);
        worse.map(ToString::to_string).collect()
    }

    /// The addresses of all requests since the last time.
    pub async fn requests(&self) -> Vec<String> {
        let lines = self.post("/se/log", json!({ "type": "performance" })).await;
        let lines = lines.as_array().cloned().unwrap_or_default();
        let mut urls = Vec::new();
        for line in lines {
            let text = line
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let event: Value = serde_json::from_str(text).unwrap_or_default();
            if event.pointer("/message/method") == Some(&json!("Network.requestWillBeSent")) {
                let url = event.pointer("/message/params/request/url");
                urls.push(url.and_then(Value::as_str).unwrap_or_default().to_owned());
            }
        }
        urls
    }
}

impl Browser {
    /// Asks the driver to end its browser: a driver that is only ended itself leaves it behind.
    fn end_session(&self) -> std::io::Result<()> {
        let rest = self.session.trim_start_matches("http://");
        let (address, path) = rest.split_once('/').unwrap_or((rest, ""));
        let mut line = TcpStream::connect(address)?;
        line.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(
            line,
            "DELETE /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        line.read(&mut [0; 64]).map(drop)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.end_session();
        let pid = self.driver.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.driver.wait();
    }
}

/// Tab, as WebDriver writes it.
pub const TAB: &str = "\u{e004}";
/// Enter.
pub const ENTER: &str = "\u{e007}";
/// The space bar.
pub const SPACE: &str = " ";
