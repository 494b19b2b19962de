//! Settings that hold a password: read from a file of their own, and never shown.

use std::path::Path;

use super::problem::{Place, Problem};
use super::value::Value;

/// Each with the setting that names a file to read it from, as container platforms hand out secrets.
pub(super) const SECRETS: [(&str, &str); 2] =
    [("database.url", "database.url_file"), ("mail.url", "mail.url_file")];

/// Whether a setting's value may not be shown as it is.
pub(super) fn is_secret(setting: &str) -> bool {
    SECRETS.iter().any(|(secret, _)| *secret == setting)
}

/// What stands in such a file: one line.
pub(super) fn read(setting: &str, file: &Value, place: &Place) -> Result<Value, Problem> {
    let path = file.text().map_err(|reason| Problem::new(place.clone(), format!("`{setting}` {reason}")))?;
    let wrong =
        |reason: String| Problem::new(place.clone(), format!("`{setting}` names {path}, which {reason}"));
    let text = std::fs::read_to_string(Path::new(path))
        .map_err(|cause| wrong(format!("cannot be read: {cause}")))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(wrong("is empty".to_owned())),
        line if line.contains('\n') => Err(wrong("has more than one line".to_owned())),
        line => Ok(Value::Text(line.to_owned())),
    }
}

/// A URL without its password; nothing if it is no URL. A password may hold any character, so all before the last `@` counts as
/// credentials; where even that is in doubt, nothing of them is shown.
pub(crate) fn masked(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (credentials, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    if credentials.contains(['?', '#']) {
        return Some(format!("{scheme}://…"));
    }
    let place = place.split(['?', '#']).next().unwrap_or_default();
    Some(match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***@{place}"),
        None if credentials.is_empty() => format!("{scheme}://{place}"),
        None => format!("{scheme}://{credentials}@{place}"),
    })
}
