//! Every path of the service, from what it says of itself, and requests to them with any header.

use std::collections::BTreeMap;

use bienvenue::http::openapi_document;

use crate::support::{App, Reply};

/// What people see; it is no part of the API's description.
const PAGES: [(&str, &str); 32] = [
    ("/login", "GET,HEAD,POST"),
    ("/register", "GET,HEAD,POST"),
    ("/register/done", "GET,HEAD"),
    ("/forgot", "GET,HEAD,POST"),
    ("/forgot/done", "GET,HEAD"),
    ("/resend", "GET,HEAD,POST"),
    ("/resend/done", "GET,HEAD"),
    ("/account", "GET,HEAD"),
    ("/account/email", "GET,HEAD,POST"),
    ("/account/password", "GET,HEAD,POST"),
    ("/account/sessions", "GET,HEAD"),
    ("/account/sessions/end", "POST"),
    ("/account/sessions/end-others", "POST"),
    ("/account/activity", "GET,HEAD"),
    ("/account/data", "GET,HEAD"),
    ("/account/export", "POST"),
    ("/account/delete", "GET,HEAD,POST"),
    ("/admin", "GET,HEAD"),
    ("/admin/users", "GET,HEAD"),
    ("/admin/users/018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b", "GET,HEAD,POST"),
    ("/first-admin", "GET,HEAD,POST"),
    ("/confirm", "GET,HEAD,POST"),
    ("/logout", "POST"),
    ("/language", "POST"),
    ("/verify-email", "GET,HEAD,POST"),
    ("/reset-password", "GET,HEAD,POST"),
    ("/confirm-email", "GET,HEAD,POST"),
    ("/assets/pages.css", "GET,HEAD"),
    ("/assets/icon.svg", "GET,HEAD"),
    ("/assets/link.js", "GET,HEAD"),
    ("/assets/brand/none.css", "GET,HEAD"),
    ("/dev/mail", "GET,HEAD"),
];

/// Every path with its methods as `Allow` lists them, in any order.
pub(super) fn routes() -> Vec<(String, Vec<String>)> {
    let document: serde_json::Value = serde_json::from_str(&openapi_document()).unwrap();
    let mut routes = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path =
            path.replace("{id}", "018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b").replace("{address}", "192.0.2.7");
        let mut names: Vec<_> = methods.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
        if names.iter().any(|name| name == "GET") {
            names.push("HEAD".to_owned());
        }
        routes.insert(path, names);
    }
    for (path, names) in PAGES.into_iter().filter(|(path, _)| cfg!(feature = "mail") || *path != "/dev/mail")
    {
        routes.insert(path.to_owned(), names.split(',').map(str::to_owned).collect());
    }
    assert!(routes.len() > 25, "{}", routes.len());
    routes.into_iter().collect()
}

/// Sends a request without a body, with these lines in its header, and `Host: localhost` unless one of them says another.
pub(super) async fn ask(app: &App, method: &str, path: &str, lines: &[&str]) -> Reply {
    let host = if lines.iter().any(|line| line.starts_with("Host:")) { "" } else { "Host: localhost\r\n" };
    let lines: String = lines.iter().flat_map(|line| [*line, "\r\n"]).collect();
    let mut connection = app.connect().await;
    connection.send(format!("{method} {path} HTTP/1.1\r\n{host}Content-Length: 0\r\n{lines}\r\n")).await;
    connection.reply_to(method).await.unwrap_or_else(|| panic!("no answer to {method} {path}"))
}
