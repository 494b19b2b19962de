//! The certificate of the listener: how long it is still good. Whether its key belongs to it is seen with the configuration.

use bienvenue::core::time::{Clock as _, SystemClock, Timestamp};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::finding::Finding;
use crate::config::Settings;
use crate::moment::to_the_minute;

const CHECK: &str = "certificate";
/// Whoever renews certificates by themselves has done so by now.
const SOON_DAYS: i64 = 14;
const MICROS_OF_A_DAY: i64 = 86_400 * 1_000_000;

/// Nothing without TLS here.
pub(super) fn check(settings: &Settings) -> Option<Finding> {
    let file = &settings.tls.as_ref()?.certificate;
    // The first one is the service's own. What cannot be read is told with the configuration.
    let Some(times) = CertificateDer::from_pem_file(file).ok().and_then(|der| Times::of(&der)) else {
        return Some(Finding::skipped(CHECK, format!("{} cannot be read", file.display())));
    };
    Some(times.judge(&file.display().to_string(), SystemClock.now()))
}

/// From when until when it is good.
#[derive(Clone, Copy)]
struct Times {
    begin: Timestamp,
    end: Timestamp,
}

impl Times {
    fn of(der: &[u8]) -> Option<Self> {
        let validity = Certificate::from_der(der).ok()?.tbs_certificate.validity;
        let [begin, end] = [validity.not_before, validity.not_after]
            .map(|time| i64::try_from(time.to_unix_duration().as_micros()).ok());
        Some(Self { begin: Timestamp::from_micros(begin?), end: Timestamp::from_micros(end?) })
    }

    fn judge(self, file: &str, now: Timestamp) -> Finding {
        const RENEW: &str =
            "Renew it and have the service read it anew: `systemctl reload bienvenue` (SIGHUP).";
        let end = to_the_minute(self.end);
        let days = (self.end.as_micros() - now.as_micros()).div_euclid(MICROS_OF_A_DAY);
        if now >= self.end {
            return Finding::wrong(
                CHECK,
                format!("{file} has ended, at {end} UTC: browsers let nobody in"),
                RENEW,
            );
        }
        if now < self.begin {
            let found = format!("{file} is not good before {} UTC", to_the_minute(self.begin));
            return Finding::wrong(
                CHECK,
                found,
                "Is the clock of this machine right? Else use the one from before until then.",
            );
        }
        let found = format!("{file} ends in {days} {}, at {end} UTC", if days == 1 { "day" } else { "days" });
        if days < SOON_DAYS { Finding::soon(CHECK, found, RENEW) } else { Finding::good(CHECK, found) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: i64 = 1_790_000_000_000_000;

    fn judged(days: i64) -> String {
        let end = Timestamp::from_micros(BEGIN + 90 * MICROS_OF_A_DAY);
        let times = Times { begin: Timestamp::from_micros(BEGIN), end };
        format!("{:?}", times.judge("cert.pem", Timestamp::from_micros(BEGIN + days * MICROS_OF_A_DAY)))
    }

    #[test]
    fn a_certificate_is_good_for_a_while() {
        for (day, verdict, said) in [
            (-1, "Wrong", "not good before 2026-09-21"),
            (0, "Good", "ends in 90 days"),
            (76, "Good", "ends in 14 days"),
            (77, "Soon", "ends in 13 days"),
            (89, "Soon", "ends in 1 day,"),
            (90, "Wrong", "has ended, at 2026-12-20"),
        ] {
            let judged = judged(day);
            assert!(judged.contains(verdict) && judged.contains(said), "{day}: {judged}");
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_times() {
        assert!(Times::of(b"").is_none() && Times::of(&[0x30, 0x03, 0x02, 0x01, 0x00]).is_none());
    }
}
