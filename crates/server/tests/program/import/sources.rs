//! What each system writes, with hashes that its own code made or that its documentation gives.

/// The password of all but one.
pub(super) const USUAL: &str = "Tr0ub4dor & 3é";

/// A file as a system writes it.
pub(super) struct Source {
    pub(super) kind: &'static str,
    /// What is in it.
    pub(super) file: Form,
    /// What is said to `import` besides.
    pub(super) more: &'static [&'static str],
    /// Who can sign in then, and with what.
    pub(super) users: &'static [(&'static str, &'static str)],
    /// Who is there and cannot: disabled, or without a password.
    pub(super) locked: &'static [&'static str],
    /// How many are skipped.
    pub(super) skipped: usize,
}

pub(super) enum Form {
    Text(&'static str),
    /// The statements that make an SQLite file.
    Sqlite(&'static str),
}

pub(super) const SOURCES: &[Source] = &[
    Source {
        kind: "bienvenue",
        file: Form::Text(
            "{\"email\":\"json0@example.org\",\"password_hash\":\"$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji\",\"email_verified\":true}\n\
             {\"email\":\"json1@example.org\",\"password_hash\":\"$argon2id$v=19$m=64,t=2,p=2$c2l4dGVlbi5ieXRlLnNsdA$gByC+AVaLG7J+acrxkBcj3xP8WNSCGNt4fdXu6mr5fo\",\"created_at\":\"2020-01-02T03:04:05Z\",\"locale\":\"fr\"}\n\
             {\"email\":\"json2@example.org\",\"disabled\":true}\n",
        ),
        more: &[],
        users: &[("json0@example.org", USUAL), ("json1@example.org", USUAL)],
        locked: &["json2@example.org"],
        skipped: 0,
    },
    Source {
        kind: "bienvenue",
        file: Form::Text(
            "email,password_hash,disabled\r\n\
             csv0@example.org,\"$argon2id$v=19$m=64,t=2,p=2$c2l4dGVlbi5ieXRlLnNsdA$gByC+AVaLG7J+acrxkBcj3xP8WNSCGNt4fdXu6mr5fo\",false\r\n\
             csv1@example.org,,\r\n",
        ),
        more: &[],
        users: &[("csv0@example.org", USUAL)],
        locked: &["csv1@example.org"],
        skipped: 0,
    },
    // bcrypt 5.0.0, as bytes and as text: either comes about, depending on the version of SQLAlchemy.
    Source {
        kind: "teaching-project",
        file: Form::Sqlite(
            "CREATE TABLE users (id INTEGER NOT NULL, email VARCHAR(250) NOT NULL, hashed_password VARCHAR(250) NOT NULL,
                 session_id VARCHAR(250), reset_token VARCHAR(250), PRIMARY KEY (id));
             INSERT INTO users VALUES
                 (1, 'flask0@example.org', CAST('$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji' AS BLOB), NULL, NULL),
                 (2, 'flask1@example.org', '$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji', 'x', 'y');",
        ),
        more: &[],
        users: &[("flask0@example.org", USUAL), ("flask1@example.org", USUAL)],
        locked: &[],
        skipped: 0,
    },
    // `manage.py dumpdata auth.user` of Django 5.2, with hashes of its own hashers at a low cost.
    Source {
        kind: "django",
        file: Form::Text(include_str!("django.json")),
        more: &[],
        users: &[("django0@example.org", USUAL), ("django1@example.org", USUAL)],
        locked: &["django2@example.org", "django-sso@example.org"],
        skipped: 1,
    },
    Source {
        kind: "supabase",
        file: Form::Text(
            "instance_id,id,aud,role,email,encrypted_password,email_confirmed_at,banned_until,deleted_at,is_anonymous,created_at,last_sign_in_at\n\
             ,0b5fcb44-9a4a-4ee0-b8c6-0a1b2c3d4e5f,authenticated,authenticated,supabase0@example.org,$2a$05$kWJmM4.ZG/ys9YcGSYlL.uE7bgvE4PpE5bB9aMpvOJOl.yI4ZEESS,2020-01-02 03:04:05.678+00,,,f,2020-01-02 03:04:05.678+00,\n\
             ,1c60dc55-ab5b-4ff1-a9d7-1b2c3d4e5f60,authenticated,authenticated,supabase1@example.org,$2a$05$kWJmM4.ZG/ys9YcGSYlL.uE7bgvE4PpE5bB9aMpvOJOl.yI4ZEESS,,2999-01-01 00:00:00+00,,f,2020-01-02 03:04:05.678+00,\n\
             ,2d71ed66-bc6c-4002-bae8-2c3d4e5f6071,authenticated,authenticated,gone@example.org,,,,2021-01-01 00:00:00+00,f,2020-01-02 03:04:05.678+00,\n\
             ,3e82fe77-cd7d-4113-8bf9-3d4e5f607182,authenticated,authenticated,,,,,,t,2020-01-02 03:04:05.678+00,\n",
        ),
        more: &[],
        users: &[("supabase0@example.org", USUAL)],
        locked: &["supabase1@example.org"],
        skipped: 2,
    },
    Source {
        kind: "devise",
        file: Form::Text(
            "id,email,encrypted_password,reset_password_token,confirmed_at,current_sign_in_at,created_at\n\
             1,devise0@example.org,$2a$05$kWJmM4.ZG/ys9YcGSYlL.uE7bgvE4PpE5bB9aMpvOJOl.yI4ZEESS,,2020-01-02 03:04:05.678901,,2020-01-02 03:04:05.678901\n",
        ),
        more: &[],
        users: &[("devise0@example.org", USUAL)],
        locked: &[],
        skipped: 0,
    },
    // The hash is of better-auth 1.6.20's `hashPassword`, the tables are those that its command line makes.
    Source {
        kind: "better-auth",
        file: Form::Sqlite(
            "CREATE TABLE \"user\" (\"id\" text NOT NULL PRIMARY KEY, \"name\" text NOT NULL, \"email\" text NOT NULL UNIQUE,
                 \"emailVerified\" integer NOT NULL, \"image\" text, \"createdAt\" date NOT NULL, \"updatedAt\" date NOT NULL);
             CREATE TABLE \"account\" (\"id\" text NOT NULL PRIMARY KEY, \"accountId\" text NOT NULL, \"providerId\" text NOT NULL,
                 \"userId\" text NOT NULL REFERENCES \"user\" (\"id\"), \"password\" text, \"createdAt\" date NOT NULL,
                 \"updatedAt\" date NOT NULL);
             INSERT INTO \"user\" VALUES
                 ('u0', 'Zero', 'better0@example.org', 1, NULL, '2020-01-02T03:04:05.678Z', '2020-01-02T03:04:05.678Z'),
                 ('u1', 'One', 'better1@example.org', 0, NULL, '2020-01-02T03:04:05.678Z', '2020-01-02T03:04:05.678Z');
             INSERT INTO \"account\" VALUES
                 ('a0', 'u0', 'credential', 'u0',
                 'd02092bc12805d3e4977ded6f0587f2b:8a0e5305926b90534fba08481df5a377c762de9010479c15514ee628045c59507af771d8d6e07e901af9d30b1f87a61b806a08bb6764244bbaa6e24c263c597a',
                 '2020-01-02T03:04:05.678Z', '2020-01-02T03:04:05.678Z'),
                 ('a1', '1', 'github', 'u1', NULL, '2020-01-02T03:04:05.678Z', '2020-01-02T03:04:05.678Z');",
        ),
        more: &[],
        users: &[("better0@example.org", USUAL)],
        locked: &["better1@example.org"],
        skipped: 0,
    },
    Source {
        kind: "pocketbase",
        file: Form::Sqlite(
            "CREATE TABLE members (avatar TEXT DEFAULT '' NOT NULL, created TEXT DEFAULT '' NOT NULL, email TEXT DEFAULT '' NOT NULL,
                 emailVisibility BOOLEAN DEFAULT FALSE NOT NULL, id TEXT PRIMARY KEY NOT NULL, password TEXT DEFAULT '' NOT NULL,
                 tokenKey TEXT DEFAULT '' NOT NULL, verified BOOLEAN DEFAULT FALSE NOT NULL);
             INSERT INTO members VALUES
                 ('', '2020-01-02 03:04:05.678Z', 'pocket0@example.org', 0, 'abcdefghijklmno',
                 '$2a$05$kWJmM4.ZG/ys9YcGSYlL.uE7bgvE4PpE5bB9aMpvOJOl.yI4ZEESS', 'x', 1);",
        ),
        more: &["--table", "members"],
        users: &[("pocket0@example.org", USUAL)],
        locked: &[],
        skipped: 0,
    },
    // A realm as `kc.sh export` writes it; the hashes are of Python's hashlib and argon2-cffi.
    Source {
        kind: "keycloak",
        file: Form::Text(include_str!("keycloak.json")),
        more: &[],
        users: &[
            ("keycloak0@example.org", USUAL),
            ("keycloak1@example.org", USUAL),
            ("keycloak2@example.org", USUAL),
        ],
        locked: &["keycloak3@example.org"],
        skipped: 2,
    },
    // The example of Firebase's documentation.
    Source {
        kind: "firebase",
        file: Form::Text(include_str!("firebase.json")),
        more: &["--firebase-hash", "hash_config.txt"],
        users: &[("firebase0@example.org", "user1password")],
        locked: &["firebase1@example.org"],
        skipped: 1,
    },
    // phpass of passlib 1.7.4; PHP 8.2 as WordPress 6.8 calls it.
    Source {
        kind: "wordpress",
        file: Form::Text(
            "ID,user_login,user_pass,user_nicename,user_email,user_url,user_registered\n\
             1,zero,$P$6c1qpqVZ.o5jmh9iU7XHU8S2CoUkt6/,zero,wordpress0@example.org,,2020-01-02 03:04:05\n\
             2,one,$wp$2y$05$7qgwRyQ2erNODI/c4GHfIOxGT6tBnz9He.iCUdhJkvGPosf00vYma,one,wordpress1@example.org,,2020-01-02 03:04:05\n",
        ),
        more: &[],
        users: &[("wordpress0@example.org", USUAL), ("wordpress1@example.org", USUAL)],
        locked: &[],
        skipped: 0,
    },
    // The hash is of PHP 8.2.
    Source {
        kind: "laravel",
        file: Form::Text(
            "[{\"id\":1,\"name\":\"Zero\",\"email\":\"laravel0@example.org\",\"email_verified_at\":\"2020-01-02 03:04:05\",\n\
             \"password\":\"$2y$05$rMgLC/FLjoVnQFxcvjr5u.inMmolnSmoelTTPdtdgzwfxgBv1PMcq\",\"remember_token\":null,\n\
             \"created_at\":\"2020-01-02T03:04:05.000000Z\"}]\n",
        ),
        more: &[],
        users: &[("laravel0@example.org", USUAL)],
        locked: &[],
        skipped: 0,
    },
];

/// What the console of Firebase shows of that project.
pub(super) const FIREBASE_HASH: &str = "hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}
";
