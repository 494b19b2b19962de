//! `bienvenue import`: users from another system, with the hashes of their passwords.

mod csv;
mod json;
mod kind;
mod record;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use bienvenue::core::time::{Clock as _, SystemClock};
use bienvenue::{Fault, ImportMode, Imported, Schema, Store};
use tokio::task::JoinSet;

use self::kind::{FirebaseHash, Found, Kind};
use self::record::Place;
use self::source::{Batch, Source};
use crate::database::DatabaseArgs;
use crate::output::{Output, counted};
use crate::progress::Pace;
use crate::stop::{Exit, Stop};

/// Transactions under way: PostgreSQL runs them side by side, and SQLite one after the other.
const UNDER_WAY: usize = 4;

/// Users from another system, with their password hashes
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue import users.jsonl\n  \
                         $ bienvenue import --dry-run --from django users.json")]
pub(crate) struct Import {
    /// The file; `-` is standard input
    file: PathBuf,
    /// Where it comes from
    #[arg(long, value_enum, value_name = "KIND", default_value_t = Kind::Bienvenue)]
    from: Kind,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// The table of an SQLite file, if it is not the usual one
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    /// The project's hash parameters, as the console of Firebase shows them
    #[arg(long, value_name = "FILE")]
    firebase_hash: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Import {
    /// Reads the file and adds its users.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let firebase = self.firebase_hash.as_deref().map(read_firebase).transpose()?;
        let store = self.database.open(Schema::MustBeCurrent).await?.store;
        let name = self.file.display().to_string();
        let source =
            Source { path: self.file, kind: self.from, table: self.table, firebase, now: SystemClock.now() };
        let mut reading = source.read().map_err(|cause| {
            let is_missing = cause.kind() == std::io::ErrorKind::NotFound;
            let exit = if is_missing { Exit::NotFound } else { Exit::Failed };
            Stop::new(exit, format!("{name} cannot be read: {cause}"))
        })?;
        let mode = if self.dry_run { ImportMode::DryRun } else { ImportMode::Write };
        let mut work = Work { store, mode, writes: JoinSet::new(), tally: Tally::default() };
        let mut pace = Pace::new("importing", "user", reading.length);
        while let Some(batch) = reading.batches.recv().await {
            work.take(batch).await?;
            pace.tell(work.tally.users, reading.bytes.load(Ordering::Relaxed));
        }
        work.finish().await?;
        drop(pace);
        let end = reading.end();
        work.tally.print(&name, mode)?;
        end.map_err(|why| Stop::new(Exit::Failed, format!("{name}: {why}")))?;
        match work.tally.wrong {
            0 => Ok(()),
            wrong => Err(Stop::new(
                Exit::Failed,
                format!("{} not imported, for the reasons above", counted(wrong, "user")),
            )
            .next("Mend them and run it again: who is there already stays as he is.")),
        }
    }
}

fn read_firebase(path: &Path) -> Result<FirebaseHash, Stop> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Stop::new(Exit::NotFound, format!("{} cannot be read: {cause}", path.display())))?;
    FirebaseHash::read(&text).map_err(|why| {
        Stop::new(Exit::Usage, format!("{}: {why}", path.display()))
            .next("The console of Firebase shows it: Authentication, Users, ⋮, Password hash parameters.")
    })
}

/// Users on their way into the database.
struct Work {
    store: Store,
    mode: ImportMode,
    writes: JoinSet<Result<Vec<(Place, Imported)>, Fault>>,
    tally: Tally,
}

impl Work {
    /// Sends the users of a batch on, and waits if too many are under way.
    async fn take(&mut self, batch: Batch) -> Result<(), Stop> {
        let (mut places, mut users) = (Vec::new(), Vec::new());
        for (place, found) in batch {
            self.tally.users += 1;
            match found {
                Ok(Found::User(user)) => {
                    self.tally.without_password += u64::from(user.hashed_password.is_none());
                    places.push(place);
                    users.push(*user);
                }
                Ok(Found::Skipped(why)) => *self.tally.skipped.entry(why).or_default() += 1,
                Err(wrong) => self.tally.wrong(place, &wrong.0)?,
            }
        }
        if !users.is_empty() {
            let (store, mode) = (self.store.clone(), self.mode);
            self.writes.spawn(async move {
                Ok(places.into_iter().zip(store.import_users(users, mode).await?).collect())
            });
        }
        if self.writes.len() >= UNDER_WAY { self.one_done().await } else { Ok(()) }
    }

    async fn finish(&mut self) -> Result<(), Stop> {
        while !self.writes.is_empty() {
            self.one_done().await?;
        }
        Ok(())
    }

    async fn one_done(&mut self) -> Result<(), Stop> {
        let Some(ended) = self.writes.join_next().await else { return Ok(()) };
        let outcomes = ended.map_err(|cause| Stop::failed(&cause))?.map_err(|fault| {
            Stop::failed(&fault)
                .next("Run it again: who is in already stays as he is, and the others follow.")
        })?;
        for (place, outcome) in outcomes {
            match outcome {
                Imported::Added => self.tally.added += 1,
                Imported::AlreadyThere => self.tally.already_there += 1,
                Imported::IdTaken => self.tally.wrong(place, "another account has this id")?,
            }
        }
        Ok(())
    }
}

/// What became of the users.
#[derive(Debug, Default)]
struct Tally {
    users: u64,
    added: u64,
    without_password: u64,
    already_there: u64,
    skipped: BTreeMap<&'static str, u64>,
    wrong: u64,
}

impl Tally {
    /// Tells why somebody is not imported, at once: a list of them could be as long as the file.
    fn wrong(&mut self, place: Place, why: &str) -> Result<(), Stop> {
        use std::io::Write as _;
        self.wrong += 1;
        Ok(writeln!(std::io::stderr().lock(), "{place}: {why}")?)
    }

    fn print(&self, name: &str, mode: ImportMode) -> Result<(), Stop> {
        let mut output = Output::new();
        output.line(format!("{name}: {}", counted(self.users, "user")))?;
        let added = if mode == ImportMode::DryRun { "would be added" } else { "added" };
        let mut row = |count: u64, what: &str| output.line(format!("{count:>9}  {what}"));
        row(self.added, added)?;
        row(self.already_there, "already there, left as they are")?;
        for (why, count) in &self.skipped {
            row(*count, &format!("skipped: {why}"))?;
        }
        row(self.wrong, "wrong")?;
        if self.without_password > 0 {
            row(self.without_password, "of all have no password here and set one by mail")?;
        }
        output.finish()
    }
}
