//! Who has to wait after wrong guesses, and letting him try again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::UserId;
use bienvenue_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Address, Id};
use super::super::super::reply::json;
use super::super::super::state::AppState;
use super::guard::Holder;
use crate::{ThrottleCount, Throttled};

/// What is counted of an account or a network.
#[derive(Serialize, ToSchema)]
#[schema(as = Throttle)]
pub(super) struct ThrottleBody {
    /// Wrong passwords; of a network also links and keys that cannot be used.
    guesses: CountBody,
    /// Registrations and mails that were asked for.
    requests: CountBody,
}

/// What a count stands at.
#[derive(Serialize, ToSchema)]
#[schema(as = ThrottleCount)]
struct CountBody {
    /// How many attempts count. A success takes its own back.
    attempts: u64,
    /// Until when the next one has to wait, if it has to.
    #[schema(format = DateTime)]
    waits_until: Option<String>,
    /// Whether so many failed one after the other that no wait is long enough: only a device that was signed in before, a new
    /// password or a reset of the count helps.
    stopped: bool,
}

impl From<ThrottleCount> for CountBody {
    fn from(count: ThrottleCount) -> Self {
        let ThrottleCount { attempts, waits_until, is_stopped } = count;
        Self { attempts, waits_until: waits_until.map(Timestamp::to_rfc3339), stopped: is_stopped }
    }
}

fn shown(throttled: &Throttled) -> Response {
    let (guesses, requests) = (throttled.guesses.into(), throttled.requests.into());
    json(StatusCode::OK, &ThrottleBody { guesses, requests })
}

const NETWORK: &str = "An IPv4 or IPv6 address. Of the latter the whole /64 is meant.";

pub(super) fn describe_show_account() -> Description {
    Description::new("admin", "adminGetAccountThrottle", "How often was guessed at an account")
        .names("id", "The `id` of a user.")
        .gives::<ThrottleBody>(200, "What the counts of the account stand at.")
}

/// `GET /api/v1/admin/users/{id}/throttle`
pub(super) async fn show_account(
    State(app): State<AppState>,
    _: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    let found = app.auth.account_throttle(id).await?.ok_or(ApiError::new(Code::NotFound))?;
    Ok(shown(&found))
}

pub(super) fn describe_reset_account() -> Description {
    Description::new("admin", "adminResetAccountThrottle", "Let an account be tried again at once")
        .names("id", "The `id` of a user.")
        .done(204, "The counts of the account begin anew.")
}

/// `DELETE /api/v1/admin/users/{id}/throttle`
pub(super) async fn reset_account(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    holder.acts(&app).reset_account_throttle(id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn describe_show_network() -> Description {
    Description::new("admin", "adminGetNetworkThrottle", "How often was guessed from a network")
        .names_text("address", NETWORK)
        .gives::<ThrottleBody>(200, "What the counts of the network stand at.")
}

/// `GET /api/v1/admin/networks/{address}/throttle`
pub(super) async fn show_network(
    State(app): State<AppState>,
    _: Holder,
    Address(address): Address,
) -> Result<Response, ApiError> {
    Ok(shown(&app.auth.network_throttle(address).await?))
}

pub(super) fn describe_reset_network() -> Description {
    Description::new("admin", "adminResetNetworkThrottle", "Let a network try again at once")
        .names_text("address", NETWORK)
        .done(204, "The counts of the network begin anew.")
}

/// `DELETE /api/v1/admin/networks/{address}/throttle`
pub(super) async fn reset_network(
    State(app): State<AppState>,
    holder: Holder,
    Address(address): Address,
) -> Result<Response, ApiError> {
    holder.acts(&app).reset_network_throttle(address).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
