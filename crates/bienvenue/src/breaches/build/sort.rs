//! Numbers in, numbers in order out, through a file when they are many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const KEY: usize = 8;

/// Takes numbers and sorts as many at once as it is allowed; runs of sorted ones wait in a file.
#[derive(Debug)]
pub(super) struct Sorter {
    runs: Runs,
    waiting: Vec<u64>,
    at_once: usize,
    added: u64,
}

/// The file of sorted runs, one behind the other. It goes away with this.
#[derive(Debug)]
struct Runs {
    path: PathBuf,
    file: Option<File>,
    lengths: Vec<u64>,
}

impl Drop for Runs {
    fn drop(&mut self) {
        if self.file.is_some() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Sorter {
    pub(super) const fn new(path: PathBuf, at_once: usize) -> Self {
        let runs = Runs { path, file: None, lengths: Vec::new() };
        Self { runs, waiting: Vec::new(), at_once, added: 0 }
    }

    /// How many numbers were added, equal ones too.
    pub(super) const fn added(&self) -> u64 {
        self.added
    }

    pub(super) fn add(&mut self, key: u64) -> io::Result<()> {
        self.waiting.push(key);
        self.added += 1;
        if self.waiting.len() < self.at_once { Ok(()) } else { self.put_away() }
    }

    /// Every number once, in order.
    pub(super) fn sorted(mut self) -> io::Result<Sorted> {
        if !self.runs.lengths.is_empty() {
            self.put_away()?;
        }
        self.waiting.sort_unstable();
        let mut runs = vec![Run::Memory(self.waiting.into_iter())];
        let mut start = 0;
        for length in &self.runs.lengths {
            runs.push(Run::open(&self.runs.path, start, *length)?);
            start += length;
        }
        let mut sorted = Sorted { runs, first: BinaryHeap::new(), last: None, _file: self.runs };
        for run in 0..sorted.runs.len() {
            sorted.refill(run)?;
        }
        Ok(sorted)
    }

    fn put_away(&mut self) -> io::Result<()> {
        self.waiting.sort_unstable();
        self.waiting.dedup();
        if self.runs.file.is_none() {
            let file = OpenOptions::new().write(true).create(true).truncate(true).open(&self.runs.path)?;
            self.runs.file = Some(file);
        }
        let Some(file) = &self.runs.file else { return Ok(()) };
        let mut output = BufWriter::with_capacity(1 << 18, file);
        self.waiting.iter().try_for_each(|key| output.write_all(&key.to_le_bytes()))?;
        output.flush()?;
        self.runs.lengths.push((self.waiting.len() * KEY) as u64);
        self.waiting.clear();
        Ok(())
    }
}

/// Sorted numbers, in memory or in a part of the file.
enum Run {
    Memory(std::vec::IntoIter<u64>),
    File(BufReader<io::Take<File>>),
}

impl Run {
    fn open(path: &Path, start: u64, length: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(start))?;
        Ok(Self::File(BufReader::with_capacity(1 << 16, file.take(length))))
    }

    fn next(&mut self) -> io::Result<Option<u64>> {
        match self {
            Self::Memory(keys) => Ok(keys.next()),
            Self::File(input) => {
                let mut key = [0; KEY];
                match input.read_exact(&mut key) {
                    Ok(()) => Ok(Some(u64::from_le_bytes(key))),
                    Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    Err(cause) => Err(cause),
                }
            }
        }
    }
}

/// The runs, merged.
pub(super) struct Sorted {
    runs: Vec<Run>,
    /// The next number of each run that has one, with the number of the run.
    first: BinaryHeap<Reverse<(u64, usize)>>,
    last: Option<u64>,
    /// Removed when all is read.
    _file: Runs,
}

impl Sorted {
    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some(keys) = self.runs.get_mut(run)
            && let Some(key) = keys.next()?
        {
            self.first.push(Reverse((key, run)));
        }
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<u64>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Reverse((key, run)) = self.first.pop()?;
            if let Err(cause) = self.refill(run) {
                return Some(Err(cause));
            }
            if self.last != Some(key) {
                self.last = Some(key);
                return Some(Ok(key));
            }
        }
    }
}
