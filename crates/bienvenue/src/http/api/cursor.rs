//! A place in a list, for its owner to come back to.
//!
//! A cursor is the id of the last item seen, or what else the list goes by, and a HMAC-SHA-256 of it under the secret of the
//! session or the key that saw it. So it needs no key of the service, holds on every replica, and is of no use to anybody else or
//! in another list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// Of a HMAC-SHA-256.
const SEAL_BYTES: usize = 32;

/// Which list a cursor belongs to. Part of what is sealed.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct ListName(pub(in crate::http) &'static str);

/// The cursor behind the item with this id.
pub(in crate::http) fn seal(list: ListName, secret: &str, id: Uuid) -> Option<String> {
    seal_bytes(list, secret, id.as_bytes())
}

/// The id in a cursor that was sealed for this list and this session.
pub(in crate::http) fn open(list: ListName, secret: &str, cursor: &str) -> Option<Uuid> {
    Uuid::from_slice(&open_bytes(list, secret, cursor)?).ok()
}

/// The cursor behind the item that has this text, in a list that goes by such texts.
pub(in crate::http) fn seal_text(list: ListName, secret: &str, text: &str) -> Option<String> {
    seal_bytes(list, secret, text.as_bytes())
}

/// The text in a cursor that was sealed for this list and this session.
pub(in crate::http) fn open_text(list: ListName, secret: &str, cursor: &str) -> Option<String> {
    String::from_utf8(open_bytes(list, secret, cursor)?).ok()
}

fn seal_bytes(list: ListName, secret: &str, place: &[u8]) -> Option<String> {
    let mut bytes = place.to_vec();
    bytes.extend_from_slice(&mac(list, secret, place)?.finalize().into_bytes());
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

fn open_bytes(list: ListName, secret: &str, cursor: &str) -> Option<Vec<u8>> {
    let mut place = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let seal = place.split_off(place.len().checked_sub(SEAL_BYTES)?);
    mac(list, secret, &place)?.verify_slice(&seal).ok()?;
    Some(place)
}

fn mac(list: ListName, secret: &str, place: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(b"bienvenue cursor\n");
    mac.update(list.0.as_bytes());
    mac.update(b"\n");
    mac.update(place);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: ListName = ListName("sessions");
    const ID: Uuid = Uuid::from_u128(0x0196_f3c1);

    #[test]
    fn a_cursor_is_its_owners() {
        let cursor = seal(LIST, "secret", ID).unwrap();
        assert_eq!(cursor.len(), 64);
        assert_eq!(open(LIST, "secret", &cursor), Some(ID));
        assert_eq!(open(LIST, "other", &cursor), None);
        assert_eq!(open(ListName("events"), "secret", &cursor), None);
    }

    #[test]
    fn a_text_is_a_place_too() {
        let cursor = seal_text(LIST, "secret", "bob@example.org").unwrap();
        assert_eq!(open_text(LIST, "secret", &cursor).as_deref(), Some("bob@example.org"));
        assert_eq!(open_text(LIST, "other", &cursor), None);
        assert_eq!(open(LIST, "secret", &cursor), None, "no id is as long");
    }

    #[test]
    fn a_changed_or_cut_cursor_is_none() {
        let cursor = seal(LIST, "secret", ID).unwrap();
        for at in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(LIST, "secret", &String::from_utf8(changed).unwrap()), None, "{at}");
            assert_eq!(open(LIST, "secret", &cursor[..at]), None, "{at}");
        }
        for wrong in [format!("{cursor}A"), format!("{cursor}="), format!(" {cursor}"), "é".to_owned()] {
            assert_eq!(open(LIST, "secret", &wrong), None, "{wrong}");
        }
    }
}
