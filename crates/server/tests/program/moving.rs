//! `bienvenue database move`, `backup` and `restore`: whole databases, on either engine.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Client, Database, Folder, PATIENCE, Ran, Server, every_engine, pause};

every_engine!(
    everything_moves_and_sessions_stay_valid,
    a_move_that_was_killed_goes_on,
    who_is_there_already_stays,
    a_backup_is_restored_and_opens_nothing,
    a_backup_is_of_one_moment,
    what_signs_in_during_a_move_is_noticed,
    between_two_of_a_kind_everything_moves,
    a_backup_that_was_killed_is_none,
    a_restore_that_was_killed_goes_on,
);

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "correct horse";
/// The least work that a hash may be, and no end of sign-ins from one address.
const CHEAPEST: &str =
    "throttle.mode = \"off\"\n[password]\nargon2_memory_kib = 7168\nargon2_iterations = 5\n";
const TABLES: [&str; 13] = [
    "hash_kinds",
    "users",
    "registrations",
    "sessions",
    "one_time_tokens",
    "devices",
    "outbox",
    "mail_budgets",
    "events",
    "activity",
    "admin_links",
    "api_keys",
    "throttles",
];
/// What opens something, or is about to.
const OPENING: [&str; 6] = ["sessions", "one_time_tokens", "devices", "outbox", "admin_links", "api_keys"];

/// Where a test works: a database to begin with, and the one that it is about.
struct Place {
    folder: Folder,
    old: Database,
    new: Database,
}

impl Place {
    fn with(new: Database) -> Self {
        Self { folder: Folder::new(), old: Database::sqlite(), new }
    }
}

