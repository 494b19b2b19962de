//! The pages that the links of mails lead to.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::error::{ApiError, Code};
use super::super::state::{App, AppState};
use super::frame::Frame;
use super::slip::Slip;
use super::texts::{LinkTexts, Texts};
use super::visitor::{Visitor, VisitorForm};
use crate::RegistrantProof;

/// What a link lets do.
#[derive(Clone, Copy)]
enum Act {
    VerifyEmail,
    ResetPassword,
    ConfirmEmail,
}

/// What a form asks for beside the code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nothing,
    Password,
    NewPassword,
}

impl Act {
    const fn path(self) -> &'static str {
        match self {
            Self::VerifyEmail => "/verify-email",
            Self::ResetPassword => "/reset-password",
            Self::ConfirmEmail => "/confirm-email",
        }
    }

    /// Where a new link is asked for.
    const fn again(self) -> &'static str {
        match self {
            Self::VerifyEmail => "/resend",
            Self::ResetPassword => "/forgot",
            Self::ConfirmEmail => "/account/email",
        }
    }

    const fn asks(self) -> Asks {
        match self {
            Self::VerifyEmail => Asks::Password,
            Self::ResetPassword => Asks::NewPassword,
            Self::ConfirmEmail => Asks::Nothing,
        }
    }

    const fn words(self, texts: &'static Texts) -> &'static LinkTexts {
        match self {
            Self::VerifyEmail => &texts.verify_email,
            Self::ResetPassword => &texts.reset_password,
            Self::ConfirmEmail => &texts.confirm_email,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/link.html")]
struct LinkPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static Texts,
    words: &'static LinkTexts,
    path: &'static str,
    asks: Asks,
    /// As it was sent, so that it is not to be copied again after a slip.
    token: &'p str,
    slip: Slip,
    /// Where to go on when the link is of no use any more.
    again: Option<&'static str>,
    is_done: bool,
}

impl<'p> LinkPage<'p> {
    fn new(frame: &'p Frame<'p>, act: Act) -> Self {
        let (t, slip) = (frame.t, Slip::default());
        let (words, path, asks) = (act.words(t), act.path(), act.asks());
        Self { frame, t, words, path, asks, token: "", slip, again: None, is_done: false }
    }
}

/// `GET /verify-email`
pub(super) async fn verify_email_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, Act::VerifyEmail)
}

/// `GET /reset-password`
pub(super) async fn reset_password_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, Act::ResetPassword)
}

/// `GET /confirm-email`
pub(super) async fn confirm_email_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, Act::ConfirmEmail)
}

/// `POST /verify-email`
pub(super) async fn verify_email(State(app): State<AppState>, form: VisitorForm) -> Response {
    let proof = match form.fields.text("new_password") {
        "" => RegistrantProof::Password(form.fields.text("password")),
        new => RegistrantProof::NewPassword(new),
    };
    let verified = app.auth.verify_email(form.fields.text("token"), proof, &form.visitor.client).await;
    tell(&app, &form, Act::VerifyEmail, verified.map(drop).map_err(ApiError::from))
}

/// `POST /reset-password`
pub(super) async fn reset_password(State(app): State<AppState>, form: VisitorForm) -> Response {
    let (token, password) = (form.fields.text("token"), form.fields.text("new_password"));
    let reset = app.auth.reset_password(token, password, &form.visitor.client).await;
    tell(&app, &form, Act::ResetPassword, reset.map_err(ApiError::from))
}

/// `POST /confirm-email`
pub(super) async fn confirm_email(State(app): State<AppState>, form: VisitorForm) -> Response {
    let changed = app.auth.change_email(form.fields.text("token"), &form.visitor.client).await;
    tell(&app, &form, Act::ConfirmEmail, changed.map(drop).map_err(ApiError::from))
}

fn show(app: &App, visitor: &Visitor, act: Act) -> Response {
    let frame = visitor.frame(app);
    frame.page(StatusCode::OK, &LinkPage::new(&frame, act))
}

/// The page after its button: what was done, or what is wrong, with the form once more.
fn tell(app: &App, form: &VisitorForm, act: Act, result: Result<(), ApiError>) -> Response {
    let frame = form.visitor.frame(app);
    let page = LinkPage::new(&frame, act);
    match result {
        Ok(()) => frame.page(StatusCode::OK, &LinkPage { is_done: true, ..page }),
        Err(error) => {
            let (token, slip) = (form.fields.text("token"), Slip::of(&error, frame.t));
            let again = (error.code() == Code::TokenRefused).then_some(act.again());
            frame.refusal(error, &LinkPage { token, slip, again, ..page })
        }
    }
}
