//! The pages for everybody: sign in, register, ask for a link.

mod ask;
mod done;
mod login;
mod register;

pub(super) use ask::{forgot, forgot_page, resend, resend_page};
pub(super) use done::{forgot_done, registered, resend_done};
pub(super) use login::{login, login_page};
pub(super) use register::{register, register_page};
