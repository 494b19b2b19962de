//! `/account/sessions`: where one is signed in, and the end of that.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;

use super::super::super::error::{ApiError, Code};
use super::super::super::state::{App, AppState};
use super::super::frame::Frame;
use super::super::member::{Member, MemberForm};
use super::super::notice::Notice;
use super::super::texts::SessionsTexts;
use super::super::when::When;
use crate::wording::client_name;
use crate::{Fault, SessionInfo, SessionsOf};

const PATH: &str = "/account/sessions";
/// More than anybody looks through, and the page stays below 30 KB whatever they are called. The rest can be ended all the same.
const SHOWN: usize = 22;
/// More than any limit on sessions lets a user have.
const READ: u32 = 10_000;

#[derive(Template)]
#[template(path = "pages/sessions.html")]
struct SessionsPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static SessionsTexts,
    devices: Vec<Device>,
    not_shown: u64,
}

/// A session, as its owner sees it, and administrators.
pub(in super::super) struct Device {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    pub(in super::super) address: Option<String>,
    pub(in super::super) last_used: When,
    pub(in super::super) signed_in: When,
    pub(in super::super) is_this: bool,
}

impl Device {
    fn new(session: SessionInfo, current: SessionId, now: Timestamp, locale: Locale) -> Self {
        let is_this = session.id == current;
        // This one is in use now, though that may be written down a little later.
        let last_seen_at = if is_this { now } else { session.last_seen_at };
        Self {
            is_this,
            id: session.id.to_string(),
            name: client_name(session.user_agent.as_deref().unwrap_or_default(), locale),
            address: session.address,
            last_used: When::ago(last_seen_at, now, locale),
            signed_in: When::at(session.created_at, locale),
        }
    }
}

/// At most so many sessions of a user, this one first and then those that were used last, and how many there are beside these.
pub(in super::super) async fn devices(
    app: &App,
    user_id: UserId,
    current: SessionId,
    most: usize,
    locale: Locale,
) -> Result<(Vec<Device>, u64), Fault> {
    let store = app.auth.store();
    let mut found = store.list_sessions(SessionsOf::User(user_id), None, READ).await?;
    found.sort_by_key(|session| (session.id != current, std::cmp::Reverse(session.last_seen_at)));
    let not_shown = u64::try_from(found.len().saturating_sub(most)).unwrap_or(u64::MAX);
    let (shown, now) = (found.into_iter().take(most), store.now());
    Ok((shown.map(|session| Device::new(session, current, now, locale)).collect(), not_shown))
}

/// `GET /account/sessions`: this device first, then those that were used last.
pub(in super::super) async fn sessions(State(app): State<AppState>, member: Member) -> Response {
    let (frame, current) = (member.frame(&app), member.session.id);
    let (devices, not_shown) = match devices(&app, member.user.id, current, SHOWN, frame.locale).await {
        Ok(found) => found,
        Err(fault) => return frame.trouble(fault.into()),
    };
    let t = &frame.t.account.sessions;
    frame.page(StatusCode::OK, &SessionsPage { frame: &frame, t, devices, not_shown })
}

/// `POST /account/sessions/end`. Somebody else's session does not exist (ASVS 8.2.2).
pub(in super::super) async fn end_session(
    State(app): State<AppState>,
    MemberForm { member, fields }: MemberForm,
) -> Response {
    let Ok(id) = fields.text("id").parse::<SessionId>() else {
        return member.refuse(&app, ApiError::new(Code::NotFound), PATH);
    };
    match app.auth.end_session_of(member.user.id, id, member.client()).await {
        // One that has ended meanwhile has ended too.
        Ok(_) => Notice::SessionEnded.on(PATH, &app),
        Err(fault) => member.refuse(&app, fault.into(), PATH),
    }
}

/// `POST /account/sessions/end-others`
pub(in super::super) async fn end_others(State(app): State<AppState>, form: MemberForm) -> Response {
    let member = form.member;
    match app.auth.end_other_sessions(member.user.id, member.secret(), member.client()).await {
        Ok(_) => Notice::OthersEnded.on(PATH, &app),
        Err(fault) => member.refuse(&app, fault.into(), PATH),
    }
}
