//! The catalogue of refusals: each has a name that programs may rely on, a status on either face, and words for people.

use axum::http::StatusCode;

/// What is told of a kind of refusal wherever it comes from.
struct Entry {
    name: &'static str,
    api: StatusCode,
    classic: StatusCode,
    title: &'static str,
    help: &'static str,
}

macro_rules! codes {
    ($($code:ident $name:literal, $api:ident | $classic:ident, $title:literal, $help:literal;)+) => {
        /// A kind of refusal. Its name never changes; `docs/errors.md` is made of this list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::http) enum Code {
            $($code,)+
        }

        impl Code {
            /// All of them, in the order of the document.
            pub(in crate::http) const ALL: &'static [Self] = &[$(Self::$code,)+];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$code => Entry {
                        name: $name,
                        api: StatusCode::$api,
                        classic: StatusCode::$classic,
                        title: $title,
                        help: $help,
                    },)+
                }
            }
        }
    };
}

// Name, status under /api, status on the teaching project's routes, title, what to do.
//
// Under /api 400 is for what has no meaning, 422 for what has one and is not acceptable. A token that cannot be used is
// 403: it is a credential for one act, not the thing that the path names, which 404 and 410 would speak of, and there is no
// scheme of authentication to repeat the request with, which 401 would ask for.
codes! {
    InvalidRequest "invalid_request", BAD_REQUEST | BAD_REQUEST, "The request cannot be understood",
        "The request has no meaning, or more than one; `detail` says where.";
    InvalidBody "invalid_body", BAD_REQUEST | BAD_REQUEST, "The body cannot be read",
        "Send one JSON object in UTF-8 in which every name occurs once.";
    InvalidQuery "invalid_query", BAD_REQUEST | BAD_REQUEST, "The query cannot be understood",
        "Send only the parameters of this route, each at most once, within its range.";
    InvalidCursor "invalid_cursor", BAD_REQUEST | BAD_REQUEST, "The cursor cannot be used",
        "Send the `next_cursor` of the page before as it is and with the same session or key, or begin without a cursor.";
    AmbiguousCredentials "ambiguous_credentials", BAD_REQUEST | BAD_REQUEST, "More than one credential",
        "Send one session cookie or one `Authorization` header, not both and neither twice.";
    FieldMissing "field_missing", UNPROCESSABLE_ENTITY | BAD_REQUEST, "A field is missing",
        "Send the field that `field` names.";
    InvalidField "invalid_field", UNPROCESSABLE_ENTITY | BAD_REQUEST, "A field has a value of another kind",
        "Look up what the field that `field` names can hold.";
    UnknownField "unknown_field", UNPROCESSABLE_ENTITY | BAD_REQUEST, "A field is not known",
        "Send only the fields of this route; `detail` lists them.";
    UnsupportedMediaType "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE | UNSUPPORTED_MEDIA_TYPE,
        "The body is of another type", "Send `Content-Type: application/json`.";
    BodyTooLarge "body_too_large", PAYLOAD_TOO_LARGE | PAYLOAD_TOO_LARGE, "The body is too large",
        "Send at most 64 KiB.";
    RequestTimeout "request_timeout", REQUEST_TIMEOUT | REQUEST_TIMEOUT, "The body took too long to arrive",
        "Send it within 15 seconds.";
    MisdirectedRequest "misdirected_request", MISDIRECTED_REQUEST | MISDIRECTED_REQUEST,
        "This service does not answer for that host",
        "Name the host of the public address. A proxy in front has to pass `Host` on as it came, or `hosts` lists another.";
    CrossSite "cross_site", FORBIDDEN | FORBIDDEN, "Another site sent this",
        "Nothing was done. Browsers say so in `Sec-Fetch-Site` and `Origin`; `cors.origins` lists sites that may use the API.";
    NotFound "not_found", NOT_FOUND | NOT_FOUND, "Not found",
        "The path does not exist, or names nothing of yours.";
    MethodNotAllowed "method_not_allowed", METHOD_NOT_ALLOWED | METHOD_NOT_ALLOWED,
        "The path does not have this method", "`Allow` lists those that it has.";
    EmailMissing "email_missing", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The email address is missing",
        "Send an address such as bob@example.org.";
    EmailInvalid "email_invalid", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The email address cannot be used",
        "Send an address such as bob@example.org.";
    EmailTooLong "email_too_long", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The email address is too long",
        "Mail carries addresses of at most 254 bytes.";
    EmailTaken "email_taken", CONFLICT | BAD_REQUEST, "The email address is taken",
        "Sign in, or ask for a new password.";
    PasswordMissing "password_missing", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The password is missing",
        "Send the password in the field that `field` names.";
    PasswordTooShort "password_too_short", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The password is too short",
        "Use at least `min_length` characters.";
    PasswordTooLong "password_too_long", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The password is too long",
        "Use at most 256 characters, and at most 1024 bytes of UTF-8.";
    PasswordContext "password_context", UNPROCESSABLE_ENTITY | BAD_REQUEST,
        "The password is made of the name or address of the service or the user",
        "Leave the names out, or add at least 8 characters that are none.";
    PasswordCommon "password_common", UNPROCESSABLE_ENTITY | BAD_REQUEST, "The password is too common",
        "Many people use it, in whatever case, so it is tried first. Use another, such as a few words in a row.";
    PasswordBreached "password_breached", UNPROCESSABLE_ENTITY | BAD_REQUEST,
        "The password is known from a data breach",
        "Use another, and change it wherever else it is used.";
    WrongCredentials "wrong_credentials", UNAUTHORIZED | UNAUTHORIZED, "Wrong email or password",
        "Check both. Which of them is wrong is not told.";
    NoSession "no_session", UNAUTHORIZED | FORBIDDEN, "No live session",
        "Sign in, and send the session's cookie or `Authorization: Bearer` with its token.";
    KeyRefused "key_refused", UNAUTHORIZED | UNAUTHORIZED, "No live API key",
        "Send `Authorization: Bearer` with a key that is neither revoked nor expired: `bienvenue key create` makes one.";
    InsufficientScope "insufficient_scope", FORBIDDEN | FORBIDDEN, "The API key does not allow this",
        "Use a key with the scope that the route needs, and make none that may do more than the key in use.";
    ReauthenticationRequired "reauthentication_required", FORBIDDEN | FORBIDDEN,
        "The last proof of who you are is too long ago",
        "Prove the password once more in this session, then repeat the request.";
    WrongPassword "wrong_password", FORBIDDEN | FORBIDDEN, "Wrong password",
        "Send the password with which you sign in now.";
    AccessDenied "access_denied", FORBIDDEN | FORBIDDEN, "This account is not let in",
        "The app in front of which the proxy asked takes more than a session; `detail` says what.";
    OwnAccount "own_account", CONFLICT | CONFLICT, "That is your own account",
        "Nobody shuts himself out by accident: ask another administrator, or an operator.";
    LastAdmin "last_admin", CONFLICT | CONFLICT, "Nobody else is an administrator",
        "First make somebody else one: `bienvenue user grant-admin`.";
    TokenRefused "token_refused", FORBIDDEN | FORBIDDEN, "The token cannot be used",
        "It is unknown, used, replaced or expired. Ask for a new one.";
    TooManyAttempts "too_many_attempts", TOO_MANY_REQUESTS | TOO_MANY_REQUESTS, "Too many attempts",
        "Nothing was done, and no password was looked at. Repeat the request after `retry_after` seconds.";
    MailNotConfigured "mail_not_configured", SERVICE_UNAVAILABLE | SERVICE_UNAVAILABLE,
        "This service cannot send mail", "Its operator has to set up mail first.";
    TooBusy "too_busy", SERVICE_UNAVAILABLE | SERVICE_UNAVAILABLE, "Too busy",
        "Nothing was done. Repeat the request after `retry_after` seconds.";
    Unavailable "unavailable", SERVICE_UNAVAILABLE | SERVICE_UNAVAILABLE, "Not available",
        "The database does not answer, or what knows of breaches. Repeat the request after `retry_after` seconds.";
    Internal "internal", INTERNAL_SERVER_ERROR | INTERNAL_SERVER_ERROR, "A defect of the service",
        "Tell its operator the `request_id`, under which the log has the cause.";
}

