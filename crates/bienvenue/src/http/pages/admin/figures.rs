//! `/admin`: what happens, at a glance.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;

use super::super::super::state::AppState;
use super::super::frame::Frame;
use super::super::texts::FiguresTexts;
use super::super::when::When;
use super::administrator::Administrator;
use super::plot::Plot;
use crate::wording::{day, hour};
use crate::{Counts, HashingState, WaitingMails};

/// Beyond this the figures do not count mails.
const MOST_MAILS: u64 = 1_000;

#[derive(Template)]
#[template(path = "pages/admin/figures.html")]
struct FiguresPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static FiguresTexts,
    series: [Series; 3],
    tables: [Table; 2],
    mails: WaitingMails,
    oldest: Option<When>,
    hashing: HashingState,
}

/// What happened how often: in the last hours, on the last days.
struct Series {
    class: &'static str,
    title: &'static str,
    plots: [Described; 2],
}

/// A plot with what it says.
struct Described {
    plot: Plot,
    title: &'static str,
    in_all: String,
    most: String,
    first: String,
    last: String,
}

/// The numbers of the plots.
struct Table {
    title: &'static str,
    span: &'static str,
    rows: Vec<(String, Counts)>,
}

type Spans = [(Timestamp, Counts)];

impl FiguresPage<'_> {
    /// What is to be said of the number of mails.
    fn mails_waiting(&self) -> String {
        match self.mails.number {
            0 => self.t.no_mails.to_owned(),
            number if number > MOST_MAILS => self.t.mails_more.to_owned(),
            number => self.t.mails_waiting.of(number),
        }
    }

    fn hashing_state(&self) -> String {
        let (t, state) = (self.t, self.hashing);
        let waiting = u64::try_from(state.waiting).unwrap_or(u64::MAX);
        let average = u64::try_from(state.average.as_millis()).unwrap_or(u64::MAX);
        let mut words =
            [t.hashing_waiting.of(waiting), t.hashing_threads.of(state.threads.into())].join(", ");
        if !state.average.is_zero() {
            words = [words, t.hashing_average.of(average)].join(", ");
        }
        words
    }
}

/// `GET /admin`
pub(in super::super) async fn figures(State(app): State<AppState>, administrator: Administrator) -> Response {
    let frame = administrator.frame(&app);
    let (t, locale) = (&frame.t.admin.figures, frame.locale);
    let figures = match app.auth.figures().await {
        Ok(figures) => figures,
        Err(fault) => return frame.trouble(fault.into()),
    };
    let hours = |count: fn(&Counts) -> u64| {
        let plot = plot(&figures.hours, count);
        let (title, most) = (t.last_hours, t.most_in_hour.of(plot.most));
        described(plot, title, most, t, &figures.hours, hour)
    };
    let days = |count: fn(&Counts) -> u64| {
        let plot = plot(&figures.days, count);
        let (title, most) = (t.last_days, t.most_on_day.of(plot.most));
        described(plot, title, most, t, &figures.days, |at| day(at, locale))
    };
    let series = [
        ("sign-ins", t.sign_ins, (|counts| counts.sign_ins) as fn(&Counts) -> u64),
        ("failures", t.failures, |counts| counts.failures),
        ("registrations", t.registrations, |counts| counts.registrations),
    ];
    let page = FiguresPage {
        frame: &frame,
        t,
        series: series.map(|(class, title, count)| Series {
            class,
            title,
            plots: [hours(count), days(count)],
        }),
        tables: [
            table(t.last_hours, t.hour, &figures.hours, locale, |at, _| hour(at)),
            table(t.last_days, t.day, &figures.days, locale, day),
        ],
        mails: figures.mails,
        oldest: figures.mails.oldest.map(|at| When::ago(at, app.auth.store().now(), locale)),
        hashing: figures.hashing,
    };
    frame.page(StatusCode::OK, &page)
}

fn plot(spans: &Spans, count: fn(&Counts) -> u64) -> Plot {
    Plot::of(&spans.iter().map(|(_, counts)| count(counts)).collect::<Vec<_>>())
}

fn described(
    plot: Plot,
    title: &'static str,
    most: String,
    t: &FiguresTexts,
    spans: &Spans,
    name: impl Fn(Timestamp) -> String,
) -> Described {
    let end = |span: Option<&(Timestamp, Counts)>| span.map(|(at, _)| name(*at)).unwrap_or_default();
    let (in_all, first, last) = (t.in_all.of(plot.sum), end(spans.first()), end(spans.last()));
    Described { plot, title, in_all, most, first, last }
}

/// The latest first, as people look for it.
fn table(
    title: &'static str,
    span: &'static str,
    spans: &Spans,
    locale: Locale,
    name: fn(Timestamp, Locale) -> String,
) -> Table {
    let rows = spans.iter().rev().map(|(at, counts)| (name(*at, locale), *counts)).collect();
    Table { title, span, rows }
}
