//! The cookie of a session that was opened, or that has another secret now.

use std::time::Duration;

use axum::http::HeaderValue;

use super::state::App;
use crate::{LoggedIn, SessionInfo};

/// The header that hands the secret to a browser. The cookie outlives the browser's window if the owner asked to be
/// remembered.
pub(super) fn session_cookie(app: &App, opened: &LoggedIn) -> Option<HeaderValue> {
    let (cookie, secret) = (&app.settings.cookies.session, opened.session_id.expose());
    if app.auth.is_remembered(&opened.session) {
        cookie.set_for(secret, lifetime(&opened.session))
    } else {
        cookie.set(secret)
    }
}

/// How long a session can live: a cookie that is kept longer would be of no use.
fn lifetime(session: &SessionInfo) -> Duration {
    let micros = session.expires_at.as_micros().saturating_sub(session.created_at.as_micros());
    Duration::from_micros(u64::try_from(micros).unwrap_or_default())
}
