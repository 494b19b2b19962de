//! What [`Auth`] does for programs that look after accounts with an API key.

use std::net::IpAddr;

use bienvenue_core::api_key::ApiKey;
use bienvenue_core::id::{KeyId, SessionId, UserId};
use bienvenue_core::locale::Locale;

use super::Auth;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::admin::create::{self, CreateUserError};
use crate::flows::admin::keys::{self, CheckKeyError, CreateKeyError, NewKey};
use crate::flows::admin::password::{self, AdminPasswordError};
use crate::flows::admin::throttle::{self, Throttled};
use crate::flows::admin::{AdminError, Authority, access, delete, locale, reset, sessions, verify};
use crate::store::{KeyInfo, User};

impl Auth {
    /// Makes a key, which is shown this once: an operator's act.
    ///
    /// # Errors
    ///
    /// [`CreateKeyError`]; there is no key then.
    pub async fn create_key(&self, wanted: NewKey) -> Result<(ApiKey, KeyInfo), CreateKeyError> {
        keys::create(&self.0, Authority::of_operator(&self.0)?, None, wanted).await
    }

    /// Revokes a key and all that it has made, and tells which were live until then: an operator's act, in force for the next
    /// request.
    ///
    /// # Errors
    ///
    /// [`AdminError`] when the store could not answer; the keys may still be live then.
    pub async fn revoke_key(&self, id: KeyId) -> Result<Vec<KeyId>, AdminError> {
        keys::revoke(&self.0, Authority::of_operator(&self.0)?, id).await
    }

    /// The live key that somebody presents.
    ///
    /// # Errors
    ///
    /// [`CheckKeyError::Refused`] for any other text, which counts as a guess; [`Fault::TooManyAttempts`] when the client has made
    /// too many.
    pub async fn check_key(&self, presented: &str, client: &Client) -> Result<KeyInfo, CheckKeyError> {
        keys::check(&self.0, presented, client).await
    }

    /// What can be done with a key that was checked. Whether its scopes allow it is the caller's to ask before; whether it is
    /// still live is asked with each act.
    pub const fn by_key<'a>(&'a self, key: &'a KeyInfo, client: &'a Client) -> ByKey<'a> {
        ByKey { auth: self, key, client }
    }

    /// How often was guessed at an account of late. Nothing when there is no such user.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn account_throttle(&self, user_id: UserId) -> Result<Option<Throttled>, Fault> {
        throttle::show_account(&self.0, user_id).await
    }

    /// How often was guessed of late from the network of an address.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn network_throttle(&self, address: IpAddr) -> Result<Throttled, Fault> {
        throttle::show_network(&self.0, address).await
    }

    /// Lets an account be tried again at once: an operator's act.
    ///
    /// # Errors
    ///
    /// [`AdminError::NoSuchUser`], or the store could not answer; the counts stay then.
    pub async fn reset_account_throttle(&self, user_id: UserId) -> Result<(), AdminError> {
        throttle::reset_account(&self.0, Authority::of_operator(&self.0)?, user_id).await
    }

    /// Lets the network of an address try again at once: an operator's act.
    ///
    /// # Errors
    ///
    /// [`AdminError`] when the store could not answer; the counts stay then.
    pub async fn reset_network_throttle(&self, address: IpAddr) -> Result<(), AdminError> {
        throttle::reset_network(&self.0, Authority::of_operator(&self.0)?, address).await
    }
}

/// Acts by a key: see [`Auth::by_key`]. Each is done as a whole or not at all, and stands among the events with the key's id.
#[derive(Clone, Copy, Debug)]
pub struct ByKey<'a> {
    auth: &'a Auth,
    key: &'a KeyInfo,
    client: &'a Client,
}

impl ByKey<'_> {
    fn authority(&self) -> Result<Authority, Fault> {
        Authority::of_key(&self.auth.0, self.key, self.client)
    }

    /// Makes an account. Without a password its owner is sent a link with which he sets his own.
    ///
    /// # Errors
    ///
    /// [`CreateUserError`]; nothing is stored then.
    pub async fn create_user(
        &self,
        email: &str,
        password: Option<&str>,
        locale: Locale,
    ) -> Result<User, CreateUserError> {
        create::create(&self.auth.0, self.authority()?, email, password, locale).await
    }

    /// Keeps a user from signing in and ends his sessions, or lets him sign in again. The last administrator stays.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; nothing is changed then.
    pub async fn set_disabled(&self, user_id: UserId, is_disabled: bool) -> Result<(), AdminError> {
        access::set(&self.auth.0, self.authority()?, user_id, is_disabled).await
    }

    /// Takes a user's address as proved.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; nothing is changed then.
    pub async fn verify_email(&self, user_id: UserId) -> Result<(), AdminError> {
        verify::verify(&self.auth.0, self.authority()?, user_id).await
    }

    /// Sets the language of a user's mails.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; nothing is changed then.
    pub async fn set_locale(&self, user_id: UserId, locale: Locale) -> Result<(), AdminError> {
        locale::set(&self.auth.0, self.authority()?, user_id, locale).await
    }

    /// Sets a user's password and ends his sessions.
    ///
    /// # Errors
    ///
    /// [`AdminPasswordError`]; the old one still holds then.
    pub async fn set_password(&self, user_id: UserId, password: &str) -> Result<(), AdminPasswordError> {
        password::set(&self.auth.0, self.authority()?, user_id, password).await
    }

    /// Has a link for a new password sent to a user.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; [`Fault::TooManyAttempts`] when the address was sent as many mails as it may be in an hour.
    pub async fn send_reset(&self, user_id: UserId) -> Result<(), AdminError> {
        reset::send(&self.auth.0, self.authority()?, user_id).await
    }

    /// Deletes an account with everything that names its owner. The last administrator stays.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; nothing is deleted then.
    pub async fn delete_user(&self, user_id: UserId) -> Result<(), AdminError> {
        delete::delete(&self.auth.0, self.authority()?, user_id).await
    }

    /// Ends every session of a user and tells how many.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the sessions may still be live then.
    pub async fn end_sessions(&self, user_id: UserId) -> Result<u64, AdminError> {
        sessions::end_all(&self.auth.0, self.authority()?, user_id).await
    }

    /// Ends one session, whosesoever it is. False when there is none of this id.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the session may still be live then.
    pub async fn end_session(&self, id: SessionId) -> Result<bool, AdminError> {
        sessions::end_any(&self.auth.0, self.authority()?, id).await
    }

    /// Lets an account be tried again at once.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the counts stay then.
    pub async fn reset_account_throttle(&self, user_id: UserId) -> Result<(), AdminError> {
        throttle::reset_account(&self.auth.0, self.authority()?, user_id).await
    }

    /// Lets the network of an address try again at once.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the counts stay then.
    pub async fn reset_network_throttle(&self, address: IpAddr) -> Result<(), AdminError> {
        throttle::reset_network(&self.auth.0, self.authority()?, address).await
    }

    /// Makes a key that can do no more than this one, lives no longer, and ends with it.
    ///
    /// # Errors
    ///
    /// [`CreateKeyError`]; there is no key then.
    pub async fn create_key(&self, wanted: NewKey) -> Result<(ApiKey, KeyInfo), CreateKeyError> {
        keys::create(&self.auth.0, self.authority()?, Some(self.key), wanted).await
    }

    /// Revokes a key, this one or another, and all that it has made. Tells which were live until then.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the keys may still be live then.
    pub async fn revoke_key(&self, id: KeyId) -> Result<Vec<KeyId>, AdminError> {
        keys::revoke(&self.auth.0, self.authority()?, id).await
    }
}
