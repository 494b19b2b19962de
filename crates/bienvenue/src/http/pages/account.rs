//! The pages of one's own account.

pub(super) mod activity;
mod confirm;
mod data;
mod deletion;
mod email;
mod overview;
mod password;
pub(super) mod sessions;
mod sign_out;

pub(super) use activity::activity;
pub(super) use confirm::{confirm, confirm_page};
pub(super) use data::{data, export};
pub(super) use deletion::{delete, delete_page};
pub(super) use email::{change_email, email_page};
pub(super) use overview::overview;
pub(super) use password::{change_password, password_page};
pub(super) use sessions::{end_others, end_session, sessions};
pub(super) use sign_out::sign_out;
