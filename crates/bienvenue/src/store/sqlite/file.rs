//! The database file: made, and kept, for its owner's eyes only.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::store::open::{OpenError, Schema};

/// Read and write for the owner, nothing for anybody else.
const OWNER_ONLY: u32 = 0o600;

/// Makes sure that the file is there and that no one else on the machine can read the hashes in it.
///
/// SQLite gives its two side files (`-wal`, `-shm`) the mode of the file itself, so this settles all three.
pub(super) fn prepare(path: &Path, schema: Schema) -> Result<(), OpenError> {
    let refuse = |cause: io::Error| OpenError::File { path: path.to_owned(), cause: cause.to_string() };
    let may_create = matches!(schema, Schema::Migrate);
    let opened = OpenOptions::new().read(true).write(true).create(may_create).mode(OWNER_ONLY).open(path);
    match opened {
        Ok(file) if is_database(&file).map_err(refuse)? => restrict(&file).map_err(refuse),
        Ok(_) => Err(OpenError::File { path: path.to_owned(), cause: "it is no SQLite database".to_owned() }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !may_create => {
            Err(OpenError::NoDatabase { path: path.to_owned() })
        }
        Err(cause) => Err(refuse(cause)),
    }
}

/// Whether a file is new or begins as SQLite's files do. What is neither was named by mistake, and stays as it is.
fn is_database(mut file: &File) -> io::Result<bool> {
    const BEGINNING: &[u8] = b"SQLite format 3\0";
    let mut beginning = Vec::new();
    (&mut file).take(BEGINNING.len() as u64).read_to_end(&mut beginning)?;
    Ok(beginning.is_empty() || beginning == BEGINNING)
}

/// Takes read and write from group and others where an older file or a copy allowed them.
fn restrict(file: &File) -> io::Result<()> {
    const OTHERS: u32 = 0o077;
    let mode = file.metadata()?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    tracing::warn!("the database file was open to other users of this machine; its mode is now 0600");
    file.set_permissions(Permissions::from_mode(OWNER_ONLY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_database_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.db");
        prepare(&path, Schema::Migrate).unwrap();
        assert_eq!(mode(&path), OWNER_ONLY);
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        prepare(&path, Schema::MustBeCurrent).unwrap();
        assert_eq!(mode(&path), OWNER_ONLY);
    }

    #[test]
    fn what_is_no_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.pem");
        std::fs::write(&path, "-----BEGIN CERTIFICATE-----").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        for schema in [Schema::Migrate, Schema::MustBeCurrent] {
            assert!(matches!(prepare(&path, schema), Err(OpenError::File { .. })));
        }
        assert_eq!(mode(&path), 0o644);
        let missing = prepare(&folder.path().join("missing.db"), Schema::MustBeCurrent);
        assert!(matches!(missing, Err(OpenError::NoDatabase { .. })));
        assert!(!folder.path().join("missing.db").exists());
    }
}
