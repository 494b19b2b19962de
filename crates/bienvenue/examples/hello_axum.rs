//! The other ceiling of the benchmarks: the same bare "hello" on `axum::serve`, which sets no limits.
//!
//! `hello_axum ADDRESS:PORT`

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5001".into());
    let router = Router::new().route("/", get(async || "Hello, World!"));
    axum::serve(TcpListener::bind(address).await?, router).await
}
