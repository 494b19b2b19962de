//! Every metric, once: the text, the reference in docs/ and the tests are made of this table.

use std::time::Duration;

use bienvenue_core::time::Timestamp;

use super::Figures;
use super::text::{Family, Kind, Samples, seconds};
use crate::metrics::{Ends, Sample};

const fn counter(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    samples: fn(&Figures, &mut Samples<'_>),
) -> Family {
    Family { name, kind: Kind::Counter, labels, help, samples }
}

const fn gauge(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    samples: fn(&Figures, &mut Samples<'_>),
) -> Family {
    Family { name, kind: Kind::Gauge, labels, help, samples }
}

const fn histogram(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    samples: fn(&Figures, &mut Samples<'_>),
) -> Family {
    Family { name, kind: Kind::Histogram, labels, help, samples }
}

pub(super) const FAMILIES: &[Family] = &[
    counter(
        "bienvenue_http_requests_total",
        &["route", "method", "status"],
        "Requests by route, method and status; a status of 0 is one that is not usual here.",
        |figures, samples| {
            for route in &figures.routes {
                for (method, status, count) in &route.ends {
                    samples.add(&[route.route, method, &status.to_string()], count);
                }
            }
        },
    ),
    histogram(
        "bienvenue_http_request_duration_seconds",
        &["route"],
        "How long requests took until their answer began, by route.",
        |figures, samples| {
            figures.routes.iter().for_each(|route| samples.add_times(&[route.route], &route.times));
        },
    ),
    counter(
        "bienvenue_sign_ins_total",
        &["result"],
        "Sign-ins with a password: done, refused (wrong), throttled, overloaded (too many hashes wait) or failed (a defect, or no database).",
        |figures, samples| ends(samples, figures.auth.sign_ins),
    ),
    counter(
        "bienvenue_registrations_total",
        &["result"],
        "Registrations, by the same results; an address that is taken counts as refused.",
        |figures, samples| ends(samples, figures.auth.registrations),
    ),
    counter(
        "bienvenue_throttled_total",
        &["event"],
        "Attempts that had to wait, by the event that tells of them.",
        |figures, samples| {
            figures.auth.throttled.iter().for_each(|(kind, count)| samples.add(&[kind.as_str()], count));
        },
    ),
    gauge("bienvenue_hashing_threads", &[], "Threads that hash passwords.", |figures, samples| {
        samples.add(&[], figures.auth.hashing.threads);
    }),
    gauge("bienvenue_hashing_waiting", &[], "Password hashes that are made or wait.", |figures, samples| {
        samples.add(&[], figures.auth.hashing.waiting);
    }),
    gauge(
        "bienvenue_hashing_average_seconds",
        &[],
        "How long a password hash takes, on average of late.",
        |figures, samples| samples.add(&[], seconds(figures.auth.hashing.average)),
    ),
    counter("bienvenue_hashes_total", &[], "Password hashes that were made.", |figures, samples| {
        samples.add(&[], figures.auth.hashes);
    }),
    counter(
        "bienvenue_hashes_refused_total",
        &[],
        "Password hashes that were refused, because too many waited.",
        |figures, samples| samples.add(&[], figures.auth.hashes_refused),
    ),
    gauge("bienvenue_session_memory_entries", &[], "Sessions that are remembered.", |figures, samples| {
        samples.add(&[], figures.auth.session_memory.entries);
    }),
    counter(
        "bienvenue_session_checks_total",
        &["from"],
        "Session checks, by where the answer came from: memory or database.",
        |figures, samples| {
            samples.add(&["memory"], figures.auth.session_memory.hits);
            samples.add(&["database"], figures.auth.session_memory.misses);
        },
    ),
    gauge(
        "bienvenue_sessions_live",
        &[],
        "Sessions that have not ended, in the database.",
        |figures, samples| {
            sampled(figures, |sample| samples.add(&[], sample.live_sessions));
        },
    ),
    gauge(
        "bienvenue_outbox_waiting",
        &[],
        "Mails that have not gone out, up to 100,000.",
        |figures, samples| {
            sampled(figures, |sample| samples.add(&[], sample.mails.number));
        },
    ),
    gauge(
        "bienvenue_outbox_oldest_age_seconds",
        &[],
        "For how long the oldest of them waits; 0 where none does.",
        |figures, samples| {
            sampled(figures, |sample| {
                let waits =
                    sample.mails.oldest.map_or(Duration::ZERO, |oldest| between(oldest, figures.auth.now));
                samples.add(&[], seconds(waits));
            });
        },
    ),
    gauge(
        "bienvenue_sample_age_seconds",
        &[],
        "How old the figures are that were looked up in the database: live sessions and the outbox.",
        |figures, samples| {
            sampled(figures, |sample| samples.add(&[], seconds(between(sample.at, figures.auth.now))));
        },
    ),
    counter(
        "bienvenue_mails_total",
        &["result"],
        "Mails: sent, postponed (each time), given_up, or dropped (not worth sending).",
        |figures, samples| {
            let mails = figures.auth.mails;
            samples.add(&["sent"], mails.sent);
            samples.add(&["postponed"], mails.postponed);
            samples.add(&["given_up"], mails.given_up);
            samples.add(&["dropped"], mails.dropped);
        },
    ),
    gauge(
        "bienvenue_store_waiting",
        &[],
        "Jobs that wait: on SQLite for the one writer, on PostgreSQL for a worker.",
        |figures, samples| samples.add(&[], figures.auth.store.waiting),
    ),
    histogram(
        "bienvenue_store_commit_jobs",
        &[],
        "How many writes went into each commit. The count is that of commits, the sum that of writes.",
        |figures, samples| samples.add_numbers(&[], &figures.auth.store.commits),
    ),
    counter(
        "bienvenue_store_refused_total",
        &[],
        "Jobs that were refused, because too many waited for the database.",
        |figures, samples| samples.add(&[], figures.auth.store.refused),
    ),
    counter(
        "bienvenue_store_failed_total",
        &[],
        "Jobs that the database did not do, and those that were undone with them.",
        |figures, samples| samples.add(&[], figures.auth.store.failed),
    ),
    counter(
        "bienvenue_store_repeated_total",
        &[],
        "Jobs that were run again: another was in the way, or the connection to PostgreSQL was lost.",
        |figures, samples| samples.add(&[], figures.auth.store.repeated),
    ),
    gauge("bienvenue_store_workers", &[], "Connections to PostgreSQL; 0 on SQLite.", |figures, samples| {
        samples.add(&[], figures.auth.store.workers);
    }),
    gauge("bienvenue_store_workers_busy", &[], "How many of them are at work.", |figures, samples| {
        samples.add(&[], figures.auth.store.workers_busy);
    }),
    gauge("bienvenue_build_info", &["version", "database"], "Always 1.", |figures, samples| {
        samples.add(&[figures.version, figures.auth.store.engine], 1);
    }),
    gauge(
        "process_start_time_seconds",
        &[],
        "When the service started, in seconds since 1970.",
        |figures, samples| {
            samples.add(&[], seconds(between(Timestamp::from_micros(0), figures.auth.since)));
        },
    ),
    counter(
        "process_cpu_seconds_total",
        &[],
        "Processor time of the process, in user and kernel mode.",
        |figures, samples| {
            figures.process.processor_time.iter().for_each(|time| samples.add(&[], seconds(*time)));
        },
    ),
    gauge(
        "process_resident_memory_bytes",
        &[],
        "Memory of the process that is not swapped out.",
        |figures, samples| figures.process.resident_bytes.iter().for_each(|bytes| samples.add(&[], bytes)),
    ),
    gauge("process_threads", &[], "Threads of the process.", |figures, samples| {
        figures.process.threads.iter().for_each(|threads| samples.add(&[], threads));
    }),
];

fn ends(samples: &mut Samples<'_>, ends: Ends) {
    samples.add(&["done"], ends.done);
    samples.add(&["refused"], ends.refused);
    samples.add(&["throttled"], ends.throttled);
    samples.add(&["overloaded"], ends.overloaded);
    samples.add(&["failed"], ends.failed);
}

fn sampled(figures: &Figures, tell: impl FnOnce(Sample)) {
    if let Some(sample) = figures.auth.sample {
        tell(sample);
    }
}

fn between(start: Timestamp, end: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(end.as_micros() - start.as_micros()).unwrap_or_default())
}
