//! The bodies that clients send.

/// A body and its type.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Content {
    pub(crate) fn new(media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { media_type: media_type.into(), bytes: bytes.into() }
    }
}

/// `application/x-www-form-urlencoded`, every byte but letters and digits escaped.
pub(crate) fn form(fields: &[(&str, &str)]) -> Content {
    let pairs: Vec<_> =
        fields.iter().map(|(name, text)| format!("{}={}", escape(name), escape(text))).collect();
    Content::new("application/x-www-form-urlencoded", pairs.join("&"))
}

fn escape(text: &str) -> String {
    let escaped = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    escaped.collect()
}

/// `application/json`.
pub(crate) fn json(fields: &[(&str, &str)]) -> Content {
    let object: serde_json::Map<_, _> =
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    Content::new("application/json", serde_json::to_vec(&object).unwrap())
}

/// `application/json`, of any values.
pub(crate) fn object(value: &serde_json::Value) -> Content {
    Content::new("application/json", value.to_string())
}

/// `multipart/form-data`.
pub(crate) fn multipart(fields: &[(&str, &str)]) -> Content {
    const BOUNDARY: &str = "a-boundary-of-the-tests";
    let parts = fields.iter().map(|(name, text)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    });
    let body = parts.collect::<String>() + &format!("--{BOUNDARY}--\r\n");
    Content::new(format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
