//! The systems that users are brought along from, and what each calls what we need.

mod firebase;
mod keycloak;

use bienvenue::ImportedUser;
use bienvenue::core::email::EmailAddress;
use bienvenue::core::id::UserId;
use bienvenue::core::password::hash::PasswordHash;
use bienvenue::core::time::Timestamp;

pub(super) use self::firebase::FirebaseHash;
use super::record::{Record, Wrong, hash};

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// `bienvenue export`, or columns of these names: JSON lines or CSV
    Bienvenue,
    /// The teaching project: its SQLite file
    TeachingProject,
    /// Django: `manage.py dumpdata auth.user`
    Django,
    /// Supabase Auth (GoTrue): `auth.users` as CSV or JSON
    Supabase,
    /// Devise (Rails): `users` as CSV or JSON
    Devise,
    /// better-auth: its SQLite file
    BetterAuth,
    /// PocketBase: its `data.db`
    Pocketbase,
    /// Keycloak: an export of a realm with its users
    Keycloak,
    /// Firebase: `firebase auth:export users.json`
    Firebase,
    /// WordPress: `wp_users` as CSV or JSON
    Wordpress,
    /// Laravel: `users` as CSV or JSON
    Laravel,
}

/// Who is in a record.
#[derive(Debug)]
pub(super) enum Found {
    /// Somebody to be imported.
    User(Box<ImportedUser>),
    /// Nobody who could sign in here, and why.
    Skipped(&'static str),
}

/// Names of the columns that most systems have.
struct Names {
    email: &'static [&'static str],
    password: &'static [&'static str],
    created_at: &'static [&'static str],
    last_login_at: &'static [&'static str],
    email_verified_at: &'static [&'static str],
}

impl Kind {
    /// Under which key a JSON document of this kind holds its users.
    pub(super) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Keycloak | Self::Firebase => Some("users"),
            _ => None,
        }
    }

    /// What to ask its SQLite file for, if it has one.
    pub(super) fn query(self, table: Option<&str>) -> Option<String> {
        let table = |default| format!("\"{}\"", table.unwrap_or(default).replace('"', "\"\""));
        match self {
            Self::TeachingProject | Self::Pocketbase => Some(format!("SELECT * FROM {}", table("users"))),
            Self::BetterAuth => Some(format!(
                "SELECT u.*, (SELECT a.password FROM account a
                     WHERE a.\"userId\" = u.id AND a.\"providerId\" = 'credential') AS password FROM {} u",
                table("user")
            )),
            _ => None,
        }
    }

    /// Reads a user. `now` is when whoever is disabled was disabled, where nobody wrote that down.
    pub(super) fn read(
        self,
        record: &Record,
        firebase: Option<&FirebaseHash>,
        now: Timestamp,
    ) -> Result<Found, Wrong> {
        match self {
            Self::Bienvenue => bienvenue(record, now),
            Self::TeachingProject => plain(record, &Names { password: &["hashed_password"], ..USUAL }),
            Self::Django => django(record, now),
            Self::Supabase => supabase(record, now),
            Self::Devise => plain(record, &Names { email_verified_at: &["confirmed_at"], ..ENCRYPTED }),
            Self::BetterAuth => better_auth(record),
            Self::Pocketbase => pocketbase(record),
            Self::Keycloak => keycloak::read(record, now),
            Self::Firebase => firebase::read(record, firebase, now),
            Self::Wordpress => plain(record, &WORDPRESS),
            Self::Laravel => plain(record, &USUAL),
        }
    }
}

const USUAL: Names = Names {
    email: &["email"],
    password: &["password"],
    created_at: &["created_at"],
    last_login_at: &["last_login_at"],
    email_verified_at: &["email_verified_at"],
};
const ENCRYPTED: Names = Names {
    password: &["encrypted_password"],
    last_login_at: &["last_sign_in_at", "current_sign_in_at"],
    ..USUAL
};
const WORDPRESS: Names = Names {
    email: &["user_email"],
    password: &["user_pass"],
    created_at: &["user_registered"],
    last_login_at: &[],
    email_verified_at: &[],
};

/// The user in these columns. Who has no address is skipped.
fn plain(record: &Record, names: &Names) -> Result<Found, Wrong> {
    let Some(mut user) = with_address(record, names.email)? else { return Ok(NO_ADDRESS) };
    user.hashed_password = record.hash(names.password)?;
    user.created_at = record.moment(names.created_at)?;
    user.last_login_at = record.moment(names.last_login_at)?;
    user.email_verified_at = record.moment(names.email_verified_at)?;
    Ok(Found::User(user))
}

const NO_ADDRESS: Found = Found::Skipped("no address");

/// A user with the address in the first of these columns that has one.
fn with_address(record: &Record, names: &[&str]) -> Result<Option<Box<ImportedUser>>, Wrong> {
    let Some(text) = record.text(names)? else { return Ok(None) };
    let email = EmailAddress::parse(text).map_err(|why| Wrong::new(why.to_string()))?;
    Ok(Some(Box::new(ImportedUser::new(email))))
}

