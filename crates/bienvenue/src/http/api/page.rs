//! Lists come in pages: `?limit=…&cursor=…` in, `{"items":[…],"next_cursor":…}` out.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use uuid::Uuid;

use super::super::error::{ApiError, Code};
use super::super::extract::Fields;
use super::super::reply::json;
use super::super::state::AppState;
use super::cursor::{self, ListName};

/// The most items of a page.
pub(super) const MOST: u32 = 100;
/// How many there are unless told.
pub(super) const USUAL: u32 = 50;

/// Which part of a list is asked for.
pub(super) struct Page {
    limit: u32,
    cursor: Option<String>,
}

/// A page of a list.
#[derive(Serialize)]
struct List<T> {
    items: Vec<T>,
    /// Nothing on the last page.
    next_cursor: Option<String>,
}

impl FromRequestParts<AppState> for Page {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        Self::of(&Fields::of_query(parts.uri.query().unwrap_or_default())?, &[])
    }
}

/// In digits and nothing else: `parse` would take a sign.
fn read_limit(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|c| c.is_ascii_digit()) && !text.starts_with('0');
    is_plain.then(|| text.parse().ok()).flatten().filter(|limit| *limit <= MOST)
}

impl Page {
    /// What a query asks for, whose other parameters are these filters.
    pub(super) fn of(fields: &Fields, filters: &[&str]) -> Result<Self, ApiError> {
        let names = [&["limit", "cursor"], filters].concat();
        if !fields.are_only(&names) {
            let words = format!("the parameters of this route are {}", names.join(", "));
            return Err(ApiError::new(Code::InvalidQuery).says(words));
        }
        let limit = fields.find("limit").map_or(Some(USUAL), read_limit).ok_or_else(|| {
            ApiError::new(Code::InvalidQuery)
                .says(format!("limit is a number from 1 to {MOST}"))
                .about("limit")
        })?;
        Ok(Self { limit, cursor: fields.find("cursor").map(str::to_owned) })
    }

    /// The id behind which the page begins. A cursor is sealed with a secret of whoever asks.
    pub(super) fn after(&self, list: ListName, secret: &str) -> Result<Option<Uuid>, ApiError> {
        self.opened(|cursor| cursor::open(list, secret, cursor))
    }

    /// The same of a list that goes by texts.
    pub(super) fn after_text(&self, list: ListName, secret: &str) -> Result<Option<String>, ApiError> {
        self.opened(|cursor| cursor::open_text(list, secret, cursor))
    }

    fn opened<T>(&self, open: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        open(cursor).map(Some).ok_or(ApiError::new(Code::InvalidCursor).about("cursor"))
    }

    /// How many items to read: one more than are shown, to know whether there is a next page.
    pub(super) const fn to_read(&self) -> u32 {
        self.limit + 1
    }

    /// The answer: as many of the items read as were asked for.
    pub(super) fn answer<R, T: Serialize>(
        &self,
        list: ListName,
        secret: &str,
        read: Vec<R>,
        id: impl Fn(&R) -> Uuid,
        show: impl FnMut(R) -> T,
    ) -> Response {
        self.shown(read, |item| cursor::seal(list, secret, id(item)), show)
    }

    /// The same of a list that goes by texts.
    pub(super) fn answer_by_text<R, T: Serialize>(
        &self,
        list: ListName,
        secret: &str,
        read: Vec<R>,
        text: impl Fn(&R) -> String,
        show: impl FnMut(R) -> T,
    ) -> Response {
        self.shown(read, |item| cursor::seal_text(list, secret, &text(item)), show)
    }

    fn shown<R, T: Serialize>(
        &self,
        mut read: Vec<R>,
        seal: impl FnOnce(&R) -> Option<String>,
        show: impl FnMut(R) -> T,
    ) -> Response {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_last = read.len() <= limit;
        read.truncate(limit);
        let next_cursor = read.last().filter(|_| !is_last).and_then(seal);
        json(StatusCode::OK, &List { items: read.into_iter().map(show).collect(), next_cursor })
    }
}
