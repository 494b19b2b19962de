//! Mails over SMTP, to the server of whoever runs this.
//!
//! A mail is on its way when the server said so in the same conversation: a connection is used again only after a whole
//! success, and one that was given up in the middle is closed, so that no answer is ever taken for another's.

mod address;
mod careful;
mod connect;
mod examine;
mod message;
mod refusal;
mod url;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};

pub use self::address::SenderAddress;
use self::connect::Server;
use self::refusal::{Stage, refused, unexpected};
pub use self::url::SmtpUrl;
use super::mailer::{BoxFuture, Mail, Mailer, SendError};

/// The longest time that a mail may take, from the look-up of the server's name to its last answer.
const LONGEST: Duration = Duration::from_secs(30);
/// How long a connection is kept for the next mail: less than any server waits.
const IDLE: Duration = Duration::from_secs(20);

/// How mails are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SmtpSettings {
    /// The server, and how it knows us.
    pub url: SmtpUrl,
    /// Who mails are from.
    pub from: SenderAddress,
    /// Who gets an answer to a mail; else who it is from.
    pub reply_to: Option<SenderAddress>,
    /// An authority of one's own to trust besides those of the machine, a PEM file.
    pub ca_file: Option<PathBuf>,
    /// How long one mail may take, 30 s at most.
    pub time_limit: Duration,
}

impl SmtpSettings {
    /// Mails from this address by way of this server.
    pub const fn new(url: SmtpUrl, from: SenderAddress) -> Self {
        Self { url, from, reply_to: None, ca_file: None, time_limit: LONGEST }
    }
}

/// Why mails cannot be sent with these settings. The text is the end of a sentence that begins with the setting's name, and
/// tells no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// The URL says nothing that is safe to do.
    #[error("{0}")]
    Url(&'static str),
    /// Nobody can have written a mail with this address.
    #[error("{0}")]
    Address(&'static str),
    /// The file holds no certificate that can be trusted.
    #[error("names {}, which cannot be used: {cause}", path.display())]
    Authority {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// Sends mails by SMTP (RFC 5321), from within a Tokio runtime.
///
/// TLS is verified, certificate and name, or there is none because the settings say so in so many words: a server that does
/// not offer it is told nothing (ASVS 12.3.2).
pub struct Smtp {
    server: Server,
    from: SenderAddress,
    reply_to: Option<SenderAddress>,
    time_limit: Duration,
    idle: Mutex<Option<(AsyncSmtpConnection, Instant)>>,
}

impl Smtp {
    /// A mailer with these settings. It connects when there is something to send.
    ///
    /// # Errors
    ///
    /// [`SmtpError::Authority`] when `ca_file` cannot be read as certificates.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SmtpError> {
        let SmtpSettings { url, from, reply_to, ca_file, time_limit } = settings.clone();
        let server = Server::new(url, from.domain(), ca_file)?;
        let time_limit = time_limit.min(LONGEST);
        Ok(Self { server, from, reply_to, time_limit, idle: Mutex::default() })
    }

    async fn deliver(&self, message: &Message) -> Result<(), SendError> {
        let mut connection = match self.take_idle().await {
            Some(connection) => connection,
            None => self.server.connect().await?,
        };
        converse(&mut connection, message).await?;
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = Some((connection, Instant::now()));
        Ok(())
    }

    /// The connection of the mail before, if it is still one.
    async fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (mut connection, _) = kept.filter(|(_, since)| since.elapsed() < IDLE)?;
        connection.test_connected().await.then_some(connection)
    }
}

/// One mail: sender, recipient, content. Only the server's word at the end counts.
async fn converse(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
    let envelope = message.envelope();
    let from = MailFrom::new(envelope.from().cloned(), Vec::new());
    connection.command(from).await.map_err(|error| refused(Stage::Sender, &error))?;
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        connection.command(to).await.map_err(|error| refused(Stage::Recipient, &error))?;
    }
    let refused = |error| refused(Stage::Content, &error);
    unexpected("3", &connection.command(Data).await.map_err(refused)?)?;
    unexpected("2", &connection.message(&message.formatted()).await.map_err(refused)?)
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let message = message::build(mail, &self.from, self.reply_to.as_ref())?;
            let sent = tokio::time::timeout(self.time_limit, self.deliver(&message)).await;
            sent.unwrap_or_else(|_| {
                Err(SendError::Temporary(format!("the server took longer than {:?}", self.time_limit)))
            })
        })
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).field("from", &self.from).finish_non_exhaustive()
    }
}
