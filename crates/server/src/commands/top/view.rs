//! What is shown: rates between two looks, and how things are now. It fits 80 columns and 24 lines.

use std::collections::BTreeMap;
use std::time::Duration;

use bienvenue::core::time::{Clock as _, SystemClock};
use serde::Serialize;

use super::figures::{Figures, label};

const REQUESTS: &str = "bienvenue_http_requests_total";
const DURATION: &str = "bienvenue_http_request_duration_seconds_bucket";
/// So many of the busiest routes fit.
const ROUTES: usize = 10;

/// What a service did between two looks. Rates are for each second, times are seconds.
#[derive(Clone, Debug, Serialize)]
pub(super) struct View {
    version: String,
    database: String,
    uptime: f64,
    requests: f64,
    failed_requests: f64,
    p50: Option<f64>,
    p99: Option<f64>,
    sign_ins: Ends,
    registrations: Ends,
    hashing_waiting: f64,
    hashing_threads: f64,
    hashing_average: f64,
    hashes: f64,
    store_waiting: f64,
    store_commits: f64,
    store_writes: f64,
    store_failed: f64,
    sessions_live: f64,
    sessions_in_memory: f64,
    checks: f64,
    checks_from_memory: f64,
    outbox_waiting: f64,
    outbox_oldest_age: f64,
    mails_sent: f64,
    mails_given_up: f64,
    memory_bytes: f64,
    cores: f64,
    routes: Vec<Route>,
}

/// How often something ended how.
#[derive(Clone, Copy, Debug, Serialize)]
struct Ends {
    done: f64,
    refused: f64,
    throttled: f64,
    overloaded: f64,
    failed: f64,
}

/// One route.
#[derive(Clone, Debug, Serialize)]
struct Route {
    #[serde(rename = "route")]
    pattern: String,
    requests: f64,
    p50: Option<f64>,
    p99: Option<f64>,
}

impl View {
    /// What has happened on average since the service was started.
    pub(super) fn since_the_start(now: &Figures) -> Self {
        Self::between(&Figures::default(), now, Duration::ZERO)
    }

    /// What happened between two looks that were this far apart; since the start if the service was started in between.
    pub(super) fn between(before: &Figures, now: &Figures, apart: Duration) -> Self {
        let uptime = |figures: &Figures| now_seconds(figures) - figures.get("process_start_time_seconds");
        let is_restarted =
            (before.get("process_start_time_seconds") - now.get("process_start_time_seconds")).abs() > 0.5;
        let nothing = Figures::default();
        let before = if is_restarted { &nothing } else { before };
        let seconds = if is_restarted { uptime(now) } else { apart.as_secs_f64() }.max(0.001);
        let rate = |name: &str| (now.get(name) - before.get(name)) / seconds;
        let ends = |name: &str| {
            let rate = |result: &str| rate(&format!("{name}{{result=\"{result}\"}}"));
            Ends {
                done: rate("done"),
                refused: rate("refused"),
                throttled: rate("throttled"),
                overloaded: rate("overloaded"),
                failed: rate("failed"),
            }
        };
        let rose = |labels: &str, value: f64| value - before.get(&format!("{REQUESTS}{{{labels}}}"));
        let requests = now.all(REQUESTS).map(|(labels, value)| (labels, rose(labels, value)));
        let (mut all, mut failed) = (0.0, 0.0);
        for (labels, risen) in requests {
            all += risen;
            if label(labels, "status").is_some_and(|status| status.starts_with('5')) {
                failed += risen;
            }
        }
        let mut routes = routes(before, now, seconds);
        let whole = steps(before, now, None);
        routes.truncate(ROUTES);
        let info = now.all("bienvenue_build_info").next().map_or("", |(labels, _)| labels);
        let of_info = |name| label(info, name).unwrap_or("?").to_owned();
        let memory = rate("bienvenue_session_checks_total{from=\"memory\"}");
        Self {
            version: of_info("version"),
            database: of_info("database"),
            uptime: uptime(now),
            requests: all / seconds,
            failed_requests: failed / seconds,
            p50: quantile(&whole, 0.5),
            p99: quantile(&whole, 0.99),
            sign_ins: ends("bienvenue_sign_ins_total"),
            registrations: ends("bienvenue_registrations_total"),
            hashing_waiting: now.get("bienvenue_hashing_waiting"),
            hashing_threads: now.get("bienvenue_hashing_threads"),
            hashing_average: now.get("bienvenue_hashing_average_seconds"),
            hashes: rate("bienvenue_hashes_total"),
            store_waiting: now.get("bienvenue_store_waiting"),
            store_commits: rate("bienvenue_store_commit_jobs_count"),
            store_writes: rate("bienvenue_store_commit_jobs_sum"),
            store_failed: rate("bienvenue_store_failed_total"),
            sessions_live: now.get("bienvenue_sessions_live"),
            sessions_in_memory: now.get("bienvenue_session_memory_entries"),
            checks: memory + rate("bienvenue_session_checks_total{from=\"database\"}"),
            checks_from_memory: memory,
            outbox_waiting: now.get("bienvenue_outbox_waiting"),
            outbox_oldest_age: now.get("bienvenue_outbox_oldest_age_seconds"),
            mails_sent: rate("bienvenue_mails_total{result=\"sent\"}"),
            mails_given_up: rate("bienvenue_mails_total{result=\"given_up\"}"),
            memory_bytes: now.get("process_resident_memory_bytes"),
            cores: rate("process_cpu_seconds_total"),
            routes,
        }
    }

