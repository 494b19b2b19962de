//! The link that makes the first administrator, as the program prints it.

use crate::support::{Client, Folder, Server};

const BOB: &str = "bob@example.org";
const PASSWORD: &str = "a b c d e f g h i j";

/// The secret of the link that a service prints.
fn link(server: &mut Server) -> String {
    let line = server.wait_for(|line| line.contains("/first-admin#token="));
    line.split_once("#token=").unwrap().1.trim().to_owned()
}

/// Registers, signs in and follows the link: the status of the answer, and the session.
fn follow(client: Client, email: &str, token: &str) -> (u16, String) {
    assert_eq!(client.register(email, PASSWORD).status, 200);
    let cookie = client.log_in(email, PASSWORD).cookie().unwrap().to_owned();
    let page = client.send("GET", "/first-admin", &cookie, &[]).body;
    let seal = page.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let reply = client.send("POST", "/first-admin", &cookie, &[("csrf", &seal), ("token", token)]);
    (reply.status, cookie)
}

#[test]
fn whoever_starts_an_empty_service_becomes_its_administrator() {
    let folder = Folder::new();
    folder.configure("");
    let mut server = folder.serve();
    let token = link(&mut server);
    // Another process that starts at once has a link of its own.
    let mut replica = folder.serve();
    let other = link(&mut replica);
    assert!(token.len() == 43 && other.len() == 43 && token != other);

    let client = server.client();
    let (status, cookie) = follow(client, BOB, &token);
    assert_eq!(status, 303);
    let page = client.send("GET", "/admin", &cookie, &[]);
    assert!(page.status == 200 && page.body.contains("What happens"), "{}", page.body);
    assert_eq!(replica.client().send("GET", "/admin", &cookie, &[]).status, 200, "on every replica");
    let (status, eves) = follow(client, "eve@example.org", &other);
    assert_eq!((status, client.send("GET", "/admin", &eves, &[]).status), (403, 404));

    // Taken away by the command line, it is so for the next request of a running service.
    folder.run(&["user", "grant-admin", "eve@example.org"]).done();
    assert_eq!(client.send("GET", "/admin", &eves, &[]).status, 200);
    folder.run(&["user", "revoke-admin", BOB]).done();
    assert_eq!(client.send("GET", "/admin", &cookie, &[]).status, 404);
    let printed = server.end();
    let lines: Vec<_> = printed.lines().filter(|line| line.contains(&token)).collect();
    assert_eq!(lines.len(), 1, "it is told once: {lines:?}");
    assert!(!lines[0].starts_with('{'), "and not in the log");
    assert!(!replica.end().contains(&token));
    let database = std::fs::read(folder.path().join("bienvenue.db")).unwrap();
    let is_in = |secret: &str| database.windows(43).any(|part| part == secret.as_bytes());
    assert!(!is_in(&token) && !is_in(&other), "nothing of it is stored");

    // There are users now: nothing is told any more.
    assert!(!folder.serve().end().contains("first-admin"));
}

#[test]
fn development_shows_it_too() {
    let folder = Folder::new();
    let mut server = folder.dev();
    assert_eq!(follow(server.client(), BOB, &link(&mut server)).0, 303);
    assert!(!folder.dev().end().contains("first-admin"));
}

#[test]
fn what_is_wrong_with_the_look_of_the_pages_stops_the_start() {
    let folder = Folder::new();
    folder.write("logo.gif", "GIF89a");
    folder.write("en.toml", "account.sesions.title = \"Machines\"\n");
    folder.configure("[pages]\nlogo = \"logo.gif\"\n");
    for command in [&["serve"][..], &["config", "check"]] {
        folder.run(command).ended(3, &["`pages.logo`", "logo.gif is neither SVG nor PNG"]);
    }
    folder.configure("[pages]\ntexts_en = \"en.toml\"\n");
    let said = ["`pages.texts_en`", "did you mean `account.sessions.title`?", "bienvenue reference texts"];
    folder.run(&["config", "check"]).ended(3, &said);
    folder.write("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    folder.write("en.toml", "account.sessions.title = \"Machines\"\n");
    folder.configure("mail.product = \"Globex\"\n[pages]\nlogo = \"logo.svg\"\naccent = \"#aa0000\"\ntexts_en = \"en.toml\"\n");
    let good = folder.run(&["config", "check"]).done();
    assert!(good.stdout.contains("with logo, accent, texts of your own"), "{}", good.stdout);
    let page = folder.serve().client().get("/login").body;
    assert!(page.contains("alt=\"Globex\"") && page.contains("/assets/brand/"), "{page}");
}
