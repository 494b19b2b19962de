//! The passwords that everybody tries first (ASVS 6.2.4).
//!
//! For every shortest length from 8 to 64 characters, the 3,000 commonest that are at least as long: some 18,000 in all. They come
//! from the million commonest of the ten million that Mark Burnett published for research, which holds fewer than 3,000 from
//! 18 characters on; there it is all of them.
//!
//! What is compiled in is the first five bytes of their SHA-256, in order: 90 KB, and no text that was once somebody's
//! password. Another password is taken for one of them once in 61 million. `examples/common_passwords.rs` makes the
//! file.

use sha2::{Digest as _, Sha256};

static MARKS: &[u8] = include_bytes!("common.bin");

const SIZE: usize = 5;

/// Whether many people have this password, in whatever case they write it.
pub fn is_common_password(text: &str) -> bool {
    let (marks, _) = MARKS.as_chunks::<SIZE>();
    marks.binary_search(&common_password_mark(text)).is_ok()
}

/// What stands for a password in the list.
pub fn common_password_mark(text: &str) -> [u8; SIZE] {
    let digest = Sha256::digest(text.to_lowercase());
    let mut mark = [0; SIZE];
    mark.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ASVS 6.2.4: more than 3,000 that are long enough, for the default and for longer ones.
    #[test]
    fn asvs_6_2_4_common_passwords_are_known() {
        for common in ["password", "PASSWORD", "12345678", "Password1", "iloveyou", "football", "qwertyuiop"]
        {
            assert!(is_common_password(common), "{common}");
        }
        for long in [
            "123456789012",
            "1234567890123456",
            "unbelievable",
            "passwordpassword",
            "qwertyuiopasdfghjklzxcvbnm",
        ] {
            assert!(is_common_password(long), "{long}");
        }
        for rare in ["", "correct horse battery staple", "b4l0u-b4l0u-b4l0u", "long enough"] {
            assert!(!is_common_password(rare), "{rare}");
        }
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        let (marks, rest) = MARKS.as_chunks::<SIZE>();
        assert!(rest.is_empty() && marks.len() > 15_000, "{}", marks.len());
        assert!(marks.is_sorted_by(|a, b| a < b));
    }
}
