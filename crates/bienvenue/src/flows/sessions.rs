//! Sessions: opened, checked, ended. Every read and every end of a session goes through this file.

use std::sync::Arc;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::record::Record;
use super::throttle::Attempt;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::devices::{self, Acquaintance};
use crate::store::engine::Tx;
use crate::store::sessions::{LiveSession, NewSession, Use};
use crate::store::{EventKind, SessionInfo, User, UserBy, sessions};

/// Whose session it is, as a session check tells it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CurrentUser {
    /// Names the user for as long as the account lives.
    pub id: UserId,
    /// The address, as its owner spells it.
    pub email: Arc<str>,
    /// The one spelling that stands for all spellings of the address: lower case, and ASCII.
    pub email_canonical: Arc<str>,
    /// Whether he has proved that he reads mail at the address.
    pub is_verified: bool,
    /// Whether he looks after the accounts of others.
    pub is_admin: bool,
}

/// How somebody signs in.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SignIn {
    pub(crate) client: Client,
    is_brief: bool,
}

impl SignIn {
    /// From this client, for as long as sessions live.
    pub const fn from(client: Client) -> Self {
        Self { client, is_brief: false }
    }

    /// For this visit: the session ends sooner when nobody uses it.
    pub const fn briefly(mut self) -> Self {
        self.is_brief = true;
        self
    }
}

/// Opens a session for the user with this address, if there is one.
pub(crate) async fn create(parts: &Parts, email: &str) -> Result<Option<PlainToken>, Fault> {
    let Ok(email) = EmailAddress::parse(email) else { return Ok(None) };
    let Some(user) = parts.store.find_user_by(UserBy::Email(email)).await? else { return Ok(None) };
    let opened = open(parts, &user, None, &SignIn::default(), Attempt::default()).await?;
    Ok(opened.map(|(session_id, _)| session_id))
}

/// Opens a session for a user who is not disabled. `password_changed_at` holds it to the password that was verified.
pub(crate) async fn open(
    parts: &Parts,
    user: &User,
    password_changed_at: Option<Timestamp>,
    how: &SignIn,
    attempt: Attempt,
) -> Result<Option<(PlainToken, SessionInfo)>, Fault> {
    let record = Record::new(parts, &how.client)?;
    let (secret, session) = prepare(parts, user.id, password_changed_at, how, record.now)?;
    let (user, device, info) = (user.clone(), how.client.device(), session.info.clone());
    let is_open = parts
        .store
        .write(move |tx| {
            let is_open = admit(tx, &session, &user, device.as_ref(), attempt.failures_before, &record)?;
            if is_open {
                attempt.succeed(tx, record.now)?;
            }
            Ok::<_, Fault>(is_open)
        })
        .await?;
    parts.wake_mailer();
    Ok(is_open.then_some((secret, info)))
}

/// Whether the owner of a session asked to be remembered.
pub(crate) fn is_remembered(parts: &Parts, session: &SessionInfo) -> bool {
    session.idle_limit >= parts.policy.session_lifetime.idle
}

/// A session about to be opened, and its secret.
pub(crate) fn prepare(
    parts: &Parts,
    user_id: UserId,
    password_changed_at: Option<Timestamp>,
    how: &SignIn,
    now: Timestamp,
) -> Result<(PlainToken, NewSession), Fault> {
    let secret = PlainToken::generate(parts.store.randomness())?;
    let lifetime = parts.policy.session_lifetime;
    let idle_limit = if how.is_brief { parts.policy.brief_idle.min(lifetime.idle) } else { lifetime.idle };
    let expires_at = lifetime.absolute_end(now);
    let session = NewSession {
        digest: secret.digest(),
        info: SessionInfo {
            id: SessionId::generate(now, parts.store.randomness())?,
            user_id,
            created_at: now,
            last_seen_at: now,
            ends_at: now.plus(idle_limit).min(expires_at),
            expires_at,
            authenticated_at: now,
            address: how.client.address(),
            user_agent: how.client.user_agent().map(str::to_owned),
            idle_limit,
        },
        password_changed_at,
        most: parts.policy.most_sessions,
    };
    Ok((secret, session))
}

/// So many failures before a sign-in are more than slips of the finger.
const SUSPICIOUS: i64 = 5;

/// Opens a session, with its event, and tells the user of a sign-in after many failures, or from where he never was before
/// (ASVS 6.3.5).
fn admit(
    tx: &mut Tx<'_>,
    session: &NewSession,
    user: &User,
    device: Option<&TokenDigest>,
    failures_before: i64,
    record: &Record,
) -> Result<bool, Fault> {
    if !sessions::open(tx, session)? {
        return Ok(false);
    }
    record.event(tx, user.id, EventKind::SignedIn, Some(session.info.id))?;
    let is_new = match device {
        Some(device) => devices::note(tx, user.id, device, record.now)? == Acquaintance::New,
        None => false,
    };
    if failures_before >= SUSPICIOUS {
        record.tell(tx, user, MailKind::AfterFailures)?;
    } else if is_new {
        record.tell(tx, user, MailKind::NewDevice)?;
    }
    Ok(true)
}

