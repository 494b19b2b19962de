//! Every page: a path, and who answers it.

use super::super::answer::{Methods, get, post};
use super::{account, admin, assets, entrance, language, link};

/// The paths of the pages.
pub(in crate::http) fn table() -> Vec<(&'static str, Methods)> {
    vec![
        ("/login", get(entrance::login_page).post(entrance::login)),
        ("/register", get(entrance::register_page).post(entrance::register)),
        ("/register/done", get(entrance::registered)),
        ("/forgot", get(entrance::forgot_page).post(entrance::forgot)),
        ("/forgot/done", get(entrance::forgot_done)),
        ("/resend", get(entrance::resend_page).post(entrance::resend)),
        ("/resend/done", get(entrance::resend_done)),
        ("/account", get(account::overview)),
        ("/account/email", get(account::email_page).post(account::change_email)),
        ("/account/password", get(account::password_page).post(account::change_password)),
        ("/account/sessions", get(account::sessions)),
        ("/account/sessions/end", post(account::end_session)),
        ("/account/sessions/end-others", post(account::end_others)),
        ("/account/activity", get(account::activity)),
        ("/account/data", get(account::data)),
        ("/account/export", post(account::export)),
        ("/account/delete", get(account::delete_page).post(account::delete)),
        ("/admin", get(admin::figures)),
        ("/admin/users", get(admin::users)),
        ("/admin/users/{id}", get(admin::user).post(admin::act)),
        ("/first-admin", get(admin::first_page).post(admin::become_first)),
        ("/confirm", get(account::confirm_page).post(account::confirm)),
        ("/logout", post(account::sign_out)),
        ("/language", post(language::choose)),
        ("/verify-email", get(link::verify_email_page).post(link::verify_email)),
        ("/reset-password", get(link::reset_password_page).post(link::reset_password)),
        ("/confirm-email", get(link::confirm_email_page).post(link::confirm_email)),
        ("/assets/pages.css", get(assets::style)),
        ("/assets/link.js", get(assets::link_script)),
        ("/assets/icon.svg", get(assets::icon)),
        ("/assets/brand/{name}", get(assets::brand)),
        #[cfg(feature = "mail")]
        ("/dev/mail", get(super::mailbox::mailbox)),
    ]
}
