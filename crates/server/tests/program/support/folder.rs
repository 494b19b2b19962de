//! An empty folder, and the program run in it to its end.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Server;

/// An empty folder that vanishes.
pub(crate) struct Folder(tempfile::TempDir);

/// What became of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The command did what it was asked.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The command ended with this code and said all of this on standard error.
    #[track_caller]
    pub(crate) fn ended(self, code: i32, said: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        for said in said {
            assert!(self.stderr.contains(said), "{said:?} is not in: {}", self.stderr);
        }
        self
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A configuration for `serve` on any free port, without mail, and `more`.
    pub(crate) fn configure(&self, more: &str) {
        let head = "public_url = \"https://accounts.example.org\"\nhosts = \"localhost\"\nlisten = \"127.0.0.1:0\"\n";
        let head = format!(
            "{head}database.url = \"sqlite:bienvenue.db\"\nregistration.verification = \"optional\"\n"
        );
        self.write("bienvenue.toml", &format!("{head}{more}"));
    }

    /// The program in this folder, without what the machine's environment says.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bienvenue"));
        command.current_dir(self.path()).args(arguments).env_remove("DATABASE_URL");
        command.env_remove("BIENVENUE_LISTEN").stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[], b"")
    }

    /// Runs the program to its end with this on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Ran {
        self.run_with(arguments, &[], input)
    }

    /// Runs the program to its end with these variables and this on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Ran {
        let mut command = self.program(arguments);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses before it reads closes the pipe: no matter.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts `bienvenue dev` on a free port.
    pub(crate) fn dev(&self) -> Server {
        Server::start(&mut self.program(&["dev", "--listen", "127.0.0.1:0"]))
    }

    /// Starts `bienvenue serve` as configured.
    pub(crate) fn serve(&self) -> Server {
        Server::start(&mut self.program(&["serve"]))
    }
}
