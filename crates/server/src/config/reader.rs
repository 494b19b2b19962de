//! Puts file and environment over the defaults, and hands out one typed setting after the other.

use std::collections::BTreeMap;
use std::path::Path;

use super::environment::Environment;
use super::file;
use super::key::{self, Default};
use super::problem::{Place, Problem};
use super::secret::{self, SECRETS};
use super::value::Value;

/// What was written, by setting, each with its place; and what was wrong so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    written: BTreeMap<&'static str, (Value, Place)>,
    problems: Vec<Problem>,
}

impl Reader {
    /// Adds what a file says.
    pub(super) fn add_file(&mut self, path: &Path, text: &str) {
        let place = |line| Place::Line(path.to_owned(), line);
        match file::parse(text) {
            Ok(found) => {
                for found in found {
                    match key::find(&found.name) {
                        Some(key) => {
                            self.written.insert(key.name, (found.value, place(found.line)));
                        }
                        None => self.problems.push(Problem::new(place(found.line), unknown(&found.name))),
                    }
                }
            }
            Err(refused) => self.problems.push(Problem::new(place(refused.line), refused.reason)),
        }
    }

    /// Adds what the environment says, over the file.
    pub(super) fn add_environment(&mut self, environment: &Environment) {
        let (found, problems) = environment.settings();
        for (variable, setting, value) in found {
            self.written
                .insert(setting, (Value::Variable(value.to_owned()), Place::Variable(variable.to_owned())));
        }
        self.problems.extend(problems);
    }

    /// Reads the secrets that stand in files of their own.
    pub(super) fn add_secret_files(&mut self) {
        for (secret, file) in SECRETS {
            let Some((named, place)) = self.written.get(file).cloned() else { continue };
            if let Some((_, other)) = self.written.get(secret) {
                let reason = format!("`{file}` and `{secret}` ({other}) say the same thing twice; keep one");
                self.problems.push(Problem::new(place, reason));
                continue;
            }
            match secret::read(file, &named, &place) {
                Ok(value) => drop(self.written.insert(secret, (value, place))),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// A setting as written, and where.
    pub(super) fn written(&self, name: &str) -> Option<&(Value, Place)> {
        self.written.get(name)
    }

    /// A setting as written, or its default. `None` when it has neither, or is wrong, which is noted.
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let written = self.written.get(name).cloned();
        let (value, place) = match (written, key::find(name).map(|key| key.default)) {
            (Some(written), _) => written,
            (None, Some(Default::Is(literal))) => (literal.into(), Place::Default),
            (None, _) => return None,
        };
        let read = read(&value).map_err(|reason| Problem::new(place, format!("`{name}` {reason}")));
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// The same of a number from 1 to `most`.
    pub(super) fn count(&mut self, name: &'static str, most: u32) -> Option<usize> {
        self.take(name, |value| value.integer(1..=most)).and_then(|number| usize::try_from(number).ok())
    }

    /// Notes what is wrong with settings together, at the place of the first of them that was written.
    pub(super) fn refuse(&mut self, names: &[&str], reason: impl Into<String>) {
        let place = names.iter().find_map(|name| self.written.get(name)).map(|(_, place)| place.clone());
        self.problems.push(Problem::new(place.unwrap_or(Place::Default), reason));
    }

    /// Whether a setting was written.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.written.contains_key(name)
    }

    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

fn unknown(name: &str) -> String {
    let meant = key::closest(name).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    format!("`{name}` is not a setting{meant}")
}
