//! Where somebody is led after he has signed in or proved who he is.
//!
//! Whoever writes a link to our pages writes this too. To lead on to any address would lend our name to every phisher, so only
//! paths of this service and origins that the operator lists are taken (ASVS 3.7.2).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::extract::Fields;
use super::super::origin::Origin;
use super::super::state::App;
use super::ACCOUNT;

/// The field and the parameter that hold it.
pub(super) const FIELD: &str = "return_to";

/// No address that anybody means is longer.
const MOST: usize = 2_000;

/// A place that is safe to lead to, if somebody asked for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct ReturnTo(Option<String>);

impl ReturnTo {
    /// What a query or a form asks for. What leads elsewhere is as good as nothing.
    pub(super) fn of(fields: &Fields, app: &App) -> Self {
        Self(fields.find(FIELD).and_then(|text| checked(text, &app.settings.return_to)).map(str::to_owned))
    }

    /// A page of this service.
    pub(in super::super) fn page(path: &str) -> Self {
        Self(checked(path, &[]).map(str::to_owned))
    }

    /// This path of this origin, or else its root; nothing in an origin that nobody is led to.
    pub(in super::super) fn of_app(origin: &Origin, path: &str, app: &App) -> Option<Self> {
        let settings = &app.settings;
        let base = match settings.own_origin() {
            Some(own) if own == origin => String::new(),
            _ if settings.return_to.contains(origin) => origin.to_string(),
            _ => return None,
        };
        let place = |path: &str| checked(&format!("{base}{path}"), &settings.return_to).map(str::to_owned);
        Some(Self(place(path).or_else(|| place("/"))))
    }

    /// The place, or else the account.
    pub(super) fn place(&self) -> &str {
        self.0.as_deref().unwrap_or(ACCOUNT)
    }

    /// For the field of a form; empty if nobody asked.
    pub(super) fn asked(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// The address of a page that leads on to the same place.
    pub(in super::super) fn on(&self, page: &str) -> String {
        match &self.0 {
            Some(place) => format!("{page}?{FIELD}={}", utf8_percent_encode(place, NON_ALPHANUMERIC)),
            None => page.to_owned(),
        }
    }
}

/// The text, if it is a path of ours or lies in an allowed origin.
///
/// Browsers drop tabs and line ends out of an address, take `\` for `/`, and fold other scripts' letters and dots into ours. None of
/// that is taken, so what is compared here is what a browser goes to.
pub(in crate::http) fn checked<'t>(text: &'t str, allowed: &[Origin]) -> Option<&'t str> {
    let is_plain =
        text.bytes().all(|c| c.is_ascii_graphic() && !matches!(c, b'\\' | b'"' | b'<' | b'>' | b'`'));
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let lies_in = |origin: &Origin| {
        let rest = text.strip_prefix(&origin.to_string());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    let is_ours = is_path || allowed.iter().any(lies_in);
    (text.len() <= MOST && is_plain && is_ours).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_3_7_2_only_listed_places_are_led_to() {
        let allowed = ["https://app.example.org".parse().unwrap(), "http://localhost:3000".parse().unwrap()];
        for good in [
            "/",
            "/account/sessions?x=1#y",
            "/a//b",
            "/%09//evil.example",
            "https://app.example.org",
            "https://app.example.org/a?b#c",
            "https://app.example.org?x",
            "http://localhost:3000/",
        ] {
            assert_eq!(checked(good, &allowed), Some(good));
        }
        let long = format!("/{}", "a".repeat(10_000));
        for bad in [
            "",
            "account",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/\n/evil.example",
            "https:evil.example",
            "https:/evil.example",
            "https:///evil.example",
            "https://evil.example",
            "https://app.example.org@evil.example",
            "https://app.example.org:x@evil.example/",
            "https://app.example.org.evil.example",
            "https://app.example.orgevil.example",
            "https://app.example.org:8443/",
            "https://app.example.org\\evil.example",
            "https://app.example.org\u{2024}evil.example",
            "https://app\u{3002}example\u{3002}org",
            "https://evil\u{ff0e}example",
            "https://APP.example.org/",
            "HTTPS://app.example.org/",
            "http://app.example.org/",
            "http://localhost:30001/",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\u{0}",
            "/é",
            "/a b",
            "/\"><script>",
            long.as_str(),
        ] {
            assert_eq!(checked(bad, &allowed), None, "{bad:?}");
        }
    }

    #[test]
    fn the_place_is_kept_from_page_to_page() {
        let place = ReturnTo::page("/account/data?a=b&c");
        assert_eq!(place.on("/login"), "/login?return_to=%2Faccount%2Fdata%3Fa%3Db%26c");
        let query = place.on("/login");
        let fields = Fields::of_query(query.split_once('?').unwrap().1).ok().unwrap();
        assert_eq!(fields.text(FIELD), "/account/data?a=b&c");
        let none = ReturnTo::default();
        assert_eq!((none.on("/login").as_str(), none.place(), none.asked()), ("/login", "/account", ""));
    }
}
