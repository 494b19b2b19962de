//! A place to run the program at: a folder, a database, and a mail server.

use std::time::{Duration, Instant};

use super::PASSWORD;
use super::followed::Link;
use crate::support::{Client, Database, Folder, PATIENCE, Ran, Server, SmtpServer, pause};

/// What the operator says people type, which is not where the tests' requests go.
pub(super) const PUBLIC_URL: &str = "https://accounts.example.org";

pub(super) struct Place {
    folder: Folder,
    pub(super) smtp: SmtpServer,
    pub(super) database: Database,
}

impl Place {
    /// A place with a mail server that works.
    pub(super) fn new(database: Database) -> Self {
        Self::with_mail_server(database, "normal", Duration::ZERO)
    }

    /// A place with a mail server in this mode of `tests/smtp/server.py`, which is this slow.
    pub(super) fn with_mail_server(database: Database, mode: &str, delay: Duration) -> Self {
        let (folder, smtp) = (Folder::new(), SmtpServer::start(mode, delay));
        // The least work that a hash may be, which many may wait for: these tests are about mails. All is logged, so that a
        // secret that could be in a log is in this one.
        let configuration = format!(
            "public_url = \"{PUBLIC_URL}\"\nhosts = \"localhost\"\nthrottle.mode = \"off\"\nlisten = \"127.0.0.1:0\"\nmetrics.listen = \"127.0.0.1:0\"\ndatabase.url = \"{}\"\n{}\
             password.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\nhashing.longest_wait = \"1m\"\n\
             log.level = \"trace\"\nlimits.drain_timeout = \"8s\"\n",
            database.url(),
            smtp.settings()
        );
        folder.write("bienvenue.toml", &configuration);
        Self { folder, smtp, database }
    }

    /// Starts `bienvenue serve`, once or more.
    pub(super) fn start(&self) -> Server {
        self.folder.serve()
    }

    /// Starts it with one more variable in its environment.
    pub(super) fn start_with(&self, name: &str, value: &str) -> Server {
        Server::start(self.folder.program(&["serve"]).env(name, value))
    }

    /// Runs another command of the program to its end, with this on standard input.
    pub(super) fn run(&self, arguments: &[&str], input: &[u8]) -> Ran {
        self.folder.run_with_input(arguments, input)
    }

    /// Registers somebody and follows the link of the mail.
    pub(super) fn settle(&self, client: Client, email: &str) {
        assert_eq!(client.register(email, PASSWORD).status, 200);
        let done = Link::in_mail(&self.smtp.mail()).press(client, &[("password", PASSWORD)]);
        assert_eq!(done.status, 200, "{done:?}");
    }

    /// Waits until no more than this many mails are left to be sent. The mail server tells of a mail before the program
    /// hears that it was taken.
    pub(super) fn wait_for_outbox_of(&self, mails: i64) {
        self.wait_for_rows("outbox", mails);
    }

    /// Waits until a table has no more than this many rows.
    pub(super) fn wait_for_rows(&self, table: &str, most: i64) {
        let deadline = Instant::now() + PATIENCE;
        while self.database.count(table) > most {
            assert!(Instant::now() < deadline, "rows stay in {table}");
            pause(Duration::from_millis(20));
        }
    }

    /// Ends everything. Nothing is left to be sent, and no mail arrived that nobody waited for. Gives all that the
    /// program printed.
    pub(super) fn end_without_more_mails(self, server: Server) -> String {
        self.end_with_contents(server).0
    }

    /// The same, and what the database holds then.
    pub(super) fn end_with_contents(self, server: Server) -> (String, Vec<u8>) {
        self.wait_for_outbox_of(0);
        let printed = server.end();
        let more = self.smtp.finish();
        assert!(more.is_empty(), "{more:?}");
        (printed, self.database.contents())
    }
}
