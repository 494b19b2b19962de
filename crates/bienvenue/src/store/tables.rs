//! Every table of the schema with its columns, for what goes over whole databases: moving, backing up, restoring.
//!
//! A test holds it against the live schema of both engines, so no column of a later migration can be forgotten.

use std::sync::LazyLock;

use super::engine::Value;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Text,
    Bytes,
    Uuid,
}

use Kind::{Bytes, Integer, Text, Uuid};

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// How many of the columns are its primary key: the first ones, in the order of the key.
    pub(super) keys: usize,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// Whether its rows open something, or are about to: what a restored database must not hold.
    pub(super) opens: bool,
}

/// All of them but the list of migrations, each after those that it refers to. Kinds of hashes come before their users: as long
/// as somebody has a hash, a wrong guess costs as much.
pub(super) const TABLES: [Table; 13] = [
    Table {
        name: "hash_kinds",
        keys: 1,
        columns: &[("kind", Text), ("decoy", Text), ("noted_at", Integer)],
        opens: false,
    },
    Table {
        name: "users",
        keys: 1,
        columns: &[
            ("id", Uuid),
            ("email", Text),
            ("email_canonical", Text),
            ("password_hash", Text),
            ("password_changed_at", Integer),
            ("created_at", Integer),
            ("last_login_at", Integer),
            ("disabled_at", Integer),
            ("email_verified_at", Integer),
            ("unverified_until", Integer),
            ("locale", Text),
            ("admin_since", Integer),
        ],
        opens: false,
    },
    Table {
        name: "registrations",
        keys: 1,
        columns: &[
            ("id", Uuid),
            ("email", Text),
            ("email_canonical", Text),
            ("password_hash", Text),
            ("locale", Text),
            ("address", Text),
            ("user_agent", Text),
            ("created_at", Integer),
        ],
        opens: false,
    },
    Table {
        name: "sessions",
        keys: 1,
        columns: &[
            ("digest", Bytes),
            ("id", Uuid),
            ("user_id", Uuid),
            ("created_at", Integer),
            ("last_seen_at", Integer),
            ("ends_at", Integer),
            ("expires_at", Integer),
            ("authenticated_at", Integer),
            ("idle_limit", Integer),
            ("address", Text),
            ("user_agent", Text),
        ],
        opens: true,
    },
    Table {
        name: "one_time_tokens",
        keys: 2,
        columns: &[
            ("user_id", Uuid),
            ("purpose", Text),
            ("digest", Bytes),
            ("email_canonical", Text),
            ("created_at", Integer),
            ("expires_at", Integer),
            ("email", Text),
        ],
        opens: true,
    },
    Table {
        name: "devices",
        keys: 2,
        columns: &[
            ("user_id", Uuid),
            ("digest", Bytes),
            ("first_seen_at", Integer),
            ("last_seen_at", Integer),
        ],
        opens: true,
    },
    Table {
        name: "outbox",
        keys: 1,
        columns: &[
            ("id", Uuid),
            ("kind", Text),
            ("user_id", Uuid),
            ("email", Text),
            ("email_canonical", Text),
            ("locale", Text),
            ("other_email", Text),
            ("address", Text),
            ("user_agent", Text),
            ("created_at", Integer),
            ("due_at", Integer),
            ("attempts", Integer),
            ("topic", Text),
        ],
        opens: true,
    },
    Table {
        name: "mail_budgets",
        keys: 2,
        columns: &[("digest", Bytes), ("class", Text), ("began_at", Integer), ("mails", Integer)],
        opens: false,
    },
    Table {
        name: "events",
        keys: 1,
        columns: &[
            ("id", Uuid),
            ("user_id", Uuid),
            ("kind", Text),
            ("session_id", Uuid),
            ("address", Text),
            ("user_agent", Text),
            ("created_at", Integer),
            ("actor_id", Uuid),
            ("key_id", Uuid),
        ],
        opens: false,
    },
    Table {
        name: "activity",
        keys: 1,
        columns: &[
            ("hour", Integer),
            ("sign_ins", Integer),
            ("failures", Integer),
            ("registrations", Integer),
        ],
        opens: false,
    },
    Table {
        name: "admin_links",
        keys: 1,
        columns: &[("digest", Bytes), ("created_at", Integer), ("expires_at", Integer)],
        opens: true,
    },
    Table {
        name: "api_keys",
        keys: 1,
        columns: &[
            ("id", Uuid),
            ("digest", Bytes),
            ("name", Text),
            ("scopes", Text),
            ("created_at", Integer),
            ("maker_id", Uuid),
            ("expires_at", Integer),
            ("last_used_at", Integer),
            ("revoked_at", Integer),
            ("revoker_id", Uuid),
        ],
        opens: true,
    },
    Table {
        name: "throttles",
        keys: 1,
        columns: &[
            ("digest", Bytes),
            ("budget", Integer),
            ("most", Integer),
            ("period", Integer),
            ("failures", Integer),
            ("streak", Integer),
            ("began_at", Integer),
            ("next_at", Integer),
            ("noted_at", Integer),
            ("kept_until", Integer),
        ],
        opens: false,
    },
];

