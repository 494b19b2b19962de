//! What is wrong with a configuration, told all at once.

use std::fmt;
use std::path::PathBuf;

use super::environment::variable_of;
use super::key::{Default, Key};
use crate::stop::{Exit, Stop};

/// Where a setting stands. In this order problems are told: the file from top to bottom, then the environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A line of the file, counted from 1.
    Line(PathBuf, usize),
    /// A variable of the environment.
    Variable(String),
    /// Nowhere: a default.
    Default,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(path, line) => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Default => f.write_str("the defaults"),
        }
    }
}

/// Something wrong, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    place: Place,
    text: String,
}

impl Problem {
    pub(super) fn new(place: Place, text: impl Into<String>) -> Self {
        Self { place, text: text.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// The end of a start whose configuration has these problems.
pub(super) fn report(problems: &[Problem]) -> Stop {
    let next = "Nothing was done. `bienvenue config check` looks again; `bienvenue config reference` lists every setting.";
    let message = match problems {
        [one] => one.to_string(),
        many => {
            let mut many: Vec<_> = many.iter().map(|problem| (&problem.place, &problem.text)).collect();
            many.sort();
            let many: Vec<_> = many.iter().map(|(place, text)| (place.to_string(), text)).collect();
            let widest = many.iter().map(|(place, _)| place.len()).max().unwrap_or_default();
            let lines = many.iter().map(|(place, text)| format!("\n  {place:widest$}   {text}"));
            format!("{} things are wrong in the configuration\n{}", many.len(), lines.collect::<String>())
        }
    };
    Stop::new(Exit::Configuration, message).next(next)
}

/// The end of a start that lacks settings which safety depends on.
pub(super) fn report_missing(missing: &[&Key]) -> Stop {
    let widest = missing.iter().map(|key| key.name.len()).max().unwrap_or_default();
    let lines = missing.iter().map(|key| {
        let purpose = match key.default {
            Default::Required { what, example } => format!("{what}, such as {example}"),
            Default::Is(_) | Default::Means { .. } => key.meaning.to_owned(),
        };
        format!("\n  {:widest$}   {purpose}", key.name)
    });
    let (title, them) = match missing.len() {
        1 => ("a setting is missing".to_owned(), "it"),
        2 => ("two settings are missing".to_owned(), "them"),
        n => (format!("{n} settings are missing"), "them"),
    };
    let variables: Vec<_> = missing.iter().map(|key| variable_of(key.name)).collect();
    Stop::new(Exit::Configuration, format!("{title}\n{}", lines.collect::<String>())).next(format!(
        "Put {them} into bienvenue.toml (`bienvenue config init` writes one with comments) or set\n{}.\n\
         To try it out on this machine only, `bienvenue dev` needs no settings.",
        variables.join(" and ")
    ))
}
