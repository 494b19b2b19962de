//! A store method on its way through the seam, and its answer on the way back.

use tokio::sync::oneshot;

use super::engine::{Job, Tx};
use crate::fault::Fault;

/// What a caller waits for: the answer comes when a write is durable, or with the fault that prevented it.
pub(super) type Answer<T, E> = oneshot::Receiver<Result<T, E>>;

/// A method of the store and where its answer goes.
struct Call<F, T, E> {
    method: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

/// Makes a job of a method.
pub(super) fn job<T, E, F>(method: F) -> (Box<dyn Job>, Answer<T, E>)
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Call { method, outcome: None, reply }), answer)
}

impl<T, E, F> Job for Call<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Fault> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.outcome = None;
        let outcome = (self.method)(tx);
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, end: Result<(), Fault>) {
        let outcome = match end {
            Ok(()) => {
                self.outcome.unwrap_or_else(|| Err(Fault::internal("a store method gave no answer").into()))
            }
            Err(fault) => Err(fault.into()),
        };
        // A caller who has gone away waits for nothing.
        let _ = self.reply.send(outcome);
    }
}
