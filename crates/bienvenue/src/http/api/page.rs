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
use super::caller::Caller;
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
        let fields = Fields::of_query(parts.uri.query().unwrap_or_default())?;
        if !fields.are_only(&["limit", "cursor"]) {
            return Err(
                ApiError::new(Code::InvalidQuery).says("the parameters of this route are limit, cursor")
            );
        }
        let limit = fields.find("limit").map_or(Some(USUAL), read_limit).ok_or_else(|| {
            ApiError::new(Code::InvalidQuery)
                .says(format!("limit is a number from 1 to {MOST}"))
                .about("limit")
        })?;
        Ok(Self { limit, cursor: fields.find("cursor").map(str::to_owned) })
    }
}

/// In digits and nothing else: `parse` would take a sign.
fn read_limit(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|c| c.is_ascii_digit()) && !text.starts_with('0');
    is_plain.then(|| text.parse().ok()).flatten().filter(|limit| *limit <= MOST)
}

impl Page {
    /// The id behind which the page begins.
    pub(super) fn after(&self, list: ListName, caller: &Caller) -> Result<Option<Uuid>, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let opened = cursor::open(list, caller.secret(), cursor);
        opened.map(Some).ok_or(ApiError::new(Code::InvalidCursor).about("cursor"))
    }

    /// How many items to read: one more than are shown, to know whether there is a next page.
    pub(super) const fn to_read(&self) -> u32 {
        self.limit + 1
    }

    /// The answer: as many of the items read as were asked for.
    pub(super) fn answer<R, T: Serialize>(
        &self,
        list: ListName,
        caller: &Caller,
        mut read: Vec<R>,
        id: impl Fn(&R) -> Uuid,
        show: impl FnMut(R) -> T,
    ) -> Response {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_last = read.len() <= limit;
        read.truncate(limit);
        let end = read.last().filter(|_| !is_last);
        let next_cursor = end.and_then(|item| cursor::seal(list, caller.secret(), id(item)));
        json(StatusCode::OK, &List { items: read.into_iter().map(show).collect(), next_cursor })
    }
}
