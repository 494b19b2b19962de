//! A shell that runs samples as they stand. Only what the documents themselves mark as the reader's own is replaced: hosts, ports,
//! passwords of databases, and folders of the system.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::blocks::root;
use super::commands::is_not_run;
use crate::support::{Folder, Ran, test_variable};

/// Folders of the system that samples write to; here they are in the shell's own.
const SYSTEM: [&str; 5] =
    ["/etc/bienvenue", "/var/lib/bienvenue", "/var/backups", "/run/secrets", "/usr/local/share/man/man1"];

/// A shell in an empty folder.
pub(super) struct Shell {
    pub(super) folder: Folder,
    /// What the shell itself writes, so that the folder holds what the samples make and nothing else.
    scratch: tempfile::TempDir,
    own: Vec<(String, String)>,
    figures: String,
}

/// What came of one command.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) command: String,
    /// The statuses of answers, where it asked for any.
    pub(super) statuses: Vec<u16>,
    pub(super) stdout: String,
}

impl Shell {
    /// Nothing where a tool is missing, unless `cargo xtask test` has seen to it.
    pub(super) fn with(tools: &[&str]) -> Option<Self> {
        if !tools.iter().all(|tool| find(tool).is_some()) {
            return None;
        }
        let scratch = tempfile::tempdir().unwrap();
        Some(Self { folder: Folder::new(), scratch, own: Vec::new(), figures: String::new() })
    }

    /// Has this stand in samples for what is the reader's own.
    pub(super) fn replace(&mut self, sample: &str, here: &str) {
        self.own.push((sample.to_owned(), here.to_owned()));
    }

    /// Where `bienvenue top` finds figures without being told.
    pub(super) fn tell_figures_at(&mut self, url: String) {
        self.figures = url;
    }

    /// Where a file of the system is in this shell. Its folder is there.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        let here = self.folder.path().join(path.trim_start_matches('/'));
        std::fs::create_dir_all(here.parent().unwrap()).unwrap();
        here
    }

    /// Runs each command of a sample in one shell. All must succeed, and answer what stands behind them as a comment.
    pub(super) fn run(&self, sample: &str) -> Vec<Said> {
        let commands: Vec<_> = commands(sample).into_iter().filter(|command| !is_not_run(command)).collect();
        let mut script = String::new();
        for (number, command) in commands.iter().enumerate() {
            let out = self.scratch.path().join(number.to_string());
            let out = out.display();
            // In braces it is still this shell: its variables stay. A token that was answered is the reader's `$TOKEN`.
            let _ = writeln!(script, "{{ {}\n}} > {out}.out 2> {out}.err", self.with_own(command));
            let token = r#"s/.*"token":"\([^"]*\)".*/\1/p"#;
            let _ = writeln!(
                script,
                "answered_token=$(sed -n '{token}' {out}.out); TOKEN=${{answered_token:-${{TOKEN-}}}}"
            );
        }
        // What an earlier sample has said is not this one's.
        for file in std::fs::read_dir(self.scratch.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        let ran = self.bash(&script);
        let said: Vec<_> =
            (0..).zip(&commands).map_while(|(number, command)| self.said(number, command)).collect();
        assert!(ran.code == 0 && said.len() == commands.len(), "{sample}\n{:#?}\n{ran:?}", said.last());
        for said in &said {
            said.is_as_told();
        }
        said
    }

    /// Runs a sample that is a script: functions, documents in place.
    pub(super) fn run_whole(&self, sample: &str) {
        let ran = self.bash(&self.with_own(sample));
        assert_eq!(ran.code, 0, "{sample}\n{ran:?}");
    }

    fn with_own(&self, command: &str) -> String {
        let command =
            self.own.iter().fold(command.to_owned(), |command, (sample, here)| command.replace(sample, here));
        SYSTEM.iter().fold(command, |command, folder| {
            if !command.contains(folder) {
                return command;
            }
            let here = self.folder.path().join(folder.trim_start_matches('/'));
            std::fs::create_dir_all(&here).unwrap();
            command.replace(folder, &here.display().to_string())
        })
    }

    fn said(&self, number: usize, command: &str) -> Option<Said> {
        let read = |end| std::fs::read_to_string(self.scratch.path().join(format!("{number}.{end}"))).ok();
        let (stdout, stderr) = (read("out")?, read("err")?);
        let statuses = stderr.lines().filter_map(|line| line.strip_prefix("HTTP ")?.parse().ok()).collect();
        let stdout = if stderr.starts_with("HTTP ") { stdout } else { stdout + &stderr };
        Some(Said { command: command.to_owned(), statuses, stdout })
    }

    fn bash(&self, script: &str) -> Ran {
        let file = self.scratch.path().join("script.sh");
        let tests = root().join("tests");
        let around = tests.join("samples/shell.sh");
        std::fs::write(&file, format!(". {}\n{script}", around.display())).unwrap();
        let path = test_variable("PATH").unwrap_or_default();
        let ran = Command::new("bash")
            .arg(file)
            .current_dir(self.folder.path())
            .env_remove("DATABASE_URL")
            .env_remove("BIENVENUE_LISTEN")
            .env("PATH", format!("{}:{path}", tests.join("samples").display()))
            .env("HOME", self.folder.path())
            .env("BIENVENUE", env!("CARGO_BIN_EXE_bienvenue"))
            .env("TERMINAL", tests.join("terminal/run.py"))
            .env("FIGURES", &self.figures)
            .env("SCRATCH", self.scratch.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: ran.status.code().unwrap_or(-1), stdout: text(ran.stdout), stderr: text(ran.stderr) }
    }
}

