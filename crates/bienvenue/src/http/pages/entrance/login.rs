//! `/login`

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::super::super::client::Browser;
use super::super::super::cookie::add_cookie;
use super::super::super::error::ApiError;
use super::super::super::extract::Fields;
use super::super::super::session_cookie::session_cookie;
use super::super::super::state::{App, AppState};
use super::super::frame::Frame;
use super::super::return_to::ReturnTo;
use super::super::see_other;
use super::super::slip::Slip;
use super::super::texts::EntranceTexts;
use super::super::visitor::{Visitor, VisitorForm};
use crate::{LoggedIn, SignIn};

#[derive(Template)]
#[template(path = "pages/login.html")]
struct LoginPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static EntranceTexts,
    return_to: &'p ReturnTo,
    email: &'p str,
    is_remembered: bool,
    slip: Slip,
}

impl<'p> LoginPage<'p> {
    const fn new(frame: &'p Frame<'p>, return_to: &'p ReturnTo, email: &'p str, slip: Slip) -> Self {
        Self { frame, t: &frame.t.entrance, return_to, email, is_remembered: false, slip }
    }
}

/// `GET /login`. Who is signed in already is led on.
pub(in super::super) async fn login_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    let frame = visitor.frame(&app);
    match visitor.is_signed_in(&app).await {
        Ok(true) => see_other(visitor.return_to.place()),
        Ok(false) => {
            frame.page(StatusCode::OK, &LoginPage::new(&frame, &visitor.return_to, "", Slip::default()))
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}

/// `POST /login`
pub(in super::super) async fn login(
    State(app): State<AppState>,
    browser: Browser,
    VisitorForm { visitor, fields }: VisitorForm,
) -> Response {
    match sign_in(&app, browser, &fields).await {
        Ok((opened, device)) => entered(&app, visitor.return_to.place(), &opened, device),
        Err(error) => {
            let frame = visitor.frame(&app);
            let slip = Slip::of(&error, frame.t);
            let page = LoginPage::new(&frame, &visitor.return_to, fields.text("email"), slip);
            let is_remembered = fields.find("remember").is_some();
            frame.refusal(error, &LoginPage { is_remembered, ..page })
        }
    }
}

/// Signs in with the fields of a form, and has the browser known from now on.
pub(super) async fn sign_in(
    app: &App,
    browser: Browser,
    fields: &Fields,
) -> Result<(LoggedIn, Option<HeaderValue>), ApiError> {
    let (client, device) = browser.introduce(app)?;
    let how = SignIn::from(client);
    let how = if fields.find("remember").is_some() { how } else { how.briefly() };
    let opened = app.auth.sign_in(fields.text("email"), fields.text("password"), &how).await?;
    Ok((opened, device))
}

/// Leads on whoever has just signed in.
pub(super) fn entered(app: &App, place: &str, opened: &LoggedIn, device: Option<HeaderValue>) -> Response {
    let mut response = see_other(place);
    add_cookie(&mut response, session_cookie(app, opened));
    add_cookie(&mut response, device);
    response
}
