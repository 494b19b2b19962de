//! The end of a user's sessions.

use bienvenue_core::id::{SessionId, UserId};

use super::{Act, AdminError};
use crate::auth::Parts;
use crate::client::Client;
use crate::store::{EventKind, sessions};

/// Ends one session of a user. One that has ended meanwhile has ended too.
pub(crate) async fn end(
    parts: &Parts,
    session_id: &str,
    user_id: UserId,
    ended: SessionId,
    client: &Client,
) -> Result<(), AdminError> {
    let act = Act::new(parts, session_id, user_id, client)?;
    parts
        .store
        .write(move |tx| {
            let (record, user) = act.begin(tx)?;
            if sessions::end_of(tx, user.id, ended)? {
                record.event(tx, user.id, EventKind::SessionsRevoked, Some(ended))?;
            }
            Ok(())
        })
        .await
}

/// Ends every session of a user, be it the administrator himself, and tells how many (ASVS 7.4.5).
pub(crate) async fn end_all(
    parts: &Parts,
    session_id: &str,
    user_id: UserId,
    client: &Client,
) -> Result<u64, AdminError> {
    let act = Act::new(parts, session_id, user_id, client)?;
    parts
        .store
        .write(move |tx| {
            let (record, user) = act.begin(tx)?;
            let ended = sessions::end_all_of(tx, user.id)?;
            if ended > 0 {
                record.event(tx, user.id, EventKind::SessionsRevoked, None)?;
            }
            Ok(ended)
        })
        .await
}
