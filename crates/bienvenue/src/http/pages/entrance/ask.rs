//! `/forgot` and `/resend`: ask for a mail with a link. The answer is the same for every address.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::error::ApiError;
use super::super::super::state::{App, AppState};
use super::super::frame::Frame;
use super::super::see_other;
use super::super::slip::Slip;
use super::super::texts::{AskTexts, EntranceTexts};
use super::super::visitor::{Visitor, VisitorForm};

/// What the link is for.
#[derive(Clone, Copy)]
enum Link {
    NewPassword,
    Proof,
}

#[derive(Template)]
#[template(path = "pages/ask.html")]
struct AskPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static EntranceTexts,
    words: &'static AskTexts,
    email: &'p str,
    slip: Slip,
}

impl<'p> AskPage<'p> {
    const fn new(frame: &'p Frame<'p>, link: Link, email: &'p str, slip: Slip) -> Self {
        let t = &frame.t.entrance;
        let words = match link {
            Link::NewPassword => &t.forgot,
            Link::Proof => &t.resend,
        };
        Self { frame, t, words, email, slip }
    }
}

/// `GET /forgot`
pub(in super::super) async fn forgot_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, Link::NewPassword)
}

/// `GET /resend`
pub(in super::super) async fn resend_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, Link::Proof)
}

/// `POST /forgot`
pub(in super::super) async fn forgot(State(app): State<AppState>, form: VisitorForm) -> Response {
    ask(&app, &form, Link::NewPassword, "/forgot/done").await
}

/// `POST /resend`
pub(in super::super) async fn resend(State(app): State<AppState>, form: VisitorForm) -> Response {
    ask(&app, &form, Link::Proof, "/resend/done").await
}

fn show(app: &App, visitor: &Visitor, link: Link) -> Response {
    let frame = visitor.frame(app);
    frame.page(StatusCode::OK, &AskPage::new(&frame, link, "", Slip::default()))
}

async fn ask(app: &App, form: &VisitorForm, link: Link, done: &str) -> Response {
    let VisitorForm { visitor, fields } = form;
    let email = fields.text("email");
    match send(app, visitor, link, email).await {
        Ok(()) => see_other(done),
        Err(error) => {
            let frame = visitor.frame(app);
            let slip = Slip::of(&error, frame.t);
            frame.refusal(error, &AskPage::new(&frame, link, email, slip))
        }
    }
}

async fn send(app: &App, visitor: &Visitor, link: Link, email: &str) -> Result<(), ApiError> {
    app.needs_mail()?;
    if email.is_empty() {
        return Err(ApiError::missing("email"));
    }
    match link {
        Link::NewPassword => app.auth.request_password_reset(email, &visitor.client).await?,
        Link::Proof => app.auth.resend_verification(email, &visitor.client).await?,
    }
    Ok(())
}
