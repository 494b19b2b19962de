//! Who asks, and looks at what comes back.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::people::{self, Kind};
use super::routes::Route;
use crate::http::{self, Answer};

/// One connection that is kept, and the session of an account of the stranger's own.
#[derive(Debug)]
pub(super) struct Stranger {
    address: SocketAddr,
    stream: TcpStream,
    cookie: String,
}

impl Stranger {
    pub(super) fn new(address: SocketAddr, cookie: String) -> Result<Self> {
        Ok(Self { address, stream: http::connect(address)?, cookie })
    }

    /// Asks about somebody: how many microseconds the answer took, and what it says beside what is always different.
    pub(super) fn ask(&mut self, route: &Route, kind: &Kind, number: u64) -> Result<(f64, String)> {
        let about = people::address(route, kind, number);
        let cookie = route.is_in_session.then_some(self.cookie.as_str());
        let body = route.body(kind, &about);
        let text = http::compose(self.address, route.method, route.path, &body, cookie, "keep-alive");
        let before = Instant::now();
        self.stream.write_all(text.as_bytes())?;
        let answer = http::read_answer(&mut self.stream)
            .with_context(|| format!("no answer to {} {}", route.method, route.path))?;
        let micros = before.elapsed().as_secs_f64() * 1_000_000.0;
        if answer.status != route.status {
            bail!("{} {} gave {} for {}", route.method, route.path, answer.status, kind.name);
        }
        Ok((micros, comparable(&answer, &about)))
    }
}

/// All of an answer but its moment, its id, and the address in it.
fn comparable(answer: &Answer, about: &str) -> String {
    let is_alike = |line: &&str| !line.starts_with("date: ") && !line.starts_with("x-request-id: ");
    let head: Vec<&str> = answer.head().lines().filter(is_alike).collect();
    format!("{}\n{}", head.join("\n"), answer.body()).replace(about, "ADDRESS")
}
