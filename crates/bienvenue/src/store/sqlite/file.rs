//! The database file: made, and kept, for its owner's eyes only.

use std::fs::{File, OpenOptions, Permissions};
use std::io;
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
        Ok(file) => restrict(&file).map_err(refuse),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !may_create => {
            Err(OpenError::NoDatabase { path: path.to_owned() })
        }
        Err(cause) => Err(refuse(cause)),
    }
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
