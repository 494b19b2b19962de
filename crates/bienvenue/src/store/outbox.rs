//! The `outbox` table: mails that are to go out, written in the transaction of the act that they tell of.
//!
//! A mail that went out is a row that is gone. Whoever tries to send one moves its `due_at` first, so two replicas never
//! try at once, and a mail whose sender died is tried again. A row holds no secret: the token of a link is made
//! when its mail is sent, so it is young when it arrives, however long the mail server was away. As each new token kills the
//! one before, an address has at most one mail waiting with a link for the same purpose.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{MailId, UserId};
use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;
use crate::mail::{MailClass, MailKind};

/// A mail on its way.
#[derive(Clone, Debug)]
pub(crate) struct OutgoingMail {
    pub(crate) id: MailId,
    pub(crate) kind: MailKind,
    /// Whose mail it is, where that is certain before it is sent.
    pub(crate) user_id: Option<UserId>,
    pub(crate) to: EmailAddress,
    pub(crate) locale: Locale,
    /// The address that the account has now, where that is another one.
    pub(crate) other_email: Option<String>,
    /// From which network address the act was done that the mail tells of.
    pub(crate) address: Option<String>,
    /// By what client.
    pub(crate) user_agent: Option<String>,
    pub(crate) created_at: Timestamp,
    /// How often it was tried.
    pub(crate) attempts: i64,
}

impl OutgoingMail {
    /// What its link is for: the purpose of its token, and whose it is where it is not the owner's of the address.
    fn topic(&self) -> Option<String> {
        match (self.kind.purpose()?, self.user_id) {
            (purpose, None) => Some(purpose.as_str().to_owned()),
            (purpose, Some(user_id)) => Some(format!("{} {user_id}", purpose.as_str())),
        }
    }
}

/// Puts a mail into the outbox, to be sent at once. Where one waits already that has a link for the same, that one is as good:
/// it tells of this act from now on, and is tried for as long.
///
/// That one may be under way. Its link is as young as this one's would be; but a mail that was to go to whoever waits for a proof
/// may say nothing, where a registration always says something. So when it becomes one, its sender finds it changed and does
/// not take it out.
pub(crate) fn insert(tx: &mut Tx<'_>, mail: &OutgoingMail) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO outbox (id, kind, user_id, email, email_canonical, locale, other_email, address,
             user_agent, created_at, due_at, attempts, topic)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, $11)
         ON CONFLICT (email_canonical, topic) DO UPDATE SET
             kind = CASE WHEN outbox.kind = $12 THEN outbox.kind ELSE excluded.kind END,
             attempts = outbox.attempts + CASE WHEN outbox.kind IN ($12, excluded.kind) THEN 0 ELSE 1 END,
             email = excluded.email, locale = excluded.locale, other_email = excluded.other_email,
             address = excluded.address, user_agent = excluded.user_agent, created_at = excluded.created_at",
        &[
            mail.id.into(),
            mail.kind.as_str().into(),
            mail.user_id.into(),
            mail.to.as_str().into(),
            mail.to.canonical().into(),
            mail.locale.as_str().into(),
            mail.other_email.as_deref().into(),
            mail.address.as_deref().into(),
            mail.user_agent.as_deref().into(),
            mail.created_at.into(),
            mail.topic().as_deref().into(),
            MailKind::Registration.as_str().into(),
        ],
    )
    .map(drop)
}

/// Takes one mail of what an address may be sent, unless it has had that many since `began_after`. One statement counts
/// and decides, so the limit holds over all replicas.
pub(crate) fn spend_budget(
    tx: &mut Tx<'_>,
    to: &TokenDigest,
    class: MailClass,
    now: Timestamp,
    began_after: Timestamp,
) -> Result<bool, Fault> {
    let counted = tx.execute(
        "INSERT INTO mail_budgets (digest, class, began_at, mails) VALUES ($1, $2, $3, 1)
         ON CONFLICT (digest, class) DO UPDATE SET
             mails = CASE WHEN mail_budgets.began_at > $4 THEN mail_budgets.mails + 1 ELSE 1 END,
             began_at = CASE WHEN mail_budgets.began_at > $4 THEN mail_budgets.began_at ELSE $3 END
         WHERE mail_budgets.began_at <= $4 OR mail_budgets.mails < $5",
        &[to.into(), class.as_str().into(), now.into(), began_after.into(), class.most_an_hour().into()],
    )?;
    Ok(counted == 1)
}

