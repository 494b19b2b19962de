//! The choice of a language, at the foot of each page.

use axum::extract::State;
use axum::response::Response;
use bienvenue_core::locale::Locale;

use super::super::cookie::{DEVICE_LIFETIME, add_cookie};
use super::super::error::ApiError;
use super::super::state::{App, AppState};
use super::visitor::{Visitor, VisitorForm};
use super::{csrf, see_other};
use crate::Fault;

/// `POST /language`: the browser speaks it from now on, and the account of who is signed in.
pub(super) async fn choose(
    State(app): State<AppState>,
    VisitorForm { visitor, fields }: VisitorForm,
) -> Response {
    let locale = Locale::from_tag(fields.text("lang")).unwrap_or(visitor.locale());
    match set_for_account(&app, &visitor, fields.text(csrf::FIELD), locale).await {
        Ok(true) => {}
        Ok(false) => return visitor.frame(&app).stale(),
        Err(fault) => return visitor.frame(&app).trouble(ApiError::from(fault)),
    }
    let mut response = see_other(visitor.return_to.place());
    add_cookie(&mut response, app.settings.cookies.language.set_for(locale.as_str(), DEVICE_LIFETIME));
    response
}

/// False if the form is not one of the session that came with it.
async fn set_for_account(app: &App, visitor: &Visitor, seal: &str, locale: Locale) -> Result<bool, Fault> {
    let Some(secret) = &visitor.secret else { return Ok(true) };
    let Some(user) = app.auth.check_session(secret.as_str()).await? else { return Ok(true) };
    let is_sealed = csrf::is_sealed(secret, seal);
    if is_sealed {
        app.auth.set_locale(user.id, locale).await?;
    }
    Ok(is_sealed)
}
