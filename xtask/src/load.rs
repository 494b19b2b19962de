//! `cargo xtask load`: sends requests over and over on some connections and prints one line of JSON, and, when asked,
//! a line for each interval of the run.
//!
//! One thread and no HTTP library, because on a small machine each cycle it takes is missing to the server. It
//! only ever talks to this machine, for a bounded time.

mod connection;
mod options;
mod requests;
mod response;
mod summary;
mod target;
mod total;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;

pub(crate) use self::response::parse_head;
pub(crate) use self::summary::Summary;
pub(crate) use self::total::Interval;

use self::connection::{Connection, Outcome, Plan};
use self::options::Options;
use self::total::Total;

/// How long answers may still come in after the last request.
const GRACE: Duration = Duration::from_secs(5);

/// Runs the generator; false when a request failed.
pub(crate) fn run(arguments: &[String]) -> Result<bool> {
    let options = Options::read(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (summary, total) = runtime.block_on(generate(&options))?;
    println!("{}", summary.to_json());
    for interval in options.interval.map(|width| total.intervals(width)).unwrap_or_default() {
        println!("{}", interval.to_line());
    }
    Ok(summary.errors == 0)
}

async fn generate(options: &Options) -> Result<(Summary, Total)> {
    let requests = Arc::new(options.requests());
    let mut connections = Vec::with_capacity(options.connections);
    for _ in 0..options.connections {
        // All connect before the clock starts: the measure is of requests.
        connections.push(Connection::open(options.target.address()).await?);
    }
    let start = Instant::now();
    let pace = options.rate.map(|rate| Duration::from_secs_f64(rate.recip()));
    let end = start + options.time;
    let Options { may_refuse, pause, .. } = *options;
    let plan = Plan { requests, start, end, pace, may_refuse, pause };
    let mut running = JoinSet::new();
    for connection in connections {
        running.spawn(finish(connection, plan.clone(), options.is_cut));
    }
    let mut total = Total::default();
    while let Some(outcome) = running.join_next().await {
        total.add(outcome?);
    }
    let own_cpu = clock_gettime(ClockId::ProcessCPUTime).try_into()?;
    Ok((Summary::new(&total, start.elapsed(), own_cpu), total))
}

/// Lets a connection work to its end; what is not answered then is an error, or nothing when the run is to be cut.
async fn finish(connection: Connection, plan: Plan, is_cut: bool) -> Outcome {
    let mut outcome = Outcome::default();
    let last_moment = if is_cut { plan.end } else { plan.end + GRACE };
    let work = connection.drive(&plan, &mut outcome);
    if tokio::time::timeout_at(last_moment.into(), work).await.is_err() && !is_cut {
        outcome.error = Some(anyhow::anyhow!("no answer"));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

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

    fn load(reply: &'static str, more: &str) -> Summary {
        let words = format!("--url http://127.0.0.1:{}/ --connections 1 --seconds 0.05{more}", serve(reply));
        let options = Options::read(&words.split(' ').map(str::to_owned).collect::<Vec<_>>()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(generate(&options)).unwrap().0
    }

    #[test]
    fn counts_good_answers() {
        let summary = load("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", "");
        assert!(summary.requests > 0);
        assert_eq!(summary.errors, 0);
    }

    #[test]
    fn another_status_is_an_error() {
        let summary = load("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", "");
        assert_eq!((summary.requests, summary.errors), (0, 1));
    }

    #[test]
    fn refusals_are_counted_where_they_may_come() {
        let reply = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
        let summary = load(reply, " --refusals yes --requests 3");
        assert_eq!((summary.refused, summary.refused_bare, summary.errors), (3, 0, 0));
        assert_eq!(load(reply, "").errors, 1);
    }

    #[test]
    fn a_rate_is_kept() {
        let summary = load("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", " --rate 100");
        assert!((1..=6).contains(&summary.requests), "{summary:?}");
    }
}
