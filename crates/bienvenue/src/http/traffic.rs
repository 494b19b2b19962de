//! Requests in figures: how many, of which route and method, with which status, and how long they took.
//!
//! Every count has its place from the start, and a request is told its row when the routes are made: to count it is three
//! additions. A route is the pattern that was matched, never the path that was sent, so nobody makes more rows.

use std::sync::Arc;

use super::routes;
use crate::metrics::{Counter, Distribution, Histogram};

/// Microseconds: from what comes out of memory to what waits for a hash, a mail server or a lost database.
const STEPS: &[u64] = &[
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000,
];
/// As the log names them; the last is any other.
const METHODS: [&str; 8] = ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH", "other"];
/// What is answered; the last is any other. The ones that come most stand first.
const STATUSES: [u16; 26] = [
    200, 401, 303, 302, 201, 202, 204, 304, 400, 403, 404, 405, 406, 408, 409, 410, 413, 415, 421, 422, 428,
    429, 500, 503, 501, 0,
];

/// The counts of a service's requests. A cheap handle: give one to [`HttpSettings`](super::HttpSettings), keep another.
#[derive(Clone, Debug)]
pub struct Traffic(Arc<[Row]>);

/// The requests of one route.
#[derive(Debug)]
struct Row {
    route: &'static str,
    /// For each method the statuses.
    ends: Box<[Counter]>,
    times: Histogram,
}

/// The figures of one route.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RouteFigures {
    /// Its pattern, such as `/api/v1/me`; `-` is every path that is not there.
    pub route: &'static str,
    /// Method, status and how often; 0 is any other status.
    pub ends: Vec<(&'static str, u16, u64)>,
    /// How long requests took until their answer began, in microseconds.
    pub times: Distribution,
}

impl Traffic {
    /// Counts of the service's routes, all of them zero.
    pub fn new() -> Self {
        let row = |route| Row {
            route,
            ends: std::iter::repeat_with(Counter::default).take(METHODS.len() * STATUSES.len()).collect(),
            times: Histogram::new(STEPS),
        };
        Self(std::iter::once("-").chain(routes::paths()).map(row).collect())
    }

    /// The row of a path; the first is of those that are not there.
    pub(super) fn row_of(&self, path: &str) -> usize {
        self.0.iter().position(|row| row.route == path).unwrap_or_default()
    }

    /// Counts a request.
    pub(super) fn note(&self, row: usize, method: &str, status: u16, microseconds: u64) {
        let Some(row) = self.0.get(row) else { return };
        let method = METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1);
        let status = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
        if let Some(count) = row.ends.get(method * STATUSES.len() + status) {
            count.add();
        }
        row.times.note(microseconds);
    }

    /// The figures of each route that was asked for.
    pub fn routes(&self) -> Vec<RouteFigures> {
        let figures = self.0.iter().map(|row| {
            let places =
                METHODS.iter().flat_map(|method| STATUSES.iter().map(move |status| (*method, *status)));
            let ends = places.zip(&row.ends).map(|((method, status), count)| (method, status, count.get()));
            let ends = ends.filter(|(_, _, count)| *count > 0).collect::<Vec<_>>();
            RouteFigures { route: row.route, ends, times: row.times.read() }
        });
        figures.filter(|route| !route.ends.is_empty()).collect()
    }
}

impl Default for Traffic {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::errors_reference;
    use super::*;

    #[test]
    fn a_request_is_counted_where_it_belongs() {
        let traffic = Traffic::new();
        traffic.note(traffic.row_of("/users"), "POST", 200, 700);
        traffic.note(traffic.row_of("/users"), "POST", 200, 700);
        traffic.note(traffic.row_of("/never"), "BREW", 418, 11_000_000);
        let [nowhere, users] = traffic.routes().try_into().unwrap();
        assert_eq!((nowhere.route, nowhere.ends), ("-", vec![("other", 0, 1)]));
        assert_eq!((users.route, users.ends), ("/users", vec![("POST", 200, 2)]));
        assert_eq!((users.times.counts[1], users.times.count(), users.times.sum), (2, 2, 1_400));
        assert_eq!(nowhere.times.counts[STEPS.len()], 1);
    }

    #[test]
    fn every_status_of_a_refusal_has_a_place_of_its_own() {
        let reference = errors_reference();
        let statuses = reference.lines().flat_map(|line| line.split(['|', ' ', '`'])).filter_map(|word| {
            word.parse::<u16>().ok().filter(|number| word.len() == 3 && (400..600).contains(number))
        });
        let mut found = 0;
        for status in statuses {
            assert!(STATUSES.contains(&status), "{status}");
            found += 1;
        }
        assert!(found > 10, "{found}");
    }
}
