//! What a supervisor asks.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::ApiError;
use super::reply::{Body, json};
use super::state::AppState;
use crate::fault::Fault;

/// How long the database has to answer before the service counts as not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers. A supervisor that gets no answer restarts it.
pub(super) async fn alive() -> Response {
    json(StatusCode::OK, &Body::message("alive"))
}

/// `GET /readyz`: the database answers too. A balancer that gets another answer sends requests elsewhere.
pub(super) async fn ready(State(app): State<AppState>) -> Result<Response, ApiError> {
    tokio::time::timeout(PATIENCE, app.auth.store().ping()).await.map_err(Fault::unavailable)??;
    Ok(json(StatusCode::OK, &Body::message("ready")))
}
