//! Configuration: a TOML file, and the environment over it.
//!
//! `key` lists every setting once, with its default and its meaning; the template, the reference in docs/ and the reader
//! all work from that list. This module is the one reader of the environment.

mod document;
mod environment;
mod file;
mod key;
mod problem;
mod reader;
mod settings;
mod value;

use std::path::{Path, PathBuf};

pub(crate) use document::{reference, template};
pub(crate) use environment::Environment;
pub(crate) use settings::{LogFormat, Settings};
pub(crate) use value::address as parse_address;

use crate::stop::{Exit, Stop};
use reader::Reader;

/// Where the configuration is looked for when nobody says.
pub(crate) const DEFAULT_PATH: &str = "bienvenue.toml";

/// Reads the configuration: the file named, or [`DEFAULT_PATH`] if it is there, and the environment over it.
///
/// Everything that is wrong is told at once.
pub(crate) fn load(path: Option<&Path>, environment: &Environment) -> Result<Settings, Stop> {
    let mut reader = Reader::default();
    let path = path.map_or_else(|| PathBuf::from(DEFAULT_PATH), Path::to_path_buf);
    load_file(&mut reader, &path)?;
    reader.add_environment(environment);
    let settings = Settings::read(&mut reader);
    match settings {
        Some(settings) if reader.problems().is_empty() => Ok(settings),
        _ => Err(problem::report(reader.problems())),
    }
}

fn load_file(reader: &mut Reader, path: &Path) -> Result<(), Stop> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            reader.add_file(path, &text);
            Ok(())
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && path == Path::new(DEFAULT_PATH) => {
            Ok(())
        }
        Err(cause) => Err(Stop::new(
            Exit::Configuration,
            format!("the configuration {} cannot be read: {cause}", path.display()),
        )
        .next("`bienvenue config init` writes a file with every setting and its meaning.")),
    }
}
