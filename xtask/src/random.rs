//! A few random characters for names and passwords of temporary things.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result};

/// Up to 32 hexadecimal digits from the operating system's randomness.
pub(crate) fn hex(digits: usize) -> Result<String> {
    let mut random = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .context("cannot read /dev/urandom")?;
    let mut text = format!("{:032x}", u128::from_ne_bytes(random));
    text.truncate(digits);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_length_and_is_never_the_same() {
        let first = hex(32).unwrap();
        assert_eq!((first.len(), hex(8).unwrap().len()), (32, 8));
        assert_ne!(first, hex(32).unwrap());
    }
}
