//! `/account/email`: another address.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::error::ApiError;
use super::super::super::state::{App, AppState};
use super::super::ACCOUNT;
use super::super::frame::Frame;
use super::super::member::{Member, MemberForm};
use super::super::notice::Notice;
use super::super::slip::Slip;
use super::super::texts::EmailTexts;

const PATH: &str = "/account/email";

#[derive(Template)]
#[template(path = "pages/email.html")]
struct EmailPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static EmailTexts,
    email: &'p str,
    slip: Slip,
}

/// `GET /account/email`, in a fresh session.
pub(in super::super) async fn email_page(State(app): State<AppState>, member: Member) -> Response {
    if let Some(response) = member.must_confirm(&app) {
        return response;
    }
    let frame = member.frame(&app);
    let t = &frame.t.account.email;
    frame.page(StatusCode::OK, &EmailPage { frame: &frame, t, email: "", slip: Slip::default() })
}

/// `POST /account/email`
pub(in super::super) async fn change_email(
    State(app): State<AppState>,
    MemberForm { member, fields }: MemberForm,
) -> Response {
    let email = fields.text("email");
    match request(&app, &member, email).await {
        Ok(()) => Notice::LinkSent.on(ACCOUNT, &app),
        Err(error) if error.field() == Some("email") => {
            let frame = member.frame(&app);
            let (t, slip) = (&frame.t.account.email, Slip::of(&error, frame.t));
            frame.refusal(error, &EmailPage { frame: &frame, t, email, slip })
        }
        Err(error) => member.refuse(&app, error, PATH),
    }
}

async fn request(app: &App, member: &Member, email: &str) -> Result<(), ApiError> {
    app.needs_mail()?;
    app.auth.request_email_change(member.secret(), email, member.client()).await?;
    Ok(())
}
