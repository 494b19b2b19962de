//! `bienvenue top`, of a real service.

use serde_json::Value;

use super::metrics::address_of_figures;
use crate::support::{Folder, Server};

#[test]
fn what_a_service_does_is_shown() {
    let folder = Folder::new();
    folder.configure("metrics.listen = \"127.0.0.1:0\"\npassword.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\n");
    let mut server = Server::start(&mut folder.program(&["serve"]));
    let url = format!("http://{}/metrics", address_of_figures(&mut server));
    let client = server.client();
    assert_eq!(client.register("bob@example.org", "long enough to be good").status, 200);
    let cookie = client.log_in("bob@example.org", "long enough to be good").cookie().unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(client.profile(&cookie), 200);
    }
    let shown = folder.run(&["top", "--once", "--url", &url]).done().stdout;
    for text in
        ["Bienvenue ", "sqlite", "Requests", "Sign-ins", "Hashes", "Mails", "Sessions", "Process", "/profile"]
    {
        assert!(shown.contains(text), "{text} is not in: {shown}");
    }
    assert!(shown.lines().count() <= 24 && shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no escapes where no terminal is: {shown}");
    let told: Value =
        serde_json::from_str(&folder.run(&["top", "--json", "--url", &url]).done().stdout).unwrap();
    for (name, least) in [("requests", 0.01), ("checks", 0.01), ("memory_bytes", 1e6), ("uptime", 0.01)] {
        assert!(told[name].as_f64().unwrap() >= least, "{name}: {told}");
    }
    let busiest = &told["routes"][0];
    assert!(busiest["route"] == "/profile" && busiest["p99"].as_f64().is_some(), "{told}");
    assert!(told["sign_ins"]["done"].as_f64().unwrap() > 0.0, "{told}");
    server.end();
    folder.run(&["top", "--once", "--url", &url]).ended(1, &["no figures at", "metrics.listen"]);
    folder.run(&["top", "--url", "gopher://x"]).ended(2, &["--url must be an address"]);
}