    /// At most 24 lines of at most 80 columns.
    pub(super) fn lines(&self) -> Vec<String> {
        let ends = |ends: &Ends| {
            let Ends { done, refused, throttled, overloaded, failed } = *ends;
            let [done, refused, throttled] = [done, refused, throttled].map(number);
            let [overloaded, failed] = [overloaded, failed].map(number);
            format!(
                "{done} done, {refused} refused, {throttled} throttled, {overloaded} overloaded, {failed} failed"
            )
        };
        let row = |name: &str, text: String| format!("  {name:<14}{text}");
        let from_memory = if self.checks > 0.0 { 100.0 * self.checks_from_memory / self.checks } else { 0.0 };
        let mut lines = vec![
            format!("Bienvenue {}, {}, up {}", self.version, self.database, span(self.uptime)),
            String::new(),
            "  each second".to_owned(),
            row(
                "Requests",
                format!(
                    "{}, of which {} with 5xx; half within {}, 99 % within {}",
                    number(self.requests),
                    number(self.failed_requests),
                    time(self.p50),
                    time(self.p99)
                ),
            ),
            row("Sign-ins", ends(&self.sign_ins)),
            row("Registrations", ends(&self.registrations)),
            row("Checks", format!("{} of sessions, {from_memory:.1} % from memory", number(self.checks))),
            row(
                "Hashes",
                format!(
                    "{}; {} wait for {} threads, {} each",
                    number(self.hashes),
                    number(self.hashing_waiting),
                    number(self.hashing_threads),
                    time(Some(self.hashing_average))
                ),
            ),
            row(
                "Database",
                format!(
                    "{} writes in {} commits, {} failed; {} wait",
                    number(self.store_writes),
                    number(self.store_commits),
                    number(self.store_failed),
                    number(self.store_waiting)
                ),
            ),
            row(
                "Mails",
                format!(
                    "{} sent, {} given up; {} wait, the oldest for {}",
                    number(self.mails_sent),
                    number(self.mails_given_up),
                    number(self.outbox_waiting),
                    span(self.outbox_oldest_age)
                ),
            ),
            row(
                "Sessions",
                format!("{} live, {} in memory", number(self.sessions_live), number(self.sessions_in_memory)),
            ),
            row(
                "Process",
                format!("{:.1} MiB, {:.2} cores", self.memory_bytes / f64::from(1 << 20), self.cores),
            ),
        ];
        if !self.routes.is_empty() {
            lines.extend([
                String::new(),
                format!("  {:<44}{:>10}{:>11}{:>11}", "Route", "each s", "half", "99 %"),
            ]);
        }
        lines.extend(self.routes.iter().map(|route| {
            let name: String = route.pattern.chars().take(43).collect();
            format!(
                "  {name:<44}{:>10}{:>11}{:>11}",
                number(route.requests),
                time(route.p50),
                time(route.p99)
            )
        }));
        lines.iter().map(|line| line.chars().take(80).collect()).collect()
    }
}

fn now_seconds(figures: &Figures) -> f64 {
    let now =
        std::time::Duration::from_micros(u64::try_from(SystemClock.now().as_micros()).unwrap_or_default());
    now.as_secs_f64().max(figures.get("process_start_time_seconds"))
}

