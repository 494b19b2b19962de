//! A secret that is looked for wherever it must not be, in every way in which it may be written.

use std::fmt::Write as _;

/// A secret with its name.
pub(super) struct Canary {
    pub(super) name: &'static str,
    secret: String,
}

impl Canary {
    pub(super) fn new(name: &'static str, secret: &str) -> Self {
        assert!(secret.len() >= 10, "{name} is too short to be told from other text");
        Self { name, secret: secret.to_owned() }
    }

    /// How it is written here, if it is.
    pub(super) fn found_in(&self, place: &[u8]) -> Option<&'static str> {
        let lower = place.to_ascii_lowercase();
        let forms = self.forms();
        let found = forms.iter().find(|(form, text)| {
            // Base64 tells upper from lower case.
            let (place, text) =
                if *form == "base64" { (place, text.clone()) } else { (&*lower, text.to_lowercase()) };
            has(place, text.as_bytes())
        });
        found.map(|(form, _)| *form)
    }

    fn forms(&self) -> Vec<(&'static str, String)> {
        let bytes = self.secret.as_bytes();
        let each = |write: fn(&mut String, u8)| {
            bytes.iter().fold(String::new(), |mut text, byte| {
                write(&mut text, *byte);
                text
            })
        };
        let mut forms = vec![
            ("as it is", self.secret.clone()),
            ("hex", each(|text, byte| write!(text, "{byte:02x}").unwrap())),
            ("percent", each(|text, byte| write!(text, "%{byte:02x}").unwrap())),
            (
                "percent",
                each(|text, byte| {
                    let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                    if is_plain { text.push(char::from(byte)) } else { write!(text, "%{byte:02x}").unwrap() }
                }),
            ),
            ("bytes", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")),
            ("backwards", self.secret.chars().rev().collect()),
        ];
        for alphabet in [*b"+/", *b"-_"] {
            for offset in 0..3 {
                forms.push(("base64", base64_inside(bytes, offset, alphabet)));
            }
        }
        forms
    }
}

/// What is always there of the Base64 of a text that has these bytes behind as many others as `offset`, whatever surrounds them.
fn base64_inside(bytes: &[u8], offset: usize, last_two: [u8; 2]) -> String {
    let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(last_two).collect();
    let bits: Vec<u8> = std::iter::repeat_n(0, offset)
        .chain(bytes.iter().copied())
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    // The first letter may have bits of what stands before, the last one of what stands behind.
    let from = (offset * 8).div_ceil(6);
    let letters = bits.chunks_exact(6).skip(from);
    letters
        .map(|six| char::from(alphabet[usize::from(six.iter().fold(0, |all, bit| all << 1 | bit))]))
        .collect()
}

fn has(place: &[u8], text: &[u8]) -> bool {
    place.windows(text.len()).any(|window| window == text)
}

#[test]
fn a_canary_is_found_however_it_is_written() {
    let canary = Canary::new("it", "canary/one+two");
    for (text, form) in [
        ("x canary/one+two y", "as it is"),
        ("x CANARY/ONE+TWO y", "as it is"),
        ("63616E6172792F6F6E652B74776F", "hex"),
        ("x=canary%2fone%2Btwo", "percent"),
        ("Y2FuYXJ5L29uZSt0d28=", "base64"),
        // Behind "\0accounts\0" and before more.
        ("AGFjY291bnRzAGNhbmFyeS9vbmUrdHdvIG1vcmU", "base64"),
        ("[99, 97, 110, 97, 114, 121, 47, 111, 110, 101, 43, 116, 119, 111]", "bytes"),
    ] {
        assert_eq!(canary.found_in(text.as_bytes()), Some(form), "{text}");
    }
    assert_eq!(canary.found_in(b"canary/one-two"), None);
}