/// The rows that one statement inserts where each statement is a journey to a server.
pub(super) const ROWS_AT_ONCE: usize = 50;

/// A table's statements, put together from the names above and nothing else.
pub(super) struct Statements {
    pub(super) table: &'static Table,
    /// The first rows by key: `$1` is how many.
    pub(super) first: String,
    /// The rows after a key, which is followed by how many.
    pub(super) next: String,
    /// The row with a key.
    pub(super) find: String,
    /// One row, unless it is there.
    pub(super) insert: String,
    /// [`ROWS_AT_ONCE`] of them.
    pub(super) insert_many: String,
}

/// The statements of every table, in the order of [`TABLES`].
pub(super) static STATEMENTS: LazyLock<Vec<Statements>> = LazyLock::new(|| {
    static ALL: [Table; 13] = TABLES;
    ALL.iter().map(Statements::of).collect()
});

impl Statements {
    fn of(table: &'static Table) -> Self {
        let names: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
        let key = names.iter().take(table.keys).copied().collect::<Vec<_>>().join(", ");
        let names = names.join(", ");
        let width = table.columns.len();
        let select = ["SELECT", &names, "FROM", table.name].join(" ");
        let limit = table.keys + 1;
        let given = parameters(0, table.keys);
        let insert = |rows: usize| {
            let rows: Vec<_> = (0..rows).map(|row| format!("({})", parameters(row * width, width))).collect();
            let into = format!("INTO {} ({names}) VALUES {}", table.name, rows.join(", "));
            ["INSERT", &into, "ON CONFLICT DO NOTHING"].join(" ")
        };
        Self {
            table,
            first: format!("{select} ORDER BY {key} LIMIT $1"),
            next: format!("{select} WHERE ({key}) > ({given}) ORDER BY {key} LIMIT ${limit}"),
            find: format!("{select} WHERE ({key}) = ({given})"),
            insert: insert(1),
            insert_many: insert(ROWS_AT_ONCE),
        }
    }
}

/// `$1, $2, …`, so many after so many others.
fn parameters(before: usize, count: usize) -> String {
    (before + 1..=before + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// A value that was read and is on its way to another database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(uuid::Uuid),
}

impl Cell {
    /// As a statement takes it.
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
            Self::Uuid(uuid) => Value::Uuid(*uuid),
        }
    }

    /// Its kind and its bytes: the same whichever engine it comes from.
    pub(super) fn write_to(&self, mut write: impl FnMut(u8, &[u8])) {
        match self {
            Self::Null => write(0, &[]),
            Self::Integer(number) => write(1, &number.to_be_bytes()),
            Self::Text(text) => write(2, text.as_bytes()),
            Self::Bytes(bytes) => write(3, bytes),
            Self::Uuid(uuid) => write(4, uuid.as_bytes()),
        }
    }
}
