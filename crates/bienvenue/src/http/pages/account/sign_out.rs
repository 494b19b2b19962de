//! `POST /logout`, on every page of the account (ASVS 7.4.4).

use axum::extract::State;
use axum::response::Response;

use super::super::super::cookie::forget;
use super::super::super::state::AppState;
use super::super::LOGIN;
use super::super::member::MemberForm;
use super::super::notice::Notice;

/// Ends this session.
pub(in super::super) async fn sign_out(State(app): State<AppState>, form: MemberForm) -> Response {
    let member = form.member;
    match app.auth.sign_out(member.secret(), member.client()).await {
        // One that has ended meanwhile has ended too.
        Ok(_) => {
            let mut response = Notice::SignedOut.on(LOGIN, &app);
            forget(&mut response, &app.settings.cookies.session);
            response
        }
        Err(fault) => member.refuse(&app, fault.into(), "/account"),
    }
}