impl Said {
    /// Every answer is one of success; and what the document shows behind the command is what came.
    fn is_as_told(&self) {
        assert!(self.statuses.iter().all(|status| (200..400).contains(status)), "{self:#?}");
        let Some((_, shown)) = self.command.rsplit_once("  # ") else { return };
        let status: String = shown.chars().take_while(char::is_ascii_digit).collect();
        if status.len() == 3 {
            assert_eq!(self.statuses.last(), status.parse().ok().as_ref(), "{self:#?}");
        }
        if shown.starts_with('{') {
            assert!(is_like(shown.trim(), self.stdout.trim()), "{self:#?}");
        }
    }
}

/// The path of a tool.
pub(super) fn find(tool: &str) -> Option<PathBuf> {
    let path = test_variable("PATH").unwrap_or_default();
    // Where only root looks.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.map(|folder| folder.join(tool)).find(|file| file.is_file());
    if found.is_none() {
        assert!(test_variable("BIENVENUE_TEST_SAMPLES").is_none(), "there is no {tool}");
        println!("skipped: there is no {tool}");
    }
    found
}

/// The commands of a sample, lines that go on put together.
fn commands(sample: &str) -> Vec<String> {
    let joined = sample.replace("\\\n", " ");
    let lines = joined.lines().map(|line| line.strip_prefix("$ ").unwrap_or(line).trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Whether a text is like one with `…` for what differs each time.
pub(super) fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('…');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    true
}

#[test]
fn what_differs_is_left_open_and_nothing_else() {
    for (pattern, text) in
        [("{}", "{}"), ("{\"a\":…}", "{\"a\":1}"), ("…", ""), ("a…c…e", "abcde"), ("a…", "abc")]
    {
        assert!(is_like(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in
        [("{}", "{} "), ("{\"a\":…}", "{\"b\":1}"), ("a…c…e", "abde"), ("a…c", "abcd"), ("", "x")]
    {
        assert!(!is_like(pattern, text), "{pattern} {text}");
    }
}

#[test]
fn a_sample_fails_where_the_document_is_wrong() {
    let Some(shell) = Shell::with(&["bash"]) else { return };
    let fails = |sample: &'static str| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| shell.run(sample))).is_err()
    };
    assert!(!fails("true\necho '{\"ended\":0}'   # {\"ended\":…}\n"));
    for wrong in
        ["bienvenue no-such-command", "false", "echo '{}'   # {\"ended\":0}", "true   # 204", "cd nowhere"]
    {
        assert!(fails(wrong), "{wrong}");
    }
}
