//! Texts that a body, a header or an address line holds.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;
use bienvenue_core::password::Password;
use bienvenue_core::password::hash::{HashKind, HashMemory, PasswordHash, decoy_like, verify_password};
use bienvenue_core::random::OsRandomness;
use bienvenue_core::token::TokenDigest;
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use super::super::api::cursor::{self, ListName};
use super::super::origin::Origin;
use super::super::pages::return_to::checked;
use super::lines;

/// A mail address: its canonical form is its own, is plain, and names one mailbox to a mailer.
pub fn email(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(address) = EmailAddress::parse(text) else { return };
    assert_eq!(address.as_str(), text);
    let canonical = address.canonical();
    let again = EmailAddress::parse(canonical);
    assert!(
        again.as_ref().is_ok_and(|again| again.canonical() == canonical && *again == address),
        "{canonical}"
    );
    assert!(canonical.bytes().all(|c| c.is_ascii_graphic() && !c.is_ascii_uppercase()), "{canonical}");
    assert!(canonical.matches('@').count() == 1 && !canonical.contains(['<', '>', ',', ';', ':', '"']));
    assert!(!text.chars().any(|c| c.is_control() || c == '\u{2028}' || c == '\u{2029}'), "{text:?}");
    // The host that a mailer asks for is the one that a browser would.
    let host = canonical.split_once('@').map(|(_, host)| host.to_owned());
    let url = host.as_ref().and_then(|host| Url::parse(&format!("http://{host}/")).ok());
    assert_eq!(url.as_ref().and_then(Url::host_str), host.as_deref());
}

/// A stored hash, as a foreign database has it: what is taken can be verified, has a decoy of its kind, and has no second
/// spelling.
pub fn hash(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(hash) = PasswordHash::parse(text) else { return };
    assert_eq!(hash.as_str(), text);
    for more in [" ", "\n", "\0", "=", "$", "$$"] {
        for other in [format!("{text}{more}"), format!("{more}{text}")] {
            let is_taken = PasswordHash::parse(&other).is_ok();
            assert!(!is_taken, "{other:?} beside {text:?}");
        }
    }
    let kind = HashKind::of(&hash);
    let decoy = decoy_like(&hash, &OsRandomness);
    assert!(kind.is_ok() && decoy.as_ref().is_ok_and(|decoy| HashKind::of(decoy) == kind), "{text:?}");
    // A kind has the names and numbers of a method, and nothing of anybody's hash.
    let kind = kind.as_ref().map_or("", HashKind::as_str);
    let mut words = kind.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_known = |word: &str| KIND_WORDS.contains(&word) || word.bytes().all(|c| c.is_ascii_digit());
    assert!(words.all(is_known), "{kind:?} of {text:?}");
    if is_cheap(text) {
        let (Ok(password), mut memory) = (Password::new("a guess"), HashMemory::new()) else { return };
        for hash in [Some(hash), decoy.ok()].into_iter().flatten() {
            assert_eq!(verify_password(&password, &hash, &mut memory), Ok(false), "{text:?}");
        }
    }
}

/// What a method of hashing is described with.
const KIND_WORDS: [&str; 20] = [
    "2a", "2b", "2y", "argon2", "argon2i", "argon2id", "bcrypt", "i", "l", "ln", "m", "p", "pbkdf2", "r",
    "scrypt", "sha1", "sha256", "sha512", "t", "v",
];

/// Whether a hash costs too little to be of use: the only kind that there is time for here.
fn is_cheap(text: &str) -> bool {
    let (parameters, _) = text.rsplit_once('$').unwrap_or_default();
    let mut numbers =
        parameters.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u64>().ok());
    // Where a number is an exponent, it is small or it is not cheap.
    if text.contains("ln=") {
        numbers.all(|number| number <= 8)
    } else if text.contains("$2") {
        numbers.all(|number| number <= 5)
    } else {
        numbers.fold(1_u64, |cost, number| cost.saturating_mul(number.max(1))) <= 32_768
    }
}

