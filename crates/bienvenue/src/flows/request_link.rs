//! Links that anybody may ask for, about any address.

use bienvenue_core::email::EmailAddress;

use super::record::Record;
use super::throttle;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::EventKind;

/// Has a link sent to this address, if it is worth one. What is written now is the same for every address, so nothing about the
/// answer tells who has one (ASVS 6.3.8): that is decided when the mail is sent.
pub(crate) async fn request(
    parts: &Parts,
    email: &str,
    client: &Client,
    event: EventKind,
    mail: MailKind,
) -> Result<(), Fault> {
    let Ok(email) = EmailAddress::parse(email) else { return Ok(()) };
    throttle::request(parts, &email, client).await?;
    let record = Record::new(parts, client)?;
    parts
        .store
        .write(move |tx| {
            record.event_about(tx, &email, event)?;
            record.write_to(tx, &email, mail)
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
