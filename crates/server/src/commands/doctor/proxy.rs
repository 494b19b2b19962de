//! What stands in front, as the configuration has it.

use super::{Finding, is_behind_a_proxy};
use crate::config::Settings;

const CHECK: &str = "proxy";

/// Behind a proxy that is not named everybody has its address: they are throttled as one.
pub(super) fn check(settings: &Settings) -> Finding {
    if !is_behind_a_proxy(settings) {
        return Finding::good(CHECK, "none is needed: TLS begins here, or people come by plain HTTP");
    }
    if settings.has_trusted_proxies() {
        return Finding::good(CHECK, "the one in front is named in `trusted_proxies`");
    }
    Finding::wrong(
        CHECK,
        "`public_url` is https and there is no `tls.certificate`, so a proxy is in front; `trusted_proxies` does not name it",
        "Write its address, such as trusted_proxies = \"127.0.0.1\", and have it add X-Forwarded-For and pass Host on.\n\
         Until then all people have the address of the proxy and are throttled as one.",
    )
}