/// `Accept-Language`: the language is one that the header names.
pub fn language(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(locale) = Locale::from_accept_language(text) else { return };
    let tag = locale.as_str();
    assert_eq!(Locale::from_tag(tag), Some(locale));
    let mut ranges = text.split(',').take(16).map(|range| range.trim().to_ascii_lowercase());
    assert!(ranges.any(|range| range.starts_with(tag)), "{text:?}");
    // Whoever likes another one as much, and names it later, is understood as before.
    let fewer: Vec<_> = text.split(',').take(15).collect();
    if Locale::from_accept_language(&fewer.join(",")) == Some(locale) {
        assert_eq!(Locale::from_accept_language(&format!("{},de;q=1", fewer.join(","))), Some(locale));
    }
}

/// Where somebody wants to be led: a browser goes to this service, or to a place that is listed.
pub fn return_to(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let own = "https://accounts.example.org";
    let listed = ["https://app.example.org", "http://localhost:3000"];
    let allowed: Vec<Origin> = listed.iter().filter_map(|origin| origin.parse().ok()).collect();
    if let Some(place) = checked(text, &allowed) {
        assert_eq!(place, text);
        let url = Url::parse(&format!("{own}/login")).and_then(|page| page.join(place));
        let origin = url.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        assert!(origin == own || listed.contains(&origin.as_str()), "{text:?} leads to {origin:?}");
    }
    if let (Ok(origin), Ok(url)) = (text.parse::<Origin>(), Url::parse(text)) {
        let spelled = origin.to_string();
        assert_eq!(spelled.parse::<Origin>().as_ref(), Ok(&origin));
        // A browser that spells it in another way is never taken for another site: it is not let in.
        let of_browser = url.origin().ascii_serialization();
        assert!(
            of_browser == spelled || of_browser.parse::<Origin>() != Ok(origin),
            "{spelled} {of_browser}"
        );
    }
}

/// A cursor: the first line is the secret of a session. Nothing opens that was not sealed, and letter for letter.
pub fn cursor(bytes: &[u8]) {
    const LIST: ListName = ListName("sessions");
    let mut lines = lines(bytes);
    let (Some(secret), Some(text)) = (lines.next(), lines.next()) else { return };
    if let Some(id) = cursor::open(LIST, secret, text) {
        assert_eq!(cursor::seal(LIST, secret, id).as_deref(), Some(text));
        assert_eq!(cursor::open(ListName("events"), secret, text), None);
    }
    let mut id = [0; 16];
    id.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    let id = Uuid::from_bytes(id);
    let sealed = cursor::seal(LIST, secret, id).unwrap_or_default();
    assert_eq!(cursor::open(LIST, secret, &sealed), Some(id));
    assert_eq!(cursor::open(LIST, &format!("{secret}x"), &sealed), None);
    let sealed = cursor::seal_text(LIST, secret, text).unwrap_or_default();
    assert_eq!(cursor::open_text(LIST, secret, &sealed).as_deref(), Some(text));
    assert_eq!(cursor::open_text(ListName("events"), secret, &sealed), None);
}

/// A secret or an id that somebody presents: 32 bytes in one spelling, and 16 in one.
pub fn token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(digest) = TokenDigest::of(text) {
        assert_eq!(digest.as_bytes().as_slice(), Sha256::digest(text).as_slice());
        assert!(text.len() == 43 && text.bytes().all(|c| c.is_ascii_graphic()), "{text:?}");
        // The last letter has two bits more than 32 bytes need; where they are set, it is no secret of ours.
        let decoded = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        assert!(decoded.is_empty() || (decoded.len() == 32 && URL_SAFE_NO_PAD.encode(decoded) == text));
    }
    if text.len() == 36
        && let Ok(id) = text.parse::<UserId>()
    {
        assert_eq!(id.to_string(), text.to_ascii_lowercase());
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}
