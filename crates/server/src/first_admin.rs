//! The link that makes the first administrator, shown to whoever starts a service that has no users.

use std::io::Write as _;

use bienvenue::Auth;

use crate::stop::Stop;

/// Writes the link to standard error, for the person who started the service. It is the one secret that is ever printed, and
/// never a line of the log: what collects that keeps it for long. The secret stands in the fragment, which no server is sent.
pub(crate) async fn tell(auth: &Auth, public_url: &str) -> Result<(), Stop> {
    let Some(secret) = auth.offer_first_admin().await? else { return Ok(()) };
    let text = format!(
        "\
Nobody has an account yet. Whoever signs in here first becomes an administrator:

  {public_url}/first-admin#token={}

Keep this link to yourself. It works once, for a day, and only while there is no administrator.

",
        secret.expose()
    );
    // Whether anybody reads it does not matter to the service: `bienvenue user grant-admin` does the same.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    Ok(())
}
