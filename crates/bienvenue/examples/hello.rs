//! The ceiling of the benchmarks: a bare "hello" on the accept loop that the service runs on.
//!
//! `hello ADDRESS:PORT`

use axum::Router;
use axum::routing::get;
use bienvenue::http::{Limits, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5001".into());
    let router = Router::new().route("/", get(async || "Hello, World!"));
    serve(TcpListener::bind(address).await?, None, router, Limits::default(), std::future::pending()).await;
    Ok(())
}
