//! Delivering what the outbox holds.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{join_all, join3};

use super::{Mail, Mailer, SendError, render};
use crate::auth::{Auth, Parts};
use crate::fault::Fault;
use crate::flows::send_mail;
use crate::metrics::MailCounters;
use crate::store::outbox::{self, OutgoingMail};

/// Mails under way at once.
const SENDERS: usize = 4;
/// How often the outbox is looked at without a sign: for mails of other replicas, and for those that are tried again.
const INTERVAL: Duration = Duration::from_secs(5);

/// What became of the mails that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed to the mail server.
    pub sent: u32,
    /// To be tried again.
    pub postponed: u32,
    /// Refused for good, or tried for too long. The log says which and why.
    pub given_up: u32,
    /// Not worth sending: nobody has the address, or what was asked for is done.
    pub dropped: u32,
}

impl Delivered {
    fn add(mut self, other: Self) -> Self {
        self.sent += other.sent;
        self.postponed += other.postponed;
        self.given_up += other.given_up;
        self.dropped += other.dropped;
        self
    }

    fn count_into(self, counters: &MailCounters) {
        let Self { sent, postponed, given_up, dropped } = self;
        counters.sent.add_many(sent.into());
        counters.postponed.add_many(postponed.into());
        counters.given_up.add_many(given_up.into());
        counters.dropped.add_many(dropped.into());
    }
}

impl Auth {
    /// Sends every mail that is due. Any number of processes may do so at once: each mail is sent by one.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer. What was not sent by then will be.
    pub async fn send_mails(&self, mailer: &dyn Mailer) -> Result<Delivered, Fault> {
        let never = AtomicBool::new(false);
        let senders = (0..SENDERS).map(|_| send_until_none(self.parts(), mailer, &never));
        let mut delivered = Delivered::default();
        for sender in join_all(senders).await {
            delivered = delivered.add(sender?);
        }
        Ok(delivered)
    }

    /// Sends mails, each as soon as it is written, until `end` completes and the mails under way are sent. Registrations are
    /// completed meanwhile, however long the mail server takes.
    pub async fn keep_sending_mails(&self, mailer: &dyn Mailer, end: impl Future<Output = ()>) {
        let is_over = AtomicBool::new(false);
        let ending = async {
            end.await;
            is_over.store(true, Ordering::Relaxed);
            self.parts().wake_registrar();
            self.parts().wake_mailer();
        };
        let registrar = async {
            while !is_over.load(Ordering::Relaxed) {
                if let Err(fault) = self.complete_registrations().await {
                    tracing::error!(cause = ?fault, "registrations wait to be completed; it is tried again");
                }
                let _ = tokio::time::timeout(INTERVAL, self.parts().registration_waits()).await;
            }
        };
        // Each by itself, so that a mail which takes long holds up no other.
        let senders = (0..SENDERS).map(|_| async {
            while !is_over.load(Ordering::Relaxed) {
                if let Err(fault) = send_until_none(self.parts(), mailer, &is_over).await {
                    tracing::error!(cause = ?fault, "the outbox cannot be read; it is tried again");
                }
                let _ = tokio::time::timeout(INTERVAL, self.parts().mail_waits()).await;
            }
            // The next one hears of the end from this one.
            self.parts().wake_mailer();
        });
        join3(ending, registrar, join_all(senders)).await;
    }
}

async fn send_until_none(
    parts: &Parts,
    mailer: &dyn Mailer,
    is_over: &AtomicBool,
) -> Result<Delivered, Fault> {
    let mut delivered = Delivered::default();
    while !is_over.load(Ordering::Relaxed) && is_any_due(parts).await? {
        // Somebody else may have been faster; there may be more.
        if let Some(mail) = send_mail::claim(parts).await? {
            // More than one may have come with one sign.
            parts.wake_mailer();
            let sent = send(parts, mailer, mail).await?;
            sent.count_into(&parts.counters.mails);
            delivered = delivered.add(sent);
        }
    }
    Ok(delivered)
}

/// To look is cheap; to take is a write.
async fn is_any_due(parts: &Parts) -> Result<bool, Fault> {
    let now = parts.store.now();
    parts.store.read(move |tx| outbox::is_any_due(tx, now)).await
}

/// Sends one mail that was taken.
async fn send(parts: &Parts, mailer: &dyn Mailer, outgoing: OutgoingMail) -> Result<Delivered, Fault> {
    let (id, kind) = (outgoing.id, outgoing.kind.as_str());
    let attempt = async {
        let Some(mail) = compose(parts, &outgoing).await? else { return Ok(None) };
        Ok::<_, Fault>(Some(mailer.send(&mail).await))
    };
    let end = match AssertUnwindSafe(attempt).catch_unwind().await {
        Ok(end) => end?,
        // A mail that nobody can put into words must not bring the service down, again and again (ASVS 16.5.4).
        Err(_panic) => Some(Err(SendError::Temporary("a defect, of which the log tells where".to_owned()))),
    };
    let Some(sent) = end else {
        send_mail::finish(parts, outgoing).await?;
        return Ok(Delivered { dropped: 1, ..Delivered::default() });
    };
    match sent {
        Ok(()) => {
            send_mail::finish(parts, outgoing).await?;
            Ok(Delivered { sent: 1, ..Delivered::default() })
        }
        Err(SendError::Permanent(cause)) => {
            tracing::warn!(%id, kind, cause = ?cause, "a mail was refused for good");
            send_mail::finish(parts, outgoing).await?;
            Ok(Delivered { given_up: 1, ..Delivered::default() })
        }
        Err(SendError::Temporary(cause)) => {
            let attempts = outgoing.attempts;
            if send_mail::postpone(parts, outgoing).await? {
                tracing::warn!(%id, kind, attempts, cause = ?cause, "a mail was not sent; it is tried again");
                return Ok(Delivered { postponed: 1, ..Delivered::default() });
            }
            tracing::error!(%id, kind, attempts, cause = ?cause, "a mail was given up");
            Ok(Delivered { given_up: 1, ..Delivered::default() })
        }
    }
}

/// Puts a mail into words, if there is something to say.
async fn compose(parts: &Parts, outgoing: &OutgoingMail) -> Result<Option<Mail>, Fault> {
    let Some(sender) = &parts.mail else { return Ok(None) };
    let Some(prepared) = send_mail::prepare(parts, sender, outgoing).await? else { return Ok(None) };
    let content = render(&prepared.letter, prepared.locale, sender)
        .map_err(|cause| Fault::internal(cause.to_string()))?;
    Ok(Some(Mail::new(outgoing.id.to_string(), prepared.to, content)))
}
