//! `bienvenue completions`: what a shell needs to complete our command line.

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::output::Output;
use crate::stop::Stop;

/// Completions for a shell, on standard output
#[derive(Debug, clap::Args)]
#[command(
    before_help = "  $ bienvenue completions bash > ~/.local/share/bash-completion/completions/bienvenue"
)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The shells that we try our completions in.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Completions {
    /// Prints them.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let shell = match self.shell {
            Shell::Bash => clap_complete::Shell::Bash,
            Shell::Zsh => clap_complete::Shell::Zsh,
            Shell::Fish => clap_complete::Shell::Fish,
        };
        // Into memory first: the generator would panic if nobody read on.
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "bienvenue", &mut script);
        let mut output = Output::new();
        output.text(&String::from_utf8_lossy(&script))?;
        output.finish()
    }
}
