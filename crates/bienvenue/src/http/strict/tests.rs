use proptest::prelude::*;

use super::*;

/// What is left of a text that comes in pieces which end at these places.
fn passed(text: &[u8], ends: &[usize]) -> Vec<u8> {
    let mut reading = Reading::new();
    let mut bytes = text.to_vec();
    let mut rest: &mut [u8] = &mut bytes;
    let mut from = 0;
    for end in ends.iter().filter(|end| **end < text.len()) {
        let (piece, others) = rest.split_at_mut(end.saturating_sub(from));
        reading.pass(piece);
        (rest, from) = (others, from.max(*end));
    }
    reading.pass(rest);
    bytes
}

/// Whether a text is refused, however it is cut in two.
fn is_refused(text: &str) -> bool {
    let whole = passed(text.as_bytes(), &[]);
    for end in 0..text.len() {
        assert_eq!(passed(text.as_bytes(), &[end]), whole, "{text:?} cut at {end}");
    }
    let each: Vec<_> = (0..text.len()).collect();
    assert_eq!(passed(text.as_bytes(), &each), whole, "{text:?} byte for byte");
    let spoiled = whole.iter().zip(text.bytes()).filter(|(after, before)| **after != *before).count();
    assert!(spoiled <= 1, "{text:?}");
    spoiled == 1
}

const NEXT: &str = "GET / HTTP/1.1\r\nHost: x\n\r\n";

#[test]
fn what_has_one_reading_passes() {
    let long = "x".repeat(200);
    for head in [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-LENGTH:\t3 \r\n\r\na\nb",
        "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 007\r\n\r\nGET\n\n\n\n",
        "POST / HTTP/1.1\r\nContent-Lengthy: x\r\nTransfer-Encodings: y\r\nCookie: z\r\nTE: gzip\r\n\r\n",
        &format!("GET /{long} HTTP/1.1\r\nCookie: {long}\r\nContent-Length: 2\r\n\r\n\n\n"),
    ] {
        assert!(!is_refused(head), "{head:?}");
        assert!(is_refused(&format!("{head}{NEXT}")), "the next head is looked at: {head:?}");
    }
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n";
    assert!(!is_refused(&format!("{chunked}{NEXT}")), "nothing is read after it");
}

/// ASVS 4.2.1
#[test]
fn asvs_4_2_1_what_has_two_readings_is_refused() {
    let spaces = " ".repeat(100);
    for fields in [
        "Host: x\n",
        "Content-Length: 1\nX: y\r\n",
        "X: y\r\n folded\r\n",
        "X: y\r\n\tfolded\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nX: y\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\ncontent-length: 1\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length:\r\n",
        "Content-Length: 0x1\r\n",
        "Content-Length: 18446744073709551616\r\n",
        &format!("Content-Length: {spaces}1\r\n"),
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked;x=1\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "\n",
    ] {
        assert!(is_refused(&format!("POST / HTTP/1.1\r\n{fields}\r\n")), "{fields:?}");
    }
    for text in ["\nGET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n\r\n", "GET / HTTP/1.1\r\n\n"] {
        assert!(is_refused(text), "{text:?}");
    }
}

proptest! {
    /// How the bytes are cut makes no difference to what is refused.
    #[test]
    fn pieces_make_no_difference(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "GET / HTTP/1.1", "\r\n", "\r\n", "\r\n", "\n", "\r", "Content-Length: 3", "Content-Length:4 ", "abc",
                "Transfer-Encoding: chunked", "X: y", " ", "Host: a-host-that-is-long.example",
            ]),
            0..24,
        ),
        ends in prop::collection::vec(0_usize..300, 0..12),
    ) {
        let text = parts.concat();
        let mut ends = ends;
        ends.sort_unstable();
        prop_assert_eq!(passed(text.as_bytes(), &ends), passed(text.as_bytes(), &[]));
    }
}
