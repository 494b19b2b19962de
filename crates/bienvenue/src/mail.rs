//! Mail: which kinds there are, and what each of them tells.

mod kind;
mod letter;
mod settings;

pub(crate) use kind::{MailClass, MailKind};
pub(crate) use letter::{Circumstances, Letter, Link};
pub use settings::MailSettings;