/// A user's id where it is a UUID, so that what other tables hold of it stays true.
fn id(record: &Record, names: &[&str]) -> Result<Option<UserId>, Wrong> {
    record.text(names)?.map(|text| text.parse().map_err(|_| Wrong::new("the id is no UUID"))).transpose()
}

/// When the address was proved: whoever only noted that it was is taken to have seen it when the account was made.
fn verified(
    record: &Record,
    names: &[&str],
    user: &ImportedUser,
    now: Timestamp,
) -> Result<Option<Timestamp>, Wrong> {
    Ok(record.flag(names)?.then(|| user.created_at.unwrap_or(now)))
}

fn bienvenue(record: &Record, now: Timestamp) -> Result<Found, Wrong> {
    let Some(mut user) = with_address(record, &["email"])? else {
        return Err(Wrong::new("no `email`"));
    };
    user.hashed_password = record.hash(&["password_hash"])?;
    user.id = id(record, &["id"])?;
    user.created_at = record.moment(&["created_at"])?;
    user.password_changed_at = record.moment(&["password_changed_at"])?;
    user.last_login_at = record.moment(&["last_login_at"])?;
    user.email_verified_at = match record.moment(&["email_verified_at"])? {
        Some(moment) => Some(moment),
        None => verified(record, &["email_verified"], &user, now)?,
    };
    user.unverified_until = record.moment(&["unverified_until"])?;
    user.disabled_at = match record.moment(&["disabled_at"])? {
        Some(moment) => Some(moment),
        None => record.flag(&["disabled"])?.then_some(now),
    };
    user.locale = record.locale(&["locale"])?;
    Ok(Found::User(user))
}

/// A dump holds rows of several models, each with its columns inside.
fn django(record: &Record, now: Timestamp) -> Result<Found, Wrong> {
    let fields = record.inner("fields")?;
    // A project may have a model of its own in place of `auth.user`; it has a password all the same.
    let (Some(password), Some(mut user)) = (fields.text(&["password"])?, with_address(&fields, &["email"])?)
    else {
        return Ok(NO_ADDRESS);
    };
    // What begins so opens nothing: the user signs in elsewhere.
    user.hashed_password = if password.starts_with('!') { None } else { Some(hash(password)?) };
    user.created_at = fields.moment(&["date_joined"])?;
    user.last_login_at = fields.moment(&["last_login"])?;
    let is_active = !fields.has("is_active") || fields.flag(&["is_active"])?;
    user.disabled_at = (!is_active).then_some(now);
    Ok(Found::User(user))
}

fn supabase(record: &Record, now: Timestamp) -> Result<Found, Wrong> {
    if record.moment(&["deleted_at"])?.is_some() {
        return Ok(Found::Skipped("deleted"));
    }
    if record.flag(&["is_anonymous"])? {
        return Ok(Found::Skipped("anonymous"));
    }
    let names = Names { email_verified_at: &["email_confirmed_at", "confirmed_at"], ..ENCRYPTED };
    let mut found = plain(record, &names)?;
    if let Found::User(user) = &mut found {
        user.id = id(record, &["id"])?;
        let banned_until = record.moment(&["banned_until"])?;
        user.disabled_at = banned_until.filter(|until| *until > now).map(|_| now);
    }
    Ok(found)
}

/// scrypt with the parameters that better-auth has in its code: the salt is its text, as Werkzeug has it too, and the password is
/// in NFKC.
fn better_auth(record: &Record) -> Result<Found, Wrong> {
    let Some(mut user) = with_address(record, &["email"])? else { return Ok(NO_ADDRESS) };
    user.hashed_password = record.text(&["password"])?.map(better_auth_hash).transpose()?;
    user.created_at = record.moment(&["createdAt"])?;
    let made = user.created_at.unwrap_or(Timestamp::from_micros(0));
    user.email_verified_at = verified(record, &["emailVerified"], &user, made)?;
    Ok(Found::User(user))
}

fn better_auth_hash(text: &str) -> Result<PasswordHash, Wrong> {
    match text.split_once(':') {
        Some((salt, key)) => hash(&format!("scrypt-nfkc:16384:16:1${salt}${key}")),
        None => hash(text),
    }
}

fn pocketbase(record: &Record) -> Result<Found, Wrong> {
    let Some(mut user) = with_address(record, &["email"])? else { return Ok(NO_ADDRESS) };
    user.hashed_password = record.hash(&["password", "passwordHash"])?;
    user.created_at = record.moment(&["created"])?;
    let made = user.created_at.unwrap_or(Timestamp::from_micros(0));
    user.email_verified_at = verified(record, &["verified"], &user, made)?;
    Ok(Found::User(user))
}
