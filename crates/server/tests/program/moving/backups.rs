//! `bienvenue backup` and `bienvenue restore`: accounts and what happened to them, and nothing that opens them.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{
    CHEAPEST, EMAIL, OPENING, PASSWORD, Place, TABLES, dev, import_many, kill_when, live, set_password,
    start, sums, users,
};
use crate::support::{Database, PATIENCE, Server, every_engine, pause};

every_engine!(
    a_backup_is_restored_and_opens_nothing,
    a_backup_is_of_one_moment,
    a_backup_that_was_killed_is_none,
    a_restore_that_was_killed_goes_on,
);

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
