//! The certificate of the service, on the disk and as people meet it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bienvenue::core::time::{Clock as _, SystemClock, Timestamp};

use super::{Broken, ask, ask_with, free_port, install, is_named, is_named_with, of, serve, set_mode};
use crate::support::Folder;

const DAY: Duration = Duration::from_hours(24);
/// Writes another moment into a certificate, as the last it is good for (or as the first, two digits of the year). Who
/// signed it would not stand to that, and is not asked: it is the service's own.
const CHANGE: &str = "\
import re, ssl, sys
path, tag, moment = sys.argv[1:]
der = ssl.PEM_cert_to_DER_cert(open(path).read())
moment = moment.encode()
before = re.search(bytes.fromhex(tag) + bytes([len(moment)]) + rb'\\d+Z', der).group()
print(ssl.DER_cert_to_PEM_cert(der.replace(before, before[:2] + moment)))
";

fn tls(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tls").join(name).display().to_string()
}

/// An installation that ends TLS itself, with this certificate and its key.
fn with_tls(port: u16, certificate: &str, key: &str) -> Folder {
    let folder = install(
        "sqlite:bienvenue.db",
        port,
        &format!(
            "public_url = \"https://localhost:{port}\"\ntls.certificate = \"cert.pem\"\ntls.key = \"key.pem\"\n"
        ),
    );
    std::fs::copy(tls(certificate), folder.path().join("cert.pem")).unwrap();
    std::fs::copy(tls(key), folder.path().join("key.pem")).unwrap();
    set_mode(&folder.path().join("key.pem"), 0o600);
    folder
}

/// Has the certificate end then, or begin.
fn change(folder: &Folder, tag: &str, moment: &str) {
    let script =
        Command::new("python3").args(["-c", CHANGE, &tls("server.pem"), tag, moment]).output().unwrap();
    assert!(script.status.success(), "{script:?}");
    std::fs::write(folder.path().join("cert.pem"), script.stdout).unwrap();
}

/// `20261120120000Z`.
fn spelled(moment: Timestamp) -> String {
    let text = humantime::format_rfc3339_seconds(moment.to_system_time()).to_string();
    text.chars().filter(|c| c.is_ascii_alphanumeric() && *c != 'T').collect()
}

#[test]
fn a_certificate_that_ends_is_named() {
    let folder = with_tls(free_port(), "server.pem", "server.key");
    let (findings, code) = ask(&folder);
    let certificate = of(&findings, "certificate");
    assert_eq!((&certificate["verdict"], code), (&"good".into(), 0), "{findings:#?}");
    assert!(certificate["found"].as_str().unwrap().contains(" days, at 2126-10-27"), "{certificate}");

    // Good today, and told beforehand: that alone is no failure.
    let now = SystemClock.now();
    change(&folder, "18", &spelled(now.plus(5 * DAY + DAY / 2)));
    let (findings, code) = ask(&folder);
    let certificate = of(&findings, "certificate");
    assert_eq!((&certificate["verdict"], code), (&"soon".into(), 0), "{findings:#?}");
    assert!(certificate["found"].as_str().unwrap().contains("cert.pem ends in 5 days"), "{certificate}");
    assert!(certificate["mend"].as_str().unwrap().contains("systemctl reload"), "{certificate}");
    let people = folder.run(&["doctor"]).done().stdout;
    assert!(people.contains("  soon   certificate    cert.pem ends in 5 days"), "{people}");

    change(&folder, "18", &spelled(now.minus(DAY)));
    is_named(&folder, &Broken { check: "certificate", found: "has ended", mend: "Renew it" });
    let tomorrow = spelled(now.plus(DAY));
    change(&folder, "17", tomorrow.get(2..).unwrap());
    is_named(&folder, &Broken { check: "certificate", found: "is not good before", mend: "clock" });
}

#[test]
fn a_key_of_another_certificate_is_named() {
    let folder = with_tls(free_port(), "server.pem", "renewed.key");
    is_named(&folder, &Broken { check: "configuration", found: "cannot be used together", mend: "tls.key" });
    folder.write("cert.pem", "no certificate");
    let (findings, code) = ask(&folder);
    let verdicts = ["configuration", "certificate"].map(|check| of(&findings, check)["verdict"].clone());
    assert_eq!((verdicts, code), (["wrong".into(), "skipped".into()], 1), "{findings:#?}");
}

#[test]
fn a_certificate_that_people_are_warned_of_is_named() {
    let port = free_port();
    let folder = with_tls(port, "server.pem", "server.key");
    let server = serve(&folder);
    // By the authority that signed it all is well; a machine that knows another is warned.
    let trusted = tls("ca.pem");
    let (findings, code) = ask_with(&folder, &[("SSL_CERT_FILE", &trusted)]);
    let url = of(&findings, "public URL");
    assert_eq!((&url["verdict"], code), (&"good".into(), 0), "{findings:#?}");
    let warned = Broken { check: "public URL", found: "certificate", mend: "from an authority" };
    is_named_with(&folder, &[("SSL_CERT_FILE", &tls("other-ca.pem"))], &warned);
    // Any address of 127.0.0.0/8 is this machine's on Linux. The certificate is not for this one.
    if cfg!(target_os = "linux") {
        let config = std::fs::read_to_string(folder.path().join("bienvenue.toml")).unwrap();
        let other = config.replace("https://localhost:", "https://127.0.0.2:");
        let other = other.replace("listen = \"127.0.0.1:", "listen = \"127.0.0.2:");
        server.end();
        folder.write("bienvenue.toml", &other);
        let server = serve(&folder);
        is_named_with(&folder, &[("SSL_CERT_FILE", &trusted)], &warned);
        server.end();
    }
}

#[test]
fn a_public_url_that_leads_past_a_service_with_tls_is_named() {
    let port = free_port();
    let folder = with_tls(port, "server.pem", "server.key");
    let server = serve(&folder);
    let config = std::fs::read_to_string(folder.path().join("bienvenue.toml")).unwrap();
    let nowhere = format!("https://localhost:{}", free_port());
    folder.write("bienvenue.toml", &config.replace(&format!("https://localhost:{port}"), &nowhere));
    let past = Broken { check: "public URL", found: "no connection", mend: "does not lead to it" };
    is_named_with(&folder, &[("SSL_CERT_FILE", &tls("ca.pem"))], &past);
    server.end();
}
