//! What `dev` and `serve` have in common: listen, serve, keep house, end on a signal.

use std::net::SocketAddr;

use bienvenue::http::{HttpSettings, Limits, TlsListener, admin_router, router, serve};
use bienvenue::mail::Mailer;
use bienvenue::{Auth, Retention};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::housekeeping::{keep_house, keep_learning_hash_kinds};
use crate::reload::Reload;
use crate::signals::EndSignals;
use crate::stop::{Exit, Stop};

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
            let administering = async {
                if let Some(listener) = admin_listener {
                    let routes = admin_router(auth.clone(), settings.clone());
                    serve(listener, tls.clone(), routes, limits, is_ended(ended.clone())).await;
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
            tokio::join!(serving, administering, mailing);
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
        tokio::select! {
            () = served => {}
            code = interrupted => std::process::exit(code),
            never = reloading => match never {},
            never = keep_house(&auth, retention) => match never {},
            never = keep_learning_hash_kinds(&auth) => match never {},
        }
    }
}
