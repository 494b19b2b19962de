//! What `dev` and `serve` have in common: listen, serve, keep house, end on a signal.

use std::net::SocketAddr;

use bienvenue::http::{
    HttpSettings, Limits, TlsListener, Traffic, admin_router, metrics_router, router, serve,
};
use bienvenue::mail::Mailer;
use bienvenue::{Auth, Retention};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::housekeeping::{keep_house, keep_learning_hash_kinds, keep_sampling};
use crate::reload::Reload;
use crate::signals::EndSignals;
use crate::stop::{Exit, Stop};
use crate::telemetry::Exporter;

/// A service that is ready to start.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) listener: TcpListener,
    /// Where the administration answers, if that is elsewhere.
    pub(crate) admin_listener: Option<TcpListener>,
    pub(crate) tls: Option<TlsListener>,
    pub(crate) auth: Auth,
    /// Carries mails away, if there are any.
    pub(crate) mailer: Option<Box<dyn Mailer>>,
    pub(crate) settings: HttpSettings,
    pub(crate) retention: Retention,
    pub(crate) limits: Limits,
    /// Where figures are told, if they are.
    pub(crate) metrics: Option<TcpListener>,
    /// Sends traces, if they are wanted.
    pub(crate) traces: Option<Exporter>,
    pub(crate) signals: EndSignals,
    /// What is read anew while it runs, if anything is.
    pub(crate) reload: Option<Reload>,
}

/// Takes the address, before anything else is done.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|cause| {
        let other = SocketAddr::new(address.ip(), address.port().wrapping_add(1).max(1_024));
        Stop::new(Exit::Failed, format!("cannot listen on {address}: {cause}"))
            .next(format!("If another program listens there, choose another address, such as {other}."))
    })
}

/// The same for a listener that the configuration may ask for.
pub(crate) async fn bind_if_told(address: Option<SocketAddr>) -> Result<Option<TcpListener>, Stop> {
    match address {
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

impl Service {
    /// Serves until a signal comes and what is under way is answered. A second signal ends the process at once: what was
    /// acknowledged is on the disk.
    pub(crate) async fn run(self) {
        let Self {
            listener,
            admin_listener,
            tls,
            auth,
            mailer,
            settings,
            retention,
            limits,
            metrics,
            mut traces,
            mut signals,
            reload,
        } = self;
        let is_apart = admin_listener.is_some();
        let (end, ended) = watch::channel(());
        // The sender is dropped at the end, and never sends.
        let is_ended = async |mut ended: watch::Receiver<()>| {
            let _ = ended.changed().await;
        };
        let served = async {
            let traffic = metrics.is_some().then(Traffic::new);
            let settings = traffic.iter().fold(settings, HttpSettings::counted_in);
            let administering = async {
                if let Some(listener) = admin_listener {
                    let routes = admin_router(auth.clone(), settings.clone());
                    Box::pin(serve(listener, tls.clone(), routes, limits, is_ended(ended.clone()))).await;
                }
            };
            let settings = if is_apart { settings.clone().without_admin_api() } else { settings.clone() };
            let routes = router(auth.clone(), settings);
            let serving = serve(listener, tls.clone(), routes, limits, is_ended(ended.clone()));
            let mailing = async {
                if let Some(mailer) = &mailer {
                    auth.keep_sending_mails(mailer.as_ref(), is_ended(ended.clone())).await;
                }
            };
            let telling = async {
                if let Some((listener, traffic)) = metrics.zip(traffic) {
                    Box::pin(tell_figures(listener, auth.clone(), traffic, limits, is_ended(ended.clone())))
                        .await;
                }
            };
            // A mail server that says nothing takes longer than whoever ends us may wait, and then we would be killed.
            let too_late = async {
                is_ended(ended.clone()).await;
                tokio::time::sleep(limits.drain_timeout).await;
            };
            let mailing = async {
                tokio::select! {
                    () = mailing => {}
                    () = too_late => tracing::warn!("mails were still under way at the end; they are tried again later"),
                }
            };
            tokio::join!(serving, administering, mailing, telling);
        };
        let reloading = async {
            match reload {
                Some(reload) => reload.at_each_signal().await,
                None => std::future::pending().await,
            }
        };
        let interrupted = async {
            signals.next().await;
            drop(end);
            tracing::debug!("ending; requests under way are answered");
            signals.next().await
        };
        let exporting = async {
            match &mut traces {
                Some(traces) => traces.keep_sending().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = served => {}
            never = exporting => match never {},
            code = interrupted => std::process::exit(code),
            never = reloading => match never {},
            never = keep_house(&auth, retention) => match never {},
            never = keep_learning_hash_kinds(&auth) => match never {},
        }
        if let Some(traces) = &mut traces {
            traces.send_rest().await;
        }
    }
}

/// Tells figures on a listener of its own, and keeps those fresh that stand in the database.
async fn tell_figures(
    listener: TcpListener,
    auth: Auth,
    traffic: Traffic,
    limits: Limits,
    end: impl Future<Output = ()> + Send,
) {
    /// Whoever reads figures needs no more; the service keeps its connections.
    const CONNECTIONS: usize = 16;
    let only_this_machine = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
    let version = env!("CARGO_PKG_VERSION");
    let routes = metrics_router(auth.clone(), traffic, version, only_this_machine);
    let limits = Limits { max_connections: CONNECTIONS, ..limits };
    tokio::select! {
        () = serve(listener, None, routes, limits, end) => {}
        never = keep_sampling(&auth) => match never {},
    }
}
