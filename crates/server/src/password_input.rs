//! Passwords from people and pipes: never from an argument or the environment, which others on the machine can see.

use std::io::{BufRead, IsTerminal as _};

use bienvenue::core::password::Password;

use crate::stop::{Exit, Stop};

/// Asks twice without echo when a person sits there, and takes one line otherwise.
pub(crate) fn read_new_password() -> Result<String, Stop> {
    if std::io::stdin().is_terminal() { ask_twice() } else { read_line(std::io::stdin().lock()) }
}

fn ask_twice() -> Result<String, Stop> {
    let password = rpassword::prompt_password("Password: ")?;
    let again = rpassword::prompt_password("Again: ")?;
    if password == again {
        return Ok(password);
    }
    Err(Stop::new(Exit::Refused, "the two passwords are not the same")
        .next("Nothing was changed. Try again."))
}

/// A password is exactly what was sent: of the line's end one `\n` or `\r\n` goes, and nothing else.
fn read_line(input: impl BufRead) -> Result<String, Stop> {
    // Enough to see that a password is too long; the rest is not read.
    let most = u64::try_from(Password::MAX_BYTES + 3).unwrap_or(u64::MAX);
    let mut line = Vec::new();
    input.take(most).read_until(b'\n', &mut line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    String::from_utf8(line).map_err(|_| Stop::new(Exit::Refused, "the password is not text in UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> String {
        read_line(text).unwrap()
    }

    /// ASVS 6.2.8: what is hashed is what was sent.
    #[test]
    fn asvs_6_2_8_one_end_of_line_goes_and_nothing_else() {
        assert_eq!(read(b"secret\n"), "secret");
        assert_eq!(read(b"secret\r\n"), "secret");
        assert_eq!(read(b"secret"), "secret");
        assert_eq!(read(b" secret \n"), " secret ");
        assert_eq!(read(b"secret\r\r\n"), "secret\r");
        assert_eq!(read(b"secret\r"), "secret\r");
        assert_eq!(read(b"secret\nmore\n"), "secret");
        assert_eq!(read(b"\nsecret"), "");
        assert_eq!(read(b""), "");
    }

    #[test]
    fn what_is_too_long_is_still_too_long() {
        assert!(read("x".repeat(5_000).as_bytes()).len() > Password::MAX_BYTES);
        assert_eq!(read(format!("{}\r\n", "x".repeat(1_024)).as_bytes()).len(), 1_024);
        assert!(read_line(&b"\xff\n"[..]).is_err());
    }
}
