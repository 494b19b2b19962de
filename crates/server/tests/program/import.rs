//! `bienvenue import` and `bienvenue export`: people come from everywhere with the passwords they have, and can leave again.

mod sources;

use std::collections::BTreeMap;
use std::process::Stdio;

use serde_json::Value;

use self::sources::{FIREBASE_HASH, Form, SOURCES, Source};
use crate::support::{Database, Folder, Ran, Server, every_engine, pause};

every_engine!(
    every_system_moves_in,
    broken_lines_are_told_and_the_others_are_in,
    what_is_exported_is_imported_as_it_was,
    an_import_that_was_killed_goes_on,
);

impl Source {
    /// The file in a folder.
    fn write(&self, folder: &Folder) -> String {
        folder.write("hash_config.txt", FIREBASE_HASH);
        let path = folder.path().join("users");
        let _ = std::fs::remove_file(&path);
        match self.file {
            Form::Text(text) => std::fs::write(&path, text).unwrap(),
            Form::Sqlite(statements) => {
                rusqlite::Connection::open(&path).unwrap().execute_batch(statements).unwrap();
            }
        }
        path.display().to_string()
    }
}

/// A folder, and a current database with nobody in it.
struct Home {
    folder: Folder,
    database: Database,
}

impl Home {
    fn new(database: Database) -> Self {
        let home = Self { folder: Folder::new(), database };
        home.run(&["migrate"]).done();
        home
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.folder.run_with(arguments, &[("DATABASE_URL", &self.database.url())], b"")
    }

    /// Every user's hash.
    fn hashes(&self) -> BTreeMap<String, String> {
        let lines = self.run(&["export"]).done().stdout;
        let text = |user: &Value, name: &str| user[name].as_str().unwrap().to_owned();
        let users = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        users.map(|user| (text(&user, "email"), text(&user, "password_hash"))).collect()
    }

    fn serve(&self) -> Server {
        // Every user here is wrong a few times, from one address.
        self.folder.configure("throttle.mode = \"off\"\n");
        Server::start(self.folder.program(&["serve"]).env("DATABASE_URL", self.database.url()))
    }
}

/// The count before these words.
#[track_caller]
fn told(ran: &Ran, what: &str) -> usize {
    let line = ran.stdout.lines().find_map(|line| line.trim().strip_suffix(what));
    line.unwrap_or_else(|| panic!("no line for {what:?}: {ran:?}")).trim().parse().unwrap()
}

