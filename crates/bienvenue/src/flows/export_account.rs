//! All that is stored of an account, for its owner (GDPR article 15).

use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::store::{Event, EventKind, SessionInfo, SessionsOf, User, events, sessions};

/// The most rows of one kind: more than the limits on sessions and the retention of events let an account have.
const MOST: i64 = 10_000;

/// What is stored of an account, but for its secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccountExport {
    /// The account.
    pub user: User,
    /// Its live sessions, the oldest first.
    pub sessions: Vec<SessionInfo>,
    /// What happened to it, the latest first.
    pub events: Vec<Event>,
}

/// Puts together what is stored of the account of a fresh session, at one moment.
pub(crate) async fn export(
    parts: &Parts,
    session_id: &str,
    client: &Client,
) -> Result<AccountExport, FreshSessionError> {
    let digest = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
    let (record, policy) = (Record::new(parts, client)?, parts.policy);
    parts
        .store
        .write(move |tx| {
            let (session, user) = freshness::require(tx, &digest, &policy, record.now)?;
            record.event(tx, user.id, EventKind::Exported, Some(session.id))?;
            let of = SessionsOf::User(user.id);
            let sessions = sessions::list(tx, of, None, MOST, record.now)?;
            let events = events::list(tx, user.id, None, MOST)?;
            Ok(AccountExport { user, sessions, events })
        })
        .await
}
