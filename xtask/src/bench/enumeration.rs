//! Whether a stranger can tell by an answer, or by its time, who has an account.
//!
//! The service runs as on the internet, with mail, and with throttles that are too wide to matter. A stranger on one
//! connection asks about one of each kind of people and about two that nobody is, in an order that chance decides, and
//! again. A time counts less the median of its round, so that what the machine does meanwhile hides nothing.

mod classifier;
mod mail_server;
mod people;
mod routes;
mod stranger;

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use self::classifier::Auc;
use self::mail_server::MailServer;
use self::routes::{ROUTES, Route};
use self::stranger::Stranger;
use super::Bench;
use super::plot::{Dot, Dots, Row};
use super::report::Report;
use super::series::Series;
use super::service::Service;
use crate::http;
use crate::random;
use crate::scratch::Scratch;

const MOST_AUC: f64 = 0.55;
const ALIKE: &str = "who has an account: answers that differ in status, headers or body";
/// Rounds before those that count.
const WARM_UP: u64 = 20;
const OWN_ADDRESS: &str = "stranger@example.net";

/// What was seen of a route: each kind's times, and the answers that were not like the first.
#[derive(Debug)]
struct Seen {
    route: &'static Route,
    /// Microseconds, of each kind in the route's order.
    times: Vec<Vec<f64>>,
    /// The same, less the median of the round.
    deviations: Vec<Vec<f64>>,
    differences: Vec<String>,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = look(bench, report) {
        report.missing("who has an account: AUC", format!("≤ {MOST_AUC}"), &error);
    }
    bench.runner.check()
}

fn look(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let rounds = if bench.is_quick { 100 } else { 1_000 };
    let mails = MailServer::start()?;
    let folder = Scratch::inside(&bench.runner.target())?;
    let service = serve(bench, &folder, &mails, rounds + WARM_UP)?;
    let mut stranger = Stranger::new(service.address(), sign_in(&service)?)?;
    let mut seen = Vec::new();
    for route in &ROUTES {
        println!("{}: {} {}", route.name, route.method, route.path);
        seen.push(Seen::of(bench, route, &mut stranger, rounds)?);
    }
    let differences: Vec<&String> = seen.iter().flat_map(|seen| &seen.differences).collect();
    report.limit(ALIKE, differences.len().to_string(), "0", differences.is_empty());
    if let Some(difference) = differences.first() {
        report.note(format!("an answer that differs: {}", difference.replace(['\r', '\n'], " ")));
    }
    for seen in &seen {
        seen.tell(bench, report);
    }
    report.note(format!(
        "who has an account: {rounds} pairs of each kind and nobody on each route, one question after the other on one \
         connection; SQLite and the mail server are on the same machine. AUC is by time, less what the round took; 0.5 is chance. New hashes \
         are Argon2id as shipped; those that were brought along cost a 64th of what they are called by, in the same \
         relation, and beside less work a difference shows more. A link by which an address is proved names nobody"
    ));
    report.plot("enumeration", plot(&seen));
    Ok(())
}

/// Starts the service with everybody who is asked about, and an account of the stranger's own.
fn serve(bench: &Bench<'_>, folder: &Scratch, mails: &MailServer, questions: u64) -> Result<Service> {
    let (database, list) = (folder.path().join("people.db"), folder.path().join("people"));
    fs::write(&list, format!("argon2id proved {OWN_ADDRESS}\n{}", people::list(questions)))?;
    bench.runner.success(Command::new(bench.example("people")).arg(&database).arg(list))?;
    Service::command(bench.runner, |address, folder| {
        let file = folder.join("bienvenue.toml");
        let text = format!(
            "public_url = \"http://{address}\"\nlisten = \"{address}\"\n\
             [database]\nurl = \"sqlite:{}\"\n\
             [mail]\nurl = \"smtp://{}\"\nfrom = \"accounts@example.org\"\n\
             [session]\nfresh_for = \"1d\"\n\
             [throttle]\naccount_failures = 20\nnetwork_failures = 1000000\naccount_requests = 1000\n\
             network_requests = 1000000\nmails_per_minute = 1000000\n\
             [log]\nlevel = \"warn\"\n",
            database.display(),
            mails.address(),
        );
        fs::write(&file, text)?;
        let mut command = Command::new(bench.bienvenue());
        command.args(["serve", "--config"]).arg(file);
        Ok(command)
    })
}

/// The stranger's own session.
fn sign_in(service: &Service) -> Result<String> {
    let form = format!("email={OWN_ADDRESS}&password={}", routes::RIGHT);
    let answer = http::request(service.address(), "POST", "/sessions", &form, None)?;
    let name = "__Host-session_id";
    let secret = answer
        .cookie(name)
        .with_context(|| format!("POST /sessions gave {} and no cookie", answer.status))?;
    Ok(format!("{name}={secret}"))
}

