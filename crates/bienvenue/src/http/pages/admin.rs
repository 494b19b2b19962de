//! The pages of administrators. Whoever is none is told what everybody is told of a path that does not exist.

mod administrator;
mod figures;
mod first;
mod plot;
mod user;
mod users;

pub(super) use figures::figures;
pub(super) use first::{become_first, first_page};
pub(super) use user::{act, user};
pub(super) use users::users;
