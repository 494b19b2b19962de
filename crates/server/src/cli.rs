//! What can be typed.

use clap::{Parser, Subcommand};

use crate::commands::audit::AuditCommand;
use crate::commands::backup::Backup;
use crate::commands::breach::BreachCommand;
use crate::commands::completions::Completions;
use crate::commands::config::ConfigCommand;
use crate::commands::database::DatabaseCommand;
use crate::commands::dev::Dev;
use crate::commands::doctor::Doctor;
use crate::commands::export::Export;
use crate::commands::hash::HashCommand;
use crate::commands::import::Import;
use crate::commands::key::KeyCommand;
use crate::commands::migrate::Migrate;
use crate::commands::reference::ReferenceCommand;
use crate::commands::restore::Restore;
use crate::commands::serve::Serve;
use crate::commands::session::SessionCommand;
use crate::commands::throttle::ThrottleCommand;
use crate::commands::top::Top;
use crate::commands::user::UserCommand;

/// Clap would list the commands in one row; people look for what they want to do.
pub(crate) const HELP: &str = "\
User authentication. `bienvenue dev` starts here and now, nothing to configure.
  dev          Serve on this machine, for learning and developing
  serve        Serve on the internet, as bienvenue.toml says
  doctor       What is wrong with an installation, and how to mend it
  top          What a running service does, as it does it

People
  user         add, show, disable, delete, make an administrator, and more
  session      list, revoke
  key          create, list, revoke: for programs that look after people
  throttle     show, lift: who has to wait after wrong passwords
  audit        list: what happened, and what was refused

Data
  import       Users from another system, with their password hashes
  export       Every user with the hash of the password
  database     move: everything into another database, SQLite or PostgreSQL
  backup       Everything into a file, while the service runs
  restore      A backup into an empty database
  migrate      Bring the database's schema up to date

Make
  config       init, check, show, reference: the configuration of `serve`
  breach       build: a filter of passwords known from breaches
  hash         calibrate: measure this machine, suggest parameters
  reference    errors, man, metrics, openapi, texts: what it answers and says
  completions  Completions for bash, zsh and fish

`bienvenue help <COMMAND>` tells more. `--version` tells the version.
Exit codes: 0 done, 1 failed, 2 usage, 3 configuration, 4 not found, 5 refused.
";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "bienvenue", version, override_help = HELP, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Each command is a file of its own in `commands`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve on this machine, for learning and developing
    Dev(Dev),
    /// Serve on the internet, as bienvenue.toml says
    Serve(Serve),
    /// Users: add, list, show, set-password, disable, enable, delete, grant-admin, revoke-admin
    #[command(subcommand, before_help = "  $ bienvenue user add bob@example.org")]
    User(UserCommand),
    /// Sessions: list, revoke
    #[command(subcommand, before_help = "  $ bienvenue session list --user bob@example.org")]
    Session(SessionCommand),
    /// API keys: create, list, revoke
    #[command(subcommand, before_help = "  $ bienvenue key create --name CI --scope users:read")]
    Key(KeyCommand),
    /// Waits after wrong passwords: show, lift
    #[command(subcommand, before_help = "  $ bienvenue throttle show bob@example.org")]
    Throttle(ThrottleCommand),
    /// What happened to accounts, and what was refused: list
    #[command(subcommand, before_help = "  $ bienvenue audit list --since 24h")]
    Audit(AuditCommand),
    /// Check an installation of `serve`, and say what is wrong with it
    Doctor(Doctor),
    /// What a running service does, as it does it
    Top(Top),
    /// Users from another system, with their password hashes
    Import(Import),
    /// Every user with the hash of the password, as JSON lines
    Export(Export),
    /// Whole databases: move
    #[command(
        subcommand,
        before_help = "  $ bienvenue database move --from sqlite:bienvenue.db --to postgres://bienvenue@localhost/bienvenue"
    )]
    Database(DatabaseCommand),
    /// The whole database as it is now, in one file
    Backup(Backup),
    /// A backup into an empty database
    Restore(Restore),
    /// Bring the database's schema up to date
    Migrate(Migrate),
    /// The configuration of `serve`: init, check, show, reference
    #[command(subcommand, before_help = "  $ bienvenue config init")]
    Config(ConfigCommand),
    /// Hashing passwords on this machine: calibrate
    #[command(subcommand, before_help = "  $ bienvenue hash calibrate")]
    Hash(HashCommand),
    /// Passwords known from breaches: build
    #[command(subcommand, before_help = "  $ bienvenue breach build --from hashes.txt --to breached.filter")]
    Breach(BreachCommand),
    /// What it answers, tells and says: errors, man, metrics, openapi, texts
    #[command(subcommand, before_help = "  $ bienvenue reference openapi")]
    Reference(ReferenceCommand),
    /// Completions for a shell, on standard output
    Completions(Completions),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn walk(command: &mut clap::Command, path: &str) {
        let help = command.render_long_help().to_string();
        assert!(help.trim_start().starts_with("$ bienvenue ") || path == "bienvenue", "{path}:\n{help}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{path}: a line of the help is too long: {line}");
        }
        for command in command.get_subcommands_mut().filter(|command| command.get_name() != "help") {
            let path = format!("{path} {}", command.get_name());
            walk(command, &path);
        }
    }

    #[test]
    fn every_command_begins_its_help_with_an_example() {
        Cli::command().debug_assert();
        let mut command = Cli::command();
        command.build();
        walk(&mut command, "bienvenue");
    }

    #[test]
    fn the_help_fits_a_screen_and_names_every_command() {
        assert!(HELP.lines().count() <= 30 && HELP.lines().all(|line| line.len() <= 80));
        for command in Cli::command().get_subcommands() {
            assert!(HELP.contains(&format!("\n  {:<12}", command.get_name())), "{}", command.get_name());
        }
    }
}
