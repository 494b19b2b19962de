//! A file of users as another system would have them: an address, a bcrypt hash, and when the account was made.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context, Result};

/// Writes so many lines of JSON. No two hashes are alike, and no password is known for any.
pub(super) fn write(path: &Path, count: u32) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut file = BufWriter::with_capacity(1 << 16, file);
    for number in 0..count {
        writeln!(file, "{}", line(number))?;
    }
    Ok(file.flush()?)
}

fn line(number: u32) -> String {
    let digits = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // 22 characters of salt and 31 of hash; the last of each holds fewer bits than the others.
    let salt = format!("{digits:016x}saltye");
    let hash = format!("{:016x}{digits:014x}", digits.rotate_left(32) ^ 0x5DEE_CE66);
    let hash = hash.get(..30).unwrap_or_default();
    format!(
        "{{\"email\":\"user{number}@example.org\",\"password_hash\":\"$2b$12${salt}{hash}e\",\
         \"created_at\":\"2024-05-17T10:20:30Z\",\"email_verified\":true}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hash_has_the_length_of_bcrypt() {
        for number in [0, 1, 999_999] {
            let line = line(number);
            let hash = line.split('"').find(|text| text.starts_with("$2b$12$")).unwrap();
            assert_eq!(hash.len(), 60, "{line}");
        }
        assert_ne!(line(1), line(2));
    }
}