/// Takes the mail that has been due for longest, so that nobody else tries it before `until`.
pub(crate) fn claim(
    tx: &mut Tx<'_>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<OutgoingMail>, Fault> {
    tx.query_opt(
        "UPDATE outbox SET due_at = $2, attempts = attempts + 1
         WHERE due_at <= $1 AND id = (SELECT id FROM outbox WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1)
         RETURNING id, kind, user_id, email, email_canonical, locale, other_email, address, user_agent,
             created_at, attempts",
        &[now.into(), until.into()],
        read_mail,
    )
}

fn read_mail(row: &dyn Row) -> Result<OutgoingMail, Fault> {
    let kind: String = column(row, 1)?;
    let locale: String = column(row, 5)?;
    Ok(OutgoingMail {
        id: MailId::from_uuid(column(row, 0)?),
        kind: MailKind::from_stored(&kind).ok_or_else(|| Fault::internal("a mail of unknown kind"))?,
        user_id: column::<Option<uuid::Uuid>>(row, 2)?.map(UserId::from_uuid),
        to: EmailAddress::from_stored(column(row, 3)?, column(row, 4)?),
        locale: Locale::from_tag(&locale).unwrap_or_default(),
        other_email: column(row, 6)?,
        address: column(row, 7)?,
        user_agent: column(row, 8)?,
        created_at: column(row, 9)?,
        attempts: column(row, 10)?,
    })
}

/// Whether there is a mail that is due.
pub(crate) fn is_any_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, Fault> {
    let due = tx.query_opt("SELECT 1 FROM outbox WHERE due_at <= $1 LIMIT 1", &[now.into()], |_| Ok(()))?;
    Ok(due.is_some())
}

/// How many mails wait, counted up to `most`, and since when the oldest of them does.
pub(crate) fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<(u64, Option<Timestamp>), Fault> {
    let counted = tx.query_opt(
        "SELECT COUNT(*) FROM (SELECT id FROM outbox LIMIT $1) AS waiting",
        &[most.into()],
        |row| column::<i64>(row, 0),
    )?;
    // Ids sort by time.
    let oldest =
        tx.query_opt("SELECT created_at FROM outbox ORDER BY id LIMIT 1", &[], |row| column(row, 0))?;
    Ok((counted.and_then(|number| u64::try_from(number).ok()).unwrap_or_default(), oldest))
}

/// Takes a mail out of the outbox: it went out, or never will. False when another attempt has begun since.
pub(crate) fn delete(tx: &mut Tx<'_>, mail: &OutgoingMail) -> Result<bool, Fault> {
    let deleted = tx.execute(
        "DELETE FROM outbox WHERE id = $1 AND attempts = $2",
        &[mail.id.into(), mail.attempts.into()],
    )?;
    Ok(deleted == 1)
}

/// Has a mail tried again at `due_at`, unless another attempt has begun since.
pub(crate) fn postpone(tx: &mut Tx<'_>, mail: &OutgoingMail, due_at: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "UPDATE outbox SET due_at = $3 WHERE id = $1 AND attempts = $2",
        &[mail.id.into(), mail.attempts.into(), due_at.into()],
    )
    .map(drop)
}

/// Deletes the mails of a user that have not gone out.
pub(crate) fn delete_all_of(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), Fault> {
    tx.execute("DELETE FROM outbox WHERE user_id = $1", &[user_id.into()]).map(drop)
}

/// Deletes at most `limit` budgets that began before `before`, and tells how many.
pub(crate) fn delete_budgets(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM mail_budgets WHERE (digest, class) IN (
             SELECT digest, class FROM mail_budgets WHERE began_at < $1 LIMIT $2)",
        &[before.into(), limit.into()],
    )
}