fn dev(folder: &Folder, database: &Database) -> Server {
    Server::start(folder.program(&["dev", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database.url()))
}

fn reset_token(client: Client) -> String {
    client.send("POST", "/reset_password", "", &[("email", EMAIL)]).text("reset_token")
}

fn set_password(client: Client, token: &str, password: &str) -> u16 {
    let form = [("email", EMAIL), ("reset_token", token), ("new_password", password)];
    client.send("PUT", "/reset_password", "", &form).status
}

/// Somebody with a session and a link, a key, and a row in every table.
fn live(folder: &Folder, database: &Database) -> (String, String, String) {
    let server = dev(folder, database);
    let client = server.client();
    assert_eq!(client.register(EMAIL, PASSWORD).status, 200);
    assert_eq!(client.log_in(EMAIL, "wrong").status, 401);
    let cookie = client.log_in(EMAIL, PASSWORD).cookie().unwrap().to_owned();
    let token = reset_token(client);
    server.end();
    let made = folder.run(&[
        "key",
        "create",
        "--name",
        "CI",
        "--scope",
        "users:read",
        "--json",
        "--database",
        &database.url(),
    ]);
    let made: serde_json::Value = serde_json::from_str(&made.done().stdout).unwrap();
    let key = made["secret"].as_str().unwrap().to_owned();
    // What `dev` has sent or does not do.
    database.execute(
        "INSERT INTO outbox (id, kind, user_id, email, email_canonical, locale, created_at, due_at, attempts)
            SELECT id, 'password_changed', id, email, email_canonical, locale, created_at, 4000000000000000, 3 FROM users;
         INSERT INTO registrations (id, email, email_canonical, password_hash, locale, created_at)
            SELECT id, 'waits@example.org', 'waits@example.org', password_hash, 'en', created_at FROM users;
         INSERT INTO devices (user_id, digest, first_seen_at, last_seen_at)
            SELECT user_id, digest, created_at, last_seen_at FROM sessions WHERE true
            ON CONFLICT DO NOTHING;
         INSERT INTO mail_budgets (digest, class, began_at, mails)
            SELECT digest, 'links', created_at, 1 FROM sessions WHERE true ON CONFLICT DO NOTHING;
         INSERT INTO throttles (digest, budget, most, period, failures, streak, began_at, next_at, noted_at, kept_until)
            SELECT digest, 1, 2, 3, 4, 5, 6, 7, 8, 4000000000000000 FROM sessions WHERE true ON CONFLICT DO NOTHING;
         INSERT INTO admin_links (digest, created_at, expires_at) SELECT digest, created_at, ends_at FROM sessions;
         INSERT INTO activity (hour, sign_ins, failures, registrations) 
            SELECT max(created_at) / 3600000000 * 3600000000, 1, 2, 3 FROM events;
         INSERT INTO hash_kinds (kind, decoy, noted_at) VALUES ('a kind', 'a decoy', 0)",
    );
    for table in TABLES {
        assert!(database.count(table) > 0, "{table} is empty");
    }
    (cookie, token, key)
}

/// The status of an answer to a key.
fn users(client: Client, key: &str) -> u16 {
    let lines = format!("Host: localhost\r\nAuthorization: Bearer {key}");
    client.send_with("GET", "/api/v1/admin/users", &lines).status
}

fn move_to(folder: &Folder, from: &Database, to: &Database) -> Ran {
    folder.run(&["database", "move", "--from", &from.url(), "--to", &to.url()])
}

/// So many users that what goes over all of them takes a moment.
fn import_many(folder: &Folder, database: &Database) -> i64 {
    const USERS: usize = 20_000;
    let line = |user| format!("{{\"email\":\"user{user}@example.org\"}}\n");
    folder.write("users.jsonl", &(0..USERS).map(line).collect::<String>());
    folder.run(&["import", "--database", &database.url(), "users.jsonl"]).done();
    i64::try_from(USERS).unwrap()
}

fn start(folder: &Folder, arguments: &[&str]) -> Child {
    folder.program(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn kill_when(mut child: Child, is_in_the_middle: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_in_the_middle() && begin.elapsed() < PATIENCE {
        pause(Duration::from_millis(2));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was over before it could be killed");
}

/// The lines of the table that the program prints: names, counts and checksums.
fn sums(printed: &str) -> Vec<&str> {
    let lines: Vec<_> = printed.lines().skip(1).take(TABLES.len()).collect();
    for (line, table) in lines.iter().zip(TABLES) {
        assert!(line.starts_with(table), "{line}");
    }
    lines
}

fn everything_moves_and_sessions_stay_valid(new: Database) {
    let (Place { folder, old, new }, back) = (Place::with(new), Database::sqlite());
    let (cookie, token, key) = live(&folder, &old);
    let there = move_to(&folder, &old, &new).done().stdout;
    assert!(there.contains("Sessions stay valid") && there.contains(" a second"), "{there}");
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    // Again: it is done already. And back: the same.
    assert_eq!(sums(&move_to(&folder, &old, &new).done().stdout), sums(&there));
    assert_eq!(sums(&move_to(&folder, &new, &back).done().stdout), sums(&there));

    for database in [&new, &back] {
        let server = dev(&folder, database);
        let client = server.client();
        assert_eq!((client.profile(&cookie), users(client, &key)), (200, 200));
        assert_eq!(client.log_in(EMAIL, PASSWORD).status, 200);
        assert_eq!(set_password(client, &token, "another horse"), 200);
        assert_eq!(client.log_in(EMAIL, "another horse").status, 200);
        server.end();
    }
    move_to(&folder, &old, &old).ended(2, &["the same database"]);
    // Passwords need not stand on the command line.
    let third = Database::sqlite();
    let [from, to] = [(&new, "from"), (&third, "to")]
        .map(|(database, name)| folder.write(name, &format!("{}\n", database.url())).display().to_string());
    let by_files = folder.run(&["database", "move", "--from-file", &from, "--to-file", &to]).done();
    assert_eq!(by_files.stdout.lines().count(), there.lines().count());
    folder.run(&["database", "move", "--from-file", "nowhere", "--to-file", &to]).ended(4, &["nowhere"]);
    folder.run(&["database", "move", "--from-file", &from]).ended(2, &["--to"]);
    let nowhere = format!("sqlite:{}/nowhere.db", folder.path().display());
    folder.run(&["database", "move", "--from", &nowhere, "--to", &new.url()]).ended(4, &["nowhere.db"]);
}

/// `kill -9` in the middle: running it again finishes it, and nothing is doubled.
fn a_move_that_was_killed_goes_on(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    let (cookie, ..) = live(&folder, &old);
    let users = import_many(&folder, &old);
    folder.run(&["migrate", "--database", &new.url()]).done();
    let moving = start(&folder, &["database", "move", "--from", &old.url(), "--to", &new.url()]);
    kill_when(moving, || new.count("users") > 0);
    assert!(new.count("users") <= users + 1);
    let in_the_middle = new.count("users") + new.count("events");
    assert!(in_the_middle > 0 && in_the_middle < old.count("users") + old.count("events"), "{in_the_middle}");

    let done = move_to(&folder, &old, &new).done().stdout;
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    assert_eq!(sums(&done), sums(&move_to(&folder, &old, &new).done().stdout));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

fn who_is_there_already_stays(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    live(&folder, &old);
    let (cookie, ..) = live(&folder, &new);
    let before = new.count("events");
    move_to(&folder, &old, &new).ended(5, &["is not empty", "Nothing was done", "an empty database"]);
    folder.run(&["backup", "--database", &old.url(), "--to", "old.backup"]).done();
    let restore = folder.run(&["restore", "old.backup", "--database", &new.url()]);
    restore.ended(5, &["is not empty", "Nothing was done"]);
    assert_eq!((new.count("users"), new.count("events")), (1, before));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

fn a_backup_is_restored_and_opens_nothing(database: Database) {
    let Place { folder, new: database, .. } = Place::with(database);
    let (cookie, token, key) = live(&folder, &database);
    let server = dev(&folder, &database);
    // It completes the registration at once.
    let begin = Instant::now();
    while database.count("registrations") > 0 && begin.elapsed() < PATIENCE {
        pause(Duration::from_millis(10));
    }
    let backup = |to: &str| folder.run(&["backup", "--database", &database.url(), "--to", to]);
    let told = backup("friday.backup").done().stdout;
    // The service that runs has completed the registration.
    let has_rows = |line: &&str| line.starts_with("registrations") || !line.contains(" 0  ");
    assert!(sums(&told).iter().all(has_rows), "{told}");
    assert_eq!(server.client().profile(&cookie), 200, "the service goes on");
    server.end();
    let file = folder.path().join("friday.backup");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = std::fs::read(&file).unwrap();
    backup("friday.backup").ended(5, &["friday.backup is there already"]);
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left, ["friday.backup"], "the file is whole alone");

    folder.run(&["restore", "nowhere", "--database", &database.url()]).ended(4, &["nowhere"]);
    for restored in [Some(Database::sqlite()), Database::postgres()].into_iter().flatten() {
        let restore = folder.run(&["restore", "friday.backup", "--database", &restored.url()]).done();
        assert!(restore.stdout.contains("Everybody signs in again"), "{restore:?}");
        for table in TABLES {
            let is_left_out = OPENING.contains(&table);
            let expected = if is_left_out { 0 } else { database.count(table) };
            assert_eq!(restored.count(table), expected, "{table}");
        }
        let server = dev(&folder, &restored);
        let client = server.client();
        assert_ne!(client.profile(&cookie), 200);
        assert_eq!(users(client, &key), 401);
        assert_ne!(set_password(client, &token, "another horse"), 200);
        assert_eq!(client.log_in(EMAIL, PASSWORD).status, 200);
        server.end();
    }
}

/// While people register and sign in, the backup holds no session without its user, and the service fails nobody.
fn a_backup_is_of_one_moment(database: Database) {
    let Place { folder, new: database, .. } = Place::with(database);
    folder.configure(CHEAPEST);
    let server = Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url()));
    let (is_over, signed_in) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for number in 0..4 {
            let (client, is_over, signed_in) = (server.client(), &is_over, &signed_in);
            scope.spawn(move || {
                for round in 0..1_000 {
                    if is_over.load(Ordering::SeqCst) {
                        break;
                    }
                    let email = format!("user-{number}-{round}@example.org");
                    // Too busy is no failure: a test has slow hashes.
                    let reply = client.register(&email, PASSWORD);
                    assert!([200, 503].contains(&reply.status), "{reply:?}");
                    let reply = client.log_in(&email, PASSWORD);
                    assert!([200, 401, 503].contains(&reply.status), "{reply:?}");
                    signed_in.fetch_add(usize::from(reply.status == 200), Ordering::SeqCst);
                }
            });
        }
        let begin = Instant::now();
        while signed_in.load(Ordering::SeqCst) < 4 && begin.elapsed() < PATIENCE {
            pause(Duration::from_millis(2));
        }
        let names = ["first", "second", "third"];
        let ran = names.map(|name| folder.run(&["backup", "--database", &database.url(), "--to", name]));
        is_over.store(true, Ordering::SeqCst);
        for ran in ran {
            ran.done();
        }
    });
    server.end();
    let third = rusqlite::Connection::open(folder.path().join("third")).unwrap();
    let count = |sql: &str| third.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(count("SELECT count(*) FROM sessions") >= 4);
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

/// The service was not stopped: the move says so, and what it has copied is not taken for a start.
fn what_signs_in_during_a_move_is_noticed(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    live(&folder, &old);
    import_many(&folder, &old);
    folder.configure(CHEAPEST);
    let serve =
        |database: &Database| Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url()));
    let server = serve(&old);
    let sign_in = |client: Client| client.log_in(EMAIL, PASSWORD).cookie().unwrap().to_owned();
    // The first one has a hash of the configured scheme made, and from then on they are quick.
    sign_in(server.client());
    let is_over = AtomicBool::new(false);
    let (moved, cookie) = std::thread::scope(|scope| {
        let (client, is_over) = (server.client(), &is_over);
        let signing_in = scope.spawn(move || {
            let mut last = String::new();
            while !is_over.load(Ordering::SeqCst) {
                last = sign_in(client);
            }
            last
        });
        let moved = move_to(&folder, &old, &new);
        is_over.store(true, Ordering::SeqCst);
        (moved, signing_in.join().unwrap())
    });
    moved.ended(1, &["has changed while it was copied", "users", "sessions", "Stop what uses it"]);
    server.end();
    move_to(&folder, &old, &new).ended(5, &["is not empty", "begin with an empty one"]);

    let empty = new.sibling();
    move_to(&folder, &old, &empty).done();
    let server = serve(&empty);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

/// From one file to another, and from one PostgreSQL database to another.
fn between_two_of_a_kind_everything_moves(new: Database) {
    let Place { folder, new, .. } = Place::with(new);
    let old = new.sibling();
    let (cookie, token, _) = live(&folder, &old);
    let there = move_to(&folder, &old, &new).done().stdout;
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    assert_eq!(sums(&move_to(&folder, &old, &new).done().stdout), sums(&there));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    assert_eq!(set_password(server.client(), &token, "another horse"), 200);
    server.end();
}

/// `kill -9` in the middle: there is no backup then, and what is left of it cannot be mistaken for one.
fn a_backup_that_was_killed_is_none(database: Database) {
    let Place { folder, new: database, .. } = Place::with(database);
    live(&folder, &database);
    let users = import_many(&folder, &database);
    let (file, partial) = (folder.path().join("friday"), folder.path().join("friday.partial"));
    let has_rows = || {
        let partial =
            rusqlite::Connection::open_with_flags(&partial, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
        partial.is_ok_and(|partial| {
            partial
                .query_one("SELECT count(*) FROM users", [], |row| row.get::<_, i64>(0))
                .is_ok_and(|rows| rows > 0)
        })
    };
    let arguments = ["backup", "--to", "friday", "--database", &database.url()];
    kill_when(start(&folder, &arguments), has_rows);
    assert!(partial.exists() && !file.exists());
    let nowhere = format!("sqlite:{}/restored.db", folder.path().display());
    folder.run(&["restore", "friday.partial", "--database", &nowhere]).ended(5, &["an interrupted backup"]);
    folder.run(&["restore", "friday", "--database", &nowhere]).ended(4, &["friday"]);

    folder.run(&arguments).done();
    assert!(file.exists() && !partial.exists());
    folder.run(&["restore", "friday", "--database", &nowhere]).done();
    let restored = rusqlite::Connection::open(folder.path().join("restored.db")).unwrap();
    let count: i64 = restored.query_one("SELECT count(*) FROM users", [], |row| row.get(0)).unwrap();
    assert_eq!(count, users + 1);
}

fn a_restore_that_was_killed_goes_on(database: Database) {
    let Place { folder, old, new } = Place::with(database);
    let (cookie, ..) = live(&folder, &old);
    import_many(&folder, &old);
    folder.run(&["backup", "--to", "friday", "--database", &old.url()]).done();
    folder.run(&["migrate", "--database", &new.url()]).done();
    let arguments = ["restore", "friday", "--database", &new.url()];
    kill_when(start(&folder, &arguments), || new.count("users") > 0);
    assert!(new.count("users") + new.count("events") < old.count("users") + old.count("events"));

    folder.run(&arguments).done();
    for table in TABLES {
        let expected = if OPENING.contains(&table) { 0 } else { old.count(table) };
        assert_eq!(new.count(table), expected, "{table}");
    }
    let server = dev(&folder, &new);
    assert_ne!(server.client().profile(&cookie), 200);
    assert_eq!(server.client().log_in(EMAIL, PASSWORD).status, 200);
    server.end();
}
