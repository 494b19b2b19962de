//! Reading a list, line by line, however long it is.

use std::fmt;
use std::io::{self, BufRead, Read as _};

use bienvenue::breaches::sha1_of;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `HASH` or `HASH:COUNT`.
    Hashes,
    /// A password.
    Plaintext,
}

/// A longer line belongs to no list.
const LONGEST_LINE: u64 = 8_192;

/// A list and how far it was read.
pub(super) struct List<R> {
    input: R,
    form: Form,
    line: Vec<u8>,
    lines: u64,
    bytes: u64,
}

/// Why a list cannot be used. What the line says is not told: it may be somebody's password.
#[derive(Debug)]
pub(super) enum Wrong {
    NoHash(u64),
    TooLong(u64),
    Unreadable(u64, io::Error),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHash(line) => {
                write!(f, "line {line}: no SHA-1 in 40 hexadecimal digits, alone or with a colon and a count")
            }
            Self::TooLong(line) => write!(f, "line {line}: longer than {LONGEST_LINE} bytes"),
            Self::Unreadable(line, cause) => write!(f, "line {line}: cannot be read: {cause}"),
        }
    }
}

impl<R: BufRead> List<R> {
    pub(super) const fn new(input: R, form: Form) -> Self {
        Self { input, form, line: Vec::new(), lines: 0, bytes: 0 }
    }

    pub(super) const fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The hash of the next line that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<[u8; 20]>, Wrong> {
        loop {
            self.line.clear();
            let mut limited = (&mut self.input).take(LONGEST_LINE);
            let read = limited.read_until(b'\n', &mut self.line);
            let read = read.map_err(|cause| Wrong::Unreadable(self.lines + 1, cause))? as u64;
            if read == 0 {
                return Ok(None);
            }
            self.lines += 1;
            self.bytes += read;
            if read == LONGEST_LINE && !self.line.ends_with(b"\n") {
                return Err(Wrong::TooLong(self.lines));
            }
            let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            return match self.form {
                Form::Plaintext => Ok(Some(sha1_of(line))),
                Form::Hashes => parse(line).map(Some).ok_or(Wrong::NoHash(self.lines)),
            };
        }
    }
}

fn parse(line: &[u8]) -> Option<[u8; 20]> {
    let (hex, rest) = line.split_at_checked(40)?;
    let is_count = |count: &[u8]| !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    if !rest.is_empty() && !rest.strip_prefix(b":").is_some_and(is_count) {
        return None;
    }
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut hash = [0; 20];
    let (pairs, _) = hex.as_chunks::<2>();
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";

    fn read(text: &str, form: Form) -> Result<Vec<[u8; 20]>, Wrong> {
        let mut list = List::new(text.as_bytes(), form);
        let mut hashes = Vec::new();
        while let Some(hash) = list.next()? {
            hashes.push(hash);
        }
        assert_eq!(list.bytes(), text.len() as u64);
        Ok(hashes)
    }

    #[test]
    fn hashes_come_in_their_usual_forms() {
        let password = sha1_of(b"password");
        let lower = HASH.to_lowercase();
        let text = format!("{HASH}\n{HASH}:3\r\n\n{lower}:10000000\r\n{lower}");
        assert_eq!(read(&text, Form::Hashes).unwrap(), [password; 4]);
        assert_eq!(read("password\r\npassword\n\npassword", Form::Plaintext).unwrap(), [password; 3]);
        assert_eq!(read(" password", Form::Plaintext).unwrap(), [sha1_of(b" password")]);
        assert!(read("", Form::Hashes).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_hash_is_told_with_its_line() {
        for wrong in [
            "password",
            &HASH[1..],
            &format!("{HASH}0"),
            &format!("{HASH}:"),
            &format!("{HASH}:x"),
            &format!("{HASH} 3"),
            &format!("x{}", &HASH[1..]),
            &format!("é{}", &HASH[2..]),
        ] {
            let told = read(&format!("{HASH}\n{wrong}\n"), Form::Hashes).unwrap_err().to_string();
            assert!(told.starts_with("line 2: no SHA-1") && !told.contains(wrong), "{told}");
        }
        let long = "x".repeat(10_000);
        let told = read(&long, Form::Plaintext).unwrap_err().to_string();
        assert!(told.starts_with("line 1: longer"), "{told}");
    }
}
