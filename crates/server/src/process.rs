//! What concerns the process as a whole: its runtime, its panics, its limits.

use tokio::runtime::{Builder, Runtime};

use crate::stop::{Exit, Stop};

/// Makes a panic tell where it was, and nothing else: its message may hold what somebody sent.
pub(crate) fn log_where_a_panic_was() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "unknown".to_owned(), ToString::to_string);
        tracing::error!(target: "bienvenue::panic", place, "a defect: please report where it was");
    }));
}

/// The runtime of a server: a worker thread for each core.
pub(crate) fn server_runtime() -> Result<Runtime, Stop> {
    Builder::new_multi_thread().enable_all().build().map_err(|cause| no_runtime(&cause))
}

/// The runtime of a command that ends soon: this thread.
pub(crate) fn command_runtime() -> Result<Runtime, Stop> {
    Builder::new_current_thread().enable_all().build().map_err(|cause| no_runtime(&cause))
}

fn no_runtime(cause: &std::io::Error) -> Stop {
    Stop::new(Exit::Failed, format!("the machine gives no threads: {cause}"))
}

/// Allows as many open files as the machine does: the usual 1,024 are fewer than the connections that are accepted, and
/// without a file to open the database could not be read.
pub(crate) fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if let Err(cause) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::debug!(%cause, "the limit of open files stays as it is");
    }
}