/// The busiest first.
fn routes(before: &Figures, now: &Figures, seconds: f64) -> Vec<Route> {
    let names: std::collections::BTreeSet<_> =
        now.all(DURATION).filter_map(|(labels, _)| label(labels, "route")).collect();
    let mut routes: Vec<_> = names
        .into_iter()
        .map(|name| {
            let steps = steps(before, now, Some(name));
            let requests = steps.last().map_or(0.0, |(_, count)| *count) / seconds;
            Route {
                pattern: name.to_owned(),
                requests,
                p50: quantile(&steps, 0.5),
                p99: quantile(&steps, 0.99),
            }
        })
        .filter(|route| route.requests > 0.0)
        .collect();
    routes.sort_by(|one, other| other.requests.total_cmp(&one.requests));
    routes
}

/// How many requests took at most so long, between two looks, of one route or of all.
fn steps(before: &Figures, now: &Figures, route: Option<&str>) -> Vec<(f64, f64)> {
    let mut steps = BTreeMap::new();
    for (labels, count) in now.all(DURATION) {
        if route.is_some() && label(labels, "route") != route {
            continue;
        }
        let Some(end) = label(labels, "le").and_then(|end| end.parse::<f64>().ok()) else { continue };
        let risen = count - before.get(&format!("{DURATION}{{{labels}}}"));
        // Positive numbers sort as their bits do.
        *steps.entry(end.to_bits()).or_insert(0.0) += risen;
    }
    steps.into_iter().map(|(end, count)| (f64::from_bits(end), count)).collect()
}

/// The time that this part of the requests did not exceed, as if they were spread evenly over a step. Beyond the last step
/// nothing is known but its beginning.
fn quantile(steps: &[(f64, f64)], part: f64) -> Option<f64> {
    let all = steps.last().map(|(_, count)| *count).filter(|all| *all > 0.0)?;
    let wanted = part * all;
    let (mut from, mut below) = (0.0, 0.0);
    for (end, count) in steps {
        if *count >= wanted {
            return Some(if end.is_finite() {
                from + (end - from) * (wanted - below) / (count - below)
            } else {
                from
            });
        }
        (from, below) = (*end, *count);
    }
    None
}

fn number(value: f64) -> String {
    if value < 10.0 && value.fract() > 0.05 { format!("{value:.1}") } else { format!("{value:.0}") }
}

fn time(seconds: Option<f64>) -> String {
    match seconds {
        None => "–".to_owned(),
        Some(seconds) if seconds < 1.0 => format!("{:.1} ms", seconds * 1_000.0),
        Some(seconds) => format!("{seconds:.1} s"),
    }
}

fn span(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn figures(requests: u32, fast: u32) -> Figures {
        let text = format!(
            "process_start_time_seconds 1000\nbienvenue_build_info{{version=\"1\",database=\"sqlite\"}} 1\n\
             {REQUESTS}{{route=\"/profile\",method=\"GET\",status=\"200\"}} {requests}\n\
             {DURATION}{{route=\"/profile\",le=\"0.001\"}} {fast}\n{DURATION}{{route=\"/profile\",le=\"0.01\"}} {requests}\n\
             {DURATION}{{route=\"/profile\",le=\"+Inf\"}} {requests}\n"
        );
        Figures::read(&text).unwrap()
    }

    #[test]
    fn rates_are_of_what_came_between_two_looks() {
        let view = View::between(&figures(1_000, 0), &figures(1_200, 100), Duration::from_secs(1));
        assert_eq!((number(view.requests), view.routes.len()), ("200".to_owned(), 1));
        // 100 within 1 ms, the other 100 within 10 ms.
        assert_eq!((time(view.p50), time(view.p99)), ("1.0 ms".to_owned(), "9.8 ms".to_owned()));
    }

    #[test]
    fn a_service_that_was_started_anew_counts_from_its_start() {
        let later = Figures::read("process_start_time_seconds 2000\n").unwrap();
        assert!(View::between(&figures(1_000, 0), &later, Duration::from_secs(1)).requests >= 0.0);
    }

    #[test]
    fn it_fits_a_terminal() {
        let mut text = String::from("process_start_time_seconds 0\n");
        for route in 0..40 {
            let _ = writeln!(
                text,
                "{DURATION}{{route=\"/a/very/long/route/{{id}}/that/nobody/has/{route}\",le=\"+Inf\"}} 123456789012"
            );
        }
        let figures = Figures::read(&text).unwrap();
        let lines = View::since_the_start(&figures).lines();
        assert!(lines.len() <= 24 && lines.iter().all(|line| line.chars().count() <= 80), "{lines:#?}");
    }
}
