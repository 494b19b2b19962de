//! What fetches the links of mails before their receiver does: scanners, previews, the prefetching of browsers.

use super::followed::{Link, attributes};
use super::place::PUBLIC_URL;
use crate::support::{Arrived, Client, request};

/// Fetches everything that a mail and the pages behind it point to, in every way that only reads.
pub(super) fn scan(client: Client, mail: &Arrived) {
    let link = Link::in_mail(mail);
    let page = client.get(&link.path);
    let mut paths = vec![format!("{}?token={}", link.path, link.token)];
    for url in mail.urls() {
        let path = url.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{url} is not ours"));
        paths.extend([path, path.split('#').next().unwrap()].map(str::to_owned));
    }
    for attribute in ["action", "href", "src"] {
        for path in attributes(&page.body, attribute) {
            // The page is whole without anybody else.
            assert!(path.starts_with('/') && !path.starts_with("//"), "{path}");
            paths.extend([path.to_owned(), format!("{path}?token={0}&reset_token={0}", link.token)]);
        }
    }
    paths.extend(["/reset_password", "/users"].map(|path| format!("{path}?token={}", link.token)));
    for path in &paths {
        // The public address itself has no path.
        let path = if path.starts_with('/') { path.as_str() } else { &format!("/{path}") };
        for method in ["GET", "HEAD", "OPTIONS"] {
            let reply = client.exchange(&request(method, path, "", &[]));
            let reply = reply.unwrap_or_else(|problem| panic!("{method} {path}: {problem}"));
            assert!(reply.status < 500 && reply.cookie().is_none(), "{method} {path}: {reply:?}");
            assert!(!reply.head.contains(&link.token) && !reply.body.contains(&link.token), "{reply:?}");
        }
    }
}
