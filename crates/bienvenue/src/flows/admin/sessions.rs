//! The end of a user's sessions.

use bienvenue_core::id::{SessionId, UserId};

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::store::{EventKind, sessions};

/// Ends one session of a user. One that has ended meanwhile has ended too.
pub(crate) async fn end(
    parts: &Parts,
    authority: Authority,
    user_id: UserId,
    ended: SessionId,
) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            if sessions::end_of(tx, user.id, ended)? {
                record.event(tx, user.id, EventKind::SessionsRevoked, Some(ended))?;
            }
            Ok(())
        })
        .await
}

/// Ends every session of a user, be it the administrator himself, and tells how many (ASVS 7.4.5).
pub(crate) async fn end_all(parts: &Parts, authority: Authority, user_id: UserId) -> Result<u64, AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            let ended = sessions::end_all_of(tx, user.id)?;
            if ended > 0 {
                record.event(tx, user.id, EventKind::SessionsRevoked, None)?;
            }
            Ok(ended)
        })
        .await
}

/// Ends a session, whosesoever it is. False when there is none of this id.
pub(crate) async fn end_any(
    parts: &Parts,
    authority: Authority,
    ended: SessionId,
) -> Result<bool, AdminError> {
    parts
        .store
        .write(move |tx| {
            let record = authority.begin(tx)?;
            let Some(user_id) = sessions::end_by_id(tx, ended)? else { return Ok(false) };
            record.event(tx, user_id, EventKind::SessionsRevoked, Some(ended))?;
            Ok(true)
        })
        .await
}
