//! A service that is asked for hashes by their first five digits, such as the one of Have I Been Pwned.
//!
//! Of a password there leave the machine 20 bits of its SHA-1, which a million passwords that people use have in common
//! with hundreds of others. The answer lists the rest of each known hash that begins so; the comparison is made here.
//! What a stranger could learn from the length of an answer is hidden by padding, which is asked for.

use std::fmt::{self, Write as _};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::outgoing::{Outgoing, OutgoingError, Question, Unreached};

/// Longer nobody waits for an answer, from the look-up of the name to the last byte.
const LONGEST: Duration = Duration::from_secs(1);
/// So many ask at once; others wait for their turn, within the same time.
const AT_ONCE: usize = 32;
/// No honest answer is longer: a thousand lines of 40 bytes, and as many of padding.
const MOST_BYTES: usize = 1 << 20;
/// The digits that are told.
const PREFIX: usize = 5;

/// What becomes of a password of which the service says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is taken, and the log has a warning: nobody is kept from an account by somebody else's outage.
    Accept,
    /// It is not taken: whoever sets it is told to try again.
    Refuse,
}

/// A range service.
pub struct RangeApi {
    service: Outgoing,
    on_failure: OnFailure,
    turns: Semaphore,
}

/// Why a service cannot be asked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RangeApiError {
    /// The URL is not of the kind that is asked for.
    #[error(
        "must be an address such as \"https://api.pwnedpasswords.com/range/\", with http only for this machine"
    )]
    InvalidUrl,
    /// No certificate authority is known on this machine.
    #[error("has a server that nobody vouches for: this machine knows no certificate authority")]
    NoAuthorities,
    /// TLS cannot be set up.
    #[error("cannot be spoken to by TLS: {0}")]
    Tls(String),
}

impl From<OutgoingError> for RangeApiError {
    fn from(error: OutgoingError) -> Self {
        match error {
            OutgoingError::InvalidUrl => Self::InvalidUrl,
            OutgoingError::NoAuthorities => Self::NoAuthorities,
            OutgoingError::Tls(cause) => Self::Tls(cause),
        }
    }
}

/// Why there was no answer this time.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    #[error(transparent)]
    Unreached(#[from] Unreached),
    #[error("the answer has the status {0}")]
    Status(u16),
    #[error("the answer is no list of hashes")]
    Nonsense,
}

impl RangeApi {
    /// The service at `url`, to which five digits are appended. Its certificate is verified by the authorities of the
    /// machine.
    ///
    /// # Errors
    ///
    /// [`RangeApiError`]. The service is not asked yet.
    pub fn new(url: &str, on_failure: OnFailure) -> Result<Self, RangeApiError> {
        if !url.ends_with('/') {
            return Err(RangeApiError::InvalidUrl);
        }
        Ok(Self { service: Outgoing::new(url)?, on_failure, turns: Semaphore::new(AT_ONCE) })
    }

    /// What becomes of a password without an answer.
    pub(super) const fn on_failure(&self) -> OnFailure {
        self.on_failure
    }

    /// Whether the service knows this hash.
    pub(super) async fn knows(&self, sha1: &[u8; 20]) -> Result<bool, NoAnswer> {
        let mut hash = String::with_capacity(40);
        for byte in sha1 {
            let _ = write!(hash, "{byte:02X}");
        }
        let (prefix, rest) = hash.split_at(PREFIX);
        let late = |_| NoAnswer::from(Unreached::TooSlow(LONGEST));
        let answer = timeout(LONGEST, self.ask(prefix)).await.map_err(late)??;
        is_listed(&answer, rest).ok_or(NoAnswer::Nonsense)
    }

    async fn ask(&self, prefix: &str) -> Result<Vec<u8>, NoAnswer> {
        // Nobody closes it.
        let _turn = self.turns.acquire().await.map_err(|_| Unreached::TooSlow(LONGEST))?;
        let headers = &[("add-padding", "true")];
        let question = Question { path: prefix, headers, most_bytes: MOST_BYTES, ..Question::get(LONGEST) };
        let answer = self.service.ask(question).await?;
        // Another place is not where the operator said, so nobody is led there.
        if answer.status == 200 { Ok(answer.body) } else { Err(NoAnswer::Status(answer.status)) }
    }
}

/// Whether a hash that ends in `rest` is in the answer; nothing when the answer is not what was asked for. A count of zero
/// marks padding.
fn is_listed(answer: &[u8], rest: &str) -> Option<bool> {
    let mut is_listed = false;
    for line in std::str::from_utf8(answer).ok()?.lines() {
        let (hash, count) = line.trim_end().split_once(':')?;
        let is_hash = hash.len() == rest.len() && hash.bytes().all(|c| c.is_ascii_hexdigit());
        let is_count = !count.is_empty() && count.bytes().all(|c| c.is_ascii_digit());
        if !is_hash || !is_count {
            return None;
        }
        is_listed |= hash.eq_ignore_ascii_case(rest) && count.bytes().any(|digit| digit != b'0');
    }
    Some(is_listed)
}

impl fmt::Debug for RangeApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RangeApi").field("authority", &self.service.authority()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_appended_to_a_folder() {
        for bad in
            ["https://api.example.org/range", "https://api.example.org/range/?x=/", "http://api.example.org/"]
        {
            assert!(matches!(RangeApi::new(bad, OnFailure::Accept), Err(RangeApiError::InvalidUrl)), "{bad}");
        }
        assert!(RangeApi::new("http://127.0.0.1:1/range/", OnFailure::Accept).is_ok());
    }

    const REST: &str = "003D68EB55068C33ACE09247EE4C639306B";

    #[test]
    fn asvs_6_2_12_an_answer_is_read_strictly() {
        let listed = |answer: &str| is_listed(answer.as_bytes(), REST);
        let other = "0".repeat(35);
        assert_eq!(listed(&format!("{other}:4\r\n{REST}:3\r\n")), Some(true));
        assert_eq!(listed(&format!("{}:3\n", REST.to_lowercase())), Some(true));
        assert_eq!(listed(&format!("{other}:4\r\n{REST}:0")), Some(false), "padding");
        assert_eq!(listed(&format!("{other}:4")), Some(false));
        assert_eq!(listed(""), Some(false));
        for nonsense in
            ["<html>", "\n", "x:1", &format!("{REST}:3\nx"), REST, &format!("{REST}:"), &format!("{REST}0:1")]
        {
            assert_eq!(listed(nonsense), None, "{nonsense}");
        }
        assert_eq!(is_listed(b"\xff", REST), None);
    }
}
