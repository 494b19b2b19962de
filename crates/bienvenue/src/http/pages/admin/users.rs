//! `/admin/users`: who there is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::super::state::{App, AppState};
use super::super::asked::Asked;
use super::super::frame::Frame;
use super::super::see_other;
use super::super::texts::UsersTexts;
use super::super::when::When;
use super::administrator::Administrator;
use crate::{Fault, User, UserBy};

pub(super) const PATH: &str = "/admin/users";
/// On one page.
const SHOWN: usize = 25;
/// No address is longer.
const LONGEST: usize = 254;

#[derive(Template)]
#[template(path = "pages/admin/users.html")]
struct UsersPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static UsersTexts,
    search: &'p str,
    rows: Vec<Row>,
    /// The way back to the first page, from another.
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    email: String,
    states: Vec<Badge>,
    created: When,
    last_sign_in: Option<When>,
}

/// What a user is, in words, and how they are shown.
pub(super) struct Badge {
    pub(super) words: &'static str,
    pub(super) class: &'static str,
}

/// Whether a user may sign in, and what else he may.
pub(super) fn states(user: &User, t: &UsersTexts) -> Vec<Badge> {
    let all = [
        (user.disabled_at.is_some(), t.disabled, "bad"),
        (user.disabled_at.is_none(), t.active, "good"),
        (user.admin_since.is_some(), t.admin, ""),
    ];
    let those = all.into_iter().filter(|(is_it, ..)| *is_it);
    those.map(|(_, words, class)| Badge { words, class }).collect()
}

impl Row {
    fn new(user: &User, frame: &Frame<'_>) -> Self {
        let t = &frame.t.admin.users;
        let mut states = states(user, t);
        if user.email_verified_at.is_none() {
            states.push(Badge { words: t.unverified, class: "" });
        }
        Self {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            states,
            created: When::at(user.created_at, frame.locale),
            last_sign_in: user.last_login_at.map(|at| When::at(at, frame.locale)),
        }
    }
}

/// `GET /admin/users`: those first who came last; with `?q=` those whose address begins so, in the order of their addresses.
/// `?after=` is the last of the page before.
pub(in super::super) async fn users(
    State(app): State<AppState>,
    administrator: Administrator,
    asked: Asked,
) -> Response {
    let frame = administrator.frame(&app);
    let search = asked.text("q").trim();
    if let Ok(id) = search.parse::<UserId>() {
        match app.auth.store().find_user_by(UserBy::Id(id)).await {
            Ok(Some(user)) => return see_other(&format!("{PATH}/{}", user.id)),
            Ok(None) => {}
            Err(fault) => return frame.trouble(fault.into()),
        }
    }
    let after = asked.text("after");
    match find(&app, search, after).await {
        Ok(mut found) => {
            let is_last = found.len() <= SHOWN;
            found.truncate(SHOWN);
            let next = found.last().filter(|_| !is_last).map(|user| next_page(search, user));
            let rows = found.iter().map(|user| Row::new(user, &frame)).collect();
            let (t, first) = (&frame.t.admin.users, (!after.is_empty()).then(|| first_page(search)));
            frame.page(StatusCode::OK, &UsersPage { frame: &frame, t, search, rows, first, next })
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}

/// One more than are shown, to know whether there is another page.
async fn find(app: &App, search: &str, after: &str) -> Result<Vec<User>, Fault> {
    let (store, limit) = (app.auth.store(), u32::try_from(SHOWN + 1).unwrap_or(u32::MAX));
    if search.is_empty() {
        store.newest_users(after.parse().ok(), limit).await
    } else if search.len() > LONGEST || search.chars().any(char::is_control) {
        Ok(Vec::new())
    } else {
        store.search_users(search, EmailAddress::parse(after).ok(), limit).await
    }
}

fn first_page(search: &str) -> String {
    format!("{PATH}?q={}", utf8_percent_encode(search, NON_ALPHANUMERIC))
}

fn next_page(search: &str, last: &User) -> String {
    if search.is_empty() {
        return format!("{PATH}?after={}", last.id);
    }
    let after = utf8_percent_encode(last.email.canonical(), NON_ALPHANUMERIC);
    format!("{}&after={after}", first_page(search))
}
