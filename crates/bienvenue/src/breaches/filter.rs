//! Reading a filter.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::layout::{HEADER, Header, MAGIC, MARK, MOST_BUCKET_BITS, PLACE, VERSION, key_of};

/// A filter on disk, open and found whole.
#[derive(Debug)]
pub struct BreachFilter {
    file: File,
    header: Header,
}

/// Why a file cannot be used as a filter.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is some other file.
    #[error("is no breach filter")]
    Foreign,
    /// It was made by another version of Bienvenue.
    #[error("is a breach filter of version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// It is cut off, or was changed.
    #[error("is a breach filter that is damaged or not complete")]
    Damaged,
}

impl BreachFilter {
    /// Opens a filter and reads it once from end to end, a few seconds for each gigabyte, to see that it is whole.
    ///
    /// The file may be replaced by another under the same name later: what was opened stays in use.
    ///
    /// # Errors
    ///
    /// [`FilterError`].
    pub fn open(path: &Path) -> Result<Self, FilterError> {
        let mut file = File::open(path)?;
        let mut start = Vec::with_capacity(HEADER);
        (&mut file).take(HEADER as u64).read_to_end(&mut start)?;
        let header = read_header(&start)?;
        if file.metadata()?.len() != header.file_length() || !is_whole(&mut file, &start)? {
            return Err(FilterError::Damaged);
        }
        Ok(Self { file, header })
    }

    /// How many hashes it was made of.
    pub const fn count(&self) -> u64 {
        self.header.count
    }

    /// Whether a hash is among them. Always true for one that is; for another once in 65,536 times.
    ///
    /// # Errors
    ///
    /// What the file system says when the file cannot be read any more.
    pub fn contains(&self, sha1: &[u8; 20]) -> io::Result<bool> {
        let key = key_of(sha1);
        let mut places = [0; 2 * PLACE];
        let at = self.header.index_start() + self.header.bucket(key) * PLACE as u64;
        self.file.read_exact_at(&mut places, at)?;
        // Both in one number, the first in its lower half.
        let places = u64::from_le_bytes(places);
        let (start, end) = (places & u64::from(u32::MAX), places >> 32);
        let mut marks = vec![0; usize::try_from(end.saturating_sub(start)).unwrap_or_default() * MARK];
        self.file.read_exact_at(&mut marks, HEADER as u64 + start * MARK as u64)?;
        let (marks, _) = marks.as_chunks::<MARK>();
        Ok(marks.binary_search(&self.header.mark(key)).is_ok())
    }
}

/// Says first whose file it is, then which version, and then whether it can be true.
fn read_header(start: &[u8]) -> Result<Header, FilterError> {
    let rest = start.strip_prefix(MAGIC).ok_or(FilterError::Foreign)?;
    let (version, rest) = rest.split_first_chunk().ok_or(FilterError::Damaged)?;
    let version = u32::from_le_bytes(*version);
    if version != VERSION {
        return Err(FilterError::Version(version));
    }
    let (bucket_bits, rest) = rest.split_first_chunk().ok_or(FilterError::Damaged)?;
    let (count, _) = rest.split_first_chunk().ok_or(FilterError::Damaged)?;
    let header = Header { bucket_bits: u32::from_le_bytes(*bucket_bits), count: u64::from_le_bytes(*count) };
    let is_possible = header.bucket_bits <= MOST_BUCKET_BITS && u32::try_from(header.count).is_ok();
    if is_possible && start.len() == HEADER { Ok(header) } else { Err(FilterError::Damaged) }
}

/// Whether the checksum in the header is that of the file.
fn is_whole(file: &mut File, start: &[u8]) -> io::Result<bool> {
    file.seek(SeekFrom::Start(HEADER as u64))?;
    let mut checksum = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        checksum.update(buffer.get(..read).unwrap_or_default());
    }
    let (said, stored) = start.split_at(HEADER - 32);
    checksum.update(said);
    Ok(checksum.finalize().as_slice() == stored)
}
