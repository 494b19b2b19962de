//! The service with hashing at next to no cost, so that what is left of a login can be measured.
//!
//! `cheap ADDRESS:PORT FILE`. Its passwords are not protected: for benchmarks only.

use bienvenue::http::{HttpSettings, Limits, router, serve};
use bienvenue::{Auth, Store};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("cheap ADDRESS:PORT FILE".into());
    };
    let store = Store::open(&format!("sqlite:{file}")).await?;
    // All logins of a measurement come from one address.
    let auth = Auth::builder(store).cheap_hashing_for_tests().no_throttle().build()?;
    let routes = router(auth, HttpSettings::internet());
    serve(TcpListener::bind(address).await?, None, routes, Limits::default(), std::future::pending()).await;
    Ok(())
}
