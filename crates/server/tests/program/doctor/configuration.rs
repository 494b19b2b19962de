//! Files, and what stands in them.

use std::path::Path;

use super::{Broken, ask, free_port, is_good, is_named, of, set_mode, sqlite, write};

#[test]
fn a_configuration_that_is_wrong_is_named() {
    let folder = sqlite("");
    write(&folder, "sqlite:bienvenue.db", free_port(), "password.min_length = 4\n");
    is_named(
        &folder,
        &Broken { check: "configuration", found: "`password.min_length` is 4", mend: "config reference" },
    );
    folder.write("bienvenue.toml", "listen = \"127.0.0.1:1\"\n");
    let (findings, code) = ask(&folder);
    let named =
        findings.iter().any(|finding| finding["check"] == "configuration" && finding["verdict"] == "wrong");
    assert!(named && code == 1, "{findings:#?}");
}

#[test]
fn modes_that_let_others_read_are_named() {
    // A mail server that nobody answers for would be named too; without a sender no mail goes out.
    let folder = sqlite("");
    let config = folder.path().join("bienvenue.toml");
    set_mode(&config, 0o644);
    is_good(&folder);
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        format!("{text}mail.url = \"smtp://u:secret@localhost:1?tls=off\"\nmail.from = \"a@example.org\"\n"),
    )
    .unwrap();
    let (findings, _) = ask(&folder);
    let verdicts = ["config file", "mail"].map(|check| of(&findings, check)["verdict"].clone());
    assert_eq!(verdicts, ["wrong", "wrong"], "{findings:#?}");

    let folder = sqlite("");
    set_mode(&folder.path().join("bienvenue.db"), 0o644);
    is_named(&folder, &Broken { check: "database file", found: "0644", mend: "chmod 600" });

    let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tls");
    let folder = sqlite("tls.certificate = \"cert.pem\"\ntls.key = \"key.pem\"\n");
    for (from, to) in [("server.pem", "cert.pem"), ("server.key", "key.pem")] {
        std::fs::copy(tls.join(from), folder.path().join(to)).unwrap();
    }
    set_mode(&folder.path().join("key.pem"), 0o600);
    is_good(&folder);
    set_mode(&folder.path().join("key.pem"), 0o644);
    is_named(&folder, &Broken { check: "key file", found: "0644", mend: "pretend to be this service" });
}

#[test]
fn a_proxy_that_is_not_named_is_named() {
    let nowhere = format!("https://localhost:{}", free_port());
    let folder = sqlite(&format!("public_url = \"{nowhere}\"\n"));
    is_named(
        &folder,
        &Broken { check: "proxy", found: "`trusted_proxies` does not name it", mend: "X-Forwarded-For" },
    );
    write(
        &folder,
        "sqlite:bienvenue.db",
        free_port(),
        &format!("trusted_proxies = \"127.0.0.1\"\npublic_url = \"{nowhere}\"\n"),
    );
    is_good(&folder);
}
