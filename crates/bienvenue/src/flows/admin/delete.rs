//! The end of another's account.

use bienvenue_core::id::UserId;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::flows::delete_account::erase;
use crate::flows::record::Record;

/// Deletes an account with everything that names its owner, who is told by mail. The last administrator stays.
pub(crate) async fn delete(parts: &Parts, authority: Authority, user_id: UserId) -> Result<(), AdminError> {
    let notice = Record::new(parts, &Client::unknown())?;
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on_another(tx, user_id)?;
            if erase(tx, &user, &record, &notice)? { Ok(()) } else { Err(AdminError::NoSuchUser) }
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
