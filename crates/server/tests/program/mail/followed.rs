//! A person who follows a link.

use super::place::PUBLIC_URL;
use crate::support::{Arrived, Client, Reply};

/// The link of a mail: where it leads at the public address, and the secret of its fragment.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) path: String,
    pub(super) token: String,
}

impl Link {
    /// The one link with a secret in a mail, the same in both of its parts.
    pub(super) fn in_mail(mail: &Arrived) -> Self {
        let mut links: Vec<_> = mail.urls().into_iter().filter(|url| url.contains("#token=")).collect();
        links.sort();
        // In the text; on the HTML's button and below it.
        assert_eq!(links.len(), 3, "{mail:?}");
        links.dedup();
        assert_eq!(links.len(), 1, "{mail:?}");
        let (page, token) = links[0].split_once("#token=").unwrap();
        let path = page.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{page} is not ours")).to_owned();
        assert!(token.len() >= 43, "256 random bits, in Base64: {token}");
        Self { path, token: token.to_owned() }
    }

    /// Fetches the page, fills its form in as its script does and a person would, and presses the button.
    pub(super) fn press(&self, client: Client, answers: &[(&str, &str)]) -> Reply {
        let page = client.get(&self.path);
        assert_eq!(page.status, 200, "{page:?}");
        let asked: Vec<_> = answers.iter().map(|(name, _)| *name).collect();
        let action = action_of_form(&page.body, &asked);
        let fields = [&[("token", self.token.as_str())], answers].concat();
        client.send("POST", &action, "", &fields)
    }
}

/// Where the form posts to that asks for the secret and for exactly these.
fn action_of_form(page: &str, asked: &[&str]) -> String {
    let forms = page.split("<form ").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    let wanted: Vec<_> = ["token"].iter().chain(asked).copied().collect();
    let mut fitting = forms.filter(|form| attributes(form, "name") == wanted);
    let form = fitting.next().unwrap_or_else(|| panic!("no form asks for {wanted:?}: {page}"));
    assert_eq!(attributes(form, "method"), ["post"], "{form}");
    attributes(form, "action")[0].to_owned()
}

/// The values of this attribute, in their order.
pub(super) fn attributes<'p>(html: &'p str, name: &str) -> Vec<&'p str> {
    let begin = format!(" {name}=\"");
    // The first attribute of a fragment has nothing before it.
    let first = html.strip_prefix(begin.trim_start());
    let rests = first.into_iter().chain(html.split(&begin).skip(1));
    rests.map(|rest| rest.split('"').next().unwrap()).collect()
}
