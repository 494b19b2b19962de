//! `/admin/users/{id}`: one user, and what can be done. Nobody's password is seen or set here (ASVS 6.4.6).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::id::{EventId, UserId};

use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Fields, Id};
use super::super::super::state::{App, AppState};
use super::super::account::sessions::{Device, devices};
use super::super::asked::Asked;
use super::super::frame::Frame;
use super::super::happening::Happenings;
use super::super::notice::Notice;
use super::super::texts::{ActivityTexts, AdminTexts, SessionsTexts};
use super::super::when::When;
use super::administrator::{Administrator, AdministratorForm};
use super::users::{Badge, PATH, states};
use crate::{EventQuery, UserBy};

/// Events on one page.
const SHOWN: usize = 15;
/// Sessions. The rest can be ended all the same.
const SESSIONS: usize = 10;

#[derive(Template)]
#[template(path = "pages/admin/user.html")]
struct UserPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static AdminTexts,
    activity: &'static ActivityTexts,
    of_sessions: &'static SessionsTexts,
    id: String,
    email: &'p str,
    states: Vec<Badge>,
    created: When,
    last_sign_in: Option<When>,
    disabled: Option<When>,
    admin: Option<When>,
    is_verified: bool,
    /// Whether it is the administrator's own account.
    is_own: bool,
    devices: Vec<Device>,
    not_shown: u64,
    happenings: Happenings,
}

/// `GET /admin/users/{id}`, and with `?before=` older events.
pub(in super::super) async fn user(
    State(app): State<AppState>,
    administrator: Administrator,
    id: Result<Id<UserId>, ApiError>,
    asked: Asked,
) -> Response {
    let before = asked.text("before").parse().ok();
    match show(&app, &administrator, id, before).await {
        Ok(response) => response,
        Err(error) => administrator.frame(&app).trouble(error),
    }
}

async fn show(
    app: &App,
    administrator: &Administrator,
    id: Result<Id<UserId>, ApiError>,
    before: Option<EventId>,
) -> Result<Response, ApiError> {
    let (Id(id), frame, store) = (id?, administrator.frame(app), app.auth.store());
    let user = store.find_user_by(UserBy::Id(id)).await?.ok_or(ApiError::new(Code::NotFound))?;
    let (locale, own) = (frame.locale, &administrator.0);
    let (devices, not_shown) = devices(app, id, own.session.id, SESSIONS, locale).await?;
    let query = EventQuery { user_id: Some(id), ..EventQuery::default() };
    let events = store.search_events(query, before, Happenings::to_read(SHOWN)).await?;
    let when = |at| When::at(at, locale);
    let page = UserPage {
        frame: &frame,
        t: &frame.t.admin,
        activity: &frame.t.account.activity,
        of_sessions: &frame.t.account.sessions,
        id: id.to_string(),
        email: user.email.as_str(),
        states: states(&user, &frame.t.admin.users),
        created: when(user.created_at),
        last_sign_in: user.last_login_at.map(when),
        disabled: user.disabled_at.map(when),
        admin: user.admin_since.map(when),
        is_verified: user.email_verified_at.is_some(),
        is_own: own.user.id == id,
        devices,
        not_shown,
        happenings: Happenings::new(events, SHOWN, &frame),
    };
    Ok(frame.page(StatusCode::OK, &page))
}

/// `POST /admin/users/{id}`: the field `act` says what is to be done.
pub(in super::super) async fn act(
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
    form: AdministratorForm,
) -> Response {
    let AdministratorForm { administrator, fields } = form;
    let page = id.as_ref().map_or_else(|_| PATH.to_owned(), |Id(id)| format!("{PATH}/{id}"));
    match perform(&app, &administrator, id, &fields).await {
        Ok(notice) => notice.on(&page, &app),
        Err(error) => administrator.refuse(&app, error, &page),
    }
}

async fn perform(
    app: &App,
    administrator: &Administrator,
    id: Result<Id<UserId>, ApiError>,
    fields: &Fields,
) -> Result<Notice, ApiError> {
    let (Id(id), auth) = (id?, &app.auth);
    let (session, client) = (administrator.0.secret(), administrator.0.client());
    match fields.text("act") {
        "disable" => {
            auth.set_disabled(session, id, true, client).await?;
            Ok(Notice::UserDisabled)
        }
        "enable" => {
            auth.set_disabled(session, id, false, client).await?;
            Ok(Notice::UserEnabled)
        }
        "end_sessions" => {
            auth.end_sessions_as_admin(session, id, client).await?;
            Ok(Notice::UserSignedOut)
        }
        "end_session" => {
            let ended = fields.text("session").parse().map_err(|_| ApiError::new(Code::NotFound))?;
            auth.end_session_as_admin(session, id, ended, client).await?;
            Ok(Notice::SessionEnded)
        }
        "send_reset" if auth.mail_sender().is_none() => Err(ApiError::new(Code::MailNotConfigured)),
        "send_reset" => {
            auth.send_reset_as_admin(session, id, client).await?;
            Ok(Notice::ResetSent)
        }
        _ => Err(ApiError::new(Code::NotFound)),
    }
}
