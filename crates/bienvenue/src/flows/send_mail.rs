//! Mails on their way out of the outbox.
//!
//! A mail is taken, put into words, sent, and then taken out. Who takes it moves its due time first, so of several
//! replicas one sends it, and a mail whose sender died in between is tried again. A token is made for the mail that
//! carries it, in the moment in which it is sent: a link is young when it arrives, and the database never held it.

use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::locale::Locale;
use bienvenue_core::token::PlainToken;

use super::register;
use crate::auth::Parts;
use crate::fault::Fault;
use crate::mail::{Circumstances, Letter, Link, MailKind, Sender};
use crate::store::one_time_tokens::{self, NewToken, Purpose};
use crate::store::outbox::{self, OutgoingMail};
use crate::store::users;

/// How long nobody else tries a mail that somebody tries: longer than a mail server is waited for.
pub(crate) const CLAIM: Duration = Duration::from_mins(2);
/// A mail that could not be delivered for this long is given up. RFC 5321 §4.5.4.1 speaks of four to five days for a
/// relay; what ours say is of no use after two.
const GIVE_UP_AFTER: Duration = Duration::from_hours(48);
/// The first pause between two attempts; each is twice the one before, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// A mail that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) to: EmailAddress,
    pub(crate) locale: Locale,
    pub(crate) letter: Letter,
}

/// Takes a mail that is due.
pub(crate) async fn claim(parts: &Parts) -> Result<Option<OutgoingMail>, Fault> {
    let now = parts.store.now();
    parts.store.write(move |tx| outbox::claim(tx, now, now.plus(CLAIM))).await
}

/// Takes a mail out of the outbox: it was sent, or nothing is to be sent.
pub(crate) async fn finish(parts: &Parts, mail: OutgoingMail) -> Result<(), Fault> {
    parts.store.write(move |tx| outbox::delete(tx, &mail).map(drop)).await
}

/// Has a mail tried again later. False when it is given up instead.
pub(crate) async fn postpone(parts: &Parts, mail: OutgoingMail) -> Result<bool, Fault> {
    let now = parts.store.now();
    if mail.created_at.plus(GIVE_UP_AFTER) <= now {
        finish(parts, mail).await?;
        return Ok(false);
    }
    let doublings = u32::try_from(mail.attempts.clamp(1, 16) - 1).unwrap_or(0);
    let due_at = now.plus((FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE));
    parts.store.write(move |tx| outbox::postpone(tx, &mail, due_at)).await?;
    Ok(true)
}

/// Decides what a mail says and to whom, and makes the token of its link. Nothing when there is nothing to say: nobody
/// has the address, or what was asked for is done already.
pub(crate) async fn prepare(
    parts: &Parts,
    sender: &Sender,
    mail: &OutgoingMail,
) -> Result<Option<Prepared>, Fault> {
    // An account that the mail is about may wait to be made.
    register::complete(parts).await?;
    let circumstances = Circumstances {
        at: mail.created_at,
        address: mail.address.clone(),
        user_agent: mail.user_agent.clone(),
    };
    let letter = match mail.kind {
        MailKind::Registration => return answer_registration(parts, sender, mail, true).await,
        MailKind::VerifyEmail => return answer_registration(parts, sender, mail, false).await,
        MailKind::ResetPassword => return reset_link(parts, sender, mail).await,
        MailKind::ChangeEmail => return change_link(parts, sender, mail).await,
        MailKind::EmailChanged => {
            Letter::EmailChanged { to: mail.other_email.clone().unwrap_or_default(), circumstances }
        }
        MailKind::PasswordChanged => Letter::PasswordChanged(circumstances),
        MailKind::NewDevice => Letter::NewDevice(circumstances),
        MailKind::AfterFailures => Letter::AfterFailures(circumstances),
        MailKind::Disabled => Letter::Disabled(circumstances),
        MailKind::Enabled => Letter::Enabled(circumstances),
        MailKind::AccountDeleted => Letter::AccountDeleted(circumstances),
    };
    Ok(Some(Prepared { to: mail.to.clone(), locale: mail.locale, letter }))
}

