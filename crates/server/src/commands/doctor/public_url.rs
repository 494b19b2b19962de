//! The way that people take: whether it leads to this service, and arrives as it should.
//!
//! Which process answers is told by the ids of requests: each process counts its own up from a random start. So an answer by
//! way of the public URL whose id is close to that of one from our own listener is by the same process.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use bienvenue::http::Origin;
use bienvenue::outgoing::{Answer, Outgoing, Question, Unreached};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;
use super::clock::Hand;
use super::finding::Finding;
use crate::config::Settings;
use crate::moment;
use crate::stop::with_causes;

const CHECK: &str = "public URL";
/// Requests by which two lanes of one process may be apart: more than it answers in a month.
const BETWEEN: u64 = 1 << 40;

/// What was found, and what time it was there.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    pub(super) clock: Option<Hand>,
}

pub(super) async fn check(settings: &Settings) -> Examined {
    let Some(url) = &settings.public_url else {
        return Examined { findings: vec![Finding::skipped(CHECK, "`public_url` is not set")], clock: None };
    };
    let listener = reachable(settings.listen);
    let own = format!("http://{listener}/healthz");
    // Not `/healthz`, which answers for any host: what people see must be asked by the name that they use.
    let seen = format!("{url}/api/openapi.json");
    let asked = Instant::now();
    // By TLS our own listener is not asked: its certificate is for the name that people use.
    let direct = async {
        if settings.tls.is_some() {
            return (None, is_there(listener).await);
        }
        let answer = ask(&own).await.ok();
        let is_running = answer.is_some();
        (answer, is_running)
    };
    let ((direct, is_running), public) = tokio::join!(direct, ask(&seen));
    let (findings, answer) = match public {
        Err(cause) => (vec![unreached(url, &cause, is_running)], None),
        Ok(answer) => (vec![judge(url, settings, direct.as_ref(), &answer)], Some(answer)),
    };
    let date = answer.as_ref().and_then(|answer| http_date(answer.header("date")?));
    let clock = date
        .and_then(|date| moment::read(&date))
        .map(|said| Hand::read("whatever answers at `public_url`", said, asked));
    Examined { findings, clock }
}

/// Whether anybody listens.
async fn is_there(listener: SocketAddr) -> bool {
    timeout(PATIENCE, TcpStream::connect(listener)).await.is_ok_and(|connected| connected.is_ok())
}

async fn ask(url: &str) -> Result<Answer, String> {
    let service = Outgoing::new(url).map_err(|error| error.to_string())?;
    service.ask(Question::get(PATIENCE)).await.map_err(|error: Unreached| with_causes(&error))
}

fn unreached(url: &Origin, cause: &str, is_running: bool) -> Finding {
    if !is_running {
        return Finding::skipped(CHECK, format!("{url}: {cause}; and no service runs here"));
    }
    let mend = if cause.contains("certificate") {
        "Its certificate must be for this name and from an authority that machines know."
    } else if cause.contains("lookup") || cause.contains("Name or service") {
        "The name has no address: make its A and AAAA records, or correct `public_url`."
    } else {
        "The service runs, and its public address does not lead to it: look at the proxy, the firewall and the name's address."
    };
    Finding::wrong(CHECK, format!("{url}: {cause}"), mend)
}

fn judge(url: &Origin, settings: &Settings, direct: Option<&Answer>, public: &Answer) -> Finding {
    if public.status == 421 {
        let found = format!("{url} leads to a service that does not know this host (421)");
        let mend =
            "Have the proxy pass Host on: `proxy_set_header Host $http_host` in nginx; Caddy and Traefik do.";
        return Finding::wrong(CHECK, found, mend);
    }
    if public.status != 200 || public.header("x-request-id").is_none() {
        let found = format!("at {url} something else answers, with the status {}", public.status);
        return Finding::wrong(
            CHECK,
            found,
            "Have it lead to the address in `listen`, at `/` and not below a path.",
        );
    }
    let mut lost = vec![("x-content-type-options", true), ("content-security-policy", true)];
    lost.push(("strict-transport-security", url.is_https()));
    lost.retain(|(name, is_told)| *is_told && public.header(name).is_none());
    if let Some((name, _)) = lost.first() {
        let found = format!("answers at {url} come without the header {name}");
        return Finding::wrong(
            CHECK,
            found,
            "Something in front takes headers away: have it pass on what the service answers.",
        );
    }
    match direct {
        None => Finding::good(CHECK, format!("{url} answers as this program does")),
        Some(direct) if is_same_process(direct, public) => {
            Finding::good(CHECK, format!("{url} leads to this service"))
        }
        Some(_) if settings.is_shared_database() => {
            Finding::good(CHECK, format!("{url} leads to another replica than the one here"))
        }
        Some(_) => {
            let found =
                format!("{url} leads to another service of this kind, not to the one at {}", settings.listen);
            Finding::wrong(
                CHECK,
                found,
                "Have the proxy lead here, or end the other one: with SQLite there is one.",
            )
        }
    }
}

fn is_same_process(one: &Answer, other: &Answer) -> bool {
    let id = |answer: &Answer| u64::from_str_radix(answer.header("x-request-id")?, 16).ok();
    // The first digit is that of the lane which answered, and each lane counts for itself.
    let apart = id(one).zip(id(other)).map(|(one, other)| one.wrapping_sub(other) << 4);
    apart.is_some_and(|apart| apart.min(apart.wrapping_neg()) < BETWEEN << 4)
}

/// Where a listener is reached from here.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// `Fri, 20 Nov 2026 15:30:00 GMT` (RFC 9110 §5.6.7) as `2026-11-20 15:30:00`.
fn http_date(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split(' ').skip(1);
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    Some(format!("{year}-{month:02}-{day} {time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read() {
        assert_eq!(http_date("Fri, 20 Nov 2026 15:30:00 GMT").as_deref(), Some("2026-11-20 15:30:00"));
        assert_eq!(http_date("yesterday"), None);
    }

    /// To ask a real one would take a network.
    #[test]
    fn a_name_without_an_address_is_told() {
        let url: Origin = "https://accounts.example.org".parse().unwrap();
        let cause = "no connection: failed to lookup address information: Name or service not known";
        let told = format!("{:?}", unreached(&url, cause, true));
        assert!(told.contains("Wrong") && told.contains("The name has no address"), "{told}");
        assert!(format!("{:?}", unreached(&url, cause, false)).contains("Skipped"));
    }

    #[test]
    fn a_listener_of_all_addresses_is_reached_here() {
        for (listen, reached) in
            [("0.0.0.0:1", "127.0.0.1:1"), ("[::]:1", "[::1]:1"), ("10.0.0.7:1", "10.0.0.7:1")]
        {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), reached);
        }
    }
}
