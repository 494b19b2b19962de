//! The catalogue as a document: `docs/errors.md`, and what `type` of a problem points to.

use std::fmt::Write as _;

use super::code::Code;

const HEAD: &str = "\
# Errors

<!-- Made by `bienvenue reference errors`; a test compares it. Do not edit by hand. -->

Under `/api` every refusal is an object of the type `application/problem+json` (RFC 9457). `code` is one of the names below
and never changes; `title` is the same for every refusal of a code; `detail` is for people, and its words may change.
`request_id` is the value of `X-Request-Id`, under which the service's log has the request. Some codes have more members:
`field` names what the refusal is about, `min_length` how long a password has to be, `retry_after` after how many seconds it
is worth asking again, as `Retry-After` does.

The routes outside `/api` answer `{\"message\":…}`; the second number is the status that they have for it.
";

/// Every code with its statuses and meaning, in Markdown.
pub fn errors_reference() -> String {
    let mut text = String::from(HEAD);
    for code in Code::ALL {
        let (name, title, help) = (code.name(), code.title(), code.help());
        let (api, classic) = (code.api_status().as_u16(), code.classic_status().as_u16());
        let _ = write!(text, "\n## {name}\n\n{api} ({classic}) – **{title}.** {help}\n");
    }
    text
}
