//! One reading of where a message ends (ASVS 4.2.1, RFC 9112 §6.3, §11.2).
//!
//! hyper takes some of what the standard lets a server take: a bare line feed for the end of a line, `Content-Length` beside
//! `Transfer-Encoding`, the same length twice, codings before `chunked`. A proxy in front may read each of them in another
//! way, and what one takes for a body is the next person's request for the other. So the bytes of each header are looked at
//! while they pass. Where a line is doubtful, its end is turned into a NUL: hyper refuses that with 400, after the answers
//! to what came before, and closes the connection.
//!
//! Nothing is buffered but the start of a line that a read left unfinished. Bodies of a length are passed by. After one in
//! chunks nothing is looked at any more, and [`serve`](super::serve) ends the connection with the answer.

mod stream;

use std::str;

pub(super) use stream::Strict;

/// A line about a length has no more bytes: a name, twenty digits and some space.
const LONGEST: usize = 64;

/// Where in a message the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Head,
    /// So many bytes before the next head.
    Body(u64),
    /// Behind the last head that counts.
    Rest,
}

/// What has passed so far.
#[derive(Debug)]
pub(super) struct Reading {
    part: Part,
    /// Whether the line has passed that every head begins with.
    is_in_fields: bool,
    length: Option<u64>,
    is_chunked: bool,
    unfinished: Unfinished,
}

/// The line that a read broke off in.
#[derive(Debug)]
struct Unfinished {
    start: [u8; LONGEST],
    length: usize,
    last: u8,
}

/// A line that could be read in two ways.
struct Doubtful;

impl Reading {
    pub(super) const fn new() -> Self {
        let unfinished = Unfinished { start: [0; LONGEST], length: 0, last: 0 };
        Self { part: Part::Head, is_in_fields: false, length: None, is_chunked: false, unfinished }
    }

    /// Looks at bytes on their way, and spoils the end of a line that is doubtful.
    pub(super) fn pass(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            let passed = match self.part {
                Part::Rest => return,
                Part::Body(left) => {
                    let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    let left = left.saturating_sub(u64::try_from(here).unwrap_or(u64::MAX));
                    self.part = if left == 0 { Part::Head } else { Part::Body(left) };
                    here
                }
                Part::Head => {
                    let Some(end) = memchr::memchr(b'\n', bytes) else { return self.unfinished.add(bytes) };
                    let Some((line, [line_feed, ..])) = bytes.split_at_mut_checked(end) else { return };
                    if self.take_line(line).is_err() {
                        *line_feed = 0;
                        self.part = Part::Rest;
                        return;
                    }
                    end + 1
                }
            };
            bytes = bytes.get_mut(passed..).unwrap_or_default();
        }
    }

    /// The end of a line, less its line feed.
    fn take_line(&mut self, end: &[u8]) -> Result<(), Doubtful> {
        if self.unfinished.length == 0 {
            let line = end.strip_suffix(b"\r").ok_or(Doubtful)?;
            return self.judge(line, line.len() < LONGEST);
        }
        self.unfinished.add(end);
        let Unfinished { start, length, last } = self.unfinished;
        self.unfinished.length = 0;
        if last != b'\r' {
            return Err(Doubtful);
        }
        self.judge(start.get(..length - 1).unwrap_or(&start), length <= LONGEST)
    }

    /// A line, or the start of one that is too long to be about a length.
    fn judge(&mut self, line: &[u8], is_whole: bool) -> Result<(), Doubtful> {
        match line.first() {
            None => self.end_head(),
            Some(_) if !self.is_in_fields => self.is_in_fields = true,
            // A value that goes on in the next line: obsolete (RFC 9112 §5.2).
            Some(b' ' | b'\t') => return Err(Doubtful),
            Some(b'c' | b'C') => {
                if let Some(value) = value_of(line, b"content-length:") {
                    let is_first = self.length.is_none() && !self.is_chunked;
                    let digits = (is_first && is_whole).then_some(value).ok_or(Doubtful)?;
                    self.length = Some(number(digits).ok_or(Doubtful)?);
                }
            }
            Some(b't' | b'T') => {
                if let Some(value) = value_of(line, b"transfer-encoding:") {
                    let is_first = self.length.is_none() && !self.is_chunked;
                    if !(is_first && is_whole && value.eq_ignore_ascii_case(b"chunked")) {
                        return Err(Doubtful);
                    }
                    self.is_chunked = true;
                }
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn end_head(&mut self) {
        // An empty line before a request is nothing (RFC 9112 §2.2).
        if self.is_in_fields {
            self.is_in_fields = false;
            self.part = match self.length.take() {
                _ if self.is_chunked => Part::Rest,
                None | Some(0) => Part::Head,
                Some(length) => Part::Body(length),
            };
        }
    }
}

impl Unfinished {
    fn add(&mut self, bytes: &[u8]) {
        if let Some(room) = self.start.get_mut(self.length..) {
            room.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        }
        self.length = self.length.saturating_add(bytes.len());
        self.last = bytes.last().copied().unwrap_or(self.last);
    }
}

/// What follows a name with its colon, less the space around it. With space before the colon it is no name, as for hyper.
fn value_of<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

/// Digits only: `parse` would take a sign.
fn number(digits: &[u8]) -> Option<u64> {
    let are_digits = digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits).ok().filter(|_| are_digits)?.parse().ok()
}

#[cfg(test)]
mod tests;
