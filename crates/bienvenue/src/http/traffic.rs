//! Requests in figures: how many, of which route and method, with which status, and how long they took.
//!
//! A request is told its row when the routes are made, and each lane counts for itself: to count it is three additions to memory
//! that no other thread writes to. A route is the pattern that was matched, never the path that was sent, so nobody makes more rows.

use std::sync::{Arc, OnceLock};

use super::routes;
use crate::lanes::Lanes;
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
pub struct Traffic(Arc<Table>);

#[derive(Debug)]
struct Table {
    routes: Box<[&'static str]>,
    /// The rows in the order of the routes. One that nobody asks for takes no memory.
    rows: Lanes<Box<[OnceLock<Row>]>>,
}

/// The requests of one route that one lane has counted.
#[derive(Debug)]
struct Row {
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
        let routes: Box<[_]> = std::iter::once("-").chain(routes::paths()).collect();
        let rows = Lanes::new(|| routes.iter().map(|_| OnceLock::new()).collect());
        Self(Arc::new(Table { routes, rows }))
    }

    /// The row of a path; the first is of those that are not there.
    pub(super) fn row_of(&self, path: &str) -> usize {
        self.0.routes.iter().position(|route| *route == path).unwrap_or_default()
    }

    /// Counts a request.
    pub(super) fn note(&self, row: usize, method: &str, status: u16, microseconds: u64) {
        let Some(row) = self.0.rows.own().get(row) else { return };
        let row = row.get_or_init(Row::new);
        if let Some(count) = row.ends.get(place(method, status)) {
            count.add();
        }
        row.times.note(microseconds);
    }

    /// The figures of each route that was asked for.
    pub fn routes(&self) -> Vec<RouteFigures> {
        let figures = self.0.routes.iter().enumerate().filter_map(|(place, route)| {
            let of_lanes = self.0.rows.each().filter_map(|rows| rows.get(place)?.get());
            let rows: Vec<&Row> = of_lanes.collect();
            let times = rows.iter().map(|row| row.times.read()).reduce(Distribution::and)?;
            let count = |place| rows.iter().filter_map(|row| row.ends.get(place)).map(Counter::get).sum();
            let places = METHODS.iter().flat_map(|method| STATUSES.map(move |status| (*method, status)));
            let ends = places.enumerate().map(|(place, (method, status))| (method, status, count(place)));
            let ends = ends.filter(|(_, _, count): &(_, _, u64)| *count > 0).collect();
            Some(RouteFigures { route, ends, times })
        });
        figures.collect()
    }
}

impl Row {
    fn new() -> Self {
        let ends = std::iter::repeat_with(Counter::default).take(METHODS.len() * STATUSES.len());
        Self { ends: ends.collect(), times: Histogram::new(STEPS) }
    }
}

/// Where a row counts it.
fn place(method: &str, status: u16) -> usize {
    let method = METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1);
    let status = STATUSES.iter().position(|known| *known == status).unwrap_or(STATUSES.len() - 1);
    method * STATUSES.len() + status
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
    fn what_many_threads_count_is_one_figure() {
        let traffic = Traffic::new();
        let row = traffic.row_of("/profile");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..100).for_each(|_| traffic.note(row, "GET", 200, 600)));
            }
        });
        let [profile] = traffic.routes().try_into().unwrap();
        assert_eq!(profile.ends, vec![("GET", 200, 800)]);
        assert_eq!((profile.times.counts[1], profile.times.sum), (800, 480_000));
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
