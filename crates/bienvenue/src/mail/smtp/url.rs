//! What an SMTP URL says: which server, how it is spoken to, and who we are to it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::SmtpError;

/// A server for mails, with the user and password that it asks for. Neither `Debug` nor `Display` tells these.
///
/// - `smtps://user:password@smtp.example.org`: TLS from the first byte, port 465.
/// - `smtp://user:password@smtp.example.org`: STARTTLS or nothing, port 587.
/// - `smtp://localhost:25`: no TLS, on this machine only and without a password. With one, it takes `?tls=off`; and
///   `?tls=required` asks for STARTTLS here too.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    pub(super) security: Security,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<(String, String)>,
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    Implicit,
    StartTls,
    Off,
}

impl FromStr for SmtpUrl {
    type Err = SmtpError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = url.split_once("://").ok_or(SmtpError::Url(SCHEME))?;
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (user_info, server) =
            authority.rsplit_once('@').map_or((None, authority), |(user, server)| (Some(user), server));
        let credentials = user_info.map(credentials).transpose()?;
        let (host, port) = host_and_port(server).ok_or(SmtpError::Url(HOST))?;
        let is_local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let security = match (scheme, query) {
            ("smtps", None | Some("tls=required")) => Security::Implicit,
            ("smtp", Some("tls=required")) => Security::StartTls,
            ("smtp", Some("tls=off")) if is_local => Security::Off,
            ("smtp" | "smtps", Some("tls=off")) => return Err(SmtpError::Url(OFF)),
            ("smtp" | "smtps", Some(_)) => return Err(SmtpError::Url(QUERY)),
            ("smtp", None) if is_local && credentials.is_none() => Security::Off,
            ("smtp", None) => Security::StartTls,
            _ => return Err(SmtpError::Url(SCHEME)),
        };
        let port = port.unwrap_or(if security == Security::Implicit { 465 } else { 587 });
        Ok(Self { security, host: host.to_owned(), port, credentials })
    }
}

const SCHEME: &str =
    "must start with smtps:// or smtp://, such as \"smtps://user:password@smtp.example.org\"";
const HOST: &str = "must name a server after the @, such as smtp.example.org or smtp.example.org:465, and nothing behind \
                    it; write @ : / ? # % in the password as %40 %3A %2F %3F %23 %25";
const USER: &str = "must have the user and the password before the @ as user:password, with @ : / ? # % in them written as \
                    %40 %3A %2F %3F %23 %25";
const OFF: &str = "may say tls=off for this machine only, with smtp://localhost";
const QUERY: &str = "may say ?tls=required or ?tls=off at its end and nothing else";

fn credentials(user_info: &str) -> Result<(String, String), SmtpError> {
    let both =
        user_info.split_once(':').and_then(|(user, password)| Some((decode(user)?, decode(password)?)));
    both.filter(|(user, _)| !user.is_empty()).ok_or(SmtpError::Url(USER))
}

/// Percent-decodes strictly. Control characters are refused: NUL parts user and password on the wire (RFC 4616).
fn decode(text: &str) -> Option<String> {
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let is_plain = !text.contains(['@', ':', '/', '#']) && text.split('%').skip(1).all(is_escape);
    let decoded = percent_decode_str(text).decode_utf8().ok().filter(|_| is_plain)?;
    (!decoded.chars().any(char::is_control)).then(|| decoded.into_owned())
}

fn host_and_port(server: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = if let Some(server) = server.strip_prefix('[') {
        server.split_once(']').filter(|(host, _)| host.parse::<IpAddr>().is_ok())?
    } else {
        server.split_at(server.find(':').unwrap_or(server.len()))
    };
    let is_host = server.starts_with('[') || is_host_name(host);
    let port = match rest.strip_prefix(':') {
        // `parse` would take a sign.
        Some(port) => Some(port.parse().ok().filter(|number| *number > 0 && !port.starts_with('+'))?),
        None => None,
    };
    (is_host && (rest.is_empty() || port.is_some())).then_some((host, port))
}

fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
    };
    host.split('.').all(is_label)
}

/// The URL without user and password.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.security == Security::Implicit { "smtps" } else { "smtp" };
        let tls = match self.security {
            Security::Implicit => "",
            Security::StartTls => "?tls=required",
            Security::Off => "?tls=off",
        };
        let Self { host, port, .. } = self;
        let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{scheme}://{open}{host}{close}:{port}{tls}")
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        url.parse::<SmtpUrl>().unwrap().to_string()
    }

    #[test]
    fn ports_follow_the_scheme() {
        assert_eq!(shown("smtps://u:p@smtp.example.org"), "smtps://smtp.example.org:465");
        assert_eq!(shown("smtps://smtp.example.org:2465/"), "smtps://smtp.example.org:2465");
        assert_eq!(shown("smtp://u:p@smtp.example.org"), "smtp://smtp.example.org:587?tls=required");
        assert_eq!(shown("smtps://u:p@[2001:db8::1]:2465"), "smtps://[2001:db8::1]:2465");
    }

    /// ASVS 12.3.2: no TLS is for this machine alone, and a password asks for it even there.
    #[test]
    fn asvs_12_3_2_tls_is_off_on_this_machine_only() {
        for plain in
            ["smtp://localhost:25", "smtp://127.0.0.1:1025", "smtp://[::1]", "smtp://u:p@localhost?tls=off"]
        {
            assert!(shown(plain).ends_with("?tls=off"), "{plain}");
        }
        for safe in [
            "smtp://u:p@localhost",
            "smtp://localhost?tls=required",
            "smtp://smtp.example.org",
            "smtp://192.0.2.1",
        ] {
            assert!(shown(safe).ends_with("?tls=required"), "{safe}");
        }
        for refused in [
            "smtp://smtp.example.org?tls=off",
            "smtps://localhost?tls=off",
            "smtp://u:p@smtp.example.org?tls=opportunistic",
            "smtp://u:p@smtp.example.org?",
        ] {
            assert!(refused.parse::<SmtpUrl>().is_err(), "{refused}");
        }
    }

    #[test]
    fn user_and_password_are_decoded() {
        let url: SmtpUrl = "smtps://apikey%40x:p%3A%2F%3f%25%C3%A9@smtp.example.org".parse().unwrap();
        assert_eq!(url.credentials, Some(("apikey@x".to_owned(), "p:/?%é".to_owned())));
    }

    /// The text of a refusal may get into a log or on a screen.
    #[test]
    fn nothing_tells_the_password() {
        for wrong in [
            "s3cret",
            "http://u:s3cret@smtp.example.org",
            "smtps://u:s3cret@",
            "smtps://u:s3cret@smtp.example.org:0",
            "smtps://u:s3cret@smtp.example.org:99999",
            "smtps://u:s3cret@smtp.example.org/x",
            "smtps://u:s3cret@exa mple.org",
            "smtps://u:s3cret@[smtp.example.org]",
            "smtps://u:s3cret/@smtp.example.org",
            "smtps://u:s3cret%@smtp.example.org",
            "smtps://u:s3cret%0a@smtp.example.org",
            "smtps://u:s3cret%ff@smtp.example.org",
            "smtps://u:s3cret:x@smtp.example.org",
            "smtps://s3cret@smtp.example.org",
            "smtps://:s3cret@smtp.example.org",
            "smtps://u:s3cret@smtp.example.org?tls=maybe",
        ] {
            let error = wrong.parse::<SmtpUrl>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
        let url: SmtpUrl = "smtps://u:s3cret@smtp.example.org".parse().unwrap();
        assert_eq!(format!("{url} {url:?}").matches("s3cret").count(), 0);
    }
}
