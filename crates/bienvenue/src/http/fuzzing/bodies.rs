//! Bodies: three ways to write the same fields, and the API's objects.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};
use zeroize::Zeroizing;

use super::super::extract::{Fields, Json};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const BOUNDARY: &str = "0a1b2c3d4e5f";

/// Names and texts.
type Pairs = BTreeMap<String, String>;

/// A form in a body: what it says, it says in the two other ways too.
pub fn form(bytes: &[u8]) {
    if let Some(pairs) = fields(FORM, bytes.to_vec()) {
        means_the_same(&pairs);
    }
}

/// A JSON body, for the teaching project's routes and for the API's: nothing is read that a plain reader of JSON does not find.
pub fn json(bytes: &[u8]) {
    if let Some(pairs) = fields(JSON, bytes.to_vec()) {
        means_the_same(&pairs);
        let plain: serde_json::Value =
            serde_json::from_slice(bytes).unwrap_or_else(|_| serde_json::json!({}));
        for (name, text) in &pairs {
            assert_eq!(plain.get(name).map(|value| value.as_str().unwrap_or_default()), Some(text.as_str()));
        }
    }
    if let Some(Json(sample)) = read::<Json<Sample>>(JSON, bytes.to_vec()) {
        let plain: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        assert_eq!(plain.get("email").and_then(|email| email.as_str()), Some(sample.email.as_str()));
        assert_eq!(
            plain.get("password").and_then(|password| password.as_str()),
            Some(sample.password.as_str())
        );
        assert_eq!(
            plain.get("remember").map_or(Some(false), serde_json::Value::as_bool),
            Some(sample.remember)
        );
        let known = ["email", "password", "remember"];
        assert!(plain.as_object().is_some_and(|all| all.keys().all(|name| known.contains(&name.as_str()))));
    }
}

/// A form in parts: the first line is the media type, the rest the body.
pub fn multipart(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (media_type, body) = bytes.split_at(end);
    let Ok(media_type) = std::str::from_utf8(media_type) else { return };
    if !media_type.to_ascii_lowercase().starts_with("multipart/form-data") {
        return;
    }
    if let Some(pairs) = fields(media_type, body.get(1..).unwrap_or_default().to_vec()) {
        means_the_same(&pairs);
    }
}

/// A type of the API: two texts and a flag.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    email: String,
    password: Zeroizing<String>,
    #[serde(default)]
    remember: bool,
}

/// Writes the fields in each way, and has each read.
fn means_the_same(pairs: &Pairs) {
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let form = pairs.iter().map(|(name, text)| format!("{}={}", encoded(name), encoded(text)));
    let form = form.collect::<Vec<_>>().join("&");
    // A pair of two empty texts is written as nothing but its sign.
    assert_eq!(fields(FORM, form.into_bytes()).as_ref(), Some(pairs));
    assert_eq!(fields(JSON, serde_json::to_vec(pairs).unwrap_or_default()).as_ref(), Some(pairs));

    // A name with an attribute in it is refused in parts: no field of ours has one.
    let can_be_quoted =
        |name: &String| !name.chars().any(|c| c.is_control() || matches!(c, '"' | '\\' | ';' | '='));
    let is_inside = |text: &String| !text.contains(BOUNDARY);
    if pairs.keys().all(can_be_quoted) && pairs.values().all(is_inside) {
        let parts = pairs.iter().map(|(name, text)| {
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        });
        let parts = format!("{}--{BOUNDARY}--\r\n", parts.collect::<String>());
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        assert_eq!(fields(&media_type, parts.into_bytes()).as_ref(), Some(pairs));
    }
}

fn fields(media_type: &str, body: Vec<u8>) -> Option<Pairs> {
    let fields: Fields = read(media_type, body)?;
    Some(fields.pairs().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
}

/// What the service makes of a body of this type, if it can be read.
fn read<T: FromRequest<()>>(media_type: &str, body: Vec<u8>) -> Option<T> {
    static RUNTIME: LazyLock<Option<Runtime>> =
        LazyLock::new(|| Builder::new_current_thread().enable_time().build().ok());
    let mut request = Request::new(Body::from(body));
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).ok()?);
    RUNTIME.as_ref()?.block_on(T::from_request(request, &())).ok()
}