/// Whose session this is: from memory where it can be trusted, and else from the store.
///
/// A use moves the idle end, once a minute and without anybody waiting for it.
pub(crate) async fn check(parts: &Parts, session_id: &str) -> Result<Option<CurrentUser>, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(None) };
    let now = parts.store.now();
    let remembered = parts.session_memory.find(&digest, parts.store.changes());
    let counters = &parts.counters;
    if remembered.is_some() { counters.memory_hits.own() } else { &counters.memory_misses }.add();
    let session = match remembered {
        Some(session) => Some(session),
        None => read(parts, digest, now).await?,
    };
    let Some(session) = session.filter(|session| session.ends_at > now) else { return Ok(None) };
    if parts.policy.session_lifetime.is_touch_due(session.last_seen_at, now) {
        touch(parts, digest, now);
    }
    Ok(Some(CurrentUser {
        id: session.user_id,
        email: session.email,
        email_canonical: session.email_canonical,
        is_verified: session.is_verified,
        is_admin: session.is_admin,
    }))
}

/// Reads a session and remembers it. The ticket comes first: whatever changes during the read has a later number.
async fn read(parts: &Parts, digest: TokenDigest, now: Timestamp) -> Result<Option<LiveSession>, Fault> {
    let changes = parts.store.changes();
    let ticket = changes.ticket();
    let found = parts.store.read(move |tx| sessions::find_live(tx, &digest, now)).await?;
    match &found {
        Some(session) if changes.are_watched() => parts.session_memory.keep(digest, ticket, session.clone()),
        Some(_) => {}
        None => parts.session_memory.forget(&digest),
    }
    Ok(found)
}

/// Has a use written down. In memory it counts at once, so that it is asked for once.
fn touch(parts: &Parts, digest: TokenDigest, now: Timestamp) {
    parts.session_memory.mark_seen(&digest, now);
    let lifetime = parts.policy.session_lifetime;
    let use_of_session = Use { at: now, is_due_before: now.minus(lifetime.touch_interval()) };
    parts.store.write_later(move |tx| sessions::touch(tx, &digest, use_of_session));
}

/// The whole user of a live session, from the store.
pub(crate) async fn find_user(parts: &Parts, session_id: &str) -> Result<Option<User>, Fault> {
    match check(parts, session_id).await? {
        Some(current) => parts.store.find_user_by(UserBy::Id(current.id)).await,
        None => Ok(None),
    }
}

/// A live session and its user, from the store.
pub(crate) async fn find(parts: &Parts, session_id: &str) -> Result<Option<(SessionInfo, User)>, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(None) };
    let now = parts.store.now();
    parts.store.read(move |tx| sessions::find_with_user(tx, &digest, now)).await
}

/// Ends one session by its secret: its owner signs out. False when there was none.
pub(crate) async fn end(parts: &Parts, session_id: &str, client: &Client) -> Result<bool, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(false) };
    let record = Record::new(parts, client)?;
    parts
        .store
        .write(move |tx| {
            let Some((user_id, id)) = sessions::end(tx, &digest, record.now)? else { return Ok(false) };
            record.event(tx, user_id, EventKind::SignedOut, Some(id))?;
            Ok::<_, Fault>(true)
        })
        .await
}

/// Ends one session by its public id: an operator's act. False when there was none.
pub(crate) async fn revoke(parts: &Parts, id: SessionId) -> Result<bool, Fault> {
    let record = Record::new(parts, &Client::unknown())?;
    parts
        .store
        .write(move |tx| {
            let Some(user_id) = sessions::end_by_id(tx, id)? else { return Ok(false) };
            record.event(tx, user_id, EventKind::SessionsRevoked, Some(id))?;
            Ok::<_, Fault>(true)
        })
        .await
}

/// Ends one session of a user by its public id. False when he has none of this id (ASVS 8.2.2).
pub(crate) async fn end_of(
    parts: &Parts,
    user_id: UserId,
    id: SessionId,
    client: &Client,
) -> Result<bool, Fault> {
    let record = Record::new(parts, client)?;
    parts
        .store
        .write(move |tx| {
            let is_ended = sessions::end_of(tx, user_id, id)?;
            if is_ended {
                record.event(tx, user_id, EventKind::SessionsRevoked, Some(id))?;
            }
            Ok::<_, Fault>(is_ended)
        })
        .await
}

/// Ends every session of a user but the one with this secret, and tells how many.
pub(crate) async fn end_others(
    parts: &Parts,
    user_id: UserId,
    session_id: &str,
    client: &Client,
) -> Result<u64, Fault> {
    let Some(kept) = TokenDigest::of(session_id) else { return Ok(0) };
    let record = Record::new(parts, client)?;
    parts
        .store
        .write(move |tx| {
            let ended = sessions::end_others_of(tx, user_id, &kept)?;
            if ended > 0 {
                record.event(tx, user_id, EventKind::SessionsRevoked, None)?;
            }
            Ok::<_, Fault>(ended)
        })
        .await
}

/// Ends every session of a user and tells how many.
pub(crate) async fn end_all_of(parts: &Parts, user_id: UserId) -> Result<u64, Fault> {
    let record = Record::new(parts, &Client::unknown())?;
    parts
        .store
        .write(move |tx| {
            let ended = sessions::end_all_of(tx, user_id)?;
            if ended > 0 {
                record.event(tx, user_id, EventKind::SessionsRevoked, None)?;
            }
            Ok::<_, Fault>(ended)
        })
        .await
}
