//! `bienvenue config`: write a configuration, check it, look it up.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::serve::Start;
use crate::config::{self, DEFAULT_PATH, Environment, reference, template};
use crate::output::{JsonArray, Output, say};
use crate::stop::{Exit, Stop};

/// The configuration of `serve`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ConfigCommand {
    /// Write a bienvenue.toml in which every setting is explained
    #[command(before_help = "  $ bienvenue config init")]
    Init(File),
    /// Say whether `serve` could start with the configuration as it is
    #[command(before_help = "  $ bienvenue config check")]
    Check(File),
    /// Print every setting as it is in force and where it comes from, without passwords
    #[command(before_help = "  $ bienvenue config show")]
    Show {
        #[command(flatten)]
        file: File,
        /// A JSON array of objects with setting, value and from
        #[arg(long)]
        json: bool,
    },
    /// Print every setting with its default and meaning, in Markdown
    #[command(before_help = "  $ bienvenue config reference")]
    Reference,
}

/// Which file.
#[derive(Debug, clap::Args)]
pub(crate) struct File {
    /// The configuration file [else bienvenue.toml]
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
}

impl ConfigCommand {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Init(file) => init(file.config.as_deref().unwrap_or(Path::new(DEFAULT_PATH))),
            Self::Check(file) => {
                let start = Start::read(file.config.as_deref())?;
                say(format!("The configuration is good.\n\n{}", start.summary()))
            }
            Self::Show { file, json } => show(file.config.as_deref(), json),
            Self::Reference => {
                let mut output = Output::new();
                output.text(&reference())?;
                output.finish()
            }
        }
    }
}

fn show(path: Option<&Path>, as_json: bool) -> Result<(), Stop> {
    let shown = config::show(path, &Environment::of_process())?;
    if as_json {
        let mut array = JsonArray::new();
        for setting in &shown {
            array.item(setting)?;
        }
        return array.finish();
    }
    let mut output = Output::new();
    output.text(&config::as_toml(&shown))?;
    output.finish()
}

/// For the owner's eyes only: a database's password may come to stand in it.
fn init(path: &Path) -> Result<(), Stop> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = made.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Stop::new(Exit::Refused, format!("{} is there already, and stays as it is", path.display()))
                .next("`bienvenue config check` says whether it is good.")
        }
        _ => Stop::new(Exit::Failed, format!("{} cannot be written: {cause}", path.display())),
    })?;
    file.write_all(template().as_bytes())?;
    say(format!(
        "{} is written. Set `public_url`, `database.url`, `mail.url` and `mail.from` in it, then: bienvenue config check",
        path.display()
    ))
}
