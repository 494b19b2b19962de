//! The database file: made, and kept, for its owner's eyes only.

use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::store::open::{OpenError, Schema};

/// Read and write for the owner, nothing for anybody else. SQLite gives its two side files (`-wal`, `-shm`) the mode of
/// the file itself, so this settles all three.
const OWNER_ONLY: u32 = 0o600;

/// Makes sure that the file is there.
///
/// A file that exists is not opened here: to close it again would drop the locks that SQLite holds on it in this process
/// (POSIX), and another process could then take the log away from under it.
pub(super) fn create_if_missing(path: &Path, schema: Schema) -> Result<(), OpenError> {
    if path.try_exists().unwrap_or(true) {
        return Ok(());
    }
    if schema == Schema::MustBeCurrent {
        return Err(OpenError::NoDatabase { path: path.to_owned() });
    }
    match OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(refuse(path, &cause)),
        _ => Ok(()),
    }
}

/// Takes read and write from group and others where an older file or a copy allowed them: it holds password hashes.
pub(super) fn restrict(path: &Path) -> Result<(), OpenError> {
    const OTHERS: u32 = 0o077;
    let mode = fs::metadata(path).map_err(|cause| refuse(path, &cause))?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    tracing::warn!("the database file was open to other users of this machine; its mode is now 0600");
    fs::set_permissions(path, Permissions::from_mode(OWNER_ONLY)).map_err(|cause| refuse(path, &cause))
}

/// Which file a path leads to: device and inode.
pub(super) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

fn refuse(path: &Path, cause: &io::Error) -> OpenError {
    OpenError::File { path: path.to_owned(), cause: cause.to_string() }
}

#[cfg(test)]
mod tests {
    use bienvenue_core::time::Timestamp;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_database_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.db");
        let opened = super::super::open(&path, Schema::Migrate, NOW).unwrap();
        for name in ["new.db", "new.db-wal", "new.db-shm"] {
            assert_eq!(mode(&folder.path().join(name)), OWNER_ONLY, "{name}");
        }
        drop(opened);
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        super::super::open(&path, Schema::MustBeCurrent, NOW).unwrap();
        assert_eq!(mode(&path), OWNER_ONLY);
    }

    #[test]
    fn what_is_no_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.pem");
        fs::write(&path, "-----BEGIN CERTIFICATE-----".repeat(100)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let content = fs::read(&path).unwrap();
        for schema in [Schema::Migrate, Schema::MustBeCurrent] {
            let refused = super::super::open(&path, schema, NOW);
            assert!(matches!(refused, Err(OpenError::File { .. })));
        }
        assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o644, content));
        let missing = folder.path().join("missing.db");
        let refused = super::super::open(&missing, Schema::MustBeCurrent, NOW);
        assert!(matches!(refused, Err(OpenError::NoDatabase { .. })) && !missing.exists());
    }
}
