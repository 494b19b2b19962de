//! Passwords that are known from breaches: from a filter, and from a service that answers, or does not.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bienvenue::breaches::{BreachFilter, FilterBuilder, OnFailure, RangeApi, sha1_of};
use bienvenue::core::password::PasswordRejected;
use bienvenue::{Auth, Fault, SetPasswordError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::new_passwords::{internet, is_refused_everywhere};
use super::{EMAIL, Life, PASSWORD};
use crate::support::{Database, every_engine, log};

every_engine!(
    asvs_6_2_12_a_password_of_the_filter_is_refused,
    asvs_6_2_12_a_password_that_the_service_knows_is_refused,
    asvs_6_2_12_five_digits_leave_the_machine,
    asvs_15_3_2_without_an_answer_the_operator_has_decided,
    the_original_asks_as_well_when_it_is_told_to
);

const BREACHED: &str = "correct horse battery staple";

fn is_breached(result: &Result<(), SetPasswordError>) -> bool {
    matches!(result, Err(SetPasswordError::Password(PasswordRejected::Breached)))
}

async fn hash(auth: &Auth, password: &str) -> Result<(), SetPasswordError> {
    auth.hash_password(password).await.map(|_| ())
}

/// A filter that holds one password.
fn filter() -> BreachFilter {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter");
    let mut builder = FilterBuilder::new(&path);
    builder.add(&sha1_of(BREACHED.as_bytes())).unwrap();
    builder.finish(|_, _| ()).unwrap();
    BreachFilter::open(&path).unwrap()
}

async fn asvs_6_2_12_a_password_of_the_filter_is_refused(database: Database) {
    let life = Life::with(&database, |auth| internet(auth).breach_filter(filter())).await;
    is_refused_everywhere(&life, BREACHED, PasswordRejected::Breached).await;
}

/// A server that sends each who asks this answer, after this time, and remembers what was asked.
struct Ranges {
    address: SocketAddr,
    asked: Arc<Mutex<String>>,
    _serving: JoinSet<()>,
}

impl Ranges {
    async fn start(answer: impl Into<String>, after: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, answer) = (listener.local_addr().unwrap(), answer.into());
        let asked = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&asked);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 4_096];
                let read = stream.read(&mut request).await.unwrap();
                heard.lock().unwrap().push_str(std::str::from_utf8(&request[..read]).unwrap());
                tokio::time::sleep(after).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { address, asked, _serving: serving }
    }

    /// One that answers with these lines.
    async fn listing(lines: &str) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", lines.len());
        Self::start(format!("{head}{lines}"), Duration::ZERO).await
    }

    fn api(&self, on_failure: OnFailure) -> RangeApi {
        RangeApi::new(&format!("http://{}/range/", self.address), on_failure).unwrap()
    }
}

fn hex(password: &str) -> String {
    sha1_of(password.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02X}").unwrap();
        hex
    })
}

async fn asvs_6_2_12_a_password_that_the_service_knows_is_refused(database: Database) {
    let lines = format!("{}:1\r\n{}:42\r\n", "0".repeat(35), &hex(BREACHED)[5..]);
    let ranges = Ranges::listing(&lines).await;
    let life = Life::with(&database, |auth| internet(auth).breach_api(ranges.api(OnFailure::Refuse))).await;
    is_refused_everywhere(&life, BREACHED, PasswordRejected::Breached).await;
}

async fn asvs_6_2_12_five_digits_leave_the_machine(database: Database) {
    let ranges = Ranges::listing("").await;
    let api = ranges.api(OnFailure::Refuse);
    let life = Life::with(&database, |auth| internet(auth).breach_filter(filter()).breach_api(api)).await;
    // What the filter knows is not asked for, nor what is refused for another reason.
    for bad in [BREACHED, "short", "Sunshine1", "Reblochon1"] {
        hash(&life.auth, bad).await.unwrap_err();
    }
    assert_eq!(*ranges.asked.lock().unwrap(), "");
    life.auth.sign_up(EMAIL, PASSWORD, &super::laptop()).await.unwrap();
    let asked = ranges.asked.lock().unwrap().clone();
    let hash = hex(PASSWORD);
    assert!(asked.starts_with(&format!("GET /range/{} HTTP/1.1\r\n", &hash[..5])), "{asked}");
    assert!(asked.contains("add-padding: true\r\n"), "{asked}");
    for secret in [&hash[..6], &hash[5..], PASSWORD, EMAIL] {
        assert!(!asked.contains(secret), "{asked}");
    }
    assert_eq!(life.auth.complete_registrations().await.unwrap(), 1);
    // A login asks nobody.
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert_eq!(*ranges.asked.lock().unwrap(), asked);
}

/// Slow, down, nonsense, an error, a redirection, an answer without end: each is no answer.
async fn asvs_15_3_2_without_an_answer_the_operator_has_decided(database: Database) {
    let other = Ranges::listing(&format!("{}:1", &hex(BREACHED)[5..])).await;
    let moved = format!(
        "HTTP/1.1 302 Found\r\nlocation: http://{}/range/\r\ncontent-length: 0\r\n\r\n",
        other.address
    );
    let down = Ranges::listing("").await.address;
    for (what, answer, after) in [
        ("slow", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Duration::from_secs(20)),
        ("nonsense", "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", Duration::ZERO),
        ("no HTTP", "220 smtp.example.org\r\n", Duration::ZERO),
        ("an error", "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", Duration::ZERO),
        ("cut off", "HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n", Duration::ZERO),
        ("too long", &format!("HTTP/1.1 200 OK\r\n\r\n{}", "A:1\n".repeat(1 << 19)), Duration::ZERO),
        ("elsewhere", &moved, Duration::ZERO),
        ("down", "", Duration::ZERO),
    ] {
        let ranges = Ranges::start(answer, after).await;
        let address = if what == "down" { down } else { ranges.address };
        for on_failure in [OnFailure::Accept, OnFailure::Refuse] {
            let api = RangeApi::new(&format!("http://{address}/range/"), on_failure).unwrap();
            let life = Life::with(&database, |auth| internet(auth).breach_api(api)).await;
            let (start, log_start) = (Instant::now(), log::listen());
            let result = hash(&life.auth, BREACHED).await;
            assert!(start.elapsed() < Duration::from_secs(5), "{what}");
            match on_failure {
                OnFailure::Accept => {
                    assert!(result.is_ok(), "{what}: {result:?}");
                    assert!(log::lines_since(log_start).concat().contains("password.breach_api"), "{what}");
                }
                OnFailure::Refuse => {
                    let is_fault = matches!(result, Err(SetPasswordError::Fault(Fault::Unavailable(_))));
                    assert!(is_fault, "{what}: {result:?}");
                }
            }
        }
    }
    assert_eq!(*other.asked.lock().unwrap(), "", "nobody is led elsewhere");
}

async fn the_original_asks_as_well_when_it_is_told_to(database: Database) {
    let life = Life::with(&database, |auth| auth.breach_filter(filter())).await;
    assert!(is_breached(&hash(&life.auth, BREACHED).await));
    hash(&life.auth, "x").await.unwrap();
}
