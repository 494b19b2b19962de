//! Mails: whatever fails on their way, each arrives, and its link works.

use super::*;
use crate::mail::{BoxFuture, Mail, Mailbox, Mailer, SendError};

/// A mail server that has no time.
#[derive(Debug)]
struct Busy;

impl Mailer for Busy {
    fn send<'a>(&'a self, _: &'a Mail) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async { Err(SendError::Temporary("busy".into())) })
    }
}

async fn waiting(world: &World) -> usize {
    dump(&world.store).await.iter().filter(|row| row.starts_with("outbox: ")).count()
}

/// The secret of the newest link that arrived.
fn token_in(mailbox: &Mailbox) -> String {
    let mails = mailbox.mails();
    mails[0].text.split_once("#token=").unwrap().1.chars().take(43).collect()
}

#[test]
fn asvs_2_3_3_a_mail_whose_sending_failed_is_sent_again() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        world.user(EMAIL).await;
        let mailbox = Mailbox::new(world.clock.clone(), |_| {});
        auth.send_mails(&mailbox).await.unwrap();
        let mut failures = 0;
        for number in 1..MOST_STEPS {
            // So that an earlier mail counts no more.
            world.clock.advance(Duration::from_hours(2));
            auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
            let known = mailbox.mails().len();
            world.faults.plan(number, When::After);
            let end = auth.send_mails(&mailbox).await;
            if !world.faults.end() {
                end.unwrap();
                assert_eq!((waiting(&world).await, mailbox.mails().len()), (0, known + 1));
                break;
            }
            failures += 1;
            assert!(end.as_ref().is_err_and(is_planned), "step {number}: {end:?}");
            let arrived = mailbox.mails().len() - known;
            assert!(waiting(&world).await == 1 || arrived == 1, "step {number}: the mail is lost");
            world.clock.advance(Duration::from_mins(3));
            auth.send_mails(&mailbox).await.unwrap();
            assert_eq!(waiting(&world).await, 0);
            let mails = mailbox.mails();
            let ids = mails[..mails.len() - known].iter().map(|mail| &mail.id);
            assert!(
                ids.clone().count() >= 1 && ids.clone().all(|id| *id == mails[0].id),
                "one mail, under one id"
            );
            auth.reset_password(token_in(&mailbox), PASSWORD, &laptop()).await.unwrap();
            world.clock.advance(Duration::from_hours(2));
            auth.send_mails(&mailbox).await.unwrap();
        }
        assert!(failures > 5, "only {failures} steps failed");
    });
}

#[test]
fn asvs_2_3_3_a_mail_that_cannot_be_put_off_is_tried_again() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        world.user(EMAIL).await;
        let mailbox = Mailbox::new(world.clock.clone(), |_| {});
        auth.send_mails(&mailbox).await.unwrap();
        auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
        for number in 1..MOST_STEPS {
            world.faults.plan(number, When::After);
            let end = auth.send_mails(&Busy).await;
            assert_eq!(waiting(&world).await, 1, "step {number}: the mail is lost");
            world.clock.advance(Duration::from_mins(20));
            if !world.faults.end() {
                assert_eq!(end.unwrap().postponed, 1);
                break;
            }
            assert!(end.as_ref().is_err_and(is_planned), "step {number}: {end:?}");
        }
        auth.send_mails(&mailbox).await.unwrap();
        auth.reset_password(token_in(&mailbox), NEW_PASSWORD, &laptop()).await.unwrap();
    });
}
