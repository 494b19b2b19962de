//! `bienvenue dev`: the contract to the letter, with nothing configured, on this machine only.

use std::net::SocketAddr;
use std::sync::Arc;

use bienvenue::core::time::SystemClock;
use bienvenue::http::{HttpSettings, Limits};
use bienvenue::mail::{Mailbox, Sender};
use bienvenue::{Auth, Retention, StoreOptions};

use crate::config::{Environment, parse_address};
use crate::output::Output;
use crate::serving::{Service, bind};
use crate::signals::EndSignals;
use crate::stop::{Exit, Stop};
use crate::{database, first_admin, process, telemetry};

const DEFAULT_LISTEN: &str = "127.0.0.1:5000";

/// Serve on this machine, for learning and developing
#[derive(Debug, clap::Args)]
#[command(
    before_help = "  $ bienvenue dev\n  $ bienvenue dev --listen 127.0.0.1:8080 --database sqlite:/tmp/try.db"
)]
pub(crate) struct Dev {
    /// Where to answer [else `BIENVENUE_LISTEN`, else 127.0.0.1:5000; port 0 takes a free one]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The database [else `DATABASE_URL`, else sqlite:bienvenue.db]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Dev {
    /// Serves until a signal comes.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let environment = Environment::of_process();
        let listen = self.listen.as_deref().or(environment.listen()).unwrap_or(DEFAULT_LISTEN);
        let url = self.database.as_deref().or(environment.database_url()).unwrap_or(database::DEFAULT_URL);
        let address = loopback(listen)?;
        telemetry::for_development();
        process::allow_many_files();
        let signals = EndSignals::listen()?;
        // The address first: where another program listens, no database is made.
        let listener = bind(address).await?;
        let store = database::open(url, StoreOptions::default()).await?;
        let address = listener.local_addr()?;
        print_banner(address, &database::described(url, &store))?;
        let sender = Sender::new("Bienvenue".into(), format!("http://{address}"));
        let auth = Auth::builder(store).original_rules().mail(sender).build()?;
        first_admin::tell(&auth, &format!("http://{address}")).await?;
        let mailbox = Mailbox::new(Arc::new(SystemClock), show_mail);
        let settings = HttpSettings::development().for_this_machine().shows_mails_of(mailbox.clone());
        let (mailer, retention, limits) =
            (Some(Box::new(mailbox) as _), Retention::default(), Limits::default());
        Service {
            listener,
            admin_listener: None,
            tls: None,
            auth,
            mailer,
            settings,
            retention,
            limits,
            metrics: None,
            traces: None,
            signals,
            reload: None,
        }
        .run()
        .await;
        Ok(())
    }
}

/// Reset tokens are in the replies and any password will do: nobody but this machine may reach that.
fn loopback(listen: &str) -> Result<SocketAddr, Stop> {
    let address = parse_address(listen).map_err(|instead| {
        Stop::new(Exit::Usage, format!("{listen:?} is no address to listen on: {instead}"))
    })?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(Stop::new(Exit::Usage, format!("development mode answers on this machine only, and {address} is beyond it"))
        .next(format!(
            "It hands reset tokens to whoever asks and takes any password: fine for trying it out, not for others to\n\
             reach. Use `bienvenue dev --listen 127.0.0.1:{}`, or `bienvenue serve` for a network or the internet.",
            address.port()
        )))
}

/// Beside the line of the request that it came of. Whether anybody reads it does not matter to the service.
fn show_mail(mail: &str) {
    let mut output = Output::new();
    let _ = output.text(&format!("\n{mail}\n")).and_then(|()| output.finish());
}

fn print_banner(address: SocketAddr, database: &str) -> Result<(), Stop> {
    let mut output = Output::new();
    output.text(&format!(
        "\
Bienvenue {version}, development mode

  Listening   http://{address}
  Database    {database}
  Pages       http://{address}/login
  Mail        http://{address}/dev/mail

  Try         curl -d email=bob@example.org -d password=mySuperPwd http://{address}/users

  This mode answers on this machine only, returns reset tokens and takes any password. For the internet: bienvenue serve

",
        version = env!("CARGO_PKG_VERSION"),
    ))?;
    output.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_served() {
        for good in ["127.0.0.1:0", "127.8.8.8:5000", "[::1]:5000", "localhost:5000"] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in
            ["0.0.0.0:5000", "[::]:5000", "192.168.0.7:5000", "[::ffff:127.0.0.1]:5000", "10.0.0.1:1", "x"]
        {
            assert!(loopback(bad).is_err(), "{bad}");
        }
    }
}
