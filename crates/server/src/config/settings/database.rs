//! Where users are kept.

use crate::config::key::{Default, Key, Literal, integer, key};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "database.url",
        Default::Required {
            what: "where users are kept",
            example: Literal::Text("sqlite:/var/lib/bienvenue/bienvenue.db"),
        },
        "Where users are kept: `sqlite:PATH` or `postgres://user:password@host/database`.",
    ),
    key(
        "database.url_file",
        Default::Means { what: "none", example: Literal::Text("/run/secrets/database_url") },
        "A file with `database.url` in it, in place of that setting: how container platforms hand out secrets.",
    ),
    key("database.connections", integer(16), "Connections to PostgreSQL, 1 to 1000. SQLite needs none."),
];

/// What is read of them. The file of the address was looked into before.
pub(super) struct Database {
    pub(super) url: Option<String>,
    pub(super) connections: usize,
}

pub(super) fn read(reader: &mut Reader) -> Option<Database> {
    let url = reader.take("database.url", Value::database_url);
    let connections = reader.count("database.connections", 1_000);
    Some(Database { url, connections: connections? })
}

#[cfg(test)]
mod tests {
    use super::super::tests::problems;

    #[test]
    fn asvs_13_3_1_a_database_url_is_never_told() {
        let told = problems("database.url = [\"postgres://u:s3cret@h/d\"]");
        assert_eq!(told, ["b.toml, line 1: `database.url` must be text in quotes"]);
        let told = problems("database.url = \"mysql://u:s3cret@h/d\"");
        assert!(
            told[0].contains("must start with sqlite: or postgres://") && !told[0].contains("s3cret"),
            "{told:?}"
        );
    }
}
