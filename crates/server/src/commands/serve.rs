//! `bienvenue serve`: for the internet, as the configuration says.

use std::path::PathBuf;

use bienvenue::http::{Brand, Origin, TlsListener};
use bienvenue::mail::{Mailer, Sender, Smtp};
#[cfg(feature = "otel")]
use bienvenue::outgoing::Outgoing;
use bienvenue::{Auth, Schema};
use tokio::net::TcpListener;

use crate::breach_lists::BreachLists;
use crate::config::{self, Environment, Required, Settings};
use crate::reload::Reload;
use crate::serving::{Service, bind, bind_if_told};
use crate::signals::EndSignals;
use crate::stop::{Exit, Stop, with_causes};
use crate::telemetry::{Exporter, Spans};
use crate::{database, first_admin, process, telemetry};

/// Serve on the internet, as bienvenue.toml says
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue serve\n  $ bienvenue serve --config /etc/bienvenue/bienvenue.toml")]
pub(crate) struct Serve {
    /// The configuration file [else bienvenue.toml, if it is there]
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
}

/// A service whose configuration is complete and good.
#[derive(Debug)]
pub(crate) struct Start {
    config: Option<PathBuf>,
    settings: Settings,
    public_url: Origin,
    database_url: String,
    sender: Sender,
    mailer: Option<Smtp>,
    breaches: BreachLists,
    brand: Brand,
    tls: Option<TlsListener>,
}

impl Serve {
    /// Reads and checks everything that can be checked without the database.
    pub(crate) fn prepare(&self) -> Result<Start, Stop> {
        Start::read(self.config.as_deref())
    }
}

impl Start {
    /// What `serve` starts with and `config check` looks at.
    pub(crate) fn read(config: Option<&std::path::Path>) -> Result<Self, Stop> {
        let settings = config::load(config, &Environment::of_process())?;
        let required = settings.required()?;
        if settings.traces_endpoint.is_some() && !cfg!(feature = "otel") {
            return Err(Stop::new(
                Exit::Configuration,
                "`traces.endpoint` is set, and this program cannot send traces",
            )
            .next("Build it with `--features otel`, or take the setting out."));
        }
        let files = settings.tls.as_ref();
        let tls = files.map(|files| TlsListener::from_pem_files(&files.certificate, &files.key)).transpose();
        let tls = tls.map_err(|error| {
            Stop::new(Exit::Configuration, error.to_string())
                .next("`tls.certificate` and `tls.key` name these files; both are PEM.")
        })?;
        let mailer = required.mail.as_ref().map(Smtp::new).transpose();
        let mailer =
            mailer.map_err(|error| Stop::new(Exit::Configuration, format!("`mail.ca_file` {error}")))?;
        let breaches = settings.breaches.open()?;
        let brand = settings.brand.open(settings.product())?;
        let Required { public_url, database_url, sender, .. } = required;
        let config = config.map(std::path::Path::to_owned);
        Ok(Self { config, settings, public_url, database_url, sender, mailer, breaches, brand, tls })
    }

    /// What was read, for people.
    pub(crate) fn summary(&self) -> String {
        let Self { settings, public_url, database_url, mailer, breaches, tls, .. } = self;
        format!(
            "  Public URL  {public_url}\n  Listening   {}{}\n  Admin API   {}\n  Database    {}\n  Mail        {}\n  Breaches    {}\n  Pages       {}",
            settings.listen,
            if tls.is_some() { " with TLS" } else { "" },
            settings
                .admin_listen
                .map_or_else(|| "there too".to_owned(), |address| format!("{address} alone")),
            database::shown(database_url),
            if mailer.is_some() { "by SMTP" } else { "none" },
            breaches.summary(),
            settings.brand.summary(),
        )
    }

    /// Serves until a signal comes.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let Self { config, settings, public_url, database_url, sender, mailer, breaches, brand, tls } = self;
        let (spans, traces) = traces(&settings).unzip();
        let level = telemetry::for_the_internet(settings.log_level, settings.log_format, spans);
        process::allow_many_files();
        let signals = EndSignals::listen()?;
        let reload = Some(Reload::listen(config, settings.clone(), tls.clone(), level)?);
        let listener = bind(settings.listen).await?;
        let admin_listener = bind_if_told(settings.admin_listen).await?;
        let metrics = bind_if_told(settings.metrics_listen).await?;
        let store = database::open(&database_url, settings.store_options(Schema::Migrate)).await?;
        let database = database::described(&database_url, &store);
        let builder = breaches.apply(settings.apply(Auth::builder(store)));
        let auth = if mailer.is_some() { builder.mail(sender) } else { builder }.build()?;
        auth.learn_hash_kinds().await.map_err(|fault| Stop::new(Exit::Failed, with_causes(&fault)))?;
        let mailer: Option<Box<dyn Mailer>> = mailer.map(|smtp| Box::new(smtp) as _);
        let address = listener.local_addr()?;
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"), %address, tls = tls.is_some(), %public_url, database, "listening"
        );
        if let Some(listener) = &admin_listener {
            tracing::info!(address = %listener.local_addr()?, "the administration answers here alone");
        }
        if let Some(address) = metrics.as_ref().map(TcpListener::local_addr).transpose()? {
            tracing::info!(%address, "figures are told");
        }
        first_admin::tell(&auth, &public_url.to_string()).await?;
        let (retention, limits) = (settings.retention, settings.limits);
        let settings = settings.http_settings(public_url).brand(brand);
        let settings = if traces.is_some() { settings.continues_traces() } else { settings };
        Service {
            listener,
            admin_listener,
            tls,
            auth,
            mailer,
            settings,
            retention,
            limits,
            metrics,
            traces,
            signals,
            reload,
        }
        .run()
        .await;
        tracing::info!("ended");
        Ok(())
    }
}

/// What makes spans of requests and what sends them, if that is wanted.
#[cfg(feature = "otel")]
fn traces(settings: &Settings) -> Option<(Spans, Exporter)> {
    // That it can be asked was found when the configuration was read.
    let collector = Outgoing::new(settings.traces_endpoint.as_ref()?).ok()?;
    Some(telemetry::otlp::pipeline(collector, settings.product()))
}

/// Without the feature there are none, and the configuration cannot ask for them.
#[cfg(not(feature = "otel"))]
const fn traces(_: &Settings) -> Option<(Spans, Exporter)> {
    None
}
