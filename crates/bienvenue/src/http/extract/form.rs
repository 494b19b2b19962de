//! `application/x-www-form-urlencoded`, read strictly: what a lenient reader would guess at is refused.

use percent_encoding::percent_decode;

use super::{Fields, Malformed};

/// The fields of a form.
pub(super) fn parse(bytes: &[u8]) -> Result<Fields, Malformed> {
    let mut fields = Fields::default();
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let text = decode(halves.next().unwrap_or_default())?;
        fields.add(name, text)?;
    }
    Ok(fields)
}

fn decode(encoded: &[u8]) -> Result<String, Malformed> {
    let is_escape =
        |rest: &[u8]| matches!(rest, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    let mut rest = encoded;
    while let [first, tail @ ..] = rest {
        if *first == b'%' && !is_escape(tail) {
            return Err(Malformed("the form has a % that is not followed by two hexadecimal digits"));
        }
        rest = tail;
    }
    let spaced: Vec<u8> = encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&spaced).decode_utf8().map_err(|_| Malformed("the form is not UTF-8"))?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded() {
        let fields = parse(b"email=bob%40example.org&password=a+b%2Bc%25&&empty=&flag&x=1=2").ok().unwrap();
        assert_eq!(fields.text("email"), "bob@example.org");
        assert_eq!(fields.text("password"), "a b+c%");
        assert_eq!(fields.text("x"), "1=2");
        for name in ["empty", "flag", "missing"] {
            assert_eq!(fields.text(name), "");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for bad in ["a=%", "a=%4", "a=%zz", "%g0=a", "a=%ff", "a=%c3%28", "a=1&a=1", "a=1&%61=2"] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(parse(b"a=\xff").is_err());
    }
}
