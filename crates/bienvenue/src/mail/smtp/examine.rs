//! A look at the mail server for whoever wonders what is wrong: everything up to the first mail, and no mail.

use std::time::Duration;

use tokio::time::timeout;

use super::Smtp;
use crate::mail::mailer::SendError;

impl Smtp {
    /// Connects, begins TLS and signs in as for a mail, and says goodbye.
    ///
    /// # Errors
    ///
    /// What a mail would not be sent for, in words that hold no secret.
    pub async fn examine(&self, within: Duration) -> Result<(), String> {
        let look = async {
            let mut connection = self.server.connect().await?;
            let _ = connection.quit().await;
            Ok::<_, SendError>(())
        };
        match timeout(within, look).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(SendError::Temporary(cause) | SendError::Permanent(cause))) => Err(cause),
            Err(_late) => Err(format!("no answer within {} ms", within.as_millis())),
        }
    }
}
