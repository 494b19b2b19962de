//! Everybody is signed out: an operator's answer to a leak (ASVS 7.4.5).

use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::record::Record;
use crate::store::{EventKind, sessions};

/// So many users a transaction: each has his event in it, and nobody else's write waits long.
const USERS_AT_ONCE: u8 = 100;

/// Ends every session that was opened before this began, and tells how many. What has ended stays so if it breaks off.
pub(crate) async fn end_all_sessions(parts: &Parts) -> Result<u64, Fault> {
    let (begun, mut ended) = (parts.store.now(), 0);
    loop {
        let records = (0..USERS_AT_ONCE).map(|_| Record::new(parts, &Client::unknown()));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        let (users, sessions) = parts
            .store
            .write(move |tx| {
                let users = sessions::users_signed_in_by(tx, begun, USERS_AT_ONCE.into())?;
                let mut sessions = 0;
                for (user_id, record) in users.iter().zip(&records) {
                    sessions += sessions::end_all_of(tx, *user_id)?;
                    record.event(tx, *user_id, EventKind::SessionsRevoked, None)?;
                }
                Ok::<_, Fault>((users.len(), sessions))
            })
            .await?;
        ended += sessions;
        if users < USERS_AT_ONCE.into() {
            return Ok(ended);
        }
    }
}
