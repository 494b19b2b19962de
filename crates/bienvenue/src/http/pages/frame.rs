//! What surrounds every page: the name of the service, the way around the account, the choice of a language, the headers.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::locale::Locale;

use super::super::cookie::add_cookie;
use super::super::error::ApiError;
use super::super::state::App;
use super::brand::Brand;
use super::notice::Notice;
use super::texts::Texts;
use super::visitor::Visitor;
use super::{ACCOUNT, ADMIN, csrf, product};
use crate::fault::Fault;

/// Nothing but what this service itself sends, no frames around or in it (ASVS 3.4.3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What a page stands in.
pub(super) struct Frame<'p> {
    pub(super) t: &'static Texts,
    pub(super) locale: Locale,
    pub(super) product: &'p str,
    /// The page to come back to when a language was chosen.
    pub(super) path: String,
    /// Whose page it is, which decides about the way around.
    pub(super) area: Area,
    /// The seal of the session that is presented, if one is.
    pub(super) seal: Option<String>,
    notice: Option<Notice>,
    app: &'p App,
}

/// Who a page is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    Everybody,
    Account { is_admin: bool },
    Administration,
}

impl Area {
    /// How its pages are told apart by the style.
    pub(super) const fn class(self) -> Option<&'static str> {
        match self {
            Self::Everybody => None,
            Self::Account { .. } => Some("member"),
            Self::Administration => Some("member admin"),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/trouble.html")]
struct TroublePage<'p> {
    frame: &'p Frame<'p>,
    text: String,
}

impl<'p> Frame<'p> {
    pub(super) fn new(app: &'p App, locale: Locale, visitor: &Visitor) -> Self {
        let (path, notice) = (visitor.path.clone(), visitor.notice);
        // On pages for everybody too: who chooses a language there may be signed in.
        let seal = visitor.secret.as_ref().map(|secret| csrf::seal(secret));
        let (t, product) = (app.settings.brand.texts_of(locale), product(app));
        Self { t, locale, product, path, area: Area::Everybody, seal, notice, app }
    }

    /// For a page of somebody who is signed in.
    pub(super) const fn of(mut self, area: Area) -> Self {
        self.area = area;
        self
    }

    /// What was just done, if something was.
    pub(super) fn notice(&self) -> Option<&'static str> {
        self.notice.map(|notice| notice.text(self.t))
    }

    /// What the way around is the way around of, if there is one.
    pub(super) const fn navigation(&self) -> Option<&'static str> {
        match self.area {
            Area::Everybody => None,
            Area::Account { .. } => Some(self.t.account.navigation),
            Area::Administration => Some(self.t.admin.navigation),
        }
    }

    /// The pages around this one, with their names.
    pub(super) fn places(&self) -> Vec<(&'static str, &'static str)> {
        let (account, admin) = (&self.t.account, &self.t.admin);
        if self.area == Area::Administration {
            let (figures, users) = ((ADMIN, admin.figures.entry), ("/admin/users", admin.users.entry));
            return vec![figures, users, (ACCOUNT, admin.own_account)];
        }
        let mut places = vec![
            (ACCOUNT, account.overview.entry),
            ("/account/password", account.password.entry),
            ("/account/sessions", account.sessions.entry),
            ("/account/activity", account.activity.entry),
            ("/account/data", account.data.entry),
        ];
        if self.area == (Area::Account { is_admin: true }) {
            places.push((ADMIN, admin.entry));
        }
        places
    }

    /// What the operator gives the pages.
    pub(super) const fn brand(&self) -> &'p Brand {
        &self.app.settings.brand
    }

    /// Every language, with its own name for itself, and whether it is this page's.
    pub(super) fn languages(&self) -> [(&'static str, &'static str, bool); 2] {
        let brand = self.brand();
        Locale::ALL.map(|locale| (locale.as_str(), brand.texts_of(locale).name, locale == self.locale))
    }

    /// Answers with a page.
    pub(super) fn page(&self, status: StatusCode, page: &impl Template) -> Response {
        let Ok(html) = page.render() else {
            return ApiError::from(Fault::internal("a page was not rendered")).into_response();
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, self.policy()),
            // Not `no-referrer`: with that a browser sends our own form with `Origin: null`, which is refused.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        ];
        let mut response = (status, headers, html).into_response();
        if self.notice.is_some() {
            add_cookie(&mut response, self.app.settings.cookies.notice.clear());
        }
        response
    }

    /// Answers with a page that tells a refusal.
    pub(super) fn refusal(&self, error: ApiError, page: &impl Template) -> Response {
        let mut response = self.page(error.code().api_status(), page);
        error.accompany(&mut response);
        response
    }

    /// Answers with a refusal that no form of the page can tell.
    pub(super) fn trouble(self, error: ApiError) -> Response {
        let (text, frame) = (self.t.problem(&error), self.leading_home());
        frame.refusal(error, &TroublePage { frame: &frame, text })
    }

    /// Answers to a form that another page than one of this session sent. Nothing was done.
    pub(super) fn stale(self) -> Response {
        let (text, frame) = (self.t.stale_form.to_owned(), self.leading_home());
        frame.page(StatusCode::FORBIDDEN, &TroublePage { frame: &frame, text })
    }

    /// What was posted cannot be come back to in another language.
    fn leading_home(mut self) -> Self {
        "/".clone_into(&mut self.path);
        self
    }

    /// A form leads to this service, and from there perhaps on to an allowed origin: browsers hold both to this list.
    fn policy(&self) -> HeaderValue {
        let origins = &self.app.settings.return_to;
        let policy = origins.iter().fold(POLICY.to_owned(), |policy, origin| format!("{policy} {origin}"));
        HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(POLICY))
    }
}
