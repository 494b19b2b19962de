//! The examples at the head of each command's help.

use super::shell::Shell;
use crate::support::{Folder, PostgresDatabase, Server};

const PASSWORD: &[u8] = b"a sentence to sign in with\n";

/// Every example, once.
fn examples() -> Vec<String> {
    let folder = Folder::new();
    folder.run(&["reference", "man", "--to", "."]).done();
    let pages = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<_> =
        pages.flat_map(|page| examples_of(&folder, page.trim_end_matches(".1"))).collect();
    found.sort();
    found.dedup();
    found
}

/// Those of the command whose manual page has this name. A hyphen is one of a command's name, or parts two.
fn examples_of(folder: &Folder, page: &str) -> Vec<String> {
    let words: Vec<_> = page.split('-').skip(1).collect();
    let whole = words.join("-");
    let spellings = [
        vec![whole.as_str()],
        vec![words.first().copied().unwrap_or_default(), whole.split_once('-').map_or("", |(_, rest)| rest)],
    ];
    let helps = spellings.iter().map(|path| {
        let path: Vec<_> = path.iter().copied().filter(|word| !word.is_empty()).collect();
        folder.run(&[path.as_slice(), &["--help"]].concat())
    });
    let help =
        helps.into_iter().find(|help| help.code == 0).unwrap_or_else(|| panic!("no command of {page}"));
    let lines = help.stdout.lines().filter_map(|line| line.trim_start().strip_prefix("$ "));
    lines.map(str::to_owned).collect()
}

#[test]
fn every_example_of_the_help_is_run() {
    if Shell::with(&["bash"]).is_none() {
        return;
    }
    let examples = examples();
    assert!(examples.len() > 40, "{examples:#?}");
    let installed = Installed::new();
    for example in examples {
        installed.run(&example);
    }
}

/// An installation with users, to be copied for each example.
struct Installed {
    folder: Folder,
    key: String,
}

impl Installed {
    fn new() -> Self {
        let folder = Folder::new();
        let run = |words: &str| {
            folder.run_with_input(&words.split(' ').collect::<Vec<_>>(), PASSWORD).done().stdout
        };
        run("migrate --database sqlite:bienvenue.db");
        for user in ["alice@example.org", "bob@example.org"] {
            run(&format!("user add {user}"));
            run(&format!("user grant-admin {user}"));
        }
        run("export --to users.jsonl");
        run("backup --to bienvenue-friday.backup");
        run("key create --name helpdesk --scope users:read");
        let keys: serde_json::Value = serde_json::from_str(&run("key list --json")).unwrap();
        let key = keys[0]["id"].as_str().unwrap().to_owned();
        folder.write("users.json", include_str!("../import/django.json"));
        folder.write("hashes.txt", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3\n");
        folder.write("words.txt", "password\n");
        Self { folder, key }
    }

    fn run(&self, example: &str) {
        let mut shell = Shell::with(&["bash"]).unwrap();
        for file in std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap()) {
            std::fs::copy(file.path(), shell.folder.path().join(file.file_name())).unwrap();
        }
        shell.replace("01890000-0000-7000-8000-000000000000", &self.key);
        shell.replace("127.0.0.1:8080", "127.0.0.1:0");
        // Another time measures as much, in less.
        shell.replace("--target 100ms", "--target 1ms");
        let scratch = shell.place("try.db").display().to_string();
        shell.replace("/tmp/try.db", &scratch);
        std::fs::create_dir_all(shell.place(".local/share/bash-completion/completions")).unwrap();
        let takes_server = example.contains("postgres://");
        let database = takes_server.then(PostgresDatabase::make).flatten();
        match &database {
            Some(database) => shell.replace("postgres://bienvenue@localhost/bienvenue", database.url()),
            None if takes_server => return,
            None => {}
        }
        // Some begin where nothing is, and none writes over a file that is there.
        if let Some((_, file)) = example.rsplit_once(" --to ") {
            let _ = std::fs::remove_file(shell.folder.path().join(file));
        }
        match example {
            "bienvenue user add bob@example.org" => {
                std::fs::remove_file(shell.place("bienvenue.db")).unwrap();
                shell.folder.run(&["migrate", "--database", "sqlite:bienvenue.db"]).done();
            }
            "bienvenue config init" => {
                shell.run(example);
                return;
            }
            _ => {}
        }
        let server = configured(&mut shell, example);
        shell.run(example);
        server.map(Server::end);
    }
}

/// A configuration, in the folder and where the package has it, and a service where the example asks for one.
fn configured(shell: &mut Shell, example: &str) -> Option<Server> {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (listen, figures) = (free(), free());
    let text = format!(
        "public_url = \"http://localhost:{}\"\nlisten = \"{listen}\"\nmetrics.listen = \"{figures}\"\n\
         database.url = \"sqlite:{}\"\nregistration.verification = \"optional\"\n",
        listen.port(),
        shell.place("bienvenue.db").display()
    );
    for place in ["bienvenue.toml", "/etc/bienvenue/bienvenue.toml"] {
        std::fs::write(shell.place(place), &text).unwrap();
    }
    shell.tell_figures_at(format!("http://{figures}/metrics"));
    let takes_one = ["bienvenue doctor", "bienvenue top"].iter().any(|begin| example.starts_with(begin));
    takes_one.then(|| Server::start(&mut shell.folder.program(&["serve"])))
}