/// A link for an account that waits for the proof of its address; for others, where that is worth saying, word that the
/// account is there.
async fn answer_registration(
    parts: &Parts,
    sender: &Sender,
    mail: &OutgoingMail,
    tells_the_owner: bool,
) -> Result<Option<Prepared>, Fault> {
    let valid_for = parts.policy.verification_token_lifetime;
    let (secret, token) = make_token(parts, Purpose::VerifyEmail, valid_for)?;
    let address = mail.to.clone();
    let user = parts
        .store
        .write(move |tx| {
            let user = users::find_by_email(tx, &address)?.filter(|user| user.disabled_at.is_none());
            let waits = user.as_ref().is_some_and(|user| user.email_verified_at.is_none());
            // Issued only where it is asked for: a proved address has nothing to prove.
            if waits {
                one_time_tokens::issue(tx, &address, &token)?;
            }
            Ok::<_, Fault>(user)
        })
        .await?;
    Ok(user.and_then(|user| {
        let letter = if user.email_verified_at.is_none() {
            Letter::VerifyEmail(Link::to(sender, "verify-email", &secret, valid_for))
        } else if tells_the_owner {
            Letter::AlreadyRegistered
        } else {
            return None;
        };
        Some(Prepared { to: user.email, locale: user.locale, letter })
    }))
}

async fn reset_link(parts: &Parts, sender: &Sender, mail: &OutgoingMail) -> Result<Option<Prepared>, Fault> {
    let valid_for = parts.policy.reset_token_lifetime;
    let (secret, token) = make_token(parts, Purpose::ResetPassword, valid_for)?;
    let address = mail.to.clone();
    let user = parts
        .store
        .write(move |tx| {
            let is_issued = one_time_tokens::issue(tx, &address, &token)?;
            // To the address as its owner spells it, never as a stranger did.
            if is_issued { users::find_by_email(tx, &address) } else { Ok(None) }
        })
        .await?;
    Ok(user.map(|user| {
        let link = Link::to(sender, "reset-password", &secret, valid_for);
        Prepared { to: user.email, locale: user.locale, letter: Letter::ResetPassword(link) }
    }))
}

async fn change_link(parts: &Parts, sender: &Sender, mail: &OutgoingMail) -> Result<Option<Prepared>, Fault> {
    let Some(user_id) = mail.user_id else { return Ok(None) };
    let valid_for = parts.policy.verification_token_lifetime;
    let (secret, token) = make_token(parts, Purpose::ChangeEmail, valid_for)?;
    let address = mail.to.clone();
    let (owner, is_issued) = parts
        .store
        .write(move |tx| {
            let owner = users::find_by_email(tx, &address)?;
            if owner.as_ref().is_some_and(|owner| owner.id != user_id) {
                return Ok((owner, false));
            }
            Ok::<_, Fault>((None, one_time_tokens::issue_for_change(tx, user_id, &address, &token)?))
        })
        .await?;
    if let Some(owner) = owner {
        let letter = Letter::AlreadyRegistered;
        return Ok(Some(Prepared { to: owner.email, locale: owner.locale, letter }));
    }
    Ok(is_issued.then(|| {
        let link = Link::to(sender, "confirm-email", &secret, valid_for);
        Prepared { to: mail.to.clone(), locale: mail.locale, letter: Letter::ConfirmNewEmail(link) }
    }))
}

fn make_token(parts: &Parts, purpose: Purpose, lifetime: Duration) -> Result<(PlainToken, NewToken), Fault> {
    let secret = PlainToken::generate(parts.store.randomness())?;
    let created_at = parts.store.now();
    let token =
        NewToken { digest: secret.digest(), purpose, created_at, expires_at: created_at.plus(lifetime) };
    Ok((secret, token))
}
