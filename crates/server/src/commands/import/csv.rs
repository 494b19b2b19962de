//! Comma-separated values (RFC 4180), with the names of the columns in the first line. Semicolons and tabs are taken as well.

use std::io::{self, BufRead, Read as _};

use serde_json::{Map, Value};

use super::record::{Record, Wrong};

/// A longer record belongs to no list of users.
const LONGEST: u64 = 1 << 20;
/// What Excel writes first.
const MARK: &str = "\u{feff}";

/// A file of rows.
pub(super) struct Csv<R> {
    input: R,
    separator: char,
    names: Vec<String>,
    /// Where the next row begins.
    line: u64,
}

impl<R: BufRead> Csv<R> {
    /// Reads the names. A file without any is no such file.
    pub(super) fn open(input: R) -> io::Result<Result<Self, Wrong>> {
        let mut csv = Self { input, separator: ',', names: Vec::new(), line: 1 };
        let header = match csv.raw()? {
            None => return Ok(Err(Wrong::new("the file is empty"))),
            Some(Err(wrong)) => return Ok(Err(wrong)),
            Some(Ok(header)) => header,
        };
        let header = header.strip_prefix(MARK).unwrap_or(&header);
        csv.separator = header.chars().find(|c| [',', ';', '\t'].contains(c)).unwrap_or(',');
        match split(header, csv.separator) {
            Ok(names) => csv.names = names,
            Err(wrong) => return Ok(Err(wrong)),
        }
        Ok(Ok(csv))
    }

    /// The next row, with the number of its first line.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Result<Record, Wrong>)>> {
        loop {
            let line = self.line;
            let Some(row) = self.raw()? else { return Ok(None) };
            if row.as_ref().is_ok_and(String::is_empty) {
                continue;
            }
            let record =
                row.and_then(|row| split(&row, self.separator)).and_then(|fields| self.record(fields));
            return Ok(Some((line, record)));
        }
    }

    fn record(&self, fields: Vec<String>) -> Result<Record, Wrong> {
        if fields.len() != self.names.len() {
            return Err(Wrong::new(format!("{} fields under {} names", fields.len(), self.names.len())));
        }
        let columns = self.names.iter().cloned().zip(fields.into_iter().map(Value::String));
        Ok(Record::new(columns.collect::<Map<_, _>>()))
    }

    /// The text of a row, which ends with the first line that leaves no quote open.
    fn raw(&mut self) -> io::Result<Option<Result<String, Wrong>>> {
        let mut row = Vec::new();
        let mut is_quoted = false;
        loop {
            let begin = row.len();
            let read = (&mut self.input).take(LONGEST).read_until(b'\n', &mut row)?;
            if read == 0 {
                let wrong = Wrong::new("a quote is not closed before the end of the file");
                return Ok((!row.is_empty()).then_some(Err(wrong)));
            }
            self.line += 1;
            if row.len() as u64 >= LONGEST {
                let wrong = Wrong::new(format!("longer than {LONGEST} bytes: is a quote not closed?"));
                return Ok(Some(Err(wrong)));
            }
            let quotes = row.iter().skip(begin).filter(|&&c| c == b'"').count();
            is_quoted ^= !quotes.is_multiple_of(2);
            if !is_quoted {
                break;
            }
        }
        let row = row.strip_suffix(b"\n").unwrap_or(&row);
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        Ok(Some(str::from_utf8(row).map(str::to_owned).map_err(|_| Wrong::new("no UTF-8"))))
    }
}

/// The fields of a row.
fn split(row: &str, separator: char) -> Result<Vec<String>, Wrong> {
    let mut fields = Vec::new();
    let mut rest = row;
    loop {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(quoted)?
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            let (field, after) = rest.split_at(end);
            if field.contains('"') {
                return Err(Wrong::new("a quote in the middle of a field"));
            }
            (field.to_owned(), after)
        };
        fields.push(field);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(separator).ok_or_else(|| Wrong::new("text behind a closing quote"))?;
    }
}

/// A field whose opening quote is gone, and what follows it.
fn unquote(quoted: &str) -> Result<(String, &str), Wrong> {
    let mut field = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"').ok_or_else(|| Wrong::new("a quote is not closed"))?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return Ok((field, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        let mut csv = Csv::open(text.as_bytes()).unwrap().unwrap();
        let names: Vec<String> = csv.names.clone();
        let mut rows = Vec::new();
        while let Some((line, record)) = csv.next().unwrap() {
            let fields = record.map_err(|wrong| wrong.0).map(|record| {
                names
                    .iter()
                    .map(|name| record.text(&[name]).unwrap().unwrap_or_default().to_owned())
                    .collect()
            });
            rows.push((line, fields));
        }
        rows
    }

    #[test]
    fn rows_are_read_as_the_standard_has_them() {
        let text = "email,password\r\na@x,\"p,\"\"q\"\"\nr\"\r\n\n\"\",z\n";
        let wanted = [
            (2, Ok(vec!["a@x".to_owned(), "p,\"q\"\nr".to_owned()])),
            (5, Ok(vec![String::new(), "z".to_owned()])),
        ];
        assert_eq!(rows(text), wanted);
        assert_eq!(rows("\u{feff}a;b\n1;2"), [(2, Ok(vec!["1".to_owned(), "2".to_owned()]))]);
        assert_eq!(rows("a\tb\n1\t2"), [(2, Ok(vec!["1".to_owned(), "2".to_owned()]))]);
    }

    #[test]
    fn a_broken_row_is_one_row() {
        let told = rows("a,b\n1\n1,2,3\n1,x\"y\",\"\"\n\"1\"x,2\n3,4\n");
        let is_wrong: Vec<_> = told.iter().map(|(line, row)| (*line, row.is_err())).collect();
        assert_eq!(is_wrong, [(2, true), (3, true), (4, true), (5, true), (6, false)]);
        assert!(rows("a,b\n\"1,2\n").iter().all(|(_, row)| row.is_err()));
    }

    #[test]
    fn an_empty_file_is_none() {
        assert!(Csv::open("".as_bytes()).unwrap().is_err());
        let long = format!("a\n\"{}", "x\n".repeat(1 << 20));
        assert!(rows(&long).iter().any(|(_, row)| row.is_err()));
    }
}
