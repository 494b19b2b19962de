//! Making a filter: a merge sort whose memory stays the same however long the list is.

mod sort;

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use self::sort::Sorter;
use super::layout::{HEADER, Header, key_of};

/// How many hashes are sorted at once: 64 MB.
const SORTED_AT_ONCE: usize = 8 << 20;

/// Makes a filter of hashes in any order.
///
/// Beside the filter lies a file with 8 bytes for each hash while a list of more than eight million is sorted. What is not
/// finished leaves nothing behind, and the filter is there under its name only when it is complete.
#[derive(Debug)]
pub struct FilterBuilder {
    path: PathBuf,
    sorter: Sorter,
}

impl FilterBuilder {
    /// Begins a filter that will be at `path`.
    pub fn new(path: &Path) -> Self {
        Self::with_memory(path, SORTED_AT_ONCE)
    }

    fn with_memory(path: &Path, sorted_at_once: usize) -> Self {
        Self { path: path.to_owned(), sorter: Sorter::new(beside(path, "sorting"), sorted_at_once) }
    }

    /// Adds the SHA-1 of a password.
    ///
    /// # Errors
    ///
    /// What the file system says when there is no room to sort.
    pub fn add(&mut self, sha1: &[u8; 20]) -> io::Result<()> {
        self.sorter.add(key_of(sha1))
    }

    /// Writes the filter, in place of one that is there, and tells how many different hashes it holds. `tell` hears now and
    /// then how many are done of how many.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn finish(self, tell: impl FnMut(u64, u64)) -> io::Result<u64> {
        let unfinished = Unfinished(beside(&self.path, "new"));
        let count = write(&unfinished.0, self.sorter, tell)?;
        std::fs::rename(&unfinished.0, &self.path)?;
        Ok(count)
    }
}

/// A file that goes away unless it was given its name.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn write(path: &Path, sorter: Sorter, mut tell: impl FnMut(u64, u64)) -> io::Result<u64> {
    const NOW_AND_THEN: u64 = 1 << 20;
    let total = sorter.added();
    let mut header = Header::for_up_to(total);
    let mut output = BufWriter::with_capacity(1 << 18, File::create(path)?);
    output.write_all(&[0; HEADER])?;
    let mut checksum = Sha256::new();
    let mut places = Vec::new();
    let mut last = None;
    for (done, key) in (0..).zip(sorter.sorted()?) {
        let key = key?;
        if done % NOW_AND_THEN == 0 {
            tell(done, total);
        }
        let bucket = header.bucket(key);
        // Hashes that differ further on than is kept are one.
        let kept = Some((bucket, header.mark(key)));
        if kept == last {
            continue;
        }
        last = kept;
        begin_buckets(&mut places, bucket, header.count)?;
        let mark = header.mark(key);
        checksum.update(mark);
        output.write_all(&mark)?;
        header.count += 1;
    }
    begin_buckets(&mut places, header.buckets(), header.count)?;
    for place in places {
        checksum.update(place.to_le_bytes());
        output.write_all(&place.to_le_bytes())?;
    }
    checksum.update(header.to_bytes());
    output.seek(SeekFrom::Start(0))?;
    output.write_all(&header.to_bytes())?;
    output.write_all(&checksum.finalize())?;
    output.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(header.count)
}

/// Notes that every bucket up to this one begins here at the latest.
fn begin_buckets(places: &mut Vec<u32>, bucket: u64, count: u64) -> io::Result<()> {
    let too_many = || io::Error::other("a filter holds 4,294,967,295 hashes at most");
    let place = u32::try_from(count).map_err(|_| too_many())?;
    while places.len() as u64 <= bucket {
        places.push(place);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
