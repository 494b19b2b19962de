//! Two processes on one database.

use std::thread::{ScopedJoinHandle, scope};

use super::followed::Link;
use super::place::Place;
use super::{BOB, PASSWORD};
use crate::support::{Client, Database, Server, every_engine};

every_engine!(of_many_uses_of_a_link_one_wins, of_two_processes_one_sends_each_mail);

const USES: usize = 50;

/// Does this for each number at the same time, one half by each process.
fn at_once<T: Send>(servers: [&Server; 2], count: usize, act: impl Fn(Client, usize) -> T + Sync) -> Vec<T> {
    let act = &act;
    scope(|scope| {
        let acts = (0..count).map(|number| {
            let client = servers[number % 2].client();
            scope.spawn(move || act(client, number))
        });
        // All of them are started before the first is waited for.
        let acts: Vec<ScopedJoinHandle<'_, T>> = acts.collect();
        acts.into_iter().map(|act| act.join().unwrap()).collect()
    })
}

/// Exactly one was told yes, and all others no. Who it was.
fn winner(statuses: &[u16]) -> usize {
    let mut winners = statuses.iter().enumerate().filter(|(_, status)| **status == 200);
    let (winner, _) = winners.next().unwrap_or_else(|| panic!("nobody won: {statuses:?}"));
    assert!(winners.next().is_none(), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 403].contains(status)), "{statuses:?}");
    winner
}

/// NIST 800-63B §5.1.3: a code is accepted once.
fn of_many_uses_of_a_link_one_wins(database: Database) {
    let place = Place::new(database);
    let (one, other) = (place.start(), place.start());
    let servers = [&one, &other];
    assert_eq!(one.client().register(BOB, PASSWORD).status, 200);
    let link = Link::in_mail(&place.smtp.mail());
    let verified = at_once(servers, USES, |client, _| link.press(client, &[("password", PASSWORD)]).status);
    winner(&verified);

    assert_eq!(other.client().send("POST", "/reset_password", "", &[("email", BOB)]).status, 200);
    let link = Link::in_mail(&place.smtp.mail());
    let password = |number: usize| format!("the password of number {number}");
    let reset = at_once(servers, USES, |client, number| {
        link.press(client, &[("new_password", &password(number))]).status
    });
    let winner = winner(&reset);
    for number in 0..USES {
        let expected = if number == winner { 200 } else { 401 };
        assert_eq!(servers[number % 2].client().log_in(BOB, &password(number)).status, expected);
    }
    // One change is told of once.
    assert_eq!(place.smtp.mail().subject, "Your password for Bienvenue was changed");
    place.wait_for_outbox_of(0);
    other.end();
    place.end_without_more_mails(one);
}

fn of_two_processes_one_sends_each_mail(database: Database) {
    let place = Place::new(database);
    let (one, other) = (place.start(), place.start());
    let email = |number: usize| format!("{number}@example.org");
    let replies =
        at_once([&one, &other], 30, |client, number| client.register(&email(10 + number), PASSWORD));
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    let mut to: Vec<_> = place.smtp.mails(30).into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, (10..40).map(email).collect::<Vec<_>>());
    place.wait_for_outbox_of(0);
    other.end();
    place.end_without_more_mails(one);
}
