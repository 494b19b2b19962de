//! `/first-admin`: where the link leads that a first start shows. As with the links of mails, its secret stands in the
//! fragment, and only the button spends it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::error::{ApiError, Code};
use super::super::super::state::AppState;
use super::super::ADMIN;
use super::super::frame::{Area, Frame};
use super::super::member::MemberForm;
use super::super::notice::Notice;
use super::super::slip::Slip;
use super::super::texts::{FirstAdminTexts, Texts};
use super::super::visitor::Visitor;

const PATH: &str = "/first-admin";

#[derive(Template)]
#[template(path = "pages/admin/first.html")]
struct FirstPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static Texts,
    words: &'static FirstAdminTexts,
    is_signed_in: bool,
    token: &'p str,
    slip: Slip,
}

impl<'p> FirstPage<'p> {
    fn new(frame: &'p Frame<'p>, is_signed_in: bool, token: &'p str, slip: Slip) -> Self {
        Self { frame, t: frame.t, words: &frame.t.admin.first, is_signed_in, token, slip }
    }
}

/// `GET /first-admin`. The same for everybody, whether there is an administrator or not.
pub(in super::super) async fn first_page(State(app): State<AppState>, visitor: Visitor) -> Response {
    let frame = visitor.frame(&app);
    match visitor.is_signed_in(&app).await {
        Ok(is_signed_in) => {
            frame.page(StatusCode::OK, &FirstPage::new(&frame, is_signed_in, "", Slip::default()))
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}

/// `POST /first-admin`
pub(in super::super) async fn become_first(
    State(app): State<AppState>,
    MemberForm { member, fields }: MemberForm,
) -> Response {
    let token = fields.text("token");
    let result = app.auth.become_first_admin(member.secret(), token, member.client()).await;
    match result.map_err(ApiError::from) {
        Ok(()) => Notice::BecameAdmin.on(ADMIN, &app),
        Err(error) if matches!(error.code(), Code::TokenRefused | Code::TooManyAttempts) => {
            let frame = member.frame_of(&app, Area::Everybody);
            let mut slip = Slip::of(&error, frame.t);
            if error.code() == Code::TokenRefused {
                frame.t.admin.first.refused.clone_into(&mut slip.text);
            }
            frame.refusal(error, &FirstPage::new(&frame, true, token, slip))
        }
        Err(error) => member.refuse(&app, error, PATH),
    }
}
