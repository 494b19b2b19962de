//! What an act leaves behind, in its own transaction: an event for the account's history, and a mail to its owner.

use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{EventId, KeyId, MailId, SessionId, UserId};
use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::engine::Tx;
use crate::store::outbox::{self, OutgoingMail};
use crate::store::{Event, EventKind, User, events};

/// How long mails to an address are counted.
pub(crate) const BUDGET_TIME: Duration = Duration::from_hours(1);

/// One act: its moment, who asked for it, and the ids of what it leaves behind. At most one event and one mail.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) now: Timestamp,
    client: Client,
    event_id: EventId,
    /// Who acts, where that is not the owner of the account.
    actor_id: Option<UserId>,
    /// By which key he does, or what is done to which key.
    key_id: Option<KeyId>,
    /// Nothing where no mail can go out.
    mail_id: Option<MailId>,
}

impl Record {
    pub(crate) fn new(parts: &Parts, client: &Client) -> Result<Self, Fault> {
        let (now, randomness) = (parts.store.now(), parts.store.randomness());
        let mail_id = match parts.mail {
            Some(_) => Some(MailId::generate(now, randomness)?),
            None => None,
        };
        Ok(Self {
            now,
            client: client.clone(),
            event_id: EventId::generate(now, randomness)?,
            actor_id: None,
            key_id: None,
            mail_id,
        })
    }

    /// The same act, that somebody else asked for.
    pub(crate) fn of(mut self, client: Client) -> Self {
        self.client = client;
        self
    }

    /// The same act, done to somebody's account by an administrator.
    pub(crate) const fn by(mut self, actor_id: UserId) -> Self {
        self.actor_id = Some(actor_id);
        self
    }

    /// The same act, done by a key, or to one.
    pub(crate) const fn with_key(mut self, key_id: KeyId) -> Self {
        self.key_id = Some(key_id);
        self
    }

    /// Who acts, where that is not the owner of the account.
    pub(crate) const fn actor_id(&self) -> Option<UserId> {
        self.actor_id
    }

    /// Writes down what happened to an account.
    pub(crate) fn event(
        &self,
        tx: &mut Tx<'_>,
        user_id: impl Into<Option<UserId>>,
        kind: EventKind,
        session_id: Option<SessionId>,
    ) -> Result<(), Fault> {
        events::insert(tx, &self.make_event(user_id.into(), kind, session_id))
    }

    /// Writes down what somebody asked for about an address that may be anybody's.
    pub(crate) fn event_about(
        &self,
        tx: &mut Tx<'_>,
        email: &EmailAddress,
        kind: EventKind,
    ) -> Result<(), Fault> {
        events::insert_about(tx, &self.make_event(None, kind, None), email.canonical())
    }

    fn make_event(&self, user_id: Option<UserId>, kind: EventKind, session_id: Option<SessionId>) -> Event {
        Event {
            id: self.event_id,
            user_id,
            kind: kind.as_str().to_owned(),
            session_id,
            actor_id: self.actor_id,
            key_id: self.key_id,
            address: self.client.address(),
            user_agent: self.client.user_agent().map(str::to_owned),
            created_at: self.now,
        }
    }

    /// Writes down what failed, before that is answered.
    pub(crate) async fn failure(
        parts: &Parts,
        client: &Client,
        kind: EventKind,
        user_id: Option<UserId>,
        session_id: Option<SessionId>,
    ) -> Result<(), Fault> {
        let record = Self::new(parts, client)?;
        parts.store.write(move |tx| record.event(tx, user_id, kind, session_id)).await
    }

    /// Has a user told what happened to his account, at the address that it has.
    pub(crate) fn tell(&self, tx: &mut Tx<'_>, user: &User, kind: MailKind) -> Result<(), Fault> {
        self.mail(tx, kind, Some(user.id), &user.email, user.locale, None).map(drop)
    }

    /// Has an address written to that may be anybody's.
    pub(crate) fn write_to(&self, tx: &mut Tx<'_>, to: &EmailAddress, kind: MailKind) -> Result<(), Fault> {
        self.mail(tx, kind, None, to, self.client.locale(), None).map(drop)
    }

    /// Puts a mail into the outbox. False if none can go out, or the address has been written to often enough of late.
    pub(crate) fn mail(
        &self,
        tx: &mut Tx<'_>,
        kind: MailKind,
        user_id: Option<UserId>,
        to: &EmailAddress,
        locale: Locale,
        other_email: Option<&str>,
    ) -> Result<bool, Fault> {
        let Some(id) = self.mail_id else { return Ok(false) };
        let digest = TokenDigest::of_text(to.canonical());
        if !outbox::spend_budget(tx, &digest, kind.class(), self.now, self.now.minus(BUDGET_TIME))? {
            return Ok(false);
        }
        let mail = OutgoingMail {
            id,
            kind,
            user_id,
            to: to.clone(),
            locale,
            other_email: other_email.map(str::to_owned),
            address: self.client.address(),
            user_agent: self.client.user_agent().map(str::to_owned),
            created_at: self.now,
            attempts: 0,
        };
        outbox::insert(tx, &mail).map(|()| true)
    }
}
