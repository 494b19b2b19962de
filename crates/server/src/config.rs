//! Configuration: a TOML file, and the environment over it.
//!
//! Each section is a file in `settings`, which lists every setting once, with its default and its meaning, and reads it. The
//! template, the reference in docs/ and the reader all work from these lists. This module is the one reader of the environment.

mod document;
mod environment;
mod file;
mod key;
mod problem;
mod reader;
mod secret;
mod settings;
mod show;
mod value;

use std::path::Path;

pub(crate) use document::{reference, template};
pub(crate) use environment::{Environment, terminal};
pub(crate) use secret::masked;
pub(crate) use settings::{LogFormat, Required, Settings};
pub(crate) use show::{Shown, as_toml};
pub(crate) use value::address as parse_address;
pub(crate) use value::parse_duration;

use crate::stop::{Exit, Stop};
use reader::Reader;

/// Where the configuration is looked for when nobody says.
pub(crate) const DEFAULT_PATH: &str = "bienvenue.toml";

/// Reads the configuration: the file named, or [`DEFAULT_PATH`] if it is there, and the environment over it.
///
/// Everything that is wrong is told at once.
pub(crate) fn load(path: Option<&Path>, environment: &Environment) -> Result<Settings, Stop> {
    let mut reader = read(path, environment)?;
    let settings = Settings::read(&mut reader);
    match settings {
        Some(settings) if reader.problems().is_empty() => Ok(settings),
        _ => Err(problem::report(reader.problems())),
    }
}

/// Every setting as it is in force, whether it makes sense or not. A name that no setting has is told instead.
pub(crate) fn show(path: Option<&Path>, environment: &Environment) -> Result<Vec<Shown>, Stop> {
    let reader = read(path, environment)?;
    match reader.problems() {
        [] => Ok(Shown::all(&reader)),
        problems => Err(problem::report(problems)),
    }
}

fn read(path: Option<&Path>, environment: &Environment) -> Result<Reader, Stop> {
    let mut reader = Reader::default();
    load_file(&mut reader, path)?;
    reader.add_environment(environment);
    reader.add_secret_files();
    Ok(reader)
}

fn load_file(reader: &mut Reader, named: Option<&Path>) -> Result<(), Stop> {
    let path = named.unwrap_or(Path::new(DEFAULT_PATH));
    match std::fs::read_to_string(path) {
        Ok(text) => {
            reader.add_file(path, &text);
            Ok(())
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(()),
        Err(cause) => {
            let message = format!("the configuration {} cannot be read: {cause}", path.display());
            let next = "`bienvenue config init` writes a file with every setting and its meaning.";
            Err(Stop::new(Exit::Configuration, message).next(next))
        }
    }
}
