//! A browser without scripts: it keeps cookies, fills forms as they stand on the page, and follows redirects.

use std::collections::BTreeMap;

use super::content::form;
use super::html::{self, Form};
use super::{App, Reply};

/// Somebody who looks at pages.
pub(crate) struct Browser<'a> {
    app: &'a App,
    cookies: BTreeMap<String, String>,
    headers: Vec<String>,
    /// Where he is.
    pub(crate) path: String,
    /// What he sees.
    pub(crate) reply: Reply,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        let reply = Reply { status: 0, headers: Vec::new(), body: Vec::new() };
        let headers = vec!["User-Agent: Firefox/145.0 (Linux)".to_owned()];
        Self { app, cookies: BTreeMap::new(), headers, path: String::new(), reply }
    }

    /// With another line in each header.
    pub(crate) fn saying(mut self, header: &str) -> Self {
        let name = header.split(':').next().unwrap();
        self.headers.retain(|before| !before.starts_with(name));
        self.headers.push(header.to_owned());
        self
    }

    /// The value of the cookie whose name ends so.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(set, _)| set.ends_with(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        self.reply.text()
    }

    /// What stands on the page, as people read it.
    #[track_caller]
    pub(crate) fn sees(&self, status: u16, path: &str, words: &str) {
        assert_eq!((self.reply.status, self.path.as_str()), (status, path), "{}", self.text());
        assert!(html::unescape(self.text()).contains(words), "{words:?} is not on {}", self.text());
    }

    /// Opens a page, and follows where it leads.
    pub(crate) async fn open(&mut self, path: &str) {
        let reply = self.ask("GET", path, &[]).await;
        self.follow(path, reply).await;
    }

    /// Fills the form that goes to this path and sends it. Every field has to be there.
    pub(crate) async fn submit(&mut self, action: &str, fields: &[(&str, &str)]) {
        let reply = self.submit_once(action, fields).await;
        self.follow(action, reply).await;
    }

    /// The same without following.
    pub(crate) async fn submit_once(&mut self, action: &str, fields: &[(&str, &str)]) -> Reply {
        let filled = self.filled(action, fields);
        let filled: Vec<_> = filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.ask("POST", action, &filled).await
    }

    /// The fields of a form on this page, filled.
    pub(crate) fn filled(&self, action: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let forms = html::forms(self.text());
        let is_it = |form: &&Form| {
            form.action.as_deref().unwrap_or(&self.path) == action
                && fields.iter().all(|(name, _)| form.knows(name))
        };
        let form =
            forms.iter().find(is_it).unwrap_or_else(|| panic!("no form to {action} in {}", self.text()));
        form.filled(fields)
    }

    /// Sends something, whatever the page.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut speaker =
            if cookies.is_empty() { self.app.anonymous() } else { self.app.with_cookie(&cookies.join("; ")) };
        for header in &self.headers {
            speaker = speaker.and(header);
        }
        let content = (method == "POST").then(|| form(fields));
        let reply = speaker.send(method, path, content).await;
        self.keep_cookies(&reply);
        self.check(&reply);
        reply
    }

    async fn follow(&mut self, path: &str, mut reply: Reply) {
        self.path = path.to_owned();
        for _ in 0..5 {
            let Some(place) = reply.header("location").filter(|place| place.starts_with('/')) else { break };
            assert_eq!((reply.status, reply.text()), (303, ""));
            self.path = place.to_owned();
            let place = self.path.clone();
            reply = self.ask("GET", &place, &[]).await;
        }
        self.reply = reply;
    }

    fn keep_cookies(&mut self, reply: &Reply) {
        for set in reply.all("set-cookie") {
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
            if set.ends_with("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// What holds of every page: it is small, nobody stores it, and no secret is in it or in where it leads.
    fn check(&self, reply: &Reply) {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert!(reply.body.len() < 30_000, "{}", reply.body.len());
        for name in ["session_id", "device_id"] {
            let Some(secret) = self.cookie(name) else { continue };
            self.app.keep_secret(secret);
            assert!(!String::from_utf8_lossy(&reply.body).contains(secret), "{name} is on the page");
            assert!(
                !reply.header("location").unwrap_or_default().contains(secret),
                "{name} is in an address"
            );
        }
    }
}
