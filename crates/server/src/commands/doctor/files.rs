//! Files that hold secrets: the database, the configuration, the key of the certificate.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::finding::Finding;
use crate::config::Settings;

/// What the mode lets others than the owner do.
const OTHERS: u32 = 0o077;
/// What it lets everybody do. A group may be meant: the service's own.
const EVERYBODY: u32 = 0o007;

/// The database: what it is opened with makes it `0600`, and whoever made it otherwise had a look.
pub(super) fn database(path: &Path) -> Finding {
    look("database file", path, OTHERS, "chmod 600 it, and its -wal and -shm; a copy or a restore made it so")
}

/// The configuration, if there is a password in it.
pub(super) fn configuration(path: &Path) -> Finding {
    const CHECK: &str = "config file";
    let Ok(text) = std::fs::read_to_string(path) else {
        return Finding::skipped(CHECK, "there is none: the environment says it all");
    };
    if !text.lines().any(holds_a_password) {
        return Finding::good(CHECK, format!("{} holds no password", path.display()));
    }
    look(CHECK, path, EVERYBODY, "It holds a password: chmod 600 it, or 640 with the group of the service")
}

/// `scheme://user:password@`, in a line that is no comment.
fn holds_a_password(line: &str) -> bool {
    let Some((_, rest)) = line.split_once("://") else { return false };
    let user = rest.rsplit_once('@').map_or("", |(user, _)| user);
    !line.trim_start().starts_with('#') && user.contains(':')
}

/// The key of the certificate, where there is one.
pub(super) fn key(settings: &Settings) -> Option<Finding> {
    let tls = settings.tls.as_ref()?;
    Some(look(
        "key file",
        &tls.key,
        EVERYBODY,
        "Whoever reads it can pretend to be this service: chmod 600 it",
    ))
}

fn look(check: &'static str, path: &Path, forbidden: u32, mend: &str) -> Finding {
    let Ok(file) = std::fs::metadata(path) else {
        return Finding::skipped(check, format!("{} is not there", path.display()));
    };
    let mode = file.permissions().mode() & 0o777;
    if mode & forbidden == 0 {
        return Finding::good(check, format!("{} has the mode {mode:04o}", path.display()));
    }
    let found = format!("{} has the mode {mode:04o}: others on this machine can open it", path.display());
    Finding::wrong(check, found, mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_found() {
        assert!(holds_a_password("url = \"smtps://u:secret@smtp.example.org\""));
        assert!(holds_a_password("database.url = \"postgres://u:a@b@h/d\""));
        for none in [
            "# url = \"smtps://u:p@h\"",
            "url = \"postgres://u@h:5432/d\"",
            "public_url = \"https://h:1\"",
            "",
        ] {
            assert!(!holds_a_password(none), "{none}");
        }
    }
}
