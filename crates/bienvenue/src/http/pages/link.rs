//! The pages that the links of mails lead to.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::locale::Locale;

use super::super::error::ApiError;
use super::super::extract::Fields;
use super::super::state::{App, AppState};
use super::texts::{LinkTexts, Texts, texts};
use super::{page, product};
use crate::{Client, RegistrantProof};

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
    t: &'static Texts,
    words: &'static LinkTexts,
    product: &'p str,
    path: &'static str,
    asks: Asks,
    /// As it was sent, so that it is not to be copied again after a slip.
    token: &'p str,
    problem: Option<String>,
    is_done: bool,
}

impl<'p> LinkPage<'p> {
    fn new(app: &'p App, locale: Locale, act: Act) -> Self {
        let t = texts(locale);
        Self {
            t,
            words: act.words(t),
            product: product(app),
            path: act.path(),
            asks: act.asks(),
            token: "",
            problem: None,
            is_done: false,
        }
    }
}

/// `GET /verify-email`
pub(in crate::http) async fn verify_email_page(State(app): State<AppState>, client: Client) -> Response {
    page(StatusCode::OK, &LinkPage::new(&app, client.locale(), Act::VerifyEmail))
}

/// `GET /reset-password`
pub(in crate::http) async fn reset_password_page(State(app): State<AppState>, client: Client) -> Response {
    page(StatusCode::OK, &LinkPage::new(&app, client.locale(), Act::ResetPassword))
}

/// `GET /confirm-email`
pub(in crate::http) async fn confirm_email_page(State(app): State<AppState>, client: Client) -> Response {
    page(StatusCode::OK, &LinkPage::new(&app, client.locale(), Act::ConfirmEmail))
}

/// `POST /verify-email`
pub(in crate::http) async fn verify_email(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Response {
    let proof = match fields.text("new_password") {
        "" => RegistrantProof::Password(fields.text("password")),
        new => RegistrantProof::NewPassword(new),
    };
    let verified = app.auth.verify_email(fields.text("token"), proof, &client).await;
    tell(&app, &client, Act::VerifyEmail, &fields, verified.map(drop).map_err(ApiError::from))
}

/// `POST /reset-password`
pub(in crate::http) async fn reset_password(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Response {
    let (token, password) = (fields.text("token"), fields.text("new_password"));
    let reset = app.auth.reset_password(token, password, &client).await;
    tell(&app, &client, Act::ResetPassword, &fields, reset.map_err(ApiError::from))
}

/// `POST /confirm-email`
pub(in crate::http) async fn confirm_email(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Response {
    let changed = app.auth.change_email(fields.text("token"), &client).await;
    tell(&app, &client, Act::ConfirmEmail, &fields, changed.map(drop).map_err(ApiError::from))
}

/// The page after its button: what was done, or what is wrong, with the form once more.
fn tell(app: &App, client: &Client, act: Act, fields: &Fields, result: Result<(), ApiError>) -> Response {
    let form = LinkPage::new(app, client.locale(), act);
    match result {
        Ok(()) => page(StatusCode::OK, &LinkPage { is_done: true, ..form }),
        Err(error) => {
            let problem = Some(form.t.problem(&error));
            let shown = LinkPage { problem, token: fields.text("token"), ..form };
            let mut response = page(error.code().api_status(), &shown);
            error.accompany(&mut response);
            response
        }
    }
}
