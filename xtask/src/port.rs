//! Ports for temporary servers.

use std::net::{SocketAddr, TcpListener};

use anyhow::Result;

/// A loopback address whose port was free a moment ago.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}
