//! Who there is, and who is to be.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Id, Json, Query};
use super::super::super::reply::json;
use super::super::super::state::AppState;
use super::super::cursor::ListName;
use super::super::me::Language;
use super::super::page::Page;
use super::guard::Holder;
use crate::UserBy;
use crate::store::User;

const NEWEST: ListName = ListName("users, the newest first");
const BY_ADDRESS: ListName = ListName("users by address");

/// An account, as whoever looks after it sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminUser)]
pub(super) struct UserBody {
    /// Names the account for as long as it lives.
    #[schema(format = "uuid")]
    id: String,
    /// The address, as its owner spells it.
    email: String,
    /// When its owner proved that he reads mail there, if he has.
    #[schema(format = DateTime)]
    email_verified_at: Option<String>,
    /// Until when the account waits for that proof, if it does.
    #[schema(format = DateTime)]
    unverified_until: Option<String>,
    /// The language of his mails.
    locale: &'static str,
    /// When the account was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When a session was last opened.
    #[schema(format = DateTime)]
    last_login_at: Option<String>,
    /// When the password was last set.
    #[schema(format = DateTime)]
    password_changed_at: String,
    /// Since when the user may not sign in, if so.
    #[schema(format = DateTime)]
    disabled_at: Option<String>,
    /// Since when he is an administrator, if he is.
    #[schema(format = DateTime)]
    admin_since: Option<String>,
}

impl From<&User> for UserBody {
    fn from(user: &User) -> Self {
        let told = |moment: Option<Timestamp>| moment.map(Timestamp::to_rfc3339);
        Self {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            email_verified_at: told(user.email_verified_at),
            unverified_until: told(user.unverified_until),
            locale: user.locale.as_str(),
            created_at: user.created_at.to_rfc3339(),
            last_login_at: told(user.last_login_at),
            password_changed_at: user.password_changed_at.to_rfc3339(),
            disabled_at: told(user.disabled_at),
            admin_since: told(user.admin_since),
        }
    }
}

/// Who is to have an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AdminNewUser)]
pub(super) struct NewUser {
    /// The address, which is how the user signs in.
    #[schema(format = Email, max_length = 254)]
    email: String,
    /// The password, exactly as it will be typed. Without one the user is sent a link with which he sets his own.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, min_length = 1, max_length = 1024)]
    password: Option<Zeroizing<String>>,
    /// The language of his mails; English unless told.
    #[serde(default)]
    locale: Option<Language>,
}

pub(super) fn describe_list() -> Description {
    Description::new("admin", "adminListUsers", "List or search users")
        .lists::<UserBody>("Users, those first who came last; with `q` in the order of their addresses.")
        .filtered_by("q", "Only those whose address begins so, in whatever case.")
}

/// `GET /api/v1/admin/users`: who there is.
pub(super) async fn list(
    State(app): State<AppState>,
    holder: Holder,
    Query(asked): Query,
) -> Result<Response, ApiError> {
    let (page, store) = (Page::of(&asked, &["q"])?, app.auth.store());
    let secret = holder.secret();
    let show = |user: User| UserBody::from(&user);
    let Some(beginning) = asked.find("q").filter(|beginning| !beginning.is_empty()) else {
        let before = page.after(NEWEST, secret)?.map(UserId::from_uuid);
        let found = store.newest_users(before, page.to_read()).await?;
        return Ok(page.answer(NEWEST, secret, found, |user| user.id.as_uuid(), show));
    };
    let after = page.after_text(BY_ADDRESS, secret)?;
    let after = after.map(|after| EmailAddress::parse(&after)).transpose();
    let after = after.map_err(|_| ApiError::new(Code::InvalidCursor).about("cursor"))?;
    // No address begins so, and not every database takes every character.
    let found = if beginning.chars().any(char::is_control) {
        Vec::new()
    } else {
        store.search_users(beginning, after, page.to_read()).await?
    };
    Ok(page.answer_by_text(BY_ADDRESS, secret, found, |user| user.email.canonical().to_owned(), show))
}

pub(super) fn describe_show() -> Description {
    Description::new("admin", "adminGetUser", "Show a user")
        .names("id", "The `id` of a user.")
        .gives::<UserBody>(200, "The account.")
}

/// `GET /api/v1/admin/users/{id}`: one account.
pub(super) async fn show(
    State(app): State<AppState>,
    _: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    let user = app.auth.store().find_user_by(UserBy::Id(id)).await?.ok_or(ApiError::new(Code::NotFound))?;
    Ok(json(StatusCode::OK, &UserBody::from(&user)))
}

pub(super) fn describe_create() -> Description {
    Description::new("admin", "adminCreateUser", "Make an account")
        .takes::<NewUser>()
        .gives::<UserBody>(201, "The account is there, and its owner is told by mail where mails go out.")
        .refuses(Code::OF_NEW_ADDRESS)
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::MailNotConfigured, Code::TooBusy])
}

/// `POST /api/v1/admin/users`: make an account.
pub(super) async fn create(
    State(app): State<AppState>,
    holder: Holder,
    Json(asked): Json<NewUser>,
) -> Result<Response, ApiError> {
    if asked.password.is_none() && app.auth.mail_sender().is_none() {
        return Err(ApiError::new(Code::MailNotConfigured).says("without a password the user needs a mail"));
    }
    let (password, locale) =
        (asked.password.as_deref(), asked.locale.map_or(Locale::default(), Locale::from));
    let user = holder.acts(&app).create_user(&asked.email, password.map(String::as_str), locale).await?;
    Ok(json(StatusCode::CREATED, &UserBody::from(&user)))
}
