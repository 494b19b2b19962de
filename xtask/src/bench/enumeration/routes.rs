//! What a stranger can ask about an address.

use super::people::{GUESSED, Kind, SIGNING_IN};

/// The password of everybody whose password is known, and one that is as long.
pub(super) const RIGHT: &str = "moss-lantern-quartz";
const WRONG: &str = "moss-lantern-quarts";
/// Has the form of a secret, and is none.
const MADE_UP: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A question with its answer, which must be the same for everybody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    body: fn(&str, &str) -> String,
    /// Whether it is asked in a session of the stranger's own.
    pub(super) is_in_session: bool,
    pub(super) status: u16,
    /// About whom it is asked; the first is nobody.
    pub(super) kinds: &'static [Kind],
}

impl Route {
    /// The body about an address.
    pub(super) fn body(&self, kind: &Kind, address: &str) -> String {
        (self.body)(address, if kind.gives_password { RIGHT } else { WRONG })
    }
}

pub(super) const ROUTES: [Route; 6] = [
    Route {
        name: "register",
        method: "POST",
        path: "/users",
        body: |address, password| format!("email={address}&password={password}"),
        is_in_session: false,
        status: 200,
        kinds: &GUESSED,
    },
    Route {
        name: "log in",
        method: "POST",
        path: "/sessions",
        body: |address, password| format!("email={address}&password={password}"),
        is_in_session: false,
        status: 401,
        kinds: &SIGNING_IN,
    },
    Route {
        name: "ask for a reset",
        method: "POST",
        path: "/reset_password",
        body: |address, _| format!("email={address}"),
        is_in_session: false,
        status: 200,
        kinds: &GUESSED,
    },
    Route {
        name: "reset, wrong link",
        method: "PUT",
        path: "/reset_password",
        body: |address, password| format!("email={address}&reset_token={MADE_UP}&new_password={password}"),
        is_in_session: false,
        status: 403,
        kinds: &GUESSED,
    },
    Route {
        name: "verify again",
        method: "POST",
        path: "/api/v1/email-verification",
        body: |address, _| format!(r#"{{"email":"{address}"}}"#),
        is_in_session: false,
        status: 202,
        kinds: &GUESSED,
    },
    Route {
        name: "change address",
        method: "POST",
        path: "/api/v1/me/email",
        body: |address, _| format!(r#"{{"email":"{address}"}}"#),
        is_in_session: true,
        status: 202,
        kinds: &GUESSED,
    },
];