impl Code {
    /// What is said of an address that somebody registers with.
    pub(in crate::http) const OF_NEW_ADDRESS: &'static [Self] =
        &[Self::EmailMissing, Self::EmailInvalid, Self::EmailTooLong, Self::EmailTaken];

    /// What is said of a new password.
    pub(in crate::http) const OF_NEW_PASSWORD: &'static [Self] = &[
        Self::PasswordMissing,
        Self::PasswordTooShort,
        Self::PasswordTooLong,
        Self::PasswordContext,
        Self::PasswordCommon,
        Self::PasswordBreached,
    ];

    /// The name that programs compare.
    pub(in crate::http) const fn name(self) -> &'static str {
        self.entry().name
    }

    /// The status under `/api`.
    pub(in crate::http) const fn api_status(self) -> StatusCode {
        self.entry().api
    }

    /// The status on the teaching project's routes.
    pub(in crate::http) const fn classic_status(self) -> StatusCode {
        self.entry().classic
    }

    /// What happened, in a few words.
    pub(in crate::http) const fn title(self) -> &'static str {
        self.entry().title
    }

    /// What the caller can do about it, in Markdown.
    pub(in crate::http) const fn help(self) -> &'static str {
        self.entry().help
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_snake_case() {
        for code in Code::ALL {
            let name = code.name();
            assert!(name.bytes().all(|c| c.is_ascii_lowercase() || c == b'_'), "{name}");
            assert_eq!(Code::ALL.iter().filter(|other| other.name() == name).count(), 1, "{name}");
            let is_refusal = |status: StatusCode| status.is_client_error() || status.is_server_error();
            assert!(is_refusal(code.api_status()) && is_refusal(code.classic_status()), "{name}");
            assert!(code.help().ends_with('.') && !code.title().ends_with('.'), "{name}");
        }
    }
}
