//! Scratch: compiles the demo by itself.
#![allow(missing_docs, dead_code, clippy::all)]
mod config;
mod demo;
mod door;
mod home;
mod local;
mod ops;
mod running;
mod serve;
mod shelf;
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).with_writer(std::io::stderr).init();
    let data = std::env::args().nth(1).map(Into::into);
    let r = demo::run(demo::DemoArgs { once: true, json: true, data, ..Default::default() }).await;
    println!("{r:?}");
}
