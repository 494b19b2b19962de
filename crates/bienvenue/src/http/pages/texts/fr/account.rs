//! French: the pages of somebody who is signed in.

use super::super::account::{
    AccountTexts, ActivityTexts, ConfirmTexts, DataTexts, EmailTexts, NoticeTexts, OverviewTexts,
    PasswordTexts, SessionsTexts,
};
use super::super::words::{KindTexts, Number};
use crate::EventKind;

pub(super) const TEXTS: AccountTexts = AccountTexts {
    navigation: "Votre compte",
    sign_out: "Se déconnecter",
    overview: OverviewTexts {
        entry: "Compte",
        title: "Votre compte",
        verified: "Confirmée",
        unverified: "Pas encore confirmée",
        send_link: "M’envoyer un lien pour la confirmer",
        change_email: "Changer d’adresse",
        since: "Compte créé le",
        language: "Langue",
        language_help: "De ces pages et de nos courriels.",
        save: "Enregistrer",
    },
    email: EmailTexts {
        title: "Changer d’adresse",
        lead: "Nous envoyons un lien à la nouvelle adresse. Une fois le lien suivi, vous vous connecterez avec elle ; d’ici là, rien ne change.",
        new_email: "Nouvelle adresse e-mail",
        button: "Envoyer le lien",
        back: "Retour au compte",
    },
    password: PasswordTexts {
        entry: "Mot de passe",
        title: "Changer de mot de passe",
        lead: "Vous restez connecté ici et serez déconnecté partout ailleurs.",
        current: "Mot de passe actuel",
        button: "Changer le mot de passe",
    },
    sessions: SessionsTexts {
        entry: "Appareils",
        title: "Où vous êtes connecté",
        lead: "Si vous ne reconnaissez pas l’un d’eux, déconnectez-le et changez de mot de passe.",
        this_device: "Cet appareil",
        last_used: "Dernière utilisation",
        signed_in: "Connexion",
        address: "Adresse réseau",
        end: "Déconnecter",
        end_others: "Se déconnecter partout ailleurs",
        alone: "Vous n’êtes connecté nulle part ailleurs.",
        more: Number {
            one: "{number} autre n’est pas affiché. Il est inutilisé depuis plus longtemps.",
            many: "{number} autres ne sont pas affichés. Ils sont inutilisés depuis plus longtemps.",
        },
    },
    activity: ActivityTexts {
        entry: "Activité",
        title: "Activité récente",
        lead: "Ce qui est arrivé à votre compte, le plus récent d’abord. Si ce n’était pas vous, changez de mot de passe.",
        kind: KINDS,
        unknown: "Autre chose s’est produit",
        by_admin: "par un administrateur",
        older: "Plus anciens",
    },
    data: DataTexts {
        entry: "Vos données",
        title: "Vos données",
        export_title: "En obtenir une copie",
        export_lead: "Tout ce qui est conservé de votre compte, dans un fichier que les programmes savent lire : JSON.",
        export_button: "Télécharger",
        delete_title: "Supprimer le compte",
        delete_lead: "Tout ce qui vous désigne est effacé. Personne ne pourra le rétablir.",
        delete_link: "Supprimer le compte",
        delete_warning: "C’est la dernière question. Votre compte, vos appareils et tout ce qui vous désigne disparaîtront, et vous serez déconnecté partout.",
        delete_button: "Supprimer mon compte définitivement",
        keep: "Garder le compte",
    },
    confirm: ConfirmTexts {
        title: "Est-ce toujours vous ?",
        lead: "Ce que vous allez faire est important : saisissez encore une fois votre mot de passe. Vous continuerez ensuite là où vous étiez.",
        button: "Continuer",
    },
    notices: NoticeTexts {
        signed_out: "Vous êtes déconnecté.",
        deleted: "Votre compte est supprimé.",
        password_changed: "Votre mot de passe est changé. Vous êtes déconnecté partout ailleurs.",
        session_ended: "Cet appareil est déconnecté.",
        others_ended: "Vous êtes déconnecté partout ailleurs.",
        link_sent: "Un lien est en route vers la nouvelle adresse. Suivez-le pour changer d’adresse.",
        user_disabled: "La personne ne peut plus se connecter et est déconnectée partout.",
        user_enabled: "La personne peut de nouveau se connecter.",
        user_signed_out: "La personne est déconnectée.",
        reset_sent: "Un lien pour un nouveau mot de passe est en route vers la personne.",
        became_admin: "Vous êtes désormais administrateur.",
    },
};

#[expect(clippy::indexing_slicing, reason = "out of bounds would not compile")]
const KINDS: KindTexts = kinds!(kind);

const fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Registered => "Le compte a été créé",
        EventKind::RegisteredAgain => "Quelqu’un s’est inscrit avec l’adresse du compte",
        EventKind::EmailVerified => "L’adresse a été confirmée",
        EventKind::EmailChangeRequested => "Un changement d’adresse a été demandé",
        EventKind::EmailChanged => "L’adresse a été changée",
        EventKind::SignedIn => "Connexion",
        EventKind::Reauthenticated => "Le mot de passe a été saisi encore une fois",
        EventKind::SignedOut => "Déconnexion",
        EventKind::SessionsRevoked => "Un appareil a été déconnecté depuis ailleurs",
        EventKind::PasswordChanged => "Le mot de passe a été changé",
        EventKind::PasswordReset => "Le mot de passe a été choisi à nouveau avec un lien",
        EventKind::Exported => "Une copie des données a été téléchargée",
        EventKind::Deleted => "Le compte a été supprimé",
        EventKind::SignInFailed => "Une connexion a échoué",
        EventKind::SignInThrottled => "Les connexions ont été ralenties après trop de mots de passe erronés",
        EventKind::ReauthenticationFailed => "Un mot de passe erroné a été saisi une fois connecté",
        EventKind::ReauthenticationThrottled => "Les mots de passe saisis une fois connecté ont été ralentis",
        EventKind::VerificationFailed => "Un mot de passe erroné a été saisi avec le lien de confirmation",
        EventKind::VerificationThrottled => {
            "Les mots de passe saisis avec le lien de confirmation ont été ralentis"
        }
        EventKind::ResetRequested => "Un lien pour un nouveau mot de passe a été demandé",
        EventKind::VerificationRequested => "Le lien de confirmation de l’adresse a été redemandé",
        EventKind::RequestThrottled => "Les demandes de courriels ont été ralenties",
        EventKind::LinkRefused => "Un lien qui ne fonctionne plus a été utilisé",
        EventKind::LinkThrottled => "Les liens qui ne fonctionnent pas ont été ralentis",
        EventKind::Disabled => "Le compte a été désactivé par un opérateur",
        EventKind::Enabled => "Le compte a été réactivé par un opérateur",
        EventKind::PasswordSet => "Le mot de passe a été défini par un opérateur",
        EventKind::Imported => "Le compte a été repris d’un autre système",
        EventKind::AdminGranted => "Le compte est devenu celui d’un administrateur",
        EventKind::AdminRevoked => "Le compte n’est plus celui d’un administrateur",
        EventKind::LocaleSet => "La langue de vos courriels a été choisie par un administrateur",
        EventKind::ThrottleReset => {
            "Un administrateur vous a permis de vous connecter à nouveau sans attendre"
        }
        EventKind::KeyCreated => "Une clé d’API a été créée",
        EventKind::KeyRevoked => "Une clé d’API a été révoquée",
        EventKind::KeyRefused => "Une clé d’API n’a pas pu être utilisée",
        EventKind::KeyThrottled => "Trop de clés d’API qui n’ont pas pu être utilisées",
    }
}