impl Seen {
    fn of(bench: &Bench<'_>, route: &'static Route, stranger: &mut Stranger, rounds: u64) -> Result<Self> {
        let nothing = || route.kinds.iter().map(|_| Vec::new()).collect();
        let mut seen = Self { route, times: nothing(), deviations: nothing(), differences: Vec::new() };
        let mut order = Order::by_chance(route.kinds.len())?;
        let mut first: Option<String> = None;
        for number in 0..WARM_UP + rounds {
            bench.runner.check()?;
            let mut round = Vec::new();
            for index in order.shuffled() {
                let Some(kind) = route.kinds.get(*index) else { continue };
                let (micros, answer) = stranger.ask(route, kind, number)?;
                round.push((*index, micros));
                let expected = first.get_or_insert_with(|| answer.clone());
                if *expected != answer {
                    seen.differences
                        .push(format!("{}, {}: {answer} and not {expected}", route.name, kind.name));
                }
            }
            if number >= WARM_UP {
                seen.add(&round);
            }
        }
        Ok(seen)
    }

    fn add(&mut self, round: &[(usize, f64)]) {
        let median = round.iter().map(|(_, micros)| *micros).collect::<Series>().median();
        for (index, micros) in round {
            if let (Some(times), Some(deviations)) =
                (self.times.get_mut(*index), self.deviations.get_mut(*index))
            {
                times.push(*micros);
                deviations.push(micros - median);
            }
        }
    }

    /// What tells each kind from nobody; by chance first, which is nobody once more.
    fn aucs(&self) -> Vec<(&'static str, Auc)> {
        let names = self.route.kinds.iter().map(|kind| kind.name);
        let Some((nobody, others)) = self.deviations.split_first() else { return Vec::new() };
        names.skip(1).zip(others.iter().map(|times| Auc::of(times, nobody))).collect()
    }

    fn tell(&self, bench: &Bench<'_>, report: &mut Report) {
        let aucs = self.aucs();
        let Some(((_, chance), kinds)) = aucs.split_first() else { return };
        let Some((name, auc)) = kinds.iter().max_by(|(_, one), (_, other)| one.value.total_cmp(&other.value))
        else {
            return;
        };
        let what = format!("who has an account, {}: largest AUC", self.route.name);
        let value =
            format!("{:.3} ± {:.3} ({name}; chance {:.3})", auc.value, auc.half_interval, chance.value);
        if bench.is_quick {
            // So few pairs are as far from 0.5 by chance.
            report.value(&what, value);
        } else {
            report.limit(&what, value, format!("≤ {MOST_AUC}"), auc.value <= MOST_AUC);
        }
        let medians = self.route.kinds.iter().zip(&self.times).map(|(kind, times)| {
            format!("{} {:.0}", kind.name, times.iter().copied().collect::<Series>().median())
        });
        println!("microseconds: {}", medians.collect::<Vec<_>>().join(", "));
        for (name, auc) in &aucs {
            println!("  {name}: {:.3} ± {:.3}", auc.value, auc.half_interval);
        }
    }
}

fn plot(seen: &[Seen]) -> String {
    let rows = seen.iter().map(|seen| Row {
        label: seen.route.name,
        dots: seen
            .aucs()
            .into_iter()
            .map(|(name, auc)| Dot { name, value: auc.value, half_interval: auc.half_interval })
            .collect(),
    });
    Dots {
        title: "Who has an account? What a stranger can tell by the time of an answer",
        axis: "AUC against an address that nobody has, with its 95 % interval; 0.5 is chance",
        range: (0.5, 0.6),
        limit: MOST_AUC,
        rows: rows.collect(),
    }
    .to_svg()
}

/// The numbers below some number, in an order that chance decides.
#[derive(Debug)]
struct Order {
    numbers: Vec<usize>,
    state: u64,
}

impl Order {
    fn by_chance(count: usize) -> Result<Self> {
        let seed = u64::from_str_radix(&random::hex(16)?, 16)?;
        Ok(Self { numbers: (0..count).collect(), state: seed | 1 })
    }

    fn shuffled(&mut self) -> &[usize] {
        for last in (1..self.numbers.len()).rev() {
            // xorshift64: nobody guesses here.
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            let places = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
            self.numbers.swap(last, usize::try_from(self.state % places).unwrap_or(last));
        }
        &self.numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_comes() {
        let mut order = Order::by_chance(3).unwrap();
        let orders: std::collections::BTreeSet<Vec<usize>> =
            (0..1_000).map(|_| order.shuffled().to_vec()).collect();
        assert_eq!(orders.len(), 6);
    }
}
