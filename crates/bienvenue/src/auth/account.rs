//! What [`Auth`] does for the owner of an account beyond the original: proofs, changes, export, deletion.

use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;

use super::Auth;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::change_email::{self, ChangeEmailError, RequestEmailChangeError};
use crate::flows::change_password::{self, ChangePasswordError};
use crate::flows::delete_account::{self, DeleteAccountError};
use crate::flows::export_account::{self, AccountExport};
use crate::flows::freshness::{self, FreshSessionError, ReauthenticateError};
use crate::flows::login::LoggedIn;
use crate::flows::register::{self, RegisterError, Registration};
use crate::flows::reset_password::{self, ResetPasswordError};
use crate::flows::sessions::SignIn;
use crate::flows::verify_email::{self, RegistrantProof, VerifyEmailError};
use crate::store::{User, users};

impl Auth {
    /// Registers a stranger. Where addresses must be proved ([`Verification::Required`](crate::Verification)), the answer
    /// is [`Registration::MailSent`] whether the address is taken or not. The registration is on disk then; the account is
    /// made a moment later, by [`complete_registrations`](Self::complete_registrations).
    ///
    /// # Errors
    ///
    /// [`RegisterError`]; that the address is taken is told only where addresses need not be proved.
    pub async fn sign_up(
        &self,
        email: &str,
        password: &str,
        client: &Client,
    ) -> Result<Registration, RegisterError> {
        register::sign_up(&self.0, email, password, client).await
    }

    /// Makes the accounts of strangers who registered where addresses must be proved, unless the address is taken. Tells how many
    /// registrations there were.
    ///
    /// Whoever sends mails does this too, before the mail that tells of it. Any number of processes may do so at once: each registration is completed by one.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer. What was not completed by then will be.
    pub async fn complete_registrations(&self) -> Result<u64, Fault> {
        register::complete(&self.0).await
    }

    /// Has the link of a registration sent once more, if there is one with this address that waits for its proof.
    ///
    /// # Errors
    ///
    /// [`Fault`] when it could not be done. Nothing else tells anything.
    pub async fn resend_verification(&self, email: &str, client: &Client) -> Result<(), Fault> {
        verify_email::resend(&self.0, email, client).await
    }

    /// Proves that the owner of an account reads mail at its address.
    ///
    /// # Errors
    ///
    /// [`VerifyEmailError`]; the link can still be used then.
    pub async fn verify_email(
        &self,
        token: impl AsRef<str>,
        proof: RegistrantProof<'_>,
        client: &Client,
    ) -> Result<User, VerifyEmailError> {
        verify_email::verify(&self.0, token.as_ref(), proof, client).await
    }

    /// Has a link for a new password sent to this address, if an enabled user has it.
    ///
    /// # Errors
    ///
    /// [`Fault`] when it could not be done. Nothing else tells anything.
    pub async fn request_password_reset(&self, email: &str, client: &Client) -> Result<(), Fault> {
        reset_password::request_by_mail(&self.0, email, client).await
    }

    /// Sets a new password with the link that went to the user's address. Every session of the user ends, and he is told.
    ///
    /// # Errors
    ///
    /// [`ResetPasswordError`]; the token is not spent when the password is not acceptable.
    pub async fn reset_password(
        &self,
        token: impl AsRef<str>,
        password: &str,
        client: &Client,
    ) -> Result<(), ResetPasswordError> {
        reset_password::reset(&self.0, None, token.as_ref(), password, client).await
    }

    /// Proves again who the owner of a session is. The session gets a new secret, and for ten minutes it may change what
    /// matters.
    ///
    /// # Errors
    ///
    /// [`ReauthenticateError`]; the session stays as it is then.
    pub async fn reauthenticate(
        &self,
        session_id: impl AsRef<str>,
        password: &str,
        client: &Client,
    ) -> Result<LoggedIn, ReauthenticateError> {
        freshness::reauthenticate(&self.0, session_id.as_ref(), password, client).await
    }

    /// Changes the password of a session's user. Every session ends; the caller gets a new one.
    ///
    /// # Errors
    ///
    /// [`ChangePasswordError`]; the old password still holds then.
    pub async fn change_password(
        &self,
        session_id: impl AsRef<str>,
        current_password: &str,
        new_password: &str,
        how: &SignIn,
    ) -> Result<LoggedIn, ChangePasswordError> {
        change_password::change(&self.0, session_id.as_ref(), current_password, new_password, how).await
    }

    /// Begins a change of address in a fresh session: a link goes to the new address.
    ///
    /// # Errors
    ///
    /// [`RequestEmailChangeError`]. That the address is taken is told to its owner only.
    pub async fn request_email_change(
        &self,
        session_id: impl AsRef<str>,
        email: &str,
        client: &Client,
    ) -> Result<(), RequestEmailChangeError> {
        change_email::request(&self.0, session_id.as_ref(), email, client).await
    }

    /// Changes an address with the link that went to it. The old address is told.
    ///
    /// # Errors
    ///
    /// [`ChangeEmailError`]; the address stays then.
    pub async fn change_email(
        &self,
        token: impl AsRef<str>,
        client: &Client,
    ) -> Result<User, ChangeEmailError> {
        change_email::confirm(&self.0, token.as_ref(), client).await
    }

    /// Sets the language of a user's mails. False when there is no such user.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn set_locale(&self, user_id: UserId, locale: Locale) -> Result<bool, Fault> {
        self.0.store.write(move |tx| users::set_locale(tx, user_id, locale)).await
    }

    /// Deletes the account of a fresh session with everything that names its owner.
    ///
    /// # Errors
    ///
    /// [`DeleteAccountError`]; nothing is deleted then.
    pub async fn delete_account(
        &self,
        session_id: impl AsRef<str>,
        client: &Client,
    ) -> Result<(), DeleteAccountError> {
        delete_account::delete(&self.0, session_id.as_ref(), client).await
    }

    /// All that is stored of the account of a fresh session, but for its secrets.
    ///
    /// # Errors
    ///
    /// [`FreshSessionError`].
    pub async fn export_account(
        &self,
        session_id: impl AsRef<str>,
        client: &Client,
    ) -> Result<AccountExport, FreshSessionError> {
        export_account::export(&self.0, session_id.as_ref(), client).await
    }
}
