//! Pages for people: sign in and register, one's own account, and where the links of mails lead.
//!
//! They call the same flows as the API and work without a script. A form that did something answers with a redirect, so that
//! nothing is done twice when the page is loaded again. What somebody who is signed in sends carries a seal of his session
//! ([`csrf`]); what anybody may send changes nothing that is anybody's.
//!
//! A link is followed by scanners before its receiver sees it, so fetching a page changes nothing and needs no secret: the
//! secret stands in the link's fragment, which is sent to nobody. The page's script puts it into the form, or people copy
//! it there; only the button, which posts, spends it (ASVS 3.5.3, 14.2.1).

mod account;
mod admin;
mod asked;
mod assets;
mod brand;
pub(super) mod csrf;
mod entrance;
mod frame;
mod happening;
mod language;
mod link;
#[cfg(feature = "mail")]
mod mailbox;
mod member;
mod notice;
mod nowhere;
pub(super) mod return_to;
mod slip;
mod table;
mod texts;
mod visitor;
mod when;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub use brand::{AssetRejected, Brand, Colour, ColourRejected, PageLink, PageLinkRejected, TextRejected};
pub(super) use nowhere::{no_such_path, other_method, refused};
pub(super) use table::table;

use super::state::App;

/// Where somebody who is signed in begins, and whoever would be led elsewhere ends.
const ACCOUNT: &str = "/account";
pub(super) const LOGIN: &str = "/login";
/// Where administrators begin.
const ADMIN: &str = "/admin";

/// Leads on to a page (RFC 9110 §15.4.4). What was posted is not posted again.
pub(super) fn see_other(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // What leads on is checked to be plain text before; if it were not, the account is as good a place as any.
    let location = HeaderValue::try_from(location).unwrap_or(HeaderValue::from_static(ACCOUNT));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// The name of the service.
fn product(app: &App) -> &str {
    let of_mails = || app.auth.mail_sender().map(|sender| sender.product.as_str());
    app.settings.brand.name().or_else(of_mails).unwrap_or("Bienvenue")
}

/// Whether who asks would rather read a page than JSON: browsers say so, programs do not.
pub(super) fn are_preferred(headers: &HeaderMap) -> bool {
    let accepted =
        headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    let quality = |wanted: &str| {
        let range =
            accepted.split(',').map(str::trim).find(|range| range.split(';').next() == Some(wanted))?;
        let quality = range.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
        quality.map_or(Some(1.0), |quality| quality.parse::<f32>().ok())
    };
    let page = quality("text/html").unwrap_or(0.0);
    page > 0.0 && page >= quality("application/json").unwrap_or(0.0)
}

/// Where a person who comes to the door is led.
pub(super) fn welcome(is_signed_in: bool) -> Response {
    see_other(if is_signed_in { ACCOUNT } else { LOGIN })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_ask_for_pages_and_programs_do_not() {
        for (accepted, is_page) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("text/html", true),
            ("text/html;q=0.5, application/json;q=0.4", true),
            ("application/json, text/html;q=0.9", false),
            ("application/json", false),
            ("*/*", false),
            ("text/*", false),
            ("text/html;q=0", false),
            ("text/html;q=much", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accepted))]);
            assert_eq!(are_preferred(&headers), is_page, "{accepted}");
        }
        assert!(!are_preferred(&HeaderMap::new()));
    }
}
