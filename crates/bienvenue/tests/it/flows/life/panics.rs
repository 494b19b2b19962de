//! A mail whose sending panics.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bienvenue::mail::{BoxFuture, Delivered, Mail, Mailer, SendError};

use super::{Life, PASSWORD, laptop};
use crate::support::{Database, every_engine};

every_engine!(asvs_16_5_4_a_mail_that_brings_its_sender_down_is_tried_again);

/// A mailer that panics at the first of each mail's attempts.
#[derive(Debug, Default)]
struct Fragile {
    tried: Mutex<HashSet<String>>,
    sent: AtomicU32,
}

impl Mailer for Fragile {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), SendError>> {
        let is_first = self.tried.lock().unwrap().insert(mail.id.clone());
        Box::pin(async move {
            assert!(!is_first, "a defect");
            self.sent.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

/// ASVS 16.5.4: the others go out, and so does this one in its time.
async fn asvs_16_5_4_a_mail_that_brings_its_sender_down_is_tried_again(database: Database) {
    let life = Life::new(&database).await;
    for number in 0..5 {
        life.auth.sign_up(&format!("{number}@example.org"), PASSWORD, &laptop()).await.unwrap();
    }
    let mailer = Fragile::default();
    let delivered = life.auth.send_mails(&mailer).await.unwrap();
    assert_eq!(delivered, Delivered { postponed: 5, ..Delivered::default() });
    life.clock.advance(Duration::from_mins(10));
    let delivered = life.auth.send_mails(&mailer).await.unwrap();
    assert_eq!(delivered, Delivered { sent: 5, ..Delivered::default() });
    assert_eq!(mailer.sent.load(Ordering::SeqCst), 5);
}
