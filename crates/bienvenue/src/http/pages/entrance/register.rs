//! `/register`

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::client::Browser;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Fields;
use super::super::super::state::{App, AppState};
use super::super::frame::Frame;
use super::super::return_to::ReturnTo;
use super::super::slip::Slip;
use super::super::texts::EntranceTexts;
use super::super::visitor::{Visitor, VisitorForm};
use super::super::{LOGIN, see_other};
use super::login::{entered, sign_in};
use crate::Registration;

#[derive(Template)]
#[template(path = "pages/register.html")]
struct RegisterPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static EntranceTexts,
    return_to: &'p ReturnTo,
    email: &'p str,
    slip: Slip,
}

/// `GET /register`. Who is signed in already is led on.
pub(in super::super) async fn register_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    let frame = visitor.frame(&app);
    let (t, return_to) = (&frame.t.entrance, &visitor.return_to);
    match visitor.is_signed_in(&app).await {
        Ok(true) => see_other(return_to.place()),
        Ok(false) => {
            let page = RegisterPage { frame: &frame, t, return_to, email: "", slip: Slip::default() };
            frame.page(StatusCode::OK, &page)
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}

/// `POST /register`. Where addresses must be proved, the answer is the same for a taken one.
pub(in super::super) async fn register(
    State(app): State<AppState>,
    browser: Browser,
    VisitorForm { visitor, fields }: VisitorForm,
) -> Response {
    let (email, password) = (fields.text("email"), fields.text("password"));
    match app.auth.sign_up(email, password, &visitor.client).await {
        Ok(Registration::MailSent) => see_other("/register/done"),
        Ok(Registration::Done(_)) => enter(&app, browser, &visitor, &fields).await,
        Err(error) => {
            let (frame, error) = (visitor.frame(&app), ApiError::from(error));
            let (t, return_to) = (&frame.t.entrance, &visitor.return_to);
            let mut slip = Slip::of(&error, frame.t);
            if error.code() == Code::EmailTaken {
                t.email_taken.clone_into(&mut slip.text);
            }
            frame.refusal(error, &RegisterPage { frame: &frame, t, return_to, email, slip })
        }
    }
}

/// Signs in who has just registered, where nothing more is asked of him. If that fails he does it himself.
async fn enter(app: &App, browser: Browser, visitor: &Visitor, fields: &Fields) -> Response {
    match sign_in(app, browser, fields).await {
        Ok((opened, device)) => entered(app, visitor.return_to.place(), &opened, device),
        Err(_) => see_other(&visitor.return_to.on(LOGIN)),
    }
}