/// From each: a dry run that changes nothing, the import, a second one that changes nothing; everybody signs in with the
/// password from before, twice, and the hash is of the configured scheme then.
fn every_system_moves_in(database: Database) {
    let home = Home::new(database);
    for source in SOURCES {
        let file = source.write(&home.folder);
        let all = source.users.len() + source.locked.len();
        let import = |first: &[&str]| {
            let arguments =
                [&["import", "--from", source.kind], first, source.more, &[file.as_str()]].concat();
            home.run(&arguments).done()
        };
        let before = home.hashes();
        let dry = import(&["--dry-run"]);
        assert_eq!((told(&dry, "would be added"), told(&dry, "wrong")), (all, 0), "{}", source.kind);
        assert_eq!(home.hashes(), before, "{}", source.kind);
        let ran = import(&[]);
        assert_eq!((told(&ran, " added"), told(&ran, "already there, left as they are")), (all, 0));
        let skipped = ran.stdout.lines().filter(|line| line.contains("skipped: "));
        let skipped = skipped.map(|line| line.split_whitespace().next().unwrap().parse::<usize>().unwrap());
        assert_eq!(skipped.sum::<usize>(), source.skipped, "{}", source.kind);
        let after = home.hashes();
        let again = import(&[]);
        assert_eq!((told(&again, " added"), told(&again, "already there, left as they are")), (0, all));
        assert_eq!(home.hashes(), after, "{}", source.kind);
    }

    let before = home.hashes();
    let server = home.serve();
    for (email, password) in SOURCES.iter().flat_map(|source| source.users) {
        let is_in = |password| server.client().log_in(email, password).status;
        assert_eq!((is_in(password), is_in(password)), (200, 200), "{email}");
        assert_eq!(is_in("something else"), 401, "{email}");
    }
    for email in SOURCES.iter().flat_map(|source| source.locked) {
        assert_eq!(server.client().log_in(email, sources::USUAL).status, 401, "{email}");
    }
    let after = home.hashes();
    for (email, _) in SOURCES.iter().flat_map(|source| source.users) {
        assert_ne!(before[*email], after[*email], "{email}");
        assert!(after[*email].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{email}: {}", after[*email]);
    }
    server.end();
}

/// Lines of every kind of nonsense between good ones: each is told with its number and reason and without a secret, the others
/// are in, and the exit code says so.
fn broken_lines_are_told_and_the_others_are_in(database: Database) {
    let home = Home::new(database);
    let folder = &home.folder;
    let lines = r#"{"email":"a@example.org"}
{"email":"b@example.org","password_hash":"s3cret"}
{"email":"no address"}
{"email":7}
{"password_hash":"$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji"}
{"email":"c@example.org","id":"s3cret"}
{"email":"d@example.org","created_at":"s3cret"}
["s3cret"]
{"email":"s3cret
{"email":"e@example.org","id":"0b5fcb44-9a4a-4ee0-b8c6-0a1b2c3d4e5f"}
{"email":"f@example.org","id":"0b5fcb44-9a4a-4ee0-b8c6-0a1b2c3d4e5f"}
{"email":"g@example.org"}"#;
    folder.write("users.jsonl", lines);
    let broken = |arguments: &[&str], wrong: &[u32], added: usize| {
        let ran = home.run(arguments);
        assert_eq!((ran.code, told(&ran, " added"), told(&ran, "wrong")), (1, added, wrong.len()), "{ran:?}");
        for line in wrong {
            assert!(ran.stderr.contains(&format!("line {line}: ")), "{line}: {ran:?}");
        }
        assert!(ran.stderr.contains("not imported") && !ran.stderr.contains("s3cret"), "{ran:?}");
    };
    broken(&["import", "users.jsonl"], &[2, 3, 4, 5, 6, 7, 8, 9, 11], 3);
    broken(&["import", "users.jsonl"], &[2, 3, 4, 5, 6, 7, 8, 9, 11], 0);
    folder.write(
        "users.csv",
        "email,password_hash\nh@example.org,s3cret\n\"i@example.org\",\nj@example.org\n\"k\" l,\n",
    );
    broken(&["import", "users.csv"], &[2, 4, 5], 1);

    for (name, text, from, why) in [
        ("cut.json", r#"[{"model":"auth.user","fields":{}},"#, "django", "breaks off"),
        ("empty", "", "bienvenue", "empty"),
        ("text", "s3cret", "pocketbase", "no SQLite file"),
        ("list.json", "[]", "keycloak", ""),
    ] {
        folder.write(name, text);
        let ran = home.run(&["import", "--from", from, name]);
        if why.is_empty() {
            ran.done();
        } else {
            ran.ended(1, &[why]);
        }
    }
    home.run(&["import", "nowhere"]).ended(4, &["nowhere cannot be read"]);
    home.run(&["import", "--from", "firebase", "--firebase-hash", "empty", "list.json"])
        .ended(2, &["base64_signer_key", "console"]);
    let count = home.hashes().len();
    assert_eq!(count, 4);
}

/// The same users with the same ids, moments and states; only what was there stays.
fn what_is_exported_is_imported_as_it_was(database: Database) {
    let home = Home::new(database);
    let folder = &home.folder;
    for source in SOURCES {
        let file = source.write(folder);
        let arguments = [&["import", "--from", source.kind], source.more, &[file.as_str()]].concat();
        home.run(&arguments).done();
    }
    home.run(&["export", "--to", "all.jsonl"]).done();
    home.run(&["export", "--to", "all.jsonl"]).ended(5, &["all.jsonl", "not there yet"]);
    let mode = std::fs::metadata(folder.path().join("all.jsonl")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600);
    let exported = std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    assert!(exported.lines().count() > 20);

    folder.run(&["migrate", "--database", "sqlite:other.db"]).done();
    folder.run(&["import", "--database", "sqlite:other.db", "all.jsonl"]).done();
    let other = folder.run(&["export", "--database", "sqlite:other.db"]).done().stdout;
    assert_eq!(other, exported);
}

/// `kill -9` in the middle: running it again finishes it, and nobody is there twice.
fn an_import_that_was_killed_goes_on(database: Database) {
    const USERS: usize = 20_000;
    const HASH: &str = "$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji";
    let home = Home::new(database);
    let folder = &home.folder;
    let line = |user| format!("{{\"email\":\"user{user}@example.org\",\"password_hash\":\"{HASH}\"}}\n");
    folder.write("users.jsonl", &(0..USERS).map(line).collect::<String>());
    let mut import = folder.program(&["import", "users.jsonl"]);
    let import = import.env("DATABASE_URL", home.database.url()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut import = import.spawn().unwrap();
    let begin = std::time::Instant::now();
    while home.database.count("users") == 0 && begin.elapsed() < crate::support::PATIENCE {
        pause(std::time::Duration::from_millis(2));
    }
    import.kill().unwrap();
    import.wait().unwrap();
    let in_the_middle = usize::try_from(home.database.count("users")).unwrap();
    assert!(in_the_middle > 0 && in_the_middle < USERS, "killed in the middle: {in_the_middle}");

    let ran = home.run(&["import", "users.jsonl"]).done();
    assert_eq!(told(&ran, " added") + told(&ran, "already there, left as they are"), USERS);
    assert!(told(&ran, "already there, left as they are") >= in_the_middle);
    assert_eq!(usize::try_from(home.database.count("users")).unwrap(), USERS);
    assert_eq!(usize::try_from(home.database.count("events")).unwrap(), USERS, "an event for each");
}

#[test]
fn the_document_lists_what_can_be_given() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/import.md")).unwrap();
    let table = page.split("| `--from` |").nth(1).unwrap().split("\n\n").next().unwrap();
    let listed: Vec<_> =
        table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let help = Folder::new().run(&["import", "--help"]).done().stdout;
    let known: Vec<_> =
        help.lines().filter_map(|line| line.trim_start().strip_prefix("- ")?.split(':').next()).collect();
    let (mut one, mut other) = (listed.clone(), known);
    one.sort_unstable();
    other.sort_unstable();
    assert_eq!(one, other);
    for kind in listed {
        assert!(SOURCES.iter().any(|source| source.kind == kind), "nothing is imported from {kind}");
    }
}
