//! `cargo xtask load`: sends one request over and over on some connections, and prints one line of JSON.
//!
//! One thread and no HTTP library, because on a small machine each cycle it takes is missing to the server. It
//! only ever talks to this machine, for a bounded time.

mod connection;
mod response;
mod summary;
mod target;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;

pub(crate) use self::response::parse_head;
pub(crate) use self::summary::Summary;

use self::connection::Connection;
use self::target::Target;

const MOST_CONNECTIONS: usize = 1_024;
const MOST_SECONDS: f64 = 60.0;
/// How long answers may still come in after the last request.
const GRACE: Duration = Duration::from_secs(5);

/// What to send where, and for how long.
#[derive(Debug, PartialEq)]
struct Options {
    target: Target,
    connections: usize,
    time: Duration,
    method: String,
    body: String,
    cookie: Option<String>,
}

/// Runs the generator; false when a request failed.
pub(crate) fn run(arguments: &[String]) -> Result<bool> {
    let options = Options::read(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let summary = runtime.block_on(generate(&options))?;
    println!("{}", summary.to_json());
    Ok(summary.errors == 0)
}

async fn generate(options: &Options) -> Result<Summary> {
    let request = options.request();
    let mut connections = Vec::with_capacity(options.connections);
    for _ in 0..options.connections {
        // All connect before the clock starts: the measure is of requests.
        connections.push(Connection::open(options.target.address(), &request).await?);
    }
    let start = Instant::now();
    let end = start + options.time;
    let mut running = JoinSet::new();
    for connection in connections {
        running.spawn(connection.drive(end));
    }
    let (mut latencies, mut errors) = (Vec::new(), 0);
    let last_moment = tokio::time::Instant::from_std(end + GRACE);
    while let Ok(Some(joined)) = tokio::time::timeout_at(last_moment, running.join_next()).await {
        let outcome = joined?;
        latencies.extend(outcome.latencies);
        if let Some(error) = outcome.error {
            eprintln!("{error:#}");
            errors += 1;
        }
    }
    // Those that are left wait for an answer that does not come.
    errors += running.len() as u64;
    let own_cpu = clock_gettime(ClockId::ProcessCPUTime).try_into()?;
    Ok(Summary::new(latencies, start.elapsed(), own_cpu, errors))
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self> {
        let (mut url, mut connections, mut seconds) = (None, 64, 4.0);
        let (mut method, mut body, mut cookie) = ("GET".to_owned(), String::new(), None);
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--url" => url = Some(value),
                "--connections" => connections = value.parse().context("--connections is a number")?,
                "--seconds" => seconds = value.parse().context("--seconds is a number")?,
                "--method" => method.clone_from(value),
                "--body" => body.clone_from(value),
                "--cookie" => cookie = Some(value.clone()),
                other => bail!("load has no option `{other}`"),
            }
        }
        if !(1..=MOST_CONNECTIONS).contains(&connections) {
            bail!("--connections goes from 1 to {MOST_CONNECTIONS}");
        }
        if !(0.01..=MOST_SECONDS).contains(&seconds) {
            bail!("--seconds goes from 0.01 to {MOST_SECONDS}");
        }
        let target = Target::read(url.context("load needs --url")?)?;
        Ok(Self { target, connections, time: Duration::from_secs_f64(seconds), method, body, cookie })
    }

    /// The request as it goes over the wire, the same each time.
    fn request(&self) -> Vec<u8> {
        let mut lines = vec![
            format!("{} {} HTTP/1.1", self.method, self.target.path()),
            format!("host: {}", self.target.address()),
        ];
        if let Some(cookie) = &self.cookie {
            lines.push(format!("cookie: {cookie}"));
        }
        if !self.body.is_empty() {
            lines.push("content-type: application/x-www-form-urlencoded".to_owned());
            lines.push(format!("content-length: {}", self.body.len()));
        }
        format!("{}\r\n\r\n{}", lines.join("\r\n"), self.body).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    fn read(words: &str) -> Result<Options> {
        Options::read(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn writes_the_request() {
        let options = read("--url http://127.0.0.1:5000/profile --cookie session_id=x").unwrap();
        assert_eq!(
            String::from_utf8(options.request()).unwrap(),
            "GET /profile HTTP/1.1\r\nhost: 127.0.0.1:5000\r\ncookie: session_id=x\r\n\r\n"
        );
        let options = read("--url http://127.0.0.1:1 --method POST --body a=b").unwrap();
        assert!(options.request().ends_with(b"\r\ncontent-length: 3\r\n\r\na=b"));
    }

    #[test]
    fn refuses_what_has_no_bound() {
        assert!(read("--url http://127.0.0.1:1 --seconds 3600").is_err());
        assert!(read("--url http://127.0.0.1:1 --seconds nan").is_err());
        assert!(read("--url http://127.0.0.1:1 --connections 0").is_err());
        assert!(read("--url http://127.0.0.1:1 --verbose yes").is_err());
        assert!(read("--connections 1").is_err());
    }

    /// Answers each request on one connection with `reply`.
    fn serve(reply: &'static str) -> u16 {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut buffer = [0; 1_024];
            while stream.read(&mut buffer).is_ok_and(|count| count > 0) {
                if stream.write_all(reply.as_bytes()).is_err() {
                    return;
                }
            }
        });
        port
    }

    fn load(reply: &'static str) -> Summary {
        let options =
            read(&format!("--url http://127.0.0.1:{}/ --connections 1 --seconds 0.05", serve(reply)))
                .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(generate(&options)).unwrap()
    }

    #[test]
    fn counts_good_answers() {
        let summary = load("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
        assert!(summary.requests > 0);
        assert_eq!(summary.errors, 0);
    }

    #[test]
    fn another_status_is_an_error() {
        let summary = load("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        assert_eq!((summary.requests, summary.errors), (0, 1));
    }
}
